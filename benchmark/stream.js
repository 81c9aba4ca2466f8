/**
 * What stays in memory while rows without end go through: a server that streams ten million, and its heap on the way.
 *
 *     node benchmark/stream.js [--quick] [--rows n] [--only regexp]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import Fastify from 'fastify'
import csv from '../dist/formats/csv/csv.js'
import produces from '../dist/index.js'
import jsonSeq from '../dist/formats/json-lines/json-seq.js'
import ndjson from '../dist/formats/json-lines/ndjson.js'
import { printMachine } from './tools/machine.js'
import { number, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rows: { type: 'string' },
    only: { type: 'string', default: '' },
    serve: { type: 'boolean', default: false }
  }
})
const rows = Number(options.rows ?? (options.quick ? 200_000 : 10_000_000))
const SAMPLES = 10
const MB = 2 ** 20

const serializers = { 'text/csv': csv(), 'application/x-ndjson': ndjson(), 'application/json-seq': jsonSeq() }
const mediaTypes = ['application/json', ...Object.keys(serializers)]

async function serve () {
  const app = Fastify()
  await app.register(produces, { serializers })
  app.get('/', {
    config: { produces: mediaTypes },
    schema: { response: { 200: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } } } }
  }, async () => (function * () {
    for (let id = 0; id < rows; id++) {
      // The heap without what is garbage already, some times on the way.
      if (id % Math.floor(rows / SAMPLES) === 0) {
        globalThis.gc()
        process.send({ heap: process.memoryUsage().heapUsed })
      }
      yield { id, name: `row ${id}`, secret: 'undeclared' }
    }
  })())
  process.send({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
}

async function measure (accept) {
  const server = fork(fileURLToPath(import.meta.url), ['--serve', '--rows', String(rows)], { execArgv: ['--expose-gc'] })
  const [{ url }] = await once(server, 'message')
  const heap = []
  server.on('message', (message) => heap.push(message.heap / MB))
  const from = performance.now()
  const [response] = await once(get(url, { headers: { accept } }), 'response')
  let bytes = 0
  for await (const chunk of response) bytes += chunk.length
  const seconds = (performance.now() - from) / 1000
  server.kill()
  return [accept, `${number(bytes / MB)} MB`, `${number(rows / seconds / 1000)} thousand/s`, `${number(heap[0])} MB`, `${number(Math.max(...heap))} MB`]
}

if (options.serve) {
  await serve()
} else {
  printMachine([])
  const lines = [[`${rows.toLocaleString('en')} rows`, 'sent', 'rows', 'heap at the first', 'highest heap']]
  for (const accept of mediaTypes.filter((mediaType) => new RegExp(options.only, 'i').test(mediaType))) lines.push(await measure(accept))
  console.log(table(lines))
}
