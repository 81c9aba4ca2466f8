/**
 * What the sheets of a workbook are called, by the rules of Excel.
 *
 * In: titles of schemas, names of properties. Out: a name for each sheet, different from all others in any letter case.
 */

/** In UTF-16 code units. */
const LONGEST = 31

/**
 * Text as the name of a sheet.
 *
 * @example
 * sheetName('Orders: 2024/25') // 'Orders_ 2024_25'
 * sheetName("'a'") // 'a'
 * sheetName('') // 'Sheet'
 */
export function sheetName (text: string): string {
  // The apostrophe begins and ends a name in a formula.
  const allowed = text.replace(/[\\/?*:[\]]/g, '_').replace(/[\p{Cc}\s]+/gu, ' ').replace(/^[' ]+/, '')
  const name = cut(allowed, LONGEST).replace(/[' ]+$/, '') || 'Sheet'
  // Excel keeps this one for itself.
  return /^history$/i.test(name) ? `${name}_` : name
}

// Not between the halves of a surrogate pair.
function cut (text: string, length: number): string {
  return text.slice(0, length).replace(/[\ud800-\udbff]$/, (half) => text.length > length ? '' : half)
}

/** The names that a workbook has. */
export class SheetNames {
  readonly #taken = new Set<string>()

  /** The name itself, or with the first number that makes it another one: `Orders (2)`. */
  take (name: string): string {
    let free = name
    for (let number = 2; this.#taken.has(free.toLowerCase()); number++) {
      const end = ` (${number})`
      free = cut(name, LONGEST - end.length) + end
    }
    this.#taken.add(free.toLowerCase())
    return free
  }
}
