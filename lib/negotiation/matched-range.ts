/**
 * Which of a client's ranges speaks for a value: to select, its weight is enough; to explain, its words are wanted.
 *
 * In: a field value and what has been matched. Out: the range as the client has written it, without its weight.
 */
import type { AvailableDimension } from './available.js'
import type { Matcher, Preferences } from './dimension.js'
import { DEFAULT_LIMITS, type Limits, MemberReader } from './member-reader.js'
import type { FieldMatch } from './select.js'

/** A member of a field that is well-formed. */
export interface WrittenRange {
  /** Without its weight. */
  readonly text: string
  readonly quality: number
  readonly position: number
  /** As it stands in the field. */
  readonly member: string
}

// Of a parameter named q nothing follows but its value: a quoted one ends in a quotation mark.
const WEIGHT = /[ \t]*;[ \t]*q[ \t]*=[^;"]*$/i

/**
 * Reads the members that a selector reads.
 *
 * @example
 * readRanges('de-AT;q=0.5, de;q, en').map(({ text }) => text) // ['de-AT', 'en']
 */
export function readRanges (fieldValue: string, limits: Limits = DEFAULT_LIMITS): WrittenRange[] {
  const reader = new MemberReader(limits)
  const ranges: WrittenRange[] = []
  reader.open(fieldValue)
  while (reader.next()) {
    if (!reader.readParameters()) continue
    const member = fieldValue.slice(reader.start, reader.memberEnd).trimEnd()
    ranges.push({ text: member.replace(WEIGHT, ''), quality: reader.quality, position: reader.position, member })
  }
  return ranges
}

/**
 * Finds the range that gave a value its quality; `undefined` where none did.
 *
 * @param ranges none where the field says nothing
 */
export function matchedRange (
  match: FieldMatch, available: AvailableDimension, value: number, ranges: readonly WrittenRange[]
): WrittenRange | undefined {
  const { preferences } = match.matcher
  if (!preferences.isRefused(value)) return ranges.find(({ position }) => position === preferences.position[value])
  const alone = new Alone(available, value)
  const refusing = ranges.filter(({ member }) => alone.match(member).isRefused(0))
  return refusing.reduce<WrittenRange | undefined>((best, range) => {
    return best === undefined || alone.compare(range, best) > 0 ? range : best
  }, undefined)
}

/** One value matched with one range at a time. */
class Alone {
  readonly #matcher: Matcher

  constructor ({ dimension, values, strict }: AvailableDimension, value: number) {
    this.#matcher = dimension.compile([values[value]], strict)
  }

  match (range: string): Preferences {
    const reader = new MemberReader({ maxFieldLength: Infinity, maxMembers: 1 })
    this.#matcher.begin()
    reader.open(range)
    while (reader.next()) this.#matcher.add(reader)
    this.#matcher.end(true)
    return this.#matcher.preferences
  }

  /** More than 0 where a range names more than the other: the longer one, where the dimension makes no difference. */
  compare (range: WrittenRange, other: WrittenRange): number {
    return this.#precedenceOf(range) - this.#precedenceOf(other) || range.text.length - other.text.length
  }

  #precedenceOf ({ text }: WrittenRange): number {
    return this.match(text).precedence[0] as number
  }
}
