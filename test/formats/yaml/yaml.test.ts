import assert from 'node:assert/strict'
import fc from 'fast-check'
import { CORE_SCHEMA, load, YAML11_SCHEMA } from 'js-yaml'
import t from 'tap'
import type { SerializerCompiler } from '../../../lib/index.js'
import yaml, { type YamlOptions } from '../../../lib/formats/yaml/yaml.js'
import { array, arrayOf, declaredPlanet, object, objectOf, Planet, planet, routeOf, samples, text } from '../declared.js'
import { build, contentOf, testItems, testPlaces } from '../items.js'
import { runs } from '../../fixtures/generated.js'

const mediaType = 'application/yaml'
const string = { type: 'string' }
const named = object({ name: string })
const format = { mediaType, serializer: yaml() as SerializerCompiler } as const

interface Case {
  readonly schema?: unknown
  readonly schemas?: Record<string, unknown>
  readonly options?: YamlOptions
}

function render (payload: unknown, { schema, schemas, options }: Case = {}): string {
  const content = yaml(options).compile(schema, routeOf(mediaType, schemas))(payload)
  if (typeof content !== 'string') throw new TypeError('expected a string')
  return content
}

function stream (payload: unknown, schema?: unknown): Promise<string> {
  return contentOf(yaml().compile(schema, routeOf(mediaType))(payload))
}

/** What a reader of YAML 1.2 and one of YAML 1.1 agree on. */
function read (content: string): unknown {
  assert.equal(Buffer.from(content).toString(), content, 'UTF-8')
  const value = load(content, { schema: CORE_SCHEMA })
  assert.deepEqual(load(content, { schema: YAML11_SCHEMA }), value)
  return value
}

t.test('objects and arrays are block collections', async (t) => {
  const cases: Array<[payload: unknown, content: string]> = [
    [{ name: 'Mars', mass: 0.64 }, 'name: Mars\nmass: 0.64\n'],
    [['a', 1, true, null], '- a\n- 1\n- true\n- null\n'],
    [[{ name: 'Mars', moons: ['Phobos', 'Deimos'] }, { name: 'Venus', moons: [] }], '- name: Mars\n  moons:\n    - Phobos\n    - Deimos\n- name: Venus\n  moons: []\n'],
    [{ orbit: { star: { name: 'Sun' } }, none: {} }, 'orbit:\n  star:\n    name: Sun\nnone: {}\n'],
    [[[1, [2]], []], '- - 1\n  - - 2\n- []\n'],
    [{}, '{}\n'],
    [[], '[]\n'],
    [null, 'null\n'],
    [5, '5\n'],
    [false, 'false\n']
  ]
  for (const [payload, content] of cases) {
    t.equal(render(payload), content)
    t.equal(render(payload, { schema: true }), content)
    t.same(read(content), payload)
  }
  t.equal(yaml().sync, true)
})

t.test('a string is plain where every reader takes it for one', async (t) => {
  const cases: Array<[value: string, written: string]> = [
    ['Mars', 'Mars'],
    ['the red planet', 'the red planet'],
    ['https://mars.example/?a=b#c', 'https://mars.example/?a=b#c'],
    ['/planets/mars', '/planets/mars'],
    ['_id', '_id'],
    ['Ürümqi, 火星', 'Ürümqi, 火星'],
    ['a "b" \'c\'', 'a "b" \'c\''],
    ['a, [b] {c}', 'a, [b] {c}'],
    ['a:b', 'a:b'],
    ['a#b', 'a#b'],
    ['ok ⚳ 𝄞', 'ok ⚳ 𝄞'],
    ['yesterday', 'yesterday'],
    ...['', 'yes', 'No', 'on', 'OFF', 'y', 'N', 'true', 'False', 'null', 'NULL', '~', '012', '0o17', '0x1f', '1e3', '1_000', '1:30', '.5', '+1', '-1', '5', '.inf', '.nan', '=', '<<',
      '2024-02-29', '2024-02-29T12:00:00.000Z', '---', '...', '- a', '-', '?', ': a', 'a: b', 'a:', 'a #b', '#a', '%a', '@a', '`a', '!a', '&a', '*a', '|', '>', '{a}', '[a]', ',a',
      ' a', 'a ', "'a'", '</script>', '\u00a0a', 'a\u00a0'].map((value): [string, string] => [value, `"${value}"`]),
    ['"a"', '"\\"a\\""'],
    ['\\', '"\\\\"'],
    ['a\tb', '"a\\tb"'],
    ['a\rb', '"a\\rb"'],
    ['a\r\nb', '"a\\r\\nb"'],
    ['\0', '"\\u0000"'],
    ['\x1b[0m', '"\\u001b[0m"'],
    ['a\x7f', '"a\\u007f"'],
    ['a\x85b', '"a\\u0085b"'],
    ['a\u2028b\u2029', '"a\\u2028b\\u2029"'],
    ['\ufeffa', '"\\ufeffa"'],
    ['a\ufffe\uffff', '"a\\ufffe\\uffff"'],
    ['a\ud800', '"a\\ud800"'],
    ['\udc00𝄞\ud834', '"\\udc00𝄞\\ud834"']
  ]
  for (const [value, written] of cases) {
    t.equal(render({ a: value }), `a: ${written}\n`)
    t.equal(render([value]), `- ${written}\n`)
    t.equal(render({ [value]: 1 }), `${written}: 1\n`, 'the name of a property, too')
    for (const content of [render({ a: value }), render({ [value]: [value] })]) read(content)
    t.same(read(render({ [value]: [value] })), { [value]: [value] })
  }
})

