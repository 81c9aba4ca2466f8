/**
 * What a handler sees, what it may send, and who may answer in its stead: hooks before ours, error handlers, not-found handlers.
 */
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, type onRequestHookHandler } from 'fastify'
import t, { type Test } from 'tap'
import produces, { negotiated, type NegotiatedRepresentation } from '../../lib/index.js'
import { build, mars, Planet, thrown, untyped } from '../fixtures/harness.js'

const csv = (planet: { name: string }): string => `name\r\n${planet.name}\r\n`

const bilingual = {
  mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: csv }, { mediaType: 'text/html', serialize: false }],
  languages: ['en', 'de']
} as const

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

/** An application with one route of three formats and two languages. */
async function serve (t: Test, handler: Handler, schema: object = {}, prepare?: (app: FastifyInstance) => void): Promise<FastifyInstance> {
  const app = await build(t)
  prepare?.(app)
  app.get('/', { config: { produces: bilingual }, schema }, untyped(handler))
  return app
}

const get = (app: FastifyInstance, accept = '*/*', language = 'de') => app.inject({ url: '/', headers: { accept, 'accept-language': language } })

// request.negotiated

t.test('request.negotiated is frozen, with every dimension, in the declared spelling', async (t) => {
  const app = await build(t)
  let seen: NegotiatedRepresentation | undefined
  app.get('/', { config: { produces: { mediaTypes: ['Text/CSV; Header="present"'], languages: ['en-GB', 'zh-Hant'], charsets: ['UTF-8'], encodings: ['gzip'] } } }, async (request) => {
    seen = request.negotiated
    return 'x'
  })
  await app.inject({ url: '/', headers: { accept: 'text/csv;header=PRESENT', 'accept-language': 'ZH-hant', 'accept-charset': 'utf-8', 'accept-encoding': 'x-gzip' } })
  t.equal(seen?.mediaType, 'Text/CSV; Header="present"')
  t.same(Object.entries(seen?.parameters ?? {}), [['header', 'present']])
  t.equal(seen?.language, 'zh-Hant')
  t.equal(seen?.charset, 'UTF-8')
  t.equal(seen?.encoding, 'gzip')
  t.same(Object.keys(seen ?? {}).sort(), ['charset', 'encoding', 'language', 'mediaType', 'parameters'])
  t.ok(Object.isFrozen(seen) && Object.isFrozen(seen?.parameters))
  t.throws(() => { (seen as { mediaType: string }).mediaType = 'text/html' })
})

t.test('a dimension that is not declared is there as undefined', async (t) => {
  const app = await build(t)
  let seen: unknown
  app.get('/', { config: { produces: ['text/plain'] } }, async (request) => { seen = request.negotiated; return 'x' })
  await app.inject('/')
  t.strictSame({ ...seen as object, parameters: {} }, { mediaType: 'text/plain', parameters: {}, language: undefined, charset: undefined, encoding: undefined })
})

t.test('equal outcomes are the same object, whatever the fields said', async (t) => {
  const seen: unknown[] = []
  const app = await serve(t, async (request) => { seen.push(request.negotiated); return 'x' })
  await get(app, 'text/html', 'de')
  await get(app, 'text/html;q=0.3', 'de-AT, de')
  await get(app, 'text/html', 'en')
  t.equal(seen[0], seen[1])
  t.not(seen[0], seen[2])
})

t.test('request.negotiated cannot be assigned', async (t) => {
  const app = await serve(t, async (request) => {
    t.throws(() => { (request as { negotiated: unknown }).negotiated = 'mine' })
    return mars
  })
  t.equal((await get(app)).headers['content-type'], 'application/json; charset=utf-8')
})

t.test('nothing is negotiated on other routes, on a 404, and in hooks before ours', async (t) => {
  const app = await build(t)
  const seen: [string, unknown, unknown, unknown][] = []
  const look = (name: string, request: FastifyRequest, reply: FastifyReply): void => { seen.push([name, request.negotiated, reply.negotiated, reply.alternatives.length]) }
  app.addHook('onRequest', async (request, reply) => { look('onRequest', request, reply) })
  app.setNotFoundHandler(async (request, reply) => { look('404', request, reply); return 'x' })
  app.get('/plain', async (request, reply) => { look('handler', request, reply); return 'x' })
  app.get('/', { config: { produces: ['text/plain'] } }, async () => 'x')
  for (const url of ['/', '/plain', '/nowhere']) await app.inject(url)
  t.strictSame(seen, [
    ['onRequest', undefined, undefined, 0],
    ['onRequest', undefined, undefined, 0], ['handler', undefined, undefined, 0],
    ['onRequest', undefined, undefined, 0], ['404', undefined, undefined, 0]
  ])
})

t.test('hooks after ours see what was negotiated', async (t) => {
  const app = await build(t)
  const seen: unknown[] = []
  const look = async (request: FastifyRequest): Promise<void> => { seen.push(request.negotiated?.mediaType) }
  for (const hook of ['preParsing', 'preValidation', 'preHandler', 'onSend', 'onResponse'] as const) app.addHook(hook as 'preHandler', look)
  app.get('/', { config: { produces: ['text/plain'] } }, async () => 'x')
  await app.inject('/')
  t.strictSame(seen, Array(5).fill('text/plain'))
})

t.test('reply.negotiated is the same, and reply.alternatives is the rest', async (t) => {
  const app = await serve(t, async (request, reply) => {
    t.equal(reply.negotiated, request.negotiated)
    t.strictSame(reply.alternatives.map(({ mediaType, language }) => `${mediaType} ${language}`), [
      'application/json en', 'application/json de', 'text/csv en', 'text/html en', 'text/html de'
    ])
    t.ok(Object.isFrozen(reply.alternatives))
    t.notOk(reply.alternatives.includes(untyped(request.negotiated)))
    return 'x'
  })
  t.equal((await get(app, 'text/csv')).body, 'x')
})

