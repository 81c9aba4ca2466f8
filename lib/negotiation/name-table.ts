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

// For a few names, of which most members have neither the length nor the last letter of any. A power of two.
const SLOTS = 64
const LAST_SLOT = 63

export class NameTable<Found> {
  /** By a number that a length and a last letter give. */
  readonly #slots = Array<Entry<Found>[] | undefined>(SLOTS).fill(undefined)

  /** @param names in lower case, each once */
  constructor (names: ReadonlyMap<string, Found>) {
    for (const [name, found] of names) {
      const slot = slotOf(name, 0, name.length)
      this.#slots[slot] = [...this.#slots[slot] ?? [], { name, found }]
    }
  }

  /** What stands under the member's value, without regard to case; `undefined` where nothing does. */
  find (member: MemberReader): Found | undefined {
    const entries = this.#slots[slotOf(member.text, member.start, member.end)]
    if (entries === undefined) return undefined
    for (let index = 0; index < entries.length; index++) {
      const { name, found } = entries[index] as Entry<Found>
      if (member.is(name)) return found
    }
    return undefined
  }
}

function slotOf (text: string, start: number, end: number): number {
  // Without the bit that upper and lower case differ in.
  const letter = text.charCodeAt(end - 1) & 0x1f
  return (((end - start) << 1) ^ letter) & LAST_SLOT
}
