/**
 * What compiles JSON for a route is what the application has set up: its compiler, its factory, its `serializerOpts`. A user's schema stays as it
 * is. Expected values are worked out by hand, from what fast-json-stringify documents of its options.
 */
import SerializerSelector from '@fastify/fast-json-stringify-compiler'
import { decode as decodeMsgpack } from '@msgpack/msgpack'
import { decode as decodeCbor } from 'cbor2'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import { parse as parseYaml } from 'yaml'
import cbor from '../../lib/formats/binary/cbor.js'
import msgpack from '../../lib/formats/binary/msgpack.js'
import csv from '../../lib/formats/csv/csv.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import produces from '../../lib/index.js'
import { untyped } from '../fixtures/harness.js'

const READERS: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'application/json': (bytes) => JSON.parse(String(bytes)),
  'application/yaml': (bytes) => parseYaml(String(bytes)),
  'application/cbor': (bytes) => decodeCbor(bytes),
  'application/vnd.msgpack': (bytes) => decodeMsgpack(bytes),
  'application/x-ndjson': (bytes) => JSON.parse(String(bytes))
}
const FORMATS = Object.keys(READERS)

async function build (t: Test, options: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(options)
  t.teardown(() => app.close())
  const serializers = {
    'application/yaml': yaml(), 'application/cbor': cbor(), 'application/vnd.msgpack': msgpack(), 'application/x-ndjson': ndjson(), 'text/csv': csv()
  }
  await app.register(produces, { serializers })
  return app
}

function deepFreeze<Value> (value: Value): Value {
  if (typeof value !== 'object' || value === null) return value
  for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}

/** Of a kind for which fast-json-stringify infers types, which it writes down. */
const inferred = (): object => ({
  properties: {
    id: { minimum: 1 },
    name: { maxLength: 10 },
    of: { anyOf: [{ properties: { a: { type: 'string' } }, required: ['a'] }, { required: ['b'], properties: { b: { minimum: 1 } } }] },
    tags: { items: { minLength: 1 } },
    again: { $ref: '#/definitions/one' }
  },
  definitions: { one: { properties: { id: { multipleOf: 1 } } } },
  required: ['id']
})
const payload = { id: 1, name: 'Mars', of: { a: 'A', b: 2, secret: 'SECRET' }, tags: ['t'], again: { id: 2, secret: 'SECRET' }, secret: 'SECRET' }
const data = { id: 1, name: 'Mars', of: { a: 'A' }, tags: ['t'], again: { id: 2 } }

const atStatus = (schema: object): object => ({ config: { produces: FORMATS }, schema: { response: { 200: schema, 404: schema, default: schema } } })
const onRepresentation = (schema: object): object => ({ config: { produces: FORMATS.map((mediaType) => ({ mediaType, schema })) } })
const PLACES: Readonly<Record<string, (schema: object) => object>> = {
  'a status': atStatus,
  content: (schema) => ({
    config: { produces: FORMATS },
    schema: { response: { '2xx': { content: Object.fromEntries(FORMATS.map((mediaType) => [mediaType, { schema }])) }, 500: schema } }
  }),
  'a representation': onRepresentation
}

for (const [place, routeOf] of Object.entries(PLACES)) {
  t.test(`a user's schema in ${place} may be frozen to its depth, and stays as it was written`, async (t) => {
    const frozen = deepFreeze(inferred())
    const free = inferred()
    const app = await build(t, { serializerOpts: { ajv: { logger: false } } })
    const frozenRoute = routeOf(frozen) as { schema?: { response?: object } }
    deepFreeze(frozenRoute.schema?.response)
    app.get('/frozen', untyped(frozenRoute), async () => payload)
    app.get('/free', untyped(routeOf(free)), async () => payload)
    app.get('/missing', untyped(routeOf(free)), async (request, reply) => reply.code(404).send(payload))
    for (const url of ['/frozen', '/free']) {
      for (const [accept, read] of Object.entries(READERS)) {
        const { statusCode, rawPayload } = await app.inject({ url, headers: { accept } })
        t.strictSame([statusCode, read(rawPayload)], [200, data], `${url} ${accept}`)
      }
    }
    const missing = await app.inject('/missing')
    t.equal(missing.statusCode, 404)
    if (place === 'a status') t.strictSame(missing.json(), data, 'an error has the schema of its status')
    t.strictSame(free, inferred())
  })
}

