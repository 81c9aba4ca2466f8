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
import { Preferences, type Dimension, type Matcher } from './dimension.js'
import type { MemberReader } from './member-reader.js'
import { lowerCase, standsAt } from './grammar.js'
import { parseLanguage, type Language } from './language-tags.js'
import { likeness } from './likely-subtags.js'

const HYPHEN = 0x2d
const ZERO = 0x30
const BEFORE_A = 0x60
const NONE: readonly number[] = []
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
  /** The tags, by index, that begin with the same primary subtag. */
  readonly #byPrimary = new Map<number, number[]>()
  readonly #covering: readonly Finding[]
  readonly #reaching: readonly Finding[]
  readonly #wildcard = new Finding()
  // Where each range stands in the field value, for `closeness`.
  #text = ''
  #ranges = 0
  #preferred: readonly string[] | undefined
  readonly #starts: number[] = []
  readonly #ends: number[] = []
  readonly #qualities: number[] = []

  constructor (tags: readonly Language[]) {
    this.preferences = new Preferences(tags)
    this.#tags = tags
    this.#covering = tags.map(() => new Finding())
    this.#reaching = tags.map(() => new Finding())
    tags.forEach((tag, value) => {
      const primary = primaryOf(tag, 0, tag.length)
      this.#byPrimary.set(primary, [...this.#byPrimary.get(primary) ?? [], value])
    })
  }

  begin (): void {
    this.#ranges = 0
    this.#preferred = undefined
    this.#wildcard.length = 0
    for (let value = 0; value < this.#tags.length; value++) {
      (this.#covering[value] as Finding).length = 0;
      (this.#reaching[value] as Finding).length = 0
    }
  }

  add (member: MemberReader, position: number): boolean {
    if (member.is('*')) {
      take(this.#wildcard, member.quality, position, 1)
      return true
    }
    const primary = primaryOf(member.text, member.start, member.end)
    if (primary === 0) return false
    this.keep(member)
    const values = this.#byPrimary.get(primary) ?? NONE
    for (let index = 0; index < values.length; index++) this.compare(values[index] as number, member, position)
    return true
  }

  private keep ({ text, start, end, quality }: MemberReader): void {
    this.#text = text
    this.#starts[this.#ranges] = start
    this.#ends[this.#ranges] = end
    this.#qualities[this.#ranges++] = quality
  }

  private compare (value: number, member: MemberReader, position: number): void {
    const { text, start, end, quality } = member
    const tag = this.#tags[value] as Language
    const length = end - start
    if (length <= tag.length) {
      if (covers(member, tag)) takeLonger(this.#covering[value] as Finding, quality, position, length)
    } else if (quality > 0 && text.charCodeAt(start + tag.length) === HYPHEN && standsAt(text, start, tag) && !endsInSingleton(tag)) {
      take(this.#reaching[value] as Finding, quality, position, length)
    }
  }

  end (ranges: number): void {
    if (ranges === 0) return this.preferences.setEqual()
    for (let value = 0; value < this.#tags.length; value++) this.prefer(value)
  }

  private prefer (value: number): void {
    const covering = this.#covering[value] as Finding
    const reaching = this.#reaching[value] as Finding
    const found = speaking(covering, reaching, this.#wildcard)
    if (found.length === 0) return this.preferences.set(value, 0, 0, Infinity)
    if (found.quality === 0) return this.preferences.refuse(value)
    const named = found !== this.#wildcard
    this.preferences.set(value, found.quality, named ? NAMED : WILDCARD, found.position)
    if (named) this.preferences.closeness[value] = degree(found.length, (this.#tags[value] as Language).length)
  }

  /** Between tags that are equal otherwise, the closest to what the client named, by likely subtags. */
  closeness (value: number): number {
    this.#preferred ??= this.readPreferred()
    return likeness(this.#preferred, this.#tags[value] as Language)
  }

  private readPreferred (): readonly string[] {
    return this.#starts.slice(0, this.#ranges)
      .map((start, index) => [this.#text.slice(start, this.#ends[index]).toLowerCase(), this.#qualities[index] as number] as const)
      .filter(([, quality]) => quality > 0).sort(([, a], [, b]) => b - a).map(([range]) => range)
  }
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

/** The primary subtag's letters of a language range as a number, five bits each; 0 for what is no range. */
function primaryOf (text: string, start: number, end: number): number {
  let primary = 0
  for (let at = start; at < end; at++) {
    const code = lowerCase(text.charCodeAt(at))
    if (code === HYPHEN) return at > start && areSubtags(text, at + 1, end) ? primary : 0
    const letter = code - BEFORE_A
    if (letter < 1 || letter > 26 || at - start >= 8) return 0
    primary = primary * 32 + letter
  }
  return primary
}

/** Whether what is between is `1*8alphanum *("-" 1*8alphanum)`. */
function areSubtags (text: string, start: number, end: number): boolean {
  let length = 0
  for (let at = start; at < end; at++) {
    const code = lowerCase(text.charCodeAt(at))
    const alphanumeric = (code > BEFORE_A && code <= BEFORE_A + 26) || (code >= ZERO && code < ZERO + 10)
    if (alphanumeric ? ++length > 8 : code !== HYPHEN || length === 0) return false
    if (!alphanumeric) length = 0
  }
  return length > 0
}

/** Lookup passes over such a tag: truncation takes a single-letter subtag away with the one after it (RFC 4647 §3.4). */
function endsInSingleton (tag: Language): boolean {
  return tag.charCodeAt(tag.length - 2) === HYPHEN
}

/** Whether the tag is the range, or continues it at a subtag's end: basic filtering (RFC 4647 §3.3.1). */
function covers ({ text, start, end }: MemberReader, tag: Language): boolean {
  for (let at = start; at < end; at++) {
    if (lowerCase(text.charCodeAt(at)) !== tag.charCodeAt(at - start)) return false
  }
  return end - start === tag.length || tag.charCodeAt(end - start) === HYPHEN
}

export const languages: Dimension<Language> = {
  name: 'language',
  key: 'languages',
  field: 'accept-language',
  preposition: 'in',
  strict: false,
  expected: 'a language tag (BCP 47)',
  available: parseLanguage,
  canonical: (tag) => tag,
  compile: (values) => new LanguageMatcher(values)
}
