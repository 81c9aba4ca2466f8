/**
 * What a request to a route comes to, and where the request keeps it.
 */
import type { FastifyRequest } from 'fastify'
import type { Alternate, Switch } from '../../types/index.js'
import type { Decided, Headers, Negotiation, NegotiationOptions, SelectedRepresentation } from '../negotiation/index.js'
import type { Renderer } from '../serializers/index.js'
import type { Advice } from './advice.js'
import type { Hints } from './hints.js'
import type { Mark } from './marks.js'

/** Where a request keeps what its negotiation came to. */
export const kOutcome = Symbol('fastify-produces.outcome')

/** A field of the answer, its name in lower case. */
export interface ContentField {
  readonly name: string
  readonly value: string
  /** That it was written here. */
  readonly own: Mark
}

/** What a request to a route comes to. One object per representation that can be selected, and one for the 406. */
export interface Outcome {
  readonly route: NegotiatedRoute
  /** `undefined`: none of the available representations is acceptable. */
  readonly negotiated: SelectedRepresentation | undefined
  /** The fields that select, for `Vary`; empty where none can change the answer. */
  readonly vary: string
  readonly contentType: string | undefined
  /** What else names the selected values: `Content-Language`. */
  readonly contentFields: readonly ContentField[]
  readonly renderer: Renderer | undefined
}

/** An outcome with a representation. */
export interface SelectedOutcome extends Outcome {
  readonly negotiated: SelectedRepresentation
  readonly renderer: Renderer
}

/** Whether some representation was selected. */
export function isSelected (outcome: Outcome): outcome is SelectedOutcome {
  return outcome.negotiated !== undefined
}

export interface NegotiatedRoute {
  /** Method and URL, for errors. */
  readonly name: string
  readonly negotiation: Negotiation
  /** What it was compiled from. */
  readonly options: NegotiationOptions
  /** By media type in the declared spelling. */
  readonly renderers: ReadonlyMap<string, Renderer>
  /** The hints that its handler reads. */
  readonly hints: Hints | undefined
  /** That of its scope. */
  readonly advice: Advice
  /** What the fields of a request come to. Never throws. */
  outcomeFor (headers: Headers): Outcome
  /** What its URLs decide and say; `undefined` where they do neither. */
  urls: RouteUrls | undefined
  /** What a URL has decided, where that is what the route is narrowed to. */
  readonly decided?: Decided
}

/** What the URLs of a route are for. */
export interface RouteUrls {
  /** `undefined` where they decide nothing. */
  readonly byUrl: ByUrl | undefined
  /** `undefined` where no URL can name a representation. */
  readonly addresses: Addresses | undefined
  /** Where the route has twins, the address that one has to link to; `undefined` where the request has not come to a twin. */
  readonly canonicalOf: ((request: FastifyRequest) => string | undefined) | undefined
  /** Whether successes have links as well. */
  readonly alternates: boolean
  /** Whether answers tell what is available. */
  readonly availability: boolean
}

/** The addresses of a route's representations, relative to that of a request. Encoded: they may stand in a field or in markup. */
export interface Addresses {
  /** All that there are but that of the selected one. */
  alternatesOf (request: FastifyRequest, outcome: Pick<Outcome, 'negotiated' | 'route'>): Alternate[]
  /**
   * Those of one dimension's values, in the order of declaration, each with what else is selected where there is such a representation.
   * None where no URL names the dimension.
   *
   * @param selected `undefined`: each says that value alone
   */
  switchesOf (request: FastifyRequest, dimension: NamedDimension, selected: SelectedRepresentation | undefined): Switch[]
  /** That of the selected one alone; `undefined` where no URL can say all of it, and where the request's own does. */
  locationOf (request: FastifyRequest, outcome: Outcome): string | undefined
}

/** What a URL can say. */
export type NamedDimension = keyof Decided

/** The part of a route that reads URLs. */
export interface ByUrl {
  /**
   * The route for what the URL of a request decides: the fields decide the rest.
   *
   * @throws PRODUCES_ERR_OVERRIDE, and what a function of the user's throws
   */
  routeFor (request: FastifyRequest): NegotiatedRoute | UnknownNames
}

/** A URL that asks for what there is not. */
export interface UnknownNames {
  /** By dimension, what was asked for. */
  readonly requested: Readonly<Record<string, string>>
  /** By the same dimensions, the names that there are. */
  readonly names: Readonly<Record<string, readonly string[]>>
}

export type { Alternate, Switch }

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
