import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { ReadableStream } from 'node:stream/web'
import t from 'tap'
import Type from 'typebox'
import csv, { type CsvOptions } from '../../../lib/formats/csv/csv.js'
import type { SerializerRoute } from '../../../types/index.js'
import { character, runs } from '../../fixtures/generated.js'

const route: SerializerRoute = { method: 'GET', url: '/', mediaType: 'text/csv', status: '200', schemas: {}, compileJson: () => JSON.stringify }

function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

function array (items: unknown): object {
  return { type: 'array', items }
}

const planet = object({ name: { type: 'string' }, mass: { type: 'number' } })
const planets = array(planet)

interface Case {
  readonly schema?: unknown
  readonly options?: CsvOptions
  readonly schemas?: Record<string, unknown>
}

function render (payload: unknown, { schema, options, schemas = {} }: Case): string {
  const content = csv(options).compile(schema, { ...route, schemas })(payload)
  if (typeof content !== 'string') throw new TypeError('expected a string')
  return content
}

function stream (payload: unknown, { schema = planets, options }: Case = {}): Readable {
  const content = csv(options).compile(schema, route)(payload)
  if (typeof content === 'string') throw new TypeError('expected a stream')
  return content
}

async function contentOf (content: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** A cell as it is written, of the value of one property. */
function cell (value: unknown, schema: unknown, options: CsvOptions = {}): string {
  const line = render([{ value, end: '.' }], { schema: array(object({ value: schema, end: { type: 'string' } })), options: { ...options, header: false } })
  assert.match(line, /,\.\r\n$/)
  return line.slice(0, -4)
}

const anyOf = (...schemas: unknown[]): object => ({ anyOf: schemas })
const string = { type: 'string' }
const number = { type: 'number' }

t.test('rows are lines that end with CRLF, below a line with the names of the columns (RFC 4180 §2)', async (t) => {
  const cases: Array<[payload: unknown, content: string]> = [
    [[{ name: 'Mars', mass: 0.64 }, { name: 'Venus', mass: 4.87 }], 'name,mass\r\nMars,0.64\r\nVenus,4.87\r\n'],
    [[{ mass: 0.64, name: 'Mars' }], 'name,mass\r\nMars,0.64\r\n'],
    [[{ name: 'Mars' }], 'name,mass\r\nMars,\r\n'],
    [[null, undefined], 'name,mass\r\n,\r\n,\r\n'],
    // eslint-disable-next-line no-sparse-arrays
    [[, { name: 'Mars' }], 'name,mass\r\n,\r\nMars,\r\n'],
    [[], 'name,mass\r\n'],
    [null, 'name,mass\r\n'],
    [undefined, 'name,mass\r\n'],
    [{ toJSON: () => [{ name: 'Mars' }] }, 'name,mass\r\nMars,\r\n'],
    [[{ toJSON: () => ({ name: 'Mars' }), name: 'x' }], 'name,mass\r\nMars,\r\n']
  ]
  for (const [payload, content] of cases) t.equal(render(payload, { schema: planets }), content)
  t.equal(render([{ name: 'Mars' }], { schema: planet }), 'name,mass\r\nMars,\r\n', 'an array, where the schema is one object')
  t.equal(csv().sync, true)
})

t.test('a field that needs it stands in quotes, and a quote in it is doubled (RFC 4180 §2, 5 to 7)', async (t) => {
  const cases: Array<[value: string, cell: string]> = [
    ['plain', 'plain'],
    [' spaces are part of a field ', ' spaces are part of a field '],
    ['', ''],
    ['a,b', '"a,b"'],
    [',', '","'],
    ['say "hi"', '"say ""hi"""'],
    ['"', '""""'],
    ['a\r\nb', '"a\r\nb"'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['a;b\tc', 'a;b\tc'],
    ["it's", "it's"],
    ['Ceres ⚳ 𝄞', 'Ceres ⚳ 𝄞']
  ]
  for (const [value, expected] of cases) t.equal(cell(value, string), expected)
  t.equal(render([{ 'a,"b"': 'x' }], { schema: object({ 'a,"b"': string }) }), '"a,""b"""\r\nx\r\n', 'the name of a column, too')
})

t.test('an empty cell that is alone on its line is quoted, so that no reader skips it', async (t) => {
  t.equal(render([{ name: '' }, {}, null, { name: 'Mars' }], { schema: object({ name: string }) }), 'name\r\n""\r\n""\r\n""\r\nMars\r\n')
})

t.test('a value is written by what it is', async (t) => {
  const scalars = { type: ['string', 'number', 'boolean', 'null'] }
  class Decimal {
    toString (): string { return '12.50' }
  }
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    [null, string, ''],
    [undefined, string, ''],
    [true, { type: 'boolean' }, 'true'],
    [false, { type: 'boolean' }, 'false'],
    [0, number, '0'],
    [-0, number, '0'],
    [-1.5, number, '-1.5'],
    [1e21, number, '1e+21'],
    [NaN, number, ''],
    [Infinity, number, ''],
    [-Infinity, number, ''],
    [9007199254740993n, { type: 'integer' }, '9007199254740993'],
    [-1n, { type: 'bigint' }, '-1'],
    [new Date(Date.UTC(2024, 1, 29, 12)), { type: 'string', format: 'date-time' }, '2024-02-29T12:00:00.000Z'],
    [new Date(2024, 1, 29), { type: 'string', format: 'date' }, '2024-02-29'],
    [new Date(2024, 1, 29, 7, 8, 9), { type: 'string', format: 'time' }, '07:08:09'],
    [Buffer.from('Mars'), string, 'TWFycw=='],
    [new Uint8Array([77, 97, 114, 115]).subarray(1), string, 'YXJz'],
    [new URL('http://mars.example/'), string, 'http://mars.example/'],
    [new Decimal(), number, '12.5'],
    [new Decimal(), string, '12.50'],
    [() => 'x', {}, ''],
    [Symbol('x'), {}, ''],
    ['5', scalars, '5'],
    [5, scalars, '5'],
    ['a', { enum: ['a', null] }, 'a'],
    [1, { const: 1 }, '1'],
    ['anything', {}, 'anything'],
    [{ b: 1 }, {}, '"{""b"":1}"'],
    [{ b: 1 }, true, '"{""b"":1}"']
  ]
  for (const [value, schema, expected] of cases) t.equal(cell(value, schema), expected, `${String(typeof value)} ${expected}`)
})

t.test('a value of a form that the schema does not declare is an error, as in JSON', async (t) => {
  const secret = { password: 'secret' }
  const cases: Array<[value: unknown, schema: unknown]> = [
    ['secret', array(string)], ['secret', object({ a: array(string) })], ['secret', object({})], [secret, array(string)],
    [new Date(), object({ getTime: string })], [new Date(NaN), string], [Object.create(null), string], [[secret], array(number)]
  ]
  for (const [value, schema] of cases) {
    t.throws(() => render([{ value }], { schema: array(object({ value: schema, end: string })) }), { name: 'TypeError', message: /^\[0\]\.value.*: expected/ })
  }
  t.equal(cell('secret', { type: 'null' }), '')
  t.equal(cell(secret, string), '[object Object]')
  t.equal(cell(['a', secret, 1], array(string)), 'a; [object Object]; 1')
})

t.test('objects become columns with dotted names', async (t) => {
  const orbit = object({ period: number, star: object({ name: string }) })
  const schema = array(object({ name: string, orbit, moons: number }))
  const header = 'name,orbit.period,orbit.star.name,moons\r\n'
  t.equal(render([{ name: 'Mars', orbit: { period: 687, star: { name: 'Sun' } }, moons: 2 }], { schema }), `${header}Mars,687,Sun,2\r\n`)
  t.equal(render([{ name: 'Mars', orbit: { period: 687 } }, { orbit: null }], { schema }), `${header}Mars,687,,\r\n,,,\r\n`)
  t.equal(render([{ orbit: { toJSON: () => ({ period: 687 }) } }], { schema }), `${header},687,,\r\n`)
  t.equal(render([{ a: { length: 5 } }], { schema: object({ a: object({ length: number }) }) }), 'a.length\r\n5\r\n')
})

t.test('the scalars of an array share a cell', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    [['a', 'b'], array(string), 'a; b'],
    [[1, null, true, new Date(0)], array({ type: ['number', 'boolean', 'string', 'null'] }), '1; ; true; 1970-01-01T00:00:00.000Z'],
    [['a'], array(string), 'a'],
    [[], array(string), ''],
    [['a', 'b, c'], array(string), '"a; b, c"'],
    [['a', 'b'], array({}), 'a; b'],
    [['a', 'b'], { type: 'array' }, 'a; b'],
    [[], {}, ''],
    [[1, 2], { type: 'array', prefixItems: [number, number] }, '1; 2'],
    [[1, 'a'], { type: 'array', items: [number, string] }, '1; a'],
    [[{ a: 1 }, 'b'], {}, '"[{""a"":1},""b""]"'],
    [[[1, 2], [3]], array(array(number)), '"[[1,2],[3]]"'],
    [[], array(array(number)), '[]']
  ]
  for (const [value, schema, expected] of cases) t.equal(cell(value, schema), expected)
  t.equal(cell(['a', 'b'], array(string), { arraySeparator: '|' }), 'a|b')
})

