/** What the tests of NDJSON and of JSON text sequences share: the two differ by what stands before a text. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import Fastify from 'fastify'
import t from 'tap'
import Type from 'typebox'
import produces, { type MediaTypeString, type SerializerCompiler } from '../../../lib/index.js'
import { markApplications } from '../../../lib/formats/index.js'
import type { JsonLinesCompiler } from '../../../lib/formats/json-lines/lines.js'
import { array, arrayOf, declaredPlanet, object, Planet, planet, routeOf, samples, text } from '../declared.js'
import { build, contentOf, testItems, testPlaces } from '../items.js'
import { runs } from '../../fixtures/generated.js'

export interface LinesFormat {
  readonly mediaType: MediaTypeString
  readonly serializer: JsonLinesCompiler
  /** What stands before a text. */
  readonly start: string
  /** Reads content as strictly as the standard has it. */
  read (content: string): unknown[]
}

const string = { type: 'string' }
const named = object({ name: string })

export function testLines ({ mediaType, serializer, start, read }: LinesFormat): void {
  const lines = (...texts: readonly string[]): string => texts.map((json) => `${start}${json}\n`).join('')

  function render (payload: unknown, schema?: unknown, schemas: Record<string, unknown> = {}): string {
    const content = serializer.compile(schema, routeOf(mediaType, schemas))(payload)
    if (typeof content !== 'string') throw new TypeError('expected a string')
    return content
  }

  function stream (payload: unknown, schema?: unknown): Promise<string> {
    return contentOf(serializer.compile(schema, routeOf(mediaType))(payload))
  }

  t.test('each item is a JSON text with a line feed after it', async (t) => {
    const cases: Array<[payload: unknown, texts: string[]]> = [
      [[{ name: 'Mars' }, { name: 'Venus' }], ['{"name":"Mars"}', '{"name":"Venus"}']],
      [[1, 'a', true, null, [1, 2], {}], ['1', '"a"', 'true', 'null', '[1,2]', '{}']],
      [[], []],
      [null, []],
      [undefined, []],
      [{ name: 'Mars' }, ['{"name":"Mars"}']],
      [5, ['5']],
      [false, ['false']],
      [{ toJSON: () => [1, 2] }, ['1', '2']],
      [{ toJSON: () => null }, []],
      [new Date(0), ['"1970-01-01T00:00:00.000Z"']],
      [[undefined, () => 1, Symbol('x')], ['null', 'null', 'null']],
      // eslint-disable-next-line no-sparse-arrays
      [[, 1], ['null', '1']],
      [[[1], [2]], ['[1]', '[2]']],
      [[NaN, Infinity], ['null', 'null']],
      [new Set([1]), ['{}']],
      [['</script>'], ['"</script>"']]
    ]
    for (const [payload, texts] of cases) {
      t.equal(render(payload), lines(...texts))
      t.equal(render(payload, true), lines(...texts), 'the schema true')
    }
    t.equal(serializer.sync, true)
  })

  t.test('an item is written by the schema of the items, as JSON has it', async (t) => {
    const cases: Array<[schema: unknown, payload: unknown, texts: string[]]> = [
      [array(named), [{ name: 'Mars', LEAK: 1 }, { LEAK: 1 }], ['{"name":"Mars"}', '{}']],
      [array(named), { name: 'Mars', LEAK: 1 }, ['{"name":"Mars"}']],
      [array(named), [null, undefined], ['{}', '{}']],
      [array(named), null, []],
      [named, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [named, { name: 'Mars', LEAK: 1 }, ['{"name":"Mars"}']],
      [array({ type: 'integer' }), [9007199254740993n, 1], ['9007199254740993', '1']],
      [array({ type: 'string', format: 'date' }), [new Date(2024, 1, 29)], ['"2024-02-29"']],
      [{ type: 'integer' }, 5, ['5']],
      [{ type: 'integer' }, [5, 6], ['5', '6']],
      [array({}), [undefined, () => 1, { a: 1 }], ['null', 'null', '{"a":1}']],
      [{}, { a: 1 }, ['{"a":1}']],
      [{}, [{ a: 1 }], ['{"a":1}']],
      [{ type: 'array' }, [{ a: 1 }], ['{"a":1}']],
      [array(array(named)), [[{ name: 'Mars', LEAK: 1 }]], ['[{"name":"Mars"}]']],
      [{ type: ['array', 'null'], items: named }, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [{ ...array(named), nullable: true }, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [{ anyOf: [array(named), { type: 'null' }] }, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [{ anyOf: [array(named), named] }, { name: 'Mars', LEAK: 1 }, ['{"name":"Mars"}']],
      [{ type: ['array', 'object'], items: object({ id: string }), properties: { name: string } }, { name: 'Mars', id: 'LEAK' }, ['{"name":"Mars"}']],
      [{ type: ['array', 'object'], items: object({ id: string }), properties: { name: string } }, [{ name: 'LEAK', id: '4' }], ['{"id":"4"}']],
      [{ type: ['array', 'string'], items: named }, 'Mars', ['"Mars"']],
      [{ anyOf: [array(named), string] }, 'Mars', ['"Mars"']],
      [{ $ref: 'planets#' }, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [array({ $ref: 'planet#' }), [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [{ ...array({ $ref: '#/definitions/x' }), definitions: { x: named } }, [{ name: 'Mars', LEAK: 1 }], ['{"name":"Mars"}']],
      [Type.Array(Type.Union([Type.Object({ name: Type.String() }), Type.Null()])), [{ name: 'Mars' }, null], ['{"name":"Mars"}', 'null']],
      [array(object({ name: string, none: false })), [{ name: 'Mars', none: 'LEAK' }], ['{"name":"Mars"}']],
      [object({ name: string, none: false }), [{ name: 'Mars', none: 'LEAK' }], ['{"name":"Mars"}']]
    ]
    const schemas = { planet: { $id: 'planet', ...named }, planets: { $id: 'planets', ...array({ $ref: 'planet#' }) } }
    for (const [schema, payload, texts] of cases) t.equal(render(payload, schema, schemas), lines(...texts), JSON.stringify(schema))
  })

  t.test('nothing in a text is taken for its end', async (t) => {
    const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('') + '\x7f\x85\u2028\u2029\ufeff'
    for (const schema of [undefined, array(string)]) {
      const content = render([controls, 'b'], schema)
      t.same(read(content), [controls, 'b'])
      t.equal(content.split('\n').length, 3)
      t.equal(content.split('\x1e').length, start === '' ? 1 : 3)
      t.notMatch(content, '\r')
    }
    const broken = { ...routeOf(mediaType), compileJson: () => markApplications((payload) => JSON.stringify(payload, null, '\r\n')) }
    const content = serializer.compile(array(string), broken)([{ name: 'a\nb', list: [1] }]) as string
    t.same(read(content), [{ name: 'a\nb', list: [1] }], 'nor in that of a compiler of the application’s own')
    t.equal(content.split('\n').length, 2)
  })

  t.test('a lone surrogate is escaped, so that the content is UTF-8', async (t) => {
    for (const value of ['\ud800', 'a\udc00b', '\udc00\ud800', `${'x'.repeat(100)}\ud800`, `𝄞\ud834${'x'.repeat(2 ** 16)}`]) {
      for (const schema of [undefined, array(string), array({})]) {
        const content = render([value], schema)
        t.equal(Buffer.from(content).toString(), content)
        t.same(read(content), [value])
      }
    }
  })

  t.test('items that come one by one are a stream', async (t) => {
    const items = [{ name: 'Mars', LEAK: 1 }, { name: 'Venus' }]
    async function * generated (): AsyncGenerator<unknown> { yield * items }
    const expected = lines('{"name":"Mars"}', '{"name":"Venus"}')
    for (const schema of [array(named), named]) {
      for (const source of [generated(), items.values(), items.map(async (item) => item).values()]) t.equal(await stream(source, schema), expected)
    }
    t.equal(await stream([].values()), '')
    t.equal(await stream([null, undefined].values()), lines('null', 'null'))
    t.equal(await stream({ toJSON: () => items.values() }, array(named)), expected)
  })

  t.test('what an array cannot be written by is a fault', async (t) => {
    for (const schema of [array(false), array({ not: {} })]) {
      t.throws(() => render([{ name: 'LEAK' }], schema), { name: 'TypeError', message: 'cannot send items: the schema forbids them' })
      await t.rejects(stream([{ name: 'LEAK' }].values(), schema), { message: 'cannot send items: the schema forbids them' })
    }
    const places = { message: `${mediaType} needs one schema for all its items, and the schema for status 200 has one for each: declare items` }
    for (const schema of [Type.Tuple([named, string]), { type: 'array', items: [named] }, { anyOf: [{ type: 'null' }, { type: 'array', prefixItems: [named] }] }]) {
      t.throws(() => serializer.compile(schema, routeOf(mediaType)), places)
    }
    t.throws(() => serializer.compile({ $ref: 'nothing#' }, routeOf(mediaType)), /cannot be resolved/)
    for (const payload of [() => 1, Symbol('x')]) t.throws(() => render(payload), { name: 'TypeError', message: 'cannot write the payload as JSON: it has no data' })
    t.throws(() => render([1n]), { name: 'TypeError' })
  })

  t.test('an object that contains itself is an error, and so a 500', async (t) => {
    const cyclic: Record<string, unknown> = { name: 'Mars' }
    cyclic.self = cyclic
    const tree = { $id: 'tree', ...object({ name: string, self: { $ref: 'tree#' } }) }
    t.throws(() => render([cyclic]), { name: 'TypeError', message: 'JSON cannot write it: converting circular structure to JSON' })
    t.throws(() => render([cyclic], array({ $ref: 'tree#' }), { tree }), { name: 'TypeError', message: '[0]: JSON cannot write it: it is nested too deeply' })
    const app = await build(t, { mediaType, serializer })
    app.get('/', { config: { produces: [mediaType] } }, async () => cyclic)
    app.get('/tree', { config: { produces: [mediaType] }, schema: { response: { 200: tree } } }, async () => cyclic)
    app.get('/declared', { config: { produces: [mediaType] }, schema: { response: { 200: named } } }, async () => cyclic)
    for (const url of ['/', '/tree']) t.equal((await app.inject(url)).statusCode, 500)
    t.equal((await app.inject('/declared')).body, lines('{"name":"Mars"}'))
  })

  t.test('long text is written as any other', async (t) => {
    for (const long of ['x'.repeat(10 * 2 ** 20), '\n"\\\x1e'.repeat(2 ** 20)]) {
      const content = render([long, 'b'], array(string))
      t.ok(content === lines(JSON.stringify(long), '"b"'))
    }
  })

  t.test('what is written is read back the same', async () => {
    const batch = samples.chain((item) => fc.record({ schema: fc.constant(item.schema), payloads: fc.array(arrayOf(item).value, { minLength: 20, maxLength: 20 }) }))
    fc.assert(fc.property(batch, ({ schema, payloads }) => {
      const serialize = serializer.compile(array(schema), routeOf(mediaType))
      for (const { value, declared } of payloads) assert.deepEqual(read(serialize(value) as string), declared)
    }), runs(400))
    const untyped = fc.array(fc.oneof(fc.jsonValue(), text))
    fc.assert(fc.property(untyped, (items) => {
      assert.deepEqual(read(render(items)), JSON.parse(JSON.stringify(items)))
    }), runs(3000))
  })

  t.test('the answer is that of JSON, item by item', async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(produces, { serializers: { [mediaType]: serializer as SerializerCompiler } })
    app.get('/', { config: { produces: ['application/json', mediaType] }, schema: { response: { 200: array(Planet) } } }, async () => [planet, planet])
    app.get('/none', { config: { produces: [mediaType] }, schema: { response: { 200: array(Planet) } } }, async () => null)
    const { headers, body } = await app.inject({ url: '/', headers: { accept: mediaType } })
    t.equal(headers['content-type'], mediaType)
    t.same(read(body), (await app.inject('/')).json())
    const none = await app.inject('/none')
    t.equal(none.statusCode, 200)
    t.equal(none.body, '')
  })

  const format = { mediaType, serializer: serializer as SerializerCompiler }
  testPlaces(format, array(Planet), [planet, planet], (body) => assert.deepEqual(read(body), [declaredPlanet, declaredPlanet]))
  testItems(format)
}
