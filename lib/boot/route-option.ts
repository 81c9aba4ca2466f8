/**
 * Boot: a route's `config.produces`, checked.
 *
 * In: the option in any of its forms, and the route's response schemas. Out: the one form that the rest of the house knows.
 * A fault names the key and what was expected. The meaning of the values (media types, language tags) is checked where
 * they are parsed, in `available.ts`.
 */
import type { AvailableMediaType, ProducesObject } from '../../types/index.js'
import { wordsForFactory } from '../formats/index.js'
import { type Dimension, dimensions, narrowableDimensions, otherDimensions } from '../negotiation/index.js'
import { faultOfHints } from '../reply/index.js'
import { contentOf, type ResponseSchemas } from '../schemas/index.js'
import { isSerializer } from '../serializers/index.js'
import { firstFault, inWords, type OptionSchema } from './option-fault.js'

/** `config.produces`, normalized. */
export interface Produces extends ProducesObject {
  readonly mediaTypes: readonly AvailableMediaType[]
}

export const strings: OptionSchema = { type: 'array', minItems: 1, items: { type: 'string' } }
const flag: OptionSchema = { type: 'boolean' }

export const strictSchema: OptionSchema = {
  type: 'object',
  properties: Object.fromEntries(dimensions.map(({ name }) => [name, flag])),
  additionalProperties: false,
  expected: 'a boolean, or an object with one for each dimension'
}
export const preferenceSchema: OptionSchema = { enum: ['client', 'server'] }
export const hintsSchema: OptionSchema = { type: 'array', items: { type: 'string' } }

const parameter: OptionSchema = { type: 'string', pattern: '.', expected: 'the name of a query parameter' }

export const overrideSchema: OptionSchema = {
  type: 'object',
  properties: { mediaType: parameter, language: parameter, extension: flag },
  additionalProperties: false,
  expected: 'a boolean, a function, or an object with mediaType, language or extension'
}

/** What its schema has to look at: of an option that takes other forms too, the object. */
export function ofSchema<Options extends { strict?: unknown, override?: unknown }> ({ strict, override, ...others }: Options): object {
  return {
    ...others,
    strict: typeof strict === 'boolean' ? undefined : strict,
    override: typeof override === 'boolean' || typeof override === 'function' ? undefined : override
  }
}

const mediaTypeSchema: OptionSchema = {
  type: 'object',
  required: ['mediaType'],
  properties: {
    mediaType: { type: 'string' },
    name: { type: 'string', pattern: '^[A-Za-z\\d][A-Za-z\\d._+-]*$', expected: 'a name of letters, digits, and . _ + - after the first' },
    schema: {},
    quality: { type: 'number', minimum: 0, maximum: 1 },
    ...lists(narrowableDimensions),
    rows: { type: 'string', expected: 'the name of a property' },
    serialize: {},
    transform: {}
  },
  additionalProperties: false,
  expected: 'a string, or an object with mediaType'
}

const producesSchema: OptionSchema = {
  type: 'object',
  required: ['mediaTypes'],
  properties: {
    mediaTypes: { type: 'array', minItems: 1, items: mediaTypeSchema },
    ...lists(otherDimensions),
    strict: strictSchema,
    preference: preferenceSchema,
    hints: hintsSchema,
    override: overrideSchema,
    alternates: flag,
    availability: flag
  },
  additionalProperties: false
}

/** By the key of each dimension, a list of its values. */
function lists (listed: readonly Dimension[]): Record<string, OptionSchema> {
  return Object.fromEntries(listed.map(({ key }) => [key, strings]))
}

const FORMS = 'expected an array of media types, an object with mediaTypes, true or false'

/** Whether a route declares anything: `false` and an absent option do not. */
export function isDeclared (produces: unknown): boolean {
  return produces !== undefined && produces !== false
}

/** Copies the lists and objects that the option is made of, in whatever form; everything else in them is kept. */
export function copyOption (option: unknown, depth = 4): unknown {
  // An object may belong to somebody else, and be of any size.
  if (depth === 0 || typeof option !== 'object' || option === null) return option
  if (Array.isArray(option)) return option.map((entry) => copyOption(entry, depth - 1))
  if (Object.getPrototypeOf(option) !== Object.prototype) return option
  return Object.fromEntries(Object.entries(option).map(([key, value]) => [key, HELD.includes(key) ? value : copyOption(value, depth - 1)]))
}

// Known by identity, so never copied.
const HELD = ['schema', 'serialize', 'transform']

/** Makes an error of a fault, which says whose option it is; the key as one would write it in code: `.mediaTypes[0].quality`. */
export type FaultAt = (key: string, message: string) => Error

/**
 * Checks the option and normalizes it.
 *
 * @throws what `faultAt` makes
 */
export function checkRouteOption (option: unknown, response: ResponseSchemas, faultAt: FaultAt): Produces {
  const produces = normalize(option, response, faultAt)
  const fault = firstFault(producesSchema, ofSchema(produces))
  if (fault !== undefined) throw faultAt(fault.key, fault.message)
  produces.mediaTypes.forEach((entry, index) => {
    const key = faultyFunction(entry)
    if (key !== undefined) throw faultAt(`.mediaTypes[${index}].${key}`, wordsForFunction(entry, key))
  })
  const faultyHints = faultOfHints(produces.hints ?? [])
  if (faultyHints !== undefined) throw faultAt('.hints', faultyHints)
  return produces
}

function normalize (option: unknown, response: ResponseSchemas, faultAt: FaultAt): Produces {
  if (option === true) {
    const mediaTypes = contentKeys(response)
    if (mediaTypes === undefined) throw faultAt('', NO_CONTENT)
    return { mediaTypes: mediaTypes.map(toEntry) }
  }
  if (Array.isArray(option)) return { mediaTypes: option.map(toEntry) }
  if (typeof option !== 'object' || option === null) {
    throw faultAt('', `${FORMS}, found ${inWords(option)}`)
  }
  const { mediaTypes, ...rest } = option as ProducesObject
  return { ...rest, mediaTypes: Array.isArray(mediaTypes) ? mediaTypes.map(toEntry) : mediaTypes as never }
}

function toEntry (entry: unknown): AvailableMediaType {
  return (typeof entry === 'string' ? { mediaType: entry } : entry) as AvailableMediaType
}

const NO_CONTENT = 'true takes the media types from schema.response[200].content, and no 2xx has content'

/** The media types that the first 2xx with content has; `undefined` where none has. */
export function contentKeys (response: ResponseSchemas): string[] | undefined {
  const statuses = Object.keys(response ?? {}).filter((status) => /^2/.test(status)).sort()
  const content = statuses.map((status) => contentOf(response?.[status])).find((content) => content !== undefined)
  return content && Object.keys(content)
}

const FUNCTIONS = {
  serialize: 'expected a function, an object with compile(schema, route), or false',
  transform: 'expected a function'
}

// A JSON Schema cannot describe a function.
function faultyFunction ({ serialize, transform }: AvailableMediaType): keyof typeof FUNCTIONS | undefined {
  const isRight = serialize === undefined || serialize === false || (isSerializer(serialize) && wordsForFactory(serialize) === undefined)
  if (!isRight) return 'serialize'
  return transform !== undefined && typeof transform !== 'function' ? 'transform' : undefined
}

function wordsForFunction (entry: AvailableMediaType, key: keyof typeof FUNCTIONS): string {
  const found: unknown = entry[key]
  return wordsForFactory(found) ?? `${FUNCTIONS[key]}, found ${inWords(found)}`
}
