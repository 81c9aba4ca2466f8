/**
 * The dimension of content codings: `Accept-Encoding` against the codings that a route is sent in.
 *
 * It decides the 406 and `Vary`; a plugin such as @fastify/compress applies the coding. RFC 9110 §12.5.3.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
import { UNMATCHED, type Dimension, type Match } from './dimension.js'
import type { Member } from './fields.js'
import { matchToken, parseToken, parseTokenRange, type TokenRange } from './tokens.js'

const IDENTITY = 'identity'

// "A recipient SHOULD consider "x-gzip" to be equivalent to "gzip"" (RFC 9110 §8.4.1.3; §8.4.1.1 for compress).
const EQUIVALENT = new Map([['x-gzip', 'gzip'], ['x-compress', 'compress']])

function parseCoding (text: string): string | undefined {
  const coding = parseToken(text)
  return coding === undefined ? undefined : EQUIVALENT.get(coding) ?? coding
}

function parseCodingRange (member: Member): TokenRange | undefined {
  const range = parseTokenRange(member)
  return range === undefined ? undefined : { ...range, token: EQUIVALENT.get(range.token) ?? range.token }
}

// choice: without the field, any coding is acceptable; content goes out as it is, since who does not ask may not decode.
const AS_IT_IS: Match = { quality: 1, precedence: 1, position: 0, closeness: 0 }

// choice: "acceptable by default" is the lowest quality there is (three decimals): below every coding that the client names.
const BY_DEFAULT: Match = { quality: 0.001, precedence: 0, position: Infinity, closeness: 0 }

/** "If the representation has no content coding, then it is acceptable by default unless specifically excluded." */
function matchCoding (ranges: readonly TokenRange[], coding: string): Match {
  const match = matchToken(ranges, coding)
  if (coding !== IDENTITY) return match
  if (ranges.length === 0) return AS_IT_IS
  return match === UNMATCHED ? BY_DEFAULT : match
}

export const codings: Dimension<TokenRange, string> = {
  name: 'encoding',
  key: 'encodings',
  field: 'accept-encoding',
  preposition: 'with the content coding',
  strict: true,
  available: parseCoding,
  expected: 'a content coding',
  always: IDENTITY,
  canonical: (coding) => coding,
  range: parseCodingRange,
  match: matchCoding
}
