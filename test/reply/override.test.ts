/** Who asks by URL rather than by field (design §2, §4): the named representation, and the rest negotiated as ever. */
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type Override, type ProducesObject, type ProducesOptions } from '../../lib/index.js'
import { build, inBytes, varyOf } from '../fixtures/app.js'
import { untyped } from '../fixtures/harness.js'

const MEDIA_TYPES = ['application/json', 'text/csv', { mediaType: 'text/html', languages: ['en', 'de-CH'] }, { mediaType: 'text/plain', quality: 0 }] as const
const planets: ProducesObject = { mediaTypes: MEDIA_TYPES, languages: ['en', 'de-CH', 'es'] }

async function serve (t: Test, options: ProducesOptions, resource: ProducesObject = planets): Promise<FastifyInstance> {
  const app = await build(t, options)
  app.get('/planets', { config: { produces: inBytes(resource) } }, async () => ({}))
  return app
}

interface Case {
  readonly url: string
  readonly fields?: Readonly<Record<string, string>>
  /** Media type and language, or the status. */
  readonly selected: string
  readonly vary?: string
}

const BOTH = 'accept, accept-language'

const cases: readonly Case[] = [
  { url: '/planets', selected: 'application/json en', vary: BOTH },
  { url: '/planets?format=csv', selected: 'text/csv en', vary: 'accept-language' },
  { url: '/planets?format=CSV', selected: 'text/csv en', vary: 'accept-language' },
  { url: '/planets?format=csv', fields: { accept: 'text/csv;q=0, text/html', 'accept-language': 'es' }, selected: 'text/csv es', vary: 'accept-language' },
  { url: '/planets?format=html', fields: { accept: 'image/png' }, selected: 'text/html en', vary: 'accept-language' },
  { url: '/planets?lang=es', fields: { accept: 'text/csv', 'accept-language': 'en' }, selected: 'text/csv es', vary: 'accept' },
  { url: '/planets?lang=de_ch', selected: 'application/json de-CH', vary: 'accept' },
  { url: '/planets?lang=DE-ch', selected: 'application/json de-CH', vary: 'accept' },
  { url: '/planets?lang=es', fields: { accept: 'text/html, text/csv;q=0.1' }, selected: 'text/csv es', vary: 'accept' },
  { url: '/planets?lang=es', fields: { accept: 'text/html' }, selected: '406', vary: 'accept' },
  { url: '/planets?format=csv&lang=es', fields: { accept: 'image/png', 'accept-language': 'en' }, selected: 'text/csv es' },
  { url: '/planets?format=&lang=', fields: { accept: 'text/csv' }, selected: 'text/csv en', vary: BOTH },
  { url: '/planets?format=png', selected: '404' },
  { url: '/planets?format=plain', selected: '404' },
  { url: '/planets?format=text%2Fcsv', selected: '404' },
  { url: '/planets?format=constructor', selected: '404' },
  { url: '/planets?lang=de', selected: '404' },
  { url: '/planets?format=csv&format=html', selected: '404' },
  { url: '/planets?format=html&lang=es', selected: '404' },
  { url: '/planets?Format=csv', selected: 'application/json en', vary: BOTH }
]

t.test('A query parameter decides in place of its field, which leaves Vary', async (t) => {
  const app = await serve(t, { override: true })
  for (const { url, fields = {}, selected, vary } of cases) {
    for (const method of ['GET', 'HEAD'] as const) {
      const name = `${method} ${url} ${JSON.stringify(fields)}`
      const response = await app.inject({ method, url, headers: fields })
      const { statusCode, headers } = response
      const found = statusCode === 200 ? `${String(headers['content-type']).split(';')[0]} ${headers['content-language']}` : String(statusCode)
      t.equal(found, selected, name)
      t.equal(varyOf(response), vary, `${name}: Vary`)
      if (statusCode === 200 && method === 'GET') t.match(response.json(), { mediaType: selected.split(' ')[0], language: selected.split(' ')[1] }, `${name}: negotiated`)
    }
  }
})

