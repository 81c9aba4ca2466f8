/**
 * Boot: every route that declares `config.produces`, found whenever it was declared, and given its hooks.
 *
 * `onRoute` misses routes that are declared before a plugin has loaded, and `app.register(produces)` followed by `app.get(…)` in
 * the same tick is what most people write. So each Fastify instance is watched from its creation on, which Fastify announces on a
 * diagnostics channel. Of an instance created before this module was loaded some routes may have gone unseen: for these the same
 * hooks stand on the instance, and compile on the first request.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, RouteOptions } from 'fastify'
import {
  addVary, completeFields, type NegotiatedRoute, outcomeOf, removeLanguage, renderPayload, sendNotAcceptable, serializePayload, setOutcome
} from '../reply/index.js'
import { checkDeclaredRoute, compileDeclaredRoute, type DeclaredRoute, isKnownSync, nameOf } from './compile.js'
import { isDeclared } from './route-option.js'
import { type Scope, scopeOf } from './scope.js'
import { PRODUCES_ERR_SCOPE } from '../errors.js'

/** A declared route with what boot has made of it so far. */
interface SeenRoute extends DeclaredRoute {
  readonly options: DeclaredRoute['options'] & Pick<RouteOptions, 'onRequest' | 'preSerialization' | 'onError' | 'onSend'>
  hooked: boolean
  /** As the user wrote it. */
  readonly config: object
  /** The GET route that Fastify has made this HEAD route of, which is compiled to the same. */
  readonly get: SeenRoute | undefined
  compiled?: readonly [route: NegotiatedRoute, scope: Scope]
}

/** Stands in the config of a route that was seen. */
const kSeen = Symbol('fastify-produces.seen')

const seen = new WeakSet<RouteOptions>()

/** The routes seen so far, by root instance. */
const routesByRoot = new WeakMap<object, SeenRoute[]>()
const watchedFromCreation = new WeakSet<object>()

subscribe('fastify.initialization', function watchFromCreation (message) {
  const { fastify } = message as { fastify: FastifyInstance }
  watchedFromCreation.add(fastify)
  fastify.addHook('onRoute', seeRoute)
})

function seeRoute (this: FastifyInstance, options: RouteOptions): void {
  const config: object = options.config ?? {}
  if (!isDeclared(options.config?.produces) || seen.has(options)) return
  seen.add(options)
  const routes = routesOf(this)
  const last = routes.at(-1)
  const route: SeenRoute = { instance: this, options, hooked: false, config, get: last !== undefined && isHeadOf(last, options, config) ? last : undefined }
  routes.push(route)
  // A copy: the HEAD route that Fastify adds has the user's own object too.
  options.config = { ...config, [kSeen]: true } as NonNullable<RouteOptions['config']>
  const scope = scopeOf(this)
  // The end of boot would find a fault as well; thrown here its stack leads to the line that declares the route.
  if (scope !== undefined) checkDeclaredRoute(route.get ?? route, scope)
  addHooksLater(route)
}

// Fastify adds it in the same breath, with the same objects.
function isHeadOf (route: SeenRoute, { method, url, schema, serializerCompiler }: RouteOptions, config: object): boolean {
  const { options } = route
  return method === 'HEAD' && options.url === url && route.config === config && options.schema === schema && options.serializerCompiler === serializerCompiler
}

function addHooksLater (route: SeenRoute): void {
  const { instance } = route
  // By then every other `onRoute` hook has added its own, so that a 401 or a rate limit comes before our 406.
  const waiting = withoutHooks.get(instance)
  waiting?.push(route)
  if (waiting !== undefined) return
  const routes = [route]
  withoutHooks.set(instance, routes)
  instance.after(() => {
    withoutHooks.delete(instance)
    routes.forEach(addHooks)
  })
}

/** By instance, the routes that get their hooks when the plugin that declares them is through. */
const withoutHooks = new WeakMap<object, SeenRoute[]>()

