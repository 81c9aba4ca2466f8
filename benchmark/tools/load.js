/**
 * Load on a server for a while: autocannon, keep-alive, and the server's own account of the time it used.
 */
import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'

// Answers that a server has given before it is measured: by then all connections are open and all requests built.
const LEAD = 500

/**
 * Loads servers at the same time.
 *
 * @param load { connections, pipelining, requests }: the headers of the requests, sent in turn
 * @returns for each, requests per second, its processor time per request in µs, and the share of time in which it was busy
 */
export async function measureLoads (servers, { connections, pipelining, requests }, seconds) {
  const loads = servers.map((server) => {
    const load = { server, answers: 0, ...start({ url: server.url, connections, pipelining, requests, duration: 3600 }) }
    load.run.on('response', () => { load.answers++ })
    return load
  })
  while (loads.some(({ answers }) => answers < LEAD)) await delay(10)
  const from = await Promise.all(loads.map(stateOf))
  await delay(seconds * 1000)
  const to = await Promise.all(loads.map(stateOf))
  for (const { run } of loads) run.stop()
  for (const { server, ended } of loads) complain(server, await ended)
  return loads.map((_, place) => between(from[place], to[place]))
}

async function stateOf ({ server, answers }) {
  return { answers, here: performance.now(), ...await server.ask('cpu') }
}

function between (from, to) {
  const used = to.cpu.user + to.cpu.system - from.cpu.user - from.cpu.system
  const rate = (to.answers - from.answers) / (to.here - from.here)
  return { rate: rate * 1000, cpu: used / (rate * (to.at - from.at)), busy: used / 1000 / (to.at - from.at) }
}

/** Sends so many requests, and waits for the answers. */
export async function sendRequests (server, { connections, pipelining, requests }, amount) {
  complain(server, await start({ url: server.url, connections, pipelining, requests, amount }).ended)
}

function start (options) {
  let run
  const ended = new Promise((resolve, reject) => {
    run = autocannon({ ...options, requests: options.requests.map((headers) => ({ headers })), sampleInt: 50, setupClient: spread(options) },
      (error, result) => { error ? reject(error) : resolve(result) })
  })
  return { run, ended }
}

/**
 * Lets the connections begin at different places of the list. Else they go through it side by side, and what one has just asked is
 * in a server's cache for the others.
 */
function spread ({ connections, requests }) {
  let client = 0
  return function beginElsewhere ({ requestIterator }) {
    const place = Math.floor(requests.length / connections * client++) % requests.length
    requestIterator.currentRequestIndex = place
    requestIterator.currentRequest = requestIterator.requests[place]
  }
}

function complain ({ name }, { errors, timeouts, non2xx }) {
  if (errors + timeouts + non2xx > 0) throw new Error(`${name}: ${errors} errors, ${timeouts} timeouts, ${non2xx} answers other than 2xx`)
}
