/**
 * The grammar that fields are written in: tokens, quoted strings, weights.
 *
 * RFC 9110 §5.6 and §12.4.2. Everything here is linear and throws nothing.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6
 */

export const HTAB = 0x09
export const SP = 0x20
export const DQUOTE = 0x22
export const COMMA = 0x2c
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
export const SEMICOLON = 0x3b
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c

/** token = 1*tchar (RFC 9110 §5.6.2) */
const TOKEN = /^[!#$%&'*+\-.^_`|~\da-z]+$/i

/** 1 for every tchar, by character code. */
const TCHAR = Uint8Array.from({ length: 256 }, (_, code) => TOKEN.test(String.fromCharCode(code)) ? 1 : 0)

/** Whether `text` is a token (RFC 9110 §5.6.2). */
export function isToken (text: string): boolean {
  return TOKEN.test(text)
}

const A = 0x41
const Z = 0x5a
const LOWER_A = A + SP
const LOWER_Z = Z + SP

/** A letter of ASCII in lower case; any other character as it is. */
export function lowerCase (code: number): number {
  return code >= A && code <= Z ? code + SP : code
}

/** A letter or a digit of ASCII. */
export function isAlphanumeric (code: number): boolean {
  const lower = code | SP
  return (lower >= LOWER_A && lower <= LOWER_Z) || (code >= ZERO && code <= NINE)
}

/** Whether `lower`, which is in lower case, stands in `text` at `start`, without regard to case. */
export function standsAt (text: string, start: number, lower: string): boolean {
  if (text.startsWith(lower, start)) return true
  for (let at = 0; at < lower.length; at++) {
    if (lowerCase(text.charCodeAt(start + at)) !== lower.charCodeAt(at)) return false
  }
  return true
}

/** Where the token that begins at `start` ends; `start` itself where none does. */
export function endOfToken (text: string, start: number): number {
  let at = start
  while (TCHAR[text.charCodeAt(at)] === 1) at++
  return at
}

/** Where the whitespace that begins at `start` ends, at `end` at the latest. */
export function afterWhitespace (text: string, start: number, end: number): number {
  let at = start
  while (at < end && isWhitespace(text.charCodeAt(at))) at++
  return at
}

/** Where the whitespace that ends at `end` begins, at `start` at the latest. */
export function beforeWhitespace (text: string, start: number, end: number): number {
  let at = end
  while (at > start && isWhitespace(text.charCodeAt(at - 1))) at--
  return at
}

/** OWS = *( SP / HTAB ) (RFC 9110 §5.6.3) */
export function isWhitespace (code: number): boolean {
  return code === SP || code === HTAB
}

/** Whether the characters from `start` to `end` are a token. */
export function isTokenBetween (text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (TCHAR[text.charCodeAt(at)] !== 1) return false
  }
  return end > start
}

/**
 * Past the DQUOTE that closes the one at `start`; -1 where there is none before `end`.
 *
 *     quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE        (RFC 9110 §5.6.4)
 *     quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
 */
export function endOfQuotedString (text: string, start: number, end: number): number {
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at)
    if (code === DQUOTE) return at + 1
    if (code === BACKSLASH) at++
  }
  return -1
}

/** What a parameter's value stands for: a quoted string for what is between the quotes, anything else for itself. */
export function unquoted (value: string): string {
  if (!value.startsWith('"')) return value
  return value.slice(1, -1).replace(/\\(.)/gs, '$1')
}

/**
 * Reads a weight.
 *
 *     qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )   (RFC 9110 §12.4.2)
 *
 * choice: `.2` and more than three decimals are read for what they mean; old Java sends the former.
 *
 * @returns -1 for what is no quality
 */
export function parseQuality (text: string, start: number, end: number): number {
  let number = 0
  // What the last digit counts for: 0 before the dot.
  let scale = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit >= 0 && digit <= 9) {
      number = scale < MAX_SCALE ? number * 10 + digit : number
      scale = scale < MAX_SCALE ? scale * 10 : scale
    } else if (digit === DOT - ZERO && scale === 0) {
      scale = 1
    } else {
      return -1
    }
  }
  return qualityOf(number, scale, end - start)
}

// Further decimals than a double holds change nothing.
const MAX_SCALE = 1e15

function qualityOf (number: number, scale: number, length: number): number {
  const quality = scale === 0 ? number : number / scale
  // Neither nothing nor a dot alone.
  return quality <= 1 && length > (scale === 0 ? 0 : 1) ? quality : -1
}

// To compare each with each is quick, and with many of them is not.
const MAX_COMPARED = 8

/** Whether a parameter stands twice. `bounds` has four indices into `text` for each: name and value, each with begin and end. */
export function isRepeated (text: string, bounds: readonly number[], count: number): boolean {
  if (count > MAX_COMPARED) return new Set(Array.from({ length: count }, (_, index) => nameAt(text, bounds, index))).size < count
  for (let index = 1; index < count; index++) {
    for (let other = 0; other < index; other++) if (isSameName(text, bounds, index, other)) return true
  }
  return false
}

function nameAt (text: string, bounds: readonly number[], index: number): string {
  return text.slice(bounds[index * 4], bounds[index * 4 + 1]).toLowerCase()
}

function isSameName (text: string, bounds: readonly number[], index: number, other: number): boolean {
  const start = bounds[index * 4] as number
  const otherStart = bounds[other * 4] as number
  const length = (bounds[index * 4 + 1] as number) - start
  if (length !== (bounds[other * 4 + 1] as number) - otherStart) return false
  for (let at = 0; at < length; at++) {
    if (lowerCase(text.charCodeAt(start + at)) !== lowerCase(text.charCodeAt(otherStart + at))) return false
  }
  return true
}
