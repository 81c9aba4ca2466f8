import cors, { type FastifyCorsOptions } from '@fastify/cors'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import produces from '../../lib/index.js'
import { foreign, formats, membersOf, writeCsv } from './answers.js'

const dynamic: FastifyCorsOptions = { origin: [/\.example$/], credentials: true }
const mars = [{ id: 4, name: 'Mars' }]

type Registration = (app: FastifyInstance, options: FastifyCorsOptions) => Promise<unknown>

async function addProduces (app: FastifyInstance): Promise<void> {
  await app.register(produces, { serializers: { 'text/csv': writeCsv } })
}

function addRoutes (app: FastifyInstance): void {
  app.get('/planets', { config: { produces: formats } }, async () => mars)
  app.get('/fail', { config: { produces: formats } }, async () => { throw new Error('no planets') })
  app.get('/cookie', { config: { produces: formats } }, async (_request, reply) => { reply.header('Vary', 'Cookie, ACCEPT'); return mars })
  app.get('/lines', { config: { produces: formats } }, async (_request, reply) => { reply.header('vary', ['Cookie', 'Accept, Origin']); return mars })
  app.get('/gone', { config: { produces: formats } }, async (_request, reply) => reply.callNotFound())
  app.get('/never', { config: { produces: formats, cors: { origin: false } } as never }, async () => mars)
  app.get('/plain', async () => mars)
}

const registrations: Record<string, Registration> = {
  'cors before produces': async (app, options) => {
    await app.register(cors, options)
    await addProduces(app)
    addRoutes(app)
  },
  'cors after produces': async (app, options) => {
    await addProduces(app)
    await app.register(cors, options)
    addRoutes(app)
  },
  'cors after the routes': async (app, options) => {
    await addProduces(app)
    addRoutes(app)
    await app.register(cors, options)
  },
  'nothing awaited': async (app, options) => {
    app.register(produces, { serializers: { 'text/csv': writeCsv } })
    addRoutes(app)
    app.register(cors, options)
  },
  'produces in a child scope': async (app, options) => {
    await app.register(cors, options)
    await app.register(async (child) => {
      await addProduces(child)
      addRoutes(child)
    })
  },
  'cors in a child scope': async (app, options) => {
    await addProduces(app)
    await app.register(async (child) => {
      addRoutes(child)
      await child.register(cors, options)
    })
  }
}

async function build (register: Registration, options: FastifyCorsOptions): Promise<FastifyInstance> {
  const app = Fastify()
  await register(app, options)
  return app
}

