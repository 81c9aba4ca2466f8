/**
 * The serializer for JSON: `application/json` and, by its suffix, every `+json`, whatever the parameters.
 *
 * Compiled from the schema by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerCompiler } from '../../types/index.js'
import { compileStringifiers, compileWriteEnvelope } from '../formats/index.js'
import { Envelope, isItems, ItemStream } from '../streams/index.js'

export const json: SerializerCompiler = {
  sync: true,
  compile (schema, route) {
    const { stringify, stringifyItem, mayBreak } = compileStringifiers(schema, route)
    const array = { head: '[', separator: ',', tail: ']', format: stringifyItem }
    let writeEnvelope: ReturnType<typeof compileWriteEnvelope> | undefined
    return function serializeJson (payload: unknown) {
      if (isItems(payload)) return new ItemStream(payload, array)
      if (!(payload instanceof Envelope)) return stringify(payload)
      // An application's own serializer compiler writes the whole at once.
      if (mayBreak) return payload.collect().then(stringify)
      writeEnvelope ??= compileWriteEnvelope(schema, route.schemas)
      return writeEnvelope(payload)
    }
  }
}
