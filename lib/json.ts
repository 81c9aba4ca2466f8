/**
 * The serializer for JSON: `application/json` and, by its suffix, every `+json`, whatever the parameters.
 *
 * Compiled from the schema by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerCompiler, SerializerRoute } from '../types/index.js'
import { isItems, ItemStream } from './items.js'
import { compileProhibition } from './projection.js'

type Stringify = (payload: unknown) => string | undefined

export const json: SerializerCompiler = {
  sync: true,
  compile (schema, route) {
    const stringify: Stringify = schema === undefined || schema === true ? JSON.stringify : compileStringify(schema, route)
    function format (item: unknown): string {
      const array = written(stringify([item]))
      if (!array.startsWith('[')) throw new TypeError('items that come one by one are sent as an array, and the schema declares none')
      return array.slice(1, -1)
    }
    const array = { head: '[', separator: ',', tail: ']', format }
    return (payload: unknown) => isItems(payload) ? new ItemStream(payload, array) : written(stringify(payload))
  }
}

// fast-json-stringify takes `false` for `{}`.
function compileStringify (schema: unknown, { compileJson, schemas }: SerializerRoute): Stringify {
  const stringify = compileJson(schema)
  const project = compileProhibition(schema, schemas)
  return project === undefined ? stringify : (payload) => stringify(project(payload))
}

// A function or a symbol has no JSON.
function written (text: string | undefined): string {
  if (text === undefined) throw new TypeError('the payload has no JSON')
  return text
}
