/**
 * Objects that are not the selected representation: errors, above all. They are serialized as if the route produced nothing.
 *
 * Fastify calls the serializer of a reply for these as well, once it is set, and leaves its own schemas for them aside.
 */
import type { FastifyReply } from 'fastify'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { parseMembers } from '../negotiation/index.js'
import type { Outcome, SelectedOutcome } from './outcome.js'
import { removeOwnType } from './response-fields.js'

/** The media type of a `Content-Type`, without its parameters. */
export function essenceOf (contentType: string): string | undefined {
  return parseMembers(contentType)[0]?.value
}

/**
 * Whether the route declares errors of the answer's status in the selected media type. The handler for what was not found is another
 * route's, and a handler that writes another type means that one.
 */
export function isErrorDeclared (reply: FastifyReply, { renderer, negotiated, contentType }: SelectedOutcome): boolean {
  if (reply.statusCode < 400 || reply.request.is404 || !renderer.rendersError(reply.statusCode)) return false
  const present = reply.getHeader('content-type')
  return present === undefined || present === contentType || essenceOf(String(present)) === essenceOf(negotiated.mediaType)
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** An object that is not the selected representation: an error, say. As if the route produced nothing. 204 and 205 have no content. */
export function serializeOther (reply: FastifyReply, { route }: Outcome, payload: unknown): unknown {
  if (reply.statusCode < 300) return null
  removeOwnType(reply)
  const contentType = String(reply.getHeader('content-type') ?? JSON_TYPE)
  const essence = essenceOf(contentType) ?? ''
  if (!essence.includes('json')) throw new PRODUCES_ERR_CONTENT(route.name, contentType, `an object was sent with status ${reply.statusCode}`)
  reply.header('content-type', contentType)
  // Else `reply.serialize` would come back here.
  reply.serializer(null as never)
  const serialize = serializerInContent(reply, essence)
  return serialize === undefined ? reply.serialize(payload) : serialize(payload)
}

type Serialize = (payload: unknown) => string

// `reply.serialize` finds the schema of a status, but not those in its `content`.
function serializerInContent (reply: FastifyReply, essence: string): Serialize | undefined {
  const status = String(reply.statusCode)
  for (const key of [status, `${status[0]}xx`, 'default']) {
    const found: unknown = reply.getSerializationFunction(key)
    if (found === undefined) continue
    const content = found as Record<string, Serialize>
    return typeof found === 'function' ? undefined : content[essence] ?? content['*/*'] ?? JSON.stringify
  }
  return undefined
}
