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

interface Answering {
  readonly options: RouteOptions
  /** As they were when Fastify told of the route. */
  readonly declared: Readonly<RouteOptions>
  readonly mark: object
}

/** Adds the URL of a route, once no hook can change it any more. */
export function addUrl (instance: FastifyInstance, { options, declared, mark }: Answering): void {
  const { method, url, constraints } = options
  // The root of a prefix answers without a slash and with one. Fastify tells of the first alone, and then writes the other to its options.
  const urls = pathOf(declared) === '' && pathOf(options) === '/' ? [declared.url, url] : [url]
  for (const own of urls) listOf(instance).push({ method, url: own, mark, ...constraints && { constraints } })
}

/** Without its prefix. */
function pathOf (options: RouteOptions): string | undefined {
  return (options as RouteOptions & { readonly routePath?: string }).routePath
}

function listOf (instance: FastifyInstance): AnsweredUrl[] {
  const root = rootOf(instance)
  const urls = urlsByRoot.get(root) ?? []
  urlsByRoot.set(root, urls)
  return urls
}
