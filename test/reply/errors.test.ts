/** The option `errors`: every error of a scope as problem details, in each representation of them, over real sockets. */
import { decode } from 'cbor2'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { connect, type AddressInfo } from 'node:net'
import { EventEmitter, once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import cbor from '../../lib/formats/binary/cbor.js'
import html from '../../lib/formats/html/html.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import markdown from '../../lib/formats/markdown/markdown.js'
import xml from '../../lib/formats/xml/xml.js'
import produces, { type ProducesOptions } from '../../lib/index.js'
import { build, bootError, untyped } from '../fixtures/harness.js'

const serializers = { html: html({ css: false }), md: markdown(), xml: xml() }

interface Answer {
  readonly status: number
  readonly fields: ReadonlyMap<string, string>
  readonly body: string
}

/** What is on the wire of a request. */
async function send (app: FastifyInstance, target: string, fields: Readonly<Record<string, string>> = {}, content = ''): Promise<Answer> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  await once(socket, 'connect')
  const [method = '', url = ''] = target.split(' ')
  const length: Record<string, string> = content === '' ? {} : { 'Content-Length': String(Buffer.byteLength(content)) }
  const lines = Object.entries({ Host: 'localhost', Connection: 'close', ...length, ...fields }).map(([name, value]) => `${name}: ${value}`)
  socket.write([`${method} ${url} HTTP/1.1`, ...lines, '', content].join('\r\n'))
  const text = (await buffer(socket)).toString()
  const end = text.indexOf('\r\n\r\n')
  const [statusLine = '', ...fieldLines] = text.slice(0, end).split('\r\n')
  return {
    status: Number(statusLine.split(' ')[1]),
    fields: new Map(fieldLines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])),
    body: text.slice(end + 4)
  }
}

const inMarkup = (text: string): string => text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1)

/** The representations: what is asked for, what is answered, and where its content says a status and a text. */
const REPRESENTATIONS: ReadonlyArray<readonly [accept: string, type: string, status: (status: number) => string, text: (text: string) => string]> = [
  ['*/*', 'application/problem+json', (status) => `"status":${status}`, inJson],
  ['application/problem+json', 'application/problem+json', (status) => `"status":${status}`, inJson],
  ['application/json', 'application/json; charset=utf-8', (status) => `"status":${status}`, inJson],
  ['application/json, text/plain, */*', 'application/problem+json', (status) => `"status":${status}`, inJson],
  ['application/problem+xml', 'application/problem+xml', (status) => `<status>${status}</status>`, inMarkup],
  ['application/xml', 'application/xml', (status) => `<status>${status}</status>`, inMarkup],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'text/html; charset=utf-8', (status) => `<dd>${status}</dd>`, inMarkup],
  ['text/markdown, text/html, */*', 'text/markdown; charset=utf-8', (status) => `**Status**: ${status}`, (text) => text.replace('<', '\\<')],
  ['text/plain', 'text/plain; charset=utf-8', (status) => `${status} `, (text) => text],
  // Takes none of them, and the error is still told.
  ['image/png', 'application/problem+json', (status) => `"status":${status}`, inJson]
]

const options: ProducesOptions = { errors: true, serializers }
const fail = (error: unknown) => async () => { throw error }

/** An application whose routes fail in every way. */
async function failing (t: Test, further: ProducesOptions = options): Promise<FastifyInstance> {
  const app = await build(t, further, { bodyLimit: 100, ajv: { customOptions: { allErrors: true } } })
  app.get('/gone', fail(Object.assign(new Error('Pluto & <Charon> left'), { statusCode: 410 })))
  app.get('/inside', fail(new Error('secret')))
  app.get('/sync', () => { throw Object.assign(new Error('busy'), { status: 503 }) })
  app.get('/success', fail(Object.assign(new Error('secret'), { statusCode: 200 })))
  app.get('/text', fail('secret'))
  app.get('/object', fail({ statusCode: 409, message: 'again', code: 'TWICE' }))
  app.get('/nothing', fail(undefined))
  app.get('/null', fail(null))
  app.get('/sent', (_request, reply) => { reply.code(403).send(new Error('not you')) })
  app.get('/empty', (_request, reply) => { reply.code(402).send() })
  app.get('/returned', async (_request, reply) => { reply.code(451) })
  app.get('/hook', { onRequest: async () => { throw Object.assign(new Error('who are you'), { statusCode: 401, headers: { 'www-authenticate': 'Basic' } }) } }, async () => '')
  app.post('/body', { schema: { body: { type: 'object', required: ['a/b'], properties: { name: { type: 'string', minLength: 3 } }, additionalProperties: false } } }, async () => ({}))
  app.get('/query/:id', { schema: { querystring: { type: 'object', properties: { page: { type: 'integer' } } }, params: { type: 'object', properties: { id: { type: 'integer' } } }, headers: { type: 'object', properties: { 'x-n': { type: 'integer' } } } } }, async () => ({}))
  app.get('/csv', { config: { produces: [{ mediaType: 'text/csv', serialize: () => '' }] } }, async () => ({}))
  app.get('/unrenderable', { config: { produces: ['application/json', 'text/html', 'text/markdown', 'application/xml', 'application/problem+xml', 'text/plain', 'image/png', 'application/problem+json'].map((mediaType) => ({ mediaType: mediaType as 'a/b', serialize: () => { throw new Error('secret') } })) } }, async () => ({}))
  return app
}

type Row = readonly [target: string, status: number, said: string, fields?: Record<string, string>, content?: string]

const JSON_BODY = { 'Content-Type': 'application/json' }

