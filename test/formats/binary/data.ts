/** What holds for every binary format: which data goes out, which does not, and how a payload is sent whose items come one by one. */
import fc from 'fast-check'
import type { FastifyInstance } from 'fastify'
import Fastify from 'fastify'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import produces, { type MediaTypeString } from '../../../lib/index.js'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ask, listen, settled, Source, until } from '../../streams/sockets.js'
import { character, runs } from '../../fixtures/generated.js'

export interface Format {
  readonly mediaType: MediaTypeString
  make (): SerializerCompiler
  /** Reads content with a reader that is not ours; maps as `Map`, so that names and their order show. */
  read (content: Uint8Array): unknown
  /** The length of the head of text of so many bytes. */
  headOf (length: number): number
  /** The integers that it has. */
  readonly integers: readonly [min: bigint, max: bigint]
}

type Properties = Readonly<Record<string, unknown>>

export interface Case {
  readonly schema?: unknown
  readonly schemas?: Properties
}

export function routeOf (mediaType: string, schemas: Properties = {}): SerializerRoute {
  return { method: 'GET', url: '/', mediaType, status: '200', schemas, compileJson: () => JSON.stringify }
}

/** The content of a payload, which is not sent item by item. */
export function render (format: Format, payload: unknown, { schema, schemas }: Case = {}): Uint8Array {
  const content = format.make().compile(schema, routeOf(format.mediaType, schemas))(payload, undefined as never)
  assert.ok(content instanceof Uint8Array)
  return content
}

export function stream (format: Format, payload: unknown, { schema, schemas }: Case = {}): Readable {
  const content = format.make().compile(schema, routeOf(format.mediaType, schemas))(payload, undefined as never)
  assert.ok(content instanceof Readable)
  return content
}

/** Bytes as hex, maps in order, small bigints as numbers: what two readers may give differently. */
function comparable (value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') }
  if (typeof value === 'bigint') return value === BigInt(Number(value)) && Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (Array.isArray(value)) return Array.from(value, comparable)
  if (typeof value !== 'object' || value === null) return value
  return { map: Array.from(value instanceof Map ? value : Object.entries(value), ([name, property]) => [name, comparable(property)]) }
}

function equal (read: unknown, expected: unknown, message?: string): void {
  assert.deepStrictEqual(comparable(read), comparable(expected), message)
}

export function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

export function array (items: unknown): object {
  return { type: 'array', items }
}

const string = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const leaf = object({ name: string })
const noon = new Date(2024, 1, 29, 12, 30, 15)

