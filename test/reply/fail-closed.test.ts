/**
 * Fail closed (design §2): a field that the schema does not declare never goes out, whatever the media type, wherever the schema
 * stands, whoever serializes. What no schema covers is a fault of boot, or a 500, and never a leak.
 */
import type { FastifyInstance } from 'fastify'
import t from 'tap'
import Type from 'typebox'
import { bootError, build, untyped } from '../fixtures/harness.js'

/** Declares what may go out: everything else says LEAK. */
const Planet = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    moons: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    orbit: { type: 'object', properties: { days: { type: 'integer' } } }
  }
} as const

const planet = {
  name: 'Mars',
  secret: 'LEAK',
  moons: [{ name: 'Phobos', secret: 'LEAK', LEAK: 1 }],
  orbit: { days: 687, secret: { deeper: 'LEAK' } },
  LEAK: true
}

const declared = '{"name":"Mars","moons":[{"name":"Phobos"}],"orbit":{"days":687}}'

type MediaType = `${string}/${string}`

const stringify = (payload: unknown): string => JSON.stringify(payload)

const mediaTypes: [mediaType: MediaType, accept: string][] = [
  ['application/json', 'application/json'],
  ['application/hal+json', 'application/hal+json'],
  ['application/vnd.planet.v1+json;charset=utf-8', 'application/vnd.planet.v1+json'],
  ['Application/JSON', 'application/json'],
  ['application/json;profile="x"', 'application/json'],
  ['application/json; profile="https://a.example/;b=c,d"; v=1', 'application/json;v=1'],
  ['application/problem+json', '*/*'],
  // By functions.
  ['text/csv', 'text/csv'],
  ['TEXT/CSV;header=present', 'text/csv'],
  ['application/x-later', 'application/x-later'],
  ['application/x-compiled', 'application/x-compiled']
]

function addSerializers (app: FastifyInstance): void {
  app.addSerializer('text/csv', stringify)
  app.addSerializer('application/x-later', async (payload) => stringify(payload))
  app.addSerializer('application/x-compiled', {
    compile: (schema, { compileJson }) => schema === undefined ? stringify : compileJson(schema)
  })
}

/** The key under which a schema for `mediaType` stands in `content`. */
const inContent = (key: string, schema: unknown = Planet): object => ({ content: { [key]: { schema } } })

const places: [name: string, entry: (mediaType: MediaType) => { mediaType: MediaType, schema?: unknown }, response: (mediaType: MediaType) => object | undefined][] = [
  ['on the representation', (mediaType) => ({ mediaType, schema: Planet }), () => undefined],
  ['on the representation, and another on the status', (mediaType) => ({ mediaType, schema: Planet }), () => ({ 200: { type: 'object', additionalProperties: true }, 201: {} })],
  ['under its content key', (mediaType) => ({ mediaType }), (mediaType) => ({ 200: inContent(mediaType), 201: inContent(mediaType) })],
  ['under its content key in another case', (mediaType) => ({ mediaType }), (mediaType) => ({ '2xx': inContent(mediaType.toUpperCase()) })],
  ['under its content key without parameters', (mediaType) => ({ mediaType }), (mediaType) => ({ '2xx': inContent(mediaType.split(';', 1)[0] as string) })],
  ['under a content key with a subtype wildcard', (mediaType) => ({ mediaType }), (mediaType) => ({ '2xx': inContent(`${mediaType.split('/', 1)[0]}/*`) })],
  ['under the content key */*', (mediaType) => ({ mediaType }), () => ({ '2xx': inContent('*/*') })],
  ['under the nearer of two content keys', (mediaType) => ({ mediaType }), (mediaType) => ({
    '2xx': { content: { '*/*': { schema: {} }, [mediaType.split(';', 1)[0] as string]: { schema: Planet } } }
  })],
  ['on the status', (mediaType) => ({ mediaType }), () => ({ 200: Planet, 201: Planet })],
  ['on 2xx', (mediaType) => ({ mediaType }), () => ({ '2xx': Planet })],
  ['on 2XX', (mediaType) => ({ mediaType }), () => ({ '2XX': Planet })],
  ['on default', (mediaType) => ({ mediaType }), () => ({ default: Planet })],
  ['on the nearer of 200, 2xx and default', (mediaType) => ({ mediaType }), () => ({ 200: Planet, 201: Planet, '2xx': {}, default: {} })],
  ['in addSchema, on the representation', (mediaType) => ({ mediaType, schema: { $ref: 'Planet#' } }), () => ({ 404: Planet })],
  ['in addSchema, under content', (mediaType) => ({ mediaType }), (mediaType) => ({ 200: inContent(mediaType, { $ref: 'Planet#' }), 201: inContent(mediaType, { $ref: 'Planet#' }) })],
  ['in addSchema, on the status', (mediaType) => ({ mediaType }), () => ({ '2xx': { $ref: 'Planet#' } })]
]

