/**
 * Bytes allocated by a `select`, in a process whose young generation is so large that nothing is collected in between: prints them; without a
 * scene, the scenes.
 *
 *     node --expose-gc --min-semi-space-size=64 --max-semi-space-size=64 benchmark/tools/select.js [scene]
 */
import { compileNegotiation } from '../../dist/negotiation/negotiation.js'
import { asReceived, CLIENTS, TWELVE_LANGUAGES, unique } from '../inputs/fields.js'

const SELECTS = 200_000
const ROUNDS = 10
const REGIONAL = ['en', 'en-GB', 'es', 'es-419', 'zh', 'zh-Hant']

const both = compileNegotiation({ mediaTypes: ['application/json', 'text/csv'], languages: TWELVE_LANGUAGES })
const regional = compileNegotiation({ mediaTypes: ['text/html'], languages: REGIONAL })

const scenes = {
  "ten clients' fields": [both, CLIENTS],
  'every field different': [both, received((place) => ({ accept: unique.chrome(place), 'accept-language': unique.chromeLanguages(place) }))],
  'the closest of several': [regional, received((place) => ({ accept: '*/*', 'accept-language': `zh-TW, zh;q=0.9, en-AU;q=0.${place}` }))],
  'none found, and the closest': [regional, received((place) => ({ accept: '*/*', 'accept-language': `ca, gl;q=0.${place}` }))]
}

function received (headersOf) {
  return Array.from({ length: 999 }, (_, place) => Object.fromEntries(Object.entries(headersOf(place + 1)).map(([name, value]) => [name, asReceived(value)])))
}

function select (negotiation, requests) {
  let found = 0
  for (let count = 0; count < SELECTS; count++) if (negotiation.select(requests[count % requests.length]) !== undefined) found++
  return found
}

/** The least of some rounds: in the first ones V8 compiles, and what is not yet compiled makes a number of every fraction. */
function bytesOf (negotiation, requests) {
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    globalThis.gc()
    const before = process.memoryUsage().heapUsed
    select(negotiation, requests)
    least = Math.min(least, (process.memoryUsage().heapUsed - before) / SELECTS)
  }
  return least
}

// One scene a process: what V8 has compiled for another is not what it would compile for this one.
console.log(JSON.stringify(process.argv[2] === undefined ? Object.keys(scenes) : bytesOf(...scenes[process.argv[2]])))