class Planet {
  readonly mass = 0.64
  readonly #name = 'Mars'
  get name (): string { return this.#name }
  toString (): string { return 'planet' }
}

function * generated (): Generator<number> { yield 1 }

/** A value, its schema (`undefined`: none at all), and the data that is read. */
const VALUES: ReadonlyArray<[value: unknown, schema: unknown, data: unknown]> = [
  [null, undefined, null],
  [null, string, null],
  [true, { type: 'boolean' }, true],
  ['Ceres ⚳ 𝄞', string, 'Ceres ⚳ 𝄞'],
  ['', string, ''],
  ['a\ud800b\udc00', string, 'a\ufffdb\ufffd'],
  ['a\ud800', undefined, 'a\ufffd'],
  [{ 'a\ud800': 1 }, undefined, { 'a\ufffd': 1 }],
  [{ '\ud800': 1, '\udc00': 2 }, undefined, { '\ufffd': 2 }],
  [-0, number, 0],
  [1.5, number, 1.5],
  [1e300, number, 1e300],
  [2 ** 53, number, 2 ** 53],
  [NaN, number, NaN],
  [Infinity, number, Infinity],
  [-Infinity, undefined, -Infinity],
  [9007199254740993n, integer, 9007199254740993n],
  [5n, undefined, 5],
  // Dates are text, as the schema says.
  [new Date(0), { type: 'string', format: 'date-time' }, '1970-01-01T00:00:00.000Z'],
  [new Date(0), undefined, '1970-01-01T00:00:00.000Z'],
  [{ at: new Date(0) }, object({ at: string }), { at: '1970-01-01T00:00:00.000Z' }],
  [noon, { type: 'string', format: 'date' }, '2024-02-29'],
  [noon, { type: 'string', format: 'time' }, '12:30:15'],
  [[noon], array({ anyOf: [{ type: 'string', format: 'date' }] }), ['2024-02-29']],
  [new Date(NaN), undefined, null],
  // Bytes are bytes.
  [Buffer.from('Mars'), string, Buffer.from('Mars')],
  [new Uint8Array([1, 2, 3]).subarray(1), undefined, new Uint8Array([2, 3])],
  [{ of: new Uint8Array([1]) }, object({ of: string }), { of: new Uint8Array([1]) }],
  [new Uint8Array([1, 2]).buffer, string, new Uint8Array([1, 2])],
  [new SharedArrayBuffer(1), undefined, new Uint8Array([0])],
  [new DataView(new Uint8Array([1, 2, 3]).buffer, 1, 1), {}, new Uint8Array([2])],
  // Other typed arrays are arrays of numbers.
  [new Float64Array([0.5, -0, NaN]), undefined, [0.5, 0, NaN]],
  [new Int16Array([-1, 2]), array(integer), [-1, 2]],
  [new BigInt64Array([-1n, 2n ** 60n]), undefined, [-1, 2n ** 60n]],
  [new Uint8ClampedArray([255]), undefined, [255]],
  // What JSON leaves out, and what it makes null.
  [{ a: undefined, b: () => 1, c: Symbol('c'), d: null }, undefined, { d: null }],
  [{ a: undefined, b: () => 1, c: Symbol('c'), d: null }, object({ a: string, b: string, c: string, d: string }), { d: null }],
  [[undefined, () => 1, Symbol('c'), null], undefined, [null, null, null, null]],
  [[undefined, () => 1, Symbol('c'), null], array(string), [null, null, null, null]],
  // eslint-disable-next-line no-sparse-arrays
  [[, 1], undefined, [null, 1]],
  // eslint-disable-next-line no-sparse-arrays
  [[, 1], array(number), [null, 1]],
  // What an object says of itself, once.
  [new URL('http://mars.example/'), undefined, 'http://mars.example/'],
  [new URL('http://mars.example/'), string, 'http://mars.example/'],
  [{ toJSON: () => ({ toJSON: 5, a: new URL('http://mars.example/') }) }, undefined, { toJSON: 5, a: 'http://mars.example/' }],
  [{ toJSON (): object { return { toJSON: () => 5, a: 1 } } }, undefined, { a: 1 }],
  [{ a: { toJSON: () => undefined }, b: { toJSON: () => null } }, undefined, { b: null }],
  [[{ toJSON: () => new Date(0) }], undefined, [{}]],
  [Object('text'), undefined, 'text'],
  [[Object(5), Object(false), Object(5n), Object(Symbol('x'))], undefined, [5, false, 5, null]],
  // Classes: without a schema their own properties, with one what it declares.
  [new Planet(), undefined, { mass: 0.64 }],
  [new Planet(), object({ name: string, mass: number }), { name: 'Mars', mass: 0.64 }],
  [new Planet(), string, 'planet'],
  [Object.assign(Object.create(null), { a: 1 }), undefined, { a: 1 }],
  [new Map([['a', 1]]), undefined, {}],
  [new Set([1]), undefined, {}],
  [/x/, undefined, {}],
  // Names that every object inherits.
  [JSON.parse('{"__proto__":{"a":1},"constructor":2}'), undefined, new Map<string, unknown>([['__proto__', { a: 1 }], ['constructor', 2]])],
  [JSON.parse('{"__proto__":1}'), JSON.parse('{"type":"object","properties":{"__proto__":{"type":"number"}}}'), new Map([['__proto__', 1]])],
  [{}, object({ constructor: string, toString: string }), {}],
  [{ constructor: Array, length: 1 }, undefined, { length: 1 }],
  [{ toCBOR: 5, 1: 'a' }, undefined, { 1: 'a', toCBOR: 5 }]
]

/** A node that holds a secret wherever a schema may forget it. */
function node (depth: number): object {
  if (depth === 0) return { name: 'leaf', secret: 'LEAK' }
  const inner = node(depth - 1)
  return { name: 'node', secret: 'LEAK', LEAK: inner, children: [inner], parent: inner, nested: inner, list: [inner, inner], record: { a: inner, b: inner }, either: inner, of: inner }
}

const declaredNode = object({
  name: string,
  nested: leaf,
  list: array(leaf),
  record: { type: 'object', additionalProperties: leaf },
  either: { anyOf: [leaf, object({ other: string })] },
  of: { $ref: 'leaf#' },
  children: array({ $ref: 'node#' }),
  parent: { $ref: 'node#' }
})

const mars = {
  name: 'Mars',
  secret: 'LEAK',
  moons: [{ name: 'Phobos', secret: 'LEAK', LEAK: 1 }],
  orbit: { days: 687, secret: { deeper: 'LEAK' } },
  translations: { de: { name: 'Mars', secret: 'LEAK' } },
  LEAK: true
}
const Mars = object({ name: string, moons: array({ $ref: 'leaf#' }), orbit: object({ days: integer }), translations: { type: 'object', additionalProperties: leaf } })
const declaredMars = { name: 'Mars', moons: [{ name: 'Phobos' }], orbit: { days: 687 }, translations: { de: { name: 'Mars' } } }

async function build (t: Test, format: Format): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { [format.mediaType]: format.make() } })
  app.addSchema({ $id: 'leaf', ...leaf })
  return app
}

