/**
 * The dimension of content codings: `Accept-Encoding` against the codings that a route is sent in.
 *
 * It decides the 406 and `Vary`; a plugin such as @fastify/compress applies the coding. RFC 9110 §12.5.3, RFC 9842 §6.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 * @see https://www.rfc-editor.org/rfc/rfc9842#section-6
 */
import type { Condition, Dimension } from './dimension.js'
import { parseToken, TokenMatcher } from './tokens.js'

const IDENTITY = 'identity'

// "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"" (RFC 9110 §8.4.1.3; §8.4.1.1 for compress).
const EQUIVALENT = new Map([['x-gzip', 'gzip'], ['x-compress', 'compress']])

function parseCoding (text: string): string | undefined {
  const coding = parseToken(text)
  return coding === undefined ? undefined : EQUIVALENT.get(coding) ?? coding
}

function namesOf (coding: string): readonly string[] {
  return [coding, ...[...EQUIVALENT].filter(([, equivalent]) => equivalent === coding).map(([name]) => name)]
}

/** "If the representation has no content coding, then it is acceptable by default unless specifically excluded." */
class CodingMatcher extends TokenMatcher {
  readonly #identity: number

  constructor (codings: readonly string[]) {
    super(codings.map(namesOf))
    this.#identity = codings.indexOf(IDENTITY)
  }

  override end (hasRange: boolean): void {
    super.end(hasRange)
    const { preferences } = this
    if (!hasRange) {
      // choice: without the field, any coding is acceptable; content goes out as it is, since who does not ask may not decode.
      preferences.set(this.#identity, 1, 1, 0)
    } else if (preferences.precedence[this.#identity] === 0) {
      // choice: acceptable by default is the lowest quality there is (three decimals): below every coding that the client names.
      preferences.set(this.#identity, 0.001, 0, Infinity)
    }
  }
}

// A Byte Sequence of 32 bytes, the SHA-256 of the dictionary (RFC 9842 §2.2, RFC 9651 §4.2.7). Padding may be absent.
const DICTIONARY = /^ *(:[A-Za-z\d+/]{43}=?:) *(?:;.*)?$/

/** "Clients that have a dictionary" say which; nobody else can decode what is compressed by one (RFC 9842 §2.2, §6). */
const dictionary: Condition<string> = {
  field: 'available-dictionary',
  isNeededBy: (coding) => coding === 'dcb' || coding === 'dcz',
  parse: (fieldValue) => DICTIONARY.exec(fieldValue)?.[1]
}

/** A content coding (RFC 9110 §8.4.1). `identity` is always available, declared or not. */
export type ContentCoding = 'gzip' | 'br' | 'zstd' | 'deflate' | 'dcb' | 'dcz' | 'identity' | (string & {})

declare module '../../types/dimensions.js' {
  interface Dimensions {
    encoding: { key: 'encodings', value: ContentCoding, always: 'identity', narrowable: false }
  }
}

export const codings: Dimension<string, 'encoding'> = {
  name: 'encoding',
  key: 'encodings',
  field: 'accept-encoding',
  condition: dictionary,
  preposition: 'with the content coding',
  strict: true,
  expected: 'a content coding',
  always: IDENTITY,
  available: parseCoding,
  nothing: '*;q=0',
  ranges: (token) => [token],
  canonical: (coding) => coding,
  compile: (values) => new CodingMatcher(values)
}
