/**
 * Boot: what compiles JSON for a route: the serializer compiler of the application, or one like Fastify's.
 *
 * Fastify's writes into the schema that it is given, and knows nothing but JSON Schema. So it is given a copy, where Fastify itself
 * compiles `schema.response` too: a user's schema stays as it is, and a Standard Schema may stand there.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { markApplications } from '../formats/index.js'
import {
  copySchema, declaredSchemaOf, isObject, isSuccess, type JsonOptions, jsonSchemaOf, type Schemas, setJsonOptions
} from '../schemas/index.js'
import { rootOf } from './scope.js'

export type Stringify = (payload: unknown) => string

/** What Fastify passes to a serializer compiler. */
interface JsonRoute {
  readonly schema: unknown
  readonly method: RouteOptions['method']
  readonly url: string
  /** The key of `schema.response`, in lower case. */
  readonly httpStatus: string
  /** The key of `content`; absent where the schema is that of the whole response. */
  readonly contentType?: string
}

type JsonCompiler = (route: JsonRoute) => Stringify

/** A route, as far as its compiler of JSON is concerned. */
interface RouteWithCompiler {
  readonly instance: FastifyInstance
  readonly options: Pick<RouteOptions, 'schema' | 'serializerCompiler'>
}

/** Those that `shieldSchemas` has given to routes. */
const shields = new WeakSet<object>()

/** Compiles the function that writes JSON by a schema. */
export function compileJson (route: RouteWithCompiler, told: JsonRoute, schemas: Schemas): Stringify {
  const own = applicationsCompiler(route, schemas)
  if (own === undefined) return compileOnce(route.instance, told, schemas)
  return markApplications(own({ ...told, schema: isFastifys(own) ? copySchema(told.schema) : declaredSchemaOf(told.schema) }))
}

/**
 * Has Fastify compile `schema.response` of the route from copies.
 *
 * In time: Fastify asks for the compiler of a route when all plugins have loaded. An application's own is given the schemas as they are.
 */
export function shieldSchemas (route: RouteWithCompiler): void {
  const { instance, options } = route
  if (options.schema?.response === undefined || options.serializerCompiler !== undefined) return
  function compileShielded (told: JsonRoute): Stringify {
    const schemas = sharedSchemasOf(instance)
    const own = applicationsCompiler(route, schemas)
    return own === undefined ? compileDescribed(instance, told, schemas) : own(told)
  }
  shields.add(compileShielded)
  options.serializerCompiler = compileShielded as never
}

function compileDescribed (instance: FastifyInstance, told: JsonRoute, schemas: Schemas): Stringify {
  let schema: unknown
  try {
    schema = jsonSchemaOf(told.schema)
  } catch (error) {
    // Of one that shapes a representation we say so ourselves, when boot is over.
    if (!isSuccess(told.httpStatus)) throw error
    return () => { throw error }
  }
  return compileOnce(instance, { ...told, schema }, schemas)
}

/** The compiler of the application; `undefined` where it has Fastify's. */
function applicationsCompiler ({ instance, options }: RouteWithCompiler, schemas: Schemas): JsonCompiler | undefined {
  const ofRoute = options.serializerCompiler
  if (ofRoute !== undefined && !shields.has(ofRoute)) return ofRoute as JsonCompiler
  const compiler = (instance.serializerCompiler as JsonCompiler | undefined) ?? madeByFactory(instance, schemas)
  return compiler === undefined || isFastifys(compiler) ? undefined : compiler
}

const made = new WeakMap<Schemas, JsonCompiler>()

// Fastify has not called it where no route but ours has a schema.
function madeByFactory (instance: FastifyInstance, schemas: Schemas): JsonCompiler | undefined {
  if (factoryOf(instance) === fastifysFactory) return undefined
  const compiler = made.get(schemas) ?? makeCompiler(instance, schemas)
  made.set(schemas, compiler)
  return compiler
}

const compiled = new WeakMap<Schemas, WeakMap<object, Stringify>>()

/** Fastify's compiler looks at nothing but the schema, and schemas are often shared: by `json` and `hal+json`, or by many routes. */
function compileOnce (instance: FastifyInstance, told: JsonRoute, schemas: Schemas): Stringify {
  const known = compiled.get(schemas) ?? new WeakMap<object, Stringify>()
  compiled.set(schemas, known)
  const { schema } = told
  const key = isObject(schema) ? schema : {}
  // It writes into the schema. One each: it forgets the shared schema that it is asked to compile under its `$id`.
  const stringify = known.get(key) ?? makeCompiler(instance, schemas)({ ...told, schema: copySchema(schema) })
  known.set(key, stringify)
  return stringify
}

/** The shared schemas as they were added, by those that Fastify has. */
const asAdded = new WeakMap<object, unknown>()

/**
 * Keeps the shared schemas that an instance has so far as they are.
 *
 * In time: when Fastify compiles other routes it writes inferred types into them, and which branch fits a value may depend on these.
 */
export function keepSchemas (instance: FastifyInstance): void {
  for (const schema of Object.values(instance.getSchemas()) as object[]) if (!asAdded.has(schema)) asAdded.set(schema, copySchema(schema))
}

const sharedSchemas = new WeakMap<FastifyInstance, Schemas>()

/** The shared schemas of an instance, as they are when boot is over: the same object for all its routes, which share what is compiled. */
export function sharedSchemasOf (instance: FastifyInstance): Schemas {
  const known = sharedSchemas.get(instance)
  if (known !== undefined) return known
  keepSchemas(instance)
  const kept = Object.entries(instance.getSchemas()).map(([id, schema]) => [id, asAdded.get(schema as object)] as const)
  const schemas: Schemas = Object.freeze(Object.fromEntries(kept))
  setJsonOptions(schemas, optionsOf(instance).serializerOpts ?? {})
  sharedSchemas.set(instance, schemas)
  return schemas
}

/** What `Fastify()` was given. */
interface ServerOptions {
  readonly serializerOpts?: FastifysOptions
  readonly schemaController?: { readonly compilersFactory?: { readonly buildSerializer?: CompilerFactory } }
}

interface FastifysOptions extends JsonOptions {
  readonly largeArrayMechanism?: string
}

type CompilerFactory = (schemas: Record<string, unknown>, options: FastifysOptions | undefined) => JsonCompiler

const fastifysFactory = SerializerSelector() as CompilerFactory

function makeCompiler (instance: FastifyInstance, schemas: Schemas): JsonCompiler {
  const factory = factoryOf(instance)
  const { serializerOpts } = optionsOf(instance)
  // choice: `json-stringify` would let out of long arrays what no schema declares.
  return factory({ ...copySchema(schemas) }, factory === fastifysFactory ? { ...serializerOpts, largeArrayMechanism: 'default' } : serializerOpts)
}

function factoryOf (instance: FastifyInstance): CompilerFactory {
  return optionsOf(instance).schemaController?.compilersFactory?.buildSerializer ?? fastifysFactory
}

// Fastify keeps them to itself, under a symbol.
export function optionsOf (instance: object): ServerOptions {
  const root = rootOf(instance)
  const key = Object.getOwnPropertySymbols(root).find(({ description }) => description === 'fastify.options') as symbol
  return { ...Reflect.get(root, key) as ServerOptions | undefined }
}

// By its name: Fastify does not say whether it was replaced. An application's own may look at the route, so it is called for each one.
function isFastifys (compiler: JsonCompiler): boolean {
  return compiler.name === FASTIFYS
}

const FASTIFYS = fastifysFactory({}, {}).name
