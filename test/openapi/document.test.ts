/**
 * Alongside @fastify/swagger: what an OpenAPI document shows of a route that produces, and that nothing else changes by it. Documents
 * are read as clients get them, and validated as what they say they are.
 */
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t from 'tap'
import Type from 'typebox'
import produces, { NotAcceptable } from '../../lib/index.js'
import { build, documentOf, madeFrom, operationOf, VERSIONS, type OpenApi, type Operation } from './documents.js'

const Planet = { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } as const
const mars = { id: 4, name: 'Mars', secret: 'water' }
const get = async (): Promise<typeof mars> => mars
const serializers = { 'text/csv': ({ id, name }: typeof mars) => `${id},${name}\n` }

const vary = (example: string): object => ({
  description: 'The request fields that select the representation', schema: { type: 'string', example }
})

const contentLanguage = (...languages: string[]): object => ({
  description: 'The language of the selected representation', schema: { type: 'string', enum: languages }
})

/** What the document shows of `planet`, worked out by hand from OpenAPI 3.1; the 406 is looked at elsewhere. */
const shown = {
  parameters: [{
    in: 'header',
    name: 'Accept-Language',
    required: false,
    description: 'The languages that the client prefers',
    schema: { type: 'string' },
    examples: { en: { value: 'en' }, 'de-CH': { value: 'de-CH' } }
  }],
  200: {
    description: 'A planet',
    headers: { 'Content-Language': contentLanguage('en', 'de-CH'), Vary: vary('accept, accept-language') },
    content: {
      'application/json': { schema: { ...Planet, description: 'A planet' } },
      'text/csv': { schema: madeFrom({ ...Planet, description: 'A planet' }, 'text/csv', '3.1.0'), example: '1,text\n' },
      'text/html': { schema: { type: 'string' } }
    }
  }
}

function declarePlanet (app: FastifyInstance): void {
  app.get('/planet', {
    config: {
      produces: {
        mediaTypes: ['application/json', 'text/csv', { mediaType: 'text/html', schema: { type: 'string' } }], languages: ['en', 'de-CH']
      }
    },
    schema: { response: { 200: { ...Planet, description: 'A planet' } } }
  }, get)
}

const openapi = { openapi: '3.1.0' }

const orders: Record<string, (app: FastifyInstance) => unknown> = {
  'swagger, produces, the route': async (app) => {
    await app.register(swagger, { openapi })
    await app.register(produces, { serializers })
    declarePlanet(app)
  },
  'produces, swagger, the route': async (app) => {
    await app.register(produces, { serializers })
    await app.register(swagger, { openapi })
    declarePlanet(app)
  },
  'swagger, the route, produces': async (app) => {
    await app.register(swagger, { openapi })
    declarePlanet(app)
    app.register(produces, { serializers })
  },
  'produces and swagger without waiting, the route in a plugin': (app) => {
    app.register(produces, { serializers })
    app.register(swagger, { openapi })
    app.register(async (child) => { declarePlanet(child) })
  },
  'swagger and produces without waiting, the route in a plugin': (app) => {
    app.register(swagger, { openapi })
    app.register(produces, { serializers })
    app.register(async (child) => { declarePlanet(child) })
  },
  'the route in a plugin between the two': (app) => {
    app.register(swagger, { openapi })
    app.register(async (child) => { declarePlanet(child) })
    app.register(produces, { serializers })
  },
  'produces in the scope of the route alone': (app) => {
    app.register(swagger, { openapi })
    app.register(async (child) => {
      child.register(produces, { serializers })
      declarePlanet(child)
    })
  },
  'produces twice, in a scope and in one within': (app) => {
    app.register(swagger, { openapi })
    app.register(produces)
    app.register(async (child) => {
      child.register(produces, { serializers })
      declarePlanet(child)
    })
  }
}

for (const [order, declare] of Object.entries(orders)) {
  t.test(`The document shows what a route produces: ${order}`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await declare(app)
    const { parameters, responses } = await operationOf(t, app, '/planet')
    t.same(parameters, shown.parameters)
    t.same(responses[200], shown[200])
    t.same(Object.keys(responses), ['200', '406'])
  })
}

t.test('The document of a swagger in a scope of its own shows what the routes there produce', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  let inner: FastifyInstance = app
  await app.register(produces, { serializers })
  await app.register(async (child) => {
    inner = child
    await child.register(swagger, { openapi })
    declarePlanet(child)
  })
  await app.ready()
  t.match(inner.swagger(), { paths: { '/planet': { get: { responses: { 200: { content: { 'text/csv': {} } } } } } } })
})

t.test('The first document that anybody asks for shows what routes produce, in an earlier onReady hook too', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  let document: object = {}
  await app.register(swagger, { openapi })
  app.addHook('onReady', async () => { document = app.swagger() })
  await app.register(produces, { serializers })
  declarePlanet(app)
  await app.ready()
  t.match(document, { paths: { '/planet': { get: { responses: { 200: { content: { 'text/csv': {} } } } } } } })
})

t.test('A document is the same however often it is asked for, and in YAML', async (t) => {
  const app = await build(t)
  declarePlanet(app)
  await app.ready()
  t.equal(app.swagger(), app.swagger())
  t.match(app.swagger({ yaml: true }), /text\/csv:/)
  t.equal(app.swagger({ yaml: true }), app.swagger({ yaml: true }))
})

t.test('A document is written once for each form, whoever asks and however often', async (t) => {
  let written = 0
  const app = await build(t, {
    swagger: {
      openapi,
      transform: ({ schema, url }) => {
        written++
        return { schema, url }
      }
    }
  })
  declarePlanet(app)
  app.get('/nothing', { exposeHeadRoute: false }, get)
  await app.ready()
  const routes = 2
  for (let time = 0; time < 3; time++) app.swagger()
  t.equal(written, routes)
  for (let time = 0; time < 3; time++) app.swagger({ yaml: true })
  t.equal(written, 2 * routes)
})

