/**
 * From a JSON schema, what of a value goes out.
 *
 * - `references.ts`: what a `$ref` means
 * - `values.ts`: what JSON would see of a value, and what errors call it
 * - `keywords.ts`: what each keyword declares
 * - `shapes.ts`: what a schema declares, over all its branches and references
 * - `projection.ts`: from a schema, the function that leaves of a value what it declares
 * - `responses.ts`: which schema shapes a representation
 */
export { isObject, type Schema, type Schemas } from './references.js'
export { describe, jsonValueOf, setProperty } from './values.js'
export { BRANCHES } from './keywords.js'
export { ANY, isOpen, itemShape, NOTHING, propertyShape, rowShape, type Shape, shapeOf } from './shapes.js'
export { compileProhibition, compileProjection } from './projection.js'
export {
  ANY_SUCCESS, contentKeyOf, contentOf, jsonSchemaOf, keyFor, type ResponseSchemas, type SchemasByStatus, schemasOf
} from './responses.js'