for (const [place, entry, responseOf] of places) {
  t.test(`an undeclared field never leaves where the schema stands ${place}`, async (t) => {
    for (const [mediaType, accept] of mediaTypes) {
      const app = await build(t)
      addSerializers(app)
      app.addSchema({ $id: 'Planet', ...Planet })
      const response = responseOf(mediaType)
      app.route({
        method: ['GET', 'POST'],
        url: '/',
        config: { produces: [entry(mediaType)] },
        schema: response === undefined ? {} : { response },
        handler: async (request, reply) => reply.code(Number((request.query as { status: string }).status)).send(planet)
      })
      for (const method of ['GET', 'POST'] as const) {
        for (const status of [200, 201]) {
          const answer = await app.inject({ method, url: `/?status=${status}`, headers: { accept } })
          t.equal(answer.statusCode, status, `${method} ${status} ${mediaType}`)
          t.equal(answer.body, declared, `${method} ${status} ${mediaType}`)
        }
      }
    }
  })
}

t.test('each of two media types that differ by parameters has its own schema', async (t) => {
  const app = await build(t)
  const Name = { type: 'object', properties: { name: { type: 'string' } } }
  const Days = { type: 'object', properties: { orbit: Planet.properties.orbit } }
  const content = { 'application/json;v=1': { schema: Name }, 'application/json;v=2': { schema: Days }, 'application/json': { schema: Planet } }
  app.get('/', { config: { produces: ['application/json;v=1', 'application/json;V="2"', 'application/json;v=3'] }, schema: { response: { 200: { content } } } }, async () => planet)
  for (const [accept, body] of [
    ['application/json;v=1', '{"name":"Mars"}'], ['application/json;v=2', '{"orbit":{"days":687}}'], ['application/json;v=3', declared]
  ] as const) {
    t.equal((await app.inject({ url: '/', headers: { accept } })).body, body, accept)
  }
})

