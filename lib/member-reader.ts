/**
 * Where reading begins: the members of a field value, one after the other, in the grammar that the selecting fields share.
 *
 * In: a field value. Out: where each member's value and parameters stand in it, and its weight. RFC 9110 §5.6, §12.4.2.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */
import { COMMA, DQUOTE, endOfQuotedString, endOfToken, EQUALS, HTAB, lowerCase, parseQuality, SEMICOLON, SP, standsAt, unquoted } from './grammar.js'

export type Parameter = readonly [name: string, value: string]

/** How much of a field value is read. */
export interface Limits {
  /** In bytes; a longer value is read up to the last member that ends within. */
  readonly maxFieldLength: number
  /** Further members are ignored. */
  readonly maxMembers: number
}

export const DEFAULT_LIMITS: Limits = { maxFieldLength: 8192, maxMembers: 100 }

const Q = 0x71

/**
 * Reads members one after the other, without making anything of them that nobody asks for: a request costs no more than the
 * characters it sends. What does not count is not even looked at: a delimiter is searched for, as `indexOf` does it.
 *
 *     #element   = [ element ] *( OWS "," OWS [ element ] )          (RFC 9110 §5.6.1.2)
 *     element    = value parameters
 *     parameters = *( OWS ";" OWS [ parameter ] )                    (RFC 9110 §5.6.6)
 *     parameter  = token "=" ( token / quoted-string )
 *     weight     = OWS ";" OWS "q=" qvalue                           (RFC 9110 §12.4.2)
 */
export class MemberReader {
  /** The field value, as far as it is read. */
  text = ''
  /** Where the member's value begins and ends in `text`. */
  start = 0
  end = 0
  quality = 1

  readonly #limits: Limits
  #at = 0
  #left = 0
  #cut = false
  // The next of each, which may be some members ahead.
  #comma = -1
  #semicolon = -1
  #quote = -1
  // Four indices into `text` for each parameter: name and value, each with begin and end.
  readonly #bounds: number[] = []
  #bound = 0
  #parameters: readonly Parameter[] | undefined

  constructor (limits: Limits) {
    this.#limits = limits
  }

  open (fieldValue: string): void {
    const { maxFieldLength, maxMembers } = this.#limits
    this.#cut = fieldValue.length > maxFieldLength
    // One more, to see whether the last member ends there.
    this.text = this.#cut ? fieldValue.slice(0, maxFieldLength + 1) : fieldValue
    this.#at = 0
    this.#left = maxMembers
    this.#comma = this.#semicolon = this.#quote = -1
  }

  /** Nothing of a request is kept beyond it. */
  close (): void {
    this.text = ''
    this.#parameters = undefined
  }

