/**
 * Boot: the fallback, for an @fastify/swagger whose `transform` is not `swaggerTransform`.
 *
 * @fastify/swagger keeps the options of every route and reads their `schema` when a document is requested. So the documented schemas
 * take the place of the routes' own while `app.swagger()` runs. Fastify still compiles, validates and serializes by the routes' own;
 * `transform`, `hide` and `hideUntagged` see the documented ones. If no document is requested, none are made.
 *
 * Which `transform` an @fastify/swagger has shows only when it calls it. If it is ours, ours ends the first attempt. In the second only
 * those routes are patched that it does not reach: the ones with a `config.swaggerTransform` of their own, or with `false`.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, HookHandlerDoneFunction } from 'fastify'
import { type TrackedRoute, isWatched, routesOf } from '../boot/index.js'
import { documentedSchema } from './document.js'
import { isAtLeast } from './keywords.js'
import { NO_PATCH_NEEDED, patched } from './transform.js'

/** `app.swagger()` */
type WriteDocument = (this: unknown, options?: { readonly yaml?: boolean }) => unknown

// The name of the decorator of @fastify/swagger, unless its option `decorator` says otherwise.
interface Owner extends Pick<FastifyInstance, 'hasPlugin' | 'log'> {
  swagger: WriteDocument
}

const documenting = new WeakSet<WriteDocument>()

subscribe('fastify.initialization', function documentFromCreation (message) {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onReady', documentSeen)
})

/** When the plugin loads: has the routes documented of an application that was not watched from its creation. */
export function watchDocuments (instance: FastifyInstance): void {
  if (!isWatched(instance)) instance.addHook('onReady', documentSeen)
}

/** If the instance was watched from its creation, this is its first `onReady` hook: no other can request a document before. */
function documentSeen (this: FastifyInstance, done: HookHandlerDoneFunction): void {
  documentRoutes(routesOf(this))
  done()
}

/** Wraps each @fastify/swagger that sees some of the routes, when all plugins have loaded. */
function documentRoutes (routes: readonly TrackedRoute[]): void {
  for (const instance of new Set(routes.map((route) => route.instance))) {
    for (const owner of ownersAbove(instance)) owner.swagger = documentingBy(owner, routes)
  }
}

function ownersAbove (instance: FastifyInstance): Owner[] {
  const owners: Owner[] = []
  for (let at: object | null = instance; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const owner = at as Owner
    if (Object.hasOwn(at, 'swagger') && owner.hasPlugin('@fastify/swagger') && !documenting.has(owner.swagger)) owners.push(owner)
  }
  return owners
}

// Of a document for which no OpenAPI transform is called: a static one, or Swagger 2, whose responses have no `content`.
const NO_VERSION = ''

function documentingBy ({ swagger, log }: Owner, routes: readonly TrackedRoute[]): WriteDocument {
  // By form, JSON or YAML: @fastify/swagger writes each once.
  const made = new Set<boolean>()
  let version: string | undefined
  function documentingSwagger (this: unknown, options?: { readonly yaml?: boolean }): unknown {
    const writeAll = (): unknown => swagger.call(this, options)
    version ??= versionOf(routes, writeAll)
    const form = options?.yaml === true
    if (version === NO_VERSION || made.has(form)) return writeAll()
    made.add(form)
    const write = isAtLeast(version, 2) ? writeAll : () => withoutQuery(routes, writeAll)
    try {
      return writeDocumented(routes, version, write)
    } catch (error) {
      if (error === NO_PATCH_NEEDED) return writeDocumented(routes.filter(hasOwnTransform), version, write)
      log.warn(error, NOT_TAKEN)
      return write()
    }
  }
  documenting.add(documentingSwagger)
  return documentingSwagger
}

const NOT_TAKEN = 'fastify-produces: the transform of @fastify/swagger does not accept the documented schemas; ' +
  'the document shows the declared ones'

const STOP = new Error('fastify-produces: the version is known')

/** Only a `transform` is given the version of its document. So one is put on each route, which ends the attempt when it is called. */
function versionOf (routes: readonly TrackedRoute[], write: () => unknown): string {
  let version = NO_VERSION
  function swaggerTransform ({ openapiObject }: { openapiObject?: { openapi: string } }): never {
    version = openapiObject?.openapi ?? NO_VERSION
    throw STOP
  }
  try {
    withOptions(routes, ({ options: { config } }) => ({ config: { ...config, swaggerTransform } as never }), write)
  } catch (error) {
    if (error !== STOP) throw error
  }
  return version
}

function hasOwnTransform ({ options: { config } }: TrackedRoute): boolean {
  return (config as { swaggerTransform?: unknown } | undefined)?.swaggerTransform !== undefined
}

function writeDocumented (routes: readonly TrackedRoute[], version: string, write: () => unknown): unknown {
  try {
    for (const { options } of routes) patched.add(options)
    return withOptions(routes, (route) => ({ schema: documentedSchema(route, route.options.schema, version) }), write)
  } finally {
    for (const { options } of routes) patched.delete(options)
  }
}

/** Before 3.2 a document has no place for QUERY. A route that has other methods beside it is shown with those. */
function withoutQuery (routes: readonly TrackedRoute[], write: () => unknown): unknown {
  const several = routes.filter(({ options: { method } }) => Array.isArray(method))
  return withOptions(several, ({ options: { method } }) => ({ method: [method].flat().filter((name) => name !== 'QUERY') }), write)
}

/** Runs with the options of routes changed, and restores them. */
function withOptions (routes: readonly TrackedRoute[], change: (route: TrackedRoute) => object, run: () => unknown): unknown {
  const own = routes.map(({ options: { schema, config, method } }) => ({ schema, config, method }))
  try {
    for (const route of routes) Object.assign(route.options, change(route))
    return run()
  } finally {
    routes.forEach(({ options }, index) => Object.assign(options, own[index]))
  }
}
