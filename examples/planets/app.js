/**
 * The planets in twelve formats and three languages. The routes say what they can produce; the handlers return data and no more.
 */
import Fastify from 'fastify'
import produces from 'fastify-produces'
import cbor from 'fastify-produces/cbor'
import csv from 'fastify-produces/csv'
import html from 'fastify-produces/html'
import jsonSeq from 'fastify-produces/json-seq'
import markdown from 'fastify-produces/markdown'
import msgpack from 'fastify-produces/msgpack'
import ndjson from 'fastify-produces/ndjson'
import sse from 'fastify-produces/sse'
import xlsx from 'fastify-produces/xlsx'
import xml from 'fastify-produces/xml'
import yaml from 'fastify-produces/yaml'
import { orbitRoutes } from './orbits.js'
import { planetRoutes } from './planets.js'

/**
 * Builds the server; it does not listen.
 *
 * @param {import('fastify').FastifyServerOptions} [options]
 * @returns {Promise<import('fastify').FastifyInstance>}
 */
export async function buildApp (options) {
  const app = Fastify(options)

  // How each media type is made, said once for all routes. JSON is there from the start.
  await app.register(produces, {
    serializers: {
      'text/html': html(),
      'text/markdown': markdown(),
      'text/csv': csv(),
      'application/xml': xml(),
      'application/yaml': yaml(),
      'application/x-ndjson': ndjson(),
      'application/json-seq': jsonSeq(),
      'text/event-stream': sse(),
      // A short name will do.
      xlsx: xlsx(),
      'application/cbor': cbor(),
      'application/vnd.msgpack': msgpack()
    }
  })

  await app.register(planetRoutes)
  await app.register(orbitRoutes)

  app.get('/', async (request, reply) => reply.redirect('/planets'))

  return app
}
