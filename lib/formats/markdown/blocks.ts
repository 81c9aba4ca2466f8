/**
 * Boot: from the shape of a value, the function that writes it in Markdown.
 *
 * In: data that a plan has made. Out: lines; an array of objects at the top is a table, what is nested a list in a list, or JSON in the
 * cell of a table. Nothing of it is read as markup.
 * @see https://github.github.com/gfm/#tables-extension-
 */
import { ANY, type Form, itemShape, type Shape } from '../../schemas/index.js'
import { cleanText, columnsOf, columnsOfRows, compileFields, compileIsLink, shownText, type TableColumn } from '../pages/blocks.js'
import type { Enclosed, PageSource } from '../pages/page.js'
import { KeptByWording, type Wording } from '../pages/wording.js'
import { compileStructureText, formAt, textOfScalar } from '../values/cells.js'
import { type ColumnWriter, checkRow, compileRow, looseRow, type Write } from '../values/rows.js'
import { escapeInline, escapeStart, fenceOf, isPlain, onOneLine } from './text.js'

/** What the blocks of a page are compiled from. */
export type BlockSource = Pick<PageSource, 'shape' | 'rowForm' | 'wording'>

/** Writes data as the blocks of a page. */
export function writeBlocks (data: unknown, source: BlockSource): string {
  const { shape, wording } = source
  if (!Array.isArray(data)) {
    return isStructure(data) ? writeLines(data, shape, { indent: '', wording }) : `${formatScalar(data, shape, escapeStart, wording)}\n`
  }
  const table = shape.items === ANY ? looseTable(data, source) : tableFor(source)
  if (table === undefined) return writeLines(data, shape, { indent: '', wording })
  const { head, format } = table
  let rows = head
  for (let index = 0; index < data.length; index++) rows += format(data[index], index)
  return rows
}

/** How the items of an array are written that come one by one. */
export function itemsOf (source: BlockSource): Enclosed {
  const { shape, wording } = source
  const top = { indent: '', wording }
  return tableFor(source) ?? { head: '', tail: '', format: (data, index) => writeItem(data, itemShape(shape, index), top) }
}

function isStructure (data: unknown): data is object {
  return textOfScalar(data) === undefined
}

/** Where lines stand, and in which language. */
interface Place {
  readonly indent: string
  readonly wording: Wording
}

const fields = new KeptByWording<Shape, (data: object, place: Place) => string>((shape, wording) => {
  return compileFields<string, Place>(shape, wording, { start: startOfField, write: writeField })
})

/** Lines, each with an indent. */
function writeLines (data: object, shape: Shape, place: Place): string {
  if (Array.isArray(data)) return data.map((item, index) => writeItem(item, itemShape(shape, index), place)).join('')
  return fields.of(shape, place.wording)(data, place)
}

function startOfField (label: string): string {
  const name = onOneLine(label, escapeInline)
  return name === '' ? '- :' : `- **${name}**:`
}

function writeField (start: string, data: unknown, shape: Shape, { indent, wording }: Place): string {
  if (isStructure(data)) return `${indent}${start}\n${writeLines(data, shape, { indent: `${indent}  `, wording })}`
  return `${indent}${`${start} ${formatScalar(data, shape, escapeInline, wording)}`.trimEnd()}\n`
}

// choice: an item without text is a dash. A bullet on its own would make a heading of the line above.
function writeItem (data: unknown, shape: Shape, { indent, wording }: Place): string {
  if (!isStructure(data)) return `${indent}- ${formatScalar(data, shape, escapeStart, wording) || '—'}\n`
  const lines = writeLines(data, shape, { indent: `${indent}  `, wording })
  return `${indent}- ${lines === '' ? '—\n' : lines.slice(indent.length + 2)}`
}

function formatScalar (data: unknown, shape: Shape, escape: (text: string) => string, wording: Wording): string {
  return formatText(cleanText(shownText(data, wording) as string), compileIsLink(shape, false), escape)
}

function formatText (clean: string, isLink: ((text: string) => boolean) | undefined, escape: (text: string) => string): string {
  return isLink?.(clean) === true ? `<${clean}>` : onOneLine(clean, escape)
}

const tables = new WeakMap<readonly TableColumn[], Enclosed>()

/** The table of an array, compiled once; `undefined` where it is none. */
function tableFor (source: BlockSource): Enclosed | undefined {
  const columns = columnsOf(source.shape, source.wording)
  if (columns === undefined) return undefined
  const table = tables.get(columns) ?? compileTable(columns, source, compileRow)
  tables.set(columns, table)
  return table
}

/** That of rows that no schema describes. */
function looseTable (rows: readonly unknown[], source: BlockSource): Enclosed | undefined {
  const columns = columnsOfRows(rows)
  return columns && compileTable(columns, source, looseRow)
}

/*
 * table     = header row, delimiter row, zero or more rows         (GFM §4.10)
 * delimiter = "---", or "---:" for a column that is right-aligned
 */
function compileTable (
  columns: readonly TableColumn[], { rowForm, wording }: BlockSource, compileCells: typeof compileRow | typeof looseRow
): Enclosed {
  const header = columns.map(({ label }) => formatCell(onOneLine(label, escapeInline))).join('')
  const delimiters = columns.map(({ number }) => number ? ' ---: |' : ' --- |').join('')
  const writeRow = compileCells(columns.map((column): ColumnWriter => {
    return { path: column.path, write: compileCell(column, formAt(rowForm, column.path), wording) }
  }))
  return { head: `|${header}\n|${delimiters}\n`, tail: '', format: (row) => `|${writeRow(checkRow(row) as object)}\n` }
}

function formatCell (text: string): string {
  return text === '' ? ' |' : ` ${text} |`
}

// choice: there are no blocks in a cell, so what is nested is JSON there, and an array of scalars one line.
function compileCell ({ path, shape }: TableColumn, form: Form, wording: Wording): Write {
  const structureText = compileStructureText(shape, form, ', ', (data) => shownText(data, wording))
  const isLink = compileIsLink(shape, false)
  function writeStructure (data: object): string {
    const { text, isJson } = structureText(path.length === 0 ? othersIn(data, shape) : data)
    return formatCell(isJson ? formatCode(cleanText(text)) : onOneLine(cleanText(text), escapeInline))
  }
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return isLink === undefined && isPlain(data) ? ` ${data} |` : formatCell(formatText(cleanText(data), isLink, escapeInline))
      case 'number': return Number.isFinite(data) ? ` ${data} |` : ' |'
      case 'boolean': return ` ${wording.wordOf(data)} |`
      case 'bigint': return ` ${data} |`
      default: return data === null || data === undefined ? ' |' : writeStructure(data)
    }
  }
}

/** The properties of a row that have no column of their own. */
function othersIn (row: object, { properties }: Shape): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !properties.has(name)))
}

/** JSON as code in a cell, with the pipes escaped that would end the cell. */
function formatCode (json: string): string {
  const fence = fenceOf(json, 1)
  return fence + json.replaceAll('|', '\\|') + fence
}
