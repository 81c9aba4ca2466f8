import compress from '@fastify/compress'
import cors from '@fastify/cors'
import etag from '@fastify/etag'
import Fastify, { type FastifyInstance } from 'fastify'
import { gunzipSync } from 'node:zlib'
import t from 'tap'
import produces from '../../lib/index.js'
import { foreign, formats, membersOf, planets, writeCsv } from './answers.js'

const plugins = {
  compress: (app: FastifyInstance) => app.register(compress),
  cors: (app: FastifyInstance) => app.register(cors, { origin: [/\.example$/] }),
  etag: (app: FastifyInstance) => app.register(etag),
  produces: (app: FastifyInstance) => app.register(produces, { serializers: { 'text/csv': writeCsv } })
}

const orders: (keyof typeof plugins)[][] = [
  ['compress', 'cors', 'etag', 'produces'],
  ['produces', 'etag', 'cors', 'compress'],
  ['etag', 'compress', 'produces', 'cors'],
  ['cors', 'produces', 'compress', 'etag']
]

const everyField = ['accept', 'accept-encoding', 'accept-language', 'origin']

for (const order of orders) {
  t.test(`registered as ${order.join(', ')}: Vary has each field once on every way out`, async (t) => {
    const app = Fastify()
    for (const plugin of order) await plugins[plugin](app)
    const config = { produces: { mediaTypes: formats, languages: ['en', 'es'], encodings: ['gzip'] } }
    app.get('/planets', { config }, async () => planets)
    app.get('/fail', { config }, async () => { throw new Error('no planets') })
    const headers = { ...foreign, accept: 'text/csv', 'accept-language': 'es', 'accept-encoding': 'gzip' }
    const plain = await app.inject({ url: '/planets', headers: { ...headers, 'accept-encoding': 'identity' } })
    const compressed = await app.inject({ url: '/planets', headers })
    const notModified = await app.inject({ url: '/planets', headers: { ...headers, 'if-none-match': String(plain.headers.etag) } })
    const notAcceptable = await app.inject({ url: '/planets', headers: { ...headers, accept: 'image/png' } })
    const failed = await app.inject({ url: '/fail', headers })
    const head = await app.inject({ method: 'HEAD', url: '/planets', headers })
    const answers = [[plain, 200], [compressed, 200], [notModified, 304], [notAcceptable, 406], [failed, 500], [head, 200]] as const
    for (const [response, status] of answers) {
      t.equal(response.statusCode, status)
      t.same(membersOf(response.headers.vary), everyField, `${status}: Vary`)
      t.equal(response.headers['access-control-allow-origin'], 'https://client.example', `${status}: CORS`)
    }
    t.equal(compressed.headers['content-encoding'], 'gzip')
    t.ok(gunzipSync(compressed.rawPayload).toString() === plain.body, 'the compressed content is the plain one')
    t.equal(compressed.headers['content-language'], 'es')
    t.equal(notModified.headers['content-language'], undefined)
    t.equal(notModified.headers['content-type'], undefined)
    t.equal(notAcceptable.headers['content-language'], undefined)
    t.equal(failed.headers['content-language'], undefined)
    t.equal(failed.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(head.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(head.headers['content-language'], 'es')
  })
}
