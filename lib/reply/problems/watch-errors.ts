/**
 * The errors of a scope that become problems: those that every error handler of the application has let through, what was not found, and
 * an error status without content.
 *
 * choice: what somebody sends with an error status, an object or text, is the answer that they want.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../../types/index.js'
import { takeLastWord } from '../last-word.js'
import { sourceOf } from '../marks.js'
import type { Answer } from '../send.js'
import { problemOfError, problemOfNotFound, problemOfStatus } from './error-problem.js'
import type { ErrorSettings } from './representations.js'
import { type ProblemSettings, sendProblem } from './send-problem.js'

/**
 * Makes what answers the errors of the scopes that have them as problems.
 *
 * @param settingsOf the settings that apply to an instance
 */
export function compileErrorAnswer (settingsOf: (instance: FastifyInstance) => ProblemSettings | undefined): Answer {
  return function answerError (reply, payload) {
    if (reply.statusCode < 400 || reply.sent || reply.raw.headersSent) return false
    const { request } = reply
    const settings = settingsOf(request.server)
    const problem = settings?.errors === undefined ? undefined : problemFor(reply, payload, settings.errors)
    if (problem === undefined) return false
    const { method, url = problem.instance } = request.routeOptions
    sendProblem({ request, reply, problem, error: payload, name: `${[method].flat().join('|')} ${url}`, settings: settings as ProblemSettings })
    return true
  }
}

/** The problem that is sent in place of a payload; `undefined` where the payload is to be sent. */
function problemFor (reply: FastifyReply, payload: unknown, { expose }: ErrorSettings): Problem | undefined {
  const { request, statusCode } = reply
  if (takeLastWord(reply)) return problemOfError(payload, statusCode, request, expose)
  if (isNotFound(request, payload)) return problemOfNotFound(request)
  return payload === undefined && sourceOf(reply) === undefined ? problemOfStatus(statusCode, request) : undefined
}

/** Whether Fastify's own handler says that there is no such route. Any other says something else. */
function isNotFound ({ is404, raw: { method, url } }: FastifyRequest, payload: unknown): boolean {
  if (!is404 || typeof payload !== 'object' || payload === null) return false
  const { message, statusCode } = payload as { message?: unknown, statusCode?: unknown }
  return statusCode === 404 && message === `Route ${method}:${url} not found`
}
