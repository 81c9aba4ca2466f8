/**
 * The first step of an answer, before any hook sees it: what a handler returns, or sends itself, is taken over.
 *
 * In: a payload. Out: data with the fields of its content; content; or items that are open, and owned by the answer. Fastify's hooks
 * may wait, and a source that fails while they do must find somebody who listens. A generator is run up to its first item, so that
 * what it does with the reply until then counts.
 */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { PRODUCES_ERR_CONTENT, PRODUCES_ERR_SOURCE } from '../errors.js'
import { bytesOf, describe, isFinished } from '../serializers/index.js'
import {
  breakOff, closeSource, errorOf, isGone, isInObjectMode, isItems, isNodeStream, ItemStream, isWebStream, openItems, type OpenItems,
  ownContent, type Source
} from '../streams/index.js'
import { isSourceSent, markItems, markSource, unmarkSource } from './marks.js'
import { outcomeOf, type SelectedOutcome } from './outcome.js'
import { addContentFields, isSuccess } from './response-fields.js'
import { isResponse, unpackResponse } from './web-response.js'

type Send = (this: FastifyReply, payload?: unknown) => FastifyReply

/** Makes the `send` of the replies of an application, around Fastify's own: every answer goes through it, and hooks come after. */
export function compileSend (): Send {
  let sendOn: Send | undefined
  return function send (this: FastifyReply, payload?: unknown): FastifyReply {
    sendOn ??= inheritedBy(this, send)
    if (payload === undefined && arguments.length > 0 && isSourceOnItsWay(this)) return this
    // Somebody answers in another way while a source has yet to give its first item.
    unmarkSource(this)
    const outcome = selectedBy(this)
    if (typeof payload !== 'object' || payload === null || outcome === undefined) return sendOn.call(this, payload)
    return sendObject(this, payload, outcome, sendOn)
  }
}

// Nothing is made for data.
function sendObject (reply: FastifyReply, payload: object, outcome: SelectedOutcome, sendOn: Send): FastifyReply {
  if (isSource(payload) || isResponse(payload)) return sendUnlessSent({ reply, outcome, sendOn, is404: reply.request.is404 }, payload)
  // Hooks on the payload ask for its type.
  if (isData(payload, outcome) && isSuccess(reply.statusCode)) addContentFields(reply, outcome)
  return sendOn.call(reply, payload)
}

/**
 * Fastify sends what an async handler returns, also where that is nothing, unless something has gone out by then. A handler that has sent
 * a source would be answered for with nothing at all.
 */
function isSourceOnItsWay (reply: FastifyReply): boolean {
  return isSourceSent(reply) && latest.get(reply)?.is404 === reply.request.is404
}

/** Of a reply, the last source that was sent: a generator may send another one itself. */
const latest = new WeakMap<FastifyReply, Sending>()

function inheritedBy (reply: FastifyReply, own: Send): Send {
  let owner: object = reply
  while (!Object.hasOwn(owner, 'send') || (owner as { send: Send }).send !== own) owner = Object.getPrototypeOf(owner) as object
  return (Object.getPrototypeOf(owner) as { send: Send }).send
}

function selectedBy (reply: FastifyReply): SelectedOutcome | undefined {
  const outcome = outcomeOf(reply.request)
  return outcome?.negotiated === undefined ? undefined : outcome as SelectedOutcome
}

/** An answer on its way. */
interface Sending {
  readonly reply: FastifyReply
  readonly outcome: SelectedOutcome
  /** Fastify's own `send`. */
  readonly sendOn: Send
  /** Whether it is sent by the handler for what was not found. */
  readonly is404: boolean
}

function isSource (payload: object): payload is Source {
  return !Array.isArray(payload) && (isNodeStream(payload) || isWebStream(payload) || isItems(payload))
}

function isData (payload: object, { renderer }: SelectedOutcome): boolean {
  return !(payload instanceof Error || isFinished(payload) || renderer.requiresFinished)
}

function sendUnlessSent (sending: Sending, payload: Source | Response): FastifyReply {
  const { reply, sendOn } = sending
  if (reply.sent) {
    if (!isResponse(payload)) closeSource(payload, reply)
    return sendOn.call(reply, payload)
  }
  return isResponse(payload) ? sendResponse(sending, payload) : sendSource(sending, payload, payload)
}

function sendResponse (sending: Sending, response: Response): FastifyReply {
  const { reply, outcome: { route: { name } }, sendOn } = sending
  // Fastify finds it after every hook, when it can only throw.
  if (response.bodyUsed) return fail(sending, new PRODUCES_ERR_SOURCE(name, 'the body of the Response has been read already'))
  try {
    const body = unpackResponse(reply, response)
    return body === null ? sendOn.call(reply, undefined) : sendSource(sending, body as Source, response)
  } catch (error) {
    return fail(sending, error)
  }
}

