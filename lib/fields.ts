/**
 * First step of a request: the grammar that the request's selecting fields share.
 * In: a field value. Out: its members, one after the other. What is malformed is left out; nothing throws.
 *
 * RFC 9110 §5.6, §12.4.2. Which members mean what is the dimensions' matter.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */
import {
  COMMA, DQUOTE, endOfQuotedString, EQUALS, HTAB, isTokenBetween, parseQuality, SEMICOLON, SP, unquoted
} from './grammar.js'

/** One member of a list-based field, in lower case: what is compared with it is compared without regard to case. */
export interface Member {
  readonly value: string
  /** Without the weight; values unquoted. */
  readonly parameters: readonly Parameter[]
  /** The weight, 0 to 1; 1 where the member has none. */
  readonly quality: number
  /** 0 for the first member that can be read. */
  readonly position: number
}

export type Parameter = readonly [name: string, value: string]

/** How much of a field value is read. */
export interface Limits {
  /** In bytes; a longer value is read up to the last member that ends within. */
  readonly maxFieldLength: number
  /** Further members are ignored. */
  readonly maxMembers: number
}

export const DEFAULT_LIMITS: Limits = { maxFieldLength: 8192, maxMembers: 100 }

/**
 * Parses a list-based field value into its members.
 *
 * A member that is malformed is skipped and the rest counts. Linear in the length of `fieldValue`.
 *
 * @example
 * parseMembers('de-AT, en;q=0.8').map((member) => member.quality) // [1, 0.8]
 */
export function parseMembers (fieldValue: string, limits: Limits = DEFAULT_LIMITS): Member[] {
  const reader = new MemberReader(limits)
  const members: Member[] = []
  reader.open(fieldValue)
  while (reader.next()) {
    const { value, parameters, quality } = reader
    members.push({ value, parameters, quality, position: members.length })
  }
  return members
}

const Q = 0x71

/**
 * Reads members one after the other, without making anything of them that nobody asks for: a request costs no more than the
 * characters it sends.
 *
 *     #element   = [ element ] *( OWS "," OWS [ element ] )          (RFC 9110 §5.6.1.2)
 *     element    = value parameters
 *     parameters = *( OWS ";" OWS [ parameter ] )                    (RFC 9110 §5.6.6)
 *     parameter  = token "=" ( token / quoted-string )
 *     weight     = OWS ";" OWS "q=" qvalue                           (RFC 9110 §12.4.2)
 */
export class MemberReader {
  /** The field value in lower case. */
  text = ''
  /** Where the member's value begins and ends in `text`. */
  start = 0
  end = 0
  quality = 1

  readonly #limits: Limits
  #at = 0
  #left = 0
  #cut = false
  // Once a quotation has no end, no later DQUOTE is taken for the start of one: reading stays linear.
  #quotes = true
  // Four indices into `text` for each parameter: name and value, each with begin and end.
  readonly #bounds: number[] = []
  #bound = 0
  #parameters: readonly Parameter[] | undefined

  constructor (limits: Limits) {
    this.#limits = limits
  }

