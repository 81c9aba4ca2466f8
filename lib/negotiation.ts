/**
 * Negotiation without Fastify, as `fastify-produces/negotiation`: the same rules for an edge worker or a script.
 *
 * In: what is available, then the headers of a request. Out: the selected representation, or what was not acceptable.
 * RFC 9110 §12.
 */
import { compileAvailable, type Available, type AvailableDimension, type AvailableOptions } from './available.js'
import { DEFAULT_LIMITS, type Limits } from './fields.js'
import { combinationsOf, placeOf, type SelectedRepresentation } from './negotiated.js'
import { compileSelect, readRanges, type Headers, type PreferenceOption } from './select.js'

export { addToVary, type FieldLines } from './vary.js'
export { parseMediaType, type MediaType } from './media-types.js'
export { parseMembers, type Limits, type Member, type Parameter } from './fields.js'
export type { AvailableOptions, DeclaredMediaType, StrictOption } from './available.js'
export type { Headers, PreferenceOption } from './select.js'
export type { SelectedRepresentation } from './negotiated.js'

export interface NegotiationOptions extends AvailableOptions, Partial<Limits> {
  /** Who decides between equals. Default `'client'`. */
  readonly preference?: PreferenceOption
}

/** What is said of one dimension where nothing was acceptable. */
export interface DimensionReport {
  readonly name: string
  /** The request's field, in lower case. */
  readonly field: string
  /** What stands before its values in a sentence: `as`, `in`. */
  readonly preposition: string
  /** In the order of declaration. */
  readonly available: readonly string[]
}

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
  /** The names of the dimensions that made `select` return `undefined`. */
  unacceptable (headers: Headers): string[]
}

/**
 * Compiles the negotiation among what is available.
 *
 * @throws TypeError that names the key and what was expected, where what is declared is malformed, double or empty
 * @example
 * compileNegotiation({ mediaTypes: ['text/html', 'application/json'] }).select({ accept: 'application/*' })?.mediaType // 'application/json'
 * compileNegotiation({ mediaTypes: ['text/html'], languages: ['en', 'es'] }).vary // 'accept, accept-language'
 */
export function compileNegotiation (options: NegotiationOptions): Negotiation {
  const limits = { ...DEFAULT_LIMITS, ...options }
  const available = compileAvailable(options)
  const select = compileSelect(available, options.preference ?? 'client', limits)
  const combinations = available.representations.map((_, index) => combinationsOf(available, index))
  const dimensions = [available.mediaTypes, ...available.further]
  return {
    vary: dimensions.filter((dimension) => canChange(available, dimension)).map(({ dimension }) => dimension.field).join(', '),
    fields: dimensions.map(({ dimension }) => dimension.field),
    dimensions: dimensions.map((dimension) => report(available, dimension)),
    selectable: combinations.flat(),
    select (headers) {
      const selection = select(headers)
      return selection && combinations[selection.representation]?.[placeOf(available, selection)]
    },
    unacceptable: (headers) => unacceptable(available, dimensions, headers, limits)
  }
}

// A representation that the server gives quality 0 is never selected, and so is not offered either.
function selectable ({ representations }: Available): Available['representations'] {
  return representations.filter(({ quality }) => quality > 0)
}

/** Whether another value of the field could have another answer (RFC 9110 §12.5.5): more than one value, or a possible 406. */
function canChange (available: Available, dimension: AvailableDimension): boolean {
  const further = available.further.indexOf(dimension)
  const offered = selectable(available)
  return dimension.strict || (further === -1 ? offered.length > 1 : offered.some(({ choices }) => (choices[further]?.length ?? 0) > 1))
}

function report ({ mediaTypes, representations }: Available, available: AvailableDimension): DimensionReport {
  const { dimension: { name, field, preposition }, spellings } = available
  return { name, field, preposition, available: available === mediaTypes ? spellings.filter((_, index) => representations[index]?.quality !== 0) : spellings }
}

/** The strict dimensions with nothing acceptable; where each has something and only no combination exists, all that ask for something. */
function unacceptable (available: Available, dimensions: readonly AvailableDimension[], headers: Headers, limits: Limits): string[] {
  const asking = dimensions
    .filter(({ strict }) => strict)
    .map((dimension) => ({ dimension, ranges: readRanges(dimension, headers, limits) }))
    .filter(({ ranges }) => ranges.length > 0)
  const failing = asking.filter(({ dimension: { dimension, values }, ranges }) => values.every((value, index) =>
    (dimension === available.mediaTypes.dimension && available.representations[index]?.quality === 0) || dimension.match(ranges, value).quality === 0))
  return (failing.length > 0 ? failing : asking).map(({ dimension }) => dimension.dimension.name)
}
