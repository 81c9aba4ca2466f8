/**
 * The serializer for HTML: a page to read, compiled from the schema, for an API that is opened in a browser. Exported as
 * `fastify-produces/html`, with `view` for your own templates.
 *
 * In: at boot a schema, per request a payload. Out: a string, or a stream where items come one by one. What the schema does not
 * declare never goes out. The HTML is well-formed XML at the same time, as it is sent as `application/xhtml+xml` too.
 * @see https://html.spec.whatwg.org/multipage/syntax.html
 */
import { checkOptions, markFactory, type Rule } from '../format.js'
import { type PageCompiler, pageCompiler, type PageFormat, type PageSource, TITLE, type Title } from '../pages/page.js'
import { stepsOf } from '../pages/steps.js'
import { textOfScalar } from '../values/cells.js'
import { itemsOf, writerOf } from './blocks.js'
import { STYLE } from './style.js'
import { formatLinks, formatSteps, formatSwitches } from './switches.js'
import { escapeAttribute, formatText } from './text.js'
import { view, type ViewOptions } from './view.js'

export { view, type ViewOptions }

/** The options of `html()`. */
export interface HtmlOptions {
  /**
   * Heading and title of the page: for all languages, by language, or a function of the language. Default: the schema's `title`; without
   * one, the route's URL.
   */
  readonly title?: Title
  /** The language of the page where none was negotiated. Default `'en'`. */
  readonly lang?: string
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
  checkOptions(html, RULES, options)
  return pageCompiler({ title: options.title, lang: options.lang ?? 'en' }, (source) => compileFormat(source, options))
}

markFactory(html)
// What `require` gives.
html.default = html
html.view = view
export { html as 'module.exports' }

const RULES: Readonly<Record<keyof HtmlOptions, Rule>> = {
  title: TITLE,
  lang: ['a language tag', isLanguage],
  css: ['a string without </style, or false', (value) => value === false || (typeof value === 'string' && !/<\/style/i.test(value))],
  head: ['a string', (value) => typeof value === 'string']
}

function isLanguage (value: unknown): boolean {
  try {
    return typeof value === 'string' && Intl.getCanonicalLocales(value).length === 1
  } catch {
    return false
  }
}

function compileFormat ({ title, description, shape, route, wording }: PageSource, options: HtmlOptions): PageFormat {
  // choice: a page without a title is called by the address of its route, which is all that is known of it.
  const label = title ?? route.url
  const write = writerOf(shape, wording)
  const head = startOf(label, wording.language)
  const end = endOfHead(options)
  const main = openMain(label, description)
  const around = { head: head + end + main, tail: `${CLOSE_MAIN}${CLOSE_BODY}` }
  return {
    enclose (context, data) {
      const { alternates } = context
      const steps = stepsOf(data, shape, context)
      if (alternates === undefined && steps.next === undefined && steps.previous === undefined) return around
      return {
        head: head + formatLinks(alternates, steps) + end + formatSwitches(alternates, wording) + main,
        tail: CLOSE_MAIN + formatSteps(steps, wording) + CLOSE_BODY
      }
    },
    write: (data) => textOfScalar(data) === undefined ? write(data, label) : `<p>${write(data)}</p>`,
    items: () => itemsOf(shape, label, wording)
  }
}

function openMain (label: string, description: string | undefined): string {
  const about = description === undefined ? '' : `<p class="description">${formatText(description)}</p>\n`
  return `<main>\n<h1>${formatText(label)}</h1>\n${about}`
}

const CLOSE_MAIN = '\n</main>\n'
const CLOSE_BODY = '</body>\n</html>\n'

/*
 * document = doctype <html> <head> … </head> <body> … </body> </html>     (HTML §13.1)
 *
 * choice: tags that HTML makes optional are written, as XML needs them. Where no language is negotiated and none is an option, the page
 * is in English, as its own words are and the names of most properties: readers of screens want to know one (WCAG 3.1.1).
 */
function startOf (title: string, language: string): string {
  return `<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"${languageAttributes(language)}>\n<head>\n<meta charset="utf-8"/>\n` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"/>\n<title>${formatText(title)}</title>\n`
}

function endOfHead ({ css = STYLE, head = '' }: HtmlOptions): string {
  return `${css === false ? '' : `<style>${css}</style>\n`}${head}</head>\n<body>\n`
}

const RIGHT_TO_LEFT = new Set(['Adlm', 'Arab', 'Aran', 'Hebr', 'Mand', 'Mend', 'Nkoo', 'Rohg', 'Samr', 'Syrc', 'Thaa', 'Yezi'])

function languageAttributes (language: string): string {
  return ` lang="${escapeAttribute(language)}" dir="${RIGHT_TO_LEFT.has(scriptOf(language) ?? '') ? 'rtl' : 'ltr'}"`
}

function scriptOf (language: string): string | undefined {
  try {
    return new Intl.Locale(language).maximize().script
  } catch {
    // Intl does not know private and grandfathered tags.
    return undefined
  }
}
