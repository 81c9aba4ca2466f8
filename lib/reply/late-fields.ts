/**
 * What a generator says of its reply too late: status and fields have gone out before its second item.
 */
import type { FastifyReply } from 'fastify'
import { isOfItems } from './marks.js'

interface Sent {
  readonly status: number
  readonly fields: Readonly<Record<string, unknown>>
}

const sent = new WeakMap<FastifyReply, Sent>()

/** Has the log say what is changed from now on. To be called when nobody else has anything to add. */
export function watchFields (reply: FastifyReply): void {
  if (!sent.has(reply)) reply.raw.once('close', () => warnOfChanges(reply))
  sent.set(reply, { status: reply.statusCode, fields: { ...reply.getHeaders() } })
}

// What is added last of all: the framing of the message (RFC 9110 §6.6.2, §8.6; RFC 9112 §6.1), and in HTTP/2 the status (RFC 9113 §8.3.2).
const FRAMING = ['content-length', 'trailer', 'transfer-encoding', ':status']

function warnOfChanges (reply: FastifyReply): void {
  // An error has been sent instead.
  if (!isOfItems(reply)) return
  const { status, fields } = sent.get(reply) as Sent
  const now = reply.getHeaders() as Readonly<Record<string, unknown>>
  const changed = Object.keys(now).filter((name) => !FRAMING.includes(name) && String(now[name]) !== String(fields[name]))
  if (reply.statusCode !== status) changed.unshift('status')
  if (changed.length > 0) reply.log.warn(`${changed.join(', ')} changed after the first item was sent, which is too late: the client does not see it`)
}
