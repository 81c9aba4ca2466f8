/** What the package adds to Fastify's types, as a user's routes see it. Against the build, by the package's own name. */
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import etag from '@fastify/etag'
import type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyContextConfig, type FastifyInstance, type FastifyPluginAsync, type FastifyPluginCallback, type FastifyReply,
  type FastifyRequest, type RouteHandlerMethod, type RouteOptions
} from 'fastify'
import produces, {
  type Explanation, items, negotiated, representation, type NegotiatedRepresentation, type PayloadOf, type ProducesOptions, type RouteProduces,
  type Serialize
} from 'fastify-produces'
import csv from 'fastify-produces/csv'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'tstyche'
import Type from 'typebox'
import { z } from 'zod'

// What a rate limiter declares, as such plugins do.
declare module 'fastify' {
  interface FastifyContextConfig {
    limit?: { max: number }
  }
}

const app = Fastify()

describe('request.negotiated has the literals of its route', () => {
  test('an array of strings', () => {
    app.get('/', { config: { produces: ['application/json', 'text/csv'] } }, async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<'application/json' | 'text/csv', undefined, undefined, undefined>>()
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      expect(request.negotiated.parameters).type.toBe<Readonly<Record<string, string>>>()
      // @ts-expect-error: This comparison appears to be unintentional
      return request.negotiated.mediaType === 'text/html'
    })
  })

  test('an array of strings and objects', () => {
    app.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', quality: 0.9 }] } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      expect(request.negotiated.mediaType).type.not.toBeAssignableTo<'application/json'>()
    })
  })

  test('an object with every dimension', () => {
    const declared = { produces: { mediaTypes: ['text/html;level=1', { mediaType: 'text/csv', languages: ['en'] }], languages: ['en', 'es'], charsets: ['utf-8', 'latin1'], encodings: ['gzip'] } } as const
    app.get('/', { config: declared }, async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<'text/html;level=1' | 'text/csv', 'en' | 'es', 'utf-8' | 'latin1', 'gzip' | 'identity'>>()
    })
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], languages: ['en', 'es'], charsets: ['utf-8'], encodings: ['gzip', 'br'] } } }, async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<'text/html', 'en' | 'es', 'utf-8', 'gzip' | 'br' | 'identity'>>()
      // @ts-expect-error: Type '"en"' is not assignable to type '"de"'
      return ((language: 'de') => language)(request.negotiated.language)
    })
  })

  test('a dimension that is not declared is undefined', () => {
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], encodings: ['br'] } } }, async (request) => {
      expect(request.negotiated.language).type.toBe<undefined>()
      expect(request.negotiated.charset).type.toBe<undefined>()
      expect(request.negotiated.encoding).type.not.toBe<undefined>()
    })
  })

  test('a list that routes share', () => {
    const formats = ['application/json', { mediaType: 'text/csv', quality: 0.9 }] as const
    const satisfying = ['text/html', 'text/markdown'] satisfies RouteProduces
    app.get('/a', { config: { produces: formats } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
    })
    app.get('/b', { config: { produces: { mediaTypes: formats, languages: ['en'] } } }, async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<'application/json' | 'text/csv', 'en', undefined, undefined>>()
    })
    app.get('/c', { config: { produces: satisfying } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'text/html' | 'text/markdown'>()
    })
    const widened = ['application/json', 'text/csv']
    // @ts-expect-error: Type 'string[]' is not assignable
    app.get('/d', { config: { produces: widened } }, async () => {})
  })

  test('next to an inline serializer or transform', () => {
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: (rows) => String(rows), transform: (rows, { language }) => [rows, language] }] } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'text/csv'>()
    })
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: () => 1 }] } }, async () => {})
  })

  test('next to other keys of config', () => {
    app.get('/', { config: { produces: ['text/html'], limit: { max: 1 }, own: 'x' } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'text/html'>()
      expect(request.routeOptions.config.own).type.toBe<string>()
      expect(request.routeOptions.config.limit).type.toBeAssignableTo<{ max: number } | undefined>()
    })
    // @ts-expect-error: Type 'string' is not assignable to type 'never'
    app.get('/', { config: { produces: ['text/html'], limit: { max: '1' } } }, async () => {})
  })

  test('next to hooks that are written in place', () => {
    app.get('/', {
      preHandler: async (request) => { expect(request.negotiated.mediaType).type.toBe<'text/html'>() },
      config: { produces: ['text/html'] },
      onSend: [async (request) => { expect(request.negotiated.mediaType).type.toBe<'text/html'>() }],
      errorHandler (error, request) {
        expect(error).type.toBeAssignableTo<Error>()
        expect(request.negotiated.mediaType).type.not.toBe<string>()
      }
    }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'text/html'>()
    })
  })

  test('app.route, and a handler among the options', () => {
    app.route({
      method: ['GET', 'POST'],
      url: '/',
      handler: async (request) => { expect(request.negotiated.mediaType).type.toBe<'text/html' | 'text/csv'>() },
      config: { produces: ['text/html', 'text/csv'] }
    })
    app.get('/', {
      config: { produces: ['text/html', 'text/csv'] },
      async handler (request) { expect(request.negotiated.mediaType).type.not.toBeAssignableTo<'text/html'>() }
    })
    // @ts-expect-error: is not assignable to type
    app.route({ method: 'GET', url: '/', config: { produces: ['html'] }, handler: async () => {} })
  })
})

