/**
 * The step from what a handler returns to what Fastify sends: the selected representation on success, Fastify's own way else.
 *
 * In: the payload. Out: content. Fastify calls a reply's serializer for errors and 404s too, once it is set, so the status decides.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from './errors.js'
import { parseMembers } from './fields.js'
import { addContentFields, isSuccess } from './response-fields.js'
import { outcomeOf, type Outcome } from './route.js'
import { isFinished, type Content } from './serialize.js'

/** The reply's serializer on a route that produces. Fastify gives it objects, `null`, and strings that have a type. */
export function serializePayload (this: FastifyReply, payload: unknown): unknown {
  if (isFinished(payload)) return payload
  const outcome = outcomeOf(this.request) as Outcome
  if (!isSuccess(this.statusCode)) return serializeOther(this, outcome, payload)
  const content = render(this, outcome, payload)
  if (content instanceof Promise) {
    throw new PRODUCES_ERR_CONTENT(outcome.route.name, outcome.negotiated?.mediaType, 'its serializer returned a promise where Fastify cannot wait for one. Add such a serializer before the routes that need it')
  }
  return content
}

/**
 * The `preSerialization` hook of routes where a serializer may return a promise: Fastify's serializers may not.
 */
export function renderPayload (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: Error | null, payload?: unknown) => void): void {
  const outcome = outcomeOf(request)
  if (outcome?.renderer === undefined || outcome.renderer.sync || isFinished(payload) || !isSuccess(reply.statusCode)) return done(null, payload)
  try {
    const content = render(reply, outcome, payload)
    if (content instanceof Promise) content.then((rendered) => done(null, rendered ?? ''), done)
    else done(null, content ?? '')
  } catch (error) {
    done(error as Error)
  }
}

function render (reply: FastifyReply, outcome: Outcome, payload: unknown): Content | Promise<Content> {
  const { route, contentType, negotiated, renderer } = outcome
  if (negotiated === undefined || renderer === undefined) return null
  const present = reply.getHeader('content-type')
  if (present !== undefined && present !== contentType && essenceOf(String(present)) !== essenceOf(negotiated.mediaType)) {
    throw new PRODUCES_ERR_CONTENT(route.name, negotiated.mediaType, `the handler set Content-Type to ${present}. Leave the field to the plugin, or send finished content`)
  }
  addContentFields(reply, outcome)
  return renderer.render(payload, { negotiated, request: reply.request, reply })
}

function essenceOf (contentType: string): string | undefined {
  return parseMembers(contentType)[0]?.value
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** An object that is not the selected representation: an error, say. As if the route produced nothing. */
function serializeOther (reply: FastifyReply, { route }: Outcome, payload: unknown): unknown {
  const contentType = String(reply.getHeader('content-type') ?? JSON_TYPE)
  const essence = essenceOf(contentType) ?? ''
  if (!essence.includes('json')) throw new PRODUCES_ERR_CONTENT(route.name, contentType, `an object was sent with status ${reply.statusCode}`)
  reply.header('content-type', contentType)
  // Else `reply.serialize` would come back here.
  reply.serializer(null as never)
  const serialize = responseSerializer(reply, essence)
  return serialize === undefined ? reply.serialize(payload) : serialize(payload)
}

type Serialize = (payload: unknown) => string

// `reply.serialize` finds the schema of a status, but not those in its `content`.
function responseSerializer (reply: FastifyReply, essence: string): Serialize | undefined {
  const status = String(reply.statusCode)
  for (const key of [status, `${status[0]}xx`, 'default']) {
    const found: unknown = reply.getSerializationFunction(key)
    if (typeof found === 'function') return found as Serialize
    if (found !== undefined) return (found as Record<string, Serialize>)[essence] ?? (found as Record<string, Serialize>)['*/*'] ?? JSON.stringify
  }
  return undefined
}
