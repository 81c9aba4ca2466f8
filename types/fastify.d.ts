/** What the plugin adds to Fastify's own types. Everything here is there at run time once the plugin has loaded. */
import type {} from '@fastify/accepts'
import type {
  ContextConfigDefault, FastifySchema, FastifyTypeProvider, FastifyTypeProviderDefault, RawReplyDefaultExpression,
  RawRequestDefaultExpression, RawServerBase, RawServerDefault, RouteGenericInterface
} from 'fastify'
import type { ProducesIn } from './config.js'
import type { Explanation } from './explanation.js'
import type { HintsByConfig } from './hints.js'
import type {
  MediaTypeString, NegotiatedByConfig, NegotiatedRepresentation, NormalizedFields, RouteRequest, Serializer, Withheld
} from './index.js'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route can answer with; see `RouteProduces`. */
    produces?: ProducesIn<this>
  }

  // An interface merges only with one that declares the same type parameters in the same order; the last ones may be left out.
  /* eslint-disable @typescript-eslint/no-unused-vars */
  interface FastifyRequest<
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    SchemaCompiler extends FastifySchema = FastifySchema,
    TypeProvider extends FastifyTypeProvider = FastifyTypeProviderDefault,
    ContextConfig = ContextConfigDefault
  > {
    /** What was selected for this request; `undefined` on a route without `produces`. Frozen. */
    readonly negotiated: NegotiatedByConfig<ContextConfig>
    /** What the request says of the client hints that the route reads, by their declared names; `undefined` where it reads none. Frozen. */
    readonly hints: HintsByConfig<ContextConfig>
  }

  interface FastifyReply<
    RouteGeneric extends RouteGenericInterface = RouteGenericInterface,
    RawServer extends RawServerBase = RawServerDefault,
    RawRequest extends RawRequestDefaultExpression<RawServer> = RawRequestDefaultExpression<RawServer>,
    RawReply extends RawReplyDefaultExpression<RawServer> = RawReplyDefaultExpression<RawServer>,
    ContextConfig = ContextConfigDefault
  > {
    /** The same as `request.negotiated`, for a view that is given the reply. */
    readonly negotiated: NegotiatedByConfig<ContextConfig>
    /** The route's other available representations; empty on a route without `produces`. */
    readonly alternatives: readonly NegotiatedRepresentation[]
    /**
     * Names a preference as one that this answer follows, in `Preference-Applied` (RFC 7240 §3). The route's `hints` have `Prefer` among them.
     *
     * @param name its name alone, without a value: `'return'`
     * @returns whether the client has that preference; where it has not, nothing is named
     * @throws PRODUCES_ERR_PREFERENCE for what cannot be the name of one
     */
    applyPreference (name: string): boolean
    /**
     * Does without a media type, a language, or the two together, for this answer: what the client likes best of the rest is selected, and
     * is `request.negotiated` from then on. `Vary` stays what it is, unless a field decides now in place of the URL.
     *
     * @param withheld in the declared spelling
     * @returns what is selected now
     * @throws PRODUCES_ERR_NOT_ACCEPTABLE where nothing of the rest is acceptable: leave it to be answered with the 406
     * @throws PRODUCES_ERR_WITHOUT after the answer was sent, for what the route does not produce, and where nothing is left
     */
    without (withheld: MediaTypeString | Withheld): NegotiatedByConfig<ContextConfig>
  }
  /* eslint-enable @typescript-eslint/no-unused-vars */

  interface FastifyInstance {
    /**
     * Adds a serializer to this scope and those below it.
     *
     * @param mediaType the media type it renders, with or without parameters, a short name of one, the usual file extension (`csv` for
     * `text/csv`), or a structured suffix such as `+xml` (RFC 6839)
     * @throws PRODUCES_ERR_MEDIA_TYPE, PRODUCES_ERR_SERIALIZER, PRODUCES_ERR_SERIALIZER_PRESENT
     */
    addSerializer<Payload = any> (mediaType: string, serializer: Serializer<Payload>): this
    /** Whether this scope or one above it has a serializer for exactly this media type, which a short name may stand for. */
    hasSerializer (mediaType: string): boolean
    /**
     * The shortest field values that select the same on a route, or are refused for the same reason: what a cache puts into its key.
     *
     * @returns names in lower case, frozen; `undefined` where no such route declares `produces`, and before the application is ready
     * @throws PRODUCES_ERR_REQUEST for what is no request, and what a function of `override` throws
     */
    normalize (request: RouteRequest): NormalizedFields | undefined
    /**
     * Why a route answers with what it answers with: how each media type, language, charset and coding stands, and for a 406 the smallest
     * change that turns it into something else. `String()` of it is a table. Without a request.
     *
     * @returns frozen; `undefined` where no such route declares `produces`, and before the application is ready
     * @throws PRODUCES_ERR_REQUEST for what is no request, and what a function of `override` throws
     * @example
     * console.log(String(app.explain({ url: '/planets/mars?lang=de', headers: { accept: 'text/csv, text/html;q=0.5' } })))
     */
    explain (request: RouteRequest): Explanation | undefined
  }
}
