/**
 * Boot: a route's `config.produces`, checked.
 *
 * In: the option in one of its forms, and the route's response schemas. Out: the one form that the rest of the house knows.
 * A fault names the route, the key and what was expected. The meaning of the values (media types, language tags) is checked where
 * they are parsed, in `available.ts`.
 */
import { inspect } from 'node:util'
import Type from 'typebox'
import { Compile } from 'typebox/compile'
import Value from 'typebox/value'
import type { AvailableMediaType, ProducesObject, Serializer } from '../../types/index.js'
import { PRODUCES_ERR_ROUTE_OPTION } from '../errors.js'

/** `config.produces` in its one form. */
export interface Produces extends ProducesObject {
  readonly mediaTypes: readonly AvailableMediaType[]
}

/** Response schemas by status, as a route declares them. */
export type ResponseSchemas = Readonly<Record<string, unknown>> | undefined

const strings = Type.Optional(Type.Array(Type.String(), { minItems: 1 }))
const flag = Type.Optional(Type.Boolean())
const closed = { additionalProperties: false }

export const strictSchema = Type.Object({ mediaType: flag, language: flag, charset: flag, encoding: flag }, { ...closed, expected: 'a boolean, or an object with one for each dimension' })
export const preferenceSchema = Type.Enum(['client', 'server'])

const mediaTypeSchema = Type.Object({
  mediaType: Type.String(),
  schema: Type.Optional(Type.Unknown()),
  quality: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
  languages: strings,
  serialize: Type.Optional(Type.Unknown()),
  transform: Type.Optional(Type.Unknown())
}, { ...closed, expected: 'a string, or an object with mediaType' })

const producesSchema = Type.Object({
  mediaTypes: Type.Array(mediaTypeSchema, { minItems: 1 }),
  languages: strings,
  charsets: strings,
  encodings: strings,
  strict: Type.Optional(strictSchema),
  preference: Type.Optional(preferenceSchema)
}, closed)

const FORMS = 'expected an array of media types, an object with mediaTypes, true or false'

/** Whether a route declares anything: `false` and an absent option do not. */
export function isDeclared (produces: unknown): boolean {
  return produces !== undefined && produces !== false
}

/**
 * Checks the option and brings it into its one form.
 *
 * @param route the method and URL, for the error
 * @throws PRODUCES_ERR_ROUTE_OPTION
 */
export function checkRouteOption (option: unknown, response: ResponseSchemas, route: string): Produces {
  const produces = inOneForm(option, response, route)
  const fault = firstFault(producesSchema, { ...produces, strict: typeof produces.strict === 'boolean' ? undefined : produces.strict })
  if (fault !== undefined) throw new PRODUCES_ERR_ROUTE_OPTION(route, fault.key, fault.message)
  produces.mediaTypes.forEach((entry, index) => {
    const key = faultyFunction(entry)
    if (key !== undefined) throw new PRODUCES_ERR_ROUTE_OPTION(route, `.mediaTypes[${index}].${key}`, FUNCTIONS[key])
  })
  return produces
}

function inOneForm (option: unknown, response: ResponseSchemas, route: string): Produces {
  if (option === true) return { mediaTypes: contentKeys(response, route).map(toEntry) }
  if (Array.isArray(option)) return { mediaTypes: option.map(toEntry) }
  if (typeof option !== 'object' || option === null) throw new PRODUCES_ERR_ROUTE_OPTION(route, '', `${FORMS}, found ${typeof option === 'string' ? JSON.stringify(option) : inspect(option)}`)
  const { mediaTypes, ...rest } = option as ProducesObject
  return { ...rest, mediaTypes: Array.isArray(mediaTypes) ? mediaTypes.map(toEntry) : mediaTypes as never }
}

function toEntry (entry: unknown): AvailableMediaType {
  return (typeof entry === 'string' ? { mediaType: entry } : entry) as AvailableMediaType
}

function contentKeys (response: ResponseSchemas, route: string): string[] {
  for (const status of Object.keys(response ?? {}).filter((status) => /^2/.test(status)).sort()) {
    const content = contentOf(response?.[status])
    if (content !== undefined) return Object.keys(content)
  }
  throw new PRODUCES_ERR_ROUTE_OPTION(route, '', 'true takes the media types from schema.response[200].content, and no 2xx has content')
}

/** The `content` of a response schema (one schema per media type); `undefined` where the response is a schema itself. */
export function contentOf (response: unknown): Readonly<Record<string, { readonly schema?: unknown }>> | undefined {
  const { content } = (response ?? {}) as { content?: unknown }
  return typeof content === 'object' && content !== null ? content as Record<string, { schema?: unknown }> : undefined
}

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

const FUNCTIONS = {
  serialize: 'expected a function, an object with compile(schema, route), or false',
  transform: 'expected a function'
}

// Functions are no JSON, so no schema can tell them.
function faultyFunction ({ serialize, transform }: AvailableMediaType): keyof typeof FUNCTIONS | undefined {
  if (serialize !== undefined && serialize !== false && !isSerializer(serialize)) return 'serialize'
  return transform !== undefined && typeof transform !== 'function' ? 'transform' : undefined
}

/** Whether a value is a serializer: a function, or an object with `compile`. */
export function isSerializer (value: unknown): value is Serializer {
  return typeof value === 'function' || (typeof value === 'object' && value !== null && typeof (value as { compile?: unknown }).compile === 'function')
}