t.test('an array of objects is a cell of JSON with what the schema of its items declares', async (t) => {
  const moon = object({ name: string, period: number, seen: string, big: { type: 'boolean' }, crater: object({ name: string }), tags: array(string) })
  const cases: Array<[moons: unknown, json: string]> = [
    [[{ name: 'Phobos', period: 0.3, password: 'x' }, { password: 'x' }], '[{"name":"Phobos","period":0.3},{}]'],
    [[{ name: 'say "hi"', crater: { name: 'Stickney', password: 'x' }, tags: ['a', 'b'] }], '[{"name":"say \\"hi\\"","crater":{"name":"Stickney"},"tags":["a","b"]}]'],
    [[{ name: null, period: NaN, seen: new Date(0), big: false }], '[{"name":null,"period":null,"seen":"1970-01-01T00:00:00.000Z","big":false}]'],
    [[{ period: 9007199254740993n, name: Buffer.from('Mars'), seen: undefined }], '[{"name":"TWFycw==","period":9007199254740993}]'],
    [[{ name: () => 'x', seen: new URL('http://mars.example/'), big: {} }], '[{"seen":"http://mars.example/","big":true}]'],
    [[null, undefined], '[null,null]'],
    [[{ toJSON: () => ({ name: 'Phobos', password: 'x' }) }], '[{"name":"Phobos"}]'],
    [[], '[]']
  ]
  for (const [moons, json] of cases) {
    const expected = json.includes(',') || json.includes('"') ? `"${json.replaceAll('"', '""')}"` : json
    t.equal(cell(moons, array(moon)), expected)
  }
})

t.test('an object without declared properties is a cell of JSON', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, json: string]> = [
    [{ a: 1, b: { c: 'd' } }, { type: 'object', additionalProperties: true }, '{"a":1,"b":{"c":"d"}}'],
    [{ a: 1, b: '2' }, { additionalProperties: number }, '{"a":1,"b":2}'],
    [{ a: { b: 1, c: 2 } }, { additionalProperties: object({ b: number }) }, '{"a":{"b":1}}'],
    [{ de: 'Mars', password: 'x' }, { type: 'object', patternProperties: { '^..$': string } }, '{"de":"Mars"}'],
    [{ de: 'Mars', x: 5, y: '6' }, { patternProperties: { '^..$': string }, additionalProperties: number }, '{"de":"Mars","x":5,"y":6}'],
    [{ a: 1 }, Type.Record(Type.String(), Type.Number()), '{"a":1}'],
    [{ a: 1, b: 2 }, { properties: { b: false }, additionalProperties: true }, '{"a":1}'],
    [{ a: 1 }, { type: 'object' }, '{}'],
    [{ a: 1 }, { type: 'object', additionalProperties: false }, '{}']
  ]
  for (const [value, schema, json] of cases) t.equal(cell(value, schema), json === '{}' ? json : `"${json.replaceAll('"', '""')}"`)
  const moons = array(object({ name: string }, { additionalProperties: number }))
  t.equal(cell([{ a: 1, name: 'Phobos', b: '2' }], moons), '"[{""name"":""Phobos"",""a"":1,""b"":2}]"')
  const open = object({ orbit: object({ period: number }, { additionalProperties: true }) })
  t.equal(render([{ orbit: { period: 687, password: 'x' } }], { schema: open }), 'orbit.period\r\n687\r\n', 'what has no column of its own stays')
})