const shapes: [name: string, schema: unknown, value: unknown, body: string][] = [
  ['an object without properties', { type: 'object' }, planet, '{}'],
  ['an array', { type: 'array', items: Planet }, [planet, planet], `[${declared},${declared}]`],
  ['an array of arrays', { type: 'array', items: { type: 'array', items: Planet } }, [[planet], []], `[[${declared}],[]]`],
  ['an object or null', { type: ['object', 'null'], properties: { name: { type: 'string' } } }, planet, '{"name":"Mars"}'],
  ['a nullable object', { type: 'object', nullable: true, properties: { name: { type: 'string' } } }, planet, '{"name":"Mars"}'],
  ['properties without a type', { properties: { name: { type: 'string' } } }, planet, '{"name":"Mars"}'],
  ['anyOf', { anyOf: [{ type: 'null' }, Planet] }, planet, declared],
  ['oneOf', { oneOf: [{ type: 'string' }, Planet] }, planet, declared],
  ['allOf', {
    allOf: [
      { type: 'object', properties: { name: { type: 'string' } } },
      { type: 'object', properties: { moons: Planet.properties.moons, orbit: Planet.properties.orbit } }
    ]
  }, planet, declared],
  ['allOf that only requires next to properties', { ...Planet, allOf: [{ required: ['name'] }] }, planet, declared],
  ['anyOf that only requires next to properties', { ...Planet, anyOf: [{ required: ['name'] }, { required: ['secret'] }] }, planet, declared],
  ['oneOf that only requires next to properties', { ...Planet, oneOf: [{ required: ['name'] }, { required: ['colour'] }] }, planet, declared],
  ['anyOf that only requires next to a $ref', { allOf: [{ $ref: 'Planet#' }], anyOf: [{ required: ['name'] }, { required: ['secret'] }] }, planet, declared],
  ['if and then', {
    ...Planet,
    if: { type: 'object', properties: { name: { const: 'Mars' } } },
    then: { type: 'object', properties: { name: { type: 'string' } } },
    else: { type: 'object', properties: {} }
  }, { name: 'Mars', secret: 'LEAK' }, '{"name":"Mars"}'],
  ['a nested $ref', { type: 'object', properties: { of: { $ref: 'Planet#' } } }, { of: planet, LEAK: 1 }, `{"of":${declared}}`],
  ['a $ref to a property', { $ref: 'Planet#/properties/orbit' }, planet.orbit, '{"days":687}'],
  ['a $ref to a local definition', { type: 'object', properties: { of: { $ref: '#/definitions/Planet' } }, definitions: { Planet } }, { of: planet, LEAK: 1 }, `{"of":${declared}}`],
  ['patternProperties', { type: 'object', patternProperties: { '^m': Planet } }, { mars: planet, venus: 'LEAK' }, `{"mars":${declared}}`],
  ['additionalProperties with a schema', { type: 'object', additionalProperties: Planet }, { mars: planet, venus: planet }, `{"mars":${declared},"venus":${declared}}`],
  ['additionalProperties of false', { ...Planet, additionalProperties: false }, planet, declared],
  ['an object of TypeBox', Type.Object({ name: Type.String(), moons: Type.Array(Type.Object({ name: Type.String() })), orbit: Type.Optional(Type.Object({ days: Type.Integer() })) }), planet, declared],
  ['a union of TypeBox', Type.Object({ name: Type.Union([Type.Literal('Mars'), Type.Null()]) }), planet, '{"name":"Mars"}'],
  ['an intersection of TypeBox', Type.Intersect([Type.Object({ name: Type.String() }), Type.Object({ orbit: Type.Object({ days: Type.Integer() }) })]), planet, '{"name":"Mars","orbit":{"days":687}}'],
  ['a record of TypeBox', Type.Record(Type.String(), Type.Object({ name: Type.String() })), { mars: planet }, '{"mars":{"name":"Mars"}}'],
  ['a cycle of TypeBox', Type.Cyclic({ Body: Type.Object({ name: Type.String(), moons: Type.Optional(Type.Array(Type.Ref('Body'))) }) }, 'Body'), planet, '{"name":"Mars","moons":[{"name":"Phobos"}]}'],
  ['a cycle of TypeBox inside an object', Type.Object({ of: Type.Cyclic({ Body: Type.Object({ name: Type.String(), moons: Type.Optional(Type.Array(Type.Ref('Body'))) }) }, 'Body') }), { of: planet, LEAK: 1 }, '{"of":{"name":"Mars","moons":[{"name":"Phobos"}]}}'],
  ['a schema that refers to itself', { $id: 'Self', type: 'object', properties: { name: { type: 'string' }, moons: { type: 'array', items: { $ref: '#' } } } }, planet, '{"name":"Mars","moons":[{"name":"Phobos"}]}']
]

for (const [name, schema, value, body] of shapes) {
  t.test(`an undeclared field never leaves ${name}`, async (t) => {
    for (const mediaType of ['application/json', 'application/hal+json', 'text/csv', 'application/x-later'] as const) {
      const app = await build(t)
      addSerializers(app)
      app.addSchema({ $id: 'Planet', ...Planet })
      app.get('/own', { config: { produces: [{ mediaType, schema }] }, exposeHeadRoute: false }, async () => value)
      app.get('/status', { config: { produces: [mediaType] }, exposeHeadRoute: false, schema: { response: { 200: schema } } }, async () => value)
      for (const url of ['/own', '/status']) {
        const response = await app.inject(url)
        t.equal(response.statusCode, 200, `${url} ${mediaType}`)
        t.equal(response.body, body, `${url} ${mediaType}`)
      }
    }
  })
}

t.test('a property that the schema forbids never leaves', async (t) => {
  const properties = { name: { type: 'string' }, secret: false, LEAK: Type.Never() }
  const schema = { type: 'object', properties, patternProperties: { '^m': false } }
  for (const [mediaType] of mediaTypes) {
    const app = await build(t)
    addSerializers(app)
    if (mediaType === 'application/x-compiled') continue
    app.get('/', { config: { produces: [{ mediaType, schema }] } }, async () => planet)
    app.get('/status', { config: { produces: [mediaType] }, schema: { response: { '2xx': untyped(schema) } } }, async () => planet)
    for (const url of ['/', '/status']) t.equal((await app.inject(url)).body, '{"name":"Mars"}', `${url} ${mediaType}`)
  }
})

// Each lets everything else out, so that nothing but `false` holds it back.
const openBut = (keyword: object): object => ({ type: 'object', ...keyword, additionalProperties: true })
const Discreet = openBut({ properties: { secret: false } })
const discreet = { name: 'Mars', secret: 'LEAK' }

