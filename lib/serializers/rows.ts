/**
 * Boot: which property of a payload has the rows of a representation, and what its serializer is given of them.
 *
 * In: `rows` of the media type or of its serializer, and the schemas of the payload. Out: by status the schema of the rows. The payload
 * is as the whole schema says, or refused, before any row is written.
 */
import type { Serialize, Serializer, SerializerRoute } from '../../types/index.js'
import { PRODUCES_ERR_ROWS } from '../errors.js'
import {
  ANY_SUCCESS, arraysIn, arraySchema, compilePlan, describe, isAbsent, isObject, jsonValueOf, located, type Plan, PlanFault, readProperty,
  type SchemasByStatus
} from '../schemas/index.js'
import { Envelope, isItems } from '../streams/index.js'

/** What a route says of its rows. */
export interface DeclaredRows {
  /** The method and URL, for errors. */
  readonly route: string
  readonly mediaType: string
  /** What the media type says. */
  readonly rows: string | undefined
  readonly schemas: SchemasByStatus
  /** Those that a `$ref` may name. */
  readonly shared: SerializerRoute['schemas']
}

/** The rows of a representation. */
export interface Rows {
  readonly name: string
  /** Where a status is not among them, its payload has no such rows, and is rendered as a whole. */
  readonly byStatus: SchemasByStatus
}

/**
 * Finds the rows of a representation.
 *
 * choice: what the serializer says holds for every route of which it can hold; what the media type says has to.
 *
 * @throws PRODUCES_ERR_ROWS where the serializer writes no rows, or no schema declares an array of that name
 * @throws Error for a `$ref` that cannot be resolved
 */
export function findRows (declared: DeclaredRows, serializer: Serializer | false): Rows | undefined {
  const own = typeof serializer === 'object' ? serializer.rows : undefined
  const { route, mediaType, rows: name = typeof own === 'string' ? own : undefined } = declared
  if (name === undefined) return undefined
  if (own === undefined) throw new PRODUCES_ERR_ROWS(route, mediaType, name, whyNone(serializer))
  const byStatus = rowSchemas(name, declared)
  if (byStatus.size > 0) return { name, byStatus }
  if (declared.rows === undefined) return undefined
  throw new PRODUCES_ERR_ROWS(route, mediaType, name, whatThereIs(name, declared))
}

function whyNone (serializer: Serializer | false): string {
  if (serializer === false) return 'the handler sends finished content. Leave rows out'
  if (typeof serializer === 'function') return 'its serializer is a function, which is given the whole payload. Take the rows there, and leave rows out'
  return 'its serializer writes the payload as a whole, not rows. Leave rows out'
}

function rowSchemas (name: string, { schemas, shared }: DeclaredRows): SchemasByStatus {
  if (schemas.size === 0) return new Map([[ANY_SUCCESS, undefined]])
  return new Map([...schemas].filter(([, schema]) => schema !== undefined && arraysIn(schema, shared).includes(name))
    .map(([status, schema]) => [status, arraySchema(schema, name, shared)]))
}

function whatThereIs (name: string, { schemas, shared }: DeclaredRows): string {
  const names = new Set([...schemas.values()].flatMap((schema) => schema === undefined ? [] : arraysIn(schema, shared)))
  const found = names.size === 0
    ? 'the schema declares no property that is an array. Declare one, or leave rows out'
    : `the schema declares no array of that name. Name one that it declares: ${[...names].join(', ')}`
  return name.includes('.') ? `${found}. It is one name, not a path` : found
}

/**
 * Compiles what gives a serializer the rows of a payload. Without any, missing or null, there are none.
 *
 * @param serialize what is compiled for the rows
 * @param schema that of the whole payload; `undefined` where the route declares none
 */
export function compileRowsStep (serialize: Serialize, name: string, schema: unknown, shared: SerializerRoute['schemas']): Serialize {
  const plan = schema === undefined ? openPlan : compilePlan(schema, shared)
  return function serializeRows (payload, context) {
    const rows = rowsIn(payload, name, plan)
    try {
      return serialize(rows, context)
    } catch (error) {
      throw located(error, name)
    }
  }
}

/** Data of which no schema says anything. */
function openPlan (payload: unknown): unknown {
  return payload
}

const NO_ROWS: readonly unknown[] = Object.freeze([])

// The serializer of the rows has a plan of its own: what is planned already is no payload any more.
function rowsIn (payload: unknown, name: string, plan: Plan): unknown {
  const source = wholeOf(payload)
  const data = plan(source)
  if (data === null || data === undefined) return NO_ROWS
  if (!isObject(source) || !isObject(data) || Array.isArray(source)) {
    throw new PlanFault(`expected an object with '${name}', found ${describe(source)}`)
  }
  const planned = jsonValueOf(readProperty(data, name))
  if (planned === null || isAbsent(planned)) return NO_ROWS
  if (!isArray(planned)) throw new PlanFault(`expected an array, found ${describe(planned)}`).under(name)
  const rows = readProperty(source, name)
  return isAbsent(rows) ? planned : rows
}

function wholeOf (payload: unknown): unknown {
  return payload instanceof Envelope ? payload.whole : jsonValueOf(payload)
}

function isArray (value: unknown): boolean {
  return Array.isArray(value) || isItems(value)
}
