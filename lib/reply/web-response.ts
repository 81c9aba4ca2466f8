/**
 * A web `Response` as a handler may return it: Fastify would write its fields over ours, after every hook.
 */
import type { FastifyReply } from 'fastify'
import { addToVary } from '../negotiation/index.js'
import { isSuccess } from './response-fields.js'

/** Whether a value is a web `Response`, also one of another realm. */
export function isResponse (value: object): value is Response {
  return value instanceof Response || Object.prototype.toString.call(value) === '[object Response]'
}

// What every `Response` made of a string has; nobody writes it so.
const IMPLICIT = 'text/plain;charset=UTF-8'

/**
 * Gives its status and fields to the reply.
 *
 * @returns its content, `null` for none
 */
export function unpackResponse (reply: FastifyReply, response: Response): ReadableStream | null {
  const vary = reply.getHeader('vary')
  reply.code(response.status)
  for (const [name, value] of response.headers) {
    // The representation that was selected has a type of its own; an error has this one.
    if (value !== IMPLICIT || !isSuccess(response.status)) reply.header(name, value)
  }
  const varying = response.headers.get('vary')
  if (varying !== null) reply.header('vary', addToVary(vary, varying))
  return response.body
}
