/**
 * A value that is not what its schema declares: where it stands, and what was expected.
 *
 * It says nothing of the value itself, which may not leave.
 */
import { describe } from './values.js'

/** What a plan throws. Its message begins with the path of the value, a JSON pointer (RFC 6901). */
export class PlanFault extends TypeError {
  readonly #reason: string
  /** As in `/items/3/price`; empty for the whole payload. */
  path = ''

  constructor (reason: string) {
    super(reason)
    this.#reason = reason
  }

  /** Says that the value stands in another, under a name or an index. */
  under (name: string | number): this {
    this.path = `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}${this.path}`
    this.message = `${this.path}: ${this.#reason}`
    return this
  }
}

/** The same error, which says where the value stands if it is ours. */
export function located (error: unknown, name: string | number): unknown {
  return error instanceof PlanFault ? error.under(name) : error
}

/** @throws PlanFault */
export function refuse (expected: string, value: unknown): never {
  throw new PlanFault(`expected ${expected} by the schema, found ${describe(value)}`)
}