export function testBinary (format: Format): void {
  testData(format)
  testFailClosed(format)
  testForms(format)
  testProperties(format)
  testItems(format)
  testSockets(format)
}

function testData (format: Format): void {
  const { mediaType } = format

  t.test('a value goes out as the data that JSON has of it; bytes, bigints, NaN and infinities stay what they are', async (t) => {
    for (const [index, [value, schema, data]] of VALUES.entries()) equal(format.read(render(format, value, { schema })), data, `row ${index}`)
    t.equal(format.make().sync, true)
  })

  t.test('a payload without data is a TypeError', async (t) => {
    for (const payload of [undefined, () => 1, Symbol('x'), { toJSON: () => undefined }]) {
      for (const schema of [undefined, {}, false, ...typeof payload === 'object' ? [] : [string]]) t.throws(() => render(format, payload, { schema }), { name: 'TypeError', message: `cannot write the payload as ${mediaType}: it has no data` })
    }
    t.throws(() => render(format, 'x', { schema: false }), { message: `cannot write the payload as ${mediaType}: it has no data` })
  })

  t.test('a payload without an end is a TypeError, and one that is deep is written', async (t) => {
    const cyclic: Record<string, unknown> = { name: 'Mars' }
    cyclic.self = cyclic
    const tree = object({ self: { $ref: '#' } })
    const deep = (depth: number): unknown => { let inner: unknown[] = []; for (let at = 0; at < depth; at++) inner = [inner]; return inner }
    const message = `cannot write the payload as ${mediaType}: it contains itself, or is nested too deeply`
    for (const [payload, schema] of [[cyclic, undefined], [cyclic, tree], [[cyclic], undefined], [deep(100_000), undefined]]) {
      t.throws(() => render(format, payload, { schema }), { name: 'TypeError', message, cause: RangeError })
    }
    t.equal(render(format, deep(500)).length, 501)
    await t.rejects(buffer(stream(format, [cyclic].values())), { message })
    t.throws(() => render(format, { get a () { throw new RangeError('mine') } }), { name: 'RangeError', message: 'mine' })
  })

  t.test('a schema that cannot be resolved is an error at boot', async (t) => {
    t.throws(() => render(format, null, { schema: { $ref: 'nothing#' } }), { message: /^\$ref 'nothing#' cannot be resolved/ })
  })

  t.test('large text and bytes are written as any other', async (t) => {
    for (const value of ['x'.repeat(10 * 2 ** 20), 'é'.repeat(40_000), Buffer.alloc(10 * 2 ** 20, 7), new Array(70_000).fill(1), Object.fromEntries(Array.from({ length: 70_000 }, (_, at) => [`n${at}`, at]))]) {
      equal(format.read(render(format, value)), value)
    }
    t.ok(t.passing())
  })
}