t.test('@fastify/swagger is asked for a version and a document, and no more, whatever scopes the routes stand in', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi })
  let asked = 0
  const write = app.swagger
  app.swagger = function (this: unknown, ...options: unknown[]) {
    asked++
    return Reflect.apply(write, this, options) as never
  } as never
  await app.register(produces, { serializers })
  declarePlanet(app)
  for (const prefix of ['/one', '/two']) app.register(async (child) => { declarePlanet(child) }, { prefix })
  await app.ready()
  app.swagger()
  t.equal(asked, 2)
  app.swagger()
  t.equal(asked, 3)
})

t.test('A document in YAML that is asked for first shows what routes produce', async (t) => {
  const app = await build(t)
  declarePlanet(app)
  await app.ready()
  t.match(app.swagger({ yaml: true }), /text\/csv:/)
})

t.test('Before boot is over there is no document, as @fastify/swagger says', async (t) => {
  const app = await build(t)
  declarePlanet(app)
  app.addHook('onReady', async () => { t.ok(app.swagger()) })
  t.throws(() => app.swagger(), /after \.ready\(\)/)
  await app.ready()
})

for (const version of VERSIONS) {
  t.test(`OpenAPI ${version}: each media type has its schema, wherever that stands`, async (t) => {
    const Name = { type: 'object', properties: { name: { type: 'string' } } }
    const ref = { $ref: '#/components/schemas/def-0' }
    const csv = (schema: object): object => ({ schema: madeFrom(schema, 'text/csv', version), example: '[object Object]' })
    const places: [
      name: string, mediaTypes: readonly (string | object)[], response: object | undefined, status: string, content: object
    ][] = [
      [
        'on the representation',
        [{ mediaType: 'application/json', schema: Planet }],
        undefined,
        '200',
        { 'application/json': { schema: Planet } }
      ],
      [
        'on the representation, before the one on the status',
        [{ mediaType: 'application/json', schema: Name }, 'text/csv'],
        { 200: Planet },
        '200',
        { 'application/json': { schema: Name }, 'text/csv': csv(Planet) }
      ],
      [
        'on the representation, before the one under content',
        [{ mediaType: 'application/json', schema: Name }],
        { 200: { content: { 'application/json': { schema: Planet } } } },
        '200',
        { 'application/json': { schema: Name } }
      ],
      [
        'under content',
        ['application/json', 'text/csv'],
        { 200: { content: { 'text/csv': { schema: Name }, 'application/json': { schema: Planet } } } },
        '200',
        { 'application/json': { schema: Planet }, 'text/csv': csv(Name) }
      ],
      [
        'under content in another spelling',
        ['application/json;V="1"'],
        { 200: { content: { 'Application/JSON; v=1': { schema: Planet } } } },
        '200',
        { 'Application/JSON; v=1': { schema: Planet } }
      ],
      ['under a media range, which stays', ['text/csv'], { 200: { content: { 'text/*': { schema: Planet } } } }, '200',
        { 'text/csv': csv(Planet), 'text/*': { schema: Planet } }],
      [
        'under application/json, for another JSON',
        ['application/hal+json'],
        { 200: { content: { 'application/json': { schema: Planet } } } },
        '200',
        { 'application/hal+json': { schema: Planet }, 'application/json': { schema: Planet } }
      ],
      [
        'on the status',
        ['application/json', 'text/csv'],
        { 201: Planet },
        '201',
        { 'application/json': { schema: Planet }, 'text/csv': csv(Planet) }
      ],
      ['on 2xx', ['application/json'], { '2xx': Planet }, '2XX', { 'application/json': { schema: Planet } }],
      ['on default', ['application/json'], { default: Planet }, '200', { 'application/json': { schema: Planet } }],
      [
        'in addSchema, on the representation',
        [{ mediaType: 'application/json', schema: { $ref: 'Shared#' } }],
        undefined,
        '200',
        { 'application/json': { schema: ref } }
      ],
      [
        'in addSchema, under content',
        ['application/json'],
        { 200: { content: { 'application/json': { schema: { $ref: 'Shared#' } } } } },
        '200',
        { 'application/json': { schema: ref } }
      ],
      [
        'in addSchema, on the status',
        ['application/json', 'text/csv'],
        { 200: { $ref: 'Shared#' } },
        '200',
        { 'application/json': { schema: ref }, 'text/csv': csv(ref) }
      ],
      [
        'in addSchema, within',
        ['application/json'],
        { 200: { type: 'array', items: { $ref: 'Shared#' } } },
        '200',
        { 'application/json': { schema: { type: 'array', items: ref } } }
      ],
      [
        'nowhere',
        ['application/json', 'text/html', 'image/svg+xml', 'application/pdf'],
        undefined,
        '200',
        {
          'application/json': { schema: {} },
          'text/html': { schema: { type: 'string' } },
          'image/svg+xml': { schema: { type: 'string' } },
          'application/pdf': { schema: version === '3.0.3' ? { type: 'string', format: 'binary' } : { contentMediaType: 'application/pdf' } }
        }
      ],
      ['nowhere but on an error', ['application/json'], { 404: Planet }, '200', { 'application/json': { schema: {} } }],
      ['nowhere, as true', [{ mediaType: 'application/json', schema: true }], undefined, '200', { 'application/json': { schema: {} } }]
    ]
    for (const [name, mediaTypes, response, status, content] of places) {
      const app = await build(t, { openapi: version, produces: { serializers: { 'text/csv': String, 'application/pdf': String, 'image/svg+xml': String } } })
      app.addSchema({ $id: 'Shared', ...Planet, description: 'Everybody knows one' })
      app.get('/', { config: { produces: mediaTypes as never }, schema: response === undefined ? {} : { response } }, get)
      const { responses } = await operationOf(t, app)
      t.same(responses[status]?.content, content, name)
      t.same(Object.keys(responses[status]?.content ?? {}), Object.keys(content), `${name}: in the order of declaration`)
      if (JSON.stringify(response)?.startsWith('{"200":{"$ref"')) t.equal(responses[status]?.description, 'Everybody knows one')
    }
  })

  t.test(`OpenAPI ${version}: schemas that are named within themselves become components`, async (t) => {
    const Node = Type.Cyclic({ Node: Type.Object({ moons: Type.Array(Type.Ref('Node')) }) }, 'Node')
    const List = { type: 'array', items: { $id: 'Item', type: 'object', properties: { next: { $ref: 'Item#' } } } }
    for (const [response, components] of [
      [{ 200: Node }, 1],
      [{ 200: List, 201: List }, 2],
      [{ 200: { content: { 'application/json': { schema: List }, 'text/csv': { schema: List } } } }, 2]
    ] as const) {
      const app = await build(t, { openapi: version })
      app.get('/', { config: { produces: ['application/json', 'text/csv'] }, schema: { response } }, get)
      const { components: { schemas } } = await documentOf(t, app)
      t.equal(Object.keys(schemas).length, components)
    }
  })

  t.test(`OpenAPI ${version}: examples stay`, async (t) => {
    const app = await build(t, {
      swagger: { openapi: { openapi: version, components: { examples: { mars: { value: { name: 'Mars' } } } } } }
    })
    const Example = {
      type: 'object',
      properties: {
        name: { type: 'string', examples: ['Mars', 'Venus'] }, examples: { type: 'array', items: { type: 'integer', examples: [1] } }
      }
    }
    app.get('/', {
      config: {
        produces: [
          'application/json',
          { mediaType: 'text/csv', schema: { type: 'string', examples: ['4,Mars', '2,Venus'] } },
          { mediaType: 'text/html', schema: { type: 'string', 'x-examples': { mars: { value: '<p>' } } } }
        ]
      },
      schema: {
        response: {
          200: { ...Example, examples: [{ name: 'Mars' }] },
          201: { ...Example, examples: [{ name: 'Mars' }, { name: 'Venus' }] },
          202: {
            content: {
              'application/json': { schema: Planet, examples: { mars: { $ref: '#/components/examples/mars' } } },
              'text/csv': { schema: Planet, example: '1,Mercury' }
            }
          }
        }
      } as never
    }, get)
    const { responses } = await operationOf(t, app)
    const name = version === '3.0.3' ? { type: 'string', example: 'Mars' } : { type: 'string', examples: ['Mars', 'Venus'] }
    const items = version === '3.0.3' ? { type: 'integer', example: 1 } : { type: 'integer', examples: [1] }
    const schema = { type: 'object', properties: { name, examples: { type: 'array', items } } }
    t.same(responses[200]?.content?.['application/json'], { schema, example: { name: 'Mars' } })
    t.same(responses[201]?.content?.['application/json'], {
      schema, examples: { example1: { value: { name: 'Mars' } }, example2: { value: { name: 'Venus' } } }
    })
    t.same(responses[200]?.content?.['text/csv'], {
      schema: { type: 'string' }, examples: { '4,Mars': { value: '4,Mars' }, '2,Venus': { value: '2,Venus' } }
    })
    t.same(responses[200]?.content?.['text/html'], { schema: { type: 'string' }, examples: { mars: { value: '<p>' } } })
    t.same(responses[202]?.content?.['application/json'], { schema: Planet, examples: { mars: { $ref: '#/components/examples/mars' } } })
    t.match(responses[202]?.content?.['text/csv'], { schema: { type: 'string' }, example: '1,Mercury' })
  })

  t.test(`OpenAPI ${version}: a route that produces nothing is shown as without the plugin`, async (t) => {
    const documents = await Promise.all([{}, false as const].map(async (own) => {
      const app = await build(t, { openapi: version, produces: own })
      app.get('/', { schema: { response: { 200: Planet, 404: Planet } } }, get)
      app.get('/false', { config: { produces: false } }, get)
      app.post('/nothing', get)
      return documentOf(t, app)
    }))
    t.same(documents[0], documents[1])
  })
}

