/**
 * From a representation to its renderer.
 *
 * - `short-names.ts`: `csv` for `text/csv`
 * - `registry.ts`: the serializers of a scope
 * - `json.ts`: the serializer for JSON
 * - `shared.ts`: what is compiled of a schema, for all routes that have it
 * - `content.ts`: what a serializer returns, as content
 * - `rows.ts`: the rows of a payload, for who writes rows alone
 * - `steps.ts`: leave what is declared, serialize
 * - `serialize.ts`: transform, and the step of the status
 */
export { remedyForMediaType, shortNameOf } from './short-names.js'
export { isSerializer, Registry } from './registry.js'
export { json } from './json.js'
export { describe } from '../schemas/index.js'
export { findRows } from './rows.js'
export { bytesOf, type Content, type ContentOwner, isFinished, isPromise, isUtf8, nameFault } from './content.js'
export { compileRenderer, isSync, type Renderer } from './serialize.js'
