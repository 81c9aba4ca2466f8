/**
 * What documents show of a route, as a `transform` of @fastify/swagger.
 *
 * In: a route's schema, as @fastify/swagger hands it out. Out: the documented schema of a route that produces; any other unchanged.
 */
import type { SwaggerTransformInput } from '../../types/index.js'
import { routeOf } from '../boot/index.js'
import { documentedSchema } from './document.js'

/** Options of routes that have the documented schema in place already, because `swagger.ts` is patching the document being written. */
export const patched = new WeakSet<object>()

/** Thrown to end the writing of a patched document when its transform turns out to be this one, which needs no patch. */
export const NO_PATCH_NEEDED = new Error('fastify-produces: the transform documents the routes')

/**
 * The `transform` of @fastify/swagger with which OpenAPI documents show what routes produce. Given a transform of your own, it returns
 * one that passes the documented schema on to it; yours has the last word.
 *
 * Alone, it shows schemas that describe themselves, as Zod's and ArkType's do, as JSON Schema. A transform of your own is given them as
 * they are.
 *
 * Documents show the same without it, but then the schemas in the route options are swapped while a document is written.
 *
 * @example
 * swaggerTransform({ schema: {}, url: '/', route: {}, openapiObject: { openapi: '3.1.0' } }) // { schema: {}, url: '/' }
 */
export function swaggerTransform<Input extends SwaggerTransformInput, Transformed extends object> (
  own: (input: Input) => Transformed
): (input: Input) => Transformed
export function swaggerTransform (input: SwaggerTransformInput): Pick<SwaggerTransformInput, 'schema' | 'url'>
export function swaggerTransform (given: SwaggerTransformInput | ((input: SwaggerTransformInput) => object)): unknown {
  if (typeof given === 'function') return (input: SwaggerTransformInput) => passOn(given, { ...input, schema: documented(input, false) })
  return { schema: documented(given, true), url: given.url }
}

/** Where a transform returns no schema, @fastify/swagger would fall back on the route's own. */
function passOn (own: (input: SwaggerTransformInput) => object, input: SwaggerTransformInput): object {
  return { schema: input.schema, ...own(input) }
}

/** @param isAlone whether nobody else converts the schemas of other libraries */
function documented ({ schema, route, openapiObject }: SwaggerTransformInput, isAlone: boolean): SwaggerTransformInput['schema'] {
  if (patched.has(route)) {
    // On one route alone, this transform says nothing about the rest of the document.
    if (route.config?.swaggerTransform === undefined) throw NO_PATCH_NEEDED
    return schema
  }
  const declared = routeOf(route)
  const version = openapiObject?.openapi
  return declared === undefined || version === undefined ? schema : documentedSchema(declared, schema, version, isAlone)
}
