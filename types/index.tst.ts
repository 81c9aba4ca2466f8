/** The types that the package exports under their names, and its sub-paths. Against the build, by the package's own name. */
import swagger, { type FastifyDynamicSwaggerOptions, type SwaggerTransform } from '@fastify/swagger'
import type { FastifyContextConfig, FastifyPluginAsync, FastifyReply, FastifyRequest, FastifySchema, RouteOptions } from 'fastify'
import Fastify from 'fastify'
import * as everything from 'fastify-produces'
import produces, {
  negotiated, NotAcceptable, representation, swaggerTransform, type AvailableMediaType, type FinishedContent, type MediaTypeString, type Negotiated,
  type NegotiatedByConfig, type NegotiatedRepresentation, type PayloadOf, type Problem, type ProducesObject, type ProducesOptions,
  type Representation, type RouteProduces, type Serialize, type SerializeContext, type SerializedContent, type Serializer, type SerializerCompiler, type SerializerRoute, type Strict
} from 'fastify-produces'
import csv, { type CsvOptions } from 'fastify-produces/csv'
import { addToVary, compileNegotiation, parseMediaType, parseMembers, type Headers, type NegotiationOptions } from 'fastify-produces/negotiation'
import { describe, expect, test } from 'tstyche'
import Type, { type Static } from 'typebox'

describe('the package', () => {
  test('the plugin is the default export', () => {
    expect(everything.default).type.toBe(produces)
    expect(produces).type.toBeAssignableTo<FastifyPluginAsync<ProducesOptions>>()
    expect(produces).type.not.toBeAssignableTo<FastifyPluginAsync<{ preference: number }>>()
  })

  test('negotiated is generic in what a route declares', () => {
    const request = {} as FastifyRequest
    expect(negotiated(request, ['text/html', { mediaType: 'text/csv' }]).mediaType).type.toBe<'text/html' | 'text/csv'>()
    expect(negotiated(request, false)).type.toBe<undefined>()
    expect(negotiated(request, true).mediaType).type.toBe<string>()
    expect(negotiated).type.not.toBeCallableWith(request)
    expect(negotiated).type.not.toBeCallableWith(request, { languages: ['en'] })
  })

  test('NotAcceptable is a schema of TypeBox', () => {
    expect<Static<typeof NotAcceptable>>().type.toBeAssignableTo<Problem>()
    expect<Static<typeof NotAcceptable>['status']>().type.toBe<406>()
    expect<Static<typeof NotAcceptable>['available']['language']>().type.toBe<string[] | undefined>()
    expect<Static<typeof NotAcceptable>>().type.not.toHaveProperty('code')
    expect(Type.Union([NotAcceptable, Type.Null()])).type.not.toBe<typeof NotAcceptable>()
  })
})

describe('swaggerTransform', () => {
  test('is a transform of @fastify/swagger, of a document and of a route', () => {
    expect(swaggerTransform).type.toBeAssignableTo<SwaggerTransform>()
    expect<{ swaggerTransform: typeof swaggerTransform }>().type.toBeAssignableTo<FastifyContextConfig>()
    Fastify().register(swagger, { openapi: {}, transform: swaggerTransform })
  })

  test('goes on with a transform, which is typed where it is written', () => {
    const options: FastifyDynamicSwaggerOptions = {
      transform: swaggerTransform(({ schema, url, route }) => {
        expect(schema).type.toBe<FastifySchema>()
        expect(url).type.toBe<string>()
        expect(route).type.toBe<RouteOptions>()
        return { schema: { ...schema, tags: ['planets'] }, url }
      })
    }
    expect(options).type.toBeAssignableTo<FastifyDynamicSwaggerOptions>()
    expect(swaggerTransform({} as SwaggerTransform)).type.toBeAssignableTo<SwaggerTransform>()
  })

  test('takes nothing else', () => {
    expect(swaggerTransform).type.not.toBeCallableWith()
    expect(swaggerTransform).type.not.toBeCallableWith('3.1.0')
    expect(swaggerTransform).type.not.toBeCallableWith({ schema: {} })
    expect(swaggerTransform).type.not.toBeCallableWith((schema: number) => ({ schema }))
  })
})