const ROWS: readonly Row[] = [
  ['GET /gone', 410, 'Pluto & <Charon> left'],
  ['GET /inside', 500, 'Internal Server Error'],
  ['GET /sync', 503, 'Service Unavailable'],
  ['GET /success', 500, 'Internal Server Error'],
  ['GET /text', 500, 'Internal Server Error'],
  ['GET /object', 409, 'again'],
  ['GET /nothing', 500, 'Internal Server Error'],
  ['GET /null', 500, 'Internal Server Error'],
  ['GET /sent', 403, 'not you'],
  ['GET /empty', 402, 'Payment Required'],
  ['GET /returned', 451, 'Unavailable For Legal Reasons'],
  ['GET /hook', 401, 'who are you'],
  ['GET /none?query', 404, 'Route GET:/none not found'],
  ['PUT /gone', 404, 'Route PUT:/gone not found'],
  ['POST /body', 400, 'Bad Request', JSON_BODY, '{'],
  ['POST /body', 400, 'must have required property', JSON_BODY, '{}'],
  ['POST /body', 413, 'Request body is too large', JSON_BODY, `"${'x'.repeat(100)}"`],
  ['POST /body', 415, 'Unsupported Media Type', { 'Content-Type': 'image/png' }, 'x'],
  ['GET /query/1?page=x', 400, 'must be integer'],
  ['GET /unrenderable', 500, 'Internal Server Error'],
  ['GET /csv', 406, 'available as text/csv']
]

t.test('every error of a scope is a problem in the representation that the client likes best', async (t) => {
  const app = await failing(t)
  for (const [target, status, said, fields = {}, content] of ROWS) {
    for (const [accept, type, saysStatus, says] of REPRESENTATIONS) {
      const answer = await send(app, target, { Accept: accept, ...fields }, content)
      // A client that takes anything takes CSV.
      if (target === 'GET /csv' && accept.includes('*/*')) continue
      const row = `${target} as ${accept}`
      t.same([answer.status, answer.fields.get('content-type')], [status, type], row)
      t.ok(answer.body.includes(saysStatus(status)), row)
      t.ok(answer.body.includes(says(said)), `${row}: ${answer.body}`)
      t.notOk(answer.body.includes('secret'), row)
      t.ok(answer.fields.get('vary')?.split(', ').includes('accept'), row)
      t.equal(answer.fields.get('content-length'), String(Buffer.byteLength(answer.body)), row)
    }
  }
})

t.test('HEAD has the fields of GET, and no content', async (t) => {
  const app = await failing(t)
  for (const path of ['/gone', '/none', '/csv', '/empty']) {
    for (const accept of ['application/json', 'text/html', 'text/plain']) {
      const [get, head] = [await send(app, `GET ${path}`, { Accept: accept }), await send(app, `HEAD ${path}`, { Accept: accept })]
      const fieldsOf = ({ status, fields }: Answer) => [status, ...['content-type', 'content-length', 'vary', 'cache-control'].map((name) => fields.get(name))]
      t.same(fieldsOf(head), fieldsOf(get), `${path} as ${accept}`)
      t.equal(head.body, '')
    }
  }
})

const problemOf = async (app: FastifyInstance, target: string, fields = {}, content?: string) => JSON.parse((await send(app, target, fields, content)).body)

