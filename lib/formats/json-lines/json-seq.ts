/**
 * The serializer for JSON text sequences: `application/json-seq`. Exported as `fastify-produces/json-seq`.
 *
 * In: at boot a schema, per request items. Out: a JSON text for each, between RS and LF: RS is where a reader goes on after a text
 * that was cut off. What the schema does not declare never goes out. RFC 7464.
 * @see https://www.rfc-editor.org/rfc/rfc7464
 */
import { markFactory } from '../format.js'
import { jsonLines, type JsonLinesCompiler, type JsonLinesOptions } from './lines.js'

export type { JsonLinesOptions } from './lines.js'

/*
 * JSON-sequence = *(RS JSON-text LF)                     (RFC 7464 §2.2)
 * RS = %x1E
 */
const RS = '\x1e'

/**
 * Makes the serializer for JSON text sequences.
 *
 * An array is rendered at once; an async iterable or a generator becomes a stream that reads an item when there is room for it. Any
 * other value is one text; `null` and `undefined` have none.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * jsonSeq().compile({ type: 'array', items: { type: 'number' } }, route)([1, 2]) // '\x1e1\n\x1e2\n'
 */
export default function jsonSeq (options: JsonLinesOptions = {}): JsonLinesCompiler {
  return jsonLines(jsonSeq, RS, options)
}

markFactory(jsonSeq)
// What `require` gives.
jsonSeq.default = jsonSeq
export { jsonSeq as 'module.exports' }
