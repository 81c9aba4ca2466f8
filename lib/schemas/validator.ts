/**
 * Boot: what tells whether a value is valid, exactly as fast-json-stringify tells it where it has to choose a branch.
 *
 * It is fast-json-stringify's own: the same Ajv with the same settings, formats and ways with dates, whichever version Fastify has.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/** What is used of fast-json-stringify's. */
export interface Validator {
  addSchema (schema: object, name: string): void
  /** @throws Error for a `$ref` that cannot be resolved, and for what is no schema */
  getSchemaValidator (ref: string): (value: unknown) => boolean
}

// What Ajv finds strange it says to the console, where JSON's own compiler has said so already. What is valid does not depend on these.
const QUIET = { strictTypes: false, strictTuples: false, strictRequired: false, logger: false } as const

type Debugged = (route: { readonly schema: object }) => { readonly validator: Validator }

/**
 * A validator that knows no schema yet.
 *
 * @param ajv the application's options
 */
export function createValidator (ajv: object = {}): Validator {
  const compile = SerializerSelector()({}, { mode: 'debug', ajv: { ...ajv, ...QUIET } }) as unknown as Debugged
  return compile({ schema: {} }).validator
}
