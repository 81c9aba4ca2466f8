/**
 * The serializer for CBOR: `application/cbor` and, by its suffix, every `+cbor`. Exported as `fastify-produces/cbor`.
 *
 * In: at boot a schema, per request a payload. Out: bytes, or a stream where the payload's items come one by one. What the schema
 * does not declare never goes out. RFC 8949, in its preferred serialization (§4.1), which is cbor2's matter.
 * @see https://www.rfc-editor.org/rfc/rfc8949
 */
import type { Readable } from 'node:stream'
import type { RequiredEncodeOptions } from 'cbor2'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ItemStream } from '../../streams/index.js'
import { loadLibrary } from '../format.js'
import { compileBinary, type Plain } from './data.js'

/** The compiler for `application/cbor`. */
export interface CborCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => Uint8Array | Readable
}

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
  const write = writer()
  return {
    sync: true,
    compile: (schema, route) => compileBinary(schema, route, {
      numberOf: (value) => value,
      write,
      stream: (items, format) => new ItemStream(items, { head: ARRAY_START, tail: BREAK, format })
    })
  }
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

function writer (): (data: Plain) => Uint8Array {
  const { defaultEncodeOptions, writeInt, writeString, writeUint8Array, writeUnknown } = loadLibrary<Encoder>('cbor', 'cbor2', 'cbor2/encoder')
  const { Writer } = loadLibrary<typeof import('cbor2/writer')>('cbor', 'cbor2', 'cbor2/writer')
  const options: RequiredEncodeOptions = { ...defaultEncodeOptions }

  // Structures are walked here: cbor2's own walk asks tables that anybody in the process may change, and makes a writer for every name.
  function add (data: Plain, to: Writer): void {
    if (typeof data !== 'object' || data === null) return writeUnknown(data, to, options)
    if (data instanceof Uint8Array) return writeUint8Array(data, to)
    if (isArray(data)) {
      writeInt(data.length, to, ARRAY)
      for (const item of data) add(item, to)
      return
    }
    const members = Object.entries(data)
    writeInt(members.length, to, MAP)
    for (const [name, value] of members) {
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

// Array.isArray does not know that an array may be read-only.
function isArray (data: Plain): data is readonly Plain[] {
  return Array.isArray(data)
}
