/**
 * Boot: from the shape of a value, what a page shows of it: labels, fields, the columns of tables, what text is.
 *
 * In: the shape that the schema declares, and data that a plan has made. The format decides how it is written.
 */
import { ANY, isOpen, NOTHING, propertyShape, type Shape, unroll } from '../../schemas/index.js'
import { textOfScalar } from '../values/cells.js'
import { type Column, columnsIn, isNested } from '../values/columns.js'
import { Kept } from '../values/kept.js'
import { KeptByWording, type Wording } from './wording.js'

/** A column under its label. */
export interface TableColumn extends Column {
  readonly label: string
  /** Whether it declares numbers and no other scalars. */
  readonly number: boolean
}

/** How a format writes a field. */
export interface FieldFormat<Start, Context> {
  /** What comes before the value, made once for each label. */
  start (label: string): Start
  write (start: Start, data: unknown, shape: Shape, context: Context): string
}

/** Compiles the function that writes the fields of an object: those that the schema names, then others. */
export function compileFields<Start, Context> (
  shape: Shape, wording: Wording, format: FieldFormat<Start, Context>
): (data: object, context: Context) => string {
  const { properties } = shape
  const named = [...properties].filter(([, property]) => property !== NOTHING && property !== ELSEWHERE)
  const writeNamed = unroll(named.map(([name]) => name), named.map(([name, property]) => {
    const start = format.start(cleanText(wording.labelOf(shape, name)))
    return (data: unknown, context: Context) => data === undefined ? '' : format.write(start, data, property, context)
  }), '')
  const starts = new Kept((name) => format.start(cleanText(name)))
  return function writeFields (data, context) {
    let text = writeNamed(data, context)
    for (const name of Object.keys(data)) {
      // What is declared as nothing, another branch may let out.
      if ((properties.get(name) ?? NOTHING) !== NOTHING) continue
      text += format.write(starts.of(name), (data as Record<string, unknown>)[name], propertyShape(shape, name) ?? ANY, context)
    }
    return text
  }
}

const tables = new KeptByWording<Shape, readonly TableColumn[]>(declaredColumns)

/** The columns of an array; `undefined` where its items may be something other than objects, or the schema names no properties. */
export function columnsOf ({ items, places }: Shape, wording: Wording): readonly TableColumn[] | undefined {
  if (items === undefined || places.length > 0 || items.scalar || items.items !== undefined || !items.object) return undefined
  const columns = tables.of(items, wording)
  return columns.length === 0 ? undefined : columns
}

function declaredColumns (row: Shape, wording: Wording): readonly TableColumn[] {
  const declared = columnsIn(row, (shape) => isNested(shape) && !isOpen(shape))
  const columns = declared.map(({ path, shape }) => ({ label: labelOf(row, path, wording), number: shape.number, path, shape }))
  return columns.length > 0 && isOpen(row) ? [...columns, othersOf(row)] : columns
}

/** What has a column of its own. */
const ELSEWHERE: Shape = { ...NOTHING }

// choice: properties that the schema does not name share the last column.
function othersOf (row: Shape): TableColumn {
  const named = [...row.properties].map(([name, shape]) => [name, shape === NOTHING ? NOTHING : ELSEWHERE] as const)
  return { label: '…', number: false, path: [], shape: { ...row, properties: new Map(named) } }
}

/** What a column is called: the titles or names on the way to it. */
export function labelOf (row: Shape, path: readonly string[], wording: Wording): string {
  const labels: string[] = []
  let shape = row
  for (const name of path) {
    labels.push(cleanText(wording.labelOf(shape, name)))
    shape = shape.properties.get(name) as Shape
  }
  return labels.join(' › ')
}

/** Rows that no schema describes are not a table if they have more columns than this: each may have names of its own. */
const MAX_COLUMNS = 40

/** The columns of rows that no schema describes; `undefined` where they are no table. */
export function columnsOfRows (rows: readonly unknown[]): readonly TableColumn[] | undefined {
  const names = new Set<string>()
  for (const row of rows) {
    if (!isObjectData(row)) return undefined
    for (const name of Object.keys(row)) names.add(name)
    if (names.size > MAX_COLUMNS) return undefined
  }
  if (names.size === 0) return undefined
  return [...names].map((name) => ({ label: cleanText(name), number: false, path: [name], shape: ANY }))
}

function isObjectData (data: unknown): data is object {
  return typeof data === 'object' && data !== null && Object.getPrototypeOf(data) === Object.prototype
}

/** A scalar as text for people; `undefined` for a structure. */
export function shownText (data: unknown, wording: Wording): string | undefined {
  return typeof data === 'boolean' ? wording.wordOf(data) : textOfScalar(data)
}

const TIMES = new Set<unknown>(['date-time', 'date', 'time'])

// The forms of RFC 3339 that HTML can read in <time datetime>.
const TIME = /^(?:\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{1,3})?(?:Z|[+-]\d\d:\d\d))?|\d\d:\d\d:\d\d(?:\.\d{1,3})?)$/

/** Whether text that the schema declares as a date or a time is one that HTML can read; `undefined` where it declares none. */
export function compileIsTime ({ format }: Shape): ((text: string) => boolean) | undefined {
  return TIMES.has(format) ? isTime : undefined
}

/** Whether HTML can read text as a date or a time. */
export function isTime (text: string): boolean {
  return TIME.test(text)
}

// Characters that RFC 3986 does not allow could end the link early.
const ADDRESS = /^(?:https?:\/\/|mailto:)[^\s"<>\\^`{|}]+$/i

/** Whether text is an address on the Web or one to write to, and nothing that could run. */
function isAddress (text: string): boolean {
  return ADDRESS.test(text) && URL.canParse(text)
}

/*
 * relative-ref = relative-part [ "?" query ] [ "#" fragment ]          (RFC 3986 §4.2)
 *
 * Its first segment has no colon: what stands before one would be a scheme, `javascript` say.
 */
const RELATIVE = /^(?![^/?#]*:)[^\s"<>\\^`{|}]+$/

/** Whether clean text is an address, or relative to the address of the page. */
export function isReference (text: string): boolean {
  return RELATIVE.test(text) || isAddress(text)
}

const LINKS = new Map<unknown, { readonly relative: boolean }>([
  ['uri', { relative: false }], ['iri', { relative: false }], ['uri-reference', { relative: true }], ['iri-reference', { relative: true }]
])

/**
 * Whether clean text that the schema declares as an address is one to follow; `undefined` where it declares none.
 *
 * @param relative whether the format can have links that are relative to the page
 */
export function compileIsLink ({ format }: Shape, relative: boolean): ((text: string) => boolean) | undefined {
  const link = LINKS.get(format)
  return link === undefined ? undefined : relative && link.relative ? isReference : isAddress
}

// Control characters other than TAB and LF; from the surrogates on there may be some that are none.
const DOUBTFUL = /[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\uffff]/ // eslint-disable-line no-control-regex
const UNWRITABLE = /(?![\t\n])[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/gu

/**
 * Text that HTML, XML and Markdown can contain.
 *
 * choice: line ends become LF; a control character, a noncharacter and half a surrogate pair become U+FFFD.
 */
export function cleanText (text: string): string {
  return DOUBTFUL.test(text) ? text.replace(/\r\n?/g, '\n').replace(UNWRITABLE, '\ufffd') : text
}