t.test('a problem has type, title, status, instance; detail and code of a 4xx; the fields that the error carries', async (t) => {
  const app = await failing(t)
  t.same(await problemOf(app, 'GET /gone?page=1'), { type: 'about:blank', title: 'Gone', status: 410, instance: '/gone', detail: 'Pluto & <Charon> left' })
  t.same(await problemOf(app, 'GET /object'), { type: 'about:blank', title: 'Conflict', status: 409, instance: '/object', detail: 'again', code: 'TWICE' })
  t.same(await problemOf(app, 'GET /empty'), { type: 'about:blank', title: 'Payment Required', status: 402, instance: '/empty' })
  t.same(await problemOf(app, 'GET /inside'), { type: 'about:blank', title: 'Internal Server Error', status: 500, instance: '/inside' })
  t.same(await problemOf(app, `GET /${'x'.repeat(300)}`), { type: 'about:blank', title: 'Not Found', status: 404, instance: `/${'x'.repeat(255)}`, detail: `Route GET:/${'x'.repeat(255)} not found` })
  t.equal((await send(app, 'GET /hook')).fields.get('www-authenticate'), 'Basic')
  t.equal((await problemOf(app, 'POST /body', { 'Content-Type': 'image/png' }, 'x')).code, 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
})

t.test('the title of a status that is not known is that of its class', async (t) => {
  const app = await build(t, options)
  app.get('/:status', async (request, reply) => { reply.code(Number((request.params as { status: string }).status)) })
  t.same([(await problemOf(app, 'GET /499')).title, (await problemOf(app, 'GET /599')).title], ['Bad Request', 'Internal Server Error'])
})

t.test('a failed validation says each fault, with a JSON pointer into its part of the request', async (t) => {
  const app = await failing(t)
  const errorsOf = async (...args: Parameters<typeof problemOf> extends [unknown, ...infer Rest] ? Rest : never) => (await problemOf(app, ...args)).errors
  t.same(await errorsOf('POST /body', JSON_BODY, '{"name":"x"}'), [
    { pointer: '/a~1b', location: 'body', detail: "must have required property 'a/b'" },
    { pointer: '/name', location: 'body', detail: 'must NOT have fewer than 3 characters' }
  ])
  t.same(await errorsOf('GET /query/1?page=x'), [{ pointer: '/page', location: 'querystring', detail: 'must be integer' }])
  t.same(await errorsOf('GET /query/x'), [{ pointer: '/id', location: 'params', detail: 'must be integer' }])
  t.same(await errorsOf('GET /query/1', { 'X-N': 'x' }), [{ pointer: '/x-n', location: 'headers', detail: 'must be integer' }])
})

t.test('no more than a hundred faults are told, and of a validator of another kind what it says', async (t) => {
  const app = await build(t, options)
  app.get('/many', fail(Object.assign(new Error('many'), { statusCode: 400, validation: Array(200).fill({ instancePath: '/a', message: 'no' }), validationContext: 'body' })))
  app.get('/odd', fail(Object.assign(new Error('odd'), { statusCode: 400, validation: [null, { message: 1, instancePath: 2, params: { additionalProperty: 'b~' } }, { instancePath: '/c', params: { unevaluatedProperty: 'd' } }] })))
  t.equal((await problemOf(app, 'GET /many')).errors.length, 100)
  t.same((await problemOf(app, 'GET /odd')).errors, [{ pointer: '', detail: 'is not valid' }, { pointer: '/b~0', detail: 'is not valid' }, { pointer: '/c/d', detail: 'is not valid' }])
})

t.test('a message and a code that are no texts, and an empty message, are not told', async (t) => {
  const app = await build(t, options)
  app.get('/numbers', fail({ statusCode: 409, message: 7, code: 7 }))
  app.get('/empty', fail(Object.assign(new Error(''), { statusCode: 409, code: '' })))
  const problem = { type: 'about:blank', title: 'Conflict', status: 409 }
  t.same(await problemOf(app, 'GET /numbers'), { ...problem, instance: '/numbers' })
  t.same(await problemOf(app, 'GET /empty'), { ...problem, instance: '/empty', code: '' })
})

t.test('`expose` of the option tells everything; an error may say itself whether it is for clients', async (t) => {
  for (const [errors, expose, inside, outside] of [[true, undefined, undefined, 'm'], [true, true, 'm', 'm'], [true, false, undefined, undefined], [{ expose: true }, false, 'm', 'm'], [{ expose: false }, undefined, undefined, 'm']] as const) {
    const app = await build(t, { errors })
    app.get('/500', fail(Object.assign(new Error('m'), expose === undefined ? {} : { expose })))
    app.get('/400', fail(Object.assign(new Error('m'), { statusCode: 400 }, expose === undefined ? {} : { expose })))
    t.same([(await problemOf(app, 'GET /500')).detail, (await problemOf(app, 'GET /400')).detail], [inside, outside], JSON.stringify([errors, expose]))
  }
  const text = await build(t, { errors: { expose: true } })
  text.get('/', fail('inside'))
  t.equal((await problemOf(text, 'GET /')).detail, 'inside')
})

t.test('an error handler has its say, whether it is set before or after, on the route, or in a scope; what it lets through is a problem', async (t) => {
  const own = async (_error: unknown, _request: FastifyRequest, reply: FastifyReply) => { reply.code(418); return { own: true } }
  for (const place of ['before', 'after', 'route', 'child'] as const) {
    for (const [handler, expected] of [
      [own, '{"own":true}'],
      [async (error: unknown) => { throw error }, 'problem'],
      [(error: unknown, _request: FastifyRequest, reply: FastifyReply) => { reply.send(error) }, 'problem'],
      [(error: unknown) => { throw error }, 'problem']
    ] as const) {
      const app = Fastify()
      t.teardown(() => app.close())
      if (place === 'before') app.setErrorHandler(handler as never)
      await app.register(produces, options)
      if (place === 'after') app.setErrorHandler(handler as never)
      await app.register(async (child) => {
        if (place === 'child') child.setErrorHandler(handler as never)
        child.get('/', { ...place === 'route' && { errorHandler: handler as never } }, fail(Object.assign(new Error('x'), { statusCode: 409 })))
      })
      const { body, fields } = await send(app, 'GET /', { Accept: 'text/plain' })
      if (expected === 'problem') t.same([body, fields.get('content-type')], ['409 Conflict\n\nx\n', 'text/plain; charset=utf-8'], place)
      else t.equal(body, expected, place)
    }
  }
})

t.test("a child's handler that throws another error passes it to its parent's, and that to the problem", async (t) => {
  const app = await build(t, options)
  const seen: unknown[] = []
  app.setErrorHandler((error, _request, reply) => { seen.push((error as Error).message); reply.send(error) })
  await app.register(async (child) => {
    child.setErrorHandler(async () => { throw Object.assign(new Error('other'), { statusCode: 422 }) })
    child.get('/', fail(new Error('first')))
  })
  t.match(await problemOf(app, 'GET /'), { status: 422, detail: 'other' })
  t.same(seen, ['other'])
})

t.test('the handler for what was not found has its say, and a scope of errors below has its own', async (t) => {
  const app = await build(t, options)
  app.setNotFoundHandler(async (_request, reply) => { reply.code(404); return { missing: true } })
  t.same(await problemOf(app, 'GET /none'), { missing: true })
  const outer = await build(t, { serializers })
  await outer.register(async (child) => {
    await child.register(produces, { errors: true })
    Reflect.apply(child.setNotFoundHandler, child, [])
    child.get('/gone', fail(Object.assign(new Error('x'), { statusCode: 410 })))
    child.get('/stream', { config: { produces: ['application/json'] } }, async function * () { yield 1 } as never)
  }, { prefix: '/api' })
  outer.get('/gone', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  for (const [target, type] of [['GET /api/gone', 'text/html; charset=utf-8'], ['GET /api/none', 'text/html; charset=utf-8'], ['GET /gone', 'application/json; charset=utf-8'], ['GET /none', 'application/json; charset=utf-8']] as const) {
    t.equal((await send(outer, target, { Accept: 'text/html' })).fields.get('content-type'), type, target)
  }
  t.match((await send(outer, 'GET /api/stream')).body, /\[1\]/)
})

t.test('a scope below may have its errors as Fastify writes them', async (t) => {
  const app = await build(t, options)
  await app.register(async (child) => {
    await child.register(produces, { errors: false })
    child.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  })
  t.same(await problemOf(app, 'GET /'), { statusCode: 410, error: 'Gone', message: 'x' })
})

t.test('what somebody sends with an error status is theirs', async (t) => {
  const app = await build(t, options)
  app.get('/object', (_request, reply) => { reply.code(404).send({ message: 'x' }) })
  app.get('/string', (_request, reply) => { reply.code(404).send('x') })
  // What is there says what Fastify says of what is not.
  const asFastify = (path: string, statusCode = 404) => ({ statusCode, message: `Route GET:${path} not found` })
  app.get('/words', (_request, reply) => { reply.code(404).send(asFastify('/words')) })
  app.get('/source', { config: { produces: ['application/json'] } }, async (_request, reply) => { reply.code(404).send(new Blob(['x']).stream()) })
  t.same([(await send(app, 'GET /object')).body, (await send(app, 'GET /string')).body], ['{"message":"x"}', 'x'])
  t.match((await send(app, 'GET /source')).body, 'x')
  t.equal((await send(app, 'GET /words')).body, '{"statusCode":404,"message":"Route GET:/words not found"}')
  // Nor is what another handler says of what is not there.
  let payload: unknown
  const other = await build(t, options)
  other.setNotFoundHandler((_request, reply) => { reply.code(404).send(payload) })
  for (const sent of [null, 'Route GET:/ not found', asFastify('/', 410), asFastify('/x'), { message: 'Route GET:/ not found' }]) {
    payload = sent
    t.equal((await other.inject('/')).body, typeof sent === 'string' ? sent : JSON.stringify(sent), JSON.stringify(sent))
  }
  payload = undefined
  t.same((await other.inject('/')).json(), { type: 'about:blank', title: 'Not Found', status: 404, instance: '/' })
})

t.test('an answer that has begun is cut, as ever, and a second one changes nothing', async (t) => {
  const log: string[] = []
  const app = await build(t, options, { logger: { level: 'warn', stream: { write: (line: string) => { log.push((JSON.parse(line) as { err: { code: string } }).err.code) } } } })
  app.get('/begun', (_request, reply) => {
    reply.raw.writeHead(500)
    reply.raw.write('begun')
    reply.hijack()
    reply.raw.destroy()
  })
  app.get('/hijacked', (_request, reply) => { reply.hijack(); reply.code(500).send(); reply.raw.end('own') })
  app.get('/twice', (_request, reply) => { reply.code(404).send('x'); reply.code(404).send() })
  t.equal((await send(app, 'GET /begun')).body.includes('problem'), false)
  t.match((await send(app, 'GET /hijacked')).body, 'own')
  t.equal((await send(app, 'GET /twice')).body, 'x')
  t.same(log, ['FST_ERR_REP_ALREADY_SENT', 'FST_ERR_REP_ALREADY_SENT'], 'Fastify says so of each')
})

t.test('an answer without content is a problem where it has the status of an error', async (t) => {
  const app = await build(t, options)
  app.get('/:status', (request, reply) => { reply.code(Number((request.params as { status: string }).status)).send() })
  for (const [status, body] of [[200, ''], [399, ''], [400, '400 Bad Request\n']] as const) {
    const response = await app.inject({ url: `/${status}`, headers: { accept: 'text/plain' } })
    t.same([response.statusCode, response.body], [status, body])
  }
})

t.test('an onSend hook sees the problem, and one that fails is a 500 past every hook, once', async (t) => {
  const app = await build(t, options)
  let calls = 0
  app.addHook('onSend', async (_request, reply, payload) => {
    calls++
    if (reply.getHeader('x-fail') !== undefined) throw new Error('in a hook')
    reply.header('x-seen', String(payload).slice(0, 3))
  })
  app.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  app.get('/fail', async (_request, reply) => { reply.header('x-fail', 'yes'); throw new Error('x') })
  t.equal((await send(app, 'GET /', { Accept: 'text/plain' })).fields.get('x-seen'), '410')
  calls = 0
  t.equal((await send(app, 'GET /fail')).status, 500)
  t.equal(calls, 1)
})

t.test('where a hook fails on the problem itself, it is written past every hook: as JSON, with nothing of the inside', async (t) => {
  for (const [thrown, status, detail] of [
    [new Error('secret <b>'), 500, undefined],
    [undefined, 500, undefined],
    [Object.assign(new Error('not you'), { statusCode: 403 }), 403, 'not you'],
    [Object.assign(new Error('not you'), { status: 403 }), 403, 'not you']
  ] as const) {
    for (const config of [{}, { produces: ['application/json', 'text/html'] as const }]) {
      const app = await build(t, options)
      app.addHook('onSend', async (_request, reply) => {
        reply.headers({ 'content-encoding': 'gzip', etag: '"1"', 'x-kept': 'yes' })
        reply.raw.setHeader('content-language', 'de')
        throw thrown
      })
      app.get('/', { config }, async () => ({}))
      const { body, fields, status: sent } = await send(app, 'GET /', { Accept: 'text/html' })
      t.equal(sent, status)
      t.same(JSON.parse(body), { type: 'about:blank', title: status === 500 ? 'Internal Server Error' : 'Forbidden', status, instance: '/', ...detail !== undefined && { detail } })
      t.same(['content-type', 'content-length', 'content-encoding', 'content-language', 'etag', 'x-kept', 'vary'].map((name) => fields.get(name)),
        ['application/problem+json', String(body.length), undefined, undefined, undefined, 'yes', 'accept'])
    }
  }
  const other = await build(t, options)
  other.addHook('onSend', async () => { throw new Error('secret') })
  t.same(await problemOf(other, 'GET /none'), { type: 'about:blank', title: 'Not Found', status: 404, instance: '/none' }, 'of the hook nothing is told')
  const exposing = await build(t, { ...options, errors: { expose: true } })
  exposing.addHook('onSend', async () => { throw new Error('inside') })
  exposing.get('/', async () => ({}))
  t.equal((await problemOf(exposing, 'GET /')).detail, 'inside')
})

t.test('what is written past every hook has no field of the content that it replaces, and all others', async (t) => {
  const ofContent = [
    'content-location', 'content-range', 'content-disposition', 'content-digest', 'content-encoding', 'content-language', 'last-modified', 'etag', 'trailer'
  ]
  const others = ['x-etag', 'etag-x', 'content-security-policy', 'retry-after']
  const app = await build(t, options)
  app.addHook('onSend', async (_request, reply) => { reply.headers(Object.fromEntries([...ofContent, ...others].map((name) => [name, 'a']))); throw new Error('x') })
  app.get('/', async () => ({}))
  app.get('/raw', async (_request, reply) => { reply.raw.setHeader('x-raw', 'a'); return {} })
  const { fields } = await send(app, 'GET /')
  t.same([...ofContent, ...others].filter((name) => fields.has(name)), others)
  t.equal((await send(app, 'GET /raw')).fields.get('x-raw'), 'a')
})

t.test('an error whose fields cannot be written is told without them; one whose status is none is a 500', async (t) => {
  const app = await build(t, options)
  app.get('/field', async (_request, reply) => {
    reply.raw.setHeader('x-raw', 'a')
    throw Object.assign(new Error('wait'), { statusCode: 429, headers: { 'retry-after': 'a\r\nb: c' } })
  })
  app.get('/fields', fail(Object.assign(new Error('secret'), { headers: null })))
  app.get('/fraction', fail(Object.assign(new Error('x'), { statusCode: 404.5 })))
  for (const [target, status, title] of [['GET /field', 429, 'Too Many Requests'], ['GET /fields', 500, 'Internal Server Error'], ['GET /fraction', 404, 'Not Found']] as const) {
    const { body, fields, status: sent } = await send(app, target)
    t.same([sent, fields.get('content-type'), fields.get('b')], [status, 'application/problem+json', undefined], target)
    t.match(JSON.parse(body), { status, title })
    t.notOk(body.includes('secret'))
  }
  t.equal((await send(app, 'GET /field')).fields.get('x-raw'), 'a', 'what was written past Fastify stays')
})

t.test('where a field cannot be written, all that was written past Fastify stays', async (t) => {
  const app = await build(t, options)
  const past = { 'x-id': 'ok', vary: 'Origin', 'cache-control': 'no-store', 'access-control-allow-origin': '*' }
  app.get('/', { onRequest: async (_request, reply) => { for (const [name, value] of Object.entries(past)) reply.raw.setHeader(name, value) } }, async (_request, reply) => {
    reply.header('x-id', 'a\nb')
    return {}
  })
  const { fields, status } = await send(app, 'GET /')
  t.equal(status, 500)
  t.equal(fields.get('content-type'), 'application/problem+json')
  t.same(Object.fromEntries(Object.keys(past).map((name) => [name, fields.get(name)])), past)
})

t.test('an error that throws when it is read is told by its status', async (t) => {
  const app = await build(t, options)
  const unreadable = (name: string, statusCode: number) => Object.defineProperty(Object.assign(new Error('secret'), { statusCode }), name, { get () { throw new Error('secret') } })
  app.get('/validation', fail(unreadable('validation', 400)))
  app.get('/context', fail(Object.assign(new Error('x'), { statusCode: 400, validation: [{}], validationContext: { big: 1n } })))
  t.same(await problemOf(app, 'GET /validation'), { type: 'about:blank', title: 'Bad Request', status: 400, instance: '/validation' })
  t.same((await problemOf(app, 'GET /context')).errors, [{ pointer: '', detail: 'is not valid' }])
})

t.test('a hook that fails once the head is out cuts the answer', async (t) => {
  const app = await build(t, options)
  app.addHook('onSend', async (_request, reply) => {
    await new Promise((resolve) => { reply.raw.write('begun', resolve) })
    throw new Error('secret')
  })
  app.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  const { status, body } = await send(app, 'GET /')
  t.same([status, body], [410, '5\r\nbegun\r\n'], 'the last chunk is missing (RFC 9112 §7.1)')
})

t.test('the labels of a page are in the language of the problem, in English where there are no words in it', async (t) => {
  const app = await build(t, { ...options, errors: { languages: ['en', 'de', 'es', 'fr', 'it', 'nl', 'pt', 'pl'] } })
  for (const [language, label] of [
    ['en', 'Address'], ['de', 'Adresse'], ['es', 'Dirección'], ['fr', 'Adresse'], ['it', 'Indirizzo'], ['nl', 'Adres'], ['pt', 'Endereço'], ['pl', 'Address']
  ] as const) {
    for (const [accept, shown] of [['text/html', `<dt>${label}</dt>`], ['text/markdown', `**${label}**`]] as const) {
      const { body } = await send(app, 'GET /vulcan', { Accept: accept, 'Accept-Language': language })
      t.ok(body.includes(shown), `${accept} in ${language}: ${body}`)
    }
  }
})

t.test('titles and details by language: that of the route, else the one of `languages` that the client likes best', async (t) => {
  const words: Record<string, string> = { en: 'Gone', de: 'Nicht mehr da' }
  const seen: unknown[] = []
  const app = await build(t, {
    ...options,
    errors: { languages: ['en', 'de'] },
    problem: (problem, { language = 'en', error }) => { seen.push((error as Error | undefined)?.message); return { ...problem, title: words[language] as string } }
  })
  const gone = fail(Object.assign(new Error('x'), { statusCode: 410 }))
  app.get('/', gone)
  app.get('/de', { config: { produces: { mediaTypes: ['text/html'], languages: ['de'] } } }, gone)
  app.get('/fr', { config: { produces: { mediaTypes: ['text/html'], languages: ['fr'] } } }, gone)
  for (const [target, accepted, title, language] of [
    ['GET /', 'de-AT', 'Nicht mehr da', 'de'], ['GET /', 'fr', 'Gone', 'en'], ['GET /de', 'en', 'Nicht mehr da', 'de'], ['GET /fr', 'de', 'Nicht mehr da', 'de']
  ] as const) {
    const { body, fields } = await send(app, target, { Accept: 'text/html', 'Accept-Language': accepted })
    t.ok(body.includes(`<h1>${title}</h1>`), `${target} in ${accepted}: ${body}`)
    t.ok(body.includes(`lang="${language}"`))
    t.same([fields.get('content-language'), fields.get('vary')], [language, 'accept, accept-language'])
  }
  t.same([...new Set(seen)], ['x'])
  const ofRoute = await build(t, { ...options, problem: (problem, { language }) => ({ ...problem, title: `${language}` }) })
  ofRoute.get('/', { config: { produces: { mediaTypes: ['application/json'], languages: ['en', 'de'] } } }, gone)
  t.equal((await problemOf(ofRoute, 'GET /', { 'Accept-Language': 'de' })).title, 'de')
})

t.test('a serializer that is a function is given the whole problem, title and type among it', async (t) => {
  const app = await build(t, { errors: true, serializers: { html: (problem: object) => JSON.stringify(problem) } })
  const { body } = await send(app, 'GET /vulcan', { Accept: 'text/html' })
  t.same(JSON.parse(body), { type: 'about:blank', title: 'Not Found', status: 404, instance: '/vulcan', detail: 'Route GET:/vulcan not found' })
})

t.test('what `problem` returns goes out in every representation, and where it fails the problem without it', async (t) => {
  const app = await build(t, { ...options, problem: (problem) => ({ ...problem, type: 'https://example.org/gone', since: 2006, tags: ['a', 'b'] }) })
  app.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  t.match(await problemOf(app, 'GET /'), { type: 'https://example.org/gone', since: 2006, tags: ['a', 'b'] })
  for (const [accept, said] of [['application/xml', '<since>2006</since>'], ['text/html', '<dt>since</dt><dd class="number">2006</dd>'], ['text/html', 'https://example.org/gone'], ['text/markdown', '**since**: 2006']] as const) {
    const { body } = await send(app, 'GET /', { Accept: accept })
    t.ok(body.includes(said) || body.includes(said.replace(' class="number"', '')), `${accept}: ${body}`)
  }
  const other = await build(t, { ...options, problem: (problem) => ({ ...problem, status: 400 }) })
  other.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  t.match(await problemOf(other, 'GET /'), { status: 410, detail: 'x' })
})

t.test('where `problem` fails the log names the route: its methods and its URL; without a route those of the request', async (t) => {
  const log: string[] = []
  const app = await build(t, { errors: true, problem: () => { throw new Error('no words') } }, { logger: { level: 'error', stream: { write: (line: string) => { log.push((JSON.parse(line) as { err: { message: string } }).err.message) } } } })
  app.route({ method: ['GET', 'PUT'], url: '/planets/:name', handler: fail(Object.assign(new Error('x'), { statusCode: 410 })) })
  await app.inject('/planets/pluto?page=1')
  await app.inject('/moons?page=1')
  t.same(log, [
    'Plugin option problem: threw an error. The 410 of GET|PUT /planets/:name is sent without it: no words',
    'Plugin option problem: threw an error. The 404 of GET /moons is sent without it: no words'
  ])
})

t.test('a serializer that cannot write a problem, at once or later, leaves it to JSON, and the log says so', async (t) => {
  const log: string[] = []
  for (const serialize of [() => { throw new Error('no ink') }, async () => { throw new Error('no ink') }, () => 7 as never, async () => '<p>later']) {
    const app = await build(t, { errors: true, serializers: { html: serialize } }, { logger: { level: 'error', stream: { write: (line: string) => { log.push(line) } } } })
    app.get('/', fail(Object.assign(new Error('x'), { statusCode: 410 })))
    const { status, fields, body } = await send(app, 'GET /', { Accept: 'text/html' })
    t.equal(status, 410)
    t.same([fields.get('content-type'), body.slice(0, 8)], body === '<p>later' ? ['text/html; charset=utf-8', '<p>later'] : ['application/problem+json', '{"type":'])
  }
  t.equal(log.length, 3)
  for (const line of log) t.match(line, /Plugin option errors: the serializer for text\/html cannot write the problem of GET \//)
  for (const line of log.slice(0, 2)) t.match(line, /caused by: Error: no ink/)
  t.match(log[2], /Route errors: the content for text\/html cannot be sent: the serializer returned a number, expected /)
})

t.test('another answer that is sent while a serializer writes is the one, and nothing is sent after it', async (t) => {
  for (const [status, late] of [[410, async () => '<p>'], [411, async () => { throw new Error('no ink') }]] as const) {
    const log: string[] = []
    const written = new Promise<void>((resolve) => setTimeout(resolve, 20))
    const app = await build(t, { errors: true, serializers: { html: (async () => { await written; return late() }) as never } }, { logger: { level: 'warn', stream: { write: (line: string) => { log.push(line) } } } })
    app.get('/', (_request, reply) => { reply.code(status).send(); reply.code(200).send('first') })
    t.equal((await send(app, 'GET /', { Accept: 'text/html' })).body, 'first')
    await written
    await new Promise((resolve) => setImmediate(resolve))
    t.same(log.map((line) => (JSON.parse(line) as { err: { code: string } }).err.code), status === 410 ? [] : ['PRODUCES_ERR_OPTION'])
  }
})

t.test('a problem is not sent to a client that has gone while a serializer wrote', async (t) => {
  const steps = new EventEmitter()
  const begun = once(steps, 'begun')
  const written = once(steps, 'written')
  const serialize = async (_problem: unknown, { reply }: { reply: FastifyReply }) => {
    steps.emit('begun')
    await once(reply.raw, 'close')
    steps.emit('written')
    return '<p>'
  }
  const app = await build(t, { errors: true, serializers: { html: serialize as never } })
  const sent: unknown[] = []
  app.addHook('onSend', async (_request, _reply, payload) => { sent.push(payload) })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n')
  await begun
  socket.destroy()
  await written
  await new Promise((resolve) => setImmediate(resolve))
  t.same(sent, [])
})

t.test('what a serializer writes of a problem may be a stream, and has not the length of what it replaces', async (t) => {
  const app = await build(t, { errors: true, serializers: { html: () => Readable.from(['<p>', '410']) } })
  app.get('/', (_request, reply) => { reply.code(410).header('content-length', '0').send() })
  const { statusCode, headers, body } = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  t.same([statusCode, headers['content-type'], headers['content-length'], body], [410, 'text/html; charset=utf-8', undefined, '<p>410'])
})

t.test('the fields of a problem are its own, and Vary has the names of others too', async (t) => {
  const app = await build(t, options)
  app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'origin') })
  app.get('/', (_request, reply) => { reply.code(404).header('content-length', '0').send() })
  app.get('/de', { config: { produces: { mediaTypes: ['text/html'], languages: ['de', 'nl'] } } }, fail(Object.assign(new Error('x'), { statusCode: 410 })))
  for (const [url, status, vary] of [['/', 404, 'origin, accept'], ['/de', 410, 'origin, accept, accept-language']] as const) {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept: 'text/html;q=0.1, text/plain' } })
    // No words in German are declared.
    t.same([statusCode, headers.vary, headers['content-length'], 'content-language' in headers], [status, vary, String(body.length), false], url)
  }
})

