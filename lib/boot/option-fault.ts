/**
 * Boot: what is wrong with the value of an option, against a schema.
 *
 * In: a JSON Schema and a value. Out: the key at fault and what was expected, as one would say it to whoever wrote the code.
 *
 * TypeBox says what is wrong. Loading it takes longer than loading Fastify, so whether anything is wrong is decided without it.
 */
import { createRequire } from 'node:module'
import { inspect } from 'node:util'
import type { TLocalizedValidationError } from 'typebox/error'
import { inCode, wordsForUnknownKey } from '../negotiation/index.js'

/** As much of JSON Schema as options need. `type` comes first: the keywords after it may rely on it. */
export interface OptionSchema {
  readonly type?: keyof typeof TYPES
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly items?: OptionSchema
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, OptionSchema>>
  readonly additionalProperties?: false
  /** What the value must be, where the keywords do not say it all. */
  readonly expected?: string
}

/** A fault against a schema: the key at fault, as one would write it in code, and what was expected. */
export interface Fault {
  readonly key: string
  readonly message: string
}

const TYPES = {
  array: Array.isArray,
  boolean: (value: unknown) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: Number.isFinite,
  object: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  string: (value: unknown) => typeof value === 'string'
}

type Keyword = Exclude<keyof OptionSchema, 'expected'>
type Properties = Readonly<Record<string, unknown>>

type Check<Name extends Keyword> = (keyword: NonNullable<OptionSchema[Name]>, value: never, schema: OptionSchema) => boolean

const KEYWORDS: { readonly [Name in Keyword]: Check<Name> } = {
  type: (type, value) => TYPES[type](value),
  enum: (allowed, value) => allowed.includes(value),
  minimum: (minimum, value: number) => value >= minimum,
  maximum: (maximum, value: number) => value <= maximum,
  pattern: (pattern, value: string) => expressionOf(pattern).test(value),
  minItems: (minItems, value: readonly unknown[]) => value.length >= minItems,
  items: (items, value: readonly unknown[]) => value.every((item) => isRight(items, item)),
  required: (names, value: Properties) => names.every((name) => name in value),
  properties: (properties, value: Properties, { required = [] }) => Object.entries(properties).every(([name, property]) => {
    // A key whose value is undefined counts as absent.
    return (value[name] === undefined && !required.includes(name)) || isRight(property, value[name])
  }),
  additionalProperties: (_, value: Properties, { properties: known }) => {
    return Object.keys(value).every((name) => Object.hasOwn(known as object, name))
  }
}

const expressions = new Map<string, RegExp>()

/** Of the few patterns that options have, each is compiled once. */
function expressionOf (pattern: string): RegExp {
  const known = expressions.get(pattern) ?? new RegExp(pattern, 'u')
  expressions.set(pattern, known)
  return known
}

function isRight (schema: OptionSchema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, expected]) => {
    return keyword === 'expected' || KEYWORDS[keyword as Keyword](expected as never, value as never, schema)
  })
}

const require = createRequire(import.meta.url)

/** The first fault of `value` against `schema`, an unknown key before others; `undefined` where there is none. */
export function firstFault (schema: OptionSchema, value: unknown): Fault | undefined {
  if (isRight(schema, value)) return undefined
  const { Errors } = require('typebox/value') as typeof import('typebox/value')
  // An unknown key is two errors to TypeBox: at the object and, by name, at the key. What is missing may be there by another name.
  const errors = Errors(schema, value).filter(({ keyword }) => keyword !== 'additionalProperties')
  const error = (errors.find(({ keyword }) => keyword === 'boolean') ?? errors[0]) as TLocalizedValidationError
  const names = namesIn(error.instancePath)
  const key = names.map((name) => inCode(name)).join('')
  if (error.keyword === 'boolean') return { key, message: wordsForUnknown(names, schema) }
  return { key, message: `${wordsFor(error, schema)}, found ${inWords(valueAt(value, names))}` }
}

/** A value as one would write it in code, cut. */
export function inWords (value: unknown): string {
  const words = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 1, breakLength: Infinity })
  return words.length > 80 ? `${words.slice(0, 79)}…` : words
}

/** The names that a JSON pointer (RFC 6901) leads through. */
function namesIn (pointer: string): readonly string[] {
  return pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function valueAt (value: unknown, names: readonly string[]): unknown {
  return names.reduce((inner, name) => (inner as Properties | undefined)?.[name], value)
}

function wordsFor (error: TLocalizedValidationError, schema: OptionSchema): string {
  const expected = expectedAt(schema, error.schemaPath)
  if (error.keyword === 'enum') return `expected one of ${error.params.allowedValues.join(', ')}`
  if (error.keyword === 'required') return `expected an object with ${error.params.requiredProperties.join(', ')}`
  if (expected !== undefined) return `expected ${expected}`
  return error.keyword === 'type' ? `expected ${ARTICLES[error.params.type as keyof typeof TYPES]}` : error.message
}

const ARTICLES: Readonly<Record<keyof typeof TYPES, string>> = {
  array: 'an array',
  boolean: 'a boolean',
  integer: 'an integer',
  number: 'a number',
  object: 'an object',
  string: 'a string'
}

function wordsForUnknown (names: readonly string[], schema: OptionSchema): string {
  const parent = names.slice(0, -1).reduce<OptionSchema>((inner, name) => {
    return inner.items ?? (inner.properties as Readonly<Record<string, OptionSchema>>)[name] as OptionSchema
  }, schema)
  return wordsForUnknownKey(names.at(-1) as string, Object.keys(parent.properties as object))
}

/** The `expected` of the schema that a path leads to. */
function expectedAt (schema: unknown, path: string): unknown {
  const at = path.split('/').slice(1).reduce((inner, key) => (inner as Record<string, unknown>)[key], schema)
  return (at as { expected?: unknown }).expected
}
