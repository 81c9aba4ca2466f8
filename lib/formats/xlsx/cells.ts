/**
 * One cell of a sheet: the value of a column, with its type.
 *
 * In: data that a plan has made. Out: its XML; nothing where the cell is empty. ECMA-376, part 1, §18.3.1.4.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/
 */
import { type Form, PlanFault, type Shape } from '../../schemas/index.js'
import { compileStructureText } from '../values/cells.js'
import type { Write } from '../values/rows.js'
import { DATE_LENGTH, serialOf, serialOfText } from './dates.js'
import { escapeText } from './text.js'

/** Which row is being written. Nothing else runs meanwhile, so one is enough for all the cells of a sheet. */
export interface Place {
  row: string
}

/** The places of the formats of cells in the styles of the workbook. */
export const STYLES = { plain: 0, header: 1, date: 2, dateTime: 3, quoted: 4 }

// choice: as in CSV.
const SEPARATOR = '; '

/**
 * Compiles the function that writes the cells of a column.
 *
 * choice: a number that JSON has digits for and JavaScript does not count exactly is text, as an identifier would lose its last digits; so
 * is a bigint of that size. NaN and the infinities have no cell, as they have no value in JSON; nor has empty text.
 */
export function compileCell (shape: Shape, form: Form, column: string, place: Place): Write {
  const start = `<c r="${column}`
  const structureText = compileStructureText(shape, form, SEPARATOR)
  const isDate = DATES.has(shape.format)
  function valueCell (value: number | bigint): string {
    return `${start}${place.row}"><v>${value}</v></c>`
  }
  function dateCell (serial: number, style: number): string {
    return `${start}${place.row}" s="${style}"><v>${serial}</v></c>`
  }
  function textCell (text: string): string {
    return text === '' ? '' : `${start}${place.row}"${formatText(text)}</c>`
  }
  function stringCell (text: string): string {
    const serial = isDate ? serialOfText(text) : undefined
    return serial === undefined ? textCell(text) : dateCell(serial, text.length === DATE_LENGTH ? STYLES.date : STYLES.dateTime)
  }
  function numberCell (number: number): string {
    if (isExact(number)) return valueCell(number)
    return Number.isFinite(number) ? textCell(String(number)) : ''
  }
  function objectCell (data: object | null): string {
    if (data === null) return ''
    const serial = data instanceof Date ? serialOf(data.getTime()) : undefined
    return serial === undefined ? textCell(structureText(data).text) : dateCell(serial, STYLES.dateTime)
  }
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return stringCell(data)
      case 'number': return numberCell(data)
      case 'boolean': return `${start}${place.row}" t="b"><v>${data ? 1 : 0}</v></c>`
      case 'bigint': return Number.isSafeInteger(Number(data)) ? valueCell(data) : textCell(String(data))
      case 'object': return objectCell(data)
      default: return ''
    }
  }
}

const DATES = new Set<unknown>(['date', 'date-time'])

/** From here on JSON has an exponent for a number: it is a measure, and no identifier. */
const MEASURE = 1e21

function isExact (number: number): boolean {
  return Number.isSafeInteger(number) || (Number.isFinite(number) && (!Number.isInteger(number) || Math.abs(number) >= MEASURE))
}

/** In UTF-16 code units: what a cell of Excel holds. */
const LONGEST = 32_767

// What a spreadsheet would take for a formula. Text is text whatever it begins with; a quote keeps it so when somebody edits the cell.
const FORMULA = new Set('=+-@')

/** What comes after the reference of a cell of text. */
function formatText (text: string): string {
  if (text.length > LONGEST) {
    throw new PlanFault(`text of ${text.length} characters, and a cell of a spreadsheet holds ${LONGEST}: shorten it in the route's transform`)
  }
  const style = FORMULA.has(text.charAt(0)) ? ` s="${STYLES.quoted}"` : ''
  // Without this readers trim.
  const space = text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20 ? '' : ' xml:space="preserve"'
  return `${style} t="inlineStr"><is><t${space}>${escapeText(text)}</t></is>`
}

/** The name of a column by its index: A to XFD. */
export function columnName (index: number): string {
  const letter = String.fromCharCode(0x41 + index % 26)
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

/** The cell of a header. */
export function headerCell (label: string, column: string): string {
  return `<c r="${column}1" s="${STYLES.header}" t="inlineStr"><is><t xml:space="preserve">${escapeText(label.slice(0, LONGEST))}</t></is></c>`
}
