/**
 * Language ranges and the tags that they find: RFC 4647, a scheme a function. And what besides a range has in common with a tag.
 *
 *     covers     en          en-GB          basic filtering (§3.3.1), of which to equal is the shortest
 *     covers     de-*-DE     de-Latn-DE     extended filtering (§3.3.2), where the range has a wildcard
 *     reaches    zh-Hant-TW  zh-Hant, zh    lookup (§3.4)
 *
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3
 */
import type { LanguageParts } from './language-distance.js'
import type { Language } from './language-tags.js'
import { addLikely } from './likely-subtags.js'
import { ANY, isHyphenAt, isSameAt, OTHER, Subtags, subtagsStandAt } from './subtags.js'

const HYPHEN = 0x2d

/** A tag that is available. */
export interface AvailableLanguage extends LanguageParts {
  readonly tag: Language
  /** The first subtag as a number, and what follows it; where it is no code of a language, all of it. */
  readonly code: number
  readonly tail: string
  readonly subtags: readonly string[]
}

/**
 * Reads an available tag.
 *
 * @param tag in lower case
 * @example
 * readAvailable('zh-tw').tail // '-tw'
 * readAvailable('zh-tw').script === readAvailable('zh-hant').script // true
 */
export function readAvailable (tag: Language): AvailableLanguage {
  const subtags = new Subtags()
  subtags.read(tag, 0, tag.length)
  addLikely(subtags)
  const { code, tail, language, script, region } = subtags
  return { tag, code, tail: tag.slice(tail), subtags: tag.split('-'), language, script, region }
}

/** Whether the tag is the range. Of both the first subtag is the same code. */
export function equals (range: Subtags, { code, tail }: AvailableLanguage): boolean {
  return range.code === code && range.end - range.tail === tail.length && subtagsStandAt(range.text, range.tail, tail)
}

/** Whether the range equals the tag or the beginning of it. Of both the first subtag is the same code, or none. */
export function covers (range: Subtags, language: AvailableLanguage): boolean {
  if (range.hasWildcard) return coversExtended(range, language)
  const { text, tail: start, end } = range
  const { tail } = language
  const length = end - start
  if (length > tail.length || (length < tail.length && tail.charCodeAt(length) !== HYPHEN)) return false
  for (let at = 0; at < length; at++) if (!isSameAt(text, start + at, tail, at)) return false
  return true
}

/** Past subtags that the range does not name, where they are no singletons (RFC 4647 §3.3.2). */
function coversExtended (range: Subtags, { subtags: tag }: AvailableLanguage): boolean {
  const [first, ...subtags] = subtagsOf(range)
  if (range.code === OTHER && first !== tag[0]) return false
  let at = 1
  for (const subtag of subtags) {
    if (subtag === '*') continue
    while (at < tag.length && tag[at] !== subtag) if ((tag[at++] as string).length === 1) return false
    if (at++ === tag.length) return false
  }
  return true
}

/** Whether the range comes to the tag when it is truncated. Of both the first subtag is the same code, or none. */
export function reaches (range: Subtags, language: AvailableLanguage): boolean {
  const { tag, tail } = language
  if (endsInSingleton(tag)) return false
  if (range.hasWildcard) return reachesExtended(range, language)
  const end = range.tail + tail.length
  return end < range.end && isHyphenAt(range.text, end) && subtagsStandAt(range.text, range.tail, tail)
}

/** Without its wildcards it is a range like others (RFC 4647 §3.2), but for one that begins so. */
function reachesExtended (range: Subtags, { subtags: tag }: AvailableLanguage): boolean {
  const named = subtagsOf(range).filter((subtag) => subtag !== '*')
  const from = range.code === OTHER ? 0 : 1
  return range.code !== ANY && tag.length < named.length && tag.slice(from).every((subtag, index) => subtag === named[index + from])
}

/** Lookup passes over such a tag: truncation takes a single-letter subtag away with the one after it (RFC 4647 §3.4). */
function endsInSingleton (tag: Language): boolean {
  return tag.charCodeAt(tag.length - 2) === HYPHEN
}

function subtagsOf ({ text, start, end }: Subtags): string[] {
  return text.slice(start, end).toLowerCase().split(/[-_]/)
}

/** How many of the range's subtags the tag has, as they are written: `he` has more in common with he-IL than iw has. */
export function commonSubtags ({ text, start, end }: Subtags, { subtags }: AvailableLanguage): number {
  let common = 0
  for (let at = start; at < end;) {
    const subtagEnd = endOfSubtag(text, at, end)
    // The first is of another kind than those that follow: `nl-NL`.
    const from = at === start ? 0 : 1
    for (let index = from; index < (from === 0 ? 1 : subtags.length); index++) {
      const subtag = subtags[index] as string
      if (subtag.length === subtagEnd - at && subtagsStandAt(text, at, subtag)) common++
    }
    at = subtagEnd + 1
  }
  return common
}

function endOfSubtag (text: string, start: number, end: number): number {
  let at = start
  while (at < end && !isHyphenAt(text, at)) at++
  return at
}
