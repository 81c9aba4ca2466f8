/**
 * What goes out of a value by its schema, and which schema shapes a representation (`lib/schemas/responses.ts`): the declared
 * properties at every depth, in a copy.
 */
import fc from 'fast-check'
import t from 'tap'
import Type from 'typebox'
import { parseMediaType, type MediaType } from '../../lib/negotiation/media-types.js'
import { compilePlan } from '../../lib/schemas/plan.js'
import { PlanFault } from '../../lib/schemas/plan-fault.js'
import { keyFor, schemasOf } from '../../lib/schemas/responses.js'
import { declaredSchemaOf } from '../../lib/schemas/standard.js'
import { ANY, NOTHING } from '../../lib/schemas/shapes.js'
import { runs } from '../fixtures/generated.js'

const string = { type: 'string' }
const a = { type: 'object', properties: { a: string } }
const b = { type: 'object', properties: { b: string } }
const both = { a: 'A', b: 'B', x: 'X' }
const A = { a: 'A' }
const B = { b: 'B' }

/** `__proto__` as an own property. */
const own = (json: string): unknown => JSON.parse(json)

const table: [name: string, schema: unknown, value: unknown, projected: unknown, schemas?: Readonly<Record<string, unknown>>][] = [
  // Scalars.
  ['a string', string, 'Mars', 'Mars'],
  ['a number where a string is declared', string, 4, '4'],
  ['null', a, null, null],
  ['undefined', a, undefined, undefined],
  ['a boolean', { type: 'boolean' }, false, false],
  ['a bigint', { type: 'integer' }, 4n, 4n],
  ['a bigint where a string is declared', string, 4n, '4'],
  ['a boolean where a string is declared', string, true, 'true'],
  ['a regular expression where a string is declared', string, /a+/i, 'a+'],
  ['-0 where a number is declared', { type: 'number' }, -0, 0],
  ['-0 where an integer is declared', { type: 'integer' }, -0, 0],
  ['text that is a number', { type: 'number' }, '4.5', 4.5],
  ['text that is a number beyond all numbers', { type: 'number' }, '1e999', null],
  ['text that is -0', { type: 'number' }, '-0', 0],
  ['a fraction where an integer is declared', { type: 'integer' }, 4.5, 4],
  ['a bigint of several types', { type: ['bigint', 'string'] }, 4n, 4n],
  ['a boolean of several types', { type: ['string', 'boolean'] }, true, true],
  ['null of several types in a place', { items: [{ type: ['integer', 'null'] }] }, [null], [null]],
  ['a null where a bigint is declared', { type: 'bigint' }, null, null],
  // What says nothing of the form admits anything.
  ['an empty schema', {}, both, both],
  ['a schema of true', true, both, both],
  ['a schema with a description only', { description: 'anything', title: 'Any', $id: 'Any', default: {} }, both, both],
  ['a schema that only requires', { required: ['a'] }, both, {}],
  ['Type.Any', Type.Any(), both, both],
  ['Type.Unknown', Type.Object({ a: Type.Unknown() }), { a: both, x: 1 }, { a: both }],
  ['Type.Unsafe', Type.Object({ a: Type.Unsafe<object>({ type: 'object', properties: { a: string } }) }), { a: both, x: 1 }, { a: A }],
  // A schema that admits nothing.
  ['a property of false', { type: 'object', properties: { a: string, b: false } }, both, A],
  // Objects.
  ['properties', a, both, A],
  ['properties without a type', { properties: { a: string } }, both, A],
  ['a missing property', { type: 'object', properties: { a: string, c: string } }, both, A],
  ['a property of undefined', a, { a: undefined }, {}],
  ['a property of null', a, { a: null }, { a: null }],
  ['an object without properties', { type: 'object' }, both, {}],
  ['an object with required only', { type: 'object', required: ['a'] }, both, {}],
  ['nested properties', { type: 'object', properties: { of: a } }, { of: both, x: both }, { of: A }],
  ['additionalProperties of true', { ...a, additionalProperties: true }, both, both],
  ['additionalProperties of false', { ...a, additionalProperties: false }, both, A],
  ['additionalProperties with a schema', { properties: { b: string }, additionalProperties: a }, { b: 'B', of: both }, { b: 'B', of: A }],
  ['additionalProperties alone', { additionalProperties: a }, { of: both }, { of: A }],
  ['patternProperties', { patternProperties: { '^a': string, '^of': a } }, { a: 'A', ab: 'AB', b: 'B', of: both, off: both }, { a: 'A', ab: 'AB', of: A, off: A }],
  ['patternProperties before additionalProperties', { patternProperties: { '^of': a }, additionalProperties: b }, { of: both, to: both }, { of: A, to: B }],
  ['properties before patternProperties', { properties: { of: a }, patternProperties: { '^of': true } }, { of: both, off: both }, { of: A, off: both }],
  ['a pattern without code points, as JSON has it', { patternProperties: { '^\\p{Lu}$': string } }, { É: 'e', é: 'f', 'p{Lu}': 'g' }, { 'p{Lu}': 'g' }],
  ['several types', { type: ['object', 'null'], properties: { a: string } }, both, A],
  ['a nullable', { ...a, nullable: true }, null, null],
  // Names that every object inherits.
  ['__proto__ that is not declared', a, own('{"a":"A","__proto__":{"b":"B"}}'), A],
  ['__proto__ that is declared', own('{"type":"object","properties":{"__proto__":{"type":"object","properties":{"a":{}}}}}'), own('{"__proto__":{"a":"A","b":"B"},"c":1}'), own('{"__proto__":{"a":"A"}}')],
  ['__proto__ by additionalProperties', { additionalProperties: a }, own('{"__proto__":{"a":"A","b":"B"}}'), own('{"__proto__":{"a":"A"}}')],
  ['names of Object.prototype that the value has not', own('{"type":"object","properties":{"a":{},"constructor":{},"toString":{"type":"string"},"__proto__":{}}}'), both, A],
  ['names of Object.prototype that the value has', { type: 'object', properties: { constructor: string, toString: string } }, { constructor: 'C', toString: 'T', x: 'X' }, { constructor: 'C', toString: 'T' }],
  ['names of Object.prototype that the schema has not', a, { a: 'A', constructor: 'C', hasOwnProperty: 'H' }, A],
  ['functions and symbols, which have no JSON', { properties: { a: string, b: {}, c: a, d: string } }, { a: 'A', c: () => 'C', d: Symbol('D') }, A],
  // Arrays.
  ['items', { type: 'array', items: a }, [both, both], [A, A]],
  ['items without a type', { items: a }, [both], [A]],
  ['no items', { type: 'array', items: a }, [], []],
  ['an array of which nothing is said', { type: 'array' }, [both], [both]],
  ['items of true', { type: 'array', items: true }, [both], [both]],
  ['items of false', { type: 'array', items: false }, [both], []],
  ['arrays of arrays', { type: 'array', items: { type: 'array', items: a } }, [[both], []], [[A], []]],
  ['an array or one', { anyOf: [a, { type: 'array', items: a }] }, [both], [A]],
  ['an array or one, given one', { anyOf: [a, { type: 'array', items: a }] }, both, A],
  ['prefixItems', { type: 'array', prefixItems: [a, b], items: false }, [both, both, both], [A, B]],
  ['prefixItems before items', { type: 'array', prefixItems: [a], items: b }, [both, both, both], [A, B, B]],
  ['prefixItems and nothing after them', { type: 'array', prefixItems: [a] }, [both, both], [A]],
  ['a place of false', { type: 'array', prefixItems: [a, false, b] }, [both, both, both], [A, null, B]],
  ['a tuple or an array', { anyOf: [{ prefixItems: [a] }, { items: b }] }, [both, both], [A]],
  ['a list of items (draft 7)', { type: 'array', items: [a, b], additionalItems: false }, [both, both], [A, B]],
  ['a list of items before additionalItems', { type: 'array', items: [a], additionalItems: b }, [both, both, both], [A, B, B]],
  ['additionalItems alongside items for all, which says nothing', { type: 'array', items: a, additionalItems: b }, [both], [A]],
  ['Type.Tuple', Type.Tuple([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]), [both, both], [A, B]],
  ['Type.Never', { type: 'array', items: Type.Object({ a: Type.String(), b: Type.Optional(Type.Never()) }) }, [both], [A]],
  ['Type.Tuple of scalars', Type.Tuple([Type.String(), Type.Integer()]), ['Mars', 4], ['Mars', 4]],
  // The first branch that the value is valid by.
  ['anyOf', { anyOf: [a, b] }, both, A],
  ['anyOf, by the value', { anyOf: [{ ...a, required: ['c'] }, b] }, both, B],
  ['oneOf', { oneOf: [a, { type: 'null' }] }, both, A],
  ['anyOf with a branch that says nothing', { anyOf: [a, {}] }, both, A],
  ['anyOf with a branch of true', { anyOf: [a, true] }, both, A],
  ['anyOf of scalars', { anyOf: [{ type: 'string' }, { type: 'null' }] }, 'Mars', 'Mars'],
  ['anyOf in a property', { properties: { of: { anyOf: [a, { type: 'null' }] } } }, { of: both, x: 1 }, { of: A }],
  ['anyOf over the same property', { anyOf: [{ properties: { of: a } }, { properties: { of: b } }] }, { of: both }, { of: A }],
  ['anyOf alongside properties', { ...a, anyOf: [b] }, both, { a: 'A', b: 'B' }],
  ['anyOf that only requires, alongside properties', { ...a, anyOf: [{ required: ['a'] }, { required: ['x'] }] }, both, A],
  ['oneOf that only requires, alongside properties', { ...a, oneOf: [{ required: ['a'] }, { not: { required: ['x'] } }] }, both, A],
  ['anyOf that only requires, in allOf', { allOf: [a, { anyOf: [{ required: ['a'] }, { required: ['x'] }] }] }, both, A],
  ['anyOf that only requires, alongside a $ref', { $ref: 'A#', anyOf: [{ required: ['a'] }, { required: ['x'] }] }, both, A, { A: { $id: 'A', ...a } }],
  // allOf and conditions narrow.
  ['allOf', { allOf: [a, b] }, both, { a: 'A', b: 'B' }],
  ['allOf alongside properties', { ...a, allOf: [b] }, both, { a: 'A', b: 'B' }],
  ['allOf that only requires', { ...a, allOf: [{ required: ['a'] }] }, both, A],
  ['allOf with an empty member', { allOf: [a, {}] }, both, A],
  ['allOf with a member of true', { allOf: [a, true] }, both, A],
  ['allOf with a $ref', { allOf: [{ $ref: 'A#' }, b] }, both, { a: 'A', b: 'B' }, { A: { $id: 'A', ...a } }],
  ['allOf whose part has a $id, and refers to what stands in it', { allOf: [{ $id: 'In', definitions: { d: a }, properties: { of: { $ref: '#/definitions/d' } } }, b] }, { ...both, of: both }, { of: A, b: 'B' }],
  ['allOf whose part has a $id, and refers to what stands in the whole', { definitions: { d: a }, allOf: [{ $id: 'In', properties: { of: { $ref: '#/definitions/d' } } }, b] }, { ...both, of: both }, { of: A, b: 'B' }],
  ['then and else', { ...a, if: { required: ['b'] }, then: b, else: { properties: { c: string } } }, { ...both, c: 'C' }, { a: 'A', b: 'B' }],
  ['else', { ...a, if: { required: ['d'] }, then: b, else: { properties: { c: string } } }, { ...both, c: 'C' }, { a: 'A', c: 'C' }],
  ['then without form', { ...a, if: {}, then: { required: ['a'] } }, both, A],
  ['then of true', { ...a, if: { required: ['b'] }, then: true, else: false }, both, A],
  ['else of true', { ...a, if: { required: ['b'] }, then: b, else: true }, both, { a: 'A', b: 'B' }],
  ['not alongside properties', { ...a, not: { required: ['x'] } }, both, A],
  // An object where a scalar is declared is a string, as with fast-json-stringify.
  ['an object where a string is declared', string, { a: 'A', toString: () => 'text' }, 'text'],
  ['an array where a string is declared', string, ['a', 'b'], 'a,b'],
  ['an enum without a type', { enum: ['a', A] }, { a: 'A' }, A],
  ['a scalar where an enum without a type is declared', { enum: ['a', A] }, 'b', 'b'],
  ['an object where a const is declared', { const: 'a' }, { toString: () => 'a' }, 'a'],
  // $ref.
  ['$ref to a schema by its $id', { $ref: 'A' }, both, A, { A: { $id: 'A', ...a } }],
  ['$ref with an empty fragment', { $ref: 'A#' }, both, A, { A: { $id: 'A', ...a } }],
  ['$ref with a URL', { $ref: 'https://a.example/A.json#' }, both, A, { 'https://a.example/A.json': { $id: 'https://a.example/A.json', ...a } }],
  ['$ref into a schema', { $ref: 'A#/properties/of' }, both, A, { A: { $id: 'A', properties: { of: a } } }],
  ['$ref into definitions of another schema', { $ref: 'Doc#/definitions/one' }, both, A, { Doc: { $id: 'Doc', definitions: { one: { $ref: '#/definitions/two' }, two: a } } }],
  ['$ref to a local definition', { $ref: '#/definitions/A', definitions: { A: a } }, both, A],
  ['$ref to $defs', { type: 'object', properties: { of: { $ref: '#/$defs/A' } }, $defs: { A: a } }, { of: both, x: 1 }, { of: A }],
  ['$ref with escapes', { $ref: '#/$defs/a~1b~0c%25', $defs: { 'a/b~c%': a } }, both, A],
  // "~01" is "~1", and not "/" (RFC 6901 §4).
  ['$ref with an escaped tilde before a digit', { $ref: '#/$defs/a~01b', $defs: { 'a~1b': a, 'a/b': b } }, both, A],
  ['$ref with an escaped slash after an escaped tilde', { $ref: '#/$defs/a~0~1b', $defs: { 'a~/b': a } }, both, A],
  ['$ref with a percent sign that escapes nothing', { $ref: '#/$defs/a%', $defs: { 'a%': a } }, both, A],
  ['$ref into a list', { $ref: '#/$defs/all/1', $defs: { all: [b, a] } }, both, A],
  ['$ref alongside properties', { $ref: '#/$defs/A', properties: { b: string }, $defs: { A: a } }, both, { a: 'A', b: 'B' }],
  ['$ref to a definition by its $id', { $ref: 'One', $defs: { any: { $id: 'One', ...a } } }, both, A],
  ['$ref to the $id of the whole', { $id: 'Whole', properties: { a: string, of: { $ref: 'Whole' } } }, { ...both, of: both }, { a: 'A', of: A }],
  ['$ref to the $id of the whole, with a pointer', { $id: 'Whole', properties: { of: { $ref: 'Whole#/$defs/A' } }, $defs: { A: a } }, { of: both }, { of: A }],
  ['$ref to an $anchor', { properties: { a: string, b: string, of: { $ref: '#A' } }, $defs: { A: { $anchor: 'A', ...a } } }, { ...both, of: both }, { a: 'A', b: 'B', of: A }],
  ['$ref to a $id that is a fragment', { properties: { a: string, b: string, of: { $ref: '#A' } }, definitions: { A: { $id: '#A', ...a } } }, { ...both, of: both }, { a: 'A', b: 'B', of: A }],
  // Recursion.
  ['a schema that refers to itself', { properties: { a: string, of: { $ref: '#' } } }, { ...both, of: { ...both, of: both } }, { a: 'A', of: { a: 'A', of: A } }],
  ['a list of itself', { properties: { a: string, of: { type: 'array', items: { $ref: '#' } } } }, { ...both, of: [{ ...both, of: [both] }] }, { a: 'A', of: [{ a: 'A', of: [A] }] }],
  ['schemas that refer to each other', { $ref: 'A#' }, { a: 'A', x: 1, b: { b: 'B', x: 1, a: { a: 'A', x: 1 } } }, { a: 'A', b: { b: 'B', a: { a: 'A' } } }, {
    A: { $id: 'A', properties: { a: string, b: { $ref: 'B#' } } },
    B: { $id: 'B', properties: { b: string, a: { $ref: 'A#' } } }
  }],
  ['a schema that refers to itself by allOf', { properties: { a: string, of: { allOf: [{ $ref: '#' }] } } }, { ...both, of: { ...both, of: both } }, { a: 'A', of: { a: 'A', of: A } }],
  ['a definition that refers to itself by allOf', { $ref: '#/$defs/N', $defs: { N: { allOf: [{ properties: { a: string, of: { $ref: '#/$defs/N' } } }] } } }, { ...both, of: { ...both, of: both } }, { a: 'A', of: { a: 'A', of: A } }],
  // TypeBox.
  ['Type.Object', Type.Object({ a: Type.String() }), both, A],
  ['Type.Optional', Type.Object({ a: Type.Optional(Type.Object({ a: Type.String() })) }), { a: both, x: 1 }, { a: A }],
  ['Type.Record', Type.Record(Type.String(), Type.Object({ a: Type.String() })), { of: both }, { of: A }],
  ['Type.Record of integers', Type.Record(Type.Integer(), Type.Object({ a: Type.String() })), { 4: both, of: both }, { 4: A }],
  ['Type.Record of literals', Type.Record(Type.Union([Type.Literal('a'), Type.Literal('c')]), Type.String()), { ...both, c: 'C' }, { a: 'A', c: 'C' }],
  ['Type.Union', Type.Union([Type.Object({ a: Type.String() }), Type.Null()]), both, A],
  ['Type.Intersect', Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]), both, { a: 'A', b: 'B' }],
  ['Type.Partial', Type.Partial(Type.Object({ a: Type.String() })), both, A],
  ['Type.Pick', Type.Pick(Type.Object({ a: Type.String(), b: Type.String() }), ['a']), both, A],
  ['Type.Enum', Type.Object({ a: Type.Enum(['A', 'B']) }), both, A],
  ['Type.Array', Type.Array(Type.Object({ a: Type.String() })), [both], [A]],
  ['Type.Cyclic', Type.Cyclic({ N: Type.Object({ a: Type.String(), of: Type.Optional(Type.Ref('N')) }) }, 'N'), { ...both, of: both }, { a: 'A', of: A }],
  ['Type.Cyclic in a property', Type.Object({ tree: Type.Cyclic({ N: Type.Object({ a: Type.String(), of: Type.Optional(Type.Ref('N')) }) }, 'N') }), { tree: { ...both, of: both }, x: 1 }, { tree: { a: 'A', of: A } }],
  ['Type.Cyclic in items', Type.Array(Type.Cyclic({ N: Type.Object({ a: Type.String(), of: Type.Optional(Type.Ref('N')) }) }, 'N')), [{ ...both, of: both }], [{ a: 'A', of: A }]],
  ['Type.Module', Type.Module({ A: Type.Object({ a: Type.String(), of: Type.Ref('B') }), B: Type.Object({ b: Type.String() }) }).A, { ...both, of: both }, { a: 'A', of: B }],
  ['a cyclic Type.Module', Type.Module({ A: Type.Object({ a: Type.String(), of: Type.Optional(Type.Ref('B')) }), B: Type.Object({ b: Type.String(), of: Type.Optional(Type.Ref('A')) }) }).A, { ...both, of: { ...both, of: both } }, { a: 'A', of: { b: 'B', of: A } }]
]