describe('the option of a route', () => {
  test('a media type has a slash', () => {
    expect<MediaTypeString>().type.toBeAssignableFrom<'text/html' | 'text/html;level=1' | 'image/svg+xml'>()
    expect<MediaTypeString>().type.not.toBeAssignableFrom<'json'>()
    expect<MediaTypeString>().type.not.toBeAssignableFrom<string>()
  })

  test('an available media type', () => {
    expect<AvailableMediaType>().type.toBeAssignableFrom({ mediaType: 'text/csv' as const, quality: 0.5, languages: ['en'], schema: Type.Null(), serialize: false as const })
    expect<AvailableMediaType>().type.toBeAssignableFrom({ mediaType: 'text/csv' as const, serialize: csv(), transform: (rows: string[]) => rows })
    expect<AvailableMediaType>().type.not.toBeAssignableFrom({ quality: 1 })
    expect<AvailableMediaType>().type.not.toBeAssignableFrom({ mediaType: 'text/csv' as const, serialize: true })
  })

  test('an array, an object or a boolean', () => {
    expect<RouteProduces>().type.toBeAssignableFrom<readonly ['text/html', { readonly mediaType: 'text/csv' }]>()
    expect<RouteProduces>().type.toBeAssignableFrom<boolean | ProducesObject>()
    expect<RouteProduces>().type.not.toBeAssignableFrom<'text/html'>()
    expect<RouteProduces>().type.not.toBeAssignableFrom<string[]>()
    expect<RouteProduces>().type.not.toBeAssignableFrom<{ languages: string[] }>()
  })

  test('languages, charsets and codings by any name', () => {
    expect<ProducesObject>().type.toBeAssignableFrom<{ mediaTypes: ['a/b'], languages: string[], charsets: string[], encodings: string[] }>()
    expect<ProducesObject>().type.not.toBeAssignableFrom<{ mediaTypes: ['a/b'], languages: number[] }>()
  })

  test('strict', () => {
    expect<Strict>().type.toBeAssignableFrom<boolean | { language: true, encoding: false }>()
    expect<Strict>().type.not.toBeAssignableFrom<{ language: 'yes' }>()
  })
})

describe('what is negotiated', () => {
  test('Negotiated: the literals of a type of config.produces', () => {
    expect<Negotiated<['a/b', { mediaType: 'c/d' }]>>().type.toBe<NegotiatedRepresentation<'a/b' | 'c/d', undefined, undefined, undefined>>()
    expect<Negotiated<{ mediaTypes: ['a/b'], languages: readonly ['en', 'es'], charsets: ['utf-8'], encodings: ['gzip'] }>>()
      .type.toBe<NegotiatedRepresentation<'a/b', 'en' | 'es', 'utf-8', 'gzip' | 'identity'>>()
    expect<Negotiated<{ mediaTypes: ['a/b'], languages?: ['en'] }>>().type.toBe<NegotiatedRepresentation<'a/b', 'en' | undefined, undefined, undefined>>()
    expect<Negotiated<['a/b']>>().type.not.toBe<NegotiatedRepresentation>()
  })

  test('Negotiated: what is not known', () => {
    expect<Negotiated<unknown>>().type.toBe<NegotiatedRepresentation>()
    expect<Negotiated<true>>().type.toBe<NegotiatedRepresentation<string, undefined, undefined, undefined>>()
    expect<Negotiated<false>>().type.toBe<undefined>()
    expect<Negotiated<ProducesObject>['language']>().type.toBeAssignableFrom<string | undefined>()
    expect<Negotiated<RouteProduces>>().type.toBeAssignableFrom<undefined>()
    expect<Negotiated<ProducesObject>>().type.not.toBeAssignableFrom<undefined>()
  })

  test('NegotiatedByConfig: by the type of a whole config', () => {
    expect<NegotiatedByConfig<{ produces: ['a/b'], other: 1 }>>().type.toBe<Negotiated<['a/b']>>()
    expect<NegotiatedByConfig<{ produces?: ['a/b'] }>>().type.toBe<Negotiated<['a/b']> | undefined>()
    expect<NegotiatedByConfig<{ produces: false }>>().type.toBe<undefined>()
    expect<[NegotiatedByConfig<{ other: 1 }>]>().type.toBe<[never]>()
    expect<NegotiatedByConfig<unknown>>().type.toBe<NegotiatedRepresentation>()
    expect<NegotiatedByConfig<FastifyContextConfig>>().type.toBe<Negotiated<RouteProduces> | undefined>()
    expect<NegotiatedByConfig<{ produces: ['a/b'] } | { other: 1 }>>().type.toBe<Negotiated<['a/b']>>()
    expect<NegotiatedByConfig<unknown>>().type.not.toBeAssignableFrom<undefined>()
  })

  test('a representation with literals is a representation', () => {
    expect<NegotiatedRepresentation>().type.toBeAssignableFrom<NegotiatedRepresentation<'a/b', 'en', undefined, 'gzip'>>()
    expect<NegotiatedRepresentation<'a/b'>>().type.not.toBeAssignableFrom<NegotiatedRepresentation>()
    const shown = (representation: NegotiatedRepresentation): string => representation.mediaType
    expect(shown).type.toBeCallableWith({} as Negotiated<['a/b']>)
    expect(shown).type.not.toBeCallableWith({ mediaType: 'a/b' })
  })
})