/** Only where the plugin has loaded by now; else `openRoutes` does it. */
function addHooks (route: SeenRoute): void {
  const scope = scopeOf(route.instance)
  if (route.hooked || scope === undefined) return
  route.hooked = true
  const { options, get: compiled = route } = route
  // New arrays: the user's own may be shared between routes.
  options.onRequest = [options.onRequest ?? [], negotiate].flat()
  if (!isSync(compiled, scope)) options.preSerialization = [options.preSerialization ?? [], renderPayload].flat()
  options.onError = [options.onError ?? [], removeLanguage].flat()
  const others = [options.onSend ?? []].flat()
  options.onSend = others.length === 0 ? completeFields : [completeFields, ...others, completeFields]

  function negotiate (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    negotiateRequest(compiled, request, reply, done)
  }
}

function isSync (route: SeenRoute, scope: Scope): boolean {
  try {
    return isKnownSync(route, scope)
  } catch {
    // A fault is thrown when boot is over, where that of the first route comes first.
    return true
  }
}

function negotiateRequest ({ compiled }: SeenRoute, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  const [route, scope] = compiled as NonNullable<SeenRoute['compiled']>
  const outcome = route.outcomeFor(request.headers)
  setOutcome(request, outcome)
  if (outcome.negotiated === undefined) return sendNotAcceptable(request, reply, outcome, scope)
  addVary(reply, outcome)
  reply.serializer(serializePayload as (payload: unknown) => string)
  done()
}

/** The routes of the whole application, whichever instance of it is given. */
export function routesOf (instance: FastifyInstance): SeenRoute[] {
  const root = rootOf(instance)
  const routes = routesByRoot.get(root) ?? []
  routesByRoot.set(root, routes)
  return routes
}

function rootOf (instance: object): object {
  const parent = Object.getPrototypeOf(instance) as object
  return parent === Object.prototype ? instance : rootOf(parent)
}

/** Whether an application was watched from its creation: none of its routes, nor a hook of another, came before ours. */
export function isWatched (instance: FastifyInstance): boolean {
  return watchedFromCreation.has(rootOf(instance))
}

/** When the plugin loads: takes over the routes declared before, and watches for those to come. */
export function openRoutes (instance: FastifyInstance): void {
  for (const route of routesOf(instance)) addHooks(route)
  if (isWatched(instance)) return
  instance.addHook('onRoute', seeRoute)
  if (instance.printRoutes() !== NO_ROUTES) addInstanceHooks(instance)
}

const NO_ROUTES = '(empty tree)'

/**
 * When boot is over: compiles the routes of the scope.
 *
 * @throws PRODUCES_ERR_SCOPE for a route that declares something where no plugin is, and what compiling throws
 */
export function compileRoutes (instance: FastifyInstance, own: Scope): void {
  for (const route of routesOf(instance)) {
    const scope = scopeOf(route.instance)
    if (scope === undefined) throw new PRODUCES_ERR_SCOPE(nameOf(route.options))
    if (scope === own && route.get === undefined) route.compiled = [compileDeclaredRoute(route, scope), scope]
  }
}

/** The hooks of a route, on the instance: for routes that were declared before anybody watched. */
function addInstanceHooks (instance: FastifyInstance): void {
  const unseen = new WeakMap<object, SeenRoute>()
  instance.addHook('onRequest', function negotiateUnseen (request, reply, done) {
    const { config, method, url = '', schema } = request.routeOptions
    if (!isDeclared(config.produces) || kSeen in config || outcomeOf(request) !== undefined) return done()
    const route = unseen.get(config) ?? { instance: request.server, options: { method, url, config, schema: schema ?? {} }, hooked: true, config, get: undefined }
    const scope = scopeOf(route.instance) as Scope
    route.compiled ??= [compileDeclaredRoute(route, scope), scope]
    unseen.set(config, route)
    negotiateRequest(route, request, reply, done)
  })
  instance.addHook('preSerialization', renderPayload)
  instance.addHook('onError', removeLanguage)
  instance.addHook('onSend', completeFields)
}
