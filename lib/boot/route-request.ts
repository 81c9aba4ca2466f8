/**
 * What a route would answer with, asked without a request: the shortest fields that select the same, and why they select it.
 */
import type { FastifyInstance } from 'fastify'
import type { Explanation, NormalizedFields, RouteRequest } from '../../types/index.js'
import type { Negotiation } from '../negotiation/index.js'
import type { TrackedRoute } from './route-hooks.js'
import { routesOf } from './routes.js'

/** @returns `undefined` where no such route declares `produces`, and before the application is ready */
export function normalizeFor (instance: FastifyInstance, request: RouteRequest): NormalizedFields | undefined {
  return negotiationFor(instance, request)?.normalize(request.headers)
}

/** @returns `undefined` where no such route declares `produces`, and before the application is ready */
export function explainFor (instance: FastifyInstance, request: RouteRequest): Explanation | undefined {
  return negotiationFor(instance, request)?.explain(request.headers)
}

/** Finds the route by method and URL, as `app.hasRoute` does: the URL is that of the route, with its prefix and its parameters. */
function negotiationFor (instance: FastifyInstance, { method = 'GET', url }: RouteRequest): Negotiation | undefined {
  const found = routesByName(routesOf(instance)).get(nameOf(method.toUpperCase(), url))
  return (found?.get ?? found)?.compiled?.[0].negotiation
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
