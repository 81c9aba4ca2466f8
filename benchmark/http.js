/**
 * What negotiation costs a server under load: requests that each server answers in a second of its processor's time, by those of a
 * reference that runs at the same time on the same core. Whatever slows the machine down slows down both.
 *
 *     node benchmark/http.js [--quick] [--only regexp] [--servers regexp] [--pipelining 1|10] [--rounds n] [--seconds n] [--fresh n] [--cores server,load]
 */
import { parseArgs } from 'node:util'
import { goals, verdict } from './goals.js'
import { AXIOS, CHROME, CLIENTS, CURL, unique } from './inputs/fields.js'
import { compareAnswers } from './tools/check.js'
import { measureLoads, sendRequests } from './tools/load.js'
import { printMachine } from './tools/machine.js'
import { pinLoad, pinned, startServer } from './tools/processes.js'
import { figure, format, median, number, ratios, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    servers: { type: 'string', default: '' },
    pipelining: { type: 'string' },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    fresh: { type: 'string', default: '3' },
    cores: { type: 'string', default: '0,1' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 2 : 9))
const seconds = Number(options.seconds ?? (options.quick ? 0.3 : 0.6))
/** Rounds that the same processes serve: what a process has by chance (its heap, its optimized code) must not decide. */
const fresh = Number(options.fresh)
const [serverCore, loadCore] = options.cores.split(',')

const names = {
  limit: 'the limit: written by hand',
  hooks: 'the limit with two hooks that do nothing',
  'limit-languages': 'the limit: written by hand',
  'limit-csv': 'the limit: lines joined by hand',
  'csv-stringify': 'csv-stringify by hand',
  bare: 'bare Fastify',
  undeclared: 'fastify-produces, route without produces',
  one: 'fastify-produces, one media type',
  two: 'fastify-produces, two media types',
  five: 'fastify-produces, five media types',
  languages: 'fastify-produces, two media types, twelve languages',
  'accepts-serializer': '@fastify/accepts-serializer',
  accepts: '@fastify/accepts by hand',
  express: 'Express, res.format',
  koa: 'Koa',
  hapi: 'hapi, @hapi/accept',
  hono: 'Hono on @hono/node-server'
}
const PLUGINS = ['accepts-serializer', 'accepts']
const FRAMEWORKS = ['express', 'koa', 'hapi', 'hono']
/** What answers differently, if it does, is named in a note; of the others it is an error. */
const MAY_DIFFER = [...PLUGINS, ...FRAMEWORKS, 'bare']

const UNIQUE = Array.from({ length: 999 }, (_, place) => ({ accept: unique.chrome(place), 'accept-language': unique.chromeLanguages(place) }))
const CSV = [{ accept: 'text/csv' }]

// Without languages only Accept is sent: a field that nobody reads costs every server the same, and so would flatter the ratios.
function accepts (requests) {
  return requests.map(({ accept }) => ({ accept }))
}

const scenes = [
  {
    title: "small object, Chrome's Accept",
    requests: accepts([CHROME]),
    servers: ['two', 'accepts-serializer', 'one', 'accepts', 'five', 'hooks', 'bare', 'express', 'koa', 'hapi', 'hono'],
    goals: { 'http.serializer.chrome': ['two', 'accepts-serializer'], ...Object.fromEntries(FRAMEWORKS.map((name) => [`http.${name}`, ['two', name]])) }
  },
  {
    title: "small object, ten clients' Accept in turn",
    requests: accepts(CLIENTS),
    checked: accepts(CLIENTS),
    servers: ['two', 'accepts-serializer', 'five', 'accepts', 'hooks', ...FRAMEWORKS],
    goals: { 'http.clients': ['two', 'limit'], 'http.serializer.clients': ['two', 'accepts-serializer'] }
  },
  {
    title: 'small object, every Accept different',
    requests: accepts(UNIQUE),
    servers: ['two', 'accepts-serializer', 'five', 'accepts', 'hooks', ...FRAMEWORKS],
    goals: { 'http.different': ['two', 'limit'], 'http.serializer.different': ['two', 'accepts-serializer'] }
  },
  {
    title: "2-KB object, Chrome's Accept",
    object: 'large',
    requests: accepts([CHROME]),
    servers: ['two', 'accepts-serializer', 'five', 'accepts', ...FRAMEWORKS]
  },
  {
    title: "2-KB object, ten clients' Accept in turn",
    object: 'large',
    requests: accepts(CLIENTS),
    servers: ['two']
  },
  {
    title: "languages, small object, Chrome's fields",
    requests: [CHROME],
    reference: 'limit-languages',
    servers: ['languages'],
    goals: { 'http.languages': ['languages', 'limit-languages'] }
  },
  {
    title: "languages, small object, ten clients' fields in turn",
    requests: CLIENTS,
    reference: 'limit-languages',
    servers: ['languages'],
    goals: { 'http.languages': ['languages', 'limit-languages'] }
  },
  {
    title: 'languages, small object, all fields different',
    requests: UNIQUE,
    reference: 'limit-languages',
    servers: ['languages']
  },
  {
    title: 'CSV, twenty rows',
    object: 'rows',
    requests: CSV,
    checked: [...CSV, { accept: 'text/html;q=0.5, text/csv' }],
    reference: 'limit-csv',
    servers: ['two', 'csv-stringify']
  },
  {
    title: 'a route without produces',
    requests: accepts([CHROME]),
    reference: 'bare',
    servers: ['undeclared'],
    goals: { 'http.undeclared': ['undeclared', 'bare'] }
  },
  { title: "small object, Chrome's Accept", pipelining: 1, requests: accepts([CHROME]), servers: ['two', 'accepts-serializer'] },
  { title: "small object, ten clients' Accept in turn", pipelining: 1, requests: accepts(CLIENTS), servers: ['two', 'accepts-serializer'] },
  { title: "2-KB object, Chrome's Accept", pipelining: 1, object: 'large', requests: accepts([CHROME]), servers: ['two', 'accepts-serializer'] }
].map(({ object = 'small', reference = 'limit', pipelining = 10, checked = [CHROME, AXIOS, CURL], goals = {}, servers, ...scene }) => {
  const named = servers.filter((name) => new RegExp(`^(?:${options.servers})$`).test(name))
  return {
    ...scene,
    object,
    reference,
    pipelining,
    checked,
    servers: options.servers === '' ? servers : named,
    goals: Object.fromEntries(Object.entries(goals).filter(([, pair]) => options.servers === '' || pair.every((name) => named.includes(name) || name === reference))),
    title: `${scene.title}, pipelining ${pipelining}`
  }
}).filter(({ title, pipelining }) => new RegExp(options.only, 'i').test(title) && [undefined, String(pipelining)].includes(options.pipelining))

