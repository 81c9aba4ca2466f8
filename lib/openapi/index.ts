/**
 * What an API document shows of a route, and how it gets there.
 *
 * - `schemas.ts`: schemas as OpenAPI has them
 * - `document.ts`: the document
 * - `transform.ts`: how it reaches `@fastify/swagger` by its own option
 * - `swagger.ts`: how it reaches one without that option
 */
export { swaggerTransform } from './transform.js'
export { watchDocuments } from './swagger.js'
