/**
 * The selection: of what is available, the one representation that the request's fields like best.
 *
 * In: the request's fields. Out: the selected representation's index, or -1 where none is acceptable.
 *
 *     Accept: text/*, application/json;q=0.9      available: application/json, text/csv at quality 0.8
 *     application/json   0.9 × 1   = 0.9          selected
 *     text/csv           1   × 0.8 = 0.8
 *
 * Order: client quality × server quality; precedence of the matched range; the client's order; the order of declaration.
 * RFC 9110 §12.1 leaves the algorithm to the server, §12.5 says what each field means.
 */
import type { Available, AvailableDimension, AvailableRepresentation } from './available.js'
import { compileInCharsets } from './charset-ranges.js'
import { charsets } from './charsets.js'
import type { Dimension, Matcher, Preferences } from './dimension.js'
import { type Headers, readField } from './headers.js'
import type { MediaType } from './media-types.js'
import { type Limits, MemberReader } from './member-reader.js'

/** Who decides between equals: the order of the client's list, or that of declaration. */
export type PreferenceOption = 'client' | 'server'

/** A dimension of the route with what its field says. */
export interface FieldMatch {
  readonly dimension: Dimension
  readonly strict: boolean
  /** Holds what the field of the request that was read last says. */
  readonly matcher: Matcher
  /** Whether that field asks for anything. */
  hasRange: boolean
  /** The values that depend on the dimension's condition. */
  readonly conditional: readonly number[]
  /** Where values are put that are as good as each other, to find the closest. */
  readonly equals: number[]
}

/** Selects among what is available. Synchronous, and so in place: nothing is allocated for a request. */
export class Selector {
  readonly #representations: readonly AvailableRepresentation[]
  readonly #mediaTypes: FieldMatch
  readonly #otherDimensions: readonly FieldMatch[]
  readonly #byClient: boolean
  readonly #limits: Limits
  readonly #reader: MemberReader
  /** What the client likes of the media types, at client quality × server quality. */
  readonly #weighted: Preferences

  constructor ({ mediaTypes, otherDimensions, representations }: Available, preference: PreferenceOption, limits: Limits) {
    this.#representations = representations
    this.#mediaTypes = { ...compileMatch(mediaTypes), matcher: compileInCharsets(mediaTypes.values as readonly MediaType[]) }
    this.#otherDimensions = otherDimensions.map(compileMatch)
    this.#byClient = preference === 'client'
    this.#limits = limits
    this.#reader = new MemberReader(limits)
    this.#weighted = this.#mediaTypes.matcher.preferences.withQuality(representations.map(() => 0.5))
  }

  /**
   * Selects for a request's headers, names in lower case.
   *
   * @returns the index among the combinations of all representations; -1 where none is acceptable
   */
  select (headers: Headers): number {
    const others = this.#otherDimensions
    for (let index = 0; index < others.length; index++) this.#match(others[index] as FieldMatch, headers)
    this.#match(this.#mediaTypes, headers)
    const selected = this.#bestRepresentation()
    if (selected === undefined) return -1
    let combination = 0
    for (let index = 0; index < others.length; index++) {
      const match = others[index] as FieldMatch
      const choices = selected.choices[index] as readonly number[]
      if (match.dimension === charsets && choices.length > 1) this.#narrow(this.#representations.indexOf(selected), match, choices)
      combination = combination * choices.length + this.#bestChoice(match, choices, headers)
    }
    return selected.first + combination
  }

