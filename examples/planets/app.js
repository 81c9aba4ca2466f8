/**
 * Two resources, four formats, three languages. The routes say what they can produce; the handlers return data and no more.
 */
import Fastify from 'fastify'
import produces from 'fastify-produces'
import csv from 'fastify-produces/csv'
import { findPlanet, planets } from './data.js'
import { languages } from './languages.js'
import { markdown } from './markdown.js'
import { page } from './page.js'
import { Planet, Planets } from './schema.js'

/**
 * Builds the server; it does not listen.
 *
 * @param {import('fastify').FastifyServerOptions} [options]
 * @returns {Promise<import('fastify').FastifyInstance>}
 */
export async function buildApp (options) {
  const app = Fastify(options)

  // How each media type is made, said once for all routes. JSON is there from the start.
  await app.register(produces, { serializers: { 'text/csv': csv() } })
  app.addSerializer('text/html', page)
  app.addSerializer('text/markdown', markdown)

  // The first of each is for a client that leaves it open: `*/*`, as curl sends, gets JSON in English. Browsers name text/html.
  const representations = /** @type {const} */ ({
    mediaTypes: ['application/json', 'text/csv', 'text/html', 'text/markdown'],
    languages
  })

  app.get('/planets', {
    config: { produces: representations },
    schema: { response: { 200: Planets } }
  }, async (request) => planets.map((planet) => localize(planet, request.negotiated.language)))

  app.get('/planets/:name', {
    config: { produces: representations },
    schema: { response: { 200: Planet } }
  }, async (request) => {
    const { name } = /** @type {{ name: string }} */ (request.params)
    const planet = findPlanet(name)
    if (planet === undefined) throw Object.assign(new Error(`No planet is called ${name}.`), { statusCode: 404 })
    return localize(planet, request.negotiated.language)
  })

  app.get('/', async (request, reply) => reply.redirect('/planets'))

  return app
}

/**
 * Adds what depends on the language. The editor's note goes along with the rest: the schema does not declare it, so it never leaves.
 *
 * @param {typeof planets[number]} planet
 * @param {import('./languages.js').Language} language
 */
function localize (planet, language) {
  return { ...planet, name: planet.names[language], description: planet.descriptions[language] }
}
