import assert from 'node:assert/strict'
import t from 'tap'
import Type from 'typebox'
import xml, { type XmlOptions } from '../../../lib/formats/xml/xml.js'
import type { SerializerRoute } from '../../../types/index.js'
import { routeOf } from '../declared.js'
import { parse } from './reader.js'

const route: SerializerRoute = { method: 'GET', url: '/', mediaType: 'application/xml', status: '200', schemas: {}, compileJson: () => JSON.stringify }

const string = { type: 'string' }
const number = { type: 'number' }

function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

function array (items: unknown, keywords: object = {}): object {
  return { type: 'array', items, ...keywords }
}

function document (payload: unknown, schema?: unknown, options: XmlOptions = {}, schemas: Record<string, unknown> = {}): string {
  const content = xml({ declaration: false, ...options }).compile(schema, { ...route, schemas })(payload)
  assert.ok(typeof content === 'string')
  parse(content)
  return content
}

/** What stands in the root for one property. */
function property (value: unknown, schema: unknown, options: XmlOptions = {}): string {
  const content = document({ animals: value }, object({ animals: schema }), options)
  return content === '<root/>' ? '' : content.replace(/^<root>(.*)<\/root>$/s, '$1')
}

const XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const nil = (name: string): string => `<${name} ${XSI} xsi:nil="true"/>`

t.test('the examples of the XML Object are written as OpenAPI 3.1.2 has them', async (t) => {
  const animal = { type: 'string', xml: { name: 'animal' } }
  const cases: Array<[name: string, schema: unknown, value: unknown, markup: string]> = [
    ['basic string property', string, '...', '<animals>...</animals>'],
    ['basic string array property', array(string), ['...', '...', '...'], '<animals>...</animals><animals>...</animals><animals>...</animals>'],
    ['name replacement', animal, '...', '<animal>...</animal>'],
    ['changing the element names', array(animal), ['value', 'value'], '<animal>value</animal><animal>value</animal>'],
    ['the external name has no effect', array(animal, { xml: { name: 'aliens' } }), ['value', 'value'], '<animal>value</animal><animal>value</animal>'],
    ['wrapped without a name', array(string, { xml: { wrapped: true } }), ['value', 'value'], '<animals><animals>value</animals><animals>value</animals></animals>'],
    ['wrapped, items with a name', array(animal, { xml: { wrapped: true } }), ['value', 'value'], '<animals><animal>value</animal><animal>value</animal></animals>'],
    ['both names', array(animal, { xml: { name: 'aliens', wrapped: true } }), ['value', 'value'], '<aliens><animal>value</animal><animal>value</animal></aliens>'],
    ['the external name alone', array(string, { xml: { name: 'aliens', wrapped: true } }), ['value', 'value'], '<aliens><aliens>value</aliens><aliens>value</aliens></aliens>']
  ]
  for (const [name, schema, value, markup] of cases) t.equal(property(value, schema), markup, name)

  const person = object({
    id: { type: 'integer', format: 'int32', xml: { attribute: true } },
    name: { type: 'string', xml: { namespace: 'https://example.com/schema/sample', prefix: 'sample' } }
  })
  const sample = '<Person id="123"><sample:name xmlns:sample="https://example.com/schema/sample">example</sample:name></Person>'
  t.equal(document({ id: 123, name: 'example' }, { $ref: 'Person' }, {}, { Person: { $id: 'Person', ...person } }), sample, 'attribute, prefix and namespace')

  const product = object({
    count: { type: ['number', 'null'], xml: { attribute: true } },
    rating: { type: 'string', xml: { attribute: true } },
    description: string,
    related: { type: ['object', 'null'] }
  })
  t.equal(document({ product: { count: null, description: 'Thing', related: null } }, object({ product })),
    `<root><product><description>Thing</description>${nil('related')}</product></root>`, 'null values')
})

