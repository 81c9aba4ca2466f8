/**
 * Boot: what reads the URLs of a route.
 */
import { type ByUrl, compileOverride, compileRoute, type NegotiatedRoute, type RouteParts } from '../reply/index.js'
import { jsonSchemaOf } from '../schemas/index.js'
import { narrow } from './narrowed.js'
import type { SharedNegotiation } from './route-negotiation.js'
import type { UrlOptions } from './url-option.js'

/** What it is compiled from. */
export interface ByUrlParts {
  readonly route: NegotiatedRoute
  readonly options: UrlOptions
  readonly parts: RouteParts
  readonly negotiations: Map<string, SharedNegotiation>
  /** `schema.querystring` or its synonym. */
  readonly querystring: unknown
}

export function compileByUrl ({ route, options, parts, negotiations, querystring }: ByUrlParts): ByUrl {
  return compileOverride({
    route,
    ...options,
    isClosedTo: (parameter) => isClosed(querystring, parameter),
    narrow (decided) {
      const negotiation = narrow(parts.negotiation, parts.options, decided, negotiations)
      // Nothing is kept of what is asked: what is left to negotiate is little.
      return negotiation === undefined ? undefined : compileRoute({ ...parts, negotiation, cacheSize: 0 })
    }
  })
}

function isClosed (querystring: unknown, parameter: string): boolean {
  const { additionalProperties, properties = {} } = (jsonSchemaOf(querystring) ?? {}) as Record<string, unknown>
  return additionalProperties === false && !Object.hasOwn(properties as object, parameter)
}
