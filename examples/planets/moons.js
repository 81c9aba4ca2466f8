/**
 * `/moons`: an envelope. CSV, NDJSON and JSON text sequences are of its rows alone, every other format has all of it.
 */
import Type from 'typebox'
import { MOONS_AS_OF, planets } from './data.js'
import { mediaTypes } from './formats.js'

/** @import { FastifyInstance } from 'fastify' */

const Moons = Type.Object({
  asOf: Type.Integer({ title: 'Counted in' }),
  total: Type.Integer({ title: 'All together' }),
  items: Type.Array(Type.Object({
    planet: Type.String({ title: 'Planet' }),
    moons: Type.Integer({ title: 'Moons' })
  }, { xml: { name: 'planet' } }), { title: 'By planet', xml: { wrapped: true } })
}, { title: 'The moons, counted', xml: { name: 'moons' } })

export async function moonRoutes (/** @type {FastifyInstance} */ app) {
  app.get('/moons', { config: { produces: mediaTypes }, schema: { response: { 200: Moons } } }, async () => ({
    asOf: MOONS_AS_OF,
    total: planets.reduce((sum, { moons }) => sum + moons, 0),
    items: planets.map(({ names, moons }) => ({ planet: names.en, moons }))
  }))
}
