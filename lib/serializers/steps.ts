/**
 * Boot: what a representation does with a payload, for each status that has a schema: leave what is declared, and serialize.
 */
import type { AvailableMediaType, Serialize, SerializeContext, Serializer, SerializerCompiler, SerializerRoute } from '../../types/index.js'
import {
  PRODUCES_ERR_NOT_FINISHED, PRODUCES_ERR_ROWS, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SERIALIZER_MISSING
} from '../errors.js'
import type { MediaType } from '../negotiation/index.js'
import { ANY_SUCCESS, compilePlan, describe, openArraysIn, type SchemasByStatus, shapeOf } from '../schemas/index.js'
import type { Envelope } from '../streams/index.js'
import { json } from './json.js'
import { compileRowsStep, findRows, type Rows } from './rows.js'
import { compileShared } from './shared.js'
import { remedyForSerializer } from './short-names.js'

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

export interface Step {
  run (payload: unknown, context: SerializeContext): unknown
  /** Runs on an object that has items in it, as they come; `undefined` where `run` is to be given an array of them. */
  readonly runEnvelope: ((envelope: Envelope, context: SerializeContext) => unknown) | undefined
  /** The properties that may be items that come one by one; `undefined` where any may. */
  sourceNames (): readonly string[] | undefined
}

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

// A handler can write text itself; anything else needs a serializer, or `serialize: false`. Text too where the schema says that the handler
// returns data.
function requireText (options: RendererOptions): false {
  const { route, declared: { mediaType }, mediaType: { type } } = options
  if (type !== 'text' || declaresData(options)) {
    throw new PRODUCES_ERR_SERIALIZER_MISSING(route, mediaType, remedyForSerializer(mediaType))
  }
  return false
}

/** Whether the schemas of successes are all of objects or arrays, and nothing makes text of those. */
function declaresData ({ declared: { transform }, schemas, compiledFor }: RendererOptions): boolean {
  if (transform !== undefined || schemas.size === 0) return false
  return [...schemas.values()].every((schema) => {
    if (schema === undefined) return false
    const { scalar, object, items } = shapeOf(schema, compiledFor.schemas)
    return !scalar && (object || items !== undefined)
  })
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
  function run (payload: unknown): null {
    if (payload === null) return null
    throw new PRODUCES_ERR_NOT_FINISHED(route, mediaType, describe(payload))
  }
  return { run, runEnvelope: undefined, sourceNames: () => NO_NAMES }
}

const NO_NAMES: readonly string[] = Object.freeze([])

interface StepOptions extends RendererOptions {
  readonly serializer: Serializer
  readonly rows: Rows | undefined
  readonly status: string
  readonly schema: unknown
}

function compileStep (options: StepOptions): Step {
  const { route, declared: { mediaType }, schemas, serializer, status, schema } = options
  if (schema === undefined && schemas.size > 0) throw new PRODUCES_ERR_SCHEMA_MISSING(route, mediaType, status)
  try {
    if (typeof serializer === 'object') return compiledStep(options, serializer)
    return functionStep(options, serializer)
  } catch (error) {
    throw schemaFault(route, mediaType, status, error)
  }
}

function functionStep ({ compiledFor: { schemas }, schema }: StepOptions, serializer: Serialize): Step {
  // What is undeclared may be anything, for the function alone to know.
  if (schema === undefined) return { run: serializer, runEnvelope: undefined, sourceNames: () => NO_NAMES }
  const plan = compilePlan(schema, schemas)
  return {
    run: (payload, context) => serializer(plan(payload), context),
    runEnvelope: ({ whole }, context) => serializer(plan(whole), context),
    sourceNames: () => openArraysIn(schema, schemas)
  }
}

function compiledStep (options: StepOptions, serializer: SerializerCompiler): Step {
  const { compiledFor, rows, status, schema } = options
  const { schemas } = compiledFor
  const route: SerializerRoute = { ...compiledFor, status, compileJson: (schema) => compiledFor.compileJson(schema, status) }
  if (rows?.byStatus.has(status) === true) {
    const { name } = rows
    const run = compileRowsStep(compileShared(serializer, rows.byStatus.get(status), route), name, schema, schemas)
    return { run, runEnvelope: run, sourceNames: () => schema === undefined ? [name] : openArraysIn(schema, schemas) }
  }
  const run = compileShared(serializer, schema, route)
  const isJson = serializer === json
  const names = (): readonly string[] | undefined => schema === undefined ? isJson ? undefined : NO_NAMES : openArraysIn(schema, schemas)
  return { run, runEnvelope: isJson ? run : undefined, sourceNames: names }
}
