/**
 * Boot: from the shape of a value, the function that writes it in Markdown.
 *
 * In: data that a plan has made. Out: lines; an array of objects at the top is a table, what is nested a list in a list, or JSON in the
 * cell of a table. Nothing of it is read as markup.
 * @see https://github.github.com/gfm/#tables-extension-
 */
import { ANY, type Form, itemShape, type Shape } from '../../schemas/index.js'
import { cleanText, columnsOf, columnsOfRows, compileFields, compileIsLink, type TableColumn } from '../pages/blocks.js'
import type { Enclosed } from '../pages/page.js'
import { compileStructureText, formAt, textOfScalar } from '../values/cells.js'
import { type ColumnWriter, checkRow, compileRow, type Write } from '../values/rows.js'
import { escapeInline, escapeStart, fenceOf, isPlain, onOneLine } from './text.js'

/** Writes data as the blocks of a page. */
export function writeBlocks (data: unknown, shape: Shape, rowForm: Form): string {
  if (!Array.isArray(data)) return isStructure(data) ? writeLines(data, shape, '') : `${formatScalar(data, shape, escapeStart)}\n`
  const columns = shape.items === ANY ? columnsOfRows(data) : columnsOf(shape)
  if (columns === undefined) return writeLines(data, shape, '')
  const { head, format } = tableOf(columns, rowForm)
  let rows = head
  for (let index = 0; index < data.length; index++) rows += format(data[index], index)
  return rows
}

/** How the items of an array are written that come one by one. */
export function itemsOf (shape: Shape, rowForm: Form): Enclosed {
  const columns = columnsOf(shape)
  if (columns !== undefined) return tableOf(columns, rowForm)
  return { head: '', tail: '', format: (data, index) => writeItem(data, itemShape(shape, index), '') }
}

function isStructure (data: unknown): data is object {
  return textOfScalar(data) === undefined
}

const fields = new WeakMap<Shape, (data: object, indent: string) => string>()

/** Lines, each with an indent. */
function writeLines (data: object, shape: Shape, indent: string): string {
  if (Array.isArray(data)) return data.map((item, index) => writeItem(item, itemShape(shape, index), indent)).join('')
  const write = fields.get(shape) ?? compileFields<string, string>(shape, { start: startOfField, write: writeField })
  fields.set(shape, write)
  return write(data, indent)
}

function startOfField (label: string): string {
  const name = onOneLine(label, escapeInline)
  return name === '' ? '- :' : `- **${name}**:`
}

function writeField (start: string, data: unknown, shape: Shape, indent: string): string {
  if (isStructure(data)) return `${indent}${start}\n${writeLines(data, shape, `${indent}  `)}`
  return `${indent}${`${start} ${formatScalar(data, shape, escapeInline)}`.trimEnd()}\n`
}

// choice: an item without text is a dash. A bullet on its own would make a heading of the line above.
function writeItem (data: unknown, shape: Shape, indent: string): string {
  if (!isStructure(data)) return `${indent}- ${formatScalar(data, shape, escapeStart) || '—'}\n`
  const lines = writeLines(data, shape, `${indent}  `)
  return `${indent}- ${lines === '' ? '—\n' : lines.slice(indent.length + 2)}`
}

function formatScalar (data: unknown, shape: Shape, escape: (text: string) => string): string {
  return formatText(cleanText(textOfScalar(data) as string), compileIsLink(shape, false), escape)
}

function formatText (clean: string, isLink: ((text: string) => boolean) | undefined, escape: (text: string) => string): string {
  return isLink?.(clean) === true ? `<${clean}>` : onOneLine(clean, escape)
}

const tables = new WeakMap<readonly TableColumn[], Enclosed>()

/** Keeps what is compiled for each table: the columns of a schema are the same array. */
function tableOf (columns: readonly TableColumn[], rowForm: Form): Enclosed {
  const table = tables.get(columns) ?? compileTable(columns, rowForm)
  tables.set(columns, table)
  return table
}

/*
 * table     = header row, delimiter row, zero or more rows         (GFM §4.10)
 * delimiter = "---", or "---:" for a column that is right-aligned
 */
function compileTable (columns: readonly TableColumn[], rowForm: Form): Enclosed {
  const header = columns.map(({ label }) => formatCell(onOneLine(label, escapeInline))).join('')
  const delimiters = columns.map(({ number }) => number ? ' ---: |' : ' --- |').join('')
  const writeRow = compileRow(columns.map((column): ColumnWriter => {
    return { path: column.path, write: compileCell(column, formAt(rowForm, column.path)) }
  }))
  return { head: `|${header}\n|${delimiters}\n`, tail: '', format: (row) => `|${writeRow(checkRow(row))}\n` }
}

function formatCell (text: string): string {
  return text === '' ? ' |' : ` ${text} |`
}

// choice: there are no blocks in a cell, so what is nested is JSON there, and an array of scalars one line.
function compileCell ({ path, shape }: TableColumn, form: Form): Write {
  const structureText = compileStructureText(shape, form, ', ')
  const isLink = compileIsLink(shape, false)
  function writeStructure (data: object): string {
    const { text, isJson } = structureText(path.length === 0 ? othersIn(data, shape) : data)
    return formatCell(isJson ? formatCode(cleanText(text)) : onOneLine(cleanText(text), escapeInline))
  }
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return isLink === undefined && isPlain(data) ? ` ${data} |` : formatCell(formatText(cleanText(data), isLink, escapeInline))
      case 'number': return Number.isFinite(data) ? ` ${data} |` : ' |'
      case 'boolean':
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