t.test('Each success status has its own schemas; other statuses stay as they are', async (t) => {
  const app = await build(t)
  const Job = { type: 'object', properties: { job: { type: 'string' } } }
  const Fault = { type: 'object', properties: { fault: { type: 'string' } } }
  app.post('/', {
    config: { produces: ['application/json', 'text/csv'] },
    schema: {
      response: {
        200: Planet,
        201: { content: { 'application/json': { schema: Job }, 'text/csv': { schema: Planet } } },
        202: Job,
        '2xx': { type: 'object', properties: {} },
        204: { type: 'null', description: 'Nothing' },
        205: { type: 'null', description: 'Begin anew' },
        404: Fault,
        '5xx': Fault,
        default: Fault
      }
    }
  }, get)
  const { responses } = await operationOf(t, app, '/', 'post')
  const both = (json: object, csv = json): object => ({
    'application/json': { schema: json }, 'text/csv': { schema: madeFrom(csv, 'text/csv', '3.1.0'), example: '[object Object]' }
  })
  t.same(responses[200]?.content, both(Planet))
  t.same(responses[201]?.content, both(Job, Planet))
  t.same(responses[202]?.content, both(Job))
  t.same(responses['2XX']?.content, both({ type: 'object', properties: {} }))
  // Neither has content (RFC 9110 §15.3.5, §15.3.6).
  t.same(responses[204], { description: 'Nothing' })
  t.same(responses[205], { description: 'Begin anew' })
  const fault = { description: 'Default Response', content: { 'application/json': { schema: Fault } } }
  for (const status of ['404', '5XX', 'default']) t.same(responses[status], fault, status)
  t.ok(responses[406])
})

