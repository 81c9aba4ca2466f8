/**
 * The traps of design §5, one test for each of its lines, in its order: what Fastify's own mechanics would do to a route that
 * produces. Each test names the remedy in lib/ that it guards, and fails without it.
 */
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type RouteShorthandOptions } from 'fastify'
import { ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import produces, { negotiated } from '../../lib/index.js'
import { build, mars, Planet, untyped } from '../fixtures/harness.js'

const csv = ({ name }: { name: string }): string => `name\r\n${name}\r\n`

const bilingual = { mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: csv }], languages: ['en', 'de'] } as const

const german = { accept: 'text/csv', 'accept-language': 'de' }

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

async function serve (t: Test, handler: Handler, options: RouteShorthandOptions = {}): Promise<FastifyInstance> {
  const app = await build(t)
  app.get('/', { config: { produces: bilingual }, ...options }, untyped(handler))
  return app
}

function create (t: Test): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

// "`reply.serializer(fn)` set in `onRequest` sticks: an object sent by a custom error handler or with `code(400)` goes through it
// too." Guards render.ts, serializePayload: the status decides.
t.test('an object that an error handler or a 400 sends is JSON and not the success format', async (t) => {
  const returned = await serve(t, async (_request, reply) => { reply.code(400); return { name: 'no name' } })
  const thrown = await build(t)
  thrown.setErrorHandler(async (_error, _request, reply) => { reply.code(500); return { name: 'no name' } })
  thrown.get('/', { config: { produces: bilingual } }, async () => { throw new Error('x') })
  for (const app of [returned, thrown]) {
    const response = await app.inject({ url: '/', headers: german })
    t.equal(response.body, '{"name":"no name"}')
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  }
})

// "`reply.serializer` bypasses response schemas; `response[status].content` matches only an exact lower-case `type/subtype` … and
// otherwise falls to `JSON.stringify`". Guards serialize.ts, compileStep, and schemas.ts, mostSpecific.
t.test('an undeclared field does not leave because of how a media type is written', async (t) => {
  for (const mediaType of ['Application/JSON', 'application/json;profile="x"', 'application/hal+json', 'text/x-json'] as const) {
    const app = await build(t, { serializers: { 'text/x-json': (payload) => JSON.stringify(payload) } })
    app.get('/', { config: { produces: [mediaType] }, schema: { response: { 200: { content: { [mediaType]: { schema: Planet } } } } } }, async () => mars)
    t.equal((await app.inject('/')).body, '{"id":4,"name":"Mars"}', mediaType)
  }
})

// "Parameter variants collapse." Guards compile.ts, compileDeclaredRoute: a renderer for each media type as it is declared.
t.test('media types that differ by their parameters have a schema and a serializer each', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: {
      produces: ['application/json;v=1', { mediaType: 'application/json;v=2', schema: { type: 'object', properties: { name: {} } } }, { mediaType: 'application/json;v=3', serialize: () => '"three"' }]
    }
  }, async () => ({ id: 4, name: 'Mars' }))
  for (const [v, body] of [[1, '{"id":4,"name":"Mars"}'], [2, '{"name":"Mars"}'], [3, '"three"']] as const) {
    const response = await app.inject({ url: '/', headers: { accept: `application/json;v=${v}` } })
    t.equal(response.body, body)
    t.equal(response.headers['content-type'], `application/json;v=${v}; charset=utf-8`)
  }
})

// "A non-JSON content type with an object payload and no reply serializer is an error 500."
// Guards routes.ts, negotiateRequest: reply.serializer.
t.test('an object is sent with a type that is no JSON', async (t) => {
  const app = await serve(t, async () => mars)
  const response = await app.inject({ url: '/', headers: german })
  t.equal(response.statusCode, 200)
  t.equal(response.body, 'name\r\nMars\r\n')
})

// "A type that contains `json` is re-serialized when a charset is appended: parameters lose quotes, values are cut."
// Guards route.ts, contentTypeOf: the charset stands there before Fastify looks.
t.test('the parameters of a JSON type go out as they were declared', async (t) => {
  for (const [declared, sent] of [
    ['application/json;profile="urn:x"', 'application/json;profile="urn:x"; charset=utf-8'],
    ['application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"', 'application/ld+json; profile="http://www.w3.org/ns/json-ld#expanded"; charset=utf-8'],
    ['application/json;p="a\\"b; c"', 'application/json;p="a\\"b; c"; charset=utf-8'],
    ['text/x-json-lines', 'text/x-json-lines; charset=utf-8'],
    ['application/json;charset=UTF-8', 'application/json;charset=UTF-8']
  ] as const) {
    for (const payload of ['{}', { a: 1 }]) {
      const app = await build(t, { serializers: { 'text/x-json-lines': () => '{}' } })
      app.get('/', { config: { produces: [declared] } }, async () => payload)
      t.equal((await app.inject('/')).headers['content-type'], sent)
    }
  }
})