t.test('a representation of quality 0 is no alternative', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['text/plain', { mediaType: 'text/html', quality: 0 }] } }, async (_request, reply) => String(reply.alternatives.length))
  t.equal((await app.inject('/')).body, '0')
})

t.test('where nothing was acceptable, everything is an alternative', async (t) => {
  const app = await serve(t, async () => 'x')
  let seen: unknown
  app.addHook('onSend', async (request, reply) => { seen = [request.negotiated, reply.alternatives.length] })
  await get(app, 'image/png')
  t.strictSame(seen, [undefined, 6])
})

t.test('negotiated() gives what request.negotiated is', async (t) => {
  const app = await serve(t, async (request) => {
    const { mediaType, language } = negotiated(request, bilingual)
    const literal: 'application/json' | 'text/csv' | 'text/html' = mediaType
    const tag: 'en' | 'de' = language
    t.equal(negotiated(request, bilingual), request.negotiated)
    return `${literal} ${tag}`
  })
  t.equal((await get(app, 'text/html')).body, 'text/html de')
})

t.test('negotiated() throws where something else was declared, and names the route', async (t) => {
  const app = await build(t)
  const cyclic: { self?: object } = {}
  cyclic.self = cyclic
  const check = async (request: FastifyRequest): Promise<string> => {
    const error = thrown(() => negotiated(request, bilingual))
    t.equal(error.code, 'PRODUCES_ERR_NOT_NEGOTIATED')
    t.match(error.message, `Route GET ${request.url}: `)
    return 'x'
  }
  app.get('/other', { config: { produces: ['text/plain'] } }, check)
  app.get('/equal', { config: { produces: { ...bilingual } } }, check)
  app.get('/none', check)
  app.get('/cyclic', { config: untyped({ cyclic }) }, check)
  for (const url of ['/other', '/equal', '/none', '/cyclic']) t.equal((await app.inject(url)).statusCode, 200, url)
})

t.test('negotiated() throws in a not-found handler, where there is no route', async (t) => {
  const app = await build(t)
  app.setNotFoundHandler(async (request) => thrown(() => negotiated(request, bilingual)).code)
  t.equal((await app.inject('/nowhere')).body, 'PRODUCES_ERR_NOT_NEGOTIATED')
})

// What a handler sends.

t.test('strings, Buffers and streams are finished content and are sent as they are', async (t) => {
  const finished: [name: string, payload: () => unknown][] = [
    ['a string', () => '<Mars>'],
    ['a Buffer', () => Buffer.from('<Mars>')],
    ['a Uint8Array', () => new TextEncoder().encode('<Mars>')],
    ['an ArrayBuffer view', () => new DataView(new TextEncoder().encode('<Mars>').buffer)],
    ['a stream', () => Readable.from(['<', 'Mars>'], { objectMode: false })],
    ['a web stream', () => Readable.toWeb(Readable.from([Buffer.from('<Mars>')]))]
  ]
  for (const [name, payload] of finished) {
    const app = await serve(t, async () => payload())
    for (const [accept, type] of [['application/json', 'application/json; charset=utf-8'], ['text/csv', 'text/csv; charset=utf-8'], ['text/html', 'text/html; charset=utf-8']] as const) {
      const response = await get(app, accept)
      t.equal(response.statusCode, 200, `${name} as ${accept}`)
      t.equal(response.body, '<Mars>', `${name} as ${accept}`)
      t.equal(response.headers['content-type'], type, `${name} as ${accept}`)
      t.equal(response.headers['content-language'], 'de', `${name} as ${accept}`)
      t.equal(response.headers.vary, 'accept, accept-language', `${name} as ${accept}`)
    }
  }
})

t.test('an empty string is content, no payload is none', async (t) => {
  const empty = await get(await serve(t, async () => ''), 'text/html')
  t.equal(empty.statusCode, 200)
  t.equal(empty.headers['content-type'], 'text/html; charset=utf-8')
  const app = await serve(t, (_request, reply) => { reply.send() })
  const none = await get(app, 'text/html')
  t.equal(none.statusCode, 200)
  t.equal(none.headers['content-length'], '0')
  t.equal(none.headers['content-type'], undefined)
  t.equal(none.headers['content-language'], undefined)
  t.equal(none.headers.vary, 'accept, accept-language')
})

t.test('scalars are serialized', async (t) => {
  for (const [payload, body] of [[4, '4'], [true, 'true'], [0, '0'], [false, 'false'], [null, 'null'], [[], '[]']] as const) {
    const response = await get(await serve(t, (_request, reply) => { reply.send(payload) }), 'application/json')
    t.equal(response.statusCode, 200)
    t.equal(response.body, body)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  }
})

t.test('a web Response is sent with its own status and fields, and with our Vary', async (t) => {
  const app = await serve(t, async (request) => new Response('<Mars>', {
    status: Number((request.query as { status: string }).status),
    headers: [['content-type', 'text/x-planet'], ['vary', 'Cookie'], ['set-cookie', 'a=1'], ['set-cookie', 'b=2'], ['x-own', 'yes']]
  }))
  for (const status of [200, 203, 404]) {
    const response = await app.inject({ url: `/?status=${status}`, headers: { 'accept-language': 'de' } })
    t.equal(response.statusCode, status)
    t.equal(response.body, '<Mars>')
    t.equal(response.headers['content-type'], 'text/x-planet')
    t.equal(response.headers['content-language'], status === 404 ? undefined : 'de')
    t.equal(response.headers.vary, 'accept, accept-language, Cookie')
    t.same(response.headers['set-cookie'], ['a=1', 'b=2'])
    t.equal(response.headers['x-own'], 'yes')
  }
})