describe('request.negotiated where a route declares none', () => {
  test('false is undefined', () => {
    app.get('/', { config: { produces: false } }, async (request) => {
      expect(request.negotiated).type.toBe<undefined>()
      // @ts-expect-error: 'request.negotiated' is possibly 'undefined'
      return request.negotiated.mediaType
    })
  })

  // Not undefined: that would keep the route's request from a function that takes a plain FastifyRequest.
  test('nothing can be read where a config names no produces', () => {
    app.get('/', { config: { limit: { max: 1 }, own: 'x' } }, async (request, reply) => {
      expect([request.negotiated]).type.toBe<never[]>()
      expect(request.routeOptions.config.own).type.toBe<string>()
      // @ts-expect-error: Property 'mediaType' does not exist on type 'never'
      return [reply.negotiated.mediaType, request.negotiated === undefined]
    })
  })

  test('true is a string: the media types are in the schema', () => {
    app.get('/', { config: { produces: true }, schema: { response: { 200: { content: { 'text/csv': { schema: {} } } } } } }, async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<string, undefined, undefined, undefined>>()
      expect(request.negotiated.mediaType).type.not.toBe<'text/csv'>()
    })
  })

  // A limit: to Fastify a route without config and one whose config was lost in inference are the same.
  test('a route without config is not told from one whose config is not known', () => {
    app.get('/', async (request) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation>()
    })
    app.get('/', {}, async (request) => {
      expect(request.negotiated).type.not.toBe<undefined>()
    })
  })
})

describe('where inference drops the literals', () => {
  const formats = ['application/json', 'text/csv'] as const
  const authenticate = async (request: FastifyRequest): Promise<void> => { request.log.info(request.negotiated.mediaType) }

  test('a hook typed apart: string, without a check for undefined', () => {
    app.get('/', { config: { produces: formats }, preHandler: authenticate }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<string>()
      expect(request.negotiated.language).type.toBe<string | undefined>()
      expect(request.negotiated).type.not.toBeAssignableTo<undefined>()
      return request.negotiated.mediaType.startsWith('text/')
    })
    app.get('/', { onRequest: [authenticate], config: { produces: formats } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<string>()
    })
  })

  test('explicit route generics: string, without a check for undefined', () => {
    app.get<{ Params: { id: string } }>('/:id', { config: { produces: formats } }, async (request) => {
      expect(request.params.id).type.toBe<string>()
      expect(request.negotiated.mediaType).type.toBe<string>()
      expect(request.negotiated.mediaType).type.not.toBe<'application/json' | 'text/csv'>()
    })
  })

  test('explicit route generics with the type of the config: the literals', () => {
    app.get<{ Params: { id: string } }, { produces: typeof formats }>('/:id', { config: { produces: formats } }, async (request) => {
      expect(request.params.id).type.toBe<string>()
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      expect(request.negotiated.language).type.not.toBe<string>()
    })
  })

  test('negotiated(request, produces) gives the literals back', () => {
    app.get('/', { config: { produces: formats }, preHandler: authenticate }, async (request, reply) => {
      expect(negotiated(request, formats).mediaType).type.toBe<'application/json' | 'text/csv'>()
      expect(negotiated(reply.request, formats).language).type.toBe<undefined>()
    })
    const options = { mediaTypes: formats, languages: ['en', 'es'] } as const
    app.get<{ Params: { id: string } }>('/:id', { config: { produces: options } }, async (request) => {
      expect(negotiated(request, options)).type.toBe<NegotiatedRepresentation<'application/json' | 'text/csv', 'en' | 'es', undefined, undefined>>()
    })
    const handler: RouteHandlerMethod = async (request) => negotiated(request, formats).mediaType
    app.get('/', { config: { produces: formats } }, handler)
    expect(negotiated).type.not.toBeCallableWith({} as FastifyRequest, ['json'])
    expect(negotiated).type.not.toBeCallableWith({} as FastifyInstance, formats)
  })

  test('a config typed as FastifyContextConfig', () => {
    const config: FastifyContextConfig = { produces: formats }
    app.get('/', { config }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<string>()
    })
    const kept = { produces: formats } satisfies FastifyContextConfig
    app.get('/', { config: kept }, async (request) => {
      expect(request.negotiated.mediaType).type.not.toBe<string>()
    })
  })

  test('produces typed as RouteProduces: what any route may have', () => {
    const route = (declared: RouteProduces): FastifyInstance => app.get('/', { config: { produces: declared } }, async (request) => {
      expect(request.negotiated?.mediaType).type.toBe<string | undefined>()
      // @ts-expect-error: 'request.negotiated' is possibly 'undefined'
      return request.negotiated.mediaType
    })
    route(formats)
  })

  test('produces that a config may have', () => {
    const config: { produces?: typeof formats } = {}
    app.get('/', { config }, async (request) => {
      expect(request.negotiated?.mediaType).type.toBe<'application/json' | 'text/csv' | undefined>()
      expect(request.negotiated).type.not.toBe<undefined>()
    })
  })
})