t.test('the columns follow from the schema, whatever its form', async (t) => {
  const name = object({ name: string })
  const mass = object({ mass: number })
  const moon = { $id: 'moon', ...object({ title: string }), definitions: { orbit: object({ period: number }), 'a/b~c d': name } }
  const cases: Array<[schema: unknown, header: string]> = [
    [{ properties: { name: string } }, 'name'],
    [{ items: { properties: { name: string } } }, 'name'],
    [{ allOf: [name, mass] }, 'name,mass'],
    [object({ id: string }, { allOf: [name, { anyOf: [mass] }] }), 'id,name,mass'],
    [{ allOf: [name], properties: { id: string } }, 'name,id'],
    [array({ oneOf: [name, mass, name] }), 'name,mass'],
    [anyOf(array(name), mass), 'mass,name'],
    [anyOf(array(name), name, { type: 'null' }), 'name'],
    [object({ a: string }, { if: mass, then: name, else: object({ b: string }) }), 'a,name,b'],
    [object({ name: string }, { anyOf: [{ required: ['name'] }, { required: ['id'] }] }), 'name'],
    [array({ $ref: 'moon' }), 'title'],
    [array({ $ref: 'moon#' }), 'title'],
    [{ $ref: 'list#' }, 'title,orbit.period'],
    [{ $ref: 'https://mars.example/named' }, 'name'],
    [object({ orbit: { $ref: 'moon#/definitions/orbit' } }), 'orbit.period'],
    [object({ a: { $ref: 'moon#/definitions/a~1b~0c%20d' } }), 'a.name'],
    // "~01" is "~1", and not "/" (RFC 6901 §4).
    [object({ a: { $ref: '#/$defs/a~01b' } }, { $defs: { 'a~1b': name, 'a/b': mass } }), 'a.name'],
    [{ $ref: '#/$defs/x', $defs: { x: name } }, 'name'],
    [{ $ref: '#x', $defs: { x: { $anchor: 'x', ...name } } }, 'name'],
    [{ $ref: '#x', definitions: { x: { $id: '#x', ...name } } }, 'name'],
    [{ $id: 'own', ...object({ a: name, b: { $ref: 'own#/properties/a' } }) }, 'a.name,b.name'],
    [object({ a: name, b: { $ref: '#/properties/a' } }), 'a.name,b.name'],
    [object({ a: anyOf(name, { type: 'null' }), b: anyOf(name, mass) }), 'a.name,b.name,b.mass'],
    [object({ a: { type: ['object', 'null'], properties: { b: string } } }), 'a.b'],
    [object({ a: anyOf(string, name) }), 'a'],
    [object({ a: anyOf(array(name), name) }), 'a'],
    [object({ a: true, b: false, c: {} }), 'a,c'],
    [{ allOf: [object({ a: object({ x: string }) }), object({ a: object({ y: string }) })] }, 'a.x,a.y'],
    [Type.Array(Type.Intersect([Type.Object({ id: Type.Integer() }), Type.Object({ name: Type.Optional(Type.String()) })])), 'id,name'],
    [Type.Array(Type.Object({ at: Type.Unsafe({ type: 'string', format: 'date-time' }), n: Type.Union([Type.Null(), Type.Number()]) })), 'at,n']
  ]
  const schemas = {
    moon,
    list: { $id: 'list', type: 'array', items: { allOf: [{ $ref: 'moon' }, { $ref: '#/definitions/x' }] }, definitions: { x: object({ orbit: { $ref: 'moon#/definitions/orbit' } }) } },
    other: { $id: 'https://mars.example/named', ...name }
  }
  for (const [schema, header] of cases) t.equal(render(null, { schema, schemas }), `${header}\r\n`)
})

t.test('what one branch leaves open is not declared where another branch declares something', async (t) => {
  const schema = object({ a: object({ name: string }, { anyOf: [{ required: ['name'] }, {}] }) })
  t.equal(render([{ a: { name: 'Mars', password: 'x' } }], { schema }), 'a.name\r\nMars\r\n')
  t.equal(cell({ b: 1 }, anyOf({ type: 'null' }, {})), '"{""b"":1}"', 'nothing else is declared')
})

t.test('an object that contains itself is a cell of JSON', async (t) => {
  const tree = object({ name: string, parent: { $ref: '#' }, children: array({ $ref: '#' }) })
  const mars = { name: 'Mars', parent: { name: 'Sun', password: 'x', children: [{ name: 'Mars', password: 'x' }] }, password: 'x' }
  t.equal(render([mars], { schema: tree }), 'name,parent,children\r\nMars,"{""name"":""Sun"",""children"":[{""name"":""Mars""}]}",\r\n')
  const nullable = object({ name: string, parent: anyOf({ $ref: '#' }, { type: 'null' }) })
  t.equal(render([mars, { name: 'Sun', parent: null }], { schema: nullable }), 'name,parent\r\nMars,"{""name"":""Sun""}"\r\nSun,\r\n')
  const cyclic = Type.Array(Type.Cyclic({
    Star: Type.Object({ name: Type.String(), planets: Type.Array(Type.Ref('Planet')) }),
    Planet: Type.Object({ name: Type.String(), star: Type.Optional(Type.Ref('Star')) })
  }, 'Planet'))
  const sun = { name: 'Sun', password: 'x', planets: [{ name: 'Mars', password: 'x' }] }
  t.equal(render([{ name: 'Mars', star: sun }], { schema: cyclic }), 'name,star.name,star.planets\r\nMars,Sun,"[{""name"":""Mars""}]"\r\n')
  const base = object({ id: string })
  const shared = { allOf: [base, object({ moon: { allOf: [base, object({ name: string })] } })] }
  t.equal(render(null, { schema: shared }), 'id,moon.id,moon.name\r\n', 'a branch that both have does not count')
})

