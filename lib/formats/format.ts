/**
 * What the formats that are exported on their own share: their options checked, the library that they need loaded, dates as text.
 */
import { createRequire } from 'node:module'
import { inspect } from 'node:util'

/** What the value of an option must be. */
export type Rule = readonly [expected: string, isRight: (value: unknown) => boolean]

export const BOOLEAN: Rule = ['true or false', (value) => typeof value === 'boolean']

/** @throws TypeError that names the function, the option and what was expected */
export function checkOptions (format: string, rules: Readonly<Record<string, Rule>>, options: unknown): void {
  if (typeof options !== 'object' || options === null) throw new TypeError(`${format}(): expected an object of options, found ${inspect(options)}`)
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw new TypeError(`${format}(): there is no option ${name}, expected ${Object.keys(rules).join(', ')}`)
    const [expected, isRight] = rule
    if (value !== undefined && !isRight(value)) throw new TypeError(`${format}(): option ${name}: expected ${expected}, found ${inspect(value)}`)
  }
}

const require = createRequire(import.meta.url)

/**
 * Loads the library of a format: only those who send the format have it.
 *
 * @param path what is required of the package, where that is not the package itself
 * @throws Error that names the package where it is missing
 */
export function loadLibrary<Library> (format: string, name: string, path: string = name): Library {
  try {
    return require(path)
  } catch (cause) {
    throw new Error(`fastify-produces/${format} needs the package ${name}: npm install ${name}`, { cause })
  }
}

/**
 * A valid date as text, by the `format` of its schema: ISO 8601 in UTC.
 *
 * Of `'date'` and `'time'` the day and the hour are local, as in fast-json-stringify: drivers return a day as local midnight.
 *
 * @example
 * formatDate(new Date(2024, 1, 29), 'date') // '2024-02-29'
 */
export function formatDate (date: Date, format: unknown): string {
  if (format !== 'date' && format !== 'time') return date.toISOString()
  const [day = '', time = ''] = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().split('T')
  return format === 'date' ? day : time.slice(0, 8)
}
