/**
 * An application that was created before the package was loaded: nobody watched it from its creation on, so its routes are found
 * by what the plugin sees when it loads. Nothing of lib/ is imported here before the applications are made.
 */
// alone: no other file is to have imported lib/ before
import Fastify, { type FastifyInstance, type RouteShorthandOptions } from 'fastify'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import type { RouteProduces } from '../../lib/index.js'

const early = Array.from({ length: 16 }, () => Fastify())
const lines: string[] = []
const heard = Fastify({ logger: { level: 'warn', stream: { write (line: string) { lines.push(JSON.parse(line).code) } } } })
const { default: produces } = await import('../../lib/index.js')

function create (t: Test): FastifyInstance {
  const app = early.pop() as FastifyInstance
  t.teardown(() => app.close())
  return app
}

const twoTypes: RouteShorthandOptions = {
  config: {
    produces: {
      mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: async ({ name }) => `name\r\n${name}\r\n` }],
      languages: ['en', 'de']
    }
  },
  schema: { response: { 200: { type: 'object', properties: { name: { type: 'string' } } } } }
}

async function mars (): Promise<object> {
  return { name: 'Mars', secret: 'water' }
}

async function isNegotiated (t: Test, app: FastifyInstance, url: string): Promise<void> {
  for (const [accept, contentType, content] of [
    ['text/csv', 'text/csv; charset=utf-8', 'name\r\nMars\r\n'],
    ['application/json', 'application/json; charset=utf-8', '{"name":"Mars"}']
  ] as const) {
    const chosen = await app.inject({ url, headers: { accept, 'accept-language': 'de' } })
    t.equal(chosen.statusCode, 200, `${url}: 200`)
    t.equal(chosen.headers['content-type'], contentType, `${url}: Content-Type`)
    t.equal(chosen.headers['content-language'], 'de', `${url}: Content-Language`)
    t.equal(chosen.headers.vary, 'accept, accept-language', `${url}: Vary`)
    t.equal(chosen.body, content, `${url}: content`)
  }
  const refused = await app.inject({ url, headers: { accept: 'image/png' } })
  t.equal(refused.statusCode, 406, `${url}: 406`)
  t.equal(refused.headers.vary, 'accept, accept-language', `${url}: Vary of the 406`)
}

t.test('a route declared before the plugin is negotiated', async (t) => {
  const app = create(t)
  app.get('/before', twoTypes, mars)
  await app.register(produces)
  app.get('/after', twoTypes, mars)
  await isNegotiated(t, app, '/before')
  await isNegotiated(t, app, '/after')
  await isNegotiated(t, app, '/before')
})

t.test('a 415 of such a route says what it takes, and that of another says nothing', async (t) => {
  const app = create(t)
  app.post('/before', twoTypes, mars)
  app.post('/plain', mars)
  await app.register(produces)
  const refusal = async (url: string) => {
    const { statusCode, headers } = await app.inject({ method: 'POST', url, payload: 'x', headers: { 'content-type': 'image/png' } })
    return [statusCode, headers.accept]
  }
  t.same(await refusal('/before'), [415, 'application/json, text/plain'])
  t.same(await refusal('/plain'), [415, undefined])
})

t.test('the URL of such a route decides, as far as the fields do not, and what it asks for in vain is refused', async (t) => {
  const app = create(t)
  app.get('/before', twoTypes, mars)
  await app.register(produces, { override: true })
  app.get('/after', twoTypes, mars)
  for (const path of ['/before', '/after']) {
    const answer = await app.inject({ url: `${path}?format=csv`, headers: { accept: 'application/json', 'accept-language': 'de' } })
    t.strictSame([
      answer.statusCode, answer.headers['content-type'], answer.headers['content-language'], answer.headers.vary, answer.body
    ], [200, 'text/csv; charset=utf-8', 'de', 'accept-language', 'name\r\nMars\r\n'], path)
    const unknown = await app.inject(`${path}?format=png`)
    t.strictSame([unknown.statusCode, unknown.json().requested], [404, { mediaType: 'png' }], path)
  }
})

