/**
 * What a client would like of the answer besides its representation: the field `Prefer`.
 *
 * In: a field value. Out: the preferences by their names. RFC 7240 §2.
 * @see https://www.rfc-editor.org/rfc/rfc7240#section-2
 */
import { unquoted } from './grammar.js'
import { DEFAULT_LIMITS, MemberReader } from './member-reader.js'

/** By their names, in lower case; `true` for one without a value. */
export type RequestPreferences = Readonly<Record<string, string | true>>

const PREFERENCE = /^([!#$%&'*+\-.^_`|~\da-z]+)(?:[ \t]*=[ \t]*([!#$%&'*+\-.^_`|~\da-z]*|"(?:[^"\\]|\\.)*"))?$/is

/**
 * Parses the field value of `Prefer`.
 *
 *     Prefer     = 1#preference                                              (RFC 7240 §2)
 *     preference = token [ BWS "=" BWS word ] *( OWS ";" [ OWS parameter ] )
 *     word       = token / quoted-string
 *
 * Of a preference that stands there twice the first counts, an empty value is none, and what is malformed is skipped (§2).
 * choice: parameters are passed over, since no registered preference has any.
 *
 * @returns frozen, without a prototype
 * @example
 * parsePrefer('respond-async, return=minimal').return // 'minimal'
 */
export function parsePrefer (fieldValue: string): RequestPreferences {
  const preferences = Object.create(null) as Record<string, string | true>
  const reader = new MemberReader(DEFAULT_LIMITS)
  reader.open(fieldValue)
  while (reader.next()) {
    const preference = PREFERENCE.exec(reader.text.slice(reader.start, reader.end))
    if (preference === null) continue
    const [, name, word = ''] = preference as unknown as [string, string, string?]
    preferences[name.toLowerCase()] ??= unquoted(word) || true
  }
  return Object.freeze(preferences)
}