t.test('A name that there is not is a 404 with those that there are', async (t) => {
  const app = await serve(t, { override: true, cacheControl: 'max-age=1' })
  const ask = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url)
    t.match({ statusCode, headers }, { statusCode: 404, headers: { 'content-type': 'application/problem+json', 'cache-control': 'max-age=1' } }, url)
    return JSON.parse(body)
  }
  t.same(await ask('/planets?format=png&page=2'), {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'GET /planets is not available as png.',
    instance: '/planets',
    requested: { mediaType: 'png' },
    names: { mediaType: ['json', 'csv', 'html'] }
  })
  for (const [query, detail, names] of [
    ['lang=de', 'in de', { language: ['en', 'de-CH', 'es'] }],
    ['format=png&lang=es', 'as png in es', { mediaType: ['json', 'csv'], language: ['en', 'de-CH', 'es'] }],
    ['format=html&lang=fr', 'as html in fr', { mediaType: ['json', 'csv', 'html'], language: ['en', 'de-CH'] }],
    ['format=png&lang=fr', 'as png in fr', { mediaType: ['json', 'csv', 'html'], language: ['en', 'de-CH', 'es'] }],
    ['format=html&lang=es', 'as html in es', { mediaType: ['json', 'csv'], language: ['en', 'de-CH'] }],
    ['format=html&lang=xx', 'as html in xx', { mediaType: ['json', 'csv', 'html'], language: ['en', 'de-CH'] }]
  ] as const) {
    const told = await ask(`/planets?${query}`)
    t.same([told.detail, told.names], [`GET /planets is not available ${detail}.`, names])
    t.same(told.requested, Object.fromEntries(new URLSearchParams(query.replace('format', 'mediaType').replace('lang', 'language'))))
  }
  t.match(await ask('/planets?format=a&format=b'), { requested: { mediaType: "[ 'a', 'b' ]" } })
  t.equal((await ask(`/planets?format=${'x'.repeat(5000)}`)).requested.mediaType.length, 256, 'what is repeated is cut')
})

t.test('It is no-store unless the option says otherwise, and the option problem has the last word', async (t) => {
  const problem: ProducesOptions['problem'] = (own) => ({ ...own, title: `${own.status}!` })
  const response = await (await serve(t, { override: true, problem })).inject('/planets?format=png')
  t.equal(response.headers['cache-control'], 'no-store')
  t.match(response.json(), { title: '404!', status: 404 })
  const wrong = await (await serve(t, { override: true, problem: (own) => ({ ...own, status: 406 }) })).inject('/planets?format=png')
  t.match(wrong.json(), { title: 'Not Found', status: 404 }, 'another status is not taken')
})

t.test('What is 406 where the URL has decided tells of the other dimensions alone', async (t) => {
  const app = await serve(t, { override: true, strict: true })
  const { statusCode, headers, body } = await app.inject({ url: '/planets?format=html', headers: { accept: 'image/png', 'accept-language': 'es' } })
  t.equal(statusCode, 406)
  t.equal(headers.vary, 'accept-language')
  const { requested, available, unacceptable, detail } = JSON.parse(body)
  t.same({ requested, available, unacceptable }, { requested: { language: 'es' }, available: { language: ['en', 'de-CH'] }, unacceptable: ['language'] })
  t.equal(detail, 'GET /planets is available in en or de-CH, not in es.')
})

t.test('A charset that Accept names does not count either where the media type is decided', async (t) => {
  const app = await serve(t, { override: true }, { mediaTypes: ['text/plain', 'text/csv'], charsets: ['utf-8', 'iso-8859-1'] })
  const response = await app.inject({ url: '/planets?format=txt', headers: { accept: 'text/plain;charset=iso-8859-1' } })
  t.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(varyOf(response), 'accept-charset')
})