t.test('a serializer that is compiled is told what a problem has, and no route', async (t) => {
  const seen: unknown[] = []
  const compile = (schema: unknown, route: object) => { seen.push([schema, route]); return () => '<p>' }
  const app = await build(t, { errors: { mediaTypes: ['application/yaml'] }, serializers: { yaml: { compile } } })
  t.equal((await app.inject('/')).body, '<p>')
  t.equal(seen.length, 1)
  t.match(seen, [[
    { type: 'object', properties: { title: { type: 'string' }, errors: { type: 'array' } }, additionalProperties: true },
    { method: '', url: '', mediaType: 'application/yaml', status: 'default', schemas: {} }
  ]])
})

t.test('a page is compiled once for each title, of which a hundred are kept', async (t) => {
  const compiled: unknown[] = []
  const compile = ({ title }: { title?: string }) => { compiled.push(title); return ({ type }: { type?: string }) => `${title} ${type}` }
  const app = await build(t, { errors: { mediaTypes: ['text/html'] }, serializers: { html: { compile } as never }, problem: (problem, { request }) => ({ ...problem, title: request.url.slice(1) }) })
  const ask = async (number: number) => { t.equal((await app.inject(`/${number}`)).body, `${number} undefined`) }
  await app.ready()
  t.same(compiled, [undefined], 'at boot, for its faults')
  const numbers = Array.from({ length: 100 }, (_, index) => index)
  for (const number of [...numbers, ...numbers, 100, 0, 100]) await ask(number)
  t.same(compiled, [undefined, ...[...numbers, 100, 0].map(String)])
})

