/**
 * The option `produces`: what the routes of a scope produce that do not say it themselves (design §2).
 */
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type MediaTypeString, negotiated, type RouteProduces } from '../../lib/index.js'
import { bootError, untyped } from '../fixtures/harness.js'

const jsonOrCsv = ['application/json', { mediaType: 'text/csv', serialize: ({ name }: { name: string }) => `name\r\n${name}\r\n` }] as const

async function mars (): Promise<object> {
  return { name: 'Mars' }
}

function create (t: Test): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

/** The status and type for who takes CSV alone; `application/json` without `Vary` is a route that is not negotiated. */
async function asCsv (app: FastifyInstance, url: string, method: 'GET' | 'HEAD' | 'OPTIONS' = 'GET'): Promise<string> {
  const { statusCode, headers } = await app.inject({ method, url, headers: { accept: 'text/csv' } })
  return `${statusCode} ${headers['content-type'] ?? ''} ${headers.vary ?? ''}`.trim()
}

const CSV = '200 text/csv; charset=utf-8 accept'
const PLAIN = '200 application/json; charset=utf-8'

t.test('a route that says nothing produces what the scope says, whatever came first', async (t) => {
  const app = create(t)
  app.get('/before', mars)
  app.get('/configured-before', { config: { other: true } as object }, mars)
  app.register(async (child) => { child.get('/child', mars) })
  app.register(produces, { produces: jsonOrCsv })
  app.get('/after', mars)
  app.get('/configured-after', { config: { other: true } as object }, mars)
  app.register(async (child) => { child.get('/child-after', mars) })
  for (const url of ['/before', '/configured-before', '/child', '/after', '/configured-after', '/child-after']) {
    t.equal(await asCsv(app, url), CSV, url)
    t.equal((await app.inject({ url, headers: { accept: 'image/png' } })).statusCode, 406, `${url}: 406`)
  }
})

t.test('a HEAD route follows its GET', async (t) => {
  const app = create(t)
  app.get('/early', mars)
  await app.register(produces, { produces: jsonOrCsv })
  app.get('/late', mars)
  app.get('/not', { config: { produces: false } }, mars)
  t.equal(await asCsv(app, '/early', 'HEAD'), CSV)
  t.equal(await asCsv(app, '/late', 'HEAD'), CSV)
  t.equal(await asCsv(app, '/not', 'HEAD'), PLAIN)
})

t.test('a route\'s own list wins, and false opts out', async (t) => {
  const app = create(t)
  app.get('/own-before', { config: { produces: ['application/json'] } }, mars)
  app.get('/not-before', { config: { produces: false } }, mars)
  await app.register(produces, { produces: jsonOrCsv })
  app.get('/own', { config: { produces: ['application/json'] } }, mars)
  app.get('/not', { config: { produces: false } }, mars)
  for (const url of ['/own-before', '/own']) t.equal((await app.inject({ url, headers: { accept: 'text/csv' } })).statusCode, 406, url)
  for (const url of ['/not-before', '/not']) t.equal(await asCsv(app, url), PLAIN, url)
})

t.test('what an onRoute hook sets wins', async (t) => {
  const app = create(t)
  await app.register(produces, { produces: jsonOrCsv })
  app.addHook('onRoute', (options) => { options.config = { ...options.config, produces: false } })
  app.get('/mars', mars)
  t.equal(await asCsv(app, '/mars'), PLAIN)
})

t.test('OPTIONS routes produce only what they say', async (t) => {
  const app = create(t)
  await app.register(produces, { produces: jsonOrCsv })
  app.options('/mars', mars)
  app.route({ method: ['GET', 'OPTIONS'], url: '/both', handler: mars })
  t.equal(await asCsv(app, '/mars', 'OPTIONS'), PLAIN)
  t.equal(await asCsv(app, '/both', 'OPTIONS'), CSV)
})

