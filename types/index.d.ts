/**
 * The public types of fastify-produces. Importing the package also augments Fastify: see `fastify.d.ts` next to this file.
 */
import './fastify.js'
import type { FastifyReply, FastifyRequest, FastifySchema, LogLevel } from 'fastify'
import type { Readable } from 'node:stream'
import type { Static, TSchema } from 'typebox'
import type { AdviceCode } from './advice.js'
import type { DeclaredValues, DimensionName, Dimensions, NarrowedValues, OtherDimensionName } from './dimensions.js'
import type { HintName } from './hints.js'

export type { AdviceCode } from './advice.js'
export type { NotAcceptableMessage, SelectedMessage } from './diagnostics.js'
export type { DimensionName } from './dimensions.js'
export type { ExplainedCandidate, ExplainedDimension, ExplainedRepresentation, ExplainedSuggestion, Explanation } from './explanation.js'
export type { HintItem, HintMember, HintName, Hints, HintValues } from './hints.js'

/** A media type with its parameters, as RFC 9110 §8.3.1 writes it: `text/csv`, `text/html;level=1`. */
export type MediaTypeString = Dimensions['mediaType']['value']

/** A language tag (BCP 47): `en`, `zh-Hant-TW`. */
export type LanguageTag = Dimensions['language']['value']

/** A charset by its registered name. A string is sent as UTF-8; for any other charset a serializer returns bytes. */
export type Charset = Dimensions['charset']['value']

/** A content coding (RFC 9110 §8.4.1). `identity` is always available, declared or not. */
export type ContentCoding = Dimensions['encoding']['value']

/**
 * Per dimension: `true`, nothing acceptable gives 406; `false`, the first declared value is served (for languages the closest).
 * A boolean sets all of them.
 */
export type Strict = boolean | { readonly [dimension in DimensionName]?: boolean }

/** Who decides between equals: `client`, the order of the client's list; `server`, the order of declaration. */
export type Preference = 'client' | 'server'

/** Content that a handler has written itself. It is sent as it is. */
export type FinishedContent = string | Buffer | Readable

/** Content, ready to be sent. A string goes out as UTF-8. */
export type SerializedContent = string | Buffer | Uint8Array | Readable | AsyncIterable<string | Uint8Array>

/** A representation of the resource that a URL names; what it does not name is `undefined`. */
export interface Alternate {
  /** In the declared spelling; `undefined` where the address says nothing of it. */
  readonly mediaType: string | undefined
  /** A language tag in the declared spelling; `undefined` where the address says nothing of it. */
  readonly language: string | undefined
  /** Relative to the URL of the request. Percent-encoded: of what markup must escape it has `&` and `'` at most. */
  readonly href: string
}

/** One of the media types or languages that one can go to. */
export interface Switch extends Alternate {
  /** The name that URLs know it by: `csv`; the tag of a language. */
  readonly name: string
  /** Whether it is that of this answer. */
  readonly isSelected: boolean
}

/**
 * Where else one can go from an answer.
 *
 * On a 406 nothing is selected. On another error there are languages alone: the error would be the same in them, and the media type of errors
 * is not what URLs say.
 */
export interface Alternates {
  /** Every other representation, as `Link` names them. */
  readonly all: readonly Alternate[]
  /** The media types of the route, in the selected language where there is one. Empty where URLs do not name them. */
  readonly mediaTypes: readonly Switch[]
  /** The languages of the route, in the selected media type where there is one. Empty where URLs do not name them. */
  readonly languages: readonly Switch[]
}

/** What a serializer is told besides the payload. */
export interface SerializeContext<Selected extends NegotiatedRepresentation = NegotiatedRepresentation> {
  /** The selected representation. */
  readonly negotiated: Selected
  /** The request that is answered. */
  readonly request: FastifyRequest
  /** Its reply. What it sends is not the serializer's to say. */
  readonly reply: FastifyReply
  /**
   * Where else one can go, on GET and HEAD of a route with `override`. `undefined` where no URL names a representation. It is worked out when
   * it is first read.
   */
  readonly alternates?: Alternates | undefined
}

/**
 * Turns a handler's payload into content, synchronously or not.
 *
 * The payload holds what the route's schema declares and nothing else; where no schema is declared, what the handler returned.
 */
