import fc from 'fast-check'
import assert from 'node:assert/strict'
import t from 'tap'
import xml from '../../../lib/formats/xml/xml.js'
import type { SerializerRoute } from '../../../types/index.js'
import { decodeName, inXml, parse, valueOf, type Element, type XmlSchema } from './reader.js'
import { runs } from '../../fixtures/generated.js'

const route: SerializerRoute = { method: 'GET', url: '/', mediaType: 'application/xml', status: '200', schemas: {}, compileJson: () => JSON.stringify }

const text = fc.string({ unit: fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...' \t\n\r&<>"\']\u0000\u0008\u0085\u2028\ufffe\uffff\ud800\udc00é𝄞;#-?!/=') }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 1 }) }), maxLength: 12 })

const namespaces = [{}, {}, {}, { namespace: 'urn:a' }, { namespace: 'https://b.example/?x=1&y=2', prefix: 'b' }, { namespace: 'urn:a', prefix: 'a' }, { namespace: 'urn:other', prefix: 'a' }]
const attributeNamespaces = [{}, {}, { namespace: 'urn:c', prefix: 'c' }]

const type = fc.constantFrom('string', 'string', 'number', 'integer', 'boolean')

/** A schema under a name that no other has: `p1`, or with an `xml.name` of that number. */
function schemaOf (depth: number): fc.Arbitrary<XmlSchema> {
  const scalar = fc.record({ type, xml: fc.constantFrom(...namespaces) })
  if (depth === 0) return scalar as fc.Arbitrary<XmlSchema>
  const inner = schemaOf(depth - 1)
  const array = fc.record({ type: fc.constant('array'), xml: fc.tuple(fc.constantFrom(...namespaces), fc.boolean()).map(([own, wrapped]) => ({ ...own, wrapped })), items: inner })
  return fc.oneof(scalar, array, objectOf(inner)) as fc.Arbitrary<XmlSchema>
}

function objectOf (inner: fc.Arbitrary<XmlSchema>): fc.Arbitrary<XmlSchema> {
  const attribute = fc.record({ type, xml: fc.constantFrom(...attributeNamespaces).map((own) => ({ ...own, attribute: true })) }) as fc.Arbitrary<XmlSchema>
  const members = fc.array(fc.tuple(fc.oneof({ weight: 3, arbitrary: inner }, { weight: 1, arbitrary: attribute }), fc.boolean()), { maxLength: 4 })
  return fc.tuple(members, fc.constantFrom(...namespaces)).map(([properties, own]) => ({
    type: 'object' as const,
    xml: own,
    properties: Object.fromEntries(properties.map(([schema, renamed], index) => [`p${index}`, renamed ? renamedTo(schema, `q${index}`) : schema]))
  }))
}

function renamedTo (schema: XmlSchema, name: string): XmlSchema {
  const own = { ...schema, xml: { ...schema.xml, name } }
  return schema.items === undefined ? own : { ...own, items: { ...schema.items, xml: { ...schema.items.xml, name: `${name}i` } } }
}

// An array in an array that says `wrapped: false` runs together with the next, and cannot be read back.
function withoutWrapped (schema: XmlSchema): XmlSchema {
  if (schema.items === undefined) {
    return schema.properties === undefined ? schema : { ...schema, properties: Object.fromEntries(Object.entries(schema.properties).map(([name, property]) => [name, withoutWrapped(property)])) }
  }
  const { wrapped, ...own } = schema.items.xml ?? {}
  return { ...schema, items: withoutWrapped(schema.items.type === 'array' ? { ...schema.items, xml: own } : schema.items) }
}

const nullable = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 8 })

function valuesOf (schema: XmlSchema): fc.Arbitrary<unknown> {
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, fc.option(valuesOf(property), { nil: undefined, freq: 8 })])
      return nullable(fc.record({ ...Object.fromEntries(properties), secret: fc.constant('LEAK'), LEAK: fc.constant({ p0: 'LEAK' }) }))
    }
    case 'array': return nullable(fc.array(valuesOf(schema.items as XmlSchema), { maxLength: 3 }))
    case 'string': return nullable(text)
    case 'number': return nullable(fc.double())
    case 'integer': return nullable(fc.bigInt())
    default: return nullable(fc.boolean())
  }
}

