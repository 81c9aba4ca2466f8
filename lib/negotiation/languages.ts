/**
 * The dimension of languages: `Accept-Language` against the language tags that a route has.
 *
 * In: language ranges and the language tags available. Out: for each the quality of the range that speaks for it.
 * RFC 9110 §12.5.4 leaves the scheme open; RFC 4647 has the schemes, CLDR what languages have to do with each other. A range
 *
 *     covers    en          en-GB          by filtering                                     (RFC 4647 §3.3)
 *     reaches   zh-Hant-TW  zh-Hant, zh    by lookup                                        (RFC 4647 §3.4)
 *     reaches   en-US       en-GB          of the same language, in the same script         (UTS #35, likely subtags)
 *
 * Of tags that one range speaks for, and of all where none is found, the closest is selected: `closest-language.ts`.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3
 */
import { closenessOf, ClosestLanguage } from './closest-language.js'
import { type Dimension, type Matcher, Preferences } from './dimension.js'
import { type AvailableLanguage, covers, reaches, readAvailable } from './language-ranges.js'
import { beginningsOf, type Language, parseLanguage } from './language-tags.js'
import { addLikelyScript, addTo, codesOf } from './likely-subtags.js'
import type { MemberReader } from './member-reader.js'
import { ANY, beginningAt, beginningOf, BEGINNINGS, NONE, numberOf, Subtags, UND, WITHDRAWN } from './subtags.js'

const ASTERISK = 0x2a
const WILDCARD = 1
const NAMED = 2

/** The range that finds a tag one way; none where it names no subtag. */
class Finding {
  quality = 0
  position = 0
  named = 0

  // A fraction that is handed over is an object to V8, and would be one for each range.
  take (member: MemberReader, named: number): void {
    this.quality = member.quality
    this.position = member.position
    this.named = named
  }
}

// What languages extend: the prefixes that the registry of subtags has for them (RFC 5646 §2.2.2). Those of `sw` and `uz` begin as they do.
const EXTENDED = ['ar', 'kok', 'lv', 'ms', 'sgn', 'zh'].map(numberOf)

/**
 * Finds for each tag the range that speaks for it.
 *
 * Of the ranges that cover the tag, the one that names most of it: with `en;q=0.5, en-GB` the tag en-GB has quality 1, with `en;q=0, *`
 * the tag en-US is refused, and with `de-AT, de;q=0.5` de has 0.5. Where none covers it, the one that the client likes best of those that
 * reach it: with `fr-CA, en;q=0.9` fr-FR has quality 1. `*` finds what no other does.
 *
 * Strict, to be of the same language is not enough: then a tag is reached by lookup alone.
 */
class LanguageMatcher implements Matcher {
  readonly preferences: Preferences
  readonly #languages: readonly AvailableLanguage[]
  readonly #strict: boolean
  /** 1 for what ranges begin with that may find any: most are of no language that is available, and are not read any further. */
  readonly #beginnings = new Uint8Array(BEGINNINGS)
  /** The tags, by index, that a range may cover or reach, by its first subtag. */
  readonly #kin = new Map<number, number[]>()
  readonly #covering: readonly Finding[]
  readonly #reaching: readonly Finding[]
  readonly #wildcard = new Finding()
  /** The tags that a range has found; `preferences` are those of no range for all others, unless `#everyPreferred`. */
  readonly #found: number[] = []
  #finds = 0
  #everyPreferred = true
  readonly #range = new Subtags()
  #closest: ClosestLanguage | undefined

