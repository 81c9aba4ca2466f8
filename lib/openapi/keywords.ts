/**
 * A schema in the keywords that a version of OpenAPI has, where @fastify/swagger does not translate them.
 *
 * In: a JSON schema of any draft. Out: a copy. What a version cannot say is left out: the document then says less, never something else.
 * @see https://spec.openapis.org/oas/v3.0.4.html#schema-object
 * @see https://spec.openapis.org/oas/v3.1.1.html#schema-object
 */
import { isObject, type Schema } from '../schemas/index.js'

/** Whether a version of OpenAPI is at least another: `3.1.0` is 3.1. */
export function isAtLeast (version: string, minor: number): boolean {
  return Number(/^3\.(\d+)/.exec(version)?.[1]) >= minor
}

const BY_NAME = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas'])
const NESTED = new Set([
  'items', 'prefixItems', 'additionalItems', 'unevaluatedItems', 'additionalProperties', 'unevaluatedProperties', 'propertyNames', 'contains',
  'not', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else', 'contentSchema'
])

/** A copy of a schema in which each schema directly within it is replaced. */
export function mapSchemas (schema: Schema, replace: (schema: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => {
    if (NESTED.has(keyword)) return [keyword, Array.isArray(value) ? value.map(replace) : replace(value)]
    if (!BY_NAME.has(keyword) || !isObject(value)) return [keyword, value]
    return [keyword, Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, replace(inner)]))]
  }))
}

/** A schema in the keywords of a version. */
export function inVersion (schema: unknown, version: string): unknown {
  return isAtLeast(version, 1) ? inJsonSchema2020(schema) : inOpenApi30(schema)
}

// "items" was a list before 2020-12, and "additionalItems" what came after it.
function inJsonSchema2020 (schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const { additionalItems, ...written } = mapSchemas(schema, inJsonSchema2020)
  if (!Array.isArray(written.items)) return written
  const { items, ...rest } = written
  return { ...rest, prefixItems: items, ...(additionalItems === undefined ? {} : { items: additionalItems }) }
}

/** What OpenAPI 3.0 has, and what @fastify/swagger makes of other keywords: `definitions` components, `patternProperties` others. */
const IN_3_0 = new Set([
  '$id', '$ref', 'title', 'description', 'type', 'enum', 'format', 'default', 'example', 'nullable', 'deprecated', 'readOnly', 'writeOnly',
  'discriminator', 'xml', 'externalDocs', 'multipleOf', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'minLength', 'maxLength',
  'pattern', 'minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'required', 'properties', 'patternProperties',
  'additionalProperties', 'items', 'allOf', 'anyOf', 'oneOf', 'not', 'definitions', '$defs', 'contentEncoding'
])

function inOpenApi30 (schema: unknown): unknown {
  if (!isObject(schema)) return schema === false ? { not: {} } : {}
  const written = mapSchemas(schema, inOpenApi30)
  const known = Object.fromEntries(Object.entries(written).filter(([keyword]) => IN_3_0.has(keyword) || keyword.startsWith('x-')))
  return {
    ...exampleOf(schema),
    ...known,
    ...constantOf(schema),
    ...boundOf(schema, 'minimum', 'exclusiveMinimum', Math.max),
    ...boundOf(schema, 'maximum', 'exclusiveMaximum', Math.min),
    ...oneSchemaOfItems(written),
    ...(typeof schema.additionalProperties === 'boolean' ? { additionalProperties: schema.additionalProperties } : {})
  }
}

function exampleOf ({ examples }: Schema): Schema {
  return Array.isArray(examples) && examples.length > 0 ? { example: examples[0] } : {}
}

function constantOf (schema: Schema): Schema {
  return 'const' in schema ? { enum: [schema.const] } : {}
}

/** An exclusive bound is a number in JSON Schema; in 3.0 it says of the other one whether it excludes. */
function boundOf (schema: Schema, bound: string, exclusive: string, stricter: (one: number, other: number) => number): Schema {
  const { [bound]: own, [exclusive]: excluded } = schema
  if (typeof excluded !== 'number') return {}
  const value = typeof own === 'number' ? stricter(own, excluded) : excluded
  return { [bound]: value, [exclusive]: value === excluded }
}

/** In 3.0 all items have one schema: where they differ by index, one of theirs. */
function oneSchemaOfItems ({ items, prefixItems, additionalItems }: Schema): Schema {
  const places = [items, prefixItems].find(Array.isArray) as unknown[] | undefined
  if (places === undefined) return {}
  const rest = places === items ? additionalItems : items
  return { items: rest === undefined ? {} : { anyOf: [...places, rest] } }
}
