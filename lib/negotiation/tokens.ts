/**
 * What the dimensions of charsets and content codings share: a range is a token, or `*` for every value that no other range names.
 *
 * RFC 9110 §12.5.2 and §12.5.3.
 */
import { type Matcher, Preferences } from './dimension.js'
import { isToken, isTokenBetween } from './grammar.js'
import type { MemberReader } from './member-reader.js'
import { NameTable } from './name-table.js'

export function parseToken (text: string): string | undefined {
  return isToken(text) && text !== '*' ? text.toLowerCase() : undefined
}

const WILDCARD = 1
const NAMED = 2
const ALL = -1

/** Finds for each value the range that names it, else `*`; of the same range twice, the one of higher quality. */
export class TokenMatcher implements Matcher {
  readonly preferences: Preferences
  /** The value that a range names. */
  readonly #named: NameTable<number>

  /** @param names what a range may call each value */
  constructor (names: readonly (readonly string[])[]) {
    this.preferences = new Preferences(names)
    this.#named = new NameTable(new Map([['*', ALL], ...names.flatMap((own, value) => own.map((name) => [name, value] as const))]))
  }

  begin (): void {
    this.preferences.reset()
  }

  add (member: MemberReader): boolean {
    const named = this.#named.find(member)
    if (named === undefined || !member.readParameters()) return false
    if (named !== ALL) this.#take(named, NAMED, member)
    else for (let value = 0; value < this.preferences.quality.length; value++) this.#take(value, WILDCARD, member)
    return true
  }

  isRange ({ text, start, end }: MemberReader): boolean {
    return isTokenBetween(text, start, end)
  }

  end (hasRange: boolean): void {
    const { preferences } = this
    if (!hasRange) return preferences.setEqual()
    for (let value = 0; value < preferences.quality.length; value++) {
      if (preferences.quality[value] === 0 && preferences.precedence[value] !== 0) preferences.refuse(value)
    }
  }

  #take (value: number, own: number, { quality, position }: MemberReader): void {
    const best = this.preferences.precedence[value] as number
    if (own < best || (own === best && quality <= (this.preferences.quality[value] as number))) return
    this.preferences.set(value, quality, own, position)
  }
}
