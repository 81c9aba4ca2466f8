/**
 * Boot: a schema of another library as JSON Schema.
 *
 * In: what a route declares. Out: JSON Schema; a Standard Schema describes itself. What a library describes as anything because JSON Schema
 * has no word for it is a fault: it would let out what nobody has declared.
 * @see https://standardschema.dev/json-schema
 */
import { isObject, type Schema } from './references.js'

const kFluent = Symbol.for('fluent-schema-object')

/**
 * A schema as JSON Schema: those of fluent-json-schema are builders, which Fastify knows how to read; a Standard Schema describes itself.
 *
 * @throws Error for a Standard Schema that cannot
 */
export function jsonSchemaOf (schema: unknown): unknown {
  const builder = schema as { [kFluent]?: unknown, isFluentSchema?: unknown } | null | undefined
  if (builder?.[kFluent] === true || builder?.isFluentSchema === true) return (schema as object).valueOf()
  return isStandard(schema) ? describedBy(schema) : schema
}

/** The same of a schema of a request, which is what comes in; only for documents. */
export function requestSchemaOf (schema: unknown): unknown {
  if (!isStandard(schema)) return schema
  const { vendor, jsonSchema } = schema['~standard']
  // What Zod is told holds for what goes out alone.
  return jsonSchema?.input?.({ target: 'draft-07', ...vendor === 'arktype' && { libraryOptions: OPTIONS.arktype } })
}

/** What the schema is to the application's own serializer compiler: as it was declared. */
export function declaredSchemaOf (jsonSchema: unknown): unknown {
  return (isObject(jsonSchema) ? declared.get(jsonSchema) : undefined) ?? jsonSchema
}

const declared = new WeakMap<object, StandardSchema>()
const described = new WeakMap<StandardSchema, object>()

type Describe = (options: { readonly target: string, readonly libraryOptions?: object }) => unknown

interface StandardSchema {
  readonly '~standard': { readonly vendor?: unknown, readonly jsonSchema?: { readonly input?: Describe, readonly output?: Describe } }
}

// ArkType's are functions.
function isStandard (schema: unknown): schema is StandardSchema {
  if ((typeof schema !== 'object' && typeof schema !== 'function') || schema === null || !('~standard' in schema)) return false
  return typeof schema['~standard'] === 'object' && schema['~standard'] !== null
}

/** Whether a schema is no JSON Schema at all. What Zod makes of its own is one, which bears the mark of a Standard Schema out of sight. */
export function isForeign (schema: unknown): schema is StandardSchema {
  return isStandard(schema) && (Object.getPrototypeOf(schema) !== Object.prototype || Object.keys(schema).includes('~standard'))
}

// What it describes is one object, so that what is compiled for it is found again.
function describedBy (schema: StandardSchema): object {
  const known = described.get(schema)
  if (known !== undefined) return known
  const { vendor, jsonSchema } = schema['~standard']
  if (typeof jsonSchema?.output !== 'function') {
    throw new Error(`a schema of ${String(vendor)} cannot describe itself as JSON Schema: convert it, with the converter that its library has`)
  }
  const output = readDescription(schema)
  if (!isObject(output)) throw new Error(`a schema of ${String(vendor)} does not describe itself as JSON Schema`)
  described.set(schema, output)
  declared.set(output, schema)
  return output
}

function readDescription ({ '~standard': { vendor, jsonSchema } }: StandardSchema): unknown {
  const libraryOptions = OPTIONS[String(vendor)]
  const options = { target: 'draft-07', ...libraryOptions !== undefined && { libraryOptions } }
  try {
    const output = jsonSchema?.output?.(options)
    checkKnown(output, jsonSchema?.input?.(options), '#')
    return output
  } catch (error) {
    throw new Error(`${(error as Error).message}, says ${String(vendor)}: declare what goes out with types that JSON has`)
  }
}

interface ZodNode {
  readonly zodSchema: { readonly _zod: { readonly def: ZodDefinition } }
  readonly jsonSchema: { additionalProperties?: unknown }
}

interface ZodDefinition {
  readonly type: string
  readonly catchall?: unknown
  readonly reverseTransform?: unknown
}

// Zod describes what is left when it has stripped further properties. What is rendered still has them: no branch of a union would fit.
function admitFurther ({ zodSchema: { _zod: { def } }, jsonSchema }: ZodNode): void {
  if (def.type === 'object' && def.catchall === undefined) delete jsonSchema.additionalProperties
  // Whether it is encoded is for who writes it to decide, and would be another matter in each format.
  if (def.reverseTransform !== undefined) throw new Error('A codec has one form within and another outside')
}

/** Of ArkType, which says what it cannot describe as JSON Schema. */
interface ArkContext {
  readonly base: Schema
  readonly domain?: unknown
  readonly proto: { readonly name: string }
  readonly unit?: unknown
}

// A Date and a bigint go out as what JSON has for them. For all else that it has no word for, ArkType would have none.
const ARKTYPE = {
  date: ({ base }: ArkContext) => ({ ...base, type: 'string', format: 'date-time' }),
  domain: ({ domain }: ArkContext) => domain === 'bigint' ? { type: 'integer' } : refuse(domain),
  unit: ({ unit }: ArkContext) => typeof unit === 'bigint' ? { type: 'integer' } : refuse(unit),
  proto: ({ proto: { name } }: ArkContext) => refuse(name),
  arrayPostfix: () => refuse('an array with items after a rest')
}

function refuse (name: unknown): never {
  throw new Error(`${String(name)} cannot be represented in JSON Schema`)
}

const OPTIONS: Readonly<Record<string, object>> = { zod: { override: admitFurther }, arktype: { fallback: ARKTYPE } }

const BY_NAME = new Set(['properties', 'patternProperties', 'definitions', '$defs'])
const WITHIN = new Set(['items', 'prefixItems', 'additionalItems', 'additionalProperties', 'allOf', 'anyOf', 'oneOf'])

/** @throws Error where what comes in is known and what goes out is not: a function makes it, of which the library knows nothing */
function checkKnown (output: unknown, input: unknown, pointer: string): void {
  if (!isObject(output) || !isObject(input)) return
  if (isOpen(output) && !isOpen(input)) throw new Error(`What becomes of ${pointer} is not declared`)
  for (const [keyword, value] of Object.entries(output)) {
    if (BY_NAME.has(keyword) || Array.isArray(value)) checkEach(value, input[keyword], `${pointer}/${keyword}`)
    else if (WITHIN.has(keyword)) checkKnown(value, input[keyword], `${pointer}/${keyword}`)
  }
}

function checkEach (outputs: unknown, inputs: unknown, pointer: string): void {
  if (!isObject(outputs) || !isObject(inputs)) return
  for (const [name, output] of Object.entries(outputs)) checkKnown(output, inputs[name], `${pointer}/${name}`)
}

const SAYS_NOTHING = new Set(['$schema', 'title', 'description', 'default', 'examples', 'readOnly', 'deprecated'])

function isOpen (schema: Schema): boolean {
  return Object.keys(schema).every((keyword) => SAYS_NOTHING.has(keyword))
}
