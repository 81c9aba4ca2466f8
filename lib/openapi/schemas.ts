/**
 * Schemas in the form that OpenAPI has for them, in the places where @fastify/swagger does not convert them.
 *
 * In: a JSON schema. Out: a Media Type Object with the schema and its examples; the schema of a request's fields.
 * @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object
 */
import type { Dimension } from '../negotiation/index.js'
import { isObject, type Schema, type Schemas } from '../schemas/index.js'

/**
 * A schema and its examples as a Media Type Object. @fastify/swagger makes the same of the schema of a status, but not under `content`.
 *
 * @param version of OpenAPI: 3.0 has no `examples` in a schema
 */
export function mediaOf (schema: unknown, version: string): Schema {
  if (!isObject(schema)) return { schema: {} }
  const { examples, 'x-examples': named, ...rest } = schema
  const shown = version.startsWith('3.0') ? withOneExample(rest) : rest
  return { schema: shown, ...(isObject(named) ? { examples: named } : examplesOf(examples)) }
}

function examplesOf (examples: unknown): Schema {
  if (!Array.isArray(examples) || examples.length === 0) return {}
  if (examples.length === 1) return { example: examples[0] }
  const named = examples.map((value, index) => [typeof value === 'object' ? `example${index + 1}` : String(value), { value }])
  return { examples: Object.fromEntries(named) }
}

const SCHEMAS_BY_NAME = ['properties', 'patternProperties', 'definitions', '$defs']
const SCHEMAS = ['items', 'additionalItems', 'additionalProperties', 'contains', 'not', 'allOf', 'anyOf', 'oneOf', 'if', 'then', 'else']

function withOneExample (schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withOneExample)
  if (!isObject(schema)) return schema
  const { examples, ...rest } = schema
  const written: Record<string, unknown> = Array.isArray(examples) && examples.length > 0 ? { example: examples[0], ...rest } : rest
  for (const keyword of SCHEMAS) if (isObject(written[keyword])) written[keyword] = withOneExample(written[keyword])
  for (const keyword of SCHEMAS_BY_NAME) {
    const schemas = written[keyword]
    if (!isObject(schemas)) continue
    written[keyword] = Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, withOneExample(inner)]))
  }
  return written
}

/** Whether a schema of headers has a field, in any letter case. */
export function declaresField (headers: unknown, field: string, schemas: Schemas): boolean {
  if (!isObject(headers)) return false
  const { $ref, properties, allOf, anyOf, oneOf } = headers
  if (typeof $ref === 'string' && declaresField(schemas[$ref.split('#', 1)[0] as string], field, schemas)) return true
  if (isObject(properties) && Object.keys(properties).some((name) => name.toLowerCase() === field)) return true
  return [allOf, anyOf, oneOf].flat().some((branch) => declaresField(branch, field, schemas))
}

/**
 * Adds the field of a dimension, `Accept-Language`, to the schema of a request's fields.
 *
 * choice: its values are examples. An enumeration would make a list such as `de-CH, en;q=0.5` a fault, which it never is.
 */
export function withField (headers: unknown, { field, key }: Dimension, values: readonly string[]): Schema {
  const name = field.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())
  const added = { [name]: { type: 'string', description: `The ${key} that the client prefers`, examples: values } }
  if (!isObject(headers)) return { type: 'object', properties: added }
  if (isObject(headers.properties)) return { ...headers, properties: { ...headers.properties, ...added } }
  return { allOf: [headers, { properties: added }] }
}
