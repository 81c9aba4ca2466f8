/**
 * The serializer for MessagePack: `application/vnd.msgpack`, and older names in use alongside it. Exported as `fastify-produces/msgpack`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out. The format itself is written by @msgpack/msgpack.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { type Items, ItemStream, pulledOf, type Pulled } from '../../streams/index.js'
import { loadLibrary } from '../format.js'
import { type BinaryCompiler, binaryCompiler, type Data } from './data.js'

/** The compiler for `application/vnd.msgpack`. */
export type MsgpackCompiler = BinaryCompiler

/**
 * Makes the serializer for MessagePack: `application/vnd.msgpack`, `application/msgpack`, `application/x-msgpack`.
 *
 * The content is the data that JSON would have; bytes, integers of up to 64 bits, NaN and the infinities stay what they are; a larger
 * integer is a TypeError. The length of an array comes before its items: those of an async iterable or a generator are written as they
 * come, and kept until the last one has come.
 *
 * @throws Error where the package @msgpack/msgpack is missing
 * @example
 * Buffer.from(msgpack().compile(undefined, route)({ name: 'Mars' })).toString('hex') // '81a46e616d65a44d617273'
 */
export default function msgpack (): MsgpackCompiler {
  const { encode, ExtensionCodec } = loadLibrary<Library>('msgpack', '@msgpack/msgpack')
  // A codec of our own, without the extensions that others in the process may have registered.
  const options = { useBigInt64: true, maxDepth: Infinity, extensionCodec: new ExtensionCodec() }
  return binaryCompiler({
    numberOf,
    write: (data) => encode(data, options),
    // choice: kept as bytes, which take less room than objects, and closed at the first item that cannot be written.
    stream: (items, format) => new ItemStream(collect(items, format), { format: (part) => part as Uint8Array })
  })
}

// What `require` gives.
msgpack.default = msgpack
export { msgpack as 'module.exports' }

// What we use of @msgpack/msgpack, whose own types need those of a browser.
interface Library {
  readonly ExtensionCodec: new () => object
  encode (data: Data, options: { useBigInt64: boolean, maxDepth: number, extensionCodec: object }): Uint8Array
}

// The library writes integers of 64 bits from bigints alone; numbers of that size it would write as floats.
function numberOf (value: number | bigint): number | bigint {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !isShort(value) ? BigInt(value) : value
  if (isShort(value)) return Number(value)
  if (value >= -(2n ** 63n) && value < 2n ** 64n) return value
  throw new TypeError(`MessagePack has no integers of more than 64 bits: ${value}`)
}

function isShort (value: number | bigint): boolean {
  return value >= -(2 ** 31) && value < 2 ** 32
}

/** The bytes of an array, in parts, once its last item has come. A reader that leaves earlier closes the source. */
function collect (source: Items, format: (item: unknown) => Uint8Array): AsyncIterable<unknown> {
  const items = pulledOf(source)
  const parts = partsOf(items, format)
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => parts.next(),
      async return () {
        items.close()
        return { done: true, value: undefined }
      }
    })
  }
}

async function * partsOf (items: Pulled, format: (item: unknown) => Uint8Array): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = []
  // A copy, as the library returns a part of a larger buffer.
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
