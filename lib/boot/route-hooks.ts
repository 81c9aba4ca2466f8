/**
 * Boot: the hooks of a route that produces.
 *
 * They stand on the route, so that a route that declares nothing has none. Of an instance that was created before this module was
 * loaded some routes may have gone unseen: for these the same hooks stand on the instance, and compile on the first request.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, HookHandlerDoneFunction, RouteOptions } from 'fastify'
import {
  addVary, completeFields, keepVary, type NegotiatedRoute, outcomeOf, withdrawFields, renderPayload, sendNotAcceptable, serializePayload, setOutcome
} from '../reply/index.js'
import { compileDeclaredRoute, type DeclaredRoute, isKnownSync } from './compile.js'
import { isDeclared } from './route-option.js'
import { type Scope, scopeOf } from './scope.js'

/** A declared route with what boot has made of it so far. */
export interface TrackedRoute extends DeclaredRoute {
  readonly options: DeclaredRoute['options'] & Pick<RouteOptions, 'onRequest' | 'preSerialization' | 'onError' | 'onSend'>
  hooked: boolean
  /** The GET route that Fastify has made this HEAD route of, which is compiled to the same. */
  readonly get: TrackedRoute | undefined
  compiled?: readonly [route: NegotiatedRoute, scope: Scope]
}

/** Stands in the config of a route that was seen, with what tells it from every other. Whoever copies the config copies it too. */
export const kSeen = Symbol('fastify-produces.seen')

/** Only where the plugin has loaded by now; else `watchRoutes` does it. */
export function addHooks (route: TrackedRoute): void {
  const scope = scopeOf(route.instance)
  if (route.hooked || scope === undefined) return
  route.hooked = true
  const { options, get: compiled = route } = route
  // New arrays: the user's own may be shared between routes.
  options.onRequest = [options.onRequest ?? [], negotiate].flat()
  if (!isSync(compiled, scope)) options.preSerialization = [options.preSerialization ?? [], renderPayload].flat()
  options.onError = [options.onError ?? [], withdrawFields].flat()
  const others = [options.onSend ?? []].flat()
  options.onSend = others.length === 0 ? completeFields : [completeFields, ...others, completeFields]

  function negotiate (request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
    negotiateRequest(compiled, request, reply, done)
  }
}

function isSync (route: TrackedRoute, scope: Scope): boolean {
  try {
    return isKnownSync(route, scope)
  } catch {
    // A fault is thrown when boot is over, where that of the first route comes first.
    return true
  }
}

/**
 * The hooks of a route, on the instance: for routes that were declared before anybody watched. A route whose whole config another
 * hook has replaced since bears no mark, and is negotiated here and again on its own, to the same end.
 */
export function addInstanceHooks (instance: FastifyInstance): void {
  const unseen = new WeakMap<object, TrackedRoute>()
  instance.addHook('onRequest', function negotiateUnseen (request, reply, done) {
    const { config, method, url = '', schema } = request.routeOptions
    const { produces } = config
    if (!isDeclared(produces) || kSeen in config || outcomeOf(request) !== undefined) return done()
    const route = unseen.get(config) ?? { instance: request.server, options: { method, url, schema: schema ?? {} }, produces, hooked: true, get: undefined }
    const scope = scopeOf(route.instance) as Scope
    route.compiled ??= [compileDeclaredRoute(route, scope), scope]
    unseen.set(config, route)
    negotiateRequest(route, request, reply, done)
  })
  instance.addHook('preSerialization', renderPayload)
  instance.addHook('onError', withdrawFields)
  instance.addHook('onSend', completeFields)
}

function negotiateRequest ({ compiled }: TrackedRoute, request: FastifyRequest, reply: FastifyReply, done: HookHandlerDoneFunction): void {
  if (isUpgrade(request)) return done()
  const [route, scope] = compiled as NonNullable<TrackedRoute['compiled']>
  const outcome = route.outcomeFor(request.headers)
  setOutcome(request, outcome)
  keepVary(reply, outcome)
  if (outcome.negotiated === undefined) return sendNotAcceptable(request, reply, outcome, scope)
  addVary(reply, outcome)
  reply.serializer(serializePayload as (payload: unknown) => string)
  done()
}

/**
 * Whether the connection leaves HTTP with this request, as for a WebSocket: what follows a 101 is no representation (RFC 9110 §7.8,
 * §15.2.2). A server may ignore `Upgrade`, and then the request is one like any other. So the field does not decide, but whether the
 * server has somebody who takes it up: Node says so on the request, and only then.
 */
function isUpgrade ({ raw }: FastifyRequest): boolean {
  return (raw as { upgrade?: unknown }).upgrade === true
}
