/**
 * Where and when the plugin is registered: a route that declares `config.produces` is negotiated wherever it stands, under the
 * settings of the nearest scope, and nothing of the user's is changed (design §2, §5).
 */
import accepts from '@fastify/accepts'
import Fastify, { type FastifyInstance, type RouteShorthandOptions } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type ProducesOptions, type RouteProduces } from '../../lib/index.js'
import { bootError, build, thrown, untyped } from '../fixtures/harness.js'

const twoTypes: RouteShorthandOptions = { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: csv }] } }

function csv (payload: { name: string }): string {
  return `name\r\n${payload.name}\r\n`
}

async function mars (): Promise<object> {
  return { name: 'Mars' }
}

/** Whether `url` is negotiated: CSV for who asks for it, 406 for who asks for what there is not. */
async function isNegotiated (t: Test, app: FastifyInstance, url: string): Promise<void> {
  const chosen = await app.inject({ url, headers: { accept: 'text/csv' } })
  t.equal(chosen.statusCode, 200, `${url}: 200`)
  t.equal(chosen.headers['content-type'], 'text/csv; charset=utf-8', `${url}: Content-Type`)
  t.equal(chosen.headers.vary, 'accept', `${url}: Vary`)
  t.equal(chosen.body, 'name\r\nMars\r\n', `${url}: content`)
  const refused = await app.inject({ url, headers: { accept: 'image/png' } })
  t.equal(refused.statusCode, 406, `${url}: 406`)
  t.equal(refused.json().instance, url, `${url}: the 406 is ours`)
}

function create (t: Test): FastifyInstance {
  const app = Fastify()
  t.teardown(() => app.close())
  return app
}

t.test('a route is negotiated when the plugin is awaited before it', async (t) => {
  const app = create(t)
  await app.register(produces)
  app.get('/', twoTypes, mars)
  await isNegotiated(t, app, '/')
})

t.test('a route is negotiated when the plugin is registered in the same tick before it', async (t) => {
  const app = create(t)
  app.register(produces)
  app.get('/', twoTypes, mars)
  await isNegotiated(t, app, '/')
})

t.test('a route is negotiated when the plugin is registered in the same tick after it', async (t) => {
  const app = create(t)
  app.get('/', twoTypes, mars)
  app.register(produces)
  await isNegotiated(t, app, '/')
})

t.test('a route is negotiated when it is declared in after()', async (t) => {
  const app = create(t)
  app.register(produces)
  app.after(() => { app.get('/', twoTypes, mars) })
  await isNegotiated(t, app, '/')
})

t.test('a route of a child is negotiated when the child is registered after the plugin', async (t) => {
  const app = create(t)
  app.register(produces)
  app.register(async (child) => { child.get('/', twoTypes, mars) })
  await isNegotiated(t, app, '/')
})

t.test('a route of a child is negotiated when the child is registered before the plugin', async (t) => {
  const app = create(t)
  app.register(async (child) => {
    child.get('/child', twoTypes, mars)
    child.register(async (grandchild) => { grandchild.get('/grandchild', twoTypes, mars) })
  })
  app.register(produces)
  await isNegotiated(t, app, '/child')
  await isNegotiated(t, app, '/grandchild')
})

t.test('a route of a prefixed child is negotiated and named by its whole URL', async (t) => {
  const app = create(t)
  app.register(produces)
  app.register(async (child) => { child.get('/planets/:name', twoTypes, mars) }, { prefix: '/api' })
  await isNegotiated(t, app, '/api/planets/mars')

  const faulty = create(t)
  await faulty.register(produces)
  faulty.register(async (child) => { child.get('/planets', { config: { produces: [] } }, mars) }, { prefix: '/api' })
  t.match((await bootError(faulty)).message, 'Route GET /api/planets: config.produces')
})

t.test('the plugin takes a prefix and a log level, as every plugin does', async (t) => {
  const app = create(t)
  app.register(produces, { prefix: '/x', logLevel: 'warn', logSerializers: {} })
  app.get('/', twoTypes, mars)
  await isNegotiated(t, app, '/')
})

