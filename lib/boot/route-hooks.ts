/**
 * Boot: the hooks of a route that produces.
 *
 * They are added to the route, so that a route that declares nothing has none. On an instance that was created before this module was
 * loaded, some routes may have gone unseen. For these the same hooks are added to the instance, and compile on the first request.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, onRequestHookHandler, RouteOptions } from 'fastify'
import {
  addHints, addUrlFields, addVary, type ByUrl, completeFields, keepVary, type NegotiatedRoute, offerTypes, type Outcome,
  outcomeOf, publishSelected, renderPayload,
  sendNotAcceptable, sendUnknownNames, serializePayload, setOutcome, withdrawFields
} from '../reply/index.js'
import { checkDeclaredRoute, compileDeclaredRoute, type DeclaredRoute, isKnownSync } from './compile.js'
import { isDeclared } from './route-option.js'
import { defaultFor, type Scope, scopeOf } from './scope.js'
import type { UrlOptions } from './url-option.js'

/** A declared route, and what boot has made of it so far. */
export interface TrackedRoute extends DeclaredRoute {
  readonly options: DeclaredRoute['options'] & Pick<RouteOptions, 'constraints' | 'onRequest' | 'preSerialization' | 'onError' | 'onSend'>
  hooked: boolean
  /** The GET route that Fastify made this HEAD route from, and whose compiled form it shares. */
  readonly get: TrackedRoute | undefined
  /** Why a twin could not be declared: thrown when boot is over, where Fastify can tell the user. */
  fault?: unknown
  compiled?: readonly [route: NegotiatedRoute, scope: Scope]
}

/** Key in the config of a route that was noted; its value identifies the route, even in a copy of the config. */
export const kNoted = Symbol('fastify-produces.noted')

/** Does so only if the plugin has loaded by now; otherwise `watchRoutes` will. */
export function addHooks (route: TrackedRoute): void {
  const scope = scopeOf(route.instance)
  if (route.hooked || scope === undefined) return
  route.hooked = true
  const { options, get: compiled = route } = route
  // New arrays: the user's own may be shared between routes.
  options.onRequest = [options.onRequest ?? [], negotiating(compiled, scope)].flat()
  if (!isSync(compiled, scope)) options.preSerialization = [options.preSerialization ?? [], renderPayload].flat()
  options.onError = [options.onError ?? [], withdrawFields, offerTypes].flat()
  options.onSend = completing(compiled, scope, options.onSend)
}

/** The `onSend` hooks of a route, around those of others. */
function completing (route: TrackedRoute, scope: Scope, onSend: RouteOptions['onSend'] = []): NonNullable<RouteOptions['onSend']> {
  const others = [urlOptionsOf(route, scope) === undefined ? [] : addUrlFields, onSend].flat()
  return others.length === 0 ? completeFields : [completeFields, ...others, completeFields]
}

/** The `onRequest` hook of a route. */
function negotiating (route: TrackedRoute, scope: Scope): onRequestHookHandler {
  if (urlOptionsOf(route, scope)?.override !== undefined) return (request, reply, done) => readUrl(route, request, reply, done)
  return function negotiate (request, reply, done) {
    negotiateRequest(route, request, reply, done)
  }
}

function urlOptionsOf (route: TrackedRoute, scope: Scope): UrlOptions | undefined {
  try {
    return checkDeclaredRoute(route, scope).urls
  } catch {
    return undefined
  }
}

function isSync (route: TrackedRoute, scope: Scope): boolean {
  try {
    return isKnownSync(route, scope)
  } catch {
    // The fault is thrown when boot is over, in the order of the routes.
    return true
  }
}

/**
 * The hooks of a route, on the instance, for routes that were declared before anybody watched. A route whose whole config another
 * hook has replaced bears no mark: it is negotiated here and again by its own hooks, with the same result.
 */
export function addInstanceHooks (instance: FastifyInstance): void {
  const unseen = new WeakMap<object, TrackedRoute>()
  instance.addHook('onRequest', function negotiateUnseen (request, reply, done) {
    const { config } = request.routeOptions
    if (kNoted in config || outcomeOf(request) !== undefined) return done()
    const route = unseen.get(config) ?? unseenRoute(request)
    if (route === undefined) return done()
    const scope = scopeOf(route.instance) as Scope
    route.compiled ??= [compileDeclaredRoute(route, scope), scope]
    unseen.set(config, route)
    if (route.compiled[0].urls?.byUrl === undefined) negotiateRequest(route, request, reply, done)
    else readUrl(route, request, reply, done)
  })
  instance.addHook('preSerialization', renderPayload)
  instance.addHook('onError', withdrawFields)
  instance.addHook('onError', function offerTypesUnseen (request, reply, error, done) {
    if (outcomeOf(request) === undefined) done()
    else offerTypes(request, reply, error, done)
  })
  instance.addHook('onSend', completeFields)
  instance.addHook('onSend', addUrlFields)
}

/** `undefined` where it declares nothing. */
function unseenRoute ({ server, routeOptions: { config, method, url = '', schema } }: FastifyRequest): TrackedRoute | undefined {
  const produces = config.produces ?? defaultFor(server, { config, method, schema })
  if (!isDeclared(produces)) return undefined
  return { instance: server, options: { method, url, schema: schema ?? {} }, produces, hooked: true, get: undefined }
}

function negotiateRequest ({ compiled }: TrackedRoute, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (isUpgrade(request)) return done()
  const [route, scope] = compiled as NonNullable<TrackedRoute['compiled']>
  if (takeOutcome(route.outcomeFor(request.headers), scope, request, reply)) done()
}

/** The same where the URL may decide. What it asks for in vain is no representation, so that there is no outcome. */
function readUrl ({ compiled }: TrackedRoute, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (isUpgrade(request)) return done()
  const [{ name, urls }, scope] = compiled as NonNullable<TrackedRoute['compiled']>
  let found: ReturnType<ByUrl['routeFor']>
  try {
    found = (urls?.byUrl as ByUrl).routeFor(request)
  } catch (thrown) {
    return done(thrown as Error)
  }
  if ('names' in found) sendUnknownNames(request, reply, { ...found, route: name }, scope)
  else if (takeOutcome(found.outcomeFor(request.headers), scope, request, reply)) done()
}

/** Whether there is a representation; else the request has been answered. */
function takeOutcome (outcome: Outcome, scope: Scope, request: FastifyRequest, reply: FastifyReply): boolean {
  setOutcome(request, outcome)
  keepVary(reply, outcome)
  if (outcome.negotiated === undefined) {
    sendNotAcceptable(request, reply, outcome, scope)
    return false
  }
  publishSelected(request, outcome.negotiated, outcome.route.name)
  addVary(reply, outcome)
  if (outcome.route.hints !== undefined) addHints(request, reply, outcome.route.hints)
  reply.serializer(serializePayload as (payload: unknown) => string)
  return true
}

/**
 * Whether the connection leaves HTTP with this request, as for a WebSocket: what follows a 101 is not a representation (RFC 9110 §7.8,
 * §15.2.2). A server may ignore `Upgrade`, and then the request is like any other. So what counts is not the field, but whether the
 * server has a listener that takes the connection over. Node sets `upgrade` on the request only if it has.
 */
function isUpgrade ({ raw }: FastifyRequest): boolean {
  return (raw as { upgrade?: unknown }).upgrade === true
}