describe('a function apart from the routes takes any route', () => {
  const see = (request: FastifyRequest): string => request.negotiated.mediaType
  const answer = (reply: FastifyReply): string => `${reply.negotiated.mediaType} ${reply.alternatives.length}`
  const seeId = (request: FastifyRequest<{ Params: { id: string } }>): string => request.params.id
  const schema = { response: { 200: Type.Object({ id: Type.Integer() }) } }

  test('a route with literals', () => {
    app.get('/', { config: { produces: ['text/html'] } }, async (request, reply) => see(request) + answer(reply))
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], languages: ['en'] } } }, async (request, reply) => {
      expect(see).type.toBeCallableWith(request)
      expect(answer).type.toBeCallableWith(reply)
      expect(see).type.not.toBeCallableWith(reply)
    })
    app.get<{ Params: { id: string } }>('/:id', { config: { produces: ['text/html'] } }, async (request) => seeId(request))
  })

  test('a route that declares none', () => {
    app.get('/', { config: { limit: { max: 1 } } }, async (request, reply) => see(request) + answer(reply))
    app.get('/', { config: { produces: false } }, async (request) => see(request))
    app.get('/', async (request, reply) => see(request) + answer(reply))
  })

  test('a route with a response schema under a type provider', () => {
    const typed = app.withTypeProvider<TypeBoxTypeProvider>()
    typed.get('/', { schema, config: { produces: ['text/html'] } }, async (request, reply) => {
      see(request)
      answer(reply)
      return { id: 1 }
    })
    typed.get('/', { schema, config: { limit: { max: 1 } } }, async (request, reply) => {
      see(request)
      answer(reply)
      return { id: 1 }
    })
  })

  test('hooks and handlers of the instance', () => {
    app.addHook('onSend', async (request, reply) => { answer(reply) })
    app.setErrorHandler((error, request, reply) => { reply.send(see(request) + String(error)) })
    app.setNotFoundHandler(async (request) => see(request))
    app.addHook('onRoute', ({ config }) => {
      expect(config?.produces).type.toBeAssignableTo<RouteProduces | undefined>()
      expect(config?.produces).type.not.toBe<undefined>()
    })
  })
})

describe('reply', () => {
  test('reply.negotiated is request.negotiated', () => {
    app.get('/', { config: { produces: { mediaTypes: ['text/html', 'text/csv'], languages: ['en'] } } }, async (request, reply) => {
      expect(reply.negotiated).type.toBe(request.negotiated)
      expect(reply.negotiated.mediaType).type.toBe<'text/html' | 'text/csv'>()
      // @ts-expect-error: Cannot assign to 'negotiated' because it is a read-only property.
      reply.negotiated = request.negotiated
    })
    const view = (reply: FastifyReply): string => `<html lang="${reply.negotiated.language}">`
    app.get('/', { config: { produces: ['text/html'] } }, async (request, reply) => view(reply))
  })

  test('reply.alternatives', () => {
    app.get('/', { config: { produces: ['text/html', 'text/csv'] } }, async (request, reply) => {
      expect(reply.alternatives).type.toBe<readonly NegotiatedRepresentation[]>()
      // @ts-expect-error: Property 'push' does not exist on type
      reply.alternatives.push(request.negotiated)
    })
  })

  test('what was negotiated is frozen', () => {
    app.get('/', { config: { produces: ['text/html'] } }, async (request) => {
      // @ts-expect-error: Cannot assign to 'negotiated' because it is a read-only property.
      request.negotiated = {}
      // @ts-expect-error: Cannot assign to 'mediaType' because it is a read-only property.
      request.negotiated.mediaType = 'text/html'
      // @ts-expect-error: Index signature in type
      request.negotiated.parameters.level = '1'
    })
  })
})

describe('faults of config.produces do not compile', () => {
  test('media types', () => {
    app.get('/', { config: { produces: ['text/html', 'application/json;version=1'] } }, async () => {})
    // @ts-expect-error: Type '"json"[]' is not assignable to type
    app.get('/', { config: { produces: ['json'] } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: ['text/html', { mediaType: 'csv' }] } }, async () => {})
    // @ts-expect-error: Type 'string' is not assignable to type
    app.get('/', { config: { produces: 'text/html' } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: { mediaTypes: ['html'] } } }, async () => {})
  })

  test('keys', () => {
    // @ts-expect-error: 'delimeter' does not exist in type 'CsvOptions'. Did you mean to write 'delimiter'?
    csv({ delimeter: ';' })
    // @ts-expect-error: 'qualty' does not exist in type
    representation({ mediaType: 'text/csv', qualty: 0.5 })
    // @ts-expect-error: 'serialisers' does not exist in type
    app.register(produces, { serialisers: {} })
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: [{ mediaType: 'text/html', qualty: 1 }] } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: { languages: ['en'] } } }, async () => {})
    // @ts-expect-error: UnknownKey<"langauges">
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], langauges: ['en'] } } }, async () => {})
    // @ts-expect-error: UnknownKey<"qualty">
    app.get('/', { config: { produces: { mediaTypes: ['text/html', { mediaType: 'text/csv', qualty: 1 }] } } }, async () => {})
    // @ts-expect-error: UnknownKey<"langauge">
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], strict: { langauge: true } } } }, async () => {})
    // @ts-expect-error: 'langauges' does not exist in type
    const misspelled = { mediaTypes: ['text/html'], langauges: ['en'] } satisfies RouteProduces
    // @ts-expect-error: UnknownKey<"langauges">
    app.get('/', { config: { produces: misspelled } }, async () => {})
  })

  test('values', () => {
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], strict: { language: true }, preference: 'server' } } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], strict: { language: 'yes' } } } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], preference: 'sever' } } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: [{ mediaType: 'text/html', quality: '1' }] } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], languages: 'en' } } }, async () => {})
    // @ts-expect-error: is not assignable to type
    app.get('/', { config: { produces: [{ mediaType: 'text/html', serialize: true }] } }, async () => {})
  })
})