export type Serialize<Payload = any, Selected extends NegotiatedRepresentation = NegotiatedRepresentation> =
  (payload: Payload, context: SerializeContext<Selected>) => SerializedContent | Promise<SerializedContent>

/** What a serializer is compiled for. */
export interface SerializerRoute {
  /** As Fastify has it: `GET`; several are joined by `|`. */
  readonly method: string
  /** As declared, with the prefix. */
  readonly url: string
  /** The media type in the declared spelling. */
  readonly mediaType: string
  /** The key of `schema.response` that the schema stands for: `'200'`, `'2xx'`, `'default'`. */
  readonly status: string
  /** The schemas of `addSchema`, by `$id`, that a `$ref` may name. */
  readonly schemas: Readonly<Record<string, unknown>>
  /** Compiles a JSON schema with the serializer compiler that Fastify uses for this route. */
  compileJson (schema: unknown): (payload: unknown) => string
}

/** A serializer compiled at boot, once per representation and status. */
export interface SerializerCompiler<Payload = any, Selected extends NegotiatedRepresentation = NegotiatedRepresentation> {
  /**
   * @param schema the schema of the representation; `undefined` where the route declares none
   * @returns the function that renders; a field that `schema` does not declare must not leave it
   */
  compile (schema: unknown, route: SerializerRoute): Serialize<Payload, Selected>
  /** `true` promises that the compiled function never returns a promise; it then costs a request one hook less. */
  readonly sync?: boolean
  /**
   * `true` promises that what `compile` returns depends on the schema and `route.mediaType` alone. Routes that have the same schema object
   * then share it. Default `false`.
   */
  readonly shared?: boolean
  /**
   * How many milliseconds a generator, or another source of items, has for its first item. After that the answer begins without it, and
   * what the source does with the reply does not count any more. Default: as many as it takes.
   */
  readonly patience?: number
  /**
   * Says that what is written are rows: a media type may then name the property that has them with `rows`, and `compile` is given the schema
   * of that property. A string names it for every route whose schema declares an array of that name. Default: the payload is one whole.
   */
  readonly rows?: string | true
}

/** What renders a media type: a function that is called with each payload, or an object that is compiled from the schema at boot. */
export type Serializer<Payload = any, Selected extends NegotiatedRepresentation = NegotiatedRepresentation> =
  Serialize<Payload, Selected> | SerializerCompiler<Payload, Selected>

/** One media type of a route, with what sets it apart. */
export interface AvailableMediaType extends NarrowedValues {
  /** `type/subtype`, with or without parameters; it goes out as it is spelled. No range, and no `q`. */
  readonly mediaType: MediaTypeString
  /**
   * The word that `override` knows it by: letters, digits, `.`, `_`, `+` and `-`, in any case. Default: the usual file extension (`csv`, `md`);
   * where there is none, the subtype.
   */
  readonly name?: string
  /** Shapes this representation alone; wins over `schema.response`. */
  readonly schema?: unknown
  /** The server's own quality, 0 to 1, multiplied with the client's (RFC 2296's source quality). Default 1; 0 is never selected. */
  readonly quality?: number
  /**
   * The property of the payload that has the rows, for formats of rows or lines: `rows: 'items'` makes rows of `{ items: […], total }`. It is
   * one of the schema's arrays. Wins over the option of the format. Default: the payload is the rows.
   */
  readonly rows?: string
  /** Wins over the registry; `false`: the handler sends finished content. */
  readonly serialize?: Serializer | false
  /** Runs on the payload before it is serialized, synchronously or not. */
  readonly transform?: (payload: any, negotiated: NegotiatedRepresentation) => unknown
}

/** `config.produces` as an object. */
export interface ProducesObject extends DeclaredValues {
  /** At least one. The order counts: the first is sent where the client does not mind. */
  readonly mediaTypes: readonly (MediaTypeString | AvailableMediaType)[]
  /** Which dimensions give a 406 where nothing is acceptable. Wins over the plugin's option. */
  readonly strict?: Strict
  /** Who decides between equals. Wins over the plugin's option. */
  readonly preference?: Preference
  /** As the plugin's option, for this route; an empty list for none. */
  readonly hints?: readonly HintName[]
  /** Who asks by URL. Wins over the plugin's option as a whole. */
  readonly override?: Override
  /** Wins over the plugin's option. */
  readonly alternates?: boolean
  /** Wins over the plugin's option. */
  readonly availability?: boolean
}

