/**
 * The dimension of media types: `Accept` against the media types that a route produces.
 *
 * In: media ranges and a media type. Out: the quality given by the range of highest precedence.
 * RFC 9110 §12.5.1: with `Accept: text/*;q=0.3, text/plain;q=0.7` text/plain has quality 0.7 and text/html 0.3.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import { NO_PREFERENCE, REFUSED, UNMATCHED, type Dimension, type Match } from './dimension.js'
import { isToken, parseMembers, type Member, type Parameter } from './fields.js'

/** A media type, without wildcard (RFC 9110 §8.3.1); in lower case, for comparison. */
export interface MediaType {
  readonly type: string
  readonly subtype: string
  readonly parameters: ReadonlyMap<string, string>
  /** Whether what is sent as it is UTF-8 text without saying so: `;charset=utf-8` on a range then matches. */
  readonly utf8: boolean
}

/** A media range: a media type that may have wildcards, with a weight (RFC 9110 §12.5.1). */
export interface MediaRange {
  readonly type: string
  readonly subtype: string
  readonly parameters: readonly Parameter[]
  readonly quality: number
  readonly position: number
}

/*
 * media-type = type "/" subtype parameters                          (RFC 9110 §8.3.1)
 *
 * Written out in Content-Type as it is declared, so nothing is forgiven here.
 */
const MEDIA_TYPE = /^[^\s"(),/:;<=>?@[\\\]{}]+\/[^\s"(),/:;<=>?@[\\\]{}]+(?:[ \t]*;[ \t]*[^\s"(),/:;<=>?@[\\\]{}]+=(?:[^\s"(),/:;<=>?@[\\\]{}]+|"(?:[^"\\]|\\.)*"))*$/
const VISIBLE = /^[\t\x20-\x7e]+$/

/**
 * Parses a media type; a wildcard is none, and `q` is no parameter of one (RFC 9110 §12.5.1).
 *
 * @returns `undefined` where `text` is not one media type
 * @example
 * parseMediaType('Text/HTML; Level="1"')?.parameters.get('level') // '1'
 * parseMediaType('text/*') // undefined
 */
export function parseMediaType (text: string): MediaType | undefined {
  if (!VISIBLE.test(text) || !MEDIA_TYPE.test(text)) return undefined
  const range = parseMembers(text).map(parseMediaRange)[0]
  if (range === undefined || range.type === '*' || range.subtype === '*' || /;[ \t]*q=/i.test(text)) return undefined
  const { type, subtype } = range
  const parameters = new Map(range.parameters)
  const utf8 = !parameters.has('charset') && isText(type, subtype)
  return { type, subtype, parameters, utf8 }
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

/*
 * media-range = ( "*" "/" "*" / type "/" "*" / type "/" subtype ) parameters
 */
function parseMediaRange ({ value, parameters, quality, position }: Member): MediaRange | undefined {
  const slash = value.indexOf('/')
  // choice: a bare `*` is read as the media range it means; Java's URLConnection sent it for twenty years.
  const type = value === '*' ? '*' : value.slice(0, slash)
  const subtype = value === '*' ? '*' : value.slice(slash + 1)
  if (!isToken(type) || !isToken(subtype) || (type === '*' && subtype !== '*')) return undefined
  return { type, subtype, parameters, quality, position }
}

/**
 * The match of the range of highest precedence; of two with the same, the one of higher quality.
 *
 * RFC 9110 §12.5.1: "Media ranges can be overridden by more specific media ranges or specific media types."
 */
function matchMediaType (ranges: readonly MediaRange[], value: MediaType): Match {
  if (ranges.length === 0) return NO_PREFERENCE
  let best: MediaRange | undefined
  let precedence = 0
  for (const range of ranges) {
    const own = precedenceOf(range, value)
    if (own > precedence || (own === precedence && best !== undefined && range.quality > best.quality)) {
      best = range
      precedence = own
    }
  }
  if (best === undefined) return UNMATCHED
  if (best.quality === 0) return REFUSED
  return { quality: best.quality, precedence, position: best.position, closeness: 0 }
}

// More than there can be parameters: a type named outweighs any number of them.
const NAMED = 2 ** 16

/**
 * 0 where the range does not match. Otherwise a range without wildcards is above one with a
 * subtype wildcard, that one above one that names no type, and among alike ones more matching parameters win.
 */
function precedenceOf (range: MediaRange, value: MediaType): number {
  if (range.type !== '*' && range.type !== value.type) return 0
  if (range.subtype !== '*' && range.subtype !== value.subtype) return 0
  for (const [name, content] of range.parameters) {
    if (!hasParameter(value, name, content)) return 0
  }
  return 1 + range.parameters.length + (range.type === '*' ? 0 : NAMED) + (range.subtype === '*' ? 0 : NAMED)
}

function hasParameter (value: MediaType, name: string, content: string): boolean {
  const own = value.parameters.get(name)
  return own === undefined ? name === 'charset' && content === 'utf-8' && value.utf8 : own === content
}

function canonical ({ type, subtype, parameters }: MediaType): string {
  const sorted = [...parameters].map(([name, value]) => `;${name}=${JSON.stringify(value)}`).sort()
  return `${type}/${subtype}${sorted.join('')}`
}

export const mediaTypes: Dimension<MediaRange, MediaType> = {
  name: 'mediaType',
  key: 'mediaTypes',
  field: 'accept',
  preposition: 'as',
  strict: true,
  available: parseMediaType,
  expected: 'a media type (type/subtype, with or without ;name=value)',
  canonical,
  range: parseMediaRange,
  match: matchMediaType
}