describe('type providers', () => {
  const schema = { querystring: Type.Object({ page: Type.Integer() }), response: { 200: Type.Object({ id: Type.Integer() }) } }

  test('withTypeProvider: literals, query and payload', () => {
    const typed = Fastify().withTypeProvider<TypeBoxTypeProvider>()
    typed.get('/', { schema, config: { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en'] } } }, async (request) => {
      expect(request.query.page).type.toBe<number>()
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<'application/json' | 'text/csv', 'en', undefined, undefined>>()
      return { id: 1 }
    })
    // @ts-expect-error: Type 'string' is not assignable to type 'number'
    typed.get('/', { schema, config: { produces: ['text/csv'] } }, async () => ({ id: 'x' }))
    typed.get('/', { schema, config: { produces: ['text/csv'] } }, async (request, reply) => {
      // @ts-expect-error: Type 'string' is not assignable to type 'number'
      reply.send({ id: 'x' })
    })
  })

  test('schemas of their own per media type', () => {
    const typed = Fastify().withTypeProvider<TypeBoxTypeProvider>()
    typed.get('/', { schema, config: { produces: ['application/json', { mediaType: 'text/csv', schema: Type.Object({ id: Type.String() }) }] } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      return { id: 1 }
    })
    const content = { 200: { content: { 'application/json': { schema: Type.Object({ id: Type.Integer() }) } } } }
    typed.get('/', { schema: { response: content }, config: { produces: true } }, async () => ({ id: 1 }))
    // @ts-expect-error: Type 'string' is not assignable to type 'number'
    typed.get('/', { schema: { response: content }, config: { produces: true } }, async () => ({ id: 'x' }))
  })

  test('FastifyPluginAsyncTypebox', () => {
    const routes: FastifyPluginAsyncTypebox = async (instance) => {
      instance.get('/', { schema, config: { produces: ['text/html'] } }, async (request) => {
        expect(request.query.page).type.toBe<number>()
        expect(request.negotiated.mediaType).type.toBe<'text/html'>()
        return { id: request.query.page }
      })
      // @ts-expect-error: Type 'string' is not assignable to type 'number'
      instance.get('/', { schema, config: { produces: ['text/html'] } }, async () => ({ id: 'x' }))
    }
    app.register(routes)
    app.withTypeProvider<TypeBoxTypeProvider>().register(routes)
  })
})

describe('items that come one by one are checked against the schema', () => {
  const config = { produces: ['application/json', 'text/csv'] } as const
  async function * rows (): AsyncGenerator<{ id: number }> { yield { id: 1 } }
  async function * texts (): AsyncGenerator<{ id: string }> { yield { id: 'x' } }

  test('TypeBox', () => {
    const typed = Fastify().withTypeProvider<TypeBoxTypeProvider>()
    const schema = { querystring: Type.Object({ page: Type.Integer() }), response: { 200: Type.Array(Type.Object({ id: Type.Integer() })) } }
    typed.get('/', { schema, config }, async (request) => {
      expect(request.query.page).type.toBe<number>()
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      return items(rows())
    })
    typed.get('/', { schema, config }, async () => items(Readable.from([{ id: 1 }])))
    typed.get('/', { schema, config }, (request, reply) => { reply.send(items(rows())) })
    // @ts-expect-error: Type 'string' is not assignable to type 'number'
    typed.get('/', { schema, config }, async () => items(texts()))
  })

  test('Zod', () => {
    const typed = Fastify().withTypeProvider<ZodTypeProvider>()
    const schema = { querystring: z.object({ page: z.int() }), response: { 200: z.array(z.object({ id: z.int() })) } }
    typed.get('/', { schema, config }, async (request) => {
      expect(request.query.page).type.toBe<number>()
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv'>()
      return items(rows())
    })
    typed.get('/', { schema, config }, async () => [{ id: 1 }])
    // @ts-expect-error: Type 'string' is not assignable to type 'number'
    typed.get('/', { schema, config }, async () => [{ id: 'x' }])
    // @ts-expect-error: Type 'string' is not assignable to type 'number'
    typed.get('/', { schema, config }, async () => items(texts()))
  })
})

describe('the payload is checked against the schema', () => {
  const typed = Fastify().withTypeProvider<TypeBoxTypeProvider>()
  const Planet = Type.Object({ name: Type.String(), moons: Type.Array(Type.String()) })
  const Row = Type.Object({ name: Type.String(), moons: Type.Integer() })
  const mars = { name: 'Mars', moons: ['Phobos', 'Deimos'] }

  test('of a status', () => {
    const schema = { response: { 200: Planet, 404: Type.Object({ missing: Type.String() }) } }
    const config = { produces: ['application/json', 'text/csv'] } as const
    typed.get('/', { schema, config }, async () => mars)
    typed.get('/', { schema, config }, async (request, reply) => reply.code(404).send({ missing: 'Mars' }))
    typed.route({ method: 'GET', url: '/', schema, config, handler: async () => mars })
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema, config }, async () => ({ name: 'Mars' }))
    // @ts-expect-error: is not assignable to type
    typed.route({ method: 'GET', url: '/', schema, config, handler: async () => ({ ...mars, moons: 2 }) })
    typed.get('/', { schema, config }, async (request, reply) => {
      // @ts-expect-error: is not assignable to parameter of type
      reply.code(404).send(mars)
      // @ts-expect-error: does not exist in type
      return reply.code(200).send({ missing: 'Mars' })
    })
  })

  test('of each media type under content: one of them', () => {
    const schema = { response: { 200: { content: { 'application/json': { schema: Planet }, 'text/csv': { schema: Row } } } } }
    typed.get('/', { schema, config: { produces: true } }, async () => mars)
    typed.get('/', { schema, config: { produces: ['application/json', 'text/csv'] } }, async ({ negotiated }) =>
      negotiated.mediaType === 'text/csv' ? { ...mars, moons: 2 } : mars)
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema, config: { produces: ['application/json', 'text/csv'] } }, async () => ({ ...mars, moons: 'two' }))
    typed.get('/', { schema, config: { produces: true } }, async (request, reply) => {
      // @ts-expect-error: is not assignable to parameter of type
      reply.send({ name: 'Mars' })
    })
  })

  test('finished content is declared, as a string under content', () => {
    const html = { response: { 200: { content: { 'application/json': { schema: Planet }, 'text/html': { schema: Type.String() } } } } }
    typed.get('/', { schema: html, config: { produces: ['application/json', 'text/html'] } }, async ({ negotiated }) =>
      negotiated.mediaType === 'text/html' ? '<h1>Mars</h1>' : mars)
    typed.get('/', { schema: html, config: { produces: true } }, async (request, reply) => reply.type('text/html').send('<h1>Mars</h1>'))
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema: { response: { 200: Planet } }, config: { produces: ['application/json', 'text/html'] } }, async () => '<h1>Mars</h1>')
  })

  test('of the representations, by PayloadOf', () => {
    const available = [
      { mediaType: 'application/json', schema: Planet },
      representation({ mediaType: 'text/csv', schema: Row, transform: ({ name, moons }: { name: string, moons: string[] }) => ({ name, moons: moons.length }) }),
      { mediaType: 'text/html', serialize: false }
    ] as const
    const query = { querystring: Type.Object({ page: Type.Integer() }) }
    typed.get('/', { schema: query, config: { produces: available } }, async (request): Promise<PayloadOf<typeof available>> => {
      expect(request.query.page).type.toBe<number>()
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv' | 'text/html'>()
      return request.negotiated.mediaType === 'text/html' ? '<h1>Mars</h1>' : mars
    })
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema: query, config: { produces: available } }, async (): Promise<PayloadOf<typeof available>> => ({ name: 'Mars' }))
    typed.get('/', { config: { produces: available } }, async (): Promise<PayloadOf<typeof available, 'text/csv'>> => {
      // @ts-expect-error: is not assignable to type
      return '<h1>Mars</h1>'
    })
    app.get<{ Reply: PayloadOf<typeof available> }, { produces: typeof available }>('/', { config: { produces: available } }, async (request, reply) => {
      expect(request.negotiated.mediaType).type.toBe<'application/json' | 'text/csv' | 'text/html'>()
      // @ts-expect-error: is not assignable to parameter of type
      reply.send({ name: 'Mars' })
      return reply.send(mars)
    })
  })

  // A limit: what a handler may return, Fastify infers from schema.response, and from nothing in config.
  test('the schema of a representation alone does not reach the handler', () => {
    typed.get('/', { config: { produces: [{ mediaType: 'text/csv', schema: Row }] } }, async () => ({ name: 1 }))
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema: { response: { 200: Row } }, config: { produces: ['text/csv'] } }, async () => ({ name: 1 }))
  })
})