t.test('problems in JSON are written here, whatever else writes JSON in the scope', async (t) => {
  const own = () => '{"own":true}'
  const app = await build(t, { errors: true, serializers: { 'application/json': own, 'application/problem+json': own } as never })
  for (const accept of ['application/json', 'application/problem+json']) {
    t.equal((await app.inject({ url: '/none', headers: { accept } })).json().detail, 'Route GET:/none not found')
  }
})

t.test('in XML a problem is in the namespace of RFC 7807 (RFC 9457 appendix B); a page does not show that it has no type', async (t) => {
  const app = await build(t, options)
  t.match((await app.inject({ url: '/none', headers: { accept: 'application/problem+xml' } })).body, '<problem xmlns="urn:ietf:rfc:7807">')
  for (const accept of ['text/html', 'text/markdown']) {
    t.notMatch((await app.inject({ url: '/none', headers: { accept } })).body, 'about:blank')
  }
})

t.test('pages that are called by more titles than are kept are still right', async (t) => {
  const app = await build(t, { ...options, problem: (problem, { request }) => ({ ...problem, title: String((request.query as { title?: string }).title) }) })
  for (let title = 0; title < 120; title++) t.match((await app.inject({ url: `/?title=T${title}`, headers: { accept: 'text/html' } })).body, `<h1>T${title}</h1>`)
})