  constructor (tags: readonly Language[], strict: boolean) {
    this.preferences = new Preferences(tags)
    this.#languages = tags.map(readAvailable)
    this.#strict = strict
    this.#covering = tags.map(() => new Finding())
    this.#reaching = tags.map(() => new Finding())
    const all = [...tags.keys()]
    // `*-CH` may cover any, and of `und-CH` the region says whose language it is.
    for (const code of [ANY, UND]) this.#kin.set(code, [...all])
    for (const value of all) this.#addKin(value)
    // What is no code begins nowhere: there is no place before the first.
    for (const code of [...this.#kin.keys(), ...WITHDRAWN, ...EXTENDED]) this.#beginnings[beginningOf(code)] = 1
    for (const tag of [...tags, ...tags.map((tag) => tag.charAt(0)), '*-']) this.#beginnings[beginningAt(tag, 0)] = 1
  }

  /** Under each code of its language. */
  #addKin (value: number): void {
    const { code, language } = this.#languages[value] as AvailableLanguage
    for (const other of new Set([code, ...codesOf(language)])) addTo(this.#kin, other, value)
  }

  begin (): void {
    for (let index = 0; index < this.#finds; index++) {
      const value = this.#found[index] as number;
      (this.#covering[value] as Finding).named = 0;
      (this.#reaching[value] as Finding).named = 0
      this.preferences.forget(value)
    }
    if (this.#everyPreferred) this.preferences.reset()
    this.#everyPreferred = false
    this.#finds = 0
    this.#wildcard.named = 0
  }

  add (member: MemberReader): boolean {
    if (isWildcard(member)) return this.#takeWildcard(member)
    const { text, start, end } = member
    if (this.#beginnings[beginningAt(text, start)] === 0) return false
    const range = this.#range
    if (!range.read(text, start, end) || !member.readParameters()) return false
    if (range.named === 0) take(this.#wildcard, member, 1)
    else this.#takeRange(range, member)
    return true
  }

  isRange ({ text, start, end }: MemberReader): boolean {
    return this.#range.read(text, start, end)
  }

  #takeWildcard (member: MemberReader): boolean {
    if (!member.readParameters()) return false
    take(this.#wildcard, member, 1)
    return true
  }

  /** Of `zh-yue` the kin of both. */
  #takeRange (range: Subtags, member: MemberReader): void {
    const kin = this.#kin.get(range.code)
    const extended = range.language === range.code ? undefined : this.#kin.get(range.language)
    addLikelyScript(range)
    if (kin !== undefined) this.#takeKin(kin, range, member)
    if (extended !== undefined) this.#takeKin(extended, range, member)
  }

  #takeKin (values: readonly number[], range: Subtags, member: MemberReader): void {
    for (let index = 0; index < values.length; index++) {
      const value = values[index] as number
      const language = this.#languages[value] as AvailableLanguage
      const isOfCode = range.code === language.code || range.code === ANY
      const covering = isOfCode && covers(range, language)
      if (covering || this.#reaches(language, isOfCode, member)) this.#take(value, covering, member)
    }
  }

  #reaches (language: AvailableLanguage, isOfCode: boolean, member: MemberReader): boolean {
    // Quality 0 excludes what the range covers, not what it reaches.
    if (member.quality === 0) return false
    return (!this.#strict && isSameLanguage(this.#range, language)) || (isOfCode && reaches(this.#range, language))
  }

  #take (value: number, covering: boolean, member: MemberReader): void {
    const covered = this.#covering[value] as Finding
    const reached = this.#reaching[value] as Finding
    if (covered.named + reached.named === 0) this.#found[this.#finds++] = value
    if (covering) takeLonger(covered, member, this.#range.named)
    else take(reached, member, 1)
  }

  end (hasRange: boolean): void {
    // Nothing of a request is kept beyond it.
    this.#range.text = ''
    this.#everyPreferred = !hasRange || this.#wildcard.named > 0
    if (!hasRange) return this.preferences.setEqual()
    const values = this.#everyPreferred ? this.#languages.length : this.#finds
    for (let index = 0; index < values; index++) this.#prefer(this.#everyPreferred ? index : this.#found[index] as number)
  }

  /** For a value that a range has found, or the wildcard. */
  #prefer (value: number): void {
    const covering = this.#covering[value] as Finding
    const reaching = this.#reaching[value] as Finding
    const found = covering.named > 0 ? covering : reaching.named > 0 ? reaching : this.#wildcard
    if (found.quality === 0) this.preferences.refuse(value)
    else this.preferences.set(value, found.quality, found === this.#wildcard ? WILDCARD : NAMED, found.position)
  }

  closest (values: number[], count: number, reader: MemberReader): number {
    this.#closest ??= new ClosestLanguage(this.#languages)
    return this.#closest.find(values, count, reader)
  }
}

/** Whether both are of the same language, in the same script. */
function isSameLanguage (range: Subtags, { language, script }: AvailableLanguage): boolean {
  return language === range.language && script === range.script && language > NONE
}

function isWildcard ({ text, start, end }: MemberReader): boolean {
  return end - start === 1 && text.charCodeAt(start) === ASTERISK
}

function take (finding: Finding, member: MemberReader, named: number): void {
  if (finding.named === 0 || member.quality > finding.quality) finding.take(member, named)
}

function takeLonger (finding: Finding, member: MemberReader, named: number): void {
  if (named > finding.named || (named === finding.named && member.quality > finding.quality)) finding.take(member, named)
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
  nothing: '*;q=0',
  ranges: beginningsOf,
  canonical: (tag) => tag,
  closeness: closenessOf,
  compile: (values, strict) => new LanguageMatcher(values, strict === true)
}
