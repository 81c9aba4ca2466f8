/**
 * The serializer for your own pages: a template, rendered by `@fastify/view`. Exported by `fastify-produces/html`.
 *
 * In: a template, per request a payload. Out: a promise of what the template engine makes of them. The payload has what the schema
 * declares, as for any serializer that is a function.
 */
import type { Serialize } from '../../../types/index.js'
import { isItems } from '../../streams/index.js'
import { checkOptions, markFactory, type Rule } from '../format.js'

/** The options of `view()`. */
export interface ViewOptions {
  /**
   * What the template sees of the payload. Default: an object as it is; anything else, such as an array, as `payload`. Items that come
   * one by one have been collected into an array.
   */
  readonly data?: (...args: Parameters<Serialize>) => object | Promise<object>
  /** The method of the reply that `@fastify/view` has added: its `asyncPropertyName`. Default `'viewAsync'`. */
  readonly property?: string
  /** The third argument of `@fastify/view`: `{ layout }`. */
  readonly options?: object
}

/** Under it a serializer names the method of the reply that it needs, for boot to look for. */
// An entry of the package may be loaded twice, from two copies.
const kReplyDecorator = Symbol.for('fastify-produces.replyDecorator')

/** The method of the reply that a serializer needs; `undefined` where it needs none. */
export function replyDecoratorOf (serializer: unknown): string | undefined {
  return (serializer as { readonly [kReplyDecorator]?: string } | undefined)?.[kReplyDecorator]
}

/** The same serializer, which names the method of the reply that it needs. */
export function needingReply<Needing extends object> (property: string | undefined, serializer: Needing): Needing {
  return property === undefined ? serializer : Object.assign(serializer, { [kReplyDecorator]: property })
}

const RULES: Readonly<Record<keyof ViewOptions, Rule>> = {
  data: ['a function', (value) => typeof value === 'function'],
  property: ['a string, not empty', (value) => typeof value === 'string' && value !== ''],
  options: ['an object', (value) => typeof value === 'object' && value !== null]
}

/**
 * Makes a serializer from a template that `@fastify/view` renders.
 *
 * @param template as `reply.view` takes it: a file, or `{ raw }`
 * @throws TypeError for an unknown option or a wrong value. Boot fails where `@fastify/view` is not registered in the scope of the route
 * @example
 * view('moons.ejs', { data: (moons) => ({ moons }) }).name // 'renderView'
 */
export function view (template: string | object, options: ViewOptions = {}): Serialize {
  checkOptions(view, RULES, options)
  const { data = dataOf, property = 'viewAsync', options: viewOptions } = options
  const renderView: Serialize = async (payload, context) => {
    const render: unknown = (context.reply as unknown as Record<string, unknown>)[property]
    if (typeof render !== 'function') throw new Error(`view() needs reply.${property}: register @fastify/view in the scope of the route`)
    return render.call(context.reply, template, await data(isItems(payload) ? await all(payload) : payload, context), viewOptions)
  }
  return needingReply(property, renderView)
}

markFactory(view, "view('page.ejs')")

function dataOf (payload: unknown): object {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload) ? payload : { payload }
}

async function all (items: AsyncIterable<unknown> | Iterable<unknown>): Promise<unknown[]> {
  const array: unknown[] = []
  for await (const item of items) array.push(item)
  return array
}