t.test('a plugin in a child serves the child alone', async (t) => {
  const app = create(t)
  app.register(async (child) => {
    child.register(produces)
    child.get('/child', twoTypes, mars)
  })
  app.get('/plain', mars)
  await isNegotiated(t, app, '/child')
  const plain = await app.inject({ url: '/plain', headers: { accept: 'image/png' } })
  t.equal(plain.statusCode, 200)
  t.equal(plain.headers.vary, undefined)
})

t.test('a route outside the scope of the plugin is a fault at boot', async (t) => {
  const inSibling = create(t)
  inSibling.register(async (child) => { await child.register(produces) })
  inSibling.register(async (sibling) => { sibling.get('/sibling', twoTypes, mars) })
  const error = await bootError(inSibling)
  t.equal(error.code, 'PRODUCES_ERR_SCOPE')
  t.match(error.message, 'GET /sibling')

  const above = create(t)
  above.get('/above', twoTypes, mars)
  above.register(async (child) => { await child.register(produces) })
  t.match(await bootError(above), { code: 'PRODUCES_ERR_SCOPE', message: /GET \/above/ })
})

t.test("config.produces is left alone where the plugin is not: it may be somebody else's", async (t) => {
  for (const value of [['text/csv'], 'anything', { colour: 'red' }, 7, true, null]) {
    const app = create(t)
    app.get('/', { config: { produces: untyped(value) } }, async (request) => ({ seen: request.routeOptions.config.produces }))
    const response = await app.inject({ url: '/', headers: { accept: 'image/png' } })
    t.equal(response.statusCode, 200, JSON.stringify(value))
    t.equal(response.headers.vary, undefined)
    t.same(response.json(), { seen: value })
  }
})

t.test('a route without config.produces, a 404, a 405 and an OPTIONS are untouched', async (t) => {
  const app = await build(t)
  app.get('/plain', mars)
  app.get('/none', { config: { produces: false } }, mars)
  app.get('/undefined', { config: { produces: untyped(undefined) } }, mars)
  app.get('/', twoTypes, mars)
  for (const [method, url, status] of [
    ['GET', '/plain', 200], ['GET', '/none', 200], ['GET', '/undefined', 200], ['GET', '/nowhere', 404], ['POST', '/', 404],
    ['OPTIONS', '/', 404]
  ] as const) {
    const response = await app.inject({ method, url, headers: { accept: 'image/png' } })
    t.equal(response.statusCode, status, `${method} ${url}: ${status}`)
    t.equal(response.headers.vary, undefined, `${method} ${url}: no Vary`)
  }
})

/** The hooks of three routes, in the parent and in a child, with the plugin in the parent and, or not, in the child as well. */
async function hooksWith (t: Test, inChild: ProducesOptions | undefined, status: number): Promise<string> {
  const app = Fastify({ exposeHeadRoutes: false })
  t.teardown(() => app.close())
  app.register(produces, { strict: true })
  app.get('/parent', twoTypes, mars)
  app.register(async (child) => {
    child.get('/before', twoTypes, mars)
    if (inChild !== undefined) child.register(produces, inChild)
    child.get('/after', twoTypes, mars)
    child.register(async (grandchild) => { grandchild.get('/below', twoTypes, mars) })
  })
  await app.ready()
  for (const [url, expected] of [['/parent', 406], ['/before', status], ['/after', status], ['/below', status]] as const) {
    const response = await app.inject({ url, headers: { accept: 'image/png' } })
    t.equal(response.statusCode, expected, `${url}: ${expected}`)
    t.equal(response.headers.vary, 'accept', `${url}: Vary`)
  }
  return app.printRoutes({ includeHooks: true, commonPrefix: false })
}

t.test('with the plugin in parent and child, a route is negotiated once, under the nearest settings', async (t) => {
  const once = await hooksWith(t, undefined, 406)
  const twice = await hooksWith(t, { strict: false }, 200)
  t.match(once, 'onRequest')
  t.equal(twice, once, 'the same hooks, no more often')
})

