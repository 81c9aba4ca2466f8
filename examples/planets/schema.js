/**
 * What leaves the server about a planet: these fields and no others, in every format.
 *
 * The JSON, the CSV columns, the XML elements, and what the views of HTML and Markdown are given all come from here.
 */
import Type from 'typebox'

export const Planet = Type.Object({
  id: Type.String({ xml: { attribute: true }, description: 'The same in every language; also the last segment of the planet\'s URL' }),
  name: Type.String({ description: 'In the negotiated language' }),
  mass1e24Kg: Type.Number({ description: 'Mass in 10^24 kg' }),
  diameterKm: Type.Number({ description: 'Equatorial diameter in km' }),
  gravityMs2: Type.Number({ description: 'Gravity in m/s²' }),
  dayHours: Type.Number({ description: 'Length of day, noon to noon, in hours' }),
  orbitDays: Type.Number({ description: 'Orbital period in days' }),
  distanceMillionKm: Type.Number({ description: 'Mean distance from the Sun in 10^6 km' }),
  temperatureC: Type.Number({ description: 'Mean temperature in °C' }),
  moons: Type.Integer({ description: 'Known moons' }),
  rings: Type.Boolean({ description: 'Has rings' }),
  description: Type.String({ description: 'One sentence in the negotiated language' })
}, { xml: { name: 'planet' } })

export const Planets = Type.Array(Planet, { xml: { name: 'planets' } })

/** @typedef {import('typebox').Static<typeof Planet>} PlanetPayload what a view is given */
