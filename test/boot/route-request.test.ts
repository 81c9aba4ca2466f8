import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type Explanation } from '../../lib/index.js'
import { build, thrown } from '../fixtures/harness.js'

t.test('a route tells the shortest fields that select the same', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.register(async (scope) => {
    scope.get('/users/:id', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, async () => 'Mars')
  }, { prefix: '/api' })
  app.route({ method: ['POST', 'PUT'], url: '/', config: { produces: ['application/json', 'text/plain'] }, handler: async () => 'Mars' })
  app.get('/undeclared', async () => 'Mars')
  await app.after()
  const url = '/api/users/:id'
  const headers = { Accept: 'text/plain;q=0.2, text/css', 'Accept-Language': 'de-CH' }
  t.equal(app.normalize({ url, headers }), undefined, 'not before the application is ready')
  await app.ready()
  const fields = { accept: 'text/*', 'accept-language': 'de' }
  t.strictSame(app.normalize({ url, headers }), fields)
  t.strictSame(app.normalize({ method: 'get', url, headers: new Headers(headers) }), fields)
  t.strictSame(app.normalize({ method: 'HEAD', url, headers: new Map(Object.entries(headers)) }), fields)
  t.strictSame(app.normalize({ url, headers: { accept: 'image/png' } }), { accept: '*/*;q=0' })
  t.strictSame(app.normalize({ method: 'PUT', url: '/', headers }), { accept: 'text/*' })
  for (const request of [{ url: '/', headers }, { url: '/undeclared', headers }, { url: '/none', headers }, { method: 'POST', url, headers }]) {
    t.equal(app.normalize(request), undefined)
  }
  const [own, same] = await Promise.all([headers, fields].map((headers) => app.inject({ url: '/api/users/1', headers })))
  t.equal(own?.headers['content-type'], same?.headers['content-type'])
  t.equal(own?.headers['content-language'], same?.headers['content-language'])
})

t.test('a route tells why it answers with what it answers with', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces, { strict: { language: true } })
  app.get('/users/:id', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, async () => 'Mars')
  app.get('/undeclared', async () => 'Mars')
  await app.after()
  const url = '/users/:id'
  const headers = { Accept: 'text/plain;q=0.2, text/css', 'Accept-Language': 'de-CH' }
  t.equal(app.explain({ url, headers }), undefined, 'not before the application is ready')
  await app.ready()
  for (const method of [undefined, 'get', 'HEAD']) {
    const explanation = app.explain({ ...(method === undefined ? {} : { method }), url, headers: new Headers(headers) })
    t.match(explanation, { outcome: 'selected', selected: { mediaType: 'text/plain', language: 'de' } })
    t.match(String(explanation), /^selected: text\/plain, de\n/)
  }
  const refused = app.explain({ url, headers: { accept: 'image/png', 'accept-language': 'fr' } })
  t.same(refused?.unacceptable, ['mediaType', 'language'])
  const changed = refused?.suggestion?.fields as Record<string, string>
  t.equal((await app.inject({ url: '/users/1', headers: { accept: 'image/png', 'accept-language': 'fr' } })).statusCode, 406)
  t.equal((await app.inject({ url: '/users/1', headers: changed })).statusCode, 200)
  for (const request of [{ url: '/undeclared', headers }, { url: '/none', headers }, { method: 'POST', url, headers }]) {
    t.equal(app.explain(request), undefined)
  }
})

t.test('of routes that differ by constraints the first is asked', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.get('/', { constraints: { version: '1.0.0' }, config: { produces: ['text/plain'] } }, async () => 'Mars')
  app.get('/', { constraints: { version: '2.0.0' }, config: { produces: ['text/csv'] } }, async () => 'Mars')
  await app.ready()
  t.equal(app.explain({ url: '/', headers: {} })?.selected?.mediaType, 'text/plain')
})

async function addressed (t: Test, options: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(options)
  t.teardown(() => app.close())
  await app.register(produces, { override: { mediaType: 'format', language: 'lang', extension: true } })
  const handler = async (): Promise<string> => 'Mars'
  app.get('/planets/:id', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } } }, handler)
  app.get('/planets/count', { config: { produces: false } }, handler)
  app.get('/planets/best', { config: { produces: ['text/plain'] } }, handler)
  app.get('/moons/:id', handler)
  app.get('/files/*', { config: { produces: ['text/plain'] } }, handler)
  await app.ready()
  return app
}

