/**
 * From an address to the route that Fastify gives a request to it, without a request.
 *
 * Fastify lets nobody ask its router. So there is another of the same make and with the same options, made when it is first asked.
 */
import { createRequire } from 'node:module'
import type findMyWay from 'find-my-way'
import type { FastifyInstance, FastifyServerOptions } from 'fastify'
import { type AnsweredUrl, urlsOf } from './answered-urls.js'
import { optionsOf } from './json-compiler.js'
import type { TrackedRoute } from './route-hooks.js'
import { routeOf } from './routes.js'

/** What a request would be asked for before it is one. */
export interface AddressedRequest {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Where an address leads. */
export interface AddressedRoute {
  readonly route: TrackedRoute
  readonly params: Record<string, string | undefined>
  readonly query: Record<string, string>
}

/** @returns `undefined` where there is no such route; `null` where the address is that of one that produces nothing */
export function findRoute (instance: FastifyInstance, request: AddressedRequest): AddressedRoute | null | undefined {
  const { router, rewriteUrl } = routingOf(instance)
  const found = ask(router, rewriteUrl === undefined ? request : { ...request, url: rewritten(instance, request, rewriteUrl) })
  if (found === undefined) return undefined
  const { mark, url, params, query } = found
  const route = routeOf(mark)
  if (route !== undefined) return { route, params, query }
  return url === request.url ? null : undefined
}

/** As Fastify does it before it looks for the route. */
function rewritten (instance: FastifyInstance, request: AddressedRequest, rewriteUrl: RewriteUrl): string {
  try {
    return rewriteUrl.call(instance, { ...request } as never)
  } catch {
    // It may read more of a request than there is.
    return request.url
  }
}

type RewriteUrl = NonNullable<FastifyServerOptions['rewriteUrl']>

type Router = findMyWay.Instance<findMyWay.HTTPVersion.V1>

type Config = findMyWay.Config<findMyWay.HTTPVersion.V1>

type Found = Pick<AddressedRoute, 'params' | 'query'> & Pick<AnsweredUrl, 'mark' | 'url'>

function ask (router: Router, request: AddressedRequest): Found | undefined {
  try {
    return router.lookup(request as never, undefined as never) as Found | undefined
  } catch {
    // A strategy of constraints may be the user's, and read more of a request than there is.
    return undefined
  }
}

/** How an application finds a route. */
interface Routing {
  /** The number of routes that the router knows. */
  readonly count: number
  readonly router: Router
  readonly rewriteUrl: RewriteUrl | undefined
}

/** By the list of an application's routes, which grows until it is ready. */
const routings = new WeakMap<readonly AnsweredUrl[], Routing>()

const require = createRequire(import.meta.url)

function routingOf (instance: FastifyInstance): Routing {
  const urls = urlsOf(instance)
  const known = routings.get(urls)
  if (known?.count === urls.length) return known
  // Fastify has loaded it. To import it here all the same would take a third of the time that our start takes.
  const router = (require('find-my-way') as typeof findMyWay)(configOf(instance))
  for (const url of urls) add(router, url)
  const { rewriteUrl } = optionsOf(instance) as FastifyServerOptions
  const routing = { count: urls.length, router, rewriteUrl }
  routings.set(urls, routing)
  return routing
}

/** What Fastify does where nothing is found wants an answer to write to, and there is none. */
function configOf (instance: FastifyInstance): Config {
  // Before Fastify 5.5 they stood among the others.
  const { routerOptions, ...options } = optionsOf(instance) as Config & { readonly routerOptions?: Config }
  return { ...options, ...routerOptions, defaultRoute: nothing, onBadUrl: nothing, onMaxParamLength: nothing } as Config
}

function nothing (): undefined {
  return undefined
}

function add (router: Router, { method, url, constraints = {}, mark }: AnsweredUrl): void {
  const answer: findMyWay.Handler<findMyWay.HTTPVersion.V1> = (...[, , params, , query]): Found => {
    return { mark, url, params: { ...params }, query: { ...query } }
  }
  try {
    router.on([method].flat() as findMyWay.HTTPMethod[], url, { constraints: constraints as never }, answer)
  } catch {
    // Methods and constraints that were made known to Fastify alone. The rest can be found all the same.
  }
}
