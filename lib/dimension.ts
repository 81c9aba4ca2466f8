/**
 * What a dimension of negotiation is: one object, the same members for each. Adding one means adding such an object to the
 * list in `select.ts`.
 *
 * In: the members of a request field, and a value that the route has available. Out: how well the one likes the other.
 * RFC 9110 §12.1 and §12.4.1.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.4
 */
import type { Member } from './fields.js'

/** How well a request field likes one available value. */
export interface Match {
  /** 0 to 1; 0 is not acceptable. */
  readonly quality: number
  /** How precisely the range names the value: 0 where none matched, -1 where the value was refused (quality 0). */
  readonly precedence: number
  /** Of the range in the client's list; `Infinity` where none matched. */
  readonly position: number
  /** Compares values that the same range matched; greater is closer. */
  readonly closeness: number
}

export interface Dimension<Range = unknown, Value = unknown> {
  /** Its name in `strict`, in what was negotiated, and in a 406. */
  readonly name: string
  /** Its key in `config.produces`. */
  readonly key: string
  /** The request field, in lower case, as it stands in `Vary`. */
  readonly field: string
  /** What stands before its values in a sentence: "available as text/csv in en or es". */
  readonly preposition: string
  /** Whether nothing acceptable gives 406, where nobody says otherwise. */
  readonly strict: boolean
  /** Parses an available value, at boot; `undefined` for one that is malformed. */
  available (value: string): Value | undefined
  /** What an available value must be, for the message of an error. */
  readonly expected: string
  /** Available whatever the route declares; last in the order of declaration. */
  readonly always?: string
  /** The value's own spelling for comparison: two available values with the same key are the same. */
  canonical (value: Value): string
  /** Reads the range that a member stands for; `undefined` for one that is malformed. */
  range (member: Member): Range | undefined
  /** How well the ranges like the value. No ranges at all: no preference. */
  match (ranges: readonly Range[], value: Value): Match
  /** Tells apart values that are equal otherwise; greater is closer to what the client asked for. */
  closeness? (ranges: readonly Range[], value: Value): number
}

/** The field is absent, or says nothing readable: every value is as good as any other (RFC 9110 §12.4.1). */
export const NO_PREFERENCE: Match = { quality: 1, precedence: 0, position: 0, closeness: 0 }

/** No range names the value. */
export const UNMATCHED: Match = { quality: 0, precedence: 0, position: Infinity, closeness: 0 }

/** The client says that it does not want the value: quality 0 (RFC 9110 §12.4.2). */
export const REFUSED: Match = { quality: 0, precedence: -1, position: Infinity, closeness: 0 }
