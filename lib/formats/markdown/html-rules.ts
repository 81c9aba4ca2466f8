/**
 * What becomes of the elements of a page in Markdown, where turndown's own rules would let text turn into markup.
 *
 * In: an element, and its content as text with marks. Out: the same as Markdown, with the marks still in it.
 */
import { cleanText } from '../pages/blocks.js'
import { fenceOf } from './text.js'
import { CELL, delimit, HEADER_ROW, markCode, markText, ROW, withoutMarks } from './marked-text.js'

/** What we use of a node of a page. */
export interface HtmlNode {
  readonly nodeType: number
  readonly nodeName: string
  readonly childNodes: ArrayLike<HtmlNode>
  readonly parentNode: HtmlElement
  readonly nextSibling: HtmlNode | null
  readonly ownerDocument: { createTextNode (data: string): HtmlNode }
  /** The text of a text node. */
  data: string
}

/** An element. */
export interface HtmlElement extends HtmlNode {
  textContent: string
  readonly firstElementChild: HtmlElement | null
  /** Added by turndown: the blanks that it puts around what a rule returns. */
  flankingWhitespace: { readonly leading: string, readonly trailing: string }
  getAttribute (name: string): string | null
  closest (selectors: string): HtmlElement | null
  replaceChild (node: HtmlNode, replaced: HtmlNode): void
}

export type Filter = string | readonly string[] | ((element: HtmlElement) => boolean)
export type Replace = (content: string, element: HtmlElement) => string

/** What one walk over a page finds out about a table, so that no rule has to look again for each cell. */
export interface TableFound {
  /** Whether it contains another table. It is layout then, as is a table of a single cell, and its cells are blocks of their own. */
  holdsTable: boolean
  rows: number
  /** For each cell of the first row: `left`, `right`, `center` or empty. */
  readonly alignments: string[]
}

export const tablesFound = new WeakMap<HtmlElement, TableFound>()
/** The numbers of items in ordered lists. */
export const itemNumbers = new WeakMap<HtmlNode, number>()