t.test('true: the media types of content, and nothing that was not there', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: true },
    schema: {
      response: { 200: { description: 'Mars', content: { 'text/csv': { schema: Planet }, 'application/json': { schema: Planet } } } }
    }
  }, get)
  const { responses } = await operationOf(t, app)
  t.same(responses[200], {
    description: 'Mars',
    headers: { Vary: vary('accept') },
    content: {
      'text/csv': { schema: madeFrom(Planet, 'text/csv', '3.1.0'), example: '[object Object]' }, 'application/json': { schema: Planet }
    }
  })
})

t.test('A representation of quality 0 is never selected, and is not shown', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', quality: 0 }] } }, get)
  t.same(Object.keys((await operationOf(t, app)).responses[200]?.content ?? {}), ['application/json'])
})

t.test('What the user has written stays: descriptions, headers, links, examples, x-keys, the rest of the route', async (t) => {
  const app = await build(t, {
    swagger: { openapi: { openapi: '3.1.0', components: { securitySchemes: { key: { type: 'apiKey', in: 'header', name: 'x-key' } } } } }
  })
  app.get('/:id', {
    config: { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } },
    links: { 200: { moons: { operationId: 'moons' } } },
    schema: {
      operationId: 'planet',
      summary: 'A planet',
      description: 'One planet of ours',
      tags: ['planets'],
      deprecated: true,
      security: [{ key: [] }],
      'x-internal': { own: true },
      params: { type: 'object', properties: { id: { type: 'integer' } } },
      querystring: { type: 'object', properties: { moons: { type: 'boolean' } } },
      headers: { type: 'object', properties: { 'x-trace': { type: 'string' } }, required: ['x-trace'] },
      response: {
        200: {
          ...Planet,
          description: 'Found',
          'x-note': 'mine',
          headers: { vary: { type: 'string', description: 'My own' }, 'X-Rate': { type: 'integer' } }
        },
        201: {
          ...Planet, description: 'Of the schema', 'x-response-description': 'Made', headers: { 'content-language': { type: 'string' } }
        },
        202: {
          description: 'Later',
          headers: { 'X-Rate': { type: 'integer' } },
          content: {
            'application/json': { schema: Planet, example: { id: 4 } },
            'text/csv': { schema: Planet },
            'text/html': { schema: { type: 'string' } }
          }
        },
        203: { type: 'null', description: 'Without content' }
      }
    } as never
  }, get)
  const { responses, parameters, ...operation } = await operationOf(t, app, '/{id}')
  t.same(operation, {
    operationId: 'planet',
    summary: 'A planet',
    description: 'One planet of ours',
    tags: ['planets'],
    deprecated: true,
    security: [{ key: [] }],
    'x-internal': { own: true }
  })
  t.same(parameters?.map(({ in: place, name, required }) => [place, name, required]), [
    ['query', 'moons', false], ['path', 'id', true], ['header', 'x-trace', true], ['header', 'Accept-Language', false]
  ])
  const schema = { ...Planet, description: 'Found', 'x-note': 'mine' }
  t.same(responses[200], {
    description: 'Found',
    headers: {
      vary: { description: 'My own', schema: { type: 'string' } },
      'X-Rate': { schema: { type: 'integer' } },
      'Content-Language': contentLanguage('en', 'de')
    },
    content: {
      'application/json': { schema }, 'text/csv': { schema: madeFrom(schema, 'text/csv', '3.1.0'), example: '[object Object]' }
    },
    links: { moons: { operationId: 'moons' } }
  })
  t.equal(responses[201]?.description, 'Made')
  t.same(responses[201]?.headers, { 'content-language': { schema: { type: 'string' } }, Vary: vary('accept, accept-language') })
  t.same(responses[202]?.description, 'Later')
  t.same(responses[202]?.content, {
    'application/json': { schema: Planet, example: { id: 4 } },
    'text/csv': { schema: madeFrom(Planet, 'text/csv', '3.1.0'), example: '[object Object]' },
    'text/html': { schema: { type: 'string' } }
  })
  t.same(Object.keys(responses[202]?.headers ?? {}), ['X-Rate', 'Content-Language', 'Vary'])
  t.equal(responses[203]?.description, 'Without content')
  t.equal(responses[203]?.content, undefined)
})

t.test("A field of the user's own stays, in whatever case it is written, and stands there once", async (t) => {
  const app = await build(t)
  const names = [['Vary', 'Content-Language'], ['VARY', 'content-language'], ['vary', 'CONTENT-LANGUAGE']]
  names.forEach((own, index) => {
    const headers = Object.fromEntries(own.map((name) => [name, { type: 'string', description: 'My own' }]))
    app.get(`/${index}`, {
      config: { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } }, schema: { response: { 200: { ...Planet, headers } } }
    }, get)
  })
  const { paths } = await documentOf(t, app)
  names.forEach((own, index) => {
    const mine = { description: 'My own', schema: { type: 'string' } }
    t.same(paths[`/${index}`]?.get?.responses[200]?.headers, Object.fromEntries(own.map((name) => [name, mine])))
  })
})

t.test('produces of a schema, which is @fastify/swagger\'s own, still counts where we say nothing', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: ['application/json'] }, schema: { produces: ['text/xml'], response: { 200: Planet, 404: Planet } }
  }, get)
  const { responses } = await operationOf(t, app)
  t.same(Object.keys(responses[200]?.content ?? {}), ['application/json'])
  t.same(Object.keys(responses[404]?.content ?? {}), ['text/xml'])
})

t.test('The 406 is shown with its problem details', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, get)
  const { responses } = await operationOf(t, app)
  t.equal(responses[406]?.description, 'No representation is acceptable to the client')
  t.same(responses[406]?.headers, { Vary: vary('accept') })
  t.same(Object.keys(responses[406]?.content ?? {}), ['application/problem+json'])
  const { schema } = responses[406]?.content?.['application/problem+json'] as {
    schema: { title: string, required: string[], properties: Record<string, object> }
  }
  t.equal(schema.title, 'NotAcceptable')
  t.same(schema.required, NotAcceptable.required)
  const problem = (await app.inject({ url: '/', headers: { accept: 'image/png' } })).json()
  t.same(Object.keys(problem).sort(), [...schema.required].sort(), 'alternates are there where a URL can name them')
})