t.test('reply.alternatives are the others of the route, whatever is decided', async (t) => {
  const app = await build(t, { override: true })
  app.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: String }] } }, async (_request, reply) => {
    return { others: reply.alternatives.map(({ mediaType }) => mediaType), same: reply.negotiated }
  })
  t.match((await app.inject('/?format=json')).json(), { others: ['text/csv'], same: { mediaType: 'application/json' } })
})

t.test('Parameters have the names that an object gives them', async (t) => {
  const app = await serve(t, { override: { mediaType: '_format' } })
  t.match((await app.inject('/planets?_format=csv&lang=es')).headers, { 'content-type': /^text\/csv/, 'content-language': 'en' })
  t.match((await app.inject('/planets?undefined=es')).headers, { 'content-type': /^application\/json/, 'content-language': 'en' }, 'what has no name decides nothing')
  const named = await serve(t, { override: { language: 'constructor' } })
  t.equal((await named.inject('/planets')).headers['content-language'], 'en', 'one that every object has is absent')
  t.equal((await named.inject('/planets?constructor=es&format=csv')).headers['content-type'], 'application/json; charset=utf-8')
})

t.test('A route says it for itself, and wins', async (t) => {
  const app = await build(t, { override: true })
  app.get('/off', { config: { produces: { mediaTypes: ['application/json', 'text/html'], override: false } } }, async ({ query }) => ({ query }))
  app.get('/own', { config: { produces: { ...inBytes(planets), override: { mediaType: 'f' } } } }, async () => ({}))
  t.same((await app.inject('/off?format=png')).json(), { query: { format: 'png' } })
  t.equal((await app.inject('/own?f=csv&format=png&lang=xx')).statusCode, 200)
  const without = await build(t)
  without.get('/own', { config: { produces: { ...inBytes(planets), override: true } } }, async () => ({}))
  t.match((await without.inject('/own?format=csv')).headers['content-type'], 'text/csv')
})

t.test('Where a route declares no languages their parameter is its own', async (t) => {
  const app = await build(t, { override: true })
  app.get('/', { config: { produces: ['application/json'] } }, async ({ query }) => ({ query }))
  t.same((await app.inject('/?lang=xx')).json(), { query: { lang: 'xx' } })
  t.equal((await app.inject('/?format=xml')).statusCode, 404)
})

t.test('A function decides by whatever it reads', async (t) => {
  const override: Override = ({ headers: { host, cookie } }) => host === 'de.example' ? { language: 'de_CH' } : { mediaType: cookie, language: undefined }
  const app = await serve(t, { override })
  t.match((await app.inject({ url: '/planets', headers: { host: 'de.example' } })).headers, { vary: 'accept', 'content-language': 'de-CH' })
  t.match((await app.inject({ url: '/planets', headers: { cookie: 'csv' } })).headers, { vary: 'accept-language', 'content-type': 'text/csv; charset=utf-8' })
  t.match((await app.inject('/planets')).headers.vary, BOTH)
  t.equal((await app.inject({ url: '/planets', headers: { cookie: 'png' } })).statusCode, 404)
  for (const silent of [undefined, null, {}, { mediaType: null, language: '' }]) {
    const app = await serve(t, { override: untyped(() => silent) })
    t.equal((await app.inject('/planets?format=csv')).headers.vary, BOTH)
  }
})

