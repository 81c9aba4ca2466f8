/**
 * Text as UTF-8 after the head that says how many bytes it has.
 */
import { type Head, LONGEST_HEAD } from './notation.js'
import type { Output } from './output.js'

/** In characters: longer text is faster written by Node.js, whose call takes as long as this many turns of our loop. */
const SHORT = 36

/** The most bytes that a character of JavaScript becomes. */
const LONGEST_CHARACTER = 3

/**
 * Writes text, valid in any case: RFC 8949 §3.1 wants it.
 *
 * choice: a lone surrogate becomes U+FFFD, as in Node.js's own encoder.
 *
 * @returns whether it is ASCII
 */
export function writeText (text: string, head: Head, to: Output): boolean {
  const { length } = text
  to.reserve(LONGEST_HEAD + length * LONGEST_CHARACTER)
  const start = to.position
  const first = head.put(length, to, start)
  to.position = length > SHORT ? first + to.bytes.write(text, first) : encode(text, to.bytes, first)
  const count = to.position - first
  if (count === length) return true
  head.close(count, to, start, length)
  return false
}

/*
 * UTF8-octets = 0xxxxxxx
 *             / 110xxxxx 10xxxxxx
 *             / 1110xxxx 10xxxxxx 10xxxxxx
 *             / 11110xxx 10xxxxxx 10xxxxxx 10xxxxxx      (RFC 3629 §3)
 */
function encode (text: string, bytes: Buffer, start: number): number {
  let at = start
  for (let index = 0; index < text.length; index++) {
    let code = text.charCodeAt(index)
    if (code < 0x80) {
      bytes[at++] = code
      continue
    }
    if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
    } else {
      if ((code & 0xf800) === 0xd800) {
        code = pairAt(text, index)
        if (code > 0xffff) index++
      }
      if (code > 0xffff) {
        bytes[at++] = 0xf0 | (code >> 18)
        bytes[at++] = 0x80 | ((code >> 12) & 0x3f)
      } else {
        bytes[at++] = 0xe0 | (code >> 12)
      }
      bytes[at++] = 0x80 | ((code >> 6) & 0x3f)
    }
    bytes[at++] = 0x80 | (code & 0x3f)
  }
  return at
}

/** The character of a pair of surrogates; U+FFFD for one that is alone. */
function pairAt (text: string, index: number): number {
  const code = text.codePointAt(index) as number
  return code > 0xffff ? code : 0xfffd
}

// Of a pair or alone: few texts have any.
const SURROGATE = /[\ud800-\udfff]/

/** A name as it reads when it is written. */
export function toWellFormed (name: string): string {
  return SURROGATE.test(name) ? name.replace(/\p{Surrogate}/gu, '\ufffd') : name
}
