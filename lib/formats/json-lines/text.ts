/**
 * JSON of a value and of an item, by the schema: what JSON, NDJSON and JSON text sequences share.
 *
 * Compiled by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { compileProhibition } from '../../schemas/index.js'
import { itemsNotDeclared, noData } from '../faults.js'

/** Writes JSON of a value. */
export type Stringify = (payload: unknown) => string

/**
 * From a schema, the function that writes JSON of what the schema declares. It throws a TypeError for a payload that is not data.
 *
 * @param schema `undefined` where everything goes out
 */
export function compileStringify (schema: unknown, route: SerializerRoute): Stringify {
  const stringify = schema === undefined || schema === true ? JSON.stringify : compileDeclared(schema, route)
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

// fast-json-stringify takes the schema `false` for `{}`.
function compileDeclared (schema: unknown, { compileJson, schemas }: SerializerRoute): (payload: unknown) => string | undefined {
  const stringify = compileJson(schema)
  const project = compileProhibition(schema, schemas)
  return project === undefined ? stringify : (payload) => stringify(project(payload))
}
