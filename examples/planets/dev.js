/**
 * Starts the example for work on the package: `npm run dev`. `lib` is watched, built and checked, and the server restarts when `dist` or the
 * example changes. Whatever ends first, or a signal, ends all. The inspector is at `/_produces`.
 */
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const typescript = dirname(createRequire(import.meta.url).resolve('typescript-7/package.json'))

// Neither through npm nor through a shell: a signal has to reach the process itself.
const children = [
  ['scripts/build.js', '--watch'],
  [join(typescript, 'lib/tsc.js'), '-p', 'tsconfig.build.json', '--watch', '--preserveWatchOutput'],
  ['--watch', '--watch-preserve-output', 'examples/planets/server.js', '--inspector']
].map((args) => spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }))

function stop () {
  for (const child of children) child.kill('SIGTERM')
}

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
for (const child of children) child.once('exit', stop)
