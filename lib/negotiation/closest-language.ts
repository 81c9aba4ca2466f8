/**
 * Of languages that are as good as each other, the one that is closest to what the client asks for.
 *
 * In: the field, once more. Out: the tag at the least distance from the range that the client likes best, else from the next; then the
 * one that has more subtags in common with them; then the one that CLDR names before others; then the first that is declared.
 *
 *     es-MX              es, es-419       es-419: Mexico is closer to Latin America than to Spain
 *     zh-TW, zh;q=0.9    zh, zh-Hant      zh-Hant
 *     gsw                en, de           de
 *
 * RFC 9110 §12.5.4 leaves the scheme open; the distances are those of UTS #35.
 * @see https://www.unicode.org/reports/tr35/#LanguageMatching
 */
import { PARADIGMS } from './cldr.js'
import { distanceOf } from './language-distance.js'
import { type AvailableLanguage, commonSubtags, covers, equals, reaches, readAvailable } from './language-ranges.js'
import type { Language } from './language-tags.js'
import { addLikely } from './likely-subtags.js'
import type { MemberReader } from './member-reader.js'
import { NONE, Subtags } from './subtags.js'

// Each may be one that nobody has sent before, and each is compared with each tag.
const MAX_RANGES = 16

// No range has more: a positive number is no object to V8, and -0 is one.
const MAX_SUBTAGS = 2 ** 20

/** A range, and how well the client likes it. */
interface Desired {
  readonly range: Subtags
  quality: number
}

export class ClosestLanguage {
  readonly #languages: readonly AvailableLanguage[]
  readonly #paradigms: readonly boolean[]
  /** As many as `#count` says, the one that is liked best first; and one more, to read the next into. */
  readonly #desired: Desired[] = Array.from({ length: MAX_RANGES + 1 }, () => ({ range: new Subtags(), quality: 0 }))
  #count = 0

  constructor (languages: readonly AvailableLanguage[]) {
    const paradigms = PARADIGMS.split(',').map((tag) => readAvailable(tag))
    this.#languages = languages
    this.#paradigms = languages.map((language) => paradigms.some((paradigm) => distanceOf(paradigm, language) === 0))
  }

  /**
   * Finds the closest of the first `count` values, which stand in the order of declaration and lose it.
   *
   * @param reader before the first member of the field
   */
  find (values: number[], count: number, reader: MemberReader): number {
    this.#count = 0
    const left = this.#keepNearest(values, count, reader)
    const closest = left > 1 ? this.#likeliest(values, left) : values[0] as number
    this.#forget()
    return closest
  }

  /** Reads no further than it takes to find one. */
  #keepNearest (values: number[], count: number, reader: MemberReader): number {
    let left = count
    let compared = 0
    while (left > 1 && reader.next()) {
      this.#add(reader)
      // What is liked as much as can be is settled when it is read: most clients name it first.
      const { quality } = this.#desired[compared] as Desired
      if (compared < this.#count && quality === 1) left = this.#keepLeast(values, left, distance, compared++)
    }
    for (; compared < this.#count; compared++) left = this.#keepLeast(values, left, distance, compared)
    return left
  }

  /** Puts the member where its quality has it, unless it says nothing. */
  #add (member: MemberReader): void {
    const desired = this.#desired[this.#count] as Desired
    const { range } = desired
    if (!range.read(member.text, member.start, member.end) || range.named === 0 || !member.readParameters() || member.quality === 0) return
    addLikely(range)
    desired.quality = member.quality
    this.#insert(desired)
    this.#count = Math.min(this.#count + 1, MAX_RANGES)
  }

  /** After those of the same quality. */
  #insert (desired: Desired): void {
    let place = this.#count
    for (; place > 0; place--) {
      const before = this.#desired[place - 1] as Desired
      if (before.quality >= desired.quality) break
      this.#desired[place] = before
    }
    this.#desired[place] = desired
  }

  /** Keeps of the first `count` values those that cost least, and says how many. */
  #keepLeast (values: number[], count: number, costOf: Cost, index: number): number {
    const { range } = this.#desired[index] as Desired
    let least = Infinity
    let kept = 0
    for (let place = 0; place < count; place++) {
      const value = values[place] as number
      const cost = costOf(range, this.#languages[value] as AvailableLanguage)
      if (cost < least) kept = 0
      if (cost > least) continue
      least = cost
      values[kept++] = value
    }
    return kept
  }

  /** Of the first `count` values, which are as far as each other: who has most in common; then one that CLDR names before others. */
  #likeliest (values: number[], count: number): number {
    let left = count
    for (let index = 0; index < this.#count; index++) left = this.#keepLeast(values, left, uncommon, index)
    const first = values[0] as number
    if (!this.#isNear(first)) return first
    for (let place = 0; place < left; place++) if (this.#paradigms[values[place] as number] === true) return values[place] as number
    return first
  }

  /** Whether a language is one that the client asks for, or close to it. */
  #isNear (value: number): boolean {
    for (let index = 0; index < this.#count; index++) {
      if (distance((this.#desired[index] as Desired).range, this.#languages[value] as AvailableLanguage) < Infinity) return true
    }
    return false
  }

  /** Nothing of a request is kept beyond it. */
  #forget (): void {
    for (let index = 0; index <= this.#count; index++) (this.#desired[index] as Desired).range.text = ''
  }
}

type Cost = (range: Subtags, language: AvailableLanguage) => number

// The tag itself is closer than one that stands for the same.
function distance (range: Subtags, language: AvailableLanguage): number {
  if (equals(range, language)) return -1
  // Of `x-a-b-c` and `*-CH` nothing is known but how they are written.
  return range.code < NONE ? (reaches(range, language) || covers(range, language) ? 0 : Infinity) : distanceOf(range, language)
}

/**
 * How far a tag is from a range, for people: 0 where it stands for the same, -1 where it is the range.
 *
 * @returns `undefined` where the two have nothing in common, and for what is no range or names no language
 * @example
 * closenessOf('es-MX', 'es-419') // 4
 * closenessOf('es-MX', 'es') // 5
 * closenessOf('*', 'es') // undefined
 */
export function closenessOf (text: string, tag: Language): number | undefined {
  const range = new Subtags()
  if (!range.read(text, 0, text.length) || range.named === 0) return undefined
  addLikely(range)
  const least = distance(range, readAvailable(tag))
  return least === Infinity ? undefined : least
}

// `en-US` has nothing in common with es-US.
function uncommon (range: Subtags, language: AvailableLanguage): number {
  return distance(range, language) === Infinity ? MAX_SUBTAGS : MAX_SUBTAGS - commonSubtags(range, language)
}
