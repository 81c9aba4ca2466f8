/**
 * Client hints (RFC 8942) and `Prefer` (RFC 7240): asked for, read, named in `Vary`.
 */
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type HintValues } from '../../lib/index.js'
import { faultOfHints } from '../../lib/reply/index.js'
import { bootError, build, untyped } from '../fixtures/harness.js'

async function answer (t: Test, hints: readonly string[], headers: Record<string, string | string[]>): Promise<Record<string, unknown>> {
  const app = await build(t)
  app.get('/', { config: { produces: { mediaTypes: ['application/json'], hints } } }, async (request) => ({ hints: request.hints }))
  const { hints: read } = (await app.inject({ url: '/', headers })).json() as { hints: Record<string, unknown> }
  return read
}

const BYTES = { 0: 1, 1: 2 }

const VALUES: readonly (readonly [name: string, fieldValue: string, value: unknown])[] = [
  ['Sec-CH-DPR', '2.5', 2.5],
  ['Sec-CH-DPR', '2', 2],
  ['Sec-CH-Viewport-Width', '360', 360],
  ['Save-Data', 'on', true],
  ['Save-Data', 'off', false],
  ['ECT', '"4g"', '4g'],
  ['ECT', '4g', undefined],
  ['Sec-CH-Prefers-Color-Scheme', '"dark"', 'dark'],
  ['Sec-CH-Prefers-Color-Scheme', 'dark', 'dark'],
  ['Sec-CH-UA-Mobile', '?1', true],
  ['Sec-CH-UA-Mobile', '?0', false],
  ['Sec-CH-UA', '"Chromium";v="110"', [{ value: 'Chromium', parameters: { v: '110' } }]],
  ['Sec-CH-UA', '"A";v="1", "Not B";v="2";x', [
    { value: 'A', parameters: { v: '1' } }, { value: 'Not B', parameters: { v: '2', x: true } }
  ]],
  ['Sec-CH-UA', '("A" "B")', undefined],
  ['Sec-CH-UA', '"A", ("B")', undefined],
  ['Sec-CH-UA-Full-Version-List', '"A";v="1.2"', [{ value: 'A', parameters: { v: '1.2' } }]],
  ['Sec-CH-UA-Form-Factors', '"Desktop", "XR"', [{ value: 'Desktop', parameters: {} }, { value: 'XR', parameters: {} }]],
  // A value of another kind than the hint's says nothing; of an unknown hint any kind may be meant.
  ['Sec-CH-DPR', 'x', undefined],
  ['Sec-CH-DPR', '"2"', undefined],
  ['Sec-CH-DPR', '?1', undefined],
  ['RTT', '50', 50],
  ['RTT', '@50', undefined],
  ['Save-Data', '1', false],
  ['Sec-CH-UA-Mobile', '1', undefined],
  ['Sec-CH-UA-Mobile', 'on', undefined],
  ['ECT', '4', undefined],
  ['ECT', ':AQI=:', undefined],
  ['Sec-CH-UA-Bitness', '"64"', '64'],
  ['Sec-CH-UA-Bitness', '64', undefined],
  ['Sec-CH-UA', '"A", 5', undefined],
  ['Sec-CH-UA', 'A;v=5', [{ value: 'A', parameters: { v: 5 } }]],
  ['X-Unknown', '5', 5],
  ['X-Unknown', '?0', false],
  ['constructor', '5', 5],
  ['X-Bytes', ':AQI=:', BYTES],
  ['X-When', '@0', '1970-01-01T00:00:00.000Z'],
  ['X-Unknown', 'token', 'token'],
  // What is malformed says nothing.
  ['Sec-CH-DPR', '2.5.1', undefined],
  ['Sec-CH-DPR', '', undefined],
  ['Sec-CH-UA', '"open', undefined]
]

t.test('a hint is read as the structured field it is, and nothing where it is none', async (t) => {
  for (const [name, fieldValue, value] of VALUES) {
    const hints = await answer(t, [name], { [name.toLowerCase()]: fieldValue })
    t.strictSame(hints[name], value, `${name}: ${fieldValue}`)
  }
})

const KINDS = {
  number: [
    'Sec-CH-DPR', 'Sec-CH-Width', 'Sec-CH-Viewport-Width', 'Sec-CH-Viewport-Height', 'Sec-CH-Device-Memory', 'Device-Memory', 'Downlink', 'RTT'
  ],
  boolean: ['Sec-CH-UA-Mobile', 'Sec-CH-UA-WoW64'],
  string: [
    'ECT', 'Sec-CH-Prefers-Color-Scheme', 'Sec-CH-Prefers-Contrast', 'Sec-CH-Prefers-Reduced-Data', 'Sec-CH-Prefers-Reduced-Motion',
    'Sec-CH-Prefers-Reduced-Transparency', 'Sec-CH-UA-Arch', 'Sec-CH-UA-Bitness', 'Sec-CH-UA-Model', 'Sec-CH-UA-Platform',
    'Sec-CH-UA-Platform-Version'
  ]
} as const satisfies Record<string, readonly (keyof HintValues)[]>