describe('a list that is made once', () => {
  const Planet = Type.Object({ name: Type.String() })
  const available = [
    'application/json',
    representation({ mediaType: 'text/csv', schema: Planet, transform: (planet, { mediaType }) => ({ name: planet.name + mediaType }) }),
    representation({ mediaType: 'text/markdown', schema: Planet, quality: 0.9, serialize: ({ name }) => `# ${name}` })
  ] as const
  type MediaTypes = 'application/json' | 'text/csv' | 'text/markdown'
  const languages = ['en', 'es'] as const
  const schema = { querystring: Type.Object({ page: Type.Integer() }), response: { 200: Planet } }
  const mars = { name: 'Mars' }

  test('routes that share it have its literals', () => {
    app.get('/a', { config: { produces: available } }, async (request, reply) => {
      expect(request.negotiated).type.toBe<NegotiatedRepresentation<MediaTypes, undefined, undefined, undefined>>()
      expect(reply.negotiated.mediaType).type.toBe<MediaTypes>()
      expect(negotiated(request, available).mediaType).type.toBe<MediaTypes>()
    })
    app.route({
      method: 'GET',
      url: '/b',
      config: { produces: { mediaTypes: available, languages } },
      handler: async (request) => {
        expect(request.negotiated).type.toBe<NegotiatedRepresentation<MediaTypes, 'en' | 'es', undefined, undefined>>()
      }
    })
    app.get('/c', { config: { produces: [...available, 'text/html'] } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<MediaTypes | 'text/html'>()
      // @ts-expect-error: This comparison appears to be unintentional
      return request.negotiated.mediaType === 'text/plain'
    })
  })

  test('under a type provider', () => {
    const typed = app.withTypeProvider<TypeBoxTypeProvider>()
    typed.get('/', { schema, config: { produces: available } }, async (request) => {
      expect(request.query.page).type.toBe<number>()
      expect(request.negotiated.mediaType).type.toBe<MediaTypes>()
      return mars
    })
    // @ts-expect-error: is not assignable to type
    typed.get('/', { schema, config: { produces: available } }, async () => ({ id: 1 }))
  })

  test('in a FastifyPluginAsyncTypebox', () => {
    const routes: FastifyPluginAsyncTypebox = async (instance) => {
      instance.get('/', { schema, config: { produces: { mediaTypes: available, languages } } }, async (request) => {
        expect(request.query.page).type.toBe<number>()
        expect(request.negotiated).type.toBe<NegotiatedRepresentation<MediaTypes, 'en' | 'es', undefined, undefined>>()
        return mars
      })
      // @ts-expect-error: is not assignable to type
      instance.get('/', { schema, config: { produces: available } }, async () => ({ id: 1 }))
    }
    app.register(routes)
  })

  test('with http2', () => {
    const server = Fastify({ http2: true }).withTypeProvider<TypeBoxTypeProvider>()
    server.get('/', { schema, config: { produces: available } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<MediaTypes>()
      expect(request.query.page).type.toBe<number>()
      expect(request.raw.stream).type.not.toBe<undefined>()
      return mars
    })
    // @ts-expect-error: is not assignable to type
    server.get('/', { schema, config: { produces: available } }, async () => ({ id: 1 }))
  })
})

