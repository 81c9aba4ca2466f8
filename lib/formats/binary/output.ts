/**
 * Bytes as they grow.
 *
 * Content is written into one buffer, which is used again for the next. What is handed out is a copy, that nobody writes into any more.
 */

/** In bytes: how large the buffer is at first, and how large one may be that is kept for the next content. */
const INITIAL = 16_384
const KEPT = 4_194_304

/** Where content is written. Who writes past `position` makes room for it with `reserve` first. */
export class Output {
  bytes: Buffer
  /** Of the same bytes. */
  view: DataView
  /** Where the next byte goes. */
  position = 0

  constructor () {
    this.bytes = Buffer.allocUnsafeSlow(INITIAL)
    this.view = viewOf(this.bytes)
  }

  /** Makes room for `length` more bytes. */
  reserve (length: number): void {
    if (this.position + length > this.bytes.length) this.#grow(this.position + length)
  }

  #grow (length: number): void {
    const written = this.bytes
    this.#use(Math.max(length, written.length * 2))
    written.copy(this.bytes, 0, 0, this.position)
  }

  #use (length: number): void {
    this.bytes = Buffer.allocUnsafeSlow(length)
    this.view = viewOf(this.bytes)
  }

  add (bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.position)
    this.position += bytes.length
  }

  /** Moves what stands from `start` on by some bytes, to the right or to the left. */
  shift (start: number, by: number): void {
    this.reserve(by)
    this.bytes.copyWithin(start + by, start, this.position)
    this.position += by
  }

  /** The bytes that `write` writes. */
  collect<Data> (write: (data: Data, to: Output) => void, data: Data): Buffer {
    this.position = 0
    try {
      write(data, this)
      const content = Buffer.allocUnsafe(this.position)
      this.bytes.copy(content, 0, 0, this.position)
      return content
    } finally {
      // What one large answer took is not held for ever.
      if (this.bytes.length > KEPT) this.#use(INITIAL)
    }
  }
}

function viewOf ({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