const forbidding: [place: string, schema: object, value: unknown, body: string][] = [
  ['a property', Discreet, discreet, '{"name":"Mars"}'],
  ['a pattern', openBut({ patternProperties: { '^secret': false } }), { ...discreet, secretly: 'LEAK' }, '{"name":"Mars"}'],
  ['a property of a property', openBut({ properties: { of: Discreet } }), { of: discreet, a: 1 }, '{"of":{"name":"Mars"},"a":1}'],
  ['a property under a pattern', openBut({ patternProperties: { '^of': Discreet } }), { of: discreet, a: 1 }, '{"of":{"name":"Mars"},"a":1}'],
  ['a property of any other', { type: 'object', additionalProperties: Discreet }, { of: discreet }, '{"of":{"name":"Mars"}}'],
  ['a property of an item', { type: 'array', items: Discreet }, [discreet], '[{"name":"Mars"}]'],
  ['a property of the item in a place', { type: 'array', items: [Discreet] }, [discreet], '[{"name":"Mars"}]'],
  ['a property in a branch', { allOf: [Discreet] }, discreet, '{"name":"Mars"}'],
  ['a property of what a $ref names', { $ref: 'Discreet#' }, discreet, '{"name":"Mars"}']
]

for (const [place, schema, value, body] of forbidding) {
  t.test(`what the schema forbids in ${place} never leaves, where all else may`, async (t) => {
    for (const mediaType of ['application/json', 'text/csv'] as const) {
      const app = await build(t)
      addSerializers(app)
      app.addSchema({ $id: 'Discreet', ...Discreet })
      app.get('/own', { config: { produces: [{ mediaType, schema }] } }, async () => value)
      app.get('/status', { config: { produces: [mediaType] }, schema: { response: { 200: untyped(schema) } } }, async () => value)
      for (const url of ['/own', '/status']) t.equal((await app.inject(url)).body, body, `${url} ${mediaType}`)
    }
  })
}

t.test('items that an async iterable yields hold what the schema declares', async (t) => {
  const app = await build(t)
  app.addSerializer('application/x-ndjson', async function * lines (items: AsyncIterable<unknown>) {
    for await (const item of items) yield `${JSON.stringify(item)}\n`
  } as never)
  async function * planets (): AsyncGenerator<object> {
    yield planet
    yield planet
  }
  app.get('/', { config: { produces: ['application/json', 'application/x-ndjson'] }, schema: { response: { 200: { type: 'array', items: Planet } } } }, async () => planets())
  t.equal((await app.inject('/')).body, `[${declared},${declared}]`)
  t.equal((await app.inject({ url: '/', headers: { accept: 'application/x-ndjson' } })).body, `${declared}\n${declared}\n`)
})

t.test('instances of classes, with getters and toJSON, hold what the schema declares', async (t) => {
  class Body {
    readonly secret = 'LEAK'
    get name (): string { return 'Mars' }
    get hidden (): string { return 'LEAK' }
  }
  class Model {
    toJSON (): object { return { ...planet } }
  }
  for (const mediaType of ['application/json', 'text/csv'] as const) {
    const app = await build(t)
    addSerializers(app)
    app.get('/body', { config: { produces: [{ mediaType, schema: Planet }] } }, async () => new Body())
    app.get('/model', { config: { produces: [{ mediaType, schema: Planet }] } }, async () => new Model())
    t.equal((await app.inject('/body')).body, '{"name":"Mars"}', mediaType)
    t.equal((await app.inject('/model')).body, declared, mediaType)
  }
})

t.test('the value that a handler returns is not changed', async (t) => {
  const app = await build(t)
  addSerializers(app)
  const kept = structuredClone(planet)
  app.get('/', { config: { produces: ['application/json', 'text/csv', 'application/x-later'] }, schema: { response: { 200: Planet } } }, async () => kept)
  for (const accept of ['application/json', 'text/csv', 'application/x-later']) await app.inject({ url: '/', headers: { accept } })
  t.same(kept, planet)
})

t.test('where no success has a schema, everything goes out', async (t) => {
  const app = await build(t)
  addSerializers(app)
  app.get('/', { config: { produces: ['application/json', 'text/csv'] }, schema: { response: { 204: { type: 'null' }, 404: Planet, '5xx': Planet } } }, async () => planet)
  for (const accept of ['application/json', 'text/csv']) t.same((await app.inject({ url: '/', headers: { accept } })).json(), planet, accept)
})

