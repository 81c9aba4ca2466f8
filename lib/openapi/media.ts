/**
 * The content of a response: a Media Type Object for each representation.
 *
 * In: the representations of a route, and the key of a status. Out: `content`, and the components that it refers to.
 * @see https://spec.openapis.org/oas/v3.2.0.html#media-type-object
 */
import type { TrackedRoute } from '../boot/index.js'
import { isJson, type MediaType, mediaTypes, parseMediaType, precedenceOf } from '../negotiation/index.js'
import { ANY_SUCCESS, contentKeyOf, isObject, type Schema, type Schemas, type SchemasByStatus, type Shape, shapeOf } from '../schemas/index.js'
import { Components } from './components.js'
import { type ContentKind, contentKindOf, isText } from './content-kinds.js'
import { renderedExamples } from './examples.js'
import { isAtLeast } from './keywords.js'
import { examplesOf } from './schemas.js'

/** One media type that can be selected, with the schemas that shape it. */
export interface Representation {
  /** In the declared spelling. */
  readonly name: string
  readonly mediaType: MediaType
  /** Whether the schema is the representation's own, for every status. */
  readonly own: boolean
  /** Whether the handler, or `transform`, writes the content. */
  readonly finished: boolean
  /** Of what is written. */
  readonly byStatus: SchemasByStatus
  /** Of the payloads that it is made of: an envelope, where rows are written. */
  readonly payloads: SchemasByStatus
}

/** Where the content stands. */
export interface ContentOptions {
  readonly route: TrackedRoute
  readonly representations: readonly Representation[]
  /** `schema.response` of the route. */
  readonly response: Schema
  /** The key of the status in it. */
  readonly status: string
  /** What the user has under `content` of that status. */
  readonly written: Schema
  /** What a component is called. */
  readonly name: string
  readonly version: string
  readonly schemas: Schemas
}

/** `content`, and the components that it refers to. */
export interface DocumentedContent {
  readonly content: Schema
  readonly definitions: readonly Schema[]
}

/** How a schema has to do with the content. */
type Form =
  /** Describes the content. */
  | 'whole'
  /** Describes the content and, with its items, each item of it. */
  | 'items'
  /** Describes each item. */
  | 'item'
  /** Describes the data of events. */
  | 'events'
  /** Describes the data that the text or the bytes are made from. */
  | 'source'
  /** Says nothing about it. */
  | 'none'

interface Described {
  readonly representation: Representation
  readonly form: Form
  readonly schema: unknown
  /** That of the payload. */
  readonly payload: unknown
}

/** Every media type of the route, in the order of declaration, followed by the rest of what the user has under `content`. */
export function documentedContent (options: ContentOptions): DocumentedContent {
  const { representations, written } = options
  const described = representations.map((representation) => describe(representation, options))
  const components = new Components(described.flatMap(usesOf), { ...options, application: options.route.instance.server })
  const content: Record<string, unknown> = {}
  for (const each of described) {
    const { name, mediaType } = each.representation
    const range = Object.keys(written).find((range) => isSame(range, mediaType)) ?? name
    content[range] = mergeMedia(written[range], mediaFor(each, components, options))
  }
  const others = Object.entries(written).filter(([range]) => !Object.hasOwn(content, range))
  return { content: { ...content, ...Object.fromEntries(others) }, definitions: components.definitions }
}

function isSame (range: string, mediaType: MediaType): boolean {
  const parsed = parseMediaType(range)
  return parsed !== undefined && mediaTypes.canonical(parsed) === mediaTypes.canonical(mediaType)
}

// A Media Type Object has `example` or `examples`, not both; whoever writes `itemSchema` knows what the content is.
function mergeMedia (written: unknown, media: Schema): Schema {
  if (!isObject(written)) return media
  if ('itemSchema' in written) return written
  const { example, examples, ...rest } = media
  return 'example' in written || 'examples' in written ? { ...written, ...rest } : { ...written, ...media }
}

function describe (representation: Representation, { response, status, version, schemas }: ContentOptions): Described {
  const { mediaType, own, finished, byStatus, payloads } = representation
  const key = own ? ANY_SUCCESS : byStatus.has(status.toLowerCase()) ? status.toLowerCase() : 'default'
  const schema = byStatus.get(key)
  const explicit = own || isNamed(mediaType, response, key)
  // choice: nothing checks finished content. So a schema counts for it only where it is declared for this media type.
  const form = finished && !explicit ? 'none' : formFor(contentKindOf(mediaType), { schema, explicit, finished, version, schemas })
  return { representation, form, schema, payload: payloads.get(key) }
}

/** Whether a schema stands under a media range that the media type is in, rather than on the status, or under another JSON. */
function isNamed (mediaType: MediaType, response: Schema, status: string): boolean {
  const range = contentKeyOf(mediaType, response, status)
  return range !== undefined && precedenceOf(range, mediaType) > 0
}

interface Declared extends Pick<ContentOptions, 'version' | 'schemas'>, Pick<Representation, 'finished'> {
  readonly schema: unknown
  readonly explicit: boolean
}