/** An object as the list of its own properties: in a comparison of objects `__proto__` and `constructor` go unnoticed. */
function listed (value: unknown): unknown {
  if (Array.isArray(value)) return value.map(listed)
  if (typeof value !== 'object' || value === null) return value
  return { own: Reflect.ownKeys(value).sort().map((key) => [key, listed(Object.getOwnPropertyDescriptor(value, key)?.value)]) }
}

for (const [name, schema, value, projected, schemas = {}] of table) {
  t.test(`${name}: what the schema declares is left`, async (t) => {
    const project = compilePlan(schema, schemas)
    t.strictSame(listed(project(value)), listed(projected))
    t.strictSame(listed(project(value)), listed(projected), 'and again')
  })
}

t.test('two documents that share a part each read it in their own', async (t) => {
  // One JavaScript object in two schemas: what `#` in it points to depends on the schema it is read in.
  const item = { $ref: '#/definitions/item' }
  const schemas = {
    Wide: { $id: 'Wide', properties: { of: item }, definitions: { item: { properties: { a: string, b: string } } } },
    Narrow: { $id: 'Narrow', properties: { of: item }, definitions: { item: { properties: { a: string } } } }
  }
  const project = compilePlan({ properties: { wide: { $ref: 'Wide#' }, narrow: { $ref: 'Narrow#' } } }, schemas)
  t.same(project({ wide: { of: both }, narrow: { of: both } }), { wide: { of: { a: 'A', b: 'B' } }, narrow: { of: A } })
})