t.test('with the plugin in parent and awaited in the child after its route, the settings of the child win', async (t) => {
  const app = create(t)
  await app.register(produces, { preference: 'client' })
  app.register(async (child) => {
    child.get('/', twoTypes, mars)
    await child.register(produces, { preference: 'server', cacheControl: 'no-cache' })
  })
  const between = await app.inject({ url: '/', headers: { accept: 'text/csv, application/json' } })
  t.equal(between.headers['content-type'], 'application/json; charset=utf-8')
  const refused = await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.equal(refused.headers['cache-control'], 'no-cache')
})

t.test("a route's own strict and preference win over the settings of every scope", async (t) => {
  const app = await build(t, { strict: true, preference: 'server' })
  app.get('/', {
    config: { produces: { mediaTypes: ['text/plain', 'text/html'], languages: ['en'], strict: { mediaType: false }, preference: 'client' } }
  }, async () => 'x')
  const unmatched = await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.equal(unmatched.statusCode, 200, 'the route: media types are not strict')
  const language = await app.inject({ url: '/', headers: { 'accept-language': 'de' } })
  t.equal(language.statusCode, 406, 'the plugin: languages are')
  const equals = await app.inject({ url: '/', headers: { accept: 'text/html, text/plain' } })
  t.equal(equals.headers['content-type'], 'text/html; charset=utf-8')
})

t.test('a HEAD route has the fields of its GET and no content', async (t) => {
  const app = await build(t)
  app.get('/', twoTypes, mars)
  const response = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'text/csv' } })
  t.equal(response.statusCode, 200)
  t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
  t.equal(response.headers['content-length'], '12')
  t.equal(response.headers.vary, 'accept')
  t.equal(response.body, '')
  const refused = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'image/png' } })
  t.equal(refused.statusCode, 406)
  t.equal(refused.headers['content-type'], 'application/problem+json')
})

t.test('a HEAD route that a user declares next to its GET is negotiated by its own config', async (t) => {
  const app = await build(t)
  app.head('/', { config: { produces: ['text/plain'] } }, async () => 'x')
  app.get('/', twoTypes, mars)
  const head = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'text/plain' } })
  t.equal(head.statusCode, 200)
  t.equal(head.headers['content-type'], 'text/plain; charset=utf-8')
  await isNegotiated(t, app, '/')
})

t.test('without exposed HEAD routes GET is negotiated and HEAD is not found', async (t) => {
  const app = await build(t, {}, { exposeHeadRoutes: false })
  app.get('/', twoTypes, mars)
  app.get('/exposed', { ...twoTypes, exposeHeadRoute: true }, mars)
  await isNegotiated(t, app, '/')
  const head = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'image/png' } })
  t.equal(head.statusCode, 404)
  t.equal(head.headers.vary, undefined)
  t.equal((await app.inject({ method: 'HEAD', url: '/exposed', headers: { accept: 'image/png' } })).statusCode, 406)
})

for (const [prefixTrailingSlash, urls] of [
  ['both', ['/planets', '/planets/']], ['slash', ['/planets/']], ['no-slash', ['/planets']]
] as const) {
  t.test(`prefixTrailingSlash ${prefixTrailingSlash}: ${urls.join(' and ')} are negotiated, for GET and for HEAD`, async (t) => {
    const app = create(t)
    app.register(produces)
    app.register(async (child) => { child.get('/', { ...twoTypes, prefixTrailingSlash }, mars) }, { prefix: '/planets' })
    for (const url of urls) {
      await isNegotiated(t, app, url)
      const head = await app.inject({ method: 'HEAD', url, headers: { accept: 'text/csv' } })
      t.equal(head.headers['content-type'], 'text/csv; charset=utf-8', `HEAD ${url}`)
      t.equal((await app.inject({ method: 'HEAD', url, headers: { accept: 'image/png' } })).statusCode, 406, `HEAD ${url}: 406`)
    }
  })
}

