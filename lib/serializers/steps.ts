/**
 * Boot: what a representation does with a payload, for each status that has a schema: leave what is declared, and serialize.
 */
import type { AvailableMediaType, SerializeContext, Serializer, SerializerCompiler, SerializerRoute } from '../../types/index.js'
import {
  PRODUCES_ERR_NOT_FINISHED, PRODUCES_ERR_ROWS, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SERIALIZER_MISSING
} from '../errors.js'
import type { MediaType } from '../negotiation/index.js'
import { ANY_SUCCESS, compilePlan, describe, type SchemasByStatus } from '../schemas/index.js'
import { compileRowsStep, findRows, type Rows } from './rows.js'
import { compileShared } from './shared.js'

/** What the renderer of one representation is compiled from. */
export interface RendererOptions {
  /** The method and URL, for errors. */
  readonly route: string
  readonly declared: AvailableMediaType
  readonly mediaType: MediaType
  /** Found in the registry. */
  readonly registered: Serializer | undefined
  readonly schemas: SchemasByStatus
  readonly errorSchemas: SchemasByStatus
  /** What a serializer is compiled for, at any status. */
  readonly compiledFor: CompiledFor
}

interface CompiledFor extends Omit<SerializerRoute, 'status' | 'compileJson'> {
  compileJson (schema: unknown, status: string): (payload: unknown) => string
}

export type Step = (payload: unknown, context: SerializeContext) => unknown

/** By the key of `schema.response`. */
export type Steps = ReadonlyMap<string, Step>

/**
 * The serializer of a representation; `false` where the handler sends finished content.
 *
 * @throws PRODUCES_ERR_SERIALIZER_MISSING
 */
export function serializerOf (options: RendererOptions): Serializer | false {
  return options.declared.serialize ?? options.registered ?? requireText(options)
}

/** @throws PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_ROWS */
export function compileSteps (options: RendererOptions, serializer: Serializer | false): Steps {
  const { schemas } = options
  const rows = rowsOf(options, serializer)
  const statuses = schemas.size === 0 ? [[ANY_SUCCESS, undefined] as const] : [...schemas]
  return new Map(statuses.map(([status, schema]) => {
    return [status, serializer === false ? finishedStep(options) : compileStep({ ...options, serializer, rows, status, schema })]
  }))
}

/** The same of the errors that are declared. Where content has to be finished, an object is left to Fastify. */
export function compileErrorSteps (options: RendererOptions, serializer: Serializer | false): Steps {
  if (serializer === false) return new Map()
  const declared = [...options.errorSchemas].filter(([, schema]) => schema !== undefined)
  return new Map(declared.map(([status, schema]) => [status, compileStep({ ...options, serializer, rows: undefined, status, schema })]))
}

// A handler can write text itself; anything else needs a serializer, or `serialize: false`.
function requireText ({ route, declared, mediaType }: RendererOptions): false {
  if (mediaType.type !== 'text') throw new PRODUCES_ERR_SERIALIZER_MISSING(route, declared.mediaType, declared.mediaType)
  return false
}

function rowsOf ({ route, declared, schemas, compiledFor }: RendererOptions, serializer: Serializer | false): Rows | undefined {
  const { mediaType, rows } = declared
  try {
    return findRows({ route, mediaType, rows, schemas, shared: compiledFor.schemas }, serializer)
  } catch (error) {
    throw error instanceof PRODUCES_ERR_ROWS ? error : schemaFault(route, mediaType, [...schemas.keys()].join(', '), error)
  }
}

function schemaFault (route: string, mediaType: string, status: string, error: unknown): Error {
  return new PRODUCES_ERR_SCHEMA(route, mediaType, status, error instanceof Error ? error.message : String(error))
}

function finishedStep ({ route, declared: { mediaType } }: RendererOptions): Step {
  return function finishedContent (payload) {
    if (payload === null) return null
    throw new PRODUCES_ERR_NOT_FINISHED(route, mediaType, describe(payload))
  }
}

interface StepOptions extends RendererOptions {
  readonly serializer: Serializer
  readonly rows: Rows | undefined
  readonly status: string
  readonly schema: unknown
}

function compileStep (options: StepOptions): Step {
  const { route, declared: { mediaType }, schemas, compiledFor, serializer, status, schema } = options
  if (schema === undefined && schemas.size > 0) throw new PRODUCES_ERR_SCHEMA_MISSING(route, mediaType, status)
  try {
    if (typeof serializer === 'object') return compiledStep(options, serializer)
    if (schema === undefined) return serializer
    const plan = compilePlan(schema, compiledFor.schemas)
    return (payload, context) => serializer(plan(payload), context)
  } catch (error) {
    throw schemaFault(route, mediaType, status, error)
  }
}

function compiledStep ({ compiledFor, rows, status, schema }: StepOptions, serializer: SerializerCompiler): Step {
  const route: SerializerRoute = { ...compiledFor, status, compileJson: (schema) => compiledFor.compileJson(schema, status) }
  if (rows?.byStatus.has(status) !== true) return compileShared(serializer, schema, route)
  return compileRowsStep(compileShared(serializer, rows.byStatus.get(status), route), rows.name, schema, route.schemas)
}