function testFailClosed (format: Format): void {
  const { mediaType } = format

  t.test('an undeclared field never goes out, at whatever depth', async (t) => {
    const schemas = { leaf: { $id: 'leaf', ...leaf }, node: { $id: 'node', ...declaredNode } }
    for (const payload of [node(3), [node(2)], { children: node(2), nested: [node(1)], list: node(1), either: [node(1)], of: 'x' }]) {
      for (const schema of [declaredNode, { anyOf: [declaredNode, array(declaredNode)] }]) {
        try {
          t.notMatch(Buffer.from(render(format, payload, { schema, schemas })).toString('latin1'), /LEAK|secret/)
        } catch (error) {
          // An array where the schema has an object, say.
          t.match(error, { name: 'TypeError', message: /by the schema/ })
        }
      }
    }
    t.match(Buffer.from(render(format, node(3))).toString('latin1'), 'LEAK', 'without a schema everything goes')
    const items = await buffer(stream(format, [node(2), node(1)].values(), { schema: array(declaredNode), schemas }))
    t.notMatch(items.toString('latin1'), /LEAK|secret/)
    t.match(items.toString('latin1'), 'leaf')
  })

  const places: Array<[name: string, entry: object, response: object | undefined]> = [
    ['on the representation', { schema: Mars }, undefined],
    ['on the representation, and another on the status', { schema: Mars }, { 200: {} }],
    ['under content', {}, { 200: { content: { [mediaType]: { schema: Mars } } } }],
    ['under a range in content', {}, { '2xx': { content: { 'application/*': { schema: Mars }, '*/*': { schema: {} } } } }],
    ['on the status', {}, { 200: Mars }],
    ['on 2xx', {}, { '2xx': Mars, default: {} }]
  ]
  for (const [place, entry, response] of places) {
    t.test(`an application sends what the schema declares ${place}, and nothing else`, async (t) => {
      const app = await build(t, format)
      const options = { config: { produces: [{ mediaType, ...entry }] as never }, ...response && { schema: { response } } }
      app.get('/', options, async () => mars)
      const answer = await app.inject({ url: '/', headers: { accept: mediaType } })
      t.equal(answer.statusCode, 200)
      t.equal(answer.headers['content-type'], mediaType)
      t.equal(Number(answer.headers['content-length']), answer.rawPayload.length)
      equal(format.read(answer.rawPayload), declaredMars)
    })
  }

  t.test('an application sends everything where the route has no schema, and a fault as a 500', async (t) => {
    const app = await build(t, format)
    const config = { produces: [mediaType] }
    app.get('/', { config }, async () => mars)
    app.get('/null', { config }, async (_request, reply) => reply.send(null))
    app.get('/cycle', { config }, async () => { const cycle: unknown[] = []; cycle.push(cycle); return cycle })
    equal(format.read((await app.inject('/')).rawPayload), mars)
    t.equal((await app.inject('/null')).statusCode, 200)
    const fault = await app.inject('/cycle')
    t.equal(fault.statusCode, 500)
    t.match(fault.json(), { message: /it contains itself/ })
    t.equal((await app.inject('/')).statusCode, 200, 'the process lives on')
  })

  t.test('a $ref that cannot be resolved stops the boot, with the route', async (t) => {
    const app = await build(t, format)
    app.get('/mars', { config: { produces: [{ mediaType, schema: { $ref: 'nothing#' } }] } }, async () => mars)
    await t.rejects(async () => app.ready(), { code: 'PRODUCES_ERR_SCHEMA', message: /GET \/mars.*\$ref 'nothing#' cannot be resolved/ })
  })
}

