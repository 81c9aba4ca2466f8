/**
 * The step from the handler's payload to content, for one representation: transform, leave what the schema declares, serialize.
 *
 * Compiled at boot per representation and status. In: the payload of a success. Out: content, or a promise of it.
 */
import { Stream, type Readable } from 'node:stream'
import type { AvailableMediaType, NegotiatedRepresentation, SerializeContext, SerializerRoute, Serializer } from '../../types/index.js'
import { PRODUCES_ERR_CONTENT, PRODUCES_ERR_NOT_FINISHED, PRODUCES_ERR_SCHEMA, PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SERIALIZER_MISSING, PRODUCES_ERR_STATUS } from '../errors.js'
import type { MediaType } from '../negotiation/index.js'
import { ANY_SUCCESS, compileProjection, keyFor, type SchemasByStatus } from '../schemas/index.js'
import { isItems, ItemStream, OpenItems } from '../streams/index.js'

/** Content as Fastify sends it; `null` for none. */
export type Content = string | Buffer | Readable | null

/** Renders a payload that is not finished content yet. */
export interface Renderer {
  /** Whether `render` never returns a promise. */
  readonly sync: boolean
  /** Whether it renders nothing: the handler sends finished content. */
  readonly finishedOnly: boolean
  render (payload: unknown, context: SerializeContext): Content | Promise<Content>
}

/** What the renderer of one representation is compiled from. */
export interface RendererOptions {
  /** The method and URL, for errors. */
  readonly route: string
  readonly declared: AvailableMediaType
  readonly mediaType: MediaType
  /** Found in the registry. */
  readonly registered: Serializer | undefined
  readonly schemas: SchemasByStatus
  /** What a serializer is compiled for. */
  readonly compiledFor: Omit<SerializerRoute, 'status'>
}

type Step = (payload: unknown, context: SerializeContext) => unknown

/** Whether a payload is finished content, which is sent as it is: a string, bytes, a stream, a web `Response`. */
export function isFinished (payload: unknown): payload is Exclude<Content, null> {
  // `isView` first: it takes a fifth of the time, and most payloads are data.
  return typeof payload === 'string' || payload instanceof Stream || (ArrayBuffer.isView(payload) && Buffer.isBuffer(payload))
}

/**
 * Compiles the renderer of a representation.
 *
 * @throws PRODUCES_ERR_SERIALIZER_MISSING, PRODUCES_ERR_SCHEMA_MISSING, PRODUCES_ERR_SCHEMA
 */
export function compileRenderer (options: RendererOptions): Renderer {
  const { declared, registered, schemas } = options
  const serializer = declared.serialize ?? registered ?? finishedOnly(options)
  const steps = new Map<string, Step>()
  for (const [status, schema] of schemas.size === 0 ? [[ANY_SUCCESS, undefined] as const] : schemas) {
    steps.set(status, compileStep(options, serializer, status, schema))
  }
  const sync = declared.transform === undefined && (serializer === false || (typeof serializer === 'object' && serializer.sync === true))
  return { sync, finishedOnly: serializer === false, render: compileRender(options, steps) }
}

// Any text may be written by the handler itself; what is not text needs a serializer, or somebody who says that it needs none.
function finishedOnly ({ route, declared, mediaType }: RendererOptions): false {
  if (mediaType.type !== 'text') throw new PRODUCES_ERR_SERIALIZER_MISSING(route, declared.mediaType, declared.mediaType)
  return false
}

function compileStep (options: RendererOptions, serializer: Serializer | false, status: string, schema: unknown): Step {
  const { route, declared: { mediaType }, schemas, compiledFor } = options
  if (serializer === false) {
    return function finishedContent (payload) {
      if (payload === null) return null
      throw new PRODUCES_ERR_NOT_FINISHED(route, mediaType, describe(payload))
    }
  }
  if (schema === undefined && schemas.size > 0) throw new PRODUCES_ERR_SCHEMA_MISSING(route, mediaType, status)
  try {
    if (typeof serializer === 'object') return serializer.compile(schema, { ...compiledFor, status })
    if (schema === undefined) return serializer
    const project = compileProjection(schema, compiledFor.schemas)
    return (payload, context) => serializer(project(payload), context)
  } catch (error) {
    throw new PRODUCES_ERR_SCHEMA(route, mediaType, status, error instanceof Error ? error.message : String(error))
  }
}