t.test('the root element has the name that the schema gives it', async (t) => {
  const name = object({ name: string })
  const named = { title: 'A list of planets', $id: 'planets', ...name }
  const cases: Array<[schema: object, element: string]> = [
    [{ ...name, xml: { name: 'planet' }, title: 'x', $id: 'y' }, 'planet'],
    [{ ...name, title: 'planet', $id: 'y' }, 'planet'],
    [{ ...name, title: 'The planet', $id: 'y' }, 'y'],
    [{ ...name, title: 'xmlPlanet', $id: 'https://example.com/planet' }, 'root'],
    [{ $ref: 'named' }, 'planets'],
    [{ $ref: 'named', xml: { name: 'near' } }, 'near'],
    [{ $ref: 'named', title: 'near' }, 'near'],
    [{ anyOf: [{ $ref: 'named' }, { type: 'null' }] }, 'root'],
    [{ allOf: [{ $ref: 'renamed' }] }, 'far'],
    [{ title: 'anything' }, 'anything'],
    [{ xml: { name: 'anything' } }, 'anything'],
    [Type.Object({ name: Type.String() }, { title: 'Planète' }), 'Planète']
  ]
  const schemas = { named, renamed: { $id: 'renamed', ...name, xml: { name: 'far' } } }
  for (const [schema, element] of cases) t.equal(document({ name: 'Mars' }, schema, {}, schemas), `<${element}><name>Mars</name></${element}>`)
  t.equal(document({ name: 'Mars' }, name, { root: 'data' }), '<data><name>Mars</name></data>')
  t.equal(document({ name: 'Mars' }, undefined, { root: 'data' }), '<data><name>Mars</name></data>')
})

t.test('an array that is the root has an element of its own', async (t) => {
  const items = object({ name: string })
  const cases: Array<[schema: unknown, markup: string]> = [
    [undefined, '<root><item><name>a</name></item></root>'],
    [array(items), '<root><item><name>a</name></item></root>'],
    [array({ ...items, xml: { name: 'planet' } }), '<root><planet><name>a</name></planet></root>'],
    [array({ ...items, title: 'planet' }, { title: 'planets' }), '<planets><planet><name>a</name></planet></planets>'],
    [array({ $ref: 'planet' }, { xml: { name: 'planets' } }), '<planets><planet><name>a</name></planet></planets>'],
    [array(items, { xml: { name: 'aliens' } }), '<aliens><aliens><name>a</name></aliens></aliens>'],
    [array(items, { xml: { name: 'aliens', wrapped: false } }), '<aliens><aliens><name>a</name></aliens></aliens>']
  ]
  for (const [schema, markup] of cases) t.equal(document([{ name: 'a' }], schema, {}, { planet: { $id: 'planet', ...items } }), markup)
  t.equal(document([1], undefined, { root: 'r', item: 'i' }), '<r><i>1</i></r>')
  t.equal(document([], array(items)), '<root/>')
})

t.test('a value is written by what it is', async (t) => {
  class Decimal {
    toString (): string { return '12.50' }
  }
  const any = { type: ['string', 'number', 'boolean'] }
  const cases: Array<[value: unknown, schema: unknown, text: string]> = [
    ['', string, ''],
    [' a\tb\nc ', string, ' a\tb\nc '],
    ['<a href="x">\'&amp;\'</a>]]>', string, '&lt;a href="x"&gt;\'&amp;amp;\'&lt;/a&gt;]]&gt;'],
    ['a\r\nb\r', string, 'a&#13;\nb&#13;'],
    ['\0\b\u001f\ufffe\uffff\ud800x\udc00', string, '\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdx\ufffd'],
    ['\u007f\u0085\u2028𝄞\u{10ffff}', string, '\u007f\u0085\u2028𝄞\u{10ffff}'],
    [0, number, '0'],
    [-0, number, '0'],
    [-1.5, number, '-1.5'],
    [1e21, number, '1e+21'],
    [NaN, number, 'NaN'],
    [Infinity, number, 'INF'],
    [-Infinity, number, '-INF'],
    [9007199254740993n, { type: 'integer' }, '9007199254740993'],
    [true, any, 'true'],
    [false, any, 'false'],
    [new Date(Date.UTC(2024, 1, 29, 12)), { type: 'string', format: 'date-time' }, '2024-02-29T12:00:00.000Z'],
    [new Date(2024, 1, 29), { type: 'string', format: 'date' }, '2024-02-29'],
    [new Date(2024, 1, 29, 7, 8, 9), { type: 'string', format: 'time' }, '07:08:09'],
    [Buffer.from('Mars'), string, 'TWFycw=='],
    [new Uint8Array([77, 97, 114, 115]).subarray(1), {}, 'YXJz'],
    [new URL('http://mars.example/?a&b'), string, 'http://mars.example/?a&amp;b'],
    [new Decimal(), number, '12.5'],
    [new Decimal(), string, '12.50'],
    [{ toJSON: () => 'Mars' }, {}, 'Mars']
  ]
  for (const [value, schema, text] of cases) t.equal(property(value, schema), text === '' ? '<animals/>' : `<animals>${text}</animals>`)
  const attribute = { type: 'string', xml: { attribute: true } }
  t.equal(document({ a: ' <a href="x">\'&\'\t\n\r\0]]>' }, object({ a: attribute })), '<root a=" &lt;a href=&quot;x&quot;&gt;\'&amp;\'&#9;&#10;&#13;\ufffd]]&gt;"/>')
  const cells = object({ a: attribute, b: { type: 'number', xml: { attribute: true } }, c: attribute, d: attribute, e: { xml: { attribute: true } } })
  t.equal(document({ a: new Date(0), b: NaN, c: null, e: { secret: 1 } }, cells), '<root a="1970-01-01T00:00:00.000Z" b="NaN"/>')
  const long = 'x&'.repeat(5_000_000)
  t.equal(document({ a: long }, object({ a: string })).length, long.length * 3 + 20, '10 MB')
})