t.test('a $ref that points nowhere is an error that names it', async (t) => {
  for (const ref of ['Nowhere', 'Nowhere#', '#/definitions/Nowhere', 'A#/properties/nowhere', 'A#/properties/nowhere/deeper', 'toString#/x']) {
    t.throws(() => compilePlan({ $ref: ref }, { A: { $id: 'A', ...a } }), { message: new RegExp(ref) }, ref)
  }
})

t.test('a pattern that is none is an error', async (t) => {
  t.throws(() => compilePlan({ patternProperties: { '(': string } }, {}))
})

t.test('a date and bytes are left as they are', async (t) => {
  const project = compilePlan({ type: 'object', properties: { date: { type: 'string' }, bytes: {}, view: { type: 'string' }, of: {} } }, {})
  const value = { date: new Date(0), bytes: Buffer.from('x'), view: new Uint8Array(2), of: new Date(1) }
  const projected = project(value) as typeof value
  t.equal(projected.date, value.date)
  t.equal(projected.bytes, value.bytes)
  t.equal(projected.view, value.view)
  t.equal(projected.of, value.of)
})

t.test('instances of classes are read by their getters and fields, and become plain objects', async (t) => {
  class Base {
    get a (): string { return 'A' }
    get x (): string { throw new Error('nobody asks for x') }
  }
  class Derived extends Base {
    readonly b = 'B'
    readonly #hidden = 'H'
    get c (): string { return this.#hidden }
  }
  const project = compilePlan({ properties: { a: string, b: string, c: string } }, {})
  t.strictSame(project(new Derived()), { a: 'A', b: 'B', c: 'H' })
  t.strictSame(project(Object.assign(Object.create(null), both)), { a: 'A', b: 'B' })
})

t.test('toJSON says what an object is, at every depth', async (t) => {
  const model = { x: 'X', toJSON: () => both }
  t.strictSame(compilePlan(a, {})(model), A)
  t.strictSame(compilePlan({ properties: { of: a } }, {})({ of: model }), { of: A })
  t.strictSame(compilePlan({ type: 'array', items: a }, {})([model]), [A])
  t.strictSame(compilePlan(a, {})({ toJSON: () => null }), null)
})

t.test('a value of another form than the schema declares is an error that says which', async (t) => {
  for (const [schema, value, message] of [
    [a, [both], /an object.*an array/],
    [{ type: 'array', items: a }, both, /an array.*an object/],
    [{ type: 'array', items: a }, new Set([both]), /an array.*a Set/],
    [{ properties: { of: a } }, { of: [both] }, /an object.*an array/],
    // As with fast-json-stringify, which looks for a type in a list of items.
    [{ type: 'array', items: [true] }, [1], /another type.*a number/]
  ] as const) {
    t.throws(() => compilePlan(schema, {})(value), { name: 'TypeError', message })
  }
})

t.test('a value that is no scalar of the declared type is an error that says which', async (t) => {
  for (const [schema, value, message] of [
    [string, Object.create(null), /a string/],
    [{ type: 'number' }, 'four', /a number.*a string/],
    [{ type: 'integer' }, Infinity, /an integer/],
    [{ type: 'string', format: 'date' }, 4, /a date or a string with the format date.*a number/],
    [string, new Date(NaN), /a date.*an invalid one/]
  ] as const) {
    t.throws(() => compilePlan(schema, {})(value), { name: 'TypeError', message })
  }
})

t.test('what stands alongside a $ref and cannot be read is an error', async (t) => {
  t.throws(() => compilePlan({ $ref: '#/$defs/A', prefixItems: null, $defs: { A: { prefixItems: [string] } } }, {}), { name: 'TypeError' })
})

t.test('a schema that was not described by another is what was declared', async (t) => {
  for (const schema of [true, undefined, a]) t.equal(declaredSchemaOf(schema), schema)
})

t.test('a Map has no properties', async (t) => {
  const map = new Map([['a', 'A'], ['x', 'X']])
  t.strictSame(compilePlan(a, {})(map), {})
  t.strictSame(compilePlan({ ...a, additionalProperties: true }, {})(map), {})
})

t.test('an async iterable is projected as it is read', async (t) => {
  let read = 0
  async function * items (): AsyncGenerator<object> {
    for (; read < 3; read++) yield both
  }
  const projected = compilePlan({ type: 'array', items: a }, {})(items()) as AsyncIterable<unknown>
  t.equal(read, 0)
  const seen: unknown[] = []
  for await (const item of projected) {
    seen.push(item)
    if (seen.length === 2) break
  }
  t.strictSame(seen, [A, A])
  t.ok(read < 3, 'no further than it was read')
  t.strictSame(compilePlan(a, {})(items()), {}, 'and is an object without properties where no list is declared')
})

t.test('a long list and a deep value are projected', async (t) => {
  const project = compilePlan({ properties: { a: string, of: { $ref: '#' } } }, {})
  let value: object = both
  for (let depth = 0; depth < 1000; depth++) value = { ...both, of: value }
  let projected = project(value) as { of?: object }
  let depth = 0
  for (; projected.of !== undefined; depth++) projected = projected.of
  t.equal(depth, 1000)
  t.strictSame(projected, A)
})

// Any schema, any value.

type Schema = { readonly [keyword: string]: unknown }

const names = ['a', 'b', 'c', '__proto__', 'constructor', 'toString', '']
const name = fc.constantFrom(...names)

const record = (entries: [string, unknown][]): Schema => {
  const object = {}
  for (const [key, value] of entries) Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true })
  return object as Schema
}

