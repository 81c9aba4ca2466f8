/**
 * Items that somebody owns: taken once, one by one, and closed with whoever reads them.
 */
import { readerOf, type Reader, type Result, type Stray } from './readers.js'
import type { Items, Source } from './sources.js'

/** Items to be taken one by one. */
export interface Pulled extends AsyncIterable<unknown> {
  /** Takes the next item as `next` does, but without a promise where the item is there already. One at a time. */
  pull (): Result | Promise<Result>
  next (): Promise<Result>
  close (): void
}

/** The items of a source; can be closed at any time, also while somebody waits for the next one. */
export class OpenItems implements Pulled, AsyncIterator<unknown> {
  readonly #reader: Reader
  readonly #stray: Stray
  /** The first item, taken before anybody has asked for it. */
  #first: Result | undefined
  /** Settles when the first item is there. */
  #starting: Promise<void> | undefined
  #failure: { readonly error: unknown } | undefined
  /** Whether nobody has been told of the failure yet. */
  #untold = false
  #closed = false
  #waiting: { readonly promise: Promise<Result>, readonly end: (reason?: Error) => void } | undefined

  constructor (source: Source, stray: Stray) {
    this.#reader = readerOf(source, stray)
    this.#stray = stray
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  /**
   * Takes the first item and keeps it for who asks next: a generator does nothing before it is asked for an item. A failure is kept
   * as well.
   *
   * @returns a promise where the item has to be waited for. It never rejects
   */
  start (): Promise<void> | undefined {
    try {
      const result = this.pull()
      if (!(result instanceof Promise)) {
        this.#first = result
        return undefined
      }
      this.#starting = result.then((first) => { this.#first = first }, () => { this.#untold = true })
        .finally(() => { this.#starting = undefined })
      return this.#starting
    } catch {
      this.#untold = true
      return undefined
    }
  }

  /** What the source has failed with so far. */
  get failure (): { readonly error: unknown } | undefined {
    return this.#failure
  }

  /** Takes what the source has failed with, to tell it in place of an item. */
  takeFailure (): unknown {
    this.#untold = false
    return this.#failure?.error
  }

  /** What `start` has taken; `undefined` where there was none. */
  get first (): unknown {
    return this.#first?.value
  }

  /** Whether `start` has found an item. */
  get hasFirst (): boolean {
    return this.#first !== undefined && this.#first.done !== true
  }

  pull (): Result | Promise<Result> {
    // Whoever has not waited for the first item gets it all the same.
    if (this.#starting !== undefined) return this.#starting.then(() => this.pull())
    const first = this.#first
    if (this.#failure !== undefined) {
      this.#untold = false
      throw this.#failure.error
    }
    if (first !== undefined) {
      this.#first = undefined
      return first
    }
    if (this.#closed) return DONE
    try {
      const result = this.#reader.next()
      return result instanceof Promise ? this.#wait(result) : result
    } catch (error) {
      throw this.#fail(error)
    }
  }

  // Whoever closes the items need not wait for the source, which may never answer.
  #wait (result: Promise<Result>): Promise<Result> {
    let end: (reason?: Error) => void
    const promise = new Promise<Result>((resolve, reject) => {
      end = (reason) => reason === undefined ? resolve(DONE) : reject(reason)
      result.then((value) => {
        this.#waiting = undefined
        resolve(value)
      }, (error: unknown) => {
        if (this.#closed) return this.#stray(error)
        this.#waiting = undefined
        reject(this.#fail(error))
      })
    })
    this.#waiting = { promise, end: (reason) => end(reason) }
    return promise
  }

  // What failed once fails again: who asks once more is not to take it for the end.
  #fail (error: unknown): unknown {
    this.#failure ??= { error }
    return error
  }

  next (): Promise<Result> {
    return heldUntilRead(this.#inTurn())
  }

  // Who does not wait for one item before it asks for the next gets them in turn.
  async #inTurn (): Promise<Result> {
    const waiting = this.#waiting?.promise
    return waiting === undefined ? this.pull() : waiting.then(() => this.#inTurn())
  }

  async return (): Promise<Result> {
    this.close()
    return DONE
  }

  /**
   * Closes the source.
   *
   * @param reason what those are told who wait for items still; without one there are no more
   */
  close (reason?: Error): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#untold) this.#stray(this.#failure?.error)
    if (reason !== undefined) this.#fail(reason)
    this.#first = undefined
    this.#reader.close()
    const waiting = this.#waiting
    if (waiting === undefined) return
    this.#waiting = undefined
    waiting.end(reason)
  }
}

const DONE: Result = Object.freeze({ done: true, value: undefined })

/** A serializer may ask for an item ahead and look at it later, or never: what it fails with meanwhile would end the process. */
function heldUntilRead (result: Promise<Result>): Promise<Result> {
  result.catch(IGNORED)
  return result
}

const IGNORED: Stray = () => {}

/** Items, each as `map` makes it of them when it is asked for. */
export function mapItems (source: Items, map: (item: unknown) => unknown): Pulled {
  return new MappedItems(pulledOf(source), map)
}

/** Items that are made of others. */
export class MappedItems implements Pulled, AsyncIterator<unknown> {
  /** What they are made of. */
  readonly source: Pulled
  readonly map: (item: unknown) => unknown

  constructor (source: Pulled, map: (item: unknown) => unknown) {
    this.source = source
    this.map = map
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  pull (): Result | Promise<Result> {
    const result = this.source.pull()
    return result instanceof Promise ? result.then(this.#mapped) : this.#mapped(result)
  }

  readonly #mapped = (result: Result): Result => {
    return result.done === true ? result : { done: false, value: this.map(result.value) }
  }

  next (): Promise<Result> {
    return heldUntilRead(this.source.next().then(this.#mapped))
  }

  async return (): Promise<Result> {
    this.close()
    return DONE
  }

  close (): void {
    this.source.close()
  }
}

/** Items to be taken, whoever owns them. */
export function pulledOf (source: Items): Pulled {
  return source instanceof OpenItems || source instanceof MappedItems ? source : new OpenItems(source, IGNORED)
}
