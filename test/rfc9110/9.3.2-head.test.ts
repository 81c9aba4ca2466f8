/**
 * RFC 9110 §9.3.2, HEAD: "identical to GET except that the server MUST NOT send content in the response".
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2
 */
import { Readable } from 'node:stream'
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import type { ProducesObject } from '../../lib/index.js'
import { build, exchange } from '../fixtures/app.js'

const negotiated: ProducesObject = {
  mediaTypes: [
    'application/json',
    { mediaType: 'text/csv', serialize: ({ name }: { name: string }) => `${name}\r\n` },
    { mediaType: 'text/markdown', serialize: async ({ name }: { name: string }) => `# ${name}\n` },
    'text/html'
  ],
  languages: ['en', 'de']
}

function addRoutes (app: FastifyInstance): void {
  const config = { produces: negotiated }
  app.get('/object', { config }, async (request) => request.negotiated?.mediaType === 'text/html' ? '<h1>Mars</h1>' : { name: 'Mars' })
  app.get('/buffer', { config }, async () => Buffer.from('Mars'))
  app.get('/thrown', { config }, async () => { throw Object.assign(new Error('gone'), { statusCode: 410 }) })
  app.get('/nothing', { config }, async (_request, reply) => reply.code(204).send())
  app.get('/reset', { config }, async (_request, reply) => reply.code(205).send())
}

const requests = [
  ['/object', 'application/json', 'en', 200],
  ['/object', 'text/csv', 'de', 200],
  ['/object', 'text/markdown', 'de', 200],
  ['/object', 'text/html', 'en', 200],
  ['/buffer', 'text/html', 'de', 200],
  ['/object', 'image/png', 'de', 406],
  ['/thrown', 'text/csv', 'de', 410]
] as const

t.test('The answer to HEAD has the fields of the answer to GET (RFC 9110 §9.3.2)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const [url, accept, language, status] of requests) {
    const headers = { accept, 'accept-language': language }
    const get = await app.inject({ url, headers })
    const head = await app.inject({ method: 'HEAD', url, headers })
    const name = `${url}, ${accept}, ${language}`
    t.equal(head.statusCode, status, `${name}: ${status}`)
    // The Date is another's matter, and Content-Length the next test's.
    const others = { date: '', 'content-length': '' }
    t.same({ ...head.headers, ...others }, { ...get.headers, ...others }, `${name}: fields`)
    t.equal(head.body, '', `${name}: no content`)
  }
})

t.test('The server does not send content in the answer to HEAD (RFC 9110 §9.3.2)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const [url, accept, language, status] of requests) {
    const { statusLine, content } = await exchange(app, `HEAD ${url} HTTP/1.1`, `Accept: ${accept}`, `Accept-Language: ${language}`)
    t.match(statusLine, `HTTP/1.1 ${status} `, `${url}, ${accept}: ${status}`)
    t.equal(content.length, 0, `${url}, ${accept}: not a byte`)
  }
})

t.test('Content-Length is that of the answer to GET, whatever the answer (RFC 9110 §8.6)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const [url, accept, language, status] of requests) {
    const headers = { accept, 'accept-language': language }
    const get = await app.inject({ url, headers })
    const head = await app.inject({ method: 'HEAD', url, headers })
    t.equal(head.headers['content-length'], String(get.rawPayload.length), `${url}, ${accept}: ${status}`)
  }
})

t.test('A 204 or 205 to HEAD has no Content-Type, no Content-Language and no content', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const [url, status] of [['/nothing', 204], ['/reset', 205]] as const) {
    const { statusLine, fields, content } = await exchange(app, `HEAD ${url} HTTP/1.1`, 'Accept: text/csv', 'Accept-Language: de')
    t.match(statusLine, `HTTP/1.1 ${status} `)
    t.notOk(fields.has('content-type'))
    t.notOk(fields.has('content-language'))
    t.same(fields.get('vary')?.map((value) => value.toLowerCase()), ['accept, accept-language'])
    t.equal(content.length, 0)
  }
})

t.test('The fields on the wire are those of GET (RFC 9110 §9.3.2)', async (t) => {
  const app = await build(t)
  addRoutes(app)
  for (const [url, accept, language] of requests) {
    const fields = [`Accept: ${accept}`, `Accept-Language: ${language}`]
    const get = await exchange(app, `GET ${url} HTTP/1.1`, ...fields)
    const head = await exchange(app, `HEAD ${url} HTTP/1.1`, ...fields)
    for (const name of ['content-type', 'content-language', 'vary', 'cache-control']) {
      t.same(head.fields.get(name), get.fields.get(name), `${url}, ${accept}: ${name}`)
    }
  }
})

t.test('A HEAD route of the application\'s own negotiates as well', async (t) => {
  const app = await build(t)
  const config = { produces: negotiated }
  app.head('/', { config }, async () => ({ name: 'Mars' }))
  app.route({ method: ['GET', 'HEAD'], url: '/both', config, handler: async () => ({ name: 'Mars' }) })
  for (const url of ['/', '/both']) {
    const { statusLine, fields, content } = await exchange(app, `HEAD ${url} HTTP/1.1`, 'Accept: text/csv', 'Accept-Language: de')
    t.match(statusLine, 'HTTP/1.1 200 ', url)
    t.same(fields.get('content-type'), ['text/csv; charset=utf-8'], url)
    t.same(fields.get('content-language'), ['de'], url)
    t.equal(content.length, 0, url)
    const refused = await exchange(app, `HEAD ${url} HTTP/1.1`, 'Accept: image/png')
    t.match(refused.statusLine, 'HTTP/1.1 406 ', url)
    t.equal(refused.content.length, 0, url)
  }
})

t.test('A stream is not sent in the answer to HEAD either, and its fields are', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: negotiated } }, async () => Readable.from([Buffer.from('Mars')]))
  const { statusLine, fields, content } = await exchange(app, 'HEAD / HTTP/1.1', 'Accept: text/html', 'Accept-Language: de')
  t.match(statusLine, 'HTTP/1.1 200 ')
  t.same(fields.get('content-type'), ['text/html; charset=utf-8'])
  t.same(fields.get('content-language'), ['de'])
  t.same(fields.get('vary')?.map((value) => value.toLowerCase()), ['accept, accept-language'])
  t.equal(content.length, 0)
})

t.test('A HEAD that no route has is a 404 like any other', async (t) => {
  const app = await build(t, {}, { exposeHeadRoutes: false })
  addRoutes(app)
  const response = await app.inject({ method: 'HEAD', url: '/object', headers: { accept: 'image/png' } })
  t.equal(response.statusCode, 404)
  t.notOk('vary' in response.headers)
})
