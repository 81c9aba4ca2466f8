/**
 * What routes share at boot, and what they do not: functions compiled from a schema, negotiations, a GET's outcomes with its HEAD.
 * Of an application's own serializer compiler each route gets its own function, and the compiler is told what Fastify tells it.
 */
import Fastify, { type FastifyInstance, type FastifySchemaCompiler, type RouteOptions } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type SerializerCompiler } from '../../lib/index.js'
import { bootError, build, mars, Planet, untyped } from '../fixtures/harness.js'

const JSON_TYPE = 'application/json'
const config = { produces: [JSON_TYPE] } as const

interface Told {
  readonly method: unknown
  readonly url: string
  readonly httpStatus?: string
  readonly contentType?: string
}

/** A compiler whose functions write what it was told, all but the schema. */
function telling (asked: Told[] = []): FastifySchemaCompiler<unknown> {
  return untyped(({ schema: _, ...told }: Told & { schema: unknown }) => {
    asked.push(told)
    return () => JSON.stringify(told)
  })
}

/** In one order of members. */
function distinct (asked: readonly Told[]): Set<string> {
  return new Set(asked.map((told) => JSON.stringify(Object.entries(told).sort())))
}

async function serveTelling (t: Test): Promise<{ app: FastifyInstance, asked: Told[] }> {
  const asked: Told[] = []
  const app = await build(t)
  app.setSerializerCompiler(untyped(telling(asked)))
  return { app, asked }
}

async function told (app: FastifyInstance, url: string, accept = '*/*'): Promise<Told> {
  return (await app.inject({ url, headers: { accept } })).json()
}

t.test('A serializer compiler is called for each route, even where routes share a schema object', async (t) => {
  const { app } = await serveTelling(t)
  const schema = { response: { 200: Planet } }
  for (const url of ['/a', '/b']) app.get(url, { config, schema }, async () => mars)
  app.post('/a', { config, schema }, async () => mars)
  app.get('/plain', { schema }, async () => mars)
  for (const url of ['/plain', '/a', '/b']) t.same(await told(app, url), { method: 'GET', url, httpStatus: '200' })
  t.same((await app.inject({ method: 'POST', url: '/a' })).json(), { method: 'POST', url: '/a', httpStatus: '200' })
})

t.test('A serializer compiler of a route is its own', async (t) => {
  const app = await build(t)
  const schema = { response: { 200: Planet } }
  app.get('/a', { config, schema, serializerCompiler: untyped(() => () => '"a"') }, async () => mars)
  app.get('/b', { config, schema, serializerCompiler: untyped(() => () => '"b"') }, async () => mars)
  app.get('/c', { config, schema }, async () => ({ id: 1 }))
  t.equal((await app.inject('/a')).body, '"a"')
  t.equal((await app.inject('/b')).body, '"b"')
  t.equal((await app.inject('/c')).body, '{"id":1}')
})

t.test('A serializer compiler gets the status and content type that Fastify would give it', async (t) => {
  const { app, asked } = await serveTelling(t)
  const response = {
    200: Planet,
    201: { content: { [JSON_TYPE]: { schema: Planet }, 'application/*': { schema: Planet }, '*/*': { schema: Planet } } },
    202: { content: { 'Application/JSON': { schema: Planet }, '*/*': { schema: Planet } } },
    '2XX': { content: { [JSON_TYPE]: { schema: Planet }, '*/*': { schema: Planet } } },
    '4xx': Planet,
    default: Planet
  }
  const mediaTypes = ['Application/JSON', 'application/vnd.planet+json', 'text/x+json'] as const
  app.get('/:status', {
    config: { produces: mediaTypes }, schema: { response }
  }, async (request, reply) => reply.code(Number((request.params as { status: string }).status)).send(mars))
  const rows = [
    ['200', JSON_TYPE, { httpStatus: '200' }],
    ['201', JSON_TYPE, { httpStatus: '201', contentType: JSON_TYPE }],
    ['201', 'application/vnd.planet+json', { httpStatus: '201', contentType: 'application/*' }],
    ['201', 'text/x+json', { httpStatus: '201', contentType: '*/*' }],
    ['202', JSON_TYPE, { httpStatus: '202', contentType: 'Application/JSON' }],
    ['203', JSON_TYPE, { httpStatus: '2xx', contentType: JSON_TYPE }]
  ] as const
  for (const [status, accept, rest] of rows) {
    t.same(await told(app, `/${status}`, accept), { method: 'GET', url: '/:status', ...rest }, `${status} ${accept}`)
  }
  const plain = await serveTelling(t)
  plain.app.get('/:status', { schema: { response } }, async () => mars)
  await plain.app.ready()
  t.same(distinct(asked), distinct(plain.asked), 'nothing that Fastify does not tell')
})