  /** What the fields say that were selected by last, until the next are: the media types first. */
  get matches (): readonly FieldMatch[] {
    return [this.#mediaTypes, ...this.#otherDimensions]
  }

  /**
   * What made `select` return -1: the strict dimensions with nothing acceptable; where each has something and only no combination
   * exists, all that leave something out.
   *
   * @returns the names of the dimensions; none where something is acceptable
   */
  unacceptable (headers: Headers): string[] {
    if (this.select(headers) !== -1) return []
    const asking = [this.#mediaTypes, ...this.#otherDimensions].filter(({ strict, hasRange }) => strict && hasRange)
    const failing = asking.filter((match) => match.matcher.preferences.quality.every((quality, value) => {
      return quality === 0 || (match === this.#mediaTypes && this.#representations[value]?.quality === 0)
    }))
    const narrowing = asking.filter(({ matcher }) => matcher.preferences.quality.includes(0))
    return (failing.length > 0 ? failing : narrowing).map(({ dimension }) => dimension.name)
  }

  /** Matches the ranges of a dimension's field with the values available in it. */
  #match (match: FieldMatch, headers: Headers): void {
    const { dimension, matcher } = match
    const fieldValue = readField(headers, dimension.field)
    matcher.begin()
    match.hasRange = fieldValue !== undefined && (this.#addRanges(fieldValue, matcher) || this.#hasUnmatchedRange(fieldValue, matcher))
    matcher.end(match.hasRange)
    if (match.conditional.length > 0 && conditionOf(dimension, headers) === undefined) {
      for (const value of match.conditional) matcher.preferences.exclude(value)
    }
  }

  #addRanges (fieldValue: string, matcher: Matcher): boolean {
    const reader = this.#reader
    let found = false
    reader.open(fieldValue)
    while (reader.next()) if (matcher.add(reader)) found = true
    reader.close()
    return found
  }

  /** Whether the client has said anything, where it names nothing available: else that is no reason for a 406. */
  #hasUnmatchedRange (fieldValue: string, matcher: Matcher): boolean {
    const reader = this.#reader
    let found = false
    reader.open(fieldValue)
    while (!found && reader.next()) found = reader.readParameters() && matcher.isRange(reader)
    reader.close()
    return found
  }

  #bestRepresentation (): AvailableRepresentation | undefined {
    const { strict, matcher: { preferences } } = this.#mediaTypes
    const weighted = this.#weighted
    const { quality } = weighted
    let best = -1
    for (let value = 0; value < quality.length; value++) {
      const representation = this.#representations[value] as AvailableRepresentation
      quality[value] = product(preferences.quality[value] as number, representation.quality)
      if (representation.quality === 0 || (strict && quality[value] === 0) || !this.#exists(representation)) continue
      if (best === -1 || compare(weighted, value, best, this.#byClient) > 0) best = value
    }
    return this.#representations[best]
  }

  /** Whether the combination passes every strict dimension: a worse media type in an acceptable language beats a 406. */
  #exists ({ choices }: AvailableRepresentation): boolean {
    for (let index = 0; index < choices.length; index++) {
      const { strict, matcher } = this.#otherDimensions[index] as FieldMatch
      if (strict && !isAnyAcceptable(matcher, choices[index] as readonly number[])) return false
    }
    return true
  }

  /** Refuses the charsets that `Accept` likes less for a media type: where it names one, that is sent. Not where none would be left. */
  #narrow (mediaType: number, { matcher: { preferences }, strict }: FieldMatch, choices: readonly number[]): void {
    const { matcher } = this.#mediaTypes
    const isLiked = (charset: number) => matcher.isBestIn?.(mediaType, charset, this.#byClient) ?? true
    const isOpen = (charset: number) => !preferences.isRefused(charset) && !(strict && preferences.quality[charset] === 0)
    if (!choices.some((charset) => isLiked(charset) && isOpen(charset))) return
    for (const charset of choices) if (!isLiked(charset)) preferences.refuse(charset)
  }

  /** The index in `choices` of the value that the client likes best. Where the dimension is strict, one of them is acceptable. */
  #bestChoice (match: FieldMatch, choices: readonly number[], headers: Headers): number {
    const { equals, matcher: { preferences } } = match
    let best = -1
    let count = 0
    for (let index = 0; index < choices.length; index++) {
      const value = choices[index] as number
      const order = best === -1 ? 1 : compare(preferences, value, choices[best] as number, this.#byClient)
      if (order < 0) continue
      if (order > 0) {
        best = index
        count = 0
      }
      equals[count++] = value
    }
    return count > 1 ? this.#closest(match, choices, count, headers) : best
  }

  /** The index in `choices` of the first of the equal values, or of the closest to what the client has named. */
  #closest ({ dimension, matcher, hasRange, equals }: FieldMatch, choices: readonly number[], count: number, headers: Headers): number {
    // Without ranges there is nothing to be close to.
    if (!hasRange || matcher.closest === undefined) return choices.indexOf(equals[0] as number)
    const reader = this.#reader
    reader.open(readField(headers, dimension.field) as string)
    const closest = matcher.closest(equals, count, reader)
    reader.close()
    return choices.indexOf(closest)
  }
}

/** What the field says that some values of a dimension depend on. */
export function conditionOf ({ condition }: Dimension, headers: Headers): string | undefined {
  const fieldValue = condition && readField(headers, condition.field)
  return fieldValue === undefined ? undefined : condition?.parse(fieldValue)
}

function compileMatch ({ dimension, values, strict, conditional }: AvailableDimension): FieldMatch {
  // Numbers from the beginning: to fill it makes nothing.
  return { dimension, strict, conditional, matcher: dimension.compile(values, strict), hasRange: false, equals: values.map(() => 0) }
}

function isAnyAcceptable ({ preferences: { quality } }: Matcher, values: readonly number[]): boolean {
  for (let index = 0; index < values.length; index++) if (quality[values[index] as number] !== 0) return true
  return false
}

/** More than 0 where the value is better than the other, 0 where nothing but what it is close to tells it apart. */
function compare ({ quality, precedence, position }: Preferences, value: number, other: number, byClient: boolean): number {
  if (quality[value] !== quality[other]) return difference(quality, value, other)
  if (precedence[value] !== precedence[other]) return difference(precedence, value, other)
  return position[value] === position[other] ? 0 : byClient ? difference(position, other, value) : -1
}

function difference (numbers: readonly number[], value: number, other: number): number {
  return (numbers[value] as number) - (numbers[other] as number)
}

// Rounded, so that 0.1 × 0.7 is as good as 0.07.
export function product (quality: number, own: number): number {
  return own === 1 ? quality : Math.round(quality * own * 1e12) / 1e12
}
