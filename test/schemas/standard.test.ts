/**
 * Standard Schemas of the real packages: wherever one stands, every format carries the data of JSON, and no field that it does not declare.
 *
 * The expected data are worked out by hand from what the libraries say of their own types.
 */
import { toJsonSchema } from '@valibot/to-json-schema'
import { type } from 'arktype'
import { decode as decodeMsgpack } from '@msgpack/msgpack'
import { decode as decodeCbor } from 'cbor2'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import t, { type Test } from 'tap'
import * as v from 'valibot'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import cbor from '../../lib/formats/binary/cbor.js'
import msgpack from '../../lib/formats/binary/msgpack.js'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import markdown from '../../lib/formats/markdown/markdown.js'
import xml from '../../lib/formats/xml/xml.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import produces from '../../lib/index.js'
import { bootError, untyped } from '../fixtures/harness.js'

const serializers = {
  'text/csv': csv(),
  'application/x-ndjson': ndjson(),
  'application/json-seq': jsonSeq(),
  'application/xml': xml(),
  'application/yaml': yaml(),
  'application/cbor': cbor(),
  'application/vnd.msgpack': msgpack(),
  'text/html': html(),
  'text/markdown': markdown()
}
const ALL = ['application/json', ...Object.keys(serializers)]

/** Of the formats that carry all that JSON does. Items that come one by one are a line or a text each. */
const READERS: Readonly<Record<string, (bytes: Buffer, isArray: boolean) => unknown>> = {
  'application/json': (bytes) => JSON.parse(String(bytes)),
  'application/yaml': (bytes) => parseYaml(String(bytes)),
  'application/cbor': (bytes) => decodeCbor(bytes),
  'application/vnd.msgpack': (bytes) => decodeMsgpack(bytes),
  'application/x-ndjson': (bytes, isArray) => whole(String(bytes).split('\n').slice(0, -1), isArray),
  'application/json-seq': (bytes, isArray) => whole(String(bytes).split('\x1e').slice(1), isArray)
}

function whole (texts: string[], isArray: boolean): unknown {
  const items = texts.map((text) => JSON.parse(text) as unknown)
  return isArray ? items : items[0]
}

const PLACES: Readonly<Record<string, (schema: unknown) => object>> = {
  'a status': (schema) => ({ config: { produces: ALL }, schema: { response: { 200: schema } } }),
  'a representation': (schema) => ({ config: { produces: ALL.map((mediaType) => ({ mediaType, schema })) } }),
  content: (schema) => ({
    config: { produces: true },
    schema: { response: { 200: { content: Object.fromEntries(ALL.map((mediaType) => [mediaType, { schema }])) } } }
  })
}

type Prepare = (app: FastifyInstance) => void

const asIs: Prepare = (app) => { app.setSerializerCompiler(() => (payload) => JSON.stringify(payload)) }
const byZod: Prepare = (app) => { app.setSerializerCompiler(serializerCompiler).setValidatorCompiler(validatorCompiler) }

async function serve (t: Test, route: object, payload: unknown, prepare?: Prepare): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  prepare?.(app)
  await app.register(produces, { serializers })
  app.get('/', untyped(route), async () => payload)
  return app
}

const Category = z.object({ name: z.string(), get inner () { return z.array(Category) } })
const Either = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reader'), name: z.string() }), z.object({ kind: z.literal('editor'), phone: z.string() })
])