  open (fieldValue: string): void {
    const { maxFieldLength } = this.#limits
    this.#cut = fieldValue.length > maxFieldLength
    // One more, to see whether the last member ends there.
    this.text = (this.#cut ? fieldValue.slice(0, maxFieldLength + 1) : fieldValue).toLowerCase()
    this.#at = 0
    this.#left = this.#limits.maxMembers
    this.#quotes = true
  }

  /** Goes to the next member that can be read; `false` where there is none. */
  next (): boolean {
    const { text } = this
    while (this.#at < text.length && this.#left-- > 0) {
      const wellFormed = this.member() && this.atEndOfMember()
      if (!wellFormed) this.skipMember()
      // The member that the limit cuts is left out: half of `text/html;q=0.1` would read as `text/html`.
      if (this.#cut && this.#at >= text.length) return false
      this.#at++
      if (wellFormed && this.end > this.start) return true
    }
    return false
  }

  get value (): string {
    return this.text.slice(this.start, this.end)
  }

  /** Whether the member has parameters other than the weight. */
  get hasParameters (): boolean {
    return this.#bound > 0
  }

  get parameters (): readonly Parameter[] {
    if (this.#parameters !== undefined) return this.#parameters
    const parameters: Parameter[] = []
    for (let bound = 0; bound < this.#bound; bound += 4) {
      const [nameStart, nameEnd, start, end] = this.#bounds.slice(bound, bound + 4) as [number, number, number, number]
      parameters.push([this.text.slice(nameStart, nameEnd), unquoted(this.text.slice(start, end))])
    }
    this.#parameters = parameters
    return parameters
  }

  /** Whether the member's value is `text`, which is in lower case. */
  is (text: string): boolean {
    return this.end - this.start === text.length && this.text.startsWith(text, this.start)
  }

  private member (): boolean {
    this.skipWhitespace()
    this.start = this.#at
    this.end = this.until(SEMICOLON)
    this.#bound = 0
    this.#parameters = undefined
    this.quality = -1
    while (this.nextParameter()) {
      if (!this.parameter()) return false
    }
    if (this.quality === -1) this.quality = 1
    return true
  }

  /** Steps over semicolons with nothing behind them; whether a parameter follows. */
  private nextParameter (): boolean {
    while (this.code() === SEMICOLON) {
      this.#at++
      this.skipWhitespace()
      if (this.code() !== SEMICOLON) return !this.atEndOfMember()
    }
    return false
  }

  private parameter (): boolean {
    const { text } = this
    const nameStart = this.#at
    const nameEnd = this.until(EQUALS)
    if (this.code() !== EQUALS || !isTokenBetween(text, nameStart, nameEnd)) return false
    this.#at++
    // Blanks around "=" are no part of the grammar; clients send them all the same.
    this.skipWhitespace()
    const start = this.#at
    const end = this.#quotes && this.code() === DQUOTE ? this.endOfQuoted() : this.endOfUnquoted()
    if (end === -1) return false
    if (nameEnd - nameStart === 1 && text.charCodeAt(nameStart) === Q) return this.weight(start, end)
    this.#bounds[this.#bound++] = nameStart
    this.#bounds[this.#bound++] = nameEnd
    this.#bounds[this.#bound++] = start
    this.#bounds[this.#bound++] = end
    return true
  }

  private weight (start: number, end: number): boolean {
    if (this.quality !== -1) return true
    const quoted = this.text.charCodeAt(start) === DQUOTE ? unquoted(this.text.slice(start, end)) : undefined
    this.quality = quoted === undefined ? parseQuality(this.text, start, end) : parseQuality(quoted, 0, quoted.length)
    return this.quality !== -1
  }

  /** Goes to `delimiter` or the end of the parameter; returns where what stands before ends, without the whitespace behind it. */
  private until (delimiter: number): number {
    const { text } = this
    let at = this.#at
    let end = at
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === delimiter || code === COMMA || code === SEMICOLON) break
      if (code !== SP && code !== HTAB) end = at + 1
    }
    this.#at = at
    return end
  }

  // choice: an unquoted value may hold more than a token. JSON-LD clients send `profile=http://www.w3.org/ns/json-ld#expanded`.
  private endOfUnquoted (): number {
    const start = this.#at
    const end = this.until(SEMICOLON)
    for (let at = start; at < end; at++) {
      const code = this.text.charCodeAt(at)
      if (code === SP || code === HTAB || code === DQUOTE) return -1
    }
    return end === start ? -1 : end
  }

  private endOfQuoted (): number {
    const end = this.endOfQuotation()
    if (end === -1) return -1
    this.#at = end
    this.skipWhitespace()
    return end
  }

  private endOfQuotation (): number {
    const end = endOfQuotedString(this.text, this.#at)
    if (end === -1) {
      this.#quotes = false
      // What the limit cut off may have closed it: what follows may be within the quotes.
      if (this.#cut) this.#at = this.text.length
    }
    return end
  }

  private skipMember (): void {
    while (!this.atEndOfMember()) {
      const end = this.#quotes && this.code() === DQUOTE ? this.endOfQuotation() : -1
      this.#at = end === -1 ? this.#at + 1 : end
    }
  }

  private skipWhitespace (): void {
    while (this.code() === SP || this.code() === HTAB) this.#at++
  }

  private atEndOfMember (): boolean {
    return this.#at >= this.text.length || this.code() === COMMA
  }

  // NaN past the end: equal to no character.
  private code (): number {
    return this.text.charCodeAt(this.#at)
  }
}
