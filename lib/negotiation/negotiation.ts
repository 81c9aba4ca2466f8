/**
 * Negotiation without Fastify, as `fastify-produces/negotiation`: the same rules for an edge worker or a script.
 *
 * In: what is available, then the headers of a request. Out: the selected representation, or what was not acceptable.
 * RFC 9110 §12.
 */
import { type Available, type AvailableDimension, type AvailableOptions, compileAvailable } from './available.js'
import type { Explanation } from '../../types/explanation.js'
import { Explainer } from './explain.js'
import type { Headers } from './headers.js'
// For the types, which a declaration file would leave out.
import './dimensions.js'
import { DEFAULT_LIMITS, type Limits } from './member-reader.js'
import { type MediaType, parseAnyMediaType } from './media-types.js'
import { combinationsOf, type SelectedRepresentation } from './negotiated.js'
import { type NormalizedFields, Normalizer } from './normalize.js'
import { checkOptions } from './option-check.js'
import { type PreferenceOption, Selector } from './select.js'

export { addToVary, type FieldLines } from './vary.js'
export type { MediaType } from './media-types.js'
export { parseMembers, type Member } from './fields.js'
export type { Limits, Parameter } from './member-reader.js'
export type { AvailableOptions, DeclaredMediaType, StrictOption } from './available.js'
export type { Headers } from './headers.js'
export type { PreferenceOption } from './select.js'
export type { SelectedRepresentation } from './negotiated.js'
export type { NormalizedFields } from './normalize.js'
export type {
  ExplainedCandidate, ExplainedDimension, ExplainedRepresentation, ExplainedSuggestion, Explanation
} from '../../types/explanation.js'

/** What is available, and how it is selected: the keys of `config.produces` that do without Fastify, and the limits of a field. */
export interface NegotiationOptions extends AvailableOptions, Partial<Limits> {
  /** Who decides between equals. Default `'client'`. */
  readonly preference?: PreferenceOption
}

/** What is said of one dimension where nothing was acceptable. */
export interface DimensionReport {
  /** `mediaType`, `language`, `charset`, `encoding`. */
  readonly name: string
  /** The request's field, in lower case. */
  readonly field: string
  /** What stands before its values in a sentence: `as`, `in`. */
  readonly preposition: string
  /** Whether nothing acceptable in it gives 406. */
  readonly strict: boolean
  /** In the order of declaration. */
  readonly available: readonly string[]
}

/** A compiled negotiation. Synchronous, and safe to share. */
export interface Negotiation {
  /** The names of the fields that select, in lower case, for `Vary`; empty where no field can change the answer. */
  readonly vary: string
  /** The fields that are read, in lower case. */
  readonly fields: readonly string[]
  /** The declared dimensions, in the order of decision. */
  readonly dimensions: readonly DimensionReport[]
  /** Every available representation: what `select` can return. */
  readonly selectable: readonly SelectedRepresentation[]
  /** The selected representation; `undefined` where none is acceptable. Never throws, whatever the headers. */
  select (headers: Headers): SelectedRepresentation | undefined
  /**
   * The shortest field values that select the same, or are refused for the same reason: what a cache puts into its key. Each
   * representation has its own, and each set of dimensions that nothing is acceptable in. Names in lower case. Frozen.
   * Of what is compressed by a dictionary they keep which one: `available-dictionary`.
   */
  normalize (headers: Headers): NormalizedFields
  /** The names of the dimensions that made `select` return `undefined`; none where it did not. */
  unacceptable (headers: Headers): string[]
  /**
   * Why `select` returns what it returns: how each available value stands, what set the selected one apart, and what a client that gets a
   * 406 would have to send. `String()` of it is a table. Frozen. For people: it takes its time, and never throws.
   */
  explain (headers: Headers): Explanation
}

