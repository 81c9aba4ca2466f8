/**
 * Boot: what advice looks at of a route.
 */
import type { NegotiatedRoute } from '../../reply/index.js'
import type { Produces } from '../route-option.js'
import type { TrackedRoute } from '../route-hooks.js'

export interface AdvisedRoute {
  readonly route: TrackedRoute
  /** Method and URL. */
  readonly name: string
  readonly produces: Produces
  readonly compiled: NegotiatedRoute
}