t.test('a schema without columns is an error at boot that says where to declare them', async (t) => {
  t.throws(() => csv().compile(undefined, route), {
    message: 'text/csv takes its columns from the schema, and there is none for status 200: declare an array of objects in schema.response, or columns in the options of csv()'
  })
  const message = 'text/csv takes its columns from the properties in the schema, and there are none for status 200: declare an array of objects, or an object'
  for (const schema of [string, {}, true, null, { type: 'object' }, { additionalProperties: true }, { type: 'array' }, array(string), array(array(planet)), { properties: null }]) {
    t.throws(() => csv().compile(schema, route), { message })
  }
  for (const $ref of ['moon', '#/definitions/x', '#/properties/a/x', '#x', 'moon#/a', '#/constructor', 'constructor', 5]) {
    t.throws(() => csv().compile(object({ a: { $ref } }), route), { message: `$ref '${$ref}' cannot be resolved: neither addSchema nor the schema itself has it` })
  }
})

t.test('the option columns selects, orders and names columns of the schema', async (t) => {
  const schema = array(object({ name: string, orbit: object({ period: number }), mass: number }))
  const columns = [{ key: 'orbit.period', header: 'Period (days)' }, { key: 'mass' }, 'name']
  t.equal(render([{ name: 'Mars', mass: 0.64, orbit: { period: 687 } }], { schema, options: { columns } }), 'Period (days),mass,name\r\n687,0.64,Mars\r\n')
  for (const key of ['password', 'orbit', '__proto__']) {
    t.throws(() => csv({ columns: [key] }).compile(schema, route), { message: `text/csv has no column '${key}': the schema for status 200 declares name, orbit.period, mass` })
  }
})

t.test('without a schema, the columns are those of the option alone', async (t) => {
  const columns = ['name', { key: 'orbit.period', header: 'period' }, 'tags', 'star', 'constructor', '__proto__']
  const payload = [{ name: 'Mars', orbit: { period: 687 }, tags: ['a', 'b'], star: { name: 'Sun' }, password: 'x' }]
  t.equal(render(payload, { options: { columns } }), 'name,period,tags,star,constructor,__proto__\r\nMars,687,a; b,"{""name"":""Sun""}",,\r\n')
})

t.test('text that a spreadsheet would run as a formula gets an apostrophe before it', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    ['=1+1', string, "'=1+1"],
    ['+1', string, "'+1"],
    // A number is no formula, whatever the schema calls it.
    ['-1', string, '-1'],
    ['-12.50', string, '-12.50'],
    ['-2+3', string, "'-2+3"],
    // A reader takes it for a byte order mark where the content begins with it.
    ['\ufeff=1+1', string, "'\ufeff=1+1"],
    ['@SUM(A1)', string, "'@SUM(A1)"],
    ['\t=1', string, "'\t=1"],
    ['\r=1', string, '"\'\r=1"'],
    ['\n=1', string, '"\'\n=1"'],
    ['\0=1', string, "'\0=1"],
    ['＝1', string, "'＝1"],
    ['＋1', string, "'＋1"],
    ['－1', string, "'－1"],
    ['＠a', string, "'＠a"],
    ['=HYPERLINK("http://mars.example","x")', string, '"\'=HYPERLINK(""http://mars.example"",""x"")"'],
    ['a=1', string, 'a=1'],
    ["'=1", string, "'=1"],
    [-1, number, '-1'],
    [-1n, number, '-1'],
    [-1, string, '-1'],
    ['-12.50', number, '-12.5'],
    ['+1', number, '1'],
    ['-1', { type: ['string', 'number'] }, '-1'],
    [['=1', 'a'], array(string), "'=1; a"],
    [[-1, 2], array(number), "'-1; 2"],
    [Buffer.from([0xfb, 0, 0]), string, "'+wAA"],
    [new Date(-1e14), string, "'-001199-02-15T14:13:20.000Z"]
  ]
  for (const [value, schema, expected] of cases) t.equal(cell(value, schema), expected)
  t.equal(render([{}], { schema: object({ '=1': string, '-a': string }) }), "'=1,'-a\r\n,\r\n", 'the name of a column, too')
  for (const value of ['=1+1', '-1+1', '@a']) t.equal(cell(value, string, { formulas: 'allow' }), value)
  t.equal(render(null, { schema: object({ '=1': string }), options: { formulas: 'allow' } }), '=1\r\n')
})

t.test('an apostrophe counts before the quotes are set', async (t) => {
  t.equal(render([{ a: '=1', b: 'x' }], { schema: object({ a: string, b: string }), options: { delimiter: "'" } }), "a'b\r\n\"'=1\"'x\r\n")
})

t.test('options say how a table is written', async (t) => {
  const schema = array(object({ name: string, mass: number }))
  const payload = [{ name: 'Mars; red', mass: 0.64 }]
  const cases: Array<[options: CsvOptions, content: string]> = [
    [{}, 'name,mass\r\nMars; red,0.64\r\n'],
    [{ delimiter: ';' }, 'name;mass\r\n"Mars; red";0.64\r\n'],
    [{ delimiter: '\t' }, 'name\tmass\r\nMars; red\t0.64\r\n'],
    [{ header: false }, 'Mars; red,0.64\r\n'],
    [{ bom: true }, '\ufeffname,mass\r\nMars; red,0.64\r\n'],
    [{ bom: true, header: false }, '\ufeffMars; red,0.64\r\n']
  ]
  for (const [options, content] of cases) {
    t.equal(render(payload, { schema, options }), content)
    t.equal(await contentOf(stream(payload.values(), { schema, options })), content)
  }
  t.equal(render(null, { schema, options: { header: false } }), '')
})

