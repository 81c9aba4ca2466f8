/**
 * The serializer for MessagePack: `application/vnd.msgpack`, and older names in use alongside it. Exported as `fastify-produces/msgpack`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out.
 * @see https://github.com/msgpack/msgpack/blob/master/spec.md
 */
import { type Items, ItemStream, pulledOf, type Pulled } from '../../streams/index.js'
import { ValueFault } from '../faults.js'
import { checkNoOptions, markFactory } from '../format.js'
import { type BinaryCompiler, binaryCompiler } from './data.js'
import { Head, type Notation } from './notation.js'
import { Output } from './output.js'
import { Writers } from './writers.js'

/** The compiler for `application/vnd.msgpack`. */
export type MsgpackCompiler = BinaryCompiler

/**
 * Makes the serializer for MessagePack: `application/vnd.msgpack`, `application/msgpack`, `application/x-msgpack`.
 *
 * The content is the data that JSON would have; bytes, integers of up to 64 bits, NaN and the infinities stay what they are; a larger
 * integer is a TypeError. The length of an array comes before its items: those of an async iterable or a generator are written as they
 * come, and kept until the last one has come.
 *
 * @throws TypeError for an option: there are none
 * @example
 * Buffer.from(msgpack().compile(undefined, route)({ name: 'Mars' })).toString('hex') // '81a46e616d65a44d617273'
 */
export default function msgpack (...none: []): MsgpackCompiler {
  checkNoOptions(msgpack, none)
  // choice: kept as bytes, which take less room than objects, and closed at the first item that cannot be written.
  return binaryCompiler(WRITERS, (items, format) => new ItemStream(collect(items, format), { format: (part) => part as Uint8Array }))
}

markFactory(msgpack)
// What `require` gives.
msgpack.default = msgpack
export { msgpack as 'module.exports' }

const UNSIGNED = new Head(0x00, 0x80, [0xcc, 0xcd, 0xce])
const UNSIGNED_64 = 0xcf
const INTEGER_8 = 0xd0
const INTEGER_16 = 0xd1
const INTEGER_32 = 0xd2
const INTEGER_64 = 0xd3
const FLOAT_64 = 0xcb

const NOTATION: Notation = {
  map: new Head(0x80, 0x10, [undefined, 0xde, 0xdf]),
  array: new Head(0x90, 0x10, [undefined, 0xdc, 0xdd]),
  text: new Head(0xa0, 0x20, [0xd9, 0xda, 0xdb]),
  bytes: new Head(0, 0, [0xc4, 0xc5, 0xc6]),
  null: 0xc0,
  false: 0xc2,
  true: 0xc3,
  number (value, to) {
    if (!Number.isSafeInteger(value)) writeFloat(value, to)
    else if (value >= 2 ** 32 || value < -(2 ** 31)) writeLong(value, to)
    else if (value >= 0) UNSIGNED.write(value, to)
    else writeNegative(value, to)
  },
  bigint (value, to) {
    if (Number.isSafeInteger(Number(value))) return NOTATION.number(Number(value), to)
    if (value < -(2n ** 63n) || value >= 2n ** 64n) throw new ValueFault(value, 'MessagePack has no integers of more than 64 bits')
    to.bytes[to.position] = value < 0n ? INTEGER_64 : UNSIGNED_64
    to.view.setBigUint64(to.position + 1, BigInt.asUintN(64, value))
    to.position += 9
  }
}

const WRITERS = new Writers(NOTATION)

function writeFloat (value: number, to: Output): void {
  to.bytes[to.position] = FLOAT_64
  to.view.setFloat64(to.position + 1, value)
  to.position += 9
}

function writeLong (value: number, to: Output): void {
  const { bytes, view, position } = to
  bytes[position] = value < 0 ? INTEGER_64 : UNSIGNED_64
  view.setInt32(position + 1, Math.floor(value / 2 ** 32))
  view.setInt32(position + 5, value)
  to.position += 9
}

function writeNegative (value: number, to: Output): void {
  const { bytes, view, position } = to
  if (value >= -0x20) {
    bytes[position] = value
    to.position += 1
  } else if (value >= -0x80) {
    bytes[position] = INTEGER_8
    bytes[position + 1] = value
    to.position += 2
  } else if (value >= -0x8000) {
    bytes[position] = INTEGER_16
    view.setInt16(position + 1, value)
    to.position += 3
  } else {
    bytes[position] = INTEGER_32
    view.setInt32(position + 1, value)
    to.position += 5
  }
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
  for await (const item of items) parts.push(format(item))
  const head = new Output()
  yield head.collect((length: number, to) => { NOTATION.array.write(length, to) }, parts.length)
  yield * parts
}