/** What a form of data makes of its writing: room for heads, names known beforehand, places. */
function testForms (format: Format): void {
  t.test('an object says how many properties it has, whichever of the declared ones are missing', async (t) => {
    const all = Array.from({ length: 300 }, (_, at) => `name ${at}`)
    for (const declared of [1, 15, 16, 17, 23, 24, 25, 60, 255, 256, 300]) {
      const schema = object(Object.fromEntries(all.slice(0, declared).map((name) => [name, {}])))
      const serialize = format.make().compile(array(schema), routeOf(format.mediaType))
      for (const present of [0, 1, 14, 15, 16, 23, 24, 59, 255, declared - 1, declared].filter((count) => count <= declared)) {
        const value = Object.fromEntries(all.slice(declared - present, declared).map((name, at) => [name, at % 3 === 0 ? { name } : at]))
        const content = serialize([value, value], undefined as never) as Uint8Array
        equal(format.read(content), [value, value])
        // The same bytes as without a schema, which count first.
        assert.deepEqual(Buffer.from(content), Buffer.from(render(format, [value, value])))
      }
    }
    t.ok(t.passing())
  })

  t.test('names and text of any length are whole, and their heads the shortest', async (t) => {
    for (const unit of ['a', 'ü', '水', '𝄞', '\ud800', 'aaaü', '\udc00a']) {
      for (const length of [0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 15, 16, 23, 24, 31, 32, 36, 37, 63, 64, 85, 86, 127, 128, 255, 256, 257, 21_845, 21_846, 65_535, 65_536]) {
        const text = unit.repeat(Math.ceil(length / unit.length)).slice(0, length)
        const read = Buffer.from(text).toString()
        const value = { before: 1, [text]: text, after: [text, 2] }
        const expected = { before: 1, [read]: read, after: [read, 2] }
        const contents = [undefined, object({ before: integer, [text]: string, after: {} }), object({ before: integer, after: {} }, { additionalProperties: string })]
          .map((schema) => render(format, value, { schema }))
        for (const content of contents) {
          const numbers = new Map(format.read(content) as Map<string, unknown>)
          assert.deepEqual(numbers.get(read), expected[read])
          equal(numbers.get('after'), expected.after)
          assert.equal(content.length, contents[0]?.length)
        }
        assert.equal(render(format, text).length - Buffer.byteLength(text), format.headOf(Buffer.byteLength(text)), `${length} × ${unit}`)
      }
    }
    t.ok(t.passing())
  })

  t.test('names that read the same are one, declared or not', async (t) => {
    const both = { '\ud800': 1, '\udc00': 2, a: 3 }
    const some = { '\ufffd': 1, '\udc00': 2, a: 3 }
    // The last one stands; those that are declared come first.
    const cases: Array<[schema: object, read: number]> = [
      [object({ '\ufffd': integer, '\ud800': integer, '\udc00': integer, a: integer }), 2],
      [object({ '\ufffd': integer, a: integer }, { additionalProperties: true }), 2],
      [object({ '\udc00': integer, a: integer }, { additionalProperties: true }), 1]
    ]
    for (const [schema, read] of cases) {
      for (const value of [both, some]) {
        const entries = [...format.read(render(format, value, { schema })) as Map<string, number>]
        t.strictSame(entries.sort(), [['a', 3], ['\ufffd', read]], JSON.stringify(schema))
        t.equal(render(format, value, { schema }).length, 1 + 3 + 5, 'none is written twice')
      }
    }
  })

  t.test('items are written by their places, and others by the rest', async (t) => {
    const tuple = { type: 'array', prefixItems: [leaf, array(leaf)], items: object({ mass: number }) }
    const value = [{ name: 'Mars', mass: 'LEAK' }, [{ name: 'Phobos', mass: 'LEAK' }], { mass: 1.5, name: 'LEAK' }, { mass: 2 }]
    const expected = [{ name: 'Mars' }, [{ name: 'Phobos' }], { mass: 1.5 }, { mass: 2 }]
    equal(format.read(render(format, value, { schema: tuple })), expected)
    equal(format.read(await buffer(stream(format, value.values(), { schema: tuple }))), expected)
    t.ok(t.passing())
  })

  t.test('content stays as it was, whatever is written after it', async (t) => {
    const serialize = format.make().compile(undefined, routeOf(format.mediaType))
    const values = ['a'.repeat(10), 'b'.repeat(5_000), 'c'.repeat(100_000), 'd'.repeat(9_000_000), 'e', ['f'.repeat(2_000_000), 'g']]
    const contents = values.map((value) => serialize(value, undefined as never) as Uint8Array)
    t.throws(() => serialize(['x'.repeat(50), { get a () { throw new Error('unreadable') } }], undefined as never), { message: 'unreadable' })
    serialize('z'.repeat(10_000_000), undefined as never)
    for (const [index, content] of contents.entries()) equal(format.read(content), values[index])
  })

  t.test('the fault of an item that comes later says where it stands', async (t) => {
    const items = [{ name: 'Mars', orbit: { days: 687 } }, { name: 'Venus', orbit: { days: 'LEAK' } }]
    const schema = array(object({ name: string, orbit: object({ days: integer }) }))
    await t.rejects(buffer(stream(format, items.values(), { schema })), { message: '[1].orbit.days: expected an integer by the schema, found a string' })
  })
}