// "Serializers of Fastify are sync: a Promise or Uint8Array is FST_ERR_REP_INVALID_PAYLOAD_TYPE; a stream works."
// Guards render.ts, renderPayload, and serialize.ts, toContent.
t.test('a serializer may return a promise and bytes', async (t) => {
  for (const serialize of [
    async () => 'Mars', () => new TextEncoder().encode('Mars'), async () => new TextEncoder().encode('Mars'), () => Readable.from(['Mars']), async () => Readable.from(['Mars'])
  ]) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize }] } }, async () => mars)
    const response = await app.inject('/')
    t.equal(response.statusCode, 200)
    t.equal(response.body, 'Mars')
    // What is no stream is not made one: Fastify then knows its length.
    t.equal(response.headers['content-length'], String(serialize).includes('Readable') ? undefined : '4')
  }
})

// "`null` is serialized; `undefined`, Buffers, streams and strings are not the same path. 204 must end without a type."
// Guards response-fields.ts, completeFields: fields of content where there is content.
t.test('null is serialized, what is finished is not, and an answer without content has no type', async (t) => {
  const payloads: [payload: () => unknown, status: number, body: string, type: string | undefined][] = [
    [() => null, 200, 'null', 'application/json; charset=utf-8'],
    [() => undefined, 200, '', undefined],
    [() => 'text', 200, 'text', 'application/json; charset=utf-8'],
    [() => Buffer.from('bytes'), 200, 'bytes', 'application/json; charset=utf-8'],
    [() => Readable.from(['stream'], { objectMode: false }), 200, 'stream', 'application/json; charset=utf-8'],
    [() => undefined, 204, '', undefined],
    [() => null, 204, '', undefined],
    [() => undefined, 304, '', undefined]
  ]
  for (const [payload, status, body, type] of payloads) {
    const app = await serve(t, (_request, reply) => { reply.code(status).send(payload()) })
    const response = await app.inject('/')
    t.equal(response.statusCode, status)
    t.equal(response.body, body)
    t.equal(response.headers['content-type'], type)
    t.equal(response.headers['content-language'], type === undefined ? undefined : 'en')
  }
})

// "`reply.header('vary')` replaces. A handler or `@fastify/cors` writing `Vary` later erases ours".
// Guards response-fields.ts, completeFields: addVary.
t.test('a Vary that a handler or @fastify/cors writes does not erase ours, nor ours theirs', async (t) => {
  const app = await build(t)
  await app.register(cors, { origin: ['https://a.example', 'https://b.example'] })
  app.get('/', { config: { produces: bilingual } }, async (request, reply) => {
    if ('own' in (request.query as object)) reply.header('Vary', 'Cookie')
    return mars
  })
  const response = await app.inject({ url: '/', headers: { ...german, origin: 'https://a.example' } })
  t.equal(response.headers.vary, 'Origin, accept, accept-language')
  const own = await app.inject({ url: '/?own', headers: { ...german, origin: 'https://a.example' } })
  t.equal(own.headers.vary, 'Cookie, accept, accept-language')
})

// "`@fastify/compress` merges case-sensitively (write lower case) and only when it compressed."
// Guards codings.ts and its like: `field` in lower case; and response-fields.ts, addVary.
t.test('with @fastify/compress, accept-encoding stands once in Vary, whether or not it compressed', async (t) => {
  const app = await build(t)
  await app.register(compress, { threshold: 0 })
  app.get('/', { config: { produces: { ...bilingual, encodings: ['gzip'] } } }, async () => mars)
  for (const encoding of ['gzip', 'identity']) {
    const response = await app.inject({ url: '/', headers: { ...german, 'accept-encoding': encoding } })
    t.equal(response.headers['content-encoding'], encoding === 'gzip' ? 'gzip' : undefined)
    t.equal(response.headers.vary, 'accept, accept-language, accept-encoding', encoding)
  }
})