describe('serializers', () => {
  test('a function', () => {
    expect<Serialize<string>>().type.toBe<(payload: string, context: SerializeContext) => SerializedContent | Promise<SerializedContent>>()
    expect<SerializeContext>().type.toBeAssignableTo<{ request: FastifyRequest, reply: FastifyReply, negotiated: NegotiatedRepresentation }>()
    expect<Serializer>().type.toBeAssignableFrom((payload: { name: string }) => payload.name)
    expect<Serializer<{ name: string }>>().type.not.toBeAssignableFrom((payload: { id: number }) => String(payload.id))
    expect<Serializer>().type.not.toBeAssignableFrom(() => 1)
  })

  test('a compiler', () => {
    const compiler: SerializerCompiler<string[]> = {
      sync: true,
      compile (schema, route) {
        expect(schema).type.toBe<unknown>()
        expect(route).type.toBe<SerializerRoute>()
        expect(route.compileJson(schema)).type.toBe<(payload: unknown) => string>()
        // @ts-expect-error: Cannot assign to 'url' because it is a read-only property.
        route.url = ''
        return (rows) => rows.join(route.status)
      }
    }
    expect<Serializer<string[]>>().type.toBeAssignableFrom(compiler)
    expect<Serializer>().type.not.toBeAssignableFrom({ compile: () => 'x' })
    expect<Serializer>().type.not.toBeAssignableFrom({ sync: true })
  })
})

