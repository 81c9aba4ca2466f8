/**
 * RFC 9110 §12.5.5, Vary: "what parts of a request message might influence the origin server's process for selecting the content of
 * this response"; on every way out of a resource that negotiates, and on no other.
 *
 *     Vary = #( "*" / field-name )
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.5
 */
import { Readable } from 'node:stream'
import cors, { type FastifyCorsOptions } from '@fastify/cors'
import etag from '@fastify/etag'
import type { FastifyInstance, InjectOptions } from 'fastify'
import t, { type Test } from 'tap'
import type { ProducesObject } from '../../lib/index.js'
import { ask, build, exchange, varyOf, type Resource } from '../fixtures/app.js'

const NEGOTIATED = 'accept, accept-language'

const negotiated: ProducesObject = {
  mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: ({ name }: { name: string }) => `${name}\r\n` }],
  languages: ['en', 'de']
}
const failing: ProducesObject = {
  mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: () => { throw new Error('no CSV') } }],
  languages: ['en', 'de']
}
const failingLater: ProducesObject = {
  mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: async () => { throw new Error('no CSV') } }],
  languages: ['en', 'de']
}

const mars = { name: 'Mars' }

function gone (): never {
  throw Object.assign(new Error('gone'), { statusCode: 410 })
}

/** One URL for each way out. */
function addRoutes (app: FastifyInstance): void {
  const config = { produces: negotiated }
  app.get('/200', { config }, async () => mars)
  app.get('/string', { config }, async () => 'Mars')
  app.get('/buffer', { config }, async () => Buffer.from('Mars'))
  app.get('/stream', { config }, async () => Readable.from(['Mars']))
  app.get('/response', { config }, async () => new Response('Mars', { status: 203, headers: { vary: 'accept' } }))
  app.get('/null', { config }, async () => null)
  app.post('/201', { config }, async (_request, reply) => reply.code(201).send(mars))
  app.get('/204', { config }, async (_request, reply) => reply.code(204).send())
  app.get('/205', { config }, async (_request, reply) => reply.code(205).send())
  app.get('/302', { config }, async (_request, reply) => reply.redirect('/200'))
  app.get('/304', { config }, async (_request, reply) => reply.code(304).send())
  app.get('/thrown/410', { config }, gone)
  app.get('/thrown/500', { config }, async () => { throw new Error('broken') })
  app.get('/thrown/in-a-hook', { config, preHandler: async () => { gone() } }, async () => mars)
  app.get('/thrown/in-validation', { config, schema: { querystring: { type: 'object', required: ['page'], properties: { page: { type: 'integer' } } } } }, async () => mars)
  app.get('/thrown/while-sending', { config, onSend: async () => { gone() } }, async () => mars)
  app.get('/returned/422', { config }, async (_request, reply) => reply.code(422).send({ fault: 'name' }))
  app.get('/returned/string', { config }, async (_request, reply) => reply.code(503).send('later'))
  app.get('/not-found', { config }, (_request, reply) => { reply.callNotFound() })
  app.post('/body', { config, bodyLimit: 10 }, async () => mars)
  app.get('/broken-stream', { config }, async () => new Readable({ read () { this.destroy(new Error('no disk')) } }))
  app.get('/serializer', { config: { produces: failing } }, async () => mars)
  app.get('/async-serializer', { config: { produces: failingLater } }, async () => mars)
  app.register(async (child) => {
    child.setErrorHandler((_error, _request, reply) => { reply.code(500).type('text/html; charset=utf-8').send('<h1>Sorry</h1>') })
    child.get('/error-handler', { config }, gone)
  })
  app.register(async (child) => {
    child.setErrorHandler(async () => mars)
    child.get('/error-handler/recovers', { config }, async (_request, reply) => { reply.code(200); gone() })
  })
}

const json = { 'content-type': 'application/json' }