t.test('an address leads to the route that a request to it would come to', async (t) => {
  const app = await addressed(t)
  const selected = (url: string): unknown => app.explain({ url, headers: { accept: '*/*' } })?.selected?.mediaType
  t.equal(selected('/planets/3'), 'application/json')
  t.equal(selected('/planets/a%2Fb?page=2'), 'application/json')
  t.equal(selected('/planets/best'), 'text/plain')
  t.equal(selected('/files/a/b.txt'), 'text/plain')
  for (const none of ['/planets/count', '/moons/3', '/planets', '/PLANETS/3', '/planets/3/', '/planets/%', '']) t.equal(app.explain({ url: none }), undefined, none)
  t.equal(app.explain({ method: 'POST', url: '/planets/3' }), undefined)
  t.equal(app.explain({ method: 'HEAD', url: '/planets/3' })?.selected?.mediaType, 'application/json')
  t.equal(app.explain({ method: 'BREW', url: '/planets/3' }), undefined)
})

t.test('an address is read as the application reads it', async (t) => {
  const app = await addressed(t, { routerOptions: { caseSensitive: false, ignoreTrailingSlash: true, querystringParser: () => ({ format: 'txt' }) } })
  t.equal(app.explain({ url: '/PLANETS/3/?anything' })?.selected?.mediaType, 'text/plain')
})

t.test('routes that constraints tell apart are told apart by the fields', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  const strategy = {
    name: 'tenant',
    storage: () => {
      const stored = new Map<unknown, unknown>()
      return { get: (tenant: unknown) => stored.get(tenant) ?? null, set: (tenant: unknown, route: unknown) => { stored.set(tenant, route) } }
    },
    deriveConstraint: () => 'none'
  }
  app.addConstraintStrategy(strategy as never)
  app.get('/', { constraints: { version: '1.0.0' }, config: { produces: ['text/plain'] } }, async () => 'Mars')
  app.get('/', { constraints: { version: '2.0.0' }, config: { produces: ['text/csv'] } }, async () => 'Mars')
  app.get('/own', { constraints: { tenant: 'a' }, config: { produces: ['text/plain'] } }, async () => 'Mars')
  await app.ready()
  t.equal(app.explain({ url: '/', headers: { 'Accept-Version': '2.x' } })?.selected?.mediaType, 'text/csv')
  t.equal(app.explain({ url: '/', headers: new Headers({ 'accept-version': '1.x' }) })?.selected?.mediaType, 'text/plain')
  t.equal(app.explain({ url: '/own' })?.selected?.mediaType, 'text/plain', 'what only Fastify knows is found as it is declared')
})

t.test('a strategy of constraints that wants more of a request than there is finds no route', async (t) => {
  const strategy = {
    name: 'tenant',
    storage: () => ({ get: () => null, set: () => {} }),
    deriveConstraint: (request: { socket: { remoteAddress: string } }) => request.socket.remoteAddress
  }
  const app = Fastify({ routerOptions: { constraints: { tenant: strategy as never } } })
  t.teardown(() => app.close())
  await app.register(produces)
  app.get('/own/:id', { constraints: { tenant: 'a' }, config: { produces: ['text/plain'] } }, async () => 'Mars')
  await app.ready()
  t.equal(app.explain({ url: '/own/1' }), undefined)
  t.equal(app.explain({ url: '/own/:id' })?.selected?.mediaType, 'text/plain')
})

t.test('what a URL decides is explained', async (t) => {
  const app = await addressed(t)
  const headers = { Accept: 'image/png', 'Accept-Language': 'de, en;q=0.5' }
  const explanation = app.explain({ url: '/planets/3?format=txt', headers }) as Explanation
  t.equal(explanation.outcome, 'selected')
  t.match(explanation.selected, { mediaType: 'text/plain', language: 'de' })
  t.strictSame(explanation.decided, { mediaType: 'text/plain' })
  t.equal(explanation.unknown, null)
  t.same(explanation.alternatives.map(({ mediaType, language }) => `${mediaType} ${language as string}`), ['application/json en', 'application/json de', 'text/plain en'])
  t.equal(String(explanation), `selected: text/plain, de

  Accept: image/png (the URL decides)
  available                  range               client server prec. place
* text/plain                 -                        1      1     0     -
    the URL asks for it

  Accept-Language: de, en;q=0.5 (not strict)
  available                  range               client server prec. place close
  en                         en                     0.5      1     1     1
    0.5 is less than 1 of de
* de                         de                       1      1     1     0     0
    selected`)
  t.strictSame(app.explain({ url: '/planets/3.txt?lang=en', headers })?.decided, { mediaType: 'text/plain', language: 'en' })
  t.strictSame(app.explain({ url: '/planets/3', headers })?.decided, {})
  t.strictSame(app.normalize({ url: '/planets/3?format=txt', headers }), { 'accept-language': 'de' })
  t.strictSame(app.normalize({ url: '/planets/3?format=txt&lang=en', headers: new Map(Object.entries(headers)) }), {})
})