/** A value, what is read of it under its schema, and what is read without any. `undefined`: it is left out. */
type Sample = readonly [value: unknown, declared: unknown, all: unknown]

interface Kind {
  readonly schema: object
  readonly samples: fc.Arbitrary<Sample>
}

function same (value: unknown): Sample {
  return [value, value, value]
}

function as (value: unknown, data: unknown): Sample {
  return [value, data, data]
}

const text = fc.string({ unit: fc.oneof(fc.string({ minLength: 1, maxLength: 1, unit: character }), fc.constantFrom('\ud800', '\udfff', 'a', '\0', '𝄞')) })
const names = fc.constantFrom('a', 'b', 'name', '', '__proto__', 'constructor', 'toString', 'length', 'é', '\ud800', '0')

function scalarsOf ([min, max]: Format['integers']): fc.Arbitrary<Kind> {
  const numbers = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double(), fc.float(), fc.integer({ min: -40, max: 300 }))
  const nothing = fc.constantFrom<Sample>(as(undefined, undefined), as(() => 1, undefined), as(Symbol('x'), undefined), same(null))
  const kinds: Array<[schema: object, samples: fc.Arbitrary<Sample>]> = [
    [string, text.map((value) => as(value, Buffer.from(value).toString()))],
    [number, numbers.map((value) => as(value, value === 0 ? 0 : value))],
    [integer, fc.bigInt({ min, max }).map(same)],
    [integer, fc.bigInt({ min: -(2n ** 33n), max: 2n ** 33n }).map(same)],
    [{ type: 'boolean' }, fc.boolean().map(same)],
    [{ type: 'string', format: 'date-time' }, fc.date({ noInvalidDate: true }).map((value) => as(value, JSON.parse(JSON.stringify(value))))],
    [string, fc.uint8Array({ maxLength: 40 }).map(same)],
    [{}, fc.float64Array({ maxLength: 3 }).map((value) => as(value, Array.from(value, (item) => item === 0 ? 0 : item)))],
    [string, nothing],
    [string, text.map((value) => as({ toString: () => value, toJSON: () => value, secret: 'LEAK' }, Buffer.from(value).toString()))]
  ]
  return fc.constantFrom(...kinds).map(([schema, samples]) => ({ schema, samples }))
}

function wellFormed (name: string): string {
  return Buffer.from(name).toString()
}

function mapOf (members: ReadonlyArray<readonly [name: string, data: unknown]>): Map<string, unknown> {
  return new Map(members.filter(([, data]) => data !== undefined).map(([name, data]) => [wellFormed(name), data]))
}

/** Declared properties, and others alongside them. Fields of the value in the order of the schema, as they are written. */
function objectOf (members: ReadonlyArray<readonly [name: string, kind: Kind]>, others: Kind, open: boolean): Kind {
  const schema = { type: 'object', properties: Object.fromEntries(members.map(([name, kind]) => [name, kind.schema])), ...open && { additionalProperties: others.schema } }
  // An index comes first in every object.
  const ordered = [...members].sort(([a], [b]) => Number(b === '0') - Number(a === '0'))
  const samples = fc.tuple(fc.tuple(...ordered.map(([, kind]) => kind.samples)), others.samples).map(([known, other]): Sample => {
    const all = [...ordered.map(([name], index) => [name, known[index] as Sample] as const), ['other', other] as const]
    return [
      Object.fromEntries(all.map(([name, sample]) => [name, sample[0]])),
      mapOf(all.filter(([name]) => open || name !== 'other').map(([name, sample]) => [name, sample[1]])),
      mapOf(all.map(([name, sample]) => [name, sample[2]]))
    ]
  })
  return { schema, samples }
}