const { schema } = fc.letrec<{ schema: Schema, object: Schema }>((tie) => ({
  object: fc.array(fc.tuple(name, tie('schema')), { maxLength: 3 }).map((properties) => ({ type: 'object', properties: record(properties) })),
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Schema>({ type: 'string' }, { type: ['integer', 'null'] }, { enum: ['a', 1] }, { type: 'object' }),
    tie('object'),
    fc.tuple(tie('object'), tie('schema')).map(([object, others]) => ({ ...object, additionalProperties: others })),
    fc.tuple(tie('object'), tie('schema')).map(([object, matching]) => ({ ...object, patternProperties: { '^c': matching } })),
    tie('schema').map((items) => ({ type: 'array', items })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.tuple(tie('object'), tie('object')).map((allOf) => ({ allOf })),
    fc.tuple(tie('object'), tie('schema')).map(([object, then]) => ({ ...object, if: {}, then })),
    tie('object').map((object) => ({ ...object, anyOf: [{ required: ['a'] }, { required: ['b'] }] })),
    tie('schema').map((definition) => ({ allOf: [definition], $comment: 'one member' }))
  )
}))

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<unknown>('text', 4, null, true),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map(record),
    fc.array(tie('value'), { maxLength: 3 })
  )
}))

/** All the schemas that stand for one value: the schema and its branches. */
function branches (schema: Schema): Schema[] {
  const further = ['anyOf', 'allOf'].flatMap((keyword) => (schema[keyword] ?? []) as Schema[])
  return [schema, ...[...further, ...schema.then === undefined ? [] : [schema.then as Schema]].flatMap(branches)]
}

