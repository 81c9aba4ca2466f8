/**
 * The serializer for Markdown: a page for agents and people, compiled from the schema. Exported as `fastify-produces/markdown`, with
 * `fromHtml` for routes whose pages are HTML.
 *
 * In: at boot a schema, per request a payload. Out: a string, or a stream where items come one by one. What the schema does not
 * declare never goes out, and nothing of the payload is read as markup. RFC 7763; tables as in GitHub Flavored Markdown.
 * @see https://www.rfc-editor.org/rfc/rfc7763
 */
import { BOOLEAN, checkOptions, markFactory, type Rule } from '../format.js'
import { cleanText } from '../pages/blocks.js'
import { type PageCompiler, pageCompiler, type PageFormat, type PageSource, TITLE, type Title } from '../pages/page.js'
import { itemsOf, writeBlocks } from './blocks.js'
import { fromHtml, type FromHtmlOptions } from './from-html.js'
import { escapeHeading, escapeStart, onOneLine } from './text.js'

export { fromHtml, type FromHtmlOptions }

/** The options of `markdown()`. */
export interface MarkdownOptions {
  /** The heading: for all languages, by language, or a function of the language. Default: the schema's `title`; without one, none. */
  readonly title?: Title
  /**
   * Whether answers say in `x-markdown-tokens` about how many tokens they are. Where items come one by one they do not.
   * Default `false`.
   */
  readonly tokens?: boolean
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
  checkOptions(markdown, RULES, options)
  const pages = pageCompiler({ title: options.title, lang: 'en' }, compileFormat)
  return options.tokens === true ? countingTokens(pages) : pages
}

markFactory(markdown)
// What `require` gives.
markdown.default = markdown
markdown.fromHtml = fromHtml
export { markdown as 'module.exports' }

const RULES: Readonly<Record<keyof MarkdownOptions, Rule>> = {
  title: TITLE,
  tokens: BOOLEAN
}

function countingTokens (pages: PageCompiler): PageCompiler {
  return {
    ...pages,
    compile (schema, route) {
      const write = pages.compile(schema, route)
      return function writeCounted (payload, context) {
        const page = write(payload, context)
        if (typeof page === 'string') context.reply.header('x-markdown-tokens', tokensIn(page))
        return page
      }
    }
  }
}

/** choice: four bytes of UTF-8 are a token: the usual estimate for English, and for other scripts nearer than characters. */
function tokensIn (text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / 4))
}

function compileFormat ({ title, description, shape, rowForm, wording }: PageSource): PageFormat {
  const heading = title === undefined ? '' : `# ${onOneLine(cleanText(title), escapeHeading)}\n\n`
  const head = heading + (description === undefined ? '' : `${onOneLine(cleanText(description), escapeStart)}\n\n`)
  const around = { head, tail: '' }
  return {
    enclose: () => around,
    write: (data) => writeBlocks(data, { shape, rowForm, wording }),
    items: () => itemsOf({ shape, rowForm, wording })
  }
}