export const RULES_OF_OURS: ReadonlyArray<readonly [name: string, filter: Filter, replacement: Replace]> = [
  ['heading', ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'], formatHeading],
  ['emphasis', ['em', 'i'], (content, node) => formatDelimited(content, node, '*', 'em, i')],
  ['strong', ['strong', 'b'], (content, node) => formatDelimited(content, node, '**', 'strong, b, dt')],
  ['strikethrough', ['del', 's', 'strike'], (content, node) => formatDelimited(content, node, '~~', 'del, s, strike')],
  ['link', (node) => node.nodeName === 'A' && attributeOf(node, 'href') !== '', formatLink],
  ['picture', 'img', formatImage],
  ['code', 'code', (_content, node) => formatAround(node.textContent, (code) => formatCode(withoutMarks(code), isCell(node)))],
  ['block of code', 'pre', formatCodeBlock],
  ['item', 'li', formatItem],
  ['term', 'dt', (content) => `\n- ${content.trim() === '' ? '' : delimit(onOneLine(content), '**')}:`],
  ['definition', 'dd', formatDefinition],
  ['caption', 'caption', (content) => `\n\n${content}\n\n`],
  ['section', ['thead', 'tbody', 'tfoot'], (content) => content],
  ['columns', ['colgroup', 'col'], () => ''],
  ['row', 'tr', (content, node) => isInLayout(node) ? content : `${content}${isHeader(node) ? HEADER_ROW : ROW}`],
  ['cell', ['th', 'td'], formatCell],
  ['table', 'table', (content, node) => isLayout(node) ? content : formatTable(content, node)]
]

function attributeOf (node: HtmlElement, name: string): string {
  return node.getAttribute(name) ?? ''
}

function destinationOf (node: HtmlElement, name: string): string {
  const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
  return cleanText(attributeOf(node, name).trim()).replace(/[\t\n\f\r <>()[\]\\`|*~]/g, percent).replace(/[&_]/g, '\\$&')
}

/** Content for a place where Markdown allows one line only. */
function onOneLine (content: string): string {
  return content.trim().replace(/ *\n\s*/g, '<br>')
}

function isLayout (table: HtmlElement): boolean {
  const { holdsTable, rows, alignments } = foundOf(table)
  return holdsTable || (rows <= 1 && alignments.length <= 1)
}

/** A row or a cell is always in a table, and every table has been walked over. */
function isInLayout (node: HtmlElement): boolean {
  return isLayout(node.closest('table') as HtmlElement)
}

function foundOf (table: HtmlElement): TableFound {
  return tablesFound.get(table) as TableFound
}

function isCell (node: HtmlElement): boolean {
  return node.closest('td, th') !== null && !isInLayout(node)
}

function formatHeading (content: string, node: HtmlElement): string {
  const text = onOneLine(content)
  return text === '' || node.closest('a') !== null ? `\n\n${text}\n\n` : `\n\n${'#'.repeat(Number(node.nodeName.charAt(1)))} ${text}\n\n`
}

/** There are no blanks next to delimiters, and no blocks between them. */
function formatDelimited (content: string, node: HtmlElement, delimiter: string, names: string): string {
  if (content.trim() === '' || /\n *\n/.test(content) || node.parentNode.closest(names) !== null) return content
  return formatAround(content, (text) => delimit(text, delimiter))
}

/** Blanks around the text stay where they are. */
function formatAround (content: string, format: (text: string) => string): string {
  const text = content.trim()
  const start = content.length - content.trimStart().length
  return content.slice(0, start) + format(text) + content.slice(start + text.length)
}

function formatLink (content: string, node: HtmlElement): string {
  return formatAround(content, (text) => `[${onOneLine(text)}](${destinationOf(node, 'href')})`)
}

function formatImage (_content: string, node: HtmlElement): string {
  const alternative = cleanText(attributeOf(node, 'alt')).trim().replace(/[\t\n ]+/g, ' ')
  return attributeOf(node, 'src') === '' ? '' : `![${markText(alternative)}](${destinationOf(node, 'src')})`
}

/*
 * "It is possible to include a pipe in a cell's content by escaping it, including inside other inline spans"      (GFM §4.10)
 *
 * choice: a backslash before a pipe is no part of the code, so code that has one there is written as HTML.
 */
function formatCode (code: string, isInTable: boolean): string {
  if (code === '') return ''
  if (isInTable && code.includes('\\|')) return `<code>${markText(code)}</code>`
  const isPadded = code.startsWith('`') || code.endsWith('`') || (code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '')
  const padding = isPadded ? ' ' : ''
  const content = isInTable ? code.split('|').map((part) => part === '' ? '' : markCode(part)).join(`\\${markCode('|')}`) : markCode(code)
  return delimit(padding + content + padding, fenceOf(code, 1))
}

function formatCodeBlock (_content: string, node: HtmlElement): string {
  const code = withoutMarks(node.textContent).replace(/\n$/, '')
  const lines = code.split('\n')
  if (isCell(node) || node.closest('a, h1, h2, h3, h4, h5, h6, dt') !== null) {
    return `\n\n${lines.map((line) => formatCode(line, isCell(node))).join('<br>')}\n\n`
  }
  const fence = fenceOf(code, 3)
  return `\n\n${fence}\n${lines.map(markCode).join('\n')}\n${fence}\n\n`
}

function formatItem (content: string, node: HtmlElement): string {
  const number = itemNumbers.get(node)
  const marker = number === undefined ? '-   ' : `${number}.  `
  const item = content.replace(/^[\n ]+/, '').trimEnd().replaceAll('\n', `\n${' '.repeat(marker.length)}`)
  return `${marker}${item}${content.endsWith('\n') ? '\n' : ''}${node.nextSibling === null ? '' : '\n'}`
}

const BLOCK = /^(?:UL|OL|DL|TABLE|DIV|PRE|P|BLOCKQUOTE)$/

function formatDefinition (content: string, { firstElementChild }: HtmlElement): string {
  const definition = content.trim().replaceAll('\n', '\n  ')
  return BLOCK.test(firstElementChild?.nodeName ?? '') ? `\n\n  ${definition}\n\n` : ` ${definition}\n`
}

function isHeader (row: HtmlElement): boolean {
  return row.parentNode.nodeName === 'THEAD' || Array.from(row.childNodes).every(({ nodeName }) => nodeName === 'TH')
}

/** The most columns that a cell of HTML may span. */
const MAX_SPAN = 1000

function formatCell (content: string, node: HtmlElement): string {
  if (isInLayout(node)) return `\n\n${content}\n\n`
  const span = Math.min(Math.max(Math.trunc(Number(attributeOf(node, 'colspan'))) || 1, 1), MAX_SPAN)
  return CELL + onOneLine(content) + CELL.repeat(span - 1)
}

// What a table has outside its cells, such as the caption, comes before it.
function formatTable (content: string, table: HtmlElement): string {
  const before: string[] = []
  const rows: Array<readonly string[]> = []
  for (const row of splitAt(content, `[${ROW}${HEADER_ROW}]`)) {
    const [outside, ...cells] = splitAt(row, CELL) as [string, ...string[]]
    before.push(outside.trim())
    if (cells.length > 0) rows.push(cells)
  }
  const [first, ...afterHeader] = splitAt(content, HEADER_ROW) as [string, ...string[]]
  const isFirstHeader = afterHeader.length > 0 && splitAt(first, ROW).length === 1
  if (rows.length > 0) before.push(formatRows(rows, isFirstHeader, foundOf(table).alignments))
  return `\n\n${before.filter((block) => block !== '').join('\n\n')}\n\n`
}

// The first half of a surrogate pair may look like a mark.
function splitAt (content: string, mark: string): readonly string[] {
  return content.split(new RegExp(`${mark}(?![\udc00-\udfff])`))
}

/*
 * table     = header row, delimiter row, zero or more rows         (GFM §4.10)
 */
function formatRows (rows: ReadonlyArray<readonly string[]>, isFirstHeader: boolean, alignments: readonly string[]): string {
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0)
  const [first = [], ...others] = isFirstHeader ? rows : [[], ...rows]
  const header = Array.from({ length: width }, (_, index) => first[index] ?? '')
  const delimiters = header.map((_, index) => DELIMITERS.get(alignments[index]) ?? '---')
  return [header, delimiters, ...others].map((cells) => `|${cells.map((cell) => ` ${cell.trim().padEnd(3)} |`).join('')}`).join('\n')
}

const DELIMITERS = new Map<string | undefined, string>([['left', ':---'], ['right', '---:'], ['center', ':---:']])
