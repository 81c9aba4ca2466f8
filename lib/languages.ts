/**
 * The dimension of languages: `Accept-Language` against the language tags that a route has.
 *
 * In: language ranges and a language tag. Out: the quality of the range that finds the tag, and how.
 * RFC 9110 §12.5.4 leaves the scheme open; RFC 4647 has the schemes. A range finds a tag
 *
 *     exactly                 en-GB       finds  en-GB
 *     by basic filtering      en          finds  en-GB               (RFC 4647 §3.3.1)
 *     by lookup               zh-Hant-TW  finds  zh-Hant, then zh    (RFC 4647 §3.4)
 *
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3
 */
import { NO_PREFERENCE, REFUSED, UNMATCHED, type Dimension, type Match } from './dimension.js'
import type { Member } from './fields.js'

/** A language range (RFC 4647 §2.1), in lower case; `*` finds what no other range does. */
export interface LanguageRange {
  readonly range: string
  readonly quality: number
  readonly position: number
}

/** A language tag, in lower case. */
export type Language = string

/*
 * language-range = (1*8ALPHA *("-" 1*8alphanum)) / "*"             (RFC 4647 §2.1)
 */
const LANGUAGE_RANGE = /^(?:[a-z]{1,8}(?:-[a-z\d]{1,8})*|\*)$/

/*
 * langtag    = language ["-" script] ["-" region] *("-" variant) *("-" extension) ["-" privateuse]      (RFC 5646 §2.1)
 * language   = 2*3ALPHA ["-" extlang] / 4ALPHA / 5*8ALPHA
 * extlang    = 3ALPHA *2("-" 3ALPHA)
 * script     = 4ALPHA
 * region     = 2ALPHA / 3DIGIT
 * variant    = 5*8alphanum / (DIGIT 3alphanum)
 * extension  = singleton 1*("-" (2*8alphanum))
 * privateuse = "x" 1*("-" (1*8alphanum))
 *
 * choice: grandfathered tags (`i-klingon`) are not accepted; each has a replacement in the registry.
 */
const LANGTAG = new RegExp('^(?:' +
  '(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})' +
  '(?:-[a-z]{4})?' +
  '(?:-(?:[a-z]{2}|\\d{3}))?' +
  '(?:-(?:[a-z\\d]{5,8}|\\d[a-z\\d]{3}))*' +
  '(?:-[\\da-wyz](?:-[a-z\\d]{2,8})+)*' +
  '(?:-x(?:-[a-z\\d]{1,8})+)?' +
  '|x(?:-[a-z\\d]{1,8})+)$')

function parseLanguage (text: string): Language | undefined {
  const tag = text.toLowerCase()
  return LANGTAG.test(tag) ? tag : undefined
}

function parseLanguageRange ({ value, quality, position }: Member): LanguageRange | undefined {
  return LANGUAGE_RANGE.test(value) ? { range: value, quality, position } : undefined
}

/**
 * The match of the range that speaks for the tag.
 *
 * Of the ranges that cover the tag, exactly or by filtering, the longest: with `en;q=0.5, en-GB` the tag en-GB has quality 1, and
 * with `en;q=0, *` the tag en-US is refused. A range that reaches the tag by lookup speaks instead where the client likes it
 * better: `de-AT, fr;q=0.8, de;q=0.5` gets de, since lookup considers each range in turn (RFC 4647 §3.4).
 */
function matchLanguage (ranges: readonly LanguageRange[], tag: Language): Match {
  if (ranges.length === 0) return NO_PREFERENCE
  const range = rangeFor(ranges, tag)
  if (range === undefined) return UNMATCHED
  if (range.quality === 0) return REFUSED
  const named = range.range !== '*'
  return { quality: range.quality, precedence: named ? 2 : 1, position: range.position, closeness: named ? degree(range.range, tag) : 0 }
}