t.test('a route of several methods is negotiated for each, before the body is read', async (t) => {
  const app = await build(t)
  let handled = 0
  const read = (): object => {
    handled++
    return { name: 'Mars' }
  }
  app.route({ method: ['GET', 'POST', 'PUT'], url: '/', ...twoTypes, handler: async () => read() })
  app.all('/all', twoTypes, async () => read())
  for (const [method, url] of [['GET', '/'], ['POST', '/'], ['PUT', '/'], ['DELETE', '/all'], ['PATCH', '/all']] as const) {
    handled = 0
    const chosen = await app.inject({ method, url, headers: { accept: 'text/csv' } })
    t.equal(chosen.body, 'name\r\nMars\r\n', `${method} ${url}`)
    const refused = await app.inject({
      method, url, headers: { accept: 'image/png', 'content-type': 'application/json' }, payload: '{ not json'
    })
    t.equal(refused.statusCode, 406, `${method} ${url}: 406 rather than the 400 of its body`)
    t.equal(handled, 1, `${method} ${url}: the handler ran for the first only`)
  }
  const other = await build(t)
  const error = thrown(() => { other.route({ method: ['GET', 'POST'], url: '/faulty', config: { produces: [] }, handler: mars }) })
  t.match(error.message, 'GET|POST /faulty')
})

t.test('request.accepts() is there in every handler, unless it is switched off', async (t) => {
  const app = await build(t)
  app.get('/', async (request) => ({ type: request.accepts().type(['html', 'json']), languages: request.languages() }))
  const response = await app.inject({ url: '/', headers: { accept: 'application/json', 'accept-language': 'de' } })
  t.same(response.json(), { type: 'json', languages: ['de'] })

  const without = await build(t, { accepts: false })
  t.equal(without.hasRequestDecorator('accepts'), false)
  without.get('/', twoTypes, mars)
  await isNegotiated(t, without, '/')
})

t.test('@fastify/accepts is not registered a second time', async (t) => {
  const app = create(t)
  await app.register(accepts)
  await app.register(produces)
  app.register(async (child) => {
    await child.register(produces)
    child.get('/', twoTypes, mars)
  })
  await isNegotiated(t, app, '/')
})

t.test("a user's hook arrays and shared option objects stay as they are", async (t) => {
  const hook = async (): Promise<void> => {}
  const shared = Object.freeze({
    onRequest: Object.freeze([hook]) as never,
    preSerialization: Object.freeze([hook]) as never,
    onError: Object.freeze([hook]) as never,
    onSend: Object.freeze([hook]) as never,
    config: Object.freeze({
      produces: Object.freeze(['application/json', Object.freeze({ mediaType: 'text/csv' as const, serialize: csv })] as const)
    }),
    schema: { response: Object.freeze({ 200: Object.freeze({ type: 'object', properties: { name: { type: 'string' } } }) }) }
  })
  const before = JSON.stringify(shared)
  const app = await build(t)
  app.get('/one', shared, mars)
  app.get('/two', shared, mars)
  await isNegotiated(t, app, '/one')
  await isNegotiated(t, app, '/two')
  t.same(shared.onRequest, [hook])
  t.same(shared.preSerialization, [hook])
  t.same(shared.onError, [hook])
  t.same(shared.onSend, [hook])
  t.same(Reflect.ownKeys(shared.config), ['produces'])
  t.equal(JSON.stringify(shared), before)
})

t.test('a single hook function of a route runs before the 406, each time once', async (t) => {
  const app = await build(t)
  const ran: string[] = []
  app.get('/', {
    ...twoTypes,
    onRequest: async () => { ran.push('onRequest') },
    preSerialization: async (_request, _reply, payload) => { ran.push('preSerialization'); return payload },
    onSend: async () => { ran.push('onSend') }
  }, mars)
  await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.same(ran, ['onRequest', 'preSerialization', 'onSend'])
  ran.length = 0
  await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.same(ran, ['onRequest', 'onSend'])
})

t.test('a route that an onRoute hook declares with the options of another is negotiated too', async (t) => {
  const app = create(t)
  app.register(produces)
  app.addHook('onRoute', function alias (options) {
    if (options.method === 'GET' && options.url === '/planet') {
      this.route({ ...options, url: '/alias', exposeHeadRoute: false })
    }
  })
  app.get('/planet', twoTypes, mars)
  await isNegotiated(t, app, '/planet')
  await isNegotiated(t, app, '/alias')
})