function compileRender (options: RendererOptions, steps: ReadonlyMap<string, Step>): Renderer['render'] {
  const { route, declared: { mediaType, transform } } = options
  const byStatus = new Map<number, Step>()
  function stepFor (status: number): Step {
    const known = byStatus.get(status)
    if (known !== undefined) return known
    const step = steps.get(keyFor(status, steps) ?? '')
    if (step === undefined) throw new PRODUCES_ERR_STATUS(route, status, mediaType)
    byStatus.set(status, step)
    return step
  }
  function serialize (payload: unknown, context: SerializeContext): Content | Promise<Content> {
    const step = stepFor(context.reply.statusCode)
    if (!isAsyncItems(payload)) return contentOf(step(payload, context), options, context)
    return closing(OpenItems.of(payload), (items) => contentOf(step(items, context), options, context))
  }
  function finish (transformed: unknown, context: SerializeContext): Content | Promise<Content> {
    return isFinished(transformed) ? contentOf(transformed, options, context) : serialize(transformed, context)
  }
  if (transform === undefined) return serialize
  return function render (payload, context) {
    const transformed = transform(payload, context.negotiated)
    return isPromise(transformed) ? Promise.resolve(transformed).then((value) => finish(value, context)) : finish(transformed, context)
  }
}

function isAsyncItems (payload: unknown): payload is AsyncIterable<unknown> {
  return typeof payload === 'object' && payload !== null && Symbol.asyncIterator in payload
}

/** Closes the handler's items with their reader: a generator that waits for the next one could not be told. */
function closing (items: OpenItems, read: (items: OpenItems) => Content | Promise<Content>): Content | Promise<Content> {
  function close (): void {
    items.return().catch(() => {})
  }
  function closeWith (content: Content): Content {
    if (content instanceof Stream) content.once('close', close)
    else close()
    return content
  }
  try {
    const content = read(items)
    if (!isPromise(content)) return closeWith(content)
    return content.then(closeWith, (error: unknown) => {
      close()
      throw error
    })
  } catch (error) {
    close()
    throw error
  }
}

/** Whether a value is to be waited for. */
export function isPromise (value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function contentOf (serialized: unknown, options: RendererOptions, context: SerializeContext): Content | Promise<Content> {
  return isPromise(serialized) ? Promise.resolve(serialized).then((value) => toContent(value, options, context)) : toContent(serialized, options, context)
}

function toContent (value: unknown, options: RendererOptions, { negotiated }: SerializeContext): Content {
  if (typeof value === 'string') return toBytes(value, options, negotiated)
  // Of a stream in object mode each chunk may be anything.
  if (value === null || (value instanceof Stream && (value as Readable).readableObjectMode !== true)) return value as Content
  if (isItems(value)) return new ItemStream(value, { format: (chunk) => toBytes(chunk, options, negotiated) })
  return toBytes(value, options, negotiated)
}

function toBytes (value: unknown, { route, declared: { mediaType } }: RendererOptions, negotiated: NegotiatedRepresentation): string | Buffer {
  if (typeof value === 'string') {
    if (isUtf8(negotiated)) return value
    throw new PRODUCES_ERR_CONTENT(route, mediaType, `a string is sent as UTF-8, and ${negotiated.charset} was negotiated. Serialize to a Buffer in that charset`)
  }
  if (Buffer.isBuffer(value)) return value
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  throw new PRODUCES_ERR_CONTENT(route, mediaType, `the serializer returned ${describe(value)}, expected a string, bytes, a stream or an async iterable`)
}

/** Whether a string is what was negotiated: Node writes it as UTF-8. */
export function isUtf8 ({ charset }: NegotiatedRepresentation): boolean {
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

function describe (value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : typeof value
}
