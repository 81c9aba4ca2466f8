import etag, { type FastifyEtagOptions } from '@fastify/etag'
import Fastify, { type FastifyInstance } from 'fastify'
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import t from 'tap'
import produces from '../../lib/index.js'
import { formats, membersOf, writeCsv } from './answers.js'

const JSON_CONTENT = '[{"id":4,"name":"Mars"}]'
const CSV_CONTENT = 'id,name\n4,Mars\n'

/** The entity tag that @fastify/etag documents: the SHA-1 of the content in base64. */
function tagOf (content: string): string {
  return `"${createHash('sha1').update(content).digest('base64')}"`
}

async function addProduces (app: FastifyInstance): Promise<void> {
  await app.register(produces, { serializers: { 'text/csv': writeCsv } })
}

function addRoutes (app: FastifyInstance): void {
  const config = { produces: { mediaTypes: formats, languages: ['en', 'es'] } }
  app.get('/mars', { config }, async () => [{ id: 4, name: 'Mars' }])
  app.get('/greeting', { config: { produces: { mediaTypes: ['text/plain'], languages: ['en', 'es'] } } }, async (request) => {
    return request.negotiated.language === 'es' ? 'Hola' : 'Hello'
  })
  app.get('/own', { config }, async (request, reply) => {
    reply.header('etag', request.negotiated.mediaType === 'text/csv' ? '"csv-1"' : '"json-1"')
    return Readable.from(['4,Mars\n'], { objectMode: false })
  })
  app.get('/stream', { config }, async () => Readable.from(['4,Mars\n'], { objectMode: false }))
}

const registrations: Record<string, (app: FastifyInstance, options: FastifyEtagOptions) => Promise<unknown>> = {
  'etag before produces': async (app, options) => {
    await app.register(etag, options)
    await addProduces(app)
    addRoutes(app)
  },
  'etag after produces': async (app, options) => {
    await addProduces(app)
    await app.register(etag, options)
    addRoutes(app)
  },
  'etag after the routes': async (app, options) => {
    await addProduces(app)
    addRoutes(app)
    await app.register(etag, options)
  },
  'etag in the scope of the routes alone': async (app, options) => {
    await addProduces(app)
    await app.register(async (child) => {
      await child.register(etag, options)
      addRoutes(child)
    })
  },
  'both in a child scope': async (app, options) => {
    await app.register(async (child) => {
      await addProduces(child)
      addRoutes(child)
      await child.register(etag, options)
    })
  }
}

async function build (register: (typeof registrations)[string], options: FastifyEtagOptions = {}): Promise<FastifyInstance> {
  const app = Fastify()
  await register(app, options)
  return app
}

