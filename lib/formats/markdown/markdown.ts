/**
 * The serializer for Markdown: a page for agents and people, compiled from the schema. Exported as `fastify-produces/markdown`, with
 * `fromHtml` for routes whose pages are HTML.
 *
 * In: at boot a schema, per request a payload. Out: a string, or a stream where items come one by one. What the schema does not
 * declare never goes out, and nothing of the payload is read as markup. RFC 7763; tables as in GitHub Flavored Markdown.
 * @see https://www.rfc-editor.org/rfc/rfc7763
 */
import { ANY_FORM, type Shape } from '../../schemas/index.js'
import { checkOptions, type Rule } from '../format.js'
import { type Block, blockOf, cleanText, type Fields, type Scalar, type Table, type TableColumn } from '../pages/blocks.js'
import { type Enclosed, type Heading, oncePerTable, type PageCompiler, pageCompiler, type PageFormat, TITLE } from '../pages/page.js'
import { compileStructureText } from '../values/cells.js'
import { readColumn } from '../values/columns.js'
import { isStructure } from '../values/values.js'
import { fromHtml, type FromHtmlOptions } from './from-html.js'
import { escapeHeading, escapeInline, escapeStart, fenceOf, onOneLine } from './text.js'

export { fromHtml, type FromHtmlOptions }

/** The options of `markdown()`. */
export interface MarkdownOptions {
  /** The heading. Default: the schema's `title`; without one, no heading. */
  readonly title?: string
}

/** The compiler for `text/markdown`. */
export type MarkdownCompiler = PageCompiler

/**
 * Makes the serializer for `text/markdown`.
 *
 * An array of objects is a table, one object a list of its fields, any other array a list; what is nested is a nested list, or JSON in
 * the cell of a table. An async iterable or a generator becomes a stream that reads an item when there is room for it.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * markdown().compile(undefined, route)([{ name: '*Mars*' }], context) // '| name |\n| --- |\n| \\*Mars\\* |\n'
 */
export default function markdown (options: MarkdownOptions = {}): MarkdownCompiler {
  checkOptions('markdown', RULES, options)
  return pageCompiler(options.title, compileFormat)
}

// What `require` gives.
markdown.default = markdown
markdown.fromHtml = fromHtml
export { markdown as 'module.exports' }

const RULES: Readonly<Record<keyof MarkdownOptions, Rule>> = {
  title: TITLE
}

function compileFormat ({ title, description }: Heading): PageFormat {
  const heading = title === undefined ? '' : `# ${onOneLine(cleanText(title), escapeHeading)}\n\n`
  const head = heading + (description === undefined ? '' : `${onOneLine(cleanText(description), escapeStart)}\n\n`)
  return {
    head: () => head,
    tail: '',
    write: formatPage,
    table: tableOf,
    list: { head: '', tail: '', format: (item) => formatLines(linesOfItem(item)) }
  }
}

function formatPage (block: Block): string {
  if (block.kind === 'table') {
    const { head, format } = tableOf(block.columns)
    return head + block.rows.map(format).join('')
  }
  return block.kind === 'scalar' ? formatLines([formatScalar(block, escapeStart)]) : formatLines(linesOf(block))
}

function formatLines (lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('')
}

const tableOf = oncePerTable(compileTable)

/*
 * table     = header row, delimiter row, zero or more rows         (GFM §4.10)
 * delimiter = "---", or "---:" for a column that is right-aligned
 */
function compileTable (columns: readonly TableColumn[]): Enclosed<unknown> {
  const header = columns.map(({ label }) => onOneLine(label, escapeInline))
  const delimiters = columns.map(({ number }) => number ? '---:' : '---')
  const cells = columns.map((column) => compileTableCell(column))
  return {
    head: formatRow(header) + formatRow(delimiters),
    tail: '',
    format: (row) => formatRow(cells.map((formatCell) => formatCell(row)))
  }
}

function formatRow (cells: readonly string[]): string {
  return `|${cells.map((cell) => cell === '' ? ' |' : ` ${cell} |`).join('')}\n`
}

// choice: there are no blocks in a cell, so what is nested is JSON there, and an array of scalars one line.
function compileTableCell (column: TableColumn): (row: unknown) => string {
  const { shape, path } = column
  const structureText = compileStructureText(shape, ANY_FORM, ', ')
  return (row) => {
    const plain = readColumn(row, column.path)
    if (!isStructure(plain)) return formatScalar(blockOf(plain, shape) as Scalar, escapeInline)
    // A column of the row itself is of what no other column has.
    const { text, isJson } = structureText(path.length === 0 ? unnamedIn(plain, shape) : plain)
    return isJson ? formatCode(cleanText(text)) : onOneLine(cleanText(text), escapeInline)
  }
}

function unnamedIn (row: object, { properties }: Shape): object {
  return Object.fromEntries(Object.entries(row).filter(([name]) => !properties.has(name)))
}

/** JSON as code in a cell, with the pipes escaped that would end the cell. */
function formatCode (json: string): string {
  const fence = fenceOf(json, 1)
  return fence + json.replaceAll('|', '\\|') + fence
}

function formatScalar ({ type, text }: Scalar, escape: (text: string) => string): string {
  return type === 'link' ? `<${text}>` : onOneLine(text, escape)
}

function linesOf (block: Exclude<Block, Scalar>): readonly string[] {
  if (block.kind === 'fields') return linesOfFields(block)
  return (block.kind === 'table' ? blocksOfRows(block) : block.items).flatMap(linesOfItem)
}

function blocksOfRows ({ rows, row }: Table): readonly Block[] {
  return rows.map((value) => blockOf(value, row))
}

function linesOfFields ({ fields }: Fields): readonly string[] {
  return fields.flatMap(({ label, block }) => {
    const name = onOneLine(label, escapeInline)
    const start = name === '' ? '- :' : `- **${name}**:`
    if (block.kind !== 'scalar') return [start, ...linesOf(block).map(indent)]
    return [`${start} ${formatScalar(block, escapeInline)}`.trimEnd()]
  })
}

// choice: an item without text is a dash. A bullet on its own would make a heading of the line above.
function linesOfItem (item: Block): readonly string[] {
  const [first = '—', ...rest] = item.kind === 'scalar' ? [formatScalar(item, escapeStart)].filter((text) => text !== '') : linesOf(item)
  return [`- ${first}`, ...rest.map(indent)]
}

function indent (line: string): string {
  return `  ${line}`
}