/** What of a URL decides, in place of a request field. */
export interface OverrideParameters {
  /** The query parameter that names a media type, by its `name`. */
  readonly mediaType?: string
  /** The query parameter that names a language, by its tag. */
  readonly language?: string
  /** Whether GET routes have twin addresses, which name a media type by an extension: `/planets.csv`. Not those that end in a wildcard. */
  readonly extension?: boolean
}

/** What a function of yours has decided; what is `undefined` is negotiated. */
export interface Overridden {
  /** The `name` of a media type. */
  readonly mediaType?: string | undefined
  /** A language tag, in any case. */
  readonly language?: string | undefined
}

/**
 * Who asks by URL rather than by field:
 *
 * - `true`: by the query parameters `format` and `lang`
 * - an object: by query parameters of these names
 * - a function: by whatever it reads of the request. Called before the route's validation. What it throws is an error of the request
 */
export type Override = boolean | OverrideParameters | ((request: FastifyRequest) => Overridden | undefined)

/**
 * A route's `config.produces`: what it can answer with.
 *
 * `true` takes the media types from the keys of `schema.response[200].content`, or of the first 2xx that has `content`;
 * `false` declares none.
 */
export type RouteProduces = readonly (MediaTypeString | AvailableMediaType)[] | ProducesObject | boolean

/** What was selected. A dimension that the route does not declare is `undefined`. */
export interface NegotiatedRepresentation<
  MediaType = string, Language = string | undefined, CharsetName = string | undefined, Encoding = string | undefined, Produces = unknown
> extends OthersOf<Produces> {
  /** In the declared spelling. */
  readonly mediaType: MediaType
  /** The media type's parameters; names and values in lower case, values unquoted. */
  readonly parameters: Readonly<Record<string, string>>
  /** In the declared spelling. */
  readonly language: Language
  /** In the declared spelling. */
  readonly charset: CharsetName
  /** In the declared spelling. */
  readonly encoding: Encoding
}

type MediaTypeOf<Entry> = Entry extends string ? Entry : Entry extends { readonly mediaType: infer M } ? M : never
type MediaTypesOf<Produces> = Produces extends readonly unknown[]
  ? MediaTypeOf<Produces[number]>
  : Produces extends { readonly mediaTypes: readonly unknown[] } ? MediaTypeOf<Produces['mediaTypes'][number]> : string
type SelectedOf<Produces, Name extends OtherDimensionName> = Dimensions[Name]['key'] extends keyof Produces
  ? SelectedIn<Produces[Dimensions[Name]['key']], Dimensions[Name]['always']>
  : undefined
type SelectedIn<Values, Always> = Values extends readonly unknown[] ? Values[number] | Always : undefined
/** What has no type parameter of its own. */
type OthersOf<Produces> = {
  readonly [Name in OtherName]: unknown extends Produces ? string | undefined : SelectedOf<Produces, Name>
}
type OtherName = Exclude<OtherDimensionName, 'language' | 'charset' | 'encoding'>
/** What `OthersOf` reads: where there are no others, routes that select from the same have one type. */
type OthersIn<Produces> = [OtherName] extends [never] ? readonly [] : Produces

/** `request.negotiated` for a `config.produces` of type `Produces`: its literals, `string` where they are not known. */
// A list declares nothing but media types: lists of the same ones have one type. An index makes fewer types than `infer`.
export type Negotiated<Produces> = unknown extends Produces
  ? NegotiatedRepresentation
  : Produces extends readonly unknown[]
    ? NegotiatedRepresentation<MediaTypeOf<Produces[number]>, undefined, undefined, undefined, readonly []>
    : Produces extends false | undefined
      ? undefined
      : Produces extends true
        ? NegotiatedRepresentation<string, undefined, undefined, undefined>
        : NegotiatedRepresentation<
          MediaTypesOf<Produces>, SelectedOf<Produces, 'language'>, SelectedOf<Produces, 'charset'>, SelectedOf<Produces, 'encoding'>,
          OthersIn<Produces>
        >

