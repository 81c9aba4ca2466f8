/**
 * How the cost of one negotiation grows: with members, representations, languages, the length of a field; and whether fields that
 * select nothing matter.
 *
 *     node benchmark/scale.js [--quick] [--only regexp] [--rounds n] [--milliseconds n] [--cores server,load]
 */
import { parseArgs } from 'node:util'
import { do_not_optimize as keep, measure } from 'mitata'
import { compileNegotiation } from '../dist/negotiation/negotiation.js'
import { goals, verdict } from './goals.js'
import { asReceived, CHROME, seen, TWELVE_LANGUAGES } from './inputs/fields.js'
import * as hostile from './inputs/hostile.js'
import { measureLoads, sendRequests } from './tools/load.js'
import { printMachine } from './tools/machine.js'
import { pinLoad, startServer } from './tools/processes.js'
import { figure, format, median, number, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    milliseconds: { type: 'string' },
    cores: { type: 'string', default: '0,1' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 7))
const milliseconds = Number(options.milliseconds ?? (options.quick ? 3 : 20))
const [serverCore, loadCore] = options.cores.split(',')

const NO_LIMITS = { maxMembers: 1e6, maxFieldLength: 1e6 }
const MEDIA_TYPES = ['application/json', 'text/csv', 'text/html', 'application/vnd.example+json;version=2', 'application/xml']

const reached = []

const programs = {
  'members of Accept, limits raised': (title) => measureSteps(title, 'members', [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], (members) => {
    return { available: { mediaTypes: MEDIA_TYPES, ...NO_LIMITS }, headers: { accept: membersOf(members) } }
  }),
  'members of Accept, limits as by default': (title) => measureSteps(title, 'members', [1, 10, 100, 200, 500, 1000], (members) => {
    return { available: { mediaTypes: MEDIA_TYPES }, headers: { accept: membersOf(members) } }
  }),
  representations: (title) => measureSteps(title, 'representations', [1, 2, 5, 10, 20, 50, 100], (representations) => {
    return { available: { mediaTypes: Array.from({ length: representations }, (_, place) => `application/vnd.example.${place}+json`) }, headers: { accept: CHROME.accept } }
  }),
  languages: (title) => measureSteps(title, 'languages', [1, 2, 5, 10, 20, 50, 100, 200], (languages) => {
    return { available: { mediaTypes: ['application/json'], languages: tagsOf(languages) }, headers: { 'accept-language': seen.sixLanguages } }
  }),
  'length of the field, worst values': measureWorst,
  'fields that select nothing': measureOthers
}

async function main () {
  printMachine(['mitata', 'autocannon'])
  for (const [title, run] of Object.entries(programs)) {
    if (!new RegExp(options.only, 'i').test(title)) continue
    console.log(`${title}\n`)
    await run(title)
    console.log('')
  }
  if (reached.length > 0) console.log(`Goals\n\n${table([['', 'figure', 'goal'], ...reached])}`)
}

/** Prints µs for each step, how much more that is than the step before, and how much larger the step. */
async function measureSteps (title, unit, steps, inputOf) {
  const times = await alternate(steps.map((step) => askOf(inputOf(step))))
  console.log(table([
    [unit, 'µs', 'cost by the step before', 'size by the step before'],
    ...steps.map((step, place) => [
      step,
      format(figure(times[place])),
      place === 0 ? '' : number(median(times[place]) / median(times[place - 1])),
      place === 0 ? '' : number(step / steps[place - 1])
    ])
  ]))
  const exponents = times[0].map((_, round) => exponentOf(steps, times.map((time) => time[round])))
  reached.push([`${goals['scale.linear'].what}: ${title}`, format(figure(exponents)), verdict('scale.linear', figure(exponents))])
  return times
}

/** Selection, and where nothing is acceptable what the 406 asks besides. */
function askOf ({ available, headers }) {
  const negotiation = compileNegotiation(available)
  return () => negotiation.select(headers) ?? negotiation.unacceptable(headers)
}

/**
 * Measures each in turn.
 *
 * @returns for each, µs of each round
 */
async function alternate (asks) {
  const times = asks.map(() => [])
  for (let round = 0; round < rounds + 1; round++) {
    for (const [place, ask] of asks.entries()) {
      const { p50 } = await measure(() => keep(ask()), { gc: false, min_cpu_time: milliseconds * 1e6, batch_samples: 32 })
      // The first round warms up.
      if (round > 0) times[place].push(p50 / 1000)
    }
  }
  return times
}

