/**
 * RFC 9110 §15.5.7, 406 Not Acceptable: when it is the answer, when it is not, and what it says.
 *
 * The members of its content, one by one, are in `../rfc9457`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.7
 */
import cors from '@fastify/cors'
import t from 'tap'
import type { ProducesObject } from '../../lib/index.js'
import { ask, build, type Fields } from '../fixtures/app.js'

const strict: ProducesObject = {
  mediaTypes: ['text/plain', 'text/html'],
  languages: ['en', 'de'],
  charsets: ['utf-8', 'iso-8859-1'],
  encodings: ['gzip'],
  strict: true
}

t.test('A resource without an acceptable representation answers 406, and says in which dimension (RFC 9110 §15.5.7)', async (t) => {
  const cases: readonly (readonly [fields: Fields, unacceptable: readonly string[]])[] = [
    [{ accept: 'image/png' }, ['mediaType']],
    [{ accept: 'text/html;q=0, text/plain;q=0' }, ['mediaType']],
    [{ 'accept-language': 'fr' }, ['language']],
    [{ 'accept-charset': 'koi8-r' }, ['charset']],
    [{ 'accept-encoding': 'identity;q=0' }, ['encoding']],
    [{ accept: 'image/png', 'accept-language': 'fr' }, ['mediaType', 'language']],
    [{ accept: 'image/png', 'accept-language': 'de' }, ['mediaType']],
    [{ accept: 'text/html', 'accept-language': 'fr', 'accept-encoding': 'gzip' }, ['language']],
    [{ accept: 'image/png', 'accept-language': 'fr', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }, ['mediaType', 'language', 'charset', 'encoding']]
  ]
  for (const [fields, unacceptable] of cases) {
    const response = await ask(t, strict, fields)
    t.equal(response.statusCode, 406, JSON.stringify(fields))
    t.same(response.json().unacceptable, unacceptable, `${JSON.stringify(fields)} → ${unacceptable.join(', ')}`)
  }
})

t.test('Where each dimension has something acceptable and no representation has it all, those are named that exclude each other', async (t) => {
  const resource: ProducesObject = {
    mediaTypes: [{ mediaType: 'text/plain', languages: ['en'] }, { mediaType: 'text/html', languages: ['de'] }],
    languages: ['en', 'de'],
    encodings: ['gzip'],
    strict: true
  }
  const fields = { accept: 'text/html', 'accept-language': 'en' }
  const response = await ask(t, resource, fields)
  t.equal(response.statusCode, 406)
  t.same(response.json().unacceptable, ['mediaType', 'language'])
  const coded = await ask(t, resource, { ...fields, 'accept-encoding': 'gzip' })
  t.equal(coded.statusCode, 406)
  t.same(coded.json().unacceptable, ['mediaType', 'language'], 'every representation has the content coding')
})

t.test('A resource that is willing to supply a default representation does not answer 406 (RFC 9110 §15.5.7)', async (t) => {
  for (const fields of [{ accept: 'image/png' }, { 'accept-language': 'fr' }, { 'accept-charset': 'koi8-r' }, { 'accept-encoding': 'identity;q=0' }]) {
    t.equal((await ask(t, { ...strict, strict: false }, fields)).statusCode, 200, JSON.stringify(fields))
  }
})

t.test('The content lists the available representation characteristics (RFC 9110 §15.5.7)', async (t) => {
  const response = await ask(t, strict, { accept: 'image/png' })
  t.same(response.json().available, {
    mediaType: ['text/plain', 'text/html'],
    language: ['en', 'de'],
    charset: ['utf-8', 'iso-8859-1'],
    encoding: ['gzip', 'identity']
  })
})

t.test('A representation that is never selected is not listed', async (t) => {
  const response = await ask(t, ['text/plain', { mediaType: 'text/html', quality: 0 }], { accept: 'text/html' })
  t.equal(response.statusCode, 406)
  t.same(response.json().available.mediaType, ['text/plain'])
  t.notMatch(response.json().detail.split(', not as ')[0], 'text/html')
})

