/**
 * The first step of an answer, before any hook sees it: what a handler returns, or sends itself, is taken over.
 *
 * In: a payload. Out: data with the fields of its content; content; or items that are open, and owned by the answer. Fastify's hooks
 * may wait, and a source that fails while they do must find somebody who listens.
 */
import type { FastifyReply } from 'fastify'
import { PRODUCES_ERR_SOURCE } from '../errors.js'
import { isFinished } from '../serializers/index.js'
import { closeSource, isSource, type Source, sourceNameIn } from '../streams/index.js'
import { sourceOf, unmarkSource } from './marks.js'
import { isErrorDeclared } from './other-payloads.js'
import { outcomeOf, type SelectedOutcome } from './outcome.js'
import { addContentFields, isSuccess } from './response-fields.js'
import { type Send, type Sender, sendError, SentSource } from './sent-source.js'
import { isResponse, unpackResponse } from './web-response.js'

/** Answers in place of a payload; `false` where the payload is to be sent. */
export type Answer = (reply: FastifyReply, payload: unknown) => boolean

/**
 * Makes the `send` of the replies of an application, around Fastify's own: every answer goes through it, and hooks come after.
 *
 * @param answer is asked first
 */
export function compileSend (answer: Answer): Send {
  let sendOn: Send | undefined
  return function send (this: FastifyReply, payload?: unknown): FastifyReply {
    sendOn ??= inheritedBy(this, send)
    if (answer(this, payload)) return this
    // Fastify sends what an async handler returns, also where that is nothing, unless something has gone out by then. A handler that has
    // sent a source would be answered for with nothing at all.
    if (payload === undefined && arguments.length > 0 && isSourceOnItsWay(this)) return this
    // Somebody answers in another way while a source has yet to give its first item.
    unmarkSource(this)
    const outcome = selectedBy(this)
    if (typeof payload !== 'object' || payload === null || outcome === undefined) return sendOn.call(this, payload)
    return sendObject(this, payload, outcome, sendOn)
  }
}

function inheritedBy (reply: FastifyReply, own: Send): Send {
  let owner: object = reply
  while (!Object.hasOwn(owner, 'send') || (owner as { send: Send }).send !== own) owner = Object.getPrototypeOf(owner) as object
  return (Object.getPrototypeOf(owner) as { send: Send }).send
}

/** Whether the handler that runs now has sent a source: after `callNotFound` that is another one. */
function isSourceOnItsWay (reply: FastifyReply): boolean {
  return sourceOf(reply)?.is404 === reply.request.is404
}

function selectedBy (reply: FastifyReply): SelectedOutcome | undefined {
  const outcome = outcomeOf(reply.request)
  return outcome?.negotiated === undefined ? undefined : outcome as SelectedOutcome
}

// Nothing is made for data.
function sendObject (reply: FastifyReply, payload: object, outcome: SelectedOutcome, sendOn: Send): FastifyReply {
  if (isSource(payload)) return sendSource({ reply, outcome, sendOn }, payload)
  if (isResponse(payload)) return sendResponse({ reply, outcome, sendOn }, payload)
  const isDone = isSuccess(reply.statusCode)
  if (!isData(payload, outcome) || !(isDone || isErrorDeclared(reply, outcome))) return sendOn.call(reply, payload)
  const names = isDone ? outcome.renderer.sourcesIn(payload, reply.statusCode) : []
  if (names.length > 0) return sendEnvelope({ reply, outcome, sendOn }, payload as Envelope, names)
  // Hooks on the payload ask for its type.
  addContentFields(reply, outcome)
  return sendOn.call(reply, payload)
}

type Envelope = Readonly<Record<string, Source>>

function sendEnvelope (sender: Sender, payload: Envelope, names: readonly string[]): FastifyReply {
  const { reply, outcome: { route }, sendOn } = sender
  if (reply.sent) {
    for (const name of names) closeSource(payload[name] as Source, reply)
    return sendOn.call(reply, payload)
  }
  try {
    const name = sourceNameIn(payload, names, reply, route.name)
    return new SentSource(sender, payload, name).send(payload[name] as Source)
  } catch (error) {
    return sendError(sender, error)
  }
}

function isData (payload: object, { renderer }: SelectedOutcome): boolean {
  return !(payload instanceof Error || isFinished(payload) || renderer.requiresFinished)
}

function sendSource (sender: Sender, source: Source): FastifyReply {
  const { reply, sendOn } = sender
  if (!reply.sent) return new SentSource(sender, source).send(source)
  closeSource(source, reply)
  return sendOn.call(reply, source)
}

function sendResponse (sender: Sender, response: Response): FastifyReply {
  const { reply, outcome: { route: { name } }, sendOn } = sender
  if (reply.sent) return sendOn.call(reply, response)
  // Fastify finds it after every hook, when it can only throw.
  if (response.bodyUsed) return sendError(sender, new PRODUCES_ERR_SOURCE(name, 'the body of the Response has been read already'))
  try {
    const body = unpackResponse(reply, response)
    return body === null ? sendOn.call(reply, undefined) : new SentSource(sender, response).send(body as Source)
  } catch (error) {
    return sendError(sender, error)
  }
}