t.test('a web Response without a type has the negotiated one, and one without a body has none', async (t) => {
  const typeless = await get(await serve(t, async () => new Response(Buffer.from('{}'))))
  t.equal(typeless.body, '{}')
  t.equal(typeless.headers['content-type'], 'application/json; charset=utf-8')
  const empty = await get(await serve(t, async () => new Response(null, { status: 204 })))
  t.equal(empty.statusCode, 204)
  t.equal(empty.headers['content-type'], undefined)
  t.equal(empty.headers['content-language'], undefined)
  t.equal(empty.headers.vary, 'accept, accept-language')
})

t.test('a web Response that was read already is an error 500', async (t) => {
  const used = new Response('x')
  await used.text()
  const response = await get(await serve(t, async () => used))
  t.equal(response.statusCode, 500)
  t.equal(response.json().code, 'PRODUCES_ERR_SOURCE')
  t.match(response.json().message, 'the body of the Response has been read already')
  t.equal(response.headers['content-language'], undefined)
})

t.test('a handler may answer with reply.send and with what it returns, synchronously or not', async (t) => {
  for (const handler of [
    async () => mars,
    (_request: FastifyRequest, reply: FastifyReply) => { reply.send(mars) },
    async (_request: FastifyRequest, reply: FastifyReply) => reply.send(mars),
    async (_request: FastifyRequest, reply: FastifyReply) => { setImmediate(() => reply.send(mars)); await reply }
  ]) {
    const response = await get(await serve(t, handler), 'text/csv')
    t.equal(response.body, 'name\r\nMars\r\n')
  }
})

// A Content-Type of the handler's own.

t.test('a handler may add parameters to the selected media type', async (t) => {
  const app = await serve(t, async (_request, reply) => { reply.type('Text/CSV; charset=utf-8; header=present'); return mars })
  const response = await get(app, 'text/csv')
  t.equal(response.statusCode, 200)
  t.equal(response.headers['content-type'], 'Text/CSV; charset=utf-8; header=present')
  t.equal(response.body, 'name\r\nMars\r\n')
})

t.test('finished content may have any type', async (t) => {
  const payloads: [payload: () => unknown, types: string[]][] = [
    // The last of each is what Fastify writes where a handler says nothing; here the handler has said it.
    [() => '<script>', ['image/svg+xml', 'text/plain', 'text/plain; charset=utf-8']],
    [() => Buffer.from('<script>'), ['image/svg+xml']],
    [() => Readable.from(['<script>']), ['image/svg+xml', 'application/octet-stream']]
  ]
  for (const [payload, types] of payloads) {
    for (const type of types) {
      const app = await serve(t, async (_request, reply) => { reply.type(type); return payload() })
      const response = await get(app, 'text/html')
      t.equal(response.statusCode, 200)
      t.equal(response.headers['content-type'], type)
      t.equal(response.body, '<script>')
      t.equal(response.headers.vary, 'accept, accept-language')
    }
  }
})

t.test('an object with another type than the selected one is an error 500', async (t) => {
  for (const [accept, type] of [['text/csv', 'application/json'], ['application/json', 'application/vnd.api+json'], ['application/json', 'text/csv'], ['text/csv', 'nonsense']] as const) {
    const app = await serve(t, async (_request, reply) => { reply.type(type); return mars })
    const response = await get(app, accept)
    t.equal(response.statusCode, 500)
    t.equal(response.json().code, 'PRODUCES_ERR_CONTENT')
    for (const words of ['GET /', accept, type]) t.match(response.json().message, words)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.notMatch(response.body, 'water')
  }
})

t.test("a handler's own Content-Language and Vary are kept", async (t) => {
  for (const [vary, combined] of [
    ['Cookie', 'Cookie, accept, accept-language'], ['Accept, Origin', 'Accept, Origin, accept-language'], ['*', '*'],
    [['Cookie', 'Origin'], 'Cookie, Origin, accept, accept-language'], ['', 'accept, accept-language']
  ] as const) {
    const app = await serve(t, async (_request, reply) => { reply.header('content-language', 'la').header('Vary', vary); return mars })
    const response = await get(app)
    t.equal(response.headers['content-language'], 'la')
    t.equal(response.headers.vary, combined)
  }
})

t.test('a Vary that was written past Fastify is kept as well', async (t) => {
  const app = await serve(t, async (_request, reply) => { reply.raw.setHeader('Vary', 'Cookie'); return mars })
  const response = await get(app)
  t.same(String(response.headers.vary).split(', ').sort(), ['Cookie', 'accept', 'accept-language'])
})

t.test('a Vary that one writes through Fastify and another past it has the names of both', async (t) => {
  for (const status of [200, 404]) {
    for (const past of ['Cookie', ['Cookie', 'accept']]) {
      const app = await serve(t, async (_request, reply) => {
        reply.raw.setHeader('Vary', past)
        reply.code(status).header('vary', 'Origin')
        return mars
      })
      const response = await get(app)
      t.equal(response.statusCode, status)
      t.same(String(response.headers.vary).split(', ').sort(), ['Cookie', 'Origin', 'accept', 'accept-language'])
    }
  }
})

t.test('a Vary that a handler removed comes back', async (t) => {
  const app = await serve(t, async (_request, reply) => { reply.removeHeader('vary'); return mars })
  t.equal((await get(app)).headers.vary, 'accept, accept-language')
})

t.test("a handler's own serializer has the last word", async (t) => {
  const app = await serve(t, async (_request, reply) => { reply.serializer(() => 'by the handler'); return mars })
  const response = await get(app, 'text/html')
  t.equal(response.body, 'by the handler')
  t.equal(response.headers['content-type'], 'text/html; charset=utf-8')
})