t.test('A function that throws, or returns what says nothing, is a fault of the developer', async (t) => {
  const thrown = await serve(t, { override: () => { throw Object.assign(new Error('no tenant'), { statusCode: 403 }) } })
  t.match((await thrown.inject('/planets')).json(), { statusCode: 403, message: 'no tenant' })
  const nothing = await serve(t, { override: () => { throw undefined } }) // eslint-disable-line no-throw-literal
  t.match((await nothing.inject('/planets')).json(), { statusCode: 500, code: 'PRODUCES_ERR_OVERRIDE', message: 'Route GET /planets: override threw undefined, expected an object' })
  for (const [value, found] of [['csv', "'csv'"], [true, 'true'], [Promise.reject(new Error('late')), 'a promise']] as const) {
    const app = await serve(t, { override: untyped(() => value) })
    t.match((await app.inject('/planets')).json(), { statusCode: 500, code: 'PRODUCES_ERR_OVERRIDE', message: `Route GET /planets: override returned ${found}, expected an object` })
  }
  const odd = await serve(t, { override: untyped(() => ({ mediaType: Object.create(null) })) })
  t.match((await odd.inject('/planets')).json(), { status: 404, requested: { mediaType: '[Object: null prototype] {}' } })
})

t.test('A schema of the query that knows no such parameter does not refuse it', async (t) => {
  for (const removeAdditional of [true, false]) {
    const app = Fastify({ ajv: { customOptions: { removeAdditional } } })
    t.teardown(() => app.close())
    await app.register(produces, { override: true })
    const closed = { type: 'object', properties: { page: { type: 'integer' } }, additionalProperties: false }
    const available = ['application/json', 'text/html'] as const
    app.get('/closed', { config: { produces: available }, schema: { querystring: closed } }, async ({ query }) => ({ query }))
    app.get('/synonym', { config: { produces: available }, schema: untyped({ query: closed }) }, async ({ query }) => ({ query }))
    app.get('/known', { config: { produces: available }, schema: { querystring: { ...closed, properties: { format: { type: 'string' } } } } }, async ({ query }) => ({ query }))
    app.get('/open', { config: { produces: available }, schema: { querystring: { type: 'object', properties: { page: { type: 'integer' } } } } }, async ({ query }) => ({ query }))
    t.same((await app.inject('/closed?format=json&page=2')).json(), { query: { page: 2 } })
    t.same((await app.inject('/synonym?format=json&page=2')).json(), { query: { page: 2 } })
    t.same((await app.inject('/known?format=json')).json(), { query: { format: 'json' } }, 'one that the schema knows is there for the handler')
    t.same((await app.inject('/open?format=json&page=2')).json(), { query: { format: 'json', page: 2 } })
  }
})

t.test('The application reads its queries as it likes', async (t) => {
  const app = Fastify({ routerOptions: { querystringParser: (text) => Object.fromEntries(text.split(',').map((pair) => pair.split(':'))) } })
  t.teardown(() => app.close())
  await app.register(produces, { override: true })
  app.get('/', { config: { produces: inBytes(planets) } }, async () => ({}))
  t.match((await app.inject('/?format:csv,lang:es')).headers, { 'content-type': /csv/, 'content-language': 'es' })
})

t.test('A media type goes by its own name, else by the usual extension, else by its subtype', async (t) => {
  const mediaTypes = [
    'application/json', 'text/csv', 'text/html', 'text/markdown', 'application/xml', 'application/yaml', 'application/x-ndjson', 'application/cbor',
    'application/vnd.msgpack', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'text/plain', 'application/pdf', 'image/svg+xml',
    'application/hal+json', 'Application/Ld+JSON;profile="x"', { mediaType: 'text/html;level=1', name: 'Plain-HTML' }
  ] as const
  const names = ['json', 'csv', 'html', 'md', 'xml', 'yaml', 'ndjson', 'cbor', 'msgpack', 'xlsx', 'txt', 'pdf', 'svg', 'hal+json', 'jsonld', 'plain-html']
  const app = await serve(t, { override: true }, { mediaTypes })
  t.same((await app.inject('/planets?format=-')).json().names.mediaType, names)
  for (const [place, name] of names.entries()) {
    const entry = mediaTypes[place] as typeof mediaTypes[number]
    t.equal((await app.inject(`/planets?format=${encodeURIComponent(name)}`)).json().mediaType, typeof entry === 'string' ? entry : entry.mediaType, name)
  }
})

