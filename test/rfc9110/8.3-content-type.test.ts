/**
 * RFC 9110 §8.3, Content-Type: the selected media type, on what is the selected representation and on nothing else.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3
 */
import { Readable } from 'node:stream'
import t from 'tap'
import type { MediaTypeString } from '../../lib/index.js'
import { ask, build, exchange } from '../fixtures/app.js'

type Cases = readonly (readonly [declared: MediaTypeString, contentType: string])[]

t.test('Text and JSON say that they are UTF-8', async (t) => {
  const cases: Cases = [
    ['text/html', 'text/html; charset=utf-8'],
    ['text/plain', 'text/plain; charset=utf-8'],
    ['text/csv', 'text/csv; charset=utf-8'],
    ['text/markdown', 'text/markdown; charset=utf-8'],
    ['application/json', 'application/json; charset=utf-8'],
    ['application/hal+json', 'application/hal+json; charset=utf-8'],
    ['application/vnd.example.v2+json', 'application/vnd.example.v2+json; charset=utf-8']
  ]
  for (const [declared, contentType] of cases) t.equal((await ask(t, [declared])).headers['content-type'], contentType, contentType)
})

t.test('Other media types stay as they are', async (t) => {
  for (const declared of ['image/png', 'application/pdf', 'application/octet-stream', 'application/zip', 'audio/basic', 'application/cbor'] as const) {
    t.equal((await ask(t, [declared])).headers['content-type'], declared, declared)
  }
})

t.test('Parameters are kept as they are declared (RFC 9110 §8.3.1)', async (t) => {
  const cases: Cases = [
    ['text/html;level=1', 'text/html;level=1; charset=utf-8'],
    ['text/csv; header=present', 'text/csv; header=present; charset=utf-8'],
    ['text/html;note="a, b;c"', 'text/html;note="a, b;c"; charset=utf-8'],
    ['application/json;profile="urn:example:planet"', 'application/json;profile="urn:example:planet"; charset=utf-8'],
    ['application/ld+json;profile="https://www.w3.org/ns/activitystreams"', 'application/ld+json;profile="https://www.w3.org/ns/activitystreams"; charset=utf-8'],
    ['application/openmetrics-text;version=1.0.0', 'application/openmetrics-text;version=1.0.0'],
    ['text/html;charset=utf-8', 'text/html;charset=utf-8'],
    ['text/html; Charset="UTF-8"', 'text/html; Charset="UTF-8"'],
    ['text/plain;charset=iso-8859-1', 'text/plain;charset=iso-8859-1'],
    ['application/json;charset=utf-8', 'application/json;charset=utf-8']
  ]
  for (const [declared, contentType] of cases) t.equal((await ask(t, [declared])).headers['content-type'], contentType, contentType)
})

t.test('Case is kept as it is declared (RFC 9110 §8.3.1)', async (t) => {
  const cases: Cases = [
    ['Text/HTML;Level="A"', 'Text/HTML;Level="A"; charset=utf-8'],
    ['Application/JSON', 'Application/JSON; charset=utf-8'],
    ['application/vnd.Example+JSON', 'application/vnd.Example+JSON; charset=utf-8'],
    ['IMAGE/PNG', 'IMAGE/PNG']
  ]
  for (const [declared, contentType] of cases) {
    t.equal((await ask(t, [declared])).headers['content-type'], contentType, contentType)
    t.equal((await ask(t, ['audio/basic', declared], { accept: declared.toLowerCase() })).headers['content-type'], contentType, `${contentType} for one who asks in lower case`)
  }
})

t.test('Finished content has the selected media type too', async (t) => {
  const app = await build(t)
  const config = { produces: ['application/json', 'text/html'] } as const
  app.get('/string', { config }, async () => '<p>Mars</p>')
  app.get('/buffer', { config }, async () => Buffer.from('<p>Mars</p>'))
  app.get('/stream', { config }, async () => Readable.from([Buffer.from('<p>Mars</p>')]))
  for (const url of ['/string', '/buffer', '/stream']) {
    const response = await app.inject({ url, headers: { accept: 'text/html' } })
    t.equal(response.headers['content-type'], 'text/html; charset=utf-8', url)
    t.equal(response.body, '<p>Mars</p>', url)
  }
})

t.test('A success of any status with content has the selected media type', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': () => 'Mars' } })
  const statuses = [200, 201, 202, 203]
  for (const status of statuses) {
    app.get(`/${status}`, { config: { produces: ['application/json', 'text/csv'] } }, async (_request, reply) => reply.code(status).send({ name: 'Mars' }))
  }
  for (const status of statuses) {
    const response = await app.inject({ url: `/${status}`, headers: { accept: 'text/csv' } })
    t.equal(response.statusCode, status)
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8', String(status))
    t.equal(response.body, 'Mars', String(status))
  }
})

t.test('What has no content has no media type: 204, 205, 304 and a redirect (RFC 9110 §8.3)', async (t) => {
  const app = await build(t)
  for (const status of [204, 205, 304]) {
    app.get(`/${status}`, { config: { produces: ['application/json', 'text/html'] } }, async (_request, reply) => reply.code(status).send())
  }
  app.get('/302', { config: { produces: ['application/json', 'text/html'] } }, async (_request, reply) => reply.redirect('/204'))
  for (const status of [204, 205, 304, 302]) {
    const response = await app.inject({ url: `/${status}`, headers: { accept: 'text/html' } })
    t.equal(response.statusCode, status)
    t.notOk('content-type' in response.headers, `${status} has no Content-Type`)
    t.equal(response.body, '')
  }
})

