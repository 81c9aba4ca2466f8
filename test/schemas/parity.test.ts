/**
 * Every format carries the data that JSON carries: read back, the answers to one request are the same, or all of them are a 500.
 *
 * The expected values are those of a real JSON route, and for the tables literals that JSON is held to as well.
 */
import { decode as decodeMsgpack } from '@msgpack/msgpack'
import { decode as decodeCbor } from 'cbor2'
import Fastify, { type FastifyInstance } from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import { parse as parseYaml } from 'yaml'
import cbor from '../../lib/formats/binary/cbor.js'
import msgpack from '../../lib/formats/binary/msgpack.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import { compileWriteJson } from '../../lib/formats/json/write.js'
import produces, { type SerializerCompiler } from '../../lib/index.js'
import { compilePlans } from '../../lib/schemas/index.js'
import { runs } from '../fixtures/generated.js'
import { standsFor } from '../formats/parity.js'
import { definitions, payloadOf, schemas as generatedSchemas, type SchemaObject, shared } from './generated.js'

const READERS: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'application/json': (bytes) => JSON.parse(String(bytes)),
  'application/yaml': (bytes) => parseYaml(String(bytes)),
  'application/cbor': (bytes) => decodeCbor(bytes),
  'application/vnd.msgpack': (bytes) => decodeMsgpack(bytes),
  'application/x-ndjson': (bytes) => JSON.parse(String(bytes)),
  // A serializer that writes whatever it is given.
  'text/plain': (bytes) => JSON.parse(String(bytes)),
  // JSON without fast-json-stringify.
  'application/x-own': (bytes) => JSON.parse(String(bytes))
}

const FORMATS = Object.keys(READERS)

const own: SerializerCompiler = {
  sync: true,
  compile (schema, { schemas }) {
    const { plan, form } = compilePlans(schema, schemas)
    const write = compileWriteJson(form)
    return (payload) => write(plan(payload))
  }
}

/** An application that answers with the payload of the moment in every format. */
async function serve (schema: unknown, payload: () => unknown, formats: readonly string[]): Promise<FastifyInstance> {
  const app = Fastify()
  const serializers = {
    'application/yaml': yaml(),
    'application/cbor': cbor(),
    'application/vnd.msgpack': msgpack(),
    'application/x-ndjson': ndjson(),
    'text/plain': (value: unknown) => JSON.stringify(value) ?? '',
    'application/x-own': own
  }
  await app.register(produces, { serializers })
  app.addSchema(shared)
  app.get('/', { config: { produces: formats.map((mediaType) => ({ mediaType, schema })) as never } }, async () => payload())
  await app.ready()
  return app
}

/** What a client reads, or the code of the refusal. */
async function answer (app: FastifyInstance, accept: string): Promise<{ readonly status: number, readonly read: unknown, readonly body: string }> {
  const { statusCode, rawPayload } = await app.inject({ url: '/', headers: { accept } })
  const read = statusCode === 200 ? READERS[accept]?.(rawPayload) : JSON.parse(String(rawPayload))
  return { status: statusCode, read, body: String(rawPayload) }
}

/** How many payloads each schema gets, in each format: ten thousand and more for all schemas of the deep run. */
const PAYLOADS = 14

// The deep run takes minutes.
t.setTimeout(600_000)

const string = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more })
const reader = object({ role: { const: 'reader' }, name: string }, { required: ['role'] })
const editor = object({ role: { const: 'editor' }, name: string, phone: string }, { required: ['role'] })
const ada = { role: 'reader', name: 'Ada', phone: 'SECRET' }
const secret = { secret: 'SECRET' }

/** A refusal, with the path of the fault. */
interface Refusal { readonly refusal: RegExp }