t.test('A serializer compiler gets `default`, every method of a route, and the media type of a schema that stands on a representation', async (t) => {
  const { app } = await serveTelling(t)
  app.get('/default', { config, schema: { response: { default: Planet } } }, async () => mars)
  app.route({ method: ['POST', 'PUT'], url: '/methods', config, schema: { response: { 200: Planet } }, handler: async () => mars })
  app.get('/own', {
    config: { produces: [{ mediaType: JSON_TYPE, schema: Planet }, { mediaType: 'application/hal+json', schema: Planet }] }
  }, async () => mars)
  t.same(await told(app, '/default'), { method: 'GET', url: '/default', httpStatus: 'default' })
  t.same((await app.inject({ method: 'PUT', url: '/methods' })).json(), { method: ['POST', 'PUT'], url: '/methods', httpStatus: '200' })
  for (const contentType of [JSON_TYPE, 'application/hal+json']) {
    t.same(await told(app, '/own', contentType), { method: 'GET', url: '/own', httpStatus: '2xx', contentType })
  }
})

t.test('A schema that a serializer compiler refuses is a fault at boot: no other compiler is tried', async (t) => {
  const app = await build(t)
  app.setSerializerCompiler(() => { throw new Error('no such keyword') })
  app.get('/', { config: { produces: [{ mediaType: JSON_TYPE, schema: Planet }] } }, async () => mars)
  const error = await bootError(app)
  t.equal(error.code, 'PRODUCES_ERR_SCHEMA')
  t.match(error.message, 'no such keyword')
})

/** A serializer that keeps what it was compiled to. */
function keeping (): SerializerCompiler & { readonly compiled: unknown[] } {
  const compiled: unknown[] = []
  return {
    compiled,
    sync: true,
    compile (schema, { compileJson }) {
      const stringify = compileJson(schema)
      this.compiled.push(stringify)
      return stringify
    }
  } as SerializerCompiler & { compiled: unknown[] }
}

t.test("Fastify's own compiler compiles a schema once for all its routes; any other is called for each", async (t) => {
  const schema = { response: { 200: Planet } }
  for (const [compiler, functions] of [[undefined, 1], [telling(), 4]] as const) {
    const app = await build(t)
    if (compiler !== undefined) app.setSerializerCompiler(untyped(compiler))
    const serialize = keeping()
    for (const url of ['/a', '/b']) {
      app.get(url, {
        config: { produces: ['text/a', 'text/b'].map((mediaType) => ({ mediaType: untyped(mediaType), serialize })) }, schema
      }, async () => mars)
    }
    await app.ready()
    t.equal(serialize.compiled.length, 4, 'HEAD has what GET has')
    t.equal(new Set(serialize.compiled).size, functions)
  }
})

const Named = { type: 'object', properties: { name: { type: 'string' } } } as const
const Numbered = { type: 'object', properties: { id: { type: 'integer' } } } as const

t.test('A schema object that scopes share is compiled in each with the references of that scope', async (t) => {
  const schema = { type: 'object', properties: { planet: { $ref: 'Planet#' } } }
  const sources: readonly Partial<RouteOptions>[] = [
    { config: { produces: [{ mediaType: JSON_TYPE, schema }] } },
    { config, schema: { response: { 200: schema } } }
  ]
  for (const options of sources) {
    const apart = [await build(t), await build(t)] as const
    const together = await build(t)
    // Then the compiler of the root is there, and the children begin with it.
    together.get('/elsewhere', { schema: { response: { 200: Named } } }, async () => mars)
    const scopes: [app: FastifyInstance, url: string, content: string][] = []
    for (const [index, Shared] of [Named, Numbered].entries()) {
      const content = Shared === Named ? '{"planet":{"name":"Mars"}}' : '{"planet":{"id":4}}'
      const app = apart[index] as FastifyInstance
      app.addSchema({ $id: 'Planet', ...Shared })
      app.get('/', options as object, async () => ({ planet: mars }))
      together.register(async (child) => {
        child.addSchema({ $id: 'Planet', ...Shared })
        child.get(`/${index}`, options as object, async () => ({ planet: mars }))
      })
      scopes.push([app, '/', content], [together, `/${index}`, content])
    }
    for (const [app, url, content] of scopes) t.equal((await app.inject(url)).body, content)
  }
})