/** The path of something in `value` that none of the schemas declares; written without regard to how lib/ does it. */
function undeclared (value: unknown, schemas: Schema[], path = '$'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const all = schemas.flatMap(branches)
  if (Array.isArray(value)) {
    const items = all.flatMap((schema) => schema.items === undefined ? [] : [schema.items as Schema])
    if (items.length === 0) return path
    return value.map((item, index) => undeclared(item, items, `${path}[${index}]`)).find((found) => found !== undefined)
  }
  for (const key of Reflect.ownKeys(value) as string[]) {
    const declaring = all.flatMap((schema) => {
      const { properties = {}, patternProperties, additionalProperties } = schema as { properties?: Schema, patternProperties?: Schema, additionalProperties?: Schema }
      if (Object.hasOwn(properties, key)) return [Object.getOwnPropertyDescriptor(properties, key)?.value as Schema]
      if (patternProperties !== undefined && key.startsWith('c')) return [patternProperties['^c'] as Schema]
      return additionalProperties === undefined ? [] : [additionalProperties]
    })
    if (declaring.length === 0) return `${path}.${key}`
    const found = undeclared(Object.getOwnPropertyDescriptor(value, key)?.value, declaring, `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function deepFreeze (value: unknown): unknown {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    for (const key of Reflect.ownKeys(value)) deepFreeze(Object.getOwnPropertyDescriptor(value, key)?.value)
  }
  return value
}

t.test('whatever the schema and the value, nothing outside the schema survives and the value is not changed', async (t) => {
  fc.assert(fc.property(schema, value, (schema, value) => {
    let projected: unknown
    try {
      projected = compilePlan(schema, {})(deepFreeze(value))
    } catch (error) {
      // A value of another form, or one that has no text: nothing goes out at all.
      return error instanceof PlanFault || (error as { code?: unknown }).code === 'JSON_SCHEMA_MERGE_ERROR' || /^Cannot convert object to primitive value/.test((error as Error).message)
    }
    return undeclared(projected, [schema]) === undefined
  }), runs(3000))
  t.pass('every schema')
})

// Where schemas are merged, fast-json-stringify does not see the names of Object.prototype, and so nothing does.
const ownNames = fc.constantFrom('a', 'b', 'c', '')

/** A schema with a value that it declares in every part. */
const { declared } = fc.letrec<{ declared: [schema: Schema, value: unknown] }>((tie) => ({
  declared: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom<[Schema, unknown]>([{ type: 'string' }, 'text'], [{ type: 'integer' }, 4], [{ type: ['null', 'string'] }, null]),
    fc.array(fc.tuple(ownNames, tie('declared')), { maxLength: 4 }).map((entries): [Schema, unknown] => [
      { type: 'object', properties: record(entries.map(([key, [schema]]) => [key, schema])) },
      record(entries.map(([key, [, value]]) => [key, value]))
    ]),
    tie('declared').map(([schema, value]): [Schema, unknown] => [{ type: 'array', items: schema }, [value, value]]),
    tie('declared').map(([schema, value]): [Schema, unknown] => [{ anyOf: [{ type: 'null' }, schema] }, value]),
    tie('declared').map(([schema, value]): [Schema, unknown] => [{ allOf: [schema] }, value])
  )
}))

t.test('whatever the schema, what it declares survives, in a copy', async (t) => {
  fc.assert(fc.property(declared, ([schema, value]) => {
    const projected = compilePlan(schema, {})(deepFreeze(value))
    return JSON.stringify(projected) === JSON.stringify(value) && (typeof value !== 'object' || value === null || projected !== value)
  }), runs(1000))
  t.pass('every schema')
})

// lib/schemas/responses.ts

const csv = parseMediaType('text/csv') as MediaType
const json = parseMediaType('application/json') as MediaType
const hal = parseMediaType('application/hal+json;v=1') as MediaType

const places: [name: string, mediaType: MediaType, own: unknown, response: Record<string, unknown> | undefined, schemas: Record<string, unknown>][] = [
  ['nothing', csv, undefined, undefined, {}],
  ['no status', csv, undefined, {}, {}],
  ['its own', csv, a, { 200: b, 404: b }, { '2xx': a }],
  ['its own of false', csv, false, { 200: b }, { '2xx': false }],
  ['statuses of success', csv, undefined, { 200: a, 201: b, 202: a, 203: a, 206: b, 226: b, '2xx': a, default: b }, { 200: a, 201: b, 202: a, 203: a, 206: b, 226: b, '2xx': a, default: b }],
  ['statuses in another case', csv, undefined, { '2XX': a, Default: b }, { '2xx': a, default: b }],
  ['no other status', csv, undefined, { 100: a, 204: a, 205: a, 301: a, 304: a, '3xx': a, 404: a, '4xx': a, 500: a, '5xx': a, 20: a, 2000: a, x200: a }, {}],
  ['content', csv, undefined, { 200: { content: { 'text/csv': { schema: a }, 'application/json': { schema: b } } } }, { 200: a }],
  ['content without it', csv, undefined, { 200: { content: { 'application/json': { schema: b } } }, 201: a }, { 200: undefined, 201: a }],
  ['empty content', csv, undefined, { 200: { content: {} } }, { 200: undefined }],
  ['content in another case', csv, undefined, { 200: { content: { 'Text/CSV': { schema: a } } } }, { 200: a }],
  ['content that is no media range', csv, undefined, { 200: { content: { csv: { schema: b }, 'text/csv': { schema: a } } } }, { 200: a }],
  ['content by wildcards', csv, undefined, { 200: { content: { '*/*': { schema: b }, 'text/*': { schema: a } } }, 201: { content: { '*/*': { schema: b } } } }, { 200: a, 201: b }],
  ['content with parameters that it has not', csv, undefined, { 200: { content: { 'text/csv;header=absent': { schema: b }, '*/*': { schema: a } } } }, { 200: a }],
  ['content with parameters that it has', hal, undefined, { 200: { content: { 'application/hal+json': { schema: b }, 'application/hal+json; V="1"': { schema: a } } } }, { 200: a }],
  ['content of application/json for +json', hal, undefined, { 200: { content: { 'application/json': { schema: a } } } }, { 200: a }],
  ['content of its own before application/json', hal, undefined, { 200: { content: { 'application/json': { schema: b }, 'application/hal+json': { schema: a } } } }, { 200: a }],
  ['content of a wildcard before application/json', hal, undefined, { 200: { content: { 'application/json': { schema: b }, 'application/*': { schema: a } } } }, { 200: a }],
  ['content of application/json for no other', csv, undefined, { 200: { content: { 'application/json': { schema: a } } } }, { 200: undefined }],
  ['content of hal+json not for application/json', json, undefined, { 200: { content: { 'application/hal+json': { schema: a } } } }, { 200: undefined }],
  ['a schema whose content is null', csv, undefined, { 200: { ...a, content: null } }, { 200: { ...a, content: null } }],
  ['a status of undefined', csv, undefined, { 200: undefined, 201: a }, { 200: undefined, 201: a }],
  ['a schema whose content is no object', csv, undefined, { 200: { ...a, content: 'x' } }, { 200: { ...a, content: 'x' } }]
]

for (const [name, mediaType, own, response, schemas] of places) {
  t.test(`the schemas of a representation come from ${name}`, async (t) => {
    t.strictSame(Object.fromEntries(schemasOf(mediaType, own, response)), schemas)
  })
}

t.test('a status falls under itself, 2xx, default', async (t) => {
  const keys = (...names: string[]): Map<string, unknown> => new Map(names.map((key) => [key, true]))
  for (const [status, present, key] of [
    [200, ['200', '2xx', 'default'], '200'], [201, ['200', '2xx', 'default'], '2xx'], [201, ['200', 'default'], 'default'],
    [201, ['200'], undefined], [299, ['2xx'], '2xx'], [200, [], undefined]
  ] as const) {
    t.equal(keyFor(status, keys(...present)), key, `${status} of ${present.join()}`)
  }
})

t.test('anything holds anything, at every depth, and nothing holds nothing', async (t) => {
  const { additional, items, rest } = ANY
  t.same([additional === ANY, items === ANY, rest === ANY], [true, true, true])
  t.equal(NOTHING.rest, NOTHING)
  t.same([NOTHING.additional, NOTHING.items], [undefined, undefined])
})

t.test('a schema that is a part of itself as an object is a fault, whose remedy is a reference', async (t) => {
  const schema: Record<string, unknown> = { type: 'object', properties: {} }
  schema.properties = { self: schema }
  t.throws(() => compilePlan(schema, {}), { message: /contains itself as an object: refer to it by \$ref/ })
})

t.test('an $id may end with an empty fragment', async (t) => {
  const schema = { type: 'object', properties: { inner: { $ref: 'https://example.com/inner#' } }, definitions: { inner: { ...a, $id: 'https://example.com/inner#' } } }
  t.same(compilePlan(schema, {})({ inner: { a: 'A', x: 'X' } }), { inner: { a: 'A' } })
})

t.test('items that come one by one are of the branch that is an array, and a fault of one has its place', async (t) => {
  const schema = { anyOf: [{ type: 'null' }, { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } }] }
  const items = compilePlan(schema, {})((function * () {
    yield { id: '1', x: 'X' }
    yield { id: 'one' }
  })()) as AsyncIterable<unknown>
  const seen: unknown[] = []
  await t.rejects(async () => { for await (const item of items) seen.push(item) }, { message: /^\[1\]\.id: / })
  t.same(seen, [{ id: 1 }])
})
