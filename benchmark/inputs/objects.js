/**
 * What the handlers return, and its schemas.
 */
const integer = { type: 'integer' }
const string = { type: 'string' }
const boolean = { type: 'boolean' }

function object (properties) {
  return { type: 'object', properties }
}

const small = { id: 1, name: 'Ada Lovelace', email: 'ada@example.org', active: true }

const rows = Array.from({ length: 20 }, (_, index) => ({
  id: index + 1,
  name: `Planet number ${index + 1}`,
  discovered: '1781-03-13T00:00:00Z',
  moons: index * 3,
  inhabited: index === 2
}))

const row = object({ id: integer, name: string, discovered: string, moons: integer, inhabited: boolean })

/** By name: the value, and the schema of its 200. `rows` is what CSV has for lines. */
export const objects = {
  small: { value: small, schema: object({ id: integer, name: string, email: string, active: boolean }) },
  large: { value: { page: 1, total: 8, planets: rows }, schema: object({ page: integer, total: integer, planets: { type: 'array', items: row } }) },
  rows: { value: rows, schema: { type: 'array', items: row } }
}

export const COLUMNS = Object.keys(row.properties)
