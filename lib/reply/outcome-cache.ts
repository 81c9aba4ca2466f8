/**
 * The outcomes of a route that are kept, by the values of the fields that select.
 */
import { type Headers, readField } from '../negotiation/index.js'
import type { Outcome } from './outcome.js'

// Longer than any browser's field; what is longer is selected anew each time rather than kept.
const MAX_KEPT_LENGTH = 512

/**
 * What was selected for field values seen before, each in one of two slots that its length and two of its characters give.
 *
 * Bounded, whatever clients send: who comes to a slot takes it over, and who was there moves to the next. A `Map` would make a hash
 * of every character, on each request, and to compare a value with the one that is there costs a tenth of that.
 */
export class OutcomeCache {
  readonly #fields: readonly string[]
  readonly #size: number
  readonly #select: (headers: Headers) => Outcome
  /** For each field, the value kept in each slot. */
  readonly #values: readonly string[][]
  readonly #outcomes: (Outcome | undefined)[]

  /** @param select what a request comes to that is not in the cache */
  constructor (fields: readonly string[], size: number, select: (headers: Headers) => Outcome) {
    this.#fields = fields
    this.#size = size
    this.#select = select
    this.#values = fields.map(() => Array<string>(size).fill(EMPTY))
    this.#outcomes = Array<undefined>(size).fill(undefined)
  }

  /** What a request's fields come to: found, else selected and kept. */
  find (headers: Headers): Outcome {
    const slot = this.#slotOf(headers)
    if (this.#isIn(slot, headers)) return this.#outcomes[slot] as Outcome
    const next = this.#nextTo(slot)
    if (this.#isIn(next, headers)) return this.#outcomes[next] as Outcome
    const outcome = this.#select(headers)
    if (this.#size > 0) this.#keep(slot, headers, outcome)
    return outcome
  }

  #slotOf (headers: Headers): number {
    let sum = 0
    for (let index = 0; index < this.#fields.length; index++) {
      const value = valueOf(headers, this.#fields[index] as string)
      // NaN where there is no such character, and then 0.
      const middle = value.charCodeAt(value.length >> 1) | 0
      const last = value.charCodeAt(value.length - 1) | 0
      sum = sum * 31 + value.length + middle * 7 + last
    }
    return sum % this.#size
  }

  #keep (slot: number, headers: Headers, outcome: Outcome): void {
    const next = this.#nextTo(slot)
    const isTaken = this.#outcomes[slot] !== undefined
    for (let index = 0; index < this.#fields.length; index++) {
      const kept = this.#values[index] as string[]
      const value = valueOf(headers, this.#fields[index] as string)
      if (isTaken) kept[next] = kept[slot] as string
      // With one value that no request has, the slot is empty.
      kept[slot] = value.length > MAX_KEPT_LENGTH ? EMPTY : value
    }
    if (isTaken) this.#outcomes[next] = this.#outcomes[slot]
    this.#outcomes[slot] = outcome
  }

  #isIn (slot: number, headers: Headers): boolean {
    for (let index = 0; index < this.#fields.length; index++) {
      if ((this.#values[index] as string[])[slot] !== valueOf(headers, this.#fields[index] as string)) return false
    }
    return true
  }

  #nextTo (slot: number): number {
    return slot + 1 === this.#size ? 0 : slot + 1
  }
}

// No field value has a line feed.
const EMPTY = '\n'

function valueOf (headers: Headers, field: string): string {
  return readField(headers, field) ?? ''
}
