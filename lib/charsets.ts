/**
 * The dimension of charsets: `Accept-Charset` against the charsets that a route can write.
 *
 * RFC 9110 §12.5.2, which deprecates the field: clients send it no more, and UTF-8 is what to answer.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.2
 */
import type { Dimension } from './dimension.js'
import { matchToken, parseToken, parseTokenRange, type TokenRange } from './tokens.js'

export const charsets: Dimension<TokenRange, string> = {
  name: 'charset',
  key: 'charsets',
  field: 'accept-charset',
  preposition: 'in the charset',
  strict: false,
  available: parseToken,
  expected: 'the name of a charset',
  canonical: (charset) => charset,
  range: parseTokenRange,
  match: matchToken
}