t.test('null is an empty element with xsi:nil, what is not there is none', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, nil: string, omitted: string]> = [
    [null, string, nil('animals'), ''],
    [null, { type: 'null' }, nil('animals'), ''],
    [new Date(NaN), {}, nil('animals'), ''],
    [{ toJSON: () => null }, object({}), nil('animals'), ''],
    [undefined, string, '', ''],
    [() => 'x', {}, '', ''],
    [Symbol('x'), {}, '', ''],
    [null, { type: 'string', xml: { attribute: true } }, '', ''],
    [null, array(string), '', ''],
    [null, array(string, { xml: { wrapped: true } }), nil('animals'), ''],
    [[], array(string), '', ''],
    [[], array(string, { xml: { wrapped: true } }), '<animals/>', '<animals/>'],
    [[1, null, undefined, () => 'x', new Date(NaN)], array({}), `<animals>1</animals>${nil('animals').repeat(4)}`, '<animals>1</animals>'],
    // eslint-disable-next-line no-sparse-arrays
    [['a', , 'b'], array(string), `<animals>a</animals>${nil('animals')}<animals>b</animals>`, '<animals>a</animals><animals>b</animals>']
  ]
  for (const [value, schema, expected, omitted] of cases) {
    t.equal(property(value, schema), expected)
    t.equal(property(value, schema, { nulls: 'omit' }), omitted)
  }
  for (const payload of [null, undefined]) {
    t.equal(document(payload, string), nil('root'))
    t.equal(document(payload, string, { nulls: 'omit' }), '<root/>')
  }
  const declared = object({ a: { type: 'string', xml: { namespace: 'http://www.w3.org/2001/XMLSchema-instance', prefix: 'xsi' } } })
  t.equal(document({ a: null }, declared), `<root><xsi:a ${XSI} xsi:nil="true"/></root>`, 'declared once')
})