function rangeFor (ranges: readonly LanguageRange[], tag: Language): LanguageRange | undefined {
  let covering: LanguageRange | undefined
  let reaching: LanguageRange | undefined
  let wildcard: LanguageRange | undefined
  for (const range of ranges) {
    if (range.range === '*') wildcard = preferred(wildcard, range)
    else if (covers(range.range, tag)) covering = longer(covering, range)
    else if (range.quality > 0 && covers(tag, range.range)) reaching = preferred(reaching, range)
  }
  if (covering === undefined) return reaching ?? wildcard
  return covering.quality === 0 || reaching === undefined ? covering : preferred(covering, reaching)
}

/**
 * Whether the tag is the range or continues it at a subtag's end: basic filtering (RFC 4647 §3.3.1).
 *
 * The other way round it is lookup. Truncation takes a single-letter subtag away with the one after it; a tag never ends in one,
 * so no prefix that is a tag is passed over.
 */
function covers (range: string, tag: string): boolean {
  return tag.startsWith(range) && (tag.length === range.length || tag.charAt(range.length) === '-')
}

function longer (a: LanguageRange | undefined, b: LanguageRange): LanguageRange {
  if (a === undefined || a.range.length < b.range.length) return b
  return a.range.length === b.range.length ? preferred(a, b) : a
}

function preferred (a: LanguageRange | undefined, b: LanguageRange): LanguageRange {
  if (a === undefined || a.quality < b.quality) return b
  return a.quality === b.quality && a.position > b.position ? b : a
}

// Among tags that one range found: exactly, then by filtering, then by lookup with as little truncated as can be.
function degree (range: string, tag: Language): number {
  if (range.length === tag.length) return 3
  return range.length < tag.length ? 2 : 1 + tag.length / range.length
}

/** A tag's likely language, script and region (UTS #35), as `Intl` has them. */
type LikelySubtags = readonly [language: string, script: string | undefined, region: string | undefined]

const MAX_TAG_LENGTH = 64
const MAX_RANGES = 16
const MAX_KEPT = 1000
const kept = new Map<string, LikelySubtags | undefined>()

function likelySubtags (tag: string): LikelySubtags | undefined {
  if (kept.has(tag)) return kept.get(tag)
  if (kept.size === MAX_KEPT) kept.clear()
  const subtags = maximize(tag)
  kept.set(tag.slice(0, MAX_TAG_LENGTH), subtags)
  return subtags
}

function maximize (tag: string): LikelySubtags | undefined {
  if (tag.length > MAX_TAG_LENGTH) return undefined
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize()
    return [language, script, region]
  } catch {
    // A language range may be longer, or of another form, than any tag that Intl knows.
    return undefined
  }
}

/**
 * How close the tag is to what the client asked for, range by range in the order of preference: language, then script, then region.
 *
 * `zh-TW, zh;q=0.8` is closer to zh-Hant than to zh-Hans, and en-GB closer to en-US than to de.
 */
function likeness (ranges: readonly LanguageRange[], tag: Language): number {
  const own = likelySubtags(tag)
  return ranges
    .filter(({ range, quality }) => quality > 0 && range !== '*')
    .sort((a, b) => b.quality - a.quality || a.position - b.position)
    .slice(0, MAX_RANGES)
    .reduce((sum, { range }, index) => sum + commonSubtags(own, likelySubtags(range)) / 4 ** index, 0)
}

// 0 to 3: a digit to the base 4.
function commonSubtags (a: LikelySubtags | undefined, b: LikelySubtags | undefined): number {
  if (a === undefined || b === undefined) return 0
  const different = a.findIndex((subtag, index) => subtag !== b[index])
  return different === -1 ? 3 : different
}

export const languages: Dimension<LanguageRange, Language> = {
  name: 'language',
  key: 'languages',
  field: 'accept-language',
  preposition: 'in',
  strict: false,
  available: parseLanguage,
  expected: 'a language tag (BCP 47)',
  canonical: (tag) => tag,
  range: parseLanguageRange,
  match: matchLanguage,
  closeness: likeness
}
