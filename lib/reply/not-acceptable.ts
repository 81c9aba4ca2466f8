/**
 * The 406: what was asked for, what there is, and in which dimension the two do not meet; as problem details.
 *
 * RFC 9110 §15.5.7: "The server SHOULD generate content containing a list of available representation characteristics".
 * RFC 9457 has the format. It is sent whatever the client accepts (§12.4.1), in the representation that it likes best of those for errors.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem } from '../../types/index.js'
import { type DimensionReport, dimensions, readField } from '../negotiation/index.js'
import { publishNotAcceptable } from './channels.js'
import { logNotAcceptable } from './not-acceptable-log.js'
import { TYPE } from './not-acceptable-schema.js'
import type { NegotiatedRoute, Outcome, UnknownNames } from './outcome.js'
import { cut, pathOf } from './problems/error-problem.js'
import { type ProblemSettings, sendProblem } from './problems/send-problem.js'
import { addVary } from './response-fields.js'

/** The part of the plugin's settings that shapes a 406. */
export interface NotAcceptableSettings extends ProblemSettings {
  readonly cacheControl: string | false
  readonly notAcceptableLogLevel: string | false
}

/** Answers a request with 406, and tells whoever listens. */
export function sendNotAcceptable (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, settings: NotAcceptableSettings): void {
  const { cacheControl, notAcceptableLogLevel } = settings
  const { route } = outcome
  const unacceptable = route.negotiation.unacceptable(request.headers)
  publishNotAcceptable(request, route.name, unacceptable)
  logNotAcceptable(request, route, unacceptable, notAcceptableLogLevel)
  sendProblem({ request, reply, problem: problemOf(request, route, unacceptable), error: undefined, name: route.name, settings }, () => {
    addVary(reply, outcome)
    if (cacheControl !== false) reply.header('cache-control', cacheControl)
  })
}

/** Answers a request with a 404: its URL asks for what there is not. No field could change that. */
export function sendUnknownNames (
  request: FastifyRequest, reply: FastifyReply, { requested, names, route }: UnknownNames & { readonly route: string },
  settings: NotAcceptableSettings
): void {
  const path = pathOf(request)
  const words = Object.fromEntries(Object.entries(requested).map(([name, word]) => [name, cut(word)]))
  const problem: Problem = {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: `${methodOf(request)} ${path} is not available ${Object.entries(words).map(([name, word]) => `${PREPOSITIONS.get(name)} ${word}`).join(' ')}.`,
    instance: path,
    requested: words,
    names
  }
  sendProblem({ request, reply, problem, error: undefined, name: route, settings }, () => {
    if (settings.cacheControl !== false) reply.header('cache-control', settings.cacheControl)
  })
}

const PREPOSITIONS = new Map(dimensions.map(({ name, preposition }) => [name, preposition]))

function problemOf (request: FastifyRequest, route: NegotiatedRoute, unacceptable: readonly string[]): Problem {
  const { negotiation, urls } = route
  const path = pathOf(request)
  const requested = Object.fromEntries(negotiation.dimensions.flatMap(({ name, field }) => {
    const fieldValue = readField(request.headers, field)
    return fieldValue === undefined ? [] : [[name, cut(fieldValue)]]
  }))
  const failing = negotiation.dimensions.filter(({ name }) => unacceptable.includes(name))
  return {
    type: TYPE,
    title: 'Not Acceptable',
    status: 406,
    detail: `${methodOf(request)} ${path} is available ${failing.map((dimension) => phrase(dimension, requested)).join(', and ')}.`,
    instance: path,
    requested,
    // Copies: the option `problem` may write to them. These lists are those of every request to come; that one, of whoever listens.
    available: Object.fromEntries(negotiation.dimensions.map(({ name, available }) => [name, [...available]])),
    unacceptable: [...unacceptable],
    ...urls?.addresses === undefined ? {} : { alternates: urls.addresses.alternatesOf(request, { negotiated: undefined, route }) }
  }
}

/** What HEAD is told is as long as what GET is told (RFC 9110 §8.6). */
function methodOf ({ method }: FastifyRequest): string {
  return method === 'HEAD' ? 'GET' : method
}

/** `as text/csv or text/html, not as application/pdf` */
function phrase ({ name, preposition, available }: DimensionReport, requested: Readonly<Record<string, string>>): string {
  return `${preposition} ${enumerated(available)}, not ${preposition} ${requested[name]}`
}

/** `a, b or c` */
function enumerated (words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
