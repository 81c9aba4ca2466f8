/**
 * Boot: from a route's options to the compiled route, with the settings, serializers and schemas that its scope has in the end.
 *
 * In: a declared route. Out: its negotiation, as soon as the scope is known; its outcomes, when boot is over.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import type { SerializerRoute } from '../../types/index.js'
import { PRODUCES_ERR_ROUTE_OPTION, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_VIEW_MISSING } from '../errors.js'
import { replyDecoratorOf } from '../formats/index.js'
import { type MediaType, parseMediaType } from '../negotiation/index.js'
import { compileHints, compileRoute, type NegotiatedRoute } from '../reply/index.js'
import { ANY_SUCCESS, contentKeyOf, errorSchemasOf, type ResponseSchemas, type SchemasByStatus, schemasOf } from '../schemas/index.js'
import { compileRenderer, isSync } from '../serializers/index.js'
import { addUrls } from './by-url.js'
import { compileJson, sharedSchemasOf, type Stringify } from './json-compiler.js'
import { compileRouteNegotiation, type SharedNegotiation } from './route-negotiation.js'
import { checkRouteOption, type Produces } from './route-option.js'
import { registryOf, type Scope } from './scope.js'
import { readUrlOptions, type UrlOptions } from './url-option.js'

/** A route that declares something, with the instance it is declared on. */
export interface DeclaredRoute {
  readonly instance: FastifyInstance
  readonly options: Pick<RouteOptions, 'method' | 'url' | 'config' | 'schema' | 'serializerCompiler'>
  /** `config.produces` as it was when the last `onRoute` hook had run. */
  readonly produces: unknown
  /** Whether it can have twins: their hooks have to run as those of the route have. */
  readonly canHaveTwins?: boolean
}

/** A route's negotiation under the settings of a scope. */
interface Checked extends SharedNegotiation {
  readonly scope: Scope
  readonly produces: Produces
  readonly urls: UrlOptions | undefined
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
  const faultAt = (key: string, message: string): Error => new PRODUCES_ERR_ROUTE_OPTION(nameOf(route.options), key, message)
  const produces = checkRouteOption(route.produces, responseOf(route), faultAt)
  return { scope, produces, ...compileRouteNegotiation(produces, scope, faultAt), urls: readUrlOptions(produces, scope, faultAt) }
}

/** What `checkDeclaredRoute` would throw for a route that may still change. */
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
  const { produces, negotiation, options, urls } = checkDeclaredRoute(route, scope)
  const schemas = sharedSchemasOf(route.instance)
  const renderers = new Map(produces.mediaTypes.map((declared) => {
    return [declared.mediaType as string, compileRenderer(readRepresentation(route, declared, schemas))]
  }))
  const { hints: names = scope.hints } = produces
  const hints = names.length === 0 ? undefined : compileHints(names)
  const parts = { name: nameOf(route.options), negotiation, options, renderers, hints, advice: scope.advice, cacheSize: scope.cacheSize }
  const compiled = compileRoute(parts)
  if (urls === undefined) return compiled
  const { querystring, query = querystring } = (route.options.schema ?? {}) as { readonly querystring?: unknown, readonly query?: unknown }
  const { canHaveTwins = false } = route
  addUrls({ route: compiled, options: urls, parts, negotiations: scope.negotiations, querystring: query, canHaveTwins })
  return compiled
}

/** Whether every serializer of the route is known not to return a promise. Until boot is over, some may not be known at all. */
export function isKnownSync (route: DeclaredRoute, scope: Scope): boolean {
  return checkDeclaredRoute(route, scope).produces.mediaTypes.every((declared) => {
    const { mediaType, serialize = registryOf(route.instance).find(parseMediaType(mediaType) as MediaType) } = declared
    return isSync(declared, serialize)
  })
}

/** All that its renderer is compiled from. */
function readRepresentation (
  route: DeclaredRoute, declared: Produces['mediaTypes'][number], schemas: SerializerRoute['schemas']
): Parameters<typeof compileRenderer>[0] {
  const { instance, options: { method, url } } = route
  const mediaType = parseMediaType(declared.mediaType) as MediaType
  // Nobody uses what is not asked for.
  const registered = declared.serialize === undefined ? registryOf(instance).find(mediaType) : undefined
  checkView(route, declared, declared.serialize ?? registered)
  return {
    route: nameOf(route.options),
    declared,
    mediaType,
    registered,
    ...readSchemas(route, mediaType, declared),
    compiledFor: { method: [method].flat().join('|'), url, mediaType: declared.mediaType, schemas, compileJson: compileFor }
  }

  // An application's own compiler looks at the status.
  function compileFor (schema: unknown, httpStatus: string): Stringify {
    const response = responseOf(route) ?? {}
    const isOwn = declared.schema !== undefined && httpStatus === ANY_SUCCESS
    const contentType = isOwn ? declared.mediaType : contentKeyOf(mediaType, response, httpStatus)
    return compileJson(route, { schema, method, url, httpStatus, ...contentType !== undefined && { contentType } }, schemas)
  }
}

/** @throws PRODUCES_ERR_VIEW_MISSING */
function checkView ({ instance, options }: DeclaredRoute, { mediaType }: Produces['mediaTypes'][number], serializer: unknown): void {
  const needed = replyDecoratorOf(serializer)
  if (needed === undefined || instance.hasReplyDecorator(needed)) return
  throw new PRODUCES_ERR_VIEW_MISSING(nameOf(options), mediaType, needed)
}

/** @throws PRODUCES_ERR_SCHEMA for a Standard Schema that cannot describe itself */
function readSchemas (
  route: DeclaredRoute, mediaType: MediaType, declared: Produces['mediaTypes'][number]
): { readonly schemas: SchemasByStatus, readonly errorSchemas: SchemasByStatus } {
  const response = responseOf(route)
  try {
    return { schemas: schemasOf(mediaType, declared.schema, response), errorSchemas: errorSchemasOf(mediaType, response) }
  } catch (error) {
    const statuses = declared.schema === undefined ? Object.keys(response as object).join(', ') : ANY_SUCCESS
    throw new PRODUCES_ERR_SCHEMA(nameOf(route.options), declared.mediaType, statuses, (error as Error).message)
  }
}

function responseOf ({ options: { schema } }: DeclaredRoute): ResponseSchemas {
  return schema?.response as ResponseSchemas
}