/** Of each schema a payload with more than it declares, and what is declared of it. */
const cases: Array<[name: string, schema: unknown, payload: unknown, data: unknown]> = [
  ['zod: an object', z.object({ id: z.int(), name: z.string() }), { id: 4, name: 'Mars', secret: 'SECRET' }, { id: 4, name: 'Mars' }],
  ['zod: an array', z.array(z.object({ id: z.int() })), [{ id: 1, secret: 'SECRET' }, { id: 2 }], [{ id: 1 }, { id: 2 }]],
  ['zod: a union by value', Either, { kind: 'reader', name: 'Ada', phone: 'SECRET' }, { kind: 'reader', name: 'Ada' }],
  ['zod: an array of unions', z.array(Either), [{ kind: 'editor', phone: '1', name: 'SECRET' }], [{ kind: 'editor', phone: '1' }]],
  ['zod: optional and nullable', z.object({ a: z.string().optional(), b: z.string().nullable() }), { b: null, secret: 'SECRET' }, { b: null }],
  ['zod: nested', z.object({ orbit: z.object({ days: z.number() }) }), { orbit: { days: 1.5, secret: 'SECRET' } }, { orbit: { days: 1.5 } }],
  [
    'zod: recursive, by a getter', Category,
    { name: 'a', inner: [{ name: 'b', inner: [], secret: 'SECRET' }] }, { name: 'a', inner: [{ name: 'b', inner: [] }] }
  ],
  ['zod: a default, without which nothing is required of what comes in', z.object({ a: z.string().default('x') }), { a: 'A', secret: 'SECRET' }, { a: 'A' }],
  ['zod: a date as text', z.object({ at: z.iso.datetime() }), { at: '2024-02-29T00:00:00.000Z', secret: 'SECRET' }, { at: '2024-02-29T00:00:00.000Z' }],
  ['zod: enum and literal', z.object({ e: z.enum(['a', 'b']), l: z.literal('x') }), { e: 'b', l: 'x', secret: 'SECRET' }, { e: 'b', l: 'x' }],
  ['zod: a record', z.object({ by: z.record(z.string(), z.number()) }), { by: { a: 1 }, secret: 'SECRET' }, { by: { a: 1 } }],
  ['arktype: an object', type({ id: 'number.integer', 'name?': 'string' }), { id: 4, secret: 'SECRET' }, { id: 4 }],
  ['arktype: an array', type({ id: 'number' }).array(), [{ id: 1, secret: 'SECRET' }], [{ id: 1 }]],
  [
    'arktype: a union by value', type({ kind: "'reader'", name: 'string' }).or({ kind: "'editor'", phone: 'string' }),
    { kind: 'reader', name: 'Ada', phone: 'SECRET' }, { kind: 'reader', name: 'Ada' }
  ],
  [
    'zod: a pipe, whose end is declared', z.object({ of: z.string().transform((text) => text.length).pipe(z.number()), any: z.any() }),
    { of: 4, any: { a: 1 }, secret: 'SECRET' }, { of: 4, any: { a: 1 } }
  ],
  ['zod: nothing', z.object({ a: z.string(), b: z.never().optional() }), { a: 'A', b: 'SECRET' }, { a: 'A' }],
  [
    'zod: a record of a list of names', z.object({ by: z.partialRecord(z.enum(['a', 'b']), z.object({ id: z.int() })) }),
    { by: { a: { id: 1, secret: 'SECRET' }, secret: { id: 2, text: 'SECRET' } } }, { by: { a: { id: 1 } } }
  ],
  ['arktype: a Date', type({ at: 'Date' }), { at: new Date(0), secret: 'SECRET' }, { at: '1970-01-01T00:00:00.000Z' }],
  ['arktype: a bigint', type({ id: 'bigint', 'one?': '1n' }), { id: 12n, one: 1n, secret: 'SECRET' }, { id: 12, one: 1 }],
  [
    'arktype: a Date or text', type({ at: 'Date | string', 'by?': type('Date').laterThan(new Date(0)) }),
    { at: 'noon', by: new Date(1e12), secret: 'SECRET' }, { at: 'noon', by: '2001-09-09T01:46:40.000Z' }
  ],
  ['arktype: a morph to a type', type({ of: type('string').pipe((text) => text.length).to('number') }), { of: 4, secret: 'SECRET' }, { of: 4 }],
  ['arktype: a Date of text', type({ at: 'string.date.parse' }), { at: new Date(0), secret: 'SECRET' }, { at: '1970-01-01T00:00:00.000Z' }],
  ['arktype: unknown', type({ of: 'unknown' }), { of: [1], secret: 'SECRET' }, { of: [1] }],
  ['arktype: an empty object, and one without a word', type({ of: {}, more: 'object' }), { of: { a: 'SECRET' }, more: { a: 'SECRET' } }, { of: {}, more: {} }],
  ['arktype: nullable, nested', type({ a: 'string | null', o: { d: 'number' } }), { a: null, o: { d: 1, secret: 'SECRET' } }, { a: null, o: { d: 1 } }],
  [
    'valibot: an object, converted', toJsonSchema(v.object({ id: v.number(), at: v.optional(v.string()) }), { typeMode: 'output' }),
    { id: 4, secret: 'SECRET' }, { id: 4 }
  ]
]

for (const [name, schema, payload, data] of cases) {
  t.test(`${name}: every format has what is declared, wherever the schema stands`, async (t) => {
    for (const [place, routeOf] of Object.entries(PLACES)) {
      // What a function has made, Zod's compiler does not encode.
      for (const prepare of [undefined, ...name.startsWith('zod') && !name.includes('pipe') ? [byZod] : []]) {
        const app = await serve(t, routeOf(schema), payload, prepare)
        for (const accept of ALL) {
          const { statusCode, rawPayload } = await app.inject({ url: '/', headers: { accept } })
          const label = `${place}, ${accept}${prepare === byZod ? ', compiled by zod' : ''}`
          t.equal(statusCode, 200, label)
          t.notOk(rawPayload.includes('SECRET'), label)
          const read = READERS[accept]
          if (read !== undefined) t.same(read(rawPayload, Array.isArray(data)), data, label)
        }
      }
    }
  })
}

