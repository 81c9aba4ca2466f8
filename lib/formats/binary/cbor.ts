/**
 * The serializer for CBOR: `application/cbor` and, by its suffix, every `+cbor`. Exported as `fastify-produces/cbor`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out. RFC 8949, in preferred serialization (§4.1).
 * @see https://www.rfc-editor.org/rfc/rfc8949
 */
import { ItemStream } from '../../streams/index.js'
import { checkNoOptions, markFactory } from '../format.js'
import { type BinaryCompiler, binaryCompiler } from './data.js'
import { Head, type Notation } from './notation.js'
import type { Output } from './output.js'
import { Writers } from './writers.js'

/** The compiler for `application/cbor`. */
export type CborCompiler = BinaryCompiler

/**
 * Makes the serializer for `application/cbor`.
 *
 * The content is the data that JSON would have; bytes, integers of any size, NaN and the infinities stay what they are. An async
 * iterable or a generator becomes an array of indefinite length, which reads an item when there is room for it.
 *
 * @throws TypeError for an option: there are none
 * @example
 * Buffer.from(cbor().compile(undefined, route)({ name: 'Mars' })).toString('hex') // 'a1646e616d65644d617273'
 */
export default function cbor (...none: []): CborCompiler {
  checkNoOptions(cbor, none)
  return binaryCompiler(WRITERS, (items, format) => new ItemStream(items, { head: ARRAY_START, tail: BREAK, format }))
}

markFactory(cbor)
// What `require` gives.
cbor.default = cbor
export { cbor as 'module.exports' }

/*
 * array of indefinite length = 0x9f *(data item) 0xff     (RFC 8949 §3.2.2)
 */
const ARRAY_START = Uint8Array.of(0x9f)
const BREAK = Uint8Array.of(0xff)

/** The head of a major type (RFC 8949 §3.1): its number, and a count of 5 bits, or in the next 1, 2 or 4 bytes. */
function headOf (majorType: number): Head {
  const initial = majorType << 5
  return new Head(initial, 24, [initial | 24, initial | 25, initial | 26])
}

const UNSIGNED = headOf(0)
const NEGATIVE = headOf(1)
const BYTES = headOf(2)

// The initial byte of what has 8 more.
const UNSIGNED_64 = 0x1b
const NEGATIVE_64 = 0x3b

// Tags 2 and 3 (RFC 8949 §3.4.3).
const UNSIGNED_BIGNUM = 0xc2
const NEGATIVE_BIGNUM = 0xc3

// Major type 7 (RFC 8949 §3.3).
const HALF = 0xf9
const SINGLE = 0xfa
const DOUBLE = 0xfb

const NOTATION: Notation = {
  bytes: BYTES,
  text: headOf(3),
  array: headOf(4),
  map: headOf(5),
  false: 0xf4,
  true: 0xf5,
  null: 0xf6,
  number (value, to) {
    if (!Number.isSafeInteger(value)) writeFloat(value, to)
    else if (value >= 0) writeCount(value, UNSIGNED, UNSIGNED_64, to)
    else writeCount(-1 - value, NEGATIVE, NEGATIVE_64, to)
  },
  bigint (value, to) {
    const isNegative = value < 0n
    const count = isNegative ? -1n - value : value
    if (Number.isSafeInteger(Number(value))) NOTATION.number(Number(value), to)
    else if (count >= 2n ** 64n) writeBignum(count, isNegative ? NEGATIVE_BIGNUM : UNSIGNED_BIGNUM, to)
    else {
      to.bytes[to.position] = isNegative ? NEGATIVE_64 : UNSIGNED_64
      to.view.setBigUint64(to.position + 1, count)
      to.position += 9
    }
  }
}

const WRITERS = new Writers(NOTATION)

function writeCount (count: number, head: Head, initial64: number, to: Output): void {
  if (count < 2 ** 32) return head.write(count, to)
  const { bytes, view, position } = to
  bytes[position] = initial64
  view.setUint32(position + 1, count / 2 ** 32)
  view.setUint32(position + 5, count)
  to.position += 9
}

function writeBignum (count: bigint, tag: number, to: Output): void {
  const digits = count.toString(16)
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex')
  to.bytes[to.position++] = tag
  BYTES.write(bytes.length, to)
  to.add(bytes)
}

/** Writes a float in the fewest bytes that keep its value. */
function writeFloat (value: number, to: Output): void {
  const { bytes, view, position } = to
  if (Math.fround(value) !== value && !Number.isNaN(value)) {
    bytes[position] = DOUBLE
    view.setFloat64(position + 1, value)
    to.position += 9
    return
  }
  view.setFloat32(position + 1, value)
  const half = Number.isNaN(value) ? 0x7e00 : halfOf(view.getUint32(position + 1))
  bytes[position] = half === undefined ? SINGLE : HALF
  if (half !== undefined) view.setUint16(position + 1, half)
  to.position += half === undefined ? 5 : 3
}

/*
 * IEEE 754, single: sign(1) exponent(8, bias 127) fraction(23)
 *           half:   sign(1) exponent(5, bias 15) fraction(10); exponent 0: fraction × 2^-24
 */
function halfOf (single: number): number | undefined {
  const sign = (single >>> 16) & 0x8000
  const exponent = (single >>> 23) & 0xff
  const fraction = single & 0x7fffff
  if (exponent === 0xff) return sign | 0x7c00
  // Further bits of the fraction that a half has no room for: always 13, and more where the exponent is below the least.
  const lost = Math.max(13, 126 - exponent)
  const whole = fraction | 0x800000
  if (exponent > 142 || exponent < 103 || (whole & ((1 << lost) - 1)) !== 0) return undefined
  return exponent > 112 ? sign | ((exponent - 112) << 10) | (fraction >>> 13) : sign | (whole >>> lost)
}
