/**
 * JSON of a value and of an item, by the schema: what JSON, NDJSON and JSON text sequences share.
 *
 * Compiled by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { compilePlans } from '../../schemas/index.js'
import { itemsNotDeclared, noData } from '../faults.js'

/** Writes JSON of a value. */
export type Stringify = (payload: unknown) => string

/**
 * From a schema, the function that writes JSON of what the schema declares. It throws a TypeError for a payload that is not data.
 *
 * @param schema `undefined` where everything goes out
 */
export function compileStringify (schema: unknown, route: SerializerRoute): Stringify {
  const isOpen = schema === undefined || schema === true
  const stringify: (payload: unknown) => string | undefined = isOpen ? JSON.stringify : compileDeclared(schema, route)
  return (payload) => {
    const text = stringify(payload)
    if (text === undefined) throw noData('JSON')
    return text
  }
}

/** From the function that writes an array, the one that writes an item as it would be written in there. */
export function itemsBy (stringify: Stringify): Stringify {
  return (item) => {
    const array = stringify([item ?? null])
    if (!array.startsWith('[')) throw itemsNotDeclared()
    const text = array.slice(1, -1)
    if (text === '') throw new TypeError('cannot send items: the schema forbids them')
    // fast-json-stringify writes this for a function where the schema leaves items open.
    return text === 'undefined' ? 'null' : text
  }
}

const byApplication = new WeakSet<(payload: unknown) => string>()

/** Marks a function that the application's own serializer compiler has made: it is called whatever the schema says. */
export function markApplications (stringify: (payload: unknown) => string): (payload: unknown) => string {
  byApplication.add(stringify)
  return stringify
}

function compileDeclared (schema: unknown, { compileJson, schemas }: SerializerRoute): (payload: unknown) => string | undefined {
  const { plan, isBeyondJson } = compilePlans(schema, schemas)
  const stringify = compileJson(schema)
  // fast-json-stringify does not know all that a schema says, as `false` and `prefixItems`.
  if (isBeyondJson) return byApplication.has(stringify) ? (payload) => stringify(plan(payload)) : (payload) => jsonOf(plan(payload))
  return (payload) => {
    try {
      return stringify(payload)
    } catch (error) {
      // It says what is wrong, but not where. The plan does.
      plan(payload)
      throw error
    }
  }
}

/** JSON of data that a plan has made. */
function jsonOf (data: unknown): string | undefined {
  if (typeof data === 'bigint') return String(data)
  if (typeof data !== 'object' || data === null || data instanceof Date) return JSON.stringify(data)
  // As fast-json-stringify has bytes where a string is declared.
  if (data instanceof Uint8Array) return JSON.stringify(String(data))
  if (Array.isArray(data)) return `[${data.map((item) => jsonOf(item)).join()}]`
  return `{${Object.entries(data).map(([name, value]) => `${JSON.stringify(name)}:${jsonOf(value)}`).join()}}`
}
