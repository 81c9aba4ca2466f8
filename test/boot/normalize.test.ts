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
