/**
 * The dimension of media types: `Accept` against the media types that a route produces.
 *
 * In: media ranges and the media types available. Out: for each the quality given by the range of highest precedence.
 * RFC 9110 §12.5.1: with `Accept: text/*;q=0.3, text/plain;q=0.7` text/plain has quality 0.7 and text/html 0.3.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import { type Dimension, type Matcher, Preferences } from './dimension.js'
import { parseMembers } from './fields.js'
import { isToken, isTokenBetween } from './grammar.js'
import { DEFAULT_LIMITS, MemberReader } from './member-reader.js'
import { NameTable } from './name-table.js'

/** A media type, without wildcard (RFC 9110 §8.3.1); in lower case, for comparison. */
export interface MediaType {
  readonly type: string
  readonly subtype: string
  readonly parameters: ReadonlyMap<string, string>
  /** What it is sent in, where it is text whose parameters do not say so: `;charset=utf-8` on a range matches that too. */
  readonly charsets: readonly string[]
}

/*
 * media-type = type "/" subtype parameters                          (RFC 9110 §8.3.1)
 *
 * Written out in Content-Type as it is declared, so nothing is forgiven here.
 */
const MEDIA_TYPE = /^[^\s"(),/:;<=>?@[\\\]{}]+\/[^\s"(),/:;<=>?@[\\\]{}]+(?:[ \t]*;[ \t]*[^\s"(),/:;<=>?@[\\\]{}]+=(?:[^\s"(),/:;<=>?@[\\\]{}]+|"(?:[^"\\]|\\.)*"))*$/
const VISIBLE = /^[\t\x20-\x7e]+$/
const QUOTED = /"(?:[^"\\]|\\.)*"/g
const WEIGHT = /;[ \t]*q=/i

/**
 * Parses a media type that is declared, by a route or for a serializer: once, since thousands of routes declare the same few.
 *
 * The cache is shared by the whole process, which is safe: it is bounded, what is parsed depends on the text alone, and nobody changes it.
 *
 * @returns `undefined` where `text` is not one media type
 * @example
 * parseMediaType('Text/HTML; Level="1"')?.parameters.get('level') // '1'
 * parseMediaType('text/*') // undefined
 */
export function parseMediaType (text: string): MediaType | undefined {
  const known = parsed.get(text)
  if (known !== undefined) return known
  const mediaType = parseAnyMediaType(text)
  if (mediaType !== undefined && parsed.size < MAX_PARSED) parsed.set(text, mediaType)
  return mediaType
}

const parsed = new Map<string, MediaType>()
const MAX_PARSED = 1000

/** Parses a media type of whatever origin, and keeps nothing. A wildcard is none, and `q` is no parameter of one (RFC 9110 §12.5.1). */
export function parseAnyMediaType (text: string): MediaType | undefined {
  return isWellFormed(text) ? parseWellFormed(text) : undefined
}

function parseWellFormed (text: string): MediaType | undefined {
  const [member] = parseMembers(text)
  if (member === undefined) return undefined
  const [type, subtype] = member.value.split('/') as [string, string]
  if (type === '*' || subtype === '*') return undefined
  const parameters = new Map(member.parameters)
  return { type, subtype, parameters, charsets: isText(type, subtype) && !parameters.has('charset') ? ['utf-8'] : [] }
}

function isWellFormed (text: string): boolean {
  return text.length <= DEFAULT_LIMITS.maxFieldLength && VISIBLE.test(text) && MEDIA_TYPE.test(text) && !WEIGHT.test(text.replace(QUOTED, '""'))
}

// Types whose content is text without being text/*, by subtype or structured suffix (RFC 6839).
const TEXT = /(?:^|\+)(?:json|xml|yaml|x-ndjson|jsonl|json-seq|javascript|sql|toml)$/

function isText (type: string, subtype: string): boolean {
  return type === 'text' || TEXT.test(subtype)
}

/** Whether content of this type is JSON: `application/json` and every `+json` (RFC 6839 §3.1). */
export function isJson ({ type, subtype }: MediaType): boolean {
  return subtype.endsWith('+json') || (type === 'application' && subtype === 'json')
}

const SLASH = 0x2f
const ASTERISK = 0x2a

// A range that names more counts for more than any number of parameters.
const ANY = 1
const TYPE = ANY + 2 ** 15
const SUFFIX = TYPE + 2 ** 15
const TYPE_AND_SUBTYPE = SUFFIX + 2 ** 15

/**
 * Finds for each media type the range of highest precedence; of two with the same, the one of higher quality.
 *
 * RFC 9110 §12.5.1: "Media ranges can be overridden by more specific media ranges or specific media types."
 *
 *     media-range = ( "*" "/" "*" / type "/" "*" / type "/" subtype ) parameters
 *
 * choice: `application/*+json` is every `application/` of that suffix (RFC 6838 §4.2.8), as Spring's clients mean it. It names more than
 * `application/*`. `application/json` has no suffix.
 */
class MediaTypeMatcher implements Matcher {
  readonly preferences: Preferences
  readonly #mediaTypes: readonly MediaType[]
  readonly #ranges: NameTable<MediaRange>

