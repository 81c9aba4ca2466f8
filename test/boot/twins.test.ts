/** Twin addresses: a media type named by an extension, the rest negotiated (design §2, §4). */
import swagger from '@fastify/swagger'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type ProducesOptions, type RouteProduces } from '../../lib/index.js'
import { build, varyOf } from '../fixtures/app.js'
import { untyped } from '../fixtures/harness.js'

const serialize = (payload: unknown): Buffer => Buffer.from(JSON.stringify(payload))
const mediaTypes = [
  { mediaType: 'application/json', serialize }, { mediaType: 'text/csv', serialize }, { mediaType: 'application/hal+json', serialize },
  { mediaType: 'application/gzip', serialize, name: 'tar.gz' }
] as const
const planets: RouteProduces = { mediaTypes, languages: ['en', 'de'] }
const config = { produces: planets }
const EXTENSION: ProducesOptions = { override: { extension: true, language: 'lang' }, alternates: true }

async function serve (t: Test, declare: (app: FastifyInstance) => void, options: ProducesOptions = EXTENSION, server = {}): Promise<FastifyInstance> {
  const app = await build(t, options, server)
  declare(app)
  return app
}

const tell = async ({ params, url, negotiated }: any): Promise<object> => ({ params, url, as: negotiated.mediaType })

function declareAll (app: FastifyInstance): void {
  for (const url of ['/', '/planets', '/planets/:id', '/digits/:id(^\\d+$)', '/pair/:a-:b', '/any/:id(^.+$)', '/word-:id([a-z\\d-]+)', '/maybe/:id?', '/dir/', '/files/*']) app.get(url, { config }, tell)
}

/** The URL, and the parameters and media type that the handler sees; or the status. */
const addresses: readonly (readonly [url: string, params: object | number, mediaType?: string])[] = [
  ['/planets.csv', {}, 'text/csv'],
  ['/planets.hal+json?x=1', {}, 'application/hal+json'],
  ['/planets.tar.gz', {}, 'application/gzip'],
  ['/planets.c%73v', {}, 'text/csv'],
  ['/planets.png', 404],
  ['/planets.gz', 404],
  ['/planets.', 404],
  ['/planets/mars.csv', { id: 'mars' }, 'text/csv'],
  ['/planets/mars%2ecsv', { id: 'mars' }, 'text/csv'],
  ['/planets/a.b.csv', { id: 'a.b' }, 'text/csv'],
  ['/planets/a%2Fb.csv', { id: 'a/b' }, 'text/csv'],
  ['/planets/report.csv.json', { id: 'report.csv' }, 'application/json'],
  ['/planets/v1.2', { id: 'v1.2' }, 'application/json'],
  ['/planets/mars.png', { id: 'mars.png' }, 'application/json'],
  ['/planets/mars', { id: 'mars' }, 'application/json'],
  ['/digits/4.csv', { id: '4' }, 'text/csv'],
  ['/digits/x.csv', 404],
  ['/pair/a-b.csv', { a: 'a', b: 'b.csv' }, 'application/json'],
  ['/any/a.csv', { id: 'a.csv' }, 'application/json'],
  ['/word-a-b.csv', { id: 'a-b' }, 'text/csv'],
  ['/maybe/1.csv', { id: '1' }, 'text/csv'],
  ['/maybe.csv', {}, 'text/csv'],
  ['/index.csv', {}, 'text/csv'],
  ['/dir/index.csv', {}, 'text/csv'],
  ['/files/a.csv', { '*': 'a.csv' }, 'application/json'],
  ['/planets.csv.csv', 404]
]

t.test('A twin answers as its extension says, and its handler sees the parameters of its route', async (t) => {
  const app = await serve(t, declareAll)
  for (const [url, params, mediaType] of addresses) {
    const response = await app.inject({ url, headers: { accept: 'application/json' } })
    if (typeof params === 'number') t.equal(response.statusCode, params, url)
    else t.match(response.json(), { params, url, as: mediaType }, url)
    if (typeof params !== 'number') t.same(response.json().params, params, `${url}: no other parameters`)
    const head = await app.inject({ method: 'HEAD', url, headers: { accept: 'application/json' } })
    t.same([head.statusCode, head.headers['content-type'], head.headers.link], [response.statusCode, response.headers['content-type'], response.headers.link].map((value, place) => response.statusCode === 404 && place === 1 ? head.headers['content-type'] : value), `HEAD ${url}`)
  }
})

