/**
 * The serializer for HTML: a page to read, compiled from the schema, for an API that is opened in a browser. Exported as
 * `fastify-produces/html`, with `view` for your own templates.
 *
 * In: at boot a schema, per request a payload. Out: a string, or a stream where items come one by one. What the schema does not
 * declare never goes out. The HTML is well-formed XML at the same time, as it is sent as `application/xhtml+xml` too.
 * @see https://html.spec.whatwg.org/multipage/syntax.html
 */
import { checkOptions, type Rule } from '../format.js'
import { type Block, blockOf, cleanText, type Fields, type Scalar, type TableColumn } from '../pages/blocks.js'
import { type Enclosed, type Heading, oncePerTable, type PageCompiler, pageCompiler, type PageFormat, TITLE } from '../pages/page.js'
import { readColumn } from '../values/columns.js'
import { STYLE } from './style.js'
import { view, type ViewOptions } from './view.js'

export { view, type ViewOptions }

/** The options of `html()`. */
export interface HtmlOptions {
  /** Heading and title of the page. Default: the schema's `title`; without one, no heading, and the route's URL as the title. */
  readonly title?: string
  /** CSS in place of the page's own, sent as it is; `false` for none. */
  readonly css?: string | false
  /** Markup for the end of `<head>`, sent as it is. */
  readonly head?: string
}

/** The compiler for `text/html`. */
export type HtmlCompiler = PageCompiler

/**
 * Makes the serializer for `text/html`.
 *
 * An array of objects is a table, one object a list of its fields, any other array a list; what is nested is the same again. An async
 * iterable or a generator becomes a stream that reads an item when there is room for it.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * html().compile(undefined, route)({ name: '<Mars>' }, context).match(/<dl>.+/)[0] // '<dl><dt>name</dt><dd>&lt;Mars&gt;</dd></dl>'
 */
export default function html (options: HtmlOptions = {}): HtmlCompiler {
  checkOptions('html', RULES, options)
  return pageCompiler(options.title, (heading, { url }) => compileFormat(heading, url, options))
}

// What `require` gives.
html.default = html
html.view = view
export { html as 'module.exports' }

const RULES: Readonly<Record<keyof HtmlOptions, Rule>> = {
  title: TITLE,
  css: ['a string without </style, or false', (value) => value === false || (typeof value === 'string' && !/<\/style/i.test(value))],
  head: ['a string', (value) => typeof value === 'string']
}

function compileFormat (heading: Heading, url: string, options: HtmlOptions): PageFormat {
  const label = heading.title ?? url
  return {
    head: compileHead(label, openMain(heading), options),
    tail: '\n</main>\n</body>\n</html>\n',
    write: (block) => block.kind === 'scalar' ? `<p>${formatScalar(block)}</p>` : formatBlock(block, label),
    table: (columns) => compileRegion(columns, label),
    list: LIST
  }
}

function openMain ({ title, description }: Heading): string {
  const heading = title === undefined ? '' : `<h1>${formatText(title)}</h1>\n`
  return `<main>\n${heading}${description === undefined ? '' : `<p class="description">${formatText(description)}</p>\n`}`
}

/*
 * document = doctype <html> <head> … </head> <body> … </body> </html>     (HTML §13.1)
 *
 * choice: tags that HTML makes optional are written, as XML needs them.
 */
function compileHead (title: string, main: string, { css = STYLE, head = '' }: HtmlOptions): PageFormat['head'] {
  const style = css === false ? '' : `<style>${css}</style>\n`
  const rest = '>\n<head>\n<meta charset="utf-8"/>\n<meta name="viewport" content="width=device-width, initial-scale=1"/>\n' +
    `<title>${formatText(title)}</title>\n${style}${head}</head>\n<body>\n${main}`
  const attributes = new Map<string | undefined, string>([[undefined, '']])
  return function formatHead ({ negotiated: { language } }) {
    // Few: a route declares its languages.
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
    // Intl does not know private and grandfathered tags.
    return undefined
  }
}

// A table that is too wide scrolls in a region of its own, which can be reached by keyboard.
function compileRegion (columns: readonly TableColumn[], label: string): Enclosed<unknown> {
  const { head, tail, format } = tableOf(columns)
  return { head: `<div class="region" role="region" tabindex="0" aria-label="${formatText(label)}">${head}`, tail: `${tail}</div>`, format }
}

const tableOf = oncePerTable(compileTable)

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
  const block = blockOf(readColumn(row, column.path), column.shape)
  return `<td${block.kind === 'scalar' && block.type === 'number' ? NUMBER : ''}>${formatBlock(block, undefined)}</td>`
}

/**
 * A block.
 *
 * @param label names the region of a table; `undefined` for a table within another, whose region scrolls
 */
function formatBlock (block: Block, label: string | undefined): string {
  switch (block.kind) {
    case 'scalar': return formatScalar(block)
    case 'fields': return formatFields(block, label !== undefined)
    case 'list': return formatParts(LIST, block.items)
    case 'table': return formatParts(label === undefined ? tableOf(block.columns) : compileRegion(block.columns, label), block.rows)
  }
}

function formatParts<Part> ({ head, tail, format }: Enclosed<Part>, parts: readonly Part[]): string {
  return head + parts.map(format).join('') + tail
}

const LIST: Enclosed<Block> = { head: '<ul>', tail: '</ul>', format: (item) => `<li>${formatBlock(item, undefined)}</li>` }

function formatFields ({ fields }: Fields, withRegions: boolean): string {
  const pairs = fields.map(({ label, block }) => {
    return `<dt>${formatText(label)}</dt><dd>${formatBlock(block, withRegions ? label : undefined)}</dd>`
  })
  return `<dl>${pairs.join('')}</dl>`
}

function formatScalar ({ type, text }: Scalar): string {
  const escaped = escape(text)
  if (type === 'time') return `<time datetime="${escaped}">${escaped}</time>`
  return type === 'link' ? `<a href="${escaped}">${escaped}</a>` : escaped
}

/** Text as content, or as the value of a quoted attribute. */
function formatText (text: string): string {
  return escape(cleanText(text))
}

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

function escape (text: string): string {
  return text.replace(/[&<>"]/g, (character) => REFERENCES[character] as string)
}
