/**
 * A payload as a page, for formats that people read: what surrounds it, and what comes at once or item by item.
 *
 * In: at boot a schema and a format, per request a payload. Out: text, or a stream of it where the items come one by one.
 */
import type { Readable } from 'node:stream'
import type { SerializeContext, SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ANY, compilePlans, type Form, isObject, PlanFault, type Shape, shapeOf } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { withinStack } from '../faults.js'
import type { Rule } from '../format.js'
import { rowFormOf } from '../values/columns.js'
import { Kept } from '../values/kept.js'
import { isStructure, toPlain } from '../values/values.js'
import { type ByLanguage, isByLanguage, type Wording, wordingFor } from './wording.js'

/** How parts are written, and what comes before and after them. */
export interface Enclosed {
  readonly head: string
  readonly tail: string
  /** Comes last where there are no parts. */
  readonly empty?: string
  format (data: unknown, index: number): string
}

/** How a format writes a page. */
export interface PageFormat {
  /**
   * What comes before the data and after it.
   *
   * @param data `undefined` where the items come one by one
   */
  enclose (context: SerializeContext, data: unknown): Readonly<Record<'head' | 'tail', string>>
  readonly write: (data: unknown) => string
  /** How items are written that come one by one, for each answer anew. */
  readonly items: () => Enclosed
}

type WritePage = (payload: unknown, context: SerializeContext) => string | Readable

/** The compiler of a format that people read. */
export interface PageCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): WritePage
}

/** What a page is called: a text, a text for each language, or a function that has it. */
export type Title = string | ByLanguage | ((language: string) => string | undefined)

export const TITLE: Rule = ['a string, not empty, or such strings by language, or a function', (value) => {
  return typeof value === 'function' || isByLanguage(value) || (typeof value === 'string' && value.trim() !== '')
}]

/** What a page is made from. */
export interface PageSource {
  readonly title: string | undefined
  readonly description: string | undefined
  /** What the schema declares of the payload. */
  readonly shape: Shape
  /** What is known of the data of a row. */
  readonly rowForm: Form
  readonly route: SerializerRoute
  readonly wording: Wording
}

/** The options of a format that pages depend on. */
export interface PageOptions {
  /** Default: that of the schema. */
  readonly title?: Title | undefined
  /** The language of a page where none is negotiated. */
  readonly lang: string
}

/** Makes the compiler of a format. A page is compiled for each language that the route has. */
export function pageCompiler ({ title, lang }: PageOptions, compileFormat: (source: PageSource) => PageFormat): PageCompiler {
  return {
    sync: true,
    compile (schema, route) {
      const { plan, form } = compilePlans(schema ?? true, route.schemas)
      const shape = schema === undefined ? ANY : shapeOf(schema, route.schemas)
      const rowForm = rowFormOf(schema, route.schemas, form)
      const formats = new Kept((language) => {
        const wording = wordingFor(language)
        const [declared, description] = (['title', 'description'] as const).map((name) => annotationOf(schema, name, shape, wording))
        return compileFormat({ title: titleIn(title, wording) ?? declared, description, shape, rowForm, route, wording })
      })
      return function writePage (payload, context) {
        checkForm(toPlain(payload), shape, route.mediaType)
        const data = withinStack(route.mediaType, plan, payload)
        const format = formats.of(context.negotiated.language ?? lang)
        if (!isItems(data)) {
          const { head, tail } = format.enclose(context, data)
          return head + withinStack(route.mediaType, format.write, data) + tail
        }
        const { head, tail } = format.enclose(context, undefined)
        const items = format.items()
        return new ItemStream(data, {
          head: head + items.head, tail: items.tail + tail, empty: head + items.head + items.tail + (items.empty ?? '') + tail, format: items.format
        })
      }
    }
  }
}

function titleIn (title: Title | undefined, wording: Wording): string | undefined {
  return typeof title === 'function' ? title(wording.language) : typeof title === 'string' ? title : wording.textOf(title)
}

/** The `title` or `description` of a schema, its own before that of one that it refers to. */
function annotationOf (schema: unknown, name: 'title' | 'description', { schemas }: Shape, wording: Wording): string | undefined {
  const declaring = [schema, ...schemas]
  const inLanguage = wording.annotationOf(declaring, `x-${name}s`)
  if (inLanguage !== undefined) return inLanguage
  const annotations = declaring.map((declared) => isObject(declared) ? declared[name] : undefined)
  return annotations.find((annotation) => typeof annotation === 'string' && annotation.trim() !== '') as string | undefined
}

// Otherwise the page would be empty, and the fault hidden.
function checkForm (plain: unknown, { object, scalar, items }: Shape, mediaType: string): void {
  if (!isStructure(plain)) return
  const isArray = Array.isArray(plain) || isItems(plain)
  if (isArray ? items !== undefined : object || scalar) return
  throw new PlanFault(`expected no ${isArray ? 'array' : 'object'} by the schema, found one`)
}