t.test("A 406 of the user's own stays", async (t) => {
  const app = await build(t)
  const own = { ...Planet, description: 'Mine' }
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 406: own } } }, get)
  app.get('/all', { config: { produces: ['application/json'] }, schema: { response: { '4xx': own } } }, get)
  const { paths } = await documentOf(t, app)
  const written = { description: 'Mine', content: { 'application/json': { schema: own } } }
  t.same(paths['/']?.get?.responses[406], written)
  t.same(paths['/all']?.get?.responses['4XX'], written)
  t.ok(paths['/all']?.get?.responses[406]?.content?.['application/problem+json'])
})

const strictness: [name: string, plugin: object, route: object, refuses: boolean][] = [
  ['nothing said', {}, {}, true],
  ['nothing strict in the plugin', { strict: false }, {}, false],
  ['nothing strict in the plugin, media types on the route', { strict: false }, { strict: { mediaType: true } }, true],
  ['nothing strict on the route', {}, { strict: false }, false],
  ['languages alone', { strict: false }, { languages: ['en'], strict: { language: true } }, true],
  ['languages alone, of which the route has none', { strict: false }, { strict: { language: true } }, false],
  ['charsets alone', { strict: false }, { charsets: ['utf-8'], strict: { charset: true } }, true],
  ['codings alone', { strict: false }, { encodings: ['gzip'], strict: { encoding: true } }, true],
  ['all, but not strict', { strict: false }, { languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'] }, false]
]

for (const [name, options, route, refuses] of strictness) {
  t.test(`A 406 is shown where one can be answered: ${name}`, async (t) => {
    const app = await build(t, { produces: options })
    app.get('/', { config: { produces: { mediaTypes: ['application/json'], ...route } } }, get)
    t.equal((await operationOf(t, app)).responses[406] !== undefined, refuses)
    const headers = { accept: 'image/png', 'accept-language': '*;q=0', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }
    t.equal((await app.inject({ url: '/', headers })).statusCode === 406, refuses, 'as the answer is')
  })
}

t.test('Vary, Content-Language and Accept-Language are shown where they tell something', async (t) => {
  const app = await build(t, { produces: { strict: false } })
  app.get('/one', { config: { produces: ['application/json'] } }, get)
  app.get('/language', { config: { produces: { mediaTypes: ['application/json'], languages: ['en'] } } }, get)
  app.get('/languages', {
    config: {
      produces: {
        mediaTypes: [{ mediaType: 'application/json', languages: ['en', 'de'] }, { mediaType: 'text/csv', quality: 0, languages: ['fr'] }],
        languages: ['en', 'de', 'fr']
      }
    }
  }, get)
  const { paths } = await documentOf(t, app)
  const shownOf = (url: string): unknown[] => {
    const { parameters, responses } = paths[url]?.get as Operation
    return [parameters?.map(({ name }) => name), responses[200]?.headers]
  }
  t.same(shownOf('/one'), [undefined, {}])
  t.same(shownOf('/language'), [undefined, { 'Content-Language': contentLanguage('en') }])
  t.same(shownOf('/languages'), [['Accept-Language'], { 'Content-Language': contentLanguage('en', 'de'), Vary: vary('accept-language') }])
})

t.test('An Accept-Language that the route does not have is no fault of the client', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: { mediaTypes: ['application/json'], languages: ['en', 'de'] } },
    schema: { headers: { type: 'object', properties: { 'x-trace': { type: 'integer' } } } }
  }, get)
  for (let time = 0; time < 2; time++) {
    for (const language of ['fr', 'de-CH, en;q=0.5', '*', '', 'no language', 'x'.repeat(300)]) {
      t.equal((await app.inject({ url: '/', headers: { 'accept-language': language } })).statusCode, 200, language)
    }
    t.equal((await app.inject({ url: '/', headers: { 'x-trace': 'no number' } })).statusCode, 400)
    await documentOf(t, app)
  }
})

t.test('An Accept-Language of the user\'s own stays, wherever it stands', async (t) => {
  const own = { 'accept-language': { type: 'string', enum: ['en', 'de', 'en, de'] } }
  const others = { 'x-trace': { type: 'string' } }
  const schemas: [name: string, headers: object, names: string[]][] = [
    ['among the properties', { type: 'object', properties: own }, ['accept-language']],
    ['in capitals', { type: 'object', properties: { 'Accept-Language': own['accept-language'] } }, ['Accept-Language']],
    ['in capitals, in a branch', { anyOf: [{ type: 'object', properties: { 'ACCEPT-LANGUAGE': own['accept-language'] } }] }, ['ACCEPT-LANGUAGE']],
    ['in addSchema', { $ref: 'Own#' }, ['accept-language']],
    ['in a branch', { allOf: [{ type: 'object', properties: others }, { $ref: 'Own#' }] }, ['x-trace', 'accept-language']],
    ['nowhere, others in addSchema', { $ref: 'Others#' }, ['x-trace', 'Accept-Language']],
    ['nowhere, others in branches', { allOf: [{ $ref: 'Others#' }] }, ['x-trace', 'Accept-Language']]
  ]
  for (const version of VERSIONS) {
    for (const [name, headers, names] of schemas) {
      const app = await build(t, { openapi: version })
      app.addSchema({ $id: 'Own', type: 'object', properties: own })
      app.addSchema({ $id: 'Others', type: 'object', properties: others })
      app.get('/', { config: { produces: { mediaTypes: ['application/json'], languages: ['en', 'de'] } }, schema: { headers } }, get)
      const { parameters } = await operationOf(t, app)
      t.same(parameters?.map((parameter) => parameter.name), names, name)
    }
  }
})

