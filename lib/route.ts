/**
 * Boot: a route that produces, compiled; and per request the look-up of what its fields come to.
 *
 * In: `config.produces`, the route's schemas, the settings of its scope. Out: an outcome for every representation that can be
 * selected, found by the values of the request's selecting fields.
 */
import type { FastifyRequest } from 'fastify'
import { dimensions, type StrictOption } from './available.js'
import { PRODUCES_ERR_ROUTE_OPTION } from './errors.js'
import type { Limits } from './member-reader.js'
import { readField, type Headers } from './headers.js'
import { isJson, parseMediaType, type MediaType } from './media-types.js'
import type { SelectedRepresentation } from './negotiated.js'
import { compileNegotiation, type Negotiation } from './negotiation.js'
import type { PreferenceOption } from './select.js'
import type { Produces } from './route-option.js'
import type { Renderer } from './serialize.js'

/** Where a request keeps what its negotiation came to. */
export const kOutcome = Symbol('fastify-produces.outcome')

/** What a request to a route comes to. One object per representation that can be selected, and one for the 406. */
export interface Outcome {
  readonly route: NegotiatedRoute
  /** `undefined`: none of the available representations is acceptable. */
  readonly negotiated: SelectedRepresentation | undefined
  readonly contentType: string | undefined
  readonly contentLanguage: string | undefined
  readonly renderer: Renderer | undefined
}

export interface NegotiatedRoute {
  /** Method and URL, for errors. */
  readonly name: string
  readonly negotiation: Negotiation
  /** What the fields of a request come to. Never throws. */
  outcomeFor (headers: Headers): Outcome
}

/** The part of the plugin's settings that shapes negotiation. */
export interface NegotiationSettings extends Limits {
  readonly strict: StrictOption
  readonly preference: PreferenceOption
  /** Outcomes kept per route. */
  readonly cacheSize: number
}

/** @throws PRODUCES_ERR_ROUTE_OPTION */
export function compileRouteNegotiation (name: string, produces: Produces, settings: NegotiationSettings): Negotiation {
  try {
    return compileNegotiation({
      ...produces,
      preference: produces.preference ?? settings.preference,
      strict: { ...perDimension(settings.strict), ...perDimension(produces.strict) },
      maxFieldLength: settings.maxFieldLength,
      maxMembers: settings.maxMembers
    })
  } catch (error) {
    const [key = '', expected = ''] = (error as TypeError).message.split(/: (.*)/s)
    throw new PRODUCES_ERR_ROUTE_OPTION(name, `.${key}`, expected)
  }
}

function perDimension (strict: StrictOption): Exclude<StrictOption, boolean> {
  if (typeof strict === 'boolean') return Object.fromEntries(dimensions.map(({ name }) => [name, strict]))
  return Object.fromEntries(Object.entries(strict ?? {}).filter(([, value]) => value !== undefined))
}

/** What a route's outcomes are compiled from. */
export interface RouteParts extends Pick<NegotiatedRoute, 'name' | 'negotiation'> {
  /** By media type in the declared spelling. */
  readonly renderers: ReadonlyMap<string, Renderer>
  readonly cacheSize: number
}

/** Compiles the outcomes of a route and the look-up among them. */
export function compileRoute ({ name, negotiation, renderers, cacheSize }: RouteParts): NegotiatedRoute {
  const outcomes = new Map<SelectedRepresentation | undefined, Outcome>()
  const kept = new Map<string, Outcome>()
  const route: NegotiatedRoute = { name, negotiation, outcomeFor }
  outcomes.set(undefined, { route, negotiated: undefined, contentType: undefined, contentLanguage: undefined, renderer: undefined })
  for (const negotiated of negotiation.selectable) {
    outcomes.set(negotiated, {
      route,
      negotiated,
      contentType: contentTypeOf(negotiated),
      contentLanguage: negotiated.language,
      renderer: renderers.get(negotiated.mediaType)
    })
  }

  function outcomeFor (headers: Headers): Outcome {
    const key = keyOf(headers, negotiation.fields)
    const known = kept.get(key)
    if (known !== undefined) return known
    const outcome = outcomes.get(negotiation.select(headers)) as Outcome
    if (key.length <= MAX_KEY_LENGTH && cacheSize > 0) {
      // Bounded, whatever clients send: a full cache starts anew.
      if (kept.size >= cacheSize) kept.clear()
      kept.set(key, outcome)
    }
    return outcome
  }
  return route
}

// Longer than any browser's fields together; what is longer is selected anew each time rather than kept.
const MAX_KEY_LENGTH = 512

// A line feed is in no field value.
function keyOf (headers: Headers, fields: readonly string[]): string {
  let key = readField(headers, fields[0] as string) ?? ''
  for (let index = 1; index < fields.length; index++) key += '\n' + (readField(headers, fields[index] as string) ?? '')
  return key
}

/** `charset` is added to text, and to JSON as Fastify does; parameters stay as declared (RFC 9110 §8.3). */
function contentTypeOf ({ mediaType, charset }: SelectedRepresentation): string {
  const parsed = parseMediaType(mediaType) as MediaType
  if (parsed.parameters.has('charset') || !(parsed.type === 'text' || isJson(parsed))) return mediaType
  return `${mediaType}; charset=${charset ?? 'utf-8'}`
}

interface WithOutcome {
  [kOutcome]?: Outcome | null
}

/** What was negotiated for a request so far; `undefined` before negotiation and on routes that declare nothing. */
export function outcomeOf (request: FastifyRequest): Outcome | undefined {
  return (request as WithOutcome)[kOutcome] ?? undefined
}

export function setOutcome (request: FastifyRequest, outcome: Outcome): void {
  (request as WithOutcome)[kOutcome] = outcome
}
