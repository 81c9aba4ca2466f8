/**
 * Boot: from the shape of a value, the function that writes it in HTML.
 *
 * In: data that a plan has made. Out: text, fields as `<dl>`, lists as `<ul>`, arrays of objects as `<table>`. Tags that HTML makes
 * optional are written, as XML needs them.
 * @see https://html.spec.whatwg.org/multipage/grouping-content.html
 */
import { ANY, itemShape, type Shape } from '../../schemas/index.js'
import {
  cleanText, columnsOf, columnsOfRows, compileFields, compileIsLink, compileIsTime, type FieldFormat, isTime, type TableColumn
} from '../pages/blocks.js'
import type { Enclosed } from '../pages/page.js'
import { KeptByWording, type Wording } from '../pages/wording.js'
import { textOfScalar } from '../values/cells.js'
import { checkRow, compileRow, looseRow, type Write } from '../values/rows.js'
import { Decimals, isDecimal } from './decimals.js'
import { escapeAttribute, escapeText, formatText } from './text.js'

/**
 * Writes a value.
 *
 * @param region names the region of a table; `undefined` for a table within another, whose region scrolls
 */
type WriteBlock = (data: unknown, region?: string) => string

const writers = new KeptByWording<Shape, WriteBlock>(compileBlock)

/** The function that writes the values of a shape. */
export function writerOf (shape: Shape, wording: Wording): WriteBlock {
  return writers.of(shape, wording)
}

function compileBlock (shape: Shape, wording: Wording): WriteBlock {
  const writeText = compileText(shape)
  let writeFields: ((data: object, withRegions: boolean) => string) | undefined
  return function writeBlock (data, region) {
    if (typeof data === 'string') return writeText(data)
    if (typeof data === 'boolean') return writeBoolean(data, wording)
    if (Array.isArray(data)) return writeArray(data, { shape, region, wording })
    const text = textOfScalar(data)
    if (text !== undefined) return data instanceof Date && isTime(text) ? `<time datetime="${text}">${text}</time>` : text
    writeFields ??= compileFields<Start, boolean>(shape, wording, fieldFormat(wording))
    return `<dl>${writeFields(data as object, region !== undefined)}</dl>`
  }
}

// Programs that read the page find the value as JSON has it.
function writeBoolean (data: boolean, wording: Wording): string {
  return `<data value="${data}">${wording.wordOf(data)}</data>`
}

interface Start {
  readonly label: string
  readonly open: string
}

function fieldFormat (wording: Wording): FieldFormat<Start, boolean> {
  return {
    start: (label) => ({ label, open: `<dt>${escapeText(label)}</dt><dd>` }),
    write ({ label, open }, data, shape, withRegions) {
      return `${open}${writerOf(shape, wording)(data, withRegions ? label : undefined)}</dd>`
    }
  }
}

/** What a schema declares as a time or an address is marked up as such, if it is one. */
function compileText (shape: Shape): (text: string) => string {
  const isTime = compileIsTime(shape)
  if (isTime !== undefined) return (text) => isTime(text) ? `<time datetime="${text}">${text}</time>` : formatText(text)
  const isLink = compileIsLink(shape, true)
  if (isLink === undefined) return formatText
  return function writeLink (text) {
    const clean = cleanText(text)
    return isLink(clean) ? `<a href="${escapeAttribute(clean)}">${escapeText(clean)}</a>` : escapeText(clean)
  }
}

/** Where an array stands. */
interface ArrayPlace {
  readonly shape: Shape
  readonly region: string | undefined
  readonly wording: Wording
}

function writeArray (data: readonly unknown[], { shape, region, wording }: ArrayPlace): string {
  // Where an array is a part of something smaller, nothing says as much.
  const empty = data.length > 0 || region === undefined ? '' : emptyIn(wording)
  if (shape.items === ANY) {
    const columns = columnsOfRows(data)
    if (columns !== undefined) return compileTable(columns, looseRow, wording).write(data, region)
  } else {
    const columns = columnsOf(shape, wording)
    if (columns !== undefined) return tableOf(columns, wording).write(data, region) + empty
  }
  let items = ''
  for (let index = 0; index < data.length; index++) items += writeItem(data[index], itemShape(shape, index), wording)
  return empty || `<ul>${items}</ul>`
}

