/**
 * The 406: what was asked for, what there is, and in which dimension the two do not meet; as problem details.
 *
 * RFC 9110 §15.5.7: "The server SHOULD generate content containing a list of available representation characteristics".
 * RFC 9457 has the format. It is sent whatever the client accepts (§12.4.1).
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem, ProblemContext } from '../../types/index.js'
import { type DimensionReport, readField } from '../negotiation/index.js'
import type { Outcome } from './outcome.js'
import { addVary } from './response-fields.js'

/** The part of the plugin's settings that shapes a 406. */
export interface NotAcceptableSettings {
  readonly cacheControl: string | false
  readonly problem: ((problem: Problem, context: ProblemContext) => Problem) | undefined
}

// What is repeated of a client's words is cut to this many characters.
const MAX_REPEATED = 256

/** Answers a request with 406. */
export function sendNotAcceptable (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, { cacheControl, problem }: NotAcceptableSettings): void {
  const own = problemOf(request, outcome)
  const content = JSON.stringify(problem === undefined ? own : problem(own, { request }))
  addVary(reply, outcome)
  if (cacheControl !== false) reply.header('cache-control', cacheControl)
  // Bytes: Fastify would add a charset to a string's type, which application/problem+json does not have.
  reply.code(406).header('content-type', 'application/problem+json').send(Buffer.from(content))
}

function problemOf (request: FastifyRequest, { route: { negotiation } }: Outcome): Problem {
  const path = request.url.split('?', 1)[0] as string
  const unacceptable = negotiation.unacceptable(request.headers)
  const requested = Object.fromEntries(negotiation.dimensions.flatMap(({ name, field }) => {
    const fieldValue = readField(request.headers, field)
    return fieldValue === undefined ? [] : [[name, fieldValue.slice(0, MAX_REPEATED)]]
  }))
  // What HEAD is told is as long as what GET is told (RFC 9110 §8.6).
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const failing = negotiation.dimensions.filter(({ name }) => unacceptable.includes(name))
  return {
    type: 'about:blank',
    title: 'Not Acceptable',
    status: 406,
    detail: `${method} ${path} is available ${failing.map((dimension) => phrase(dimension, requested)).join(', and ')}.`,
    instance: path,
    requested,
    available: Object.fromEntries(negotiation.dimensions.map(({ name, available }) => [name, available])),
    unacceptable
  }
}

/** `as text/csv or text/html, not as application/pdf` */
function phrase ({ name, preposition, available }: DimensionReport, requested: Readonly<Record<string, string>>): string {
  return `${preposition} ${enumerated(available)}, not ${preposition} ${requested[name]}`
}

/** `a, b or c` */
function enumerated (words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
