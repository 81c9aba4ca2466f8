/**
 * Markdown for routes that have pages in HTML: what makes the page is given, and its content converted. Exported by
 * `fastify-produces/markdown`.
 *
 * In: a serializer of HTML. Out: one of Markdown, over the same schema. The conversion is turndown's; text is escaped as in all
 * Markdown of ours. RFC 7763.
 * @see https://www.rfc-editor.org/rfc/rfc7763
 */
import type { Serialize, SerializeContext, SerializedContent, Serializer, SerializerCompiler } from '../../../types/index.js'
import { compileProjection } from '../../schemas/index.js'
import { checkOptions, loadLibrary, type Rule } from '../format.js'
import { cleanText } from '../pages/blocks.js'
import { escapeInline, escapeStart, fenceOf, onOneLine } from './markdown-text.js'

/** The options of `fromHtml()`. */
export interface FromHtmlOptions {
  /** Elements that are left out with all that is in them, beside `script`, `style`, `template`, `noscript` and `title`: `['nav', 'footer']`. */
  readonly remove?: readonly string[]
}

const RULES: Readonly<Record<keyof FromHtmlOptions, Rule>> = {
  remove: ['an array of names of elements', (value) => Array.isArray(value) && value.every((name) => typeof name === 'string' && /^[a-z][a-z\d-]*$/i.test(name))]
}

/**
 * Makes a serializer of Markdown from one of HTML: a function, `view(…)`, `html()`.
 *
 * It waits for the whole page, also where that is a stream.
 *
 * @throws TypeError for an unknown option or a wrong value, or a serializer that is none
 * @throws Error where the packages turndown and @joplin/turndown-plugin-gfm are missing
 * @example
 * await fromHtml(({ name }) => `<h1>${name}</h1>`).compile(undefined, route)({ name: 'Mars' }, context) // '# Mars\n'
 */
export function fromHtml (serializer: Serializer, options: FromHtmlOptions = {}): SerializerCompiler {
  checkOptions('fromHtml', RULES, options)
  if (typeof serializer !== 'function' && typeof serializer?.compile !== 'function') throw new TypeError('fromHtml(): expected a serializer of HTML: a function, or an object with compile(schema, route)')
  const converter = createConverter(options)
  return {
    compile (schema, route) {
      const render = typeof serializer === 'function' ? projecting(serializer, schema, route.schemas) : serializer.compile(schema, route)
      return async function serializeFromHtml (payload: unknown, context: SerializeContext) {
        return `${converter.turndown(cleanText(await textOf(await render(payload, context)))).trim()}\n`
      }
    }
  }
}

// As the plugin does for a serializer that is a function.
function projecting (serialize: Serialize, schema: unknown, schemas: Readonly<Record<string, unknown>>): Serialize {
  if (schema === undefined) return serialize
  const project = compileProjection(schema, schemas)
  return (payload, context) => serialize(project(payload), context)
}

async function textOf (content: SerializedContent): Promise<string> {
  if (typeof content === 'string') return content
  const chunks: Uint8Array[] = []
  const source = content instanceof Uint8Array ? [content] : content as AsyncIterable<string | Uint8Array>
  for await (const chunk of source) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks).toString()
}

/** An element, as far as it is read here. */
interface HtmlElement {
  readonly nodeName: string
  readonly textContent: string
  readonly firstElementChild: HtmlElement | null
  /** Of a table. */
  readonly rows: ArrayLike<{ readonly cells: ArrayLike<unknown> }>
  getAttribute (name: string): string | null
  querySelector (selectors: string): HtmlElement | null | undefined
  closest (selectors: string): HtmlElement
}

type Filter = string | ((element: HtmlElement) => boolean)
type Replace = (content: string, element: HtmlElement) => string

/** Of turndown, what is used here: its own types need those of a browser. */
interface Turndown {
  escape: (text: string) => string
  use (plugins: readonly Plugin[]): void
  addRule (name: string, rule: { readonly filter: Filter, readonly replacement: Replace }): void
  turndown (page: string): string
}

