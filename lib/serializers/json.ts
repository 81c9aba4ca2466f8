/**
 * The serializer for JSON: `application/json` and, by its suffix, every `+json`, whatever the parameters.
 *
 * Compiled from the schema by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerCompiler } from '../../types/index.js'
import { compileStringifiers } from '../formats/index.js'
import { isItems, ItemStream } from '../streams/index.js'

export const json: SerializerCompiler = {
  sync: true,
  compile (schema, route) {
    const { stringify, stringifyItem } = compileStringifiers(schema, route)
    const array = { head: '[', separator: ',', tail: ']', format: stringifyItem }
    return (payload: unknown) => isItems(payload) ? new ItemStream(payload, array) : stringify(payload)
  }
}
