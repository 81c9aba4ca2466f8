/**
 * Proactive negotiation once more, as it is written down and without regard to speed: RFC 9110 §12 for fields, weights and precedence,
 * `conformance/README.md` for what the standards leave open. Languages by `test/negotiation/language-rule.ts`.
 *
 * Nothing here comes from `lib`. A range that names a charset is left out: the vectors have it.
 */
import { selectLanguage } from '../negotiation/language-rule.js'

export interface Available {
  readonly mediaTypes: readonly (string | { readonly mediaType: string, readonly quality?: number, readonly languages?: readonly string[] })[]
  readonly languages?: readonly string[]
  readonly charsets?: readonly string[]
  readonly encodings?: readonly string[]
  readonly strict?: boolean | Readonly<Partial<Record<Name, boolean>>>
  readonly preference?: 'client' | 'server'
}

export type Fields = Readonly<Record<string, string | undefined>>
type Name = 'mediaType' | 'language' | 'charset' | 'encoding'
export type Selected = Readonly<Partial<Record<Name, string>>>

const STRICT: Readonly<Record<Name, boolean>> = { mediaType: true, language: false, charset: false, encoding: true }

interface Member {
  readonly value: string
  readonly parameters: readonly string[]
  readonly quality: number
  readonly position: number
}

/** How much the client likes something: the first number that differs decides, the higher is better. */
type Liking = readonly [quality: number, precedence: number, earliness: number]

/** @returns `null` for a 406 */
export function selectByTheBook (available: Available, fields: Fields): Selected | null {
  const isStrict = strictnessOf(available)
  const ranges = mediaRanges(fields.accept)
  const likings = available.mediaTypes.map((entry) => {
    const { mediaType, quality = 1, languages } = typeof entry === 'string' ? { mediaType: entry } : entry
    const [own, precedence, earliness] = likingOf(ranges, (range) => precedenceOf(range, mediaType))
    return { mediaType, quality, languages: languages ?? available.languages, liking: [round(own * quality), precedence, earliness] as const }
  })
  const candidates = likings.filter(({ quality, liking, ...entry }) => {
    return quality > 0 && !(isStrict('mediaType') && liking[0] === 0) && othersOf(entry, available, fields) !== null
  })
  const best = firstBest(candidates.map(({ liking }) => liking), available.preference)
  const entry = candidates[best]
  return entry === undefined ? null : { mediaType: entry.mediaType, ...othersOf(entry, available, fields) }
}

/** What is selected besides the media type; `null` where nothing that exists of it is acceptable. */
function othersOf (
  { mediaType, languages }: { readonly mediaType: string, readonly languages?: readonly string[] | undefined }, available: Available, fields: Fields
): Selected | null {
  const isStrict = strictnessOf(available)
  const { charsets, encodings, preference } = available
  const selected: Partial<Record<Name, string | undefined>> = {}
  if (languages !== undefined) {
    const rule = { strict: isStrict('language'), ...preference === undefined ? {} : { preference } }
    const ranges = members(fields['accept-language']).map(({ value, quality }) => `${value};q=${quality}`)
    selected.language = selectLanguage(ranges.join(', '), languages, rule)
  }
  if (charsets !== undefined) {
    const values = /json\b/.test(mediaType) ? ['utf-8'] : charsets
    selected.charset = selectToken(values, tokens(fields['accept-charset']), isStrict('charset'), preference)
  }
  if (encodings !== undefined) selected.encoding = selectCoding(encodings, tokens(fields['accept-encoding']), isStrict('encoding'), preference)
  return Object.values(selected).includes(undefined) ? null : selected as Selected
}

function strictnessOf ({ strict }: Available): (name: Name) => boolean {
  return (name) => (typeof strict === 'object' ? strict[name] : strict) ?? STRICT[name]
}

/** RFC 9110 §12.5.2. */
function selectToken (values: readonly string[], ranges: readonly Member[], isStrict: boolean, preference: Available['preference']): string | undefined {
  return selectLiked(values, values.map((value) => likingOf(ranges, ({ value: range }) => range === value ? 2 : range === '*' ? 1 : undefined)), isStrict, preference)
}

/** RFC 9110 §12.5.3. */
function selectCoding (declared: readonly string[], ranges: readonly Member[], isStrict: boolean, preference: Available['preference']): string | undefined {
  const values = [...declared.filter((coding) => coding !== 'identity'), 'identity']
  // Without the field, content goes out as it is.
  if (ranges.length === 0) return 'identity'
  const likings = values.map((coding): Liking => {
    const found = likingOf(ranges, ({ value }) => value.replace(/^x-(?=gzip$|compress$)/, '') === coding ? 2 : value === '*' ? 1 : undefined)
    // "acceptable by default unless specifically excluded"
    return coding === 'identity' && found[1] === 0 ? [0.001, 0, -Infinity] : found
  })
  return selectLiked(values, likings, isStrict, preference)
}

function selectLiked (values: readonly string[], likings: readonly Liking[], isStrict: boolean, preference: Available['preference']): string | undefined {
  const places = values.map((_, place) => place).filter((place) => !isStrict || (likings[place] as Liking)[0] > 0)
  return values[places[firstBest(places.map((place) => likings[place] as Liking), preference)] ?? -1]
}

