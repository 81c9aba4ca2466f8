/**
 * Rows that come one by one: how many a second of the processor's time a server streams in each format, and by the library's own
 * stream, and what stays in its memory meanwhile.
 *
 *     node benchmark/stream.js [--quick] [--only csv,cbor] [--rows n] [--rounds n] [--ours]
 *
 * `npm run bench:memory` sends ten million as CSV, NDJSON, server-sent events, XLSX and CBOR.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual, parseArgs } from 'node:util'
import { ours } from './formats/ours.js'
import { saysTheSame } from './formats/readers.js'
import { streams } from './formats/streams.js'
import { sets } from './inputs/rows.js'
import { printMachine } from './tools/machine.js'
import { figure, format as formatFigure, median, number, ratios, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
    rows: { type: 'string' },
    rounds: { type: 'string' },
    ours: { type: 'boolean', default: false }
  }
})
const count = Number(options.rows ?? (options.quick ? 50_000 : 1_000_000))
const rounds = Number(options.rounds ?? (options.quick ? 1 : 3))
const formats = options.only?.split(',') ?? ['json', ...Object.keys(ours)]
const SERVER = fileURLToPath(new URL('formats/serve-rows.js', import.meta.url))
const MB = 2 ** 20

/** One answer of a new process: `onChunk` is given its content. */
async function request (subject, rows, onChunk) {
  const server = fork(SERVER, [JSON.stringify({ ...subject, rows })], {
    execArgv: ['--expose-gc'], env: { ...process.env, NODE_ENV: 'production' }
  })
  const [{ url }] = await once(server, 'message')
  const heap = []
  const used = new Promise((resolve) => {
    server.on('message', (message) => 'used' in message ? resolve(message.used) : heap.push(message.heap / MB))
  })
  const [response] = await once(get(url, { agent: false }), 'response')
  for await (const chunk of response) onChunk(chunk)
  const seconds = await used
  server.disconnect()
  return { heap, rate: rows / seconds / 1000 }
}

/** Ten rows, read back. */
async function check (subject) {
  const chunks = []
  await request(subject, 10, (chunk) => chunks.push(chunk))
  const content = Buffer.concat(chunks)
  const { read } = subject.library ? streams[subject.format] : {}
  const same = read === undefined ? await saysTheSame(subject.format, content, sets.ten) : isDeepStrictEqual(read(content), sets.ten.rows)
  if (!same) throw new Error(`${nameOf(subject)}: other data than went in: ${content.subarray(0, 200)}`)
}

function nameOf ({ format, library }) {
  return library ? `  ${streams[format].library}` : ours[format]?.title ?? 'JSON'
}

async function measure (subjects) {
  for (const subject of subjects) {
    await check(subject)
    Object.assign(subject, { rates: [], heaps: [], first: [], bytes: 0 })
  }
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : subjects.toReversed()) {
      let bytes = 0
      const { format, library } = subject
      const { heap, rate } = await request({ format, library }, count, (chunk) => { bytes += chunk.length })
      subject.bytes = bytes
      subject.rates.push(rate)
      subject.first.push(heap[0])
      subject.heaps.push(Math.max(...heap))
    }
  }
  return subjects
}

function lineOf (subject, [first, peer]) {
  const line = [nameOf(subject), `${number(subject.bytes / MB)} MB`, formatFigure(figure(subject.rates))]
  line.push(subject === first && peer !== undefined ? formatFigure(figure(ratios(subject.rates, peer.rates))) : '')
  return [...line, `${number(median(subject.first))} MB`, `${number(Math.max(...subject.heaps))} MB`]
}

printMachine(['cbor-x', 'csv-stringify', 'hucre', 'msgpackr'])
const lines = [[`${count.toLocaleString('en')} rows`, 'sent', 'thousand/s', 'times as fast', 'heap at the first', 'highest heap']]
for (const format of formats) {
  const subjects = [{ format, library: false }, ...(format in streams && !options.ours ? [{ format, library: true }] : [])]
  const measured = await measure(subjects)
  for (const subject of measured) lines.push(lineOf(subject, measured))
}
console.log(table(lines))
