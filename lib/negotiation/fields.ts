/**
 * First step of a request: a field value becomes its members.
 *
 * In: a field value. Out: what its members say. What is malformed is left out; nothing throws.
 * RFC 9110 §5.6, §12.4.2. Which members mean what is the dimensions' matter.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */
import { DEFAULT_LIMITS, type Limits, MemberReader, type Parameter } from './member-reader.js'

/** One member of a list-based field, in lower case: what is compared with it is compared without regard to case. */
export interface Member {
  readonly value: string
  /** Without the weight; values unquoted. */
  readonly parameters: readonly Parameter[]
  /** The weight, 0 to 1; 1 where the member has none. */
  readonly quality: number
  /** Its place in the list, 0 for the first member; one that is malformed has a place, what is empty has none. */
  readonly position: number
}

/**
 * Parses a list-based field value into its members.
 *
 * A member that is malformed is skipped and the rest counts. Linear in the length of `fieldValue`.
 *
 * @example
 * parseMembers('de-AT, en;q=0.8').map((member) => member.quality) // [1, 0.8]
 */
export function parseMembers (fieldValue: string, limits: Limits = DEFAULT_LIMITS): Member[] {
  const reader = new MemberReader(limits)
  const members: Member[] = []
  reader.open(fieldValue)
  while (reader.next()) {
    if (!reader.readParameters()) continue
    const { value, quality, position, parameterCount } = reader
    const parameters = Array.from({ length: parameterCount }, (_, index) => reader.parameter(index))
    members.push({ value, parameters, quality, position })
  }
  return members
}