t.test('UTF-8 is UTF-8 in whatever case it is declared (RFC 9110 §8.3.2)', async (t) => {
  for (const charset of ['UTF-8', 'Utf-8', 'utf-8']) {
    const app = await build(t)
    const config = { produces: { mediaTypes: [{ mediaType: 'text/plain', serialize: () => 'é' }], charsets: ['iso-8859-1', charset] } } as const
    app.get('/string', { config }, async () => 'é')
    app.get('/object', { config }, async () => mars)
    app.get('/stream', { config }, async () => Readable.from(['é'], { objectMode: false }))
    app.get('/items', { config: { produces: { ...config.produces, mediaTypes: [{ mediaType: 'text/plain', serialize: async function * () { yield 'é' } }] } } }, async () => mars)
    for (const url of ['/string', '/object', '/stream', '/items']) {
      const response = await app.inject({ url, headers: { 'accept-charset': 'utf-8' } })
      t.equal(response.statusCode, 200, `${url} ${charset}`)
      t.equal(response.body, 'é')
      t.equal(response.headers['content-type'], `text/plain; charset=${charset}`)
    }
  }
})

t.test('a charset other than UTF-8 takes bytes, and a string is an error 500', async (t) => {
  const app = await build(t)
  const latin = (payload: string | Buffer) => ({ config: { produces: { mediaTypes: [{ mediaType: 'text/plain', serialize: (value: { of: string }) => value.of }], charsets: ['iso-8859-1', 'utf-8'] } }, handler: async () => payload }) as const
  app.get('/string', latin('é'))
  app.get('/buffer', latin(Buffer.from('é', 'latin1')))
  app.get('/object', latin(untyped({ of: 'é' })))
  for (const url of ['/string', '/object']) {
    const refused = await app.inject({ url, headers: { 'accept-charset': 'iso-8859-1' } })
    t.equal(refused.statusCode, 500, url)
    t.equal(refused.json().code, 'PRODUCES_ERR_CONTENT', url)
    for (const words of [`GET ${url}`, 'text/plain', 'iso-8859-1', 'Buffer']) t.match(refused.json().message, words)
    const utf8 = await app.inject({ url, headers: { 'accept-charset': 'utf-8' } })
    t.equal(utf8.body, 'é')
    t.equal(utf8.headers['content-type'], 'text/plain; charset=utf-8')
  }
  const bytes = await app.inject({ url: '/buffer', headers: { 'accept-charset': 'iso-8859-1' } })
  t.same(bytes.rawPayload, Buffer.from([0xe9]))
  t.equal(bytes.headers['content-type'], 'text/plain; charset=iso-8859-1')
})

// Other statuses.

t.test('an answer without content has neither type nor language, and has Vary', async (t) => {
  for (const [status, payload] of [[204, undefined], [204, null], [204, 'x'], [204, mars], [304, undefined], [205, undefined], [205, null], [205, mars]] as const) {
    const app = await serve(t, (_request, reply) => { reply.code(status).send(payload) })
    for (const accept of ['application/json', 'text/csv', 'text/html']) {
      const response = await get(app, accept)
      t.equal(response.statusCode, status)
      t.equal(response.body, '')
      t.equal(response.headers['content-type'], undefined, `${status} ${payload} ${accept}`)
      t.equal(response.headers['content-language'], undefined, `${status} ${payload} ${accept}`)
      t.equal(response.headers.vary, 'accept, accept-language', `${status} ${payload} ${accept}`)
    }
  }
})

t.test('a redirect has neither type nor language, and has Vary', async (t) => {
  for (const status of [undefined, 303, 308]) {
    const app = await serve(t, async (_request, reply) => reply.redirect('/elsewhere', status))
    const response = await get(app, 'text/csv')
    t.equal(response.statusCode, status ?? 302)
    t.equal(response.headers.location, '/elsewhere')
    t.equal(response.headers['content-type'], undefined)
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
  }
})

t.test('a hijacked reply is not touched', async (t) => {
  const app = await serve(t, (_request, reply) => {
    reply.hijack()
    reply.raw.end('by hand')
  })
  const response = await get(app, 'text/csv')
  t.equal(response.body, 'by hand')
  t.equal(response.headers['content-type'], undefined)
})

t.test('an object that a handler sends with 4xx or 5xx is JSON, whatever was negotiated', async (t) => {
  for (const status of [400, 404, 422, 500, 503]) {
    for (const accept of ['application/json', 'text/csv', 'text/html']) {
      const app = await serve(t, async (_request, reply) => reply.code(status).send({ error: 'x' }))
      const response = await get(app, accept)
      t.equal(response.statusCode, status)
      t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
      t.equal(response.headers['content-language'], undefined)
      t.equal(response.headers.vary, 'accept, accept-language')
      t.equal(response.body, '{"error":"x"}')
    }
  }
})

t.test('so is an object that a handler sends with 3xx: a list of choices is no selected representation (RFC 9110 §15.4.1)', async (t) => {
  for (const status of [300, 301, 399]) {
    const app = await serve(t, async (_request, reply) => reply.code(status).send({ choices: ['/mars.csv'] }))
    const response = await get(app, 'text/csv')
    t.equal(response.statusCode, status)
    t.equal(response.body, '{"choices":["/mars.csv"]}')
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
  }
})

