/**
 * Where a run takes place, printed at its head: a ratio is worth no more than what it was measured on.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'

const benchmark = createRequire(import.meta.url)
const root = createRequire(new URL('../../package.json', import.meta.url))

/** Prints versions and machine; `packages` are what the run compares with. */
export function printMachine (packages) {
  if (benchmark.resolve('fastify') !== root.resolve('fastify')) throw new Error('two copies of fastify: remove benchmark/node_modules/fastify')
  const cpus = os.cpus()
  const [load] = os.loadavg()
  console.log(`Node.js ${process.versions.node} (V8 ${process.versions.v8}), ${os.type()} ${os.release()}, ${os.arch()}`)
  console.log(`${cpus.length} × ${cpus[0].model.trim()}, ${Math.round(os.totalmem() / 2 ** 30)} GB, load ${load.toFixed(1)}`)
  console.log(['fastify-produces', 'fastify', ...packages].map((name) => `${name} ${versionOf(name)}`).join(', '))
  if (load > cpus.length / 2) console.log('The machine is busy: look at the spread, and repeat the run when it is quiet.')
  console.log('')
}

function versionOf (name) {
  if (name === 'fastify-produces') return readVersion('../../package.json')
  const own = `../node_modules/${name}/package.json`
  return readVersion(existsSync(new URL(own, import.meta.url)) ? own : `../${own}`)
}

function readVersion (path) {
  return JSON.parse(readFileSync(new URL(path, import.meta.url))).version
}
