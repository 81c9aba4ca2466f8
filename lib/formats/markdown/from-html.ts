/**
 * Markdown for routes whose pages are HTML: the page is made as before, and its content converted. Exported by
 * `fastify-produces/markdown`.
 *
 * In: a serializer of HTML. Out: one of Markdown, over the same schema. turndown converts; the text of the page is marked before that,
 * and escaped after it. RFC 7763.
 * @see https://www.rfc-editor.org/rfc/rfc7763
 */
import type { Serialize, SerializeContext, SerializedContent, Serializer, SerializerCompiler } from '../../../types/index.js'
import { compilePlan, describe } from '../../schemas/index.js'
import { needingReply, replyDecoratorOf } from '../html/view.js'
import { checkOptions, faultFor, loadLibrary, markFactory, type Rule, wordsForFactory } from '../format.js'
import { cleanText } from '../pages/blocks.js'
import { RULES_OF_OURS, type Filter, type Replace } from './html-rules.js'
import { checkDepth, markPage } from './mark-page.js'
import { resolveMarks } from './marked-text.js'

/** The options of `fromHtml()`. */
export interface FromHtmlOptions {
  /** Elements to leave out with their content, besides `script`, `style`, `template`, `noscript` and `title`: `['nav', 'footer']`. */
  readonly remove?: readonly string[]
}

const RULES: Readonly<Record<keyof FromHtmlOptions, Rule>> = {
  remove: ['an array of names of elements', (value) => Array.isArray(value) && value.every(isElementName)]
}

function isElementName (name: unknown): boolean {
  return typeof name === 'string' && /^[a-z][a-z\d-]*$/i.test(name)
}

/**
 * Makes a serializer of Markdown from one of HTML: a function, `view(…)`, `html()`.
 *
 * It waits for the whole page, even where that is a stream.
 *
 * @throws TypeError for an unknown option, a wrong value, or what is not a serializer
 * @throws Error where the packages turndown and @joplin/turndown-plugin-gfm are missing
 * @example
 * await fromHtml(({ name }) => `<h1>${name}</h1>`).compile(undefined, route)({ name: 'Mars' }, context) // '# Mars\n'
 */
export function fromHtml (serializer: Serializer, options: FromHtmlOptions = {}): SerializerCompiler {
  checkOptions(fromHtml, RULES, options)
  const uncalled = wordsForFactory(serializer)
  if (uncalled !== undefined) throw faultFor(fromHtml, uncalled)
  if (typeof serializer !== 'function' && typeof serializer?.compile !== 'function') {
    throw faultFor(fromHtml, `expected a serializer of HTML: a function, or an object with compile(schema, route), found ${describe(serializer)}`)
  }
  const convert = createConverter(options)
  return needingReply(replyDecoratorOf(serializer), {
    compile (schema, route) {
      const render = typeof serializer === 'function' ? projecting(serializer, schema, route.schemas) : serializer.compile(schema, route)
      return async function serializeFromHtml (payload: unknown, context: SerializeContext) {
        return convert(cleanText(await textOf(await render(payload, context))))
      }
    }
  })
}

markFactory(fromHtml, 'fromHtml(html())')

// As the plugin does for any serializer that is a function.
function projecting (serialize: Serialize, schema: unknown, schemas: Readonly<Record<string, unknown>>): Serialize {
  if (schema === undefined) return serialize
  const project = compilePlan(schema, schemas)
  return (payload, context) => serialize(project(payload), context)
}

async function textOf (content: SerializedContent): Promise<string> {
  if (typeof content === 'string') return content
  const chunks: Uint8Array[] = []
  const source = content instanceof Uint8Array ? [content] : content as AsyncIterable<string | Uint8Array>
  for await (const chunk of source) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk)
  return Buffer.concat(chunks).toString()
}

/** What we use of turndown, whose own types need those of a browser. */
interface Turndown {
  escape: (text: string) => string
  use (plugins: readonly Plugin[]): void
  addRule (name: string, rule: { readonly filter: Filter, readonly replacement: Replace }): void
  turndown (page: string): string
}

type Plugin = (turndown: Turndown) => void

/** From a page in HTML to Markdown. */
type Convert = (page: string) => string

const NO_BLANKS = { leading: '', trailing: '' }

function createConverter ({ remove = [] }: FromHtmlOptions): Convert {
  const TurndownService = loadLibrary<new (options: object) => Turndown>('markdown', 'turndown')
  const { taskListItems } = loadLibrary<{ readonly taskListItems: Plugin }>('markdown', '@joplin/turndown-plugin-gfm')
  const service = new TurndownService({ hr: '---' })
  service.use([taskListItems])
  for (const [name, filter, replacement] of RULES_OF_OURS) service.addRule(name, { filter, replacement })
  const removed = new Set(['script', 'style', 'template', 'noscript', 'title', ...remove.map((name) => name.toLowerCase())])
  service.addRule('removed', { filter: ({ nodeName }) => removed.has(nodeName.toLowerCase()), replacement: () => '' })
  service.escape = (text) => text
  // turndown looks for blanks before it asks for a rule. So the first node is ours, and its rule marks the whole page before turndown
  // comes to any other. It would trim the blanks that it found, line breaks among them, so we tell it that there are none.
  let isFirst = false
  service.addRule('first', {
    filter (node) {
      node.flankingWhitespace = NO_BLANKS
      return isFirst
    },
    replacement (_content, { parentNode }) {
      isFirst = false
      markPage(parentNode, removed)
      return ''
    }
  })
  return (page) => {
    checkDepth(page)
    isFirst = true
    return `${resolveMarks(service.turndown(`<hr>${page}`).trim())}\n`
  }
}
