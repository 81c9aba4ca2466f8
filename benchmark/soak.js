/**
 * A million requests that no two clients would send alike: is anything left over?
 *
 * A cache that is keyed by what clients send grows for as long as they think of something new, unless it is bounded. Every field value
 * here is new. A tenth of the requests goes through the whole of Fastify, and so through the outcomes that a route keeps; the rest through
 * the negotiation alone, the 406's part included. Exits with 1 where the heap has grown by more than the bound.
 */
import { setImmediate as turn } from 'node:timers/promises'
import Fastify from 'fastify'
import produces from '../dist/index.js'
import { compileNegotiation } from '../dist/negotiation/negotiation.js'

const INJECTED = 100_000
const SELECTED = 900_000
// Both fill what is bounded, so that only what is not can grow.
const WARM_UP = 20_000

// For each part. Twenty bytes for each of 100,000 requests: an entry of a cache takes more.
const BOUND_MB = 2

const available = {
  mediaTypes: ['application/json', 'text/html;level=1', { mediaType: 'text/csv', quality: 0.5, languages: ['de', 'zh-Hant'] }],
  languages: ['en', 'de', 'zh-Hant', 'zh-Hans', 'en-GB'],
  charsets: ['utf-8', 'iso-8859-1'],
  encodings: ['gzip', 'br']
}

/** Field values by the kind of client; each is new for each index. */
const kinds = [
  (id) => ({ accept: `text/html;x=${id},application/xhtml+xml,*/*;q=0.8`, 'accept-language': `en-US,x-${id};q=0.9` }),
  (id) => ({ accept: `application/json;v=${id}, text/csv;q=0.9`, 'accept-language': 'de' }),
  (id) => ({ accept: `image/x-${id}` }),
  (id) => ({ accept: `text/html;a="${id}`, 'accept-language': `en_${id}` }),
  (id) => ({ 'accept-language': `pt-x-${id}, fr-x-${id};q=0.5` }),
  (id) => ({ 'accept-language': `nl${'-abcdefgh'.repeat(8)}-${id}, zh-TW` }),
  (id) => ({ accept: `*/*;q=0.${id.length}, text/${id}`, 'accept-charset': `x-${id}, *;q=0.1`, 'accept-encoding': `x-${id}, gzip` }),
  (id) => ({ accept: `${'text/x-plain;level="1",'.repeat(40)}text/${id}`, 'accept-language': `sv-x-${id},${' '.repeat(600)}` }),
  (id) => ({ accept: `__proto__/${id}, constructor/*;${id}=1` })
]

/** One value in a hundred is as long as is read at all. */
function headersOf (index) {
  const id = `${index.toString(36)}s`
  if (index % 100 === 99) return { accept: `text/html;a="${'b'.repeat(8000)}";c=${id}`, 'accept-language': `da-x-${id},${' '.repeat(8000)}` }
  return kinds[index % kinds.length](id)
}

async function inject (app, from, to) {
  for (let index = from; index < to; index++) {
    const { statusCode } = await app.inject({ url: '/', headers: headersOf(index) })
    // What inject leaves is let go of in the next turn of the event loop, which a loop of promises alone never comes to.
    if (index % 100 === 0) await turn()
    if (statusCode !== 200 && statusCode !== 406) throw new Error(`status ${statusCode} for ${JSON.stringify(headersOf(index))}`)
  }
}

function select (negotiation, from, to) {
  for (let index = from; index < to; index++) {
    const headers = headersOf(index)
    if (negotiation.select(headers) === undefined && negotiation.unacceptable(headers).length === 0) throw new Error(JSON.stringify(headers))
  }
}

async function heapUsed () {
  await turn()
  globalThis.gc()
  globalThis.gc()
  return process.memoryUsage().heapUsed / 2 ** 20
}

/** Prints how the heap has grown, and says whether it stayed within the bound. */
function report (name, count, before, after) {
  const grown = after - before
  console.log(`${name}: ${count.toLocaleString('en')} requests, heap ${before.toFixed(1)} MB before, ${after.toFixed(1)} MB after, ` +
    `${grown < 0 ? '' : '+'}${grown.toFixed(1)} MB of at most +${BOUND_MB} MB`)
  return grown <= BOUND_MB
}

async function soakPlugin () {
  const app = Fastify()
  await app.register(produces)
  app.get('/', { config: { produces: { ...available, strict: { language: false } } } }, async () => Buffer.from('content'))
  await inject(app, 0, WARM_UP)
  const before = await heapUsed()
  await inject(app, WARM_UP, WARM_UP + INJECTED)
  const bounded = report('Fastify', INJECTED, before, await heapUsed())
  await app.close()
  return bounded
}

async function soakNegotiation () {
  const negotiation = compileNegotiation(available)
  const start = WARM_UP + INJECTED
  select(negotiation, start, start + WARM_UP)
  const before = await heapUsed()
  select(negotiation, start + WARM_UP, start + WARM_UP + SELECTED)
  return report('Negotiation', SELECTED, before, await heapUsed())
}

if (globalThis.gc === undefined) {
  console.error('Run: node --expose-gc benchmark/soak.js')
  process.exit(2)
}
const bounded = [await soakPlugin(), await soakNegotiation()]
if (bounded.includes(false)) {
  console.error(`The heap has grown by more than ${BOUND_MB} MB: something keeps what clients send.`)
  process.exitCode = 1
}