/** What is left of a value by the schema and by what XML has. */
function expectedOf (schema: XmlSchema, value: unknown, isProperty = false): unknown {
  const unwrapped = schema.type === 'array' && schema.xml?.wrapped !== true
  if (value === null) return isProperty && (schema.xml?.attribute === true || unwrapped) ? undefined : null
  if (value === undefined) return undefined
  if (Array.isArray(value)) return isProperty && unwrapped && value.length === 0 ? undefined : value.map((item) => expectedOf(schema.items as XmlSchema, item))
  if (schema.type === 'object') {
    const properties = Object.entries(schema.properties ?? {}).map(([name, property]) => [name, expectedOf(property, (value as Record<string, unknown>)[name], true)])
    return Object.fromEntries(properties.filter(([, property]) => property !== undefined))
  }
  return typeof value === 'string' ? inXml(value) : Object.is(value, -0) ? 0 : value
}

t.test('what is written from a schema is read back the same by it, and nothing else is there', async () => {
  const cases = objectOf(schemaOf(2)).map(withoutWrapped).chain((schema) => valuesOf(schema).map((value) => ({ schema, value })))
  fc.assert(fc.property(cases, ({ schema, value }) => {
    const content = xml().compile(schema, route)(value)
    assert.ok(typeof content === 'string')
    assert.deepEqual(valueOf(schema, parse(content)), expectedOf(schema, value))
    assert.doesNotMatch(content, /LEAK|secret/)
  }), runs(5500))
})

t.test('the names of a map are read back, whatever they are', async () => {
  const names = fc.oneof(text, fc.string({ unit: fc.constantFrom('_', 'x', 'X', 'm', 'l', '0', '4', '1', 'A', 'f', ':', '-', '.', ' '), maxLength: 10 }), fc.constantFrom('', '_', '__proto__', 'constructor', 'xml', 'XML:lang', 'xmlns', '_x0041_', '_x005F_', '\udc00'))
  const schema: XmlSchema = { type: 'object', additionalProperties: { type: 'string' } }
  fc.assert(fc.property(fc.array(fc.tuple(names, text)), (entries) => {
    const content = xml().compile(schema, route)(Object.fromEntries(entries))
    assert.ok(typeof content === 'string')
    assert.deepEqual(valueOf(schema, parse(content)), Object.fromEntries(entries.map(([name, value]) => [name, inXml(value)])))
  }), runs(2500))
})

/** What a reader finds in the elements of a value without a schema, in order: names, and the text at the ends. */
function wordsOf (value: unknown, name: string): string[] {
  if (Array.isArray(value)) return [name, ...value.flatMap((item) => wordsOf(item, name))]
  if (typeof value !== 'object' || value === null) return [name, value === null ? '' : inXml(String(value))]
  return [name, ...Object.entries(value).flatMap(([key, inner]) => Array.isArray(inner) ? inner.flatMap((item) => wordsOf(item, key)) : wordsOf(inner, key))]
}

function wordsIn ({ local, children, text }: Element): string[] {
  return [decodeName(local), ...children.length === 0 && text !== '' ? [text] : children.flatMap(wordsIn)]
}

t.test('any value without a schema is a document that names everything in it', async () => {
  const isWord = (word: string): boolean => word !== ''
  fc.assert(fc.property(fc.dictionary(text, fc.jsonValue({ stringUnit: 'binary' })), (value) => {
    const content = xml().compile(undefined, route)(value)
    assert.ok(typeof content === 'string')
    assert.deepEqual(wordsIn(parse(content)).filter(isWord), wordsOf(value, 'root').filter(isWord))
  }), runs(2000))
})
