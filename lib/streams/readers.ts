/**
 * Reading a source, whichever it is, with one interface.
 *
 * A source may fail at any time, also when nobody waits for it. So a reader listens from the moment it has the source until that has
 * closed: what the source says then is thrown when it is read next, or else goes to `stray`.
 */
import type { Readable } from 'node:stream'
import type { ReadableStream as WebStream, ReadableStreamDefaultReader } from 'node:stream/web'
import { PayloadFault } from './payload-fault.js'
import { faultOf, hasClosed, hasEnded, isNodeStream, isWebStream, type Items, type Source } from './sources.js'

export type Result = IteratorResult<unknown>

export interface Reader {
  /** The next item; a promise where it has to be waited for. Throws or rejects with what the source fails with. One at a time. */
  next (): Result | Promise<Result>
  /** Closes the source, also while somebody waits for its next item. Throws nothing. */
  close (): void
}

/** Takes what a source fails with when nobody is left to be told. */
export type Stray = (error: unknown) => void

/**
 * @throws TypeError for a web stream that somebody else reads
 * @throws Error for a stream that is over
 */
export function readerOf (source: Source, stray: Stray): Reader {
  if (isNodeStream(source)) return new StreamReader(source, stray)
  return isWebStream(source) ? new WebReader(source, stray) : new IteratorReader(source, stray)
}

const DONE: Result = Object.freeze({ done: true, value: undefined })

/** A stream of Node.js. Its own iterator begins to listen when it is asked for its first chunk, and tells nothing of a close. */
class StreamReader implements Reader {
  readonly #stream: Readable
  readonly #stray: Stray
  #ended = false
  #closed = false
  #failure: { readonly error: unknown } | undefined
  /** What has been thrown of it. */
  #told: unknown
  #waiting: { readonly resolve: (result: Result | Promise<Result>) => void, readonly reject: (error: unknown) => void } | undefined
  #listens = false

  constructor (stream: Readable, stray: Stray) {
    this.#stream = stream
    this.#stray = stray
    const fault = faultOf(stream)
    stream.on('error', this.#fail).on('end', this.#end).on('close', this.#close)
    if (fault === undefined) return
    this.#closed = true
    this.#told = stream.errored
    if (hasClosed(stream)) this.#release()
    throw new Error(`the stream ${fault}`, { cause: stream.errored })
  }

  next (): Result | Promise<Result> {
    if (this.#failure !== undefined) throw this.#tell(this.#failure.error)
    if (this.#closed) return DONE
    const chunk: unknown = this.#stream.destroyed ? null : this.#stream.read()
    if (chunk !== null) return { done: false, value: chunk }
    if (this.#ended) return DONE
    if (!this.#listens) this.#stream.on('readable', this.#settle)
    this.#listens = true
    return new Promise((resolve, reject) => { this.#waiting = { resolve, reject } })
  }

  close (): void {
    if (this.#failure !== undefined && this.#failure.error !== this.#told) this.#stray(this.#tell(this.#failure.error))
    if (this.#closed || this.#ended) return
    this.#closed = true
    this.#settle()
    // Also after a failure: a stream may say that it has failed, and go on.
    destroy(this.#stream, this.#stray)
  }

  #tell (error: unknown): unknown {
    this.#told = error
    return error
  }

  readonly #settle = (): void => {
    const waiting = this.#waiting
    if (waiting === undefined) return
    this.#waiting = undefined
    try {
      waiting.resolve(this.next())
    } catch (error) {
      waiting.reject(error)
    }
  }

  readonly #end = (): void => {
    this.#ended = true
    this.#settle()
  }

  readonly #fail = (error: unknown): void => {
    if (this.#ended || this.#closed) {
      if (error !== this.#told) this.#stray(error)
      return
    }
    this.#failure = { error }
    this.#settle()
  }

  // The last that a stream says, unless somebody else has said it for the stream.
  readonly #close = (): void => {
    if (this.#stream.destroyed) this.#release()
    if (this.#ended || this.#closed || this.#failure !== undefined) return
    if (hasEnded(this.#stream)) return this.#end()
    this.#fail(new PayloadFault('the stream was destroyed before its end'))
  }

  #release (): void {
    this.#stream.off('error', this.#fail).off('end', this.#end).off('close', this.#close).off('readable', this.#settle)
  }
}

/** Destroys a stream. Streams older than `destroy` have nothing to be closed with; in those older than Node's 14 it may throw. */
export function destroy (stream: Readable, stray: Stray): void {
  try {
    stream.destroy?.()
  } catch (error) {
    stray(error)
  }
}

/** A web stream. Node's own conversion takes `null` for its end. */
class WebReader implements Reader {
  readonly #reader: ReadableStreamDefaultReader<unknown>
  readonly #stray: Stray
  #open = true

  constructor (stream: WebStream, stray: Stray) {
    this.#reader = stream.getReader()
    this.#stray = stray
  }

  next (): Promise<Result> {
    return this.#reader.read().then(this.#seen, this.#fail)
  }

  close (): void {
    if (!this.#open) return
    this.#open = false
    try {
      this.#reader.cancel().catch(this.#stray)
    } catch (error) {
      this.#stray(error)
    }
  }

  readonly #seen = (result: { done: boolean, value?: unknown }): Result => {
    if (result.done) this.#open = false
    return result as Result
  }

  readonly #fail = (error: unknown): never => {
    this.#open = false
    throw error
  }
}

/** A generator, or any other iterable. */
class IteratorReader implements Reader {
  readonly #iterator: AsyncIterator<unknown> | Iterator<unknown>
  readonly #stray: Stray
  #open = true

  constructor (source: Items, stray: Stray) {
    this.#stray = stray
    this.#iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  }

  next (): Result | Promise<Result> {
    try {
      const result = this.#iterator.next()
      return result instanceof Promise ? result.then(this.#seen, this.#fail) : this.#seen(result as Result)
    } catch (error) {
      return this.#fail(error)
    }
  }

  close (): void {
    if (!this.#open) return
    this.#open = false
    try {
      const closing: unknown = this.#iterator.return?.()
      if (closing instanceof Promise) closing.catch(this.#stray)
    } catch (error) {
      this.#stray(error)
    }
  }

  readonly #seen = (result: Result): Result | Promise<Result> => {
    if (isThenable(result)) return Promise.resolve(result).then(this.#seen, this.#fail)
    // Else `undefined` would be its item, for ever.
    if (typeof result !== 'object') throw new PayloadFault(`the iterator gave ${String(result)}, expected an object with done and value`)
    if (result.done === true) {
      this.#open = false
      return DONE
    }
    // As `for await` does with the promises of an iterable that is not asynchronous.
    return isThenable(result.value) ? Promise.resolve(result.value).then((value) => ({ done: false, value }), this.#failWithin) : result
  }

  /** An item that is a promise fails, and not the source: that has to be closed. */
  readonly #failWithin = (error: unknown): never => {
    this.close()
    throw error
  }

  readonly #fail = (error: unknown): never => {
    this.#open = false
    throw error
  }
}

function isThenable (value: unknown): value is PromiseLike<never> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
