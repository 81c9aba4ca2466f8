/**
 * The lines of CSV as a stream, where the rows come one by one.
 *
 * In: an iterable of rows, async or not, and how a row is written. Out: a stream that reads a row only while there is room for it,
 * and that closes its source when its own reader goes.
 */
import { Readable } from 'node:stream'

export type Rows = AsyncIterable<unknown> | Iterable<unknown>

/** In bytes: how much is rendered before the source waits for the reader. In characters: how long a chunk grows. */
const HIGH_WATER_MARK = 16_384

/**
 * Lines go out together as they come together: a chunk ends at 16 KB, or where the source makes the event loop wait. A chunk for
 * each line would cost a compressing stream seven times as much.
 *
 * `Readable.from` is not used: it would not tell a source that is waiting for its next row that the reader has gone.
 */
export class LineStream extends Readable {
  readonly #source: Rows
  readonly #rows: AsyncIterator<unknown> | Iterator<unknown>
  readonly #format: (row: unknown) => string
  // Goes out with the first line: a source that fails at once can still be answered with an error.
  #text: string
  #soon: NodeJS.Immediate | undefined
  #room = true
  #filling = false
  #open = true

  constructor (source: Rows, head: string, format: (row: unknown) => string) {
    super({ highWaterMark: HIGH_WATER_MARK })
    this.#source = source
    this.#rows = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]()
    this.#text = head
    this.#format = format
  }

  override _read (): void {
    if (this.#filling) return
    this.#filling = true
    this.#room = true
    this.#fill().catch((cause: unknown) => this.destroy(cause instanceof Error ? cause : new Error('The source of the rows failed', { cause })))
  }

  override _destroy (error: Error | null, callback: (error?: Error | null) => void): void {
    clearImmediate(this.#soon)
    // Nobody is left to be told what a source says when it is closed.
    this.#close().catch(() => {})
    callback(error)
  }

  async #fill (): Promise<void> {
    while (this.#room && this.#open) {
      const { done, value } = await this.#next()
      if (this.destroyed) return
      if (done === true) this.#open = false
      else this.#add(this.#format(await value))
    }
    this.#filling = false
    this.#flush()
    if (!this.#open) this.push(null)
  }

  async #next (): Promise<IteratorResult<unknown>> {
    try {
      return await this.#rows.next()
    } catch (error) {
      this.#open = false
      throw error
    }
  }

  #add (line: string): void {
    this.#text += line
    if (this.#text.length >= HIGH_WATER_MARK) this.#flush()
    else this.#soon ??= setImmediate(() => this.#flush())
  }

  #flush (): void {
    clearImmediate(this.#soon)
    this.#soon = undefined
    if (this.#text !== '') this.#room = this.push(this.#text)
    this.#text = ''
  }

  async #close (): Promise<void> {
    // The iterator of a stream that waits for data would close it only when data comes.
    if (this.#source instanceof Readable) this.#source.destroy()
    if (this.#open) await this.#rows.return?.()
  }
}