/**
 * `request.negotiated` for a route's `config`.
 *
 * Where Fastify's inference drops the config's type (a hook typed apart from its route, explicit route generics) the media type is a
 * `string`; on a route without `produces` the value is then `undefined` though its type does not say so. Where the config is known
 * and names no `produces`, nothing can be read of the value: `never`. For what the plugin's option `produces` gives to such routes
 * there is `negotiated(request, produces)`.
 */
// A function that takes a plain `FastifyRequest` has to accept any route's request, with or without `produces`. So what a config gives
// is assignable to what `unknown` gives (`undefined` is not), and `Config` stands only left of `extends`: covariant to TypeScript.
export type NegotiatedByConfig<Config> = Config extends { readonly produces: infer Produces }
  ? Negotiated<Produces>
  : Config extends { readonly produces?: infer Produces }
    ? Negotiated<Produces> | undefined
    : Config extends object ? never : NegotiatedRepresentation

/** The payload that a schema shapes, as TypeBox reads it; `any` where the schema does not tell: `$ref`, another library's. */
export type ShapeOf<Schema> = Schema extends TSchema ? unknown extends Static<Schema> ? any : Static<Schema> : any

/** The names of the properties of a schema that are arrays, for `rows`; any name where the schema does not tell. */
export type ArraysOf<Schema> = [Schema] extends [undefined] ? string : ArraysIn<ShapeOf<Schema>>
type ArraysIn<Shape> = unknown extends Shape
  ? string
  : Shape extends object
    ? { [Name in keyof Shape & string]-?: NonNullable<Shape[Name]> extends readonly unknown[] ? Name : never }[keyof Shape & string]
    : never

type LanguagesOf<Languages> = Languages extends readonly (infer Language extends string)[] ? Language : string | undefined
/** What `transform` and `serialize` of one representation may see negotiated: of what the route declares, their own literals. */
type NegotiatedOf<MediaType, Languages> = NegotiatedRepresentation<MediaType, LanguagesOf<Languages>>
/** What reaches the serializer: the shape of the schema, else what `transform` returns. */
// NoInfer: TypeScript would look for the schema in what `transform` returns, through all of TypeBox's `Static`: 160,000 types.
export type Serialized<Schema, Transformed> = [Schema] extends [undefined] ? Transformed : NoInfer<ShapeOf<Schema>>

/** What `representation` takes: an available media type whose `transform` and `serialize` fit each other and the schema. */
export interface SerializedMediaType<
  MediaType extends MediaTypeString, Schema, Transformed, Payload, Languages extends readonly LanguageTag[] | undefined
> extends Pick<AvailableMediaType, 'name' | 'quality' | Exclude<keyof NarrowedValues, 'languages'>> {
  /** `type/subtype`, with or without parameters. */
  readonly mediaType: MediaType
  /** Shapes this representation alone; wins over `schema.response`. What `transform` returns has to fit it. */
  readonly schema?: Schema
  /** Narrows the route's `languages`. */
  readonly languages?: Languages
  /** The property that has the rows, for formats of rows or lines: one of the schema's arrays. */
  readonly rows?: ArraysOf<NoInfer<Schema>>
  /** Runs on what the handler returned before it is serialized, synchronously or not. */
  readonly transform?: (payload: Payload, negotiated: NegotiatedOf<MediaType, Languages>) =>
    Serialized<Schema, Transformed> | Promise<Serialized<Schema, Transformed>>
  /** Wins over the registry. */
  readonly serialize?: Serializer<Serialized<Schema, Transformed>, NegotiatedOf<MediaType, Languages>>
}

/** What `representation` takes where nothing is serialized: the handler or `transform` writes the content. */
export interface FinishedMediaType<
  MediaType extends MediaTypeString, Payload, Languages extends readonly LanguageTag[] | undefined
> extends Pick<AvailableMediaType, 'name' | 'quality' | 'schema' | Exclude<keyof NarrowedValues, 'languages'>> {
  /** `type/subtype`, with or without parameters. */
  readonly mediaType: MediaType
  /** Narrows the route's `languages`. */
  readonly languages?: Languages
  /** Writes the content. Not called where the handler has. */
  readonly transform?: (payload: Payload, negotiated: NegotiatedOf<MediaType, Languages>) =>
    FinishedContent | null | Promise<FinishedContent | null>
  /** Says that nothing is to be serialized. */
  readonly serialize: false
}

