/**
 * From a route's URL and its parameters to an address.
 *
 * In: a URL as Fastify takes it, `/planets/:id(^\\d+$)`, and values by name. Out: a path.
 * @see https://github.com/delvedor/find-my-way#supported-path-formats
 */

// The slash belongs to it: a parameter that may be left out takes its slash along. `::` is a colon.
const PARAMETER = /::|(\/?)(?::([^/\-.(:?*]+)(?:\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))?(\??)|(\*))/g

/** The names of a URL's parameters, in their order; `*` is one. */
export function parametersOf (url: string): string[] {
  return [...url.matchAll(PARAMETER)].map(([, , name, , any]) => name ?? any).filter((name) => name !== undefined)
}

/**
 * The path of a route for these parameters. A parameter without a value is left out where it may be, and else stays as it is declared.
 *
 * @example
 * addressOf('/planets/:id', { id: 'a/b' }) // '/planets/a%2Fb'
 */
export function addressOf (url: string, parameters: Readonly<Record<string, string>>): string {
  let path = ''
  let end = 0
  for (const found of url.matchAll(PARAMETER)) {
    path += url.slice(end, found.index) + segmentOf(found, parameters)
    end = found.index + found[0].length
  }
  return path + url.slice(end) || '/'
}

function segmentOf ([, slash = '', name, optional, any]: RegExpMatchArray, parameters: Readonly<Record<string, string>>): string {
  if (any !== undefined) return slash + (parameters[any] ?? '').split('/').map(encodeURIComponent).join('/')
  if (name === undefined) return ':'
  const value = parameters[name] ?? ''
  if (value !== '') return slash + encodeURIComponent(value)
  return optional === '?' ? '' : `${slash}:${name}`
}

/** The parameters that an address cannot do without, and that have no value. */
export function missingIn (url: string, parameters: Readonly<Record<string, string>>): string[] {
  return [...url.matchAll(PARAMETER)].flatMap(([, , name, optional]) => {
    return name === undefined || optional === '?' || (parameters[name] ?? '') !== '' ? [] : [name]
  })
}