/** The slope of log(cost) over log(size), by least squares, in the upper half of the steps: below, what does not grow hides it. */
function exponentOf (steps, times) {
  const from = Math.floor((steps.length - 1) / 2)
  const xs = steps.slice(from).map(Math.log)
  const ys = times.slice(from).map(Math.log)
  const x = mean(xs)
  const y = mean(ys)
  return mean(xs.map((value, place) => (value - x) * (ys[place] - y))) / mean(xs.map((value) => (value - x) ** 2))
}

function mean (values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function membersOf (members) {
  return asReceived(Array.from({ length: members }, (_, place) => place === members - 1 ? 'text/html;q=0.5' : `application/x${place};q=0.9`).join(','))
}

/** Well-formed tags, different, the last of them one that the client asks for. */
function tagsOf (languages) {
  const others = Array.from({ length: 26 * 26 }, (_, place) => String.fromCharCode(97 + Math.floor(place / 26), 97 + place % 26)).filter((tag) => tag !== 'en')
  return [...others.slice(0, languages - 1), 'en']
}

/** Tries every hostile value at 16 KB, then follows the worst from short to long. */
async function measureWorst () {
  const LONG = 16 * 1024
  const fields = { accept: hostile.accept, 'accept-language': hostile.acceptLanguage }
  for (const [field, values] of Object.entries(fields)) {
    for (const [name, limits] of Object.entries({ 'limits as by default': {}, 'limits raised': NO_LIMITS })) {
      const [worst, ...others] = await rank(field, values, limits, LONG)
      console.log(small(`${field}, ${name}, 16 KB: ${[worst, ...others.slice(0, 4)].map(([title, time]) => `${title} ${number(time)} µs`).join(', ')}\n`))
      const title = `${field}, ${name}: ${worst[0]}`
      console.log(title)
      const times = await measureSteps(title, 'bytes', [16, 256, 1024, 2048, 4096, 8192, LONG], (length) => inputOf(field, values[worst[0]](length), limits))
      const beyond = figure(times[0].map((short, round) => times.at(-1)[round] - short))
      if (name === 'limits as by default') reached.push([`${goals['scale.worst'].what}: ${title}`, `${format(beyond)} µs`, verdict('scale.worst', beyond)])
      console.log('')
    }
  }
}

/** @returns the values by name with µs, the worst first */
async function rank (field, values, limits, length) {
  const names = Object.keys(values)
  const times = await alternate(names.map((name) => askOf(inputOf(field, values[name](length), limits))))
  return names.map((name, place) => [name, median(times[place])]).sort(([, a], [, b]) => b - a)
}

function inputOf (field, value, limits) {
  return {
    available: { mediaTypes: MEDIA_TYPES, languages: TWELVE_LANGUAGES, strict: true, ...limits },
    headers: { [field]: asReceived(value) }
  }
}

/** Real requests with much else in them: what ours costs beyond the limit must stay what it is. */
async function measureOthers () {
  pinLoad(loadCore)
  const { accept } = CHROME
  const loads = {
    'Accept alone': { accept },
    '64 KB of cookies': { accept, cookie: Array.from({ length: 1024 }, (_, place) => `cookie-${String(place).padStart(4, '0')}=${'x'.repeat(50)}`).join('; ') },
    '200 other fields': { accept, ...Object.fromEntries(Array.from({ length: 200 }, (_, place) => [`x-field-${place}`, 'some value'])) }
  }
  const flags = ['--max-http-header-size=131072']
  const servers = await Promise.all(['two', 'limit'].map((name) => startServer(name, 'small', { core: serverCore, flags })))
  const lines = []
  for (const [title, headers] of Object.entries(loads)) {
    const load = { requests: [headers], connections: 10, pipelining: 1 }
    for (const server of servers) await sendRequests(server, load, options.quick ? 500 : 5000)
    const used = [[], []]
    for (let round = 0; round < rounds; round++) {
      const measured = await measureLoads(servers, load, options.quick ? 0.3 : 1)
      measured.forEach(({ cpu }, place) => used[place].push(cpu))
    }
    const beyond = used[0].map((cpu, round) => cpu - used[1][round])
    lines.push([title, format(figure(beyond)), ...used.map((cpu) => small(number(median(cpu))))])
  }
  console.log(table([['processor time a request, µs', "ours beyond the limit's", small('ours'), small("the limit's")], ...lines]))
  await Promise.all(servers.map((server) => server.stop()))
}

await main()
