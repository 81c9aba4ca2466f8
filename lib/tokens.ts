/**
 * What the dimensions of charsets and content codings share: a range is a token, or `*` for every value that no other range names.
 *
 * RFC 9110 §12.5.2 and §12.5.3.
 */
import { Preferences, type Matcher } from './dimension.js'
import type { MemberReader } from './member-reader.js'
import { isToken, isTokenBetween } from './grammar.js'

export function parseToken (text: string): string | undefined {
  return isToken(text) && text !== '*' ? text.toLowerCase() : undefined
}

const WILDCARD = 1
const NAMED = 2

/** Finds for each value the range that names it, else `*`; of the same range twice, the one of higher quality. */
export class TokenMatcher implements Matcher {
  readonly preferences: Preferences
  /** What a range may call each value. */
  readonly #names: readonly (readonly string[])[]

  constructor (names: readonly (readonly string[])[]) {
    this.#names = names
    this.preferences = new Preferences(names)
  }

  begin (): void {
    this.preferences.reset()
  }

  add (member: MemberReader, position: number): boolean {
    const wildcard = member.is('*')
    for (let value = 0; value < this.#names.length; value++) {
      if (wildcard) this.take(value, WILDCARD, member, position)
      else if (isOneOf(member, this.#names[value] as readonly string[])) this.take(value, NAMED, member, position)
    }
    return isTokenBetween(member.text, member.start, member.end)
  }

  end (ranges: number): void {
    const { preferences } = this
    if (ranges === 0) return preferences.setEqual()
    for (let value = 0; value < this.#names.length; value++) {
      if (preferences.quality[value] === 0 && preferences.precedence[value] !== 0) preferences.refuse(value)
    }
  }

  private take (value: number, own: number, { quality }: MemberReader, position: number): void {
    const best = this.preferences.precedence[value] as number
    if (own > best || (own === best && quality > (this.preferences.quality[value] as number))) this.preferences.set(value, quality, own, position)
  }
}

function isOneOf (member: MemberReader, names: readonly string[]): boolean {
  for (const name of names) if (member.is(name)) return true
  return false
}
