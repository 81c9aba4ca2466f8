/**
 * Streams of items, as a handler may return them beside streams of content: which of the two it is, only the first chunk says.
 *
 * In: a stream in object mode, or a web stream. Out: a stream to read from, and whether there are items in it.
 */
import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'

/** A web stream as a stream of Node.js; such a one as it is. */
export function readableOf (stream: Readable | ReadableStream): Readable {
  return stream instanceof Readable ? stream : Readable.fromWeb(stream as WebStream, { objectMode: true })
}

/**
 * Whether a stream gives items: its first chunk is neither text nor bytes. Waits for it, and leaves it in the stream.
 *
 * choice: a stream without a chunk has no items: an empty array is what the client asked for.
 *
 * @throws what the stream fails with before its first chunk
 */
export function startsWithItem (stream: Readable): Promise<boolean> {
  return new Promise((resolve, reject) => {
    function look (): void {
      const first: unknown = stream.read()
      if (first === null) return
      settle(typeof first !== 'string' && !(first instanceof Uint8Array))
      stream.unshift(first)
    }
    function end (): void {
      settle(true)
    }
    function settle (items: boolean): void {
      stream.off('readable', look).off('end', end).off('close', end).off('error', reject)
      resolve(items)
    }
    stream.on('readable', look).on('end', end).on('close', end).on('error', reject)
  })
}