function arrayOf (kind: Kind): Kind {
  const samples = fc.array(kind.samples, { maxLength: 4 }).map((items): Sample => [items.map((item) => item[0]), items.map((item) => item[1] ?? null), items.map((item) => item[2] ?? null)])
  return { schema: array(kind.schema), samples }
}

function kindsOf (format: Format): fc.Arbitrary<Kind> {
  const scalars = scalarsOf(format.integers)
  return fc.letrec<{ kind: Kind }>((tie) => ({
    kind: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalars,
      tie('kind').map(arrayOf),
      fc.tuple(fc.uniqueArray(fc.tuple(names, tie('kind')), { selector: ([name]) => name, maxLength: 4 }), tie('kind'), fc.boolean()).map(([members, others, open]) => objectOf(members, others, open))
    )
  })).kind
}

function testProperties (format: Format): void {
  // Half of all are objects at the top, as payloads are.
  const kinds = kindsOf(format)
  const samples = fc.oneof(kinds, fc.tuple(fc.uniqueArray(fc.tuple(names, kinds), { selector: ([name]) => name, maxLength: 5 }), kinds, fc.boolean()).map(([members, others, open]) => objectOf(members, others, open)))
    .chain(({ schema, samples }) => samples.map((sample) => ({ schema, sample })))

  t.test('what is written is read back: what the schema declares, or everything', async (t) => {
    fc.assert(fc.property(samples, ({ schema, sample: [value, declared, all] }) => {
      if (declared !== undefined) equal(format.read(render(format, value, { schema })), declared)
      if (all !== undefined) equal(format.read(render(format, value)), all)
    }), runs(9000))
    t.ok(t.passing())
  })

  t.test('what comes item by item is read back the same', async (t) => {
    async function * later (items: Iterable<unknown>): AsyncGenerator<unknown> { yield * items }
    await fc.assert(fc.asyncProperty(kinds.chain((kind) => arrayOf(kind).samples.map((sample) => ({ schema: arrayOf(kind).schema, sample }))), async ({ schema, sample: [value, declared, all] }) => {
      const items = value as unknown[]
      equal(format.read(await buffer(stream(format, later(items), { schema }))), declared)
      equal(format.read(await buffer(stream(format, items.values()))), all)
    }), runs(1000))
    t.ok(t.passing())
  })
}