t.test('Standard Schemas of errors shape them, by the compiler of Fastify', async (t) => {
  for (const schema of [z.object({ reason: z.string() }), type({ reason: 'string' })]) {
    const route = { config: { produces: ALL }, schema: { response: { 200: z.object({ id: z.int() }), '4xx': schema } } }
    const app = await serve(t, route, {})
    app.get('/missing', untyped(route), async (request, reply) => {
      return reply.code(404).send({ reason: 'gone', secret: 'SECRET' })
    })
    t.same((await app.inject('/missing')).json(), { reason: 'gone' })
  }
  const error = await bootError(await serve(t, { config: { produces: ALL }, schema: { response: { 200: z.object({}), 404: v.object({ id: v.number() }) } } }, {}))
  t.match(error, { code: 'FST_ERR_SCH_SERIALIZATION_BUILD', message: /GET.*a schema of valibot cannot describe itself as JSON Schema: convert it/s })
})

t.test('a Valibot schema is a fault at boot that names its converter, wherever it stands', async (t) => {
  for (const [place, routeOf] of Object.entries(PLACES)) {
    for (const prepare of [asIs, undefined]) {
      const error = await bootError(await serve(t, routeOf(v.object({ id: v.number() })), {}, prepare))
      t.match(error, { code: 'PRODUCES_ERR_SCHEMA', message: /GET \/.*a schema of valibot cannot describe itself as JSON Schema: convert it/s }, place)
    }
  }
})

t.test('a type that JSON Schema has no word for is a fault at boot that names route, library, type and remedy', async (t) => {
  for (const [schema, found] of [
    [z.object({ a: z.bigint() }), 'BigInt'], [z.object({ a: z.map(z.string(), z.string()) }), 'Map'], [z.object({ a: z.date() }), 'Date'],
    [z.object({ a: z.string().transform(Number) }), 'Transforms'], [z.object({ a: z.string().pipe(z.transform((text) => ({ text }))) }), 'Transforms'],
    [z.object({ a: z.array(z.custom(() => true)) }), 'Custom types'], [z.object({ a: z.instanceof(URL) }), 'Custom types'],
    [z.object({ a: z.codec(z.iso.datetime(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() }) }), 'Date'],
    [z.object({ a: z.codec(z.string(), z.number(), { decode: Number, encode: String }) }), 'A codec'], [z.object({ a: z.stringbool() }), 'A codec'],
    [z.object({ a: z.string().transform((text) => ({ text })).pipe(z.any()) }), 'What becomes of #/properties/a is not declared'],
    [type({ a: 'Map' }), 'Map'], [type({ a: 'URL | null' }), 'URL'], [type({ a: 'TypedArray.Uint8' }), 'Uint8Array'], [type({ a: 'symbol' }), 'symbol'],
    [type({ a: 'undefined' }), 'undefined'], [type({ a: ['...', 'number[]', 'string'] }), 'an array with items after a rest'],
    [type({ a: type('string').pipe((text) => ({ text })) }), 'What becomes of #/properties/a is not declared'],
    [type({ a: 'string' }).pipe((all) => ({ all })), 'What becomes of # is not declared'],
    [type({ a: type('string').pipe((text) => text.length).or('number') }).array(), 'What becomes of #/items/properties/a is not declared'],
    [type({ a: ['number', type('string').pipe((text) => ({ text }))] }), 'What becomes of #/properties/a/items/1 is not declared'],
    [type({ '[string]': type('string').pipe((text) => ({ text })) }), 'What becomes of #/additionalProperties is not declared']
  ] as const) {
    for (const [place, routeOf] of Object.entries(PLACES)) {
      for (const prepare of [asIs, undefined]) {
        const error = await bootError(await serve(t, routeOf(schema), {}, prepare))
        t.match(error, { code: 'PRODUCES_ERR_SCHEMA' }, `${place}, ${found}`)
        t.match(error?.message, new RegExp(`GET /.*${found}.*, says (?:zod|arktype): declare what goes out`), `${place}, ${found}`)
      }
    }
  }
})

t.test('a Standard Schema within a JSON Schema is a fault at boot that says where', async (t) => {
  const inner = [z.array(z.object({ id: z.int() })), type({ id: 'number' }).array(), v.array(v.object({ id: v.number() }))]
  const converted = { type: 'object', properties: { of: z.toJSONSchema(z.object({ id: z.int() })) } }
  const app = await serve(t, (PLACES['a status'] as (schema: unknown) => object)(converted), { of: { id: 1, secret: 'SECRET' } })
  t.same((await app.inject('/')).json(), { of: { id: 1 } }, 'what Zod has converted is JSON Schema')
  for (const schema of inner) {
    for (const [place, routeOf] of Object.entries(PLACES)) {
      const error = await bootError(await serve(t, routeOf({ type: 'object', properties: { of: schema } }), {}, asIs))
      t.match(error, { code: 'PRODUCES_ERR_SCHEMA', message: /#\/properties\/of is a schema of (?:zod|arktype|valibot) within JSON Schema: declare/ }, place)
    }
  }
})