t.test('`mediaTypes` says what errors are available as; the first is for a client that takes none', async (t) => {
  const app = await build(t, { serializers: { ...serializers, yaml: (problem: { status: number }) => `status: ${problem.status}` }, errors: { mediaTypes: ['text/plain', 'application/yaml'] } })
  for (const [accept, type, body] of [['image/png', 'text/plain; charset=utf-8', '404 Not Found\n\nRoute GET:/ not found\n'], ['application/yaml', 'application/yaml', 'status: 404']] as const) {
    const answer = await send(app, 'GET /', { Accept: accept })
    t.same([answer.fields.get('content-type'), answer.body], [type, body])
  }
})

t.test('a charset is added to text that names none, and to nothing else that begins as JSON does', async (t) => {
  const mediaTypes = ['text/html;charset=utf-8', 'application/json-seq', 'application/json', 'x-text/plain', 'x-application/json']
  const serialize = ({ status }: { status: number }): string => String(status)
  const app = await build(t, { errors: untyped({ mediaTypes }), serializers: { 'text/html': serialize, 'text/html;charset=utf-8': serialize, 'application/json-seq': serialize, 'x-text/plain': serialize, 'x-application/json': serialize } as never })
  for (const [accept, type] of [['text/html;charset=utf-8', 'text/html;charset=utf-8'], ['application/json-seq', 'application/json-seq'], ['application/json', 'application/json; charset=utf-8'], ['x-text/plain', 'x-text/plain'], ['x-application/json', 'x-application/json']] as const) {
    t.equal((await send(app, 'GET /', { Accept: accept })).fields.get('content-type'), type)
  }
})

