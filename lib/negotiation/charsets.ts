/**
 * The dimension of charsets: `Accept-Charset` against the charsets that a route can write.
 *
 * RFC 9110 §12.5.2, which deprecates the field: clients send it no more, and UTF-8 is what to answer.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.2
 */
import type { Dimension } from './dimension.js'
import { isJson, type MediaType, parseMediaType } from './media-types.js'
import { parseToken, TokenMatcher } from './tokens.js'

// "JSON text exchanged between systems that are not part of a closed ecosystem MUST be encoded using UTF-8" (RFC 8259 §8.1).
function charsetOf (mediaType: string): string | undefined {
  const parsed = parseMediaType(mediaType) as MediaType
  return parsed.parameters.get('charset') ?? (isJson(parsed) ? 'utf-8' : undefined)
}

/** A charset by its registered name. A string is sent as UTF-8; for any other charset a serializer returns bytes. */
export type Charset = 'utf-8' | (string & {})

declare module '../../types/dimensions.js' {
  interface Dimensions {
    charset: { key: 'charsets', value: Charset, always: never, narrowable: false }
  }
}

export const charsets: Dimension<string, 'charset'> = {
  name: 'charset',
  key: 'charsets',
  field: 'accept-charset',
  preposition: 'in the charset',
  strict: false,
  expected: 'the name of a charset',
  available: parseToken,
  nothing: '*;q=0',
  ranges: (token) => [token],
  canonical: (charset) => charset,
  compile: (values) => new TokenMatcher(values.map((charset) => [charset])),
  impliedBy: charsetOf
}
