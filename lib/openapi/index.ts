/**
 * What an API document shows of a route, and how it gets there.
 *
 * - `content-kinds.ts`: what the content of a media type is
 * - `keywords.ts`: a schema in the keywords of a version
 * - `schemas.ts`: schemas as OpenAPI has them
 * - `components.ts`: a schema that a response has in several places
 * - `example-values.ts`: a value that a schema admits
 * - `examples.ts`: an example, rendered by the route's serializer
 * - `media.ts`: the content of a response
 * - `described.ts`: schemas that describe themselves
 * - `document.ts`: the document
 * - `transform.ts`: how it reaches `@fastify/swagger` by its own option
 * - `swagger.ts`: how it reaches one without that option
 */
export { swaggerTransform } from './transform.js'
export { watchDocuments } from './swagger.js'