t.test('a scope has its own, and says nothing for its parent', async (t) => {
  const app = create(t)
  app.get('/outside', mars)
  app.register(async (api) => {
    await api.register(produces, { produces: jsonOrCsv })
    api.get('/inside', mars)
    api.register(async (inner) => {
      await inner.register(produces, { produces: ['application/json'] })
      inner.get('/inner', mars)
    })
    api.register(async (silent) => {
      await silent.register(produces, { produces: false })
      silent.get('/silent', mars)
    })
  })
  app.get('/outside-too', mars)
  t.equal(await asCsv(app, '/outside'), PLAIN)
  t.equal(await asCsv(app, '/outside-too'), PLAIN)
  t.equal(await asCsv(app, '/inside'), CSV)
  t.equal((await app.inject({ url: '/inner', headers: { accept: 'text/csv' } })).statusCode, 406)
  t.equal(await asCsv(app, '/silent'), PLAIN)
})

t.test('true stands for the content of the routes that have some', async (t) => {
  const app = create(t)
  await app.register(produces, { produces: true, serializers: { csv: ({ name }: { name: string }) => `name\r\n${name}\r\n` } })
  const schema = { type: 'object', properties: { name: { type: 'string' } } }
  app.get('/content', { schema: { response: { 200: { content: { 'application/json': { schema }, 'text/csv': { schema } } } } } }, mars)
  app.get('/none', { schema: { response: { 200: schema } } }, mars)
  app.get('/nothing', mars)
  t.equal(await asCsv(app, '/content'), CSV)
  t.equal(await asCsv(app, '/none'), PLAIN)
  t.equal(await asCsv(app, '/nothing'), PLAIN)
})

t.test('what is added to the list after the registration does not count', async (t) => {
  const app = create(t)
  const list: MediaTypeString[] = ['application/json']
  await app.register(produces, { produces: list })
  list.push('text/plain')
  app.get('/mars', mars)
  t.equal((await app.inject({ url: '/mars', headers: { accept: 'text/plain' } })).statusCode, 406)
})

t.test('a fault of the option fails where the plugin is registered, and names the key', async (t) => {
  const faults: readonly (readonly [produces: unknown, message: string | RegExp])[] = [
    ['text/csv', 'Plugin option produces: expected an array of media types, an object with mediaTypes, true or false, found "text/csv"'],
    [{ mediaTypes: ['json'] }, 'Plugin option produces.mediaTypes[0]: expected a media type (type/subtype, with or without ;name=value), found "json". Write application/json'],
    [{ mediaTypes: ['application/json'], langs: ['en'] }, /^Plugin option produces\.langs: unknown key \(known: mediaTypes, languages, charsets, encodings, /],
    [{ mediaTypes: [{ mediaType: 'text/csv', serialize: 1 }] },
      'Plugin option produces.mediaTypes[0].serialize: expected a function, an object with compile(schema, route), or false, found 1']
  ]
  for (const [declared, message] of faults) {
    const app = create(t)
    app.register(produces, untyped({ produces: declared }))
    t.match(await bootError(app), { code: 'PRODUCES_ERR_OPTION', message })
  }
})

t.test('negotiated() knows the default by the value that the plugin was given', async (t) => {
  const app = create(t)
  await app.register(produces, { produces: jsonOrCsv })
  app.get('/early', { config: { other: true } as object }, async (request) => {
    const { mediaType } = negotiated(request, jsonOrCsv)
    return { name: mediaType satisfies 'application/json' | 'text/csv' }
  })
  app.get('/not', { config: { produces: false } }, async (request) => negotiated(request, jsonOrCsv as RouteProduces))
  t.equal((await app.inject('/early')).json().name, 'application/json')
  t.match((await app.inject('/not')).json(), { code: 'PRODUCES_ERR_NOT_NEGOTIATED', message: 'Route GET /not: nothing was negotiated with the given produces' })
})

t.test('a document has the media types of the default', async (t) => {
  const app = create(t)
  app.get('/before', { schema: { response: { 200: { type: 'object', properties: { name: { type: 'string' } } } } } }, mars)
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(produces, { produces: jsonOrCsv })
  app.get('/mars', { schema: { response: { 200: { type: 'object', properties: { name: { type: 'string' } } } } } }, mars)
  await app.ready()
  const { paths } = app.swagger() as { paths: Record<string, { get: { responses: Record<string, { content: object }> } }> }
  t.strictSame(Object.keys(paths['/mars']?.get.responses['200']?.content ?? {}), ['application/json', 'text/csv'])
  t.ok(paths['/mars']?.get.responses['406'], 'and the 406')
})
