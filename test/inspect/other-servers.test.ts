/**
 * Servers of other kinds: what is said of them is true of them.
 */
import Hapi from '@hapi/hapi'
import { getRequestListener } from '@hono/node-server'
import Fastify from 'fastify'
import { accepts } from 'hono/accepts'
import { Hono } from 'hono'
import t, { type Test } from 'tap'
import { clients } from '../../lib/inspect/clients.js'
import { inspectUrl, type Report } from '../../lib/inspect/inspect-url.js'
import type { Result } from '../../lib/inspect/verdict.js'
import produces from '../../lib/index.js'
import csv from '../../lib/formats/csv/csv.js'
import { listen } from './fixtures/server.js'

const settings = { timeout: 5000, maxBytes: 2 ** 20, insecure: false, maxRequests: 300, follow: false, version: '1.1' } as const

async function results (url: string): Promise<Record<string, Result>> {
  const report = await inspect(url)
  return Object.fromEntries(report.verdicts.map(({ name, result }) => [name, result]))
}

function inspect (url: string): Promise<Report> {
  return inspectUrl(new URL(url), clients, settings, () => {})
}

const planets = [{ name: 'Mars' }]

/**
 * By a name that TypeScript does not follow: one has no types, and those of the other want `serializers` in the config of every route of the
 * program.
 */
function load (name: string): Promise<any> {
  return import(name)
}

async function fastify (t: Test): Promise<ReturnType<typeof Fastify>> {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

t.test('a server of our own has no fault', async (t) => {
  const app = await fastify(t)
  await app.register(produces, { serializers: { 'text/csv': csv({ columns: ['name'] }) } })
  app.get('/planets', { config: { produces: { mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] } } }, async () => planets)
  const found = await results(`${await app.listen({ port: 0, host: '127.0.0.1' })}/planets`)
  t.same(Object.entries(found).filter(([, result]) => result !== 'pass'), [
    ['etag', 'not tested'], ['not-modified', 'not tested'], ['versions', 'not tested']
  ])
})

t.test('a route that has one media type and knows no negotiation has no fault, and most is not known', async (t) => {
  const app = await fastify(t)
  app.get('/planets', async () => planets)
  const found = await results(`${await app.listen({ port: 0, host: '127.0.0.1' })}/planets`)
  t.same(Object.values(found).filter((result) => result === 'fault' || result === 'advice'), [])
  for (const name of ['quality', 'exclusion', 'precedence', 'stability', 'vary', 'vary-width', 'etag', 'content-language', 'not-acceptable', 'links']) {
    t.equal(found[name], 'not tested', name)
  }
})

t.test('res.format of Express lists nothing in its 406', async (t) => {
  const { default: express } = await load('express')
  const app = express()
  // Else it writes each 406 to the console.
  app.set('env', 'test')
  app.get('/planets', (_request: unknown, response: any) => {
    response.format({
      'application/json': () => response.json(planets),
      'text/html': () => response.send('<p>Mars</p>'),
      'text/csv': () => response.send('name\nMars\n')
    })
  })
  const found = await results(await listen(t, app))
  t.match(found, { quality: 'pass', exclusion: 'pass', precedence: 'pass', stability: 'pass', vary: 'pass', etag: 'pass', 'not-modified': 'pass', head: 'pass', malformed: 'pass', long: 'pass', errors: 'pass' })
  t.equal(found['not-acceptable'], 'fault')
})

t.test('hapi leaves Vary to its user, and with it what people write by hand reads no q', async (t) => {
  const server = Hapi.server({ host: '127.0.0.1', port: 0 })
  server.route({
    method: 'GET',
    path: '/planets',
    handler: (request, h) => h.response('Mars').type(mediaTypeFor(request.headers['accept'] as string | undefined))
  })
  await server.start()
  t.teardown(() => server.stop())
  const found = await results(`${server.info.uri}/planets`)
  t.match(found, { vary: 'fault', quality: 'fault', exclusion: 'fault', precedence: 'fault', stability: 'pass', malformed: 'pass', long: 'pass' })
})

/** As people write it by hand with hapi, which has no negotiation of media types of its own. */
function mediaTypeFor (accept = ''): string {
  return ['text/html', 'text/csv'].find((type) => accept.includes(type)) ?? 'application/json'
}

t.test('accepts of Hono sets no Vary, and gives its default to a wildcard whatever excludes it', async (t) => {
  const app = new Hono()
  app.get('/planets', (context) => {
    const type = accepts(context, { header: 'Accept', supports: ['application/json', 'text/html', 'text/csv'], default: 'application/json' })
    return context.body('Mars', 200, { 'content-type': type })
  })
  const found = await results(await listen(t, getRequestListener(app.fetch)))
  t.match(found, { vary: 'fault', quality: 'pass', exclusion: 'fault', precedence: 'fault', stability: 'pass', 'not-acceptable': 'not tested', malformed: 'pass' })
})

t.test('@fastify/accepts-serializer sets no Vary, and gives its default to a wildcard whatever excludes it', async (t) => {
  const app = await fastify(t)
  const { default: acceptsSerializer } = await load('@fastify/accepts-serializer')
  await app.register(acceptsSerializer, {
    serializers: [
      { regex: /^application\/yaml$/, serializer: () => 'name: Mars' },
      { regex: /^text\/html$/, serializer: () => '<p>Mars</p>' }
    ],
    default: 'application/yaml'
  })
  app.get('/planets', async () => planets)
  const found = await results(`${await app.listen({ port: 0, host: '127.0.0.1' })}/planets`)
  t.match(found, { vary: 'fault', quality: 'pass', exclusion: 'fault', precedence: 'fault', stability: 'pass', head: 'pass' })
})
