/**
 * Items that come one by one, and how they are written as a stream.
 *
 * In: an iterable of items, async or not, and how an item is written. Out: a stream that takes an item only while there is room for
 * it, and that closes its source when its own reader goes.
 */
import { Readable } from 'node:stream'

/** A source of items. */
export type Items = AsyncIterable<unknown> | Iterable<unknown>

/**
 * Whether a value gives items one by one: an async iterable, or a generator. An array is no such thing, and neither is a `Set` or
 * `Map`: who writes JSON of it gets nothing either.
 */
export function isItems (value: unknown): value is Items {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || (Symbol.iterator in value && 'next' in value))
}

/** The items of a source, to be taken once; can be closed at any time, also while somebody waits for the next one. */
export class OpenItems implements AsyncIterable<unknown> {
  readonly #source: Items
  readonly #items: AsyncIterator<unknown> | Iterator<unknown>
  #open = true

  static of (source: Items): OpenItems {
    return source instanceof OpenItems ? source : new OpenItems(source)
  }

  private constructor (source: Items) {
    this.#source = source
    this.#items = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  async next (): Promise<IteratorResult<unknown>> {
    try {
      const { done, value } = await this.#items.next()
      this.#open &&= done !== true
      return done === true ? { done, value } : { done: false, value: await value }
    } catch (error) {
      this.#open = false
      throw error
    }
  }

  async return (): Promise<IteratorResult<unknown>> {
    if (this.#open) {
      this.#open = false
      // The iterator of a stream that waits for data would close it only when data comes.
      if (this.#source instanceof Readable) this.#source.destroy()
      await this.#items.return?.()
    }
    return { done: true, value: undefined }
  }
}

/** The items of a source, each as `map` makes it of them when it is asked for. */
export function mapItems (source: Items, map: (item: unknown) => unknown): AsyncIterable<unknown> {
  const items = OpenItems.of(source)
  return {
    [Symbol.asyncIterator]: () => ({
      async next () {
        const result = await items.next()
        return result.done === true ? result : { done: false, value: map(result.value) }
      },
      return: () => items.return()
    })
  }
}

/** How items are written: as text or bytes. */
export interface ItemFormat {
  /** Stands before the items. It goes out with the first: a source that fails at once can still be answered with an error. */
  readonly head?: string | Uint8Array
  /** Stands between two items. */
  readonly separator?: string | Uint8Array
  /** Stands behind the items. */
  readonly tail?: string | Uint8Array
  /** All there is where there are no items. Default: head and tail. */
  readonly empty?: string | Uint8Array
  /** Writes an item. */
  format (item: unknown): string | Uint8Array
}

/** In bytes: how much is rendered before the source waits for the reader. In bytes or characters: how long a chunk grows. */
const HIGH_WATER_MARK = 16_384

/**
 * Items go out together as they come together: a chunk ends at 16 KB, or where the source makes the event loop wait. A chunk for
 * each item would cost a compressing stream seven times as much.
 *
 * `Readable.from` is not used: it would not tell a source that is waiting for its next item that the reader has gone.
 */
export class ItemStream extends Readable {
  readonly #items: OpenItems
  readonly #format: ItemFormat
  readonly #parts: Array<string | Uint8Array> = []
  #length = 0
  #first = true
  #last = false
  #soon: NodeJS.Immediate | undefined
  #room = true
  #full = false
  #filling = false

  constructor (source: Items, format: ItemFormat) {
    super({ highWaterMark: HIGH_WATER_MARK })
    this.#items = OpenItems.of(source)
    this.#format = format
  }

  override _read (): void {
    if (this.#filling) return
    this.#filling = true
    this.#room = true
    // Whatever was thrown goes on as it is, as from any stream; only nothing would be no error.
    this.#fill().catch((thrown: unknown) => this.destroy((thrown ?? new Error(`the source of the items threw ${thrown}`)) as Error))
  }

  override _destroy (error: Error | null, callback: (error?: Error | null) => void): void {
    clearImmediate(this.#soon)
    // Nobody is left to be told what a source says when it is closed.
    this.#items.return().catch(() => {})
    callback(error)
  }

  async #fill (): Promise<void> {
    while (this.#room && !this.#last) {
      if (this.#full) await this.#pause()
      const { done, value } = await this.#items.next()
      if (this.destroyed) return
      if (done === true) this.#last = true
      else this.#addItem(value)
    }
    this.#filling = false
    if (this.#last) this.#end()
    else this.#flush()
  }

  /** Lets other requests have their turn: a source that never waits would keep the event loop to itself. */
  async #pause (): Promise<void> {
    this.#full = false
    await new Promise((resolve) => { setImmediate(resolve) })
  }

  #addItem (item: unknown): void {
    // First of all, as it may throw.
    const formatted = this.#format.format(item)
    this.#add(this.#first ? this.#format.head : this.#format.separator)
    this.#first = false
    this.#add(formatted)
    this.#full = this.#length >= HIGH_WATER_MARK
    if (this.#full) this.#flush()
    else this.#soon ??= setImmediate(() => this.#flush())
  }

  #add (part: string | Uint8Array | undefined): void {
    if (part === undefined || part.length === 0) return
    this.#parts.push(part)
    this.#length += part.length
  }

  #end (): void {
    const { head, tail, empty } = this.#format
    if (this.#first) this.#add(empty ?? head)
    if (!this.#first || empty === undefined) this.#add(tail)
    this.#flush()
    this.push(null)
  }

  #flush (): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#parts.length > 0) this.#room = this.push(joined(this.#parts))
    this.#parts.length = 0
    this.#length = 0
  }
}

function joined (parts: ReadonlyArray<string | Uint8Array>): string | Uint8Array {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : Buffer.concat(parts.map((part) => typeof part === 'string' ? Buffer.from(part) : part))
}
