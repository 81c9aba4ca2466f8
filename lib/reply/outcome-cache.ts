/**
 * The outcomes of a route that are kept, by the values of the fields that select.
 */
import { type Headers, readField } from '../negotiation/index.js'
import type { Outcome } from './outcome.js'

// Longer than any browser's field; what is longer is selected anew each time rather than kept.
const MAX_KEPT_LENGTH = 512

/**
 * What was selected for field values seen before, each in one of two places that its length and two of its characters give.
 *
 * Bounded, whatever clients send: who comes to a place takes it over, and who was there moves to the next. A `Map` would make a hash
 * of every character, on each request, and to compare a value with the one that is there costs a tenth of that.
 */
export class KeptOutcomes {
  readonly #fields: readonly string[]
  readonly #size: number
  /** For each field, the value kept in each place. */
  readonly #values: readonly string[][]
  readonly #outcomes: (Outcome | undefined)[]
  /** That of the request that `find` was asked for last. */
  #place = 0

  constructor (fields: readonly string[], size: number) {
    this.#fields = fields
    this.#size = size
    this.#values = fields.map(() => Array<string>(size).fill(EMPTY))
    this.#outcomes = Array<undefined>(size).fill(undefined)
  }

  /** What is kept for a request's fields; `undefined` where nothing is, and then `keep` is for the same request. */
  find (headers: Headers): Outcome | undefined {
    let sum = 0
    for (let index = 0; index < this.#fields.length; index++) {
      const value = valueOf(headers, this.#fields[index] as string)
      // NaN where there is no such character, and then 0.
      const middle = value.charCodeAt(value.length >> 1) | 0
      const last = value.charCodeAt(value.length - 1) | 0
      sum = sum * 31 + value.length + middle * 7 + last
    }
    const place = sum % this.#size
    this.#place = place
    if (this.isIn(place, headers)) return this.#outcomes[place]
    const next = this.nextTo(place)
    return this.isIn(next, headers) ? this.#outcomes[next] : undefined
  }

  keep (headers: Headers, outcome: Outcome): void {
    if (this.#size === 0) return
    const place = this.#place
    const next = this.nextTo(place)
    for (let index = 0; index < this.#fields.length; index++) {
      const kept = this.#values[index] as string[]
      const value = valueOf(headers, this.#fields[index] as string)
      kept[next] = kept[place] as string
      // With one value that no request has, the place is empty.
      kept[place] = value.length > MAX_KEPT_LENGTH ? EMPTY : value
    }
    this.#outcomes[next] = this.#outcomes[place]
    this.#outcomes[place] = outcome
  }

  private isIn (place: number, headers: Headers): boolean {
    for (let index = 0; index < this.#fields.length; index++) {
      if ((this.#values[index] as string[])[place] !== valueOf(headers, this.#fields[index] as string)) return false
    }
    return true
  }

  private nextTo (place: number): number {
    return place + 1 === this.#size ? 0 : place + 1
  }
}

// No field value has a line feed.
const EMPTY = '\n'

function valueOf (headers: Headers, field: string): string {
  return readField(headers, field) ?? ''
}
