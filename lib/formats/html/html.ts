/**
 * The serializer for HTML: a page to read, compiled from the schema, for an API that is opened in a browser. Exported as
 * `fastify-produces/html`, with `view` for pages of one's own.
 *
 * In: at boot a schema, per request a payload. Out: a string, or a stream where items come one by one. What the schema does not
 * declare never goes out. HTML, and well-formed XML at the same time: it is sent as `application/xhtml+xml` as well.
 * @see https://html.spec.whatwg.org/multipage/syntax.html
 */
import type { Readable } from 'node:stream'
import type { SerializeContext, SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { checkOptions, type Rule } from '../format.js'
import { type Block, blockOf, cleanText, type Fields, readCell, type Scalar, type TableColumn } from '../pages/blocks.js'
import { annotationOf, compilePage, type Enclosed, type PageFormat } from '../pages/page.js'
import { STYLE } from './style.js'
import { view, type ViewOptions } from './view.js'

export { view, type ViewOptions }

/** The options of `html()`. */
export interface HtmlOptions {
  /** Heading and title of the page. Default: the schema's `title`; without one the page has no heading, and the route's URL for a title. */
  readonly title?: string
  /** CSS in place of the page's own; `false`: none. Goes out as it is. */
  readonly css?: string | false
  /** Markup for the end of `<head>`. Goes out as it is. */
  readonly head?: string
}

/** The compiler for `text/html`. */
export interface HtmlCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown, context: SerializeContext) => string | Readable
}

/**
 * Makes the serializer for `text/html`.
 *
 * An array of objects is a table, one object a list of its fields, any other array a list; what is nested is the same again. An async
 * iterable or a generator becomes a stream that reads an item when there is room for it.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * html().compile({ type: 'object', properties: { name: { type: 'string' } } }, route)({ name: '<Mars>' }, context).match(/<dl>.+/)[0] // '<dl><dt>name</dt><dd>&lt;Mars&gt;</dd></dl>'
 */
export default function html (options: HtmlOptions = {}): HtmlCompiler {
  checkOptions('html', RULES, options)
  return {
    sync: true,
    compile: (schema, route) => compilePage(schema, route, compileFormat(schema, route, options))
  }
}

// What `require` gives.
html.default = html
html.view = view
export { html as 'module.exports' }

const RULES: Readonly<Record<keyof HtmlOptions, Rule>> = {
  title: ['a string, not empty', (value) => typeof value === 'string' && value.trim() !== ''],
  css: ['a string without </style, or false', (value) => value === false || (typeof value === 'string' && !/<\/style/i.test(value))],
  head: ['a string', (value) => typeof value === 'string']
}

function compileFormat (schema: unknown, route: SerializerRoute, options: HtmlOptions): PageFormat {
  const title = options.title ?? annotationOf(schema, 'title', route)
  const label = title ?? route.url
  return {
    head: compileHead(label, openMain(title, annotationOf(schema, 'description', route)), options),
    tail: '\n</main>\n</body>\n</html>\n',
    write: (block) => block.kind === 'scalar' ? `<p>${formatScalar(block)}</p>` : formatBlock(block, label),
    table: (columns) => compileRegion(columns, label),
    list: LIST
  }
}

function openMain (title: string | undefined, description: string | undefined): string {
  const heading = title === undefined ? '' : `<h1>${formatText(title)}</h1>\n`
  return `<main>\n${heading}${description === undefined ? '' : `<p class="description">${formatText(description)}</p>\n`}`
}

/*
 * document = doctype <html> <head> … </head> <body> … </body> </html>     (HTML §13.1)
 *
 * choice: what HTML lets be left out is written, as XML wants it.
 */
function compileHead (title: string, main: string, { css = STYLE, head = '' }: HtmlOptions): PageFormat['head'] {
  const style = css === false ? '' : `<style>${css}</style>\n`
  const rest = '>\n<head>\n<meta charset="utf-8"/>\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n' +
    `<title>${formatText(title)}</title>\n${style}${head}</head>\n<body>\n${main}`
  const attributes = new Map<string | undefined, string>([[undefined, '']])
  return function formatHead ({ negotiated: { language } }) {
    // A route declares its languages, so they are few.
    const known = attributes.get(language) ?? languageAttributes(String(language))
    attributes.set(language, known)
    return `<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"${known}${rest}`
  }
}

const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Mend', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'])

function languageAttributes (language: string): string {
  return ` lang="${formatText(language)}" dir="${RIGHT_TO_LEFT.has(scriptOf(language) ?? '') ? 'rtl' : 'ltr'}"`
}

function scriptOf (language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().script
  } catch {
    // Private and grandfathered tags, which Intl does not know.
    return undefined
  }
}

// Too wide a table scrolls in a region of its own, which the keyboard reaches.
function compileRegion (columns: readonly TableColumn[], label: string): Enclosed<unknown> {
  const { head, tail, format } = tableOf(columns)
  return { head: `<div class="region" role="region" tabindex="0" aria-label="${formatText(label)}">${head}`, tail: `${tail}</div>`, format }
}

const tables = new WeakMap<readonly TableColumn[], Enclosed<unknown>>()

function tableOf (columns: readonly TableColumn[]): Enclosed<unknown> {
  const known = tables.get(columns) ?? compileTable(columns)
  tables.set(columns, known)
  return known
}

function compileTable (columns: readonly TableColumn[]): Enclosed<unknown> {
  const headers = columns.map(({ label, number }) => `<th scope="col"${number ? NUMBER : ''}>${formatText(label)}</th>`)
  return {
    head: `<table>\n<thead><tr>${headers.join('')}</tr></thead>\n<tbody>\n`,
    tail: '</tbody>\n</table>',
    format: (row) => `<tr>${columns.map((column) => formatCell(row, column)).join('')}</tr>\n`
  }
}

const NUMBER = ' class="number"'

function formatCell (row: unknown, column: TableColumn): string {
  const block = blockOf(readCell(row, column), column.shape)
  return `<td${block.kind === 'scalar' && block.type === 'number' ? NUMBER : ''}>${formatBlock(block, undefined)}</td>`
}

/** A block; `label` names the region of a table. Without it the table has none: it stands in another, which scrolls. */
function formatBlock (block: Block, label: string | undefined): string {
  switch (block.kind) {
    case 'scalar': return formatScalar(block)
    case 'fields': return formatFields(block, label !== undefined)
    case 'list': return formatMembers(LIST, block.items)
    case 'table': return formatMembers(label === undefined ? tableOf(block.columns) : compileRegion(block.columns, label), block.rows)
  }
}

function formatMembers<Member> ({ head, tail, format }: Enclosed<Member>, members: readonly Member[]): string {
  return head + members.map(format).join('') + tail
}

const LIST: Enclosed<Block> = { head: '<ul>', tail: '</ul>', format: (item) => `<li>${formatBlock(item, undefined)}</li>` }

function formatFields ({ members }: Fields, withRegions: boolean): string {
  return `<dl>${members.map(({ label, block }) => `<dt>${formatText(label)}</dt><dd>${formatBlock(block, withRegions ? label : undefined)}</dd>`).join('')}</dl>`
}

function formatScalar ({ type, text }: Scalar): string {
  const escaped = escape(text)
  if (type === 'time') return `<time datetime="${escaped}">${escaped}</time>`
  return type === 'link' ? `<a href="${escaped}">${escaped}</a>` : escaped
}

/** Text as content, or as the value of an attribute in quotes. */
function formatText (text: string): string {
  return escape(cleanText(text))
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape (text: string): string {
  return text.replace(/[&<>"]/g, (character) => REFERENCES[character] as string)
}
