/**
 * A ZIP archive as it grows: its entries, written one after another, text bit by bit.
 *
 * In: names and text. Out: bytes, the same for the same text. Nothing is kept of an entry but its sizes, its checksum and its place. The
 * compression is Node.js's own zlib.
 * @see https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @see https://www.rfc-editor.org/rfc/rfc1951
 */
import { constants, crc32, deflateRawSync } from 'node:zlib'
import { PayloadFault } from '../../streams/index.js'

/** What the central directory says of an entry. */
interface Entry {
  readonly name: string
  /** Of its header. */
  readonly offset: number
  readonly flags: number
  checksum: number
  compressed: number
  size: number
}

// choice: of zlib's nine levels one that takes half the time of the usual 6, for content that is 5 % longer.
const LEVEL = 4

/** In bytes: what the four bytes of a size or an offset can say. */
const LARGEST = 2 ** 32 - 1

// Sizes and checksum stand behind the content (§4.4.4).
const DESCRIBED_LATER = 1 << 3
// Names are UTF-8 (§4.4.4), which ASCII is.
const VERSION = 20
const DEFLATED = 8
// choice: 1980-01-01, the first day that there is in an archive: with the time of day no two answers would be the same.
const TIME = 0
const DATE = 1 << 5 | 1

/** The last block of a deflated stream, without content (RFC 1951 §3.2.3): what comes before may end anywhere. */
const LAST_BLOCK = Uint8Array.of(3, 0)

/** Writes an archive. Each method returns the bytes that come next. */
export class ZipWriter {
  readonly #entries: Entry[] = []
  readonly #largest: number
  #length = 0

  /** @param largest in bytes: how long the archive may be, as long as it is not of the kind that has eight bytes for a size */
  constructor (largest = LARGEST) {
    this.#largest = largest
  }

  /** In bytes: how long the text of the entry is that was begun last. */
  get size (): number {
    return this.#last.size
  }

  /** A whole entry. */
  add (name: string, text: string): Buffer {
    const bytes = Buffer.from(text)
    const content = deflateRawSync(bytes, { level: LEVEL })
    const sizes = { checksum: crc32(bytes), compressed: content.length, size: bytes.length }
    return this.#take(Buffer.concat([this.#begin({ name, offset: this.#length, flags: 0, ...sizes }), content]))
  }

  /** The begin of an entry, whose text is to come. */
  begin (name: string): Buffer {
    return this.#take(this.#begin({ name, offset: this.#length, flags: DESCRIBED_LATER, checksum: 0, compressed: 0, size: 0 }))
  }

  /** More text of an entry. Each piece is compressed on its own, and ends with a byte: so pieces can stand one after another. */
  write (text: string): Buffer {
    const bytes = Buffer.from(text)
    const content = deflateRawSync(bytes, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH })
    const entry = this.#last
    entry.checksum = crc32(bytes, entry.checksum)
    entry.size += bytes.length
    entry.compressed += content.length
    return this.#take(content)
  }

  /** The end of an entry. */
  end (): Buffer {
    const entry = this.#last
    entry.compressed += LAST_BLOCK.length
    const descriptor = Buffer.alloc(16)
    descriptor.writeUInt32LE(0x08074b50)
    writeSizes(descriptor, 4, entry)
    return this.#take(Buffer.concat([LAST_BLOCK, descriptor]))
  }

  /** The central directory, with which the archive ends. Without it no reader opens it. */
  finish (): Buffer {
    const offset = this.#length
    const directory = Buffer.concat(this.#entries.map(directoryHeaderOf))
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50)
    end.writeUInt16LE(this.#entries.length, 8)
    end.writeUInt16LE(this.#entries.length, 10)
    end.writeUInt32LE(directory.length, 12)
    end.writeUInt32LE(offset, 16)
    return this.#take(Buffer.concat([directory, end]))
  }

  get #last (): Entry {
    return this.#entries.at(-1) as Entry
  }

  #begin (entry: Entry): Buffer {
    this.#entries.push(entry)
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50)
    writeCommon(header, 4, entry)
    return Buffer.concat([header, Buffer.from(entry.name)])
  }

  #take (bytes: Buffer): Buffer {
    this.#length += bytes.length
    if (this.#length <= this.#largest) return bytes
    throw new PayloadFault(`the content is longer than the ${this.#largest} bytes that an archive may have which all programs open`)
  }
}

/** What both headers of an entry say (§4.3.7, §4.3.12). */
function writeCommon (header: Buffer, place: number, entry: Entry): void {
  header.writeUInt16LE(VERSION, place)
  header.writeUInt16LE(entry.flags, place + 2)
  header.writeUInt16LE(DEFLATED, place + 4)
  header.writeUInt16LE(TIME, place + 6)
  header.writeUInt16LE(DATE, place + 8)
  writeSizes(header, place + 10, entry)
  header.writeUInt16LE(entry.name.length, place + 22)
}

function writeSizes (target: Buffer, place: number, { checksum, compressed, size }: Entry): void {
  target.writeUInt32LE(checksum, place)
  target.writeUInt32LE(compressed, place + 4)
  target.writeUInt32LE(size, place + 8)
}

function directoryHeaderOf (entry: Entry): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50)
  header.writeUInt16LE(VERSION, 4)
  writeCommon(header, 6, entry)
  header.writeUInt32LE(entry.offset, 42)
  return Buffer.concat([header, Buffer.from(entry.name)])
}