describe('representation', () => {
  const Row = Type.Object({ name: Type.String() })
  interface Planet { name: string, moons: string[] }

  test('serialize is given what the schema shapes', () => {
    representation({
      mediaType: 'text/csv',
      schema: Row,
      serialize (row, { negotiated, request, reply }) {
        expect(row).type.toBe<{ name: string }>()
        expect(negotiated.mediaType).type.toBe<'text/csv'>()
        expect(negotiated.language).type.toBe<string | undefined>()
        expect(request).type.toBe<FastifyRequest>()
        expect(reply).type.toBe<FastifyReply>()
        return row.name
      }
    })
    representation({ mediaType: 'text/csv', schema: Type.Object({ name: Type.Literal('x') }), serialize: ({ name }) => name satisfies 'x' })
    representation({ mediaType: 'text/csv', schema: Row, serialize: csv() })
    // @ts-expect-error: Property 'nme' does not exist on type
    representation({ mediaType: 'text/csv', schema: Row, serialize: (row) => row.nme })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Row, serialize: (row: { id: number }) => String(row.id) })
    // @ts-expect-error: This comparison appears to be unintentional
    representation({ mediaType: 'text/csv', schema: Row, serialize: (row, { negotiated }) => String(negotiated.mediaType === 'text/html') })
  })

  test('rows is one of the arrays of the schema', () => {
    const Page = Type.Object({ items: Type.Array(Row), others: Type.Optional(Type.Array(Type.String())), total: Type.Integer() })
    representation({ mediaType: 'text/csv', schema: Page, rows: 'items' })
    representation({ mediaType: 'text/csv', schema: Page, rows: 'others', transform: (planets: Planet[]) => ({ items: planets, total: 1 }) })
    representation({ mediaType: 'text/csv', schema: Type.Union([Page, Row]), rows: 'items' })
    representation({ mediaType: 'text/csv', rows: 'anything' })
    representation({ mediaType: 'text/csv', schema: { $ref: 'page#' }, rows: 'anything' })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Page, rows: 'itmes' })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Page, rows: 'total' })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Row, rows: 'items' })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', rows: 5 })
  })

  test('so is what a compiler makes', () => {
    representation({ mediaType: 'text/csv', schema: Row, serialize: { sync: true, compile: () => (row, { negotiated }) => row.name + (negotiated.mediaType satisfies 'text/csv') } })
    // @ts-expect-error: Property 'nme' does not exist on type
    representation({ mediaType: 'text/csv', schema: Row, serialize: { compile: () => (row) => row.nme } })
  })

  test('transform takes what the handler returned and returns what the schema shapes', () => {
    representation({
      mediaType: 'text/csv',
      schema: Row,
      languages: ['en', 'de'],
      transform (planet: Planet, negotiated) {
        expect(negotiated.mediaType).type.toBe<'text/csv'>()
        expect(negotiated.language).type.toBe<'en' | 'de'>()
        return { name: `${planet.name} ${planet.moons.length}` }
      },
      serialize: (row) => {
        expect(row).type.toBe<{ name: string }>()
        return row.name
      }
    })
    representation({ mediaType: 'text/csv', schema: Row, transform: async (planet: Planet) => planet })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Row, transform: (planet: Planet) => ({ nme: planet.name }) })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', schema: Row, transform: async (planet: Planet) => planet.moons })
    // @ts-expect-error: This comparison appears to be unintentional
    representation({ mediaType: 'text/csv', schema: Row, languages: ['en'], transform: (row, { language }) => ({ name: String(language === 'es') }) })
  })

  test('without an annotation transform takes what the schema shapes', () => {
    representation({ mediaType: 'text/csv', schema: Row, transform: ({ name }) => ({ name: name.toUpperCase() }) })
    // @ts-expect-error: Property 'nme' does not exist on type
    representation({ mediaType: 'text/csv', schema: Row, transform: ({ nme }) => ({ name: nme }) })
  })

  test('without a schema serialize is given what transform returns', () => {
    representation({ mediaType: 'text/csv', transform: async ({ moons }: Planet) => ({ moons: moons.length }), serialize: ({ moons }) => moons.toFixed() })
    // @ts-expect-error: Property 'name' does not exist on type
    representation({ mediaType: 'text/csv', transform: ({ moons }: Planet) => ({ moons: moons.length }), serialize: (row) => row.name })
  })

  test('a payload of which nothing tells is unknown', () => {
    representation({ mediaType: 'text/csv', serialize: (planet: Planet) => planet.name })
    // @ts-expect-error: 'planet' is of type 'unknown'
    representation({ mediaType: 'text/csv', serialize: (planet) => planet.name })
    // @ts-expect-error: 'planet' is of type 'unknown'
    representation({ mediaType: 'text/csv', transform: (planet) => planet.name })
  })

  test('a schema that TypeBox cannot read leaves the payload to its annotation', () => {
    representation({ mediaType: 'text/csv', schema: { $ref: 'planet#' }, transform: (planet: Planet) => planet, serialize: (planet: Planet) => planet.name })
    expect(representation({ mediaType: 'text/csv', schema: { $ref: 'planet#' } })).type.not.toBe<Representation<'text/csv', Planet>>()
  })

  test('finished content', () => {
    representation({ mediaType: 'text/html', serialize: false, transform: (planet: Planet, { mediaType }) => `<h1>${planet.name} ${mediaType satisfies 'text/html'}` })
    representation({ mediaType: 'text/html', serialize: false, schema: Type.String(), quality: 0.5 })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/html', serialize: false, transform: (planet: Planet) => planet })
  })

  test('the faults of a media type are faults here', () => {
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'csv' })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', qualty: 1 })
    // @ts-expect-error: No overload matches this call
    representation({ mediaType: 'text/csv', serialize: () => 1 })
  })

  test('the result is an available media type with its literal and its payload', () => {
    expect(representation({ mediaType: 'text/csv', schema: Row })).type.toBe<Representation<'text/csv', { name: string }>>()
    expect(representation({ mediaType: 'text/csv', schema: Row, transform: (planet: Planet) => planet })).type.toBe<Representation<'text/csv', Planet>>()
    expect(representation({ mediaType: 'text/csv', serialize: (planet: Planet) => planet.name })).type.toBe<Representation<'text/csv', Planet>>()
    expect(representation({ mediaType: 'text/html', serialize: false })).type.toBe<Representation<'text/html', FinishedContent>>()
    expect(representation({ mediaType: 'text/csv', quality: 0.5 })).type.toBe<Representation<'text/csv', unknown>>()
    expect<AvailableMediaType>().type.toBeAssignableFrom<Representation<'text/csv', Planet>>()
    expect<Negotiated<[Representation<'a/b', Planet>, 'c/d']>['mediaType']>().type.toBe<'a/b' | 'c/d'>()
    expect<Representation<'text/csv', Planet>>().type.not.toBeAssignableFrom<Representation<'text/csv', { id: number }>>()
  })
})

