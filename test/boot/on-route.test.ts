/**
 * `config.produces` as the `onRoute` hooks of others leave it: set, replaced, added to or taken away, whoever came first. HEAD is
 * as its GET (RFC 9110 §9.3.2), and a fault is one of boot.
 */
import Fastify, { type FastifyInstance, type RouteOptions } from 'fastify'
import fp from 'fastify-plugin'
import t, { type Test } from 'tap'
import { bootError, thrown, untyped } from '../fixtures/harness.js'

type Hook = (this: FastifyInstance, options: RouteOptions) => void

const unannounced = Array.from({ length: 40 }, () => Fastify())
const { default: produces } = await import('../../lib/index.js')

const csv = { mediaType: 'text/csv', serialize: ({ name }: { name: string }) => `name\r\n${name}\r\n` } as const
const available = ['application/json', csv] as const

async function mars (): Promise<object> {
  return { name: 'Mars' }
}

/** When a hook is added: before the plugin or after it; on an application that was made before the package was loaded, or since. */
const ORDERS: readonly [name: string, create: () => FastifyInstance, add: (app: FastifyInstance, hook: Hook) => Promise<void>][] = [
  ['before the plugin', Fastify, async (app, hook) => { app.addHook('onRoute', hook); await app.register(produces) }],
  ['after the plugin', Fastify, async (app, hook) => { await app.register(produces); app.addHook('onRoute', hook) }],
  [
    'by another plugin',
    Fastify,
    async (app, hook) => { await app.register(produces); await app.register(fp(async (instance) => { instance.addHook('onRoute', hook) })) }
  ],
  ['in the tick of the plugin', Fastify, async (app, hook) => { app.register(produces); app.addHook('onRoute', hook) }],
  [
    'before the package was loaded',
    () => unannounced.pop() as FastifyInstance,
    async (app, hook) => { app.addHook('onRoute', hook); await app.register(produces) }
  ],
  [
    'after the plugin, where the package was loaded late',
    () => unannounced.pop() as FastifyInstance,
    async (app, hook) => { await app.register(produces); app.addHook('onRoute', hook) }
  ]
]

function create (t: Test, make: () => FastifyInstance = Fastify): FastifyInstance {
  const app = make()
  t.teardown(() => app.close())
  return app
}

async function withHook (t: Test, hook: Hook): Promise<FastifyInstance> {
  const app = create(t)
  await app.register(produces)
  app.addHook('onRoute', hook)
  return app
}

async function isNegotiated (t: Test, app: FastifyInstance, url = '/', name = url): Promise<void> {
  const chosen = await app.inject({ url, headers: { accept: 'text/csv' } })
  t.strictSame([
    chosen.statusCode, chosen.headers['content-type'], chosen.headers.vary, chosen.body
  ], [200, 'text/csv; charset=utf-8', 'accept', 'name\r\nMars\r\n'], name)
  const head = await app.inject({ method: 'HEAD', url, headers: { accept: 'text/csv' } })
  t.strictSame([
    head.statusCode, head.headers['content-type'], head.headers.vary, head.headers['content-length']
  ], [200, 'text/csv; charset=utf-8', 'accept', '12'], `HEAD: ${name}`)
  t.equal((await app.inject({ url, headers: { accept: 'image/png' } })).statusCode, 406, `406: ${name}`)
  t.equal((await app.inject({ method: 'HEAD', url, headers: { accept: 'image/png' } })).statusCode, 406, `HEAD, 406: ${name}`)
}

async function isPlain (t: Test, app: FastifyInstance, url = '/', name = url): Promise<void> {
  for (const method of ['GET', 'HEAD'] as const) {
    const response = await app.inject({ method, url, headers: { accept: 'image/png' } })
    t.strictSame([response.statusCode, response.headers.vary], [200, undefined], `${method}: ${name}`)
  }
}

const SETTING: Readonly<Record<string, Hook>> = {
  'adds to the config': (options) => { (options.config ??= {}).produces ??= available },
  'assigns a config': (options) => { options.config = { produces: available, ...options.config } },
  'assigns a config of its own for each route': (options) => { options.config = { produces: ['application/json', csv] } },
  'defines a getter': (options) => { options.config = { get produces () { return available } } },
  'sets it for GET alone': (options) => { if (options.method === 'GET') options.config = { ...options.config, produces: available } }
}

