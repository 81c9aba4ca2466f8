/**
 * The serializer for CBOR: `application/cbor` and, by its suffix, every `+cbor`. Exported as `fastify-produces/cbor`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out. RFC 8949, in preferred serialization (§4.1), as written by cbor2.
 * @see https://www.rfc-editor.org/rfc/rfc8949
 */
import type { RequiredEncodeOptions } from 'cbor2'
import { ItemStream } from '../../streams/index.js'
import { loadLibrary } from '../format.js'
import { type BinaryCompiler, binaryCompiler, type Data } from './data.js'

/** The compiler for `application/cbor`. */
export type CborCompiler = BinaryCompiler

/**
 * Makes the serializer for `application/cbor`.
 *
 * The content is the data that JSON would have; bytes, integers of any size, NaN and the infinities stay what they are. An async
 * iterable or a generator becomes an array of indefinite length, which reads an item when there is room for it.
 *
 * @throws Error where the package cbor2 is missing
 * @example
 * Buffer.from(cbor().compile(undefined, route)({ name: 'Mars' })).toString('hex') // 'a1646e616d65644d617273'
 */
export default function cbor (): CborCompiler {
  return binaryCompiler({
    numberOf: (value) => value,
    write: createWrite(),
    stream: (items, format) => new ItemStream(items, { head: ARRAY_START, tail: BREAK, format })
  })
}

// What `require` gives.
cbor.default = cbor
export { cbor as 'module.exports' }

/*
 * array of indefinite length = 0x9f *(data item) 0xff     (RFC 8949 §3.2.2)
 */
const ARRAY_START = Uint8Array.of(0x9f)
const BREAK = Uint8Array.of(0xff)

// Major types (RFC 8949 §3.1).
const ARRAY = 4
const MAP = 5

type Encoder = typeof import('cbor2/encoder')
type Writer = import('cbor2/writer').Writer

function createWrite (): (data: Data) => Uint8Array {
  const encoder = loadLibrary<Encoder>('cbor', 'cbor2', 'cbor2/encoder')
  const { defaultEncodeOptions, writeInt, writeString, writeUint8Array, writeUnknown } = encoder
  const { Writer } = loadLibrary<typeof import('cbor2/writer')>('cbor', 'cbor2', 'cbor2/writer')
  const options: RequiredEncodeOptions = { ...defaultEncodeOptions }

  // We walk structures: cbor2's own walk reads tables that anyone in the process may change, and makes a writer for every name.
  function add (data: Data, to: Writer): void {
    if (typeof data !== 'object' || data === null) return writeUnknown(data, to, options)
    if (data instanceof Uint8Array) return writeUint8Array(data, to)
    if (isArray(data)) {
      writeInt(data.length, to, ARRAY)
      for (const item of data) add(item, to)
      return
    }
    const properties = Object.entries(data)
    writeInt(properties.length, to, MAP)
    for (const [name, value] of properties) {
      writeString(name, to, options)
      add(value, to)
    }
  }
  return (data) => {
    const to = new Writer()
    add(data, to)
    return to.read()
  }
}

// The type of Array.isArray does not know read-only arrays.
function isArray (data: Data): data is readonly Data[] {
  return Array.isArray(data)
}
