/**
 * From a JSON schema, what of a value goes out.
 *
 * - `references.ts`: what a `$ref` means
 * - `standard.ts`: a schema of another library as JSON Schema
 * - `json-options.ts`: options of fast-json-stringify that decide about data
 * - `values.ts`: what JSON would see of a value, and what errors call it
 * - `types.ts`: of which type a value is
 * - `keywords.ts`: what each keyword declares
 * - `shapes.ts`: what a schema declares, over all its branches and references
 * - `envelopes.ts`: the properties of an object that are arrays, each with a schema of its own
 * - `keyword-faults.ts`: the keywords that nothing that is sent can follow
 * - `copy.ts`: a schema of our own to write into
 * - `validator.ts`: whether a value is valid, as fast-json-stringify has it
 * - `documents.ts`: where schemas stand, and what a `$ref` in a plan means
 * - `merge.ts`: a schema and those that it is made of, as one
 * - `plan-fault.ts`: a value that is not what its schema declares
 * - `unrolled.ts`: code that reads the properties of objects of one form
 * - `scalars.ts`: what goes out of a scalar
 * - `form.ts`: what data may go out in a place of a schema
 * - `part.ts`: what goes out under a part of a schema
 * - `structures.ts`: what goes out of an object and an array
 * - `plan-compiler.ts`: the parts of a schema compiled
 * - `plan.ts`: from a schema, the function from a payload to the data that goes out
 * - `responses.ts`: which schema shapes a representation
 */
export { isObject, type Schema, type Schemas } from './references.js'
export { declaredSchemaOf, isForeign, jsonSchemaOf, requestSchemaOf } from './standard.js'
export { type JsonOptions, setJsonOptions } from './json-options.js'
export { describe, isAbsent, isPlain, jsonValueOf, readProperty } from './values.js'
export { BRANCHES } from './keywords.js'
export { ANY, isOpen, itemShape, NOTHING, propertyShape, rowShape, type Shape, shapeOf } from './shapes.js'
export { typeOf } from './types.js'
export { arraysIn, arraySchema, openArraysIn } from './envelopes.js'
export { copySchema } from './copy.js'
export { located, PlanFault } from './plan-fault.js'
export { type Step, unroll } from './unrolled.js'
export type { ArrayForm, Form, ObjectForm } from './form.js'
export { ANY_FORM } from './part.js'
export { compilePlan, compilePlans, type Plan, type Plans } from './plan.js'
export {
  ANY_SUCCESS, contentKeyOf, contentOf, errorSchemasOf, isSuccess, keyFor, type ResponseSchemas, type SchemasByStatus, schemasOf
} from './responses.js'
