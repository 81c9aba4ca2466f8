/**
 * A value in blocks, for formats that people read: scalars, fields, lists and tables.
 *
 * In: a value, and the shape that the schema declares for it. Out: blocks of what the shape declares and nothing else. The format
 * decides how a block is written.
 */
import { types } from 'node:util'
import { ANY, isAbsent, isOpen, itemShape, NOTHING, type Shape } from '../../schemas/index.js'
import { type Column, columnsIn, isNested, isRow } from '../values/columns.js'
import { checkRow } from '../values/rows.js'
import {
  declaredItems, isStructure, type Properties, read, scalarText, toPlain, visitProperties
} from '../values/values.js'

export type Block = Scalar | Fields | List | Table

export interface Scalar {
  readonly kind: 'scalar'
  /** `time`: a date or time that HTML can read; `link`: an http(s) address that the schema declares as a URI. */
  readonly type: 'text' | 'number' | 'time' | 'link'
  /** Empty for `null`. */
  readonly text: string
}

/** An object. */
export interface Fields {
  readonly kind: 'fields'
  readonly fields: readonly Field[]
}

/** A property under its label. */
export interface Field {
  readonly label: string
  readonly block: Block
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Block[]
}

/** An array of objects. */
export interface Table {
  readonly kind: 'table'
  readonly columns: readonly TableColumn[]
  /** Each an object, `null` or `undefined`. */
  readonly rows: readonly unknown[]
  readonly row: Shape
}

/** A column under its label. */
export interface TableColumn extends Column {
  readonly label: string
  /** Whether it declares numbers and no other scalars. */
  readonly number: boolean
}

const EMPTY: Scalar = { kind: 'scalar', type: 'text', text: '' }

/**
 * What the shape declares of a value, as blocks.
 *
 * @throws TypeError for a row of a table that is not an object
 */
export function blockOf (value: unknown, shape: Shape): Block {
  const plain = toPlain(value)
  if (!isStructure(plain)) return shape.scalar ? scalarOf(plain, shape) : EMPTY
  if (Array.isArray(plain)) return arrayOf(plain, shape, shape.items as Shape)
  return { kind: 'fields', fields: fieldsOf(plain, shape) }
}

function arrayOf (values: readonly unknown[], shape: Shape, items: Shape): Block {
  const columns = items === ANY ? columnsOfRows(values) : columnsOf(shape)
  if (columns !== undefined) return { kind: 'table', columns, rows: Array.from(values, checkRow), row: items }
  const blocks = Array.from(declaredItems(values, shape), (value, index) => blockOf(value, itemShape(shape, index)))
  return { kind: 'list', items: blocks }
}

function fieldsOf (value: Properties, shape: Shape): Field[] {
  const fields: Field[] = []
  visitProperties(value, shape, (name, property) => {
    const plain = toPlain(read(value, name))
    if (property === NOTHING || isAbsent(plain)) return
    fields.push({ label: cleanText(shape.titles.get(name) ?? name), block: blockOf(plain, property) })
  })
  return fields
}

const tables = new WeakMap<Shape, readonly TableColumn[]>()

/** The columns of an array; `undefined` where its items may be something other than objects, or the schema names no properties. */
export function columnsOf ({ items, places }: Shape): readonly TableColumn[] | undefined {
  if (items === undefined || places.length > 0 || items.scalar || items.items !== undefined || !items.object) return undefined
  const columns = tables.get(items) ?? declaredColumns(items)
  tables.set(items, columns)
  return columns.length === 0 ? undefined : columns
}

function declaredColumns (row: Shape): readonly TableColumn[] {
  const declared = columnsIn(row, (shape) => isNested(shape) && !isOpen(shape))
  const columns = declared.map(({ path, shape }) => ({ label: labelOf(row, path), number: shape.number, path, shape }))
  return columns.length > 0 && isOpen(row) ? [...columns, othersOf(row)] : columns
}

// choice: properties that the schema does not name share the last column.
function othersOf (row: Shape): TableColumn {
  const named = [...row.properties.keys()].map((name) => [name, NOTHING] as const)
  return { label: '…', number: false, path: [], shape: { ...row, properties: new Map(named) } }
}

function labelOf (row: Shape, path: readonly string[]): string {
  const labels: string[] = []
  let shape: Shape | undefined = row
  for (const name of path) {
    labels.push(cleanText(shape?.titles.get(name) ?? name))
    shape = shape?.properties.get(name)
  }
  return labels.join(' › ')
}

/** Rows that no schema describes are not a table if they have more columns than this: each may have names of its own. */
const MAX_COLUMNS = 40

function columnsOfRows (values: readonly unknown[]): readonly TableColumn[] | undefined {
  const names = new Set<string>()
  for (const value of values) {
    const plain = toPlain(value)
    if (!isRow(plain)) return undefined
    for (const name of Object.keys(plain)) names.add(name)
    if (names.size > MAX_COLUMNS) return undefined
  }
  if (names.size === 0) return undefined
  return [...names].map((name) => ({ label: cleanText(name), number: false, path: [name], shape: ANY }))
}

function scalarOf (value: unknown, shape: Shape): Scalar {
  const text = cleanText(scalarText(value))
  return { kind: 'scalar', type: typeOf(value, text, shape), text }
}

function typeOf (value: unknown, text: string, { number, format }: Shape): Scalar['type'] {
  if (number || typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (types.isDate(value) || TIME_FORMATS.has(format)) return TIME.test(text) ? 'time' : 'text'
  return format === 'uri' && ADDRESS.test(text) && URL.canParse(text) ? 'link' : 'text'
}

const TIME_FORMATS = new Set<unknown>(['date-time', 'date', 'time'])

// The forms of RFC 3339 that HTML can read in <time datetime>.
const TIME = /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?|\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/

// Characters that RFC 3986 does not allow could end the link early.
const ADDRESS = /^https?:\/\/[^\s"<>\\^`{|}]+$/i

const UNWRITABLE = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu

/**
 * Text that HTML, XML and Markdown can contain.
 *
 * choice: line ends become LF; a control character, a noncharacter and half a surrogate pair become U+FFFD.
 */
export function cleanText (text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '\ufffd')
}
