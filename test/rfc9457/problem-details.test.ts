/**
 * RFC 9457, Problem Details for HTTP APIs: the content of a 406, member by member.
 *
 * `alternates`, the resource identifiers of what is available, has tests of its own.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
import t, { type Test } from 'tap'
import Value from 'typebox/value'
import { NotAcceptable, type Problem, type ProducesObject, type ProducesOptions } from '../../lib/index.js'
import { build, exchange, type Fields } from '../fixtures/app.js'

const serializers = { 'text/csv': () => 'id\r\n', 'text/markdown': () => '# 1\n' }

const user: ProducesObject = {
  mediaTypes: ['application/json', 'text/csv', 'text/markdown'],
  languages: ['en', 'es', 'de']
}

/** The answer to `GET /users/1`. */
async function ask (t: Test, fields: Fields, produces: ProducesObject = user, options: ProducesOptions = {}) {
  const app = await build(t, { serializers, ...options })
  app.get('/users/:id', { config: { produces } }, async () => ({ id: 1 }))
  const response = await app.inject({ url: '/users/1', headers: { ...fields } })
  t.equal(response.statusCode, 406, JSON.stringify(fields))
  return { response, problem: response.json<Record<string, any>>() }
}

const PDF = { accept: 'application/pdf', 'accept-language': 'it-IT' }

t.test('A 406 says what was asked for, what there is, and where the two do not meet', async (t) => {
  const { problem: { alternates, ...members } } = await ask(t, PDF)
  t.same(members, {
    type: 'https://www.npmjs.com/package/fastify-produces#the-406',
    title: 'Not Acceptable',
    status: 406,
    detail: 'GET /users/1 is available as application/json, text/csv or text/markdown, not as application/pdf.',
    instance: '/users/1',
    requested: { mediaType: 'application/pdf', language: 'it-IT' },
    available: { mediaType: ['application/json', 'text/csv', 'text/markdown'], language: ['en', 'es', 'de'] },
    unacceptable: ['mediaType']
  })
})

t.test('The media type of a problem is application/problem+json, which has no parameters (RFC 9457 §6.1)', async (t) => {
  const { response } = await ask(t, PDF)
  t.equal(response.headers['content-type'], 'application/problem+json')
})

t.test('On the wire Content-Type and Content-Length are those of the content (RFC 9457 §3)', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  const { statusLine, fields, content } = await exchange(app, 'GET / HTTP/1.1', 'Accept: text/html')
  t.equal(statusLine, 'HTTP/1.1 406 Not Acceptable')
  t.same(fields.get('content-type'), ['application/problem+json'])
  t.same(fields.get('content-length'), [String(content.length)])
  t.equal(JSON.parse(content.toString()).status, 406)
})

t.test('"type" is an absolute URI, and never changes: the problem has members beyond those of about:blank (RFC 9457 §3.1.1, §4.2.1)', async (t) => {
  t.equal((await ask(t, PDF)).problem.type, 'https://www.npmjs.com/package/fastify-produces#the-406')
})

t.test('"title" is the status phrase, and the same for every problem of the type (RFC 9457 §3.1.3)', async (t) => {
  t.equal((await ask(t, PDF)).problem.title, 'Not Acceptable')
})

t.test('"status" is the status code of the answer (RFC 9457 §3.1.2)', async (t) => {
  const { response, problem } = await ask(t, PDF)
  t.equal(problem.status, response.statusCode)
})

t.test('"detail" names the method, the path, what is available and what was asked for (RFC 9457 §3.1.4)', async (t) => {
  const rows = [
    [{ mediaTypes: ['text/csv'] }, PDF, 'GET /users/1 is available as text/csv, not as application/pdf.'],
    [{ mediaTypes: ['text/csv', 'application/json'] }, PDF, 'GET /users/1 is available as text/csv or application/json, not as application/pdf.'],
    [user, { accept: 'image/png, image/*;q=0.5' }, 'GET /users/1 is available as application/json, text/csv or text/markdown, not as image/png, image/*;q=0.5.']
  ] as const
  for (const [produces, fields, detail] of rows) t.equal((await ask(t, fields, produces)).problem.detail, detail)
})

t.test('"detail" names each dimension that failed and no other', async (t) => {
  const strict: ProducesObject = { ...user, strict: { language: true } }
  const language = (await ask(t, { accept: 'text/csv', 'accept-language': 'it-IT' }, strict)).problem.detail
  t.match(language, /\ben, es or de\b.*\bit-IT\b/)
  t.notMatch(language, 'text/csv')
  const both = (await ask(t, PDF, strict)).problem.detail
  t.match(both, /application\/json, text\/csv or text\/markdown.*application\/pdf.*\ben, es or de\b.*\bit-IT\b/)
})

