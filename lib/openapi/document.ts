/**
 * What an API document shows of a route that produces.
 *
 * In: a declared route, its schema, and the version of OpenAPI. Out: the schema that @fastify/swagger reads in place of the route's own,
 * with every media type under each success status, the 406, `Vary`, `Content-Language` and `Accept-Language`. What the user has
 * written is kept, and wins.
 * @see https://spec.openapis.org/oas/v3.1.1.html#responses-object
 */
import type { FastifySchema } from 'fastify'
import { checkDeclaredRoute, type DeclaredRoute, type Produces, scopeOf } from '../boot/index.js'
import {
  type Dimension, isJson, type MediaType, mediaTypes, type Negotiation, otherDimensions, parseMediaType
} from '../negotiation/index.js'
import { NotAcceptable } from '../reply/index.js'
import {
  ANY_SUCCESS, contentOf, isObject, jsonSchemaOf, type ResponseSchemas, type Schema, type Schemas, type SchemasByStatus, schemasOf
} from '../schemas/index.js'
import { declaresField, mediaOf, withField } from './schemas.js'

/** What the responses of one route are written from. */
interface Documented {
  /** The version of OpenAPI: `3.0.3`. */
  readonly version: string
  readonly negotiation: Negotiation
  readonly representations: readonly Representation[]
  readonly response: NonNullable<ResponseSchemas>
  /** Those of `addSchema`, by `$id`. */
  readonly schemas: Schemas
}

/** One media type that can be selected, with the schemas that shape it. */
interface Representation {
  /** In the declared spelling. */
  readonly name: string
  readonly mediaType: MediaType
  /** Whether the schema is the representation's own, for every status. */
  readonly own: boolean
  readonly byStatus: SchemasByStatus
}

/**
 * The schema of a route, as documents show it.
 *
 * @param own the route's own schema, or what a transform has made of it
 * @returns `own` where there is nothing to add
 */
export function documentedSchema<Own extends FastifySchema | undefined> (
  route: DeclaredRoute, own: Own, version: string
): FastifySchema | Own {
  const scope = scopeOf(route.instance)
  if (scope === undefined) return own
  const { produces, negotiation } = checkDeclaredRoute(route, scope)
  const schema = (own ?? {}) as Schema
  const response = (schema.response ?? {}) as NonNullable<ResponseSchemas>
  if (schema.hide === true || hasForeign(schema, response, produces)) return own
  const schemas = route.instance.getSchemas()
  const representations = produces.mediaTypes.filter(({ quality }) => quality !== 0).map((declared): Representation => {
    const mediaType = parseMediaType(declared.mediaType) as MediaType
    const { schema } = declared
    return { name: declared.mediaType, mediaType, own: schema !== undefined, byStatus: schemasOf(mediaType, schema, response) }
  })
  const headers = documentedFields(schema.headers, negotiation, schemas)
  return {
    ...schema,
    ...(headers === undefined ? {} : { headers }),
    response: documentedResponses({ version, negotiation, representations, response, schemas })
  } as FastifySchema
}

/**
 * Whether any schema is not JSON Schema but, say, a Zod schema, which a `transform` of the user's converts.
 *
 * choice: then the whole route is shown as its user wrote it, because such a transform throws at schemas it does not know.
 */
function hasForeign (schema: Schema, response: Schema, { mediaTypes }: Produces): boolean {
  const { body, querystring, query, params, headers } = schema
  const responses = Object.values(response).flatMap((entry) => {
    return [entry, ...Object.values(contentOf(entry) ?? {}).map((media) => media.schema)]
  })
  return [body, querystring, query, params, headers, ...responses, ...mediaTypes.map((declared) => declared.schema)].some(isForeign)
}

function isForeign (schema: unknown): boolean {
  const known = jsonSchemaOf(schema)
  return isObject(known) && ('~standard' in known || ![Object.prototype, null].includes(Object.getPrototypeOf(known) as object | null))
}

/** A dimension whose selected value is in a field of the answer. */
interface AnsweredDimension {
  readonly dimension: Dimension
  readonly responseField: string
  /** The values that the route has available. */
  readonly values: readonly string[]
}

function answeredDimensions ({ dimensions }: Negotiation): AnsweredDimension[] {
  return otherDimensions.flatMap((dimension) => {
    const { name, responseField } = dimension
    const declared = dimensions.find((declared) => declared.name === name)
    return responseField === undefined || declared === undefined ? [] : [{ dimension, responseField, values: declared.available }]
  })
}

/**
 * Adds the request fields whose counterpart is in the answer, as `Content-Language` is that of `Accept-Language`. `Accept` cannot be
 * added: parameters called `Accept`, `Content-Type` or `Authorization` "SHALL be ignored".
 */
function documentedFields (headers: unknown, negotiation: Negotiation, schemas: Schemas): unknown {
  return answeredDimensions(negotiation).reduce((documented, { dimension, values }) => {
    const { field } = dimension
    if (!negotiation.vary.split(', ').includes(field) || declaresField(headers, field, schemas)) return documented
    return withField(documented, dimension, values)
  }, headers)
}

