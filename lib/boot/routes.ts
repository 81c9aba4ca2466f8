/**
 * Boot: finds every route that declares `config.produces`, whenever it was declared, and whether the route or somebody's hook did so.
 *
 * `onRoute` misses routes that are declared before a plugin has loaded, and `app.register(produces)` followed by `app.get(…)` in
 * the same tick is what most people write. So each Fastify instance is watched from its creation, which Fastify announces on a
 * diagnostics channel.
 *
 * That makes our `onRoute` hook the first to run, and later ones may set `config.produces`, replace it or remove it. So ours only takes
 * notes; the final value is read when the plugin that declares the route has finished loading. That is early enough: Fastify reads a
 * route's config when the `onRoute` hooks have run, but the route's own hooks only at the end of boot.
 */
import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance, RouteOptions } from 'fastify'
import { PRODUCES_ERR_SCOPE } from '../errors.js'
import { kTwinOf } from '../reply/index.js'
import { addUrl } from './answered-urls.js'
import { noteNearMisses } from './advice/near-misses.js'
import { compileDeclaredRoute, faultOf, nameOf } from './compile.js'
import { addHooks, addInstanceHooks, kNoted, type TrackedRoute } from './route-hooks.js'
import { keepSchemas, shieldSchemas } from './json-compiler.js'
import { copyOption, isDeclared } from './route-option.js'
import { defaultFor, rootOf, type Scope, scopeOf } from './scope.js'
import { announceSerializers } from './unloaded.js'
import { addTwins, canHaveTwins } from './twins.js'

/** A route, and what has been found out about it. */
// Every route of an application has one, whether it declares anything or not; nothing of it outlives boot.
interface NotedRoute {
  readonly options: RouteOptions
  /** As they were before any other `onRoute` hook had run. */
  readonly declared: Readonly<RouteOptions>
  /** What its config holds under `kNoted`. */
  readonly mark: object
  /** The GET route that Fastify made this HEAD route from. */
  get: NotedRoute | undefined
  final: FinalOption | undefined
  tracked: TrackedRoute | undefined
}

/** `config.produces` after all hooks have run, and a copy of it: a hook that adds to a list does so again for the HEAD route. */
interface FinalOption {
  readonly value: unknown
  readonly copy: unknown
}

/** By instance, the routes that the loading plugin has declared so far. */
const routesAwaitingHooks = new WeakMap<FastifyInstance, NotedRoute[]>()

/** The routes that declare something, by root instance. */
const routesByRoot = new WeakMap<object, TrackedRoute[]>()
const watchedFromCreation = new WeakSet<object>()

/** Until boot is over, the routes that were declared before the plugin had loaded and have to know their scope, by root instance. */
const routesAwaitingScope = new WeakMap<object, Declaration[]>()

type Declaration = readonly [instance: FastifyInstance, route: NotedRoute]

/** The same routes, by their options and by their mark. */
const routesByOptions = new WeakMap<object, TrackedRoute>()

subscribe('fastify.initialization', function watchFromCreation (message) {
  const { fastify } = message as { fastify: FastifyInstance }
  watchedFromCreation.add(fastify)
  announceSerializers(fastify)
  fastify.addHook('onRoute', noteRoute)
  fastify.addHook('onReady', async () => { routesAwaitingScope.delete(fastify) })
})

function noteRoute (this: FastifyInstance, options: RouteOptions): void {
  const { config } = options
  const routes = routesAwaitingHooks.get(this) ?? awaitHooks(this)
  const route: NotedRoute = { options, declared: { ...options }, mark: {}, get: undefined, final: undefined, tracked: undefined }
  if (options.method === 'HEAD') route.get = routes.findLast((other) => isHeadOf(route, other))
  routes.push(route)
  // By now other hooks have run for GET, but not yet for HEAD.
  if (route.get !== undefined) readOption(route.get)
  const scope = scopeOf(this)
  // A copy: other routes may share the user's own object, as does the HEAD route that Fastify adds.
  if (config || scope?.produces) Reflect.set(options, 'config', { ...config, [kNoted]: route.mark })
  if (scope !== undefined && route.get === undefined) checkEarly(this, options, scope)
}

const noted = new WeakSet<RouteOptions>()

/** Where several registrations may have added the hook. */
function noteRouteOnce (this: FastifyInstance, options: RouteOptions): void {
  if (noted.has(options)) return
  noted.add(options)
  noteRoute.call(this, options)
}

// Fastify adds it right after its GET, with the same objects. By then a hook may have changed the URL of GET, or the prefix a slash.
function isHeadOf ({ declared: head }: NotedRoute, { declared: get, options: { method, url } }: NotedRoute): boolean {
  return (get.url === head.url || url === head.url) && get.handler === head.handler && get.config === head.config &&
    get.schema === head.schema && get.serializerCompiler === head.serializerCompiler && [method].flat().includes('GET')
}

function awaitHooks (instance: FastifyInstance): NotedRoute[] {
  const routes: NotedRoute[] = []
  routesAwaitingHooks.set(instance, routes)
  // By then every other `onRoute` hook has added hooks to the route, so that a 401 or a rate limit comes before our 406.
  instance.after(() => {
    routesAwaitingHooks.delete(instance)
    keepSchemas(instance)
    for (const route of routes) {
      addUrl(instance, route)
      trackRoute(instance, route)
    }
  })
  return routes
}

