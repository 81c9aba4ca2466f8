/**
 * A value in blocks, for formats that people read: scalars, fields, lists and tables.
 *
 * In: a value, and the shape that the schema declares for it. Out: blocks that hold what the shape declares and nothing else. How a
 * block is written is the format's matter.
 */
import { types } from 'node:util'
import { ANY, itemShape, NOTHING, type Shape } from '../../schemas/index.js'
import { isStructure, ownText, read, scalarText, toPlain } from '../csv/cells.js'
import { columnsIn, isNested } from '../csv/columns.js'

export type Block = Scalar | Fields | List | Table

export interface Scalar {
  readonly kind: 'scalar'
  /** `time`: a date or time as HTML reads it; `link`: an http(s) address that the schema declares as a URI. */
  readonly type: 'text' | 'number' | 'time' | 'link'
  /** Empty for `null`. */
  readonly text: string
}

/** An object. */
export interface Fields {
  readonly kind: 'fields'
  readonly members: ReadonlyArray<{ readonly label: string, readonly block: Block }>
}

export interface List {
  readonly kind: 'list'
  readonly items: readonly Block[]
}

/** An array of objects. */
export interface Table {
  readonly kind: 'table'
  readonly columns: readonly TableColumn[]
  /** Each is an object, or nothing at all. */
  readonly rows: readonly unknown[]
  readonly row: Shape
}

/** A column, and where its values stand in a row. */
export interface TableColumn {
  readonly label: string
  /** Whether it declares numbers and no other scalars. */
  readonly number: boolean
  readonly path: readonly string[]
  readonly shape: Shape
}

/** The value of one cell. */
export function readCell (row: unknown, { path }: TableColumn): unknown {
  return path.reduce((value, name) => toPlain(read(value, name)), row)
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
  if (Array.isArray(plain)) return shape.items === undefined ? EMPTY : arrayOf(plain, shape, shape.items)
  if (shape.object) return { kind: 'fields', members: membersOf(plain, shape) }
  return shape.scalar ? { ...EMPTY, text: cleanText(ownText(plain) ?? '') } : EMPTY
}

function arrayOf (values: readonly unknown[], shape: Shape, items: Shape): Block {
  const columns = items === ANY ? columnsOfRows(values) : columnsOf(shape)
  if (columns !== undefined) return { kind: 'table', columns, rows: Array.from(values, toRow), row: items }
  const declared = shape.rest === NOTHING ? values.slice(0, shape.places.length) : values
  return { kind: 'list', items: Array.from(declared, (value, index) => blockOf(value, itemShape(shape, index))) }
}

/** A row as an object; `null` and `undefined` are rows of empty cells. */
export function toRow (value: unknown): unknown {
  const plain = toPlain(value)
  if (isRow(plain)) return plain
  throw new TypeError(`a table has objects for rows, not a value of type ${Object.prototype.toString.call(plain).slice(8, -1)}`)
}

function isRow (plain: unknown): boolean {
  return plain === null || plain === undefined || (isStructure(plain) && !Array.isArray(plain))
}

type Members = Array<{ label: string, block: Block }>

function membersOf (value: Readonly<Record<string, unknown>>, shape: Shape): Members {
  const members: Members = []
  function add (name: string, property: Shape | undefined): void {
    const plain = toPlain(read(value, name))
    // As in JSON; `null` is a value.
    if (property === undefined || property === NOTHING || plain === undefined || typeof plain === 'function' || typeof plain === 'symbol') return
    members.push({ label: cleanText(shape.titles.get(name) ?? name), block: blockOf(plain, property) })
  }
  for (const [name, property] of shape.properties) add(name, property)
  if (!isOpen(shape)) return members
  for (const name of Object.keys(value)) {
    if (!shape.properties.has(name)) add(name, shape.patterns.find(([pattern]) => pattern.test(name))?.[1] ?? shape.additional)
  }
  return members
}

/** Whether an object may have properties that the schema does not name. */
function isOpen ({ patterns, additional }: Shape): boolean {
  return patterns.length > 0 || additional !== undefined
}

const tables = new WeakMap<Shape, readonly TableColumn[]>()

/** The columns of an array; `undefined` where its items are not all objects with names that the schema tells. */
export function columnsOf ({ items, places }: Shape): readonly TableColumn[] | undefined {
  if (items === undefined || places.length > 0 || items.scalar || items.items !== undefined || !items.object) return undefined
  const columns = tables.get(items) ?? declaredColumns(items)
  tables.set(items, columns)
  return columns.length === 0 ? undefined : columns
}

function declaredColumns (row: Shape): readonly TableColumn[] {
  const declared = columnsIn(row, [], [row], (shape) => isNested(shape) && !isOpen(shape))
  const columns = declared.map(({ path, shape }) => ({ label: labelOf(row, path), number: shape.number, path, shape }))
  return columns.length > 0 && isOpen(row) ? [...columns, othersOf(row)] : columns
}

// choice: what has no name in the schema shares a last column.
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

/** More columns than this, of rows that no schema describes, are no table: each of them may have names of its own. */
const MAX_COLUMNS = 40

function columnsOfRows (values: readonly unknown[]): readonly TableColumn[] | undefined {
  const names = new Set<string>()
  for (const value of values) {
    const plain = toPlain(value)
    if (plain === null || plain === undefined || !isRow(plain)) return undefined
    for (const name of Object.keys(plain)) names.add(name)
    if (names.size > MAX_COLUMNS) return undefined
  }
  return names.size === 0 ? undefined : [...names].map((name) => ({ label: cleanText(name), number: false, path: [name], shape: ANY }))
}

function scalarOf (value: unknown, shape: Shape): Scalar {
  const text = cleanText(scalarText(value, shape))
  return { kind: 'scalar', type: typeOf(value, text, shape), text }
}

function typeOf (value: unknown, text: string, { number, format }: Shape): Scalar['type'] {
  if (number || typeof value === 'number' || typeof value === 'bigint') return 'number'
  if (types.isDate(value) || TIME_FORMATS.has(format)) return TIME.test(text) ? 'time' : 'text'
  return format === 'uri' && ADDRESS.test(text) && URL.canParse(text) ? 'link' : 'text'
}

const TIME_FORMATS = new Set<unknown>(['date-time', 'date', 'time'])

// What HTML reads in <time datetime>, of what RFC 3339 has.
const TIME = /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?|\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/

// What RFC 3986 has no place for could end the link where it is written.
const ADDRESS = /^https?:\/\/[^\s"<>\\^`{|}]+$/i

const UNWRITABLE = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu

/**
 * Text that HTML, XML and Markdown can hold.
 *
 * choice: line ends become LF; a control character, a noncharacter and half a surrogate pair become U+FFFD.
 */
export function cleanText (text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '\ufffd')
}
