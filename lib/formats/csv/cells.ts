/**
 * One cell of CSV: a value of a row as text, without quotes.
 *
 * In: a value, and the shape that the schema declares for it. Out: its text; what the shape does not declare is an empty cell.
 * RFC 4180 leaves open what a field says; formulas are kept from spreadsheets as OWASP's ASVS 5.0 has it in 1.2.10.
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
import { types } from 'node:util'
import { ANY, itemShape, NOTHING, type Shape } from '../../schemas/index.js'
import { formatDate } from '../format.js'

export interface CellOptions {
  readonly formulas: 'escape' | 'allow'
  readonly arraySeparator: string
}

/** An object to read properties from. */
export type Properties = Readonly<Record<string, unknown>>

/** Compiles the function that makes the cells of one column, of values that went through `toPlain`. */
export function compileCell (shape: Shape, { formulas, arraySeparator }: CellOptions): (plain: unknown) => string {
  const guard = formulas === 'allow' ? unchanged : shape.number ? escapeUnlessNumber : escapeFormula
  return function formatCell (plain) {
    const text = textOf(plain, shape, arraySeparator)
    return typeof plain === 'number' || typeof plain === 'bigint' ? text : guard(text)
  }
}

function unchanged (text: string): string {
  return text
}

// What a spreadsheet takes for the start of a formula. LF and the full-width forms are OWASP's too; csv-stringify has no LF and no NUL.
const FORMULA_STARTS = '=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20'

/**
 * Keeps a spreadsheet from reading text as a formula: an apostrophe before it says that it is text.
 *
 * choice: RFC 4180 knows no formulas; a reader that is not a spreadsheet sees the apostrophe.
 */
export function escapeFormula (text: string): string {
  return text !== '' && FORMULA_STARTS.includes(text.charAt(0)) ? `'${text}` : text
}

const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

// Database drivers return exact decimals as strings; where the schema says number, `-12.50` is one.
function escapeUnlessNumber (text: string): string {
  return NUMBER.test(text) ? text : escapeFormula(text)
}

/** What JSON would be made of: dates and bytes stay, other objects with `toJSON` say themselves what they are. */
export function toPlain (value: unknown): unknown {
  return isStructure(value) && typeof value.toJSON === 'function' ? value.toJSON() : value
}

/** Whether a value is an object with properties, or an array. */
export function isStructure (value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !types.isDate(value) && !types.isUint8Array(value)
}

/** Reads a property. Getters and the properties of a class count; what every object inherits as `__proto__` does not. */
export function read (value: unknown, name: string): unknown {
  if (!isStructure(value)) return undefined
  return name === '__proto__' && !Object.hasOwn(value, name) ? undefined : value[name]
}

function textOf (plain: unknown, shape: Shape, separator: string): string {
  if (!isStructure(plain)) return shape.scalar ? scalarText(plain, shape) : ''
  if (isJsonIn(plain, shape)) return Array.isArray(plain) ? jsonArray(plain, shape) : jsonObject(plain, shape)
  if (Array.isArray(plain)) return arrayText(plain, shape, separator)
  return shape.scalar ? ownText(plain) ?? '' : ''
}

/** A scalar as text; empty for what JSON has no value for, and for `null`. */
export function scalarText (value: unknown, { format }: Shape): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? '' : formatDate(value, format)
  // null, undefined, and what JSON does not have either: functions, symbols.
  return types.isUint8Array(value) ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') : ''
}

/** Of an object where a scalar is declared: identifiers and decimals of a driver say themselves what they are. */
export function ownText (value: Properties): string | undefined {
  const { toString } = value
  return typeof toString === 'function' && toString !== Object.prototype.toString ? String(value) : undefined
}

/**
 * Whether a structure is written as JSON in a cell.
 *
 * choice: scalars stand side by side, as people read them; where the schema declares more than scalars, the cell is JSON.
 */
export function isJsonIn (plain: Properties, { object, items }: Shape): boolean {
  if (!Array.isArray(plain)) return object
  return items === ANY ? plain.some((value) => isStructure(toPlain(value))) : items !== undefined && (items.object || items.items !== undefined)
}

function arrayText (values: readonly unknown[], shape: Shape, separator: string): string {
  if (shape.items === undefined) return ''
  return Array.from(declaredItems(values, shape), (value, index) => textOf(toPlain(value), itemShape(shape, index), separator)).join(separator)
}

// Behind a tuple there may be nothing at all.
function declaredItems (values: readonly unknown[], { places, rest }: Shape): readonly unknown[] {
  return rest === NOTHING ? values.slice(0, places.length) : values
}

/** JSON of what the shape declares; `undefined` for what it does not. */
function jsonOf (value: unknown, shape: Shape): string | undefined {
  const plain = toPlain(value)
  if (shape === NOTHING) return undefined
  if (plain === null) return 'null'
  if (!isStructure(plain)) return shape.scalar ? jsonScalar(plain, shape) : undefined
  if (Array.isArray(plain)) return shape.items && jsonArray(plain, shape)
  if (shape.object) return jsonObject(plain, shape)
  return shape.scalar ? jsonScalar(ownText(plain), shape) : undefined
}

function jsonScalar (value: unknown, shape: Shape): string | undefined {
  const text = scalarText(value, shape)
  switch (typeof value) {
    case 'number': return text === '' ? 'null' : text
    // choice: the digits, as fast-json-stringify writes them; JSON.stringify refuses.
    case 'bigint':
    case 'boolean': return text
    case 'string':
    case 'object': return JSON.stringify(text)
    default: return undefined
  }
}

function jsonArray (values: readonly unknown[], shape: Shape): string {
  return `[${Array.from(declaredItems(values, shape), (value, index) => jsonOf(value, itemShape(shape, index)) ?? 'null').join()}]`
}

function jsonObject (value: Properties, shape: Shape): string {
  const members: string[] = []
  function add (name: string, property: Shape | undefined): void {
    const json = property && jsonOf(read(value, name), property)
    if (json !== undefined) members.push(`${JSON.stringify(name)}:${json}`)
  }
  for (const [name, property] of shape.properties) add(name, property)
  if (shape.patterns.length > 0 || shape.additional !== undefined) {
    for (const name of Object.keys(value)) {
      if (!shape.properties.has(name)) add(name, shape.patterns.find(([pattern]) => pattern.test(name))?.[1] ?? shape.additional)
    }
  }
  return `{${members.join()}}`
}
