/**
 * One negotiation, without a server: ours against other packages', in turn. And boot.
 *
 *     node benchmark/micro.js [--quick] [--only regexp] [--rounds n] [--milliseconds n]
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import hapi from '@hapi/accept'
import accepts from 'accepts'
import { accepts as hono } from 'hono/accepts'
import { do_not_optimize as keep, measure } from 'mitata'
import Negotiator from 'negotiator'
import { compileNegotiation } from './modules/negotiation/negotiation.js'
import { compileRoute } from './modules/reply/route-outcomes.js'
import { goals, verdict } from './goals.js'
import { asReceived, seen, TWELVE_LANGUAGES, unique } from './inputs/fields.js'
import { printMachine } from './tools/machine.js'
import { figure, format, median, number, ratios, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rounds: { type: 'string' },
    milliseconds: { type: 'string' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 9))
const milliseconds = Number(options.milliseconds ?? (options.quick ? 5 : 25))
const wanted = new RegExp(options.only, 'i')

const TWO = ['application/json', 'text/csv']

/** How each is asked, for a request as node:http has it. */
const mediaTypes = {
  field: 'accept',
  ...ours({ mediaTypes: TWO }, 'mediaType'),
  peers: {
    negotiator: (request) => new Negotiator(request).mediaType(TWO),
    accepts: (request) => accepts(request).type(TWO),
    '@hapi/accept': ({ headers }) => hapi.mediaType(headers.accept, TWO),
    // What Hono's own context does to find the header is left out, in its favour.
    'Hono accepts': ({ headers }) => hono({ req: { header: () => headers.accept } }, { header: 'Accept', supports: TWO, default: TWO[0] })
  }
}

const languages = {
  field: 'accept-language',
  // Ours negotiates the one media type as well.
  ...ours({ mediaTypes: TWO.slice(0, 1), languages: TWELVE_LANGUAGES }, 'language'),
  peers: {
    negotiator: (request) => new Negotiator(request).language(TWELVE_LANGUAGES),
    accepts: (request) => accepts(request).language(TWELVE_LANGUAGES),
    '@hapi/accept': ({ headers }) => hapi.language(headers['accept-language'], TWELVE_LANGUAGES),
    'Hono accepts': ({ headers }) => hono({ req: { header: () => headers['accept-language'] } }, { header: 'Accept-Language', supports: TWELVE_LANGUAGES, default: 'en' })
  }
}

function ours (available, dimension) {
  const negotiation = compileNegotiation(available)
  // The options' default number of outcomes kept.
  const route = compileRoute({ name: 'GET /', negotiation, renderers: new Map(), cacheSize: 32 })
  return {
    select: ({ headers }) => negotiation.select(headers)?.[dimension],
    lookUp: ({ headers }) => route.outcomeFor(headers).negotiated?.[dimension]
  }
}

const cases = [
  { title: '*/*', kind: mediaTypes, value: 'any' },
  { title: 'application/json', kind: mediaTypes, value: 'json' },
  { title: "Chrome's Accept", kind: mediaTypes, value: 'chrome', goals: ['micro.cold.browser'] },
  { title: "Firefox's Accept", kind: mediaTypes, value: 'firefox', goals: ['micro.cold.browser'] },
  { title: "Java's Accept", kind: mediaTypes, value: 'java' },
  { title: 'twenty members', kind: mediaTypes, value: 'twenty' },
  { title: 'six languages, twelve available', kind: languages, value: 'sixLanguages', goals: ['micro.cold.languages'] }
]

async function main () {
  printMachine(['negotiator', 'accepts', '@hapi/accept', 'hono', 'mitata'])
  console.log(`How many times as fast as each peer: medians of ${rounds} rounds.\n`)
  const reached = []
  for (const one of cases.filter(({ title }) => wanted.test(title))) {
    const ratio = await compare(one)
    for (const id of one.goals ?? []) reached.push([`${goals[id].what}: ${one.title}`, format(ratio.cold), verdict(id, ratio.cold)])
    reached.push([`${goals['micro.warm'].what}: ${one.title}`, format(ratio.warm), verdict('micro.warm', ratio.warm)])
  }
  if (wanted.test('boot')) reached.push(compareBoot())
  console.log(`Goals\n\n${table([['', 'figure', 'goal'], ...reached])}`)
}

