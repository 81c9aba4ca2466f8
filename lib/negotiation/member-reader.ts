/**
 * Where reading begins: the members of a field value, one after the other, in the grammar that the selecting fields share.
 *
 * In: a field value. Out: where each member's value and parameters stand in it, and its weight. RFC 9110 §5.6, §12.4.2.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */
import {
  afterWhitespace, beforeWhitespace, COMMA, DQUOTE, endOfQuotedString, endOfToken, EQUALS, isRepeated, isWhitespace, lowerCase,
  parseQuality, SEMICOLON, standsAt, unquoted
} from './grammar.js'

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
 * Reads members one after the other, without making anything of them that nobody asks for. What nothing available falls under is not
 * even looked at: the delimiters are searched for, as `indexOf` does it, and parameters are read when somebody wants them.
 *
 *     #element   = [ element ] *( OWS "," OWS [ element ] )          (RFC 9110 §5.6.1.2)
 *     element    = value parameters
 *     parameters = *( OWS ";" OWS [ parameter ] )                    (RFC 9110 §5.6.6)
 *     parameter  = token "=" ( token / quoted-string )
 *     weight     = OWS ";" OWS "q=" qvalue                           (RFC 9110 §12.4.2)
 */
export class MemberReader {
  /** The field value. */
  text = ''
  /** Where the member's value begins and ends in `text`. */
  start = 0
  end = 0
  /** Where the member itself ends. */
  memberEnd = 0
  /** Among the members that have a value, 0 for the first; one that turns out to be malformed counts. */
  position = 0
  /** Once the parameters are read; 1 where the member has no weight. */
  quality = 1

  readonly #limits: Limits
  /** How much of `text` is read. */
  #length = 0
  #left = 0
  #cut = false
  // The next of each, which may be some members ahead.
  #comma = 0
  #semicolon = 0
  #quote = 0
  #parametersStart = 0
  // For each parameter four indices, as `isRepeated` has them.
  readonly #bounds: number[] = []
  #bound = 0

  constructor (limits: Limits) {
    this.#limits = limits
  }

  open (fieldValue: string): void {
    const { maxFieldLength, maxMembers } = this.#limits
    this.text = fieldValue
    this.#cut = fieldValue.length > maxFieldLength
    // One more, to see whether the last member ends there. A slice would be read slower.
    this.#length = this.#cut ? maxFieldLength + 1 : fieldValue.length
    this.memberEnd = -1
    this.position = -1
    this.#left = maxMembers
    this.#comma = this.#semicolon = this.#quote = -1
  }

  /** Nothing of a request is kept beyond it. */
  close (): void {
    this.text = ''
  }

  /** Goes to the next member that has a value; `false` where there is none. */
  next (): boolean {
    const { text } = this
    let from = this.memberEnd + 1
    this.position++
    while (from < this.#length && this.#left-- > 0) {
      this.#comma = this.#indexOf(',', from)
      this.#semicolon = this.#next(';', this.#semicolon, from)
      this.#quote = this.#next('"', this.#quote, from)
      const quoted = this.#quote < this.#comma
      const end = quoted ? this.#endOfPart(from) : Math.min(this.#comma, this.#semicolon)
      const memberEnd = quoted ? this.#endOfMember(end) : this.#comma
      // The member that the limit cuts is left out: half of `text/html;q=0.1` would read as `text/html`.
      if (this.#cut && memberEnd === this.#length) return false
      this.memberEnd = memberEnd
      this.#parametersStart = end
      this.start = afterWhitespace(text, from, end)
      this.end = beforeWhitespace(text, this.start, end)
      if (this.end > this.start) return true
      from = memberEnd + 1
    }
    return false
  }

  /** Where the next delimiter stands: where it is known, or further on. */
  #next (delimiter: string, known: number, from: number): number {
    return known < from ? this.#indexOf(delimiter, from) : known
  }

