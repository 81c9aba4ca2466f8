/**
 * Schema sources work alike: wherever the schema of a representation stands, JSON and CSV have the same fields in the same order, and
 * each status and each media type has its own. That nothing undeclared leaves is shown in fail-closed.test.ts.
 */
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import Type from 'typebox'
import csv from '../../lib/formats/csv/csv.js'
import produces from '../../lib/index.js'
import { build as buildWith, untyped } from '../fixtures/harness.js'

const planet = { name: 'Mars', moons: 2, id: 4, secret: 'water' }

/** In an order that is not the payload's. */
const Planet = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } as const
const Moons = { type: 'object', properties: { moons: { type: 'integer' }, name: { type: 'string' } } } as const
const Name = { type: 'object', properties: { name: { type: 'string' } } } as const

const asJson = {
  [JSON.stringify(Planet)]: '{"id":4,"name":"Mars"}',
  [JSON.stringify(Moons)]: '{"moons":2,"name":"Mars"}',
  [JSON.stringify(Name)]: '{"name":"Mars"}'
}
const asCsv = {
  [JSON.stringify(Planet)]: 'id,name\r\n4,Mars\r\n',
  [JSON.stringify(Moons)]: 'moons,name\r\n2,Mars\r\n',
  [JSON.stringify(Name)]: 'name\r\nMars\r\n'
}

/** What the planet is under a schema, worked out by hand. */
function contentOf (mediaType: string, schema: object): string | undefined {
  return (mediaType === 'text/csv' ? asCsv : asJson)[JSON.stringify(schema)]
}

async function build (t: Test): Promise<FastifyInstance> {
  return buildWith(t, { serializers: { 'text/csv': csv() } })
}

const mediaTypes = ['application/json', 'text/csv'] as const

function content (json: unknown, own: unknown = json): object {
  return { content: { 'application/json': { schema: json }, 'text/csv': { schema: own } } }
}

/** A route whose status the client names. */
function declare (app: FastifyInstance, produces: unknown, response?: object): void {
  app.get('/:status', {
    config: { produces: untyped(produces) }, schema: response === undefined ? {} : { response }
  }, async (request, reply) => {
    return reply.code(Number((request.params as { status: string }).status)).send(planet)
  })
}

async function isShaped (t: Test, app: FastifyInstance, status: number, mediaType: string, schema: object): Promise<void> {
  const { statusCode, body } = await app.inject({ url: `/${status}`, headers: { accept: mediaType } })
  t.equal(statusCode, status, `${status} ${mediaType}`)
  t.equal(body, contentOf(mediaType, schema), `${status} ${mediaType}`)
}

const own = (schema: unknown): object[] => mediaTypes.map((mediaType) => ({ mediaType, schema }))

const sources: [name: string, produces: unknown, response?: object][] = [
  ['the representation', own(Planet)],
  ['the representation, a $ref', own({ $ref: 'Planet#' })],
  ['the representation, a $ref to a $ref', own({ $ref: 'Alias#' })],
  ['the representation, a $ref into a shared schema', own({ $ref: 'Solar#/definitions/Planet' })],
  ['the representation, a schema of TypeBox', own(Type.Object({ id: Type.Integer(), name: Type.String() }))],
  ['the representation, a schema with an $id of its own', own({ $id: 'Own', ...Planet })],
  ['content', mediaTypes, { 200: content(Planet) }],
  ['content, a $ref', mediaTypes, { 200: content({ $ref: 'Planet#' }) }],
  ['content, a $ref to a $ref', mediaTypes, { 200: content({ $ref: 'Alias#' }) }],
  ['content, a $ref into a shared schema', mediaTypes, { 200: content({ $ref: 'Solar#/definitions/Planet' }) }],
  ['content, by true', true, { 200: content(Planet) }],
  ['content, by true and a $ref', true, { 200: content({ $ref: 'Planet#' }) }],
  ['content of 2xx, by true', true, { '2xx': content(Planet) }],
  ['the status', mediaTypes, { 200: Planet }],
  ['the status, a $ref', mediaTypes, { 200: { $ref: 'Planet#' } }],
  ['the status, a $ref to a $ref', mediaTypes, { 200: { $ref: 'Alias#' } }],
  ['the status, a $ref into a shared schema', mediaTypes, { 200: { $ref: 'Solar#/definitions/Planet' } }],
  ['2xx', mediaTypes, { '2xx': Planet }],
  ['2xx, a $ref', mediaTypes, { '2xx': { $ref: 'Planet#' } }],
  ['default', mediaTypes, { default: { $ref: 'Planet#' } }]
]

function addSchemas (app: FastifyInstance): void {
  app.addSchema({ $id: 'Planet', ...Planet })
  app.addSchema({ $id: 'Alias', $ref: 'Planet#' })
  app.addSchema({ $id: 'Solar', definitions: { Planet }, type: 'object', properties: {} })
}

for (const [name, produces, response] of sources) {
  t.test(`JSON and CSV have the fields of a schema from ${name}`, async (t) => {
    for (const order of ['before', 'after'] as const) {
      const app = await build(t)
      if (order === 'before') addSchemas(app)
      declare(app, produces, response)
      if (order === 'after') addSchemas(app)
      for (const mediaType of mediaTypes) await isShaped(t, app, 200, mediaType, Planet)
    }
  })
}

t.test('true: each media type of content has its own schema, and no other media type is there', async (t) => {
  const app = await build(t)
  declare(app, true, { 200: content(Planet, Moons) })
  await isShaped(t, app, 200, 'application/json', Planet)
  await isShaped(t, app, 200, 'text/csv', Moons)
  t.equal((await app.inject({ url: '/200', headers: { accept: 'text/html' } })).statusCode, 406)
})

