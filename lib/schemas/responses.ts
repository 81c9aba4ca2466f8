/**
 * Boot: which schema shapes a representation, for which status.
 *
 * In: a media type, its own schema, and the route's response schemas. Out: the schemas by status, as `schema.response` keys them.
 * The nearest wins: the representation's own `schema`; `content` of the status, whose keys are media ranges as in OpenAPI; the
 * status itself.
 */
import { isJson, type MediaType, precedenceOf } from '../negotiation/index.js'
import { jsonSchemaOf } from './standard.js'

/** Response schemas by status, as a route declares them. */
export type ResponseSchemas = Readonly<Record<string, unknown>> | undefined

/** Schemas by the keys of `schema.response`; `undefined` where a status has schemas, but none for this media type. */
export type SchemasByStatus = ReadonlyMap<string, unknown>

// 204 and 205 have no content (RFC 9110 §15.3.5 and §15.3.6).
const SUCCESS = /^(?:2(?:0[0-36-9]|[1-9]\d|xx)|default)$/

/** Whether a key of `schema.response`, in lower case, is that of a success with content. */
export function isSuccess (status: string): boolean {
  return SUCCESS.test(status)
}

/** The key for every success status. */
export const ANY_SUCCESS = '2xx'

/**
 * The schemas that shape a media type's representation.
 *
 * @returns empty where the route declares no schema for success at all
 */
export function schemasOf (mediaType: MediaType, own: unknown, response: ResponseSchemas): SchemasByStatus {
  if (own !== undefined) return new Map([[ANY_SUCCESS, jsonSchemaOf(own)]])
  const schemas = new Map<string, unknown>()
  for (const [key, entry] of Object.entries(response ?? {})) {
    const status = key.toLowerCase()
    if (!isSuccess(status)) continue
    const content = contentOf(entry)
    schemas.set(status, jsonSchemaOf(content === undefined ? entry : schemaInContent(mediaType, content)))
  }
  return schemas
}

const ERROR = /^(?:[45](?:\d\d|xx)|default)$/

/**
 * The schemas that shape errors in a media type: those of statuses that name it under `content`.
 *
 * choice: a range such as `text/*` names none, and `application/json` no other `+json`. Such an entry is of what Fastify sends by itself.
 *
 * @returns by the keys of `schema.response`; `undefined` where a status is declared, but not in this media type
 */
export function errorSchemasOf (mediaType: MediaType, response: ResponseSchemas): SchemasByStatus {
  const schemas = new Map<string, unknown>()
  for (const [key, entry] of Object.entries(response ?? {})) {
    const content = contentOf(entry) ?? {}
    const named = Object.fromEntries(Object.entries(content).filter(([range]) => !range.includes('*')))
    if (ERROR.test(key.toLowerCase())) schemas.set(key.toLowerCase(), jsonSchemaOf(named[mostSpecific(mediaType, named) ?? '']?.schema))
  }
  return schemas
}

/** One schema per media type, as under `content` in OpenAPI. */
type ResponseContent = Readonly<Record<string, { readonly schema?: unknown }>>

/** The `content` of a response schema; `undefined` where the response is a schema itself. */
export function contentOf (response: unknown): ResponseContent | undefined {
  const { content } = (response ?? {}) as { content?: unknown }
  return typeof content === 'object' && content !== null ? content as ResponseContent : undefined
}

/** The key of `content` whose schema shapes a media type; `undefined` where the status, a key in lower case, has no `content`. */
export function contentKeyOf (mediaType: MediaType, response: NonNullable<ResponseSchemas>, status: string): string | undefined {
  const content = contentOf(Object.entries(response).findLast(([key]) => key.toLowerCase() === status)?.[1])
  return content && keyInContent(mediaType, content)
}

function schemaInContent (mediaType: MediaType, content: ResponseContent): unknown {
  return content[keyInContent(mediaType, content) ?? '']?.schema
}

/** "Only the most specific key is applicable" (OpenAPI 3.1, Response Object); `+json` falls back on `application/json`. */
function keyInContent (mediaType: MediaType, content: ResponseContent): string | undefined {
  return mostSpecific(mediaType, content) ?? (isJson(mediaType) && 'application/json' in content ? 'application/json' : undefined)
}

function mostSpecific (mediaType: MediaType, content: ResponseContent): string | undefined {
  let mostSpecific: string | undefined
  let highest = 0
  for (const key of Object.keys(content)) {
    const precedence = precedenceOf(key, mediaType)
    if (precedence > highest) {
      highest = precedence
      mostSpecific = key
    }
  }
  return mostSpecific
}

/** The key of `schema.response` that a status falls under: the status, its class (`2xx`), `default`. */
export function keyFor (status: number, keys: ReadonlyMap<string, unknown>): string | undefined {
  return [String(status), `${Math.floor(status / 100)}xx`, 'default'].find((key) => keys.has(key))
}