t.test('arrays in arrays, tuples and unions keep what belongs together', async (t) => {
  const cell = { type: 'number', xml: { name: 'cell' } }
  const cases: Array<[value: unknown, schema: unknown, markup: string]> = [
    [[[1, 2], [3], []], array(array(number)), '<animals><animals>1</animals><animals>2</animals></animals><animals><animals>3</animals></animals><animals/>'],
    [[[1, 2], [3]], array(array(cell, { xml: { name: 'row' } })), '<row><cell>1</cell><cell>2</cell></row><row><cell>3</cell></row>'],
    [[[1, 2], [3]], array(array(cell, { xml: { wrapped: false } })), '<cell>1</cell><cell>2</cell><cell>3</cell>'],
    [[1, 'a', 'b'], { type: 'array', prefixItems: [{ type: 'number', xml: { name: 'n' } }, string] }, '<n>1</n><animals>a</animals>'],
    [[1, 'a', 'b'], { type: 'array', prefixItems: [{ xml: { name: 'n' } }], items: { xml: { name: 's' } } }, '<n>1</n><s>a</s><s>b</s>'],
    [[1, 'a', 'b'], { type: 'array', items: [{ type: 'number', xml: { name: 'n' } }], additionalItems: { xml: { name: 's' } } }, '<n>1</n><s>a</s><s>b</s>'],
    ['a', { anyOf: [string, array(string)] }, '<animals>a</animals>'],
    [['a', 'b'], { anyOf: [string, array(string)] }, '<animals>a</animals><animals>b</animals>'],
    [['a', 'b'], { xml: { name: 'x' } }, '<x>a</x><x>b</x>'],
    [['a', 'b'], { xml: { name: 'x', wrapped: true } }, '<x><x>a</x><x>b</x></x>'],
    [{ a: 1 }, { anyOf: [number, object({ a: number })] }, '<animals><a>1</a></animals>'],
    [{ a: 1 }, { oneOf: [object({ a: number, b: number }), object({ c: number })] }, '<animals><a>1</a></animals>'],
    // `minLength` alone says that it is text, of what is no text too.
    [[new Date(0), 2], array({ anyOf: [{ minLength: 1 }, object({ a: number }), { minimum: 2 }] }), '<animals>1970-01-01T00:00:00.000Z</animals><animals>2</animals>'],
    [{ a: 1, b: 2 }, { allOf: [object({ b: number }), object({ a: { ...number, xml: { attribute: true } } })] }, '<animals a="1"><b>2</b></animals>'],
    ['x', { anyOf: [{ type: 'string', xml: { name: 'y' } }, { type: 'null' }] }, '<y>x</y>']
  ]
  for (const [value, schema, markup] of cases) t.equal(property(value, schema), markup)
})

t.test('a schema that contains itself is written as deep as the value is', async (t) => {
  const tree = { $id: 'tree', ...object({ name: { type: 'string', xml: { attribute: true } }, children: array({ $ref: '#' }, { xml: { wrapped: true } }) }) }
  t.equal(document({ name: 'a', children: [{ name: 'b', secret: 1 }, { name: 'c', children: [{ name: 'd' }] }] }, tree),
    '<tree name="a"><children><children name="b"/><children name="c"><children><children name="d"/></children></children></children></tree>')
  const spaced = object({ inner: { $ref: '#' } }, { xml: { name: 'p', namespace: 'urn:p', prefix: 'p' } })
  t.equal(document({ inner: { inner: {} } }, spaced), '<p:p xmlns:p="urn:p"><p:p><p:p/></p:p></p:p>', 'the namespace is declared once')
  t.equal(document([[[]], []], array({ $ref: '#' }, { $id: 'nested' })), '<nested><nested><nested/></nested><nested/></nested>')
  const flat = array({ $ref: '#' }, { xml: { wrapped: false, name: 'flat' } })
  t.equal(document([[], [[]]], flat), '<flat/>')
})

t.test('a value that contains itself is an error, one that stands twice is not', async (t) => {
  const tree = { $id: 'tree', ...object({ name: string, inner: { $ref: '#' }, list: array({ $ref: '#' }) }) }
  const itself: Record<string, unknown> = { name: 'a' }
  itself.inner = itself
  const inList: Record<string, unknown> = { name: 'a' }
  inList.list = [{ inner: inList }]
  const list: unknown[] = []
  list.push(list)
  const message = 'cannot write the payload as application/xml: it contains itself, or is nested too deeply'
  for (const schema of [tree, undefined]) {
    t.throws(() => document(itself, schema), { name: 'TypeError', message })
    t.throws(() => document(inList, schema), { name: 'TypeError', message })
    const twice = { name: 'b' }
    t.match(document({ name: 'a', inner: twice, list: [twice, twice] }, schema), /(<list><name>b<\/name><\/list>){2}/)
  }
  t.throws(() => document(list), { name: 'TypeError', message, cause: { name: 'RangeError' } })
  const broken = { get name () { throw new Error('broken') } }
  const write = xml().compile(undefined, route)
  for (let i = 0; i < 2; i++) t.throws(() => write(broken), { message: 'broken' }, 'and it may be written again')
})

