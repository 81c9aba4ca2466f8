/**
 * The last step: what Fastify is about to send gets its fields.
 *
 * In: content. Out: content with `Content-Type`, `Content-Language` and `Vary`, merged with what others have written.
 * RFC 9110 §8.3, §8.5, §9.3.2, §12.5.5.
 */
import type { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { isUtf8 } from '../serializers/index.js'
import { closeSource, failureOf, isNodeStream } from '../streams/index.js'
import { watchFields } from './late-fields.js'
import { isOfItems, isRendered, isTyped } from './marks.js'
import { essenceOf } from './other-payloads.js'
import { isSelected, type Outcome, outcomeOf, type SelectedOutcome } from './outcome.js'
import { addContentFields, addVary, isRepresentation, isSuccess, removeContentFields } from './response-fields.js'
import { emptyContent } from './sent-source.js'

// What Fastify gives to content of which nobody has said anything.
const PLAIN = 'text/plain; charset=utf-8'
const OCTETS = 'application/octet-stream'

type Done = (error: Error | null, payload?: unknown) => void

/**
 * The `onSend` hook, before those of the route and again after: the first time for those who look at the fields, the last time for
 * those who wrote them.
 */
export function completeFields (request: FastifyRequest, reply: FastifyReply, content: unknown, done: Done): void {
  const outcome = outcomeOf(request)
  if (outcome === undefined || isComplete(reply, outcome, content)) return done(null)
  addVary(reply, outcome)
  if (!isSelected(outcome)) return done(null, content)
  if (isRepresentation(reply) && hasContent(request, content)) addFieldsOf(content, reply, outcome)
  else removeContentFields(reply, content)
  if (isOfItems(reply)) watchFields(reply)
  if (typeof content === 'string') done(faultOfLabel(reply, outcome), content)
  else if (isNodeStream(content)) completeStream(request, reply, content, done)
  else done(null, content)
}

// Fastify reads a stream to its end for HEAD, which one may not have.
function completeStream (request: FastifyRequest, reply: FastifyReply, content: Readable, done: Done): void {
  if (request.method !== 'HEAD') return done((failureOf(content, reply) ?? null) as Error | null, content)
  closeSource(content, reply)
  done(null, emptyContent())
}

function addFieldsOf (content: unknown, reply: FastifyReply, outcome: SelectedOutcome): void {
  if (isOfDefaultType(reply, content)) reply.removeHeader('content-type')
  const present = reply.getHeader('content-type')
  addContentFields(reply, outcome, present)
  if (present !== undefined && present !== outcome.contentType) adviseOfType(reply, String(present), outcome)
}

/** Of finished content that is another representation than was selected. Parts of one have a type of their own. */
function adviseOfType (reply: FastifyReply, present: string, { route, negotiated: { mediaType } }: SelectedOutcome): void {
  const essence = essenceOf(present)
  // RFC 9110 §14.6.
  if (essence === essenceOf(mediaType) || essence === 'multipart/byteranges') return
  const found = (): string => `${mediaType} was selected, and finished content went out as ${present}, which no schema has shaped`
  route.advice.sayOnce('PRODUCES_ADV_CONTENT', route.name, found, reply.log)
}

/** Whether there is nothing to do: rendered here, and nobody has touched `Vary` or the status since. */
function isComplete (reply: FastifyReply, { vary }: Outcome, payload: unknown): boolean {
  return typeof payload === 'string' && isRendered(reply) && reply.getHeader('vary') === vary &&
    !reply.raw.hasHeader('vary') && isSuccess(reply.statusCode)
}

const CHARSET = /(;\s*charset=)"?(?!utf-8\b)[^\s;"]+"?/i

/** Node writes a string as UTF-8, whatever its type says. */
function faultOfLabel (reply: FastifyReply, { route, negotiated, contentType }: SelectedOutcome): Error | null {
  if (negotiated.charset === undefined) return null
  const present = String(reply.getHeader('content-type'))
  const isOurs = present === contentType && isRepresentation(reply)
  if (isOurs && !isUtf8(negotiated)) return new PRODUCES_ERR_CONTENT(route.name, contentType, NOT_IN_CHARSET)
  // A handler that answers in a charset may write that on an error as well.
  const inUtf8 = present.replace(CHARSET, '$1utf-8')
  if (inUtf8 !== present) reply.header('content-type', inUtf8)
  return null
}

const NOT_IN_CHARSET = 'a string is sent as UTF-8. Send a Buffer in the charset that was negotiated'

// The answer to HEAD has the fields of the one to GET (RFC 9110 §9.3.2), also where its own handler has no content.
function hasContent (request: FastifyRequest, content: unknown): boolean {
  return (content !== undefined && content !== null) || request.method === 'HEAD'
}

// choice: bytes that a handler types as octets itself are taken for untyped ones. Fastify gives no way to tell the two apart.
function isOfDefaultType (reply: FastifyReply, content: unknown): boolean {
  const present = reply.getHeader('content-type')
  if (typeof content === 'string') return present === PLAIN && !isTyped(reply)
  return Buffer.isBuffer(content) && present === OCTETS
}
