/** What the log says of a 406: one line, whatever has come to it, at a level of the application's choice. */
import { once } from 'node:events'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyServerOptions, type InjectOptions, LogController } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type ProducesOptions } from '../../lib/index.js'
import { build, exchange } from '../fixtures/app.js'
import { bootError, untyped } from '../fixtures/harness.js'

interface LogLine {
  readonly level: number
  readonly reqId: string
  readonly msg: string
  readonly code?: string
  readonly route?: string
  readonly unacceptable?: readonly string[]
  readonly requested?: Readonly<Record<string, string>>
  readonly available?: Readonly<Record<string, readonly string[]>>
}

const INFO = 30
const WARN = 40

const languages = ['en', 'de']
const strict = { language: true }
const text = { mediaType: 'text/plain', serialize: () => 'Mars' } as const
const csv = { mediaType: 'text/csv', serialize: () => 'Mars' } as const

/** A log, line by line as it is written. */
function logOf () {
  const written: string[] = []
  const stream = { write: (line: string) => { written.push(line) } }
  const lines = (): LogLine[] => written.map((line) => JSON.parse(line) as LogLine)
  return { stream, written, lines, refusals: () => lines().filter(({ msg }) => msg === 'not acceptable') }
}

async function serve (t: Test, options: ProducesOptions = {}, server: FastifyServerOptions = {}, logger: object = {}) {
  const log = logOf()
  const app = await build(t, options, { logger: { stream: log.stream, ...logger }, ...server })
  app.get('/planets/:id', { config: { produces: { mediaTypes: [text, csv], languages, strict } } }, async () => 'Mars')
  app.get('/without', { config: { produces: [text, csv] } }, async (_request, reply) => reply.without('text/csv').mediaType)
  return { app, ...log }
}

/** What a line has beside time, process and host. */
function partsOf ({ level, msg, code, route, unacceptable, requested, available }: LogLine) {
  return { level, msg, code, route, unacceptable, requested, available }
}

const common = { level: INFO, msg: 'not acceptable', code: 'PRODUCES_ERR_NOT_ACCEPTABLE' }
const types = ['text/plain', 'text/csv']

const kinds: readonly (readonly [name: string, request: InjectOptions, line: object, options?: ProducesOptions])[] = [
  ['a media type that there is not', { url: '/planets/4', headers: { accept: 'image/png', 'accept-language': 'de' } }, {
    route: 'GET /planets/:id', unacceptable: ['mediaType'], requested: { mediaType: 'image/png' }, available: { mediaType: types }
  }],
  ['a language that there is not', { url: '/planets/4', headers: { accept: 'text/csv', 'accept-language': 'fr' } }, {
    route: 'GET /planets/:id', unacceptable: ['language'], requested: { language: 'fr' }, available: { language: languages }
  }],
  ['neither that there is', { url: '/planets/4', headers: { accept: 'image/png, image/*', 'accept-language': 'fr' } }, {
    route: 'GET /planets/:id',
    unacceptable: ['mediaType', 'language'],
    requested: { mediaType: 'image/png, image/*', language: 'fr' },
    available: { mediaType: types, language: languages }
  }],
  ['HEAD, which is answered as GET is', { method: 'HEAD', url: '/planets/4', headers: { accept: 'image/png' } }, {
    route: 'GET /planets/:id', unacceptable: ['mediaType'], requested: { mediaType: 'image/png' }, available: { mediaType: types }
  }],
  ['a URL that decides the media type', { url: '/planets/4?format=csv', headers: { 'accept-language': 'fr' } }, {
    route: 'GET /planets/:id', unacceptable: ['language'], requested: { language: 'fr' }, available: { language: languages }
  }, { override: true }],
  ['a twin address', { url: '/planets/4.csv', headers: { 'accept-language': 'fr' } }, {
    route: 'GET /planets/:id', unacceptable: ['language'], requested: { language: 'fr' }, available: { language: languages }
  }, { override: { extension: true } }],
  ['a scope whose errors are negotiated', { url: '/planets/4', headers: { accept: 'image/png' } }, {
    route: 'GET /planets/:id', unacceptable: ['mediaType'], requested: { mediaType: 'image/png' }, available: { mediaType: types }
  }, { errors: true }],
  ['a handler that does without what is acceptable', { url: '/without', headers: { accept: 'text/csv' } }, {
    route: 'GET /without', unacceptable: ['mediaType'], requested: { mediaType: 'text/csv' }, available: { mediaType: ['text/plain'] }
  }]
]

