/**
 * What the binary formats share: the data of a payload, as JSON would have it, and how it becomes content.
 *
 * In: a schema; per request a payload. Out: bytes, or a stream where the payload's items come one by one. Whoever asks for a binary
 * format is to find what JSON says, under the same schema; only what JSON cannot say stays what it is: bytes, integers of any
 * size, NaN and the infinities.
 */
import type { Readable } from 'node:stream'
import { types } from 'node:util'
import type { SerializerRoute } from '../../../types/index.js'
import { compileProjection, setProperty, type Shape } from '../../schemas/index.js'
import { isItems, type Items } from '../../streams/index.js'
import { formatDate } from '../format.js'

/** Data without anything that a binary format does not know: no dates, classes, methods, holes, lone surrogates. */
export type Plain = null | boolean | number | bigint | string | Uint8Array | readonly Plain[] | { readonly [name: string]: Plain }

/** How a format is written. */
export interface BinaryFormat {
  /**
   * In which of JavaScript's types a number is given to `write`.
   *
   * @throws TypeError for one that the format does not have
   */
  readonly numberOf: NumberOf
  write (data: Plain): Uint8Array
  /** Writes an array whose items come one by one. */
  stream (items: Items, format: (item: unknown) => Uint8Array): Readable
}

type NumberOf = (value: number | bigint) => number | bigint

/**
 * Compiles the function that renders payloads in a binary format.
 *
 * It throws a TypeError for a payload of which there is no data, that contains itself, or whose items come one by one where the
 * schema declares no array.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function compileBinary (schema: unknown, { mediaType, schemas }: SerializerRoute, { numberOf, write, stream }: BinaryFormat): (payload: unknown) => Uint8Array | Readable {
  const project = schema === undefined ? (payload: unknown) => payload : compileProjection(schema, schemas, projectScalar)
  function formatItem (item: unknown): Uint8Array {
    return inStack(mediaType, () => write(toPlain(item, numberOf) ?? null))
  }
  function format (payload: unknown): Uint8Array {
    const data = toPlain(project(payload), numberOf)
    if (data === undefined) throw new TypeError(`the payload has no ${mediaType}`)
    return write(data)
  }
  return function serializeBinary (payload) {
    if (!isItems(payload)) return inStack(mediaType, () => format(payload))
    const items = project(payload)
    if (!isItems(items)) throw new TypeError('items that come one by one are sent as an array, and the schema declares none')
    return stream(items, formatItem)
  }
}

// Only the schema says that a date is a day or a time.
function projectScalar (value: unknown, { format }: Shape): unknown {
  return types.isDate(value) ? plainDate(value, format) : value
}

// Whatever recursion it is, through the payload or along a schema that contains itself: a payload without an end runs out of stack.
// choice: no depth is too deep, as with JSON.stringify, which no reader of ours set a bound to either.
function inStack (mediaType: string, render: () => Uint8Array): Uint8Array {
  try {
    return render()
  } catch (cause) {
    if (!(cause instanceof RangeError && cause.message.includes('call stack'))) throw cause
    throw new TypeError(`the payload cannot be written as ${mediaType}: it contains itself, or is nested too deep`, { cause })
  }
}

/**
 * The data of a value; `undefined` where JSON has none: of `undefined`, functions, symbols.
 *
 * @throws TypeError for items that come one by one: the payload's own can be waited for, those within it cannot
 */
export function toPlain (value: unknown, numberOf: NumberOf): Plain | undefined {
  switch (typeof value) {
    case 'string': return toWellFormed(value)
    // choice: -0 is 0, as in JSON: an integer stays an integer.
    case 'number': return numberOf(value === 0 ? 0 : value)
    case 'bigint': return numberOf(value)
    case 'boolean': return value
    case 'object': return value === null ? null : plainObject(value, numberOf)
    default: return undefined
  }
}

// In a pair or alone: few texts have any.
const SURROGATE = /[\ud800-\udfff]/

// choice: as Node's own encoder does. CBOR's text has to be valid UTF-8 (RFC 8949 §3.1), and no surrogate alone is.
function toWellFormed (text: string): string {
  return SURROGATE.test(text) ? text.replace(/\p{Surrogate}/gu, '\ufffd') : text
}

function plainObject (value: object, numberOf: NumberOf): Plain | undefined {
  if (types.isDate(value)) return plainDate(value, undefined)
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytes
  const said: unknown = 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
  return typeof said === 'object' && said !== null ? plainStructure(said, numberOf) : toPlain(said, numberOf)
}

// choice: text, as JSON has it and the schema says, which knows dates as strings with a `format`: one schema describes all
// representations. A tag (RFC 8949 §3.4.1) or a timestamp (MessagePack's extension -1) would give readers what no schema declares.
function plainDate (date: Date, format: unknown): string | null {
  return Number.isNaN(date.getTime()) ? null : formatDate(date, format)
}

function bytesOf (value: object): Uint8Array | undefined {
  if (types.isUint8Array(value)) return value
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value)
  return types.isDataView(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : undefined
}

function plainStructure (value: object, numberOf: NumberOf): Plain | undefined {
  if (isItems(value)) throw new TypeError('items that come one by one can only be the whole payload: collect those within it')
  if (types.isBoxedPrimitive(value)) return toPlain(value.valueOf(), numberOf)
  // choice: a typed array is an array of numbers, which every reader knows; the tags of RFC 8746 few do.
  if (Array.isArray(value) || types.isTypedArray(value)) return Array.from<unknown, Plain>(value, (item) => toPlain(item, numberOf) ?? null)
  const members: Record<string, Plain> = {}
  for (const [name, property] of Object.entries(value)) {
    const plain = toPlain(property, numberOf)
    if (plain !== undefined) setProperty(members, toWellFormed(name), plain)
  }
  return members
}
