/**
 * How items that come one by one are written as a stream.
 *
 * In: items, and how an item is written. Out: a stream that takes an item only while there is room for it, and that closes the items
 * when its own reader goes.
 */
import { Readable } from 'node:stream'
import { pulledOf, type Pulled } from './open-items.js'
import { PayloadFault } from './payload-fault.js'
import type { Result } from './readers.js'
import type { Items } from './sources.js'

/** How items are written: as text or bytes. */
export interface ItemFormat {
  /** Stands before the items. It goes out with the first: a source that fails at once can still be answered with an error. */
  readonly head?: string | Uint8Array
  /** Stands between two items. */
  readonly separator?: string | Uint8Array
  /** Stands after the items; a function where only they tell what it is. */
  readonly tail?: string | Uint8Array | (() => string | Uint8Array)
  /** All there is where there are no items. Default: head and tail. */
  readonly empty?: string | Uint8Array
  /** Goes out while the source waits: before the first item, and whenever so many milliseconds have passed without one. */
  readonly idle?: { readonly after: number, readonly text: string }
  /** Writes an item, by its index; nothing where it goes out with those to come. */
  format (item: unknown, index: number): string | Uint8Array
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
  readonly #items: Pulled
  readonly #format: ItemFormat
  readonly #parts: Array<string | Uint8Array> = []
  #length = 0
  #index = 0
  #begun = false
  #last = false
  #soon: NodeJS.Immediate | undefined
  #idle: NodeJS.Timeout | undefined
  #room = true
  #full = false
  #filling = false
  #nameFault: (thrown: unknown) => unknown = errorOf

  constructor (source: Items, format: ItemFormat) {
    super({ highWaterMark: HIGH_WATER_MARK })
    this.#items = pulledOf(source)
    this.#format = format
    // It may fail before anybody has looked at it; who reads it then is told.
    this.on('error', () => {})
  }

  /** What it fails with is what `nameFault` makes of it, which knows whose answer it is. */
  nameFaults (nameFault: (thrown: unknown) => unknown): void {
    this.#nameFault = (thrown) => nameFault(errorOf(thrown))
  }

  override _read (): void {
    this.#room = true
    if (this.#filling) return
    this.#filling = true
    this.#fill()
  }

  override _destroy (error: Error | null, callback: (error?: Error | null) => void): void {
    clearImmediate(this.#soon)
    clearInterval(this.#idle)
    this.#items.close()
    callback(error)
  }

  readonly #fill = (): void => {
    try {
      while (this.#room && !this.#last && !this.destroyed) {
        if (this.#full) return this.#pause()
        const result = this.#items.pull()
        if (result instanceof Promise) {
          this.#waitWith(this.#format.idle)
          result.then(this.#takeAndFill, this.#fail)
          return
        }
        this.#take(result)
      }
    } catch (error) {
      return this.#fail(error)
    }
    this.#rest()
  }

  /** Lets other requests have their turn: a source that never waits would keep the event loop to itself. */
  #pause (): void {
    this.#full = false
    setImmediate(this.#fill)
  }

  #waitWith (idle: ItemFormat['idle']): void {
    if (idle === undefined) return
    const { after, text } = idle
    if (!this.#begun) {
      this.#begin()
      this.#add(text)
      this.#flush()
    }
    this.#idle = setInterval(() => {
      if (this.#room) this.#room = this.push(text)
    }, after)
  }

  readonly #takeAndFill = (result: Result): void => {
    clearInterval(this.#idle)
    if (this.destroyed) return
    try {
      this.#take(result)
    } catch (error) {
      return this.#fail(error)
    }
    this.#fill()
  }

  #take ({ done, value }: Result): void {
    if (done === true) this.#last = true
    else this.#addItem(value)
  }

  // Whatever was thrown goes on as it is, as from any stream; only nothing, 0 or '' would be no error.
  readonly #fail = (thrown: unknown): void => {
    try {
      this.destroy(this.#nameFault(thrown) as Error)
    } catch (error) {
      // Node looks at the stack of what it is given, which may be anything.
      this.destroy(error as Error)
    }
  }

  #rest (): void {
    this.#filling = false
    if (this.destroyed) return
    if (this.#last) this.#end()
    else this.#flush()
  }

  #addItem (item: unknown): void {
    // First of all, as it may throw.
    const formatted = this.#format.format(item, this.#index)
    if (this.#index === 0) this.#begin()
    else this.#add(this.#format.separator)
    this.#index++
    this.#add(formatted)
    this.#full = this.#length >= HIGH_WATER_MARK
    if (this.#full) this.#flush()
    else this.#soon ??= setImmediate(this.#flush)
  }

  #begin (): void {
    if (!this.#begun) this.#add(this.#format.head)
    this.#begun = true
  }

  #add (part: string | Uint8Array | undefined): void {
    if (part === undefined || part.length === 0) return
    this.#parts.push(part)
    this.#length += part.length
  }

  #end (): void {
    const { head, tail, empty } = this.#format
    if (!this.#begun) this.#add(empty ?? head)
    try {
      if (this.#index > 0 || empty === undefined) this.#add(typeof tail === 'function' ? tail() : tail)
    } catch (error) {
      return this.#fail(error)
    }
    this.#flush()
    this.push(null)
  }

  readonly #flush = (): void => {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#parts.length > 0) this.#room = this.push(joined(this.#parts))
    this.#parts.length = 0
    this.#length = 0
  }
}

/** What a source threw, as something that nobody takes for no error. */
export function errorOf (thrown: unknown): unknown {
  return thrown || new PayloadFault(`the source of the items threw ${String(thrown)}`)
}

function joined (parts: ReadonlyArray<string | Uint8Array>): string | Uint8Array {
  return parts.every((part) => typeof part === 'string') ? parts.join('') : Buffer.concat(parts.map((part) => typeof part === 'string' ? Buffer.from(part) : part))
}
