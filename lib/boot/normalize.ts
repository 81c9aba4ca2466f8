/**
 * The shortest fields that select the same, for a route of the application.
 */
import type { FastifyInstance } from 'fastify'
import type { NormalizedFields, RouteRequest } from '../../types/index.js'
import { routesOf } from './routes.js'

/**
 * Finds the route by method and URL, as `app.hasRoute` does: the URL is that of the route, with its prefix and its parameters.
 *
 * @returns `undefined` where no such route declares `produces`, and before the application is ready
 */
export function normalizeFor (instance: FastifyInstance, { method = 'GET', url, headers }: RouteRequest): NormalizedFields | undefined {
  const found = routesOf(instance).find(({ options }) => options.url === url && [options.method].flat().includes(method.toUpperCase()))
  const compiled = (found?.get ?? found)?.compiled
  return compiled?.[0].negotiation.normalize(headers)
}
