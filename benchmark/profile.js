/**
 * Where a request's time goes: a server and the limit at the same time on one core, both profiled; µs per request by whose code runs.
 *
 *     node benchmark/profile.js [--servers limit,two] [--seconds n] [--cores server,load]
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CHROME, CLIENTS, unique } from './inputs/fields.js'
import { measureLoads, sendRequests } from './tools/load.js'
import { printMachine } from './tools/machine.js'
import { pinLoad, startServer } from './tools/processes.js'
import { number, table } from './tools/ratios.js'

const { values: options } = parseArgs({
  options: {
    servers: { type: 'string', default: 'limit,two' },
    seconds: { type: 'string', default: '10' },
    cores: { type: 'string', default: '0,1' }
  }
})
const names = options.servers.split(',')
const [serverCore, loadCore] = options.cores.split(',')

const scenes = {
  "Chrome's Accept": [CHROME],
  "ten clients' Accept in turn": CLIENTS,
  'every Accept different': Array.from({ length: 999 }, (_, place) => ({ accept: unique.chrome(place) }))
}

/** Whose a frame is, by the first that fits. */
const owners = {
  ours: ({ url }) => /\/dist\/[\w-]+\.js$/.test(url) && !url.includes('node_modules'),
  "Fastify's": ({ url }) => /node_modules\/(?:fastify|find-my-way|fast-json-stringify)\//.test(url),
  "Node's": ({ url }) => url.startsWith('node:'),
  'writing to the socket': ({ functionName }) => functionName === 'writev',
  'collection of garbage': ({ functionName }) => functionName === '(garbage collector)',
  idle: ({ functionName }) => functionName === '(idle)',
  others: () => true
}

async function main () {
  printMachine(['autocannon'])
  pinLoad(loadCore)
  for (const [title, requests] of Object.entries(scenes)) {
    const measured = await measureScene({ requests: requests.map(({ accept }) => ({ accept })), connections: 10, pipelining: 10 })
    const lines = [...Object.keys(owners).filter((owner) => owner !== 'idle'), 'all'].map((owner) => [owner, ...measured.map((parts) => number(parts[owner]))])
    console.log(`${title}\n\n${table([['µs per request, the profiler\'s own included', ...names], ...lines])}\n`)
  }
}

/** @returns for each server, µs per request by owner */
async function measureScene (load) {
  const directories = names.map(() => mkdtempSync(join(tmpdir(), 'profile-')))
  const servers = await Promise.all(names.map((name, place) => {
    return startServer(name, 'small', { core: serverCore, flags: ['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${directories[place]}`] })
  }))
  for (const server of servers) await sendRequests(server, load, 20_000)
  const measured = await measureLoads(servers, load, Number(options.seconds))
  await Promise.all(servers.map((server) => server.stop()))
  return measured.map(({ cpu }, place) => partsOf(readProfile(directories[place]), cpu))
}

function readProfile (directory) {
  const [file] = readdirSync(directory)
  const profile = JSON.parse(readFileSync(join(directory, file), 'utf8'))
  rmSync(directory, { recursive: true })
  return profile
}

/** The samples of the last seconds but one, when nothing but the load went on. */
function partsOf ({ nodes, samples, timeDeltas, startTime, endTime }, cpu) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const parts = Object.fromEntries(Object.keys(owners).map((owner) => [owner, 0]))
  let at = startTime
  samples.forEach((sample, place) => {
    at += timeDeltas[place]
    const measured = at > endTime - (Number(options.seconds) - 0.5) * 1e6 && at < endTime - 0.5e6
    if (measured) parts[Object.keys(owners).find((owner) => owners[owner](frames.get(sample)))]++
  })
  const { idle, ...busy } = parts
  const all = Object.values(busy).reduce((sum, count) => sum + count, 0)
  return { ...Object.fromEntries(Object.entries(busy).map(([owner, count]) => [owner, count / all * cpu])), all: cpu }
}

await main()
