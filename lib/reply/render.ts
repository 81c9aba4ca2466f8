/**
 * The step from what a handler returns to what Fastify sends: the selected representation on success, Fastify's own way else.
 *
 * In: the payload. Out: content. Fastify calls a reply's serializer for errors and 404s too, once it is set, so the status decides.
 */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { type Content, isFinished, isPromise } from '../serializers/index.js'
import { isGone, isNodeStream, ItemStream, openItems, ownContent } from '../streams/index.js'
import { RenderContext } from './context.js'
import { markDeclaredError, markRendered, markTyped } from './marks.js'
import { type Outcome, outcomeOf, type SelectedOutcome } from './outcome.js'
import { essenceOf, isErrorDeclared, serializeOther } from './other-payloads.js'
import { addContentFields, isSuccess } from './response-fields.js'

// What has been rendered to nothing, so that it is not rendered again.
const NO_CONTENT = Buffer.alloc(0)

/** The reply's serializer on a route that produces. Fastify gives it objects, `null`, and strings that have a type. */
export function serializePayload (this: FastifyReply, payload: unknown): unknown {
  if (payload === NO_CONTENT) return null
  // Fastify brings a string here only where it has a type already.
  if (typeof payload === 'string') markTyped(this)
  if (isFinished(payload)) return payload
  // It is set once there is a representation.
  const outcome = outcomeOf(this.request) as SelectedOutcome
  if (!isRendered(this, outcome)) return serializeOther(this, outcome, payload)
  const content = render(this, outcome, payload)
  return isPromise(content) ? contentWhenRendered(this, outcome, content) : content
}

/** Whether what the handler returned is the selected representation, and no object of another kind. */
function isRendered (reply: FastifyReply, outcome: SelectedOutcome): boolean {
  return isSuccess(reply.statusCode) || isErrorDeclared(reply, outcome)
}

// For a serializer that boot did not know to return promises. Fastify cannot wait here, but it can wait for a stream.
function contentWhenRendered (reply: FastifyReply, { route: { name } }: Outcome, rendering: Promise<Content>): Readable {
  const content = new ItemStream(openItems(whenRendered(rendering), reply, name), { format: (chunk) => chunk as Buffer })
  ownContent(content, reply, name)
  return content
}

async function * whenRendered (rendering: Promise<Content>): AsyncGenerator<unknown> {
  const content = await rendering
  if (isNodeStream(content)) yield * content
  else if (content !== null) yield content
}

type Done = (error: Error | null, payload?: unknown) => void

/**
 * The `preSerialization` hook of routes where a serializer may return a promise: Fastify's serializers may not.
 */
export function renderPayload (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void {
  const outcome = outcomeOf(request) as SelectedOutcome | undefined
  const renderer = outcome?.renderer
  if (renderer === undefined || renderer.sync || isFinished(payload) || !isRendered(reply, outcome as SelectedOutcome)) {
    return done(null, payload)
  }
  try {
    const content = render(reply, outcome as SelectedOutcome, payload)
    if (isPromise(content)) content.then((rendered) => finish(null, rendered), finish)
    else finish(null, content)
  } catch (error) {
    finish(error)
  }
  function finish (thrown: unknown, content?: Content): void {
    // The client has hung up meanwhile: there is nothing to send, and nothing to complain of. What is owned is closed.
    if (isGone(reply)) return
    if (content === undefined) done(thrown as Error)
    else done(null, content ?? NO_CONTENT)
  }
}

/** Renders the payload, with the fields of its content. */
export function render (reply: FastifyReply, outcome: SelectedOutcome, payload: unknown): Content | Promise<Content> {
  const { route, contentType, negotiated, renderer } = outcome
  const present = reply.getHeader('content-type')
  if (present !== undefined && present !== contentType && essenceOf(String(present)) !== essenceOf(negotiated.mediaType)) {
    throw new PRODUCES_ERR_CONTENT(route.name, negotiated.mediaType, `the handler set Content-Type to ${present}. Leave the field to the plugin, or send finished content`)
  }
  addContentFields(reply, outcome, present)
  markRendered(reply)
  const context = new RenderContext(negotiated, reply.request, reply)
  if (isSuccess(reply.statusCode)) return renderer.render(payload, context)
  markDeclaredError(reply)
  return renderer.renderError(payload, context)
}
