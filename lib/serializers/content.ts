/**
 * What a serializer returns, as content that Fastify can send.
 *
 * In: text, bytes, a stream, an iterable, or a promise of one. Out: the same, with every source owned by the answer.
 */
import type { Readable } from 'node:stream'
import type { AvailableMediaType, NegotiatedRepresentation, SerializeContext } from '../../types/index.js'
import { PRODUCES_ERR_CONTENT, PRODUCES_ERR_PAYLOAD } from '../errors.js'
import { describe, PlanFault } from '../schemas/index.js'
import {
  isInObjectMode, isItems, isNodeStream, ItemStream, isWebStream, openItems, type OpenItems, ownContent, PayloadFault
} from '../streams/index.js'

/** Content as Fastify sends it; `null` for none. */
export type Content = string | Buffer | Readable | null

/** Whose content it is, for errors. */
export interface ContentOwner {
  readonly route: string
  readonly declared: Pick<AvailableMediaType, 'mediaType'>
}

/** What was thrown of a payload: with a code, the route and the media type where it is a fault of ours. Nothing would be no error. */
export function nameFault (thrown: unknown, { route, declared: { mediaType } }: ContentOwner): unknown {
  if (thrown instanceof PlanFault) return new PRODUCES_ERR_PAYLOAD(route, mediaType, thrown.message)
  if (thrown instanceof PayloadFault) {
    return Object.assign(new PRODUCES_ERR_CONTENT(route, mediaType, thrown.message), { cause: thrown.cause })
  }
  return thrown ?? new PRODUCES_ERR_CONTENT(route, mediaType, `what serializes it threw ${String(thrown)}`)
}

/** Whether a payload is finished content, which is sent as it is: a string, bytes, a stream. */
export function isFinished (payload: unknown): payload is Exclude<Content, null> {
  // `isView` first: it takes a fifth of the time, and most payloads are data.
  return typeof payload === 'string' || (ArrayBuffer.isView(payload) && Buffer.isBuffer(payload)) || isNodeStream(payload)
}

/** Whether a value has to be awaited. */
export function isPromise (value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

/** Closes the handler's items when whoever reads them is closed: a generator that waits for its next item would not notice. */
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
 * Takes over what a serializer returned. A promise rejects with what is thrown otherwise.
 *
 * @throws PRODUCES_ERR_CONTENT for what is not content, or not in the negotiated charset
 * @throws PRODUCES_ERR_SOURCE for a source that cannot be read
 */
export function toContent (serialized: unknown, owner: ContentOwner, context: SerializeContext): Content | Promise<Content> {
  if (!isPromise(serialized)) return asContent(serialized, owner, context)
  return Promise.resolve(serialized).then((value) => asContent(value, owner, context))
}

function asContent (value: unknown, owner: ContentOwner, { negotiated, reply }: SerializeContext): Content {
  if (typeof value === 'string') return toBytes(value, owner, negotiated)
  if (value === null) return null
  if (isNodeStream(value) && !isInObjectMode(value)) {
    ownContent(value, reply, owner.route)
    return value
  }
  if (!isNodeStream(value) && !isWebStream(value) && !isItems(value)) return toBytes(value, owner, negotiated)
  // The chunks of a stream in object mode may be anything.
  const content = new ItemStream(openItems(value, reply, owner.route), { format: (chunk) => toBytes(chunk, owner, negotiated) })
  ownContent(content, reply, owner.route)
  return content
}

function toBytes (value: unknown, { route, declared: { mediaType } }: ContentOwner, negotiated: NegotiatedRepresentation): string | Buffer {
  if (typeof value === 'string' && !isUtf8(negotiated)) {
    const reason = `a string is sent as UTF-8, and ${negotiated.charset} was negotiated. Serialize to a Buffer in that charset`
    throw new PRODUCES_ERR_CONTENT(route, mediaType, reason)
  }
  const bytes = bytesOf(value)
  if (bytes !== undefined) return bytes
  const reason = `the serializer returned ${describe(value)}, expected a string, bytes, a stream or an async iterable`
  throw new PRODUCES_ERR_CONTENT(route, mediaType, reason)
}

/** Whether a string can be sent in the negotiated charset: Node.js writes it as UTF-8. */
export function isUtf8 ({ charset }: NegotiatedRepresentation): boolean {
  return charset === undefined || charset.toLowerCase() === 'utf-8'
}

/** Text or bytes, as Fastify sends them; `undefined` for anything else. */
export function bytesOf (value: unknown): string | Buffer | undefined {
  if (typeof value === 'string' || Buffer.isBuffer(value)) return value
  return value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : undefined
}
