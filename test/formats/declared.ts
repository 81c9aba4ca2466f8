/** What the tests of formats that hold JSON's data share: schemas with values, and what is to be read of them. */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import fc from 'fast-check'
import type { SerializerRoute } from '../../types/index.js'
import { character } from '../fixtures/generated.js'

type JsonCompiler = (route: { schema: unknown, method: string, url: string }) => (payload: unknown) => string

/** A route as boot makes it, with Fastify's own compiler. */
export function routeOf (mediaType: string, schemas: Readonly<Record<string, unknown>> = {}): SerializerRoute {
  const compiler = SerializerSelector()(schemas, {}) as unknown as JsonCompiler
  return { method: 'GET', url: '/', mediaType, status: '200', schemas, compileJson: (schema) => compiler({ schema, method: 'GET', url: '/' }) }
}

export function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

export function array (items: unknown): object {
  return { type: 'array', items }
}

/** A schema, values that it declares in part, and what of them may go out. */
export interface Sample {
  readonly schema: object
  readonly value: fc.Arbitrary<{ readonly value: unknown, readonly declared: unknown }>
}

/** Text as people send it, as parsers fear it, and of all of Unicode with halves of surrogate pairs. */
export const text = fc.oneof(
  fc.string({ unit: character, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'ab :#-?,[]{}&*!|>\'"%@`\n\t\r0123yn.~=<\\/\0\x1e\x7f\x85\u2028\u2029\ufeff\uffff', '\ud800', '\udc00', 'é', '𝄞'), maxLength: 12 }),
  fc.constantFrom('yes', 'No', 'on', 'OFF', 'y', 'N', '~', 'null', 'Null', 'true', 'FALSE', '012', '0o17', '0x1f', '0b1', '1e3', '1_000', '1:30', '190:20:30.15', '.5', '+1', '.inf', '.NaN', '=', '<<',
    '2001-12-14', '2001-12-14t21:59:43.10-05:00', '---', '...', '- a', '-', '?', ': a', 'a: b', 'a #b', '#a', '%YAML 1.1', '</script>', 'a\nb', 'a\n\n', '\na', 'a\n b\n', ' a', 'a ', 'a:', '\ufeff', 'x'.repeat(1100))
)

// fast-json-stringify reads what every object inherits, `constructor` say, where an object has no property of that name.
const names = fc.oneof(fc.constantFrom('name', 'yes', '1', 'a b', ''), text).filter((name) => !(name in {}))

const scalars: readonly Sample[] = [
  sampleOf('string', text), sampleOf('integer', fc.maxSafeInteger()), sampleOf('boolean', fc.boolean()),
  sampleOf('number', fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(-0, 1e21, -1e21, 1e-7, 1.5e-300)).map((value) => value === 0 ? 0 : value)),
  { schema: { type: ['string', 'null'] }, value: fc.option(text).map((value) => ({ value, declared: value })) }
]

function sampleOf (type: string, values: fc.Arbitrary<unknown>): Sample {
  return { schema: { type }, value: values.map((value) => ({ value, declared: value })) }
}

/** Schemas of some depth. */
export const samples: fc.Arbitrary<Sample> = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof({ maxDepth: 3, withCrossShrink: true }, fc.constantFrom(...scalars), tie('sample').map(arrayOf), fc.dictionary(names, tie('sample'), { maxKeys: 4 }).map(objectOf))
})).sample

/** Of an array. */
export function arrayOf ({ schema, value }: Sample): Sample {
  return { schema: array(schema), value: fc.array(value, { maxLength: 4 }).map((items) => ({ value: items.map((item) => item.value), declared: items.map((item) => item.declared) })) }
}

/** Of an object, whose values have properties that nobody declares. */
export function objectOf (properties: Readonly<Record<string, Sample>>): Sample {
  const entries = Object.entries(properties)
  const present = entries.length === 0 ? fc.constant([]) : fc.tuple(...entries.map(([name, { value }]) => fc.option(value).map((entry) => entry === null ? [] : [{ name, ...entry }])))
  const value = fc.tuple(present, fc.boolean()).map(([members, extra]) => {
    const all = members.flat()
    const declared = all.map(({ name, declared }) => [name, declared] as const)
    return { value: Object.fromEntries([...all.map(({ name, value }) => [name, value] as const), ...extra ? [['LEAK', { LEAK: 'LEAK' }] as const] : []]), declared: Object.fromEntries(declared) }
  })
  return { schema: object(Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]))), value }
}

/** Declares what may go out: everything else says LEAK. */
export const Planet = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    moons: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    grid: { type: 'array', items: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } },
    orbit: { type: 'object', properties: { days: { type: 'integer' }, star: { type: ['object', 'null'], properties: { name: { type: 'string' } } } } }
  }
} as const

const secret = { secret: 'LEAK', LEAK: [{ LEAK: 'LEAK' }] }

export const planet = {
  name: 'Mars',
  moons: [{ name: 'Phobos', ...secret }],
  grid: [[{ name: 'A1', ...secret }]],
  orbit: { days: 687, star: { name: 'Sun', ...secret }, ...secret },
  ...secret
}

export const declaredPlanet = { name: 'Mars', moons: [{ name: 'Phobos' }], grid: [[{ name: 'A1' }]], orbit: { days: 687, star: { name: 'Sun' } } }
