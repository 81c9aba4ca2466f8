/**
 * The serializer for CSV: `text/csv`, compiled from the schema of the rows. Exported as `fastify-produces/csv`.
 *
 * In: at boot a schema, per request rows. Out: a string, or a stream where the rows come one by one. What the schema does not
 * declare never goes out. RFC 4180.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
import { type Form, isObject } from '../../schemas/index.js'
import { ItemStream } from '../../streams/index.js'
import { withinStack } from '../faults.js'
import { BOOLEAN, checkOptions, markFactory, ROWS, type RowsOption, type Rule, type TextCompiler } from '../format.js'
import { formAt } from '../values/cells.js'
import { compileRowPlans, isIterable } from '../values/row-plans.js'
import { checkRow, compileRow } from '../values/rows.js'
import { toPlain } from '../values/values.js'
import { compileCell, compileField, type Dialect, formatStart } from './cells.js'
import { type CsvColumn, kChosenColumns, type NamedColumn, selectColumns } from './columns.js'

export type { CsvColumn } from './columns.js'

/** The options of `csv()`. */
export interface CsvOptions extends RowsOption {
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
 * @example
 * csv().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)([{ name: 'Mars' }]) // 'name\r\nMars\r\n'
 */
export default function csv (options: CsvOptions = {}): CsvCompiler {
  checkOptions(csv, RULES, options)
  const serializer: CsvCompiler = {
    sync: true,
    shared: true,
    rows: options.rows ?? true,
    compile (schema, route) {
      const columns = selectColumns(schema, route, options)
      const { plan, planRow, planRows, form } = compileRowPlans(schema, route)
      const { head, formatRow } = compileLines(columns, form, options)
      function serializeRows (payload: unknown): string | ItemStream {
        const said = toPlain(payload)
        if (said === null || said === undefined) return head
        if (Array.isArray(said)) return formatRows(planRows(said))
        if (!isIterable(said)) return head + formatRow(plan(said))
        const format = (row: unknown, index: number): string => formatRow(withinStack(route.mediaType, () => planRow(row, index), row))
        return new ItemStream(said, { head, format })
      }
      function formatRows (rows: readonly unknown[]): string {
        let text = head
        for (const row of rows) text += formatRow(row)
        return text
      }
      return (payload) => withinStack(route.mediaType, serializeRows, payload)
    }
  }
  return Object.assign(serializer, { [kChosenColumns]: options.columns !== undefined })
}

markFactory(csv)
// What `require` gives.
csv.default = csv
export { csv as 'module.exports' }

const RULES: Readonly<Record<keyof CsvOptions, Rule>> = {
  columns: ['an array, not empty, of names or { key, header }', areColumns],
  header: BOOLEAN,
  delimiter: ['one character other than a quote, CR and LF', (value) => typeof value === 'string' && /^[^"\r\n]$/.test(value)],
  arraySeparator: ['a string, not empty', (value) => typeof value === 'string' && value !== ''],
  formulas: ["'escape' or 'allow'", (value) => value === 'escape' || value === 'allow'],
  bom: BOOLEAN,
  rows: ROWS
}

function areColumns (value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(isColumn)
}

function isColumn (value: unknown): boolean {
  if (typeof value === 'string') return true
  return isObject(value) && isKey(value.key) && ['string', 'undefined'].includes(typeof value.header) &&
    Object.keys(value).every((name) => name === 'key' || name === 'header')
}

function isKey (value: unknown): boolean {
  return typeof value === 'string' || (Array.isArray(value) && value.length > 0 && value.every((name) => typeof name === 'string'))
}

/*
 * file   = [header CRLF] record *(CRLF record) [CRLF]              (RFC 4180 §2)
 * record = field *(COMMA field)
 */

interface Lines {
  /** What comes before the rows. */
  readonly head: string
  /** @throws TypeError for a row that is not an object */
  formatRow (row: unknown): string
}

function compileLines (columns: readonly NamedColumn[], form: Form, options: CsvOptions): Lines {
  const { header = true, delimiter = ',', bom = false, formulas = 'escape', arraySeparator = '; ' } = options
  // choice: an empty cell on a line of its own is quoted. Many readers skip empty lines and would lose the row.
  const dialect: Dialect = { delimiter, formulas, arraySeparator, empty: columns.length === 1 ? '""' : '' }
  const start = bom ? '\ufeff' : ''
  const formatName = compileField(dialect)
  const names = columns.map(({ name }, index) => index > 0 || bom ? formatName(name) : formatStart(formatName(name)))
  const writers = columns.map(({ path, shape }, index) => {
    const write = compileCell(shape, formAt(form, path), index === 0 ? '' : delimiter, dialect)
    // Without a header the content begins with a row.
    return { path, write: index > 0 || header || bom ? write : (data: unknown) => formatStart(write(data)) }
  })
  const writeRow = compileRow(writers)
  return {
    head: header ? `${start}${names.join(delimiter)}\r\n` : start,
    formatRow: (row) => writeRow(checkRow(row)) + '\r\n'
  }
}