t.test('names in a URL that nothing has are explained', async (t) => {
  const app = await addressed(t)
  const explanation = app.explain({ url: '/planets/3?format=cvs&lang=fr' }) as Explanation
  t.equal(explanation.outcome, 'unknown-name')
  t.equal(explanation.selected, null)
  t.equal(explanation.suggestion, null)
  t.strictSame(explanation.unknown, { requested: { mediaType: 'cvs', language: 'fr' }, names: { mediaType: ['json', 'txt'], language: ['en', 'de'] } })
  t.equal(explanation.alternatives.length, 4)
  t.equal(String(explanation), `404: the URL asks for mediaType cvs, and there are json, txt; the URL asks for
language fr, and there are en, de`)
  t.strictSame(app.normalize({ url: '/planets/3?format=cvs' }), {})
})

t.test('a function that reads the URL is given what can be known of a request', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, {
    override: ({ url, method, params, query, headers, routeOptions }) => {
      const { id } = params as { id: string }
      if (id === 'broken') throw new Error('broken by hand')
      const known = { url, method, query: (query as { q: string }).q, host: headers.host, pattern: routeOptions.url, id }
      return { mediaType: JSON.stringify(known) === '{"url":"/planets/3?q=1","method":"GET","query":"1","host":"a","pattern":"/planets/:id","id":"3"}' ? 'txt' : 'json' }
    }
  })
  app.get('/planets/:id', { config: { produces: ['application/json', 'text/plain'] } }, async () => 'Mars')
  await app.ready()
  t.equal(app.explain({ url: '/planets/3?q=1', headers: { Host: 'a' } })?.selected?.mediaType, 'text/plain')
  t.throws(() => app.explain({ url: '/planets/broken' }), { message: 'broken by hand' })
})

t.test('an explanation of an address has the answer that the address gets', async (t) => {
  const app = await addressed(t)
  const paths = ['/planets/3', '/planets/3.json', '/planets/3.txt', '/planets/3.xml', '/planets/best', '/planets/best.txt', '/files/a']
  const queries = ['', '?format=json', '?format=txt', '?format=TXT&lang=de', '?lang=de', '?lang=', '?format=none', '?format=json&format=txt', '?lang=de_DE']
  const accepts = [undefined, 'text/plain', 'image/png', '*/*;q=0.1, application/json;q=0']
  const languages = [undefined, 'de', 'fr']
  for (const url of paths.flatMap((path) => queries.map((query) => path + query))) {
    for (const [accept, language] of accepts.flatMap((accept) => languages.map((language) => [accept, language] as const))) {
      const headers = { ...accept !== undefined && { accept }, ...language !== undefined && { 'accept-language': language } }
      const explanation = app.explain({ url, headers }) as Explanation
      const answer = await app.inject({ url, headers })
      const status = { selected: 200, 'not-acceptable': 406, 'unknown-name': 404 }[explanation.outcome]
      t.equal(answer.statusCode, status, `${url} ${JSON.stringify(headers)}`)
      if (status !== 200) continue
      t.equal(String(answer.headers['content-type']).split(';')[0], explanation.selected?.mediaType)
      t.equal(answer.headers['content-language'], explanation.selected?.language)
    }
  }
})

t.test('What is no request is told by name, at the line of the call', async (t) => {
  const app = await build(t)
  const mistakes: ReadonlyArray<readonly [unknown, string]> = [
    [{ path: '/', headers: {} }, 'path: unknown key (known: method, url, headers)'],
    [{ url: '/', header: {} }, 'header: unknown key. Did you mean headers? (known: method, url, headers)'],
    [{ url: 5, headers: {} }, 'expected an object with a url, and perhaps method and headers, found { url: 5, headers: {} }'],
    [{ method: 5, url: '/', headers: {} }, "expected an object with a url, and perhaps method and headers, found { method: 5, url: '/', headers: {} }"],
    [{ url: '/', headers: null }, "expected an object with a url, and perhaps method and headers, found { url: '/', headers: null }"],
    [null, 'expected an object with a url, and perhaps method and headers, found null'],
    [undefined, 'expected an object with a url, and perhaps method and headers, found undefined'],
    ['/', 'expected an object with a url, and perhaps method and headers, found "/"']
  ]
  for (const name of ['explain', 'normalize'] as const) {
    for (const [request, fault] of mistakes) {
      const error = thrown(() => app[name](request as never))
      t.match(error, { code: 'PRODUCES_ERR_REQUEST' })
      t.equal(error.message, `app.${name}: ${fault}`)
      t.match(error.stack?.split('\n').slice(1, 3).join('\n'), /route-request\.test\.ts/)
    }
  }
})

