/**
 * The dimension of charsets: `Accept-Charset` against the charsets that a route can write.
 *
 * RFC 9110 §12.5.2, which deprecates the field: clients send it no more, and UTF-8 is what to answer.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.2
 */
import type { Dimension } from './dimension.js'
import { parseToken, TokenMatcher } from './tokens.js'

export const charsets: Dimension<string> = {
  name: 'charset',
  key: 'charsets',
  field: 'accept-charset',
  preposition: 'in the charset',
  strict: false,
  expected: 'the name of a charset',
  available: parseToken,
  canonical: (charset) => charset,
  compile: (values) => new TokenMatcher(values.map((charset) => [charset]))
}