t.test('A route may refer to a shared schema that another route declares', async (t) => {
  const app = await build(t)
  app.addSchema({ $id: 'Planet', ...Named })
  const shared = app.getSchema('Planet')
  app.get('/whole', { config: { produces: [{ mediaType: JSON_TYPE, schema: shared }] } }, async () => mars)
  app.get('/reference', {
    config: { produces: [{ mediaType: JSON_TYPE, schema: { type: 'array', items: { $ref: 'Planet#' } } }] }
  }, async () => [mars])
  t.equal((await app.inject('/whole')).body, '{"name":"Mars"}')
  t.equal((await app.inject('/reference')).body, '[{"name":"Mars"}]')
})

t.test('A serializer gets the shared schemas of its route, frozen', async (t) => {
  const app = await build(t)
  app.addSchema({ $id: 'Planet', ...Named })
  const serialize: SerializerCompiler = {
    compile (_schema, { schemas }) {
      (schemas as Record<string, unknown>).Planet = {}
      return () => 'x'
    }
  }
  app.get('/', { config: { produces: [{ mediaType: 'text/plain', serialize }] } }, async () => mars)
  t.equal((await bootError(app)).code, 'PRODUCES_ERR_SCHEMA')
})

t.test('A HEAD route of another scope has the serializers and settings of that scope', async (t) => {
  const app = Fastify({ exposeHeadRoutes: false })
  t.teardown(() => app.close())
  const options = { config: { produces: ['text/csv'] }, schema: {} } as const
  app.register(async (child) => {
    await child.register(produces, { serializers: { 'text/csv': () => 'long, long content' }, strict: true })
    child.get('/', options, async () => mars)
  })
  app.register(async (child) => {
    await child.register(produces, { serializers: { 'text/csv': () => 'x' }, strict: false })
    child.head('/', options, async () => mars)
  })
  t.equal((await app.inject('/')).body, 'long, long content')
  const head = await app.inject({ method: 'HEAD', url: '/' })
  t.equal(head.headers['content-length'], '1')
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
  t.equal((await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'image/png' } })).statusCode, 200)
})

t.test('Routes whose lists look the same as JSON keep their own', async (t) => {
  const app = await build(t)
  const alike = (language: string): string[] => Object.assign([language], { toJSON: () => ['en'] })
  for (const language of ['de', 'fr']) {
    app.get(`/${language}`, {
      config: { produces: untyped({ mediaTypes: ['text/plain'], languages: alike(language), strict: true }) }
    }, async () => 'x')
    const mediaTypes = [{ mediaType: 'text/plain', languages: alike(language) }]
    app.get(`/of-type/${language}`, {
      config: { produces: untyped({ mediaTypes, languages: ['de', 'fr'], strict: true }) }
    }, async () => 'x')
  }
  for (const language of ['de', 'fr']) {
    for (const path of [`/${language}`, `/of-type/${language}`]) {
      const response = await app.inject({ url: path, headers: { 'accept-language': language } })
      t.equal(response.statusCode, 200, path)
      t.equal(response.headers['content-language'], language, path)
    }
  }
})

t.test('The same list under other settings is selected by those settings, in one application or two', async (t) => {
  const list = ['text/plain', 'text/html'] as const
  const route = { config: { produces: list } }
  const accept = 'text/html, text/plain'
  const [byClient, byServer] = [await build(t), await build(t, { preference: 'server' })]
  const scoped = Fastify()
  t.teardown(() => scoped.close())
  for (const [prefix, options] of [['/lax', { strict: false }], ['/strict', {}], ['/one', { maxMembers: 1 }]] as const) {
    scoped.register(async (child) => {
      await child.register(produces, options)
      child.get('/', route, async () => 'x')
    }, { prefix })
  }
  for (const app of [byClient, byServer]) app.get('/', route, async () => 'x')
  t.match((await byClient.inject({ url: '/', headers: { accept } })).headers, { 'content-type': /^text\/html/ })
  t.match((await byServer.inject({ url: '/', headers: { accept } })).headers, { 'content-type': /^text\/plain/ })
  for (const [prefix, status] of [['/lax', 200], ['/strict', 406], ['/one', 406]] as const) {
    t.equal((await scoped.inject({ url: prefix, headers: { accept: 'image/png' } })).statusCode, status, prefix)
  }
  for (const [prefix, status] of [['/lax', 200], ['/strict', 200], ['/one', 406]] as const) {
    t.equal((await scoped.inject({ url: prefix, headers: { accept: 'image/png, text/html' } })).statusCode, status, prefix)
  }
})
