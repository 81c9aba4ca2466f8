/**
 * What the formats that are entries of the package share: the form of their compilers, the check of their options, the libraries that
 * they need.
 */
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { inspect } from 'node:util'
import type { SerializerCompiler, SerializerRoute } from '../../types/index.js'

/** The compiler of a format that is text. */
export interface TextCompiler extends SerializerCompiler {
  /** @throws Error for a schema that the format cannot be written by, or a `$ref` in it that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => string | Readable
}

/** What the value of an option must be. */
export type Rule = readonly [expected: string, isRight: (value: unknown) => boolean]

export const BOOLEAN: Rule = ['true or false', (value) => typeof value === 'boolean']

/** The option `rows` of formats of rows. */
export interface RowsOption {
  /**
   * The property that has the rows, on every route whose schema declares an array of that name; `rows` of a media type wins. Default: the
   * payload is the rows.
   */
  readonly rows?: string
}

export const ROWS: Rule = ['the name of a property', (value) => typeof value === 'string']

/** @throws TypeError that names the function, the option and what was expected */
export function checkOptions (format: string, rules: Readonly<Record<string, Rule>>, options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${format}(): expected an object of options, found ${inspect(options)}`)
  }
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) throw new TypeError(`${format}(): there is no option ${name}, expected ${Object.keys(rules).join(', ')}`)
    const [expected, isRight] = rule
    if (value !== undefined && !isRight(value)) {
      throw new TypeError(`${format}(): option ${name}: expected ${expected}, found ${inspect(value)}`)
    }
  }
}

const require = createRequire(import.meta.url)

/**
 * Loads the library of a format, which only those who use the format have installed.
 *
 * @param path the module to load, where it is not the package itself
 * @throws Error that names the package where it is missing
 */
export function loadLibrary<Library> (format: string, name: string, path: string = name): Library {
  try {
    return require(path)
  } catch (cause) {
    throw new Error(`fastify-produces/${format} needs the package ${name}: npm install ${name}`, { cause })
  }
}