t.test('a media type without a schema in content, where others have one, is a fault of boot', async (t) => {
  const responses: [response: object, mediaType: string, status: string][] = [
    [{ 200: inContent('application/json') }, 'text/csv', '200'],
    [{ 200: inContent('text/csv') }, 'application/json', '200'],
    [{ 200: Planet, 201: inContent('application/json') }, 'text/csv', '201'],
    [{ 200: { content: { 'application/json': { schema: Planet }, 'text/csv;header=present': { schema: Planet } } } }, 'text/csv', '200'],
    [{ '2xx': inContent('application/*') }, 'text/csv', '2xx'],
    [{ '2XX': inContent('text/*') }, 'application/json', '2xx']
  ]
  for (const [response, mediaType, status] of responses) {
    const app = await build(t)
    addSerializers(app)
    app.get('/planets', { config: { produces: ['application/json', 'text/csv'] }, schema: { response } }, async () => planet)
    const error = await bootError(app)
    t.equal(error.code, 'PRODUCES_ERR_SCHEMA_MISSING', JSON.stringify(response))
    t.match(error.message, 'GET /planets')
    t.match(error.message, mediaType)
    t.match(error.message, `status ${status}`)
  }
})

t.test('a schema on the representation, or finished content, needs none in content', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: ['application/json', { mediaType: 'text/csv', schema: Planet, serialize: stringify }, 'text/html', { mediaType: 'image/png', serialize: false }] },
    schema: { response: { 200: inContent('application/json') } }
  }, async (request) => request.negotiated.mediaType === 'text/html' ? '<p>' : request.negotiated.mediaType === 'image/png' ? Buffer.from('png') : planet)
  for (const [accept, body] of [['application/json', declared], ['text/csv', declared], ['text/html', '<p>'], ['image/png', 'png']] as const) {
    t.equal((await app.inject({ url: '/', headers: { accept } })).body, body, accept)
  }
})

t.test('a status without a schema, where another has one, is an error 500', async (t) => {
  for (const mediaType of ['application/json', 'application/hal+json', 'text/csv', 'application/x-later', 'application/x-compiled'] as const) {
    const app = await build(t)
    addSerializers(app)
    app.get('/planets', { config: { produces: [mediaType] }, schema: { response: { 200: Planet } } }, async (_request, reply) => reply.code(untyped(202)).send(untyped(planet)))
    const response = await app.inject('/planets')
    t.equal(response.statusCode, 500, mediaType)
    t.equal(response.json().code, 'PRODUCES_ERR_STATUS')
    for (const words of ['GET /planets', '202', mediaType, '2xx']) t.match(response.json().message, words)
    t.notMatch(response.body, 'LEAK')
  }
})

t.test('finished content needs no schema for its status', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: Planet } } }, async (_request, reply) => reply.code(untyped(202)).send(untyped('{"accepted":true}')))
  const response = await app.inject('/')
  t.equal(response.statusCode, 202)
  t.equal(response.body, '{"accepted":true}')
})

t.test('statuses without content send nothing, whatever is given', async (t) => {
  for (const status of [204, 205]) {
    for (const response of [{ 200: Planet }, { '2xx': Planet }, { '2xx': inContent('text/csv') }]) {
      const app = await build(t)
      addSerializers(app)
      app.get('/', { config: { produces: ['text/csv'] }, schema: { response } }, async (_request, reply) => reply.code(status).send(planet))
      const answer = await app.inject('/')
      t.equal(answer.statusCode, status)
      t.equal(answer.body, '', `${status} ${JSON.stringify(Object.keys(response))}`)
      t.equal(answer.headers['content-type'], undefined)
    }
  }
})

t.test('a schema of fluent-json-schema on a representation shapes it, as it does on a status', async (t) => {
  // What the library hands out: an object of methods that Fastify unpacks where it stands on a status.
  const fluent = { isFluentJSONSchema: true, isFluentSchema: true, prop: () => fluent, valueOf: () => Planet }
  for (const mediaType of ['application/json', 'text/csv'] as const) {
    const app = await build(t)
    addSerializers(app)
    app.get('/own', { config: { produces: [{ mediaType, schema: fluent }] } }, async () => planet)
    app.get('/status', { config: { produces: [mediaType] }, exposeHeadRoute: false, schema: { response: { 200: untyped(fluent) } } }, async () => planet)
    for (const url of ['/own', '/status']) t.equal((await app.inject(url)).body, declared, `${url} ${mediaType}`)
  }
})
