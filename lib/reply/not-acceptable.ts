/**
 * The 406: what was asked for, what there is, and in which dimension the two do not meet; as problem details.
 *
 * RFC 9110 §15.5.7: "The server SHOULD generate content containing a list of available representation characteristics".
 * RFC 9457 has the format. It is sent whatever the client accepts (§12.4.1).
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import { isNativeError } from 'node:util/types'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Problem, ProblemContext } from '../../types/index.js'
import { PRODUCES_ERR_OPTION } from '../errors.js'
import { type DimensionReport, readField } from '../negotiation/index.js'
import { isPromise } from '../serializers/index.js'
import type { Outcome } from './outcome.js'
import { addVary } from './response-fields.js'

/** The part of the plugin's settings that shapes a 406. */
export interface NotAcceptableSettings {
  readonly cacheControl: string | false
  readonly problem: ((problem: Problem, context: ProblemContext) => Problem) | undefined
}

/** Answers a request with 406. */
export function sendNotAcceptable (
  request: FastifyRequest, reply: FastifyReply, outcome: Outcome, { cacheControl, problem }: NotAcceptableSettings
): void {
  const own = problemOf(request, outcome)
  const content = problem === undefined ? JSON.stringify(own) : lastWord(own, problem, request, outcome)
  if (reply.sent) return request.log.error(new PRODUCES_ERR_OPTION('problem', `answered ${outcome.route.name} itself, which cannot be taken back`))
  addVary(reply, outcome)
  if (cacheControl !== false) reply.header('cache-control', cacheControl)
  // Bytes: Fastify would add a charset to a string's type, which application/problem+json does not have.
  reply.code(406).header('content-type', 'application/problem+json').send(Buffer.from(content))
}

/** The content as the option `problem` wants it; where it wants what cannot be sent, as it would be without the option. */
function lastWord (own: Problem, problem: NonNullable<NotAcceptableSettings['problem']>, request: FastifyRequest, { route: { name } }: Outcome): string {
  // Written first: whatever becomes of `own` then, and of the request.
  const content = JSON.stringify(own)
  function withoutOption (what: string, cause?: unknown): string {
    request.log.error(new PRODUCES_ERR_OPTION('problem', `${what}. The 406 of ${name} is sent without it`, { cause }))
    return content
  }
  let returned: unknown
  try {
    returned = problem(own, { request })
  } catch (error) {
    return withoutOption(`threw ${describe(error)}`, error)
  }
  try {
    const written = write(returned)
    return written.text ?? withoutOption(`returned ${written.found}, expected ${EXPECTED}`)
  } catch (error) {
    return withoutOption(`returned what JSON cannot write, expected ${EXPECTED}`, error)
  }
}

const EXPECTED = 'an object (no promise, no array) whose status is 406 or left out'

/** The text of a problem; or what was found in its place. */
function write (returned: unknown): { readonly text?: string, readonly found?: string } {
  let promised = false
  const text: unknown = JSON.stringify(returned, (_key, value: unknown) => {
    if (!isPromise(value)) return value
    // Nobody waits for it: what it is rejected with would end the process.
    Promise.resolve(value).catch(() => {})
    promised = true
    return undefined
  })
  if (promised) return { found: 'a promise' }
  if (typeof text !== 'string' || !text.startsWith('{')) return { found: describe(returned) }
  // "Generators MUST use the same status code in the actual HTTP response" (RFC 9457 §3.1.2).
  const { status = 406 } = JSON.parse(text) as { status?: unknown }
  return status === 406 ? { text } : { found: `status ${JSON.stringify(status)}` }
}

// By type alone: what is thrown may be anything.
function describe (value: unknown): string {
  if (isNativeError(value)) return 'an error'
  if (typeof value === 'function') return 'a function'
  return typeof value === 'object' && value !== null ? 'an object' : String(value)
}

// What is repeated of a client's words is cut to this many characters.
const MAX_REPEATED = 256

function problemOf (request: FastifyRequest, { route: { negotiation } }: Outcome): Problem {
  const path = cut(request.url.split(/[?#]/, 1)[0] as string)
  const unacceptable = negotiation.unacceptable(request.headers)
  const requested = Object.fromEntries(negotiation.dimensions.flatMap(({ name, field }) => {
    const fieldValue = readField(request.headers, field)
    return fieldValue === undefined ? [] : [[name, cut(fieldValue)]]
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
    // Copies: these lists are those of every request to come.
    available: Object.fromEntries(negotiation.dimensions.map(({ name, available }) => [name, [...available]])),
    unacceptable
  }
}

/** The beginning of a client's words. No character is cut in two, nor an octet that is percent-encoded (RFC 3986 §2.1). */
function cut (text: string): string {
  return text.length > MAX_REPEATED ? text.slice(0, MAX_REPEATED).replace(/(?:[\ud800-\udbff]|%[\da-f]?)$/i, '') : text
}

/** `as text/csv or text/html, not as application/pdf` */
function phrase ({ name, preposition, available }: DimensionReport, requested: Readonly<Record<string, string>>): string {
  return `${preposition} ${enumerated(available)}, not ${preposition} ${requested[name]}`
}

/** `a, b or c` */
function enumerated (words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
