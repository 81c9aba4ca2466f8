/** The types that the package exports under their names, and its sub-paths. Against the build, by the package's own name. */
import type { FastifyContextConfig, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import * as everything from 'fastify-produces'
import produces, {
  negotiated, NotAcceptable, type AvailableMediaType, type MediaTypeString, type Negotiated, type NegotiatedByConfig,
  type NegotiatedRepresentation, type Problem, type ProducesObject, type ProducesOptions, type RouteProduces, type Serialize,
  type SerializeContext, type SerializedContent, type Serializer, type SerializerCompiler, type SerializerRoute, type Strict
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