  constructor (mediaTypes: readonly MediaType[]) {
    this.preferences = new Preferences(mediaTypes)
    this.#mediaTypes = mediaTypes
    this.#ranges = new NameTable(rangesOf(mediaTypes))
  }

  begin (): void {
    this.preferences.reset()
  }

  add (member: MemberReader): boolean {
    const range = this.#ranges.find(member)
    if (range === undefined || !member.readParameters()) return false
    const { precedence, values } = range
    for (let index = 0; index < values.length; index++) this.#take(values[index] as number, precedence, member)
    return true
  }

  isRange (member: MemberReader): boolean {
    return isMediaRange(member)
  }

  end (hasRange: boolean): void {
    const { preferences } = this
    if (!hasRange) return preferences.setEqual()
    for (let value = 0; value < this.#mediaTypes.length; value++) {
      if (preferences.quality[value] === 0 && preferences.precedence[value] !== 0) preferences.refuse(value)
    }
  }

  #take (value: number, named: number, member: MemberReader): void {
    const { quality, precedence } = this.preferences
    if (!hasParameters(this.#mediaTypes[value] as MediaType, member)) return
    const own = named + member.parameterCount
    const best = precedence[value] as number
    if (own < best || (own === best && member.quality <= (quality[value] as number))) return
    this.preferences.set(value, member.quality, own, member.position)
  }
}

/** The media types, by index, that fall under a media range, its parameters aside. */
interface MediaRange {
  readonly precedence: number
  readonly values: number[]
}

/** Every media range that some of the media types fall under. */
function rangesOf (mediaTypes: readonly MediaType[]): Map<string, MediaRange> {
  const all = { precedence: ANY, values: [...mediaTypes.keys()] }
  // choice: a bare `*` is read as the media range it means; Java's URLConnection sent it for twenty years.
  const ranges = new Map<string, MediaRange>([['*/*', all], ['*', all]])
  mediaTypes.forEach(({ type, subtype }, value) => {
    const suffixes = [...subtype.matchAll(/\+/g)].map(({ index }) => [`${type}/*${subtype.slice(index)}`, SUFFIX] as const)
    for (const [range, precedence] of [[`${type}/*`, TYPE], ...suffixes, [`${type}/${subtype}`, TYPE_AND_SUBTYPE]] as const) {
      const known = ranges.get(range)
      if (known === undefined) ranges.set(range, { precedence, values: [value] })
      else known.values.push(value)
    }
  })
  return ranges
}

/** How precisely a media range names a media type; 0 where it does not. For boot: `Accept` is matched with all of them at once. */
export function precedenceOf (range: string, mediaType: MediaType): number {
  const reader = new MemberReader(DEFAULT_LIMITS)
  const matcher = new MediaTypeMatcher([mediaType])
  reader.open(range)
  matcher.begin()
  if (reader.next()) matcher.add(reader)
  return matcher.preferences.precedence[0] as number
}

/** Whether a member that nothing available falls under is a media range at all. */
function isMediaRange ({ text, start, end }: MemberReader): boolean {
  let slash = start
  while (slash < end && text.charCodeAt(slash) !== SLASH) slash++
  const wildcard = slash === start + 1 && text.charCodeAt(start) === ASTERISK
  return !wildcard && isTokenBetween(text, start, slash) && isTokenBetween(text, slash + 1, end)
}

function hasParameters (mediaType: MediaType, member: MemberReader): boolean {
  for (let index = 0; index < member.parameterCount; index++) {
    if (!hasParameter(mediaType, member, index)) return false
  }
  return true
}

function hasParameter ({ parameters, charsets }: MediaType, member: MemberReader, index: number): boolean {
  for (const [name, value] of parameters) if (member.parameterIs(index, name, value)) return true
  for (const charset of charsets) if (member.parameterIs(index, 'charset', charset)) return true
  return false
}

function ranges ({ type, subtype, parameters }: MediaType): string[] {
  const written = [...parameters].map(([name, value]) => `;${name}=${isToken(value) ? value : JSON.stringify(value)}`)
  return [`${type}/*`, `${type}/${subtype}`, `${type}/${subtype}${written.join('')}`]
}

function canonical ({ type, subtype, parameters }: MediaType): string {
  const sorted = [...parameters].map(([name, value]) => `;${name}=${JSON.stringify(value)}`).sort()
  return `${type}/${subtype}${sorted.join('')}`
}

/** A media type with its parameters, as RFC 9110 §8.3.1 writes it: `text/csv`, `text/html;level=1`. */
export type MediaTypeString = `${string}/${string}`

declare module '../../types/dimensions.js' {
  interface Dimensions {
    mediaType: { key: 'mediaTypes', value: MediaTypeString, always: never, narrowable: false }
  }
}

export const mediaTypes: Dimension<MediaType, 'mediaType'> = {
  name: 'mediaType',
  key: 'mediaTypes',
  field: 'accept',
  preposition: 'as',
  strict: true,
  expected: 'a media type (type/subtype, with or without ;name=value)',
  available: parseMediaType,
  nothing: '*/*;q=0',
  ranges,
  canonical,
  compile: (values) => new MediaTypeMatcher(values)
}