t.test('What is hidden stays hidden: by hide, by tag, by the lack of one, by transform', async (t) => {
  const app = await build(t, {
    swagger: {
      openapi,
      hideUntagged: true,
      transform: ({ schema, url }) => ({ schema: url === '/transform' ? { ...schema, hide: true } : schema, url })
    }
  })
  const config = { produces: ['application/json'] } as const
  app.get('/hide', { config, schema: { hide: true, tags: ['planets'] } }, get)
  app.get('/tag', { config, schema: { tags: ['X-HIDDEN'] } }, get)
  app.get('/untagged', { config }, get)
  app.get('/transform', { config, schema: { tags: ['planets'] } }, get)
  app.get('/shown', { config, schema: { tags: ['planets'] } }, get)
  t.same(Object.keys((await documentOf(t, app)).paths), ['/shown'])
})

t.test('HEAD is shown only where it is exposed, and then like GET', async (t) => {
  for (const expose of [false, true]) {
    const app = await build(t, { swagger: { openapi, exposeHeadRoutes: expose } })
    declarePlanet(app)
    const { paths } = await documentOf(t, app)
    t.same(Object.keys(paths['/planet'] ?? {}), expose ? ['get', 'head'] : ['get'])
    t.same(paths['/planet']?.head, expose ? paths['/planet']?.get : undefined)
  }
})

t.test('Every method of a route is shown', async (t) => {
  const app = await build(t)
  app.route({ method: ['PUT', 'POST'], url: '/', config: { produces: ['text/csv'] }, handler: get })
  const { paths } = await documentOf(t, app)
  for (const method of ['put', 'post']) {
    t.same(paths['/']?.[method]?.responses[200]?.content, {
      'text/csv': { schema: { type: 'string' } }
    }, method)
  }
})

t.test('A transform of the user\'s is given the documented schema, and has the last word', async (t) => {
  const seen: Record<string, unknown> = {}
  const tagged = ({ schema, url, route }: {
    schema: object, url: string, route: { method: unknown, config?: { swaggerTransform?: unknown } }
  }): { schema: object, url: string } => {
    seen[url] = schema
    t.equal(route.config?.swaggerTransform, undefined, 'and the route as it is')
    return { schema: { ...schema, tags: ['transformed'] }, url: `/v1${url}` }
  }
  const app = await build(t, {
    swagger: {
      openapi,
      transform: tagged as never,
      transformObject: (document) => ({ ...(document as { openapiObject: object }).openapiObject, 'x-last': true }) as never
    }
  })
  declarePlanet(app)
  const document = await documentOf(t, app)
  t.match(seen, { '/planet': { response: { 200: { content: { 'text/csv': {} } } } } })
  t.match(document, {
    'x-last': true, paths: { '/v1/planet': { get: { tags: ['transformed'], responses: { 200: { content: { 'text/csv': {} } } } } } }
  })
})

t.test('So is a transform of a single route, and false means none', async (t) => {
  const app = await build(t, { swagger: { openapi, transform: ({ schema, url }) => ({ schema, url: `/v1${url}` }) } })
  const swaggerTransform = ({ schema, url }: { schema: object, url: string }): object => ({
    schema: { ...schema, summary: 'Mine' }, url: `/own${url}`
  })
  app.get('/own', { config: { produces: ['text/csv'], swaggerTransform: swaggerTransform as never } }, get)
  app.get('/none', { config: { produces: ['text/csv'], swaggerTransform: false } }, get)
  const { paths } = await documentOf(t, app)
  t.same(Object.keys(paths), ['/own/own', '/none'])
  for (const url of Object.keys(paths)) t.ok(paths[url]?.get?.responses[200]?.content?.['text/csv'], url)
  t.match(paths['/own/own'], { get: { summary: 'Mine' } })
})

t.test('A transform that does not take the documented schemas gets the declared ones, and the log says so', async (t) => {
  const lines: string[] = []
  const app = await build(t, {
    server: { logger: { level: 'warn', stream: { write: (line: string) => { lines.push(line) } } } },
    swagger: {
      openapi,
      transform: ({ schema, url }) => {
        if (JSON.stringify(schema).includes('problem+json')) throw new TypeError('what is this?')
        return { schema, url }
      }
    }
  })
  declarePlanet(app)
  const { responses } = await operationOf(t, app, '/planet')
  t.same(Object.keys(responses), ['200'])
  t.equal(lines.length, 1)
  t.match(lines[0], /documented schemas/)
  t.match(lines[0], /what is this\?/)
})

t.test('A transform that throws whatever it is given ends swagger() as without the plugin', async (t) => {
  const app = await build(t, { swagger: { openapi, transform: () => { throw new TypeError('never') } } })
  app.get('/first', get)
  declarePlanet(app)
  await app.ready()
  t.throws(() => app.swagger(), /never/)
})

t.test('After a boot that failed a document shows what is declared', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { openapi })
  await app.register(async (child) => { await child.register(produces) })
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: Planet } } }, get)
  await t.rejects(async () => app.ready(), { code: 'PRODUCES_ERR_SCOPE' })
  t.same(app.swagger().paths?.['/'], {
    get: { responses: { 200: { description: 'Default Response', content: { 'application/json': { schema: Planet } } } } }
  })
})

t.test('OpenAPI 3.0 has no array of examples, wherever it stands in a schema', async (t) => {
  const app = await build(t, { openapi: '3.0.3' })
  const name = { type: 'string', examples: ['Mars', 'Venus'] }
  const none = { type: 'string', examples: [] }
  const own = { type: 'string', example: 'Mine', examples: ['Mars'] }
  app.get('/', {
    config: {
      produces: [{
        mediaType: 'application/json',
        schema: {
          type: 'object',
          additionalProperties: name,
          properties: { anyOf: { anyOf: [name, none] }, list: { type: 'array', items: name }, own, other: { allOf: [own], not: none } }
        }
      }]
    }
  }, get)
  const text = { type: 'string' }
  const one = { type: 'string', example: 'Mars' }
  const mine = { type: 'string', example: 'Mine' }
  t.same((await operationOf(t, app)).responses[200]?.content?.['application/json'], {
    schema: {
      type: 'object',
      additionalProperties: one,
      properties: { anyOf: { anyOf: [one, text] }, list: { type: 'array', items: one }, own: mine, other: { allOf: [mine], not: text } }
    }
  })
})