/** By the range of the highest precedence that matches, of those the one of the highest quality. Where there is no range, all are equal. */
function likingOf (ranges: readonly Member[], precedenceIn: (range: Member) => number | undefined): Liking {
  if (ranges.length === 0) return [1, 0, 0]
  const matching = ranges.flatMap((range) => {
    const precedence = precedenceIn(range)
    return precedence === undefined ? [] : [[range.quality, precedence, -range.position] as const]
  })
  const [best] = matching.sort((a, b) => b[1] - a[1] || b[0] - a[0] || b[2] - a[2])
  if (best === undefined) return [0, 0, -Infinity]
  // What is excluded comes last.
  return best[0] === 0 ? [0, -1, -Infinity] : best
}

/** The place of the best, of several equals the first; the client's order counts, unless the server's does. */
function firstBest (likings: readonly Liking[], preference: Available['preference'] = 'client'): number {
  const count = preference === 'client' ? 3 : 2
  let best = likings.length > 0 ? 0 : -1
  likings.forEach((liking, place) => {
    const differing = liking.slice(0, count).findIndex((number, index) => number !== likings[best]?.[index])
    if (differing !== -1 && (liking[differing] as number) > (likings[best]?.[differing] as number)) best = place
  })
  return best
}

function round (quality: number): number {
  return Math.round(quality * 1e9) / 1e9
}

/** RFC 9110 §12.5.1: the more specific, the higher; `undefined` where the range does not match. */
function precedenceOf ({ value, parameters }: Member, available: string): number | undefined {
  const [mediaType = '', ...own] = parts(available.toLowerCase(), ';').map((part) => unquoted(part.trim()))
  if (!parameters.every((parameter) => own.includes(parameter))) return undefined
  const [type] = mediaType.split('/')
  const suffix = /\+[^+]+$/.exec(mediaType)?.[0] ?? ''
  const place = ['*/*', `${type}/*`, suffix === '' ? '' : `${type}/*${suffix}`, mediaType].indexOf(value)
  return place === -1 ? undefined : place * 100 + parameters.length
}

function mediaRanges (fieldValue: string | undefined): Member[] {
  return members(fieldValue).filter(({ value }) => /^(?:\*\/\*|[^\s/*,;]+\/(?:\*(?:\+[^\s/*]+)?|[^\s/*,;]+))$/.test(value))
}

function tokens (fieldValue: string | undefined): Member[] {
  return members(fieldValue).filter(({ value }) => /^[!#$%&'*+\-.^_`|~\da-z]+$/.test(value))
}

/** RFC 9110 §5.6.1, §5.6.6 and §12.4.2. A member that is malformed says nothing. */
function members (fieldValue = ''): Member[] {
  return parts(fieldValue.toLowerCase(), ',').map((member) => member.trim()).filter((member) => member !== '').flatMap((member, position) => {
    const [value = '', ...rest] = parts(member, ';').map((part) => part.trim())
    const parameters = rest.filter((parameter) => parameter !== '').map(unquoted)
    const weights = parameters.filter((parameter) => /^q=/.test(parameter))
    const quality = weights[0]?.slice(2) ?? '1'
    const isWellFormed = parameters.every((parameter) => /^[^\s="]+=(?:[^\s"]+|"(?:[^"\\]|\\.)*")$/.test(parameter)) && !isAnyTwice(parameters) && /^(?:0(?:\.\d*)?|1(?:\.0*)?|\.\d+)$/.test(quality)
    return isWellFormed ? [{ value, parameters: parameters.filter((parameter) => !weights.includes(parameter)), quality: Number(quality), position }] : []
  })
}

/** A token may stand in quotes (RFC 9110 §5.6.6). */
function unquoted (parameter: string): string {
  return parameter.replace(/^([^=]+=)"([^\s"\\,;]+)"$/, '$1$2')
}

function isAnyTwice (parameters: readonly string[]): boolean {
  const names = parameters.map((parameter) => parameter.split('=')[0]).filter((name) => name !== 'q')
  return new Set(names).size < names.length
}

/** Separated, but not within quotes. */
function parts (text: string, separator: string): string[] {
  const found = ['']
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    // What is never closed is no quotation.
    if (character === '"' && (isQuoted || text.includes('"', at + 1))) isQuoted = !isQuoted
    if (character === separator && !isQuoted) found.push('')
    else found[found.length - 1] += character === '\\' && isQuoted ? character + text.charAt(++at) : character
  }
  return found
}

/** RFC 9110 §12.5.5: the fields that can change the answer, because there is a choice or because they can lead to a 406. */
export function varyByTheBook (available: Available): string {
  const isStrict = strictnessOf(available)
  const entries = available.mediaTypes.map((entry) => typeof entry === 'string' ? { mediaType: entry } : entry)
    .filter((entry) => !('quality' in entry) || entry.quality !== 0)
  const choices: Readonly<Record<Name, number>> = {
    mediaType: entries.length,
    language: Math.max(...entries.map((entry) => (('languages' in entry ? entry.languages : undefined) ?? available.languages ?? []).length)),
    charset: Math.max(...entries.map(({ mediaType }) => /json\b/.test(mediaType) ? 1 : available.charsets?.length ?? 0)),
    encoding: new Set([...available.encodings ?? [], 'identity']).size
  }
  const declared: readonly (readonly [Name, string, unknown])[] = [
    ['mediaType', 'accept', available.mediaTypes], ['language', 'accept-language', available.languages],
    ['charset', 'accept-charset', available.charsets], ['encoding', 'accept-encoding', available.encodings]
  ]
  return declared.filter(([name, , values]) => values !== undefined && (choices[name] > 1 || isStrict(name))).map(([, field]) => field).join(', ')
}
