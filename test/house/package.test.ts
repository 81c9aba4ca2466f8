/**
 * The package as its users have it: packed, unpacked into the node_modules of a project of their own, then imported, required and
 * compiled against. Without a network. `dist` has to be there: packing would build it, and take it from the tests that run at the same time.
 *
 * The project stands outside of this repository, with links to what the package declares. What else it imports is missing.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import t from 'tap'
import ts from 'typescript'
import { typeFaultsOf } from '../fixtures/typescript.js'

const run = promisify(execFile)
const repository = fileURLToPath(new URL('../..', import.meta.url))
const { name, exports, dependencies, peerDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
const paths: string[] = Object.keys(exports).filter((path) => path !== './package.json').map((path) => name + path.slice(1))

const project = realpathSync.native(mkdtempSync(join(tmpdir(), `${name}-`)))
const unpacked = join(project, 'node_modules', name)
t.teardown(() => rmSync(project, { recursive: true, force: true }))
t.setTimeout(180_000)
t.jobs = 4

if (!existsSync(join(repository, 'dist', 'index.js'))) throw new Error('There is no dist to be packed: run npm run build first')
await install()

/** Does what `npm install` of the packed package does, by hand. */
async function install () {
  mkdirSync(unpacked, { recursive: true })
  const shell = process.platform === 'win32'
  const { stdout } = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', project], { cwd: repository, shell })
  const [{ filename }] = JSON.parse(stdout)
  await run('tar', ['-xzf', filename, '-C', join('node_modules', name), '--strip-components=1'], { cwd: project })
  for (const declared of [...Object.keys(dependencies), ...Object.keys(peerDependencies), '@types/node']) {
    const path = join(project, 'node_modules', declared)
    mkdirSync(dirname(path), { recursive: true })
    symlinkSync(join(repository, 'node_modules', declared), path, 'junction')
  }
}

const filesOf = (directory: string) => readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1).replaceAll('\\', '/'))
  .sort()

t.test('the package holds the build, its sources, the types and the documents, and nothing else', async (t) => {
  const sources = filesOf(join(repository, 'lib'))
  // What a browser is given is sent as it is.
  const declarations = sources.filter((source) => source.endsWith('.ts')).map((source) => `dist/${source.replace(/\.ts$/, '.d.ts')}`)
  const entries = Object.values<{ default?: string }>(exports).flatMap(({ default: entry }) => entry?.slice('./'.length) ?? [])
  // What entries share has names that change with it.
  const files = filesOf(unpacked)
  const shared = files.filter((file) => /^dist\/chunks\/[A-Z0-9]{8}\.js$/.test(file))
  t.same(files, [
    'CHANGELOG.md', 'LICENSE', 'README.md', 'bin/fastify-produces.js', 'package.json',
    ...declarations,
    ...['dist/inspect/index.js', ...entries, ...shared].flatMap((script) => [script, `${script}.map`]),
    ...filesOf(join(repository, 'docs')).map((page) => `docs/${page}`),
    ...sources.map((source) => `lib/${source}`),
    'types/advice.d.ts', 'types/config.d.ts', 'types/diagnostics.d.ts', 'types/dimensions.d.ts', 'types/explanation.d.ts', 'types/fastify.d.ts', 'types/hints.d.ts', 'types/index.d.ts'
  ].sort())
})

t.test('a path of the package is few files', async (t) => {
  const loaded = new Set<string>()
  const load = (file: string): void => {
    if (loaded.has(file)) return
    loaded.add(file)
    const imported = readFileSync(join(unpacked, file), 'utf8').matchAll(/\b(?:from|import) "(\.[^"]+)"/g)
    for (const [, path = ''] of imported) load(posix.join(dirname(file), path))
  }
  load('dist/index.js')
  t.ok(loaded.size > 1 && loaded.size < 20, `${loaded.size} files`)
})

t.test('what package.json points to is in the package', async (t) => {
  const { main, types, exports } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
  const targets = Object.values(exports).flatMap((target) => typeof target === 'string' ? target : Object.values(target as object))
  for (const target of [main, types, ...targets]) t.ok(existsSync(join(unpacked, target)), target)
})

