/**
 * The planets in twelve formats and three languages. What the routes can produce is said once; the handlers return data and no more.
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
import { mediaTypes } from './formats.js'
import { languages } from './languages.js'
import { moonRoutes } from './moons.js'
import { orbitRoutes } from './orbits.js'
import { problemPage } from './page.js'
import { pictureRoutes } from './picture.js'
import { planetRoutes } from './planets.js'
import { problem } from './problems.js'

/**
 * Builds the server; it does not listen.
 *
 * @param {import('fastify').FastifyServerOptions} [options]
 * @returns {Promise<import('fastify').FastifyInstance>}
 */
export async function buildApp (options) {
  const app = Fastify(options)

  await app.register(produces, {
    // What every route produces that does not say it itself.
    produces: { mediaTypes, languages },
    // A link cannot send fields, but it can lead to /planets.csv?lang=de, and answers tell these addresses: Content-Location, Link, Avail-*.
    override: { extension: true, mediaType: 'format', language: 'lang' },
    alternates: true,
    availability: true,
    // Every error is a problem in the format and language of the client.
    errors: { languages },
    problem,
    // How each media type is made. JSON is there from the start. `rows`: of an envelope these are the lines.
    serializers: {
      'text/html': problemPage,
      'text/markdown': markdown(),
      'text/csv': csv({ rows: 'items' }),
      'application/xml': xml(),
      'application/yaml': yaml(),
      'application/x-ndjson': ndjson({ rows: 'items' }),
      'application/json-seq': jsonSeq({ rows: 'items' }),
      'text/event-stream': sse({ rows: 'items' }),
      // A short name will do.
      xlsx: xlsx(),
      'application/cbor': cbor(),
      'application/vnd.msgpack': msgpack()
    }
  })

  await app.register(planetRoutes)
  await app.register(pictureRoutes)
  await app.register(async (tables) => {
    // Plain pages, written from the schema, in place of the one for problems.
    tables.addSerializer('text/html', html())
    await tables.register(orbitRoutes)
    await tables.register(moonRoutes)
  })

  app.get('/', { config: { produces: false } }, async (request, reply) => reply.redirect('/planets'))

  return app
}