t.test('the root of a prefix is found without a slash and with one', async (t) => {
  const app = await build(t, {})
  const config = { produces: ['application/json', 'text/plain'] } as const
  for (const [prefix, prefixTrailingSlash] of [['/both', 'both'], ['/slash', 'slash'], ['/none', 'no-slash']] as const) {
    app.register(async (scope) => { scope.route({ method: 'GET', url: '/', prefixTrailingSlash, config, handler: async () => '1' }) }, { prefix })
  }
  await app.ready()
  for (const [url, found] of [['/both', true], ['/both/', true], ['/slash', false], ['/slash/', true], ['/none', true], ['/none/', false]] as const) {
    for (const method of ['GET', 'HEAD'] as const) {
      t.equal((await app.inject({ method, url })).statusCode, found ? 200 : 404, `${method} ${url}`)
      t.equal(app.explain({ method, url })?.outcome, found ? 'selected' : undefined, `${method} ${url}`)
    }
  }
})

t.test('an address that the application rewrites leads where Fastify leads it', async (t) => {
  const rewriteUrl = ({ url = '', headers }: { url?: string, headers: Record<string, unknown> }): string => {
    if (headers['x-broken'] !== undefined) throw new Error('no socket')
    return url.replace('/api', '')
  }
  const app = await build(t, {}, { rewriteUrl } as FastifyServerOptions)
  app.get('/planets', { config: { produces: ['application/json', 'text/plain'] } }, async () => '1')
  app.get('/api/planets', { config: { produces: ['text/plain', 'application/json'] } }, async () => '1')
  await app.ready()
  t.match((await app.inject('/api/planets')).headers, { 'content-type': 'application/json; charset=utf-8' })
  t.equal(app.explain({ url: '/api/planets' })?.selected?.mediaType, 'application/json')
  t.equal(app.explain({ url: '/planets' })?.selected?.mediaType, 'application/json')
  t.equal(app.explain({ url: '/planets', headers: { 'x-broken': '1' } })?.selected?.mediaType, 'application/json', 'one that needs a real request')
})

t.test('a route of another host or version does not answer for what is not found', async (t) => {
  const app = await build(t, {})
  const config = { produces: ['application/json', 'text/plain'] } as const
  app.get('/planets', { config, constraints: { host: 'a.example' } }, async () => '1')
  app.get('/planets', { config: { produces: false }, constraints: { host: 'b.example' } }, async () => '1')
  app.get('/moons', { config, constraints: { version: '1.2.0' } }, async () => '1')
  await app.ready()
  const cases: [url: string, headers: Record<string, string>, outcome: string | undefined][] = [
    ['/planets', { host: 'a.example' }, 'selected'],
    ['/planets', { host: 'b.example' }, undefined],
    ['/planets', { host: 'c.example' }, undefined],
    // by the URL alone, as it was declared
    ['/planets', {}, 'selected'],
    ['/moons', { 'accept-version': '1.x' }, 'selected'],
    ['/moons', { 'accept-version': '2.x' }, undefined],
    ['/moons', { host: 'a.example' }, 'selected']
  ]
  for (const [url, headers, outcome] of cases) t.equal(app.explain({ url, headers })?.outcome, outcome, `${url} ${JSON.stringify(headers)}`)
})

t.test('a header that is a number is read as its digits', async (t) => {
  const app = await build(t, {})
  app.get('/', { config: { produces: ['application/json', 'text/plain'] } }, async () => '1')
  await app.ready()
  t.equal(app.explain({ url: '/', headers: { 'content-length': 3, accept: 'text/plain' } as never })?.selected?.mediaType, 'text/plain')
  t.strictSame(app.normalize({ url: '/', headers: { accept: 5 } as never }), {})
})

t.test("a route that produces nothing answers for itself, by a constraint of the application's own too", async (t) => {
  const tenant = {
    name: 'tenant',
    storage () {
      const routes = new Map<string, unknown>()
      return { get: (name: string) => routes.get(name) ?? null, set: (name: string, route: unknown) => { routes.set(name, route) } }
    },
    deriveConstraint: ({ headers }: { headers: Record<string, unknown> }) => headers['x-tenant']
  }
  const app = await build(t, {}, { routerOptions: { constraints: { tenant } } } as unknown as FastifyServerOptions)
  app.get('/planets', { config: { produces: ['application/json', 'text/plain'] }, constraints: { tenant: 'a' } }, async () => '1')
  app.get('/planets', { constraints: { tenant: 'b' } }, async () => '1')
  await app.ready()
  t.equal(app.explain({ url: '/planets', headers: { 'x-tenant': 'a' } })?.outcome, 'selected')
  t.equal(app.explain({ url: '/planets', headers: { 'x-tenant': 'b' } }), undefined)
})
