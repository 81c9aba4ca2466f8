/**
 * Advice: what the log says once of what is legal, but surely not meant.
 */

/**
 * The code of an advice. What each is about, and what to do: docs/advice.md.
 *
 * - `PRODUCES_ADV_UNREACHABLE`: something is declared that no request selects
 * - `PRODUCES_ADV_SERIALIZER`: a serializer that no route uses
 * - `PRODUCES_ADV_SCHEMA`: JSON of a route without a schema
 * - `PRODUCES_ADV_STATUS`: a success status whose schema says nothing
 * - `PRODUCES_ADV_ENCODINGS`: a compressed route that declares no content codings
 * - `PRODUCES_ADV_CODING`: a content coding that nobody knows
 * - `PRODUCES_ADV_ROWS`: an envelope that a table has as one row
 * - `PRODUCES_ADV_CONFIG`: what looks like `config.produces`, and stands elsewhere
 * - `PRODUCES_ADV_ALTERNATES`: `alternates` where no URL names a representation
 * - `PRODUCES_ADV_CONTENT`: content of another media type than was selected
 */
export type AdviceCode =
  'PRODUCES_ADV_UNREACHABLE' | 'PRODUCES_ADV_SERIALIZER' | 'PRODUCES_ADV_SCHEMA' | 'PRODUCES_ADV_STATUS' | 'PRODUCES_ADV_ENCODINGS' |
  'PRODUCES_ADV_CODING' | 'PRODUCES_ADV_ROWS' | 'PRODUCES_ADV_CONFIG' | 'PRODUCES_ADV_ALTERNATES' | 'PRODUCES_ADV_CONTENT'
