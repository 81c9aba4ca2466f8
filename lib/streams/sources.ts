/**
 * What a handler may hand over instead of data: something to be read bit by bit.
 *
 * Known by what they can do rather than by their class: streams of `readable-stream` and of other realms are streams too.
 */
import type { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'

/** Items one by one. */
export type Items = AsyncIterable<unknown> | Iterable<unknown>

/** What can be read bit by bit: items, or the chunks of content. */
export type Source = Items | Readable | WebStream

/**
 * Whether a value gives items one by one: an async iterable, or a generator. An array is no such thing, and neither is a `Set` or
 * `Map`: who writes JSON of it gets nothing either.
 */
export function isItems (value: unknown): value is Items {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || (Symbol.iterator in value && 'next' in value))
}

/** Whether a value is a stream of Node.js, of any version of it. */
export function isNodeStream (value: unknown): value is Readable {
  return typeof value === 'object' && value !== null && 'pipe' in value && typeof value.pipe === 'function'
}

/** Whether a value is a web stream. */
export function isWebStream (value: unknown): value is WebStream {
  return typeof value === 'object' && value !== null && 'getReader' in value && typeof value.getReader === 'function'
}

/** Whether a value is to be read bit by bit: items, or the chunks of content. */
export function isSource (value: unknown): value is Source {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && (isNodeStream(value) || isWebStream(value) || isItems(value))
}

/** What streams of every age keep of themselves, since before Node said it of them. */
type AnyReadable = Readable & {
  readonly _readableState?: { readonly objectMode?: boolean, readonly endEmitted?: boolean, readonly closeEmitted?: boolean }
}

/** Whether a stream of Node.js gives items. One that is not in object mode gives content: text or bytes, cut anywhere. */
export function isInObjectMode (stream: AnyReadable): boolean {
  return stream.readableObjectMode ?? stream._readableState?.objectMode ?? false
}

/** Whether a stream of Node.js has been read to its end. */
export function hasEnded (stream: AnyReadable): boolean {
  return stream.readableEnded ?? stream._readableState?.endEmitted ?? false
}

/** Whether a stream has said all that it will: `closed` says so before it has told what it failed with. */
export function hasClosed (stream: AnyReadable): boolean {
  return stream._readableState?.closeEmitted ?? stream.closed
}

/**
 * Why nothing can be read of a stream that is over or out of reach; `undefined` where something can.
 *
 * A stream that somebody has read to its end looks like an empty one, and would be taken for it.
 */
export function faultOf (stream: Readable): string | undefined {
  if (stream.errored != null) return `had failed before it was sent: ${String(stream.errored)}`
  if (hasEnded(stream)) return 'had been read to its end before it was sent'
  if (stream.destroyed) return 'had been destroyed before it was sent'
  // A Writable has `pipe` as well.
  return typeof stream.read === 'function' || stream.readable ? undefined : 'cannot be read'
}
