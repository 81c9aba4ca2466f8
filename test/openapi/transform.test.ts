/**
 * `swaggerTransform`: the document is what it is without it, byte for byte, and nothing of the application is replaced while it is
 * written.
 */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import Type from 'typebox'
import produces, { swaggerTransform } from '../../lib/index.js'
import { build, documentOf, operationOf, VERSIONS } from './documents.js'

const Planet = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string', examples: ['Mars', 'Venus'] } } } as const
const get = async (): Promise<object> => ({ id: 4, name: 'Mars' })
const config = { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } } as const
const tags = ['planets']

type Transform = NonNullable<FastifyDynamicSwaggerOptions['transform']>

/** Routes of every kind that the document tells apart. */
function declareAll (app: FastifyInstance): void {
  const Node = Type.Cyclic({ Node: Type.Object({ moons: Type.Array(Type.Ref('Node')) }) }, 'Node')
  app.addSchema({ $id: 'Shared', ...Planet, description: 'Everybody knows one' })
  app.get('/first', { schema: { tags } }, get)
  app.get('/planets/:id', {
    config,
    links: { 200: { moons: { operationId: 'moons' } } },
    schema: {
      tags,
      summary: 'A planet',
      params: { type: 'object', properties: { id: { type: 'integer' } } },
      headers: { type: 'object', properties: { 'x-trace': { type: 'string' } } },
      response: {
        200: { ...Planet, description: 'Found', headers: { 'X-Rate': { type: 'integer' } } },
        202: {
          content: { 'application/json': { schema: { $ref: 'Shared#' }, example: { id: 4 } }, 'text/*': { schema: { type: 'string' } } }
        },
        204: { type: 'null', description: 'Nothing' },
        404: Planet
      }
    } as never
  }, get)
  app.get('/named', { config, schema: { tags, response: { 200: Node } } }, get)
  app.get('/shared', {
    config: { produces: ['application/json', { mediaType: 'text/csv', schema: { $ref: 'Shared#' } }] }, schema: { tags }
  }, get)
  app.get('/content', {
    config: { produces: true },
    schema: {
      tags, response: { 200: { content: { 'text/csv': { schema: { type: 'object', properties: { id: { type: 'integer' } } } } } } }
    }
  }, get)
  app.get('/refused', { config, schema: { tags, response: { 406: Planet } } }, get)
  app.get('/false', { config: { produces: false }, schema: { tags } }, get)
  app.get('/hidden', { config, schema: { tags, hide: true } }, get)
  app.get('/tagged', { config, schema: { tags: ['X-HIDDEN'] } }, get)
  app.get('/untagged', { config }, get)
  app.route({ method: ['PUT', 'POST'], url: '/both', config, schema: { tags, body: Planet }, handler: get })
  app.get('/own', {
    config: { ...config, swaggerTransform: ({ schema, url }) => ({ schema: { ...schema, summary: 'Own' }, url: `/v1${url}` }) },
    schema: { tags }
  }, get)
  app.get('/none', { config: { ...config, swaggerTransform: false }, schema: { tags } }, get)
  app.register(async (child) => {
    child.get('/child', { config: { produces: ['text/csv'] }, schema: { tags } }, get)
  }, { prefix: '/prefix' })
}

const last = (document: object): never => ({ ...(document as { openapiObject: object }).openapiObject, 'x-last': true }) as never

/** Everything that @fastify/swagger can be told, with a transform of the user's and without. */
const settings: [name: string, options: FastifyDynamicSwaggerOptions, own?: Transform][] = [
  ['nothing else', {}],
  ['hideUntagged, HEAD and transformObject', { hideUntagged: true, exposeHeadRoutes: true, transformObject: last }],
  [
    'a transform of the user\'s',
    { hideUntagged: true },
    ({ schema, url }) => ({ schema: { ...schema, summary: String(Object.keys(schema?.response ?? {})) }, url: `/v2${url}` })
  ],
  [
    'a transform of the user\'s that hides',
    {},
    ({ schema, url }) => ({ schema: url === '/named' ? { ...schema, hide: true } : schema, url })
  ],
  ['a transform of the user\'s that leaves the schema out', {}, ({ url }) => ({ url: `/v3${url}` }) as never]
]

for (const version of VERSIONS) {
  for (const [name, options, own] of settings) {
    t.test(`OpenAPI ${version}: the document is the same with swaggerTransform and without, in JSON and YAML: ${name}`, async (t) => {
      const transform = own === undefined ? swaggerTransform : swaggerTransform(own)
      const transforms = [own === undefined ? {} : { transform: own }, { transform }]
      const documents = await Promise.all(transforms.map(async (transform) => {
        const app = await build(t, { swagger: { openapi: { openapi: version }, ...options, ...transform } })
        declareAll(app)
        const document = JSON.stringify(await documentOf(t, app))
        t.equal(JSON.stringify(app.swagger()), document, 'and however often it is asked for')
        return [document, app.swagger({ yaml: true })]
      }))
      t.equal(documents[1]?.[0], documents[0]?.[0])
      t.equal(documents[1]?.[1], documents[0]?.[1])
      t.match(documents[1]?.[0], /Content-Language.*application\/problem\+json/)
    })
  }
}

