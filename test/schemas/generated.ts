/** Schemas of every keyword that says what goes out, and payloads that more or less follow them. */
import fc from 'fast-check'

export type SchemaObject = Readonly<Record<string, unknown>>

/** A schema that the others refer to, and that contains itself. */
export const shared = { $id: 'Shared', type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' }, c: { $ref: '#' } }, required: ['b'] }

export const definitions = {
  one: { type: 'object', properties: { a: { type: 'string' }, b: { type: 'integer' } } },
  two: { type: 'array', items: { $ref: '#/definitions/one' } }
}

const LEAVES: readonly SchemaObject[] = [
  { type: 'string' }, { type: 'integer' }, { type: 'number' }, { type: 'boolean' }, { type: 'null' }, { type: 'string', format: 'date-time' },
  { type: 'string', format: 'date' }, { type: ['integer', 'null'] }, { type: ['string', 'null'] }, { type: ['number', 'string'] },
  { type: ['object', 'string', 'array'] }, { type: 'string', nullable: true }, { const: 'k' }, { const: { k: 1 } }, { type: ['string', 'null'], const: 'k' },
  { type: 'string', enum: ['A', 'k'] }, { enum: ['A', 1] }, { minLength: 1 }, { minimum: 2 }, { maxItems: 3 }, { minProperties: 1 }, {},
  { type: 'string', default: 'D' }, { type: 'integer', default: 7 }, { required: ['a'] }, { $ref: '#/definitions/one' }, { $ref: '#/definitions/two' },
  { $ref: 'Shared#' }, { $ref: 'Shared#/properties/b' }, { $ref: '#/definitions/one', required: ['b'] }
]

const names = fc.constantFrom('a', 'b', 'c', 'd', 'x/y')

const { schema } = fc.letrec<{ schema: SchemaObject, object: SchemaObject }>((tie) => ({
  object: fc.tuple(fc.dictionary(names, tie('schema'), { maxKeys: 3, noNullPrototype: true }), fc.subarray(['a', 'b', 'c'], { maxLength: 2 }), fc.boolean())
    .map(([properties, required, isRequired]) => ({ type: 'object', properties, ...isRequired && required.length > 0 && { required } })),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...LEAVES),
    tie('object'),
    fc.tuple(tie('object'), fc.oneof(tie('schema'), fc.boolean())).map(([object, additionalProperties]) => ({ ...object, additionalProperties })),
    fc.tuple(tie('object'), tie('schema')).map(([object, matching]) => ({ ...object, patternProperties: { '^c': matching } })),
    tie('object').map((object) => ({ ...object, properties: { ...object.properties as object, d: false } })),
    tie('schema').map((items) => ({ type: 'array', items })),
    tie('schema').map((items) => ({ items })),
    fc.tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), fc.oneof(tie('schema'), fc.boolean()))
      .map(([items, additionalItems]) => ({ type: 'array', items, additionalItems })),
    fc.tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 2 }), fc.oneof(tie('schema'), fc.boolean())).map(([prefixItems, items]) => ({ prefixItems, items })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((oneOf) => ({ oneOf })),
    fc.tuple(tie('object'), fc.array(tie('object'), { minLength: 1, maxLength: 2 })).map(([object, anyOf]) => ({ ...object, anyOf })),
    fc.tuple(tie('object'), fc.array(tie('object'), { minLength: 1, maxLength: 2 })).map(([object, allOf]) => ({ ...object, allOf })),
    fc.tuple(tie('object'), tie('schema'), tie('object'), tie('object')).map(([object, condition, then, otherwise]) => ({ ...object, if: condition, then, else: otherwise })),
    tie('object').map((object) => ({ ...object, anyOf: [{ required: ['a'] }, { required: ['b'] }] }))
  )
}))

export const schemas = schema

const ANYTHING: readonly unknown[] = [
  'text', 'k', '', '12', '-12.5', 'A', 4, 0, -1.5, 1.5e9, null, true, false, new Date(0), /r/, new URL('http://host.example/'), [], {}, 'SECRET',
  { a: 1, b: 'x', secret: 'SECRET' }, [{ secret: 'SECRET' }]
]
const BY_TYPE: Readonly<Record<string, readonly unknown[]>> = {
  string: ['text', 'k', 'A'], integer: [4, '12', 0], number: [1.5, '-12.5'], boolean: [true, false], null: [null]
}

/** A payload of a schema, the same for the same seed, with more in it than the schema declares. */
export function payloadOf (root: SchemaObject, seed: number): unknown {
  let state = seed
  const below = (count: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return (state >>> 8) % count
  }
  const pick = (values: readonly unknown[]): unknown => values[below(values.length)]

  function under (schema: unknown, depth: number): unknown {
    if (typeof schema !== 'object' || schema === null || depth > 6 || (depth > 0 && below(16) === 0)) return pick(ANYTHING)
    const { $ref, type, properties, required, items, prefixItems, additionalProperties, patternProperties } = schema as SchemaObject
    if (typeof $ref === 'string') return under($ref.startsWith('#') ? (definitions as SchemaObject)[$ref.slice(14)] : $ref === shared.$id + '#' ? shared : { type: 'integer' }, depth + 1)
    const branch = branchOf(schema as SchemaObject, depth)
    if (properties !== undefined || required !== undefined) {
      const made = { ...isRecord(branch) && branch, secret: 'SECRET' } as Record<string, unknown>
      for (const [name, property] of Object.entries(properties ?? {})) if (below(6) > 0) made[name] = under(property, depth + 1)
      for (const name of (required ?? []) as string[]) if (!(name in made) && below(6) > 0) made[name] = pick(ANYTHING)
      if (additionalProperties !== undefined) made.other = under(additionalProperties, depth + 1)
      if (patternProperties !== undefined) made.cx = under((patternProperties as SchemaObject)['^c'], depth + 1)
      return made
    }
    const places = [items, prefixItems].find(Array.isArray)
    if (places !== undefined) return [...places.map((place) => under(place, depth + 1)), ...below(3) === 0 ? [pick(ANYTHING)] : []]
    if (items !== undefined) return Array.from({ length: below(3) }, () => under(items, depth + 1))
    return branch ?? pick(BY_TYPE[String(pick([type].flat()))] ?? ANYTHING)
  }

  function branchOf ({ anyOf, oneOf, allOf, then }: SchemaObject, depth: number): unknown {
    const branches = [anyOf, oneOf].find(Array.isArray)
    if (branches !== undefined) return under(pick(branches), depth + 1)
    if (Array.isArray(allOf)) return Object.assign({}, ...allOf.map((member) => under(member, depth + 1)).filter(isRecord))
    return then === undefined ? undefined : under(then, depth + 1)
  }

  return under(root, 0) ?? null
}

function isRecord (value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
