/**
 * Builds the package: JavaScript for what can be imported, a file for each path, and declarations for every module of `lib/`.
 *
 *     node scripts/build.js [--watch] [--modules folder]
 *
 * Node.js takes longer to load the 160 modules of the package than to load Fastify. So each path of package.json's `exports` is one file, and
 * what several of them import stands in `dist/chunks/`.
 *
 * --watch    builds the JavaScript again where a source changes
 * --modules  writes a file for each module into a folder, and no declarations: for benchmarks of what cannot be imported
 */
import { execFile } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { build, context } from 'esbuild'

const { values: { watch, modules } } = parseArgs({ options: { watch: { type: 'boolean', default: false }, modules: { type: 'string' } } })
const root = fileURLToPath(new URL('..', import.meta.url))
const { exports, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

const options = {
  absWorkingDir: root,
  outbase: 'lib',
  format: 'esm',
  platform: 'node',
  target: `node${engines.node.replace('>=', '')}`,
  sourcemap: true,
  logLevel: 'warning'
}
// The command is not imported by users.
const entries = ['./dist/inspect/index.js', ...Object.values(exports).flatMap((target) => target.default ?? [])]
const bundle = {
  ...options,
  entryPoints: entries.map((entry) => entry.replace('./dist/', 'lib/').replace(/\.js$/, '.ts')),
  outdir: 'dist',
  bundle: true,
  splitting: true,
  packages: 'external',
  chunkNames: 'chunks/[hash]'
}

if (modules !== undefined) {
  await build({ ...options, entryPoints: ['lib/**/*.ts'], outdir: modules })
} else if (watch) {
  await (await context(bundle)).watch()
} else {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  await Promise.all([build(bundle), declare()])
}

async function declare () {
  const compiler = join(root, 'node_modules/typescript-7/lib/tsc.js')
  try {
    await promisify(execFile)(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { cwd: root })
  } catch ({ stdout }) {
    console.error(stdout)
    process.exitCode = 1
  }
}
