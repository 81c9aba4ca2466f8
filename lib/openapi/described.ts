/**
 * The schemas of a route that describe themselves as JSON Schema, so that documents can show them.
 *
 * In: a route's schema. Out: a copy; what cannot describe itself stays as it is.
 */
import { contentOf, isObject, jsonSchemaOf, requestSchemaOf, type Schema } from '../schemas/index.js'

const REQUEST = ['body', 'querystring', 'query', 'params', 'headers']

export function describedSchemas (schema: Schema): Schema {
  const described: Record<string, unknown> = { ...schema }
  for (const key of REQUEST) if (described[key] !== undefined) described[key] = attempt(requestSchemaOf, described[key])
  if (isObject(schema.response)) described.response = mapValues(schema.response, describedResponse)
  return described
}

function describedResponse (response: unknown): unknown {
  const content = contentOf(response)
  if (content === undefined) return attempt(jsonSchemaOf, response)
  const described = mapValues(content, (media) => ({ ...media as Schema, schema: attempt(jsonSchemaOf, (media as Schema).schema) }))
  return { ...response as Schema, content: described }
}

function mapValues (values: Schema, change: (value: unknown) => unknown): Schema {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]))
}

function attempt (describe: (schema: unknown) => unknown, schema: unknown): unknown {
  try {
    const described = describe(schema)
    // A mark that Zod leaves on it is out of sight, and is not copied.
    return described !== schema && isObject(described) ? { ...described } : schema
  } catch {
    return schema
  }
}
