/** The plugin, from outside: what the page is, what it asks, and where it does not start. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Fastify from 'fastify'
import swagger from '@fastify/swagger'
import t from 'tap'
import { clients } from '../../lib/inspect/index.js'
import produces, { type Explanation } from '../../lib/index.js'
import { inspector } from '../../lib/inspector/index.js'
import required from '../../lib/inspector/inspector.js'
import { appWith } from './app.js'

const page = join(import.meta.dirname, '../../lib/inspector/page')

const POLICY = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", 'img-src data:', "base-uri 'none'", "form-action 'none'",
  "frame-ancestors 'none'"
]

t.test('each file of the page is served with its type, a strict policy, and kept nowhere', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  const types: Record<string, string> = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8' }
  for (const name of readdirSync(page)) {
    const { statusCode, headers, body } = await app.inject(`/_produces/${name === 'page.html' ? '' : name}`)
    t.equal(statusCode, 200, name)
    t.equal(body, readFileSync(join(page, name), 'utf8'))
    t.match(headers, {
      'content-type': types[name.split('.')[1] as string],
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin'
    })
    t.same(String(headers['content-security-policy']).split('; '), POLICY)
  }
})

t.test('the page has no script, style or handler inline, and names nothing from elsewhere', async (t) => {
  for (const name of readdirSync(page)) {
    const text = readFileSync(join(page, name), 'utf8')
    t.notMatch(text, /https?:\/\/|["'(]\/\/|@import|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.style\b/, name)
  }
  const html = readFileSync(join(page, 'page.html'), 'utf8')
  t.notMatch(html, /<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
  for (const [, id] of html.matchAll(/\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"/g)) t.match(html, ` id="${id}"`)
})

t.test('without its slash the page sends on to the one whose files are found', async (t) => {
  for (const options of [{}, { ignoreTrailingSlash: true }]) {
    const app = await appWith({ prefix: '/tools/inspector' }, { routerOptions: options })
    t.teardown(() => app.close())
    const { statusCode, headers } = await app.inject('/tools/inspector?x=1')
    t.equal(statusCode, 302)
    t.equal(headers.location, 'inspector/')
    t.equal((await app.inject('/tools/inspector/')).statusCode, 200)
    t.equal((await app.inject('/_produces/')).statusCode, 404)
  }
})

t.test('it does not start in production unless told', async (t) => {
  const before = process.env.NODE_ENV
  t.teardown(() => {
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  })
  process.env.NODE_ENV = 'production'
  for (const options of [{}, { production: false }]) {
    await t.rejects(appWith(options), {
      code: 'PRODUCES_ERR_OPTION',
      message: /^Plugin option production of the inspector: NODE_ENV is production, .*set production: true/
    })
  }
  const app = await appWith({ production: true })
  t.teardown(() => app.close())
  t.equal((await app.inject('/_produces/')).statusCode, 200)
})

t.test('a wrong option fails at boot, and says what is expected', async (t) => {
  await t.rejects(appWith({ prodction: true } as object), { message: 'Plugin option prodction of the inspector: unknown key. Did you mean production? (known: prefix, production)' })
  await t.rejects(appWith({ production: 'yes' } as object), { message: 'Plugin option production of the inspector: expected true or false, found \'yes\'' })
})

t.test('Fastify\'s own options of register are none of its', async (t) => {
  const app = await appWith({ logLevel: 'silent' } as object)
  t.teardown(() => app.close())
  t.equal((await app.inject('/_produces/routes')).statusCode, 200)
})

t.test('it names each route that produces once, its parameters, and every client of the list', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  const mediaTypes = ['application/json', { mediaType: 'text/csv', serialize: () => 'a,b' }] as const
  app.get('/twinned', { config: { produces: { mediaTypes, override: { extension: true } } } }, async () => [])
  app.route({ method: ['PUT', 'PATCH'], url: '/planets/:id', config: { produces: ['application/json'] }, handler: async () => [] })
  t.equal((await app.inject('/twinned.csv')).body, 'a,b')
  const { routes, clients: named, fields } = (await app.inject('/_produces/routes')).json()
  t.same(routes.map(({ method, url, parameters }: { method: string, url: string, parameters: string[] }) => [method, url, ...parameters]), [
    ['GET', '/planets'], ['GET', '/planets/:id/notes/*', 'id', '*'], ['POST', '/planets'], ['GET', '/twinned'],
    ['PUT', '/planets/:id', 'id'], ['PATCH', '/planets/:id', 'id']
  ])
  t.same(named, clients)
  t.same(fields, ['accept', 'accept-language', 'accept-charset', 'accept-encoding', 'user-agent'])
})

t.test('for every client it says what app.explain says, and what the server does', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  for (const { name, fields } of clients) {
    const search = new URLSearchParams({ url: '/planets', ...fields })
    const { explanation } = (await app.inject(`/_produces/explain?${search}`)).json()
    t.same(explanation, JSON.parse(JSON.stringify(app.explain({ url: '/planets', headers: fields }))), name)
    const served = await app.inject({ url: '/planets', headers: fields })
    const { answer } = await (await fetch(`${origin}/_produces/answer?${search}`)).json() as { answer: { status: number, text: string, fields: [string, string][] } }
    t.equal(served.statusCode, explanation.outcome === 'selected' ? 200 : 406, name)
    t.equal(served.headers['content-type']?.toString().split(';')[0], explanation.selected?.mediaType ?? 'application/problem+json', name)
    t.equal(served.headers['content-language'], explanation.selected?.language, name)
    t.same([answer.status, answer.text], [served.statusCode, served.body], name)
    t.same(new Map(answer.fields).get('vary'), served.headers.vary, name)
  }
})

t.test('where the URL decides, the explanation has the answer that the address gets', async (t) => {
  const app = await appWith({}, {}, { override: true })
  t.teardown(() => app.close())
  const explained = async (search: string): Promise<Explanation> => (await app.inject(`/_produces/explain?${search}`)).json().explanation
  for (const query of ['', 'format=csv', 'format=md%26lang=es', 'format=none', 'lang=fr']) {
    const { outcome, selected } = await explained(`url=/planets&accept=application/json&query=${query}`)
    const served = await app.inject({ url: `/planets?${decodeURIComponent(query)}`, headers: { accept: 'application/json' } })
    t.equal(served.statusCode, outcome === 'selected' ? 200 : 404, query)
    t.equal(served.headers['content-type']?.toString().split(';')[0], selected?.mediaType ?? 'application/problem+json', query)
    t.equal(served.headers['content-language'], selected?.language, query)
  }
  t.same((await explained('url=/planets&query=format=csv')).decided, { mediaType: 'text/csv' })
  // What the route gets without its parameter is not known.
  t.equal((await explained('url=/planets/:id/notes/*&query=format=none')).outcome, 'selected')
})

t.test('the change that it suggests is one that the server answers with 200', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  const { explanation } = (await app.inject('/_produces/explain?url=/planets&accept=image/png')).json()
  t.equal(explanation.outcome, 'not-acceptable')
  const changed = Object.entries(explanation.suggestion.fields as Record<string, string>)
  t.equal((await app.inject({ url: '/planets', headers: Object.fromEntries(changed) })).statusCode, 200)
})

t.test('the curl line names the address that the browser knows, or else the one that was asked', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  const lineFor = async (search: string) => (await app.inject({ url: `/_produces/explain?${search}`, headers: { host: 'localhost:3000' } })).json().curl
  t.equal(await lineFor('url=/planets&accept=text/csv'), "curl -i -H 'Accept: text/csv' 'http://localhost:3000/planets'")
  t.equal(await lineFor('url=/planets&method=post&origin=https://example.org'), "curl -i -X 'POST' -H 'Accept:' 'https://example.org/planets'")
  t.equal(await lineFor('url=/planets/:id/notes/*&parameter.id=a%20b&query=?q=ü'), "curl -i -H 'Accept:' 'http://localhost:3000/planets/a%20b/notes/?q=%C3%BC'")
})

t.test('what is missing is said', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  t.same((await app.inject('/_produces/explain?url=/planets/:id/notes/*')).json().missing, ['id'])
  const cases: [path: string, fault: string][] = [
    ['explain', 'url is missing: that of a route, as it is declared.'],
    ['explain?url=/plain', 'There is no route GET /plain that produces.'],
    ['answer?url=/plain', 'There is no route GET /plain that produces.'],
    ['answer?url=/planets&method=POST', 'Only GET is asked from here: what else a route does, it does for good.'],
    ['answer?url=/planets/:id/notes/*', 'Give id a value: it is part of the address.'],
    ['explain?url=/planets&accept=%C3%BC', 'accept has a character that a field cannot carry: ASCII only.'],
    ['explain?url=/planets&accept=a%0d%0ab:c', 'accept has a character that a field cannot carry: ASCII only.'],
    ['explain?url=/planets&origin=javascript:alert(1)', 'origin is not one: as http://localhost:3000.']
  ]
  for (const [path, fault] of cases) {
    const { statusCode, headers, body } = await app.inject(`/_produces/${path}`)
    t.equal(statusCode, 400, path)
    t.same(JSON.parse(body), { fault })
    t.match(headers, { 'cache-control': 'no-store', 'content-type': 'application/json; charset=utf-8' })
  }
})

t.test('a fault of its own is no answer to the question', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  app.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/_produces/answer')) Object.defineProperty(request, 'ip', { get () { throw new Error('no address') } })
  })
  t.match((await app.inject('/_produces/answer?url=/planets')).json(), { statusCode: 500, message: 'no address' })
})

t.test('who asks is who asked the page: cookies, authorization, address', async (t) => {
  const app = await appWith()
  t.teardown(() => app.close())
  app.get('/who', { config: { produces: ['text/plain'] } }, async ({ headers: { host, cookie, authorization, accept, from }, ip }) => {
    return JSON.stringify({ host, cookie, authorization, accept, from, ip })
  })
  const headers = { host: 'app.example', cookie: 'session=1', authorization: 'Bearer t', from: 'me@example.org', accept: 'text/html' }
  const { answer } = (await app.inject({ url: '/_produces/answer?url=/who&accept=text/*', headers, remoteAddress: '192.0.2.7' })).json()
  t.same(JSON.parse(answer.text), { host: 'app.example', cookie: 'session=1', authorization: 'Bearer t', accept: 'text/*', ip: '192.0.2.7' })
})

t.test('hooks of the application run for the page: what guards it guards this', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  app.addHook('onRequest', async (_, reply) => reply.code(401).send('Who are you?'))
  await app.register(inspector)
  for (const path of ['', '/', '/page.js', '/routes', '/explain?url=/', '/answer?url=/']) t.equal((await app.inject(`/_produces${path}`)).statusCode, 401, path)
})

t.test('its routes produce nothing, whatever the scope does, and no document names them', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(swagger)
  await app.register(produces, { produces: ['text/csv'], serializers: { 'text/csv': () => '' }, errors: true })
  await app.register(inspector)
  app.get('/', async () => [])
  await app.ready()
  t.same(Object.keys(app.swagger().paths ?? {}), ['/'])
  const { headers } = await app.inject({ url: '/_produces/routes', headers: { accept: 'image/png' } })
  t.match(headers, { 'content-type': 'application/json; charset=utf-8', vary: undefined })
  t.same((await app.inject('/_produces/routes')).json().routes, [{ method: 'GET', url: '/', parameters: [] }])
})

t.test('without the plugin there is nothing to inspect', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(inspector)
  t.same((await app.inject('/_produces/routes')).json().routes, [])
})

t.test('it is a function by default, and as what require gives', async (t) => {
  t.equal(required, inspector)
  t.equal(required.default, inspector)
})