for (const [name, register] of Object.entries(registrations)) {
  t.test(`${name}: every answer of a negotiated route has the CORS fields and both plugins' Vary`, async (t) => {
    const app = await build(register, dynamic)
    const cases: [url: string, accept: string, status: number, contentType: string, vary: string[]][] = [
      ['/planets', 'text/csv', 200, 'text/csv; charset=utf-8', ['accept', 'origin']],
      ['/planets', 'application/json', 200, 'application/json; charset=utf-8', ['accept', 'origin']],
      ['/planets', 'image/png', 406, 'application/problem+json', ['accept', 'origin']],
      ['/fail', 'text/csv', 500, 'application/json; charset=utf-8', ['accept', 'origin']],
      ['/gone', 'text/csv', 404, 'application/json; charset=utf-8', ['accept', 'origin']],
      ['/cookie', 'text/csv', 200, 'text/csv; charset=utf-8', ['accept', 'cookie']],
      ['/lines', 'text/csv', 200, 'text/csv; charset=utf-8', ['accept', 'cookie', 'origin']],
      ['/plain', 'text/csv', 200, 'application/json; charset=utf-8', ['origin']]
    ]
    for (const [url, accept, status, contentType, vary] of cases) {
      for (const method of ['GET', 'HEAD'] as const) {
        const response = await app.inject({ method, url, headers: { ...foreign, accept } })
        const request = `${method} ${url} as ${accept}`
        t.equal(response.statusCode, status, `${request}: ${status}`)
        t.equal(response.headers['content-type'], contentType, `${request}: Content-Type`)
        t.equal(response.headers['access-control-allow-origin'], 'https://client.example', `${request}: Access-Control-Allow-Origin`)
        t.equal(response.headers['access-control-allow-credentials'], 'true', `${request}: Access-Control-Allow-Credentials`)
        t.same(membersOf(response.headers.vary), vary, `${request}: Vary`)
      }
    }
  })

  t.test(`${name}: a preflight request is answered by cors alone, whatever it accepts`, async (t) => {
    const app = await build(register, dynamic)
    for (const accept of ['*/*', 'image/png', 'text/html;q=0']) {
      const headers = { ...foreign, accept, 'access-control-request-method': 'GET', 'access-control-request-headers': 'x-trace' }
      const response = await app.inject({ method: 'OPTIONS', url: '/planets', headers })
      t.equal(response.statusCode, 204, accept)
      t.equal(response.body, '')
      t.equal(response.headers['content-type'], undefined)
      t.equal(response.headers['access-control-allow-origin'], 'https://client.example')
      t.equal(response.headers['access-control-allow-methods'], 'GET,HEAD,POST')
      t.equal(response.headers['access-control-allow-headers'], 'x-trace')
      t.equal(response.headers.vary, 'Origin, Access-Control-Request-Headers')
    }
    const broken = await app.inject({ method: 'OPTIONS', url: '/planets', headers: { accept: 'image/png' } })
    t.equal(broken.statusCode, 400)
    t.equal(broken.body, 'Invalid Preflight Request')
    t.match(broken.headers['content-type'], 'text/plain')
    t.equal(broken.headers.vary, 'Origin')
  })

  t.test(`${name}: an origin that is the same for all is not in Vary`, async (t) => {
    const app = await build(register, { origin: '*' })
    for (const accept of ['text/csv', 'image/png']) {
      const response = await app.inject({ url: '/planets', headers: { ...foreign, accept } })
      t.equal(response.headers['access-control-allow-origin'], '*', accept)
      t.same(membersOf(response.headers.vary), ['accept'], accept)
    }
  })

  t.test(`${name}: a route's own cors options stand next to its produces`, async (t) => {
    const app = await build(register, dynamic)
    for (const [accept, status] of [['text/csv', 200], ['image/png', 406]] as const) {
      const response = await app.inject({ url: '/never', headers: { ...foreign, accept } })
      t.equal(response.statusCode, status)
      t.equal(response.headers['access-control-allow-origin'], undefined)
      t.same(membersOf(response.headers.vary), ['accept'])
    }
  })
}

t.test('an origin that cors refuses still gets a negotiated answer', async (t) => {
  const app = await build(registrations['cors before produces'] as Registration, dynamic)
  const response = await app.inject({ url: '/planets', headers: { origin: 'https://other.test', accept: 'image/png' } })
  t.equal(response.statusCode, 406)
  t.equal(response.headers['access-control-allow-origin'], undefined)
  t.same(membersOf(response.headers.vary), ['accept', 'origin'])
})

t.test('a delegator decides per request, and its Vary is added to ours', async (t) => {
  const app = Fastify()
  await addProduces(app)
  addRoutes(app)
  await app.register(cors, { delegator: (request, callback) => callback(null, { origin: request.headers.origin === foreign.origin }) })
  const allowed = await app.inject({ url: '/planets', headers: { ...foreign, accept: 'image/png' } })
  t.equal(allowed.statusCode, 406)
  t.equal(allowed.headers['access-control-allow-origin'], 'https://client.example')
  t.same(membersOf(allowed.headers.vary), ['accept', 'origin'])
  const refused = await app.inject({ url: '/planets', headers: { origin: 'https://other.test', accept: 'text/csv' } })
  t.equal(refused.statusCode, 200)
  t.equal(refused.headers['access-control-allow-origin'], undefined)
  t.same(membersOf(refused.headers.vary), ['accept', 'origin'])
})

t.test("an OPTIONS route that declares produces is negotiated, and cors' own is not", async (t) => {
  const app = Fastify()
  await addProduces(app)
  await app.register(cors, { ...dynamic, preflight: false })
  app.options('/described', { config: { produces: formats } }, async () => mars)
  app.get('/described', { config: { produces: formats } }, async () => mars)
  const headers = { ...foreign, accept: 'image/png' }
  t.equal((await app.inject({ method: 'OPTIONS', url: '/described', headers })).statusCode, 406)
  t.equal((await app.inject({ method: 'OPTIONS', url: '/described', headers: { ...headers, accept: 'text/csv' } })).body, 'id,name\n4,Mars\n')
  const other = await app.inject({ method: 'OPTIONS', url: '/elsewhere', headers })
  t.equal(other.statusCode, 404)
  t.same(membersOf(other.headers.vary), ['origin'])
})
