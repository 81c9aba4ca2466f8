/**
 * Boot: advice, when all of an application has been compiled: what is legal, but surely not meant.
 *
 * What cannot be known is not said: of a serializer, who used it where routes went unseen.
 */
import type { FastifyInstance } from 'fastify'
import type { NegotiatedRoute } from '../../reply/index.js'
import { checkDeclaredRoute, nameOf } from '../compile.js'
import type { TrackedRoute } from '../route-hooks.js'
import { isWatched, routesOf } from '../routes.js'
import { type Scope, scopesOf } from '../scope.js'
import type { AdvisedRoute } from './advised-route.js'
import { adviseOfSchemas } from './schemas.js'
import { adviseOfValues, lacksAddresses } from './values.js'

/** Gives the advice of every scope of an application, once the last of them has been compiled. */
export function advise (instance: FastifyInstance): void {
  const scopes = scopesOf(instance)
  if (scopes.some(({ scope }) => !scope.started)) return
  const routes = routesOf(instance)
  for (const { instance: own, scope } of scopes) {
    if (scope.advice.isSilent) continue
    adviseOfRoutes(scope, routes.filter(({ get, compiled }) => get === undefined && compiled?.[1] === scope))
    if (isWatched(instance)) adviseOfSerializers(scope)
    scope.advice.sayNoted(own.log)
  }
}

function adviseOfRoutes (scope: Scope, routes: readonly TrackedRoute[]): void {
  const advised = routes.map((route): AdvisedRoute => {
    const [compiled] = route.compiled as readonly [NegotiatedRoute, Scope]
    return { route, name: nameOf(route.options), produces: checkDeclaredRoute(route, scope).produces, compiled }
  })
  for (const route of advised) {
    adviseOfValues(route, scope.advice)
    adviseOfSchemas(route, scope.advice)
  }
  adviseOfAlternates(scope, advised)
}

/** Where the scope says it for all of its routes, some may have nothing to name; but not all. */
function adviseOfAlternates (scope: Scope, routes: readonly AdvisedRoute[]): void {
  const { advice, alternates } = scope
  const lacking = routes.filter((route) => (route.produces.alternates ?? alternates) && lacksAddresses(route))
  const isOfNone = lacking.length > 0 && routes.every(({ compiled: { urls } }) => urls?.addresses === undefined)
  for (const { name, produces } of lacking) {
    if (produces.alternates === true || isOfNone) advice.note('PRODUCES_ADV_ALTERNATES', name, 'alternates is on, and no URL names a representation')
  }
}

function adviseOfSerializers ({ advice, registries }: Scope): void {
  for (const { instance: { prefix }, registry } of registries) {
    const { unused } = registry
    if (unused.length > 0) advice.note('PRODUCES_ADV_SERIALIZER', `${prefix}/*`, `no route uses the serializers of ${unused.join(', ')}`)
  }
}