/** How each of them is asked for, and the status that says it was that way out. */
const waysOut: readonly (readonly [name: string, request: InjectOptions, status: number])[] = [
  ['an object', { url: '/200' }, 200],
  ['a string', { url: '/string' }, 200],
  ['a Buffer', { url: '/buffer' }, 200],
  ['a stream', { url: '/stream' }, 200],
  ['a web Response', { url: '/response' }, 203],
  ['HEAD', { url: '/200', method: 'HEAD' }, 200],
  ['201', { url: '/201', method: 'POST' }, 201],
  ['204', { url: '/204' }, 204],
  ['205', { url: '/205' }, 205],
  ['a redirect', { url: '/302' }, 302],
  ['304', { url: '/304' }, 304],
  ['406', { url: '/200', headers: { accept: 'image/png' } }, 406],
  ['406 to HEAD', { url: '/200', method: 'HEAD', headers: { accept: 'image/png' } }, 406],
  ['406 to POST', { url: '/201', method: 'POST', headers: { accept: 'image/png' } }, 406],
  ['a thrown 410', { url: '/thrown/410' }, 410],
  ['a thrown 410 to HEAD', { url: '/thrown/410', method: 'HEAD' }, 410],
  ['a thrown error', { url: '/thrown/500' }, 500],
  ['an error thrown in a hook', { url: '/thrown/in-a-hook' }, 410],
  ['an error thrown while sending', { url: '/thrown/while-sending' }, 410],
  ['a validation error', { url: '/thrown/in-validation' }, 400],
  ['a returned 422', { url: '/returned/422' }, 422],
  ['a returned 503', { url: '/returned/string' }, 503],
  ['callNotFound', { url: '/not-found' }, 404],
  ['a body that is no JSON', { url: '/body', method: 'POST', headers: json, payload: '{' }, 400],
  ['a body too large', { url: '/body', method: 'POST', headers: json, payload: '{"name":"Mars"}' }, 413],
  ['a body of an unknown type', { url: '/body', method: 'POST', headers: { 'content-type': 'text/turtle' }, payload: '<> a <>' }, 415],
  ['a stream that fails before its first byte', { url: '/broken-stream' }, 500],
  ['a serializer that throws', { url: '/serializer' }, 500],
  ['a serializer that rejects', { url: '/async-serializer' }, 500],
  ['an error handler', { url: '/error-handler' }, 500],
  ['an error handler that recovers', { url: '/error-handler/recovers' }, 200]
]

async function checkWaysOut (t: Test, app: FastifyInstance, vary: string, headers: Record<string, string> = {}): Promise<void> {
  for (const [name, request, status] of waysOut) {
    const response = await app.inject({ ...request, headers: { accept: 'text/csv', 'accept-language': 'de', ...headers, ...request.headers } })
    t.equal(response.statusCode, status, `${name}: ${status}`)
    t.equal(varyOf(response), vary, `${name}: Vary: ${vary}`)
  }
}

t.test('Vary names the fields that select the representation, on every way out (RFC 9110 §12.5.5)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  await checkWaysOut(t, app, NEGOTIATED)
})

t.test('Vary is the same where the fields are not sent (RFC 9110 §12.5.5)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const url of ['/200', '/204', '/302', '/thrown/410', '/returned/422', '/not-found']) t.equal(varyOf(await app.inject(url)), NEGOTIATED, url)
})

t.test('A 304 has the Vary that the 200 would have (RFC 9110 §15.4.5)', async (t) => {
  const app = await build(t)
  await app.register(etag)
  addRoutes(app)
  const headers = { accept: 'text/csv', 'accept-language': 'de' }
  const full = await app.inject({ url: '/200', headers })
  t.equal(full.statusCode, 200)
  t.equal(varyOf(full), NEGOTIATED)
  const validated = await app.inject({ url: '/200', headers: { ...headers, 'if-none-match': String(full.headers.etag) } })
  t.equal(validated.statusCode, 304)
  t.equal(varyOf(validated), NEGOTIATED)
  t.equal(validated.headers.etag, full.headers.etag)
})

t.test('The validator of one representation does not make a 304 of another (RFC 9110 §8.8.3.3)', async (t) => {
  const app = await build(t)
  await app.register(etag)
  addRoutes(app)
  const csv = await app.inject({ url: '/200', headers: { accept: 'text/csv' } })
  const json = await app.inject({ url: '/200', headers: { accept: 'application/json', 'if-none-match': String(csv.headers.etag) } })
  t.equal(json.statusCode, 200)
  t.not(json.headers.etag, csv.headers.etag)
})

t.test('On the wire there is one Vary field line, on 200, 204, 304, 404, 406 and to HEAD (RFC 9110 §5.3)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  const rows = [
    ['GET /200', 'text/csv', 200],
    ['HEAD /200', 'text/csv', 200],
    ['GET /204', 'text/csv', 204],
    ['GET /304', 'text/csv', 304],
    ['GET /not-found', 'text/csv', 404],
    ['GET /200', 'image/png', 406],
    ['HEAD /200', 'image/png', 406]
  ] as const
  for (const [start, accept, status] of rows) {
    const { statusLine, fields } = await exchange(app, `${start} HTTP/1.1`, `Accept: ${accept}`, 'Accept-Language: de')
    const name = `${start}, ${accept}`
    t.match(statusLine, `HTTP/1.1 ${status} `, `${name}: ${status}`)
    t.same(fields.get('vary')?.map((value) => value.toLowerCase().split(', ').sort()), [['accept', 'accept-language']], `${name}: Vary`)
  }
})

