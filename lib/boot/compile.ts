/**
 * Boot: from a route's options to the compiled route, with the settings, serializers and schemas that its scope has in the end.
 *
 * In: a declared route. Out: its negotiation, as soon as the scope is known; its outcomes, when boot is over.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { SerializerRoute } from '../../types/index.js'
import { type MediaType, type Negotiation, parseMediaType } from '../negotiation/index.js'
import { compileRoute, type NegotiatedRoute } from '../reply/index.js'
import { type ResponseSchemas, schemasOf } from '../schemas/index.js'
import { compileRenderer, type Renderer } from '../serializers/index.js'
import { compileRouteNegotiation } from './route-negotiation.js'
import { checkRouteOption, type Produces } from './route-option.js'
import { registryOf, type Scope } from './scope.js'

/** A route that declares something, with the instance that it is declared on. */
export interface DeclaredRoute {
  readonly instance: FastifyInstance
  readonly options: Pick<RouteOptions, 'method' | 'url' | 'config' | 'schema' | 'serializerCompiler'>
  /** `config.produces` as it was when the last `onRoute` hook had run. */
  readonly produces: unknown
}

/** A route's negotiation under the settings of a scope. */
interface Checked {
  readonly scope: Scope
  readonly produces: Produces
  readonly negotiation: Negotiation
}

const checked = new WeakMap<DeclaredRoute, Checked>()

/** `GET /planets` */
export function nameOf ({ method, url }: DeclaredRoute['options']): string {
  return `${[method].flat().join('|')} ${url}`
}

/** Checks what a route declares; @throws PRODUCES_ERR_ROUTE_OPTION */
export function checkDeclaredRoute (route: DeclaredRoute, scope: Scope): Checked {
  const known = checked.get(route)
  if (known?.scope === scope) return known
  const compiled = checkRoute(route, scope)
  checked.set(route, compiled)
  return compiled
}

function checkRoute (route: DeclaredRoute, scope: Scope): Checked {
  const name = nameOf(route.options)
  const produces = checkRouteOption(route.produces, responseOf(route), name)
  return { scope, produces, negotiation: compileRouteNegotiation(name, produces, scope) }
}

/** What `checkDeclaredRoute` would throw of a route that may change yet. */
export function faultOf (route: DeclaredRoute, scope: Scope): Error | undefined {
  try {
    checkRoute(route, scope)
    return undefined
  } catch (error) {
    return error as Error
  }
}

/** @throws PRODUCES_ERR_ROUTE_OPTION and what `compileRenderer` throws */
export function compileDeclaredRoute (route: DeclaredRoute, scope: Scope): NegotiatedRoute {
  const { produces, negotiation } = checkDeclaredRoute(route, scope)
  const schemas = route.instance.getSchemas()
  const renderers = new Map(produces.mediaTypes.map((declared) => [declared.mediaType as string, compileDeclared(route, declared, schemas)]))
  return compileRoute({ name: nameOf(route.options), negotiation, renderers, cacheSize: scope.cacheSize })
}

/** Whether every serializer of the route is known to return no promise. Before boot is over, some may not be known at all. */
export function isKnownSync (route: DeclaredRoute, scope: Scope): boolean {
  return checkDeclaredRoute(route, scope).produces.mediaTypes.every(({ mediaType, serialize, transform }) => {
    const serializer = serialize ?? registryOf(route.instance).find(parseMediaType(mediaType) as MediaType)
    return transform === undefined && (serializer === false || (typeof serializer === 'object' && serializer.sync === true))
  })
}

function compileDeclared (route: DeclaredRoute, declared: Produces['mediaTypes'][number], schemas: SerializerRoute['schemas']): Renderer {
  const { instance, options: { method, url } } = route
  const mediaType = parseMediaType(declared.mediaType) as MediaType
  const compiledFor: Omit<SerializerRoute, 'status'> = {
    method: [method].flat().join('|'),
    url,
    mediaType: declared.mediaType,
    schemas,
    compileJson: (schema) => compileJson(route, schema as object, declared.mediaType)
  }
  return compileRenderer({
    route: nameOf(route.options),
    declared,
    mediaType,
    registered: registryOf(instance).find(mediaType),
    schemas: schemasOf(mediaType, declared.schema, responseOf(route)),
    compiledFor
  })
}

function responseOf ({ options: { schema } }: DeclaredRoute): ResponseSchemas {
  return schema?.response as ResponseSchemas
}

type JsonCompiler = (route: { schema: unknown, method: string, url: string, contentType: string }) => (payload: unknown) => string

/** What each compiler has made of each schema: a HEAD route has its GET's, `hal+json` often that of `json`. */
const compiledJson = new WeakMap<JsonCompiler, WeakMap<object, (payload: unknown) => string>>()

function compileJson (route: DeclaredRoute, schema: object, contentType: string): (payload: unknown) => string {
  const compiler = (route.options.serializerCompiler ?? route.instance.serializerCompiler) as JsonCompiler | undefined
  if (compiler === undefined) return compileOnce(ownCompilerOf(route), route, schema, contentType)
  try {
    return compileOnce(compiler, route, schema, contentType)
  } catch (error) {
    // An instance whose responses have no schema has its parent's compiler, which does not know what `addSchema` has added since.
    if (route.instance.serializerCompiler !== compiler) throw error
    return compileOnce(ownCompilerOf(route), route, schema, contentType)
  }
}

function compileOnce (compiler: JsonCompiler, { options: { method, url } }: DeclaredRoute, schema: object, contentType: string): (payload: unknown) => string {
  const known = compiledJson.get(compiler) ?? new WeakMap<object, (payload: unknown) => string>()
  compiledJson.set(compiler, known)
  const compiled = known.get(schema) ?? compiler({ schema, method: [method].flat().join('|'), url, contentType })
  known.set(schema, compiled)
  return compiled
}

const ownCompilers = new WeakMap<FastifyInstance, JsonCompiler>()

/** One like Fastify's, for an instance where Fastify has made none since no response has a schema. */
function ownCompilerOf ({ instance }: DeclaredRoute): JsonCompiler {
  const own = ownCompilers.get(instance) ?? SerializerSelector()(instance.getSchemas(), {}) as unknown as JsonCompiler
  ownCompilers.set(instance, own)
  return own
}
