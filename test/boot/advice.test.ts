/**
 * What the log says of what is legal, but surely not meant. The same table stands in docs/advice.md.
 */
import compress from '@fastify/compress'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import Type from 'typebox'
import csv from '../../lib/formats/csv/csv.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import xlsx from '../../lib/formats/xlsx/xlsx.js'
import produces, { type AdviceCode, type ProducesOptions } from '../../lib/index.js'
import { ADVICE_CODES } from '../../lib/reply/advice.js'
import { firstCellsOf } from '../fixtures/documented.js'
import { untyped } from '../fixtures/harness.js'

const page = readFileSync(join(import.meta.dirname, '../../docs/advice.md'), 'utf8')

interface Line {
  readonly level: number
  readonly code: AdviceCode
  readonly route: string
  readonly routes: number
  readonly msg: string
}

interface Logged {
  readonly app: FastifyInstance
  readonly lines: Line[]
}

/** An application that has loaded nothing yet, and what its log has been told. */
function logged (t: Test, level = 'warn'): Logged {
  const lines: Line[] = []
  const app = Fastify({ logger: { level, stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  return { app, lines }
}

async function build (t: Test, options: ProducesOptions = {}, level?: string): Promise<Logged> {
  const { app, lines } = logged(t, level)
  await app.register(produces, options)
  return { app, lines }
}

const codesOf = (lines: readonly Line[]): AdviceCode[] => lines.map(({ code }) => code)

const Row = { type: 'object', properties: { name: { type: 'string' } } } as const
const rows = { type: 'array', items: Row } as const
const schema = { response: { 200: rows } }
const paged = { response: { 200: { type: 'object', properties: { items: rows, total: { type: 'integer' } } } } }
const send = async () => ''

/** The rows of the page's table of what is said. */
const SAID = [...(page.split(/^## /m).find((text) => text.startsWith('What is said\n')) ?? '').matchAll(/^\| `([^`]+)` \| (PRODUCES.+) \|$/gm)]
  .map(([, code, message]) => [code as string, message as string] as const)

t.test('What the page says is what the log says, and nothing else', async (t) => {
  for (const [code, message] of SAID) {
    const { app, lines } = await build(t, { serializers: { csv: csv() } })
    app.get('/uses-csv', { schema, config: { produces: ['text/csv'] } }, send)
    const names = { app, produces, compress, csv, schema, page: paged, send, buffer: Buffer.from('%PDF') }
    // eslint-disable-next-line no-new-func -- the page is our own
    await new Function(...Object.keys(names), `return (async () => { ${code} })()`)(...Object.values(names))
    await app.ready()
    await app.inject('/planets')
    t.same(lines.map(({ msg }) => msg), [message], code)
    t.equal(lines[0]?.level, 40)
    t.equal(lines[0]?.code, message.split(':')[0])
    t.equal(typeof lines[0]?.route, 'string')
  }
})

t.test('The page has every code, and provokes each', async (t) => {
  t.same(firstCellsOf(page, 'Codes'), ADVICE_CODES)
  t.same([...new Set(SAID.map(([, message]) => message.split(':')[0]))].sort(), [...ADVICE_CODES].sort())
})

t.test('A thousand routes with the same thing are one line, with the first of them and their number', async (t) => {
  const { app, lines } = await build(t)
  for (let index = 0; index < 1000; index++) app.get(`/${index}`, { config: { produces: ['application/json'] } }, send)
  await app.ready()
  t.equal(lines.length, 1)
  t.match(lines[0], { code: 'PRODUCES_ADV_SCHEMA', route: 'GET /0', routes: 1000 })
  t.match(lines[0]?.msg, /: GET \/0, GET \/1, GET \/2 and 997 more: without a schema application\/json has all /)
})

t.test('Of different things with one code the line tells three', async (t) => {
  const { app, lines } = await build(t)
  const ofCoding = (url: string, coding: string) => app.get(url, { schema, config: { produces: { mediaTypes: ['application/json'], encodings: [coding] } } }, send)
  for (const coding of ['x-1', 'x-2', 'x-3', 'x-4', 'x-5']) ofCoding(`/${coding}`, coding)
  ofCoding('/again', 'x-1')
  await app.ready()
  t.equal(lines[0]?.msg, 'PRODUCES_ADV_CODING: GET /x-1, GET /again: x-1 is no registered content coding; ' +
    'GET /x-2: x-2 is no registered content coding; GET /x-3: x-3 is no registered content coding; and 2 more like it. Write the name of one that is registered')
  t.match(lines, [{ route: 'GET /x-1', routes: 6 }])
  t.equal(lines.length, 1)
})

t.test('Three are told without a word of others', async (t) => {
  const { app, lines } = await build(t)
  for (const coding of ['x-1', 'x-2', 'x-3']) {
    for (const url of ['/a', '/b', '/c']) app.get(`/${coding}${url}`, { schema, config: { produces: { mediaTypes: ['application/json'], encodings: [coding] } } }, send)
  }
  await app.ready()
  t.equal(lines[0]?.msg, 'PRODUCES_ADV_CODING: GET /x-1/a, GET /x-1/b, GET /x-1/c: x-1 is no registered content coding; ' +
    'GET /x-2/a, GET /x-2/b, GET /x-2/c: x-2 is no registered content coding; ' +
    'GET /x-3/a, GET /x-3/b, GET /x-3/c: x-3 is no registered content coding. Write the name of one that is registered')
})

t.test('The option advice switches all or some of it off, for its scope', async (t) => {
  const cases: [advice: ProducesOptions['advice'], said: readonly AdviceCode[]][] = [
    [undefined, ['PRODUCES_ADV_UNREACHABLE', 'PRODUCES_ADV_SCHEMA']],
    [true, ['PRODUCES_ADV_UNREACHABLE', 'PRODUCES_ADV_SCHEMA']],
    [[], ['PRODUCES_ADV_UNREACHABLE', 'PRODUCES_ADV_SCHEMA']],
    [['PRODUCES_ADV_SCHEMA', 'PRODUCES_ADV_CONTENT'], ['PRODUCES_ADV_UNREACHABLE']],
    [ADVICE_CODES, []],
    [false, []]
  ]
  for (const [advice, said] of cases) {
    const { app, lines } = await build(t, advice === undefined ? {} : { advice })
    app.get('/', { config: { produces: ['application/json', { mediaType: 'text/plain', quality: 0 }] } }, (_request, reply) => reply.type('a/b').send('a'))
    await app.inject('/')
    t.same(codesOf(lines).filter((code) => code !== 'PRODUCES_ADV_CONTENT'), said, String(advice))
    t.equal(codesOf(lines).includes('PRODUCES_ADV_CONTENT'), said.includes('PRODUCES_ADV_SCHEMA'), String(advice))
  }
  const { app, lines } = await build(t, { advice: false })
  app.register(async (child) => {
    await child.register(produces)
    child.get('/a', { config: { produces: ['application/json'] } }, send)
  }, { prefix: '/child' })
  app.get('/a', { config: { produces: ['application/json'] } }, send)
  await app.ready()
  t.match(lines, [{ code: 'PRODUCES_ADV_SCHEMA', route: 'GET /child/a', routes: 1 }])
})

t.test('The option takes true, false and codes', async (t) => {
  const faultOf = async (advice: unknown): Promise<string> => {
    const app = Fastify()
    return String(await app.register(produces, { advice: untyped(advice) }).then(() => undefined, (error: Error) => error.message))
  }
  t.match(await faultOf('none'), /^Plugin option advice: expected true, false, or an array of codes, found "none"/)
  t.match(await faultOf(['PRODUCES_ADV_NONE']), /^Plugin option advice\[0\]: expected one of PRODUCES_ADV_UNREACHABLE, PRODUCES_ADV_SERIALIZER, .*, found "PRODUCES_ADV_NONE"/)
})

t.test('Where nobody hears a warning, nothing is looked for', async (t) => {
  for (const [level, count] of [['error', 0], ['silent', 0], ['warn', 1], ['trace', 1]] as const) {
    const { app, lines } = await build(t, {}, level)
    app.get('/', { config: { produces: ['application/json'] } }, send)
    await app.ready()
    t.equal(lines.filter(({ code }) => code !== undefined).length, count, level)
  }
  const app = Fastify()
  t.teardown(() => app.close())
  let warnings = 0
  app.log.warn = () => { warnings++ }
  let traces = 0
  const quiet = Fastify()
  quiet.log.warn = quiet.log.trace = () => { traces++ }
  const closed = Fastify()
  Object.assign(closed.log, { warn: () => { traces++ }, isLevelEnabled: () => false })
  for (const one of [app, quiet, closed]) {
    await one.register(produces)
    one.get('/', { config: { produces: ['application/json'] } }, send)
    await one.ready()
  }
  t.equal(warnings, 1, 'a logger that does not tell its level')
  t.equal(traces, 0, 'one that does nothing with any, and one that says so')
})

t.test('What is right is given no advice', async (t) => {
  const { app, lines } = await build(t, { serializers: { csv: csv({ rows: 'rows' }), ndjson: ndjson(), xlsx: xlsx() }, errors: true, alternates: true, availability: true })
  const list = [{ name: 'Mars' }]
  const object = (properties: object) => ({ response: { 200: { type: 'object', properties } } })
  const order = object({ id: { type: 'integer' }, items: rows })
  // Every serializer is used, and some route has links.
  app.get('/all', { schema, config: { produces: { mediaTypes: ['application/json', 'text/csv', 'application/x-ndjson', XLSX], override: true } } }, async () => list)
  app.get('/one', { schema, config: { produces: { mediaTypes: ['application/json'], encodings: ['GZIP', 'br', 'zstd', 'x-compress', 'identity'] } } }, async () => list)
  app.get('/two', { schema, config: { produces: ['application/json', 'text/csv'] } }, async () => list)
  // A handler that sends finished content, text of its own, or what `transform` and a function choose.
  app.get('/finished', { config: { produces: ['text/plain', { mediaType: 'application/pdf', serialize: false }] } }, send)
  app.get('/chosen', { config: { produces: [{ mediaType: 'application/json', transform: ({ name }) => ({ name }) }] } }, async () => list[0])
  app.get('/function', { config: { produces: [{ mediaType: 'text/html', serialize: String }] } }, async () => list)
  app.get('/columns', { config: { produces: [{ mediaType: 'text/csv', serialize: csv({ columns: ['name'] }) }] } }, async () => list)
  app.get('/own', { config: { produces: [{ mediaType: 'application/json', schema: rows }] } }, async () => list)
  app.get('/content', { schema: { response: { 200: { description: 'All', content: { 'application/json': { schema: rows } } } } }, config: { produces: true } }, async () => list)
  // Statuses that say on purpose what they have.
  const statuses = { 200: rows, 201: {}, 202: Type.Any({ description: 'Anything' }), 203: { description: 'Nothing', type: 'null' }, 204: { description: 'Done' }, 404: { description: 'None' }, default: { description: 'An error' } }
  app.get('/statuses', { schema: { response: statuses }, config: { produces: ['application/json'] } }, async () => list)
  app.get('/documented', { schema: { response: { 200: rows, 201: { description: 'Created' } } }, config: { produces: [{ mediaType: 'application/json', schema: rows }, { mediaType: 'application/pdf', serialize: false }] } }, async () => list)
  // Tables of which one row is meant, or whose rows are named.
  const table = { produces: ['text/csv', XLSX] } as const
  app.get('/order', { schema: order, config: table }, async () => ({}))
  app.get('/scalars', { schema: object({ total: { type: 'integer' }, items: { type: 'array', items: { type: 'string' } } }), config: table }, async () => ({}))
  app.get('/several', { schema: object({ first: rows, last: rows }), config: { produces: ['text/csv'] } }, async () => ({}))
  app.get('/either', { schema: object({ items: { anyOf: [rows, Row] } }), config: { produces: ['text/csv'] } }, async () => ({}))
  app.get('/named', { schema: paged, config: { produces: [{ mediaType: 'text/csv', rows: 'items' }] } }, async () => ({}))
  app.get('/option', { schema: object({ rows, total: { type: 'integer' } }), config: { produces: ['text/csv'] } }, async () => ({}))
  app.get('/total', { schema: paged, config: { produces: [{ mediaType: 'text/csv', serialize: csv({ columns: ['total'] }) }] } }, async () => ({}))
  app.get('/lines', { schema: paged, config: { produces: ['application/x-ndjson', XLSX] } }, async () => ({}))
  app.get('/text', { schema: paged, config: { produces: [{ mediaType: 'text/csv', serialize: () => '' }] } }, async () => ({}))
  app.get('/made', { schema: paged, config: { produces: [{ mediaType: 'text/csv', serialize: { compile: () => () => '' } }] } }, async () => ({}))
  // Words that are somebody else's.
  const others = { product: 'shoes', provides: ['a', 'b'], produce: ['carrots'], product_: { mediaTypes: 'none' }, Produces: false, processes: [] }
  app.get('/others', { config: { ...others } as object }, send)
  app.get('/declared', { schema, config: { produce: ['text/csv'], produces: ['text/csv'] } as object }, async () => list)
  app.get('/opted-out', { config: { produce: ['text/csv'], produces: false } as object }, send)
  app.post('/swagger', { schema: { produces: ['application/json'] } as object }, send)
  await app.ready()
  for (const url of ['/all', '/two', '/chosen', '/function', '/columns', '/own', '/content', '/statuses']) t.equal((await app.inject(url)).statusCode, 200, url)
  t.same(lines.map(({ msg }) => msg), [])
})

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

t.test('A serializer is used by a scope below, by a suffix, and by errors', async (t) => {
  const { app, lines } = await build(t, { serializers: { '+xml': String, 'text/html': String, 'text/x-none': String } })
  app.register(async (child) => {
    await child.register(produces, { errors: true, serializers: { 'text/x-child': String } })
    child.get('/', { schema, config: { produces: ['application/atom+xml'] } }, send)
  }, { prefix: '/child' })
  app.register(async (sibling) => {
    sibling.addSerializer('text/x-sibling', String).addSerializer('text/x-used', String)
    sibling.get('/', { schema, config: { produces: ['text/x-used', { mediaType: 'text/x-none', serialize: String }] } }, send)
  }, { prefix: '/sibling' })
  await app.ready()
  t.same(codesOf(lines), ['PRODUCES_ADV_SERIALIZER', 'PRODUCES_ADV_SERIALIZER'])
  t.match(lines[0], { route: '/*', routes: 2, msg: /: \/\*: no route uses the serializers of text\/x-none; \/sibling\/\*: no route uses the serializers of text\/x-sibling\. / })
  t.match(lines[1], { route: '/child/*', msg: /of text\/x-child\. / })
})

t.test('Whether a range names a media type that another is preferred to is for the URL too to say', async (t) => {
  const mediaTypes = ['application/json', { mediaType: 'application/json;charset=utf-8', name: 'utf8' }] as const
  const { app, lines } = await build(t)
  app.get('/a', { schema, config: { produces: { mediaTypes, override: true } } }, send)
  app.get('/b', { schema, config: { produces: { mediaTypes, availability: true } } }, send)
  await app.ready()
  t.match(lines, [{ code: 'PRODUCES_ADV_UNREACHABLE', route: 'GET /b', routes: 1 }])
})

t.test('@fastify/compress has to be what compresses the route', async (t) => {
  const { app, lines } = await build(t)
  const config = { produces: ['application/json'] } as const
  app.get('/before', { schema, config }, send)
  await app.register(compress)
  app.get('/after', { schema, config }, send)
  app.get('/off', { schema, config, compress: false }, send)
  app.get('/declared', { schema, config: { produces: { mediaTypes: ['application/json'], encodings: ['gzip'] } } }, send)
  app.get('/binary', { config: { produces: [{ mediaType: 'image/png', serialize: false }, { mediaType: 'text/event-stream', serialize: String }] } }, send)
  await app.ready()
  t.match(lines, [{ code: 'PRODUCES_ADV_ENCODINGS', route: 'GET /after', routes: 1 }])
  const asked = await build(t)
  await asked.app.register(compress, { global: false })
  asked.app.get('/global', { schema, config }, send)
  asked.app.get('/own', { schema, config, compress: { threshold: 0 } }, send)
  await asked.app.ready()
  t.match(asked.lines, [{ code: 'PRODUCES_ADV_ENCODINGS', route: 'GET /own', routes: 1 }])
})

t.test('A near miss is found whatever its form, wherever a hook has put it, and before the plugin has loaded', async (t) => {
  const { app, lines } = logged(t)
  app.register(produces, { produces: ['text/plain'], override: { extension: true } })
  const config = (name: string, value: unknown): object => ({ config: { [name]: value } })
  app.get('/same-tick', config('Produces', true), send)
  await app.after()
  app.addHook('onRoute', (options) => { if (options.url === '/hook') options.config = { ...options.config, product: ['text/csv; header=absent'] } as object })
  app.get('/hook', send)
  app.get('/objects', config('produce', [{ mediaType: 'text/csv' }, 'text/html']), send)
  app.get('/object', config('pruduces', { mediaTypes: ['text/csv'] }), send)
  app.get('/beside', { produce: ['text/csv'] } as object, send)
  await app.ready()
  t.equal(lines.length, 1)
  t.match(lines[0], { code: 'PRODUCES_ADV_CONFIG', routes: 5 })
  t.match(lines[0]?.msg, /GET \/same-tick: it has config\.Produces /)
  const outside = logged(t)
  outside.app.get('/', config('produce', ['text/csv']), send)
  outside.app.register(async (child) => { await child.register(produces) })
  await outside.app.ready()
  t.same(outside.lines, [], 'no scope, no advice')
})

t.test('Links that a scope asks for in vain are told, those of a single route always', async (t) => {
  const mediaTypes = ['application/json', 'text/plain'] as const
  const plain = { schema: { response: { 200: { type: 'string' } } } }
  const vain = await build(t, { alternates: true })
  vain.app.get('/a', { ...plain, config: { produces: mediaTypes } }, send)
  vain.app.get('/b', { ...plain, config: { produces: ['application/json'] } }, send)
  vain.app.get('/c', { ...plain, config: { produces: { mediaTypes, override: () => undefined } } }, send)
  vain.app.get('/d', { ...plain, config: { produces: { mediaTypes, alternates: false } } }, send)
  await vain.app.ready()
  t.match(vain.lines, [{ code: 'PRODUCES_ADV_ALTERNATES', routes: 2 }])
  const some = await build(t, { alternates: true })
  some.app.get('/a', { ...plain, config: { produces: { mediaTypes, override: true } } }, send)
  some.app.get('/b', { ...plain, config: { produces: mediaTypes } }, send)
  some.app.get('/c', { ...plain, config: { produces: { mediaTypes, alternates: true } } }, send)
  await some.app.ready()
  t.match(some.lines, [{ code: 'PRODUCES_ADV_ALTERNATES', route: 'GET /c', routes: 1 }])
})

t.test('A route that sends no content needs no schema', async (t) => {
  const { app, lines } = await build(t, { produces: ['application/json'] })
  app.delete('/204', { schema: { response: { 204: { description: 'Gone' }, '4xx': { description: 'No' } } } }, send)
  app.put('/205', { schema: { response: { 205: { type: 'null' }, 204: { description: 'Kept' } } } }, send)
  app.head('/head', { config: { produces: ['application/json'] } }, send)
  await app.ready()
  t.same(codesOf(lines), [])
  const other = await build(t, { produces: ['application/json'] })
  other.app.delete('/200', { schema: { response: { 200: { description: 'Gone' }, 204: { description: 'Gone' } } } }, send)
  other.app.delete('/4xx', { schema: { response: { '4xx': { description: 'No' } } } }, send)
  other.app.route({ method: ['GET', 'HEAD'], url: '/both', handler: send })
  await other.app.ready()
  t.match(other.lines, [{ code: 'PRODUCES_ADV_SCHEMA', route: 'DELETE /200', routes: 3 }])
})
