/**
 * From a representation to its renderer.
 *
 * - `registry.ts`: the serializers of a scope
 * - `json.ts`: the serializer for JSON
 * - `serialize.ts`: transform, leave what is declared, serialize
 */
export { isSerializer, Registry } from './registry.js'
export { json } from './json.js'
export { compileRenderer, type Content, isFinished, isPromise, isUtf8, type Renderer } from './serialize.js'