t.test('A transform that swaggerTransform is given meets each route once, and the route as it was declared', async (t) => {
  const seen: unknown[] = []
  const app = await build(t, {
    swagger: {
      openapi: { openapi: '3.1.0' },
      transform: swaggerTransform(({ schema, url, route }) => {
        seen.push([url, Object.keys(schema.response ?? {}), Object.keys(route.schema?.response ?? {}), route.config?.swaggerTransform])
        return { schema, url }
      })
    }
  })
  app.get('/one', { config, schema: { response: { 200: Planet } } }, get)
  app.get('/two', { config, schema: { response: { 201: Planet } } }, get)
  await documentOf(t, app)
  app.swagger()
  t.same(seen, [['/one', ['200', '406'], ['200'], undefined], ['/two', ['201', '406'], ['201'], undefined]])
})

t.test('A route may have swaggerTransform for itself, where the document has none or that of another', async (t) => {
  const other: Transform = ({ schema, url }) => ({ schema, url: `/other${url}` })
  for (const [name, transform] of [['none', {}], ['another', { transform: other }]] as const) {
    const app = await build(t, { swagger: { openapi: { openapi: '3.1.0' }, ...transform } })
    app.get('/with', { config: { ...config, swaggerTransform } }, get)
    app.get('/without', { config }, get)
    const { paths } = await documentOf(t, app)
    t.same(Object.keys(paths), ['/with', name === 'none' ? '/without' : '/other/without'])
    for (const path of Object.values(paths)) t.same(Object.keys(path.get?.responses ?? {}), ['200', '406'], name)
  }
})

t.test('A route whose document is made twice over is documented once', async (t) => {
  const [once, twice] = await Promise.all([swaggerTransform, swaggerTransform(swaggerTransform)].map(async (transform: Transform) => {
    const app = await build(t, { swagger: { openapi: { openapi: '3.1.0' }, transform } })
    declareAll(app)
    return documentOf(t, app)
  }))
  t.same(twice, once)
})

t.test('The schema that a transform before has made is the one that is documented', async (t) => {
  class Foreign {
    readonly shape = 'planet'
  }
  const app = await build(t, {
    swagger: { openapi: { openapi: '3.1.0' }, transform: (input) => swaggerTransform({ ...input, schema: { response: { 200: Planet } } }) }
  })
  app.setSerializerCompiler(() => JSON.stringify)
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: new Foreign() } } }, get)
  const { responses } = await operationOf(t, app)
  t.same(responses[200]?.content, { 'application/json': { schema: Planet } })
  t.ok(responses[406])
})

t.test('What a transform throws comes out of swagger(), and the log says nothing', async (t) => {
  const lines: string[] = []
  const app = await build(t, {
    server: { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } },
    swagger: { openapi: { openapi: '3.1.0' }, transform: swaggerTransform(() => { throw new TypeError('mine') }) }
  })
  app.get('/', { config }, get)
  await app.ready()
  t.throws(() => app.swagger(), new TypeError('mine'))
  t.same(lines, [])
})

t.test('The document of a decorator of another name shows what routes produce', async (t) => {
  const app = await build(t, { swagger: { openapi: { openapi: '3.1.0' }, transform: swaggerTransform, decorator: 'planets' as never } })
  app.get('/', { config }, get)
  await app.ready()
  const { planets } = app as unknown as { planets: () => unknown }
  t.match(planets(), { paths: { '/': { get: { responses: { 200: { content: { 'text/csv': {} } }, 406: {} } } } } })
})

t.test('A HEAD route that @fastify/swagger has given an operationId of its own is shown like its GET', async (t) => {
  for (const replaced of [false, true]) {
    const app = Fastify()
    t.teardown(() => app.close())
    if (replaced) app.addHook('onRoute', (route) => { route.config = { ...route.config } })
    await app.register(swagger, { openapi: { openapi: '3.1.0' }, exposeHeadRoutes: true, transform: swaggerTransform })
    await app.register(produces, { serializers: { 'text/csv': String } })
    app.get('/', { config, schema: { operationId: 'planet' } }, get)
    const { get: shown, head } = (await documentOf(t, app)).paths['/'] ?? {}
    t.equal(head?.operationId, 'planet-head')
    t.same(head?.responses, shown?.responses)
    t.ok(head?.responses[406])
  }
})

t.test('Swagger 2, whose responses have no content, is as without it', async (t) => {
  const documents = await Promise.all([{}, { transform: swaggerTransform }].map(async (options) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger, options)
    await app.register(produces, { serializers: { 'text/csv': String } })
    app.get('/', { config, schema: { response: { 200: Planet } } }, get)
    await app.ready()
    return JSON.stringify(app.swagger())
  }))
  t.equal(documents[1], documents[0])
})

t.test('Without the plugin, or after a boot that failed, it shows what is declared', async (t) => {
  const declared = { get: { responses: { 200: { description: 'Default Response', content: { 'application/json': { schema: Planet } } } } } }
  const without = await build(t, { swagger: { openapi: { openapi: '3.1.0' }, transform: swaggerTransform }, produces: false })
  const failed = await build(t, { swagger: { openapi: { openapi: '3.1.0' }, transform: swaggerTransform }, produces: false })
  await failed.register(async (child) => { await child.register(produces) })
  for (const app of [without, failed]) {
    app.get('/', {
      config: { produces: ['application/json'] }, schema: { response: { 200: Planet } }
    }, get)
  }
  await t.rejects(async () => failed.ready(), { code: 'PRODUCES_ERR_SCOPE' })
  t.same(failed.swagger().paths?.['/'], declared)
})