for (const [name, register] of Object.entries(registrations)) {
  t.test(`${name}: each representation has its own entity tag, which HEAD has too (RFC 9110 §8.8.3)`, async (t) => {
    const app = await build(register)
    const cases: [url: string, headers: Record<string, string>, content: string][] = [
      ['/mars', { accept: 'application/json' }, JSON_CONTENT],
      ['/mars', { accept: 'text/csv' }, CSV_CONTENT],
      ['/greeting', { 'accept-language': 'en' }, 'Hello'],
      ['/greeting', { 'accept-language': 'es' }, 'Hola']
    ]
    for (const [url, headers, content] of cases) {
      const response = await app.inject({ url, headers })
      t.equal(response.body, content)
      t.equal(response.headers.etag, tagOf(content), content)
      const head = await app.inject({ method: 'HEAD', url, headers })
      t.equal(head.headers.etag, tagOf(content), `HEAD: ${content}`)
      t.equal(head.headers['content-type'], response.headers['content-type'])
      t.equal(head.body, '')
    }
  })

  t.test(`${name}: a 304 keeps Vary, and has no field of the representation (RFC 9110 §15.4.5)`, async (t) => {
    const app = await build(register)
    for (const method of ['GET', 'HEAD'] as const) {
      for (const [accept, content] of [['application/json', JSON_CONTENT], ['text/csv', CSV_CONTENT]] as const) {
        const headers = { accept, 'accept-language': 'es', 'if-none-match': tagOf(content) }
        const response = await app.inject({ method, url: '/mars', headers })
        t.equal(response.statusCode, 304, `${method} ${accept}`)
        t.equal(response.body, '')
        t.equal(response.headers.etag, tagOf(content))
        t.same(membersOf(response.headers.vary), ['accept', 'accept-language'])
        t.equal(response.headers['content-type'], undefined)
        t.equal(response.headers['content-language'], undefined)
      }
    }
  })

  t.test(`${name}: the entity tag of another representation gives 200 (RFC 9110 §13.1.2)`, async (t) => {
    const app = await build(register)
    const cases: [url: string, headers: Record<string, string>, other: string, content: string, contentType: string, language: string][] = [
      ['/mars', { accept: 'application/json' }, CSV_CONTENT, JSON_CONTENT, 'application/json; charset=utf-8', 'en'],
      ['/mars', { accept: 'text/csv' }, JSON_CONTENT, CSV_CONTENT, 'text/csv; charset=utf-8', 'en'],
      ['/greeting', { 'accept-language': 'es' }, 'Hello', 'Hola', 'text/plain; charset=utf-8', 'es'],
      ['/greeting', { 'accept-language': 'en' }, 'Hola', 'Hello', 'text/plain; charset=utf-8', 'en']
    ]
    for (const [url, headers, other, content, contentType, language] of cases) {
      const response = await app.inject({ url, headers: { ...headers, 'if-none-match': tagOf(other) } })
      t.equal(response.statusCode, 200, content)
      t.equal(response.body, content)
      t.equal(response.headers['content-type'], contentType)
      t.equal(response.headers['content-language'], language)
      const head = await app.inject({ method: 'HEAD', url, headers: { ...headers, 'if-none-match': tagOf(other) } })
      t.equal(head.statusCode, 200, `HEAD: ${content}`)
      t.equal(head.headers['content-language'], language)
    }
  })

  t.test(`${name}: a tag that the handler sets is compared for streams as well`, async (t) => {
    const app = await build(register)
    const same = await app.inject({ url: '/own', headers: { accept: 'text/csv', 'if-none-match': '"csv-1"' } })
    t.equal(same.statusCode, 304)
    t.same(membersOf(same.headers.vary), ['accept', 'accept-language'])
    t.equal(same.headers['content-type'], undefined)
    t.equal(same.headers['content-language'], undefined)
    const other = await app.inject({ url: '/own', headers: { accept: 'text/csv', 'if-none-match': '"json-1"' } })
    t.equal(other.statusCode, 200)
    t.equal(other.body, '4,Mars\n')
    const untagged = await app.inject({ url: '/stream', headers: { accept: 'text/csv', 'if-none-match': '"csv-1"' } })
    t.equal(untagged.statusCode, 200)
    t.equal(untagged.headers.etag, undefined)
  })

  t.test(`${name}: a 406 is no representation, whatever the client holds`, async (t) => {
    const app = await build(register)
    const response = await app.inject({ url: '/mars', headers: { accept: 'image/png', 'if-none-match': tagOf(JSON_CONTENT) } })
    t.equal(response.statusCode, 406)
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.same(response.json().unacceptable, ['mediaType'])
    t.same(membersOf(response.headers.vary), ['accept', 'accept-language'])
  })

  t.test(`${name}: weak tags and tags without 304 work alike`, async (t) => {
    const weak = await build(register, { weak: true })
    const tag = `W/${tagOf(CSV_CONTENT)}`
    const first = await weak.inject({ url: '/mars', headers: { accept: 'text/csv' } })
    t.equal(first.headers.etag, tag)
    t.equal((await weak.inject({ url: '/mars', headers: { accept: 'text/csv', 'if-none-match': tag } })).statusCode, 304)
    t.equal((await weak.inject({ url: '/mars', headers: { accept: 'application/json', 'if-none-match': tag } })).statusCode, 200)
    const always = await build(register, { replyWith304: false })
    const again = await always.inject({ url: '/mars', headers: { accept: 'text/csv', 'if-none-match': tagOf(CSV_CONTENT) } })
    t.equal(again.statusCode, 200)
    t.equal(again.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(again.body, CSV_CONTENT)
  })
}
