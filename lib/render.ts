/**
 * The step from what a handler returns to what Fastify sends: the selected representation on success, Fastify's own way else.
 *
 * In: the payload. Out: content. Fastify calls a reply's serializer for errors and 404s too, once it is set, so the status decides.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from './errors.js'
import { parseMembers } from './fields.js'
import { giveOwnType, isSuccess } from './response-fields.js'
import { outcomeOf, type Outcome } from './route.js'
import { isFinished, isUtf8, type Content } from './serialize.js'

/** The reply's serializer on a route that produces. Fastify gives it objects, `null` and strings. */
export function serializePayload (this: FastifyReply, payload: unknown): unknown {
  const outcome = outcomeOf(this.request) as Outcome
  if (!isSuccess(this.statusCode)) return serializeOther(this, outcome, payload)
  if (typeof payload === 'string') return finishedString(payload, outcome)
  // What is not rendered in one go, `renderPayload` has rendered before.
  return isFinished(payload) || outcome.renderer?.sync !== true ? payload : render(this, outcome, payload)
}

/**
 * The `preSerialization` hook of routes where a serializer may return a promise: Fastify's serializers may not.
 */
export function renderPayload (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: Error | null, payload?: unknown) => void): void {
  const outcome = outcomeOf(request)
  if (outcome?.renderer === undefined || outcome.renderer.sync || isFinished(payload) || !isSuccess(reply.statusCode)) return done(null, payload)
  try {
    const content = render(reply, outcome, payload)
    if (content instanceof Promise) content.then((rendered) => done(null, rendered), done)
    else done(null, content)
  } catch (error) {
    done(error as Error)
  }
}

function render (reply: FastifyReply, outcome: Outcome, payload: unknown): Content | Promise<Content> {
  const { route, contentType, negotiated, renderer } = outcome
  if (negotiated === undefined || renderer === undefined) return null
  const present = reply.getHeader('content-type')
  // An error handler that recovers finds the type removed by Fastify.
  if (present === undefined) reply.header('content-type', contentType)
  else if (present !== contentType && essenceOf(String(present)) !== essenceOf(negotiated.mediaType)) {
    throw new PRODUCES_ERR_CONTENT(route.name, negotiated.mediaType, `the handler set Content-Type to ${present}. Leave the field to the plugin, or send finished content`)
  }
  return renderer.render(payload, { negotiated, request: reply.request, reply })
}

function essenceOf (contentType: string): string | undefined {
  return parseMembers(contentType)[0]?.value
}

function finishedString (payload: string, { route, negotiated }: Outcome): string {
  if (negotiated !== undefined && !isUtf8(negotiated)) {
    throw new PRODUCES_ERR_CONTENT(route.name, negotiated.mediaType, `a string is sent as UTF-8, and ${negotiated.charset} was negotiated. Send a Buffer in that charset`)
  }
  return payload
}

/** An error or another answer that is not the selected representation: as if the route produced nothing. */
function serializeOther (reply: FastifyReply, outcome: Outcome, payload: unknown): unknown {
  giveOwnType(reply, outcome, payload)
  if (isFinished(payload)) return payload
  const contentType = String(reply.getHeader('content-type'))
  if (!essenceOf(contentType)?.includes('json')) {
    throw new PRODUCES_ERR_CONTENT(outcome.route.name, contentType, 'an object was sent with status ' + reply.statusCode)
  }
  // Else `reply.serialize` would come back here.
  reply.serializer(null as never)
  const serialize = responseSerializer(reply, essenceOf(contentType))
  return serialize === undefined ? reply.serialize(payload) : serialize(payload)
}

type Serialize = (payload: unknown) => string

// `reply.serialize` finds the schema of a status, but not those in its `content`.
function responseSerializer (reply: FastifyReply, essence = ''): Serialize | undefined {
  const status = String(reply.statusCode)
  for (const key of [status, `${status[0]}xx`, 'default']) {
    const found: unknown = reply.getSerializationFunction(key)
    if (typeof found === 'function') return found as Serialize
    if (found !== undefined) return (found as Record<string, Serialize>)[essence] ?? (found as Record<string, Serialize>)['*/*'] ?? JSON.stringify
  }
  return undefined
}