  #indexOf (delimiter: string, from: number): number {
    const at = this.text.indexOf(delimiter, from)
    return at === -1 ? this.#length : Math.min(at, this.#length)
  }

  /** The member's value, in lower case. */
  get value (): string {
    return this.text.slice(this.start, this.end).toLowerCase()
  }

  /** Whether the member's value is `lower`, which is in lower case, without regard to case. */
  is (lower: string): boolean {
    return this.end - this.start === lower.length && standsAt(this.text, this.start, lower)
  }

  /** Reads the member's parameters and its weight; `false` where it is malformed, and so says nothing. */
  readParameters (): boolean {
    const { text, memberEnd } = this
    this.#bound = 0
    this.quality = NO_WEIGHT
    for (let end = this.#parametersStart; end < memberEnd;) {
      const start = afterWhitespace(text, end + 1, memberEnd)
      if (this.#readLastWeight(start)) break
      end = this.#endOfPart(start)
      if (!this.#readParameter(start, end)) return false
    }
    if (this.quality === NO_WEIGHT) this.quality = 1
    // One that stands twice leaves open which value counts (RFC 6838 §4.3).
    return !isRepeated(text, this.#bounds, this.parameterCount)
  }

  /** How many parameters the member has, the weight not among them. */
  get parameterCount (): number {
    return this.#bound / 4
  }

  /** In lower case. */
  parameter (index: number): Parameter {
    const [nameStart, nameEnd, start, end] = this.#bounds.slice(index * 4, index * 4 + 4) as [number, number, number, number]
    return [this.text.slice(nameStart, nameEnd).toLowerCase(), unquoted(this.text.slice(start, end)).toLowerCase()]
  }

  /** Whether a parameter has this name and this value, both in lower case; without regard to case. */
  parameterIs (index: number, name: string, value: string): boolean {
    const nameStart = this.#bounds[index * 4] as number
    const nameEnd = this.#bounds[index * 4 + 1] as number
    if (nameEnd - nameStart !== name.length || !standsAt(this.text, nameStart, name)) return false
    const start = this.#bounds[index * 4 + 2] as number
    const end = this.#bounds[index * 4 + 3] as number
    if (this.text.charCodeAt(start) === DQUOTE) return this.parameter(index)[1] === value
    return end - start === value.length && standsAt(this.text, start, value)
  }

  #endOfMember (endOfValue: number): number {
    let end = endOfValue
    while (end < this.#length && this.text.charCodeAt(end) === SEMICOLON) end = this.#endOfPart(end + 1)
    return end
  }

  /**
   * What ends a value or a parameter: the next comma or semicolon that is not within quotes. A quotation begins after "=" or another
   * one; elsewhere a DQUOTE makes the member malformed, and no more.
   */
  #endOfPart (from: number): number {
    const { text } = this
    let assigned = false
    let at = from
    while (at < this.#length) {
      const code = text.charCodeAt(at)
      if (code === COMMA || code === SEMICOLON) return at
      at = code === DQUOTE && assigned && this.#quote < this.#length ? this.#endOfQuotation(at) : at + 1
      assigned = code === EQUALS || (assigned && (code === DQUOTE || isWhitespace(code)))
    }
    return this.#length
  }

  #endOfQuotation (start: number): number {
    const end = endOfQuotedString(this.text, start, this.#length)
    if (end !== -1) return end
    // No later DQUOTE is taken for the start of a quotation: reading stays linear.
    this.#quote = this.#length
    // What the limit cut off may have closed it: what follows may be within the quotes.
    return this.#cut ? this.#length : start + 1
  }

  #readParameter (nameStart: number, parameterEnd: number): boolean {
    const { text } = this
    // A parameter may be empty.
    if (nameStart === parameterEnd) return true
    const nameEnd = endOfToken(text, nameStart)
    // Blanks around "=" are no part of the grammar; clients send them all the same.
    const equals = afterWhitespace(text, nameEnd, parameterEnd)
    if (text.charCodeAt(equals) !== EQUALS || nameEnd === nameStart) return false
    const start = afterWhitespace(text, equals + 1, parameterEnd)
    const end = beforeWhitespace(text, start, parameterEnd)
    if (!this.#isParameterValue(start, end)) return false
    if (nameEnd - nameStart === 1 && lowerCase(text.charCodeAt(nameStart)) === Q) return this.#readWeight(start, end)
    this.#bounds[this.#bound++] = nameStart
    this.#bounds[this.#bound++] = nameEnd
    this.#bounds[this.#bound++] = start
    this.#bounds[this.#bound++] = end
    return true
  }

  /** `q=0.8` with nothing after it, which is what there is to read most of the time. */
  #readLastWeight (start: number): boolean {
    const { text, memberEnd } = this
    if (this.quality !== NO_WEIGHT || text.charCodeAt(start) !== Q || text.charCodeAt(start + 1) !== EQUALS) return false
    this.quality = parseQuality(text, start + 2, memberEnd)
    return this.quality !== NO_WEIGHT
  }

  // choice: an unquoted value may hold more than a token. JSON-LD clients send `profile=http://www.w3.org/ns/json-ld#expanded`.
  #isParameterValue (start: number, end: number): boolean {
    const { text } = this
    if (text.charCodeAt(start) === DQUOTE) return endOfQuotedString(text, start, end) === end
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at)
      if (code === DQUOTE || isWhitespace(code)) return false
    }
    return start < end
  }

  #readWeight (start: number, end: number): boolean {
    if (this.quality !== NO_WEIGHT) return true
    const weight = unquoted(this.text.slice(start, end))
    this.quality = parseQuality(weight, 0, weight.length)
    return this.quality !== NO_WEIGHT
  }
}

// What `parseQuality` returns for what is no quality.
const NO_WEIGHT = -1
