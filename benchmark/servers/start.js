/**
 * A child process: starts one server, says where it listens, and then what it has used when it is asked.
 *
 *     node servers/start.js two small
 */
import { PerformanceObserver } from 'node:perf_hooks'
import { objects } from '../inputs/objects.js'

const [, , name, object] = process.argv

/** Only what is asked for is loaded: another framework's code is none of this server's. */
async function serversWith (name) {
  for (const file of ['by-hand', 'ours', 'peers']) {
    const [servers] = Object.values(await import(`./${file}.js`))
    if (name in servers) return servers
  }
  throw new Error(`no server ${name}`)
}

let collections = 0
const observer = new PerformanceObserver((list) => { collections += list.getEntries().length })

const answers = {
  cpu: () => ({ cpu: process.cpuUsage(), at: performance.now() }),
  observe: () => observer.observe({ entryTypes: ['gc'] }),
  collect: () => globalThis.gc(),
  heap: function () {
    collections += observer.takeRecords().length
    return { heap: process.memoryUsage().heapUsed, collections }
  }
}

process.on('message', (question) => process.send(answers[question]() ?? {}))
process.on('disconnect', () => process.exit())

const servers = await serversWith(name)
process.send(await servers[name](objects[object]))