function documentedResponses (route: Documented): Schema {
  const { response, negotiation } = route
  const documented: Record<string, unknown> = { ...response }
  for (const key of successKeys(response)) documented[key] = documentedSuccess(route, key)
  if (canRefuse(negotiation) && documented[406] === undefined) documented[406] = notAcceptable(negotiation)
  return documented
}

/** The declared success statuses that have content. 200 if none is declared: a document takes `default` for an error. */
function successKeys (response: NonNullable<ResponseSchemas>): string[] {
  const declared = Object.keys(response).filter((key) => /^2/.test(key))
  return declared.length === 0 ? ['200'] : declared.filter((key) => !/^20[45]$/.test(key))
}

function canRefuse ({ dimensions }: Negotiation): boolean {
  return dimensions.some(({ strict }) => strict)
}

function notAcceptable ({ vary }: Negotiation): Schema {
  return {
    description: 'No representation is acceptable to the client',
    headers: { Vary: varyField(vary) },
    content: { 'application/problem+json': { schema: NotAcceptable } }
  }
}

/** A response with the fields and media types of the route, in the form that @fastify/swagger leaves as it is. */
function documentedSuccess (route: Documented, key: string): unknown {
  const entry = (jsonSchemaOf(route.response[key]) ?? {}) as Schema
  const headers = documentedHeaders(entry.headers, route.negotiation)
  // @fastify/swagger shows this as a response without content.
  if (entry.type === 'null') return { ...entry, headers }
  const written = contentOf(entry)
  const content = documentedContent(route, key, written ?? {})
  if (written !== undefined) return { ...entry, headers, content, ...definedIn(content) }
  const described = entry['x-response-description']
  return {
    description: entry.description ?? descriptionOf(entry, route.schemas) ?? 'The selected representation',
    ...(described === undefined ? {} : { 'x-response-description': described }),
    headers,
    content,
    ...definedIn(content)
  }
}

/**
 * @fastify/swagger turns nested schemas with an `$id` into components, but finds them only under the keywords of JSON Schema, not under
 * `content`. So they are repeated under `allOf`, which it does not show for a response that has content.
 */
function definedIn (content: Schema): Schema {
  const schemas = Object.values(content).map((media) => (media as Schema).schema).filter(holdsId)
  return schemas.length === 0 ? {} : { allOf: schemas }
}

function holdsId (schema: unknown): boolean {
  return isObject(schema) && (typeof schema.$id === 'string' || Object.values(schema).some(holdsId))
}

/** Every media type of the route, in the order of declaration, followed by the rest of what the user has under `content`. */
function documentedContent ({ representations, version }: Documented, key: string, written: Schema): Schema {
  const content: Record<string, unknown> = {}
  for (const representation of representations) {
    const { name, mediaType, own } = representation
    const schema = schemaFor(representation, key)
    const media = mediaOf(withoutResponse(schema) ?? unshaped(mediaType), version)
    const range = Object.keys(written).find((range) => isSame(range, mediaType))
    if (range === undefined) content[name] = media
    else content[range] = own ? replaceSchema(written[range] as Schema, media) : { ...written[range] as Schema, schema }
  }
  return { ...content, ...Object.fromEntries(Object.entries(written).filter(([range]) => !Object.hasOwn(content, range))) }
}

// A Media Type Object has `example` or `examples`, not both.
function replaceSchema (written: Schema, media: Schema): Schema {
  return 'example' in written || 'examples' in written ? { ...written, schema: media.schema } : { ...written, ...media }
}

function isSame (range: string, mediaType: MediaType): boolean {
  const parsed = parseMediaType(range)
  return parsed !== undefined && mediaTypes.canonical(parsed) === mediaTypes.canonical(mediaType)
}

function schemaFor ({ own, byStatus }: Representation, key: string): unknown {
  const status = key.toLowerCase()
  return own ? byStatus.get(ANY_SUCCESS) : byStatus.get(byStatus.has(status) ? status : 'default')
}

/** The schema of a status also holds members of the response, which are no part of the schema. */
function withoutResponse (schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const { headers, 'x-response-description': described, ...rest } = schema
  return rest
}

/** What is known of content without a schema: JSON may be anything, and a text format is a string. */
function unshaped (mediaType: MediaType): Schema {
  return !isJson(mediaType) && (mediaType.type === 'text' || mediaType.charsets.length > 0) ? { type: 'string' } : {}
}

function documentedHeaders (headers: unknown, negotiation: Negotiation): Schema {
  const { vary } = negotiation
  const documented: Record<string, unknown> = { ...headers as object }
  const present = Object.keys(documented).map((name) => name.toLowerCase())
  for (const { dimension: { name }, responseField, values } of answeredDimensions(negotiation)) {
    if (present.includes(responseField.toLowerCase())) continue
    documented[responseField] = { type: 'string', enum: values, description: `The ${name} of the selected representation` }
  }
  if (vary !== '' && !present.includes('vary')) documented.Vary = varyField(vary)
  return documented
}

// An example rather than a constant: other plugins add the fields that their part of the answer depends on.
function varyField (vary: string): Schema {
  return { type: 'string', example: vary, description: 'The request fields that select the representation' }
}

function descriptionOf ({ $ref }: Schema, schemas: Schemas): unknown {
  const shared = typeof $ref === 'string' ? schemas[$ref.split('#', 1)[0] as string] : undefined
  return isObject(shared) ? shared.description : undefined
}