t.test('`rounding` makes the same integers in every format, whoever compiled first', async (t) => {
  const ROUNDED: Readonly<Record<string, readonly number[]>> = {
    floor: [1, 1, -2, -2], ceil: [2, 2, -1, -1], round: [1, 2, -1, -2], trunc: [1, 1, -1, -1]
  }
  const schema = { type: 'object', properties: { ids: { type: 'array', items: { type: 'integer' } } } }
  for (const [rounding, ids] of Object.entries(ROUNDED)) {
    for (const elsewhere of [false, true]) {
      const app = await build(t, { serializerOpts: { rounding } })
      if (elsewhere) app.get('/elsewhere', { schema: { response: { 200: schema } } }, async () => ({ ids: [] }))
      for (const [place, routeOf] of Object.entries(PLACES)) {
        app.get(`/${place.replace(' ', '-')}`, untyped(routeOf(schema)), async () => ({ ids: [1.2, '1.7', -1.2, -1.7] }))
      }
      for (const place of Object.keys(PLACES)) {
        for (const [accept, read] of Object.entries(READERS)) {
          const { rawPayload } = await app.inject({ url: `/${place.replace(' ', '-')}`, headers: { accept } })
          t.strictSame(read(rawPayload), { ids }, `${rounding}, ${place}, ${accept}`)
        }
      }
    }
  }
})

t.test('`ajv` decides about branches in every format', async (t) => {
  const keywords = [{ keyword: 'x-even', type: 'number', validate: (wanted: boolean, value: number) => wanted === (value % 2 === 0) }]
  const app = await build(t, { serializerOpts: { ajv: { keywords } } })
  const branch = (even: boolean, name: string): object => ({
    type: 'object', properties: { n: { type: 'integer', 'x-even': even }, [name]: { type: 'string' } }, required: ['n']
  })
  const schema = { anyOf: [branch(true, 'even'), branch(false, 'odd')] }
  let n = 0
  app.get('/', untyped(atStatus(schema)), async () => ({ n, even: 'e', odd: 'o' }))
  for (n of [1, 2]) {
    for (const [accept, read] of Object.entries(READERS)) {
      const { rawPayload } = await app.inject({ url: '/', headers: { accept } })
      t.strictSame(read(rawPayload), n === 1 ? { n, odd: 'o' } : { n, even: 'e' }, `${n} ${accept}`)
    }
  }
})

t.test('`largeArrayMechanism` lets out of long arrays nothing that no schema declares', async (t) => {
  const app = await build(t, { serializerOpts: { largeArrayMechanism: 'json-stringify', largeArraySize: 2 } })
  const schema = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } }
  const rows = [1, 2, 3].map((id) => ({ id, secret: 'SECRET' }))
  app.get('/elsewhere', { schema: { response: { 200: schema } } }, async () => rows)
  for (const [name, routeOf] of [['status', atStatus], ['own', onRepresentation]] as const) {
    app.get(`/${name}`, untyped(routeOf(schema)), async () => rows)
  }
  t.match((await app.inject('/elsewhere')).body, 'SECRET', 'where nothing is negotiated, it is Fastify that answers')
  for (const name of ['status', 'own']) t.strictSame((await app.inject(`/${name}`)).json(), [{ id: 1 }, { id: 2 }, { id: 3 }], name)
})

