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
import { charsets } from './charsets.js'
import type { Available, AvailableDimension, AvailableRepresentation } from './available.js'
import type { Matcher } from './dimension.js'
import { type Headers, readField } from './headers.js'
import { type Limits, MemberReader } from './member-reader.js'

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
      const dimension = further[index] as AvailableDimension
      const choices = selected.choices[index] as readonly number[]
      if (dimension.dimension === charsets && choices.length > 1) this.narrow(representations.indexOf(selected), dimension, choices)
      place = place * choices.length + this.bestChoice(dimension, choices)
    }
    return selected.first + place
  }

  /** Reads a dimension's field into the preferences of its matcher; returns whether the field asks for anything. */
  read ({ dimension, matcher }: AvailableDimension, headers: Headers): boolean {
    const fieldValue = readField(headers, dimension.field)
    matcher.begin()
    const asked = fieldValue !== undefined && (this.addRanges(fieldValue, matcher) || this.hasRange(fieldValue, matcher))
    matcher.end(asked)
    return asked
  }

  private addRanges (fieldValue: string, matcher: Matcher): boolean {
    const reader = this.#reader
    let found = false
    reader.open(fieldValue)
    for (let position = 0; reader.next(); position++) if (matcher.add(reader, position)) found = true
    reader.close()
    return found
  }

  /** Whether the client has said anything, where it names nothing available: else that is no reason for a 406. */
  private hasRange (fieldValue: string, matcher: Matcher): boolean {
    const reader = this.#reader
    let found = false
    reader.open(fieldValue)
    while (!found && reader.next()) found = reader.readParameters() && matcher.isRange(reader)
    reader.close()
    return found
  }

  private bestRepresentation (representations: readonly AvailableRepresentation[]): AvailableRepresentation | undefined {
    const { mediaTypes } = this.#available
    const { quality } = mediaTypes.matcher.preferences
    let best = -1
    for (let value = 0; value < representations.length; value++) {
      const representation = representations[value] as AvailableRepresentation
      quality[value] = product(quality[value] as number, representation.quality)
      if (representation.quality === 0 || (mediaTypes.strict && quality[value] === 0) || !this.exists(representation)) continue
      if (best === -1 || compare(mediaTypes.matcher, value, best, this.#byClient) > 0) best = value
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

  /** Refuses the charsets that `Accept` likes less for a media type: where it names one, that is sent. Not where none would be left. */
  private narrow (mediaType: number, { matcher: { preferences }, strict }: AvailableDimension, choices: readonly number[]): void {
    const { matcher } = this.#available.mediaTypes
    const isLiked = (charset: number) => matcher.isBestIn?.(mediaType, charset, this.#byClient) ?? true
    const isOpen = (charset: number) => !preferences.isRefused(charset) && !(strict && preferences.quality[charset] === 0)
    if (!choices.some((charset) => isLiked(charset) && isOpen(charset))) return
    for (const charset of choices) if (!isLiked(charset)) preferences.refuse(charset)
  }

  /** The place in `choices` of the value that the client likes best; -1 where a strict dimension has none acceptable. */
  private bestChoice ({ matcher, strict }: AvailableDimension, choices: readonly number[]): number {
    let best = -1
    let tied = false
    for (let place = 0; place < choices.length; place++) {
      const value = choices[place] as number
      if (strict && matcher.preferences.quality[value] === 0) continue
      const order = best === -1 ? 1 : compare(matcher, value, choices[best] as number, this.#byClient)
      if (order > 0) best = place
      tied = order === 0 || (tied && order < 0)
    }
    return tied && tellsCloseness(matcher) ? this.closest(matcher, choices, best) : best
  }

  /** Of the values that are as good as the best, which is the first of them. */
  private closest (matcher: Required<Matcher>, choices: readonly number[], best: number): number {
    const first = choices[best] as number
    let closest = best
    let closeness = matcher.closeness(first)
    for (let place = best + 1; place < choices.length; place++) {
      const value = choices[place] as number
      if (compare(matcher, value, first, this.#byClient) !== 0) continue
      const own = matcher.closeness(value)
      if (own > closeness) closest = place
      closeness = Math.max(own, closeness)
    }
    return closest
  }
}

function tellsCloseness (matcher: Matcher): matcher is Required<Matcher> {
  return matcher.closeness !== undefined
}

/** More than 0 where the value is better than the other, 0 where nothing but its closeness tells it apart. */
function compare (matcher: Matcher, value: number, other: number, byClient: boolean): number {
  const { quality, precedence, position, closeness } = matcher.preferences
  if (quality[value] !== quality[other]) return difference(quality, value, other)
  if (precedence[value] !== precedence[other]) return difference(precedence, value, other)
  if (position[value] !== position[other]) return byClient ? difference(position, other, value) : -1
  return difference(closeness, value, other)
}

function difference (numbers: readonly number[], value: number, other: number): number {
  return (numbers[value] as number) - (numbers[other] as number)
}

// Rounded, so that 0.1 × 0.7 is as good as 0.07.
function product (quality: number, own: number): number {
  return own === 1 ? quality : Math.round(quality * own * 1e12) / 1e12
}
