/**
 * Boot: from the form of data, the function that writes it as JSON.
 *
 * In: data that a plan has made. Out: the text that fast-json-stringify writes of the same payload. It stands in for that where it does
 * not know all that a schema says, and writes JSON item by item. RFC 8259.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
import { ANY_FORM, type ArrayForm, type Form, type ObjectForm, unroll } from '../../schemas/index.js'

/** Writes data as JSON. */
export type WriteJson = (data: unknown) => string

/**
 * Compiles the function that writes the data of a form.
 *
 * @param bytesText what bytes are in a string. Default: as fast-json-stringify has them
 * @example
 * compileWriteJson({ object: undefined, array: undefined })({ name: 'Mars', moons: ['Phobos'] }) // '{"name":"Mars","moons":["Phobos"]}'
 */
export function compileWriteJson (form: Form, bytesText: (bytes: Bytes) => string = String): WriteJson {
  return compileWrite(form, { bytesText, writers: new Map() })
}

/** Bytes, as data has them. */
type Bytes = ArrayBufferView | ArrayBuffer

/** Compiles the function that writes an item by its index in an array of a form, as it stands in there. */
export function compileWriteItem (form: Form): WriteItem {
  return compileItem(form.array, { bytesText: String, writers: new Map() })
}

interface Known {
  bytesText (bytes: Bytes): string
  readonly writers: Map<Form, WriteJson>
}

function compileWrite (form: Form, known: Known): WriteJson {
  const before = known.writers.get(form)
  if (before !== undefined) return before
  let writeObject: WriteObject | undefined
  let writeItem: WriteItem | undefined
  function write (data: unknown): string {
    if (typeof data === 'string') return quote(data)
    if (typeof data !== 'object' || data === null) return scalar(data)
    if (Array.isArray(data)) {
      writeItem ??= compileItem(form.array, known)
      return array(data, writeItem)
    }
    if (data instanceof Date) return quote(data.toISOString())
    if (isBytes(data)) return quote(known.bytesText(data))
    // A form that contains itself is compiled when there is data in it.
    writeObject ??= compileObject(form.object, known)
    return writeObject(data)
  }
  known.writers.set(form, write)
  return write
}

type WriteObject = (data: object) => string
type WriteItem = (item: unknown, index: number) => string

/*
 * value = false / null / true / object / array / number / string     (RFC 8259 §3)
 */
function scalar (data: unknown): string {
  // NaN and the infinities are null, as JSON.stringify has them. Numbers come first: most scalars are.
  return typeof data === 'number' && !Number.isFinite(data) ? 'null' : `${data as number | bigint | boolean | null}`
}

/** What is an object to JavaScript, and a string to JSON. */
function isBytes (data: object): data is Bytes {
  return ArrayBuffer.isView(data) || data instanceof ArrayBuffer
}

/*
 * unescaped = %x20-21 / %x23-5B / %x5D-10FFFF                         (RFC 8259 §7)
 *
 * Half a surrogate pair is escaped too, as it is no Unicode text (ECMA-262, QuoteJSONString).
 */
// eslint-disable-next-line no-control-regex
const ESCAPED = /[\u0000-\u001f"\\\ud800-\udfff]/

/** How many characters a loop looks at faster than a regular expression. */
const SHORT = 40

function quote (text: string): string {
  const { length } = text
  if (length > SHORT) return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff)) return JSON.stringify(text)
  }
  return `"${text}"`
}

/*
 * array = begin-array [ value *( value-separator value ) ] end-array  (RFC 8259 §5)
 */
function array (data: readonly unknown[], writeItem: WriteItem): string {
  if (data.length === 0) return '[]'
  let text = `[${writeItem(data[0], 0)}`
  for (let index = 1; index < data.length; index++) text += `,${writeItem(data[index], index)}`
  return `${text}]`
}

function compileItem (form: ArrayForm | undefined, known: Known): WriteItem {
  if (form === undefined) return compileWrite(ANY_FORM, known)
  const rest = compileWrite(form.rest, known)
  const places = form.places.map((place) => compileWrite(place, known))
  return places.length === 0 ? rest : (item, index) => (places[index] ?? rest)(item)
}

/*
 * object = begin-object [ member *( value-separator member ) ] end-object
 * member = string name-separator value                                (RFC 8259 §4)
 */
function compileObject (form: ObjectForm | undefined, known: Known): WriteObject {
  const any = compileWrite(ANY_FORM, known)
  if (form === undefined) return (data) => enclose(othersOf(data, any, (name) => data[name as never] !== undefined))
  const { properties, isOpen } = form
  const names = properties.map(([name]) => name)
  const named = unroll(names, properties.map(([name, inner]) => {
    const before = `,${JSON.stringify(name)}:`
    const write = compileWrite(inner, known)
    return (value: unknown) => value === undefined ? '' : before + write(value)
  }), '')
  if (!isOpen) return (data) => enclose(named(data, undefined))
  const isNamed = new Set(names)
  return (data) => enclose(named(data, undefined) + othersOf(data, any, (name) => !isNamed.has(name)))
}

function othersOf (data: object, write: WriteJson, isOther: (name: string) => boolean): string {
  let text = ''
  for (const [name, value] of Object.entries(data)) if (isOther(name)) text += `,${quote(name)}:${write(value)}`
  return text
}

function enclose (members: string): string {
  return `{${members.slice(1)}}`
}