t.test('namespaces are declared on the element that needs them, once', async (t) => {
  const a = { namespace: 'urn:a', prefix: 'a' }
  const cases: Array<[schema: unknown, value: unknown, markup: string]> = [
    [object({ x: { ...string, xml: a }, y: { ...string, xml: a } }), { x: '1', y: '2' }, '<root><a:x xmlns:a="urn:a">1</a:x><a:y xmlns:a="urn:a">2</a:y></root>'],
    [object({ x: { ...string, xml: a }, y: { ...string, xml: { prefix: 'a' } } }, { xml: a }), { x: '1', y: '2' }, '<a:root xmlns:a="urn:a"><a:x>1</a:x><a:y>2</a:y></a:root>'],
    [object({ x: { ...string, xml: { namespace: 'urn:a' } }, y: string }, { xml: { namespace: 'urn:a' } }), { x: '1', y: '2' }, '<root xmlns="urn:a"><x>1</x><y>2</y></root>'],
    [object({ x: { ...string, xml: { namespace: 'urn:a', prefix: '' } } }), { x: '1' }, '<root><x xmlns="urn:a">1</x></root>'],
    [object({ x: { ...string, xml: { namespace: 'urn:b', prefix: 'a' } } }, { xml: a }), { x: '1' }, '<a:root xmlns:a="urn:a"><a:x xmlns:a="urn:b">1</a:x></a:root>'],
    [object({ x: { ...string, xml: { ...a, attribute: true } }, y: { ...string, xml: a } }), { x: '1', y: '2' }, '<root xmlns:a="urn:a" a:x="1"><a:y>2</a:y></root>'],
    [object({ x: { ...string, xml: { prefix: 'xml', name: 'lang', attribute: true } } }), { x: 'en' }, '<root xml:lang="en"/>'],
    [object({ x: array({ ...string, xml: { name: 'i' } }, { xml: { ...a, wrapped: true } }) }), { x: ['1'] }, '<root><a:x xmlns:a="urn:a"><i>1</i></a:x></root>'],
    [object({ x: array({ ...string, xml: a }, { xml: { namespace: 'urn:b' } }) }), { x: ['1'] }, '<root><a:x xmlns:a="urn:a">1</a:x></root>'],
    [object({ x: { ...string, xml: { namespace: 'https://a.example/?a="&b' } } }), { x: '1' }, '<root><x xmlns="https://a.example/?a=&quot;&amp;b">1</x></root>']
  ]
  for (const [schema, value, markup] of cases) t.equal(document(value, schema), markup)
})

t.test('a property whose name only the payload knows has it escaped as SQL/XML does', async (t) => {
  const cases: Array<[name: string, element: string]> = [
    ['name', 'name'],
    ['Größe', 'Größe'],
    ['𐀀', '_xD800__xDC00_'],
    ['🚀', '_xD83D__xDE80_'],
    ['a🚀', 'a_xD83D__xDE80_'],
    ['Țară', '_x021A_ară'],
    ['火星', '火星'],
    ['e\u0301', 'e\u0301'],
    ['\u0301e', '_x0301_e'],
    ['a·٣', 'a·٣'],
    ['٣', '_x0663_'],
    ['a\u2040', 'a_x2040_'],
    ['Ⅷ', '_x2167_'],
    ['a-b.c_1', 'a-b.c_1'],
    ['a_x1', 'a_x1'],
    ['surface area', 'surface_x0020_area'],
    ['1st', '_x0031_st'],
    ['-a', '_x002D_a'],
    ['a:b', 'a_x003A_b'],
    ['xmlns', '_x0078_mlns'],
    ['XML', '_x0058_ML'],
    ['', '_x005F_'],
    ['_x0041_', '_x005F_x0041_'],
    ['\ud800', '_xD800_'],
    ['\u{f0000}', '_xDB80__xDC00_'],
    ['><script>', '_x003E__x003C_script_x003E_']
  ]
  const map = { type: 'object', additionalProperties: string }
  for (const [name, element] of cases) {
    t.equal(document({ [name]: 'x' }, map), `<root><${element}>x</${element}></root>`)
    t.equal(document({ [name]: 'x' }), `<root><${element}>x</${element}></root>`)
    t.equal(document({ [name]: 'x' }, { additionalProperties: { xml: { attribute: true } } }), `<root ${element}="x"/>`)
  }
})