describe('plugins and servers', () => {
  test('FastifyPluginAsync and FastifyPluginCallback', () => {
    const routes: FastifyPluginAsync<{ prefix: string }> = async (instance) => {
      await instance.register(produces, { preference: 'server' })
      instance.get('/', { config: { produces: ['text/html'] } }, async (request) => {
        expect(request.negotiated.mediaType).type.toBe<'text/html'>()
      })
    }
    const more: FastifyPluginCallback = (instance, options, done) => {
      instance.route({ method: 'GET', url: '/', config: { produces: ['text/csv'] }, handler: async ({ negotiated }) => negotiated.mediaType })
      done()
    }
    app.register(routes, { prefix: '/' })
    app.register(more)
    // @ts-expect-error: No overload matches this call
    app.register(routes, { prefix: 1 })
  })

  test('http2', () => {
    const server = Fastify({ http2: true })
    server.register(produces)
    server.addSerializer('text/x', String).get('/', { config: { produces: ['text/x'] } }, async (request, reply) => {
      expect(request.negotiated.mediaType).type.toBe<'text/x'>()
      expect(reply.raw.stream).type.not.toBe<undefined>()
    })
    // @ts-expect-error: is not assignable to type
    server.get('/', { config: { produces: ['x'] } }, async () => {})
    const secure = Fastify({ http2: true, https: {} })
    secure.register(produces)
    secure.get('/', { config: { produces: ['text/x'] } }, async (request) => {
      expect(request.negotiated.mediaType).type.toBe<'text/x'>()
    })
  })

  test('https', () => {
    const server = Fastify({ https: {} })
    server.register(produces)
    server.route({
      method: 'GET',
      url: '/',
      config: { produces: ['text/x'] },
      handler: async (request) => {
        expect(request.negotiated.mediaType).type.toBe<'text/x'>()
        expect(request.negotiated).type.not.toBeAssignableTo<undefined>()
      }
    })
  })
})

describe('reply.without', () => {
  test('takes a media type or an object, and returns what is negotiated', () => {
    app.get('/', { config: { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } } }, async (request, reply) => {
      expect(reply.without('text/csv').mediaType).type.toBe<'application/json' | 'text/csv'>()
      expect(reply.without({ mediaType: 'text/csv', language: 'de' }).language).type.toBe<'en' | 'de'>()
      // @ts-expect-error: Argument of type '"csv"' is not assignable to parameter
      reply.without('csv')
      return request.negotiated.mediaType
    })
  })
})

