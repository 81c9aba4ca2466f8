/**
 * Every URL that an application answers, whether its route produces or not: what an address leads to, depends on all of them.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import { rootOf } from './scope.js'

export interface AnsweredUrl extends Pick<RouteOptions, 'method' | 'url' | 'constraints'> {
  /** What the route is known by. */
  readonly mark: object
}

const urlsByRoot = new WeakMap<object, AnsweredUrl[]>()

/** Those of the whole application, in the order of declaration, as far as they have been seen. */
export function urlsOf (instance: FastifyInstance): readonly AnsweredUrl[] {
  return listOf(instance)
}

/** Adds the URL of a route, once no hook can change it any more. */
export function addUrl (instance: FastifyInstance, { options, mark }: { readonly options: RouteOptions, readonly mark: object }): void {
  const { method, url, constraints } = options
  listOf(instance).push({ method, url, mark, ...constraints && { constraints } })
}

function listOf (instance: FastifyInstance): AnsweredUrl[] {
  const root = rootOf(instance)
  const urls = urlsByRoot.get(root) ?? []
  urlsByRoot.set(root, urls)
  return urls
}
