/**
 * The dimension of languages: `Accept-Language` against the language tags that a route has.
 *
 * In: language ranges and the language tags available. Out: for each the quality of the range that finds it, and how.
 * RFC 9110 §12.5.4 leaves the scheme open; RFC 4647 has the schemes. A range finds a tag
 *
 *     exactly                 en-GB       finds  en-GB
 *     by basic filtering      en          finds  en-GB               (RFC 4647 §3.3.1)
 *     by lookup               zh-Hant-TW  finds  zh-Hant, then zh    (RFC 4647 §3.4)
 *
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3
 */
import { type Dimension, type Matcher, Preferences } from './dimension.js'
import type { Member } from './fields.js'
import { isAlphanumeric, lowerCase, standsAt } from './grammar.js'
import { type Language, parseLanguage } from './language-tags.js'
import { likelySubtags, type LikelySubtags, likelySubtagsOf, likeness } from './likely-subtags.js'
import type { MemberReader } from './member-reader.js'

const ASTERISK = 0x2a
const HYPHEN = 0x2d
const WILDCARD = 1
const NAMED = 2

/** The range that finds a tag one way; none where `length` is 0. */
class Finding {
  quality = 0
  position = 0
  length = 0

  take (quality: number, position: number, length: number): void {
    this.quality = quality
    this.position = position
    this.length = length
  }
}

/**
 * Finds for each tag the range that speaks for it.
 *
 * Of the ranges that cover the tag, exactly or by filtering, the longest: with `en;q=0.5, en-GB` the tag en-GB has quality 1, and
 * with `en;q=0, *` the tag en-US is refused. A range that reaches the tag by lookup speaks instead where the client likes it
 * better: `de-AT, fr;q=0.8, de;q=0.5` gets de, since lookup considers each range in turn (RFC 4647 §3.4). `*` finds what no other does.
 *
 *     language-range = (1*8ALPHA *("-" 1*8alphanum)) / "*"           (RFC 4647 §2.1)
 */
class LanguageMatcher implements Matcher {
  readonly preferences: Preferences
  readonly #tags: readonly Language[]
  /** The tags, by index, that begin with the same two letters. */
  readonly #byLetters = new Map<number, number[]>()
  readonly #covering: readonly Finding[]
  readonly #reaching: readonly Finding[]
  readonly #wildcard = new Finding()
  /** The tags that a range has found; `preferences` are those of no range for all others, unless `#everyPreferred`. */
  readonly #found: number[] = []
  #finds = 0
  #everyPreferred = true
  #likely: readonly LikelySubtags[] | undefined

  constructor (tags: readonly Language[]) {
    this.preferences = new Preferences(tags)
    this.#tags = tags
    this.#covering = tags.map(() => new Finding())
    this.#reaching = tags.map(() => new Finding())
    tags.forEach((tag, value) => {
      const letters = lettersOf(tag, 0, tag.length)
      this.#byLetters.set(letters, [...this.#byLetters.get(letters) ?? [], value])
    })
  }

