/**
 * Boot: what reads the URLs of a route.
 */
import { type Decided, narrow, type Negotiation, type NegotiationOptions } from '../negotiation/index.js'
import {
  canonicalOf, compileAddresses, compileOverride, compileRoute, type NegotiatedRoute, type RouteParts, type RouteUrls
} from '../reply/index.js'
import { jsonSchemaOf } from '../schemas/index.js'
import { type SharedNegotiation, sharedNegotiation } from './route-negotiation.js'
import type { UrlOptions } from './url-option.js'

/** What it is compiled from. */
export interface ByUrlParts {
  readonly route: NegotiatedRoute
  readonly options: UrlOptions
  readonly parts: RouteParts
  readonly negotiations: Map<string, SharedNegotiation>
  /** `schema.querystring` or its synonym. */
  readonly querystring: unknown
  /** Whether twins can be declared for it. */
  readonly canHaveTwins: boolean
}

/** Compiles what the URLs of a route are for, and lets the route know. */
export function addUrls ({ route, options, parts, negotiations, querystring, canHaveTwins }: ByUrlParts): void {
  const { override, names, alternates, availability } = options
  const byUrl = override === undefined ? undefined : compileOverride({ route, override, names, isClosedTo, narrow: narrowRoute })
  const { negotiation } = parts
  const parameters = typeof override === 'object' ? override : {}
  const twins = parameters.extension === true && canHaveTwins
  let compiled: readonly [RouteUrls['addresses']] | undefined
  const urls: RouteUrls = {
    byUrl,
    // When they are first asked for: there is one for each representation.
    get addresses () {
      compiled ??= [compileAddresses({ parameters, names, negotiation, twins })]
      return compiled[0]
    },
    canonicalOf: twins ? (request) => canonicalOf(request, parameters) : undefined,
    alternates,
    availability
  }
  route.urls = urls

  function isClosedTo (parameter: string): boolean {
    return isClosed(querystring, parameter)
  }
  function narrowRoute (decided: Decided): NegotiatedRoute | undefined {
    const compile = (rest: NegotiationOptions): Negotiation => sharedNegotiation(negotiations, rest).negotiation
    const narrowed = narrow({ options: parts.options, left: negotiation.selectable, decided, compile })
    if (narrowed === undefined) return undefined
    const dimensions = narrowed.dimensions.filter(({ name }) => decided[name as keyof Decided] === undefined)
    const open = { ...narrowed, dimensions }
    // Nothing is kept of what is asked: what is left to negotiate is little.
    return Object.assign(compileRoute({ ...parts, negotiation: open, cacheSize: 0 }), { urls, decided })
  }
}

function isClosed (querystring: unknown, parameter: string): boolean {
  const { additionalProperties, properties = {} } = (jsonSchemaOf(querystring) ?? {}) as Record<string, unknown>
  return additionalProperties === false && !Object.hasOwn(properties as object, parameter)
}
