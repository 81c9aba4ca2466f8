/**
 * A value that a schema admits, for an example.
 *
 * In: the shape of a schema. Out: the same value each time, with what the schema itself gives as an example, a default or a constant. Where
 * none can be made without guessing, as for a `pattern`, there is none.
 */
import { type Schema, type Shape, typeOf } from '../schemas/index.js'

/**
 * A value for a shape; `undefined` where there is none.
 *
 * @param within the shapes that it is a part of: one that contains itself is not shown twice
 */
export function exampleFor (shape: Shape, within: readonly Shape[] = []): unknown {
  const given = givenBy(shape.schemas)
  if (given !== undefined || within.includes(shape)) return given
  const path = [...within, shape]
  if (shape.object) return objectFor(shape, path)
  if (shape.items !== undefined) return arrayFor(shape, shape.items, path)
  return shape.scalar ? scalarFor(shape) : undefined
}

function givenBy (schemas: readonly Schema[]): unknown {
  return schemas.flatMap(({ examples, example, default: preset, const: constant, enum: values }) => {
    return [example, firstOf(examples), preset, constant, firstOf(values)]
  }).find((value) => value !== undefined)
}

function firstOf (values: unknown): unknown {
  return Array.isArray(values) ? values[0] : undefined
}

function objectFor ({ properties, schemas }: Shape, path: readonly Shape[]): unknown {
  const required = new Set(schemas.flatMap(({ required }) => Array.isArray(required) ? required as unknown[] : []))
  const entries = [...properties].map(([name, shape]) => [name, exampleFor(shape, path)] as const)
  if (entries.some(([name, value]) => value === undefined && required.has(name))) return undefined
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

const MOST_ITEMS = 3

function arrayFor ({ places, rest, schemas }: Shape, items: Shape, path: readonly Shape[]): unknown {
  const least = Math.max(...numbers(schemas, 'minItems'), 1)
  const most = Math.min(...numbers(schemas, 'maxItems'), MOST_ITEMS)
  const length = Math.max(least, Math.min(places.length, most))
  if (length > most) return undefined
  const values = Array.from({ length }, (_, index) => exampleFor(places[index] ?? (places.length > 0 ? rest : items), path))
  return values.includes(undefined) ? undefined : values
}

function scalarFor ({ schemas, format }: Shape): unknown {
  const types = schemas.flatMap((schema) => [typeOf(schema) ?? []].flat())
  const type = types.find((type) => type !== 'null')
  if (type === 'boolean') return true
  if (type === 'integer' || type === 'number') return numberFor(schemas)
  return type === 'string' ? textFor(schemas, format) : undefined
}

function numberFor (schemas: readonly Schema[]): number | undefined {
  const least = Math.max(...numbers(schemas, 'minimum'), ...numbers(schemas, 'exclusiveMinimum').map((bound) => bound + 1))
  const most = Math.min(...numbers(schemas, 'maximum'), ...numbers(schemas, 'exclusiveMaximum').map((bound) => bound - 1))
  const [step = 1] = numbers(schemas, 'multipleOf')
  const value = Math.ceil(Math.max(least, Math.min(1, most)) / step) * step
  return value >= least && value <= most ? value : undefined
}

const TEXTS: Readonly<Record<string, string>> = {
  date: '2024-02-29',
  time: '12:30:00Z',
  'date-time': '2024-02-29T12:30:00Z',
  duration: 'P1D',
  uri: 'https://example.com/',
  'uri-reference': '/example',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  byte: 'AA=='
}

const LONGEST = 80

function textFor (schemas: readonly Schema[], format: unknown): string | undefined {
  if (schemas.some(({ pattern }) => pattern !== undefined)) return undefined
  const least = Math.max(...numbers(schemas, 'minLength'), 0)
  const most = Math.min(...numbers(schemas, 'maxLength'))
  const text = format === undefined ? 'text'.padEnd(Math.min(least, LONGEST), '.').slice(0, most) : TEXTS[String(format)]
  return text === undefined || text.length < least || text.length > most ? undefined : text
}

function numbers (schemas: readonly Schema[], keyword: string): number[] {
  return schemas.map((schema) => schema[keyword]).filter((value) => typeof value === 'number')
}
