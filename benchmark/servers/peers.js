/**
 * The same work with other means: JSON or CSV, as the client likes it, with `Content-Type` and `Vary`. What a framework sends
 * beyond that by default (an entity tag, its name) is switched off where it can be. Each loads its own framework and no other.
 */
import { stringify } from 'csv-stringify/sync'

const TWO = ['application/json', 'text/csv']
const JSON_TYPE = 'application/json; charset=utf-8'
const CSV_TYPE = 'text/csv; charset=utf-8'

function toCsv (value) {
  return stringify(Array.isArray(value) ? value : [value], { header: true, record_delimiter: '\r\n' })
}

export const peers = {
  // JSON is what it leaves to Fastify, and so to the schema. It writes no Vary.
  'accepts-serializer': async function ({ value, schema }) {
    const [Fastify, serializer] = await load('fastify', '@fastify/accepts-serializer')
    const app = Fastify()
    await app.register(serializer, { serializers: [{ regex: /^text\/csv$/, serializer: toCsv }], default: 'application/json' })
    app.get('/', { schema: { response: { 200: schema } } }, async function (request, reply) {
      reply.header('vary', 'accept')
      return value
    })
    return app.listen({ port: 0, host: '127.0.0.1' })
  },

  accepts: async function ({ value, schema }) {
    const [Fastify, accepts] = await load('fastify', '@fastify/accepts')
    const app = Fastify()
    await app.register(accepts)
    app.get('/', { schema: { response: { 200: schema } } }, async function (request, reply) {
      reply.header('vary', 'accept')
      switch (request.type(TWO)) {
        case 'application/json': reply.type(JSON_TYPE); return value
        case 'text/csv': reply.type(CSV_TYPE); return toCsv(value)
        default: reply.code(406); return null
      }
    })
    return app.listen({ port: 0, host: '127.0.0.1' })
  },

  express: async function ({ value }) {
    const [express] = await load('express')
    const app = express().disable('etag').disable('x-powered-by')
    app.get('/', function (request, response) {
      response.format({
        'application/json': () => response.json(value),
        'text/csv': () => response.send(toCsv(value))
      })
    })
    return listening((done) => app.listen(0, '127.0.0.1', done))
  },

  koa: async function ({ value }) {
    const [Koa] = await load('koa')
    const app = new Koa()
    // Else it prints every connection that the load closes.
    app.silent = true
    app.use(function (context) {
      context.vary('accept')
      switch (context.accepts(TWO)) {
        case 'application/json': context.body = value; break
        case 'text/csv': context.type = CSV_TYPE; context.body = toCsv(value); break
        default: context.status = 406
      }
    })
    return listening((done) => app.listen(0, '127.0.0.1', done))
  },

  hapi: async function ({ value }) {
    const [Hapi, accept] = await load('@hapi/hapi', '@hapi/accept')
    const server = Hapi.server({ port: 0, host: '127.0.0.1', compression: false, routes: { cache: false } })
    server.route({
      method: 'GET',
      path: '/',
      handler: function (request, toolkit) {
        switch (accept.mediaType(request.headers.accept, TWO)) {
          case 'application/json': return toolkit.response(value).vary('accept')
          case 'text/csv': return toolkit.response(toCsv(value)).type(CSV_TYPE).vary('accept')
          default: return toolkit.response().code(406).vary('accept')
        }
      }
    })
    await server.start()
    return server.info.uri
  },

  hono: async function ({ value }) {
    const [{ Hono }, { accepts }, { serve }] = await Promise.all([import('hono'), import('hono/accepts'), import('@hono/node-server')])
    const app = new Hono()
    app.get('/', function (context) {
      switch (accepts(context, { header: 'Accept', supports: TWO, default: 'application/json' })) {
        case 'application/json': return context.body(JSON.stringify(value), 200, { 'content-type': JSON_TYPE, vary: 'accept' })
        default: return context.body(toCsv(value), 200, { 'content-type': CSV_TYPE, vary: 'accept' })
      }
    })
    return listening((done) => serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, done))
  }
}

/** The default exports. */
async function load (...names) {
  const loaded = await Promise.all(names.map((name) => import(name)))
  return loaded.map((module) => module.default)
}

/** Waits until a server of node:http listens. */
async function listening (listen) {
  let server
  await new Promise((resolve) => { server = listen(resolve) })
  return `http://127.0.0.1:${server.address().port}`
}