/** @param payload what the handler sent, of which the source is the content */
function sendSource (sending: Sending, source: Source, payload: object): FastifyReply {
  const { reply, outcome: { route: { name }, renderer: { patience } }, sendOn } = sending
  if (!mayBeRead(reply)) return sendUnread(sending, source)
  try {
    markSource(reply)
    latest.set(reply, sending)
    if (isNodeStream(source) && !isInObjectMode(source)) {
      ownContent(source, reply, name)
      return sendOn.call(reply, source)
    }
    const items = openItems(source, reply, name)
    const starting = isNodeStream(source) ? undefined : items.start()
    if (starting === undefined) return sendStarted(sending, items, payload)
    within(patience, starting).then(() => sendStarted(sending, items, payload))
      .catch((error: unknown) => fail(sending, error))
      .catch((error: unknown) => giveUp(reply, error))
    return reply
  } catch (error) {
    return fail(sending, error)
  }
}

/** Waits for the first item, no longer than the format has patience: an answer may begin without it. */
function within (patience: number | undefined, starting: Promise<void>): Promise<void> {
  if (patience === undefined) return starting
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    starting.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Answers with an error of ours, whatever status the handler gave to what it wanted to send. */
function fail ({ reply, sendOn }: Sending, error: unknown): FastifyReply {
  unmarkSource(reply)
  reply.raw.statusCode = 200
  return sendOn.call(reply, error)
}

// There is no way to say it, and nobody to throw it to: somebody has written to Node's response, say.
function giveUp (reply: FastifyReply, error: unknown): void {
  reply.log.error(error)
  breakOff(reply)
}

/** Whether there is anybody to read content, and any to read (RFC 9110 §9.3.2, §15.3.5, §15.3.6, §15.4.5). */
function mayBeRead (reply: FastifyReply): boolean {
  return !isGone(reply) && reply.request.method !== 'HEAD' && !WITHOUT_CONTENT.has(reply.statusCode)
}

const WITHOUT_CONTENT = new Set([204, 205, 304])

// choice: for HEAD not even a generator is begun, since it would begin its work: what it would have said of the reply is not there.
function sendUnread ({ reply, outcome, sendOn }: Sending, source: Source): FastifyReply {
  closeSource(source, reply)
  unmarkSource(reply)
  if (isGone(reply)) return reply
  if (WITHOUT_CONTENT.has(reply.statusCode)) return sendOn.call(reply, undefined)
  if (isSuccess(reply.statusCode)) addContentFields(reply, outcome)
  return sendOn.call(reply, emptyContent())
}

/** A stream without anything in it: hooks are to see what they would see of GET. */
export function emptyContent (): Readable {
  return new Readable({ read () { this.push(null) } })
}

function sendStarted (sending: Sending, items: OpenItems, payload: object): FastifyReply {
  const { reply, outcome, sendOn } = sending
  if (isAnswered(sending)) return closeUnsent(reply, items)
  if (!mayBeRead(reply)) return sendUnread(sending, items)
  if (hasFailedAtOnce(items)) return sendFailure(sending, items)
  if (isSuccess(reply.statusCode) && givesItems(outcome, items, payload, reply.statusCode)) {
    addContentFields(reply, outcome)
    markItems(reply)
    return sendOn.call(reply, items)
  }
  if (!isStream(payload)) throw new PRODUCES_ERR_CONTENT(outcome.route.name, outcome.negotiated.mediaType, `items that come one by one were sent with status ${reply.statusCode}`)
  return sendOn.call(reply, contentOf(reply, outcome, items))
}

/** Whether a source has failed before its first item, with an error or with nothing. What else is thrown goes its way. */
function hasFailedAtOnce ({ failure }: OpenItems): boolean {
  return failure !== undefined && errorOf(failure.error) instanceof Error
}

/** As if the handler had thrown. */
function sendFailure (sending: Sending, items: OpenItems): FastifyReply {
  const thrown = items.takeFailure()
  items.close()
  return fail(sending, errorOf(thrown))
}

function isStream (payload: object): boolean {
  return isNodeStream(payload) || isWebStream(payload) || isResponse(payload)
}

/** Whether a generator, or somebody while it waited, has answered in another way: by `send`, `hijack` or `callNotFound`. */
function isAnswered (sending: Sending): boolean {
  const { reply, is404 } = sending
  return !isSourceSent(reply) || latest.get(reply) !== sending || reply.sent || reply.request.is404 !== is404
}

function closeUnsent (reply: FastifyReply, items: OpenItems): FastifyReply {
  if (items.hasFirst) reply.log.warn('a generator gave items after it had answered in another way: they are not sent')
  items.close()
  return reply
}

function givesItems ({ renderer }: SelectedOutcome, items: OpenItems, payload: object, status: number): boolean {
  if (isNodeStream(payload)) return !renderer.requiresFinished
  if (isWebStream(payload)) return renderer.takesAsItems(items.first, status)
  return !isResponse(payload)
}

/** Chunks that are sent as they are. */
function contentOf (reply: FastifyReply, { route: { name }, negotiated: { mediaType } }: SelectedOutcome, chunks: OpenItems): Readable {
  function format (chunk: unknown): string | Buffer {
    const bytes = bytesOf(chunk)
    if (bytes === undefined) throw new PRODUCES_ERR_CONTENT(name, mediaType, `a stream of finished content gives text or bytes, not ${describe(chunk)}`)
    return bytes
  }
  const content = new ItemStream(chunks, { format })
  ownContent(content, reply, name)
  return content
}
