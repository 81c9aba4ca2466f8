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

/** Whether the characters from `start` to `end` are a token. */
export function isTokenBetween (text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (TCHAR[text.charCodeAt(at)] !== 1) return false
  }
  return end > start
}

/**
 * Behind the DQUOTE that closes the one at `start`; -1 where there is none.
 *
 *     quoted-string = DQUOTE *( qdtext / quoted-pair ) DQUOTE        (RFC 9110 §5.6.4)
 *     quoted-pair   = "\" ( HTAB / SP / VCHAR / obs-text )
 */
export function endOfQuotedString (text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DQUOTE) return at + 1
    if (code === BACKSLASH) at++
  }
  return -1
}

/** What a parameter's value stands for: a quoted string for what is between the quotes, anything else for itself. */
export function unquoted (value: string): string {
  if (!value.startsWith('"')) return value
  const quoted = value.slice(1, -1)
  return quoted.includes('\\') ? quoted.replace(/\\(.)/gs, '$1') : quoted
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
  const dot = indexOfDot(text, start, end)
  const whole = digits(text, start, dot)
  // Further decimals than a double holds change nothing.
  const decimals = dot === end ? 0 : digits(text, dot + 1, Math.min(end, dot + 16))
  if (whole === -1 || decimals === -1 || end - start === (dot === end ? 0 : 1) || digits(text, dot + 1, end) === -1) return -1
  const quality = whole + decimals / 10 ** Math.max(0, Math.min(end, dot + 16) - dot - 1)
  return quality <= 1 ? quality : -1
}

function indexOfDot (text: string, start: number, end: number): number {
  for (let at = start; at < end; at++) if (text.charCodeAt(at) === DOT) return at
  return end
}

/** The number that digits make, 0 for none; -1 where there is something else. */
function digits (text: string, start: number, end: number): number {
  let number = 0
  for (let at = start; at < end; at++) {
    const digit = text.charCodeAt(at) - ZERO
    if (digit < 0 || digit > NINE - ZERO) return -1
    number = number * 10 + digit
  }
  return number
}