const named = { type: 'string', examples: ['Mars', 'Venus'] }
const shownOnce = { type: 'string', example: 'Mars' }

for (const keyword of ['items', 'additionalProperties', 'not', 'allOf', 'anyOf', 'oneOf', 'properties', 'patternProperties']) {
  t.test(`OpenAPI 3.0 has no array of examples under ${keyword}`, async (t) => {
    const within = (schema: object): unknown => {
      if (/Of$/.test(keyword)) return [schema]
      return /^(?:properties|patternProperties)$/.test(keyword) ? { name: schema } : schema
    }
    const app = await build(t, { openapi: '3.0.3' })
    app.get('/', { config: { produces: [{ mediaType: 'application/json', schema: { type: 'object', properties: { of: { [keyword]: within(named) } } } }] } }, get)
    const { paths } = await documentOf(t, app)
    // 3.0 has no patterns: @fastify/swagger shows what stands under the first of them.
    const of = keyword === 'patternProperties' ? { additionalProperties: shownOnce } : { [keyword]: within(shownOnce) }
    t.same(paths['/']?.get?.responses[200]?.content?.['application/json'], { schema: { type: 'object', properties: { of } } })
  })
}

const BEFORE = { type: 'object', properties: { of: {} } }
const keywords: [name: string, schema: object, shown: object][] = [
  ['a constant', { const: 'Mars' }, { enum: ['Mars'] }],
  ['bounds that exclude', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 }, {
    type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true
  }],
  ['two bounds', { type: 'number', minimum: 1, exclusiveMinimum: 0, maximum: 9, exclusiveMaximum: 8 }, {
    type: 'number', minimum: 1, exclusiveMinimum: false, maximum: 8, exclusiveMaximum: true
  }],
  ['bounds of 3.0', { type: 'number', minimum: 1, exclusiveMinimum: true }, { type: 'number', minimum: 1, exclusiveMinimum: true }],
  ['items by index', { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: { type: 'boolean' } }, {
    type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'boolean' }] }
  }],
  ['items by index, and any after them', { type: 'array', prefixItems: [{ type: 'string' }] }, { type: 'array', items: {} }],
  ['items by index, and others after them', { type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'number' } }, {
    type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] }
  }],
  ['true and false', { type: 'object', additionalProperties: false, properties: { any: true, none: false } }, {
    type: 'object', additionalProperties: false, properties: { any: {}, none: { not: {} } }
  }],
  ['what 3.0 has no keyword for', {
    type: 'array', items: {}, contains: {}, additionalItems: false, $comment: 'x', if: {}, then: {}, else: {}, propertyNames: {}, examples: []
  }, { type: 'array', items: {} }],
  ['an extension', { type: 'string', 'x-own': [1] }, { type: 'string', 'x-own': [1] }]
]

for (const [name, schema, shown] of keywords) {
  t.test(`OpenAPI 3.0 has keywords of its own, or none: ${name}`, async (t) => {
    const app = await build(t, { openapi: '3.0.3' })
    // Nothing compiles the schema of finished content.
    app.get('/', {
      config: { produces: [{ mediaType: 'application/json', serialize: false, schema: { ...BEFORE, properties: { of: schema } } }] }
    }, get)
    const { responses } = await operationOf(t, app)
    t.same(responses[200]?.content?.['application/json'], { schema: { ...BEFORE, properties: { of: shown } } })
  })
}

t.test('From OpenAPI 3.1 on items by index are prefixItems', async (t) => {
  const app = await build(t)
  const items = [{ type: 'string' }, { type: 'number' }]
  app.get('/', {
    config: {
      produces: [{
        mediaType: 'application/json',
        serialize: false,
        schema: { anyOf: [{ type: 'array', items }, { type: 'array', items, additionalItems: false }, { type: 'array', items: {} }] }
      }]
    }
  }, get)
  t.same((await operationOf(t, app)).responses[200]?.content?.['application/json'], {
    schema: { anyOf: [{ type: 'array', prefixItems: items }, { type: 'array', prefixItems: items, items: false }, { type: 'array', items: {} }] }
  })
})

t.test('A route whose schemas are no JSON Schema is left to the transform that knows them', async (t) => {
  class Foreign {
    readonly shape = 'planet'
  }
  const foreign: [name: string, schema: object, own?: object][] = [
    ['a class on a status', { response: { 200: new Foreign() } }],
    ['a class under content', { response: { 200: { content: { 'application/json': { schema: new Foreign() } } } } }],
    ['a class for the query', { querystring: new Foreign() }],
    ['a Standard Schema for the query, by its other name', { query: { '~standard': { version: 1 } } }],
    ['a class for the body', { body: new Foreign() }],
    ['a class for the parameters', { params: new Foreign() }],
    ['a class for the fields', { headers: new Foreign() }],
    ['a class on the representation', {}, new Foreign()]
  ]
  for (const [name, schema, own] of foreign) {
    const seen: unknown[] = []
    const app = await build(t, {
      swagger: {
        openapi,
        transform: ({ schema, url }) => {
          seen.push(schema)
          return { schema: { summary: 'translated' } as never, url }
        }
      }
    })
    app.setSerializerCompiler(() => JSON.stringify)
    app.setValidatorCompiler(() => () => true)
    app.post('/', {
      config: { produces: [own === undefined ? 'application/json' : { mediaType: 'application/json', schema: own }] }, schema
    }, get)
    const { responses } = await operationOf(t, app, '/', 'post')
    t.same(Object.keys(responses), ['200'], name)
    // Each part as it was declared: to a transform of Zod's a copy is as foreign as JSON Schema.
    for (const given of seen as Record<string, unknown>[]) {
      for (const [part, declared] of Object.entries(schema)) t.equal(given[part], declared, `${name}: ${part}`)
      t.equal(given.response, (schema as { response?: unknown }).response, name)
    }
  }
})

