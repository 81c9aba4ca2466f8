import t from 'tap'
import xml, { type XmlOptions } from '../../../lib/formats/xml/xml.js'
import { LETTER_RE, NAME_CHAR_RE } from 'xmlchars/xml/1.0/ed4.js'
import { encodeName } from '../../../lib/formats/xml/names.js'
import type { SerializerRoute } from '../../../types/index.js'

const route: SerializerRoute = { method: 'GET', url: '/', mediaType: 'application/xml', status: '200', schemas: {}, compileJson: () => JSON.stringify }

const string = { type: 'string' }
const array = { type: 'array', items: string }

function object (properties: object, keywords: object = {}): object {
  return { type: 'object', properties, ...keywords }
}

t.test('a property whose name XML does not have is an error at boot that says what to declare', async (t) => {
  const cases: Array<[name: string, fault: string]> = [
    ...['surface area', '1st', '-a', '.a', 'a:b', 'a/b', '', '<a>', '\u{f0000}', 'a\u037e', '·a', '\u{10000}', '🚀', 'a🚀', 'ț', 'aⅧ', '\u0301a', '٣a'].map((name) => [name, 'XML has no such name'] as [string, string]),
    ...['xml', 'xmlVersion', 'XML', 'xMl-a', 'xmlns'].map((name) => [name, 'XML reserves names that begin with xml'] as [string, string])
  ]
  for (const [name, fault] of cases) {
    const named: unknown[] = [string, {}, object({}), { ...string, xml: { attribute: true } }, { ...array, xml: { wrapped: true } }, { anyOf: [string, array] }]
    for (const schema of named) {
      t.throws(() => xml().compile(object({ [name]: schema }), route), { message: `property '${name}': ${fault}. Declare xml: { name }` })
    }
    for (const schema of [array, { ...array, xml: { name: 'a' } }, { type: 'array', prefixItems: [{ xml: { name: 'a' } }, {}] }]) {
      t.throws(() => xml().compile(object({ a: object({ [name]: schema }) }), route), { message: `property '${name}': ${fault}. Declare items: { xml: { name } }` })
    }
    const renamed = { type: 'array', items: { ...string, xml: { name: 'a' } } }
    const works: unknown[] = [{ ...string, xml: { name: 'a' } }, { xml: { name: 'a' } }, { ...string, xml: { name: 'a', attribute: true } }, renamed, { ...array, xml: { name: 'a', wrapped: true } }, { type: 'array', prefixItems: [{ xml: { name: 'a' } }] }]
    for (const schema of works) {
      const isList = (schema as { type?: string }).type === 'array'
      t.match(xml().compile(object({ [name]: schema }), route)({ [name]: isList ? ['x'] : 'x' }), /^<\?xml version="1.0" encoding="UTF-8"\?><root( a="x"\/>|><a>)/)
    }
  }
  t.throws(() => xml().compile(object({ '\ud800': string }), route), { message: "property '\ud800': XML has no such name. Declare xml: { name }" })
  for (const name of ['name', '_', 'Größe', 'a-b.c_1', '名前', 'a·b', '\u0131', 'e\u0301', 'Ελλάδα', 'Україна', 'भारत', '대한민국', 'a٣', '__proto__', 'constructor']) {
    t.equal(xml({ declaration: false }).compile(object(JSON.parse(`{ ${JSON.stringify(name)}: { "type": "string" } }`)), route)(JSON.parse(`{ ${JSON.stringify(name)}: "x" }`)), `<root><${name}>x</${name}></root>`)
  }
  t.equal(xml({ declaration: false }).compile(object({ a: { ...string, xml: { name: 'xmlUrl', attribute: true } } }), route)({ a: 'x' }), '<root xmlUrl="x"/>', 'one that begins with xml can be asked for')
})

