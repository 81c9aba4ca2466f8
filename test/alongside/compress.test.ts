import compress, { type FastifyCompressOptions } from '@fastify/compress'
import Fastify, { type FastifyInstance } from 'fastify'
import { Readable } from 'node:stream'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import sse from '../../lib/formats/sse/sse.js'
import produces from '../../lib/index.js'
import { formats, membersOf, planets, writeCsv } from './answers.js'

const codings = { mediaTypes: formats, encodings: ['br', 'gzip'] }
const CSV_CONTENT = writeCsv(planets)
const JSON_CONTENT = JSON.stringify(planets)

function decoded (coding: unknown, content: Buffer): string {
  const bytes = coding === 'gzip' ? gunzipSync(content) : coding === 'br' ? brotliDecompressSync(content) : content
  return bytes.toString()
}

async function addProduces (app: FastifyInstance): Promise<void> {
  await app.register(produces, { serializers: { 'text/csv': writeCsv } })
}

function addRoutes (app: FastifyInstance): void {
  app.get('/declared', { config: { produces: codings } }, async () => planets)
  app.get('/undeclared', { config: { produces: formats } }, async () => planets)
  app.get('/small', { config: { produces: codings } }, async () => planets.slice(0, 1))
  app.get('/stream', { config: { produces: codings } }, async () => Readable.from([CSV_CONTENT], { objectMode: false }))
  app.get('/web', { config: { produces: codings } }, async () => new Blob([CSV_CONTENT]).stream())
  app.get('/response', { config: { produces: codings } }, async () => new Response(new Blob([CSV_CONTENT]).stream(), { headers: { vary: 'Cookie' } }))
  app.get('/items', { config: { produces: codings } }, async () => eachPlanet())
  app.get('/vary', { config: { produces: codings } }, async (_request, reply) => { reply.header('Vary', 'Accept-Encoding, Cookie'); return planets })
  app.get('/any', { config: { produces: codings } }, async (_request, reply) => { reply.header('Vary', '*'); return planets })
  app.get('/off', { compress: false, config: { produces: codings } }, async () => planets)
  app.get('/gzip', { compress: { encodings: ['gzip'] }, config: { produces: { ...codings, encodings: ['gzip'] } } }, async () => planets)
}

async function * eachPlanet () {
  yield * planets
}

const registrations: Record<string, (app: FastifyInstance, options: FastifyCompressOptions) => Promise<unknown>> = {
  'compress before produces': async (app, options) => {
    await app.register(compress, options)
    await addProduces(app)
    addRoutes(app)
  },
  'compress after produces': async (app, options) => {
    await addProduces(app)
    await app.register(compress, options)
    addRoutes(app)
  },
  'produces after the routes': async (app, options) => {
    await app.register(compress, options)
    addRoutes(app)
    await addProduces(app)
  },
  'both in a child scope': async (app, options) => {
    await app.register(async (child) => {
      await addProduces(child)
      await child.register(compress, options)
      addRoutes(child)
    })
  }
}

async function build (register: (typeof registrations)[string], options: FastifyCompressOptions = {}): Promise<FastifyInstance> {
  const app = Fastify()
  await register(app, options)
  return app
}