type Plugin = (turndown: Turndown) => void
type Plugins = { readonly tables: Plugin, readonly strikethrough: Plugin, readonly taskListItems: Plugin }

function createConverter ({ remove = [] }: FromHtmlOptions): Turndown {
  const TurndownService = loadLibrary<new (options: object) => Turndown>('markdown', 'turndown')
  const { tables, strikethrough, taskListItems } = loadLibrary<Plugins>('markdown', '@joplin/turndown-plugin-gfm')
  const service = new TurndownService({ headingStyle: 'atx', hr: '---', bulletListMarker: '-', emDelimiter: '*' })
  service.use([tables, strikethrough, taskListItems])
  for (const [name, filter, replacement] of RULES_OF_OURS) service.addRule(name, { filter, replacement })
  const removed = new Set(['script', 'style', 'template', 'noscript', 'title', ...remove.map((name) => name.toLowerCase())])
  service.addRule('removed', { filter: ({ nodeName }) => removed.has(nodeName.toLowerCase()), replacement: () => '' })
  // Of turndown's own, `<` and addresses are as they are; and a pipe that is escaped by a backslash is escaped again in a table.
  service.escape = (text) => escapeStart(text).replaceAll('\\|', '&#124;')
  return service
}

// Where turndown's own would let text out of a link, an image or a block of code.
const RULES_OF_OURS: ReadonlyArray<readonly [name: string, filter: Filter, replacement: Replace]> = [
  ['link', (node) => node.nodeName === 'A' && attributeOf(node, 'href') !== '', (content, node) => `[${content}](${destinationOf(node, 'href')})`],
  ['picture', 'img', (_content, node) => attributeOf(node, 'src') === '' ? '' : `![${onOneLine(attributeOf(node, 'alt'), escapeInline)}](${destinationOf(node, 'src')})`],
  ['code', 'pre', (_content, node) => formatCode(node.textContent)],
  // The plugin leaves a table that holds lists or headings as HTML; in a cell of ours they stand on one line.
  ['blocks', (node) => node.nodeName === 'TABLE' && Boolean(node.querySelector('ul, ol, h1, h2, h3, h4, h5, h6, hr, blockquote')), formatTable],
  // Cells of a table that holds another one are blocks of their own.
  ['outerCell', (node) => /^T[HD]$/.test(node.nodeName) && Boolean(node.closest('table').querySelector('table')), (content) => `\n\n${content}\n\n`],
  ['term', 'dt', (content) => `\n- **${content.trim()}**:`],
  ['definition', 'dd', formatDefinition]
]

function attributeOf (node: HtmlElement, name: string): string {
  return node.getAttribute(name) ?? ''
}

function destinationOf (node: HtmlElement, name: string): string {
  const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`
  return attributeOf(node, name).trim().replace(/[\t\n\f\r <>()[\]\\`|*]/g, percent).replace(/[&_]/g, '\\$&')
}

function formatDefinition (content: string, { firstElementChild }: HtmlElement): string {
  const definition = content.trim().replaceAll('\n', '\n  ')
  return firstElementChild !== null && /^(?:UL|OL|DL|TABLE|DIV|PRE|P|BLOCKQUOTE)$/.test(firstElementChild.nodeName) ? `\n\n  ${definition}\n\n` : ` ${definition}\n`
}

function formatCode (code: string): string {
  const fence = fenceOf(code, 3)
  return `\n\n${fence}\n${code.replace(/\n$/, '')}\n${fence}\n\n`
}

function formatTable (content: string, table: HtmlElement): string {
  const [first] = Array.from(table.rows)
  if (first === undefined || table.querySelector('table')) return content
  const rows = content.replace(/\n+/g, '\n').trim()
  const header = /^.*\n\| :?---/.test(rows) ? '' : `|${'     |'.repeat(first.cells.length)}\n|${' --- |'.repeat(first.cells.length)}\n`
  return `\n\n${header}${rows}\n\n`
}