t.test('a fault in xml is an error at boot that names the place, the field and what was expected', async (t) => {
  const name = 'expected a name of XML without a colon, other than xmlns, found'
  const uri = 'expected a URI that is not relative, found'
  const cases: Array<[xml: unknown, message: string]> = [
    ['a', "xml: expected an object, found 'a'"],
    [null, 'xml: expected an object, found null'],
    [{ name: 'a b' }, `xml.name: ${name} 'a b'`],
    [{ name: 'a:b' }, `xml.name: ${name} 'a:b'`],
    [{ name: '' }, `xml.name: ${name} ''`],
    [{ name: 5 }, `xml.name: ${name} 5`],
    [{ name: 'xmlns' }, `xml.name: ${name} 'xmlns'`],
    [{ prefix: 'a b' }, `xml.prefix: ${name} 'a b'`],
    [{ prefix: 'xmlns', namespace: 'http://www.w3.org/2000/xmlns/' }, `xml.prefix: ${name} 'xmlns'`],
    [{ namespace: 'relative/uri' }, `xml.namespace: ${uri} 'relative/uri'`],
    [{ namespace: '' }, `xml.namespace: ${uri} ''`],
    [{ namespace: 'urn:a b' }, `xml.namespace: ${uri} 'urn:a b'`],
    [{ namespace: 'http://www.w3.org/2000/xmlns/', prefix: 'a' }, `xml.namespace: ${uri} 'http://www.w3.org/2000/xmlns/'`],
    [{ attribute: 'true' }, "xml.attribute: expected true or false, found 'true'"],
    [{ wrapped: 1 }, 'xml.wrapped: expected true or false, found 1'],
    [{ prefix: 'a' }, 'xml.prefix: a stands for no namespace here. Declare xml.namespace as well'],
    [{ prefix: 'a', attribute: true }, 'xml.prefix: a stands for no namespace here. Declare xml.namespace as well'],
    [{ namespace: 'urn:a', attribute: true }, 'xml.namespace: an attribute needs xml.prefix as well'],
    [{ namespace: 'urn:a', prefix: 'xml' }, 'xml.prefix: xml stands for http://www.w3.org/XML/1998/namespace and nothing else'],
    [{ namespace: 'urn:a', prefix: 'xsi' }, 'xml.prefix: xsi stands for http://www.w3.org/2001/XMLSchema-instance and nothing else'],
    [{ namespace: 'http://www.w3.org/XML/1998/namespace', prefix: 'a' }, 'xml.prefix: expected xml, by which http://www.w3.org/XML/1998/namespace is known']
  ]
  for (const [fault, message] of cases) {
    t.throws(() => xml().compile(object({ a: { ...string, xml: fault } }), route), { message: `property 'a': ${message}` })
  }
  t.throws(() => xml().compile({ ...string, xml: { name: '1' } }, route), { message: `the schema: xml.name: ${name} '1'` })
  t.throws(() => xml().compile({ type: 'array', items: { xml: { name: '1' } } }, route), { message: `items: xml.name: ${name} '1'` })
  t.throws(() => xml().compile({ type: 'array', prefixItems: [{ xml: { name: '1' } }] }, route), { message: `item 0: xml.name: ${name} '1'` })
  t.throws(() => xml().compile({ additionalProperties: { xml: { name: '1' } } }, route), { message: `additionalProperties: xml.name: ${name} '1'` })
  t.throws(() => xml().compile({ patternProperties: { a: { xml: { name: '1' } } } }, route), { message: `patternProperties 'a': xml.name: ${name} '1'` })
})

t.test('attributes that no element can have are an error at boot', async (t) => {
  const attribute = (xml: object = {}): object => ({ ...string, xml: { attribute: true, ...xml } })
  const cases: Array<[schema: object, message: string]> = [
    [object({ a: { ...array, xml: { attribute: true } } }), "property 'a': xml.attribute: an attribute holds no objects and no arrays"],
    [object({ a: object({}, { xml: { attribute: true } }) }), "property 'a': xml.attribute: an attribute holds no objects and no arrays"],
    [object({ a: { anyOf: [string, array], xml: { attribute: true } } }), "property 'a': xml.attribute: an attribute holds no objects and no arrays"],
    [{ additionalProperties: object({}, { xml: { attribute: true } }) }, 'additionalProperties: xml.attribute: an attribute holds no objects and no arrays'],
    [object({ a: attribute(), b: attribute({ name: 'a' }) }), "property 'b': there is an attribute a already. Declare xml: { name }"],
    [object({ a: attribute({ namespace: 'urn:a', prefix: 'x' }), b: attribute({ name: 'a', namespace: 'urn:a', prefix: 'y' }) }), "property 'b': there is an attribute y:a already. Declare xml: { name }"],
    [object({ a: attribute({ namespace: 'urn:a', prefix: 'x' }), b: attribute({ namespace: 'urn:b', prefix: 'x' }) }), "property 'b': xml.prefix: x stands for urn:a here. Declare another one"],
    [object({ a: attribute({ namespace: 'urn:b', prefix: 'x' }) }, { xml: { namespace: 'urn:a', prefix: 'x' } }), "property 'a': xml.prefix: x stands for urn:a here. Declare another one"]
  ]
  for (const [schema, message] of cases) t.throws(() => xml().compile(schema, route), { message })
})

