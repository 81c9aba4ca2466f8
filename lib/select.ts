/**
 * The selection: of what is available, the one representation that the request's fields like best.
 *
 * In: the request's fields. Out: the index of the selected representation, or -1 where none is acceptable.
 *
 *     Accept: text/*, application/json;q=0.9      available: application/json, text/csv at quality 0.8
 *     application/json   0.9 × 1   = 0.9          selected
 *     text/csv           1   × 0.8 = 0.8
 *
 * Order: client quality × server quality; precedence of the matched range; the client's order; the order of declaration.
 * RFC 9110 §12.1 leaves the algorithm to the server, §12.5 says what each field means.
 */
import type { Available, AvailableDimension } from './available.js'
import type { Match } from './dimension.js'
import { parseMembers, readField, type Limits } from './fields.js'

/** Who decides between equals: the order of the client's list, or that of declaration. */
export type PreferenceOption = 'client' | 'server'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** How a request's field likes the values of one dimension. */
interface Preferences {
  readonly available: AvailableDimension
  readonly ranges: readonly unknown[]
  readonly matches: readonly Match[]
}

/** The selected media type and, for each further dimension, the place of the value among the media type's choices. */
export interface Selection {
  readonly representation: number
  readonly choices: readonly number[]
}

/**
 * Compiles the selection among `available`.
 *
 * @returns a function of the request's headers (names in lower case); `undefined` from it: none is acceptable
 */
export function compileSelect (available: Available, preference: PreferenceOption, limits: Limits): (headers: Headers) => Selection | undefined {
  const byClient = preference === 'client'
  return function select (headers) {
    const further = available.further.map((dimension) => readPreferences(dimension, headers, limits))
    const mediaTypes = readPreferences(available.mediaTypes, headers, limits)
    const weighted = { ...mediaTypes, matches: mediaTypes.matches.map((match, index) => weigh(match, available.representations[index]?.quality)) }
    const candidates = available.representations.flatMap(({ quality, choices }, index) => quality > 0 && existsIn(choices, further) ? [index] : [])
    const best = bestOf(weighted, candidates, byClient)
    const representation = candidates[best]
    if (representation === undefined) return undefined
    const choices = available.representations[representation]?.choices ?? []
    return { representation, choices: further.map((preferences, index) => bestOf(preferences, choices[index] ?? [], byClient)) }
  }
}

function readPreferences (available: AvailableDimension, headers: Headers, limits: Limits): Preferences {
  const { dimension, values } = available
  const ranges = readRanges(available, headers, limits)
  return { available, ranges, matches: values.map((value) => dimension.match(ranges, value)) }
}

/** The ranges of the request's field; none where it is absent, empty, or nothing in it can be read. */
export function readRanges ({ dimension }: AvailableDimension, headers: Headers, limits: Limits): unknown[] {
  const fieldValue = readField(headers, dimension.field)
  if (fieldValue === undefined) return []
  return parseMembers(fieldValue, limits).flatMap((member) => dimension.range(member) ?? [])
}

function weigh (match: Match, quality = 1): Match {
  return quality === 1 ? match : { ...match, quality: match.quality * quality }
}

/** Whether the combination passes every strict dimension: a worse media type in an acceptable language beats a 406. */
function existsIn (choices: readonly (readonly number[])[], further: readonly Preferences[]): boolean {
  return further.every(({ available, matches }, index) => !available.strict || choices[index]?.some((value) => (matches[value]?.quality ?? 0) > 0))
}

/** The place in `choices` of the value that the client likes best; -1 where a strict dimension has none acceptable. */
function bestOf (preferences: Preferences, choices: readonly number[], byClient: boolean): number {
  let best = -1
  for (let place = 0; place < choices.length; place++) {
    const value = choices[place] as number
    if (preferences.available.strict && preferences.matches[value]?.quality === 0) continue
    if (best === -1 || isBetter(preferences, value, choices[best] as number, byClient)) best = place
  }
  return best
}

function isBetter ({ available: { dimension, values }, ranges, matches }: Preferences, value: number, other: number, byClient: boolean): boolean {
  const a = matches[value] as Match
  const b = matches[other] as Match
  const difference = a.quality - b.quality || a.precedence - b.precedence
  if (difference !== 0) return difference > 0
  // Compared as numbers: both may be Infinity.
  if (a.position !== b.position) return byClient && a.position < b.position
  if (a.closeness !== b.closeness) return a.closeness > b.closeness
  return dimension.closeness !== undefined && ranges.length > 0 &&
    dimension.closeness(ranges, values[value]) > dimension.closeness(ranges, values[other])
}