/**
 * Compiles the negotiation among what is available.
 *
 * @throws TypeError that names the key, what was expected and what was found, where what is declared is malformed, double or empty, and for
 *   an unknown key
 * @example
 * compileNegotiation({ mediaTypes: ['text/html', 'text/csv'] }).select({ accept: 'text/csv' })?.mediaType // 'text/csv'
 * compileNegotiation({ mediaTypes: ['text/html', 'text/csv'] }).normalize({ Accept: 'text/csv;q=0.5, a/b' }) // { accept: 'text/csv' }
 * compileNegotiation({ mediaTypes: ['text/html'] }).explain({ accept: 'a/b' }).suggestion?.text // 'send Accept: a/b, text/html'
 * compileNegotiation({ mediaTypes: ['text/html'], languages: ['en', 'es'] }).vary // 'accept, accept-language'
 */
export function compileNegotiation (options: NegotiationOptions): Negotiation {
  const available = compileFrom(options)
  const limits = {
    maxFieldLength: options.maxFieldLength ?? DEFAULT_LIMITS.maxFieldLength,
    maxMembers: options.maxMembers ?? DEFAULT_LIMITS.maxMembers
  }
  const preference = options.preference ?? 'client'
  const selector = new Selector(available, preference, limits)
  // `select` finds by place.
  const selectable = Object.freeze(available.representations.flatMap((_, index) => combinationsOf(available, index)))
  const normalizer = new Normalizer(available, selector, selectable)
  const explainer = new Explainer(available, selector, selectable, { ...limits, preference })
  const dimensions = [available.mediaTypes, ...available.otherDimensions]
  return {
    vary: dimensions.filter((dimension) => canChange(available, dimension)).flatMap(({ fields }) => fields).join(', '),
    fields: dimensions.flatMap(({ fields }) => fields),
    dimensions: dimensions.map((dimension) => report(available, dimension)),
    selectable,
    select: (headers) => selectable[selector.select(headers)],
    normalize: (headers) => normalizer.normalize(headers),
    unacceptable: (headers) => selector.unacceptable(headers),
    explain: (headers) => explainer.explain(headers)
  }
}

/** Its faults have a stack that begins where somebody has called `compileNegotiation`. */
function compileFrom (options: NegotiationOptions): Available {
  try {
    checkOptions(options)
    return compileAvailable(options)
  } catch (error) {
    // Not every runtime has it.
    Error.captureStackTrace?.(error as Error, compileNegotiation)
    throw error
  }
}

/**
 * Parses a media type; a wildcard is none, and `q` is no parameter of one (RFC 9110 §12.5.1).
 *
 * @returns `undefined` where `text` is not one media type
 * @example
 * parseMediaType('text/csv; header=present')?.parameters.get('header') // 'present'
 */
export function parseMediaType (text: string): MediaType | undefined {
  return parseAnyMediaType(text)
}

// A representation that the server gives quality 0 is never selected, and so is not offered either.
function offered ({ representations }: Available): Available['representations'] {
  return representations.filter(({ quality }) => quality > 0)
}

/** Whether another value of the field could have another answer (RFC 9110 §12.5.5): more than one value, or a possible 406. */
function canChange (available: Available, dimension: AvailableDimension): boolean {
  const other = available.otherDimensions.indexOf(dimension)
  const representations = offered(available)
  if (dimension.strict) return true
  if (other !== -1) return representations.some(({ choices }) => (choices[other] as readonly number[]).length > 1)
  // A range may name the charset.
  return representations.length > 1 || representations.some(({ mediaType }) => mediaType.charsets.length > 1)
}

/** The values that some representation exists in. */
function report (available: Available, declared: AvailableDimension): DimensionReport {
  const { dimension: { name, field, preposition }, spellings, strict } = declared
  const other = available.otherDimensions.indexOf(declared)
  const exists = spellings.filter((_, value) => other === -1
    ? available.representations[value]?.quality !== 0
    : offered(available).some(({ choices }) => choices[other]?.includes(value)))
  return { name, field, preposition, strict, available: exists }
}