t.test('each file of the build has a source map, and each source map the source that is shipped', async (t) => {
  const scripts = filesOf(unpacked).filter((file) => /^dist\/.*\.js$/.test(file))
  t.ok(scripts.length > 0)
  for (const script of scripts) {
    const [, map = ''] = /\/\/# sourceMappingURL=(.+)\s*$/.exec(readFileSync(join(unpacked, script), 'utf8')) ?? []
    const { sources } = JSON.parse(readFileSync(join(unpacked, dirname(script), map), 'utf8'))
    const paths: string[] = sources.map((source: string) => posix.join(dirname(script), source))
    for (const path of paths) t.ok(path.startsWith('lib/') && existsSync(join(unpacked, path)), `${script} ${path}`)
  }
})

const declared = "const produces = ['application/json', { mediaType: 'text/csv', quality: 0.9 }]"
const csvOptions = "{ columns: ['id', 'type'] }"
const use = `
  app.get('/', { config: { produces } }, async (request) => [{ id: 1, type: negotiated(request, produces).mediaType }])
  const answers = ['application/json', 'text/csv', 'image/png'].map((accept) => app.inject({ url: '/', headers: { accept } }))
  Promise.all(answers).then(([json, csv, none]) => {
    const selected = compileNegotiation({ mediaTypes: produces }).select({ accept: 'text/*' }).mediaType
    console.log(JSON.stringify([json.body, csv.body, none.statusCode, selected]))
  })
`
const printed = ['[{"id":1,"type":"application/json"}]', 'id,type\r\n1,text/csv\r\n', 406, 'text/csv']

const programs = [
  ['import', 'import.mjs', `
    import Fastify from 'fastify'
    import plugin, { negotiated } from '${name}'
    import csv from '${name}/csv'
    import { compileNegotiation } from '${name}/negotiation'
    ${declared}
    const app = Fastify()
    await app.register(plugin, { serializers: { 'text/csv': csv(${csvOptions}) } })
    ${use}`],
  ['require, before the instance is made', 'before.cjs', `
    const plugin = require('${name}')
    const { negotiated } = plugin
    const { default: csv } = require('${name}/csv')
    const { compileNegotiation } = require('${name}/negotiation')
    ${declared}
    const app = require('fastify')()
    app.register(plugin, { serializers: { 'text/csv': csv(${csvOptions}) } })
    ${use}`],
  ['require, where each is what the module exports by default', 'functions.cjs', `
    const plugin = require('${name}')
    const csv = require('${name}/csv')
    const { negotiated } = plugin
    const { compileNegotiation } = require('${name}/negotiation')
    ${declared}
    const app = require('fastify')()
    app.register(plugin, { serializers: { 'text/csv': csv(${csvOptions}) } })
    ${use}`],
  ['require, after the instance is made', 'after.cjs', `
    ${declared}
    const app = require('fastify')()
    app.register(require('${name}'), { serializers: { 'text/csv': require('${name}/csv').default(${csvOptions}) } })
    const { negotiated } = require('${name}')
    const { compileNegotiation } = require('${name}/negotiation')
    ${use}`]
] as const

for (const [way, file, source] of programs) {
  t.test(`the plugin, CSV and the negotiation alone work by ${way}`, async (t) => t.same(await outputOf(file, source), printed))
}

t.test('the inspector finds its page in the package', async (t) => {
  const answers = await outputOf('inspector.mjs', `
    import Fastify from 'fastify'
    import inspector from '${name}/inspector'
    const app = Fastify()
    await app.register(inspector)
    const answers = await Promise.all(['/_produces/', '/_produces/page.js', '/_produces/routes'].map((path) => app.inject(path)))
    console.log(JSON.stringify(answers.map(({ statusCode }) => statusCode)))`)
  t.same(answers, [200, 200, 200])
})

t.test('import and require give the same under every path', async (t) => {
  const same = await outputOf('same.mjs', `
    import { createRequire } from 'node:module'
    const require = createRequire(import.meta.url)
    const differing = []
    for (const path of ${JSON.stringify(paths)}) {
      const { 'module.exports': exported, ...imported } = await import(path)
      const required = require(path)
      for (const name of Object.keys(imported)) if (imported[name] !== required[name]) differing.push(path + ' ' + name)
      if (imported.default !== exported) differing.push(path + ' module.exports')
      // A module that exports no function by default is required as the object that has its exports.
      if (exported !== undefined && exported !== required) differing.push(path)
    }
    console.log(JSON.stringify({ differing, name: require('${name}/package.json').name }))`)
  t.same(same, { differing: [], name })
})

