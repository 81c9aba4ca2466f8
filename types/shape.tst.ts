/** What schemas shape, as TypeBox reads them. Against the build, by the package's own name. */
import type { ShapeOf } from 'fastify-produces'
import { describe, expect, test } from 'tstyche'
import Type, { type Static } from 'typebox'

/** A schema, with what it shapes for us and for TypeBox. */
function read<const Schema> (schema: Schema): { schema: Schema, ours: ShapeOf<Schema>, theirs: Static<Schema & {}> } {
  return { schema, ours: null as never, theirs: null as never }
}

const A = Type.Object({ a: Type.String() })
const B = Type.Object({ b: Type.Optional(Type.Null()) })

describe('a schema of TypeBox', () => {
  test('of a kind without parts', () => {
    const both = read(Type.Tuple([
      Type.BigInt(), Type.Boolean(), Type.Integer(), Type.Never(), Type.Null(), Type.Number(), Type.String(), Type.Symbol(), Type.Undefined(),
      Type.Void(), Type.Any(), Type.Unknown(), Type.Literal('x'), Type.Literal(1), Type.Enum(['a', 'b']), Type.Unsafe<Date>({})
    ]))
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours).type.not.toBe<any>()
  })

  test('of a kind with parts', () => {
    const both = read(Type.Object({
      array: Type.Array(A),
      union: Type.Union([A, B, Type.Null()]),
      intersect: Type.Intersect([A, B]),
      evaluated: Type.Evaluate(Type.Intersect([A, B])),
      partial: Type.Partial(A),
      record: Type.Record(Type.String(), A),
      integers: Type.Record(Type.Integer(), A),
      numbers: Type.Record(Type.Number(), A),
      tuple: Type.Tuple([A, Type.Optional(B)]),
      immutable: Type.Immutable(Type.Array(A)),
      immutableTuple: Type.Immutable(Type.Tuple([A, B])),
      empty: Type.Object({}),
      ref: Type.Ref('other')
    }))
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours.empty).type.not.toBe<{}>()
  })

  test('what may be missing, and what is read alone', () => {
    const both = read(Type.Object({
      a: Type.String(),
      b: Type.Optional(Type.String()),
      c: Type.Readonly(Type.String()),
      d: Type.Readonly(Type.Optional(Type.Array(A)))
    }))
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours).type.not.toBe<{ a: string }>()
  })

  test('what is checked, and what is decoded', () => {
    const both = read(Type.Object({
      refined: Type.Refine(Type.String(), () => true),
      decoded: Type.Codec(Type.String()).Decode((text) => text.length).Encode(String)
    }))
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours.decoded).type.not.toBe<number>()
  })

  test('that has itself among its parts', () => {
    const both = read(Type.Cyclic({ Node: Type.Object({ id: Type.Ref('Id'), children: Type.Array(Type.Ref('Node')) }), Id: Type.String() }, 'Node'))
    expect(both.ours.children[0]?.children[0]?.id).type.toBe<string | undefined>()
    expect(both.ours).type.toBeAssignableTo<typeof both.theirs>()
    expect(both.ours).type.not.toBeAssignableTo<{ id: number }>()
  })

  // A limit: the texts of a template are `string`.
  test('a template', () => {
    const template = Type.TemplateLiteral([Type.Literal('a'), Type.Union([Type.Literal('1'), Type.Literal('2')])])
    expect(read(template).ours).type.toBe<string>()
    expect(read(template).ours).type.not.toBe<'a1' | 'a2'>()
  })
})

describe('JSON Schema', () => {
  test('an object', () => {
    const both = read({
      type: 'object',
      properties: {
        a: { type: 'string' },
        b: { type: ['integer', 'null'] },
        c: { const: 1, readOnly: true },
        d: { enum: ['x', 'y'] },
        e: { type: 'array', items: { type: 'object', properties: { f: { type: 'boolean' } }, required: ['f'] } },
        g: {},
        h: { type: 'object', additionalProperties: { type: 'number' } },
        i: { type: 'object', patternProperties: { '^x': { type: 'number' } } },
        j: { type: 'object', required: ['k'] }
      },
      required: ['a', 'c', 'z']
    })
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours).type.not.toBeAssignableTo<{ a: number }>()
  })

  test('alternatives and what adds up', () => {
    const both = read({
      type: 'object',
      properties: {
        any: { anyOf: [{ type: 'string' }, { type: 'object', properties: { a: { type: 'null' } } }] },
        one: { oneOf: [{ const: 'a' }, { const: 'b' }] },
        all: { allOf: [{ type: 'object', properties: { a: { type: 'string' } }, required: ['a'] }, { type: 'object', properties: { b: { type: 'null' } } }] },
        conditional: { if: { const: 1 }, then: { type: 'number' }, else: { type: 'string' } }
      }
    })
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours.one).type.not.toBe<string | undefined>()
  })

  test('tuples', () => {
    const both = read({
      type: 'object',
      properties: {
        open: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] },
        least: { type: 'array', items: [{ type: 'string' }, { type: 'number' }], minItems: 1, additionalItems: false },
        most: { type: 'array', items: [{ type: 'string' }, { type: 'number' }, { type: 'null' }], minItems: 1, maxItems: 2 }
      }
    })
    expect(both.ours).type.toBe<typeof both.theirs>()
    expect(both.ours.most).type.not.toBe<[string, number] | undefined>()
  })

  test('references', () => {
    const both = read({ $ref: '#/$defs/row', $defs: { row: { type: 'object', properties: { a: { $ref: '#/$defs/name' } } }, name: { type: 'string' } } })
    expect(both.ours).type.toBe<typeof both.theirs>()
    const tree = read({ type: 'object', properties: { children: { type: 'array', items: { $ref: '#' } } } })
    expect(tree.ours).type.toBeAssignableTo<typeof tree.theirs>()
    expect(tree.ours.children?.[0]).type.not.toBe<unknown>()
  })

  test('what does not tell', () => {
    expect(read({ $ref: 'planet#' }).ours).type.toBe<any>()
    expect(read({ type: 'string' as string }).ours).type.toBe<any>()
    expect(read(undefined).ours).type.toBe<any>()
    expect(read(true).ours).type.toBe<any>()
    expect(read(false).ours).type.toBe<never>()
    expect(read({ type: 'string' }).ours).type.not.toBe<any>()
  })
})
