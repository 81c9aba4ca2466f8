/**
 * `/orbits?from=1990&to=2025`: where each planet is, a row a day. However long the table is, no more of it is in memory than what the
 * client is about to read: the handler returns a generator, and each format takes a row when there is room for it.
 */
import Type from 'typebox'
import { planets } from './data.js'
import { FIRST_YEAR, LAST_YEAR, positionsAt } from './elements.js'
import { mediaTypes } from './formats.js'
import { fault } from './problems.js'

/** @import { FastifyInstance } from 'fastify' */

const limits = { minimum: FIRST_YEAR, maximum: LAST_YEAR }

const Years = Type.Object({
  from: Type.Integer({ ...limits, default: 2000, description: 'The first year' }),
  to: Type.Optional(Type.Integer({ ...limits, description: 'The last year; without it, the first is the only one' }))
})

// `title` is for pages, `xml` for XML: <day date="2000-01-01"><mercury longitudeDeg="252.411" …/>…</day>.
const attribute = { xml: { attribute: true } }

const positionOf = (/** @type {string} */ title) => Type.Object({
  longitudeDeg: Type.Number({ ...attribute, title: 'longitude (°)' }),
  latitudeDeg: Type.Number({ ...attribute, title: 'latitude (°)' }),
  distanceAu: Type.Number({ ...attribute, title: 'distance (au)' })
}, { title })

const Day = Type.Object({
  date: Type.String({ ...attribute, format: 'date', title: 'Date' }),
  ...Object.fromEntries(planets.map(({ id, names }) => [id, positionOf(names.en)]))
}, { xml: { name: 'day' } })

const Days = Type.Array(Day, {
  title: 'The orbits, day by day',
  description: 'Where the planets are at 0 h UTC, seen from the Sun: longitude and latitude in the ecliptic of J2000, and distance. ' +
    'Computed from JPL’s approximate elements, https://ssd.jpl.nasa.gov/planets/approx_pos.html, which hold from 1800 to 2050. ' +
    'The address names the years: /orbits?from=1990&to=2025.',
  xml: { name: 'orbits' }
})

export async function orbitRoutes (/** @type {FastifyInstance} */ app) {
  app.get('/orbits', {
    config: { produces: mediaTypes },
    schema: { querystring: Years, response: { 200: Days } }
  }, async (request, reply) => {
    const { from, to = from } = /** @type {{ from: number, to?: number }} */ (request.query)
    if (to < from) throw fault(400, 'YEARS_BACKWARDS', { from, to })
    // It says how many items an array has before the first, so it keeps all until the last: one year will do.
    if (to > from) reply.without('application/vnd.msgpack')
    return days(from, to)
  })
}

const DAY_MS = 86_400_000

/**
 * Computes the rows, one when it is asked for.
 *
 * @param {number} from the first year
 * @param {number} to the last year
 */
function * days (from, to) {
  const end = Date.UTC(to + 1, 0)
  for (let time = Date.UTC(from, 0); time < end; time += DAY_MS) {
    yield { date: new Date(time).toISOString().slice(0, 10), ...positionsAt(time) }
  }
}