t.test('finished content of an error has the type that Fastify gives it', async (t) => {
  for (const [payload, type] of [['x', 'text/plain; charset=utf-8'], [Buffer.from('x'), 'application/octet-stream'], [() => Readable.from(['x']), undefined]] as const) {
    for (const accept of ['application/json', 'text/csv', 'text/html']) {
      const app = await serve(t, async (_request, reply) => reply.code(404).send(typeof payload === 'function' ? payload() : payload))
      const response = await get(app, accept)
      t.equal(response.statusCode, 404)
      t.equal(response.body, 'x')
      t.equal(response.headers['content-type'], type, accept)
      t.equal(response.headers['content-language'], undefined)
    }
  }
})

t.test('an error that a handler sends keeps the type that the handler gave it', async (t) => {
  const sent: [type: string, payload: unknown, accept: string][] = [
    ['application/problem+json', { title: 'x' }, 'text/csv'],
    ['application/problem+json', { title: 'x' }, 'application/json'],
    ['application/problem+json', '{"title":"x"}', 'text/html'],
    ['text/html', '<p>', 'text/csv'],
    ['text/html', '<p>', 'text/html'],
    // As a view engine writes it, and as we do.
    ['text/html; charset=utf-8', '<p>', 'text/html'],
    ['application/json; charset=utf-8', '{"title":"x"}', 'application/json'],
    ['text/html; charset=utf-8', Buffer.from('<p>'), 'text/html']
  ]
  for (const [type, payload, accept] of sent) {
    const app = await serve(t, async (_request, reply) => reply.code(404).type(type).send(payload))
    const response = await get(app, accept)
    t.equal(response.statusCode, 404)
    t.equal(response.headers['content-type'], type, `${type} where ${accept} was negotiated`)
  }
})

t.test('an object that a handler sends with an error status and a type that is no JSON is an error 500', async (t) => {
  const app = await serve(t, async (_request, reply) => reply.code(404).type('text/html').send({ title: 'x' }))
  const response = await get(app, 'text/html')
  t.equal(response.statusCode, 500)
  t.equal(response.json().code, 'PRODUCES_ERR_CONTENT')
  for (const words of ['GET /', 'text/html', '404']) t.match(response.json().message, words)
})

t.test('an object that a handler sends with an error status and a type that is none is an error 500', async (t) => {
  for (const type of [',', 'nonsense', '/']) {
    const response = await get(await serve(t, async (_request, reply) => reply.code(404).type(type).send({ title: 'x' })))
    t.equal(response.statusCode, 500, type)
    t.equal(response.json().code, 'PRODUCES_ERR_CONTENT', type)
  }
})

t.test("the route's schemas for errors shape what a handler sends with that status", async (t) => {
  const Title = { type: 'object', properties: { title: { type: 'string' } } }
  const problem = { content: { 'application/problem+json': { schema: Title }, '*/*': { schema: { type: 'object', properties: { status: { type: 'integer' } } } } } }
  const own: [response: object, type: string | undefined, body: string][] = [
    [{ 404: Title }, undefined, '{"title":"x"}'],
    [{ '4xx': Title }, undefined, '{"title":"x"}'],
    [{ default: Title }, undefined, '{"title":"x"}'],
    [{ 404: problem }, 'application/problem+json', '{"title":"x"}'],
    [{ '4xx': problem }, 'application/problem+json', '{"title":"x"}'],
    [{ '4xx': problem }, undefined, '{"status":404}'],
    [{ default: problem }, 'application/problem+json', '{"title":"x"}'],
    [{ default: problem }, undefined, '{"status":404}'],
    // The nearer of two.
    [{ default: problem, '4xx': Title }, undefined, '{"title":"x"}'],
    [{ '4xx': problem, 404: Title }, undefined, '{"title":"x"}'],
    // Fastify looks up the essence in lower case, and keeps what the handler has written.
    [{ 404: problem }, 'Application/Problem+JSON; charset=utf-8', '{"title":"x"}'],
    [{ 404: { content: { 'application/problem+json': { schema: Title } } } }, undefined, '{"title":"x","status":404}'],
    [{ 200: Planet }, undefined, '{"title":"x","status":404}']
  ]
  for (const [response, type, body] of own) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', schema: Planet, serialize: csv }] }, schema: { response } }, async (_request, reply) => {
      reply.code(404)
      if (type !== undefined) reply.type(type)
      return { title: 'x', status: 404 }
    })
    const answer = await app.inject('/')
    t.equal(answer.statusCode, 404)
    t.equal(answer.body, body, JSON.stringify(response))
  }
})

t.test('the reply serializer of the server makes the errors of a route, as it does without the plugin', async (t) => {
  for (const response of [undefined, { '4xx': { type: 'object', properties: { error: { type: 'string' } } } }]) {
    const app = await build(t)
    app.setReplySerializer((payload, status) => `${status}: ${JSON.stringify(payload)}`)
    const handler = async (_request: FastifyRequest, reply: FastifyReply): Promise<object> => { reply.code(404); return { error: 'x' } }
    const schema = response === undefined ? {} : { response }
    app.get('/plain', { schema }, handler)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: csv, schema: Planet }] }, schema }, handler)
    t.equal((await app.inject('/plain')).body, '404: {"error":"x"}')
    t.equal((await app.inject('/')).body, '404: {"error":"x"}')
  }
})

// Errors.

t.test('an error that a handler throws is answered as Fastify does', async (t) => {
  for (const accept of ['application/json', 'text/csv', 'text/html']) {
    const app = await serve(t, async () => { throw Object.assign(new Error('no such planet'), { statusCode: 404, headers: { vary: 'Cookie' } }) })
    const response = await get(app, accept)
    t.equal(response.statusCode, 404)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'Cookie, accept, accept-language')
    t.same(response.json(), { statusCode: 404, error: 'Not Found', message: 'no such planet' })
  }
})