// "`onRoute` also runs for the automatic HEAD route with the same `config` object." Guards routes.ts, noteRoute: config is copied.
t.test('the automatic HEAD route is negotiated like its GET', async (t) => {
  const config = Object.freeze({ produces: bilingual })
  const app = await build(t)
  app.get('/', { config }, async () => mars)
  for (const [accept, status] of [['text/csv', 200], ['image/png', 406]] as const) {
    const head = await app.inject({ method: 'HEAD', url: '/', headers: { accept } })
    const got = await app.inject({ method: 'GET', url: '/', headers: { accept } })
    t.equal(head.statusCode, status)
    t.equal(head.headers['content-type'], got.headers['content-type'])
    t.equal(head.headers.vary, got.headers.vary)
    t.equal(head.headers['content-language'], got.headers['content-language'])
  }
})

// "It misses routes declared before the plugin has loaded (`app.register(produces); app.get(…)` without `await`)".
// Guards routes.ts, watchFromCreation.
t.test('a route declared in the tick of an unawaited register is negotiated', async (t) => {
  const app = create(t)
  app.register(produces)
  app.get('/', { config: { produces: bilingual } }, async () => mars)
  t.equal((await app.inject({ url: '/', headers: german })).body, 'name\r\nMars\r\n')
})

// "… which instance-level hooks do reach; those also run on 404s." Guards routes.ts, addHooks: hooks of the route.
t.test('a 404 and a route that declares nothing cost nothing', async (t) => {
  const app = create(t)
  app.register(produces)
  app.get('/', { config: { produces: bilingual } }, async () => mars)
  app.get('/plain', async () => mars)
  await app.ready()
  const [ours, plain] = app.printRoutes({ includeHooks: true, commonPrefix: false, method: 'GET' }).split('plain')
  t.match(ours, /\(onRequest\).*\(onSend\)/s)
  t.strictSame(plain?.trim(), '(GET)', 'no hooks stand under /plain')
  const missing = await app.inject({ url: '/nowhere', headers: { accept: 'image/png' } })
  t.equal(missing.statusCode, 404)
  t.equal(missing.headers.vary, undefined)
})

// "An `onRequest` hook of ours that runs before `@fastify/cors` answers 406 without CORS headers: ours belongs after the instance's."
// Guards routes.ts, addHooks: a route-level hook, which runs after every instance-level one.
t.test('a 406 has the CORS fields, also where @fastify/cors is registered later', async (t) => {
  const app = create(t)
  app.register(produces)
  app.register(cors, { origin: ['https://a.example'] })
  app.get('/', { config: { produces: bilingual } }, async () => mars)
  const response = await app.inject({ url: '/', headers: { accept: 'image/png', origin: 'https://a.example' } })
  t.equal(response.statusCode, 406)
  t.equal(response.headers['access-control-allow-origin'], 'https://a.example')
  t.equal(response.headers.vary, 'Origin, accept, accept-language')
})

// "… so a 401, CORS and rate limits come before our 406." Guards routes.ts, noteRoute: hooks are added in after(), after those of
// other onRoute hooks.
t.test('a 401 and a rate limit come before our 406', async (t) => {
  const refuse = (status: number) => async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => reply.code(status).send({ status })
  const guards: [status: number, guard: (app: FastifyInstance) => void, own: RouteShorthandOptions][] = [
    [401, (app) => { app.addHook('onRequest', refuse(401)) }, {}],
    [403, () => {}, { onRequest: [refuse(403)] }],
    [429, (app) => { app.addHook('onRoute', (options) => { options.onRequest = [options.onRequest ?? [], refuse(429)].flat() }) }, {}]
  ]
  for (const [status, guard, own] of guards) {
    const app = await build(t)
    guard(app)
    app.get('/', { config: { produces: bilingual }, ...own }, async () => mars)
    const response = await app.inject({ url: '/', headers: { accept: 'image/png' } })
    t.equal(response.statusCode, status)
    t.equal(response.headers.vary, undefined)
  }
})

