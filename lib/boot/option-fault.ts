/**
 * Boot: what is wrong with the value of an option, against a schema.
 *
 * In: a TypeBox schema and a value. Out: the key at fault and what was expected, as one would say it to whoever wrote the code.
 */
import type Type from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'

/** A fault against a schema: the key that has it, as one would write it in code, and what was expected. */
export interface Fault {
  readonly key: string
  readonly message: string
}

const validators = new WeakMap<Type.TSchema, { Check (value: unknown): boolean }>()

function isRight (schema: Type.TSchema, value: unknown): boolean {
  const validator = validators.get(schema) ?? Compile(schema)
  validators.set(schema, validator)
  return validator.Check(value)
}

/** The first fault of `value` against `schema`; `undefined` where there is none. */
export function firstFault (schema: Type.TSchema, value: unknown): Fault | undefined {
  // What is right is known a hundred times as fast as what is wrong.
  if (isRight(schema, value)) return undefined
  // An unknown key is two errors to TypeBox: at the object and, by name, at the key.
  const error = Value.Errors(schema, value).find(({ keyword }) => keyword !== 'additionalProperties') as ReturnType<typeof Value.Errors>[number]
  const key = error.instancePath.replace(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')
  if (error.keyword === 'boolean') return { key, message: 'unknown key' }
  const expected = expectedAt(schema, error.schemaPath)
  const allowed = error.keyword === 'enum' ? ` (${error.params.allowedValues.join(', ')})` : ''
  return { key, message: expected === undefined || error.keyword === 'required' ? error.message + allowed : `expected ${expected}` }
}

/** What a schema says of itself in `expected`, where its own keywords would say less than the truth. */
function expectedAt (schema: unknown, path: string): unknown {
  const at = path.split('/').slice(1).reduce((inner, key) => (inner as Record<string, unknown>)[key], schema)
  return (at as { expected?: unknown }).expected
}
