/**
 * What the page asks: a route, the fields of a request to it, the values of its parameters.
 *
 * In: the query of a request. Out: what is asked, or what is wrong with it, in words.
 */
import { dimensions } from '../negotiation/index.js'

export interface Asked {
  readonly method: string
  /** Of the route, as it is declared. */
  readonly url: string
  /** Names in lower case; those without a value are not there. */
  readonly headers: Readonly<Record<string, string>>
  readonly parameters: Readonly<Record<string, string>>
  /** Without its question mark. */
  readonly query: string
  /** Where the page was loaded from, as the browser knows it: a proxy may have another name than we. */
  readonly origin: string | undefined
}

/** The request fields that select, and the one that tells clients apart. In lower case. */
export const FIELDS: readonly string[] = [...dimensions.map(({ field }) => field), 'user-agent']

/** A parameter of a route has this before its name. */
const PARAMETER = 'parameter.'

/** @throws RangeError that says what is wrong */
export function readAsked (search: URLSearchParams): Asked {
  const url = search.get('url')
  if (url === null) throw new RangeError('url is missing: that of a route, as it is declared.')
  return {
    method: (search.get('method') ?? 'GET').toUpperCase(),
    url,
    headers: readFields(search),
    parameters: Object.fromEntries(valuesAfter(search, PARAMETER)),
    query: readQuery(search.get('query') ?? ''),
    origin: readOrigin(search.get('origin'))
  }
}

function readFields (search: URLSearchParams): Record<string, string> {
  const fields: Record<string, string> = {}
  for (const name of FIELDS) {
    const value = search.get(name)?.trim()
    if (value === undefined || value === '') continue
    // RFC 9110 §5.5, without obs-text: what else there is cannot be typed on a command line.
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new RangeError(`${name} has a character that a field cannot carry: ASCII only.`)
    fields[name] = value
  }
  return fields
}

function valuesAfter (search: URLSearchParams, start: string): [name: string, value: string][] {
  return [...search].filter(([name]) => name.startsWith(start)).map(([name, value]) => [name.slice(start.length), value])
}

// RFC 3986 §3.4: what may not stand in a query is encoded, and what is encoded already stays.
function readQuery (query: string): string {
  return query.replace(/^\?/, '').replaceAll(/[^\w\-.~!$&'()*+,;=:@/?%]/gu, encodeURIComponent)
}

function readOrigin (origin: string | null): string | undefined {
  if (origin === null) return undefined
  if (!/^https?:\/\/[\w.:[\]-]+$/.test(origin)) throw new RangeError('origin is not one: as http://localhost:3000.')
  return origin
}