// "Do not push into the user's own hook arrays (they are shared between routes)". Guards routes.ts, addHooks: new arrays.
t.test('hooks that two routes share serve each with its own negotiation', async (t) => {
  const onRequest = [async () => {}]
  const onSend = [async () => {}]
  const app = await build(t)
  app.get('/csv', { config: { produces: ['text/csv'] }, onRequest, onSend }, async () => 'csv')
  app.get('/html', { config: { produces: ['text/html'] }, onRequest, onSend }, async () => 'html')
  app.get('/plain', { onRequest, onSend }, async () => 'plain')
  for (const [url, type] of [['/csv', 'text/csv; charset=utf-8'], ['/html', 'text/html; charset=utf-8'], ['/plain', 'text/plain; charset=utf-8']]) {
    const response = await app.inject({ url: url as string, headers: { accept: 'text/csv, text/html' } })
    t.equal(response.headers['content-type'], type)
    t.equal(response.headers.vary, url === '/plain' ? undefined : 'accept')
  }
  t.equal(onRequest.length, 1)
  t.equal(onSend.length, 1)
})

// "… and do not negotiate twice when the plugin is registered in a parent and a child scope."
// Guards routes.ts, addHooks: `hooked`.
t.test('with the plugin in parent and child a route is negotiated once', async (t) => {
  const hooksWith = async (inChild: boolean): Promise<string> => {
    const app = create(t)
    app.register(produces)
    app.register(async (child) => {
      child.get('/before', { config: { produces: bilingual } }, async () => mars)
      if (inChild) await child.register(produces, { strict: false })
      child.get('/after', { config: { produces: bilingual } }, async () => mars)
    })
    for (const url of ['/before', '/after']) t.equal((await app.inject({ url, headers: { accept: 'image/png' } })).statusCode, inChild ? 200 : 406, url)
    return app.printRoutes({ includeHooks: true, commonPrefix: false })
  }
  t.equal(await hooksWith(true), await hooksWith(false))
})

// "`reply.callNotFound()` from a produces route runs through a sticky serializer as well." Guards render.ts, serializePayload, and
// response-fields.ts, completeFields.
t.test('callNotFound answers in JSON, without the language of the success', async (t) => {
  const app = await serve(t, async (_request, reply) => reply.callNotFound())
  const response = await app.inject({ url: '/', headers: german })
  t.equal(response.statusCode, 404)
  t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(response.headers['content-language'], undefined)
  t.same(response.json(), { message: 'Route GET:/ not found', error: 'Not Found', statusCode: 404 })
})

// "Looking the serializer up by content type (`response[200].content`) costs Fastify about 5 % of a small request."
// Guards routes.ts, negotiateRequest: reply.serializer is set, and Fastify looks nothing up. (How much: benchmark/.)
t.test('a success is not serialized by what Fastify looks up by content type', async (t) => {
  let compiled = 0
  const used: number[] = []
  const app = await serve(t, async () => mars, {
    schema: { response: { 200: { content: { 'application/json': { schema: Planet }, 'text/csv': { schema: Planet } } } } },
    serializerCompiler: () => {
      const own = ++compiled
      return (payload) => { used.push(own); return JSON.stringify(payload) }
    }
  })
  t.equal((await app.inject('/')).statusCode, 200)
  // Fastify compiles its own for GET and HEAD, two each; then we compile ours.
  t.strictSame([compiled, used], [5, [5]])
})

// "What `onRoute` writes into `schema.response[…].content` reaches `@fastify/swagger`": lib/ writes nothing there yet, and so must
// leave what the user wrote. Guards routes.ts, noteRoute.
t.test('onRoute hooks of others find the response schemas of the route as they were declared', async (t) => {
  const app = await build(t)
  const response = { 200: { content: { 'application/json': { schema: Planet }, 'text/csv': { schema: Planet } } }, 404: Planet }
  const seen: unknown[] = []
  app.addHook('onRoute', ({ schema }) => { seen.push(schema?.response) })
  app.get('/', { config: { produces: bilingual }, schema: { response } }, async () => untyped(mars))
  await app.ready()
  t.equal(seen[0], response)
  t.strictSame(Object.keys(response), ['200', '404'])
})