/** The end of boot would find the fault as well, but thrown here its stack leads to the line that declares the route. */
function checkEarly (instance: FastifyInstance, options: RouteOptions, scope: Scope): void {
  const faultNow = (): Error | undefined => {
    const produces = options.config?.produces
    return isDeclared(produces) ? faultOf({ instance, options, produces }, scope) : undefined
  }
  if (faultNow() === undefined) return
  // Another hook may still correct it. One that is added now is the last to run.
  instance.addHook('onRoute', function throwFault (last) {
    const fault = last === options ? faultNow() : undefined
    if (fault === undefined) return
    Error.captureStackTrace(fault, throwFault)
    throw fault
  })
}

function trackRoute (instance: FastifyInstance, route: NotedRoute): void {
  const { options } = route
  const get = route.get !== undefined && followsGet(route, route.get) ? route.get : undefined
  if (get === undefined) noteNearMisses(instance, options)
  const produces = get === undefined ? readOption(route) ?? defaultFor(instance, options) : readOption(get) ?? get.tracked?.produces
  if (produces === undefined) return awaitDefault(instance, route)
  const tracked = { ...twinsOf(instance, options, get?.tracked), instance, options, produces, hooked: false }
  route.tracked = tracked
  routesOf(instance).push(tracked)
  routesByOptions.set(options, tracked).set(route.mark, tracked)
  shieldSchemas(tracked)
  addHooks(tracked)
  addTwinsOf(instance, route)
}

function twinsOf (
  instance: FastifyInstance, options: RouteOptions, get: TrackedRoute | undefined
): Pick<TrackedRoute, 'get' | 'canHaveTwins'> {
  const { [kTwinOf]: twinOf } = (options.config ?? {}) as { readonly [kTwinOf]?: TrackedRoute }
  return { get: twinOf ?? get, canHaveTwins: twinOf === undefined && isWatched(instance) && canHaveTwins(options) }
}

function addTwinsOf (instance: FastifyInstance, route: NotedRoute): void {
  const { tracked, declared } = route
  if (tracked?.canHaveTwins !== true) return
  if (scopeOf(instance) === undefined) awaitScope(instance, route)
  else addTwins(tracked, declared)
}

/** `produces: false` is a word of its own. */
function awaitDefault (instance: FastifyInstance, route: NotedRoute): void {
  if (route.options.config?.produces === undefined) awaitScope(instance, route)
}

/** Where the plugin has not loaded, nobody knows what the scope says. */
function awaitScope (instance: FastifyInstance, route: NotedRoute): void {
  if (scopeOf(instance) !== undefined) return
  const root = rootOf(instance)
  const awaiting = routesAwaitingScope.get(root) ?? []
  routesAwaitingScope.set(root, awaiting)
  awaiting.push([instance, route])
}

// RFC 9110 §9.3.2: HEAD is GET without the content. So it follows GET, unless a hook sets something for HEAD alone.
function followsGet ({ options, declared }: NotedRoute, { final }: NotedRoute): boolean {
  const produces: unknown = options.config?.produces
  return produces === undefined || produces === final?.value || produces === declared.config?.produces
}

/** A copy of the option as it is now; `undefined` where nothing is declared. */
function readOption (route: NotedRoute): unknown {
  const value: unknown = route.options.config?.produces
  if (!isDeclared(value)) route.final = undefined
  else if (route.final?.value !== value) route.final = { value, copy: copyOption(value) }
  return route.final?.copy
}

/** The declared routes of the whole application, whichever of its instances is given. */
export function routesOf (instance: FastifyInstance): TrackedRoute[] {
  const root = rootOf(instance)
  const routes = routesByRoot.get(root) ?? []
  routesByRoot.set(root, routes)
  return routes
}

/** The route with these options, or with the options they were copied from, if it declares something. */
export function routeOf (options: { readonly config?: object | undefined }): TrackedRoute | undefined {
  const { [kNoted]: mark = options } = (options.config ?? {}) as { [kNoted]?: object }
  return routesByOptions.get(options) ?? routesByOptions.get(mark)
}

/** Whether an application was watched from its creation, so that no route and no other hook came before ours. */
export function isWatched (instance: FastifyInstance): boolean {
  return watchedFromCreation.has(rootOf(instance))
}

/** When the plugin loads: adds hooks to the routes declared so far, and watches for those to come. */
export function watchRoutes (instance: FastifyInstance): void {
  for (const route of routesOf(instance)) addHooks(route)
  for (const [declaredOn, route] of takeAwaiting(instance)) {
    if (route.tracked === undefined) trackRoute(declaredOn, route)
    else addTwinsOf(declaredOn, route)
  }
  if (isWatched(instance)) return
  instance.addHook('onRoute', noteRouteOnce)
  // There is no way to know whether routes were declared before.
  addInstanceHooks(instance)
}

/** All leave the list. Those of other scopes that have yet to load are put back. */
function takeAwaiting (instance: FastifyInstance): Declaration[] {
  const awaiting = routesAwaitingScope.get(rootOf(instance)) ?? []
  routesAwaitingScope.delete(rootOf(instance))
  return awaiting
}

/**
 * When boot is over: compiles the routes of the scope.
 *
 * @throws PRODUCES_ERR_SCOPE for a route that declares something outside every scope of the plugin, and what compiling throws
 */
export function compileRoutes (instance: FastifyInstance, own: Scope): void {
  for (const route of routesOf(instance)) {
    const scope = scopeOf(route.instance)
    if (scope === undefined) throw new PRODUCES_ERR_SCOPE(nameOf(route.options))
    if (route.fault !== undefined) throw route.fault
    if (scope === own && route.get === undefined) route.compiled = [compileDeclaredRoute(route, scope), scope]
  }
}