t.test('A twin negotiates the rest, leaves Accept out of Vary and links to its route', async (t) => {
  const app = await serve(t, declareAll)
  const twin = await app.inject({ url: '/planets/mars.csv?page=2', headers: { accept: 'image/png', 'accept-language': 'de' } })
  t.equal(varyOf(twin), 'accept-language')
  t.match(twin.headers, { 'content-type': /^text\/csv/, 'content-language': 'de', 'content-location': './mars.csv?page=2&lang=de' })
  t.match(String(twin.headers.link).split(', ').at(-1), '<./mars?page=2>; rel="canonical"')
  t.match(twin.headers.link, '<./mars.json?page=2&lang=en>; rel="alternate"; type="application/json"; hreflang="en"')
  const both = await app.inject('/planets.csv?lang=de')
  t.equal(both.headers.vary, undefined)
  t.equal(both.headers['content-location'], undefined)
  t.equal((await app.inject('/planets.csv?lang=xx')).statusCode, 404)
  const canonical = async (url: string) => /<([^>]*)>; rel="canonical"/.exec(String((await app.inject(url)).headers.link))?.[1]
  t.equal(await canonical('/planets'), undefined)
  t.equal(await canonical('/index.csv'), './')
  t.equal(await canonical('/dir/index.tar.gz'), './')
  t.equal(await canonical('/maybe.csv?lang=de'), './maybe')
  t.equal(await canonical('/planets/x:y.csv'), './x:y')
  t.equal(await canonical('/planets/index.csv'), './index')
  t.equal((await app.inject('/planets')).headers['content-location'], './planets.json?lang=en')
  t.equal((await app.inject('/')).headers['content-location'], './index.json?lang=en')
  t.equal((await app.inject('/dir/')).headers['content-location'], './index.json?lang=en')
  const wild = await app.inject('/files/a')
  t.equal(wild.headers['content-location'], undefined, 'a wildcard has no twin')
  t.match(wild.headers.link, /^<\?lang=de>; rel="alternate"; hreflang="de"$/)
})

t.test('Every link of a route and of its twins answers with its type and language', async (t) => {
  const app = await serve(t, declareAll, { override: { extension: true, language: 'lang' }, alternates: true })
  let followed = 0
  for (const url of ['/', '/planets', '/planets/mars', '/planets/x:y?a=%20b', '/digits/4', '/word-x', '/maybe', '/maybe/1', '/dir/', '/planets.csv', '/dir/index.csv', '/planets/mars.tar.gz']) {
    const { headers, body } = await app.inject({ url, headers: { accept: '*/*' } })
    for (const [, href = '', rel, type, language] of String(headers.link).matchAll(/<([^>]*)>; rel="(\w+)"(?:; type="([^"]*)")?(?:; hreflang="([^"]*)")?/g)) {
      const { pathname, search } = new URL(href, `http://localhost${url}`)
      const response = await app.inject({ url: pathname + search, headers: { accept: 'image/png' } })
      if (rel === 'canonical') t.equal(response.statusCode, 406, `${url} ${href}`)
      else t.match([String(response.headers['content-type']).split(';')[0], response.headers['content-language']], [type, language], `${url} ${href}`)
      followed++
    }
    const location = new URL(String(headers['content-location']), `http://localhost${url}`)
    t.equal((await app.inject(location.pathname + location.search)).json().as, JSON.parse(body).as, `${url} ${location}`)
  }
  t.equal(followed, 12 * 7 + 3)
})

t.test('The last word has the extension, whatever the query says', async (t) => {
  const app = await serve(t, declareAll, { override: { extension: true, mediaType: 'format' } })
  t.equal((await app.inject('/planets.csv?format=json')).json().as, 'text/csv')
  t.equal((await app.inject('/planets?format=csv')).json().as, 'text/csv')
  t.equal((await app.inject('/files/a?format=csv')).json().as, 'text/csv')
  t.equal((await app.inject('/files/a')).headers['content-location'], undefined)
})