for (const [name, register] of Object.entries(registrations)) {
  t.test(`${name}: with encodings declared, Accept-Encoding is in Vary once, compressed or not`, async (t) => {
    const app = await build(register)
    const both = ['accept', 'accept-encoding']
    const cases: [url: string, acceptEncoding: string | undefined, contentEncoding: string | undefined, vary: string[]][] = [
      ['/declared', 'gzip', 'gzip', both],
      ['/declared', 'br', 'br', both],
      ['/declared', 'x-gzip', 'gzip', both],
      ['/declared', 'identity', undefined, both],
      ['/declared', 'zstd', undefined, both],
      ['/declared', undefined, undefined, both],
      ['/small', 'gzip', undefined, both],
      ['/stream', 'gzip', 'gzip', both],
      ['/web', 'gzip', 'gzip', both],
      ['/response', 'gzip', 'gzip', [...both, 'cookie']],
      ['/response', undefined, undefined, [...both, 'cookie']],
      ['/vary', 'gzip', 'gzip', [...both, 'cookie']],
      ['/vary', undefined, undefined, [...both, 'cookie']],
      ['/any', 'gzip', 'gzip', ['*']],
      ['/any', undefined, undefined, ['*']],
      ['/off', 'gzip', undefined, both],
      ['/gzip', 'br, gzip', 'gzip', both],
      ['/gzip', 'br', undefined, both]
    ]
    for (const [url, acceptEncoding, contentEncoding, vary] of cases) {
      const headers = { accept: 'text/csv', ...(acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding }) }
      const request = `${url} in ${acceptEncoding}`
      const response = await app.inject({ url, headers })
      t.equal(response.statusCode, 200, request)
      t.equal(response.headers['content-type'], 'text/csv; charset=utf-8', request)
      t.equal(response.headers['content-encoding'], contentEncoding, request)
      t.same(membersOf(response.headers.vary), vary, request)
      if (url !== '/small') t.ok(decoded(contentEncoding, response.rawPayload) === CSV_CONTENT, `${request}: content`)
    }
  })

  t.test(`${name}: an async iterable is compressed as it is read`, async (t) => {
    const app = await build(register)
    const response = await app.inject({ url: '/items', headers: { accept: 'application/json', 'accept-encoding': 'gzip' } })
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-encoding'], 'gzip')
    t.same(membersOf(response.headers.vary), ['accept', 'accept-encoding'])
    t.ok(decoded('gzip', response.rawPayload) === JSON_CONTENT, 'content')
  })

  t.test(`${name}: without encodings declared, compress alone says what it did`, async (t) => {
    const app = await build(register)
    for (const [accept, content] of [['text/csv', CSV_CONTENT], ['application/json', JSON_CONTENT]] as const) {
      const compressed = await app.inject({ url: '/undeclared', headers: { accept, 'accept-encoding': 'gzip' } })
      t.equal(compressed.headers['content-encoding'], 'gzip')
      t.same(membersOf(compressed.headers.vary), ['accept', 'accept-encoding'])
      t.ok(decoded('gzip', compressed.rawPayload) === content, `${accept}: content`)
      const plain = await app.inject({ url: '/undeclared', headers: { accept } })
      t.equal(plain.headers['content-encoding'], undefined)
      t.same(membersOf(plain.headers.vary), ['accept'])
      t.ok(plain.body === content, `${accept}: content`)
    }
    const refused = await app.inject({ url: '/undeclared', headers: { accept: 'text/csv', 'accept-encoding': 'identity;q=0, *;q=0' } })
    t.equal(refused.statusCode, 200, 'a dimension that is not declared is not negotiated')
  })

  t.test(`${name}: a client that excludes every coding gets 406, which it can read (RFC 9110 §12.5.3)`, async (t) => {
    const app = await build(register)
    const cases: [acceptEncoding: string, status: number][] = [
      ['identity;q=0, br;q=0, gzip;q=0', 406],
      ['*;q=0', 406],
      ['identity;q=0', 406],
      ['zstd, identity;q=0', 406],
      ['*;q=0, gzip', 200],
      ['*;q=0, identity', 200],
      ['identity;q=0, *', 200],
      ['br;q=0, gzip;q=0', 200]
    ]
    for (const [acceptEncoding, status] of cases) {
      const response = await app.inject({ url: '/declared', headers: { accept: 'text/csv', 'accept-encoding': acceptEncoding } })
      t.equal(response.statusCode, status, acceptEncoding)
      t.same(membersOf(response.headers.vary), ['accept', 'accept-encoding'], acceptEncoding)
      if (status !== 406) continue
      t.equal(response.headers['content-encoding'], undefined, acceptEncoding)
      t.same(response.json().unacceptable, ['encoding'])
      t.same(response.json().available.encoding, ['br', 'gzip', 'identity'])
    }
  })

  t.test(`${name}: a 406 may itself be compressed, and is problem details all the same`, async (t) => {
    const app = await build(register, { threshold: 0 })
    const response = await app.inject({ url: '/declared', headers: { accept: 'image/png', 'accept-encoding': 'gzip' } })
    t.equal(response.statusCode, 406)
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.equal(response.headers['content-encoding'], 'gzip')
    t.same(membersOf(response.headers.vary), ['accept', 'accept-encoding'])
    t.same(JSON.parse(decoded('gzip', response.rawPayload)).unacceptable, ['mediaType'])
  })

  t.test(`${name}: HEAD has the Vary, the type and the status of GET`, async (t) => {
    const app = await build(register)
    for (const url of ['/declared', '/small', '/stream', '/web']) {
      for (const acceptEncoding of ['gzip', 'identity', '*;q=0']) {
        const headers = { accept: 'text/csv', 'accept-encoding': acceptEncoding }
        const get = await app.inject({ url, headers })
        const head = await app.inject({ method: 'HEAD', url, headers })
        t.equal(head.statusCode, acceptEncoding === '*;q=0' ? 406 : 200, `${url} in ${acceptEncoding}`)
        t.equal(head.statusCode, get.statusCode)
        t.equal(head.headers['content-type'], get.headers['content-type'])
        t.same(membersOf(head.headers.vary), ['accept', 'accept-encoding'])
      }
    }
  })
}

