/**
 * Boot: the options of fast-json-stringify, `serializerOpts` of the application, that decide about data.
 *
 * They hold for all schemas of an application, and so go with the schemas that a `$ref` may name.
 */
import type { Schemas } from './references.js'

export interface JsonOptions {
  /** How a number becomes an integer: `floor`, `ceil`, `round` or `trunc`. Default: `trunc`. */
  readonly rounding?: unknown
  /** Of the Ajv that chooses a branch: other formats and keywords, say. */
  readonly ajv?: object
}

const options = new WeakMap<Schemas, JsonOptions>()

/** Says which options hold where schemas may name these. */
export function setJsonOptions (schemas: Schemas, given: JsonOptions): void {
  options.set(schemas, given)
}

/** The options that hold where schemas may name these. */
export function jsonOptionsOf (schemas: Schemas): JsonOptions {
  return options.get(schemas) ?? {}
}