/**
 * Prints one case.
 *
 * @returns how many times as fast as negotiator, cold and warm
 */
async function compare ({ title, kind, value }) {
  const { field, select, lookUp, peers } = kind
  note(title, kind, requestWith(field, seen[value]))
  const same = requestWith(field, asReceived(seen[value]))
  let place = 0
  const inputs = {
    never: () => requestWith(field, asReceived(unique[value](place++))),
    again: () => requestWith(field, asReceived(seen[value])),
    same: () => same
  }
  const measured = {
    cold: await alternate(inputs.never, { select, lookUp, ...peers }),
    again: await alternate(inputs.again, { lookUp }),
    warm: await alternate(inputs.same, { lookUp, ...peers })
  }
  const names = Object.keys(peers)
  function line (label, own, others) {
    return [label, ...names.map((name) => format(figure(ratios(others[name], own)))), small(number(median(own)))]
  }
  console.log(table([
    [title, ...names, small('ns')],
    line('cold: never seen', measured.cold.select, measured.cold),
    line('  with the look-up that misses', measured.cold.lookUp, measured.cold),
    line('warm: seen before', measured.warm.lookUp, measured.warm),
    line('  in a new string, as received', measured.again.lookUp, measured.warm),
    [small('ns, cold'), ...names.map((name) => small(number(median(measured.cold[name]))))]
  ]) + '\n')
  return {
    cold: figure(ratios(measured.cold.negotiator, measured.cold.select)),
    warm: figure(ratios(measured.warm.negotiator, measured.warm.lookUp))
  }
}

/** What comes to another result is faster or slower at something else. */
function note (title, { select, lookUp, peers }, request) {
  const selected = select(request)
  for (const [name, ask] of Object.entries({ 'the look-up': lookUp, ...peers })) {
    const other = ask(request)
    if (other !== selected) console.log(`Note: ${title}: ${name} selects ${other || 'nothing'}, not ${selected}.`)
  }
}

function requestWith (field, value) {
  return { headers: { host: 'example.org', connection: 'keep-alive', [field]: value } }
}

/**
 * Measures each of `contenders` in turn, A B C, A B C.
 *
 * @param input makes the argument; that it takes time is not measured
 * @returns by name, nanoseconds of each round
 */
async function alternate (input, contenders) {
  const times = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < rounds + 1; round++) {
    for (const [name, ask] of Object.entries(contenders)) {
      const time = await timeOf(input, ask)
      // The first round warms up.
      if (round > 0) times[name].push(time)
    }
  }
  return times
}

async function timeOf (input, ask) {
  const { p50 } = await measure(function * () {
    yield { 0: input, bench: (request) => keep(ask(request)) }
  }, { gc: false, min_cpu_time: milliseconds * 1e6, batch_samples: 512 })
  return p50
}

/** Boot of a thousand routes with `produces`, and without: separate processes, in turn. */
function compareBoot () {
  const times = { with: [], without: [] }
  for (let round = 0; round < Math.min(rounds, 7); round++) {
    for (const which of ['with', 'without']) times[which].push(JSON.parse(execFileSync(process.execPath, [fileURLToPath(new URL('tools/boot.js', import.meta.url)), which])))
  }
  function differences (key) {
    return figure(times.with.map((time, round) => time[key] - times.without[round][key]))
  }
  function line (which) {
    return [...['wall', 'cpu'].map((key) => small(number(median(times[which].map((time) => time[key])))))]
  }
  console.log(table([
    ['boot of 1,000 routes, ms a route', 'elapsed', 'processor time'],
    ["beyond Fastify's own", format(differences('wall')), format(differences('cpu'))],
    [small('with produces'), ...line('with')],
    [small('without'), ...line('without')]
  ]) + '\n')
  return [goals['boot.route'].what, format(differences('wall')), verdict('boot.route', differences('wall'))]
}

await main()
