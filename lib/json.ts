/**
 * The serializer for JSON: `application/json` and, by its suffix, every `+json`, whatever the parameters.
 *
 * Compiled from the schema by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import { Readable } from 'node:stream'
import type { SerializerCompiler } from '../types/index.js'

type Stringify = (payload: unknown) => string | undefined

export const json: SerializerCompiler = {
  sync: true,
  compile (schema, route) {
    const stringify: Stringify = schema === undefined || schema === true ? JSON.stringify : route.compileJson(schema)
    return (payload: unknown) => isAsyncIterable(payload) ? Readable.from(arrayOf(payload, stringify)) : written(stringify(payload))
  }
}

function isAsyncIterable (payload: unknown): payload is AsyncIterable<unknown> {
  return typeof payload === 'object' && payload !== null && Symbol.asyncIterator in payload
}

// A function or a symbol has no JSON.
function written (text: string | undefined): string {
  if (text === undefined) throw new TypeError('the payload has no JSON')
  return text
}

/** The items of an async iterable as the array that the schema declares, item by item. */
async function * arrayOf (items: AsyncIterable<unknown>, stringify: Stringify): AsyncGenerator<string> {
  let before = '['
  for await (const item of items) {
    const array = written(stringify([item]))
    if (!array.startsWith('[')) throw new TypeError('an async iterable is sent as an array, and the schema declares none')
    yield before + array.slice(1, -1)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}