function formFor (kind: ContentKind, declared: Declared): Form {
  const { schema, finished, version } = declared
  if (isAtLeast(version, 2)) {
    if (kind === 'items') return itemsForm(declared)
    if (kind === 'events' && !finished) return 'events'
  }
  if (kind === 'data' || kind === 'items') return schema === undefined ? 'none' : 'whole'
  return textForm(declared)
}

function textForm ({ schema, explicit, schemas }: Declared): Form {
  if (!isObject(schema) || Object.keys(schema).length === 0) return 'none'
  return explicit && isString(schema, schemas) ? 'whole' : 'source'
}

function itemsForm ({ schema, schemas }: Declared): Form {
  if (schema === undefined) return 'item'
  if (itemsOf(schema, schemas) !== undefined) return 'items'
  return isArray(schema, schemas) ? 'whole' : 'item'
}

function isString (schema: unknown, schemas: Schemas): boolean {
  const types = shapeIn(schema, schemas)?.schemas.flatMap(({ type }) => type ?? []) ?? []
  return types.length > 0 && types.every((type) => type === 'string')
}

function isArray (schema: unknown, schemas: Schemas): boolean {
  return shapeIn(schema, schemas)?.items !== undefined
}

function shapeIn (schema: unknown, schemas: Schemas): Shape | undefined {
  try {
    return shapeOf(schema, schemas)
  } catch {
    // A `$ref` that cannot be resolved is a fault of boot, unless the handler finishes the content.
    return undefined
  }
}

/** The schema of any item of an array, where one schema has it under `items`. */
function itemsOf (schema: unknown, schemas: Schemas): unknown {
  if (!isObject(schema)) return undefined
  const { $ref } = schema
  if (typeof $ref !== 'string') return Array.isArray(schema.items) ? undefined : schema.items
  const [id = '', pointer = ''] = $ref.split('#')
  const target = pointer === '' ? schemas[id] : undefined
  const items = itemsOf(target, schemas)
  return items === undefined || '$ref' in (target as Schema) ? items : { $ref: `${id}#/items` }
}

function usesOf ({ form, schema }: Described): readonly unknown[] {
  if (form === 'none') return []
  return form === 'items' || form === 'item' ? [schema, schema] : [schema]
}

function mediaFor (described: Described, components: Components, options: ContentOptions): Schema {
  const { representation, form, schema } = described
  switch (form) {
    case 'whole': return { schema: components.at(schema), ...examplesOf(schema) }
    case 'items': return { schema: components.at(schema), itemSchema: itemSchemaFor(schema, components, options), ...examplesOf(schema) }
    case 'item': return { schema: { type: 'array', items: components.at(schema ?? true) }, itemSchema: components.at(schema ?? true) }
    case 'events': return { schema: { type: 'array' }, itemSchema: eventFor(schema, components, options) }
    case 'source': return { schema: sourced(representation, components.at(schema), options), ...exampleTexts(described, options) }
    case 'none': return { schema: unshaped(representation, options) }
  }
}

function itemSchemaFor (schema: unknown, components: Components, { schemas }: ContentOptions): unknown {
  return components.within(schema as Schema, '/items') ?? components.at(itemsOf(schema, schemas))
}

/** An event as OpenAPI reads it: an object of its fields, of which `data` is text. */
function eventFor (schema: unknown, components: Components, options: ContentOptions): Schema {
  const items = itemsOf(schema, options.schemas)
  const one = schema === undefined || (items === undefined && isArray(schema, options.schemas)) ? true : schema
  const item = items === undefined ? components.at(one) : itemSchemaFor(schema, components, options)
  return {
    type: 'object',
    required: ['data'],
    properties: {
      data: { type: 'string', contentMediaType: 'application/json', contentSchema: item },
      event: { type: 'string' },
      id: { type: 'string' },
      retry: { type: 'integer', minimum: 0 }
    }
  }
}

/**
 * Text or bytes that are made from data.
 *
 * choice: `contentSchema` is the keyword for it. Before 3.1 there was none, and an extension has its place.
 */
function sourced ({ name, mediaType }: Representation, schema: unknown, { version }: ContentOptions): Schema {
  const text = isText(mediaType)
  if (!isAtLeast(version, 1)) return { type: 'string', ...(text ? {} : { format: 'binary' }), 'x-content-schema': schema }
  return { ...(text ? { type: 'string' } : {}), contentMediaType: name, contentSchema: schema }
}

function exampleTexts ({ representation: { name, finished, mediaType }, payload }: Described, options: ContentOptions): Schema {
  if (finished || contentKindOf(mediaType) !== 'text') return {}
  return renderedExamples(payload as Schema, { ...options, mediaType: name })
}

/** What is known of content without a schema: JSON and its like may be anything, text is a string. */
function unshaped ({ name, mediaType, finished }: Representation, { version }: ContentOptions): Schema {
  if (isJson(mediaType)) return {}
  if (isText(mediaType)) return { type: 'string' }
  if (!finished && contentKindOf(mediaType) === 'data') return {}
  // From 3.1 on bytes have no type, as JSON has none for them.
  return isAtLeast(version, 1) ? { contentMediaType: name } : { type: 'string', format: 'binary' }
}
