/**
 * The fields of the answer: `Content-Type`, `Content-Language` and `Vary`, right on every way out.
 *
 * They are added when the representation is selected, and checked when the answer is sent: others may have written `Vary` since,
 * and an answer that turned out to be another one (an error, a redirect, no content) does not carry the selected one's type.
 * RFC 9110 §8.3, §8.5, §12.5.5.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { outcomeOf, type Outcome } from './route.js'
import { addToVary } from './vary.js'

const kOther = Symbol('fastify-produces.other')

const PLAIN = 'text/plain; charset=utf-8'
const JSON_TYPE = 'application/json; charset=utf-8'
const OCTETS = 'application/octet-stream'

/** Adds the selected representation's fields to the reply. */
export function addFields (reply: FastifyReply, { route, contentType, contentLanguage }: Outcome): void {
  if (contentType !== undefined) reply.header('content-type', contentType)
  if (contentLanguage !== undefined) reply.header('content-language', contentLanguage)
  addVary(reply, route.negotiation.vary)
}

function addVary (reply: FastifyReply, vary: string): void {
  const present = reply.getHeader('vary')
  if (vary !== '' && present !== vary) reply.header('vary', addToVary(present, vary))
}

/** Whether a status is that of the selected representation: an answer that has content, and no error. */
export function isSuccess (status: number): boolean {
  return status >= 200 && status < 300 && status !== 204 && status !== 205
}

/**
 * Marks the answer as another than the selected representation, and gives it the type that Fastify would.
 *
 * @param payload what is sent instead: a string is plain text, anything else JSON
 */
export function giveOwnType (reply: FastifyReply, { contentType }: Outcome, payload: unknown): void {
  markOther(reply)
  const present = reply.getHeader('content-type')
  if (present === undefined || present === contentType) reply.header('content-type', typeof payload === 'string' ? PLAIN : JSON_TYPE)
}

interface MarkedReply {
  [kOther]?: true
}

function markOther (reply: FastifyReply): void {
  (reply as MarkedReply)[kOther] = true
}

/** The `onError` hook: from here on, Fastify or an error handler says what type the answer has. */
export function leaveFields (_request: FastifyRequest, reply: FastifyReply, _error: Error, done: () => void): void {
  markOther(reply)
  done()
}

/** The `onSend` hook: the last look at the fields. */
export function completeFields (request: FastifyRequest, reply: FastifyReply, payload: unknown, done: (error: null, payload?: unknown) => void): void {
  const outcome = outcomeOf(request)
  if (outcome === undefined) return done(null)
  const content = isResponse(payload) ? unpack(reply, payload) : payload
  const { vary } = outcome.route.negotiation
  addVary(reply, vary)
  // What was written past Fastify would be lost: its own fields replace Node's.
  if (vary !== '' && reply.raw.hasHeader('vary')) reply.header('vary', addToVary(reply.getHeader('vary'), reply.raw.getHeader('vary')))
  if (outcome.negotiated !== undefined && !carriesContent(request, reply, content)) removeFields(reply, outcome, content)
  done(null, content)
}

function carriesContent (request: FastifyRequest, reply: FastifyReply, content: unknown): boolean {
  // The answer to HEAD has the fields of the one to GET (RFC 9110 §9.3.2); its content is gone by now.
  return isSuccess(reply.statusCode) && ((content !== undefined && content !== null) || request.method === 'HEAD')
}

function removeFields (reply: FastifyReply, { contentType, contentLanguage }: Outcome, content: unknown): void {
  if (contentLanguage !== undefined && reply.getHeader('content-language') === contentLanguage) reply.removeHeader('content-language')
  if ((reply as MarkedReply)[kOther] === true || reply.getHeader('content-type') !== contentType) return
  if (Buffer.isBuffer(content)) reply.header('content-type', OCTETS)
  else reply.removeHeader('content-type')
}

/** A web `Response`: Fastify would write its fields over ours, after every hook. */
function unpack (reply: FastifyReply, response: Response): unknown {
  if (response.bodyUsed) return response
  const vary = reply.getHeader('vary')
  reply.code(response.status)
  for (const [name, value] of response.headers) reply.header(name, value)
  if (response.headers.has('vary')) reply.header('vary', addToVary(vary, response.headers.get('vary') as string))
  return response.body
}

function isResponse (payload: unknown): payload is Response {
  return payload instanceof Response
}
