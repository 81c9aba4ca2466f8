/**
 * What a route would answer with, asked without a request: the shortest fields that select the same, and why they select it.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Explanation, NormalizedFields, RouteRequest } from '../../types/index.js'
import { PRODUCES_ERR_REQUEST } from '../errors.js'
import { explainUnknown, nodeHeaders, wordsForUnknownKey } from '../negotiation/index.js'
import type { ByUrl, NegotiatedRoute } from '../reply/index.js'
import { type AddressedRequest, type AddressedRoute, findRoute } from './find-route.js'
import { inWords } from './option-fault.js'
import type { TrackedRoute } from './route-hooks.js'
import { routesOf } from './routes.js'

/**
 * @returns `undefined` where no such route declares `produces`, and before the application is ready
 * @throws PRODUCES_ERR_REQUEST, and what a function of `override` throws
 */
export function normalizeFor (instance: FastifyInstance, request: RouteRequest): NormalizedFields | undefined {
  const { headers = {} } = checked(request, 'normalize')
  const found = negotiationFor(instance, request)
  if (found === undefined) return undefined
  // No field changes what is answered to a name that there is not.
  return 'names' in found.asked ? NO_FIELDS : found.asked.negotiation.normalize(headers)
}

const NO_FIELDS: NormalizedFields = Object.freeze({})

/**
 * @returns `undefined` where no such route declares `produces`, and before the application is ready
 * @throws PRODUCES_ERR_REQUEST, and what a function of `override` throws
 */
export function explainFor (instance: FastifyInstance, request: RouteRequest): Explanation | undefined {
  const { headers = {} } = checked(request, 'explain')
  const found = negotiationFor(instance, request)
  if (found === undefined) return undefined
  const { asked, route: { options, negotiation: { selectable } } } = found
  return 'names' in asked ? explainUnknown({ options, selectable }, asked) : asked.negotiation.explain(headers)
}

const KEYS = ['method', 'url', 'headers']

/** @throws PRODUCES_ERR_REQUEST whose stack begins where somebody has called the method of the application */
function checked (request: RouteRequest, called: keyof typeof CALLED): RouteRequest {
  if (isRequest(request)) return request
  const error = new PRODUCES_ERR_REQUEST(called, faultIn(request))
  Error.captureStackTrace(error, CALLED[called])
  throw error
}

const CALLED = { normalize: normalizeFor, explain: explainFor }

function isRequest (request: unknown): request is RouteRequest {
  const { method = '', url, headers = {} } = (request ?? {}) as Partial<Record<keyof RouteRequest, unknown>>
  if (typeof method !== 'string' || typeof url !== 'string' || typeof headers !== 'object' || headers === null) return false
  for (const name in request as object) if (!KEYS.includes(name)) return false
  return true
}

function faultIn (request: unknown): string {
  const unknown = (typeof request === 'object' ? Object.keys(request ?? {}) : []).find((name) => !KEYS.includes(name))
  if (unknown !== undefined) return `${unknown}: ${wordsForUnknownKey(unknown, KEYS)}`
  return `expected an object with a url, and perhaps method and headers, found ${inWords(request)}`
}

interface FoundNegotiation {
  readonly route: NegotiatedRoute
  /** The route as it is for what the URL decides, or what it asks for in vain. */
  readonly asked: ReturnType<ByUrl['routeFor']>
}

function negotiationFor (instance: FastifyInstance, { method = 'GET', url, headers = {} }: RouteRequest): FoundNegotiation | undefined {
  const request = { method: method.toUpperCase(), url, headers: nodeHeaders(headers) }
  const addressed = findRoute(instance, request)
  const found = addressed === undefined ? declaredRoute(instance, request) : addressed
  if (!found) return undefined
  const route = compiledOf(found.route)
  return route && { route, asked: route.urls?.byUrl?.routeFor(standIn(instance, request, found)) ?? route }
}

/** `undefined` before the application is ready. */
function compiledOf ({ compiled, get }: TrackedRoute): NegotiatedRoute | undefined {
  return (get?.compiled ?? compiled)?.[0]
}

/** What a function of `override` is given where there is no request: what can be known of one that has not come. */
function standIn (server: FastifyInstance, request: AddressedRequest, { route, params, query }: AddressedRoute): FastifyRequest {
  const { method, url, config = {}, schema } = route.options
  const known = { ...request, originalUrl: request.url, params, query, server, routeOptions: { method, url, config, schema } }
  return known as unknown as FastifyRequest
}

/** By method and URL, as `app.hasRoute` does: the URL is that of the route, with its prefix and its parameters. */
function declaredRoute (instance: FastifyInstance, { method, url, headers }: AddressedRequest): AddressedRoute | undefined {
  const route = routesByName(routesOf(instance)).get(nameOf(method, url))
  if (route === undefined || isConstrainedBy(headers, route)) return undefined
  return { route, params: {}, query: {} }
}

/** Whether the headers say what a route is constrained to: they lead to no route, then, or the router would have found it. */
function isConstrainedBy (headers: AddressedRequest['headers'], { options: { constraints = {} } }: TrackedRoute): boolean {
  const { host, version } = constraints as Readonly<Record<string, unknown>>
  return (host !== undefined && 'host' in headers) || (version !== undefined && 'accept-version' in headers)
}

/** By the list of an application's routes, which grows until it is ready. */
const names = new WeakMap<readonly TrackedRoute[], { readonly count: number, readonly routes: ReadonlyMap<string, TrackedRoute> }>()

/** An edge that is given the key of its cache here asks often, and an application may have thousands of routes. */
function routesByName (routes: readonly TrackedRoute[]): ReadonlyMap<string, TrackedRoute> {
  const known = names.get(routes)
  if (known?.count === routes.length) return known.routes
  const named = new Map<string, TrackedRoute>()
  for (const route of routes) {
    for (const method of [route.options.method].flat()) {
      const name = nameOf(method, route.options.url)
      // One with constraints may come twice: the first counts.
      if (!named.has(name)) named.set(name, route)
    }
  }
  names.set(routes, { count: routes.length, routes: named })
  return named
}

function nameOf (method: string, url: string): string {
  return `${method} ${url}`
}