t.test('reply.compress sends finished content in the selected media type', async (t) => {
  const app = await build(registrations['compress before produces'] as (typeof registrations)[string], { global: false })
  app.get('/asked', { config: { produces: codings } }, (_request, reply) => { reply.compress(Readable.from([CSV_CONTENT])) })
  app.get('/text', { config: { produces: codings } }, (_request, reply) => { reply.compress(CSV_CONTENT) })
  for (const url of ['/asked', '/text']) {
    const response = await app.inject({ url, headers: { accept: 'text/csv', 'accept-encoding': 'gzip' } })
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8', url)
    t.equal(response.headers['content-encoding'], 'gzip', url)
    t.same(membersOf(response.headers.vary), ['accept', 'accept-encoding'], url)
    t.ok(decoded('gzip', response.rawPayload) === CSV_CONTENT, `${url}: content`)
  }
})

t.test('reply.compress sends what is left to serialize as the selected representation', async (t) => {
  const app = await build(registrations['compress before produces'] as (typeof registrations)[string], { global: false })
  app.get('/asked', { config: { produces: codings } }, (_request, reply) => { reply.compress(planets as never) })
  for (const [accept, content] of [['application/json', JSON_CONTENT], ['text/csv', CSV_CONTENT]] as const) {
    const response = await app.inject({ url: '/asked', headers: { accept, 'accept-encoding': 'gzip' } })
    t.equal(response.statusCode, 200, accept)
    t.equal(response.headers['content-type'], `${accept}; charset=utf-8`, accept)
    t.equal(response.headers['content-encoding'], 'gzip', accept)
    t.ok(decoded(response.headers['content-encoding'], response.rawPayload) === content, `${accept}: content`)
  }
})

t.test('events are not compressed, which would hold them back', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(compress, { threshold: 0 })
  await app.register(produces, { serializers: { 'text/event-stream': sse(), 'text/csv': csv({ columns: ['id'] }) } })
  app.get('/', { config: { produces: ['text/event-stream', 'text/csv'] } }, async () => [{ id: 1 }])
  const ask = async (accept: string): Promise<unknown> => (await app.inject({ url: '/', headers: { accept, 'accept-encoding': 'gzip' } })).headers['content-encoding']
  t.equal(await ask('text/event-stream'), undefined)
  t.equal(await ask('text/csv'), 'gzip')
})
