import Fastify from 'fastify'
import { connect, type ClientHttp2Session, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import produces from '../../lib/index.js'
import { formats, writeCsv } from './answers.js'

const mars = [{ id: 4, name: 'Mars' }]

async function build () {
  const app = Fastify({ http2: true })
  await app.register(produces, { serializers: { 'text/csv': writeCsv } })
  const config = { produces: { mediaTypes: formats, languages: ['en', 'es'] } }
  app.get('/mars', { config }, async () => mars)
  app.post('/mars', { config }, async (_request, reply) => { reply.code(201); return mars })
  app.get('/fail', { config }, async () => { throw new Error('no Mars') })
  app.get('/none', { config }, async (_request, reply) => { reply.code(204) })
  app.get('/stream', { config }, async () => Readable.from(['id,name\n', '4,Mars\n'], { objectMode: false }))
  app.get('/items', { config }, async () => (async function * () { yield * mars })())
  app.get('/broken', { config }, async () => Readable.from((async function * () { throw new Error('no first byte') })(), { objectMode: false }))
  app.get('/plain', async () => mars)
  return app
}

async function open (t: Test): Promise<ClientHttp2Session> {
  const app = await build()
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const session = connect(`http://127.0.0.1:${port}`)
  t.teardown(async () => {
    session.close()
    await app.close()
  })
  return session
}

interface Answer {
  readonly headers: IncomingHttpHeaders & { readonly ':status'?: number }
  readonly body: string
}

async function ask (session: ClientHttp2Session, headers: OutgoingHttpHeaders): Promise<Answer> {
  const stream = session.request(headers)
  stream.end()
  const [answer] = await once(stream, 'response') as [Answer['headers']]
  return { headers: answer, body: await text(stream) }
}

t.test('HTTP/2 is negotiated as HTTP/1.1 is', async (t) => {
  const session = await open(t)
  const json = 'application/json; charset=utf-8'
  const csv = 'text/csv; charset=utf-8'
  const problem = 'application/problem+json'
  const cases: [method: string, path: string, accept: string, status: number, type: string | undefined, language: string | undefined, body: string | RegExp][] = [
    ['GET', '/mars', '*/*', 200, json, 'es', '[{"id":4,"name":"Mars"}]'],
    ['GET', '/mars', 'text/csv', 200, csv, 'es', 'id,name\n4,Mars\n'],
    ['HEAD', '/mars', 'text/csv', 200, csv, 'es', ''],
    ['POST', '/mars', 'text/csv', 201, csv, 'es', 'id,name\n4,Mars\n'],
    ['GET', '/mars', 'image/png', 406, problem, undefined, /"unacceptable":\["mediaType"\]/],
    ['HEAD', '/mars', 'image/png', 406, problem, undefined, ''],
    ['POST', '/mars', 'image/png', 406, problem, undefined, /"available":/],
    ['GET', '/fail', 'text/csv', 500, json, undefined, /"message":"no Mars"/],
    ['GET', '/none', 'text/csv', 204, undefined, undefined, ''],
    ['GET', '/stream', 'text/csv', 200, csv, 'es', 'id,name\n4,Mars\n'],
    ['HEAD', '/stream', 'text/csv', 200, csv, 'es', ''],
    ['GET', '/items', 'application/json', 200, json, 'es', '[{"id":4,"name":"Mars"}]'],
    ['GET', '/broken', 'text/csv', 500, json, undefined, /"message":"no first byte"/]
  ]
  for (const [method, path, accept, status, type, language, body] of cases) {
    const request = `${method} ${path} as ${accept}`
    const answer = await ask(session, { ':method': method, ':path': path, accept, 'accept-language': 'es-MX' })
    t.equal(answer.headers[':status'], status, request)
    t.equal(answer.headers['content-type'], type, request)
    t.equal(answer.headers['content-language'], language, request)
    t.equal(answer.headers.vary, 'accept, accept-language', request)
    t.match(answer.body, body, request)
    if (typeof body === 'string') t.equal(answer.body, body, request)
  }
})

t.test('repeated field lines are one list (RFC 9110 §5.3)', async (t) => {
  const session = await open(t)
  const answer = await ask(session, { ':path': '/mars', accept: ['image/png', 'text/csv;q=0.5, application/json;q=0.1'] })
  t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
})

t.test('a route without produces is untouched', async (t) => {
  const session = await open(t)
  const answer = await ask(session, { ':path': '/plain', accept: 'image/png' })
  t.equal(answer.headers[':status'], 200)
  t.equal(answer.headers.vary, undefined)
  t.equal((await ask(session, { ':path': '/nowhere', accept: 'image/png' })).headers[':status'], 404)
})

t.test('requests on one connection are negotiated apart from each other', async (t) => {
  const session = await open(t)
  const accepts = Array.from({ length: 60 }, (_, index) => ['text/csv', 'application/json', 'image/png'][index % 3] as string)
  const answers = await Promise.all(accepts.map((accept) => ask(session, { ':path': '/mars', accept })))
  const types = answers.map(({ headers }) => headers['content-type'])
  t.same(types.slice(0, 3), ['text/csv; charset=utf-8', 'application/json; charset=utf-8', 'application/problem+json'])
  t.ok(types.every((type, index) => type === types[index % 3]), 'each client got its own')
})
