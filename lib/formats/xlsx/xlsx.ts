/**
 * The serializer for XLSX: `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`, the workbooks of Excel. Exported as
 * `fastify-produces/xlsx`.
 *
 * In: at boot a schema, per request rows. Out: bytes, or a stream of them where the rows come one by one, of which no more is in memory
 * than the piece that is compressed next. What the schema does not declare never goes out. ECMA-376, transitional.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/
 */
import type { Readable } from 'node:stream'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { describe, isObject, PlanFault } from '../../schemas/index.js'
import { type Items, ItemStream } from '../../streams/index.js'
import { itemsNotDeclared, withinStack } from '../faults.js'
import { checkNoOptions, markFactory } from '../format.js'
import { compileRowPlans, isIterable, type RowPlans } from '../values/row-plans.js'
import { toPlain } from '../values/values.js'
import { compileSheets, type Sheet } from './sheets.js'
import { WorkbookWriter } from './workbook.js'

/** The compiler for XLSX. Fails where no columns follow from the schema. */
export interface XlsxCompiler extends SerializerCompiler {
  /** @throws Error where no columns follow from the schema, or more than 16,384 */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => Uint8Array | Readable
}

/**
 * Makes the serializer for XLSX.
 *
 * The columns are those of the schema, an array of objects or a single object, as in CSV. An object with arrays of objects in it has a
 * sheet for each of them. Numbers, booleans and dates are what they are to the spreadsheet; text is never a formula. An async iterable, or
 * any other iterable, becomes a stream that reads a row when there is room for it. Without rows there is the header alone.
 *
 * @throws TypeError for an option: there are none
 * @example
 * xlsx().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)([{ name: 'Mars' }]).subarray(0, 2).toString() // 'PK'
 */
export default function xlsx (...none: []): XlsxCompiler {
  checkNoOptions(xlsx, none)
  return {
    sync: true,
    shared: true,
    compile (schema, route) {
      const plans = compileRowPlans(schema, route)
      const { isOfRows, sheets } = compileSheets(schema, plans.form, route)
      const serialize = isOfRows ? compileRows(sheets[0] as Sheet, plans, route) : compileTables(sheets, plans)
      return (payload) => withinStack(route.mediaType, serialize, payload)
    }
  }
}

markFactory(xlsx)
// What `require` gives.
xlsx.default = xlsx
export { xlsx as 'module.exports' }

type SerializeWorkbook = (payload: unknown) => Uint8Array | Readable

/** A payload of rows, or of one. */
function compileRows (sheet: Sheet, { plan, planRow, planRows }: RowPlans, { mediaType }: SerializerRoute): SerializeWorkbook {
  function streamRows (rows: Items): ItemStream {
    const workbook = new WorkbookWriter()
    workbook.begin(sheet)
    return new ItemStream(rows, { head: workbook.take(), format, tail })
    function format (row: unknown, index: number): Uint8Array {
      workbook.add(withinStack(mediaType, () => planRow(row, index), row), index)
      return workbook.take()
    }
    function tail (): Uint8Array {
      workbook.end()
      return workbook.take()
    }
  }
  return function serializeRows (payload) {
    const said = toPlain(payload)
    if (said === null || said === undefined) return workbookOf([[sheet, []]])
    if (Array.isArray(said)) return workbookOf([[sheet, planRows(said)]])
    return isIterable(said) ? streamRows(said) : workbookOf([[sheet, [plan(said)]]])
  }
}

/** An object that holds the rows of several sheets. */
function compileTables (sheets: readonly Sheet[], { plan }: RowPlans): SerializeWorkbook {
  return function serializeTables (payload) {
    const said = toPlain(payload)
    if (isIterable(said)) throw itemsNotDeclared()
    const data: unknown = said === null || said === undefined ? undefined : plan(said)
    return workbookOf(sheets.map((sheet) => [sheet, rowsOf(sheet, data)]))
  }
}

function rowsOf ({ path }: Sheet, data: unknown): readonly unknown[] {
  if (data === undefined) return []
  if (path.length === 0) return [data]
  const rows = path.reduce<unknown>((inner, name) => isObject(inner) ? inner[name] : undefined, data) ?? []
  if (Array.isArray(rows)) return rows
  throw path.reduceRight((fault, name) => fault.under(name), new PlanFault(`expected an array for rows, found ${describe(rows)}`))
}

function workbookOf (sheets: ReadonlyArray<readonly [sheet: Sheet, rows: readonly unknown[]]>): Uint8Array {
  const workbook = new WorkbookWriter()
  for (const [sheet, rows] of sheets) {
    workbook.begin(sheet)
    for (let index = 0; index < rows.length; index++) workbook.add(rows[index], index)
  }
  workbook.end()
  return workbook.take()
}