t.test('A schema of fluent-json-schema is shown as the JSON Schema that it is', async (t) => {
  const fluent = Object.assign(Object.create({ prop: () => fluent }) as object, { isFluentSchema: true, valueOf: () => Planet })
  const app = await build(t)
  app.get('/', {
    exposeHeadRoute: false,
    config: { produces: ['application/json', { mediaType: 'text/csv', schema: fluent }] },
    schema: { response: { 200: fluent } }
  }, get)
  t.same((await operationOf(t, app)).responses[200]?.content, {
    'application/json': { schema: Planet }, 'text/csv': { schema: madeFrom(Planet, 'text/csv', '3.1.0'), example: '[object Object]' }
  })
})

t.test('Swagger 2, whose responses have no content, is as without the plugin', async (t) => {
  const documents = await Promise.all([true, false].map(async (both) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(swagger)
    if (both) await app.register(produces, { serializers })
    declarePlanet(app)
    app.get('/nothing', { config: { produces: ['application/json'] } }, get)
    await app.ready()
    return JSON.stringify([app.swagger(), app.swagger({ yaml: true })])
  }))
  t.equal(documents[0], documents[1])
})

t.test('A static document stays as it is', async (t) => {
  const document = { openapi: '3.1.0', info: { title: 'Planets', version: '1' }, paths: {} } as const
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger, { mode: 'static', specification: { document } })
  await app.register(produces, { serializers })
  declarePlanet(app)
  t.same(await documentOf(t, app), document)
})

t.test('What another plugin calls swagger is left alone', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  const own = (): string => 'mine'
  app.decorate('swagger', own as never)
  await app.register(produces, { serializers })
  declarePlanet(app)
  await app.ready()
  t.equal(app.swagger as unknown, own)
})

t.test('Two documents of one application, each in its version', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers })
  let inner: FastifyInstance = app
  await app.register(swagger, { openapi: { openapi: '3.0.3' } })
  await app.register(async (child) => {
    inner = child
    await child.register(swagger, { openapi })
    child.get('/', {
      config: { produces: ['application/json'] },
      schema: { response: { 200: { type: 'object', properties: { name: { type: 'string', examples: ['Mars', 'Venus'] } } } } }
    }, get)
  })
  await app.ready()
  for (const [scope, name] of [
    [app, { type: 'string', example: 'Mars' }], [inner, { type: 'string', examples: ['Mars', 'Venus'] }]
  ] as const) {
    const { paths } = JSON.parse(JSON.stringify(scope.swagger())) as OpenApi
    t.same(paths['/']?.get?.responses[200]?.content?.['application/json'], { schema: { type: 'object', properties: { name } } })
  }
})

t.test('Answers are the same, byte for byte, with @fastify/swagger and without, and after a document was asked for', async (t) => {
  const answersOf = async (documented: boolean): Promise<unknown[]> => {
    const app = Fastify()
    t.teardown(() => app.close())
    if (documented) await app.register(swagger, { openapi })
    await app.register(produces, { serializers })
    app.addSchema({ $id: 'Shared', ...Planet })
    declarePlanet(app)
    const mediaTypes = ['application/json', 'text/csv', 'application/problem+json'] as const
    app.get('/:status', {
      config: { produces: mediaTypes },
      schema: { response: { 200: Planet, '2xx': { $ref: 'Shared#' }, 404: { type: 'object', properties: { secret: { type: 'string' } } } } }
    }, async (request, reply) => {
      const { status } = request.params as { status: string }
      if (status === '500') throw new Error('no')
      return reply.code(Number(status)).send(mars)
    })
    app.get('/nothing', { config: { produces: mediaTypes } }, get)
    if (documented) {
      await app.ready()
      app.swagger()
    }
    const answers: unknown[] = []
    for (const url of ['/planet', '/nothing', '/200', '/201', '/404', '/406', '/500']) {
      for (const method of ['GET', 'HEAD'] as const) {
        for (const accept of ['application/json', 'text/csv', 'text/html', 'image/png']) {
          const {
            statusCode, headers: { date, ...headers }, body
          } = await app.inject({ method, url, headers: { accept, 'accept-language': 'de' } })
          answers.push({ method, url, accept, statusCode, headers, body })
        }
      }
    }
    return answers
  }
  t.same(await answersOf(true), await answersOf(false))
})

t.test('What a route declares is never written to, and hooks read it as it was declared', async (t) => {
  const app = await build(t)
  const schema = {
    headers: { type: 'object', properties: { 'x-trace': { type: 'string' } } },
    response: {
      200: { ...Planet, headers: { 'X-Rate': { type: 'integer' } } },
      201: { content: { 'application/json': { schema: Planet }, 'text/csv': { schema: Planet } } }
    }
  }
  const config = { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } } as const
  const before = JSON.stringify([schema, config])
  const options: { schema?: unknown, config?: object }[] = []
  app.addHook('onRoute', (route) => { options.push(route) })
  app.get('/', { schema, config }, async (request) => ({ id: 4, name: String(request.routeOptions.schema === schema) }))
  await documentOf(t, app)
  t.equal(JSON.stringify([schema, config]), before)
  t.equal(options.every((route) => route.schema === schema), true)
  t.equal(options.some(({ config }) => 'swaggerTransform' in (config ?? {})), false)
  t.same((await app.inject('/')).json(), { id: 4, name: 'true' })
})
