/**
 * Who has the last word on an error: every error handler of the application comes first, from the route's outwards, and then Fastify's own.
 *
 * Fastify's own handler sends what was thrown, whatever it is, and after it there is only the fallback that writes JSON. Nothing public
 * says that it has come to this. So the reply is asked for the handler that would be next, under the symbol that Fastify keeps it.
 */
import type { FastifyReply } from 'fastify'

// Not registered, and another one in each copy of Fastify: it is found by its description.
const NEXT_HANDLER = 'fastify.reply.nextErrorHandler'

type Next = { readonly func?: unknown } | false | undefined

/**
 * Whether Fastify's own handler for errors is sending what was thrown. If so, the answer is the caller's from now on.
 *
 * @param answerBare answers past every hook, where one of them fails on the caller's answer; never throws
 */
export function takeLastWord (reply: FastifyReply, answerBare: (thrown: unknown) => void): boolean {
  const key = Object.getOwnPropertySymbols(reply).find(({ description }) => description === NEXT_HANDLER)
  if (key === undefined) return false
  const next = Reflect.get(reply, key) as Next
  if (!next || next.func !== undefined) return false
  Reflect.set(reply, key, { func: answerBare })
  return true
}