t.test('patternProperties and additionalProperties are written as they are declared', async (t) => {
  const cases: Array<[schema: unknown, value: unknown, markup: string]> = [
    [object({ id: string }, { additionalProperties: number }), { id: 'a', b: 1, c: '2' }, '<root><id>a</id><b>1</b><c>2</c></root>'],
    [object({ id: string }, { additionalProperties: object({ x: number }) }), { b: { x: 1, y: 2 }, d: null }, `<root><b><x>1</x></b>${nil('d')}</root>`],
    [object({}, { patternProperties: { '^a': string } }), { ab: '1', b: 'secret' }, '<root><ab>1</ab></root>'],
    [object({}, { patternProperties: { '^a': false }, additionalProperties: true }), { ab: 'secret', ac: null, b: '1' }, '<root><b>1</b></root>'],
    [object({ a: false }, { additionalProperties: true }), { a: 'secret', b: '1' }, '<root><b>1</b></root>'],
    [object({}, { additionalProperties: { type: 'string', xml: { name: 'x', namespace: 'urn:a', prefix: 'a' } } }), { b: '1' }, '<root><a:b xmlns:a="urn:a">1</a:b></root>'],
    [object({}, { patternProperties: { '^data-': { xml: { attribute: true } } } }), { 'data-x': 1, 'data-y': null, b: 'secret' }, '<root data-x="1"/>'],
    [object({}, { additionalProperties: { type: 'string', xml: { attribute: true, namespace: 'urn:a', prefix: 'a' } } }), { b: '1' }, '<root xmlns:a="urn:a" a:b="1"/>'],
    [object({}, { additionalProperties: array(number) }), { b: [1, 2] }, '<root><b>1</b><b>2</b></root>']
  ]
  for (const [schema, value, markup] of cases) t.equal(document(value, schema), markup)
})

t.test('a name from the payload that the schema has given to another property is told apart by an escape', async (t) => {
  const attribute = { attribute: true }
  const ns = { namespace: 'urn:a', prefix: 'a' }
  const cases: Array<[schema: unknown, value: unknown, markup: string]> = [
    [object({ name: { ...string, xml: { name: 'Name' } } }, { additionalProperties: string }), { name: 'a', Name: 'b', NAME: 'c' }, '<root><Name>a</Name><_x004E_ame>b</_x004E_ame><NAME>c</NAME></root>'],
    [object({ name: { ...string, xml: { name: 'Name' } } }, { additionalProperties: string }), { Name: 'b' }, '<root><_x004E_ame>b</_x004E_ame></root>'],
    [object({ id: { ...string, xml: { name: 'b', ...attribute } } }, { additionalProperties: { ...string, xml: attribute } }), { id: '1', b: '2' }, '<root b="1" _x0062_="2"/>'],
    [object({ id: { ...string, xml: { name: 'b', ...attribute } } }, { additionalProperties: string }), { id: '1', b: '2' }, '<root b="1"><b>2</b></root>'],
    [object({ moons: array({ ...string, xml: { name: 'moon' } }) }, { additionalProperties: string }), { moons: ['a'], moon: 'b' }, '<root><moon>a</moon><_x006D_oon>b</_x006D_oon></root>'],
    [object({ moons: array({ ...string, xml: { name: 'moon' } }, { xml: { wrapped: true } }) }, { additionalProperties: string }), { moons: ['a'], moon: 'b' }, '<root><moons><moon>a</moon></moons><moon>b</moon></root>'],
    [object({ moons: { type: 'array', prefixItems: [{ ...string, xml: { name: 'first' } }], items: string } }, { additionalProperties: string }), { moons: ['a', 'b'], first: 'c' }, '<root><first>a</first><moons>b</moons><_x0066_irst>c</_x0066_irst></root>'],
    [object({ x: { ...string, xml: { name: 'y', ...ns } } }, { additionalProperties: string }), { x: '1', y: '2' }, '<root><a:y xmlns:a="urn:a">1</a:y><y>2</y></root>'],
    [object({ x: { ...string, xml: { name: 'y', ...ns } } }, { additionalProperties: { ...string, xml: { ...ns, prefix: 'b' } } }), { x: '1', y: '2' }, '<root><a:y xmlns:a="urn:a">1</a:y><b:_x0079_ xmlns:b="urn:a">2</b:_x0079_></root>'],
    [object({ x: { ...string, xml: { name: 'y' } } }, { patternProperties: { y: string } }), { x: '1', y: '2' }, '<root><y>1</y><_x0079_>2</_x0079_></root>'],
    [object({ x: { ...string, xml: { name: '_x0031_' } } }, { additionalProperties: string }), { _x0031_: '2', 2: '3' }, '<root><_x0032_>3</_x0032_><_x005F_x0031_>2</_x005F_x0031_></root>']
  ]
  for (const [schema, value, markup] of cases) {
    t.equal(document(value, schema), markup)
    t.equal(document(value, schema), markup, 'and again')
  }
  const none = object({ x: { ...string, xml: { name: '_x0031_' } } }, { additionalProperties: string })
  t.throws(() => document({ 1: '2' }, none), { name: 'TypeError', message: "cannot write the property '1': the schema has given its name to another" })
  const names = Array.from({ length: 2500 }, (_, index) => `n ${index}${'-'.repeat(index % 200)}`)
  const write = xml({ declaration: false }).compile(true, route)
  const once = `<root>${names.map((name) => `<${name.replace(' ', '_x0020_')}>1</${name.replace(' ', '_x0020_')}>`).join('')}</root>`
  for (let time = 0; time < 3; time++) t.equal(write(Object.fromEntries(names.map((name) => [name, 1]))), once)
})

