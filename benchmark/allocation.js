/**
 * Bytes allocated per request, ours and the limit's: real requests to a server whose young generation is so large that nothing is
 * collected in between.
 *
 *     node benchmark/allocation.js [--quick] [--rounds n] [--requests n] [--cores server,load]
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { goals, verdict } from './goals.js'
import { CHROME, CLIENTS, unique } from './inputs/fields.js'
import { sendRequests } from './tools/load.js'
import { printMachine } from './tools/machine.js'
import { pinLoad, startServer } from './tools/processes.js'
import { figure, format, median, number, small, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    requests: { type: 'string' },
    cores: { type: 'string', default: '0,1' }
  }
})
const rounds = Number(options.rounds ?? (options.quick ? 3 : 9))
const requests = Number(options.requests ?? (options.quick ? 2_000 : 10_000))
const [serverCore, loadCore] = options.cores.split(',')

// MB; a request is some 10 KB.
const FLAGS = ['--expose-gc', '--min-semi-space-size=256', '--max-semi-space-size=256']

const UNIQUE = Array.from({ length: 999 }, (_, place) => ({ accept: unique.chrome(place), 'accept-language': unique.chromeLanguages(place) }))

function accepts (requests) {
  return requests.map(({ accept }) => ({ accept }))
}

const scenes = [
  { title: "two media types, Chrome's Accept", servers: ['two', 'limit'], requests: accepts([CHROME]) },
  { title: "two media types, ten clients' Accept in turn", servers: ['two', 'limit'], requests: accepts(CLIENTS) },
  { title: 'two media types, every Accept different', servers: ['two', 'limit'], requests: accepts(UNIQUE) },
  { title: "two media types, twelve languages, ten clients' fields in turn", servers: ['languages', 'limit-languages'], requests: CLIENTS },
  { title: 'two hooks that do nothing, of the limit', servers: ['hooks', 'limit'], requests: accepts([CHROME]) },
  { title: 'a route without produces, against bare Fastify', servers: ['undeclared', 'bare'], requests: accepts([CHROME]) }
]

async function main () {
  printMachine(['autocannon'])
  pinLoad(loadCore)
  const lines = [['bytes per request', "beyond the limit's", small('ours'), small("the limit's"), 'goal']]
  for (const { title, ...scene } of scenes) {
    const [own, limit] = await measureScene(scene)
    const beyond = figure(own.map((bytes, round) => bytes - limit[round]))
    lines.push([title, format(beyond), ...[own, limit].map((bytes) => small(number(median(bytes)))), verdict('allocation.request', beyond)])
  }
  console.log(`${goals['allocation.request'].what}\n\n${table(lines)}\n`)
  console.log(`allocated by a select, without a server\n\n${table([['', 'bytes'], ...selectLines()])}`)
}

/** What of a single object is left over is V8's: a fraction that it puts into one. */
function selectLines () {
  const ask = (...args) => JSON.parse(execFileSync(process.execPath, [
    '--expose-gc', '--min-semi-space-size=64', '--max-semi-space-size=64', fileURLToPath(new URL('tools/select.js', import.meta.url)), ...args
  ]))
  return ask().map((scene) => [scene, number(ask(scene))])
}

/** @returns for each of the two servers, bytes per request of each round */
async function measureScene ({ servers: names, requests: fields }) {
  const load = { requests: fields, connections: 10, pipelining: 10 }
  const servers = await Promise.all(names.map((name) => startServer(name, 'small', { core: serverCore, flags: FLAGS })))
  for (const server of servers) {
    await server.ask('observe')
    await sendRequests(server, load, options.quick ? 5_000 : 30_000)
  }
  const bytes = servers.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [place, server] of servers.entries()) bytes[place].push(await allocatedBy(server, load))
  }
  await Promise.all(servers.map((server) => server.stop()))
  return bytes
}

async function allocatedBy (server, load) {
  await server.ask('collect')
  const before = await server.ask('heap')
  await sendRequests(server, load, requests)
  const after = await server.ask('heap')
  if (after.collections > before.collections) throw new Error(`${server.name}: garbage was collected meanwhile: ask for fewer --requests`)
  return (after.heap - before.heap) / requests
}

await main()
