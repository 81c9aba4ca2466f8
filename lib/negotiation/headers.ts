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
  const value = linesOf(headers, field)
  return typeof value === 'string' || value === undefined ? value : value.join(', ')
}

/** What every request is asked for is read by a name that is known here: by one that is not, it takes three times as long. */
function linesOf (headers: Headers, field: string): string | readonly string[] | undefined {
  switch (field) {
    case 'accept': return headers['accept']
    case 'accept-language': return headers['accept-language']
    default: return headers[field]
  }
}
