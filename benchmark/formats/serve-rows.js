/**
 * A child process: a server that streams rows of eight columns from an async generator, as a format of ours or a library's.
 *
 *     node --expose-gc formats/serve-rows.js '{"format":"csv","library":false,"rows":1000000}'
 *
 * Sends its URL; for a request, some times the heap without what is garbage; then its processor's time from the first row to the end
 * of the answer, in seconds, without that for the garbage.
 */
import Fastify from 'fastify'
import produces from '../../dist/index.js'
import { sets } from '../inputs/rows.js'
import { ours } from './ours.js'
import { streams } from './streams.js'

const SAMPLES = 10
const { format, library, rows: count } = JSON.parse(process.argv[2])
const { rows, schema } = sets.flat

let from
let collecting = 0

function secondsSince (from) {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1e6
}

function reportHeap () {
  const before = process.cpuUsage()
  globalThis.gc()
  process.send({ heap: process.memoryUsage().heapUsed })
  collecting += secondsSince(before)
}

async function * generate () {
  from = process.cpuUsage()
  for (let place = 0; place < count; place++) {
    if (place % Math.ceil(count / SAMPLES) === 0) reportHeap()
    yield rows[place % rows.length]
  }
}

const app = Fastify()
app.addHook('onResponse', async () => { process.send({ used: secondsSince(from) - collecting }) })
if (library) {
  const { stream } = streams[format]
  app.get('/', async (_request, reply) => reply.send(stream(generate(), Object.keys(schema.items.properties))))
} else {
  const { mediaType, serializer } = ours[format] ?? { mediaType: 'application/json' }
  await app.register(produces, { serializers: serializer === undefined ? {} : { [mediaType]: serializer } })
  app.get('/', { config: { produces: [mediaType] }, schema: { response: { 200: schema } } }, async () => generate())
}
process.on('disconnect', () => process.exit())
process.send({ url: await app.listen({ port: 0, host: '127.0.0.1' }) })
