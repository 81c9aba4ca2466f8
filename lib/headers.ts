/**
 * Where a request begins: from its headers to the value of one field.
 *
 * RFC 9110 §5.2 and §5.3: repeated field lines are one list.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */

/** A request's headers, names in lower case, as Node.js has them. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** The combined field value; `undefined` where the field is absent. */
export function readField (headers: Headers, field: string): string | undefined {
  const value = headers[field]
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}
