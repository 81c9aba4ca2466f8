/**
 * What the binary formats share: the data of a payload, and how it becomes content.
 *
 * In: a schema; per request a payload. Out: bytes, or a stream where the payload's items come one by one. The data is what JSON would
 * see under the same schema. Only what JSON has no form for stays what it is: bytes, integers of any size, NaN and the infinities.
 */
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { compilePlan, jsonValueOf, setProperty } from '../../schemas/index.js'
import { isItems, type Items } from '../../streams/index.js'
import { itemsNotDeclared, noData, withinStack } from '../faults.js'

/** What a binary format can write: no dates, classes, methods, holes, lone surrogates. */
export type Data = null | boolean | number | bigint | string | Uint8Array | readonly Data[] | { readonly [name: string]: Data }

/** The compiler of a binary format. */
export interface BinaryCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => Uint8Array | Readable
}

/** How a format writes data. */
export interface BinaryFormat {
  /**
   * Converts a number to the one of JavaScript's two types that `write` needs.
   *
   * @throws TypeError for one that the format does not have
   */
  readonly numberOf: NumberOf
  write (data: Data): Uint8Array
  /** Writes an array whose items come one by one. */
  stream (items: Items, format: (item: unknown) => Uint8Array): Readable
}

type NumberOf = (value: number | bigint) => number | bigint

/**
 * Makes the compiler of a binary format.
 *
 * What it compiles throws a TypeError for a payload that has no data or contains itself, and for items that come one by one where the
 * schema declares no array.
 */
export function binaryCompiler (format: BinaryFormat): BinaryCompiler {
  return { sync: true, compile: (schema, route) => compileBinary(schema, route, format) }
}

type SerializeBinary = ReturnType<BinaryCompiler['compile']>

function compileBinary (schema: unknown, { mediaType, schemas }: SerializerRoute, format: BinaryFormat): SerializeBinary {
  const { numberOf, write, stream } = format
  const project = schema === undefined ? (payload: unknown) => payload : compilePlan(schema, schemas)
  function formatItem (item: unknown): Uint8Array {
    return write(dataOf(item, numberOf) ?? null)
  }
  function formatPayload (payload: unknown): Uint8Array {
    const data = dataOf(project(payload), numberOf)
    if (data === undefined) throw noData(mediaType)
    return write(data)
  }
  return function serializeBinary (payload) {
    if (!isItems(payload)) return withinStack(mediaType, formatPayload, payload)
    const items = project(payload)
    if (!isItems(items)) throw itemsNotDeclared()
    return stream(items, (item) => withinStack(mediaType, formatItem, item))
  }
}

/**
 * The data of a value; `undefined` for what JSON has no value for: `undefined`, functions, symbols.
 *
 * @throws TypeError for items within the payload that come one by one: only the payload's own can be waited for
 */
function dataOf (value: unknown, numberOf: NumberOf): Data | undefined {
  switch (typeof value) {
    case 'string': return toWellFormed(value)
    // choice: -0 is 0, as in JSON: an integer stays an integer.
    case 'number': return numberOf(value === 0 ? 0 : value)
    case 'bigint': return numberOf(value)
    case 'boolean': return value
    case 'object': return value === null ? null : dataOfObject(value, numberOf)
    default: return undefined
  }
}

// Of a pair or alone: few texts have any.
const SURROGATE = /[\ud800-\udfff]/

// choice: a lone surrogate becomes U+FFFD, as in Node.js's own encoder. CBOR's text has to be valid UTF-8 (RFC 8949 §3.1).
function toWellFormed (text: string): string {
  return SURROGATE.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text
}

function dataOfObject (value: object, numberOf: NumberOf): Data | undefined {
  if (types.isDate(value)) return dateText(value)
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytes
  const plain = jsonValueOf(value)
  return typeof plain === 'object' && plain !== null ? dataOfStructure(plain, numberOf) : dataOf(plain, numberOf)
}

// choice: text, as in JSON. To the schema, which describes all representations, a date is a string with a `format`; a tag (RFC 8949
// §3.4.1) or a timestamp (MessagePack's extension -1) is nothing that it declares.
function dateText (date: Date): string | null {
  return Number.isNaN(date.getTime()) ? null : date.toISOString()
}

function bytesOf (value: object): Uint8Array | undefined {
  if (types.isUint8Array(value)) return value
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value)
  return types.isDataView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined
}

function dataOfStructure (value: object, numberOf: NumberOf): Data | undefined {
  if (isItems(value)) throw new TypeError('cannot send items one by one within a payload: collect them into an array')
  if (types.isBoxedPrimitive(value)) return dataOf(value.valueOf(), numberOf)
  // choice: a typed array is an array of numbers, which every reader knows; few know the tags of RFC 8746.
  if (Array.isArray(value) || types.isTypedArray(value)) return Array.from<unknown, Data>(value, (item) => dataOf(item, numberOf) ?? null)
  const properties: Record<string, Data> = {}
  for (const [name, property] of Object.entries(value)) {
    const data = dataOf(property, numberOf)
    if (data !== undefined) setProperty(properties, toWellFormed(name), data)
  }
  return properties
}
