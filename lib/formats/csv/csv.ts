/**
 * The serializer for CSV: `text/csv`, compiled from the schema of the rows. Exported as `fastify-produces/csv`.
 *
 * In: at boot a schema, per request rows. Out: a string, or a stream where the rows come one by one. What the schema does not
 * declare never goes out. RFC 4180; quotes and delimiters are csv-stringify's matter.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
import type { Readable } from 'node:stream'
import type { Options, stringify } from 'csv-stringify/sync'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { type Items, ItemStream } from '../../streams/index.js'
import { BOOLEAN, checkOptions, loadLibrary, type Rule } from '../format.js'
import { compileCell, escapeFormula, isStructure, read, toPlain } from './cells.js'
import { type Column, type CsvColumn, selectColumns } from './columns.js'

export type { CsvColumn } from './columns.js'

/** The options of `csv()`. */
export interface CsvOptions {
  /**
   * Which columns, in which order. Default: all that the schema declares. A column that the schema does not declare is an error at
   * boot; on a route without a schema every name is taken, and the columns are these alone.
   */
  readonly columns?: readonly (string | CsvColumn)[]
  /** Whether the first line names the columns. Without it the media type says so: `text/csv;header=absent`. Default `true`. */
  readonly header?: boolean
  /** One character between cells, other than a quote, CR and LF. Default `','`. */
  readonly delimiter?: string
  /** Stands between the scalars of an array, which share a cell. Default `'; '`. */
  readonly arraySeparator?: string
  /** `'escape'`: text that a spreadsheet would run as a formula gets an apostrophe before it; `'allow'`: it does not. Default `'escape'`. */
  readonly formulas?: 'escape' | 'allow'
  /** Whether the content begins with a byte order mark, by which Excel knows UTF-8. Default `false`. */
  readonly bom?: boolean
}

/** The compiler for `text/csv`. */
export interface CsvCompiler extends SerializerCompiler {
  /**
   * @throws Error where no columns follow from the schema, or a column of the options is not in it
   */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => string | Readable
}

/**
 * Makes the serializer for `text/csv`.
 *
 * Columns are what the schema declares, an array of objects or one object. An array is rendered at once; an async iterable, or
 * any other iterable, becomes a stream that reads a row when there is room for it. `null` and `undefined` have no rows.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @throws Error where the package csv-stringify is missing
 * @example
 * csv().compile({ type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } }, route)([{ name: 'Mars' }]) // 'name\r\nMars\r\n'
 */
export default function csv (options: CsvOptions = {}): CsvCompiler {
  checkOptions('csv', RULES, options)
  const { stringify: write } = loadLibrary<{ stringify: Stringify }>('csv', 'csv-stringify', 'csv-stringify/sync')
  return {
    sync: true,
    compile (schema, route) {
      const table = compileTable(route.mediaType, selectColumns(schema, route, options.columns), options, write)
      return function serializeCsv (payload) {
        const plain = toPlain(payload)
        if (plain === null || plain === undefined) return table.head
        if (Array.isArray(plain)) return table.head + table.lines(plain)
        return isIterable(plain) ? new ItemStream(plain, { head: table.head, format: (row) => table.lines([row]) }) : table.head + table.lines([plain])
      }
    }
  }
}

// What `require` gives.
csv.default = csv
export { csv as 'module.exports' }

const RULES: Readonly<Record<keyof CsvOptions, Rule>> = {
  columns: ['an array, not empty, of names or { key, header }', (value) => Array.isArray(value) && value.length > 0 && value.every(isColumn)],
  header: BOOLEAN,
  delimiter: ['one character other than a quote, CR and LF', (value) => typeof value === 'string' && /^[^"\r\n]$/.test(value)],
  arraySeparator: ['a string, not empty', (value) => typeof value === 'string' && value !== ''],
  formulas: ["'escape' or 'allow'", (value) => value === 'escape' || value === 'allow'],
  bom: BOOLEAN
}

function isColumn (value: unknown): boolean {
  if (typeof value === 'string') return true
  return isStructure(value) && typeof value.key === 'string' && ['string', 'undefined'].includes(typeof value.header) &&
    Object.keys(value).every((name) => name === 'key' || name === 'header')
}

type Stringify = typeof stringify

/** Rows as lines. */
interface Table {
  /** What stands before the rows. */
  readonly head: string
  /** @throws TypeError for a row that is not an object */
  lines (rows: readonly unknown[]): string
}

/*
 * file   = [header CRLF] record *(CRLF record) [CRLF]              (RFC 4180 §2)
 * record = field *(COMMA field)
 * field  = (escaped / non-escaped)
 */
function compileTable (mediaType: string, columns: readonly Column[], options: CsvOptions, write: Stringify): Table {
  const { header = true, delimiter = ',', bom = false, formulas = 'escape', arraySeparator = '; ' } = options
  const cells = columns.map(({ path, shape }) => [path, compileCell(shape, { formulas, arraySeparator })] as const)
  const dialect: Options = {
    delimiter,
    record_delimiter: '\r\n',
    // Left to itself, csv-stringify quotes what holds its record delimiter: CRLF, but neither CR nor LF alone.
    quoted_match: /[\r\n]/,
    // choice: an empty cell on a line of its own is quoted. Many readers skip empty lines, and would lose the row.
    quoted_empty: columns.length === 1
  }
  function cellsOf (row: unknown): string[] {
    const plain = toPlain(row)
    if (!isRow(plain)) throw new TypeError(`${mediaType} has objects for rows, not ${describe(plain)}`)
    return cells.map(([path, formatCell]) => formatCell(path.reduce((value, name) => toPlain(read(value, name)), plain)))
  }
  const names = columns.map(({ name }) => formulas === 'escape' ? escapeFormula(name) : name)
  let head: string | undefined
  return {
    // Written once, when it is first asked for: csv-stringify takes longer to read its options than boot has for a route.
    get head () {
      head ??= (bom ? '\ufeff' : '') + (header ? write([names], dialect) : '')
      return head
    },
    lines: (rows) => write(Array.from(rows, cellsOf), dialect)
  }
}

// A row that is null or undefined has cells, and they are empty: as many lines as rows.
function isRow (value: unknown): boolean {
  return value === null || value === undefined || (isStructure(value) && !Array.isArray(value))
}

// [object Number] → Number
function describe (value: unknown): string {
  return `a value of type ${Object.prototype.toString.call(value).slice(8, -1)}`
}

function isIterable (value: unknown): value is Items {
  return isStructure(value) && (Symbol.asyncIterator in value || Symbol.iterator in value)
}