t.test('All that a route has its twin has: prefix, hooks once, schemas, config, error handler', async (t) => {
  const app = await build(t, { override: { extension: true } })
  const ran: string[] = []
  app.addHook('onRoute', (route) => {
    route.preHandler = [route.preHandler ?? [], untyped(async () => { ran.push('added') })].flat()
  })
  app.addHook('onRequest', async ({ params }) => { ran.push(`instance ${(params as { id: string }).id}`) })
  await app.register(async (scope) => {
    scope.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize }] } }, async ({ url }) => ({ url }))
    scope.get('/:id', {
      config: untyped({ produces: mediaTypes, mine: 1 }),
      schema: { params: { type: 'object', properties: { id: { type: 'integer' } }, additionalProperties: false } },
      onRequest: async ({ params }) => { ran.push(`route ${(params as { id: string }).id}`) },
      errorHandler: (_error, _request, reply) => { reply.code(418).send('mine') }
    }, async ({ params, routeOptions: { config } }) => ({ params, mine: (config as { mine?: unknown }).mine }))
  }, { prefix: '/planets' })
  t.same((await app.inject('/planets/4.csv')).json(), { params: { id: 4 }, mine: 1 })
  t.same(ran, ['instance 4', 'route 4', 'added'])
  t.equal((await app.inject('/planets/x.csv')).statusCode, 418)
  t.match((await app.inject('/planets.csv')).json(), { url: '/planets.csv' })
  t.equal((await app.inject('/planets/')).headers['content-location'], '../planets.json')
})

t.test('What the user has declared wins', async (t) => {
  const app = await serve(t, (app) => {
    app.get('/planets.csv', async () => 'mine')
    app.get('/planets/:id.csv', async ({ params }) => params)
    app.get('/stars.:ext(^csv$)', async () => 'mine')
    app.get('/stars', { config }, tell)
    declareAll(app)
  })
  t.equal((await app.inject('/planets.csv')).body, 'mine')
  t.same((await app.inject('/planets/mars.csv')).json(), { id: 'mars' })
  t.equal((await app.inject('/planets.json')).json().as, 'application/json')
  t.equal((await app.inject('/stars.csv')).body, 'mine')
  t.equal((await app.inject('/stars.json')).statusCode, 404)
})

t.test('A fault of another kind is not taken for a route that is there', async (t) => {
  const app = await build(t, { override: { extension: true } })
  app.addHook('onRoute', ({ url }) => { if (url.includes('.')) throw new Error('no dots') })
  app.get('/', { config }, tell)
  await t.rejects(async () => app.ready(), { message: 'no dots' })
})

t.test('Twins are there for routes that were declared before the plugin has loaded, and only where they are asked for', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.get('/before', { config }, tell)
  app.get('/off', { config: { produces: { mediaTypes, override: true } } }, tell)
  app.post('/before', { config }, tell)
  await app.after()
  await app.register(produces, { override: { extension: true } })
  t.equal((await app.inject('/before.csv')).json().as, 'text/csv')
  t.equal((await app.inject('/off.csv')).statusCode, 404)
  t.equal((await app.inject({ method: 'POST', url: '/before.csv' })).statusCode, 404)
})

t.test('A faulty route has the fault of the route', async (t) => {
  const app = await build(t, { override: { extension: true } })
  app.addHook('onRoute', (route) => { if (route.url === '/') Object.assign(route, { config: { produces: ['nonsense'] } }) })
  app.get('/', async () => '')
  await t.rejects(async () => app.ready(), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: /^Route GET \/: / })
})

t.test('Documents do not show twins', async (t) => {
  const app = await build(t, { override: { extension: true } })
  await app.register(swagger, { openapi: { openapi: '3.1.0', info: { title: '', version: '' } } })
  app.get('/planets', { config }, tell)
  await app.ready()
  t.same(Object.keys((app.swagger() as { paths: object }).paths), ['/planets'])
})

t.test('With ignoreTrailingSlash a reference is that of the route', async (t) => {
  const app = await serve(t, declareAll, EXTENSION, { routerOptions: { ignoreTrailingSlash: true } })
  t.equal((await app.inject('/planets/mars/')).headers['content-location'], '../mars.json?lang=en')
  t.equal((await app.inject('/planets/mars.csv/')).headers['content-location'], '../mars.csv?lang=en')
})

t.test('Slashes that the router ignores are gone up, each of them (RFC 3986 §5.2.4)', async (t) => {
  const app = await serve(t, declareAll, EXTENSION, { routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true } })
  for (const [url, location] of [['/planets/mars//', '../../mars.json?lang=en'], ['/planets//mars///', '../../../mars.json?lang=en'], ['/dir//', './index.json?lang=en']] as const) {
    t.equal((await app.inject(url)).headers['content-location'], location)
    t.equal((await app.inject(new URL(location, `http://localhost${url}`).href)).statusCode, 200, url)
  }
})
