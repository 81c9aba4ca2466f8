/**
 * What the members of a field may name: found without reading a member that names nothing.
 *
 * In: at boot, names in lower case, and what is found under each. Out: for a member, what is found under its value.
 */
import type { MemberReader } from './member-reader.js'

interface Entry<Found> {
  readonly name: string
  readonly found: Found
}

// For a few names, of which most members have neither the length nor the last letter of any.
const MIN_PLACES = 64

export class Named<Found> {
  /** By a number that a length and a last letter give. */
  readonly #places: (Entry<Found>[] | undefined)[]

  /** @param names in lower case, each once */
  constructor (names: ReadonlyMap<string, Found>) {
    let places = MIN_PLACES
    while (places < names.size * 4) places *= 2
    this.#places = Array<undefined>(places).fill(undefined)
    for (const [name, found] of names) {
      const place = this.placeOf(name, 0, name.length)
      this.#places[place] = [...this.#places[place] ?? [], { name, found }]
    }
  }

  /** What stands under the member's value, without regard to case; `undefined` where nothing does. */
  find (member: MemberReader): Found | undefined {
    const entries = this.#places[this.placeOf(member.text, member.start, member.end)]
    if (entries === undefined) return undefined
    for (let index = 0; index < entries.length; index++) {
      const { name, found } = entries[index] as Entry<Found>
      if (member.is(name)) return found
    }
    return undefined
  }

  private placeOf (text: string, start: number, end: number): number {
    // Without the bit that upper and lower case differ in.
    const letter = text.charCodeAt(end - 1) & 0x1f
    return ((end - start) * 31 + letter) & (this.#places.length - 1)
  }
}