t.test('A low line is one in a name, and a hyphen in a language tag', async (t) => {
  const app = await serve(t, { override: true }, { mediaTypes: ['application/json', { mediaType: 'text/csv', name: 'csv_eu' }], languages: ['en', 'de-CH'] })
  t.match((await app.inject('/planets?format=csv_EU&lang=de_CH')).headers, { 'content-type': /^text\/csv/, 'content-language': 'de-CH' })
  t.equal((await app.inject('/planets?format=csv-eu')).statusCode, 404)
})

t.test('Where there are no twins a parameter of the path is that of the route, whatever its name', async (t) => {
  const app = await build(t, { override: true })
  app.get('/:negotiatedExtension', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: String }] } }, async ({ params }) => ({ params }))
  const { statusCode, headers, body } = await app.inject('/csv')
  t.same([statusCode, headers['content-type'], body], [200, 'application/json; charset=utf-8', '{"params":{"negotiatedExtension":"csv"}}'])
})

const faults: readonly (readonly [name: string, produces: unknown, message: string | RegExp])[] = [
  ['two of one name', { mediaTypes: ['text/html', 'text/html;level=1'], override: true }, "config.produces.mediaTypes[1].name: 'html' is the name of text/html too. Give text/html;level=1 another one: { mediaType, name }"],
  ['two of one name in another case', { mediaTypes: [{ mediaType: 'text/csv', name: 'Table' }, { mediaType: 'text/html', name: 'table' }], override: true }, /'table' is the name of text\/csv too/],
  ['an empty name', { mediaTypes: [{ mediaType: 'text/csv', name: '' }] }, /mediaTypes\[0\]\.name: expected a name of letters/],
  ['a name with a slash', { mediaTypes: [{ mediaType: 'text/csv', name: 'a/b' }] }, /mediaTypes\[0\]\.name: expected a name of letters/],
  ['one parameter for both', { mediaTypes: ['text/csv'], override: { mediaType: 'f', language: 'f' } }, /override\.language: expected another parameter than mediaType has, found "f"/],
  ['an empty parameter', { mediaTypes: ['text/csv'], override: { mediaType: '' } }, /override\.mediaType: expected the name of a query parameter/],
  ['an unknown key', { mediaTypes: ['text/csv'], override: { format: 'f' } }, /override\.format: unknown key/],
  ['a string', { mediaTypes: ['text/csv'], override: 'format' }, /override: expected a boolean, a function, or an object/]
]

for (const [name, produces, message] of faults) {
  t.test(`Boot fails at ${name}`, async (t) => {
    const app = await build(t)
    app.addSerializer('text/html', String).addSerializer('text/csv', String)
    await t.rejects(async () => {
      app.get('/', { config: { produces: untyped(produces) } }, async () => '')
      await app.ready()
    }, { code: 'PRODUCES_ERR_ROUTE_OPTION', message })
  })
}

t.test('Two of one name are no fault where no URL decides, nor where one is never selected', async (t) => {
  const app = await build(t)
  const serialize = String
  app.get('/', { config: { produces: [{ mediaType: 'text/html', serialize }, { mediaType: 'text/html;level=1', serialize }] } }, async () => '')
  app.get('/never', { config: { produces: { mediaTypes: [{ mediaType: 'text/html', serialize }, { mediaType: 'text/html;level=1', serialize, quality: 0 }], override: true } } }, async () => '')
  t.equal((await app.inject('/never?format=html')).headers['content-type'], 'text/html; charset=utf-8')
})

t.test('The plugin checks the option as well', async (t) => {
  await t.rejects(build(t, { override: untyped('format') }), { code: 'PRODUCES_ERR_OPTION', message: /override: expected a boolean, a function, or an object/ })
  await t.rejects(build(t, { override: untyped({ mediaType: 1 }) }), { code: 'PRODUCES_ERR_OPTION', message: /override\.mediaType: expected the name of a query parameter/ })
})
