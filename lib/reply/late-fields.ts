/**
 * What a generator says of its reply too late: status and fields have gone out before its second item.
 */
import type { FastifyReply } from 'fastify'

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

function warnOfChanges (reply: FastifyReply): void {
  const { status, fields } = sent.get(reply) as Sent
  const now = reply.getHeaders() as Readonly<Record<string, unknown>>
  const changed = Object.keys(now).filter((name) => String(now[name]) !== String(fields[name]))
  if (reply.statusCode !== status) changed.unshift('status')
  if (changed.length > 0) reply.log.warn(`${changed.join(', ')} changed after the first item was sent, which is too late: the client does not see it`)
}
