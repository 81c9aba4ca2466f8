/**
 * What has been made of a name, kept for the next time: in a payload the same names mostly come again.
 */

// A payload may have any number of names, of any length.
const MOST = 1000
const LONGEST = 100

/** Values by name. When there are a thousand, it begins anew. */
export class Kept<Value> {
  readonly #make: (name: string) => Value
  readonly #known = new Map<string, Value>()

  constructor (make: (name: string) => Value) {
    this.#make = make
  }

  of (name: string): Value {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    const made = this.#make(name)
    if (this.#known.size === MOST) this.#known.clear()
    if (name.length <= LONGEST) this.#known.set(name, made)
    return made
  }
}
