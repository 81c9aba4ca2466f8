/**
 * First step of a request: the grammar that the request's selecting fields share.
 * In: a field value. Out: its members, each with its parameters and quality. What is malformed is left out; nothing throws.
 *
 * RFC 9110 §5.6 and §12.4.2. The fields themselves (which members mean what) are the dimensions' matter.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */

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

const NO_PARAMETERS: readonly Parameter[] = []

/** token = 1*tchar (RFC 9110 §5.6.2) */
const TOKEN = /^[!#$%&'*+\-.^_`|~\da-z]+$/i

/** Whether `text` is a token (RFC 9110 §5.6.2). */
export function isToken (text: string): boolean {
  return TOKEN.test(text)
}

/**
 * Reads one field of a request: repeated field lines are one list (RFC 9110 §5.3).
 *
 * @returns the combined field value; `undefined` where the field is absent
 */
export function readField (headers: Readonly<Record<string, string | readonly string[] | undefined>>, field: string): string | undefined {
  const value = headers[field]
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}

/**
 * Parses a list-based field value into its members.
 *
 * A member that is malformed is skipped and the rest counts. Linear in the length of `fieldValue`.
 *
 * @example
 * parseMembers('de-AT, en;q=0.8').map((member) => member.quality) // [1, 0.8]
 */
export function parseMembers (fieldValue: string, limits: Limits = DEFAULT_LIMITS): Member[] {
  const reader = new Reader(cut(fieldValue, limits.maxFieldLength).toLowerCase())
  const members: Member[] = []
  for (let read = 0; read < limits.maxMembers && !reader.done; read++) {
    const member = reader.member(members.length)
    if (member !== undefined) members.push(member)
  }
  return members
}

// The member that the limit cuts is left out: half of `text/html;q=0.1` would read as `text/html`.
function cut (fieldValue: string, maxFieldLength: number): string {
  if (fieldValue.length <= maxFieldLength) return fieldValue
  return fieldValue.slice(0, fieldValue.lastIndexOf(',', maxFieldLength) + 1)
}

const HTAB = 0x09
const SP = 0x20
const DQUOTE = 0x22
const COMMA = 0x2c
const SEMICOLON = 0x3b
const EQUALS = 0x3d
const BACKSLASH = 0x5c

/*
 * #element   = [ element ] *( OWS "," OWS [ element ] )            (RFC 9110 §5.6.1.2)
 * element    = value parameters
 * parameters = *( OWS ";" OWS [ parameter ] )                      (RFC 9110 §5.6.6)
 * parameter  = token "=" ( token / quoted-string )
 * weight     = OWS ";" OWS "q=" qvalue                             (RFC 9110 §12.4.2)
 */
class Reader {
  readonly #text: string
  #at = 0
  // Once a quotation has no end, no later DQUOTE is taken for the start of one: reading stays linear.
  #quotes = true

  constructor (text: string) {
    this.#text = text
  }

  get done (): boolean {
    return this.#at >= this.#text.length
  }

  /** Reads up to and with the next comma; `undefined` for an empty or malformed member. */
  member (position: number): Member | undefined {
    this.#skipWhitespace()
    const value = this.#until(SEMICOLON)
    const member = this.#weighted(value, position)
    const wellFormed = member !== undefined && this.#atEndOfMember()
    if (!wellFormed) this.#skipMember()
    this.#at++
    return wellFormed && value !== '' ? member : undefined
  }

  #weighted (value: string, position: number): Member | undefined {
    let parameters: Parameter[] | undefined
    let quality: number | undefined
    while (this.#nextParameter()) {
      const parameter = this.#parameter()
      if (parameter === undefined) return undefined
      if (parameter[0] !== 'q') {
        (parameters ??= []).push(parameter)
      } else if ((quality ??= parseQuality(parameter[1])) === undefined) {
        return undefined
      }
    }
    return { value, parameters: parameters ?? NO_PARAMETERS, quality: quality ?? 1, position }
  }

  /** Steps over semicolons with nothing behind them; whether a parameter follows. */
  #nextParameter (): boolean {
    while (this.#code() === SEMICOLON) {
      this.#at++
      this.#skipWhitespace()
      if (this.#code() !== SEMICOLON) return !this.#atEndOfMember()
    }
    return false
  }

  #parameter (): Parameter | undefined {
    const name = this.#until(EQUALS)
    const value = this.#parameterValue()
    return value === undefined || !isToken(name) ? undefined : [name, value]
  }

  /** What stands before `delimiter` or the member's end, without the whitespace around. */
  #until (delimiter: number): string {
    const start = this.#at
    while (!this.done) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === delimiter || code === COMMA || code === SEMICOLON) break
      this.#at++
    }
    return this.#text.slice(start, this.#at).trimEnd()
  }

  #parameterValue (): string | undefined {
    if (this.#code() !== EQUALS) return undefined
    this.#at++
    // Blanks around "=" are no part of the grammar; clients send them all the same.
    this.#skipWhitespace()
    if (this.#quotes && this.#code() === DQUOTE) return this.#quotedString()
    const value = this.#until(SEMICOLON)
    // choice: an unquoted value may hold more than a token. JSON-LD clients send `profile=http://www.w3.org/ns/json-ld#expanded`.
    return value === '' || /[\s"]/.test(value) ? undefined : value
  }

  /*
   * quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE        (RFC 9110 §5.6.4)
   * quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
   */
  #quotedString (): string | undefined {
    const end = this.#endOfQuotation()
    if (end === undefined) return undefined
    const quoted = this.#text.slice(this.#at + 1, end)
    this.#at = end + 1
    this.#skipWhitespace()
    return quoted.includes('\\') ? quoted.replace(/\\(.)/gs, '$1') : quoted
  }

  #endOfQuotation (): number | undefined {
    for (let at = this.#at + 1; at < this.#text.length; at++) {
      const code = this.#text.charCodeAt(at)
      if (code === DQUOTE) return at
      if (code === BACKSLASH) at++
    }
    this.#quotes = false
    return undefined
  }

  #skipMember (): void {
    while (!this.done && this.#code() !== COMMA) {
      const end = this.#quotes && this.#code() === DQUOTE ? this.#endOfQuotation() : undefined
      this.#at = (end ?? this.#at) + 1
    }
  }

  #skipWhitespace (): void {
    while (this.#code() === SP || this.#code() === HTAB) this.#at++
  }

  #atEndOfMember (): boolean {
    return this.done || this.#code() === COMMA
  }

  // NaN past the end: equal to no character.
  #code (): number {
    return this.#text.charCodeAt(this.#at)
  }
}

/*
 * qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )     (RFC 9110 §12.4.2)
 *
 * choice: `.2` and more than three decimals are read for what they mean; old Java sends the former.
 */
const QVALUE = /^(?:\d+\.?\d*|\.\d+)$/

function parseQuality (text: string): number | undefined {
  if (!QVALUE.test(text)) return undefined
  const quality = Number(text)
  return quality <= 1 ? quality : undefined
}