t.test('every hint whose type is known has a value of that type, or none', async (t) => {
  const written = { number: '1', boolean: '?1', string: 'a' }
  const read = { number: 1, boolean: true, string: 'a' }
  for (const [kind, names] of Object.entries(KINDS)) {
    for (const [other, fieldValue] of Object.entries(written)) {
      const hints = await answer(t, names, Object.fromEntries(names.map((name) => [name.toLowerCase(), fieldValue])))
      const expected = kind === other ? Object.fromEntries(names.map((name) => [name, read[other as keyof typeof read]])) : {}
      t.strictSame(hints, expected, `${kind}: ${fieldValue}`)
    }
  }
})

t.test('a hint has the name that was declared, and is undefined where the client says nothing', async (t) => {
  t.strictSame(await answer(t, ['save-data', 'Sec-CH-DPR'], { 'save-data': 'on', 'sec-ch-width': '10' }), { 'save-data': true })
})

t.test('hints are read once, and frozen', async (t) => {
  const app = await build(t, { hints: ['Sec-CH-DPR', 'Prefer'] })
  app.get('/', { config: { produces: ['application/json'] } }, async (request) => {
    t.equal(request.hints, request.hints)
    t.ok(Object.isFrozen(request.hints))
    return {}
  })
  t.equal((await app.inject('/')).statusCode, 200)
})

t.test('answers ask for the hints and vary by them; a 406 does not depend on them', async (t) => {
  const app = await build(t, { hints: ['Sec-CH-DPR', 'Save-Data', 'Prefer'] })
  app.get('/', { config: { produces: ['application/json', 'text/plain'] } }, async () => 'Mars')
  app.get('/one', { config: { produces: ['application/json'] } }, async () => ({}))
  app.get('/none', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], hints: [] } } }, async () => 'Mars')
  app.get('/own', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], hints: ['Prefer'] } } }, async () => 'Mars')
  app.get('/plain', async () => ({}))
  app.get('/error', { config: { produces: ['application/json', 'text/plain'] } }, async () => { throw new Error('no') })
  const fieldsOf = async (url: string, accept?: string): Promise<unknown[]> => {
    const { headers } = await app.inject({ url, headers: accept === undefined ? {} : { accept } })
    return [headers.vary, headers['accept-ch']]
  }
  t.strictSame(await fieldsOf('/'), ['accept, sec-ch-dpr, save-data, prefer', 'Sec-CH-DPR, Save-Data'])
  t.strictSame(await fieldsOf('/error'), ['accept, sec-ch-dpr, save-data, prefer', 'Sec-CH-DPR, Save-Data'])
  t.strictSame(await fieldsOf('/', 'image/png'), ['accept', undefined])
  t.strictSame(await fieldsOf('/none'), ['accept', undefined])
  t.strictSame(await fieldsOf('/own'), ['accept, prefer', undefined])
  t.strictSame(await fieldsOf('/plain'), [undefined, undefined])
})

t.test('what others ask for stays in Accept-CH', async (t) => {
  const app = await build(t, { hints: ['Sec-CH-DPR'] })
  app.addHook('onRequest', async (_request, reply) => { reply.header('accept-ch', 'Sec-CH-UA-Model, sec-ch-dpr') })
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  t.equal((await app.inject('/')).headers['accept-ch'], 'Sec-CH-UA-Model, sec-ch-dpr')
})

t.test('a route without hints has none, nor has one that produces nothing', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async (request) => ({ hints: typeof request.hints }))
  app.get('/plain', async (request, reply) => ({ hints: typeof request.hints, applied: reply.applyPreference('return') }))
  t.strictSame((await app.inject('/')).json(), { hints: 'undefined' })
  t.strictSame((await app.inject('/plain')).json(), { hints: 'undefined', applied: false })
})

t.test('a preference that the answer follows is named, and one that nobody has is not', async (t) => {
  const app = await build(t, { hints: ['prefer'] })
  app.get('/', { config: { produces: ['application/json'] } }, async (request, reply) => ({
    applied: ['return', 'Wait', 'respond-async', 'note'].filter((name) => reply.applyPreference(name))
  }))
  const cases: readonly (readonly [prefer: string | undefined, applied: string[], field: string | undefined])[] = [
    ['return=minimal', ['return'], 'return=minimal'],
    ['respond-async, return=minimal, wait=10', ['return', 'Wait', 'respond-async'], 'return=minimal, Wait=10, respond-async'],
    ['note="a, \\"b\\""', ['note'], 'note="a, \\"b\\""'],
    ['other', [], undefined],
    [undefined, [], undefined]
  ]
  for (const [prefer, applied, field] of cases) {
    const { headers, ...response } = await app.inject({ url: '/', headers: prefer === undefined ? {} : { prefer } })
    t.strictSame(response.json().applied, applied, `${prefer}`)
    t.equal(headers['preference-applied'], field, `${prefer}`)
    t.equal(headers.vary, 'accept, prefer')
  }
})

