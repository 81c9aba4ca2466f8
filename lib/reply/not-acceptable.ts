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
import { type DimensionReport, dimensions, readField } from '../negotiation/index.js'
import { isPromise } from '../serializers/index.js'
import type { Outcome, UnknownNames } from './outcome.js'
import { addVary } from './response-fields.js'

/** The part of the plugin's settings that shapes a 406. */
export interface NotAcceptableSettings {
  readonly cacheControl: string | false
  readonly problem: ((problem: Problem, context: ProblemContext) => Problem) | undefined
}

/** Answers a request with 406. */
export function sendNotAcceptable (
  request: FastifyRequest, reply: FastifyReply, outcome: Outcome, settings: NotAcceptableSettings
): void {
  sendProblem({ request, reply, route: outcome.route.name, settings, add: () => addVary(reply, outcome) }, problemOf(request, outcome))
}

/** Answers a request with a 404: its URL asks for what there is not. No field could change that. */
export function sendUnknownNames (
  request: FastifyRequest, reply: FastifyReply, { requested, names, route }: UnknownNames & { readonly route: string },
  settings: NotAcceptableSettings
): void {
  const path = pathOf(request)
  const words = Object.fromEntries(Object.entries(requested).map(([name, word]) => [name, cut(word)]))
  sendProblem({ request, reply, route, settings, add: undefined }, {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: `${methodOf(request)} ${path} is not available ${Object.entries(words).map(([name, word]) => `${PREPOSITIONS.get(name)} ${word}`).join(' ')}.`,
    instance: path,
    requested: words,
    names
  })
}

const PREPOSITIONS = new Map(dimensions.map(({ name, preposition }) => [name, preposition]))

/** How a problem is sent. */
interface Sending {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  /** Method and URL, for errors. */
  readonly route: string
  readonly settings: NotAcceptableSettings
  /** Adds the fields of the answer, once it is sure to go out. */
  readonly add: (() => void) | undefined
}

function sendProblem (sending: Sending, own: Problem): void {
  const { request, reply, route, settings: { cacheControl, problem }, add } = sending
  const { status } = own
  const content = problem === undefined ? JSON.stringify(own) : lastWord(own, problem, sending)
  if (reply.sent) return request.log.error(new PRODUCES_ERR_OPTION('problem', `answered ${route} itself, which cannot be taken back`))
  add?.()
  if (cacheControl !== false) reply.header('cache-control', cacheControl)
  // Bytes: Fastify would add a charset to a string's type, which application/problem+json does not have.
  reply.code(status).header('content-type', 'application/problem+json').send(Buffer.from(content))
}

/** The content as the option `problem` wants it; where it wants what cannot be sent, as it would be without the option. */
function lastWord (own: Problem, problem: NonNullable<NotAcceptableSettings['problem']>, { request, route }: Sending): string {
  // Written first: whatever becomes of `own` then, and of the request.
  const content = JSON.stringify(own)
  const { status } = own
  function withoutOption (what: string, cause?: unknown): string {
    request.log.error(new PRODUCES_ERR_OPTION('problem', `${what}. The ${status} of ${route} is sent without it`, { cause }))
    return content
  }
  let returned: unknown
  try {
    returned = problem(own, { request })
  } catch (error) {
    return withoutOption(`threw ${describe(error)}`, error)
  }
  try {
    const written = write(returned, status)
    return written.text ?? withoutOption(`returned ${written.found}, expected ${expectedOf(status)}`)
  } catch (error) {
    return withoutOption(`returned what JSON cannot write, expected ${expectedOf(status)}`, error)
  }
}

function expectedOf (status: number): string {
  return `an object (no promise, no array) whose status is ${status} or left out`
}

/** The text of a problem; or what was found in its place. */
function write (returned: unknown, expected: number): { readonly text?: string, readonly found?: string } {
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
  const { status = expected } = JSON.parse(text) as { status?: unknown }
  return status === expected ? { text } : { found: `status ${JSON.stringify(status)}` }
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
  const path = pathOf(request)
  const unacceptable = negotiation.unacceptable(request.headers)
  const requested = Object.fromEntries(negotiation.dimensions.flatMap(({ name, field }) => {
    const fieldValue = readField(request.headers, field)
    return fieldValue === undefined ? [] : [[name, cut(fieldValue)]]
  }))
  const failing = negotiation.dimensions.filter(({ name }) => unacceptable.includes(name))
  return {
    type: 'about:blank',
    title: 'Not Acceptable',
    status: 406,
    detail: `${methodOf(request)} ${path} is available ${failing.map((dimension) => phrase(dimension, requested)).join(', and ')}.`,
    instance: path,
    requested,
    // Copies: these lists are those of every request to come.
    available: Object.fromEntries(negotiation.dimensions.map(({ name, available }) => [name, [...available]])),
    unacceptable
  }
}

function pathOf ({ url }: FastifyRequest): string {
  return cut(url.split(/[?#]/, 1)[0] as string)
}

/** What HEAD is told is as long as what GET is told (RFC 9110 §8.6). */
function methodOf ({ method }: FastifyRequest): string {
  return method === 'HEAD' ? 'GET' : method
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
