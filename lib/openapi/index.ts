/**
 * What an API document shows of a route, and how it gets there.
 *
 * - `openapi-schemas.ts`: schemas as OpenAPI has them
 * - `openapi.ts`: the document
 * - `swagger.ts`: how it reaches `@fastify/swagger`
 */
export { watchDocuments } from './swagger.js'
