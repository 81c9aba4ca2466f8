/**
 * The option `problem`: the application's last word on the content of a problem.
 *
 * In: the problem as it would be without. Out: JSON, always: where the option wants what cannot be sent, that of the problem without it.
 */
import { isNativeError } from 'node:util/types'
import type { Problem, ProblemContext } from '../../../types/index.js'
import { PRODUCES_ERR_OPTION } from '../../errors.js'
import { isPromise } from '../../serializers/index.js'

export type ProblemOption = (problem: Problem, context: ProblemContext) => Problem

/**
 * The content as the option wants it.
 *
 * @param name the method and URL of the route, for the log
 */
export function lastWord (own: Problem, problem: ProblemOption | undefined, context: ProblemContext, name: string): string {
  // Written first: whatever becomes of `own` then, and of the request.
  const content = JSON.stringify(own)
  if (problem === undefined) return content
  const { status } = own
  const { log } = context.request
  const expected = `an object (no promise, no array) whose status is ${status} or left out`
  function withoutOption (what: string, cause?: unknown): string {
    log.error(new PRODUCES_ERR_OPTION('problem', `${what}. The ${status} of ${name} is sent without it`, { cause }))
    return content
  }
  let returned: unknown
  try {
    returned = problem(own, context)
  } catch (error) {
    return withoutOption(`threw ${describe(error)}`, error)
  }
  try {
    const written = write(returned, status)
    return written.text ?? withoutOption(`returned ${written.found}, expected ${expected}`)
  } catch (error) {
    return withoutOption(`returned what JSON cannot write, expected ${expected}`, error)
  }
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
