/**
 * Schemas in the form that OpenAPI has for them, in the places where @fastify/swagger does not convert them.
 *
 * In: a JSON schema. Out: its examples as a Media Type Object has them; the schema of a request's fields.
 * @see https://spec.openapis.org/oas/v3.1.1.html#media-type-object
 */
import type { Dimension } from '../negotiation/index.js'
import { isObject, type Schema, type Schemas } from '../schemas/index.js'

/** What a Media Type Object shows of the examples of a schema: `example`, or `examples` by name. */
export function examplesOf (schema: unknown): Schema {
  if (!isObject(schema)) return {}
  const { examples, 'x-examples': named } = schema
  return isObject(named) ? { examples: named } : shownExamples(Array.isArray(examples) ? examples : [])
}

/** Examples as @fastify/swagger has them in a Media Type Object. */
export function shownExamples (examples: readonly unknown[]): Schema {
  if (examples.length === 0) return {}
  if (examples.length === 1) return { example: examples[0] }
  const named = examples.map((value, index) => [typeof value === 'object' ? `example${index + 1}` : String(value), { value }])
  return { examples: Object.fromEntries(named) }
}

/** A schema without what stands elsewhere in a document: its examples, and what it holds as the schema of a whole response. */
export function withoutMedia (schema: Schema): Schema {
  const { headers, 'x-response-description': described, examples, 'x-examples': named, ...rest } = schema
  return rest
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
