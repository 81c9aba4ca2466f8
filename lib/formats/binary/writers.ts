/**
 * How data is written in a binary format, compiled from its form.
 *
 * In: what boot knows of the data; then the data, as a plan lets it out. It is ours and plain: nothing in it has a class, a getter or
 * a `toJSON`, except for bytes, and for items that come one by one.
 */
import { types } from 'node:util'
import { ANY_FORM, type ArrayForm, type Form, type ObjectForm, type Step, unroll } from '../../schemas/index.js'
import { isItems } from '../../streams/index.js'
import { ValueFault } from '../faults.js'
import { LONGEST_HEAD, type Notation } from './notation.js'
import { Output } from './output.js'
import { toWellFormed, writeText } from './text.js'

/** Writes data. */
export type Write = (data: unknown, to: Output) => void

type WriteArray = (data: readonly unknown[], to: Output) => void
type WriteObject = (data: object, to: Output) => void
/** Writes the declared properties, and says how many there are. */
type WriteProperties = (data: object, to: Output) => number

/** The writers of one notation: one for each form, whoever asks for it. */
export class Writers {
  readonly #notation: Notation
  readonly #known = new WeakMap<Form, Write>()

  constructor (notation: Notation) {
    this.#notation = notation
  }

  /** The writer of data of a form. What it needs for objects and arrays is compiled when the first comes: a form may contain itself. */
  of (form: Form): Write {
    const known = this.#known.get(form)
    if (known !== undefined) return known
    const write = this.#compile(form)
    this.#known.set(form, write)
    return write
  }

  #compile (form: Form): Write {
    const notation = this.#notation
    let writeArray: WriteArray | undefined
    let writeObject: WriteObject | undefined
    const writeStructure: WriteObject = (data, to) => {
      if (Array.isArray(data)) (writeArray ??= this.#array(form.array))(data, to)
      else if (Object.getPrototypeOf(data) === Object.prototype) (writeObject ??= this.#object(form.object))(data, to)
      // choice: a date is text, as in JSON. To the schema, which describes all representations, it is a string with a `format`; a tag
      // (RFC 8949 §3.4.1) or a timestamp (MessagePack's extension -1) is nothing that it declares.
      else if (data instanceof Date) writeText(data.toISOString(), notation.text, to)
      else this.#bytes(data, to)
    }
    return (data, to) => {
      to.reserve(LONGEST_HEAD)
      switch (typeof data) {
        case 'string': writeText(data, notation.text, to); break
        case 'number': notation.number(data, to); break
        case 'boolean': to.bytes[to.position++] = data ? notation.true : notation.false; break
        case 'bigint': notation.bigint(data, to); break
        default:
          if (typeof data === 'object' && data !== null) writeStructure(data, to)
          // Of a symbol that was in a box too.
          else to.bytes[to.position++] = notation.null
      }
    }
  }

  #array (form: ArrayForm | undefined): WriteArray {
    const { array } = this.#notation
    const places = form?.places.map((place) => this.of(place)) ?? []
    const write = this.of(form?.rest ?? ANY_FORM)
    return (data, to) => {
      array.write(data.length, to)
      for (let index = 0; index < data.length; index++) (index < places.length ? places[index] as Write : write)(data[index], to)
    }
  }

  #object (form: ObjectForm = OPEN): WriteObject {
    const names = form.properties.map(([name]) => name)
    // Names that read the same once they are written are one.
    if (names.some(isIllFormed)) return this.#open(new Set(), () => 0)
    const writeProperties = unroll<Output, number>(names, form.properties.map(([name, inner]) => this.#property(name, this.of(inner))), 0)
    return form.isOpen ? this.#open(new Set(names), writeProperties) : this.#closed(names.length, writeProperties)
  }

  /** Writes a property, and counts it. */
  #property (name: string, write: Write): Step<Output, number> {
    const key = keys.collect((text: string, to) => { writeText(text, this.#notation.text, to) }, name)
    const words = wordsOf(key)
    return (value, to) => {
      if (value === undefined) return 0
      to.reserve(words.length * WORD)
      const { view, position } = to
      // A word at once is faster than its bytes. What the last has too much is written over.
      for (let index = 0; index < words.length; index++) view.setInt32(position + index * WORD, words[index] as number)
      to.position = position + key.length
      write(value, to)
      return 1
    }
  }

  /** Most objects have all that is declared, so the head has room for that. */
  #closed (expected: number, writeProperties: WriteProperties): WriteObject {
    const { map } = this.#notation
    const room = map.sizeOf(expected)
    return (data, to) => {
      const start = to.position
      to.position += room
      map.close(writeProperties(data, to), to, start, expected)
    }
  }

  /** Others follow those that are declared. */
  #open (declared: ReadonlySet<string>, writeProperties: WriteProperties): WriteObject {
    const { map, text } = this.#notation
    const write = this.of(ANY_FORM)
    return (data, to) => {
      const start = to.position
      const names = Object.keys(data)
      map.write(names.length, to)
      writeProperties(data, to)
      for (const name of names) {
        if (declared.has(name)) continue
        if (!writeText(name, text, to) && isIllFormed(name)) {
          to.position = start
          return write(wellFormed(data), to)
        }
        write((data as Record<string, unknown>)[name], to)
      }
    }
  }

  /** @throws ValueFault for items that come one by one: only the payload's own can be waited for */
  #bytes (data: object, to: Output): void {
    if (isItems(data)) throw new ValueFault(data, 'cannot send items one by one within a payload: collect them into an array')
    const bytes = bytesOf(data)
    this.#notation.bytes.write(bytes.length, to)
    to.add(bytes)
  }
}

/** Where keys are encoded. What they are for may be written already. */
const keys = new Output()

/** What is known of an object where nothing is known. */
const OPEN: ObjectForm = { properties: [], isOpen: true }

/** In bytes. */
const WORD = 4

function wordsOf (key: Buffer): Int32Array {
  const length = Math.ceil(key.length / WORD)
  const padded = Buffer.concat([key], length * WORD)
  return Int32Array.from({ length }, (_, index) => padded.readInt32BE(index * WORD))
}

function bytesOf (data: object): Uint8Array {
  if (types.isUint8Array(data)) return data
  if (types.isDataView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  return new Uint8Array(data as ArrayBufferLike)
}

function isIllFormed (name: string): boolean {
  return toWellFormed(name) !== name
}

// choice: of names that read the same the last stands, as in an object. A map of CBOR has none twice (RFC 8949 §5.6).
function wellFormed (data: object): object {
  return Object.fromEntries(Object.entries(data).map(([name, value]) => [toWellFormed(name), value as unknown]))
}
