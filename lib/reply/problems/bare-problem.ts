/**
 * A problem that is written past every hook: one of them has failed on the problem itself, or a field of it cannot be written.
 *
 * Fastify would write what was thrown, as JSON, with the fields of what could not be sent: the inside of a 5xx, as a page, say.
 */
import type { FastifyReply } from 'fastify'
import { problemOfError, problemOfStatus } from './error-problem.js'

/** What describes the content that could not be sent, or how it would have been. */
const OF_CONTENT = /^(?:content-(?:type|length|language|encoding|location|range|disposition|digest)|etag|last-modified|transfer-encoding|trailer)$/

/**
 * Writes the problem as JSON, and ends the answer.
 *
 * choice: the status is the one of the first error. Of the second one it tells no more than that, unless the status is its own.
 *
 * @param thrown what has failed
 */
export function writeBareProblem (reply: FastifyReply, thrown: unknown, exposes: boolean): void {
  const { raw, request, statusCode } = reply
  if (raw.headersSent || raw.destroyed) {
    raw.destroy()
    return
  }
  const isTold = exposes || hasStatus(thrown, statusCode)
  const problem = isTold ? problemOfError(thrown, statusCode, request, exposes) : problemOfStatus(statusCode, request)
  const content = JSON.stringify(problem)
  const described = { 'content-type': 'application/problem+json', 'content-length': Buffer.byteLength(content) }
  const kept = Object.entries(reply.getHeaders()).filter(([name]) => !OF_CONTENT.test(name))
  // The others stay, for where what is kept cannot be written.
  for (const name of raw.getHeaderNames()) if (OF_CONTENT.test(name)) raw.removeHeader(name)
  try {
    raw.writeHead(statusCode, { ...Object.fromEntries(kept), ...described })
  } catch {
    // A field that somebody has set cannot be written.
    raw.writeHead(statusCode, described)
  }
  raw.end(content)
}

function hasStatus (thrown: unknown, expected: number): boolean {
  const { statusCode, status }: { readonly statusCode?: unknown, readonly status?: unknown } = Object(thrown)
  return statusCode === expected || status === expected
}