for (const [order, make, add] of ORDERS) {
  for (const [name, hook] of Object.entries(SETTING)) {
    t.test(`A hook added ${order} that ${name} counts`, async (t) => {
      const app = create(t, make)
      await add(app, hook)
      app.get('/', mars)
      app.get('/config', { config: untyped({ rateLimit: 5 }) }, mars)
      app.register(async (child) => { child.get('/child', mars) })
      for (const url of ['/', '/config', '/child']) await isNegotiated(t, app, url)
    })
  }

  t.test(`A hook added ${order} that takes config.produces away counts`, async (t) => {
    const app = create(t, make)
    const config = { produces: available }
    await add(app, (options) => {
      if (options.url === '/delete') delete options.config?.produces
      if (options.url === '/false') options.config = { ...options.config, produces: false }
      if (options.url === '/config') options.config = {}
      if (options.url === '/get' && options.method === 'GET') options.config = {}
    })
    for (const url of ['/delete', '/false', '/config', '/get']) app.get(url, { config: { ...config } }, mars)
    app.get('/', { config }, mars)
    for (const url of ['/delete', '/false', '/config', '/get']) await isPlain(t, app, url)
    await isNegotiated(t, app)
  })
}

t.test('A hook of a child applies to the child alone', async (t) => {
  const app = create(t)
  await app.register(produces)
  app.register(async (child) => {
    child.addHook('onRoute', SETTING['assigns a config'] as Hook)
    child.get('/child', mars)
  })
  app.get('/', mars)
  await isNegotiated(t, app, '/child')
  await isPlain(t, app)
})

t.test('What a hook adds to a list is there once, for HEAD as well', async (t) => {
  for (const add of [
    (options) => { (options.config?.produces as unknown[]).push(csv) },
    (options) => { options.config = { produces: [...options.config?.produces as string[], csv] as never } }
  ] satisfies Hook[]) {
    const app = await withHook(t, add)
    app.get('/', { config: { produces: ['application/json'] } }, mars)
    await isNegotiated(t, app, '/', String(add))
  }
  const inObject = await withHook(t, (options) => { (options.config?.produces as { mediaTypes: unknown[] }).mediaTypes.push(csv) })
  inObject.get('/', { config: { produces: { mediaTypes: ['application/json'] } } }, mars)
  await isNegotiated(t, inObject, '/', 'mediaTypes')
})

t.test('A hook may switch negotiation off for HEAD alone', async (t) => {
  const app = await withHook(t, (options) => { if (options.method === 'HEAD') options.config = { produces: false } })
  app.get('/', { config: { produces: available } }, mars)
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
  const head = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'image/png' } })
  t.strictSame([head.statusCode, head.headers.vary], [200, undefined])
})

t.test('A HEAD route that is declared keeps its own config where a hook changes that of its GET', async (t) => {
  const app = create(t, () => Fastify({ exposeHeadRoutes: false }))
  await app.register(produces)
  app.addHook('onRoute', (options) => { if (options.method === 'GET') options.config = { produces: ['text/plain'] } })
  app.get('/', { config: { produces: available } }, async () => 'Mars')
  app.head('/', { config: { produces: available } }, mars)
  const head = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'text/csv' } })
  t.equal(head.headers['content-type'], 'text/csv; charset=utf-8')
})

t.test('Each of two routes that share a config object has it as it was when the route was declared', async (t) => {
  const app = create(t)
  await app.register(produces)
  const config: { produces?: readonly ['text/plain'] | typeof available } = {}
  app.get('/plain', { config }, mars)
  config.produces = available
  app.get('/', { config }, mars)
  config.produces = ['text/plain']
  await isPlain(t, app, '/plain')
  await isNegotiated(t, app)
})

