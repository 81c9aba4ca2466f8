/**
 * The serializer for MessagePack: `application/vnd.msgpack`, and what is in use beside it. Exported as `fastify-produces/msgpack`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out. The format itself is @msgpack/msgpack's matter.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import type { Readable } from 'node:stream'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { type Items, ItemStream, pulledOf, type Pulled } from '../../streams/index.js'
import { loadLibrary } from '../format.js'
import { compileBinary, type Plain } from './data.js'

/** The compiler for `application/vnd.msgpack`. */
export interface MsgpackCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => Uint8Array | Readable
}

/**
 * Makes the serializer for MessagePack: `application/vnd.msgpack`, `application/msgpack`, `application/x-msgpack`.
 *
 * The content is the data that JSON would have; bytes, integers of up to 64 bits, NaN and the infinities stay what they are; an
 * integer that is larger is a TypeError. An array's length stands before its items: those of an async iterable or a generator are
 * written as they come, and kept until the last one is there.
 *
 * @throws Error where the package @msgpack/msgpack is missing
 * @example
 * Buffer.from(msgpack().compile(undefined, route)({ name: 'Mars' })).toString('hex') // '81a46e616d65a44d617273'
 */
export default function msgpack (): MsgpackCompiler {
  const { encode, ExtensionCodec } = loadLibrary<Library>('msgpack', '@msgpack/msgpack')
  // The extensions that others in the process may have registered are not ours.
  const options = { useBigInt64: true, maxDepth: Infinity, extensionCodec: new ExtensionCodec() }
  return {
    sync: true,
    compile: (schema, route) => compileBinary(schema, route, {
      numberOf,
      write: (data) => encode(data, options),
      // choice: kept as bytes, which take less room than objects do, and closed at the first item that is at fault.
      stream: (items, format) => new ItemStream(collect(items, format), { format: (part) => part as Uint8Array })
    })
  }
}

// What `require` gives.
msgpack.default = msgpack
export { msgpack as 'module.exports' }

// Of @msgpack/msgpack. Its own types need those of a browser.
interface Library {
  readonly ExtensionCodec: new () => object
  encode (data: Plain, options: { useBigInt64: boolean, maxDepth: number, extensionCodec: object }): Uint8Array
}

// What the library writes as 64 bits it takes from bigints alone; other numbers of that size it would write as floats.
function numberOf (value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !isShort(value) ? BigInt(value) : value
  if (isShort(value)) return Number(value)
  if (value >= -(2n ** 63n) && value < 2n ** 64n) return value
  throw new TypeError(`MessagePack has no integers of more than 64 bits: ${value}`)
}

function isShort (value: number | bigint): boolean {
  return value >= -(2 ** 31) && value < 2 ** 32
}

/** The bytes of an array, in parts, when its last item is there. A reader that goes before closes the source. */
function collect (source: Items, format: (item: unknown) => Uint8Array): AsyncIterable<unknown> {
  const items = pulledOf(source)
  const parts = partsOf(items, format)
  return { [Symbol.asyncIterator]: () => ({ next: () => parts.next(), return: async () => { items.close(); return { done: true, value: undefined } } }) }
}

async function * partsOf (items: Pulled, format: (item: unknown) => Uint8Array): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = []
  // A copy: what the library returns is a part of a larger buffer.
  for await (const item of items) parts.push(format(item).slice())
  yield headOf(parts.length)
  yield * parts
}

/*
 * array = 1001xxxx                          fixarray, up to 15 items
 *       / 0xdc xxxxxxxx{2}                  array 16
 *       / 0xdd xxxxxxxx{4}                  array 32
 */
function headOf (length: number): Uint8Array {
  if (length < 0x10) return Uint8Array.of(0x90 | length)
  const head = Buffer.alloc(length < 0x10000 ? 3 : 5)
  head[0] = length < 0x10000 ? 0xdc : 0xdd
  head.writeUIntBE(length, 1, head.length - 1)
  return head
}