t.test('an onRoute hook of others finds config.produces as it was declared', async (t) => {
  const app = await build(t)
  const seen: unknown[] = []
  app.addHook('onRoute', (options) => { seen.push(options.config?.produces) })
  const declared = ['text/plain', 'text/html'] as const
  app.get('/', { config: { produces: declared }, exposeHeadRoute: false }, async () => 'x')
  await app.ready()
  t.equal(seen[0], declared)
})

t.test('the error of another plugin reaches ready() past a route that produces', async (t) => {
  const app = create(t)
  app.register(produces)
  app.register(async () => { throw new Error('the database is not there') })
  app.get('/', twoTypes, mars)
  t.equal((await bootError(app)).message, 'the database is not there')
})

t.test('two applications know nothing of each other', async (t) => {
  const one = create(t)
  one.get('/', { config: { produces: untyped('somebody else\'s') } }, mars)
  const other = create(t)
  other.register(produces)
  other.get('/', twoTypes, mars)
  await isNegotiated(t, other, '/')
  t.equal((await one.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 200)
})

t.test('the plugin has a name that others can depend on', async (t) => {
  const app = await build(t)
  t.equal(app.hasPlugin('fastify-produces'), true)
})

const faults: [options: object, key: string, expected: string | RegExp][] = [
  [{ serializers: 5 }, 'serializers', /object/],
  [{ strict: 'yes' }, 'strict', /boolean/],
  [{ strict: { mediaType: 'yes' } }, 'strict.mediaType', /boolean/],
  [{ strict: { colour: true } }, 'strict.colour', 'unknown key (known: mediaType, language, charset, encoding)'],
  [{ preference: 'nobody' }, 'preference', /client, server/],
  [{ problem: 'about:blank' }, 'problem', /function/],
  [{ cacheControl: '' }, 'cacheControl', /./],
  [{ cacheControl: 'no-store\r\nx: y' }, 'cacheControl', /./],
  [{ cacheControl: true }, 'cacheControl', /string/],
  [{ cacheControl: 60 }, 'cacheControl', /string/],
  [{ notAcceptableLogLevel: 30 }, 'notAcceptableLogLevel', 'expected a level of the logger or false, found 30'],
  [{ maxFieldLength: 0 }, 'maxFieldLength', />= 1/],
  [{ maxFieldLength: '8192' }, 'maxFieldLength', /integer/],
  [{ maxFieldLength: 1.5 }, 'maxFieldLength', /integer/],
  [{ maxFieldLength: Infinity }, 'maxFieldLength', /integer/],
  [{ maxFieldLength: NaN }, 'maxFieldLength', /integer/],
  [{ maxMembers: 0 }, 'maxMembers', />= 1/],
  [{ maxMembers: '100' }, 'maxMembers', /integer/],
  [{ cacheSize: -1 }, 'cacheSize', />= 0/],
  [{ cacheSize: 0.5 }, 'cacheSize', /integer/],
  [{ accepts: 'yes' }, 'accepts', /boolean/],
  [{ acccepts: true }, 'acccepts', /unknown key\. Did you mean accepts\?/]
]

for (const [options, key, expected] of faults) {
  const written = Object.entries(options).map(([
    name, value
  ]) => `${name}: ${typeof value === 'number' ? value : JSON.stringify(value)}`).join()
  t.test(`{ ${written} } is a fault of ${key}`, async (t) => {
    const app = create(t)
    app.register(produces, options as ProducesOptions)
    const error = await bootError(app)
    t.equal(error.code, 'PRODUCES_ERR_OPTION')
    t.match(error.message, `Plugin option ${key}: `)
    t.match(error.message, expected)
  })
}

t.test('a value that is no serializer, and a key that is no media type, are faults of `serializers`', async (t) => {
  const faulty = create(t)
  faulty.register(produces, { serializers: { 'text/csv': untyped('csv') } })
  t.match(await bootError(faulty), { code: 'PRODUCES_ERR_SERIALIZER', message: /text\/csv.*function.*compile/ })
  const nameless = create(t)
  nameless.register(produces, { serializers: { comma: csv } })
  t.match(await bootError(nameless), { code: 'PRODUCES_ERR_MEDIA_TYPE', message: /'comma'.*type\/subtype.*short name/ })
})

t.test('an option whose value is undefined counts as absent', async (t) => {
  const app = await build(t, untyped({
    serializers: undefined,
    strict: undefined,
    preference: undefined,
    problem: undefined,
    cacheControl: undefined,
    notAcceptableLogLevel: undefined,
    maxFieldLength: undefined,
    maxMembers: undefined,
    cacheSize: undefined,
    accepts: undefined
  }))
  app.get('/', twoTypes, mars)
  await isNegotiated(t, app, '/')
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).headers['cache-control'], 'no-store')
  t.equal(app.hasRequestDecorator('accepts'), true)
})

