/**
 * Boot: what is wrong with a declaration of what is available.
 */

/** Names the key at fault, what was expected there and what was found. */
export class DeclarationFault extends TypeError {
  /** As one would write it in code: `mediaTypes[0].quality`. */
  readonly key: string
  readonly expected: string
  readonly found: string | undefined

  /** @param found in words, or as one would write it in code; absent where `expected` says it */
  constructor (key: string, expected: string, found?: string) {
    super(`${key}: ${reasonOf(expected, found)}`)
    this.key = key
    this.expected = expected
    this.found = found
  }

  /** The message without the key. */
  get reason (): string {
    return reasonOf(this.expected, this.found)
  }
}

/**
 * A name or an index that leads further into a value, as one would write it in code.
 *
 * @example
 * inCode('items') + inCode(3) + inCode('a/b') // ".items[3]['a/b']"
 */
export function inCode (name: string | number): string {
  const text = String(name)
  if (/^\d+$/.test(text)) return `[${text}]`
  if (/^[\p{L}_$][\p{L}\d_$]*$/u.test(text)) return `.${text}`
  return /^[^'\\\p{C}]*$/u.test(text) ? `['${text}']` : `[${JSON.stringify(text)}]`
}

function reasonOf (expected: string, found: string | undefined): string {
  return `expected ${expected}${found === undefined ? '' : `, found ${found}`}`
}
