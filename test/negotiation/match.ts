import type { Dimension, Matcher } from '../../lib/negotiation/dimension.js'
import { DEFAULT_LIMITS, MemberReader } from '../../lib/negotiation/member-reader.js'

/** How well a client likes one value. */
export interface Match {
  readonly quality: number
  readonly precedence: number
  readonly position: number
}

/** What a field says of one value available, which is parsed as it would be at boot. */
export function matchOf<Value> (dimension: Dimension<Value>, fieldValue: string, spelling: string, strict = false): Match {
  const spellings = dimension.always === undefined || spelling === dimension.always ? [spelling] : [spelling, dimension.always]
  return matchesOf(dimension.compile(spellings.map((text) => parsed(dimension, text)), strict), fieldValue)[0] as Match
}

/** What a field says of each value of a matcher. */
export function matchesOf (matcher: Matcher, fieldValue: string): Match[] {
  matcher.begin()
  matcher.end(addAll(matcher, fieldValue) > 0)
  const { quality, precedence, position } = matcher.preferences
  return quality.map((_, value) => ({
    quality: quality[value] as number,
    precedence: precedence[value] as number,
    position: position[value] as number
  }))
}

/** Whether a field whose value is one member says anything in a dimension: whether the member is a range of it. */
export function isRange<Value> (dimension: Dimension<Value>, member: string, spelling: string): boolean {
  const matcher = dimension.compile([parsed(dimension, spelling)])
  matcher.begin()
  return addAll(matcher, member) === 1
}

/** How many ranges there are. */
function addAll (matcher: Matcher, fieldValue: string): number {
  const reader = new MemberReader(DEFAULT_LIMITS)
  let ranges = 0
  reader.open(fieldValue)
  while (reader.next()) if (matcher.add(reader) || (reader.readParameters() && matcher.isRange(reader))) ranges++
  return ranges
}

function parsed<Value> (dimension: Dimension<Value>, spelling: string): Value {
  const value = dimension.available(spelling)
  if (value === undefined) throw new TypeError(`${spelling}: expected ${dimension.expected}`)
  return value
}
