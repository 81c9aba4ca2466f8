/**
 * Fastify without any plugin: the limit, which does by hand what comes out of the negotiation and negotiates nothing.
 */
import { stringify } from 'csv-stringify/sync'
import Fastify from 'fastify'
import { COLUMNS } from '../inputs/objects.js'

const JSON_TYPE = 'application/json; charset=utf-8'

function listen (schema, handler, hooks = {}) {
  const app = Fastify()
  app.get('/', { ...hooks, schema: schema && { response: { 200: schema } } }, handler)
  return app.listen({ port: 0, host: '127.0.0.1' })
}

export const byHand = {
  bare: ({ value, schema }) => listen(schema, async () => value),

  limit: ({ value, schema }) => listen(schema, async function (request, reply) {
    reply.header('vary', 'accept').type(JSON_TYPE)
    return value
  }),

  // What Fastify itself takes for running an onRequest and an onSend hook, whatever these do.
  hooks: ({ value, schema }) => listen(schema, async function (request, reply) {
    reply.header('vary', 'accept').type(JSON_TYPE)
    return value
  }, { onRequest: (request, reply, done) => done(), onSend: (request, reply, payload, done) => done() }),

  'limit-languages': ({ value, schema }) => listen(schema, async function (request, reply) {
    reply.header('vary', 'accept, accept-language').header('content-language', 'en').type(JSON_TYPE)
    return value
  }),

  // Its columns are known, and which of them may need quotes.
  'limit-csv': ({ value }) => listen(undefined, async function (request, reply) {
    reply.header('vary', 'accept').type('text/csv; charset=utf-8')
    let lines = 'id,name,discovered,moons,inhabited\r\n'
    for (const { id, name, discovered, moons, inhabited } of value) lines += `${id},${cell(name)},${cell(discovered)},${moons},${inhabited}\r\n`
    return lines
  }),

  'csv-stringify': ({ value }) => listen(undefined, async function (request, reply) {
    reply.header('vary', 'accept').type('text/csv; charset=utf-8')
    return stringify(value, { header: true, columns: COLUMNS, record_delimiter: '\r\n', cast: { boolean: String } })
  })
}

function cell (text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