t.test('a scalar that is all there is stands in the root', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, markup: string]> = [
    ['a < b', string, '<root>a &lt; b</root>'], ['', string, '<root/>'], [5, number, '<root>5</root>'], [true, undefined, '<root>true</root>']
  ]
  for (const [value, schema, markup] of cases) t.equal(document(value, schema), markup)
})

t.test('what one branch leaves open is written, whatever another declares', async (t) => {
  const closed = object({ a: string, b: false })
  const cases: Array<[schema: unknown, value: unknown, markup: string]> = [
    [{ anyOf: [{ type: 'array', prefixItems: [closed], minItems: 3 }, true] }, ['x', { c: 1 }], '<animals>x</animals><animals><c>1</c></animals>'],
    [{ anyOf: [{ type: 'array', items: closed, maxItems: 1 }, true] }, [{ a: 1 }, { c: { d: [2] } }], '<animals><a>1</a></animals><animals><c><d>2</d></c></animals>'],
    [{ anyOf: [{ ...closed, required: ['a'] }, true] }, { b: { c: 1 } }, '<animals><b><c>1</c></b></animals>'],
    [{ anyOf: [object({ a: object({ b: string }), c: string }, { required: ['c'] }), true] }, { a: [1, new Date(0)] }, '<animals><a>1</a><a>1970-01-01T00:00:00.000Z</a></animals>'],
    [{ oneOf: [closed, string] }, { a: 'x', c: 'secret' }, '<animals><a>x</a></animals>']
  ]
  for (const [schema, value, markup] of cases) t.equal(property(value, schema), markup, JSON.stringify(schema))
})

t.test('a default is written as it is, as in JSON, whatever the schema says of it', async (t) => {
  const cases: Array<[schema: object, markup: string]> = [
    [object({ a: string }, { default: { a: '1', b: { c: [2, null] } } }), `<animals><a>1</a><b><c>2</c>${nil('c')}</b></animals>`],
    [{ type: 'string', default: { b: 1 } }, '<animals><b>1</b></animals>'],
    [{ type: 'string', default: [1, 'x'] }, '<animals>1</animals><animals>x</animals>'],
    [object({ a: string }, { additionalProperties: false, default: { b: 1 } }), '<animals><b>1</b></animals>'],
    [{ type: 'integer', default: 7 }, '<animals>7</animals>']
  ]
  for (const [schema, markup] of cases) {
    t.equal(property(undefined, schema), markup)
    t.same(JSON.parse(routeOf('application/json').compileJson(object({ animals: schema }))({})).animals, (schema as { default: unknown }).default)
  }
})

t.test('without a schema an invalid date is null, as in JSON', async (t) => {
  t.equal(document({ found: new Date(NaN) }), `<root>${nil('found')}</root>`)
})

t.test('bytes of any kind are base64', async (t) => {
  const { buffer } = new Uint8Array([77, 97, 114, 115])
  const shared = new SharedArrayBuffer(2)
  for (const schema of [string, undefined]) {
    for (const [bytes, text] of [[buffer, 'TWFycw=='], [new DataView(buffer, 1), 'YXJz'], [shared, 'AAA=']] as const) {
      t.equal(document({ a: bytes }, schema === undefined ? undefined : object({ a: string })), `<root><a>${text}</a></root>`)
      t.equal(document({ a: bytes }, object({ a: { ...string, xml: { attribute: true } } })), `<root a="${text}"/>`)
    }
  }
})
