/**
 * What documents show of a route, as a `transform` of @fastify/swagger.
 *
 * In: a route's schema, as @fastify/swagger hands it out. Out: the documented one, of a route that produces; of others the same.
 */
import type { SwaggerTransformInput } from '../../types/index.js'
import { routeOf } from '../boot/index.js'
import { documentedSchema } from './document.js'

/** Routes in whose options the documented schema stands already: the document that is being written is patched. */
export const patched = new WeakSet<object>()

/** Ends a patched document whose transform is this one, which reaches its routes without a patch. */
export const NO_PATCH_NEEDED = new Error('fastify-produces: the transform documents the routes')

/**
 * The `transform` of @fastify/swagger by which OpenAPI documents show what routes produce; or one that goes on with a transform of
 * your own, which is given the documented schema and has the last word.
 *
 * Without it documents show the same, but `app.swagger` is replaced for it.
 *
 * @example
 * swaggerTransform({ schema: {}, url: '/', route: {}, openapiObject: { openapi: '3.1.0' } }) // { schema: {}, url: '/' }
 */
export function swaggerTransform<Input extends SwaggerTransformInput, Transformed extends object> (own: (input: Input) => Transformed): (input: Input) => Transformed
export function swaggerTransform (input: SwaggerTransformInput): Pick<SwaggerTransformInput, 'schema' | 'url'>
export function swaggerTransform (given: SwaggerTransformInput | ((input: SwaggerTransformInput) => object)): unknown {
  if (typeof given === 'function') return (input: SwaggerTransformInput) => goOn(given, { ...input, schema: documented(input) })
  return { schema: documented(given), url: given.url }
}

/** A transform may leave the schema out; @fastify/swagger then takes the route's own. */
function goOn (own: (input: SwaggerTransformInput) => object, input: SwaggerTransformInput): object {
  return { schema: input.schema, ...own(input) }
}

function documented ({ schema, route, openapiObject }: SwaggerTransformInput): SwaggerTransformInput['schema'] {
  if (patched.has(route)) {
    // A route may have a transform of its own, which says nothing of the others.
    if (route.config?.swaggerTransform === undefined) throw NO_PATCH_NEEDED
    return schema
  }
  const declared = routeOf(route)
  const version = openapiObject?.openapi
  return declared === undefined || version === undefined ? schema : documentedSchema(declared, schema, version)
}
