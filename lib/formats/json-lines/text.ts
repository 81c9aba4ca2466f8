/**
 * JSON of a value and of an item, by the schema: what JSON, NDJSON and JSON text sequences share.
 *
 * Compiled by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { compileProhibition } from '../../schemas/index.js'

/** Writes JSON of a value. */
export type Stringify = (payload: unknown) => string

/**
 * From a schema, the function that writes JSON of what the schema declares. It throws a TypeError for what has no JSON.
 *
 * @param schema `undefined` where everything goes out
 */
export function compileStringify (schema: unknown, route: SerializerRoute): Stringify {
  const stringify = schema === undefined || schema === true ? JSON.stringify : compileDeclared(schema, route)
  return (payload) => {
    const text = stringify(payload)
    // A function or a symbol has no JSON.
    if (text === undefined) throw new TypeError('the payload has no JSON')
    return text
  }
}

/** From what writes an array, the function that writes one item as it stands there. */
export function itemsBy (stringify: Stringify): Stringify {
  return (item) => {
    const array = stringify([item ?? null])
    if (!array.startsWith('[')) throw new TypeError('items that come one by one are sent as an array, and the schema declares none')
    const text = array.slice(1, -1)
    if (text === '') throw new TypeError('the schema forbids items')
    // What fast-json-stringify makes of a function where the schema leaves items open.
    return text === 'undefined' ? 'null' : text
  }
}

// fast-json-stringify takes `false` for `{}`.
function compileDeclared (schema: unknown, { compileJson, schemas }: SerializerRoute): (payload: unknown) => string | undefined {
  const stringify = compileJson(schema)
  const project = compileProhibition(schema, schemas)
  return project === undefined ? stringify : (payload) => stringify(project(payload))
}