t.test('a fault in the options is an error that names the option', async (t) => {
  const cases: Array<[options: unknown, message: string]> = [
    [null, 'csv(): expected an object of options, found null'],
    ['x', "csv(): expected an object of options, found 'x'"],
    [{ separator: ';' }, 'csv(): option separator: unknown key (known: columns, header, delimiter, arraySeparator, formulas, bom, rows)'],
    [JSON.parse('{"__proto__":1}'), 'csv(): option __proto__: unknown key (known: columns, header, delimiter, arraySeparator, formulas, bom, rows)'],
    [{ header: 'absent' }, "csv(): option header: expected true or false, found 'absent'"],
    [{ bom: 1 }, 'csv(): option bom: expected true or false, found 1'],
    [{ formulas: true }, "csv(): option formulas: expected 'escape' or 'allow', found true"],
    ...['', ';;', '"', '\r', '\n', 5].map((delimiter): [object, RegExp] => [{ delimiter }, /^csv\(\): option delimiter: expected one character other than a quote, CR and LF, found /]),
    ...['', 5, null].map((arraySeparator): [object, RegExp] => [{ arraySeparator }, /^csv\(\): option arraySeparator: expected a string, not empty, found /]),
    ...['name', [], [5], [{}], [{ key: 5 }], [{ key: 'a', header: 5 }], [{ key: [] }], [{ key: ['a', 5] }], [{ key: 'a', title: 'A' }], [null]].map((columns): [object, RegExp] => [{ columns }, /^csv\(\): option columns: expected an array, not empty, of names or \{ key, header \}, found /])
  ] as Array<[unknown, string]>
  for (const [options, message] of cases) t.throws(() => csv(options as CsvOptions), { name: 'TypeError', message })
  t.doesNotThrow(() => csv({ delimiter: undefined } as unknown as CsvOptions))
})

t.test('a payload that has no rows is a TypeError', async (t) => {
  const cases: Array<[payload: unknown, type: string]> = [
    [5, 'a number'], ['Mars', 'a string'], [true, 'a boolean'], [5n, 'a bigint'], [new Date(), 'a Date'], [Buffer.from('x'), 'a Uint8Array'],
    [[5], 'a number'], [[['Mars']], 'an array'], [{ toJSON: () => 'x' }, 'a string'], [{ name: 'Mars' }, 'an object']
  ]
  for (const [payload, type] of cases) {
    t.throws(() => render(payload, { schema: planets }), { name: 'TypeError', message: new RegExp(`expected an (?:object|array) by the schema, found ${type}$`) })
  }
})

t.test('properties of a class count, and inherited ones of every object do not', async (t) => {
  class Planet {
    get name (): string { return 'Mars' }
    constructor (readonly mass: number) {}
  }
  t.equal(render([new Planet(0.64)], { schema: planets }), 'name,mass\r\nMars,0.64\r\n')
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'toJSON']
  const text = names.map((name) => `"${name}":{"type":"string"}`).join()
  const schema = JSON.parse(`{"type":"object","properties":{${text},"list":{"type":"array","items":{"properties":{${text}}}}}}`)
  const header = '__proto__,constructor,toString,hasOwnProperty,toJSON,list\r\n'
  t.equal(render([{}, { list: [{}] }], { schema }), `${header},,,,,\r\n,,,,,[{}]\r\n`)
  const own = '{"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d","toJSON":"e"}'
  const row = JSON.parse(`{${own.slice(1, -1)},"list":[${own}]}`)
  t.equal(render([row], { schema }), `${header}a,b,c,d,e,"[${own.replaceAll('"', '""')}]"\r\n`)
  const deep = object({ constructor: object({ name: string }), ...JSON.parse('{"__proto__":{"properties":{"polluted":{"type":"string"}}}}') })
  t.equal(render([{}], { schema: deep }), 'constructor.name,__proto__.polluted\r\n,\r\n')
  t.equal(cell(row.list[0], object({ toString: string }, { additionalProperties: true })), 'c', 'toString')
})

t.test('an undeclared field never goes out, at whatever depth', async (t) => {
  const leaf = object({ name: string })
  const schema = array(object({
    name: string,
    nested: leaf,
    list: array(leaf),
    lists: array(array(leaf)),
    record: { type: 'object', additionalProperties: leaf },
    either: anyOf(leaf, object({ other: string })),
    mixed: anyOf(string, leaf, array(leaf)),
    tree: { $ref: '#/$defs/tree' }
  }))
  const $defs = { tree: object({ name: string, children: array({ $ref: '#/$defs/tree' }), parent: { $ref: '#/$defs/tree' } }) }
  const node = (depth: number): object => depth === 0
    ? { name: 'leaf', password: 'secret' }
    : { name: 'node', password: 'secret', children: [node(depth - 1)], parent: node(depth - 1), nested: node(depth - 1), list: [node(depth - 1)], record: { a: node(depth - 1), password: node(0) } }
  const any = node(3)
  const row = { ...any, lists: [[any]], either: any, mixed: any, tree: any }
  for (const payload of [[row], [{ ...row, mixed: [any] }], [{ name: any, mixed: 'x' }]]) {
    const content = render(payload, { schema: { ...schema, $defs } })
    t.notMatch(content, 'secret')
    t.notMatch(content, 'password""' + ':""')
  }
})

t.test('an item of a tuple has what the schema declares for its place', async (t) => {
  const named = object({ name: string })
  const moons = object({ moons: number })
  const row = { name: 'Mars', moons: 2 }
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    [[row, row], { type: 'array', prefixItems: [named, moons], items: false }, '"[{""name"":""Mars""},{""moons"":2}]"'],
    [[row, row, row], { type: 'array', prefixItems: [named, moons], items: false }, '"[{""name"":""Mars""},{""moons"":2}]"'],
    [[row, row, row], { type: 'array', items: [named], additionalItems: moons }, '"[{""name"":""Mars""},{""moons"":2},{""moons"":2}]"'],
    [['a', 'b', 'secret'], { type: 'array', prefixItems: [string, string], items: false }, 'a; b'],
    [['secret'], { type: 'array', items: false }, ''],
    // eslint-disable-next-line no-sparse-arrays
    [[, row], array(named), '"[null,{""name"":""Mars""}]"'],
    [[{ name: null, other: 1 }], array(object({ name: false, other: number })), '"[{""other"":1}]"']
  ]
  for (const [value, schema, expected] of cases) t.equal(cell(value, { allOf: [schema] }), expected)
})

