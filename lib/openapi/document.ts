/**
 * What an API document shows of a route that produces.
 *
 * In: a declared route, its schema, and the version of OpenAPI. Out: the schema that @fastify/swagger reads in place of the route's own,
 * with every media type under each success status, the 406, `Vary`, `Content-Language` and `Accept-Language`. What the user has
 * written is kept, and wins.
 * @see https://spec.openapis.org/oas/v3.1.1.html#responses-object
 */
import type { FastifySchema } from 'fastify'
import { checkDeclaredRoute, nameOf, type Produces, registryOf, scopeOf, type TrackedRoute } from '../boot/index.js'
import { type Dimension, type MediaType, type Negotiation, otherDimensions, parseMediaType } from '../negotiation/index.js'
import { NotAcceptable } from '../reply/index.js'
import { contentOf, isObject, jsonSchemaOf, type ResponseSchemas, type Schema, type Schemas, schemasOf } from '../schemas/index.js'
import { findRows } from '../serializers/index.js'
import { describedSchemas } from './described.js'
import { isAtLeast } from './keywords.js'
import { documentedContent, type Representation } from './media.js'
import { declaresField, withField } from './schemas.js'

/** What the responses of one route are written from. */
interface Documented {
  readonly route: TrackedRoute
  /** The version of OpenAPI: `3.0.3`. */
  readonly version: string
  readonly negotiation: Negotiation
  readonly representations: readonly Representation[]
  readonly response: NonNullable<ResponseSchemas>
  /** Those of `addSchema`, by `$id`. */
  readonly schemas: Schemas
}

/**
 * The schema of a route, as documents show it.
 *
 * @param own the route's own schema, or what a transform has made of it
 * @param isAlone whether nobody else converts the schemas of other libraries
 * @returns `own` where there is nothing to add
 */
export function documentedSchema<Own extends FastifySchema | undefined> (
  route: TrackedRoute, own: Own, version: string, isAlone = false
): FastifySchema | Own {
  const scope = scopeOf(route.instance)
  if (scope === undefined) return own
  const { produces, negotiation } = checkDeclaredRoute(route, scope)
  const schema = shownSchema(own, produces.mediaTypes, isAlone)
  if (schema === undefined) return own
  const response = (schema.response ?? {}) as NonNullable<ResponseSchemas>
  if (!canShow(route, version)) return { ...schema, hide: true } as FastifySchema
  const schemas = route.instance.getSchemas()
  const representations = produces.mediaTypes.filter(({ quality }) => quality !== 0)
    .map((declared) => representationOf(declared, { route, response, schemas }))
  const headers = documentedFields(schema.headers, negotiation, schemas)
  return {
    ...schema,
    ...(headers === undefined ? {} : { headers }),
    response: documentedResponses({ route, version, negotiation, representations, response, schemas })
  } as FastifySchema
}

/** As JSON Schema; `undefined` for one that is not shown, or that somebody else converts. */
function shownSchema (own: FastifySchema | undefined, mediaTypes: Produces['mediaTypes'], isAlone: boolean): Schema | undefined {
  const given = (own ?? {}) as Schema
  if (given.hide === true || (!isAlone && hasForeign(given, mediaTypes))) return undefined
  const schema = describedSchemas(given)
  return hasForeign(schema, []) ? undefined : schema
}

function representationOf (
  declared: Produces['mediaTypes'][number], { route, response, schemas }: Pick<Documented, 'route' | 'response' | 'schemas'>
): Representation {
  const mediaType = parseMediaType(declared.mediaType) as MediaType
  const { mediaType: name, schema, rows, serialize = registryOf(route.instance).find(mediaType) ?? false } = declared
  const payloads = schemasOf(mediaType, schema, response)
  const found = findRows({ route: nameOf(route.options), mediaType: name, rows, schemas: payloads, shared: schemas }, serialize)
  const byStatus = found === undefined ? payloads : new Map([...payloads, ...found.byStatus])
  return { name, mediaType, own: schema !== undefined, finished: serialize === false, byStatus, payloads }
}

/** Before 3.2 a document has no place for QUERY: @fastify/swagger would write one that is not valid. */
function canShow ({ options: { method } }: TrackedRoute, version: string): boolean {
  return isAtLeast(version, 2) || [method].flat().some((method) => method !== 'QUERY')
}

/**
 * Whether any schema is not JSON Schema but, say, a Zod schema, which a `transform` of the user's converts.
 *
 * choice: then the whole route is shown as its user wrote it, because such a transform throws at schemas it does not know.
 */
function hasForeign (schema: Schema, mediaTypes: Produces['mediaTypes']): boolean {
  const { body, querystring, query, params, headers, response } = schema
  const responses = Object.values(response ?? {}).flatMap((entry) => {
    return [entry, ...Object.values(contentOf(entry) ?? {}).map((media) => media.schema)]
  })
  return [body, querystring, query, params, headers, ...responses, ...mediaTypes.map((declared) => declared.schema)].some(isNoJsonSchema)
}

/** Also after what describes itself has been converted. */
function isNoJsonSchema (schema: unknown): boolean {
  let known: unknown
  try {
    known = jsonSchemaOf(schema)
  } catch {
    return true
  }
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
  const name = componentName(route.route, key)
  const { content, definitions } = documentedContent({ ...route, status: key, written: written ?? {}, name })
  if (written !== undefined) return { ...entry, headers, content, ...definedIn(content, definitions) }
  const described = entry['x-response-description']
  return {
    description: entry.description ?? descriptionOf(entry, route.schemas) ?? 'The selected representation',
    ...(described === undefined ? {} : { 'x-response-description': described }),
    headers,
    content,
    ...definedIn(content, definitions)
  }
}

/** `GetPlanetsId200` */
function componentName ({ options: { method, url } }: TrackedRoute, status: string): string {
  const words = [[method].flat()[0]?.toLowerCase(), ...url.split(/[^A-Za-z0-9]+/), status.toUpperCase()]
  return words.map((word = '') => word.slice(0, 1).toUpperCase() + word.slice(1)).join('')
}

/**
 * @fastify/swagger turns nested schemas with an `$id` into components, but finds them only under the keywords of JSON Schema, not under
 * `content`. So they are repeated under `allOf`, which it does not show for a response that has content.
 */
function definedIn (content: Schema, definitions: readonly Schema[]): Schema {
  const schemas = [...definitions, ...Object.values(content).map((media) => (media as Schema).schema).filter(holdsId)]
  return schemas.length === 0 ? {} : { allOf: schemas }
}

function holdsId (schema: unknown): boolean {
  return isObject(schema) && (typeof schema.$id === 'string' || Object.values(schema).some(holdsId))
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