async function outputOf (file: string, source: string): Promise<unknown> {
  writeFileSync(join(project, file), source)
  // Without what tap puts into the processes of a test: no user has it.
  const { stdout } = await run(process.execPath, [file], { cwd: project, env: { ...process.env, NODE_OPTIONS: '' } })
  return JSON.parse(stdout)
}

const typed = `
  app.addSerializer<{ id: number }>('text/markdown', ({ id }) => '# ' + id).get('/', {
    config: { produces: { mediaTypes: ['application/json', { mediaType: 'text/csv', quality: 0.9 }], languages: ['en', 'es'] } },
    schema: { response: { 406: NotAcceptable } }
  }, async (request, reply) => {
    const known: 'application/json' | 'text/csv' = request.negotiated.mediaType
    // @ts-expect-error it is one of the two above
    const unknown: 'text/html' = request.negotiated.mediaType
    const language: 'en' | 'es' = request.negotiated.language
    const others: readonly NegotiatedRepresentation[] = reply.alternatives
    return [known, unknown, language, others.length, request.accepts().types(['html']), negotiated(request, ['text/html']).mediaType]
  })
  // @ts-expect-error a media type has a slash
  app.get('/faulty', { config: { produces: ['json'] } }, async () => {})
  compileNegotiation({ mediaTypes: ['text/html'] }).select({ accept: '*/*' })?.mediaType.toUpperCase()
`

const imports = `
  import Fastify from 'fastify'
  import produces, { negotiated, NotAcceptable, type NegotiatedRepresentation } from '${name}'
  import csv, { type CsvOptions } from '${name}/csv'
  import { compileNegotiation } from '${name}/negotiation'
  const options: CsvOptions = ${csvOptions}
  const app = Fastify()
  app.register(produces, { serializers: { 'text/csv': csv(options) }, strict: { language: true } })
  // @ts-expect-error there is no such option
  app.register(produces, { srict: true })
  ${typed}`

const requires = `
  import Fastify = require('fastify')
  import produces = require('${name}')
  import csv = require('${name}/csv')
  import html = require('${name}/html')
  import markdown = require('${name}/markdown')
  import { compileNegotiation } from '${name}/negotiation'
  import type { NegotiatedRepresentation } from '${name}'
  const { default: plugin, negotiated, NotAcceptable } = produces
  const app = Fastify()
  app.register(plugin, { serializers: { 'text/csv': csv.default(${csvOptions}) } })
  app.register(produces, { serializers: { 'text/csv': csv(${csvOptions}), 'text/html': html.view('page.ejs'), 'text/markdown': markdown.fromHtml(html()) } })
  // @ts-expect-error there is no such option
  csv({ delimitr: ';' })
  ${typed}`

// What stands at config.produces, and what TypeScript's message has to name, at the place of the fault where it can.
const faulty = [
  ["{ mediaTypes: ['text/html'], languagess: ['en'] }", 'languagess'],
  ["{ mediaTypes: ['text/html'], preference: 'sever' }", 'Preference'],
  ["{ mediaTypes: ['text/html'], languages: 'en' }", 'LanguageTag'],
  ["{ mediaTypes: ['text/html'], charsets: [1] }", 'Charset'],
  ["{ mediaTypes: ['text/html'], strict: { language: true, langage: true } }", 'langage'],
  ["{ mediaTypes: ['text/html'], strict: { language: 'yes' } }", 'boolean'],
  ["['text/html', { mediaType: 'text/csv', qualty: 1 }]", 'qualty'],
  ["[{ mediaType: 'text/csv', quality: '1' }]", 'quality'],
  ["[{ mediaType: 'text/csv', serialize: () => 1 }]", 'serialize'],
  ["{ mediaTypes: [{ mediaType: 'text/csv', qualty: 1 }] }", 'qualty'],
  ["{ mediaTypes: [{ mediaType: 'text/csv', languages: 'en' }] }", 'languages']
] as const

const head = ["import Fastify from 'fastify'", `import '${name}'`]
const routes = faulty.map(([produces]) => `Fastify().get('/', { config: { produces: ${produces} } }, async () => {})`)
const faultyRoutes = [...head, ...routes].join('\n')
const faultyOption = `import Fastify from 'fastify'\nimport plugin from '${name}'\nFastify().register(plugin, { prefrence: 'server' })`