t.test('a route declared in the same tick as the plugin is negotiated', async (t) => {
  const app = create(t)
  app.register(produces)
  app.get('/', twoTypes, mars)
  await isNegotiated(t, app, '/')
})

t.test('where the plugin comes first, every route is found as it is declared', async (t) => {
  const app = create(t)
  await app.register(produces)
  app.get('/', twoTypes, mars)
  app.register(async (child) => { child.get('/child', twoTypes, mars) })
  await isNegotiated(t, app, '/')
  await isNegotiated(t, app, '/child')
})

t.test('a 404 and a route that declares nothing are untouched, and HEAD has the fields of GET', async (t) => {
  const app = create(t)
  app.get('/before', twoTypes, mars)
  app.get('/plain', mars)
  await app.register(produces)
  const missing = await app.inject({ url: '/nowhere', headers: { accept: 'image/png' } })
  t.equal(missing.statusCode, 404)
  t.equal(missing.headers.vary, undefined)
  const plain = await app.inject({ url: '/plain', headers: { accept: 'image/png' } })
  t.equal(plain.statusCode, 200)
  t.equal(plain.headers.vary, undefined)
  t.same(plain.json(), { name: 'Mars', secret: 'water' })
  const head = await app.inject({ method: 'HEAD', url: '/before', headers: { accept: 'text/csv' } })
  t.equal(head.headers['content-type'], 'text/csv; charset=utf-8')
})

t.test('an error of such a route has its own type and no language', async (t) => {
  const app = create(t)
  app.get('/', twoTypes, async () => { throw Object.assign(new Error('no such planet'), { statusCode: 404 }) })
  await app.register(produces)
  const response = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(response.statusCode, 404)
  t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(response.headers['content-language'], undefined)
  t.equal(response.json().message, 'no such planet')
})

t.test('a fault of config.produces is found before its handler runs', async (t) => {
  const app = create(t)
  let handled = false
  app.get('/', { config: { produces: { mediaTypes: ['text'] as never } } }, async () => { handled = true })
  await app.register(produces)
  const response = await app.inject('/')
  t.equal(response.statusCode, 500)
  t.equal(response.json().code, 'PRODUCES_ERR_ROUTE_OPTION')
  t.match(response.json().message, /GET \/: config\.produces\.mediaTypes\[0\].*media type/)
  t.equal(handled, false)
})

t.test('with the plugin in parent and child such a route is negotiated once, under the nearest settings', async (t) => {
  const app = create(t)
  app.get('/parent', twoTypes, mars)
  await app.register(produces, { strict: true })
  app.register(async (child) => {
    child.get('/child', twoTypes, mars)
    await child.register(produces, { strict: false })
  })
  t.equal((await app.inject({ url: '/parent', headers: { accept: 'image/png' } })).statusCode, 406)
  const response = await app.inject({ url: '/child', headers: { accept: 'image/png' } })
  t.equal(response.statusCode, 200)
  t.equal(response.headers.vary, 'accept, accept-language')
})

t.test('a child that loaded before the plugin has its routes negotiated', async (t) => {
  const app = create(t)
  app.register(async (child) => { child.get('/child', twoTypes, mars) })
  app.register(produces)
  await isNegotiated(t, app, '/child')
})

t.test('the routes of two children are negotiated where each registers the plugin', async (t) => {
  const app = create(t)
  for (const prefix of ['/one', '/two']) {
    app.register(async (child) => {
      await child.register(produces)
      child.get('/planet', twoTypes, mars)
    }, { prefix })
  }
  await isNegotiated(t, app, '/one/planet')
  await isNegotiated(t, app, '/two/planet')
})