t.test('a problem in bytes, and one as a line of JSON, are whole', async (t) => {
  const app = await failing(t, { errors: { mediaTypes: ['application/cbor', 'application/x-ndjson'] }, serializers: { cbor: cbor(), ndjson: ndjson() } })
  const problem = { type: 'about:blank', title: 'Gone', status: 410, detail: 'Pluto & <Charon> left', instance: '/gone' }
  const inCbor = await app.inject({ url: '/gone', headers: { accept: 'application/cbor' } })
  t.same([inCbor.statusCode, inCbor.headers['content-type'], decode(inCbor.rawPayload)], [410, 'application/cbor', problem])
  const inLines = await app.inject({ url: '/gone', headers: { accept: 'application/x-ndjson' } })
  t.match(inLines.body, /^.+\n$/)
  t.same([inLines.statusCode, JSON.parse(inLines.body)], [410, problem])
})

t.test('plain text has every fault on its line, and no control character', async (t) => {
  const app = await failing(t)
  t.equal((await send(app, 'POST /body', { ...JSON_BODY, Accept: 'text/plain' }, '{"name":"x"}')).body,
    "400 Bad Request\n\nbody must have required property 'a/b', body/name must NOT have fewer than 3 characters\n\nbody/a~1b: must have required property 'a/b'\nbody/name: must NOT have fewer than 3 characters\n")
  let problem: object = {}
  const odd = await build(t, { ...options, problem: () => untyped(problem) })
  for (const [given, text] of [
    [{ title: 'a\x1b[31mb\r\nc', errors: [null, { detail: 'x' }] }, 'a\ufffd[31mb\nc\n\n: \n: x\n'],
    [{}, '\n'],
    [{ status: 404, title: 'T' }, '404 T\n'],
    [{ title: 'T', detail: 'a\tb\nc\rd\r\re\n\rf' }, 'T\n\na\tb\nc\nd\n\ne\n\nf\n'],
    // What ends lines and moves cursors, in ASCII and past it; half of a character, and a whole one.
    [{ title: 'a\0b\x7fc\x85d\ud83de\u{1f680}' }, 'a\ufffdb\ufffdc\ufffdd\ufffde\u{1f680}\n'],
    [{ title: 'T', errors: 'none' }, 'T\n'],
    [{ title: 'T', errors: [] }, 'T\n'],
    [{ title: 'T', errors: [{ pointer: '/a\0', location: 'body\0' }, { detail: '\0' }] }, 'T\n\nbody\ufffd/a\ufffd: \n: \ufffd\n']
  ] as const) {
    problem = given
    t.equal((await odd.inject({ url: '/', headers: { accept: 'text/plain' } })).body, text, JSON.stringify(given))
  }
})

