/**
 * The fields of the answer: `Content-Type`, `Content-Language` and `Vary`, right on every way out.
 *
 * `Vary` is added when the representation is selected; the fields of the content when there is content, so that an answer that turns
 * out to be another one (an error, a redirect, nothing) never has them. What others have written since is kept.
 * RFC 9110 §8.3, §8.5, §12.5.5.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { addToVary } from '../negotiation/index.js'
import { forgetFailure } from '../streams/index.js'
import { hasOwnType, isDeclaredError, markOwnType, unmarkDeclaredError, unmarkItems, unmarkOwnType, unmarkSource } from './marks.js'
import { type ContentField, type Outcome, outcomeOf } from './outcome.js'

/** Adds the route's selecting fields to `Vary`. */
export function addVary (reply: FastifyReply, { vary }: Outcome): void {
  if (vary === '') return
  const present = reply.getHeader('vary')
  if (present === undefined) {
    reply.header('vary', vary)
    return
  }
  // What was written past Fastify would be lost: its own fields replace Node's.
  reply.header('vary', addToVary(present, `${vary}, ${reply.raw.getHeader('vary') ?? ''}`))
}

/**
 * Adds the fields of the selected representation, where nobody has written their own.
 *
 * @param present the `Content-Type` that is there already
 */
export function addContentFields (reply: FastifyReply, outcome: Outcome, present = reply.getHeader('content-type')): void {
  const { contentType, contentFields } = outcome
  if (present === undefined) {
    reply.header('content-type', contentType)
    markOwnType(reply)
  }
  for (let index = 0; index < contentFields.length; index++) {
    const { name, value, own } = contentFields[index] as ContentField
    if (reply.hasHeader(name)) continue
    reply.header(name, value)
    own.mark(reply)
  }
}

/** Whether an answer of this status is the selected representation: one that has content, and no error. */
export function isSuccess (status: number): boolean {
  return status >= 200 && status < 300 && status !== 204 && status !== 205
}

/** Whether an answer has the fields of the selected representation: a success, and an error that was rendered as one. */
export function isRepresentation (reply: FastifyReply): boolean {
  return isSuccess(reply.statusCode) || (reply.statusCode >= 400 && isDeclaredError(reply))
}

/** The `onError` hook: Fastify takes back the content's type, but not what a stream has written to Node's response already. */
export function withdrawFields (_request: FastifyRequest, reply: FastifyReply, _error: Error, done: () => void): void {
  reply.removeHeader('content-type')
  unmarkOwnType(reply)
  unmarkDeclaredError(reply)
  unmarkItems(reply)
  unmarkSource(reply)
  removeOwnFields(reply)
  // What the handler has said of a source is not true of the error.
  if (forgetFailure(reply)) reply.raw.statusCode = 200
  done()
}

function removeOwnFields (reply: FastifyReply): void {
  outcomeOf(reply.request)?.contentFields.forEach(({ name, own }) => {
    if (!own.isMarked(reply)) return
    reply.removeHeader(name)
    own.unmark(reply)
  })
}

/**
 * For an answer that is not the selected representation after all: one that lost its content after it had been serialized, as a 304
 * does; or that became an error.
 */
export function removeContentFields (reply: FastifyReply, content: unknown): void {
  if (!content || reply.statusCode === 304) removeOwnType(reply)
  removeOwnFields(reply)
}

/** For an object that is to be sent in Fastify's own way. */
export function removeOwnType (reply: FastifyReply): void {
  if (!hasOwnType(reply)) return
  reply.removeHeader('content-type')
  unmarkOwnType(reply)
}
