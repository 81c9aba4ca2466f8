/**
 * `/planets` and `/planets/:name`: every format, three languages, and pages of their own in HTML and Markdown.
 */
import { findPlanet, planets } from './data.js'
import { markdown } from './markdown.js'
import { page } from './page.js'
import { fault } from './problems.js'
import { Planet, Planets } from './schema.js'

/** @import { FastifyInstance, FastifyRequest } from 'fastify' */
/** @import { Language } from './languages.js' */

export async function planetRoutes (/** @type {FastifyInstance} */ app) {
  // In this scope these come before the serializers of the application.
  app.addSerializer('text/html', page)
  app.addSerializer('text/markdown', markdown)

  app.get('/planets', { schema: { response: { 200: Planets } } }, async (request) =>
    planets.map((planet) => localize(planet, request)))

  app.get('/planets/:name', { schema: { response: { 200: Planet } } }, async (request) => {
    const { name } = /** @type {{ name: string }} */ (request.params)
    const planet = findPlanet(name)
    if (planet === undefined) throw fault(404, 'NO_SUCH_PLANET', { name })
    return localize(planet, request)
  })
}

/**
 * Adds what depends on the language. The editor's note goes along with the rest: the schema does not declare it, so it never leaves.
 *
 * @param {typeof planets[number]} planet
 * @param {FastifyRequest} request
 */
function localize (planet, { negotiated }) {
  const language = /** @type {Language} */ (negotiated.language)
  return { ...planet, name: planet.names[language], description: planet.descriptions[language] }
}