// Most of a program's time goes into the libraries: what is compiled alike is one.
const ofNode = faultsOf({ 'esm.mts': imports, 'commonjs.cts': imports, 'require.cts': requires, 'faulty.mts': faultyRoutes, 'option.mts': faultyOption }, { module: 'nodenext' })
const isOf = (file: string) => (fault: string): boolean => fault.includes(`/${file}:`)

t.test('TypeScript compiles projects of Node.js: ESM, CommonJS, import = require', async (t) => {
  t.same(ofNode.filter((fault) => !isOf('faulty.mts')(fault) && !isOf('option.mts')(fault)), [])
})

t.test('TypeScript compiles a project that resolves modules as Node.js 10 did', async (t) => {
  t.same(faultsOf({ 'node10.ts': imports }, { module: 'commonjs', moduleResolution: 'node10', esModuleInterop: true }), [])
})

const consumers = [
  ['a project of Node.js', { module: 'nodenext' }, { 'esm7.mts': imports, 'commonjs7.cts': imports, 'require7.cts': requires }],
  ['a project with a bundler, module preserve', { module: 'preserve' }, { 'preserve.ts': imports }],
  ['a project with a bundler, module esnext', { module: 'esnext', moduleResolution: 'bundler' }, { 'esnext.ts': imports }]
] as const

for (const [consumer, options, sources] of consumers) {
  t.test(`TypeScript 7 compiles ${consumer}`, async (t) => t.same(await faultsIn7(sources, options), []))
}

t.test('TypeScript 7 finds what is wrong', async (t) => {
  const faults = await faultsIn7({ 'faulty7.mts': faultyRoutes }, { module: 'nodenext' })
  t.ok(faulty.every((_, place) => faults.some((fault) => fault.startsWith(`faulty7.mts(${head.length + place + 1},`))), String(faults))
})

t.test('TypeScript names the key that is at fault, and neither false nor mediaTypes', async (t) => {
  const faults = ofNode.filter(isOf('faulty.mts'))
  t.equal(faults.length, faulty.length)
  for (const [place, [produces, named]] of faulty.entries()) {
    const fault = faults.find((fault) => fault.includes(`faulty.mts:${head.length + place + 1} `)) ?? ''
    // What is written is repeated; what is said of it comes after.
    const said = fault.replaceAll(/Type '\{ (?:produces|mediaTypes)[^\n]*? is not assignable/g, '').replaceAll(/to type 'FastifyContextConfig & [^\n]*/g, '')
    t.match(said, new RegExp(`\\b${named}\\b`), produces)
    t.notMatch(said, /mediaTypes|'false'|'undefined'/, produces)
  }
})

t.test('TypeScript names the option of the plugin that is at fault', async (t) => {
  const faults = ofNode.filter(isOf('option.mts'))
  t.match(faults, [/'prefrence' does not exist in type/])
  t.equal(faults.length, 1)
})

/** What TypeScript says of a consumer's files and of this package's types; the types of other packages are not ours to check. */
function faultsOf (sources: Readonly<Record<string, string>>, options: object): string[] {
  const { compilerOptions, files } = writeProject(sources, options)
  const config = ts.parseJsonConfigFileContent({ compilerOptions, files }, ts.sys, project, undefined, join(project, 'tsconfig.json'))
  const program = ts.createProgram(config.fileNames, config.options)
  const ours = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(project.replaceAll('\\', '/')))
  const diagnostics = [
    ...config.errors, ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
  ]
  return diagnostics.map(({ file, start, messageText }) => {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1
    return `${file?.fileName ?? ''}:${line} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
  })
}

async function faultsIn7 (sources: Readonly<Record<string, string>>, options: object): Promise<string[]> {
  const config = writeProject(sources, options)
  // Tests run side by side here.
  const file = `tsconfig.${config.files[0]}.json`
  writeFileSync(join(project, file), JSON.stringify(config))
  // A path that leads out of the project is that of another package.
  return (await typeFaultsOf(project, file)).filter((line) => !line.startsWith('..'))
}

/** Writes the files of a project; what its tsconfig.json has. */
function writeProject (sources: Readonly<Record<string, string>>, options: object): { compilerOptions: object, files: string[] } {
  for (const [file, source] of Object.entries(sources)) writeFileSync(join(project, file), source)
  const checks = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true }
  return { compilerOptions: { ...options, ...checks, target: 'es2022', lib: ['es2023'], types: ['node'] }, files: Object.keys(sources) }
}