function testItems (format: Format): void {
  const schema = array(leaf)

  t.test('items that come one by one are an array', async (t) => {
    async function * later (): AsyncGenerator<unknown> {
      yield { name: 'Mars', secret: 'LEAK' }
      await wait(5)
      yield undefined
      yield { name: 'Venus' }
    }
    const expected = [{ name: 'Mars' }, null, { name: 'Venus' }]
    const at = [{ name: 'Mars', secret: 'LEAK' }, undefined, { name: 'Venus' }]
    for (const source of [later(), at.values(), at.map(async (item) => item).values()]) {
      equal(format.read(await buffer(stream(format, source, { schema }))), expected)
    }
    equal(format.read(await buffer(stream(format, [].values(), { schema }))), [])
    equal(format.read(await buffer(stream(format, [() => 1, 5n].values()))), [null, 5])
    const tuple = { type: 'array', prefixItems: [string, leaf], items: false }
    equal(format.read(await buffer(stream(format, ['a', { name: 'b', secret: 'LEAK' }, 'LEAK'].values(), { schema: tuple }))), ['a', { name: 'b' }, null])
    t.ok(t.passing())
  })

  t.test('items within the payload, or that the schema does not declare, are a TypeError', async (t) => {
    for (const [payload, schema] of [[{ a: generated() }, undefined], [{ a: generated() }, object({ a: array(number) })], [[Readable.from([])], array({})]]) {
      t.throws(() => render(format, payload, { schema }), { name: 'TypeError', message: 'cannot send items one by one within a payload: collect them into an array' })
    }
    for (const schema of [string, false]) {
      t.throws(() => render(format, generated(), { schema }), { name: 'TypeError', message: 'cannot send items one by one: the schema declares no array' })
    }
    t.throws(() => render(format, generated(), { schema: leaf }), TypeError)
  })

  t.test('the source is closed when the reader goes, also while it waits, and when an item is at fault', async (t) => {
    const pending = new Source(async () => await new Promise(() => {}))
    const waiting = stream(format, pending)
    waiting.read(0)
    await wait(5)
    t.equal(pending.pulls, 1)
    waiting.destroy()
    await once(waiting, 'close')
    t.equal(pending.returns, 1)

    const endless = new Source(async () => 'x')
    const faulty = { [Symbol.asyncIterator]: () => ({ next: async () => { await endless.next(); return { done: false, value: { get x () { throw new Error('unreadable') } } } }, return: () => endless.return() }) }
    await t.rejects(buffer(stream(format, faulty)), { message: 'unreadable' })
    await wait(5)
    t.equal(endless.returns, 1)
  })

  t.test('an error of the source destroys the stream', async (t) => {
    for (const items of [0, 3]) {
      async function * failing (): AsyncGenerator<unknown> {
        for (let at = 0; at < items; at++) yield at
        throw new Error('no more')
      }
      await t.rejects(buffer(stream(format, failing())), { message: 'no more' })
    }
  })
}

function testSockets (format: Format): void {
  const { mediaType } = format

  async function serve (t: Test, source: () => unknown): Promise<FastifyInstance> {
    const app = await build(t, format)
    app.get('/', { config: { produces: [mediaType] }, schema: { response: { 200: array(string) } } }, async () => source())
    await listen(app)
    return app
  }

  t.test('an application sends the items of an async generator, and closes it when the client hangs up', async (t) => {
    const three = new Source(async (index) => index < 3 ? `item ${index}` : undefined)
    let source = three
    const app = await serve(t, () => source)
    const response = await ask(app, '/', { accept: mediaType })
    t.equal(response.headers['content-type'], mediaType)
    equal(format.read(await buffer(response)), ['item 0', 'item 1', 'item 2'])
    t.equal(three.pulls, 4)

    source = new Source(async (index) => { if (index === 0) return 'x'.repeat(2 ** 17); return await new Promise(() => {}) })
    const controller = new AbortController()
    const address = app.addresses()[0] as { port: number }
    const fetched = fetch(`http://127.0.0.1:${address.port}/`, { headers: { accept: mediaType }, signal: controller.signal }).then((answer) => answer.arrayBuffer())
    t.ok(await until(() => source.pulls === 2))
    controller.abort()
    await t.rejects(fetched)
    t.ok(await until(() => source.returns === 1), 'the source is closed')
  })

  t.test('an error before the first item is a 500, and one after it never a complete answer', async (t) => {
    let items = 0
    const app = await serve(t, async function * () {
      for (let at = 0; at < items; at++) {
        yield 'x'.repeat(2 ** 15)
        await wait(20)
      }
      throw new Error('no more')
    })
    const first = await ask(app, '/', { accept: mediaType })
    t.equal(first.statusCode, 500)
    first.resume()
    items = 3
    const response = await ask(app, '/', { accept: mediaType })
    const content = await buffer(response).catch(() => undefined)
    t.ok(content === undefined || response.statusCode === 500, 'the connection is cut, or the answer is an error')
  })

  t.test('HEAD reads nothing', async (t) => {
    const source = new Source(async () => 'x')
    const app = await serve(t, () => source)
    const response = await ask(app, '/', { accept: mediaType }, 'HEAD')
    response.resume()
    await settled(() => source.pulls)
    t.equal(response.headers['content-type'], mediaType)
    t.ok(source.pulls < 2 ** 15)
    t.ok(await until(() => source.returns === 1))
  })
}
