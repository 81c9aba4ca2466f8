/**
 * The package's entry: the plugin, and what is used beside it.
 */
import type { Negotiated, RouteProduces } from '../types/index.js'
import { PRODUCES_ERR_NOT_NEGOTIATED } from './errors.js'
import plugin from './plugin.js'

export type * from '../types/index.js'
export { NotAcceptable } from './not-acceptable.js'
export default plugin

/** What is read of a request's route. */
interface RouteOptions {
  readonly method: string | readonly string[]
  readonly url: string | undefined
  readonly config: { produces?: unknown }
}

/**
 * `request.negotiated` with the literals of `produces`, where TypeScript has lost them: in a handler or hook that is typed apart
 * from its route.
 *
 * @param produces the same value as the route's `config.produces`
 * @throws PRODUCES_ERR_NOT_NEGOTIATED on a route that declares something else
 */
export function negotiated<const Produces extends RouteProduces> (
  request: { readonly negotiated: unknown, readonly routeOptions: RouteOptions }, produces: Produces
): Negotiated<Produces> {
  const { negotiated, routeOptions: { method, url, config } } = request
  if (negotiated === undefined || config.produces !== produces) throw new PRODUCES_ERR_NOT_NEGOTIATED(`${[method].flat().join('|')} ${url ?? ''}`)
  return negotiated as Negotiated<Produces>
}
