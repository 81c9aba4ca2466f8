/**
 * Boot: from a schema its plan, the function from a payload to the data that goes out of it.
 *
 * It is the data of the JSON that fast-json-stringify writes of the payload: the same properties in the same order, the same branch, the
 * same types, defaults and refusals; what JSON cannot say stays what it is. Every other format is driven by it, and so says what
 * JSON says. In: a JSON schema, and the schemas that it may refer to. Out: closures, one for each part of the schema.
 * @see https://github.com/fastify/fast-json-stringify
 */
import type { Form } from './form.js'
import { PlanCompiler } from './plan-compiler.js'
import { isObject, type Schemas } from './references.js'
import type { Project } from './scalars.js'
import { isAbsent } from './values.js'

/**
 * Makes of a payload the data that goes out. It never changes the payload, and throws a PlanFault for one that the schema does not admit.
 */
export type Plan = Project

/** The plan of a schema, and of the items that it declares. */
export interface Plans {
  readonly plan: Plan
  /** Of an item by its index, as it goes out in an array; `undefined` where the schema declares none. */
  readonly item: ((value: unknown, index: number) => unknown) | undefined
  /** What data the plan lets out. */
  readonly form: Form
  /** Whether fast-json-stringify alone would let out more: it does not know all that the schema says. */
  readonly isBeyondJson: boolean
}

/**
 * Compiles the plan of a schema, once for all who ask for the same.
 *
 * @throws Error for a schema that nobody could follow
 * @example
 * compilePlan({ type: 'object', properties: { id: { type: 'integer' } } }, {})({ id: '12', password: 'x' }) // { id: 12 }
 */
export function compilePlan (schema: unknown, schemas: Schemas): Plan {
  return compilePlans(schema, schemas).plan
}

/** The same, for who writes arrays item by item. */
export function compilePlans (schema: unknown, schemas: Schemas): Plans {
  if (!isObject(schema)) return compile(schema, schemas)
  const bySchema = known.get(schemas) ?? new WeakMap<object, Plans>()
  known.set(schemas, bySchema)
  const plans = bySchema.get(schema) ?? compile(schema, schemas)
  bySchema.set(schema, plans)
  return plans
}

const known = new WeakMap<Schemas, WeakMap<object, Plans>>()

function compile (schema: unknown, schemas: Schemas): Plans {
  const compiler = new PlanCompiler(schema, schemas)
  const form = compiler.compile()
  const { project, item } = form
  // What is no data at all is the format's matter, which may have something for it.
  return { plan: (value) => isAbsent(value) ? undefined : project(value), item, form, isBeyondJson: compiler.isBeyondJson }
}