t.test('an error of validation, of the body, or of its media type stays what it is', async (t) => {
  const app = await build(t)
  app.post('/', {
    config: { produces: bilingual }, schema: { querystring: { type: 'object', required: ['id'], properties: { id: { type: 'integer' } } } }
  }, async () => mars)
  for (const [request, status] of [
    [{ url: '/' }, 400],
    [{ url: '/?id=4', payload: '{', headers: { 'content-type': 'application/json' } }, 400],
    [{ url: '/?id=4', payload: 'x', headers: { 'content-type': 'image/png' } }, 415]
  ] as const) {
    const response = await app.inject({ method: 'POST', ...request, headers: { ...('headers' in request ? request.headers : {}), accept: 'text/csv' } })
    t.equal(response.statusCode, status)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
  }
})

t.test('a stream that fails before its first byte is an error 500', async (t) => {
  const response = await get(await serve(t, async () => createReadStream('/nowhere/to/be/found')), 'text/csv')
  t.equal(response.statusCode, 500)
  t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(response.json().code, 'ENOENT')
})

t.test('an error handler sends what it likes, in JSON, text or a type of its own', async (t) => {
  const answers: [send: (reply: FastifyReply) => unknown, type: string | undefined, body: string][] = [
    [(reply) => reply.send({ title: 'x' }), 'application/json; charset=utf-8', '{"title":"x"}'],
    [(reply) => reply.type('application/problem+json').send({ title: 'x' }), 'application/problem+json', '{"title":"x"}'],
    [(reply) => reply.send('x'), 'text/plain; charset=utf-8', 'x'],
    [(reply) => reply.send(Buffer.from('x')), 'application/octet-stream', 'x'],
    [(reply) => reply.type('text/html; charset=utf-8').send('<h1>'), 'text/html; charset=utf-8', '<h1>'],
    [(reply) => reply.type('text/html; charset=utf-8').send(Buffer.from('<h1>')), 'text/html; charset=utf-8', '<h1>'],
    [(reply) => reply.type('text/csv; charset=utf-8').send('error\r\nx'), 'text/csv; charset=utf-8', 'error\r\nx'],
    [(reply) => reply.type('application/json; charset=utf-8').send('{"title":"x"}'), 'application/json; charset=utf-8', '{"title":"x"}'],
    [(reply) => reply.send(), undefined, '']
  ]
  for (const accept of ['application/json', 'text/csv', 'text/html']) {
    for (const [send, type, body] of answers) {
      const app = await serve(t, async () => { throw new Error('x') }, {}, (app) => {
        app.setErrorHandler((_error, _request, reply) => { reply.code(500); send(untyped(reply)) })
      })
      const response = await get(app, accept)
      t.equal(response.statusCode, 500)
      t.equal(response.headers['content-type'], type, `${accept}: ${String(send)}`)
      t.equal(response.headers['content-language'], undefined)
      t.equal(response.headers.vary, 'accept, accept-language')
      t.equal(response.body, body)
    }
  }
})

t.test("an error handler's own Content-Type and Content-Language stay, also where they are those of the success", async (t) => {
  for (const stage of ['handler', 'serializer', 'onSend', 'stream'] as const) {
    const app = await build(t)
    app.setErrorHandler((_error, _request, reply) => { reply.code(410).header('content-language', 'de').type('text/csv; charset=utf-8').send('Fehler\r\n') })
    const fail = (): never => { throw new Error(stage) }
    app.get('/', {
      config: { produces: { mediaTypes: [{ mediaType: 'text/csv', serialize: stage === 'serializer' ? fail : csv }], languages: ['en', 'de'] } },
      // Not again for the error, which passes it as well.
      ...(stage === 'onSend' && { onSend: async (_request: FastifyRequest, reply: FastifyReply) => { if (reply.statusCode !== 410) fail() } })
    }, async () => {
      if (stage === 'handler') fail()
      return stage === 'stream' ? new Readable({ read () { this.destroy(new Error(stage)) } }) : untyped(mars)
    })
    const response = await app.inject({ url: '/', headers: { 'accept-language': 'de' } })
    t.equal(response.statusCode, 410, stage)
    t.equal(response.headers['content-language'], 'de', stage)
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8', stage)
    t.equal(response.headers.vary, 'accept, accept-language', stage)
  }
})

t.test('an error handler that recovers with 200 sends the selected representation', async (t) => {
  for (const [accept, type, body] of [
    ['application/json', 'application/json; charset=utf-8', '{"id":4,"name":"Mars"}'], ['text/csv', 'text/csv; charset=utf-8', 'name\r\nMars\r\n']
  ] as const) {
    const app = await serve(t, async () => { throw new Error('x') }, { response: { 200: Planet } }, (app) => {
      app.setErrorHandler(async (_error, _request, reply) => { reply.code(200); return mars })
    })
    const response = await get(app, accept)
    t.equal(response.statusCode, 200)
    t.equal(response.headers['content-type'], type)
    t.equal(response.headers['content-language'], 'de')
    t.equal(response.body, body)
    t.notMatch(response.body, 'water')
  }
})

t.test('an error handler that throws, too, is answered as Fastify does', async (t) => {
  const app = await serve(t, async () => { throw new Error('x') }, {}, (app) => {
    app.setErrorHandler(() => { throw Object.assign(new Error('y'), { statusCode: 503 }) })
  })
  const response = await get(app, 'text/csv')
  t.equal(response.statusCode, 503)
  t.equal(response.json().message, 'y')
  t.equal(response.headers['content-language'], undefined)
})

t.test('onError hooks of a route run as ever', async (t) => {
  const app = await build(t)
  const seen: string[] = []
  app.get('/', {
    config: { produces: bilingual },
    onError: async (request, _reply, error) => { seen.push(`${error.message} ${request.negotiated.mediaType}`) }
  }, async () => { throw new Error('x') })
  await get(app, 'text/csv')
  t.same(seen, ['x text/csv'])
})