// "The error path deletes `content-type` but keeps `content-language`, `vary` and the serializer."
// Guards response-fields.ts, completeFields adds the fields of content where there is some; withdrawFields; and render.ts, serializePayload.
t.test('an error has no language of the success, its own type, and our Vary', async (t) => {
  const failures: Handler[] = [
    async () => { throw new Error('x') },
    // After its representation was selected for sending.
    async () => new Readable({ read () { this.destroy(new Error('x')) } }),
    async () => ({ get name () { throw new Error('x') } })
  ]
  for (const [index, handler] of [...failures, ...failures].entries()) {
    const app = await build(t)
    if (index < failures.length) app.setErrorHandler(async (error, _request, reply) => { reply.code(500); return { message: (error as Error).message } })
    app.get('/', { config: { produces: bilingual } }, untyped(handler))
    for (const accept of ['text/csv', 'application/json']) {
      const response = await app.inject({ url: '/', headers: { ...german, accept } })
      t.equal(response.statusCode, 500)
      t.equal(response.headers['content-language'], undefined)
      t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
      t.equal(response.headers.vary, 'accept, accept-language')
      t.equal(response.json().message, 'x')
    }
  }
})

// "A `4xx` response schema reshapes a problem body into `{}`." Guards not-acceptable.ts, sendNotAcceptable: bytes are sent.
t.test('a schema for 4xx or 406 leaves our 406 whole', async (t) => {
  const Nothing = { type: 'object', properties: { nothing: { type: 'string' } } }
  for (const response of [{ '4xx': Nothing }, { 406: Nothing }, { default: Nothing }, { 406: { content: { 'application/problem+json': { schema: Nothing } } } }]) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', schema: Planet, serialize: csv }] }, schema: { response } }, async () => mars)
    const refused = await app.inject({ url: '/', headers: { accept: 'image/png' } })
    t.equal(refused.statusCode, 406)
    t.match(refused.json(), { title: 'Not Acceptable', status: 406, available: { mediaType: ['text/csv'] }, unacceptable: ['mediaType'] })
  }
})

// "`@fastify/swagger` types `schema.produces`; our key is `config.produces`." Guards routes.ts, isDeclared: it reads `config`.
t.test('schema.produces is documentation and negotiates nothing', async (t) => {
  const app = await build(t)
  app.get('/', { schema: untyped({ produces: ['text/csv'] }) }, async () => mars)
  const response = await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.equal(response.statusCode, 200)
  t.equal(response.headers.vary, undefined)
})

// "A required key in `FastifyContextConfig` breaks every other route's types: ours is optional." Guards types/fastify.d.ts: `tsc`
// compiles this file.
t.test('a route may have a config without produces', async (t) => {
  const app = await build(t)
  app.get('/', { config: {} }, async (request) => request.routeOptions.config.produces === undefined)
  t.equal((await app.inject('/')).body, 'true')
})

// "A hook typed apart from the route (`preHandler: auth`) makes TypeScript drop the route's config literal: … it must still compile,
// and a helper gives the literals back." Guards types/index.d.ts, NegotiatedByConfig, and index.ts, negotiated.
t.test('a handler next to a hook that is typed apart compiles, and negotiated() gives the literals back', async (t) => {
  const authenticate = async (_request: FastifyRequest, _reply: FastifyReply): Promise<void> => {}
  const app = await build(t)
  app.get('/', { config: { produces: bilingual }, preHandler: authenticate }, async (request) => {
    const degraded: string = request.negotiated.mediaType
    const { mediaType, language } = negotiated(request, bilingual)
    const literals: [mediaType: 'application/json' | 'text/csv', language: 'en' | 'de'] = [mediaType, language]
    return `${degraded} ${literals.join(' ')}`
  })
  t.equal((await app.inject({ url: '/', headers: german })).body, 'text/csv text/csv de')
})

