/**
 * Libraries with streams of their own: rows that come one by one, as content of a plain route.
 *
 * In: rows, async, and the names of their columns. Out: a stream. CBOR and MessagePack come as a sequence of rows, not as an array.
 */
import { Readable } from 'node:stream'
import { decodeMulti } from '@msgpack/msgpack'
import { EncoderStream } from 'cbor-x'
import { decodeSequence } from 'cbor2'
import { stringify } from 'csv-stringify'
import { writeXlsxStream } from 'hucre/xlsx'
import { PackrStream } from 'msgpackr'

/** By format: the library, its stream, and what reads the content back where that is no array. */
export const streams = {
  csv: {
    library: 'csv-stringify',
    stream: (rows, columns) => Readable.from(rows)
      .pipe(stringify({ header: true, columns, record_delimiter: '\r\n', cast: { boolean: String } }))
  },
  ndjson: {
    library: 'JSON.stringify',
    stream: (rows) => Readable.from(linesOf(rows))
  },
  sse: {
    library: 'JSON.stringify',
    stream: (rows) => Readable.from(eventsOf(rows))
  },
  xlsx: {
    library: 'hucre',
    stream: (rows, columns) => Readable.fromWeb(writeXlsxStream(typed(rows), { name: 'Sheet1', columns: columns.map((key) => ({ key, header: key })) }))
  },
  cbor: {
    library: 'cbor-x',
    stream: (rows) => Readable.from(rows).pipe(new EncoderStream({ useRecords: false })),
    read: (content) => [...decodeSequence(content)]
  },
  msgpack: {
    library: 'msgpackr',
    stream: (rows) => Readable.from(rows).pipe(new PackrStream({ useRecords: false })),
    read: (content) => [...decodeMulti(content)]
  }
}

async function * linesOf (rows) {
  for await (const row of rows) yield JSON.stringify(row) + '\n'
}

async function * eventsOf (rows) {
  for await (const row of rows) yield `data: ${JSON.stringify(row)}\n\n`
}

// No library makes dates of text.
async function * typed (rows) {
  for await (const row of rows) yield { ...row, created: new Date(row.created) }
}
