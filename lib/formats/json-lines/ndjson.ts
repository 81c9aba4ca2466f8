/**
 * The serializer for NDJSON, also known as JSON Lines: `application/x-ndjson`, `application/ndjson`, `application/jsonl`.
 * Exported as `fastify-produces/ndjson`.
 *
 * In: at boot a schema, per request items. Out: a line of JSON for each. What the schema does not declare never goes out.
 * @see https://github.com/ndjson/ndjson-spec
 * @see https://jsonlines.org
 */
import { markFactory } from '../format.js'
import { jsonLines, type JsonLinesCompiler, type JsonLinesOptions } from './lines.js'

export type { JsonLinesOptions } from './lines.js'

/*
 * ndjson-text = *( JSON-text LF )                        JSON-text without CR and LF
 */

/**
 * Makes the serializer for NDJSON.
 *
 * An array is rendered at once; an async iterable or a generator becomes a stream that reads an item when there is room for it. Any
 * other value is one line; `null` and `undefined` have none.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * ndjson().compile({ type: 'array', items: { type: 'object' } }, route)([{ name: 'Mars' }, {}]) // '{"name":"Mars"}\n{}\n'
 */
export default function ndjson (options: JsonLinesOptions = {}): JsonLinesCompiler {
  return jsonLines(ndjson, '', options)
}

markFactory(ndjson)
// What `require` gives.
ndjson.default = ndjson
export { ndjson as 'module.exports' }
