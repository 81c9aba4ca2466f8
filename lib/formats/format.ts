/**
 * What the formats that are entries of the package share: the form of their compilers, the check of their options, the libraries that
 * they need.
 */
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { inspect } from 'node:util'
import type { SerializerCompiler, SerializerRoute } from '../../types/index.js'
import { wordsForUnknownKey } from '../negotiation/index.js'

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

/** The options of a factory, by name. */
export type Rules = Readonly<Record<string, Rule>>

/**
 * Checks the options of a factory.
 *
 * @param factory whose options they are: its stack begins where somebody has called it
 * @throws TypeError that names the function, the option, what was expected and what was found
 */
export function checkOptions (factory: Factory, rules: Rules, options: unknown): void {
  const fault = faultOf(rules, options)
  if (fault !== undefined) throw faultFor(factory, fault)
}

/** The same for a factory that has no options, and what it was given all the same. */
export function checkNoOptions (factory: Factory, [options = {}]: readonly unknown[]): void {
  checkOptions(factory, {}, options)
}

/** An error of a factory, whose stack begins where somebody has called it. */
export function faultFor (factory: Factory, message: string): TypeError {
  const fault = new TypeError(`${factory.name}(): ${message}`)
  Error.captureStackTrace(fault, factory)
  return fault
}

function faultOf (rules: Rules, options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null) return `expected an object of options, found ${inspect(options)}`
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined
    if (rule === undefined) return `option ${name}: ${Object.keys(rules).length === 0 ? 'there are no options' : wordsForUnknownKey(name, Object.keys(rules))}`
    const [expected, isRight] = rule
    if (value !== undefined && !isRight(value)) return `option ${name}: expected ${expected}, found ${inspect(value)}`
  }
  return undefined
}

/** A function that makes a serializer. */
export type Factory = (...given: never) => unknown

/** Under it a factory has what a call of it looks like. */
// An entry of the package may be loaded twice, from two copies.
const kCall = Symbol.for('fastify-produces.factory')

/** Marks a function as one that makes a serializer, for who finds it where a serializer belongs. */
export function markFactory (factory: Factory, call = `${factory.name}()`): void {
  Object.defineProperty(factory, kCall, { value: call })
}

/** What to do about a factory that nobody has called, or a module that has one; `undefined` for anything else. */
export function wordsForFactory (value: unknown): string | undefined {
  const call = callOf(value)
  if (call !== undefined) return `${(value as Factory).name} is a function that makes the serializer. Call it: ${call}`
  const exported = typeof value === 'object' && value !== null && 'default' in value ? value.default : undefined
  const inModule = callOf(exported)
  return inModule && `it is a module. Import its default export, and call that: ${inModule}`
}

function callOf (value: unknown): string | undefined {
  return typeof value === 'function' ? (value as { readonly [kCall]?: string })[kCall] : undefined
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
