/**
 * The serializer for CSV: `text/csv`, compiled from the schema of the rows. Exported as `fastify-produces/csv`.
 *
 * In: at boot a schema, per request rows. Out: a string, or a stream where the rows come one by one. What the schema does not
 * declare never goes out. RFC 4180; csv-stringify writes quotes and delimiters.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
import type { Options, stringify } from 'csv-stringify/sync'
import type { SerializerRoute } from '../../../types/index.js'
import { compilePlans } from '../../schemas/index.js'
import { type Items, ItemStream } from '../../streams/index.js'
import { BOOLEAN, checkOptions, loadLibrary, type Rule, type TextCompiler } from '../format.js'
import { readColumn, toRow } from '../values/columns.js'
import { isStructure, toPlain } from '../values/values.js'
import { compileCell, escapeFormula } from './cells.js'
import { type CsvColumn, type NamedColumn, selectColumns } from './columns.js'

export type { CsvColumn } from './columns.js'

/** The options of `csv()`. */
export interface CsvOptions {
  /**
   * Which columns, in which order. Default: all that the schema declares. To name one that it does not declare is an error at boot; on
   * a route without a schema any name will do, and no other columns go out.
   */
  readonly columns?: readonly (string | CsvColumn)[]
  /** Whether the first line names the columns. If not, declare `text/csv;header=absent` as the media type. Default `true`. */
  readonly header?: boolean
  /** One character between cells, other than a quote, CR and LF. Default `','`. */
  readonly delimiter?: string
  /** What separates the scalars of an array, which share a cell. Default `'; '`. */
  readonly arraySeparator?: string
  /** `'escape'` puts an apostrophe before text that a spreadsheet would run as a formula; `'allow'` does not. Default `'escape'`. */
  readonly formulas?: 'escape' | 'allow'
  /** Whether the content begins with a byte order mark, by which Excel knows UTF-8. Default `false`. */
  readonly bom?: boolean
}

/** The compiler for `text/csv`. Fails where no columns follow from the schema, or it does not declare one of the options. */
export type CsvCompiler = TextCompiler

/**
 * Makes the serializer for `text/csv`.
 *
 * The columns are those of the schema, an array of objects or a single object. An array is rendered at once; an async iterable, or
 * any other iterable, becomes a stream that reads a row when there is room for it. `null` and `undefined` have no rows.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @throws Error where the package csv-stringify is missing
 * @example
 * csv().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)([{ name: 'Mars' }]) // 'name\r\nMars\r\n'
 */
export default function csv (options: CsvOptions = {}): CsvCompiler {
  checkOptions('csv', RULES, options)
  const { stringify: write } = loadLibrary<{ stringify: Stringify }>('csv', 'csv-stringify', 'csv-stringify/sync')
  return {
    sync: true,
    compile (schema, route) {
      const { head, formatRows } = compileRows(selectColumns(schema, route, options.columns), options, write)
      const { plan, planRow, planRows } = compileRowPlans(schema, route)
      return function serializeCsv (payload) {
        const plain = toPlain(payload)
        if (plain === null || plain === undefined) return head()
        if (Array.isArray(plain)) return head() + formatRows(planRows(plain))
        if (!isIterable(plain)) return head() + formatRows([plan(plain)])
        let index = 0
        return new ItemStream(plain, { head: head(), format: (row) => formatRows([planRow(row, index++)]) })
      }
    }
  }
}

interface RowPlans {
  plan (row: unknown): unknown
  planRow (row: unknown, index: number): unknown
  planRows (rows: readonly unknown[]): readonly unknown[]
}

// choice: a schema that declares no array is that of a row, and a payload of rows may be sent by it.
function compileRowPlans (schema: unknown, { schemas }: SerializerRoute): RowPlans {
  if (schema === undefined) return { plan: unchanged, planRow: unchanged, planRows: (rows) => rows }
  const { plan, item } = compilePlans(schema, schemas)
  if (item !== undefined) return { plan, planRow: item, planRows: (rows) => plan(rows) as readonly unknown[] }
  return { plan, planRow: plan, planRows: (rows) => rows.map(plan) }
}

function unchanged (row: unknown): unknown {
  return row
}

// What `require` gives.
csv.default = csv
export { csv as 'module.exports' }

const RULES: Readonly<Record<keyof CsvOptions, Rule>> = {
  columns: ['an array, not empty, of names or { key, header }', areColumns],
  header: BOOLEAN,
  delimiter: ['one character other than a quote, CR and LF', (value) => typeof value === 'string' && /^[^"\r\n]$/.test(value)],
  arraySeparator: ['a string, not empty', (value) => typeof value === 'string' && value !== ''],
  formulas: ["'escape' or 'allow'", (value) => value === 'escape' || value === 'allow'],
  bom: BOOLEAN
}

function areColumns (value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isColumn)
}

function isColumn (value: unknown): boolean {
  if (typeof value === 'string') return true
  return isStructure(value) && typeof value.key === 'string' && ['string', 'undefined'].includes(typeof value.header) &&
    Object.keys(value).every((name) => name === 'key' || name === 'header')
}

type Stringify = typeof stringify

/** Rows as lines. */
interface Rows {
  /** What comes before the rows. */
  head (): string
  /** @throws TypeError for a row that is not an object */
  formatRows (rows: readonly unknown[]): string
}

/*
 * file   = [header CRLF] record *(CRLF record) [CRLF]              (RFC 4180 §2)
 * record = field *(COMMA field)
 * field  = (escaped / non-escaped)
 */
function compileRows (columns: readonly NamedColumn[], options: CsvOptions, write: Stringify): Rows {
  const { header = true, delimiter = ',', bom = false, formulas = 'escape', arraySeparator = '; ' } = options
  const cells = columns.map(({ path, shape }) => [path, compileCell(shape, { formulas, arraySeparator })] as const)
  const dialect: Options = {
    delimiter,
    record_delimiter: '\r\n',
    // By default csv-stringify quotes what contains its record delimiter: CRLF, but neither CR nor LF alone.
    quoted_match: /[\r\n]/,
    // choice: an empty cell on a line of its own is quoted. Many readers skip empty lines and would lose the row.
    quoted_empty: columns.length === 1
  }
  function cellsOf (row: unknown): string[] {
    const plain = toRow(row)
    return cells.map(([path, formatCell]) => formatCell(readColumn(plain, path)))
  }
  const names = columns.map(({ name }) => formulas === 'escape' ? escapeFormula(name) : name)
  let known: string | undefined
  return {
    // Written when it is first needed: to read its options takes csv-stringify longer than boot should take for a route.
    head () {
      known ??= (bom ? '\ufeff' : '') + (header ? write([names], dialect) : '')
      return known
    },
    formatRows: (rows) => write(Array.from(rows, cellsOf), dialect)
  }
}

function isIterable (value: unknown): value is Items {
  return isStructure(value) && (Symbol.asyncIterator in value || Symbol.iterator in value)
}