t.test('a second child whose routes are declared before its plugin has them negotiated', async (t) => {
  const app = create(t)
  for (const prefix of ['/one', '/two']) {
    app.register(async (child) => {
      child.get('/planet', twoTypes, mars)
      await child.register(produces)
    }, { prefix })
  }
  await isNegotiated(t, app, '/one/planet')
  await isNegotiated(t, app, '/two/planet')
})

t.test('Vary stays where the onSend hook of such a route replaces it, removes it, or throws', async (t) => {
  const app = create(t)
  app.get('/replaced', { ...twoTypes, onSend: async (_request, reply) => { reply.header('Vary', 'Origin') } }, mars)
  app.get('/removed', { ...twoTypes, onSend: async (_request, reply) => { reply.removeHeader('vary') } }, mars)
  app.get('/stream', {
    ...twoTypes, onSend: async (_request, reply) => { reply.removeHeader('vary') }
  }, async () => Readable.from([Buffer.from('name')], { objectMode: false }))
  app.get('/thrown', { ...twoTypes, onSend: async (_request, reply) => { reply.removeHeader('vary'); throw new Error('x') } }, mars)
  await app.register(produces)
  for (const [url, status, vary] of [
    ['/replaced', 200, 'Origin, accept, accept-language'], [
      '/removed', 200, 'accept, accept-language'
    ], ['/stream', 200, 'accept, accept-language'], ['/thrown', 500, 'accept, accept-language']
  ] as const) {
    const response = await app.inject({ url, headers: { accept: 'text/csv' } })
    t.strictSame([response.statusCode, response.headers.vary], [status, vary], url)
  }
})

t.test('an error of such a route keeps the language that its handler gives it', async (t) => {
  const app = create(t)
  app.setErrorHandler(async (_error, _request, reply) => {
    reply.code(500).header('content-language', 'de'); return { message: 'kein Mars' }
  })
  app.get('/', twoTypes, async () => new Readable({ read () { this.destroy(new Error('no Mars')) } }))
  await app.register(produces)
  const response = await app.inject({ url: '/', headers: { accept: 'text/csv', 'accept-language': 'de' } })
  t.strictSame([
    response.statusCode, response.headers['content-language'], response.headers['content-type']
  ], [500, 'de', 'application/json; charset=utf-8'])
  t.equal(response.json().message, 'kein Mars')
})

t.test('where the plugin is registered in a child scope as well, a route of it is negotiated once', async (t) => {
  const app = create(t)
  await app.register(produces)
  await app.register(async (child) => {
    await child.register(produces)
    child.get('/child', twoTypes, mars)
  })
  await isNegotiated(t, app, '/child')
})

t.test('a route declared before the plugin produces what the option produces says, if it says nothing', async (t) => {
  const app = create(t)
  const { schema, config } = twoTypes
  app.get('/before', { schema: schema ?? {} }, mars)
  app.get('/configured', { schema: schema ?? {}, config: { other: true } as object }, mars)
  app.get('/not', { config: { produces: false } }, mars)
  await app.register(produces, { produces: config?.produces as RouteProduces })
  app.get('/after', { schema: schema ?? {} }, mars)
  for (const url of ['/before', '/configured', '/after']) await isNegotiated(t, app, url)
  const head = await app.inject({ method: 'HEAD', url: '/before', headers: { accept: 'text/csv' } })
  t.equal(head.headers['content-type'], 'text/csv; charset=utf-8')
  t.equal((await app.inject({ url: '/not', headers: { accept: 'image/png' } })).headers.vary, undefined)
})

t.test('Where a route may have gone unseen, nobody is told that a serializer is not used', async (t) => {
  t.teardown(() => heard.close())
  await heard.register(produces, { serializers: { 'text/x-none': String } })
  heard.get('/', { config: { produces: ['application/json'] } }, async () => [])
  await heard.ready()
  t.same(lines, ['PRODUCES_ADV_SCHEMA'])
})
