/**
 * Boot: the sheets of a route, from its schema.
 *
 * In: a JSON schema. Out: a sheet for its rows; or, of an object that holds arrays of objects, one for each of them, and one for the rest.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY_FORM, BRANCHES, type Form, located, rowShape, type Shape, shapeOf } from '../../schemas/index.js'
import { labelOf } from '../pages/blocks.js'
import { wordingFor } from '../pages/wording.js'
import { formAt } from '../values/cells.js'
import { type Column, columnsIn } from '../values/columns.js'
import { checkRow, compileRow } from '../values/rows.js'
import { columnName, compileCell, headerCell, type Place } from './cells.js'
import { sheetName } from './names.js'

// choice: a workbook is compiled once, for all languages.
const ENGLISH = wordingFor('en')

/** A sheet, and how its rows are written. */
export interface Sheet {
  readonly name: string
  /** Where its rows are in an object of several sheets; empty where the payload is that of the sheet. */
  readonly path: readonly string[]
  /** What comes before the rows: the widths of its columns, and the header. */
  readonly head: string
  /**
   * Writes a row.
   *
   * @param number that of the row in the sheet; the header is the first
   * @param index that of the row in the payload, which errors name
   * @throws TypeError for a row that is not an object
   */
  formatRow (row: unknown, number: number, index: number): string
}

/** The sheets of a payload. */
export interface Sheets {
  /** Whether the payload is the rows of a single sheet, or a row of it. */
  readonly isOfRows: boolean
  readonly sheets: readonly Sheet[]
}

/**
 * The sheets of a schema.
 *
 * @param form that of the rows, or of the object
 * @throws Error where no columns follow from the schema, or too many
 */
export function compileSheets (schema: unknown, form: Form, route: SerializerRoute): Sheets {
  if (schema === undefined) {
    throw new Error(`${route.mediaType} takes its columns from the schema, and there is none for status ${route.status}: ` +
      'declare an array of objects in schema.response, or an object')
  }
  const whole = shapeOf(schema, route.schemas)
  const row = rowShape(schema, route.schemas)
  const columns = columnsIn(row)
  const tables = whole.items === undefined ? columns.filter(({ shape }) => isTable(shape)) : []
  const rest = { name: titleOf(whole), path: [], row, columns: columns.filter((column) => !tables.includes(column)), form }
  if (tables.length === 0) return { isOfRows: true, sheets: [compileSheet({ ...rest, name: rest.name ?? titleOf(row) }, route)] }
  const sheets = tables.map((table) => compileSheet(tableOf(table, row, form), route))
  // choice: what is not in a table comes last, as a row of a sheet of its own: whoever opens the workbook wants to see rows.
  if (rest.columns.length > 0) sheets.push(compileSheet({ ...rest, name: rest.name ?? 'Facts' }, route))
  return { isOfRows: false, sheets }
}

/** Whether a property is nothing but an array of objects whose properties are known. Without a type it may be anything. */
function isTable ({ scalar, object, items, places, schemas }: Shape): boolean {
  if (scalar || object || items === undefined || places.length > 0 || items.scalar) return false
  const isTyped = schemas.every((schema) => 'type' in schema || Object.keys(schema).some((keyword) => BRANCHES.has(keyword)))
  return isTyped && columnsIn(items).length > 0
}

function titleOf ({ schemas }: Shape): string | undefined {
  return schemas.map(({ title }) => title).find((title) => typeof title === 'string') as string | undefined
}

interface Declared {
  readonly name: string | undefined
  readonly path: readonly string[]
  readonly row: Shape
  readonly columns: readonly Column[]
  readonly form: Form
}

/** The sheet of an array in an object. */
function tableOf ({ path, shape }: Column, holder: Shape, form: Form): Declared {
  const row = shape.items as Shape
  const rowForm = formAt(form, path).array?.rest ?? ANY_FORM
  return { name: titleOf(shape) ?? labelOf(holder, path, ENGLISH), path, row, columns: columnsIn(row), form: rowForm }
}

/** How many columns a sheet of Excel has: A to XFD. */
const MOST_COLUMNS = 16_384

function compileSheet ({ name = 'Sheet1', path, row, columns, form }: Declared, { mediaType, status }: SerializerRoute): Sheet {
  if (columns.length === 0 || columns.length > MOST_COLUMNS) {
    throw new Error(`${mediaType} takes its columns from the properties in the schema, and there are ${columns.length || 'none'} for status ${status}, ` +
      `of which a sheet holds ${MOST_COLUMNS}: declare an array of objects, or an object`)
  }
  const place: Place = { row: '' }
  const labels = columns.map((column) => labelOf(row, column.path, ENGLISH))
  const writeRow = compileRow(columns.map(({ path, shape }, index) => {
    return { path, write: compileCell(shape, formAt(form, path), columnName(index), place) }
  }))
  return {
    name: sheetName(name),
    path,
    head: `<cols>${columns.map(({ shape }, index) => widthOf(shape, labels[index] as string, index + 1)).join('')}</cols><sheetData>` +
      `<row r="1">${labels.map((label, index) => headerCell(label, columnName(index))).join('')}</row>`,
    formatRow (data, number, index) {
      place.row = String(number)
      try {
        return `<row r="${number}">${writeRow(checkRow(data))}</row>`
      } catch (error) {
        throw located(error, index)
      }
    }
  }
}

/** In characters. */
const WIDTHS: Readonly<Record<string, number>> = { date: 11, 'date-time': 19, time: 10, uuid: 37, email: 30, uri: 40 }
const NUMBER_WIDTH = 12
const TEXT_WIDTH = 20
const WIDEST = 60

// choice: from the schema, as the widths stand before the rows. A label is bold, and so a little wider.
function widthOf ({ format, number }: Shape, label: string, place: number): string {
  const width = WIDTHS[String(format)] ?? (number ? NUMBER_WIDTH : TEXT_WIDTH)
  return `<col min="${place}" max="${place}" width="${Math.min(WIDEST, Math.max(width, label.length + 2))}" customWidth="1"/>`
}