t.test('text of more than one line is a block, where readers agree on it', async (t) => {
  const cases: Array<[value: string, written: string]> = [
    ['a\nb', '|-\n  a\n  b'],
    ['a\nb\n', '|\n  a\n  b'],
    ['a\n\nb', '|-\n  a\n\n  b'],
    ['a\n  b\n\tc', '|-\n  a\n    b\n  \tc'],
    ['# a\n- b: c #d\n', '|\n  # a\n  - b: c #d'],
    ['a\n---\n...\n%b', '|-\n  a\n  ---\n  ...\n  %b'],
    ['1\n2', '|-\n  1\n  2'],
    ['\na', '"\\na"'],
    [' a\nb', '" a\\nb"'],
    ['a\n\n', '"a\\n\\n"'],
    ['a\nb ', '"a\\nb "'],
    ['a\n \nb', '"a\\n \\nb"'],
    ['a\r\nb\n', '"a\\r\\nb\\n"'],
    ['\n', '"\\n"'],
    ['a\n\ufeff', '"a\\n\\ufeff"']
  ]
  for (const [value, written] of cases) {
    t.equal(render({ a: value, b: 1 }), `a: ${written}\nb: 1\n`)
    t.same(read(render([value, [{ a: value, b: [value] }]])), [value, [{ a: value, b: [value] }]])
    t.same(read(render({ [value]: 1 })), { [value]: 1 })
  }
  t.equal(render({ 'a\nb': 1 }), '"a\\nb": 1\n')
})