  begin (): void {
    for (let index = 0; index < this.#finds; index++) {
      const value = this.#found[index] as number;
      (this.#covering[value] as Finding).length = 0;
      (this.#reaching[value] as Finding).length = 0
      this.preferences.forget(value)
    }
    if (this.#everyPreferred) this.preferences.reset()
    this.#everyPreferred = false
    this.#finds = 0
    this.#wildcard.length = 0
  }

  add (member: MemberReader): boolean {
    if (isWildcard(member)) return this.#takeWildcard(member)
    const values = this.#byLetters.get(lettersOf(member.text, member.start, member.end))
    if (values === undefined) return false
    let found = false
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number
      const covering = covers(member, this.#tags[value] as Language)
      if (!covering && !reaches(member, this.#tags[value] as Language)) continue
      if (!found && !member.readParameters()) return false
      found = true
      this.#take(value, covering, member)
    }
    return found
  }

  isRange (member: MemberReader): boolean {
    return RANGE.test(member.value)
  }

  #takeWildcard (member: MemberReader): boolean {
    if (!member.readParameters()) return false
    take(this.#wildcard, member.quality, member.position, 1)
    return true
  }

  #take (value: number, covering: boolean, { quality, position, start, end }: MemberReader): void {
    // Quality 0 excludes what the range covers, not what lookup would reach.
    if (!covering && quality === 0) return
    const covered = this.#covering[value] as Finding
    const reached = this.#reaching[value] as Finding
    if (covered.length + reached.length === 0) this.#found[this.#finds++] = value
    if (covering) takeLonger(covered, quality, position, end - start)
    else take(reached, quality, position, end - start)
  }

  end (hasRange: boolean): void {
    this.#everyPreferred = !hasRange || this.#wildcard.length > 0
    if (!hasRange) return this.preferences.setEqual()
    const values = this.#everyPreferred ? this.#tags.length : this.#finds
    for (let index = 0; index < values; index++) this.#prefer(this.#everyPreferred ? index : this.#found[index] as number)
  }

  /** For a value that a range has found, or the wildcard. */
  #prefer (value: number): void {
    const covering = this.#covering[value] as Finding
    const reaching = this.#reaching[value] as Finding
    const found = speaking(covering, reaching, this.#wildcard)
    if (found.quality === 0) return this.preferences.refuse(value)
    const named = found !== this.#wildcard
    this.preferences.set(value, found.quality, named ? NAMED : WILDCARD, found.position)
    if (named) this.preferences.closeness[value] = degree(found.length, (this.#tags[value] as Language).length)
  }

  /** By likely subtags. */
  closest (values: readonly number[], members: readonly Member[]): number {
    const ranges = likelySubtagsOf(members
      .filter(({ value, quality }) => quality > 0 && value !== '*' && RANGE.test(value))
      .sort((a, b) => b.quality - a.quality).map(({ value }) => value))
    const likely = this.#likely ??= this.#tags.map(likelySubtags)
    const closeness = values.map((value) => likeness(ranges, likely[value]))
    return values[closeness.indexOf(Math.max(...closeness))] as number
  }
}

// In lower case.
const RANGE = /^(?:[a-z]{1,8}(?:-[a-z\d]{1,8})*|\*)$/

function isWildcard ({ text, start, end }: MemberReader): boolean {
  return end - start === 1 && text.charCodeAt(start) === ASTERISK
}

function take (finding: Finding, quality: number, position: number, length: number): void {
  if (finding.length === 0 || quality > finding.quality) finding.take(quality, position, length)
}

function takeLonger (finding: Finding, quality: number, position: number, length: number): void {
  if (length > finding.length || (length === finding.length && quality > finding.quality)) finding.take(quality, position, length)
}

function speaking (covering: Finding, reaching: Finding, wildcard: Finding): Finding {
  if (covering.length === 0) return reaching.length === 0 ? wildcard : reaching
  if (covering.quality === 0 || reaching.length === 0) return covering
  const lookup = reaching.quality > covering.quality || (reaching.quality === covering.quality && reaching.position < covering.position)
  return lookup ? reaching : covering
}

// Among tags that one range found: exactly, then by filtering, then by lookup with as little truncated as can be.
function degree (range: number, tag: number): number {
  if (range === tag) return 3
  return range < tag ? 2 : 1 + tag / range
}

/** A number for the first two letters of a range or a tag: most ranges share them with no tag. */
function lettersOf (text: string, start: number, end: number): number {
  // Without the bit that upper and lower case differ in.
  const first = text.charCodeAt(start) & 0x1f
  const second = end - start > 1 ? text.charCodeAt(start + 1) : HYPHEN
  return first * 32 + (second === HYPHEN ? 0 : second & 0x1f)
}

/** Whether the tag is the range, or continues it at a subtag's end: basic filtering (RFC 4647 §3.3.1). */
function covers (member: MemberReader, tag: Language): boolean {
  const { text, start, end } = member
  const length = end - start
  if (length >= tag.length) return member.is(tag)
  if (tag.charCodeAt(length) !== HYPHEN) return false
  for (let at = 0; at < length; at++) {
    if (lowerCase(text.charCodeAt(start + at)) !== tag.charCodeAt(at)) return false
  }
  return true
}

/** Whether the range continues the tag at a subtag's end: lookup (RFC 4647 §3.4). */
function reaches ({ text, start, end }: MemberReader, tag: Language): boolean {
  const tagEnd = start + tag.length
  return tagEnd < end && text.charCodeAt(tagEnd) === HYPHEN && standsAt(text, start, tag) &&
    !endsInSingleton(tag) && areSubtags(text, tagEnd + 1, end)
}

/** Lookup passes over such a tag: truncation takes a single-letter subtag away with the one after it (RFC 4647 §3.4). */
function endsInSingleton (tag: Language): boolean {
  return tag.charCodeAt(tag.length - 2) === HYPHEN
}

/** Whether what is between is `1*8alphanum *("-" 1*8alphanum)`. */
function areSubtags (text: string, start: number, end: number): boolean {
  let length = 0
  for (let at = start; at < end; at++) {
    const alphanumeric = isAlphanumeric(text.charCodeAt(at))
    if (alphanumeric ? ++length > 8 : text.charCodeAt(at) !== HYPHEN || length === 0) return false
    if (!alphanumeric) length = 0
  }
  return length > 0
}

/** A language tag (BCP 47): `en`, `zh-Hant-TW`. */
export type LanguageTag = 'en' | (string & {})

declare module '../../types/dimensions.js' {
  interface Dimensions {
    language: { key: 'languages', value: LanguageTag, always: never, narrowable: true }
  }
}

export const languages: Dimension<Language, 'language'> = {
  name: 'language',
  key: 'languages',
  field: 'accept-language',
  responseField: 'Content-Language',
  preposition: 'in',
  strict: false,
  expected: 'a language tag (BCP 47)',
  narrowable: true,
  available: parseLanguage,
  canonical: (tag) => tag,
  compile: (values) => new LanguageMatcher(values)
}
