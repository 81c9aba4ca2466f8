/**
 * Marks the text of a page in HTML, and finds out on the way what the rules need to know of tables and lists.
 */
import { PayloadFault } from '../../streams/index.js'
import { cleanText } from '../pages/blocks.js'
import { itemNumbers, tablesFound, type HtmlElement, type HtmlNode, type TableFound } from './html-rules.js'
import { markPreformatted, markText } from './marked-text.js'

/**
 * How deep elements may be nested. To read and write them takes the square of the depth in time, and as much of the stack.
 *
 * choice: twice as deep as real pages go.
 */
const MAX_DEPTH = 256

/*
 * start-tag = "<" tag-name …      end-tag = "</" tag-name …        (HTML, 13.1.2)
 */
const TAG = /<(\/?)([a-z][^\s/>]*)/gi

/** Elements that may be open without being nested: their end tag is optional, or they have none. */
const UNNESTED = new Set([
  'area', 'base', 'body', 'br', 'col', 'colgroup', 'dd', 'dt', 'embed', 'head', 'hr', 'html', 'img', 'input', 'li', 'link', 'meta',
  'optgroup', 'option', 'p', 'param', 'rp', 'rt', 'source', 'tbody', 'td', 'tfoot', 'th', 'thead', 'tr', 'track', 'wbr'
])

/**
 * Refuses a page whose tags are nested too deeply, before a parser has to look at every open element for each of them.
 *
 * @throws PayloadFault
 */
export function checkDepth (page: string): void {
  let depth = 0
  for (const [, slash, name = ''] of page.matchAll(TAG)) {
    if (UNNESTED.has(name.toLowerCase())) continue
    depth = slash === '' ? depth + 1 : Math.max(depth - 1, 0)
    if (depth > MAX_DEPTH) throw tooDeep()
  }
}

function tooDeep (): PayloadFault {
  return new PayloadFault(`fromHtml(): expected elements of the page to be nested at most ${MAX_DEPTH} deep`)
}

const TEXT_NODE = 3
const ELEMENT_NODE = 1

type Kind = 'text' | 'code' | 'preformatted'

/** Where a walk is. */
interface Place {
  readonly depth: number
  readonly kind: Kind
  readonly table: HtmlElement | undefined
}

/**
 * Marks the text of a page.
 *
 * @throws PayloadFault for elements that are nested too deeply
 */
export function markPage (root: HtmlElement, removed: ReadonlySet<string>): void {
  let isAfterSpace = true

  function markChildren (parent: HtmlElement, place: Place): void {
    if (place.depth > MAX_DEPTH) throw tooDeep()
    for (const node of Array.from(parent.childNodes)) {
      if (node.nodeType === TEXT_NODE) markNode(node, place.kind)
      else if (node.nodeType === ELEMENT_NODE) markElement(node as HtmlElement, parent, place)
    }
  }

  function markElement (element: HtmlElement, parent: HtmlElement, place: Place): void {
    if (element.nodeName === 'IMG') isAfterSpace = false
    if (removed.has(element.nodeName.toLowerCase())) element.textContent = ''
    else if (element.nodeName === 'BR' && place.kind !== 'text') replaceBreak(element, parent, place.kind === 'code' ? ' ' : '\n')
    else markChildren(element, enter(element, place))
  }

  // Removed elements leave the blanks around them. Only the first blank is text: four would make code of a line.
  function markNode (node: HtmlNode, kind: Kind): void {
    const text = cleanText(node.data)
    if (kind === 'preformatted') {
      node.data = markPreformatted(text)
      return
    }
    // choice: text of blanks alone, which is there for room, is a space.
    const words = kind === 'text' && text.trim() === '' ? ' ' : text.replace(/[\t\n ]+/g, ' ')
    node.data = markText(isAfterSpace ? words.replace(/^ /, '') : words)
    if (words !== '') isAfterSpace = words.endsWith(' ')
  }

  markChildren(root, { depth: 0, kind: 'text', table: undefined })
}

function replaceBreak (element: HtmlElement, parent: HtmlElement, text: string): void {
  parent.replaceChild(element.ownerDocument.createTextNode(markPreformatted(text)), element)
}

function enter (element: HtmlElement, { depth, kind, table }: Place): Place {
  const { nodeName } = element
  if (nodeName === 'OL') numberItems(element)
  if (nodeName === 'TR' && table !== undefined) addRow(table, element)
  if (nodeName === 'TABLE') addTable(table, element)
  const isPreformatted = nodeName === 'PRE' || kind === 'preformatted'
  return {
    depth: depth + 1,
    kind: isPreformatted ? 'preformatted' : nodeName === 'CODE' ? 'code' : kind,
    table: nodeName === 'TABLE' ? element : table
  }
}

/** A list may begin at any number of up to nine digits (CommonMark §5.2). */
function numberItems (list: HtmlElement): void {
  const start = Number(list.getAttribute('start') ?? 1)
  let number = Number.isInteger(start) && start >= 0 && start < 900_000_000 ? start : 1
  for (const node of Array.from(list.childNodes)) {
    if (node.nodeName === 'LI') itemNumbers.set(node, number++)
  }
}

function addTable (outer: HtmlElement | undefined, table: HtmlElement): void {
  if (outer !== undefined) (tablesFound.get(outer) as TableFound).holdsTable = true
  tablesFound.set(table, { holdsTable: false, rows: 0, alignments: [] })
}

function addRow (table: HtmlElement, row: HtmlElement): void {
  const found = tablesFound.get(table) as TableFound
  if (found.rows++ > 0) return
  for (const node of Array.from(row.childNodes)) {
    if (/^T[HD]$/.test(node.nodeName)) found.alignments.push(alignmentOf(node as HtmlElement))
  }
}

function alignmentOf (cell: HtmlElement): string {
  const style = /(?:^|;)\s*text-align\s*:\s*(\w+)/i.exec(cell.getAttribute('style') ?? '')
  return (cell.getAttribute('align') ?? style?.[1] ?? '').toLowerCase()
}