t.test('branches that differ in xml are an error at boot, unless the schema itself decides', async (t) => {
  const cat = object({ a: string }, { xml: { name: 'cat' } })
  const dog = object({ b: string }, { xml: { name: 'dog' } })
  const message = "property 'pet': the branches of the schema differ in xml. Declare xml next to allOf, anyOf or oneOf"
  for (const schema of [{ anyOf: [cat, dog] }, { oneOf: [cat, dog] }, { allOf: [cat, dog] }]) {
    t.throws(() => xml().compile(object({ pet: schema }), route), { message })
    t.equal(xml({ declaration: false }).compile(object({ pet: { ...schema, xml: {} } }), route)({ pet: { a: 'x' } }), '<root><pet><a>x</a></pet></root>')
  }
  t.equal(xml({ declaration: false }).compile(object({ pet: { anyOf: [cat, cat] } }), route)({ pet: { a: 'x' } }), '<root><cat><a>x</a></cat></root>')
})

t.test('options are checked', async (t) => {
  const name = 'expected a name of XML without a colon, that does not begin with xml, found'
  const cases: Array<[options: unknown, message: string]> = [
    [{ root: 'a b' }, `xml(): option root: ${name} 'a b'`],
    [{ root: 'xml' }, `xml(): option root: ${name} 'xml'`],
    [{ item: 5 }, `xml(): option item: ${name} 5`],
    [{ nulls: true }, "xml(): option nulls: expected 'nil' or 'omit', found true"],
    [{ declaration: 'no' }, "xml(): option declaration: expected true or false, found 'no'"],
    [{ indent: 2 }, 'xml(): option indent: unknown key (known: root, item, nulls, declaration)'],
    [null, 'xml(): expected an object of options, found null']
  ]
  for (const [options, message] of cases) t.throws(() => xml(options as XmlOptions), { name: 'TypeError', message })
  for (const options of [{}, { root: undefined, item: undefined, nulls: undefined, declaration: undefined }, { declaration: true }]) {
    t.equal(xml(options as XmlOptions).compile(undefined, route)([1]), '<?xml version="1.0" encoding="UTF-8"?><root><item>1</item></root>')
  }
  t.equal(xml().sync, true)
})

t.test('a $ref that names nothing is an error at boot', async (t) => {
  t.throws(() => xml().compile(object({ a: { $ref: 'moon' } }), route), { message: "$ref 'moon' cannot be resolved: neither addSchema nor the schema itself has it" })
})

t.test('names that differ stay different when they are escaped', async (t) => {
  const names = ['', '_', '_x005F_', '__', 'x', '_x', '_x0020_', ' ', '_x005F_x0020_', 'xml', '_x0078_ml', '_x0041 ', 'A']
  t.equal(new Set(names.map(encodeName)).size, names.length)
})

// The list of xmlchars, on which saxes builds, is another hand's.
t.test('a character stands in a name where the fourth edition of XML has it, and is escaped elsewhere', async (t) => {
  const wrong: number[] = []
  for (let code = 0; code <= 0x10ffff; code += code < 0xffff ? 1 : 0xfff) {
    const character = String.fromCodePoint(code)
    const isStart = (code < 0x10000 && LETTER_RE.test(character)) || character === '_'
    const isChar = code < 0x10000 && NAME_CHAR_RE.test(character) && character !== ':'
    if ((encodeName(character) === character) !== isStart || (encodeName(`a${character}`) === `a${character}`) !== isChar) wrong.push(code)
  }
  t.same(wrong, [])
})