function emptyIn ({ words }: Wording): string {
  return `<p class="empty">${words.empty}</p>`
}

function writeItem (data: unknown, shape: Shape, wording: Wording): string {
  return `<li>${writerOf(shape, wording)(data)}</li>`
}

/** How the items of an array are written that come one by one. */
export function itemsOf (shape: Shape, region: string, wording: Wording): Enclosed {
  const columns = columnsOf(shape, wording)
  if (columns !== undefined) return { ...tableOf(columns, wording).items(region), empty: emptyIn(wording) }
  const format = (data: unknown, index: number): string => writeItem(data, itemShape(shape, index), wording)
  return { head: '<ul>', tail: '</ul>', empty: emptyIn(wording), format }
}

interface Table {
  write (rows: readonly unknown[], region: string | undefined): string
  items (region: string): Enclosed
}

const tables = new WeakMap<readonly TableColumn[], Table>()

/** Keeps what is compiled for each table: the columns of a schema are the same array. */
function tableOf (columns: readonly TableColumn[], wording: Wording): Table {
  const table = tables.get(columns) ?? compileTable(columns, compileRow, wording)
  tables.set(columns, table)
  return table
}

function compileTable (
  columns: readonly TableColumn[], compileCells: typeof compileRow | typeof looseRow, wording: Wording
): Table {
  const headers = columns.map(({ label, number }) => `<th scope="col"${number ? NUMBER : ''}>${escapeText(label)}</th>`)
  const head = `<table>\n<thead><tr>${headers.join('')}</tr></thead>\n<tbody>\n`
  const tail = '</tbody>\n</table>'
  const decimals = new Decimals(columns)
  const writeCells = compileCells(columns.map((column, index) => {
    return { path: column.path, write: compileCell(column, index === 0 && columns.length > 1, decimals, wording) }
  }))
  const writeRow = (row: unknown): string => `<tr>${writeCells(checkRow(row) as object)}</tr>\n`
  return {
    write: (data, region) => decimals.aligned(decimals.longestOf(data), () => {
      let rows = region === undefined ? head : openRegion(region) + head
      for (const row of data) rows += writeRow(row)
      return region === undefined ? rows + tail : `${rows}${tail}</div>`
    }),
    items (region) {
      const longest = decimals.longestOf([])
      const format = (row: unknown): string => decimals.aligned(longest, () => writeRow(row))
      return { head: openRegion(region) + head, tail: `${tail}</div>`, format }
    }
  }
}

// A table that is too wide scrolls in a region of its own, which can be reached by keyboard.
function openRegion (label: string): string {
  return `<div class="region" role="region" tabindex="0" aria-label="${escapeAttribute(cleanText(label))}">`
}

const NUMBER = ' class="number"'

/*
 * choice: the first of several columns is the header of its row, if it is no structure: names and identifiers stand first by custom.
 */
function compileCell (column: TableColumn, isFirst: boolean, decimals: Decimals, wording: Wording): Write {
  const { shape, number } = column
  const writeBlock = writerOf(shape, wording)
  const isHeader = isFirst && (shape === ANY || (shape.scalar && !shape.object && shape.items === undefined))
  const tag = isHeader ? 'th scope="row"' : 'td'
  const [open, openNumber, close] = [`<${tag}>`, `<${tag}${NUMBER}>`, isHeader ? '</th>' : '</td>']
  const empty = (number ? openNumber : open) + close
  const writeNumber = isDecimal(column)
    ? decimals.compileWrite(column, `<${tag}${NUMBER}`, close)
    : (data: number) => openNumber + data + close
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return open + writeBlock(data) + close
      case 'number': return Number.isFinite(data) ? writeNumber(data) : empty
      case 'bigint': return openNumber + String(data) + close
      case 'undefined': return empty
      default: return data === null ? empty : open + writeBlock(data) + close
    }
  }
}
