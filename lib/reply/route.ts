/**
 * Boot: a route that produces, compiled; and per request the look-up of what its fields come to.
 *
 * In: `config.produces`, the route's schemas, the settings of its scope. Out: an outcome for every representation that can be
 * selected, found by the values of the request's selecting fields.
 */
import type { FastifyRequest } from 'fastify'
import type { AvailableMediaType } from '../../types/index.js'
import { dimensions, type DeclaredMediaType, type StrictOption } from '../negotiation/available.js'
import { PRODUCES_ERR_ROUTE_OPTION } from '../errors.js'
import type { Limits } from '../negotiation/member-reader.js'
import { readField, type Headers } from '../negotiation/headers.js'
import { isJson, parseMediaType, type MediaType } from '../negotiation/media-types.js'
import type { SelectedRepresentation } from '../negotiation/negotiated.js'
import { compileNegotiation, type Negotiation, type NegotiationOptions } from '../negotiation/negotiation.js'
import type { PreferenceOption } from '../negotiation/select.js'
import type { Produces } from '../boot/route-option.js'
import type { Renderer } from '../serializers/serialize.js'

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

/** An outcome with a representation. */
export interface SelectedOutcome extends Outcome {
  readonly negotiated: SelectedRepresentation
  readonly renderer: Renderer
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
    const { languages, charsets, encodings } = produces
    return sharedNegotiation({
      mediaTypes: produces.mediaTypes.map(declaredAlone),
      ...(languages && { languages }),
      ...(charsets && { charsets }),
      ...(encodings && { encodings }),
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

/** Without what only serializing asks for. */
function declaredAlone ({ mediaType, quality = 1, languages }: AvailableMediaType): DeclaredMediaType {
  return { mediaType, quality, ...(languages && { languages }) }
}

const negotiations = new Map<string, Negotiation>()
const MAX_NEGOTIATIONS = 1000

/** Most routes of an application declare the same; and since to select is synchronous, they can share what selects. */
function sharedNegotiation (options: NegotiationOptions): Negotiation {
  const key = JSON.stringify(options)
  const negotiation = negotiations.get(key) ?? compileNegotiation(options)
  if (negotiations.size < MAX_NEGOTIATIONS) negotiations.set(key, negotiation)
  return negotiation
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
  const kept = new KeptOutcomes(negotiation.fields, cacheSize)
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
    const known = kept.find(headers)
    if (known !== undefined) return known
    const outcome = outcomes.get(negotiation.select(headers)) as Outcome
    kept.keep(headers, outcome)
    return outcome
  }
  return route
}

// Longer than any browser's field; what is longer is selected anew each time rather than kept.
const MAX_KEPT_LENGTH = 512

/**
 * What was selected for field values seen before, each in one of two places that its length and two of its characters give.
 *
 * Bounded, whatever clients send: who comes to a place takes it over, and who was there moves to the next. A `Map` would make a hash
 * of every character, on each request, and to compare a value with the one that is there costs a tenth of that.
 */
class KeptOutcomes {
  readonly #fields: readonly string[]
  readonly #size: number
  /** For each field, the value kept in each place. */
  readonly #values: readonly string[][]
  readonly #outcomes: (Outcome | undefined)[]
  /** That of the request that `find` was asked for last. */
  #place = 0

  constructor (fields: readonly string[], size: number) {
    this.#fields = fields
    this.#size = size
    this.#values = fields.map(() => Array<string>(size).fill(EMPTY))
    this.#outcomes = Array<undefined>(size).fill(undefined)
  }

  /** What is kept for a request's fields; `undefined` where nothing is, and then `keep` is for the same request. */
  find (headers: Headers): Outcome | undefined {
    let sum = 0
    for (let index = 0; index < this.#fields.length; index++) {
      const value = valueOf(headers, this.#fields[index] as string)
      // NaN where there is no such character, and then 0.
      const middle = value.charCodeAt(value.length >> 1) | 0
      const last = value.charCodeAt(value.length - 1) | 0
      sum = sum * 31 + value.length + middle * 7 + last
    }
    const place = sum % this.#size
    this.#place = place
    if (this.isIn(place, headers)) return this.#outcomes[place]
    const next = this.nextTo(place)
    return this.isIn(next, headers) ? this.#outcomes[next] : undefined
  }

  keep (headers: Headers, outcome: Outcome): void {
    if (this.#size === 0) return
    const place = this.#place
    const next = this.nextTo(place)
    for (let index = 0; index < this.#fields.length; index++) {
      const kept = this.#values[index] as string[]
      const value = valueOf(headers, this.#fields[index] as string)
      kept[next] = kept[place] as string
      // With one value that no request has, the place is empty.
      kept[place] = value.length > MAX_KEPT_LENGTH ? EMPTY : value
    }
    this.#outcomes[next] = this.#outcomes[place]
    this.#outcomes[place] = outcome
  }

  private isIn (place: number, headers: Headers): boolean {
    for (let index = 0; index < this.#fields.length; index++) {
      if ((this.#values[index] as string[])[place] !== valueOf(headers, this.#fields[index] as string)) return false
    }
    return true
  }

  private nextTo (place: number): number {
    return place + 1 === this.#size ? 0 : place + 1
  }
}

// No field value has a line feed.
const EMPTY = '\n'

function valueOf (headers: Headers, field: string): string {
  return readField(headers, field) ?? ''
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