t.test('true: the other statuses have the schemas that they declare for these media types', async (t) => {
  const app = await build(t)
  declare(app, true, { 200: content(Planet, Moons), 201: Moons, 202: content(Moons, Name), '2xx': Name })
  for (const [status, json, own] of [[200, Planet, Moons], [201, Moons, Moons], [202, Moons, Name], [203, Name, Name]] as const) {
    await isShaped(t, app, status, 'application/json', json)
    await isShaped(t, app, status, 'text/csv', own)
  }
})

t.test('Different statuses have different schemas, wherever each stands', async (t) => {
  const app = await build(t)
  addSchemas(app)
  declare(app, mediaTypes, { 200: Planet, 201: content(Moons, Name), 202: { $ref: 'Planet#' }, '2xx': Moons, default: Name })
  for (const [status, json, own] of [
    [200, Planet, Planet], [201, Moons, Name], [202, Planet, Planet], [203, Moons, Moons], [299, Moons, Moons]
  ] as const) {
    await isShaped(t, app, status, 'application/json', json)
    await isShaped(t, app, status, 'text/csv', own)
  }
})

t.test("A representation's own schema holds for every status, and for that representation alone", async (t) => {
  const app = await build(t)
  declare(app, ['application/json', { mediaType: 'text/csv', schema: Name }], { 200: Planet, 201: content(Moons, Planet) })
  for (const [status, json] of [[200, Planet], [201, Moons]] as const) {
    await isShaped(t, app, status, 'application/json', json)
    await isShaped(t, app, status, 'text/csv', Name)
  }
})

t.test('Each scope has the shared schemas of its own, by the same name', async (t) => {
  const app = await build(t)
  const schemas = { planet: Planet, moons: Moons }
  for (const [name, schema] of Object.entries(schemas)) {
    app.register(async (child) => {
      child.addSchema({ $id: 'Shared', ...schema })
      for (const [place, produces, response] of [
        ['own', own({ $ref: 'Shared#' })],
        ['content', mediaTypes, { 200: content({ $ref: 'Shared#' }) }],
        ['status', mediaTypes, { 200: { $ref: 'Shared#' } }]
      ] as const) {
        child.get(`/${place}`, {
          config: { produces: untyped(produces) }, schema: response === undefined ? {} : { response }
        }, async () => planet)
      }
    }, { prefix: `/${name}` })
  }
  for (const [name, schema] of Object.entries(schemas)) {
    for (const place of ['own', 'content', 'status']) {
      for (const mediaType of mediaTypes) {
        const { body } = await app.inject({ url: `/${name}/${place}`, headers: { accept: mediaType } })
        t.equal(body, contentOf(mediaType, schema), `${name} ${place} ${mediaType}`)
      }
    }
  }
})

t.test('a Standard Schema that describes itself is that JSON Schema in every format, and stays itself for the compiler of the application', async (t) => {
  const json = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } }
  const targets: unknown[] = []
  const output = (options: unknown): object => { targets.push(options); return json }
  const users = Object.assign(() => {}, { type: 'array', '~standard': { version: 1, vendor: 'arktype', jsonSchema: { output } } })
  const seen: unknown[] = []
  const app = Fastify()
  t.teardown(() => app.close())
  app.setSerializerCompiler(({ schema }) => {
    seen.push(schema)
    return (payload) => JSON.stringify(payload)
  })
  await app.register(produces, { serializers: { 'text/plain': (payload: unknown) => JSON.stringify(payload) } })
  const mediaTypes = (['application/json', 'text/plain'] as const).map((mediaType) => ({ mediaType, schema: users }))
  app.get('/', { config: { produces: mediaTypes as never } }, async () => [{ id: '1', password: 'x' }])
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/plain' } })).body, '[{"id":1}]')
  t.same(seen, [users])
  t.equal(seen[0], users)
  t.equal(targets.length, 1, 'asked once')
  t.match(targets[0], { target: 'draft-07' })
})

t.test('a Standard Schema that cannot describe itself is a fault at boot that says what to do', async (t) => {
  const schemas: Array<[schema: object, message: RegExp]> = [
    [{ '~standard': { version: 1, vendor: 'valibot' } }, /a schema of valibot cannot describe itself as JSON Schema: convert it/],
    [{ '~standard': { version: 1, vendor: 'odd', jsonSchema: { output: () => undefined } } }, /a schema of odd does not describe itself as JSON Schema/]
  ]
  for (const [schema, message] of schemas) {
    for (const route of [{ config: { produces: [{ mediaType: 'application/json', schema }] } }, { config: { produces: ['application/json'] }, schema: { response: { 200: schema } } }]) {
      const app = Fastify()
      t.teardown(() => app.close())
      app.setSerializerCompiler(() => JSON.stringify)
      await app.register(produces)
      app.get('/', route as never, async () => ({}))
      await t.rejects(async () => { await app.ready() }, { code: 'PRODUCES_ERR_SCHEMA', message })
    }
  }
})

t.test("an application's own compiler is given what the plan of a schema leaves, where the schema has keywords that it may not know", async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.setSerializerCompiler(() => (payload) => JSON.stringify(payload))
  await app.register(produces)
  const place = { type: 'object', properties: { id: { type: 'integer' } } }
  app.get('/', {
    config: { produces: ['application/json'] }, schema: { response: { 200: { type: 'array', prefixItems: [place], items: false } } }
  }, async () => [{ id: 1, secret: 'x' }, { secret: 'x' }])
  t.equal((await app.inject('/')).body, '[{"id":1}]')
})
