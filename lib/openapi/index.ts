/**
 * What an API document shows of a route, and how it gets there.
 *
 * - `schemas.ts`: schemas as OpenAPI has them
 * - `document.ts`: the document
 * - `swagger.ts`: how it reaches `@fastify/swagger`
 */
export { watchDocuments } from './swagger.js'