describe('PayloadOf', () => {
  const Row = Type.Object({ name: Type.String() })
  interface Planet { name: string, moons: string[] }
  const available = [
    'application/json', { mediaType: 'text/csv', schema: Row }, { mediaType: 'text/html', serialize: false },
    representation({ mediaType: 'text/markdown', transform: (planet: Planet) => planet.name, serialize: (name) => `# ${name}` })
  ] as const

  test('the union of what the representations tell', () => {
    expect(negotiated({} as FastifyRequest, available).mediaType).type.toBe<'application/json' | 'text/csv' | 'text/html' | 'text/markdown'>()
    expect<PayloadOf<typeof available>>().type.toBe<{ name: string } | FinishedContent | Planet>()
    expect<PayloadOf<{ mediaTypes: typeof available, languages: ['en'] }>>().type.toBe<{ name: string } | FinishedContent | Planet>()
    expect<PayloadOf<[{ mediaType: 'a/b', schema: typeof Row, transform: (planet: Planet) => Planet }]>>().type.toBe<Planet>()
    expect<PayloadOf<[{ mediaType: 'a/b', serialize: Serialize<Planet> }, { mediaType: 'c/d', serialize: SerializerCompiler<1> }]>>().type.toBe<Planet | 1>()
    expect<PayloadOf<typeof available>>().type.not.toBeAssignableFrom<{ id: number }>()
  })

  test('of one representation', () => {
    expect<PayloadOf<typeof available, 'text/csv'>>().type.toBe<{ name: string }>()
    expect<PayloadOf<typeof available, 'text/csv' | 'text/html'>>().type.toBe<{ name: string } | FinishedContent>()
    expect<PayloadOf<typeof available, 'text/csv'>>().type.not.toBeAssignableFrom<string>()
    // @ts-expect-error: does not satisfy the constraint
    expect<PayloadOf<typeof available, 'image/png'>>().type.toBe<unknown>()
  })

  test('unknown where none tells', () => {
    expect<PayloadOf<typeof available, 'application/json'>>().type.toBe<unknown>()
    expect<PayloadOf<true>>().type.toBe<unknown>()
    expect<PayloadOf<RouteProduces>>().type.toBe<unknown>()
    expect<PayloadOf<[{ mediaType: 'a/b', serialize: Serializer }]>>().type.toBe<unknown>()
    expect<PayloadOf<[{ mediaType: 'a/b', schema: typeof Row }]>>().type.not.toBe<unknown>()
  })
})