// "`Vary` … right on every way out", also those that pass by Fastify's hooks. Guards kept-vary.ts.
t.test('Vary is there in an answer that is written past Fastify', async (t) => {
  const ways: Readonly<Record<string, [write: (reply: FastifyReply) => void, vary: string]>> = {
    object: [({ raw }) => { raw.writeHead(200, { 'content-type': 'text/csv' }).end('x') }, 'accept, accept-language'],
    'object-with-Vary': [({ raw }) => { raw.writeHead(200, { Vary: 'Origin' }).end('x') }, 'Origin, accept, accept-language'],
    'object-with-ours': [({ raw }) => { raw.writeHead(200, { vary: 'Origin, accept, accept-language' }).end('x') }, 'Origin, accept, accept-language'],
    reason: [({ raw }) => { raw.writeHead(200, 'Fine').end('x') }, 'accept, accept-language'],
    'reason-and-object': [({ raw }) => { raw.writeHead(200, 'Fine', { VARY: ['Origin', 'Accept'] as never }).end('x') }, 'Origin, Accept, accept-language'],
    list: [({ raw }) => { raw.writeHead(200, ['Set-Cookie', 'a=1', 'Vary', 'Origin', 'Set-Cookie', 'b=2']).end('x') }, 'Origin, accept, accept-language'],
    pairs: [({ raw }) => { raw.writeHead(200, [['Set-Cookie', 'a=1'], ['vary', 'Cookie'], ['Set-Cookie', 'b=2']] as never).end('x') }, 'Cookie, accept, accept-language'],
    nothing: [({ raw }) => { raw.end('x') }, 'accept, accept-language'],
    null: [({ raw }) => { raw.writeHead(200, null as never).end('x') }, 'accept, accept-language'],
    setHeader: [({ raw }) => { raw.setHeader('Vary', 'Origin').write('x'); raw.end() }, 'Origin, accept, accept-language'],
    asterisk: [({ raw }) => { raw.writeHead(200, { vary: '*' }).end('x') }, '*']
  }
  const app = await build(t)
  for (const way of Object.keys(ways)) {
    for (const hijacked of [true, false]) {
      app.get(`/${way}/${hijacked}`, { config: { produces: bilingual } }, untyped((_request: FastifyRequest, reply: FastifyReply) => {
        if (hijacked) reply.hijack()
        ways[way]?.[0](reply)
      }))
    }
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  for (const [way, [, vary]] of Object.entries(ways)) {
    for (const hijacked of [true, false]) {
      const url = `/${way}/${hijacked}`
      const response = await fetch(`${app.listeningOrigin}${url}`)
      t.strictSame([response.status, response.headers.get('vary'), await response.text()], [200, vary, 'x'], url)
      if (['list', 'pairs'].includes(way)) t.strictSame(response.headers.getSetCookie(), ['a=1', 'b=2'], url)
      if (way.includes('reason')) t.equal(response.statusText, 'Fine', url)
      if (way === 'object') t.equal(response.headers.get('content-type'), 'text/csv', url)
    }
  }
})

t.test('Vary is there where an onSend hook removes it and throws, for the error as well', async (t) => {
  for (const errorHandler of [undefined, async () => ({ message: 'x' })]) {
    const app = await build(t)
    if (errorHandler !== undefined) app.setErrorHandler(errorHandler)
    app.get('/', {
      config: { produces: bilingual },
      onSend: async (_request, reply) => { reply.removeHeader('vary'); throw new Error('x') }
    }, async () => untyped(mars))
    const response = await app.inject({ url: '/', headers: german })
    t.strictSame([response.statusCode, response.headers.vary], [500, 'accept, accept-language'])
  }
})

/** The status line of the answer to a GET of `/` with the given field lines. */
async function statusLine (app: FastifyInstance, ...lines: string[]): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.end(['GET / HTTP/1.1', 'Host: a.example', 'Accept: image/png', ...lines, '', ''].join('\r\n'))
  return (await text(socket)).split('\r\n', 1)[0] as string
}

const UPGRADE = ['Connection: Upgrade', 'Upgrade: websocket']

// RFC 9110 §7.8 "A server MAY ignore a received Upgrade header field". Guards route-hooks.ts, isUpgrade.
for (const override of [false, true]) {
  t.test(`a request that the server upgrades is not negotiated, and one that only asks for it is; override: ${override}`, async (t) => {
    const app = await serve(t, async (request) => String(request.negotiated), { config: { produces: { ...bilingual, override } } })
    await app.listen({ port: 0, host: '127.0.0.1' })
    t.equal(await statusLine(app, ...UPGRADE, 'Connection: close'), 'HTTP/1.1 406 Not Acceptable', 'nobody takes it up')
    t.equal(await statusLine(app, 'Connection: Upgrade, HTTP2-Settings, close', 'Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'), 'HTTP/1.1 406 Not Acceptable', 'h2c')
    // As @fastify/websocket does it.
    app.server.on('upgrade', (request, socket) => {
      const response = new ServerResponse(request)
      response.assignSocket(socket as Socket)
      response.on('finish', () => socket.end())
      app.routing(request, response)
    })
    t.equal(await statusLine(app, ...UPGRADE), 'HTTP/1.1 200 OK')
    t.equal(await statusLine(app, 'Connection: close'), 'HTTP/1.1 406 Not Acceptable', 'an ordinary request')
  })
}
