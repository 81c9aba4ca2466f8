/**
 * A child process: boots an application of 1,000 routes and prints what it took, in milliseconds.
 *
 *     node tools/boot.js with|without
 */
import Fastify from 'fastify'
import csv from '../../dist/formats/csv/csv.js'
import produces from '../../dist/index.js'

const ROUTES = 1000

async function boot (declared) {
  const app = Fastify()
  if (declared) await app.register(produces, { serializers: { 'text/csv': csv() } })
  for (let route = 0; route < ROUTES; route++) {
    app.get(`/things/${route}`, {
      config: declared ? { produces: ['application/json', 'text/csv'] } : {},
      schema: { response: { 200: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } } }
    }, async () => ({ id: route, name: 'thing' }))
  }
  await app.ready()
}

const cpu = process.cpuUsage()
const from = performance.now()
await boot(process.argv[2] === 'with')
const wall = performance.now() - from
const { user, system } = process.cpuUsage(cpu)
console.log(JSON.stringify({ wall: wall / ROUTES, cpu: (user + system) / 1000 / ROUTES }))
