/**
 * From an error to a problem (RFC 9457): what the client is told of it.
 *
 * In: whatever was thrown, and the status of the answer. Out: a problem of data. What is said of a 5xx is its status: the rest is about
 * the inside.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import { STATUS_CODES } from 'node:http'
import type { FastifyRequest } from 'fastify'
import type { Problem } from '../../../types/index.js'

/** The phrase of a status; of one that is not known, that of its class (RFC 9110 §15). */
function phraseOf (status: number): string {
  return (STATUS_CODES[status] ?? STATUS_CODES[status < 500 ? 400 : 500]) as string
}

/** A problem of which nothing is known but its status. */
export function problemOfStatus (given: number, request: FastifyRequest): Problem {
  // An error may have 404.5, of which Node sends 404.
  const status = Math.trunc(given)
  return { type: 'about:blank', title: phraseOf(status), status, instance: pathOf(request) }
}

/** What Fastify's own handler says where no route is, without the query and cut. */
export function problemOfNotFound (request: FastifyRequest): Problem {
  // What HEAD is told is as long as what GET is told (RFC 9110 §8.6).
  const method = request.method === 'HEAD' ? 'GET' : request.method
  return { ...problemOfStatus(404, request), detail: `Route ${method}:${pathOf(request)} not found` }
}

/** What is read of a thrown value: it may be anything. */
interface Thrown {
  readonly message?: unknown
  readonly code?: unknown
  readonly expose?: unknown
  readonly validation?: unknown
  readonly validationContext?: unknown
}

/**
 * The problem of what was thrown.
 *
 * choice: an error may say itself, by `expose`, whether its message is for clients, as those of `http-errors` do.
 *
 * @param exposes whether clients may read all of it, whatever the error says
 */
export function problemOfError (thrown: unknown, status: number, request: FastifyRequest, exposes: boolean): Problem {
  const problem = problemOfStatus(status, request)
  try {
    return { ...problem, ...saidOf(thrown, status, exposes) }
  } catch {
    // A getter of what was thrown, say.
    return problem
  }
}

/** What of an error is for the client. */
function saidOf (thrown: unknown, status: number, exposes: boolean): Readonly<Record<string, unknown>> {
  const { message, code, expose = status < 500, validation, validationContext }: Thrown = Object(thrown)
  if (!exposes && expose !== true) return {}
  const detail = typeof thrown === 'string' ? thrown : message
  return {
    ...typeof detail === 'string' && detail !== '' && { detail },
    ...typeof code === 'string' && { code },
    ...Array.isArray(validation) && { errors: faultsOf(validation, validationContext) }
  }
}

// With `allErrors` a client decides how many there are.
const MAX_ERRORS = 100

/** An error of Ajv, or of a validator that speaks like it. */
interface Fault {
  readonly instancePath?: unknown
  readonly message?: unknown
  readonly params?: Readonly<Record<string, unknown>>
}

/** What is said of one fault of a request; `location`: `body`, `querystring`, `params` or `headers`. */
interface RequestFault {
  readonly pointer: string
  readonly location?: string
  readonly detail: string
}

function faultsOf (validation: readonly unknown[], location: unknown): RequestFault[] {
  return validation.slice(0, MAX_ERRORS).map((fault) => faultOf(Object(fault), location))
}

function faultOf (fault: Fault, location: unknown): RequestFault {
  return { pointer: pointerOf(fault), ...typeof location === 'string' && { location }, detail: typeof fault.message === 'string' ? fault.message : 'is not valid' }
}

/** Keywords that speak of a property from where it is missing, or too many. */
const NAMED = ['missingProperty', 'additionalProperty', 'unevaluatedProperty']

/*
 * json-pointer = *( "/" reference-token ), "~" is "~0", "/" is "~1"   (RFC 6901 §3)
 */
function pointerOf ({ instancePath, params = {} }: Fault): string {
  const path = typeof instancePath === 'string' ? instancePath : ''
  const name = NAMED.map((member) => params[member]).find((named) => typeof named === 'string')
  return name === undefined ? path : `${path}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

// What is repeated of a client's words is cut to this many characters.
const MAX_REPEATED = 256

/** The beginning of a client's words. No character is cut in two, nor an octet that is percent-encoded (RFC 3986 §2.1). */
export function cut (text: string): string {
  return text.length > MAX_REPEATED ? text.slice(0, MAX_REPEATED).replace(/(?:[\ud800-\udbff]|%[\da-f]?)$/i, '') : text
}

/** The path of a request, without its query, cut. */
export function pathOf ({ url }: FastifyRequest): string {
  return cut(url.split(/[?#]/, 1)[0] as string)
}
