/**
 * The fields of the answer: `Content-Type`, `Content-Language` and `Vary`, right on every way out.
 *
 * `Vary` is added when the representation is selected; the fields of the content when there is content, so that an answer that turns
 * out to be another one (an error, a redirect, nothing) never has them. What others have written since is kept.
 * RFC 9110 §8.3, §8.5, §12.5.5.
 */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { PRODUCES_ERR_CONTENT } from './errors.js'
import { outcomeOf, type Outcome } from './route.js'
import { isUtf8 } from './serialize.js'
import { addToVary } from './vary.js'

// What Fastify gives to content of which nobody has said anything.
const PLAIN = 'text/plain; charset=utf-8'
const OCTETS = 'application/octet-stream'

/** Adds the route's selecting fields to `Vary`. */
export function addVary (reply: FastifyReply, { route: { negotiation: { vary } } }: Outcome): void {
  if (vary === '') return
  const present = reply.getHeader('vary')
  if (present !== vary) reply.header('vary', present === undefined ? vary : addToVary(present, vary))
  // What was written past Fastify would be lost: its own fields replace Node's.
  if (reply.raw.hasHeader('vary')) reply.header('vary', addToVary(reply.getHeader('vary'), reply.raw.getHeader('vary')))
}

/** Adds the fields of the selected representation, where nobody has written their own. */
export function addContentFields (reply: FastifyReply, { contentType, contentLanguage }: Outcome): void {
  if (!reply.hasHeader('content-type')) reply.header('content-type', contentType)
  if (contentLanguage !== undefined && !reply.hasHeader('content-language')) {
    reply.header('content-language', contentLanguage)
    mark(reply, OWN_LANGUAGE)
  }
}

/** Where a reply keeps what is known of its content. */
export const kMarks = Symbol('fastify-produces.marks')

interface MarkedReply {
  [kMarks]: number
}

/** `Content-Language` is ours: an error may have one of its own, in the same language. */
const OWN_LANGUAGE = 1
/** A string has a type of the handler's own: such a one must not become HTML. */
export const TYPED = 2
/** The content was rendered here, with its fields. */
export const RENDERED = 4

export function mark (reply: FastifyReply, marks: number): void {
  (reply as unknown as MarkedReply)[kMarks] |= marks
}

function isMarked (reply: FastifyReply, marks: number): boolean {
  return ((reply as unknown as MarkedReply)[kMarks] & marks) !== 0
}

/** Whether an answer of this status is the selected representation: one that has content, and no error. */
export function isSuccess (status: number): boolean {
  return status >= 200 && status < 300 && status !== 204 && status !== 205
}

/** The `onError` hook: Fastify takes back the content's type, but not what a stream has written to Node's response already. */
export function removeLanguage (request: FastifyRequest, reply: FastifyReply, _error: Error, done: () => void): void {
  if (reply.getHeader('content-type') === outcomeOf(request)?.contentType) reply.removeHeader('content-type')
  removeOwnLanguage(reply)
  done()
}

function removeOwnLanguage (reply: FastifyReply): void {
  if (!isMarked(reply, OWN_LANGUAGE)) return
  reply.removeHeader('content-language');
  (reply as unknown as MarkedReply)[kMarks] &= ~OWN_LANGUAGE
}

/**
 * The `onSend` hook, before those of the route and again after: the first time for those who look at the fields, the last time for
 * those who wrote them.
 */
export function completeFields (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: Error | null, payload?: unknown) => void): void {
  const outcome = outcomeOf(request)
  if (outcome === undefined || isComplete(request, reply, outcome, payload)) return done(null)
  const content = payload instanceof Response ? unpack(reply, payload) : payload
  addVary(reply, outcome)
  if (outcome.negotiated === undefined) return done(null, content)
  if (!isSuccess(reply.statusCode) || !hasContent(request, content)) {
    removeContentFields(reply, outcome)
  } else {
    if (isOfDefaultType(reply, content)) reply.removeHeader('content-type')
    addContentFields(reply, outcome)
    if (isMislabelled(reply, outcome, content)) return done(new PRODUCES_ERR_CONTENT(outcome.route.name, outcome.contentType, NOT_IN_CHARSET))
  }
  done(null, request.method === 'HEAD' ? withoutSource(content) : content)
}

/** Whether there is nothing to do: rendered here, and nobody has touched `Vary` or the status since. */
function isComplete (request: FastifyRequest, reply: FastifyReply, { route: { negotiation: { vary } } }: Outcome, payload: unknown): boolean {
  return typeof payload === 'string' && isMarked(reply, RENDERED) && reply.getHeader('vary') === vary &&
    !reply.raw.hasHeader('vary') && request.method !== 'HEAD' && isSuccess(reply.statusCode)
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
  return typeof content === 'string' && negotiated !== undefined && !isUtf8(negotiated) && reply.getHeader('content-type') === contentType
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

/** For an answer that lost its content after it had been serialized, as a 304 does; or that became an error. */
function removeContentFields (reply: FastifyReply, { contentType }: Outcome): void {
  if (reply.statusCode < 400 && reply.getHeader('content-type') === contentType) reply.removeHeader('content-type')
  removeOwnLanguage(reply)
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
