/**
 * Boot: what is wrong with the value of an option, against a schema.
 *
 * In: a JSON Schema and a value. Out: the key at fault and what was expected, as one would say it to whoever wrote the code.
 *
 * TypeBox says what is wrong. Loading it takes longer than loading Fastify, so whether anything is wrong is decided without it.
 */
import { createRequire } from 'node:module'
import type { TLocalizedValidationError } from 'typebox/error'

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

/** The first fault of `value` against `schema`; `undefined` where there is none. */
export function firstFault (schema: OptionSchema, value: unknown): Fault | undefined {
  if (isRight(schema, value)) return undefined
  const { Errors } = require('typebox/value') as typeof import('typebox/value')
  // An unknown key is two errors to TypeBox: at the object and, by name, at the key.
  const error = Errors(schema, value).find(({ keyword }) => keyword !== 'additionalProperties') as TLocalizedValidationError
  const key = error.instancePath.replace(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')
  if (error.keyword === 'boolean') return { key, message: 'unknown key' }
  const expected = expectedAt(schema, error.schemaPath)
  const allowed = error.keyword === 'enum' ? ` (${error.params.allowedValues.join(', ')})` : ''
  return { key, message: expected === undefined || error.keyword === 'required' ? error.message + allowed : `expected ${expected}` }
}

/** The `expected` of the schema that a path leads to. */
function expectedAt (schema: unknown, path: string): unknown {
  const at = path.split('/').slice(1).reduce((inner, key) => (inner as Record<string, unknown>)[key], schema)
  return (at as { expected?: unknown }).expected
}
