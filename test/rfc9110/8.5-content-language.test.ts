/**
 * RFC 9110 §8.5, Content-Language: the selected language, on what is the selected representation and on nothing else.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.5
 */
import t from 'tap'
import { ask, build, exchange } from '../fixtures/app.js'

t.test('Content-Language is the selected language, in the declared spelling (RFC 9110 §8.5)', async (t) => {
  const resource = { mediaTypes: ['text/html'], languages: ['en', 'de-AT', 'zh-hant-TW', 'ES-419'] } as const
  const rows = [
    [undefined, 'en'],
    ['de', 'de-AT'],
    ['zh-TW, zh-Hant', 'zh-hant-TW'],
    ['es-419', 'ES-419'],
    ['ja', 'en']
  ] as const
  for (const [acceptLanguage, language] of rows) {
    t.equal((await ask(t, resource, { 'accept-language': acceptLanguage })).headers['content-language'], language, `${acceptLanguage} → ${language}`)
  }
})

t.test('Without declared languages there is no Content-Language: it is for all audiences (RFC 9110 §8.5)', async (t) => {
  t.notOk('content-language' in (await ask(t, ['text/html'], { 'accept-language': 'de' })).headers)
})

t.test('Content of every form has its Content-Language, and the answer to HEAD too', async (t) => {
  const app = await build(t)
  const config = { produces: { mediaTypes: ['text/html', 'application/json'], languages: ['en', 'de'] } } as const
  app.get('/object', { config }, async () => ({}))
  app.get('/string', { config }, async () => 'Mars')
  app.get('/buffer', { config }, async () => Buffer.from('Mars'))
  app.post('/201', { config }, async (_request, reply) => reply.code(201).send({}))
  const headers = { 'accept-language': 'de', accept: 'application/json' }
  for (const url of ['/object', '/string', '/buffer']) {
    t.equal((await app.inject({ url, headers })).headers['content-language'], 'de', url)
    t.equal((await app.inject({ method: 'HEAD', url, headers })).headers['content-language'], 'de', `HEAD ${url}`)
  }
  t.equal((await app.inject({ method: 'POST', url: '/201', headers })).headers['content-language'], 'de', 'POST /201')
})

t.test('What is not the selected representation has no Content-Language: 204, 304, 406, redirects and errors', async (t) => {
  const app = await build(t)
  const config = { produces: { mediaTypes: ['text/html', 'application/json'], languages: ['en', 'de'] } } as const
  app.get('/200', { config }, async () => ({}))
  app.get('/204', { config }, async (_request, reply) => reply.code(204).send())
  app.get('/304', { config }, async (_request, reply) => reply.code(304).send())
  app.get('/302', { config }, async (_request, reply) => reply.redirect('/200'))
  app.get('/410', { config }, async () => { throw Object.assign(new Error('gone'), { statusCode: 410 }) })
  app.get('/500', { config, preHandler: async () => { throw new Error('broken') } }, async () => ({}))
  app.get('/422', { config }, async (_request, reply) => reply.code(422).send({ fault: 'name' }))
  app.get('/404', { config }, (_request, reply) => { reply.callNotFound() })
  app.get('/400', { config, schema: { querystring: { type: 'object', required: ['page'] } } }, async () => ({}))
  app.post('/415', { config }, async () => ({}))
  const accept = 'application/json'
  const rows = [
    [{ url: '/204', headers: { accept } }, 204],
    [{ url: '/304', headers: { accept } }, 304],
    [{ url: '/302', headers: { accept } }, 302],
    [{ url: '/410', headers: { accept } }, 410],
    [{ url: '/410', headers: { accept }, method: 'HEAD' }, 410],
    [{ url: '/500', headers: { accept } }, 500],
    [{ url: '/422', headers: { accept } }, 422],
    [{ url: '/404', headers: { accept } }, 404],
    [{ url: '/400', headers: { accept } }, 400],
    [{ url: '/415', headers: { accept, 'content-type': 'text/turtle' }, method: 'POST', payload: '<> a <>' }, 415],
    [{ url: '/200', headers: { accept: 'image/png' } }, 406],
    [{ url: '/200', headers: { accept: 'image/png' }, method: 'HEAD' }, 406]
  ] as const
  for (const [request, status] of rows) {
    const response = await app.inject({ ...request, headers: { ...request.headers, 'accept-language': 'de' } })
    t.equal(response.statusCode, status)
    t.notOk('content-language' in response.headers, `${status} has none`)
  }
})

t.test('On the wire there is one Content-Language field line (RFC 9110 §5.3)', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: { mediaTypes: ['application/json'], languages: ['en', 'de'] } } }, async () => ({}))
  const { fields } = await exchange(app, 'GET / HTTP/1.1', 'Accept-Language: de-AT')
  t.same(fields.get('content-language'), ['de'])
})