t.test('hostile text is written as any other', async (t) => {
  const long = 'x'.repeat(2 ** 20)
  t.equal(cell(long, string), long)
  const quotes = '"'.repeat(2 ** 20)
  t.equal(cell(quotes, string), `"${quotes}${quotes}"`)
  t.equal(cell('-'.repeat(2 ** 20), string).length, 2 ** 20 + 1)
  const controls = 'a' + Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join('') + '\u007f\u2028\ufeff'
  t.equal(cell(controls, string), `"${controls}"`)
  t.equal(cell('a\ud800', string), 'a\ud800')
  t.equal(await contentOf(stream([{ name: 'a\ud800b' }].values())), 'name,mass\r\na\ufffdb,\r\n')
  t.equal(cell([{ a: '\udc00' }], array(object({ a: string }))), '"[{""a"":""\\udc00""}]"')
  const cyclic: { self?: unknown } = {}
  cyclic.self = cyclic
  t.throws(() => cell(cyclic, {}), { name: 'TypeError', message: 'cannot write the payload as text/csv: it contains itself, or is nested too deeply' })
})

const cells = fc.oneof(fc.string({ unit: character }), fc.string({ unit: fc.constantFrom(...'",;\r\n\t=+-@\'a 1\0＝') }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null))
const tables = fc.uniqueArray(fc.string({ unit: fc.constantFrom(...'abc",=\r\n-._') }), { minLength: 1, maxLength: 5 })
  .chain((names) => fc.record({ names: fc.constant(names), rows: fc.array(fc.tuple(...names.map(() => cells)), { maxLength: 5 }), delimiter: fc.constantFrom(',', ';', '\t', '|', "'") }))

function tableOf (names: readonly string[], rows: readonly unknown[][]): { schema: object, payload: object[] } {
  const properties = Object.fromEntries(names.map((name) => [name, { type: ['string', 'number', 'boolean', 'null'] }]))
  return { schema: array(object(properties)), payload: rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))) }
}

function textOf (value: unknown): string {
  return value === null || (typeof value === 'number' && !Number.isFinite(value)) ? '' : String(value === 0 ? 0 : value)
}

t.test('what is written is read back the same', async () => {
  fc.assert(fc.property(tables, ({ names, rows, delimiter }) => {
    const { schema, payload } = tableOf(names, rows)
    const read = parse(render(payload, { schema, options: { formulas: 'allow', delimiter } }), { delimiter, recordDelimiter: '\r\n' })
    assert.deepEqual(read, [names, ...rows.map((row) => row.map(textOf))])
  }), runs(500))
})

// A decimal that is text, as many drivers have it, stays a number.
const DECIMAL = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i

t.test('no text begins as a formula, but for the sign of a number', async () => {
  fc.assert(fc.property(tables, ({ names, rows, delimiter }) => {
    const { schema, payload } = tableOf(names, rows)
    const read: string[][] = parse(render(payload, { schema, options: { delimiter } }), { delimiter, recordDelimiter: '\r\n' })
    const written: unknown[][] = [names, ...rows]
    const formulas = read.flatMap((line, at) => line.filter((text, index) => {
      return typeof written[at]?.[index] !== 'number' && !DECIMAL.test(text) && /^[=+\-@\t\r\n\0＝＋－＠]/.test(text)
    }))
    assert.deepEqual(formulas, [])
  }), runs(500))
})

t.test('rows that come one by one are a stream', async (t) => {
  const rows = [{ name: 'Mars', password: 'x' }, { name: 'Venus', mass: 4.87 }]
  const expected = 'name,mass\r\nMars,\r\nVenus,4.87\r\n'
  async function * generated (): AsyncGenerator<unknown> { yield * rows }
  const sources: Array<[name: string, source: unknown]> = [
    ['an async generator', generated()],
    ['a generator', rows.values()],
    ['a Set', new Set(rows)],
    ['a generator of promises', rows.map(async (row) => row).values()],
    ['a stream of objects', Readable.from(rows)],
    ['a web stream', new ReadableStream({ start (controller) { for (const row of rows) controller.enqueue(row); controller.close() } })]
  ]
  for (const [name, source] of sources) t.equal(await contentOf(stream(source)), expected, name)
  t.equal(await contentOf(stream([].values())), 'name,mass\r\n', 'no rows')
  t.equal(await contentOf(stream([].values(), { options: { header: false } })), '', 'no rows, no header')
})

t.test('rows that come together go out together, and a row that is there does not wait for the next', async (t) => {
  let release = (): void => {}
  async function * slow (): AsyncGenerator<unknown> {
    yield { name: 'Mars' }
    yield { name: 'Venus' }
    await new Promise<void>((resolve) => { release = resolve })
    yield { name: 'Earth' }
  }
  const chunks: string[] = []
  const content = stream(slow()).on('data', (chunk: Buffer) => {
    chunks.push(chunk.toString())
    release()
  })
  await once(content, 'end')
  t.strictSame(chunks, ['name,mass\r\nMars,\r\nVenus,\r\n', 'Earth,\r\n'])
})

t.test('the source is read only as the reader reads', async (t) => {
  let pulls = 0
  async function * endless (): AsyncGenerator<unknown> {
    for (;;) yield { name: 'x'.repeat(1000), mass: ++pulls }
  }
  function * endlessAtOnce (): Generator<unknown> {
    for (;;) yield { name: 'x'.repeat(1000), mass: ++pulls }
  }
  for (const source of [endless, endlessAtOnce]) {
    pulls = 0
    const content = stream(source())
    t.equal(pulls, 0)
    await once(content, 'readable')
    await wait(20)
    const before = pulls
    t.ok(before > 0 && before <= 34, `${before} rows of 1 KB`)
    content.read()
    await wait(20)
    t.ok(pulls > before && pulls <= before + 34, `${pulls} rows`)
    content.destroy()
  }
})