describe('fastify-produces/csv', () => {
  test('csv makes a serializer', () => {
    expect(csv()).type.toBeAssignableTo<Serializer>()
    expect(csv).type.toBeCallableWith({ columns: ['id', { key: 'name', header: 'Name' }], delimiter: ';', bom: true, formulas: 'allow', header: false, arraySeparator: '|' })
    expect(csv).type.not.toBeCallableWith({ colums: ['id'] })
    expect(csv).type.not.toBeCallableWith({ columns: [1] })
    expect(csv).type.not.toBeCallableWith(';')
  })

  test('its options are readonly and optional', () => {
    expect<CsvOptions>().type.toBeAssignableFrom({})
    expect<CsvOptions>().type.toBeAssignableFrom({ columns: ['id', 'name'] as const })
    expect<CsvOptions>().type.not.toBeAssignableFrom({ formulas: 'maybe' as const })
  })
})

describe('fastify-produces/negotiation', () => {
  const negotiation = compileNegotiation({ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0.5 }], languages: ['en'], strict: { language: true }, preference: 'server', maxMembers: 10 })

  test('select takes the headers of node:http and returns what was selected, or undefined', () => {
    const { headers } = {} as FastifyRequest
    expect(negotiation.select(headers)?.mediaType).type.toBe<string | undefined>()
    expect(negotiation.select({ accept: 'text/html' })).type.toBeAssignableFrom<NegotiatedRepresentation | undefined>()
    expect(negotiation.unacceptable(headers)).type.toBe<string[]>()
    // @ts-expect-error: Object is possibly 'undefined'
    expect(negotiation.select(headers).mediaType).type.toBe<string>()
    expect(negotiation.select).type.not.toBeCallableWith('text/html')
  })

  test('what is available', () => {
    expect<NegotiationOptions>().type.toBeAssignableFrom({ mediaTypes: ['text/html'] as const })
    expect<NegotiationOptions>().type.not.toBeAssignableFrom({ languages: ['en'] })
    expect(negotiation.vary).type.toBe<string>()
    // @ts-expect-error: Cannot assign to 'vary' because it is a read-only property.
    negotiation.vary = ''
  })

  test('the parsers', () => {
    expect(parseMediaType('text/html')?.subtype).type.toBe<string | undefined>()
    expect(parseMediaType).type.not.toBeCallableWith(undefined)
    expect(parseMembers).type.toBeCallableWith('a;q=0.5, b')
    expect(addToVary).type.toBeCallableWith('origin', 'accept')
    expect<Headers>().type.toBeAssignableFrom<FastifyRequest['headers']>()
    expect<Headers>().type.not.toBeAssignableFrom<string[][]>()
  })
})

describe('what a looser type would let through', () => {
  test('what a serializer says of itself is read once, and not written to', () => {
    const compiler = {} as SerializerCompiler
    // @ts-expect-error: Cannot assign to 'sync' because it is a read-only property.
    compiler.sync = true
  })

  test('what is written one by one is text or bytes', () => {
    expect<SerializedContent>().type.toBeAssignableFrom<AsyncIterable<string | Uint8Array>>()
    expect<SerializedContent>().type.not.toBeAssignableFrom<AsyncIterable<unknown>>()
    expect<SerializedContent>().type.not.toBeAssignableFrom<AsyncIterable<number>>()
    expect<FinishedContent>().type.not.toBeAssignableFrom<AsyncIterable<string>>()
  })

  test('the members of a problem that RFC 9457 names have their types, and may be set; others are unknown', () => {
    const problem = {} as Problem
    problem.status = 406
    expect(problem.type).type.toBe<string>()
    expect(problem.title).type.toBe<string>()
    expect(problem.status).type.toBe<number>()
    expect(problem.detail).type.toBe<string | undefined>()
    expect(problem.instance).type.toBe<string | undefined>()
    expect(problem.available).type.toBe<unknown>()
  })
})
