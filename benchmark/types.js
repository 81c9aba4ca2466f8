/**
 * What the types cost TypeScript: 300 routes in each form of `config.produces`, against the same routes without, in turn.
 *
 *     node benchmark/types.js [--quick] [--only regexp] [--rounds n] [--routes n]
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { goals, verdict } from './goals.js'
import { figure, format, median, ratios, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    routes: { type: 'string', default: '300' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 1 : 5))
const routes = Number(options.routes)
const wanted = new RegExp(options.only, 'i')
const root = fileURLToPath(new URL('..', import.meta.url))
const clock = new URL('tools/cpu-clock.js', import.meta.url).href
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')

// Bare is a route with a config of its own: what Fastify's types take for that is not ours.
const BARE = { title: 'bare', options: '{ config: { limit: 10 } }', url: 'request.url' }
const WITH_SCHEMA = "{ schema: { response: { 200: { content: { 'application/json': { schema: Row }, 'text/csv': { schema: Row } } } } }"

const forms = [
  { title: 'strings', produces: "['application/json', 'text/csv']" },
  { title: 'media-type objects', produces: "['application/json', { mediaType: 'text/csv', quality: 0.9 }]" },
  { title: 'with a transform', produces: "['application/json', { mediaType: 'text/csv', transform: (rows) => rows }]" },
  { title: 'a shared list', before: "const shared = ['application/json', { mediaType: 'text/csv', quality: 0.9 }] as const", produces: 'shared' },
  { title: 'an object with languages', produces: "{ mediaTypes: ['application/json', { mediaType: 'text/csv', quality: 0.9 }], languages: ['en', 'es'] }" },
  { title: 'representation()', produces: "['application/json', representation({ mediaType: 'text/csv', schema: Row, transform: ({ name }: { name: string }) => ({ name }) })]" },
  { title: 'true', options: `${WITH_SCHEMA}, config: { produces: true } }`, bare: `${WITH_SCHEMA}, config: { limit: 10 } }` }
]

const project = mkdtempSync(join(tmpdir(), 'fastify-produces-types-'))
try {
  main()
} finally {
  rmSync(project, { recursive: true, force: true })
}

function main () {
  linkPackages()
  console.log(`TypeScript, ${routes} routes: types and instantiations, and the processor's time to check by that of the bare app, medians of ${rounds} rounds.\n`)
  const lines = [['', 'types', 'bare', 'instantiations', 'bare', 'check time by bare', 'total by bare', '']]
  for (const form of forms.filter(({ title }) => wanted.test(title))) {
    const bare = { ...BARE, options: form.bare ?? BARE.options }
    const ours = []
    const theirs = []
    for (let round = 0; round < rounds; round++) {
      theirs.push(check(bare))
      ours.push(check(form))
    }
    const by = (name) => figure(ratios(ours.map((run) => run[name]), theirs.map((run) => run[name])))
    const count = (runs, name) => median(runs.map((run) => run[name])).toLocaleString('en')
    lines.push([
      form.title, count(ours, 'Types'), count(theirs, 'Types'), count(ours, 'Instantiations'), count(theirs, 'Instantiations'),
      format(by('Check time')), format(by('Total time')), verdict('types.check', by('Check time'))
    ])
  }
  console.log(table(lines))
  console.log(`\nThe goal: ${goals['types.check'].what}.`)
}

// As npm would install them, but that the package is this folder.
function linkPackages () {
  mkdirSync(join(project, 'node_modules', '@types'), { recursive: true })
  for (const name of ['fastify', '@types/node']) symlinkSync(join(root, 'node_modules', name), join(project, 'node_modules', name), 'junction')
  symlinkSync(root, join(project, 'node_modules', 'fastify-produces'), 'junction')
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  const compilerOptions = { module: 'nodenext', target: 'es2022', lib: ['es2023'], types: ['node'], strict: true, skipLibCheck: true, noEmit: true }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['app.ts'] }))
}

/** Compiles an application with the routes of a form; what tsc prints, by name. */
function check (form) {
  writeFileSync(join(project, 'app.ts'), sourceOf(form))
  const printed = execFileSync(process.execPath, ['--import', clock, compiler, '-p', project, '--extendedDiagnostics'], { encoding: 'utf8' })
  return Object.fromEntries([...printed.matchAll(/^([A-Z][\w ]+):\s+([\d.]+)/gm)].map(([, name, value]) => [name, Number(value)]))
}

function sourceOf ({ before = '', produces, options = `{ config: { produces: ${produces} } }`, url = 'request.negotiated.mediaType' }) {
  const ours = options.includes('produces')
  const declared = Array.from({ length: routes }, (_, route) =>
    `app.get('/${route}', ${options}, async (request) => ({ id: ${route}, type: ${url} }))`)
  return [
    "import Fastify from 'fastify'",
    ours ? "import produces, { representation } from 'fastify-produces'" : '',
    'const app = Fastify()',
    ours ? 'app.register(produces)\nexport { representation }' : '',
    "export const Row = { type: 'object', properties: { name: { type: 'string' } } } as const",
    before,
    ...declared
  ].join('\n')
}
