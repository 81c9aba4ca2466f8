/**
 * Boot: from the shape of a value, the function that writes it in HTML.
 *
 * In: data that a plan has made. Out: text, fields as `<dl>`, lists as `<ul>`, arrays of objects as `<table>`. Tags that HTML makes
 * optional are written, as XML needs them.
 * @see https://html.spec.whatwg.org/multipage/grouping-content.html
 */
import { ANY, itemShape, type Shape } from '../../schemas/index.js'
import { cleanText, columnsOf, columnsOfRows, compileFields, compileIsLink, compileIsTime, isTime, type TableColumn } from '../pages/blocks.js'
import type { Enclosed } from '../pages/page.js'
import { textOfScalar } from '../values/cells.js'
import { type ColumnWriter, checkRow, compileRow, type Write } from '../values/rows.js'
import { WIDTHS } from './style.js'
import { escape, formatText } from './text.js'

/**
 * Writes a value.
 *
 * @param region names the region of a table; `undefined` for a table within another, whose region scrolls
 */
type WriteBlock = (data: unknown, region?: string) => string

const writers = new WeakMap<Shape, WriteBlock>()

/** The function that writes the values of a shape. */
export function writerOf (shape: Shape): WriteBlock {
  const writer = writers.get(shape) ?? compileBlock(shape)
  writers.set(shape, writer)
  return writer
}

function compileBlock (shape: Shape): WriteBlock {
  const writeText = compileText(shape)
  let writeFields: ((data: object, withRegions: boolean) => string) | undefined
  return function writeBlock (data, region) {
    if (typeof data === 'string') return writeText(data)
    if (typeof data === 'boolean') return writeBoolean(data)
    if (Array.isArray(data)) return writeArray(data, shape, region)
    const text = textOfScalar(data)
    if (text !== undefined) return data instanceof Date && isTime(text) ? `<time datetime="${text}">${text}</time>` : text
    writeFields ??= compileFields<Start, boolean>(shape, FIELD)
    return `<dl>${writeFields(data as object, region !== undefined)}</dl>`
  }
}

interface Start {
  readonly label: string
  readonly open: string
}

const FIELD = {
  start: (label: string): Start => ({ label, open: `<dt>${escape(label)}</dt><dd>` }),
  write: ({ label, open }: Start, data: unknown, shape: Shape, withRegions: boolean): string => {
    return `${open}${writerOf(shape)(data, withRegions ? label : undefined)}</dd>`
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
    const escaped = escape(clean)
    return isLink(clean) ? `<a href="${escaped}">${escaped}</a>` : escaped
  }
}

// choice: true and false stay words; the style sets a sign before them, by which they are told apart from afar.
function writeBoolean (data: boolean): string {
  return data ? '<span class="true">true</span>' : '<span class="false">false</span>'
}

function writeArray (data: readonly unknown[], shape: Shape, region: string | undefined): string {
  const columns = shape.items === ANY ? columnsOfRows(data) : columnsOf(shape)
  if (columns !== undefined) return tableOf(columns).write(data, region)
  let items = ''
  for (let index = 0; index < data.length; index++) items += writeItem(data[index], shape, index)
  return `<ul>${items}</ul>`
}

function writeItem (data: unknown, shape: Shape, index: number): string {
  return `<li>${writerOf(itemShape(shape, index))(data)}</li>`
}

/** How the items of an array are written that come one by one. */
export function itemsOf (shape: Shape, region: string): Enclosed {
  const columns = columnsOf(shape)
  if (columns === undefined) return { head: '<ul>', tail: '</ul>', format: (data, index) => writeItem(data, shape, index) }
  return tableOf(columns).items(region)
}

interface Table {
  write (rows: readonly unknown[], region: string | undefined): string
  items (region: string): Enclosed
}

const tables = new WeakMap<readonly TableColumn[], Table>()

/** Keeps what is compiled for each table: the columns of a schema are the same array. */
function tableOf (columns: readonly TableColumn[]): Table {
  const table = tables.get(columns) ?? compileTable(columns)
  tables.set(columns, table)
  return table
}

function compileTable (columns: readonly TableColumn[]): Table {
  const headers = columns.map(({ label, number }) => `<th scope="col"${number ? NUMBER : ''}>${escape(label)}</th>`)
  const head = `<thead><tr>${headers.join('')}</tr></thead>\n<tbody>\n`
  const tail = '</tbody>\n</table>'
  // Of the columns of decimals, how many characters the longest fraction has.
  const fractions: number[] = []
  const writeRow = compileRow(columns.map((column, index): ColumnWriter => {
    return { path: column.path, write: compileCell(column, index === 0 && columns.length > 1, fractions) }
  }))
  const format: Write = (row) => `<tr>${writeRow(checkRow(row))}</tr>\n`
  return {
    write (data, region) {
      if (region !== undefined) fractions.fill(0)
      let rows = ''
      for (const row of data) rows += format(row)
      const table = `${openTable(fractions)}${head}${rows}${tail}`
      return region === undefined ? table : `${openRegion(region)}${table}</div>`
    },
    items: (region) => ({ head: `${openRegion(region)}<table>\n${head}`, tail: `${tail}</div>`, format })
  }
}

// A table that is too wide scrolls in a region of its own, which can be reached by keyboard.
function openRegion (label: string): string {
  return `<div class="region" role="region" tabindex="0" aria-label="${formatText(label)}">`
}

/**
 * choice: decimals of a column stand with their points below each other: what comes after the point is as wide everywhere as the longest.
 * No digit is added. Of rows that come one by one nobody knows the longest; there is room for two digits then.
 */
function openTable (fractions: readonly number[]): string {
  if (fractions.length === 0) return '<table>\n'
  return `<table style="${fractions.map((width, place) => `--f${place}:${width}ch`).join(';')}">\n`
}

const NUMBER = ' class="number"'

/*
 * choice: the first of several columns is the header of its row, if it is no structure: names and identifiers stand first by custom.
 */
function compileCell ({ shape, number }: TableColumn, isFirst: boolean, fractions: number[]): Write {
  const writeBlock = writerOf(shape)
  const isHeader = isFirst && (shape === ANY || (shape.scalar && !shape.object && shape.items === undefined))
  const tag = isHeader ? 'th scope="row"' : 'td'
  const [open, openNumber, close] = [`<${tag}>`, `<${tag}${NUMBER}>`, isHeader ? '</th>' : '</td>']
  const empty = (number ? openNumber : open) + close
  const writeNumber = isDecimal(shape) ? compileDecimal(fractions) : String
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return open + writeBlock(data) + close
      case 'number': return Number.isFinite(data) ? openNumber + writeNumber(data) + close : empty
      case 'bigint': return openNumber + String(data) + close
      case 'undefined': return empty
      default: return data === null ? empty : open + writeBlock(data) + close
    }
  }
}

function isDecimal ({ number, schemas }: Shape): boolean {
  return number && schemas.some(({ type }) => [type].flat().includes('number'))
}

function compileDecimal (fractions: number[]): (data: number) => string {
  const place = Math.min(fractions.length, WIDTHS - 1)
  if (place === fractions.length) fractions.push(0)
  return function writeDecimal (data) {
    const text = String(data)
    const point = text.indexOf('.')
    const end = point < 0 ? text.length : point
    if (text.length - end > (fractions[place] as number)) fractions[place] = text.length - end
    return `${text.slice(0, end)}<span class="f${place}">${text.slice(end)}</span>`
  }
}