for (const [name, request, line, options] of kinds) {
  t.test(`one line says of ${name} what was asked for and what there is`, async (t) => {
    const { app, lines, refusals } = await serve(t, options)
    t.equal((await app.inject(request)).statusCode, 406)
    t.strictSame(refusals().map(partsOf), [{ ...common, ...line }])
    t.equal(refusals()[0]?.reqId, lines().find(({ msg }) => msg === 'incoming request')?.reqId)
  })
}

t.test('a route that was declared before the plugin had loaded has its line too', async (t) => {
  const { stream, refusals } = logOf()
  const app = Fastify({ logger: { stream } })
  t.teardown(() => app.close())
  app.get('/early', { config: { produces: [text] } }, async () => 'Mars')
  app.register(produces)
  t.equal((await app.inject({ url: '/early', headers: { accept: 'image/png' } })).statusCode, 406)
  t.strictSame(refusals().map(({ route }) => route), ['GET /early'])
})

t.test('over HTTP/2 the line is the same', async (t) => {
  const { stream, refusals } = logOf()
  const app = Fastify({ http2: true, logger: { stream } })
  await app.register(produces)
  app.get('/', { config: { produces: [text] } }, async () => 'Mars')
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(async () => { session.close(); await app.close() })
  const exchanged = session.request({ ':path': '/', accept: 'image/png' })
  const [fields] = await once(exchanged.resume(), 'response')
  t.equal(fields[':status'], 406)
  t.match(refusals(), [{ route: 'GET /', requested: { mediaType: 'image/png' } }])
})

t.test('there is no line without a 406 of ours: for a success, a name that there is not, an error, a 406 of the handler, one that an error handler has answered', async (t) => {
  const { app, refusals } = await serve(t, { override: true })
  app.get('/own', { config: { produces: [text] } }, async (_request, reply) => reply.code(406).send('mine'))
  app.get('/error', { config: { produces: [text] } }, async () => { throw Object.assign(new Error('mine'), { statusCode: 406 }) })
  app.get('/handled', { config: { produces: [text, csv] }, errorHandler: (_error, _request, reply) => { reply.code(404).send() } }, async (_request, reply) => reply.without('text/csv'))
  for (const [url, status] of [['/planets/4', 200], ['/planets/4?format=pdf', 404], ['/own', 406], ['/error', 406], ['/handled', 404]] as const) {
    t.equal((await app.inject({ url, headers: { accept: url === '/handled' ? 'text/csv' : '*/*' } })).statusCode, status, url)
  }
  t.same(refusals(), [])
})

const refused: InjectOptions = { url: '/planets/4', headers: { accept: 'image/png' } }

t.test('the level is that of the option, of a child scope its own; false is none', async (t) => {
  const { app, refusals } = await serve(t, { notAcceptableLogLevel: 'warn' })
  await app.register(async (child) => {
    await child.register(produces, { notAcceptableLogLevel: false })
    child.get('/quiet', { config: { produces: [text] } }, async () => 'Mars')
  })
  await app.inject(refused)
  t.equal((await app.inject({ url: '/quiet', headers: { accept: 'image/png' } })).statusCode, 406)
  t.strictSame(refusals().map(({ level, route }) => [level, route]), [[WARN, 'GET /planets/:id']])
})

t.test('a level of the logger\'s own is one; disableRequestLogging does not count, the logLevel of a route does', async (t) => {
  const { app, lines, refusals } = await serve(t, { notAcceptableLogLevel: 'notice' }, { logController: new LogController({ disableRequestLogging: true }) }, { customLevels: { notice: 35 } })
  app.get('/quiet', { logLevel: 'warn', config: { produces: [text] } }, async () => 'Mars')
  await app.inject(refused)
  await app.inject({ ...refused, url: '/quiet' })
  t.equal(lines().length, 1)
  t.strictSame(refusals().map(({ level, route }) => [level, route]), [[35, 'GET /planets/:id']])
})