t.test('what cannot be the name of a preference is a fault that says what to write', async (t) => {
  const app = await build(t)
  const faultOf = (reply: FastifyReply, name: unknown): string => {
    try {
      return String(reply.applyPreference(untyped(name)))
    } catch (error) {
      return (error as Error).message
    }
  }
  const names: readonly (readonly [name: unknown, words: string])[] = [
    ['return=minimal', "'return=minimal'. Write 'return'"],
    ['wait =10', "'wait =10'. Write 'wait'"],
    ['note;a', "'note;a'. Write 'note'"],
    ['two words', "'two words'"],
    ['two words=1', "'two words=1'"],
    ['=minimal', "'=minimal'"],
    ['', "''"],
    [undefined, 'undefined']
  ]
  const faultsOf = async (_request: unknown, reply: FastifyReply) => ({ faults: names.map(([name]) => faultOf(reply, name)) })
  app.get('/', { config: { produces: { mediaTypes: ['application/json'], hints: ['Prefer'] } } }, faultsOf)
  app.setNotFoundHandler(faultsOf)
  for (const [url, route] of [['/', 'GET /'], ['/nowhere', 'GET 404']] as const) {
    const { faults } = (await app.inject(url)).json() as { faults: string[] }
    t.strictSame(faults, names.map(([, words]) => `Route ${route}: reply.applyPreference: expected the name of a preference, found ${words}`))
  }
})

const FAULTS: readonly (readonly [hints: unknown, message: string])[] = [
  [['Sec CH'], 'expected the name of a field, found "Sec CH"'],
  [['Accept-Language'], 'expected the name of a client hint, found Accept-Language. Declare what there is in mediaTypes, languages, …'],
  [['accept'], 'expected the name of a client hint, found accept. Declare what there is in mediaTypes, languages, …'],
  [['Save-Data', 'save-data'], 'expected each once, found save-data twice'],
  ['Save-Data', 'expected an array, found "Save-Data"'],
  [[1], 'expected a string, found 1']
]

t.test('a fault of the list fails at boot, and says where it stands', async (t) => {
  for (const [hints, message] of FAULTS) {
    const atScope = Fastify()
    atScope.register(produces, untyped({ hints }))
    t.match((await bootError(atScope)).message, /^Plugin option hints/)
    t.ok((await bootError(atScope)).message.endsWith(`: ${message}`), `${JSON.stringify(hints)} of the plugin: ${(await bootError(atScope)).message}`)
    const atRoute: FastifyInstance = Fastify()
    atRoute.register(produces)
    atRoute.get('/', { config: untyped({ produces: { mediaTypes: ['application/json'], hints } }) }, async () => ({}))
    const error = await bootError(atRoute)
    t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION')
    t.match(error.message, /^Route GET \/: config\.produces\.hints/)
    t.ok(error.message.endsWith(`: ${message}`), error.message)
  }
})

t.test('where the parser of structured fields is not installed, boot says what to install; Prefer needs none', async (t) => {
  t.equal(faultOfHints(['Save-Data'], 'no-such-library'), 'client hints need the package structured-headers: npm install structured-headers')
  t.equal(faultOfHints(['Prefer', 'Save-Data'], 'no-such-library'), 'client hints need the package structured-headers: npm install structured-headers')
  t.equal(faultOfHints(['Prefer'], 'no-such-library'), undefined)
})

t.test('a hint may be named like a field that selects', async (t) => {
  t.equal(faultOfHints(['Acceptance', 'X-Accept']), undefined)
})

t.test('over a socket, several lines of a field are one list', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: { mediaTypes: ['application/json'], hints: ['Prefer', 'Sec-CH-UA'] } } }, async ({ hints }) => ({ prefer: hints.Prefer, ua: hints['Sec-CH-UA']?.length }))
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.end('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nPrefer: wait=1\r\nSec-CH-UA: "A"\r\nprefer: return=minimal\r\nSec-CH-UA: "B"\r\n\r\n')
  const content = (await text(socket)).split('\r\n\r\n')[1] as string
  t.strictSame(JSON.parse(content), { prefer: { wait: '1', return: 'minimal' }, ua: 2 })
})