describe('registration', () => {
  test('the options', async () => {
    await app.register(produces)
    await app.register(produces, {})
    await app.register(produces, {
      serializers: { 'text/csv': csv(), 'text/markdown': async ({ name }: { name: string }, { request, reply, negotiated }) => `# ${name} ${request.id} ${reply.statusCode} ${negotiated.mediaType}` },
      strict: { language: true, encoding: false },
      preference: 'server',
      alternates: true,
      availability: true,
      override: (request) => ({ mediaType: request.hostname, language: undefined }),
      problem: (problem, { request, error, language = 'en' }) => ({ ...problem, type: 'https://example.com/406', instance: request.url, trace: request.id, error: String(error), language: language.length }),
      errors: { mediaTypes: ['application/problem+json', 'text/plain'], expose: true, languages: ['en', 'de'] },
      cacheControl: false,
      notAcceptableLogLevel: 'debug',
      maxFieldLength: 4096,
      maxMembers: 10,
      cacheSize: 0,
      accepts: false,
      prefix: '/api'
    } satisfies ProducesOptions & { prefix: string })
    expect<ProducesOptions>().type.toBeAssignableFrom({ strict: true })
    expect<ProducesOptions>().type.toBeAssignableFrom({ errors: true })
    expect<ProducesOptions>().type.toBeAssignableFrom<{ notAcceptableLogLevel: 'silent' | 'notice' | false }>()
    expect<ProducesOptions>().type.not.toBeAssignableFrom({ notAcceptableLogLevel: true })
    expect<ProducesOptions>().type.not.toBeAssignableFrom({ errors: { mediaTypes: ['json'] } })
    expect<ProducesOptions>().type.not.toBeAssignableFrom({ strict: { languages: 1 } })
  })

  test('faults of the options', () => {
    // @ts-expect-error: No overload matches this call
    app.register(produces, { prefrence: 'server' })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { preference: 'sever' })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { override: { format: 'f' } })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { override: () => 'csv' })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { strict: { medaType: true } })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { serializers: { 'text/csv': 'csv' } })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { cacheControl: true })
    // @ts-expect-error: No overload matches this call
    app.register(produces, { problem: () => ({ title: 'no status' }) })
  })
})

describe('serializers of an instance', () => {
  test('addSerializer takes the type of the payload and can be chained', () => {
    const chained = app.addSerializer<{ name: string }>('text/markdown', (user) => {
      expect(user).type.toBe<{ name: string }>()
      return `# ${user.name}`
    }).addSerializer('text/csv', csv())
    expect(chained).type.toBe(app)
    expect(app.addSerializer).type.toBeCallableWith('csv', csv())
    expect(app.hasSerializer).type.toBeCallableWith('csv')
    expect<ProducesOptions>().type.toBeAssignableFrom({ serializers: { csv: csv(), '+xml': () => '' } })
    expect(app.addSerializer).type.toBeCallableWith('application/x', { sync: true, compile: (schema: unknown) => (payload: unknown) => Buffer.from(`${schema} ${payload}`) })
    expect(app.addSerializer).type.not.toBeCallableWith('text/markdown')
    expect(app.addSerializer).type.not.toBeCallableWith('text/markdown', () => 1)
    expect(app.addSerializer).type.not.toBeCallableWith('text/markdown', { sync: true })
    // @ts-expect-error: Property 'nme' does not exist on type
    app.addSerializer<{ name: string }>('text/markdown', (user) => user.nme)
  })

  test('addSerializer types what a compiler makes, and reads the payload of an annotation', () => {
    app.addSerializer<string[]>('text/csv', {
      compile: () => (rows, { negotiated }) => {
        expect(rows).type.toBe<string[]>()
        return rows.join(negotiated.mediaType)
      }
    })
    expect(app.addSerializer).type.toBeCallableWith('text/markdown', (user: { name: string }) => user.name)
    // @ts-expect-error: Property 'name' does not exist on type 'string[]'
    app.addSerializer<string[]>('text/csv', { compile: () => (rows) => rows.name })
    // @ts-expect-error: is not assignable to
    app.addSerializer<string[]>('text/csv', (user: { name: string }) => user.name)
  })

  test('addSerializer keeps the type provider and the server of the instance', () => {
    const typed = Fastify({ http2: true }).withTypeProvider<TypeBoxTypeProvider>()
    typed.addSerializer('text/x', String).get('/', { schema: { querystring: Type.Object({ page: Type.Integer() }) }, config: { produces: ['text/x'] } }, async (request) => {
      expect(request.query.page).type.toBe<number>()
      expect(request.raw.stream).type.not.toBe<undefined>()
    })
  })

  test('hasSerializer', () => {
    expect(app.hasSerializer('text/csv')).type.toBe<boolean>()
    expect(app.hasSerializer).type.not.toBeCallableWith(1)
  })

  test('normalize', () => {
    expect(app.normalize({ url: '/', headers: { accept: ['text/csv'] } })).type.toBe<Readonly<Record<string, string>> | undefined>()
    expect(app.normalize).type.toBeCallableWith({ method: 'GET', url: '/', headers: new Headers() })
    expect(app.normalize).type.toBeCallableWith({ url: '/', headers: new Map([['accept', 'text/csv']]) })
    expect(app.normalize).type.toBeCallableWith({ url: '/' })
    expect(app.normalize).type.not.toBeCallableWith({ headers: {} })
  })

  test('explain', () => {
    const explanation = app.explain({ url: '/', headers: { accept: 'text/csv' } })
    expect(explanation).type.toBe<Explanation | undefined>()
    expect(explanation?.outcome).type.toBe<'selected' | 'not-acceptable' | 'unknown-name' | undefined>()
    expect(explanation?.decided.mediaType).type.toBe<string | undefined>()
    expect(explanation?.unknown?.names).type.toBe<Readonly<Record<string, readonly string[]>> | undefined>()
    expect(explanation?.dimensions[0]?.candidates[0]?.reason).type.toBe<string | undefined>()
    expect(explanation?.suggestion?.fields).type.toBe<Readonly<Record<string, string | null>> | undefined>()
    expect(app.explain).type.toBeCallableWith({ url: '/planets?format=csv' })
    expect(app.explain).type.not.toBeCallableWith({ headers: {} })
  })

  test('what a serializer may return', () => {
    expect<Serialize>().type.toBeAssignableFrom<() => string>()
    expect<Serialize>().type.toBeAssignableFrom<() => Promise<Buffer | Uint8Array>>()
    expect<Serialize>().type.toBeAssignableFrom<() => AsyncGenerator<string>>()
    expect<Serialize>().type.not.toBeAssignableFrom<() => object>()
    expect<Serialize<{ name: string }>>().type.not.toBeAssignableFrom<(payload: { id: number }) => string>()
  })
})

