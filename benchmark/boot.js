/**
 * What routes cost at boot: time and memory of an application beyond those of bare Fastify with the same routes and schemas.
 *
 *     node benchmark/boot.js [--routes 2000] [--schemas 20] [--rounds 3]
 *
 * The routes share so many schemas; each has ten formats and five languages. Every application runs in a process of its own, in turn.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: { routes: { type: 'string', default: '2000' }, rounds: { type: 'string', default: '3' }, schemas: { type: 'string' }, run: { type: 'string' } }
})
const routes = Number(options.routes)
const schemas = Number(options.schemas ?? routes)

// The package itself: this folder is a package of its own, which knows no other by name.
const root = new URL('..', import.meta.url)
const { exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'))

const LANGUAGES = ['en', 'de', 'fr', 'es', 'it']

function schemaOf (index) {
  return {
    type: 'array',
    items: {
      type: 'object',
      properties: {
        id: { type: 'integer' },
        [`name${index}`]: { type: 'string' },
        discovered: { type: 'string', format: 'date-time' },
        visited: { type: 'boolean' },
        radius: { type: 'number' },
        nick: { type: ['string', 'null'] },
        orbit: { type: 'object', properties: { period: { type: 'number' }, of: { type: 'string' } } },
        moons: { type: 'array', items: { type: 'string' } }
      }
    }
  }
}

async function boot (kind) {
  const { default: Fastify } = await import('fastify')
  const serializers = {}
  const mediaTypes = ['application/json']
  const { default: produces } = kind === 'bare' ? {} : await import(new URL(exports['.'].default, root))
  if (kind !== 'bare') {
    for (const [name, mediaType] of Object.entries(FORMATS)) {
      const { default: format } = await import(new URL(exports[`./${name}`].default, root))
      serializers[mediaType] = format()
      mediaTypes.push(mediaType)
    }
  }
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  const from = process.hrtime.bigint()
  const app = Fastify()
  if (kind !== 'bare') await app.register(produces, { serializers })
  const declared = Array.from({ length: schemas }, (_, index) => schemaOf(index))
  for (let index = 0; index < routes; index++) {
    const config = kind === 'bare' ? {} : { produces: { mediaTypes, languages: LANGUAGES } }
    app.get(`/routes/${index}`, { config, schema: { response: { 200: declared[index % schemas] } } }, async () => [])
  }
  await app.ready()
  const milliseconds = Number(process.hrtime.bigint() - from) / 1e6
  globalThis.gc()
  globalThis.gc()
  console.log(JSON.stringify({ milliseconds, megabytes: (process.memoryUsage().heapUsed - before) / 1e6 }))
  await app.close()
}

const FORMATS = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  'json-seq': 'application/json-seq',
  yaml: 'application/yaml',
  cbor: 'application/cbor',
  msgpack: 'application/vnd.msgpack',
  xml: 'application/xml',
  html: 'text/html',
  markdown: 'text/markdown'
}

function median (values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

if (options.run !== undefined) {
  await boot(options.run)
} else {
  const measured = { bare: [], ours: [] }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const kind of ['bare', 'ours']) {
      const args = ['--expose-gc', fileURLToPath(import.meta.url), '--run', kind, '--routes', String(routes), '--schemas', String(schemas)]
      measured[kind].push(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })))
    }
  }
  const of = (kind, name) => median(measured[kind].map((one) => one[name]))
  const more = (of('ours', 'milliseconds') - of('bare', 'milliseconds')) / routes
  console.log(`${routes} routes of ${schemas} schemas, ten formats and five languages each; median of ${options.rounds} processes`)
  console.log(`bare Fastify   ${of('bare', 'milliseconds').toFixed(0)} ms, ${of('bare', 'megabytes').toFixed(1)} MB of heap`)
  console.log(`with this      ${of('ours', 'milliseconds').toFixed(0)} ms, ${of('ours', 'megabytes').toFixed(1)} MB of heap`)
  console.log(`more           ${more.toFixed(3)} ms a route (goal 0.15), ${(of('ours', 'megabytes') - of('bare', 'megabytes')).toFixed(1)} MB (goal 60)`)
}