const TABLE: ReadonlyArray<[name: string, schema: unknown, payload: unknown, expected: unknown]> = [
  // The branch that the value is valid by.
  ['oneOf', { oneOf: [reader, editor] }, ada, { role: 'reader', name: 'Ada' }],
  ['oneOf, another', { oneOf: [reader, editor] }, { ...ada, role: 'editor' }, { ...ada, role: 'editor' }],
  ['anyOf in items', { type: 'array', items: { anyOf: [reader, editor] } }, [ada], [{ role: 'reader', name: 'Ada' }]],
  ['no branch', object({ of: { anyOf: [reader, editor] } }), { of: { role: 'SECRET' } }, { refusal: /^Route GET \/: .*: of: expected one of 2 forms/ }],
  ['if, then and else', object({ a: string }, { if: { required: ['b'] }, then: object({ b: string }), else: object({ c: string }) }), { a: '1', c: '3', secret: 'SECRET' }, { a: '1', c: '3' }],
  ['if and else', object({ a: string }, { if: { required: ['b'] }, else: object({ c: string }) }), { a: '1', c: '3', secret: 'SECRET' }, { a: '1', c: '3' }],
  // Types as drivers of databases have them.
  ['coercions', object({ id: integer, price: { type: 'number' }, active: { type: 'boolean' }, code: string }), { id: '12', price: '-12.5', active: 1, code: 7 }, { id: 12, price: -12.5, active: true, code: '7' }],
  ['a fraction where an integer is declared', integer, 12.7, 12],
  ['no number', object({ items: { type: 'array', items: object({ price: { type: 'number' } }) } }), { items: [{ price: 1 }, { price: 'SECRET' }] }, { refusal: /: items\[1\]\.price: expected a number/ }],
  ['NaN where an integer is declared', object({ id: integer }), { id: NaN }, { refusal: /: id: expected an integer/ }],
  ['a date', object({ at: { type: 'string', format: 'date-time' }, day: { type: 'string', format: 'date' } }), { at: new Date(0), day: new Date(2024, 1, 29) }, { at: '1970-01-01T00:00:00.000Z', day: '2024-02-29' }],
  ['a number where a date is declared', object({ at: { type: 'string', format: 'date-time' } }), { at: 5 }, { refusal: /: at: expected a date/ }],
  ['a list of types', object({ a: { type: ['integer', 'null'] }, b: { type: ['string', 'null'] } }), { a: null, b: 'B' }, { a: null, b: 'B' }],
  ['none of a list of types', object({ a: { type: ['integer', 'null'] } }), { a: 'SECRET' }, { refusal: /: a: expected null or integer|: a: expected integer or null/ }],
  ['const', object({ kind: { const: 'planet' } }), { kind: 'SECRET' }, { kind: 'planet' }],
  ['nullable', object({ a: { ...object({}), nullable: true } }), { a: null }, { a: null }],
  // What is missing.
  ['default', object({ currency: { ...string, default: 'EUR' }, more: { default: { a: 1 } } }), {}, { currency: 'EUR', more: { a: 1 } }],
  ['required', object({ of: object({ id: integer }, { required: ['id'] }) }), { of: secret }, { refusal: /: of\.id: required by the schema, and missing/ }],
  ['required and not declared', object({ a: string }, { required: ['b'] }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  ['required first', object({ a: string, b: string }, { required: ['b'] }), { a: 'A', b: 'B' }, { b: 'B', a: 'A' }],
  // Types that a keyword implies.
  ['required alone', object({ of: { required: ['a'] } }), { of: { a: 'SECRET' } }, { of: {} }],
  ['minLength alone', object({ of: { minLength: 1 } }), { of: secret }, { of: '[object Object]' }],
  // What fast-json-stringify does not know.
  ['prefixItems', { type: 'array', prefixItems: [object({ a: string }), integer] }, [{ a: 'A', ...secret }, '5', secret], [{ a: 'A' }, 5]],
  ['prefixItems and items', { prefixItems: [integer], items: object({ a: string }) }, [1, { a: 'A', ...secret }], [1, { a: 'A' }]],
  ['prefixItems in two members of allOf', { allOf: [{ prefixItems: [object({ a: string })] }, { prefixItems: [object({ b: string })] }] }, [{ a: 'A', b: 'B', ...secret }], [{ a: 'A', b: 'B' }]],
  ['additionalItems', { type: 'array', items: [integer], additionalItems: object({ a: string }) }, [1, { a: 'A', ...secret }], [1, { a: 'A' }]],
  ['more items than a tuple has', { type: 'array', items: [integer] }, [1, secret], { refusal: /: \[1\]: expected 1 items/ }],
  ['enum without a type', object({ of: { enum: ['a', { b: 1 }] } }), { of: { b: 1 } }, { of: { b: 1 } }],
  ['an object that no enum has', object({ of: { enum: ['a', { b: 1 }] } }), { of: secret }, { refusal: /: of: expected one of 2 values/ }],
  ['false', object({ a: string, b: false }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  ['false by $ref', object({ a: string, b: { $ref: '#/definitions/no' } }, { definitions: { no: false } }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  ['false by allOf', object({ a: string, b: { allOf: [string, false] } }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  ['not anything', object({ a: string, b: { not: {} } }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  ['anyOf of not anything', object({ a: string, b: { anyOf: [{ not: {} }] } }), { a: 'A', b: 'SECRET' }, { refusal: /: b: expected one of 1 forms/ }],
  // Names.
  ['propertyNames and additionalProperties', object({ a: string }, { propertyNames: { enum: ['a', 'b'] }, additionalProperties: string }), { a: 'A', b: 'B', c: 'SECRET' }, { a: 'A', b: 'B' }],
  ['propertyNames and patternProperties', object({}, { propertyNames: { maxLength: 1 }, patternProperties: { '^c': integer } }), { c: '1', cSECRET: 2 }, { c: 1 }],
  ['propertyNames that admit any', object({}, { propertyNames: { type: 'string' }, additionalProperties: integer }), { a: '1' }, { a: 1 }],
  // Other forms.
  ['an object for an array', object({ tags: { type: 'array' } }), { tags: secret }, { refusal: /: tags: expected an array/ }],
  ['a Set for an array', object({ tags: { type: 'array' } }), { tags: new Set(['SECRET']) }, { refusal: /: tags: expected an array/ }],
  ['text for an array', object({ tags: { type: 'array' } }), { tags: 'SECRET' }, { refusal: /: tags: expected an array/ }],
  ['null', object({ of: { type: 'null' } }), { of: secret }, { of: null }],
  // References.
  ['$ref with more words', object({ of: { $ref: '#/definitions/a', required: ['b'] } }, { definitions: { a: object({ a: string }) } }), { of: { a: 'A', ...secret } }, { refusal: /: of\.b: required/ }],
  ['a shared schema that contains itself', { $ref: 'Shared#' }, { b: 1, ...secret, c: { b: '2', ...secret } }, { b: 1, c: { b: 2 } }],
  ['allOf', { ...object({ a: string }, { additionalProperties: false }), allOf: [object({ b: integer }, { required: ['b'] })] }, { a: 'A', b: '1', ...secret }, { b: 1, a: 'A' }]
]

for (const [name, schema, payload, expected] of TABLE) {
  t.test(`${name}: every format has JSON's data`, async (t) => {
    const app = await serve(schema, () => payload, FORMATS.filter((format) => format !== 'application/x-ndjson' || !Array.isArray(payload)))
    t.teardown(() => app.close())
    for (const format of FORMATS) {
      if (format === 'application/x-ndjson' && Array.isArray(payload)) continue
      const { status, read, body } = await answer(app, format)
      const { refusal } = expected as Refusal
      if (refusal instanceof RegExp) t.match({ status, read }, { status: 500, read: { code: 'PRODUCES_ERR_PAYLOAD', message: refusal } }, format)
      else t.strictSame({ status, read }, { status: 200, read: expected }, format)
      if (!JSON.stringify(expected).includes('SECRET')) t.notMatch(body, /SECRET/, format)
      // strictSame does not look at the order of properties.
      if (status === 200) t.equal(JSON.stringify(read), JSON.stringify(expected), format)
    }
  })
}

// Where fast-json-stringify papers over a wrong form, null or a refusal is right too.
t.test('where JSON has something else for a wrong form, other formats have null or refuse', async (t) => {
  const schema = object({ text: string, number: integer, list: { type: 'array' }, of: object({ length: integer }) })
  const papered = [
    [{ text: null, number: null, list: null, of: null }, { text: '', number: 0, list: [], of: {} }, { text: null, number: null, list: null, of: null }],
    [{ of: [1, 2] }, { of: { length: 2 } }, 500], [{ of: 'SECRET' }, { of: { length: 6 } }, 500], [{ of: new URL('http://SECRET/') }, { of: { length: 14 } }, 500]
  ] as const
  for (const [payload, json, others] of papered) {
    const app = await serve(schema, () => payload, FORMATS)
    t.teardown(() => app.close())
    for (const format of FORMATS) {
      const { status, read } = await answer(app, format)
      if (/json$/.test(format)) t.strictSame(read, json, format)
      else if (others === 500) t.match({ status, read }, { status: 500, read: { message: /: of: expected an object/ } }, format)
      else t.strictSame(read, others, format)
    }
  }
})

t.test('whatever the schema and the payload, every format has JSON\'s data, or none has', async (t) => {
  const seen = { equal: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(generatedSchemas, fc.integer({ min: 1, max: 2 ** 31 }), async (schema, seed) => {
    let payload: unknown
    // A payload that is text would be content.
    const whole = { type: 'object', properties: { of: schema }, definitions }
    const app = await serve(whole, () => payload, FORMATS).catch(() => undefined)
    // A schema that contradicts itself.
    if (app === undefined) return
    for (let index = 0; index < PAYLOADS; index++) {
      payload = payloadOf(whole, seed + index)
      const json = await answer(app, 'application/json')
      for (const format of FORMATS.slice(1)) {
        const other = await answer(app, format)
        const shown = (): string => `${format}\n${JSON.stringify(whole)}\n${JSON.stringify(payload)}\n${json.body}\n${JSON.stringify(other.read)}`
        if (json.status === 500 || other.status === 500) {
          const isPapered = /expected an object/.test(String((other.read as SchemaObject).message))
          if (!(json.status === other.status || (json.status === 200 && isPapered))) throw new Error(shown())
          seen.refused++
        } else {
          if (!standsFor(other.read, json.read)) throw new Error(shown())
          if (format === 'application/x-own' && other.body !== json.body && JSON.stringify(other.read) === JSON.stringify(json.read)) throw new Error(`other text in ${shown()}`)
          seen.equal++
        }
        if (!json.body.includes('SECRET') && other.body.includes('SECRET')) throw new Error(`a leak in ${shown()}`)
      }
    }
    await app.close()
  }), runs(1000))
  t.comment(seen)
  t.ok(seen.equal > seen.refused / 4, 'enough of both')
})

t.test('a keyword that nothing that is sent can follow is a fault at boot that names it and the remedy', async (t) => {
  const faults: Array<[schema: object, message: RegExp]> = [
    [object({ of: { $dynamicRef: '#a' } }), /#\/properties\/of has the keyword \$dynamicRef.*\$ref/],
    [object({ of: { $recursiveRef: '#' } }), /\$recursiveRef/],
    [object({}, { unevaluatedProperties: true }), /unevaluatedProperties.*additionalProperties/],
    [{ type: 'array', unevaluatedItems: string }, /unevaluatedItems.*items/],
    [object({ of: { dependentSchemas: {} } }), /dependentSchemas/],
    [object({ of: { propertyNames: string } }), /propertyNames/],
    [object({ of: { type: 'date' } }), /the type "date"/],
    [{ $ref: '#' }, /names itself/],
    [object({}, { allOf: [{ $ref: '#' }] }), /made of itself by allOf/],
    [object({ of: 5 }), /is no schema/],
    [object({ '\ud800': { anyOf: [string, integer] } }), /#\/properties\/.*half a surrogate pair.*rename it/]
  ]
  for (const [schema, message] of faults) {
    await t.rejects(serve(schema, () => ({}), ['application/yaml']), { code: 'PRODUCES_ERR_SCHEMA', message })
  }
  const app = await serve(object({ a: string }, { unevaluatedProperties: false }), () => ({ a: 'A', b: 'B' }), ['application/yaml'])
  t.teardown(() => app.close())
  t.strictSame((await answer(app, 'application/yaml')).read, { a: 'A' }, 'what is done anyhow may be said')
})

t.test('a user\'s schema stays as it was written, and a reference in an embedded $id is resolved there', async (t) => {
  const inner = { $id: 'inner', definitions: { a: object({ a: string }) }, ...object({ of: { $ref: '#/definitions/a' } }) }
  const schema = object({ owner: { required: ['name'] }, tag: { minLength: 1 }, inner }, { definitions: { a: object({ b: string }) } })
  const written = JSON.stringify(schema)
  const app = await serve(schema, () => ({ tag: 5, inner: { of: { a: 'A', b: 'SECRET' } } }), ['application/yaml'])
  t.teardown(() => app.close())
  t.strictSame((await answer(app, 'application/yaml')).read, { tag: '5', inner: { of: { a: 'A' } } })
  t.equal(JSON.stringify(schema), written)
  const json = await serve(JSON.parse(JSON.stringify(schema).replace('"$id":"inner",', '')), () => ({ tag: 5 }), FORMATS)
  t.teardown(() => json.close())
  t.strictSame((await answer(json, 'application/json')).read, { tag: '5' })
})

t.test('a branch that names nothing is found wherever it stands', async (t) => {
  const branches = { anyOf: [{ ...string, enum: ['a'] }, integer, object({ id: integer }, { additionalProperties: false })] }
  const schema = object({ 'a/b~c%41': branches, of: { type: 'array', items: branches } })
  const app = await serve(schema, () => ({ 'a/b~c%41': 5, of: [{ id: 1 }, 'a', 7] }), ['application/json', 'application/yaml'])
  t.teardown(() => app.close())
  t.same((await app.inject('/')).json(), { 'a/b~c%41': 5, of: [{ id: 1 }, 'a', 7] })
  const yaml = await app.inject({ url: '/', headers: { accept: 'application/yaml' } })
  t.equal(yaml.body, 'a/b~c%41: 5\nof:\n  - id: 1\n  - a\n  - 7\n')
})