describe('alongside other plugins', () => {
  test('their own additions hold', async () => {
    await app.register(cors, { origin: true })
    await app.register(compress)
    await app.register(etag)
    app.get('/', { compress: false, config: { produces: ['text/html'], cors: { origin: false } } }, async (request, reply) => {
      expect(request.negotiated.mediaType).type.toBe<'text/html'>()
      return reply.compress('x')
    })
    // @ts-expect-error: is not assignable to type
    app.get('/', { compress: 'no', config: { produces: ['text/html'] } }, async () => {})
  })

  test('request.accepts() of @fastify/accepts', () => {
    app.get('/', { config: { produces: ['text/html'] } }, async (request, reply) => {
      expect(request.accepts().types(['html', 'json'])).type.toBe<string | false | string[]>()
      expect(request.languages(['en', 'es'])).type.toBe<string | false>()
      expect(reply.requestAccepts().encodings()).type.toBe<string[]>()
      // @ts-expect-error: Property 'mediaTypes' does not exist on type
      return request.accepts().mediaTypes()
    })
  })

  test('a route of another plugin that is typed in full', () => {
    const route: RouteOptions = { method: 'GET', url: '/', config: { limit: { max: 1 } }, handler: async () => 'x' }
    app.route(route)
    app.route({ ...route, config: { produces: ['text/html'] } })
    // @ts-expect-error: Type 'number' is not assignable to type
    app.route({ ...route, config: { produces: 1 } })
  })

  // A limit, of every plugin that adds a key to FastifyContextConfig: where inference drops the config, it has known keys only.
  test('keys of config that no plugin declares', () => {
    app.get('/', { config: { unknown: 1 } }, async () => {})
    // @ts-expect-error: 'unknown' does not exist in type 'FastifyContextConfig'
    app.get<{ Params: { id: string } }>('/', { config: { unknown: 1 } }, async () => {})
  })
})

describe('request.hints', () => {
  test('has the names that the route declares, with the types of those that are known', () => {
    app.get('/', { config: { produces: { mediaTypes: ['text/html'], hints: ['Save-Data', 'Sec-CH-DPR', 'X-Own'] } } }, async ({ hints }) => {
      expect(hints['Save-Data']).type.toBe<boolean | undefined>()
      expect(hints['Sec-CH-DPR']).type.toBe<number | undefined>()
      expect(hints['X-Own']).type.toBe<unknown>()
      // @ts-expect-error: Property 'Sec-CH-Width' does not exist on type
      return hints['Sec-CH-Width']
    })
  })

  test('has every known one where the list is not known, and may be taken by a function that knows none', () => {
    app.get('/', async ({ hints }) => {
      expect(hints['Sec-CH-DPR']).type.toBe<number | undefined>()
      expect(hints.Prefer?.['return']).type.toBe<string | true | undefined>()
      return {}
    })
    const hook = async (request: FastifyRequest): Promise<void> => { request.log.info('hello') }
    app.get('/', { preHandler: hook, config: { produces: { mediaTypes: ['text/html'], hints: ['Prefer'] } } }, async () => '')
  })
})

describe('the option produces', () => {
  test('negotiated(request, produces) gives the literals to a route that says nothing', () => {
    const available = ['application/json', 'text/csv'] as const
    app.register(produces, { produces: available })
    app.get('/', { config: { limit: { max: 1 } } }, async (request) => {
      expect(negotiated(request, available).mediaType).type.toBe<'application/json' | 'text/csv'>()
      return {}
    })
  })
})