t.test('a value is what JSON has of it', async (t) => {
  class Model {
    readonly #name = 'Mars'
    toJSON (): object { return { name: this.#name } }
  }
  const cases: Array<[value: unknown, written: string]> = [
    [1.5, '1.5'],
    [-0, '0'],
    [1e21, '1.0e+21'],
    [-1.5e300, '-1.5e+300'],
    [1e-7, '1.0e-7'],
    [123456789012345680000, '123456789012345680000'],
    [9007199254740993n, '9007199254740993'],
    [NaN, 'null'],
    [Infinity, 'null'],
    [-Infinity, 'null'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
    [new Date(NaN), 'null'],
    [Buffer.from('Mars'), 'TWFycw=='],
    [new Uint8Array([77, 97, 114, 115]).subarray(1), 'YXJz'],
    [new DataView(new Uint8Array([77, 97, 114, 115]).buffer, 1), 'YXJz'],
    [new Uint8Array([77, 97, 114, 115]).buffer, 'TWFycw=='],
    [new URL('http://mars.example/'), 'http://mars.example/'],
    [new Model(), '\n  name: Mars'],
    [Object(5), '5'],
    [Object('a'), 'a'],
    [Object(false), 'false'],
    [new Map([[1, 2]]), '{}'],
    [new Set([1]), '{}'],
    [{ a: undefined, b: () => 1, c: Symbol('x') }, '{}'],
    [[undefined, () => 1, Symbol('x')], '\n  - null\n  - null\n  - null'],
    [{ toJSON: () => [1] }, '\n  - 1']
  ]
  for (const [value, written] of cases) t.equal(render({ a: value }), written.startsWith('\n') ? `a:${written}\n` : `a: ${written}\n`)
  t.equal(render({ a: 1, b: undefined, c: () => 1 }), 'a: 1\n')
  t.equal(render(JSON.parse('{"__proto__":{"a":1},"constructor":2}')), '__proto__:\n  a: 1\nconstructor: 2\n')
  // js-yaml has large integers as numbers.
  t.equal(render([2n ** 70n]), '- 1180591620717411303424\n')
  for (const payload of [undefined, () => 1, Symbol('x')]) t.throws(() => render(payload), { name: 'TypeError', message: 'cannot write the payload as application/yaml: it has no data' })
})

t.test('a date is a day or a time where the schema says so, as in JSON', async (t) => {
  const at = new Date(2024, 1, 29, 7, 8, 9)
  const formats = { date: '2024-02-29', time: '07:08:09', 'date-time': at.toISOString() }
  for (const [format, written] of Object.entries(formats)) {
    const schema = object({ at: { type: ['string', 'null'], format }, list: array({ type: 'string', format }) })
    t.equal(render({ at, list: [at] }, { schema }), `at: "${written}"\nlist:\n  - "${written}"\n`)
    t.equal(JSON.parse(routeOf(mediaType).compileJson(schema)({ at, list: [] })).at, written)
    t.throws(() => render({ at: new Date(NaN) }, { schema }), { message: 'at: expected a date by the schema, found an invalid one' })
    t.equal(await stream([at].values(), array({ type: 'string', format })), `- "${written}"\n`)
  }
})

t.test('what the schema does not declare stays in', async (t) => {
  const schemas = { planet: { $id: 'planet', ...named }, tree: { $id: 'tree', ...object({ name: string, moons: array({ $ref: 'tree#' }) }) } }
  const LEAK = { name: 'LEAK' }
  const cases: Array<[schema: unknown, payload: unknown, content: string]> = [
    [named, { name: 'Mars', LEAK }, 'name: Mars\n'],
    [array(named), [{ name: 'Mars', LEAK }, { LEAK }], '- name: Mars\n- {}\n'],
    [array(array(named)), [[{ name: 'Mars', LEAK }]], '- - name: Mars\n'],
    [{ $ref: 'planet#' }, { name: 'Mars', LEAK }, 'name: Mars\n'],
    [{ $ref: 'tree#' }, { name: 'Mars', moons: [{ name: 'Phobos', LEAK, moons: [{ LEAK }] }], LEAK }, 'name: Mars\nmoons:\n  - name: Phobos\n    moons:\n      - {}\n'],
    [{ anyOf: [named, { type: 'null' }] }, { name: 'Mars', LEAK }, 'name: Mars\n'],
    [object({ name: string, none: false }), { name: 'Mars', none: LEAK }, 'name: Mars\n'],
    [object({ constructor: string, toString: string }), { LEAK }, '{}\n'],
    [{ type: 'object', additionalProperties: named }, { a: { name: 'Mars', LEAK } }, 'a:\n  name: Mars\n'],
    [{ type: 'object' }, { LEAK }, '{}\n'],
    [named, null, 'null\n'],
    [false, { LEAK }, ''],
    [{ type: 'array', items: [named, object({ b: string })], additionalItems: false }, [{ name: 'a', b: 'LEAK' }, { name: 'LEAK', b: 'b' }], '- name: a\n- b: b\n']
  ]
  for (const [schema, payload, content] of cases) {
    if (content === '') t.throws(() => render(payload, { schema, schemas }), { message: 'cannot write the payload as application/yaml: it has no data' })
    else t.equal(render(payload, { schema, schemas }), content, JSON.stringify(schema))
  }
  t.throws(() => render({}, { schema: { $ref: 'nothing#' } }), /cannot be resolved/)
})

t.test('an object that stands in two places is written twice, and one that contains itself is a clear error', async (t) => {
  const star = { name: 'Sun' }
  t.equal(render({ a: star, b: star, c: [star, star] }), 'a:\n  name: Sun\nb:\n  name: Sun\nc:\n  - name: Sun\n  - name: Sun\n')
  const cyclic: Record<string, unknown> = { name: 'Mars' }
  cyclic.self = { list: [cyclic] }
  const tree = { $id: 'tree', ...object({ name: string, self: object({ list: array({ $ref: 'tree#' }) }) }) }
  t.throws(() => render(cyclic), { name: 'TypeError', message: 'cannot write the payload as application/yaml: it contains itself, or is nested too deeply', cause: { name: 'RangeError' } })
  t.throws(() => render(cyclic, { schema: { $ref: 'tree#' }, schemas: { tree } }), { name: 'TypeError', message: 'cannot write the payload as application/yaml: it contains itself, or is nested too deeply', cause: { name: 'RangeError' } })
  t.equal(render(cyclic, { schema: named }), 'name: Mars\n', 'where it is not declared, it is none')
  let deep: unknown = 'x'
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  t.throws(() => render(deep), { message: 'cannot write the payload as application/yaml: it contains itself, or is nested too deeply' })
  t.throws(() => render({ toJSON () { throw new RangeError('Invalid time value') } }), { name: 'RangeError', message: 'Invalid time value' })
  const app = await build(t, format)
  app.addSchema(tree)
  app.get('/', { config: { produces: [mediaType] } }, async () => cyclic)
  app.get('/tree', { config: { produces: [mediaType] }, schema: { response: { 200: { $ref: 'tree#' } } } }, async () => cyclic)
  for (const url of ['/', '/tree']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 500)
    t.match(response.json().message, /contains itself/)
  }
})

t.test('items that come one by one are a sequence', async (t) => {
  const items = [{ name: 'Mars', LEAK: 1 }, { name: 'a\nb\n' }, { LEAK: 1 }]
  async function * generated (): AsyncGenerator<unknown> { yield * items }
  const expected = '- name: Mars\n- name: |\n    a\n    b\n- {}\n'
  for (const source of [generated(), items.values()]) t.equal(await stream(source, array(named)), expected)
  t.equal(await stream([].values(), array(named)), '[]\n')
  t.equal(await stream([].values()), '[]\n')
  t.equal(await stream([[1, 2], 'a\nb', undefined, null].values()), '- - 1\n  - 2\n- |-\n  a\n  b\n- null\n- null\n')
  t.equal(await stream([{ name: 'a', b: 'LEAK' }, { name: 'LEAK', b: 'b' }].values(), { type: 'array', prefixItems: [named, object({ b: string })] }), '- name: a\n- b: b\n')
  let closed = 0
  async function * endless (): AsyncGenerator<unknown> {
    try {
      for (;;) yield { name: 'Mars' }
    } finally {
      closed++
    }
  }
  for (const schema of [named, string]) {
    await t.rejects(stream(endless(), schema), { name: 'TypeError', message: 'cannot send items one by one: the schema declares no array' })
  }
  t.equal(closed, 2, 'and the source is closed')
})

t.test('a second payload owes nothing to the first: neither its long keys nor its places', async (t) => {
  const write = yaml({ indent: 4 }).compile(undefined, routeOf(mediaType))
  const nested = { a: { b: [1] } }
  const before = write(nested)
  write({ ['k'.repeat(2000)]: [1] })
  t.equal(write(nested), before)
  const writeTuple = yaml().compile({ type: 'array', prefixItems: [named, object({ b: string })], items: false }, routeOf(mediaType))
  for (const time of ['first', 'second']) {
    t.equal(await contentOf(writeTuple([{ name: 'a', b: 'LEAK' }, { name: 'LEAK', b: 'b' }].values())), '- name: a\n- b: b\n', time)
  }
})

t.test('the option indent says how far in a nested object stands', async (t) => {
  const payload = { a: { b: ['c', { d: 1, e: 'x\ny' }] } }
  t.equal(render(payload, { options: { indent: 4 } }), 'a:\n    b:\n        - c\n        - d: 1\n          e: |-\n              x\n              y\n')
  const cases: Array<[options: unknown, message: string]> = [
    [null, 'yaml(): expected an object of options, found null'],
    [{ flow: true }, 'yaml(): option flow: unknown key (known: indent)'],
    ...[0, 1, 9, 2.5, '4', NaN].map((indent): [object, RegExp] => [{ indent }, /^yaml\(\): option indent: expected an integer from 2 to 8, found /])
  ] as Array<[unknown, string]>
  for (const [options, message] of cases) t.throws(() => yaml(options as YamlOptions), { name: 'TypeError', message })
})

t.test('a long name stands on a line of its own, as readers require', async (t) => {
  for (const length of [170, 171, 1022, 1023, 1024, 5000]) {
    const name = 'a'.repeat(length)
    for (const indent of [2, 3, 8]) {
      const payload = { [name]: [[{ [`${name} `]: { b: [1] } }, 2]], c: 1 }
      const content = render(payload, { options: { indent } })
      t.same(read(content), payload)
      t.ok(content.split('\n').every((line) => line.length <= 1100 || /^[ :-]*\? /.test(line)), `${length} characters`)
    }
  }
})

t.test('a name is as long as it is written, with every escape (YAML 1.2.2 §7.4.2)', async (t) => {
  for (const name of ['\x01'.repeat(250), '\x01'.repeat(300), '\x01'.repeat(1000), `"${'\\'.repeat(600)}\x07`]) {
    const payload = { [name]: [1], b: { [name]: 2 } }
    const content = render(payload)
    t.same(read(content), payload)
    t.ok(content.split('\n').every((line) => line.length <= 1030 || /^ *\? /.test(line)), `${name.length} characters`)
  }
})

t.test('names that nobody has declared are written by what they are, however many there are', async (t) => {
  const names = Array.from({ length: 2500 }, (_, index) => index % 2 === 0 ? `name ${index}` : `${index}: ${'x'.repeat(index)}`)
  const map = Object.fromEntries(names.map((name, index) => [name, { [name]: index }]))
  const payload = [map, { inner: map }, map]
  t.same(read(render(payload)), payload)
  t.same(read(render(payload, { schema: array({ type: 'object', properties: { inner: true }, additionalProperties: true }) })), payload)
})

t.test('a schema without properties has none, and one with others has them after its own', async (t) => {
  const others = { type: 'object', additionalProperties: string }
  const cases: Array<[schema: unknown, payload: unknown, content: string]> = [
    [object({}), { a: 1 }, '{}\n'],
    [array(object({ a: object({}) })), [{ a: { b: 1 } }, {}], '- a: {}\n- {}\n'],
    [others, { b: '1', a: '2' }, 'b: "1"\na: "2"\n'],
    [{ ...others, properties: { a: { type: 'integer' } } }, { b: 'x', a: 2 }, 'a: 2\nb: x\n'],
    [array({ ...others, properties: { a: object({ b: string, c: array(string) }) } }), [{ x: 'v' }, { x: 'v', a: { c: ['z'] } }], '- x: v\n- a:\n    c:\n      - z\n  x: v\n']
  ]
  for (const [schema, payload, content] of cases) t.equal(render(payload, { schema }), content, JSON.stringify(schema))
})

t.test('text of several lines that is all there is does not stand at the left edge', async (t) => {
  t.equal(render('a\n---\n...\n'), '|\n  a\n  ---\n  ...\n')
  t.equal(read(render('a\n---\nb')), 'a\n---\nb')
})

t.test('long text is written as any other', async (t) => {
  for (const long of ['x'.repeat(10 * 2 ** 20), 'x\n'.repeat(2 ** 20), '\n"\\ \x1e'.repeat(2 ** 20), '\n  '.repeat(2 ** 20), `a${' '.repeat(2 ** 20)}`, `a${'\n'.repeat(2 ** 20)}b`]) {
    const value = load(render({ a: long, b: 1 })) as { a: string, b: number }
    t.ok(value.a === long && value.b === 1)
  }
})

t.test('what is written is read back the same', async () => {
  const batch = samples.chain((item) => fc.record({ schema: fc.constant(item.schema), payloads: fc.array(item.value, { minLength: 20, maxLength: 20 }), indent: fc.constantFrom(2, 3, 4, 8) }))
  fc.assert(fc.property(batch, ({ schema, payloads, indent }) => {
    const serialize = yaml({ indent }).compile(schema, routeOf(mediaType))
    for (const { value, declared } of payloads) assert.deepEqual(read(serialize(value) as string), declared)
  }), runs(300))
  const names = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString'))
  const untyped = fc.letrec((tie) => ({ value: fc.oneof({ maxDepth: 4 }, text, fc.jsonValue(), fc.double(), fc.array(tie('value'), { maxLength: 4 }), fc.array(fc.tuple(names, tie('value')), { maxLength: 4 }).map(Object.fromEntries)) })).value
  fc.assert(fc.property(untyped, (value) => {
    assert.deepEqual(read(render(value)), JSON.parse(JSON.stringify(value)))
  }), runs(3600))
})

t.test('what is streamed is read back the same', async () => {
  const items = samples.chain((item) => fc.record({ schema: fc.constant(arrayOf(objectOf({ a: item, b: item })).schema), items: arrayOf(objectOf({ a: item, b: item })).value }))
  await fc.assert(fc.asyncProperty(items, async ({ schema, items: { value, declared } }) => {
    assert.deepEqual(read(await stream((value as unknown[]).values(), schema)), declared)
  }), runs(500))
})

t.test('every +yaml is YAML', async (t) => {
  const app = await build(t, format)
  app.get('/', { config: { produces: ['application/vnd.planet+yaml', 'application/openapi+yaml;version=3.1'] }, schema: { response: { 200: Planet } } }, async () => planet)
  for (const accept of ['application/vnd.planet+yaml', 'application/openapi+yaml;version=3.1']) {
    const { headers, body } = await app.inject({ url: '/', headers: { accept } })
    t.equal(headers['content-type'], accept)
    t.same(read(body), declaredPlanet)
  }
})

testPlaces(format, array(Planet), [planet, planet], (body) => assert.deepEqual(read(body), [declaredPlanet, declaredPlanet]))
testItems(format)