t.test("an application's own factory of compilers is asked, with its schemas and options, whether other routes have schemas or none has", async (t) => {
  const schema = { type: 'object', properties: { id: { type: 'integer' } } }
  for (const [place, routeOf] of Object.entries(PLACES)) {
    const seen: unknown[] = []
    const given: unknown[] = []
    function buildSerializer (schemas: unknown, options: unknown) {
      given.push(Object.keys(schemas as object), options)
      return ({ schema }: { schema: unknown }) => {
        seen.push(schema)
        return (payload: unknown) => JSON.stringify({ by: 'factory', ...payload as object })
      }
    }
    const serializerOpts = { rounding: 'ceil' as const }
    const app = await build(t, { serializerOpts, schemaController: { compilersFactory: { buildSerializer: buildSerializer as never } } })
    app.addSchema({ $id: 'Shared', type: 'object' })
    app.get('/', untyped(routeOf(schema)), async () => ({ id: 1 }))
    app.get('/other', untyped(routeOf(schema)), async () => ({ id: 2 }))
    t.equal((await app.inject('/')).body, '{"by":"factory","id":1}', place)
    t.ok(seen.every((each) => each === schema), 'it is given the schemas as they are')
    t.strictSame(given.slice(0, 2), [['Shared'], serializerOpts])
    t.equal(given.length, 2, 'asked once')
  }
})

t.test('a factory or a compiler that is like Fastify\'s has its own options, and the schema stays as it is', async (t) => {
  const schema = deepFreeze({ properties: { id: { type: 'integer' } } })
  const floor = SerializerSelector()({}, { rounding: 'floor' })
  const ceil = (schemas: unknown): unknown => SerializerSelector()(schemas as never, { rounding: 'ceil' })
  const app = await build(t, { schemaController: { compilersFactory: { buildSerializer: ceil as never } } })
  app.get('/ceil', untyped(atStatus(schema)), async () => ({ id: 1.5 }))
  app.get('/floor', untyped({ ...onRepresentation(schema), serializerCompiler: floor }), async () => ({ id: 1.5 }))
  t.equal((await app.inject('/ceil')).body, '{"id":2}')
  t.equal((await app.inject('/floor')).body, '{"id":1}')
})

t.test('a compiler that is set after the route is declared compiles it, and is given the schemas as they are', async (t) => {
  const schema = { type: 'object', properties: { id: { type: 'integer' } } }
  const seen: unknown[] = []
  const app = await build(t)
  app.get('/', untyped(atStatus(schema)), async () => ({ id: 1 }))
  app.setSerializerCompiler((({ schema }: { schema: unknown }) => {
    seen.push(schema)
    return () => '{"by":"application"}'
  }) as never)
  t.equal((await app.inject('/')).body, '{"by":"application"}')
  t.ok(seen.length > 0 && seen.every((each) => each === schema))
})

t.test('`true` and `false` are schemas wherever they stand', async (t) => {
  const app = await build(t)
  const json = ['application/json']
  app.get('/true', untyped({ config: { produces: json }, schema: { response: { 200: true } } }), async () => ({ id: 1 }))
  app.get('/false', untyped({ config: { produces: [{ mediaType: json[0], schema: { properties: { id: false } } }] } }), async () => ({ id: 'SECRET' }))
  app.get('/nothing', untyped({ config: { produces: [{ mediaType: json[0], schema: false }] } }), async () => ({ id: 'SECRET' }))
  t.equal((await app.inject('/true')).body, '{"id":1}')
  t.equal((await app.inject('/false')).body, '{}')
  const nothing = await app.inject('/nothing')
  t.equal(nothing.statusCode, 500)
  t.notMatch(nothing.body, 'SECRET')
})

t.test('a schema that cannot describe itself is no fault where nothing is written by it; who asks Fastify for its serializer is told', async (t) => {
  const app = await build(t)
  const schema = { '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) } }
  app.get('/', {
    config: { produces: [{ mediaType: 'text/plain', schema: { type: 'object' }, serialize: () => 'x' }] },
    schema: { response: { 200: schema } }
  }, async (request, reply) => {
    if (request.headers['x-own'] === undefined) return {}
    return reply.getSerializationFunction('200')?.({})
  })
  t.equal((await app.inject('/')).body, 'x')
  const { statusCode, body } = await app.inject({ url: '/', headers: { 'x-own': '1' } })
  t.equal(statusCode, 500)
  t.match(body, /a schema of own cannot describe itself as JSON Schema/)
})