t.test('A URL, a method, a schema and a serializer compiler that a hook sets later count', async (t) => {
  const app = await withHook(t, (options) => {
    if (options.url === '/old') options.url = '/new'
    if (options.method === 'PUT') options.method = ['PUT', 'POST']
    options.schema = {
      response: {
        200: { content: { 'application/json': { schema: { type: 'object', properties: { name: {} } } }, 'text/csv': { schema: {} } } }
      }
    }
    if (options.url === '/compiler') options.serializerCompiler = () => () => '"compiled"'
  })
  const config = { produces: ['application/json', csv] } as const
  for (const url of ['/old', '/compiler']) app.get(url, { config }, async () => ({ name: 'Mars', secret: 'water' }))
  app.put('/true', { config: { produces: { mediaTypes: ['application/json'] } } }, async () => ({ name: 'Mars', secret: 'water' }))
  await isNegotiated(t, app, '/new')
  const json = { accept: 'application/json' }
  t.equal((await app.inject({ url: '/new', headers: json })).body, '{"name":"Mars"}')
  t.equal((await app.inject({ url: '/compiler', headers: json })).body, '"compiled"')
  t.strictSame((await app.inject({ method: 'POST', url: '/true', headers: json })).json(), { name: 'Mars' })
})

t.test('config.produces of true reads the content that a hook has declared', async (t) => {
  const app = await withHook(t, (options) => {
    options.schema = { response: { 200: { content: { 'application/json': { schema: {} }, 'text/csv': { schema: {} } } } } }
  })
  app.addSerializer('text/csv', csv.serialize as never)
  app.get('/', { config: { produces: true } }, mars)
  await isNegotiated(t, app)
})

t.test('A route that a hook declares is negotiated as the hooks leave it, and so is the route that it was declared for', async (t) => {
  const app = await withHook(t, function (options) {
    if (options.method === 'GET' && options.url === '/planet') this.get('/alias', { handler: options.handler } as never)
    if (options.method === 'GET' && options.url === '/planet') this.head('/planet', { handler: options.handler } as never)
  })
  app.addHook('onRoute', (options) => { options.config = { produces: available } })
  app.get('/planet', mars)
  await isNegotiated(t, app, '/planet')
  await isNegotiated(t, app, '/alias')
})

t.test('A fault that no hook corrects is thrown at the line of the route; one that a hook corrects is not', async (t) => {
  const app = await withHook(t, (options) => {
    if (options.config?.produces as unknown === 'table') options.config = { produces: available }
  })
  const error = thrown(() => { app.get('/faulty', { config: { produces: untyped('tabel') } }, mars) })
  t.equal(error.code, 'PRODUCES_ERR_ROUTE_OPTION')
  t.match(error.stack, /on-route\.test\.ts/)
  t.match(await bootError(app), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: /GET \/faulty/ }, 'nor does boot forget it')
  const mended = await withHook(t, (options) => { options.config = { produces: available } })
  mended.get('/', { config: { produces: untyped('table') } }, mars)
  await isNegotiated(t, mended)
})

t.test('A fault that a hook introduces is thrown at boot, and names the route', async (t) => {
  const app = await withHook(t, (options) => { options.config = { produces: untyped('table') } })
  app.get('/planet', mars)
  t.match(await bootError(app), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: /GET \/planet: config\.produces: expected an array/ })
  const outside = create(t)
  outside.addHook('onRoute', SETTING['assigns a config'] as Hook)
  outside.register(async (child) => { await child.register(produces) })
  outside.get('/outside', mars)
  t.match(await bootError(outside), { code: 'PRODUCES_ERR_SCOPE', message: /GET \/outside/ })
})

t.test('A route that nothing declares for has no hooks', async (t) => {
  const app = await withHook(t, () => {})
  app.get('/', { config: untyped({ rateLimit: 5 }), exposeHeadRoute: false }, mars)
  await app.ready()
  t.notMatch(app.printRoutes({ includeHooks: true }), /onSend|onRequest|onError|preSerialization/)
})

t.test('A config.produces of any size and form is left alone where the plugin is not', async (t) => {
  const app = create(t)
  const circular: Record<string, unknown> = { date: new Date(0) }
  circular.circular = circular
  app.get('/', { config: { produces: untyped(circular) } }, async (request) => request.routeOptions.config.produces === circular as unknown)
  t.equal((await app.inject('/')).body, 'true')
})