/** An available media type that knows which payload it takes; `representation` makes it. */
export interface Representation<MediaType extends MediaTypeString = MediaTypeString, Payload = any> extends AvailableMediaType {
  /** `type/subtype`, with or without parameters. */
  readonly mediaType: MediaType
  /** Runs on what the handler returned before it is serialized, synchronously or not. */
  readonly transform?: (payload: Payload, negotiated: NegotiatedRepresentation) => unknown
}

type EntryOf<Produces> = Produces extends readonly (infer Entry)[]
  ? Entry
  : Produces extends { readonly mediaTypes: readonly (infer Entry)[] } ? Entry : never
type TransformOf<Entry> = 'transform' extends keyof Entry ? NonNullable<Entry['transform']> : undefined
type PayloadOfEntry<Entry> = TransformOf<Entry> extends (payload: infer Payload, ...rest: never) => unknown
  ? Payload
  : Entry extends { readonly serialize: false }
    ? FinishedContent
    : Entry extends { readonly schema: infer Schema }
      ? ShapeOf<Schema>
      : Entry extends { readonly serialize: Serializer<infer Payload> } ? Payload : unknown
// What is not known says nothing: it must not make the whole union unknown.
type KnownPayloadOf<Entry> = Entry extends unknown ? unknown extends PayloadOfEntry<Entry> ? never : PayloadOfEntry<Entry> : never

/**
 * What a handler may return for a `config.produces` of type `Produces`: the union of what its representations take, of those that
 * tell by `schema`, `transform` or `serialize`; `unknown` where none does. A media type alone has the shape of `schema.response`.
 *
 * `MediaType` picks one representation, for a handler that returns something else for each.
 */
export type PayloadOf<Produces, MediaType extends MediaTypesOf<Produces> = MediaTypesOf<Produces>> =
  [KnownPayloadOf<EntryWith<EntryOf<Produces>, MediaType>>] extends [never]
    ? unknown
    : KnownPayloadOf<EntryWith<EntryOf<Produces>, MediaType>>
type EntryWith<Entry, MediaType> = Entry extends unknown ? MediaTypeOf<Entry> extends MediaType ? Entry : never : never

/** A problem (RFC 9457) with its extension members. */
export interface Problem {
  /** A URI that tells the kind of problem; `about:blank` where the status says all. */
  type: string
  /** The kind of problem in a few words. */
  title: string
  /** The status of the answer. */
  status: number
  /** What is wrong with this request, in a sentence. */
  detail?: string
  /** The path of the request. */
  instance?: string
  /** Extension members: `available`, `errors` or those of the application. */
  [member: string]: unknown
}

/** What `problem` is told besides the problem. */
export interface ProblemContext {
  /** The request that went wrong. */
  readonly request: FastifyRequest
  /** What was thrown; `undefined` for a 406, for what was not found, and for an error status without content. */
  readonly error: unknown
  /**
   * The language to write in: that of the route's content, else the one that the client likes best of `errors.languages`. `undefined` where
   * neither declares any.
   */
  readonly language: LanguageTag | undefined
}

/** The option `errors` as an object. */
export interface ErrorOptions {
  /**
   * What errors are available as; the first is for a client that takes none of them. Default `application/problem+json`, and of
   * `application/json`, `text/html`, `text/markdown`, `application/problem+xml`, `application/xml` and `text/plain` what the scope can
   * serialize, which the last two are for clients that name nothing else.
   */
  readonly mediaTypes?: readonly MediaTypeString[]
  /** Whether a 5xx says what was thrown. Default `false`. */
  readonly expose?: boolean
  /** The languages that `problem` can write in. */
  readonly languages?: readonly LanguageTag[]
}

/** What `reply.without` takes, where it is more than a media type: the representations that have all that is named. In the declared spelling. */
export interface Withheld {
  /** All representations of it. */
  readonly mediaType?: MediaTypeString
  /** All representations in it; with `mediaType`, those of both. */
  readonly language?: LanguageTag
}