  /** Goes to the next member that can be read; `false` where there is none. */
  next (): boolean {
    while (this.#at < this.text.length && this.#left-- > 0) {
      const wellFormed = this.member()
      // The member that the limit cuts is left out: half of `text/html;q=0.1` would read as `text/html`.
      if (this.#cut && this.#at >= this.text.length) return false
      this.#at++
      if (wellFormed && this.end > this.start) return true
    }
    return false
  }

  /** The member's value, in lower case. */
  get value (): string {
    return this.text.slice(this.start, this.end).toLowerCase()
  }

  /** Whether the member has parameters other than the weight. */
  get hasParameters (): boolean {
    return this.#bound > 0
  }

  /** In lower case. */
  get parameters (): readonly Parameter[] {
    if (this.#parameters !== undefined) return this.#parameters
    const parameters: Parameter[] = []
    for (let bound = 0; bound < this.#bound; bound += 4) {
      const [nameStart, nameEnd, start, end] = this.#bounds.slice(bound, bound + 4) as [number, number, number, number]
      parameters.push([this.text.slice(nameStart, nameEnd).toLowerCase(), unquoted(this.text.slice(start, end)).toLowerCase()])
    }
    this.#parameters = parameters
    return parameters
  }

  /** Whether the member's value is `lower`, which is in lower case, without regard to case. */
  is (lower: string): boolean {
    return this.end - this.start === lower.length && standsAt(this.text, this.start, lower)
  }

  private member (): boolean {
    let end = this.endOfPart(this.#at)
    this.start = this.afterWhitespace(this.#at, end)
    this.end = this.beforeWhitespace(this.start, end)
    this.#bound = 0
    this.#parameters = undefined
    this.quality = -1
    let wellFormed = true
    while (this.text.charCodeAt(end) === SEMICOLON) {
      const begin = end + 1
      end = this.endOfPart(begin)
      wellFormed = wellFormed && this.parameter(begin, end)
    }
    if (this.quality === -1) this.quality = 1
    this.#at = end
    return wellFormed
  }

  /** What ends a value or a parameter: the next comma or semicolon that is not within quotes. */
  private endOfPart (from: number): number {
    if (this.#comma < from) this.#comma = this.indexOf(',', from)
    if (this.#semicolon < from) this.#semicolon = this.indexOf(';', from)
    if (this.#quote < from) this.#quote = this.indexOf('"', from)
    const end = this.#comma < this.#semicolon ? this.#comma : this.#semicolon
    return end <= this.#quote ? end : this.endOfQuotedPart(from)
  }

  private indexOf (delimiter: string, from: number): number {
    const at = this.text.indexOf(delimiter, from)
    return at === -1 ? this.text.length : at
  }

  /** A quotation begins behind "=" or another one: elsewhere a DQUOTE makes the member malformed, and no more. */
  private endOfQuotedPart (from: number): number {
    const { text } = this
    let assigned = false
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === COMMA || code === SEMICOLON) return at
      if (code === DQUOTE && assigned) at = this.endOfQuotation(at) - 1
      assigned = code === EQUALS || (assigned && (code === DQUOTE || isWhitespace(code)))
    }
    return text.length
  }

  private endOfQuotation (start: number): number {
    const end = endOfQuotedString(this.text, start)
    if (end !== -1) return end
    // No later DQUOTE is taken for the start of a quotation: reading stays linear.
    this.#quote = this.text.length
    // What the limit cut off may have closed it: what follows may be within the quotes.
    return this.#cut ? this.text.length : start + 1
  }

  private parameter (begin: number, behind: number): boolean {
    const { text } = this
    const nameStart = this.afterWhitespace(begin, behind)
    if (nameStart === behind) return true
    if (this.weightAsMostHaveIt(nameStart, behind)) return true
    const nameEnd = endOfToken(text, nameStart)
    // Blanks around "=" are no part of the grammar; clients send them all the same.
    const equals = this.afterWhitespace(nameEnd, behind)
    if (text.charCodeAt(equals) !== EQUALS || nameEnd === nameStart) return false
    const start = this.afterWhitespace(equals + 1, behind)
    const end = this.beforeWhitespace(start, behind)
    if (!this.isParameterValue(start, end)) return false
    if (nameEnd - nameStart === 1 && lowerCase(text.charCodeAt(nameStart)) === Q) return this.weight(start, end)
    this.#bounds[this.#bound++] = nameStart
    this.#bounds[this.#bound++] = nameEnd
    this.#bounds[this.#bound++] = start
    this.#bounds[this.#bound++] = end
    return true
  }

  /** `q=0.8`, without whitespace or quotes: what there is to read in most parameters of all. */
  private weightAsMostHaveIt (start: number, end: number): boolean {
    if (this.quality !== -1 || this.text.charCodeAt(start) !== Q || this.text.charCodeAt(start + 1) !== EQUALS) return false
    this.quality = parseQuality(this.text, start + 2, end)
    return this.quality !== -1
  }

  // choice: an unquoted value may hold more than a token. JSON-LD clients send `profile=http://www.w3.org/ns/json-ld#expanded`.
  private isParameterValue (start: number, end: number): boolean {
    const { text } = this
    if (text.charCodeAt(start) === DQUOTE) return this.#quote < end && endOfQuotedString(text, start) === end
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === DQUOTE || isWhitespace(code)) return false
    }
    return start < end
  }

  private weight (start: number, end: number): boolean {
    if (this.quality !== -1) return true
    const quoted = this.text.charCodeAt(start) === DQUOTE ? unquoted(this.text.slice(start, end)) : undefined
    this.quality = quoted === undefined ? parseQuality(this.text, start, end) : parseQuality(quoted, 0, quoted.length)
    return this.quality !== -1
  }

  private afterWhitespace (start: number, end: number): number {
    let at = start
    while (at < end && isWhitespace(this.text.charCodeAt(at))) at++
    return at
  }

  private beforeWhitespace (start: number, end: number): number {
    let at = end
    while (at > start && isWhitespace(this.text.charCodeAt(at - 1))) at--
    return at
  }
}

function isWhitespace (code: number): boolean {
  return code === SP || code === HTAB
}
