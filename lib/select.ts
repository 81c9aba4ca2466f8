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
import type { Matcher } from './dimension.js'
import { MemberReader, type Limits } from './member-reader.js'
import { readField, type Headers } from './headers.js'

/** Who decides between equals: the order of the client's list, or that of declaration. */
export type PreferenceOption = 'client' | 'server'

/** Selects among what is available. Synchronous, and so in place: nothing is allocated for a request. */
export class Selector {
  readonly #available: Available
  readonly #byClient: boolean
  readonly #reader: MemberReader

  constructor (available: Available, preference: PreferenceOption, limits: Limits) {
    this.#available = available
    this.#byClient = preference === 'client'
    this.#reader = new MemberReader(limits)
  }

  /**
   * Selects for a request's headers, names in lower case.
   *
   * @returns the index among the combinations of all representations; -1 where none is acceptable
   */
  select (headers: Headers): number {
    const { mediaTypes, further, representations } = this.#available
    for (let index = 0; index < further.length; index++) this.read(further[index] as AvailableDimension, headers)
    this.read(mediaTypes, headers)
    const selected = this.bestRepresentation(representations)
    if (selected === undefined) return -1
    let place = 0
    for (let index = 0; index < further.length; index++) {
      const choices = selected.choices[index] as readonly number[]
      place = place * choices.length + this.bestChoice(further[index] as AvailableDimension, choices)
    }
    return selected.first + place
  }

  /** Reads a dimension's field into the preferences of its matcher; returns how many ranges it has. */
  read ({ dimension, matcher }: AvailableDimension, headers: Headers): number {
    const fieldValue = readField(headers, dimension.field)
    let ranges = 0
    matcher.begin()
    if (fieldValue !== undefined) {
      this.#reader.open(fieldValue)
      while (this.#reader.next()) if (matcher.add(this.#reader, ranges)) ranges++
      this.#reader.close()
    }
    matcher.end(ranges)
    return ranges
  }

  private bestRepresentation (representations: readonly AvailableRepresentation[]): AvailableRepresentation | undefined {
    const { mediaTypes } = this.#available
    const { quality } = mediaTypes.matcher.preferences
    let best = -1
    for (let value = 0; value < representations.length; value++) {
      const representation = representations[value] as AvailableRepresentation
      quality[value] = product(quality[value] as number, representation.quality)
      if (representation.quality === 0 || (mediaTypes.strict && quality[value] === 0) || !this.exists(representation)) continue
      if (best === -1 || isBetter(mediaTypes.matcher, value, best, this.#byClient)) best = value
    }
    return representations[best]
  }

  /** Whether the combination passes every strict dimension: a worse media type in an acceptable language beats a 406. */
  private exists ({ choices }: AvailableRepresentation): boolean {
    const { further } = this.#available
    for (let index = 0; index < further.length; index++) {
      const dimension = further[index] as AvailableDimension
      if (dimension.strict && this.bestChoice(dimension, choices[index] as readonly number[]) === -1) return false
    }
    return true
  }

  /** The place in `choices` of the value that the client likes best; -1 where a strict dimension has none acceptable. */
  private bestChoice ({ matcher, strict }: AvailableDimension, choices: readonly number[]): number {
    let best = -1
    for (let place = 0; place < choices.length; place++) {
      const value = choices[place] as number
      if (strict && matcher.preferences.quality[value] === 0) continue
      if (best === -1 || isBetter(matcher, value, choices[best] as number, this.#byClient)) best = place
    }
    return best
  }
}

function isBetter (matcher: Matcher, value: number, other: number, byClient: boolean): boolean {
  const { quality, precedence, position, closeness } = matcher.preferences
  const difference = compare(quality, value, other) || compare(precedence, value, other)
  if (difference !== 0) return difference > 0
  // Compared as they are: both may be Infinity.
  if (position[value] !== position[other]) return byClient && compare(position, value, other) < 0
  if (closeness[value] !== closeness[other]) return compare(closeness, value, other) > 0
  // Without ranges there is nothing to be close to.
  const equal = precedence[value] === 0 && quality[value] !== 0
  return matcher.closeness !== undefined && !equal && matcher.closeness(value) > matcher.closeness(other)
}

// Rounded, so that 0.1 × 0.7 is as good as 0.07.
function product (quality: number, own: number): number {
  return own === 1 ? quality : Math.round(quality * own * 1e12) / 1e12
}

function compare (numbers: readonly number[], value: number, other: number): number {
  const a = numbers[value] as number
  const b = numbers[other] as number
  return a === b ? 0 : a - b
}