async function main () {
  printMachine([...PLUGINS.map((name) => `@fastify/${name}`), 'express', 'koa', '@hapi/hapi', '@hapi/accept', 'hono', '@hono/node-server', 'autocannon'])
  if (scenes.length === 0) throw new Error(`no scene's title matches --only ${options.only}`)
  pinLoad(loadCore)
  if (pinned) console.log(`Servers on core ${serverCore}, load on core ${loadCore}. ${rounds} rounds of ${seconds} s, new processes every ${fresh}.\n`)
  const reached = []
  for (const scene of scenes) {
    const results = await measureScene(scene)
    print(scene, results)
    for (const [id, pair] of Object.entries(scene.goals)) reached.push([labelOf(id, scene), ...reachedBy(results, id, pair)])
  }
  if (reached.length > 0) console.log(`Goals\n\n${table([['', 'ratio', 'goal'], ...reached])}`)
}

/** @returns by server's name: what was measured of it each round, and of the reference alongside it */
async function measureScene (scene) {
  const results = new Map(scene.servers.map((name) => [name, { own: [], alongside: [] }]))
  for (let done = 0; done < rounds; done += fresh) {
    for (const name of scene.servers) await measurePair(name, scene, results.get(name), done)
  }
  return results
}

/** Two new processes, of the same age, and no other server running: one that has waited for its turn is slower at first. */
async function measurePair (name, { reference, object, checked, ...scene }, { own, alongside }, done) {
  const servers = []
  for (const started of [name, reference]) servers.push(await startServer(started, object, { core: serverCore }))
  if (done === 0) await check(...servers, checked)
  for (const server of servers) await sendRequests(server, loadOf(scene), options.quick ? 3_000 : 12_000)
  for (let round = done; round < Math.min(done + fresh, rounds); round++) {
    const [first, second] = await measureLoads(servers, loadOf(scene), seconds)
    own.push(first)
    alongside.push(second)
  }
  await Promise.all(servers.map((server) => server.stop()))
}

async function check (server, reference, requests) {
  const { faults, notes } = await compareAnswers(server, reference, requests)
  if (faults.length > 0 && !MAY_DIFFER.includes(server.name)) throw new Error(faults.join('\n'))
  for (const fault of faults) console.log(`Note: not the same. ${fault}`)
  if (notes.length > 0) console.log(`Note: ${names[server.name]} also sends ${notes.join(', ')}.`)
}

function loadOf ({ requests, pipelining }) {
  return { requests, pipelining, connections: pipelining === 1 ? 50 : 10 }
}

function print ({ title, reference }, results) {
  const alongside = [...results.values()].flatMap(({ alongside }) => alongside)
  const lines = [['', 'requests', small('µs/request'), small('requests/s')], [names[reference], '1', ...absolutes(alongside)]]
  for (const [name, { own, alongside }] of results) lines.push([names[name], format(figure(byReference(own, alongside))), ...absolutes(own)])
  console.log(`${title}\n\n${table(lines)}\n`)
  const busy = median([...results.values()].flatMap(({ own, alongside }) => own.map((server, round) => server.busy + alongside[round].busy)))
  if (busy < BUSY) console.log(`The two servers were busy ${Math.round(busy * 100)} % of the time: the load could not keep up, or other programs ran.\n`)
}

// What is measured is processor time: where a server waits for the load it is the worse for it, but not by much.
const BUSY = 0.9

function absolutes (measured) {
  return [number(median(of(measured, 'cpu'))), number(median(of(measured, 'rate')))].map(small)
}

function labelOf (id, { title }) {
  const shared = scenes.filter(({ goals }) => id in goals).length > 1
  return shared ? `${goals[id].what}: ${title}` : goals[id].what
}

function reachedBy (results, id, [name, other]) {
  const own = results.get(name)
  const ratio = byReference(own.own, own.alongside)
  const values = results.has(other) ? ratios(ratio, byReference(results.get(other).own, results.get(other).alongside)) : ratio
  return [format(figure(values)), verdict(id, figure(values))]
}

/** Requests in a second of processor time, by the reference's. */
function byReference (own, alongside) {
  return ratios(of(alongside, 'cpu'), of(own, 'cpu'))
}

function of (measured, key) {
  return measured.map((entry) => entry[key])
}

await main()
