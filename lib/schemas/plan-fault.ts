/**
 * A value that is not what its schema declares: where it stands, and what was expected.
 *
 * It says nothing of the value itself, which may not leave.
 */
import { PayloadFault } from '../streams/index.js'
import { describe } from './values.js'

/** What a plan throws. */
export class PlanFault extends PayloadFault {}

/** The same error, which says where the value stands if it is ours. */
export function located (error: unknown, name: string | number): unknown {
  return error instanceof PayloadFault ? error.under(name) : error
}

/** @throws PlanFault */
export function refuse (expected: string, value: unknown): never {
  throw new PlanFault(`expected ${expected} by the schema, found ${describe(value)}`)
}