t.test('faults of the option fail boot and name the key', async (t) => {
  for (const [errors, words] of [
    ['yes', /errors.*expected true, false, or an object/], [{ expose: 1 }, /errors\.expose/], [{ mediaTypes: [] }, /errors\.mediaTypes/], [{ other: 1 }, /errors\.other/]
  ] as const) {
    const app = Fastify()
    app.register(produces, untyped({ errors }))
    const { code, message } = await bootError(app)
    t.equal(code, 'PRODUCES_ERR_OPTION')
    t.match(message, words)
  }
  for (const [errors, words] of [
    [{ mediaTypes: ['application/problem+json', 'text/csv'] }, /errors\.mediaTypes\[1\]: nothing can serialize text\/csv/],
    [{ mediaTypes: ['nonsense'] }, /errors\.mediaTypes\[0\]/], [{ languages: ['not a tag'] }, /errors\.languages\[0\]/]
  ] as const) {
    const app = Fastify()
    app.register(produces, untyped({ errors }))
    const { code, message } = await bootError(app)
    t.equal(code, 'PRODUCES_ERR_OPTION')
    t.match(message, words)
  }
})

t.test('what a child adds as a serializer is for its own payloads', async (t) => {
  const app = await build(t, { errors: true })
  await app.register(async (child) => {
    child.addSerializer('text/html', () => 'planets')
    child.get('/child', fail(Object.assign(new Error('x'), { statusCode: 410 })))
  })
  t.equal((await send(app, 'GET /child', { Accept: 'text/html' })).fields.get('content-type'), 'application/problem+json')
  t.equal((await send(app, 'GET /none', { Accept: 'text/html' })).fields.get('content-type'), 'application/problem+json')
})
