/**
 * What a dimension of negotiation is: one object, the same members for each. Adding one means adding such an object to the
 * list in `dimensions.ts`. Its types stand in the same file, in `Dimensions`.
 *
 * RFC 9110 §12.1 and §12.4.1.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.4
 */
import type { DimensionName, Dimensions } from '../../types/dimensions.js'
import type { MemberReader } from './member-reader.js'

export interface Dimension<Value = unknown, Name extends string = string> {
  /** Its name in `strict`, in what was negotiated, and in a 406. */
  readonly name: Name
  /** Its key in `config.produces`. */
  readonly key: Name extends DimensionName ? Dimensions[Name]['key'] : string
  /** The request field, in lower case, as it stands in `Vary`. */
  readonly field: string
  /** The response field that names the selected value, where no one else writes it. */
  readonly responseField?: string
  /** What stands before its values in a sentence: "available as text/csv in en or es". */
  readonly preposition: string
  /** Whether nothing acceptable gives 406, where nobody says otherwise. */
  readonly strict: boolean
  /** A field besides, without which some values are not acceptable. */
  readonly condition?: Condition<Value>
  /** The field value that nothing is acceptable by. */
  readonly nothing: string
  /** What an available value must be, for the message of an error. */
  readonly expected: string
  /** Available whatever the route declares; last in the order of declaration. */
  readonly always?: string
  /** Whether a media type may narrow the route's values to some, under the same key. */
  readonly narrowable?: boolean
  /** Parses an available value; `undefined` for one that is malformed. */
  available (text: string): Value | undefined
  /** The value's own spelling for comparison: two available values with the same key are the same. */
  canonical (value: Value): string
  /** The ranges that name an available value, the shortest first and last the one that names it alone. */
  ranges (value: Value): readonly string[]
  /**
   * How far a value is from a range, where the dimension knows: the less, the closer.
   *
   * @returns `undefined` where the two have nothing in common
   */
  closeness? (range: string, value: Value): number | undefined
  /**
   * Compiles what matches a field's ranges with the values.
   *
   * @param strict whether nothing acceptable gives 406: what comes close is then no match
   */
  compile (values: readonly Value[], strict?: boolean): Matcher
  /** The value that a media type, in its declared spelling, is in by itself; `undefined` where it may be in any. */
  impliedBy? (mediaType: string): string | undefined
}

/** What some values depend on besides the client's liking. */
export interface Condition<Value = unknown> {
  /** The request field, in lower case, as it stands in `Vary`. */
  readonly field: string
  /** Whether a value depends on it. */
  isNeededBy (value: Value): boolean
  /**
   * What the field says.
   *
   * @returns `undefined` where it is malformed, and so says nothing
   */
  parse (fieldValue: string): string | undefined
}

/**
 * Matches the ranges of one request's field after the other with the values available. Synchronous, and so in place: `preferences`
 * hold until the next `begin`. Of the field's text it keeps nothing.
 */
export interface Matcher {
  readonly preferences: Preferences
  begin (): void
  /**
   * Takes the range that a member stands for into account. Most members name nothing available, and are not read any further.
   *
   * @returns whether the member is a range that something available may fall under
   */
  add (member: MemberReader): boolean
  /** Whether a member is a range of this dimension, whatever it names: asked where `add` has found nothing. Its parameters are read. */
  isRange (member: MemberReader): boolean
  /** @param hasRange whether there was a range; without any, every value is as good as any other (RFC 9110 §12.4.1) */
  end (hasRange: boolean): void
  /**
   * Of the first `count` values, which are equal otherwise, the closest to what the field asks for; the first of those that are equally
   * close.
   *
   * @param values no more than that afterwards
   * @param reader before the first member of the field
   */
  closest? (values: number[], count: number, reader: MemberReader): number
  /**
   * Whether a value is liked as much with this value of another dimension as with any other: `Accept` may name a charset.
   *
   * @param byClient whether the order of the client's list counts
   */
  isBestIn? (value: number, other: number, byClient: boolean): boolean
}

const UNMATCHED = 0
const REFUSED = -1
const IMPOSSIBLE = -2

/** How well the client likes each of the values available in one dimension, by their index. */
export class Preferences {
  /** 0 to 1; 0 is not acceptable. */
  readonly quality: number[]
  /** How precisely a range names the value: 0 where none matched, -1 where it was refused (quality 0), -2 where it cannot be sent. */
  readonly precedence: number[]
  /** Of the range among the field's members; `Infinity` where none matched. */
  readonly position: number[]

  constructor (values: readonly unknown[]) {
    this.quality = values.map(() => 0.5)
    this.precedence = values.map(() => 0)
    this.position = values.map(() => 0.5)
  }

  /** The same ranges of the same values, with other qualities. */
  withQuality (quality: number[]): Preferences {
    return Object.assign(new Preferences([]), this, { quality })
  }

  /** No range names any value so far. */
  reset (): void {
    for (let value = 0; value < this.quality.length; value++) this.forget(value)
  }

  /** No range names the value so far. */
  forget (value: number): void {
    this.set(value, 0, UNMATCHED, Infinity)
  }

  /** The field says nothing: every value is as good as any other. */
  setEqual (): void {
    for (let value = 0; value < this.quality.length; value++) this.set(value, 1, UNMATCHED, 0)
  }

  set (value: number, quality: number, precedence: number, position: number): void {
    this.quality[value] = quality
    this.precedence[value] = precedence
    this.position[value] = position
  }

  /** The client says that it does not want the value: quality 0 (RFC 9110 §12.4.2). */
  refuse (value: number): void {
    this.set(value, 0, REFUSED, Infinity)
  }

  /** The client could not read the value, whatever it says: one that is refused is sent before. */
  exclude (value: number): void {
    this.set(value, 0, IMPOSSIBLE, Infinity)
  }

  isRefused (value: number): boolean {
    return this.precedence[value] === REFUSED
  }
}