/** The options of the plugin. */
export interface ProducesOptions {
  /**
   * What every route of the scope produces that does not say it itself; OPTIONS routes aside. `true`: the routes whose schema has `content`.
   * A route opts out with `produces: false`. Default: none.
   */
  readonly produces?: RouteProduces
  /** Media type, or its short name (`csv`), → serializer: the first entries of the registry. */
  readonly serializers?: Readonly<Record<string, Serializer>>
  /** Default `{ mediaType: true, language: false, charset: false, encoding: true }`. A route's own `strict` wins. */
  readonly strict?: Strict
  /** Default `'client'`. */
  readonly preference?: Preference
  /**
   * The client hints (RFC 8942) that handlers of the scope read in `request.hints`, by the names of their fields: `['Sec-CH-DPR', 'Save-Data']`.
   * They are asked for in `Accept-CH` and named in `Vary`. `Prefer` (RFC 7240) may be among them. Needs the package `structured-headers`.
   * Default: none.
   */
  readonly hints?: readonly HintName[]
  /** Who asks by URL. Default `false`: nobody. */
  readonly override?: Override
  /** Links to the other representations on successes too, where a URL can name them. On a 406 they are always there. Default `false`. */
  readonly alternates?: boolean
  /** `Avail-Format`, `Avail-Language` and `Avail-Encoding` on negotiated answers. Default `false`. */
  readonly availability?: boolean
  /**
   * The last word on the content of a 406, of the 404 of a name that there is not, and with `errors` of every error: own `type`, wording,
   * language.
   */
  readonly problem?: (problem: Problem, context: ProblemContext) => Problem
  /**
   * Whether every error of the scope is problem details (RFC 9457) in a representation that is negotiated for errors. Default `false`: the
   * 406 alone is, as JSON.
   */
  readonly errors?: boolean | ErrorOptions
  /** `Cache-Control` of a 406, and of that 404; `false` for none. Default `'no-store'`. */
  readonly cacheControl?: string | false
  /**
   * The level of the log line that says of a 406 what was asked for and what there is, as `logLevel` of a route names levels: `'debug'`, or one
   * of the logger's own; `false` for none. One that the logger has not got is a fault at boot. Default `'info'`.
   */
  readonly notAcceptableLogLevel?: LogLevel | (string & {}) | false
  /** In bytes; a longer field value is read up to the last member that ends within. Default 8192. */
  readonly maxFieldLength?: number
  /** Members read of a field value; the rest is ignored. Default 100. */
  readonly maxMembers?: number
  /** Outcomes kept per route, by field value; 0 for none. Default 32. */
  readonly cacheSize?: number
  /** Registers `@fastify/accepts`, unless it is there already. Default `true`. */
  readonly accepts?: boolean
  /**
   * Whether the log warns, once, of what is legal but surely not meant in this scope. An array has the codes of what it is not to say; every
   * one of them stands in docs/advice.md. Default `true`.
   */
  readonly advice?: boolean | readonly AdviceCode[]
}

/** A request's headers as their owner has them: the object of Node.js, the `Headers` of the web, a `Map`. Names in any case. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>> |
{ get (name: string): string | readonly string[] | null | undefined, keys (): Iterable<string> }

/** A request as `app.normalize` and `app.explain` take it. */
export interface RouteRequest {
  /** Default `'GET'`. */
  readonly method?: string
  /** An address, as `/users/3?format=csv`; or that of the route as it is declared, with its prefix: `/users/:id`. */
  readonly url: string
  /** Default none. */
  readonly headers?: RequestHeaders
}

/** Field values by their names, in lower case. */
export type NormalizedFields = Readonly<Record<string, string>>

/** What `swaggerTransform` reads of what @fastify/swagger gives to a `transform`. */
export interface SwaggerTransformInput {
  /** The schema of the route. */
  readonly schema: FastifySchema
  /** The URL of the route, as @fastify/swagger has it. */
  readonly url: string
  /** The route, of whose `config` the transform of its own is read. */
  readonly route: { readonly config?: { readonly swaggerTransform?: unknown } | undefined }
  /** The document so far; absent from one of Swagger 2, whose responses have no `content`. */
  readonly openapiObject?: { readonly openapi?: string | undefined }
}