t.test('"instance" is the path of the request (RFC 9457 §3.1.5)', async (t) => {
  const app = await build(t)
  app.register(async (child) => {
    child.get('/users/:id', { config: { produces: ['application/json'] } }, async () => ({}))
  }, { prefix: '/v1' })
  for (const url of ['/v1/users/1', '/v1/users/a%20b']) {
    t.equal((await app.inject({ url, headers: { accept: 'text/html' } })).json().instance, url)
  }
})

t.test('"requested" has what the client sent, in the dimensions that the resource declares', async (t) => {
  const rows = [
    [PDF, { mediaType: 'application/pdf', language: 'it-IT' }],
    [{ accept: 'application/pdf' }, { mediaType: 'application/pdf' }],
    [{ accept: 'Application/PDF ; Q=0.5 ,', 'accept-charset': 'koi8-r', 'accept-encoding': 'br' }, { mediaType: 'Application/PDF ; Q=0.5 ,' }]
  ] as const
  for (const [fields, requested] of rows) t.same((await ask(t, fields)).problem.requested, requested, JSON.stringify(fields))
  const all: ProducesObject = { mediaTypes: ['text/csv'], languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'], strict: true }
  const fields = { accept: 'image/png', 'accept-language': 'fr', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }
  t.same((await ask(t, fields, all)).problem.requested, { mediaType: 'image/png', language: 'fr', charset: 'koi8-r', encoding: '*;q=0' })
})

t.test('"available" has the values of each declared dimension, in the declared order and spelling', async (t) => {
  t.same((await ask(t, PDF)).problem.available, { mediaType: ['application/json', 'text/csv', 'text/markdown'], language: ['en', 'es', 'de'] })
  const odd: ProducesObject = { mediaTypes: ['Text/CSV;Header="present"', 'application/json'], languages: ['de-at', 'EN'] }
  t.same((await ask(t, PDF, odd)).problem.available, { mediaType: ['Text/CSV;Header="present"', 'application/json'], language: ['de-at', 'EN'] })
  t.same((await ask(t, PDF, { mediaTypes: ['text/csv'] })).problem.available, { mediaType: ['text/csv'] })
})

t.test('"unacceptable" names the dimensions that failed', async (t) => {
  const strict: ProducesObject = { ...user, strict: true }
  t.same((await ask(t, PDF)).problem.unacceptable, ['mediaType'], 'languages are not strict')
  t.same((await ask(t, PDF, strict)).problem.unacceptable, ['mediaType', 'language'])
  t.same((await ask(t, { accept: 'text/csv', 'accept-language': 'it-IT' }, strict)).problem.unacceptable, ['language'])
  t.same((await ask(t, { 'accept-language': 'it-IT' }, strict)).problem.unacceptable, ['language'])
})

t.test('What the client sent is cut to 256 characters', async (t) => {
  const short = `application/${'x'.repeat(256 - 'application/'.length)}`
  t.equal((await ask(t, { accept: short })).problem.requested.mediaType, short, '256 characters are kept')
  const long = `${short}y`
  const { problem } = await ask(t, { accept: long, 'accept-language': `it, ${'fr, '.repeat(200)}` })
  t.equal(problem.requested.mediaType, short, '257 are cut')
  t.equal(problem.requested.language.length, 256)
  t.notMatch(problem.detail, long)
  t.ok(problem.detail.length < 256 + 120, 'in the detail too')
})

t.test('What the client sent is data in the content, not a part of it', async (t) => {
  const accept = 'application/x;a="b\\"c", application/x;a="</script>", application/x;a="{}"'
  const { response, problem } = await ask(t, { accept })
  t.equal(problem.requested.mediaType, accept)
  t.same(Object.keys(problem).filter((name) => name !== 'alternates').sort(), ['available', 'detail', 'instance', 'requested', 'status', 'title', 'type', 'unacceptable'])
  t.equal(response.headers['content-length'], String(response.rawPayload.length))
})

t.test('The exported schema describes every 406', async (t) => {
  const strict: ProducesObject = { mediaTypes: ['text/csv', 'text/html'], languages: ['en', 'de'], charsets: ['utf-8'], encodings: ['gzip'], strict: true }
  const fields: Fields[] = [
    { accept: 'image/png' },
    { 'accept-language': 'fr' },
    { 'accept-charset': 'koi8-r' },
    { 'accept-encoding': '*;q=0' },
    { accept: 'image/png', 'accept-language': 'fr', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }
  ]
  for (const asked of fields) t.ok(Value.Check(NotAcceptable, (await ask(t, asked, strict)).problem), JSON.stringify(asked))
  t.ok(Value.Check(NotAcceptable, (await ask(t, PDF)).problem))
})

t.test('The exported schema describes nothing else', async (t) => {
  const { problem } = await ask(t, PDF)
  const faults: Record<string, unknown>[] = [
    { status: 404 },
    { status: '406' },
    { type: undefined },
    { detail: 5 },
    { instance: undefined },
    { requested: { mediaType: ['text/csv'] } },
    { available: { mediaType: 'text/csv' } },
    { unacceptable: 'mediaType' }
  ]
  for (const fault of faults) {
    const faulty = Object.fromEntries(Object.entries({ ...problem, ...fault }).filter(([, value]) => value !== undefined))
    t.notOk(Value.Check(NotAcceptable, faulty), JSON.stringify(fault))
  }
})

t.test('The schema may stand in the route, and leaves the content as it is', async (t) => {
  const app = await build(t)
  app.get('/users/:id', { config: { produces: ['application/json'] }, schema: { response: { 200: { type: 'object' }, 406: NotAcceptable } } }, async () => ({}))
  const response = await app.inject({ url: '/users/1', headers: PDF })
  t.match(response.json(), { status: 406, requested: { mediaType: 'application/pdf' }, available: { mediaType: ['application/json'] }, unacceptable: ['mediaType'] })
})

t.test('The option problem has the last word on the content: own members, own wording (RFC 9457 §3.2)', async (t) => {
  const seen: unknown[] = []
  const problem: ProducesOptions['problem'] = (own, { request }) => {
    seen.push(own, request.url, request.headers['accept-language'])
    return { ...own, type: 'https://example.com/problems/not-acceptable', title: 'No disponible', trace: 'abc' }
  }
  const { response, problem: content } = await ask(t, { accept: 'application/pdf', 'accept-language': 'es' }, user, { problem })
  t.match(content, {
    type: 'https://example.com/problems/not-acceptable',
    title: 'No disponible',
    trace: 'abc',
    status: 406,
    instance: '/users/1',
    unacceptable: ['mediaType']
  })
  t.equal(response.headers['content-type'], 'application/problem+json')
  t.equal(response.headers['content-length'], String(response.rawPayload.length))
  t.match(seen, [{ type: 'https://www.npmjs.com/package/fastify-produces#the-406', title: 'Not Acceptable', status: 406, detail: String, requested: { mediaType: 'application/pdf', language: 'es' } }, '/users/1', 'es'])
})

t.test('The option problem may leave members out, and does not leak from one request to the next (RFC 9457 §3.1)', async (t) => {
  const problem: ProducesOptions['problem'] = (own): Problem => {
    (own.available as { mediaType: string[] }).mediaType = ['changed']
    return { type: own.type, title: own.title, status: own.status }
  }
  const app = await build(t, { problem })
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  for (const round of ['first', 'second']) {
    t.same((await app.inject({ url: '/', headers: PDF })).json(), { type: 'https://www.npmjs.com/package/fastify-produces#the-406', title: 'Not Acceptable', status: 406 }, round)
  }
  t.equal((await app.inject('/')).statusCode, 200)
})

t.test('The option problem holds for the scope that the plugin is registered in', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  const title = (await app.inject({ url: '/', headers: PDF })).json().title
  t.equal(title, 'Not Acceptable')
  const other = await build(t, { problem: (own) => ({ ...own, title: 'Nein' }) })
  other.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  t.equal((await other.inject({ url: '/', headers: PDF })).json().title, 'Nein')
})

t.test('A 406 is not stored by caches, unless the application says so: Cache-Control: no-store', async (t) => {
  t.equal((await ask(t, PDF)).response.headers['cache-control'], 'no-store')
  t.equal((await ask(t, PDF, user, { cacheControl: 'max-age=60' })).response.headers['cache-control'], 'max-age=60')
  t.notOk('cache-control' in (await ask(t, PDF, user, { cacheControl: false })).response.headers)
})

t.test('What is no 406 has no Cache-Control from us', async (t) => {
  const app = await build(t, { cacheControl: 'max-age=60' })
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
  app.get('/thrown', { config: { produces: ['application/json'] } }, async () => { throw new Error('broken') })
  for (const url of ['/', '/thrown', '/unknown']) t.notOk('cache-control' in (await app.inject(url)).headers, url)
})
