/**
 * In what binary formats differ: the bytes that stand before a length, and how a scalar is written.
 */
import type { Output } from './output.js'

/** How a format writes heads and scalars. What it writes is the shortest that says the same. */
export interface Notation {
  readonly text: Head
  readonly bytes: Head
  readonly array: Head
  readonly map: Head
  readonly null: number
  readonly false: number
  readonly true: number
  number (value: number, to: Output): void
  /** @throws TypeError for one that the format does not have */
  bigint (value: bigint, to: Output): void
}

/** The longest head in bytes. */
export const LONGEST_HEAD = 9

/** The bytes that say a type and a count. */
export class Head {
  readonly #short: number
  readonly #below: number
  readonly #one: number | undefined
  readonly #two: number
  readonly #four: number

  /**
   * @param short the byte for the count 0; the next ones are for those up to `below`
   * @param one the byte before a count of 8 bits; `undefined` where the format has none
   * @param two the byte before one of 16 bits
   * @param four the byte before one of 32 bits
   */
  constructor (short: number, below: number, [one, two, four]: readonly [one: number | undefined, two: number, four: number]) {
    this.#short = short
    this.#below = below
    this.#one = one
    this.#two = two
    this.#four = four
  }

  /** The length in bytes. */
  sizeOf (count: number): number {
    if (count < this.#below) return 1
    if (count < 0x100 && this.#one !== undefined) return 2
    return count < 0x10000 ? 3 : 5
  }

  /** Writes it where the output is, which has room for it. */
  write (count: number, to: Output): void {
    to.position = this.put(count, to, to.position)
  }

  /** Writes it elsewhere. Returns where it ends. */
  put (count: number, { bytes, view }: Output, at: number): number {
    if (count < this.#below) {
      bytes[at] = this.#short + count
      return at + 1
    }
    if (count < 0x100 && this.#one !== undefined) {
      bytes[at] = this.#one
      bytes[at + 1] = count
      return at + 2
    }
    if (count < 0x10000) {
      bytes[at] = this.#two
      view.setUint16(at + 1, count)
      return at + 3
    }
    bytes[at] = this.#four
    view.setUint32(at + 1, count)
    return at + 5
  }

  /** Writes it before what stands from `start` on with room for the head of `expected`, once the count is known. */
  close (count: number, to: Output, start: number, expected: number): void {
    const room = this.sizeOf(expected)
    const size = this.sizeOf(count)
    if (size !== room) to.shift(start + room, size - room)
    this.put(count, to, start)
  }
}