t.test('The content is sent as problem details, whatever the client accepts', async (t) => {
  for (const accept of ['image/png', 'text/html', 'application/xml', 'application/problem+json;q=0', '*/*;q=0']) {
    const response = await ask(t, ['text/csv'], { accept })
    t.equal(response.statusCode, 406, accept)
    t.equal(response.headers['content-type'], 'application/problem+json', accept)
    t.equal(response.json().status, 406, accept)
  }
})

t.test('A client without a preference never gets a 406', async (t) => {
  for (const fields of [{}, { accept: '' }, { accept: '*/*' }, { accept: '*' }, { accept: '*/*;q=0.001' }, { 'accept-language': '*' }, { 'accept-charset': '*' }, { 'accept-encoding': '*' }, { 'accept-encoding': '' }]) {
    t.equal((await ask(t, strict, fields)).statusCode, 200, JSON.stringify(fields))
  }
})

t.test('The handler does not run', async (t) => {
  const app = await build(t)
  let calls = 0
  app.get('/', { config: { produces: ['application/json'] } }, async () => { calls++; return {} })
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/html' } })).statusCode, 406)
  t.equal(calls, 0)
  t.equal((await app.inject('/')).statusCode, 200)
  t.equal(calls, 1)
})

t.test('An error of the application is never turned into a 406', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': () => 'Mars' } })
  const config = { produces: ['text/csv'] } as const
  const fault = (statusCode: number) => { throw Object.assign(new Error('fault'), { statusCode }) }
  app.get('/thrown/:status', { config }, async (request) => fault(Number((request.params as { status: string }).status)))
  app.get('/hook', { config, onRequest: async () => fault(401) }, async () => ({}))
  app.get('/returned', { config }, async (_request, reply) => reply.code(409).send({}))
  app.get('/validation', { config, schema: { querystring: { type: 'object', required: ['page'] } } }, async () => ({}))
  const rows = [['/thrown/404', 404], ['/thrown/409', 409], ['/thrown/500', 500], ['/hook', 401], ['/returned', 409], ['/validation', 400]] as const
  for (const [url, status] of rows) t.equal((await app.inject({ url, headers: { accept: 'text/csv' } })).statusCode, status, url)
})

t.test('Who may not see the resource is told so first, and not what is available', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  // Declared after the route, as a hook may be.
  app.addHook('onRequest', async () => { throw Object.assign(new Error('who are you?'), { statusCode: 401 }) })
  const response = await app.inject({ url: '/', headers: { accept: 'text/html' } })
  t.equal(response.statusCode, 401)
})

t.test('A browser of another origin may read the 406', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  await app.register(cors, { origin: ['https://example.com'] })
  const response = await app.inject({ url: '/', headers: { accept: 'text/html', origin: 'https://example.com' } })
  t.equal(response.statusCode, 406)
  t.equal(response.headers['access-control-allow-origin'], 'https://example.com')
})

t.test('A response schema for 4xx does not change the content', async (t) => {
  const app = await build(t)
  const empty = { type: 'object', properties: {} }
  for (const key of ['406', '4xx', 'default']) {
    app.get(`/${key}`, { config: { produces: ['application/json'] }, schema: { response: { 200: empty, [key]: empty } } }, async () => ({}))
  }
  for (const key of ['406', '4xx', 'default']) {
    t.match((await app.inject({ url: `/${key}`, headers: { accept: 'text/html' } })).json(), { title: 'Not Acceptable', status: 406 }, key)
  }
})

t.test('One client\'s 406 is not another\'s', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  app.get('/other', { config: { produces: ['text/html'] } }, async () => '<p>Mars</p>')
  for (const round of [1, 2, 3]) {
    for (const [url, accept, status] of [['/', 'text/html', 406], ['/', 'application/json', 200], ['/other', 'text/html', 200], ['/other', 'application/json', 406]] as const) {
      t.equal((await app.inject({ url, headers: { accept } })).statusCode, status, `round ${round}: ${url} as ${accept}`)
    }
  }
})