// 404s.

t.test('callNotFound answers as the not-found handler does', async (t) => {
  const handlers: [name: string, set: (app: FastifyInstance) => void, type: string, body: RegExp][] = [
    ['the default one', () => {}, 'application/json; charset=utf-8', /^\{"message":"Route GET:\/ not found","error":"Not Found","statusCode":404\}$/],
    ['an object', (app) => { app.setNotFoundHandler((_request, reply) => reply.code(404).send({ missing: true })) }, 'application/json; charset=utf-8', /^\{"missing":true\}$/],
    ['a string', (app) => { app.setNotFoundHandler((_request, reply) => reply.code(404).send('missing')) }, 'text/plain; charset=utf-8', /^missing$/],
    ['a page', (app) => { app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/html').send('<p>')) }, 'text/html', /^<p>$/],
    ['bytes', (app) => { app.setNotFoundHandler((_request, reply) => reply.code(404).send(Buffer.from('missing'))) }, 'application/octet-stream', /^missing$/],
    ['an asynchronous one', (app) => { app.setNotFoundHandler(async (_request, reply) => { reply.code(404); return { missing: true } }) }, 'application/json; charset=utf-8', /^\{"missing":true\}$/],
    ['one that throws', (app) => { app.setNotFoundHandler(async () => { throw Object.assign(new Error('gone'), { statusCode: 410 }) }) }, 'application/json; charset=utf-8', /"message":"gone"/]
  ]
  for (const [name, set, type, body] of handlers) {
    for (const accept of ['application/json', 'text/csv', 'text/html']) {
      const app = await serve(t, async (_request, reply) => reply.callNotFound(), {}, set)
      const response = await get(app, accept)
      t.match(String(response.statusCode), /^4(?:04|10)$/, name)
      t.equal(response.headers['content-type'], type, `${name}, ${accept}`)
      t.equal(response.headers['content-language'], undefined, `${name}, ${accept}`)
      t.equal(response.headers.vary, 'accept, accept-language', `${name}, ${accept}`)
      t.match(response.body, body, `${name}, ${accept}`)
    }
  }
})

// Who answers in the handler's stead.

t.test('a hook after ours that answers is like the handler', async (t) => {
  for (const hook of ['preValidation', 'preHandler'] as const) {
    const app = await build(t)
    app.addHook(hook, async (request, reply) => {
      const { status } = request.query as { status: string }
      return reply.code(Number(status)).send(status === '200' ? mars : { error: 'x' })
    })
    app.get('/', { config: { produces: bilingual } }, async () => { throw new Error('not reached') })
    const success = await app.inject({ url: '/?status=200', headers: { accept: 'text/csv' } })
    t.equal(success.body, 'name\r\nMars\r\n')
    const failure = await app.inject({ url: '/?status=401', headers: { accept: 'text/csv' } })
    t.equal(failure.body, '{"error":"x"}')
    t.equal(failure.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(failure.headers['content-language'], undefined)
    t.equal(failure.headers.vary, 'accept, accept-language')
  }
})

const refuse: onRequestHookHandler = async (_request, reply) => reply.code(401).header('www-authenticate', 'Basic').send({ error: 'who are you?' })

const guards: [name: string, guard: (app: FastifyInstance) => unknown, own?: object][] = [
  ["an instance's onRequest hook, added before the plugin", async (app) => { app.addHook('onRequest', refuse); app.register(produces) }],
  ["an instance's onRequest hook, added after the plugin", async (app) => { await app.register(produces); app.addHook('onRequest', refuse) }],
  ["the route's own onRequest hook", async (app) => { await app.register(produces) }, { onRequest: refuse }],
  ["the route's own onRequest hooks", async (app) => { await app.register(produces) }, { onRequest: [async () => {}, refuse] }],
  ['an onRequest hook that an onRoute hook adds, registered before the plugin', async (app) => { limitRate(app); app.register(produces) }],
  ['an onRequest hook that an onRoute hook adds, registered after the plugin', async (app) => { await app.register(produces); limitRate(app) }],
  ['an onRequest hook that an onRoute hook adds, of a plugin in the same tick', async (app) => {
    app.register(produces)
    app.register(Object.assign(async (instance: FastifyInstance) => { limitRate(instance) }, { [Symbol.for('skip-override')]: true }))
    await app.after()
  }]
]

/** As @fastify/rate-limit does. */
function limitRate (app: FastifyInstance): void {
  app.addHook('onRoute', (options) => {
    if (Array.isArray(options.onRequest)) options.onRequest.push(refuse)
    else options.onRequest = typeof options.onRequest === 'function' ? [options.onRequest, refuse] : [refuse]
  })
}

for (const [name, guard, own] of guards) {
  t.test(`a 401 of ${name} comes before our 406`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await guard(app)
    let handled = false
    app.get('/', { config: { produces: bilingual }, ...own }, async () => { handled = true })
    for (const accept of ['image/png', 'text/csv']) {
      const response = await app.inject({ url: '/', headers: { accept } })
      t.equal(response.statusCode, 401, accept)
      t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
      t.equal(response.headers.vary, undefined, 'nothing was negotiated')
      t.equal(response.headers['content-language'], undefined)
      t.same(response.json(), { error: 'who are you?' })
    }
    t.equal(handled, false)
  })
}

t.test('an error in a hook before ours has no Vary of ours', async (t) => {
  const app = await serve(t, async () => mars)
  app.addHook('onRequest', async () => { throw Object.assign(new Error('who are you?'), { statusCode: 401 }) })
  const response = await get(app, 'image/png')
  t.equal(response.statusCode, 401)
  t.equal(response.headers.vary, undefined)
})

// onSend hooks.

t.test('what onSend hooks change goes out changed', async (t) => {
  const app = await serve(t, async () => mars)
  app.addHook('onSend', async (request, reply, payload) => {
    const { change } = request.query as { change: string }
    if (change === 'content') return `${payload as string}# by a hook`
    if (change === 'bytes') return Buffer.from('bytes')
    if (change === 'stream') return Readable.from(['stream'])
    if (change === 'type') reply.type('text/x-hook')
    if (change === 'language') reply.header('content-language', 'la')
    if (change === 'vary') reply.header('vary', 'Origin')
    if (change === 'unmodified') reply.code(304)
    return change === 'nothing' || change === 'unmodified' ? null : payload
  })
  const send = (change: string) => app.inject({ url: `/?change=${change}`, headers: { accept: 'text/csv', 'accept-language': 'de' } })
  t.equal((await send('content')).body, 'name\r\nMars\r\n# by a hook')
  for (const change of ['bytes', 'stream']) {
    const response = await send(change)
    t.equal(response.body, change)
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
  }
  t.equal((await send('type')).headers['content-type'], 'text/x-hook')
  t.equal((await send('language')).headers['content-language'], 'la')
  t.equal((await send('vary')).headers.vary, 'Origin, accept, accept-language')
  t.equal((await send('nothing')).body, '')
  const unmodified = await send('unmodified')
  t.equal(unmodified.body, '')
  t.equal(unmodified.headers['content-type'], undefined)
  t.equal(unmodified.headers['content-language'], undefined)
  t.equal(unmodified.headers.vary, 'accept, accept-language')
})

t.test('what an onSend hook leaves without content has no type of the success, and what it makes an error no language', async (t) => {
  const left: [status: number, content: string | null, type: string | undefined, language: string | undefined][] = [
    [304, '', undefined, undefined],
    [304, null, undefined, undefined],
    [404, '', undefined, undefined],
    [404, null, undefined, undefined],
    // The hook has said nothing of the type, and keeps it.
    [404, 'gone', 'text/csv; charset=utf-8', undefined],
    [200, 'name', 'text/csv; charset=utf-8', 'de']
  ]
  for (const [status, content, type, language] of left) {
    const app = await build(t)
    app.get('/', {
      config: { produces: bilingual },
      onSend: (_request, reply, _payload, done) => {
        // Past what Fastify checks of a status.
        reply.raw.statusCode = status
        done(null, content)
      }
    }, async () => mars)
    const { headers } = await get(app, 'text/csv')
    t.equal(headers['content-type'], type, `${status} ${content}`)
    t.equal(headers['content-language'], language, `${status} ${content}`)
    t.equal(headers.vary, 'accept, accept-language', `${status} ${content}`)
  }
})

t.test('a 406 passes the onSend hooks of everybody', async (t) => {
  const app = await serve(t, async () => mars)
  app.addHook('onSend', async (_request, reply) => { reply.header('vary', 'Origin').header('x-hook', 'yes') })
  const response = await get(app, 'image/png')
  t.equal(response.statusCode, 406)
  t.equal(response.headers['x-hook'], 'yes')
  t.equal(response.headers.vary, 'Origin, accept, accept-language')
  t.equal(response.headers['content-type'], 'application/problem+json')
})

t.test('an onSend hook that throws leaves an error without our language', async (t) => {
  for (const fail of [
    async () => { throw new Error('x') },
    (_request: unknown, _reply: unknown, _payload: unknown, done: (error: Error) => void) => { done(new Error('x')) }
  ]) {
    const app = await serve(t, async () => mars)
    app.addHook('onSend', untyped(fail))
    const response = await get(app, 'text/csv')
    t.equal(response.statusCode, 500)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers.vary, 'accept, accept-language')
    t.equal(response.headers['content-language'], undefined)
  }
})

t.test('a preSerialization hook changes what is serialized', async (t) => {
  const app = await serve(t, async () => mars)
  app.addHook('preSerialization', async (_request, _reply, payload) => ({ ...payload as object, name: 'MARS' }))
  t.equal((await get(app, 'text/csv')).body, 'name\r\nMARS\r\n')
  t.equal((await get(app, 'application/json')).json().name, 'MARS')
})

t.test('the 406 is sent before the body is read, and the handler does not run', async (t) => {
  const app = await build(t)
  let parsed = false
  let handled = false
  app.addContentTypeParser('text/x-body', async () => { parsed = true })
  app.post('/', { config: { produces: bilingual } }, async () => { handled = true })
  const response = await app.inject({ method: 'POST', url: '/', payload: 'x', headers: { 'content-type': 'text/x-body', accept: 'image/png' } })
  t.equal(response.statusCode, 406)
  t.equal(parsed, false)
  t.equal(handled, false)
})

t.test('the problem option has the last word on the 406, unless it fails', async (t) => {
  const app = await build(t, { problem: (problem, { request }) => ({ ...problem, type: 'https://a.example/406', url: request.url }) })
  app.get('/', { config: { produces: ['text/plain'] } }, async () => 'x')
  t.match((await app.inject({ url: '/?a=b', headers: { accept: 'image/png' } })).json(), { type: 'https://a.example/406', status: 406, url: '/?a=b', instance: '/' })
  const faulty = await build(t, { problem: () => { throw new Error('no words') } })
  faulty.get('/', { config: { produces: ['text/plain'] } }, async () => 'x')
  const response = await faulty.inject({ url: '/', headers: { accept: 'image/png' } })
  t.equal(response.statusCode, 406)
  t.match(response.json(), { type: 'https://www.npmjs.com/package/fastify-produces#the-406', status: 406, instance: '/' })
})
