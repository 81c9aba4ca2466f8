/**
 * Boot: twin addresses, which name a media type by an extension: `/planets.csv` for `/planets`, `/planets/mars.md` for `/planets/:id`.
 *
 * One route for all extensions of a route, which shares what that is compiled to. It is a route of Fastify's like any other, so that hooks
 * see the parameters that the handler will see: read from the last parameter of the route itself, `mars.md` would be what an
 * authorization had looked at.
 *
 *     /planets        /planets.:negotiatedExtension(^(?:json|csv)$)
 *     /planets/       /planets/index.:negotiatedExtension(…)
 *     /planets/:id    /planets/:id.:negotiatedExtension(…)     /planets/v1.2 is left to the route itself
 *
 * choice: GET and HEAD alone: a twin is what one links to. None of a wildcard, after which a path can have nothing; and none where the last
 * segment of the route may take a dot for itself, in which the router would not prefer the twin: several parameters, most patterns.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import { EXTENSION, kTwinOf } from '../reply/index.js'
import { checkDeclaredRoute } from './compile.js'
import type { TrackedRoute } from './route-hooks.js'
import { type Scope, scopeOf } from './scope.js'

/** A last segment with at most one parameter, whose pattern is captured. */
const LAST_SEGMENT = /\/[^/:*()]*(?::[^/\-.:()*?]+(?:\(([^/]*)\))?\??)?$/

/** A pattern that no dot matches: of letters, digits, `\d`, `\w`, classes of them, groups and quantifiers. */
const WITHOUT_DOT = /^(?:[\w^$|(){},?*+:]|\\[dw]|\[(?:[a-z]-[a-z]|[A-Z]-[A-Z]|\d-\d|\w|\\[dw]|-(?=\]))+\])*$/

export function canHaveTwins ({ method, url }: Pick<RouteOptions, 'method' | 'url'>): boolean {
  const segment = LAST_SEGMENT.exec(url)
  return [method].flat().includes('GET') && segment !== null && WITHOUT_DOT.test(segment[1] ?? '')
}

/**
 * Declares the twins of a route, once its scope is known.
 *
 * @param declared its options as they were before any hook had changed them: hooks run anew
 */
export function addTwins (tracked: TrackedRoute, declared: Readonly<RouteOptions>): void {
  const extensions = extensionsOf(tracked)
  if (extensions.length === 0) return
  const parameter = `:${EXTENSION}(^(?:${extensions.map((name) => name.replace(/[.+]/g, '[$&]')).join('|')})$)`
  for (const path of pathsOf(declared)) addTwin(tracked, { ...declared, url: `${path}.${parameter}` })
}

function extensionsOf (route: TrackedRoute): string[] {
  try {
    const { urls } = checkDeclaredRoute(route, scopeOf(route.instance) as Scope)
    return typeof urls?.override === 'object' && urls.override.extension === true ? [...urls.names.mediaType.keys()] : []
  } catch {
    // The fault is thrown when boot is over.
    return []
  }
}

/** Without the prefix, which Fastify adds again. An optional parameter is two paths. */
function pathsOf (declared: Readonly<RouteOptions>): string[] {
  const { routePath = declared.url } = declared as { readonly routePath?: string }
  const paths = routePath.endsWith('?') ? [routePath.slice(0, -1), routePath.replace(/\/:[^/]*$/, '')] : [routePath]
  return paths.map((path) => path.endsWith('/') || declared.url.endsWith('/') ? `${path}index` : path)
}

function addTwin (tracked: TrackedRoute, options: RouteOptions): void {
  const { instance } = tracked
  try {
    instance.route({ ...options, method: 'GET', config: { ...options.config, [kTwinOf]: tracked } as object, schema: { ...options.schema, hide: true } as object })
  } catch (error) {
    if ((error as { code?: unknown }).code === 'FST_ERR_DUPLICATED_ROUTE') warnOfTaken(instance, options)
    else tracked.fault = error
  }
}

// What the user has declared wins.
function warnOfTaken (instance: FastifyInstance, { url }: RouteOptions): void {
  instance.log.warn(`${url} is declared already: it is no twin`)
}
