/**
 * The route option checked, scopes, routes found and compiled, advice.
 *
 * - `option-fault.ts`: what is wrong with the value of an option
 * - `route-option.ts`: `config.produces`, checked
 * - `route-negotiation.ts`: a route's negotiation
 * - `url-option.ts`: what of a URL decides, and by which names
 * - `scope.ts`: settings and serializers of a scope
 * - `json-compiler.ts`: what compiles JSON for a route
 * - `by-url.ts`: what reads the URLs of a route
 * - `compile.ts`: from a route's options to the compiled route
 * - `advice/near-misses.ts`: what looks like `config.produces`, and stands elsewhere
 * - `route-hooks.ts`: the hooks of a route that produces
 * - `twins.ts`: twin addresses
 * - `unloaded.ts`: what an application says of the plugin before it has loaded
 * - `answered-urls.ts`: every URL that is answered
 * - `routes.ts`: every declared route is found
 * - `advice/advised-route.ts`: what advice looks at of a route
 * - `advice/values.ts`: advice on what is declared to be available
 * - `advice/schemas.ts`: advice on schemas
 * - `advice/advise.ts`: advice, when all has been compiled
 * - `find-route.ts`: from an address to the route that answers it
 * - `route-request.ts`: what a route would answer with, and why
 */
export type { Produces } from './route-option.js'
export { addSerializer, registerScope, registryOf, scopeOf } from './scope.js'
export { checkDeclaredRoute, nameOf } from './compile.js'
export type { TrackedRoute } from './route-hooks.js'
export { explainFor, normalizeFor } from './route-request.js'
export { advise } from './advice/advise.js'
export { compileRoutes, isWatched, routeOf, routesOf, watchRoutes } from './routes.js'
