/**
 * Where a request begins: from its headers to the value of one field.
 *
 * RFC 9110 §5.1, §5.2 and §5.3: names are without regard to case, and repeated field lines are one list.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */

/** What one field says: a line, several, or none. */
export type FieldValue = string | readonly string[] | null | undefined

/** A request's headers as Node.js has them. */
export type NodeHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** A request's headers as their owner has them: the object of Node.js, the `Headers` of the web, a `Map`. Names in any case. */
export type Headers = NodeHeaders | MapLike

interface MapLike {
  get (name: string): FieldValue
  keys (): Iterable<string>
}

/**
 * Reads a field of a request's headers.
 *
 * @param field in lower case
 * @returns the combined field value; `undefined` where the field is absent
 * @example
 * readField({ accept: ['text/html', 'text/csv'] }, 'accept') // 'text/html, text/csv'
 * readField({ Accept: 'text/html' }, 'accept') // 'text/html'
 * readField(new Headers({ accept: 'text/html' }), 'accept') // 'text/html'
 * readField(new Map([['Accept', 'text/html']]), 'accept') // 'text/html'
 */
export function readField (headers: Headers, field: string): string | undefined {
  return combined(linesOf(headers as NodeHeaders, field) ?? linesElsewhere(headers, field))
}

/** The same of headers that are an object of Node.js, with names in lower case. */
export function readNodeField (headers: NodeHeaders, field: string): string | undefined {
  return combined(linesOf(headers, field))
}

/** What every request is asked for is read by a name that is known here: by one that is not, it takes three times as long. */
function linesOf (headers: NodeHeaders, field: string): string | readonly string[] | undefined {
  switch (field) {
    case 'accept': return headers['accept']
    case 'accept-language': return headers['accept-language']
    default: return headers[field]
  }
}

/** An object of Node.js with the same fields, names in lower case. */
export function nodeHeaders (headers: Headers): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const name of isMapLike(headers) ? headers.keys() : Object.keys(headers)) {
    const value = combined(isMapLike(headers) ? headers.get(name) : headers[name])
    if (value !== undefined) fields[name.toLowerCase()] = value
  }
  return fields
}

function linesElsewhere (headers: Headers, field: string): FieldValue {
  if (!isMapLike(headers)) {
    for (const name in headers) if (isName(name, field)) return headers[name]
    return undefined
  }
  return headers.get(field) ?? linesInAnyCase(headers, field)
}

function linesInAnyCase (headers: MapLike, field: string): FieldValue {
  for (const name of headers.keys()) if (isName(name, field)) return headers.get(name)
  return undefined
}

function isMapLike (headers: Headers): headers is MapLike {
  return typeof headers.get === 'function'
}

function isName (name: string, field: string): boolean {
  return name.length === field.length && name.toLowerCase() === field
}

function combined (value: FieldValue): string | undefined {
  if (value === undefined || value === null) return undefined
  // A number is nothing that a request has, but what people write: `{ 'content-length': 3 }`.
  return Array.isArray(value) ? value.join(', ') : String(value)
}