t.test('a reader that waits gets the row that came while there was no room', async (t) => {
  const waiting: Array<(row: unknown) => void> = []
  async function * rows (): AsyncGenerator<unknown> {
    for (let row = 0; row < 3; row++) yield await new Promise((resolve) => waiting.push(resolve))
  }
  const content = stream(rows())
  content.read(0)
  await wait(5)
  for (const name of ['é'.repeat(10_000), 'b']) {
    waiting.shift()?.({ name })
    await wait(5)
  }
  t.equal(waiting.length, 0, 'the third row is not asked for')
  const read = contentOf(content)
  await wait(5)
  waiting.shift()?.({ name: 'c' })
  t.equal(await read, `name,mass\r\n${'é'.repeat(10_000)},\r\nb,\r\nc,\r\n`)
})

t.test('the source is closed when the reader goes', async (t) => {
  let closed = 0
  async function * generated (): AsyncGenerator<unknown> {
    try {
      for (;;) yield { name: 'Mars' }
    } finally {
      closed++
    }
  }
  const content = stream(generated())
  await once(content, 'readable')
  content.destroy()
  await wait(5)
  t.equal(closed, 1)

  const unread = stream(generated())
  unread.destroy()
  await once(unread, 'close')
  t.equal(closed, 1, 'a generator that has not begun has nothing to close')

  for (const fault of [undefined, new Error('cannot close')]) {
    const source = { [Symbol.asyncIterator]: () => source, next: () => new Promise<never>(() => {}), return: closing }
    async function closing (): Promise<IteratorResult<unknown>> {
      closed++
      if (fault !== undefined) throw fault
      return { done: true, value: undefined }
    }
    const waiting = stream(source)
    waiting.read(0)
    await wait(5)
    waiting.destroy()
    await once(waiting, 'close')
  }
  t.equal(closed, 3, 'while it waits for the next row')

  const idle = new Readable({ objectMode: true, read () {} })
  const idling = stream(idle)
  idling.read(0)
  await wait(5)
  idling.destroy()
  await once(idle, 'close')
  t.ok(idle.destroyed, 'a stream, while it waits')

  const canceled = new Promise((resolve) => {
    const web = stream(new ReadableStream({ pull (controller) { controller.enqueue({ name: 'Mars' }) }, cancel: resolve }))
    web.once('data', () => web.destroy())
  })
  await canceled
})

t.test('a row that comes after the reader has gone is dropped', async (t) => {
  let release = (row: unknown): void => { t.fail(String(row)) }
  const source = { [Symbol.asyncIterator]: () => source, next: () => new Promise<IteratorResult<unknown>>((resolve) => { release = (value) => resolve({ done: false, value }) }) }
  const content = stream(source)
  content.on('data', () => t.fail('nothing is sent'))
  await wait(5)
  content.destroy()
  release({ name: 'Mars' })
  await once(content, 'close')
  await wait(5)
  t.ok(content.destroyed)
})

t.test('an error of the source destroys the stream', async (t) => {
  async function * failing (rows: number): AsyncGenerator<unknown> {
    for (let row = 0; row < rows; row++) {
      yield { name: 'Mars' }
      await wait(5)
    }
    throw new Error('no more')
  }
  for (const rows of [0, 2]) {
    let text = ''
    const content = stream(failing(rows))
    content.on('data', (chunk: Buffer) => { text += chunk.toString() })
    const [error] = await once(content, 'error').catch((error) => [error])
    t.match(error, { message: 'no more' })
    t.equal(text, rows === 0 ? '' : 'name,mass\r\nMars,\r\nMars,\r\n')
    t.ok(content.destroyed)
  }
  function * failingAtOnce (): Generator<unknown> { throw 'no more' } // eslint-disable-line no-throw-literal
  const content = stream(failingAtOnce())
  const raised = new Promise((resolve) => content.on('error', resolve))
  content.resume()
  t.equal(await raised, 'no more', 'what is thrown and no Error goes on as it is')
})

t.test('a row that is no object destroys the stream and closes the source', async (t) => {
  let closed = false
  function * rows (): Generator<unknown> {
    try {
      yield { name: 'Mars' }
      yield 5
    } finally {
      closed = true
    }
  }
  await t.rejects(contentOf(stream(rows())), { name: 'TypeError', message: '[1]: expected an object by the schema, found a number' })
  t.ok(closed)
})

t.test('without a schema rows go out in the columns of the options, at once and one by one', async (t) => {
  const compiled = csv({ columns: ['name', 'found'] }).compile(undefined, route)
  t.equal(compiled({ name: 'Mars', found: new Date(NaN), mass: 1 }), 'name,found\r\nMars,\r\n', 'an invalid date is null to JSON')
  t.equal(await contentOf(compiled([{ name: 'Mars' }, null].values()) as Readable), 'name,found\r\nMars,\r\n,\r\n')
  t.equal(compiled([{ name: [undefined, { a: 1 }] }]), 'name,found\r\n"[null,{""a"":1}]",\r\n')
  t.throws(() => compiled([5]), { name: 'TypeError', message: 'expected an object for a row, found a number' })
})

t.test('bytes are base64, whatever holds them', async (t) => {
  const bytes = new Uint8Array([0, 77, 97, 114, 115, 0]).buffer
  for (const [value, expected] of [[bytes, 'AE1hcnMA'], [new DataView(bytes, 1, 4), 'TWFycw=='], [new Uint8Array(bytes, 1, 4), 'TWFycw==']] as const) {
    t.equal(cell(value, string), expected)
    t.equal(cell([value, value], array(string)), `${expected}; ${expected}`)
    t.equal(cell([{ of: value }], array(object({ of: string }))), `"[{""of"":""${expected}""}]"`)
  }
})

t.test('a typed array is its numbers, and nothing else that it has', async (t) => {
  const floats = Object.assign(new Float64Array([1.5, -2]), { secret: 'SECRET' })
  t.equal(cell(floats, {}), '1.5; -2')
  t.equal(cell(floats, array(number)), '1.5; -2')
  t.equal(cell(Object.assign(new Uint8Array([77]), { secret: 'SECRET' }), {}), 'TQ==')
})