t.test('A 204 and a 304 have no content and no Content-Type on the wire (RFC 9110 §15.3.5, §15.4.5)', async (t) => {
  const app = await build(t)
  for (const status of [204, 304]) {
    app.get(`/${status}`, { config: { produces: ['application/json', 'text/html'] } }, async (_request, reply) => reply.code(status).send())
  }
  for (const status of [204, 304]) {
    const { statusLine, fields, content } = await exchange(app, `GET /${status} HTTP/1.1`, 'Accept: text/html')
    t.match(statusLine, `HTTP/1.1 ${status} `)
    t.notOk(fields.has('content-type'), `${status} has no Content-Type`)
    t.equal(content.length, 0, `${status} has no content`)
  }
})

t.test('An error has the media type of an error, not that of the success', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': () => 'Mars' } })
  const config = { produces: ['text/csv', 'application/json'] } as const
  app.get('/thrown', { config }, async () => { throw Object.assign(new Error('gone'), { statusCode: 410 }) })
  app.get('/returned', { config }, async (_request, reply) => reply.code(422).send({ fault: 'name' }))
  app.get('/not-found', { config }, (_request, reply) => { reply.callNotFound() })
  app.get('/validation', { config, schema: { querystring: { type: 'object', required: ['page'] } } }, async () => ({}))
  app.post('/body', { config }, async () => ({}))
  const rows = [
    [{ url: '/thrown' }, { statusCode: 410, error: 'Gone', message: 'gone' }],
    [{ url: '/returned' }, { fault: 'name' }],
    [{ url: '/not-found' }, { statusCode: 404, error: 'Not Found', message: 'Route GET:/not-found not found' }],
    [{ url: '/validation' }, { statusCode: 400, error: 'Bad Request', code: 'FST_ERR_VALIDATION' }],
    [{ url: '/body', method: 'POST', headers: { 'content-type': 'text/turtle' }, payload: '<> a <>' }, { statusCode: 415, error: 'Unsupported Media Type' }]
  ] as const
  for (const [request, content] of rows) {
    const response = await app.inject({ ...request, headers: { accept: 'text/csv', ...'headers' in request ? request.headers : {} } })
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8', request.url)
    t.match(response.json(), content, request.url)
  }
})

t.test('A text that a handler returns with an error is plain text, as without the plugin', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['text/html', 'application/json'] } }, async (_request, reply) => reply.code(404).send('<nothing here>'))
  const response = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  t.equal(response.statusCode, 404)
  t.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(response.body, '<nothing here>')
})

t.test('A media type that the application gives to an error stays', async (t) => {
  const app = await build(t)
  const config = { produces: ['text/html', 'application/json'] } as const
  const page = '<h1>Sorry</h1>'
  app.get('/returned/html', { config }, async (_request, reply) => reply.code(404).type('text/html; charset=utf-8').send(page))
  app.get('/returned/buffer', { config }, async (_request, reply) => reply.code(404).type('text/html; charset=utf-8').send(Buffer.from(page)))
  app.get('/returned/xml', { config }, async (_request, reply) => reply.code(404).type('application/xml').send(page))
  app.get('/returned/problem', { config }, async (_request, reply) => reply.code(422).type('application/problem+json').send({ title: 'Sorry' }))
  app.register(async (child) => {
    child.setErrorHandler((_error, _request, reply) => { reply.code(500).type('text/html; charset=utf-8').send(page) })
    child.get('/thrown/html', { config }, async () => { throw new Error('broken') })
  })
  app.setNotFoundHandler((_request, reply) => { reply.code(404).type('text/html; charset=utf-8').send(page) })
  app.get('/not-found/html', { config }, (_request, reply) => { reply.callNotFound() })
  const rows = [
    ['/returned/html', /^text\/html; charset=utf-8$/],
    ['/returned/buffer', /^text\/html; charset=utf-8$/],
    ['/returned/xml', /^application\/xml$/],
    ['/returned/problem', /^application\/problem\+json/],
    ['/thrown/html', /^text\/html; charset=utf-8$/],
    ['/not-found/html', /^text\/html; charset=utf-8$/]
  ] as const
  for (const accept of ['text/html', 'application/json']) {
    for (const [url, contentType] of rows) {
      t.match(String((await app.inject({ url, headers: { accept } })).headers['content-type']), contentType, `${url} for ${accept}`)
    }
  }
})

t.test('A route without produces has the media type that Fastify gives it', async (t) => {
  const app = await build(t)
  app.get('/object', async () => ({}))
  app.get('/string', async () => 'Mars')
  t.equal((await app.inject({ url: '/object', headers: { accept: 'text/html' } })).headers['content-type'], 'application/json; charset=utf-8')
  t.equal((await app.inject({ url: '/string', headers: { accept: 'application/json' } })).headers['content-type'], 'text/plain; charset=utf-8')
})