t.test('a dimension of strict whose value is undefined counts as absent', async (t) => {
  const app = await build(t, { strict: { language: true } })
  app.get('/', {
    config: { produces: { mediaTypes: ['text/plain'], languages: ['en'], strict: untyped({ language: undefined }) } }
  }, async () => 'x')
  t.equal((await app.inject({ url: '/', headers: { 'accept-language': 'de' } })).statusCode, 406)
})

t.test('the limits and the cache size of the options apply', async (t) => {
  const app = await build(t, { maxFieldLength: 20, maxMembers: 2, cacheSize: 1, cacheControl: false })
  app.get('/', twoTypes, mars)
  const type = async (accept: string): Promise<unknown> => (await app.inject({ url: '/', headers: { accept } })).headers['content-type']
  t.equal(await type('image/png, image/gif, text/csv'), 'application/problem+json', 'the third member is not read')
  t.equal(await type('image/png;a=b,text/csv'), 'application/problem+json', 'what is cut is not read')
  t.equal(await type('text/csv'), 'text/csv; charset=utf-8')
  t.equal(await type('text/csv'), 'text/csv; charset=utf-8', 'from the cache')
  t.equal(await type('application/json'), 'application/json; charset=utf-8', 'past the cache')
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).headers['cache-control'], undefined)
  const uncached = await build(t, { cacheSize: 0 })
  uncached.get('/', twoTypes, mars)
  await isNegotiated(t, uncached, '/')
  await isNegotiated(t, uncached, '/')
})

t.test('routes that declare the same are negotiated alike, each with its own serializers and settings', async (t) => {
  const declared = (text: string): RouteProduces => ({
    mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: () => text }], languages: ['en', 'de']
  })
  const app = await build(t)
  app.get('/a', { config: { produces: declared('a') } }, mars)
  app.get('/b', { config: { produces: declared('b') } }, mars)
  await app.register(async (strict) => {
    await strict.register(produces, { strict: { language: true } })
    strict.get('/strict', { config: { produces: declared('strict') } }, mars)
  })
  const ask = (url: string, language: string) => app.inject({ url, headers: { accept: 'text/csv', 'accept-language': language } })
  for (const url of ['/a', '/b', '/strict', '/b', '/a']) {
    const { body, headers } = await ask(url, 'de')
    t.strictSame([body, headers['content-language']], [url.slice(1), 'de'], url)
  }
  t.strictSame([
    (await ask('/a', 'fr')).statusCode, (await ask('/strict', 'fr')).statusCode, (await ask('/b', 'fr')).statusCode
  ], [200, 406, 200])
})

t.test('any number of routes may each declare something else', async (t) => {
  const app = await build(t)
  for (let route = 1; route <= 1100; route++) {
    app.get(`/${route}`, {
      config: {
        produces: [{ mediaType: 'application/json', quality: route / 2000 }, { mediaType: 'text/csv', serialize: csv, quality: 0.25 }]
      }
    }, mars)
  }
  const type = async (route: number) => (await app.inject({ url: `/${route}`, headers: { accept: '*/*' } })).headers['content-type']
  for (const route of [
    1, 499, 1099, 1100
  ]) t.equal(await type(route), route < 500 ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8', String(route))
})
