/**
 * The last step: what Fastify is about to send gets its fields, and a stream of items is rendered.
 *
 * In: content, or a stream. Out: content with `Content-Type`, `Content-Language` and `Vary`, merged with what others have written.
 * RFC 9110 §8.3, §8.5, §9.3.2, §12.5.5.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { addToVary } from '../negotiation/index.js'
import { isUtf8 } from '../serializers/index.js'
import { OpenItems, readableOf, startsWithItem } from '../streams/index.js'
import { type Outcome, outcomeOf, type SelectedOutcome } from './outcome.js'
import { asError, render } from './render.js'
import { addContentFields, addVary, isMarked, isSuccess, removeContentFields, RENDERED, TYPED } from './response-fields.js'

// What Fastify gives to content of which nobody has said anything.
const PLAIN = 'text/plain; charset=utf-8'
const OCTETS = 'application/octet-stream'

type Done = (error: Error | null, payload?: unknown) => void

/**
 * The `onSend` hook, before those of the route and again after: the first time for those who look at the fields, the last time for
 * those who wrote them.
 */
export function completeFields (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: Done): void {
  const outcome = outcomeOf(request)
  if (outcome === undefined || isComplete(request, reply, outcome, payload)) return done(null)
  const content = payload instanceof Response ? unpack(reply, payload) : payload
  addVary(reply, outcome)
  if (outcome.negotiated === undefined) return done(null, content)
  if (mayGiveItems(request, reply, outcome, payload)) return sendItems(reply, outcome as SelectedOutcome, payload, done)
  if (isSuccess(reply.statusCode) && hasContent(request, content)) addFieldsOf(content, reply, outcome)
  else removeContentFields(reply, outcome)
  if (isMislabelled(reply, outcome, content)) return done(new PRODUCES_ERR_CONTENT(outcome.route.name, outcome.contentType, NOT_IN_CHARSET))
  done(null, request.method === 'HEAD' ? withoutSource(content) : content)
}

function addFieldsOf (content: unknown, reply: FastifyReply, outcome: Outcome): void {
  if (isOfDefaultType(reply, content)) reply.removeHeader('content-type')
  addContentFields(reply, outcome)
}

/** Whether there is nothing to do: rendered here, and nobody has touched `Vary` or the status since. */
function isComplete (request: FastifyRequest, reply: FastifyReply, { route: { negotiation: { vary } } }: Outcome, payload: unknown): boolean {
  return typeof payload === 'string' && isMarked(reply, RENDERED) && reply.getHeader('vary') === vary &&
    !reply.raw.hasHeader('vary') && request.method !== 'HEAD' && isSuccess(reply.statusCode)
}

/** A stream in object mode, or a web stream: Fastify takes both for content, whatever they hold. */
function mayGiveItems ({ method }: FastifyRequest, { statusCode }: FastifyReply, { renderer }: Outcome, payload: unknown): payload is Readable | ReadableStream {
  const stream = payload instanceof ReadableStream || (payload instanceof Readable && payload.readableObjectMode)
  return stream && renderer?.finishedOnly === false && isSuccess(statusCode) && method !== 'HEAD'
}

function sendItems (reply: FastifyReply, outcome: SelectedOutcome, payload: Readable | ReadableStream, done: Done): void {
  const stream = readableOf(payload)
  // Nobody else knows of it yet.
  reply.raw.once('close', () => stream.destroy())
  startsWithItem(stream).then(async (items) => {
    const content = items ? await render(reply, outcome, OpenItems.of(stream)) : stream
    addContentFields(reply, outcome)
    done(null, content)
  }).catch((error: unknown) => done(asError(error)))
}

// Fastify reads a stream to its end for HEAD, which one may not have.
function withoutSource (content: unknown): unknown {
  if (!(content instanceof Readable)) return content
  content.on('error', () => {})
  content.destroy()
  return Readable.from([])
}

const NOT_IN_CHARSET = 'a string is sent as UTF-8. Send a Buffer in the charset that was negotiated'

function isMislabelled (reply: FastifyReply, { negotiated, contentType }: Outcome, content: unknown): boolean {
  return typeof content === 'string' && negotiated !== undefined && !isUtf8(negotiated) &&
    isSuccess(reply.statusCode) && reply.getHeader('content-type') === contentType
}

// The answer to HEAD has the fields of the one to GET (RFC 9110 §9.3.2), also where its own handler has no content.
function hasContent (request: FastifyRequest, content: unknown): boolean {
  return (content !== undefined && content !== null) || request.method === 'HEAD'
}

// choice: bytes that a handler types as octets itself are taken for untyped ones. Fastify gives no way to tell the two apart.
function isOfDefaultType (reply: FastifyReply, content: unknown): boolean {
  const present = reply.getHeader('content-type')
  if (typeof content === 'string') return present === PLAIN && !isMarked(reply, TYPED)
  return Buffer.isBuffer(content) && present === OCTETS
}

// What every `Response` made of a string has; nobody writes it so.
const IMPLICIT = 'text/plain;charset=UTF-8'

/** A web `Response`: Fastify would write its fields over ours, after every hook. */
function unpack (reply: FastifyReply, response: Response): unknown {
  if (response.bodyUsed) return response
  const vary = reply.getHeader('vary')
  reply.code(response.status)
  for (const [name, value] of response.headers) if (value !== IMPLICIT) reply.header(name, value)
  if (response.headers.has('vary')) reply.header('vary', addToVary(vary, response.headers.get('vary') as string))
  return response.body
}