t.test('Vary names exactly the fields whose value could change the answer (RFC 9110 §12.5.5)', async (t) => {
  const json = 'application/json' as const
  const csv = 'text/csv' as const
  const cases: readonly (readonly [name: string, resource: Resource, vary: string | undefined])[] = [
    ['two media types', [json, csv], 'accept'],
    ['one media type, strict', [json], 'accept'],
    ['one media type, not strict', { mediaTypes: [json], strict: { mediaType: false } }, undefined],
    ['two media types, not strict', { mediaTypes: [json, csv], strict: false }, 'accept'],
    ['two media types, of which one is never selected', { mediaTypes: [json, { mediaType: csv, quality: 0 }], strict: false }, undefined],
    ['two languages', { mediaTypes: [json], languages: ['en', 'de'] }, 'accept, accept-language'],
    ['two languages alone', { mediaTypes: [json], languages: ['en', 'de'], strict: false }, 'accept-language'],
    ['one language, not strict', { mediaTypes: [json], languages: ['en'] }, 'accept'],
    ['one language, strict', { mediaTypes: [json], languages: ['en'], strict: { language: true } }, 'accept, accept-language'],
    ['one language, strict, alone', { mediaTypes: [json], languages: ['en'], strict: { mediaType: false, language: true } }, 'accept-language'],
    ['languages of which no media type has two', { mediaTypes: [{ mediaType: json, languages: ['en'] }, { mediaType: csv, languages: ['de'] }], languages: ['en', 'de'] }, 'accept'],
    ['two charsets', { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-1'] }, 'accept, accept-charset'],
    ['one charset, not strict', { mediaTypes: ['text/plain'], charsets: ['utf-8'] }, 'accept'],
    ['two charsets, of which JSON has one', { mediaTypes: [json], charsets: ['utf-8', 'iso-8859-1'] }, 'accept'],
    ['a content coding', { mediaTypes: [json], encodings: ['gzip'] }, 'accept, accept-encoding'],
    ['a content coding, not strict', { mediaTypes: [json], encodings: ['gzip'], strict: false }, 'accept-encoding'],
    ['no content coding, strict', { mediaTypes: [json], encodings: ['identity'] }, 'accept, accept-encoding'],
    ['no content coding, not strict', { mediaTypes: [json], encodings: ['identity'], strict: false }, undefined],
    ['every dimension', { mediaTypes: [csv, 'text/plain'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['br'] }, 'accept, accept-charset, accept-encoding, accept-language']
  ]
  for (const [name, resource, vary] of cases) t.equal(varyOf(await ask(t, resource)), vary, `${name}: ${vary}`)
})

t.test('Vary is absent where nothing is negotiated (RFC 9110 §12.5.5)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  app.get('/plain', async () => mars)
  app.get('/false', { config: { produces: false } }, async () => mars)
  app.get('/plain/thrown', gone)
  app.get('/plain/not-found', (_request, reply) => { reply.callNotFound() })
  const requests: InjectOptions[] = [
    { url: '/plain' },
    { url: '/plain', method: 'HEAD' },
    { url: '/false' },
    { url: '/plain/thrown' },
    { url: '/plain/not-found' },
    { url: '/unknown' },
    { url: '/unknown', method: 'HEAD' },
    { url: '/200', method: 'PUT' },
    { url: '/200', method: 'OPTIONS' },
    { url: '/%E0%A4%A' }
  ]
  for (const request of requests) {
    for (const accept of ['text/csv', 'image/png']) {
      const response = await app.inject({ ...request, headers: { accept, 'accept-language': 'de' } })
      t.notOk('vary' in response.headers, `${request.method ?? 'GET'} ${String(request.url)}, ${accept}: ${response.statusCode}`)
      t.not(response.statusCode, 406)
    }
  }
})

t.test('A Vary of "*" stays "*" (RFC 9110 §12.5.5)', async (t) => {
  const app = await build(t)
  const config = { produces: negotiated }
  app.get('/handler', { config }, async (_request, reply) => { reply.header('vary', '*'); return mars })
  app.get('/hook', { config, onRequest: async (_request, reply) => { reply.header('vary', '*') } }, async () => mars)
  app.get('/member', { config }, async (_request, reply) => { reply.header('vary', 'Cookie, *'); return mars })
  app.get('/thrown', { config }, async (_request, reply) => { reply.header('vary', '*'); gone() })
  for (const url of ['/handler', '/hook', '/member', '/thrown']) t.equal((await app.inject(url)).headers.vary, '*', url)
  const refused = await app.inject({ url: '/hook', headers: { accept: 'image/png' } })
  t.equal(refused.statusCode, 406)
  t.equal(refused.headers.vary, '*')
})

t.test('Vary keeps what the application writes, whether before or after, each field name once (RFC 9110 §12.5.5)', async (t) => {
  const app = await build(t)
  const config = { produces: negotiated }
  app.get('/handler', { config }, async (_request, reply) => { reply.header('vary', 'Cookie'); return mars })
  app.get('/before', { config, onRequest: async (_request, reply) => { reply.header('vary', 'Cookie') } }, async () => mars)
  app.get('/while-sending', { config, onSend: async (_request, reply) => { reply.header('Vary', 'Cookie') } }, async () => mars)
  app.get('/several', { config }, async (_request, reply) => { reply.header('vary', ['Cookie', 'ACCEPT']); return mars })
  app.get('/case', { config }, async (_request, reply) => { reply.header('vary', 'Accept, Cookie, Accept-Language'); return mars })
  app.get('/past-fastify', { config }, async (_request, reply) => { reply.raw.setHeader('Vary', 'Cookie'); return mars })
  app.get('/thrown', { config }, async (_request, reply) => { reply.header('vary', 'Cookie'); gone() })
  app.get('/of-an-error', { config }, async () => { throw Object.assign(new Error('gone'), { headers: { vary: 'Cookie' } }) })
  app.get('/response', { config }, async () => new Response('Mars', { headers: { vary: 'Cookie' } }))
  app.get('/redirect', { config }, async (_request, reply) => reply.header('vary', 'Cookie').redirect('/handler'))
  app.register(async (child) => {
    child.setErrorHandler((_error, _request, reply) => { reply.code(500).header('vary', 'Cookie').send({}) })
    child.get('/error-handler', { config }, gone)
  })
  for (const url of ['/handler', '/before', '/while-sending', '/several', '/case', '/past-fastify', '/thrown', '/of-an-error', '/response', '/redirect', '/error-handler']) {
    t.equal(varyOf(await app.inject(url)), 'accept, accept-language, cookie', url)
  }
  t.equal(varyOf(await app.inject({ url: '/before', headers: { accept: 'image/png' } })), 'accept, accept-language, cookie', 'a 406')
})

t.test('Vary keeps what a hook of the application writes on every way out', async (t) => {
  const app = await build(t)
  app.addHook('onSend', async (_request, reply) => { reply.header('vary', 'Cookie') })
  addRoutes(app)
  await checkWaysOut(t, app, 'accept, accept-language, cookie')
})

t.test('Vary keeps what the handler of a 404 writes, also where the route called for it', async (t) => {
  const app = await build(t)
  app.setNotFoundHandler((_request, reply) => { reply.code(404).header('vary', 'Cookie').send({ fault: 'nothing here' }) })
  addRoutes(app)
  const called = await app.inject({ url: '/not-found', headers: { accept: 'text/csv' } })
  t.equal(called.statusCode, 404)
  t.equal(varyOf(called), 'accept, accept-language, cookie')
  t.equal(varyOf(await app.inject('/unknown')), 'cookie')
})

t.test('Vary has the Origin of @fastify/cors too, whichever was registered first', async (t) => {
  const options: FastifyCorsOptions = { origin: ['https://example.com', 'https://example.org'] }
  const headers = { origin: 'https://example.com' }
  const before = await build(t)
  await before.register(cors, options)
  addRoutes(before)
  await checkWaysOut(t, before, 'accept, accept-language, origin', headers)
  const after = await build(t)
  addRoutes(after)
  await after.register(cors, options)
  await checkWaysOut(t, after, 'accept, accept-language, origin', headers)
  t.equal(varyOf(await after.inject({ url: '/unknown', headers })), 'origin')
})

t.test('Vary has what @fastify/cors, the handler and the negotiation say together', async (t) => {
  const app = await build(t)
  await app.register(cors, { origin: true })
  app.get('/', { config: { produces: negotiated } }, async (_request, reply) => { reply.header('vary', `${String(reply.getHeader('vary'))}, Cookie`); return mars })
  const response = await app.inject({ url: '/', headers: { origin: 'https://example.com' } })
  t.equal(varyOf(response), 'accept, accept-language, cookie, origin')
  t.equal(response.headers['access-control-allow-origin'], 'https://example.com')
})
