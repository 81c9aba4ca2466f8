import Fastify from 'fastify'
import t from 'tap'
import produces from '../../lib/index.js'

t.test('a route tells the shortest fields that select the same', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.register(async (scope) => {
    scope.get('/users/:id', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, async () => 'Mars')
  }, { prefix: '/api' })
  app.route({ method: ['POST', 'PUT'], url: '/', config: { produces: ['application/json', 'text/plain'] }, handler: async () => 'Mars' })
  app.get('/undeclared', async () => 'Mars')
  await app.after()
  const url = '/api/users/:id'
  const headers = { Accept: 'text/plain;q=0.2, text/css', 'Accept-Language': 'de-CH' }
  t.equal(app.normalize({ url, headers }), undefined, 'not before the application is ready')
  await app.ready()
  const fields = { accept: 'text/*', 'accept-language': 'de' }
  t.strictSame(app.normalize({ url, headers }), fields)
  t.strictSame(app.normalize({ method: 'get', url, headers: new Headers(headers) }), fields)
  t.strictSame(app.normalize({ method: 'HEAD', url, headers: new Map(Object.entries(headers)) }), fields)
  t.strictSame(app.normalize({ url, headers: { accept: 'image/png' } }), { accept: '*/*;q=0' })
  t.strictSame(app.normalize({ method: 'PUT', url: '/', headers }), { accept: 'text/*' })
  for (const request of [{ url: '/', headers }, { url: '/undeclared', headers }, { url: '/none', headers }, { method: 'POST', url, headers }]) {
    t.equal(app.normalize(request), undefined)
  }
  const [own, same] = await Promise.all([headers, fields].map((headers) => app.inject({ url: '/api/users/1', headers })))
  t.equal(own?.headers['content-type'], same?.headers['content-type'])
  t.equal(own?.headers['content-language'], same?.headers['content-language'])
})

t.test('a route tells why it answers with what it answers with', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces, { strict: { language: true } })
  app.get('/users/:id', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, async () => 'Mars')
  app.get('/undeclared', async () => 'Mars')
  await app.after()
  const url = '/users/:id'
  const headers = { Accept: 'text/plain;q=0.2, text/css', 'Accept-Language': 'de-CH' }
  t.equal(app.explain({ url, headers }), undefined, 'not before the application is ready')
  await app.ready()
  for (const method of [undefined, 'get', 'HEAD']) {
    const explanation = app.explain({ ...(method === undefined ? {} : { method }), url, headers: new Headers(headers) })
    t.match(explanation, { outcome: 'selected', selected: { mediaType: 'text/plain', language: 'de' } })
    t.match(String(explanation), /^selected: text\/plain, de\n/)
  }
  const refused = app.explain({ url, headers: { accept: 'image/png', 'accept-language': 'fr' } })
  t.same(refused?.unacceptable, ['mediaType', 'language'])
  const changed = refused?.suggestion?.fields as Record<string, string>
  t.equal((await app.inject({ url: '/users/1', headers: { accept: 'image/png', 'accept-language': 'fr' } })).statusCode, 406)
  t.equal((await app.inject({ url: '/users/1', headers: changed })).statusCode, 200)
  for (const request of [{ url: '/undeclared', headers }, { url: '/none', headers }, { method: 'POST', url, headers }]) {
    t.equal(app.explain(request), undefined)
  }
})

t.test('of routes that differ by constraints the first is asked', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.get('/', { constraints: { version: '1.0.0' }, config: { produces: ['text/plain'] } }, async () => 'Mars')
  app.get('/', { constraints: { version: '2.0.0' }, config: { produces: ['text/csv'] } }, async () => 'Mars')
  await app.ready()
  t.equal(app.explain({ url: '/', headers: {} })?.selected?.mediaType, 'text/plain')
})
