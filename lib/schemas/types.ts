/**
 * Boot: of which type a schema says that a value is, and whether a value is of it, as fast-json-stringify has it.
 */
import { types } from 'node:util'
import { isItems } from '../streams/index.js'
import type { Schema } from './references.js'

/*
 * In this order: the first keyword that a schema has says its type, where `type` does not. `prefixItems` is newer than
 * fast-json-stringify.
 */
const IMPLIED: ReadonlyArray<readonly [type: string, keywords: readonly string[]]> = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'maxProperties', 'minProperties', 'dependencies']],
  ['array', ['items', 'additionalItems', 'maxItems', 'minItems', 'uniqueItems', 'contains', 'prefixItems']],
  ['string', ['maxLength', 'minLength', 'pattern']],
  ['number', ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum']]
]

/** The types of a schema: its own, or the one that its keywords imply; `undefined` where nothing says so. */
export function typeOf (schema: Schema): unknown {
  return schema.type ?? IMPLIED.find(([, keywords]) => keywords.some((keyword) => keyword in schema))?.[0]
}

/** The same, written into the schema, our own: whether a value is valid may depend on it. */
export function inferType (schema: Schema): unknown {
  const type = typeOf(schema)
  if (type !== undefined) (schema as Record<string, unknown>).type = type
  return type
}

/** The types that a schema lists, in the order in which they are tried: null before the others. */
export function typesIn (type: readonly unknown[]): unknown[] {
  return [...type.filter((name) => name === 'null'), ...type.filter((name) => name !== 'null')]
}

/** Whether a value goes out by this type of several. */
export function isOfType (type: unknown, value: unknown): boolean {
  return value === null ? type !== 'array' : OF_TYPE[String(type)]?.(value) === true
}

const OF_TYPE: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string' || isTextual(value),
  array: (value) => Array.isArray(value) || isItems(value),
  object: (value) => typeof value === 'object' && !Array.isArray(value),
  // JSON cannot say a bigint, and other formats can.
  number: (value) => typeof value === 'number' || typeof value === 'bigint',
  integer: (value) => Number.isInteger(value) || typeof value === 'bigint',
  bigint: (value) => typeof value === 'bigint',
  boolean: (value) => typeof value === 'boolean'
}

/** Whether a value may stand in this place of a list of `items`: here an object is nothing of a class. */
export function isInPlace (type: unknown, value: unknown): boolean {
  if (Array.isArray(type)) return type.some((name) => isInPlace(name, value))
  if (value === null) return type === 'null' || type === 'string'
  return isOfType(type, value) && (type !== 'object' || (value as object).constructor === Object)
}

// Dates, identifiers and decimals of a driver say themselves what they are.
function isTextual (value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  return types.isAnyArrayBuffer(value) || (typeof value.toString === 'function' && value.toString !== Object.prototype.toString)
}
