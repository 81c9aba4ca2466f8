/**
 * The errors that become problems: of a scope that has the option, those that every error handler of the application has let through, what
 * was not found, and an error status without content; in any scope, the 406 of a handler that does without a representation.
 *
 * choice: what somebody sends with an error status, an object or text, is the answer that they want.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../../types/index.js'
import { PRODUCES_ERR_NOT_ACCEPTABLE } from '../../errors.js'
import { takeLastWord } from '../last-word.js'
import { sourceOf } from '../marks.js'
import { type NotAcceptableSettings, sendNotAcceptable } from '../not-acceptable.js'
import { type Outcome, outcomeOf } from '../outcome.js'
import type { Answer } from '../send.js'
import { writeBareProblem } from './bare-problem.js'
import { pathOf, problemOfError, problemOfNotFound, problemOfStatus } from './error-problem.js'
import type { ErrorSettings } from './representations.js'
import { sendProblem } from './send-problem.js'

/**
 * Makes what answers the errors of the scopes that have them as problems.
 *
 * @param settingsOf the settings that apply to an instance
 */
export function compileErrorAnswer (settingsOf: (instance: FastifyInstance) => NotAcceptableSettings | undefined): Answer {
  return function answerError (reply, payload) {
    // An error has its status by now, unless Fastify's own handler has failed on it: on `headers: null`, say.
    if (reply.statusCode < 400 && !(payload instanceof Error)) return false
    if (reply.sent || reply.raw.headersSent) return false
    const { request } = reply
    const settings = settingsOf(request.server)
    // `callNotFound` in the scope of a child leads to the parent, where nothing may be set.
    if (settings === undefined) return false
    if (payload instanceof PRODUCES_ERR_NOT_ACCEPTABLE) return answerNotAcceptable(reply, settings)
    const problem = settings.errors === undefined ? undefined : problemFor(reply, payload, settings.errors)
    if (problem === undefined) return false
    sendProblem({ request, reply, problem, error: payload, name: nameOf(request), settings })
    return true
  }
}

function answerNotAcceptable (reply: FastifyReply, settings: NotAcceptableSettings): boolean {
  if (!takeLastWord(reply, (thrown) => writeBareProblem(reply, thrown, false))) return false
  sendNotAcceptable(reply.request, reply, outcomeOf(reply.request) as Outcome, settings)
  return true
}

/** The problem that is sent in place of a payload; `undefined` where the payload is to be sent. */
function problemFor (reply: FastifyReply, payload: unknown, { expose }: ErrorSettings): Problem | undefined {
  const { request } = reply
  const statusCode = reply.statusCode < 400 ? 500 : reply.statusCode
  if (takeLastWord(reply, (thrown) => writeBareProblem(reply, thrown, expose))) return problemOfError(payload, statusCode, request, expose)
  if (isNotFound(request, payload)) return problemOfNotFound(request)
  return payload === undefined && sourceOf(reply) === undefined ? problemOfStatus(statusCode, request) : undefined
}

/** Method and URL of the route; where there is none, those of the request. */
function nameOf (request: FastifyRequest): string {
  const { method = request.method, url = pathOf(request) } = request.routeOptions
  return `${[method].flat().join('|')} ${url}`
}

/** Whether Fastify's own handler says that there is no such route. Any other says something else. */
function isNotFound ({ is404, raw: { method, url } }: FastifyRequest, payload: unknown): boolean {
  if (!is404 || typeof payload !== 'object' || payload === null) return false
  const { message, statusCode } = payload as { message?: unknown, statusCode?: unknown }
  return statusCode === 404 && message === `Route ${method}:${url} not found`
}