t.test('the source text of a method is no text of a cell', async (t) => {
  const value = { toString () { return 'text' }, valueOf: () => 1, plain () { return 'SECRET' } }
  const schema = object({ toString: string, valueOf: {}, plain: string, constructor: string })
  t.equal(render([value], { schema }), 'toString,valueOf,plain,constructor\r\n,,,\r\n')
  t.equal(render([value, ['x']].slice(0, 1), { options: { columns: ['plain', 'toString', 'constructor', 'a'] } }), 'plain,toString,constructor,a\r\n,,,\r\n')
  t.equal(render([{ a: ['x'] }], { options: { columns: ['a.map', 'a.0'] } }), 'a.map,a.0\r\n,x\r\n')
})

t.test('two columns of one name are an error at boot, until each has a name of its own', async (t) => {
  const schema = array(object({ 'a.b': string, a: object({ b: string }), c: string }))
  const payload = [{ 'a.b': 'dotted', a: { b: 'nested' }, c: 'C' }]
  t.throws(() => csv().compile(schema, route), {
    message: 'text/csv has more than one column \'a.b\' for status 200, of the properties ["a.b"] and ["a","b"]: ' +
      'give each a header of its own in the option columns of csv(), { key: [names], header }'
  })
  t.throws(() => csv({ columns: ['a.b', 'c'] }).compile(schema, route), {
    message: 'text/csv has more than one column \'a.b\' for status 200: say which as a list of names, { key: ["a.b"] or ["a","b"] }'
  })
  t.throws(() => csv({ columns: [{ key: 'c', header: 'C' }, { key: ['a.b'], header: 'C' }] }).compile(schema, route), /more than one column 'C'.*\["c"\] and \["a\.b"\]/)
  t.throws(() => csv({ columns: [{ key: ['a', 'x'] }] }).compile(schema, route), /has no column 'a,x'/)
  const columns = [{ key: ['a', 'b'] }, { key: ['a.b'], header: 'dotted' }]
  t.equal(render(payload, { schema, options: { columns } }), 'a.b,dotted\r\nnested,dotted\r\n')
  t.equal(render(payload, { options: { columns } }), 'a.b,dotted\r\nnested,dotted\r\n', 'without a schema, too')
  t.equal(render(payload, { schema, options: { header: false } }), 'dotted,nested,C\r\n', 'no names, no error')
})

t.test('content never begins with the letters ID, by which Excel knows SYLK', async (t) => {
  const schema = array(object({ ID: string, ID2: string }))
  const payload = [{ ID: 'IDA', ID2: 'ID' }, { ID: 'ID,"', ID2: 'x' }, { ID: 'id' }]
  const rows = 'IDA,ID\r\n"ID,""",x\r\nid,\r\n'
  t.equal(render(payload, { schema }), `"ID",ID2\r\n${rows}`)
  t.equal(render(payload, { schema, options: { bom: true } }), `\ufeffID,ID2\r\n${rows}`, 'a byte order mark comes first')
  t.equal(render(payload, { schema, options: { header: false } }), '"IDA",ID\r\n"ID,""",x\r\nid,\r\n')
  t.equal(render(payload, { schema, options: { header: false, bom: true } }), `\ufeff${rows}`)
  t.equal(render([], { schema: object({ IDs: string }) }), '"IDs"\r\n')
})

t.test('a number that has the delimiter in it is quoted', async (t) => {
  const schema = array(object({ a: number, b: { type: 'boolean' }, c: { type: 'integer' } }))
  const payload = [{ a: -1.5, b: true, c: 5n }]
  for (const [delimiter, expected] of [['.', '"-1.5".true.5'], ['-', '"-1.5"-true-5'], ['5', '"-1.5"5true5"5"'], ['u', '-1.5u"true"u5']] as const) {
    t.equal(render(payload, { schema, options: { delimiter, header: false } }), `${expected}\r\n`)
  }
})

t.test('rows of a schema that declares rows and objects in several forms', async (t) => {
  const schema = anyOf(array(object({ of: array(object({ a: string })) })), object({ of: array(object({ b: string })) }, { required: ['of'] }))
  t.equal(render([{ of: [{ a: 'A', b: 'SECRET' }] }], { schema }), 'of\r\n"[{""a"":""A""}]"\r\n')
  t.equal(render({ of: [{ b: 'B', a: 'SECRET' }] }, { schema }), 'of\r\n"[{""b"":""B""}]"\r\n')
  const tuple = { type: 'array', items: [object({ of: array(object({ a: string })) })], additionalItems: object({ of: array(object({ b: string })) }) }
  const both = { a: 'A', b: 'B' }
  t.equal(render([{ of: [both] }, { of: [both] }], { schema: tuple }), 'of\r\n"[{""a"":""A""}]"\r\n"[{""b"":""B""}]"\r\n')
})

t.test('the path of a fault is that of the row, at once and one by one', async (t) => {
  const rows = [{ name: 'Mars' }, { name: 'Venus', mass: 'x' }]
  for (const schema of [planet, planets]) {
    t.throws(() => render(rows, { schema }), { message: /^\[1\]\.mass: expected a number/ })
    await t.rejects(contentOf(stream(rows.values(), { schema })), { message: /^\[1\]\.mass: expected a number/ })
  }
})

t.test('null and NaN among the scalars of an array are empty', async (t) => {
  const schema = { type: 'array', items: { type: 'object', properties: { list: { type: 'array', items: { type: ['number', 'null'] } } } } }
  const content = csv().compile(schema, { method: 'GET', url: '/', mediaType: 'text/csv', status: '200', schemas: {}, compileJson: () => String })([{ list: [1, null, NaN] }])
  t.equal(content, 'list\r\n1; ; \r\n')
})

t.test('rows whose array is one of several forms have the columns of all', async (t) => {
  const rows = (name: string): object => ({ type: 'array', items: { type: 'object', properties: { [name]: { type: 'string' } }, required: [name] } })
  const schema = { anyOf: [rows('a'), rows('b')] }
  const content = csv().compile(schema, { method: 'GET', url: '/', mediaType: 'text/csv', status: '200', schemas: {}, compileJson: () => String })([{ b: 'B', c: 'SECRET' }])
  t.equal(content, 'a,b\r\n,B\r\n')
})
