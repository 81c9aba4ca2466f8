/**
 * `Accept` where text is sent in one of several charsets: a range may name the one that the client wants.
 *
 * In: media ranges. Out: for each media type the quality of the charset that is liked best; and whether another is liked as much.
 * RFC 9110 §12.5.1: `Accept: text/plain;charset=utf-16, text/plain;q=0.5` asks for UTF-16, and takes any other for half as good.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.1
 */
import { type Matcher, Preferences } from './dimension.js'
import { type MediaType, mediaTypes } from './media-types.js'
import type { MemberReader } from './member-reader.js'

/** What matches media types, some of which may be sent in several charsets. */
export function compileInCharsets (values: readonly MediaType[]): Matcher {
  return values.some(({ charsets }) => charsets.length > 1) ? new CharsetRangeMatcher(values) : mediaTypes.compile(values)
}

/** Matches each media type once for each charset that it is sent in. */
class CharsetRangeMatcher implements Matcher {
  readonly preferences: Preferences
  /** Of the media types, each in each of its charsets. */
  readonly #inCharsets: Matcher
  /** Where those of a media type begin; and, last, where all end. */
  readonly #starts: readonly number[]
  /** For each media type, which of its own is liked best. */
  readonly #best: number[]

  constructor (values: readonly MediaType[]) {
    const inCharsets = values.map((value) => {
      return value.charsets.length < 2 ? [value] : value.charsets.map((charset) => ({ ...value, charsets: [charset] }))
    })
    this.preferences = new Preferences(values)
    this.#inCharsets = mediaTypes.compile(inCharsets.flat())
    this.#starts = [...inCharsets.keys(), values.length].map((index) => inCharsets.slice(0, index).flat().length)
    this.#best = this.#starts.slice(0, -1)
  }

  begin (): void {
    this.#inCharsets.begin()
  }

  add (member: MemberReader): boolean {
    return this.#inCharsets.add(member)
  }

  isRange (member: MemberReader): boolean {
    return this.#inCharsets.isRange(member)
  }

  end (hasRange: boolean): void {
    this.#inCharsets.end(hasRange)
    const { quality, precedence, position } = this.#inCharsets.preferences
    for (let value = 0; value < this.#best.length; value++) {
      let best = this.#starts[value] as number
      for (let other = best + 1; other < (this.#starts[value + 1] as number); other++) {
        if (this.#compare(other, best) > 0) best = other
      }
      this.#best[value] = best
      this.preferences.set(value, quality[best] as number, precedence[best] as number, position[best] as number)
    }
  }

  /** Whether a media type is liked as much in the charset in this place as in any other that it is sent in. */
  isBestIn (value: number, charset: number, byClient: boolean): boolean {
    return this.#compare((this.#starts[value] as number) + charset, this.#best[value] as number, byClient) === 0
  }

  #compare (value: number, other: number, byClient = true): number {
    const { quality, precedence, position } = this.#inCharsets.preferences
    for (const numbers of [quality, precedence]) {
      if (numbers[value] !== numbers[other]) return (numbers[value] as number) - (numbers[other] as number)
    }
    return position[value] === position[other] || !byClient ? 0 : (position[other] as number) - (position[value] as number)
  }
}