/** Of a field whose value is read, how often. */
function countReads (app: FastifyInstance): () => number {
  let reads = 0
  app.addHook('onRequest', async (request) => {
    const value = request.headers.accept
    Object.defineProperty(request.headers, 'accept', { get () { reads++; return value } })
  })
  return () => reads
}

t.test('below the level of the logger nothing is read for a line', async (t) => {
  const reads: number[] = []
  for (const notAcceptableLogLevel of [false, 'debug', 'silent', 'info'] as const) {
    const { app, refusals } = await serve(t, { notAcceptableLogLevel })
    const count = countReads(app)
    await app.inject(refused)
    reads.push(count())
    t.equal(refusals().length, notAcceptableLogLevel === 'info' ? 1 : 0)
  }
  const [none = 0, below, , logged = 0] = reads
  t.equal(below, none)
  t.ok(logged > none)
})

/** A logger as Fastify asks for at least, which counts its lines by level. */
function ownLogger (): { logger: FastifyBaseLogger, lines: [level: string, line: unknown, message: unknown][] } {
  const lines: [level: string, line: unknown, message: unknown][] = []
  const methods = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'].map((level) => [level, (line: unknown, message: unknown) => { lines.push([level, line, message]) }])
  const logger = { level: 'info', child: () => logger, ...Object.fromEntries(methods) }
  return { logger, lines }
}

t.test('a logger that has no isLevelEnabled is given the line', async (t) => {
  const { logger, lines } = ownLogger()
  const app = await build(t, { notAcceptableLogLevel: 'debug' }, { loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }) })
  app.get('/', { config: { produces: [text] } }, async () => 'Mars')
  await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.strictSame(lines, [['debug', {
    code: 'PRODUCES_ERR_NOT_ACCEPTABLE', route: 'GET /', unacceptable: ['mediaType'], requested: { mediaType: 'image/png' }, available: { mediaType: ['text/plain'] }
  }, 'not acceptable']])
})

t.test('a logger is not asked for a level where there is to be no line', async (t) => {
  const asked: unknown[] = []
  for (const notAcceptableLogLevel of ['debug', false] as const) {
    const { logger, lines } = ownLogger()
    const app = await build(t, { notAcceptableLogLevel }, { loggerInstance: logger, logController: new LogController({ disableRequestLogging: true }) })
    app.get('/', { config: { produces: [text] } }, async () => 'Mars')
    await app.ready()
    Object.assign(logger, { isLevelEnabled: (level: unknown) => { asked.push(level); return false } })
    t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
    t.same(lines, [])
  }
  t.same(asked, ['debug'])
})

t.test('without a logger there is no line, whatever the level', async (t) => {
  for (const notAcceptableLogLevel of ['info', 'notice', 'silent', false] as const) {
    const app = await build(t, { notAcceptableLogLevel })
    app.get('/', { config: { produces: [text] } }, async () => 'Mars')
    const { statusCode, headers } = await app.inject({ url: '/', headers: { accept: 'image/png' } })
    t.strictSame([statusCode, headers['content-type']], [406, 'application/problem+json'])
  }
})

t.test('the logger of a request that has not got the level is not called', async (t) => {
  const { logger, lines } = ownLogger()
  const { stream } = logOf()
  const app = await build(t, { notAcceptableLogLevel: 'notice' }, {
    logger: { stream, customLevels: { notice: 35 } }, childLoggerFactory: () => logger, logController: new LogController({ disableRequestLogging: true })
  })
  app.get('/', { config: { produces: [text] } }, async () => 'Mars')
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
  t.same(lines, [])
})

