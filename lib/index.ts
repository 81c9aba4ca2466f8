/**
 * The package's entry: the plugin, its types, and the functions that applications import with it.
 */
import type { FastifyInstance } from 'fastify'
import type {
  AvailableMediaType, FinishedContent, FinishedMediaType, LanguageTag, MediaTypeString, Negotiated, Representation, RouteProduces,
  Serialized, SerializedMediaType
} from '../types/index.js'
import { scopeOf } from './boot/index.js'
import { PRODUCES_ERR_NOT_NEGOTIATED } from './errors.js'
import { swaggerTransform } from './openapi/index.js'
import plugin from './plugin.js'
import { NotAcceptable } from './reply/index.js'

export type * from '../types/index.js'
export { NotAcceptable, swaggerTransform }
export default plugin

/**
 * A representation whose parts fit each other, for `config.produces`: `serialize` is given what `schema` shapes, or else what
 * `transform` returns, and both know the media type. Returns what it is given: the types are all it adds.
 *
 * The payload of `transform` is what the handler returned: of the same shape, unless annotated. Where no schema of TypeBox tells, it
 * is `unknown`, and so is that of `serialize` without a `transform`: annotate it. `PayloadOf` has it for the handler.
 *
 * @example
 * representation({ mediaType: 'text/csv', quality: 0.5 }) // { mediaType: 'text/csv', quality: 0.5 }
 */
export function representation<
  const MediaType extends MediaTypeString, const Schema = undefined, Transformed = unknown, Payload = Serialized<Schema, Transformed>,
  const Languages extends readonly LanguageTag[] | undefined = undefined
> (declared: SerializedMediaType<MediaType, Schema, Transformed, Payload, Languages>): Representation<MediaType, Payload>
export function representation<
  const MediaType extends MediaTypeString, Payload = FinishedContent, const Languages extends readonly LanguageTag[] | undefined = undefined
> (declared: FinishedMediaType<MediaType, Payload, Languages>): Representation<MediaType, Payload>
export function representation (declared: unknown): AvailableMediaType {
  return declared as AvailableMediaType
}

/**
 * Items that come one by one, of the type of the array that a schema declares: for type providers, which know no other. Returns what it
 * is given: the types are all it adds. A `Readable` tells nothing of its items.
 *
 * @example
 * items([1, 2]) // [1, 2]
 */
export function items<Item> (source: AsyncIterable<Item> | Iterable<Item>): Item[]
export function items (given: unknown): unknown {
  return given
}

/** What is read of a request. */
interface NegotiatedRequest {
  readonly negotiated: unknown
  readonly server: FastifyInstance
  readonly routeOptions: {
    readonly method: string | readonly string[]
    readonly url: string | undefined
    readonly config: { produces?: unknown }
  }
}

/**
 * `request.negotiated` with the literals of `produces`, where TypeScript has lost them: in a handler or hook that is typed apart
 * from its route.
 *
 * @param produces the same value as the route's `config.produces`, or as the option `produces` of the plugin
 * @throws PRODUCES_ERR_NOT_NEGOTIATED on a route that declares something else
 */
export function negotiated<const Produces extends RouteProduces> (
  request: NegotiatedRequest, produces: Produces
): Negotiated<Produces> {
  const { negotiated, server, routeOptions: { method, url, config } } = request
  const declared = config.produces ?? scopeOf(server)?.produces?.value
  if (negotiated === undefined || declared !== produces) throw notNegotiated(`${[method].flat().join('|')} ${url ?? ''}`)
  return negotiated as Negotiated<Produces>
}

function notNegotiated (route: string): Error {
  const error = new PRODUCES_ERR_NOT_NEGOTIATED(route)
  Error.captureStackTrace(error, negotiated)
  return error
}

// What `require` gives: the plugin, with what else is exported as its members.
const required = Object.assign(plugin, { default: plugin, items, negotiated, representation, NotAcceptable, swaggerTransform })
export { required as 'module.exports' }
