/**
 * What a serializer returns, as content that Fastify can send.
 *
 * In: text, bytes, a stream, an iterable, or a promise of one. Out: the same, of which every source is owned by the answer.
 */
import type { Readable } from 'node:stream'
import type { AvailableMediaType, NegotiatedRepresentation, SerializeContext } from '../../types/index.js'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { isInObjectMode, isItems, isNodeStream, ItemStream, isWebStream, openItems, type OpenItems, ownContent } from '../streams/index.js'

/** Content as Fastify sends it; `null` for none. */
export type Content = string | Buffer | Readable | null

/** Whose content it is, for errors. */
export interface ContentOf {
  readonly route: string
  readonly declared: Pick<AvailableMediaType, 'mediaType'>
}

/** Whether a payload is finished content, which is sent as it is: a string, bytes, a stream. */
export function isFinished (payload: unknown): payload is Exclude<Content, null> {
  // `isView` first: it takes a fifth of the time, and most payloads are data.
  return typeof payload === 'string' || (ArrayBuffer.isView(payload) && Buffer.isBuffer(payload)) || isNodeStream(payload)
}

/** Whether a value is to be waited for. */
export function isPromise (value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Closes the handler's items with their reader: a generator that waits for the next one could not be told. */
export function closing (items: OpenItems, read: (items: OpenItems) => Content | Promise<Content>): Content | Promise<Content> {
  function closeWith (content: Content): Content {
    if (isNodeStream(content)) content.once('close', () => items.close())
    else items.close()
    return content
  }
  function closeFor (error: unknown): never {
    items.close()
    throw error
  }
  try {
    const content = read(items)
    return isPromise(content) ? content.then(closeWith, closeFor) : closeWith(content)
  } catch (error) {
    return closeFor(error)
  }
}

/**
 * @throws PRODUCES_ERR_CONTENT for what is no content, or not in the charset that was negotiated; a promise rejects with it
 * @throws PRODUCES_ERR_SOURCE for a source of which nothing can be read
 */
export function toContent (serialized: unknown, owner: ContentOf, context: SerializeContext): Content | Promise<Content> {
  return isPromise(serialized) ? Promise.resolve(serialized).then((value) => contentOf(value, owner, context)) : contentOf(serialized, owner, context)
}

function contentOf (value: unknown, owner: ContentOf, { negotiated, reply }: SerializeContext): Content {
  if (typeof value === 'string') return toBytes(value, owner, negotiated)
  if (value === null) return null
  if (isNodeStream(value) && !isInObjectMode(value)) {
    ownContent(value, reply, owner.route)
    return value
  }
  if (!isNodeStream(value) && !isWebStream(value) && !isItems(value)) return toBytes(value, owner, negotiated)
  // Of a stream in object mode each chunk may be anything.
  const content = new ItemStream(openItems(value, reply, owner.route), { format: (chunk) => toBytes(chunk, owner, negotiated) })
  ownContent(content, reply, owner.route)
  return content
}

function toBytes (value: unknown, { route, declared: { mediaType } }: ContentOf, negotiated: NegotiatedRepresentation): string | Buffer {
  if (typeof value === 'string' && !isUtf8(negotiated)) {
    throw new PRODUCES_ERR_CONTENT(route, mediaType, `a string is sent as UTF-8, and ${negotiated.charset} was negotiated. Serialize to a Buffer in that charset`)
  }
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytes
  throw new PRODUCES_ERR_CONTENT(route, mediaType, `the serializer returned ${describe(value)}, expected a string, bytes, a stream or an async iterable`)
}

/** Whether a string is what was negotiated: Node writes it as UTF-8. */
export function isUtf8 ({ charset }: NegotiatedRepresentation): boolean {
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

/** Text or bytes, as Fastify sends them; `undefined` of anything else. */
export function bytesOf (value: unknown): string | Buffer | undefined {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined
}

/** `null`, `an array`, `an object`, or the type of a value. */
export function describe (value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'an array' : typeof value === 'object' ? 'an object' : typeof value
}