t.test('a level that the logger has not got is a fault at boot, with the levels that it has', async (t) => {
  const { stream } = logOf()
  const expected = 'Plugin option notAcceptableLogLevel: expected a level of the logger'
  const standard = 'trace, debug, info, warn, error, fatal'
  for (const [level, server, message] of [
    ['inof', { logger: { stream } }, `${expected} (${standard}) or false, found "inof". Did you mean info?`],
    ['toString', { logger: { stream } }, `${expected} (${standard}) or false, found "toString"`],
    ['notice', { loggerInstance: ownLogger().logger }, `${expected} (${standard}) or false, found "notice"`],
    ['notcie', { logger: { stream, customLevels: { notice: 35 } } }, `${expected} (${standard}, notice) or false, found "notcie". Did you mean notice?`],
    [true, {}, `${expected} or false, found true`],
    [30, {}, `${expected} or false, found 30`]
  ] as const) {
    const app = Fastify(server)
    app.register(produces, { notAcceptableLogLevel: untyped(level) })
    t.match(await bootError(app), { code: 'PRODUCES_ERR_OPTION', message }, String(level))
    await app.close()
  }
})

t.test('what a client sends neither breaks the line nor makes it long', async (t) => {
  const { app, written, refusals } = await serve(t)
  const hostile = [
    'a/b\n{"level":60,"msg":"forged"}\n', 'a/b\r\nx: y', 'a/b\u0000\u0007\u001b[31m', 'a/b\u2028\u2029', `a/${'b'.repeat(16_384)}`, '"'.repeat(16_384), '\u0001'.repeat(16_384),
    'a/b,'.repeat(4096), `a/b;c="${'\\"'.repeat(4096)}"`, '\ud83d\ude80'.repeat(5000)
  ]
  for (const [index, member] of hostile.entries()) {
    const accept = `image/png, ${member}`
    const before = written.length
    t.equal((await app.inject({ url: '/planets/4', headers: { accept, 'accept-language': `fr, ${accept}` } })).statusCode, 406)
    const lines = written.slice(before)
    t.equal(lines.length, 3, 'Fastify\'s own two and ours')
    for (const line of lines) t.match(line, /^[^\n]*\n$/)
    t.ok(Buffer.byteLength(lines.find((line) => line.includes('"msg":"not acceptable"')) ?? '') < 4096, `value ${index}`)
  }
  t.equal(refusals().length, hostile.length)
  for (const { requested = {} } of refusals()) {
    t.same(Object.keys(requested), ['mediaType', 'language'])
    for (const value of Object.values(requested)) t.ok(value.length > 0 && value.length <= 256)
  }
})

t.test('over a socket, field lines that were sent apart are one value', async (t) => {
  const { app, refusals } = await serve(t)
  const { statusLine } = await exchange(app, 'GET /planets/4 HTTP/1.1', 'Accept: image/png', 'Accept: image/gif')
  t.match(statusLine, / 406 /)
  t.equal(refusals()[0]?.requested?.mediaType, 'image/png, image/gif')
})

t.test('of a long list the line names the first 16, and how many more there are; the 406 names all', async (t) => {
  const { app, refusals } = await serve(t)
  const names = Array.from({ length: 40 }, (_, index) => `text/x-${index}` as const)
  app.get('/many', { config: { produces: names.map((mediaType) => ({ ...text, mediaType })) } }, async () => 'Mars')
  app.get('/sixteen', { config: { produces: names.slice(0, 16).map((mediaType) => ({ ...text, mediaType })) } }, async () => 'Mars')
  const { available } = (await app.inject({ url: '/many', headers: { accept: 'image/png' } })).json()
  t.same(available.mediaType, names)
  await app.inject({ url: '/sixteen', headers: { accept: 'image/png' } })
  t.strictSame(refusals().map(({ available }) => available?.mediaType), [[...names.slice(0, 16), '… 24 more'], names.slice(0, 16)])
})

t.test('what the option problem writes to does not reach the line, nor that of the next request', async (t) => {
  const { app, refusals } = await serve(t, { problem: (problem) => { (problem.unacceptable as string[]).length = 0; return problem } })
  for (let round = 0; round < 2; round++) await app.inject(refused)
  t.strictSame(refusals().map(({ unacceptable }) => unacceptable), [['mediaType'], ['mediaType']])
})
