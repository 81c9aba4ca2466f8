/** The 406, whatever the option `problem` does, and however much the client sends (design §4). */
import t, { type Test } from 'tap'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { ProducesObject, ProducesOptions } from '../../lib/index.js'
import { build, exchange, type Fields, inBytes, varyOf } from '../fixtures/app.js'
import { untyped } from '../fixtures/harness.js'

const produces: ProducesObject = inBytes({ mediaTypes: ['application/json', 'text/csv'], languages: ['en', 'de'] })
const PDF = { accept: 'application/pdf', 'accept-language': 'de' }

interface LogLine {
  readonly level: number
  readonly reqId?: string
  readonly err?: { readonly code: string, readonly message: string }
}

const ERROR = 50

/** An application whose log is read, with how often the handler of `GET /planets/:name` has run. */
async function serve (t: Test, options: ProducesOptions) {
  const log: LogLine[] = []
  const app = await build(t, options, { logger: { level: 'warn', stream: { write: (line: string) => { log.push(JSON.parse(line) as LogLine) } } } })
  const calls: string[] = []
  app.get('/planets/:name', { config: { produces } }, async (request) => { calls.push(request.url); return {} })
  return { app, calls, log }
}

async function refused (app: FastifyInstance, fields: Fields = PDF) {
  const { statusCode, headers: { date, ...headers }, body } = await app.inject({ url: '/planets/mars?token=x', headers: { ...fields } })
  return { statusCode, headers, body }
}

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

type Own = Record<string, any>

function raise (thrown: unknown): never {
  throw thrown
}

/** What `problem` may do that it should not, and what the log says of it. */
const faults: readonly (readonly [name: string, problem: (own: Own) => unknown, logged: RegExp])[] = [
  ['throws an Error', () => { throw new Error('broken') }, /threw an error.*: broken/],
  ['throws undefined', () => raise(undefined), /threw undefined/],
  ['throws null', () => raise(null), /threw null/],
  ['throws a string', () => raise('x'), /threw x/],
  ['throws an object', () => raise({ then: 1 }), /threw an object/],
  ['throws a function', () => raise(() => {}), /threw a function/],
  ['throws once it has changed the problem', (own) => { Object.assign(own, { title: 'x' }); own.available.language.push('x'); raise(null) }, /threw null/],
  ['throws once it has emptied the problem', (own) => { own.available.mediaType.length = 0; for (const key of Object.keys(own)) delete own[key]; raise(null) }, /threw null/],
  ['rejects', async () => { throw new Error('rejected') }, /returned a promise/],
  ['rejects with undefined', () => Promise.reject(undefined), /returned a promise/], // eslint-disable-line prefer-promise-reject-errors
  ['returns a promise', async (own) => own, /returned a promise/],
  ['returns a thenable that never settles', () => ({ then () {} }), /returned a promise/],
  ['returns a thenable that throws', () => ({ then () { throw new Error('then') } }), /returned a promise/],
  ['returns a member that is a promise', (own) => ({ ...own, title: Promise.reject(new Error('translation')) }), /returned a promise/],
  ['returns nothing', (own) => { own.title = 'x' }, /returned undefined/],
  ['returns null', () => null, /returned null/],
  ['returns a string', () => 'Not Acceptable', /returned Not Acceptable/],
  ['returns a number', () => 406, /returned 406/],
  ['returns an array', (own) => [own], /returned an object, expected .*no array/],
  ['returns a function', (own) => () => own, /returned a function/],
  ['returns a symbol', () => Symbol('x'), /returned Symbol/],
  ['returns a BigInt in it', (own) => ({ ...own, id: 1n }), /JSON cannot write.*BigInt/],
  ['returns a cycle', () => cyclic, /JSON cannot write.*circular/],
  ['returns a toJSON that throws', () => ({ toJSON () { throw new Error('toJSON') } }), /JSON cannot write.*: toJSON/],
  ['returns a toJSON that throws undefined', () => ({ toJSON: () => raise(undefined) }), /JSON cannot write/],
  ['returns a toJSON that gives no object', () => ({ toJSON: () => 'x' }), /returned an object/],
  ['returns a toJSON that gives nothing', () => ({ toJSON () {} }), /returned an object/],
  ['returns a getter that throws', () => ({ get title () { throw new Error('getter') } }), /JSON cannot write.*: getter/],
  ['returns another status', (own) => ({ ...own, status: 404 }), /returned status 404/],
  ['returns a status that is no number', (own) => ({ ...own, status: '406' }), /returned status "406"/]
]

t.test('Whatever the option problem does, the 406 is the one without it; the log has an error, and the handler does not run', async (t) => {
  const rejections: unknown[] = []
  const note = (error: unknown): void => { rejections.push(error) }
  process.on('unhandledRejection', note)
  const expected = await refused((await serve(t, {})).app)
  t.match(expected, { statusCode: 406, headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', vary: 'accept, accept-language' } })
  for (const [name, problem, logged] of faults) {
    const { app, calls, log } = await serve(t, { problem: untyped(problem) })
    // The second tells whether the first has left anything.
    for (const round of ['first', 'second']) t.same(await refused(app), expected, `${name}: ${round}`)
    t.same(calls, [], `${name}: the handler does not run`)
    t.same(log.map(({ level }) => level), [ERROR, ERROR], `${name}: the log`)
    const [{ reqId, err } = { err: undefined, reqId: undefined }] = log
    t.match(err, { code: 'PRODUCES_ERR_OPTION', message: logged }, name)
    t.match(err?.message, /^Plugin option problem: .*GET \/planets\/:name/s, `${name}: the log names option and route`)
    t.type(reqId, 'string', `${name}: the log is the request's`)
    t.equal((await app.inject('/planets/mars')).statusCode, 200, `${name}: who is served is`)
  }
  await new Promise((resolve) => setImmediate(resolve))
  process.off('unhandledRejection', note)
  t.same(rejections, [], 'no rejection is left unhandled')
})

t.test('The option problem may leave out the status, which is 406 all the same (RFC 9457 §3.1.2)', async (t) => {
  for (const problem of [{ title: 'Nein' }, { title: 'Nein', status: undefined }, { toJSON: () => ({ title: 'Nein' }) }]) {
    const { app, log } = await serve(t, { problem: untyped(() => problem) })
    const { statusCode, body } = await refused(app)
    t.equal(statusCode, 406)
    t.equal(body, '{"title":"Nein"}')
    t.same(log, [])
  }
})

t.test('What the option problem changes in a request does not change its 406', async (t) => {
  const expected = await refused((await serve(t, {})).app)
  const { app } = await serve(t, {
    problem: (_own, { request }) => {
      request.headers.accept = 'text/csv'
      throw new Error('broken')
    }
  })
  t.same(await refused(app), expected)
})

t.test('What the option problem changes in the lists of one route is not changed in those of another', async (t) => {
  const { app } = await serve(t, { problem: (own) => { (own.available as { mediaType: string[] }).mediaType.reverse(); return own } })
  app.get('/moons', { config: { produces } }, async () => ({}))
  for (const url of ['/planets/mars', '/moons', '/planets/mars', '/moons']) {
    t.same((await app.inject({ url, headers: PDF })).json().available.mediaType, ['text/csv', 'application/json'], url)
  }
})

t.test('An answer that the option problem sends itself is the only one, and the log has an error', async (t) => {
  let current: FastifyReply
  const { app, calls, log } = await serve(t, { problem: (own) => { current.send('hello'); return own } })
  app.addHook('onRequest', async (_request, reply) => { current = reply })
  const { statusCode, body } = await refused(app)
  t.equal(statusCode, 200)
  t.equal(body, 'hello')
  t.same(calls, [])
  t.match(log, [{ level: ERROR, err: { code: 'PRODUCES_ERR_OPTION', message: 'Plugin option problem: answered GET /planets/:name itself, which cannot be taken back' } }])
})

t.test('A path is repeated up to 256 characters, in instance and detail', async (t) => {
  const app = await build(t)
  app.get('/*', { config: { produces: ['application/json'] } }, async () => ({}))
  const ask = async (url: string) => (await app.inject({ url, headers: { accept: 'text/csv' } })).json<{ instance: string, detail: string }>()
  const rows: readonly (readonly [path: string, instance: string])[] = [
    [`/${'x'.repeat(255)}`, `/${'x'.repeat(255)}`],
    [`/${'x'.repeat(256)}`, `/${'x'.repeat(255)}`],
    [`/${'x'.repeat(15_000)}`, `/${'x'.repeat(255)}`],
    // No octet is cut: `%` and `%4` are no URI reference (RFC 3986 §2.1).
    [`/${'x'.repeat(252)}%4Ax`, `/${'x'.repeat(252)}%4A`],
    [`/${'x'.repeat(253)}%4Ax`, `/${'x'.repeat(253)}`],
    [`/${'x'.repeat(254)}%4ax`, `/${'x'.repeat(254)}`],
    [`/${'x'.repeat(250)}%C3%A9`, `/${'x'.repeat(250)}%C3`]
  ]
  for (const [path, instance] of rows) {
    const problem = await ask(`${path}?q=1`)
    t.equal(problem.instance, instance, `${path.slice(-8)} of ${path.length}`)
    t.equal(problem.detail, `GET ${instance} is available as application/json, not as text/csv.`)
  }
})

t.test('Neither the query nor what stands for a fragment is repeated', async (t) => {
  const { app } = await serve(t, {})
  for (const url of ['/planets/mars?token=secret', '/planets/mars?a#secret', '/planets/mars?', '/planets/mars?secret?secret', '/planets/mars?/secret']) {
    const { statusCode, body } = await app.inject({ url, headers: PDF })
    t.equal(statusCode, 406, url)
    t.equal(JSON.parse(body).instance, '/planets/mars', url)
    t.match(JSON.parse(body).detail, /^GET \/planets\/mars is available /, url)
    t.notMatch(body, 'secret', url)
  }
  const { statusLine, content } = await exchange(app, 'GET /planets/mars#secret HTTP/1.1', 'Accept: application/pdf')
  t.equal(statusLine, 'HTTP/1.1 406 Not Acceptable')
  t.equal(JSON.parse(content.toString()).instance, '/planets/mars')
})

t.test('A character of two code units is not cut in two', async (t) => {
  const { app } = await serve(t, {})
  const start = `image/png, ${'x'.repeat(243)}`
  const rows = [[`${start}x😀`, `${start}x`], [`${start}😀x`, `${start}😀`], [`${start}${'😀'.repeat(200)}`, `${start}😀`], [`${start}x${'😀'.repeat(200)}`, `${start}x`]] as const
  for (const [accept, kept] of rows) t.equal(JSON.parse((await refused(app, { accept })).body).requested.mediaType, kept)
})

t.test('What is not cut ends as it was sent', async (t) => {
  const { app } = await serve(t, {})
  for (const accept of ['image/png, 50%', 'image/png, %4', `image/png, ${'x'.repeat(244)}%`]) {
    t.equal(JSON.parse((await refused(app, { accept })).body).requested.mediaType, accept)
  }
})

t.test('However much a client sends, a 406 is no longer than 6 KB', async (t) => {
  const app = await build(t)
  const all = inBytes({ mediaTypes: ['text/csv'], languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'], strict: true })
  app.get('/*', { config: { produces: all } }, async () => ({}))
  const long = (start: string) => `${start}${'"\\"'.repeat(700)}`
  const { statusLine, content } = await exchange(app, `GET /${'%41'.repeat(1500)} HTTP/1.1`,
    `Accept: ${long('x/y, ')}`, `Accept-Language: ${long('fr, ')}`, `Accept-Charset: ${long('koi8-r, ')}`, `Accept-Encoding: ${long('*;q=0, ')}`)
  t.equal(statusLine, 'HTTP/1.1 406 Not Acceptable')
  t.same(JSON.parse(content.toString()).unacceptable, ['mediaType', 'language', 'charset', 'encoding'])
  t.ok(content.length < 6144, String(content.length))
})

t.test('A 406 has Vary also where the option problem fails', async (t) => {
  const { app } = await serve(t, { problem: untyped(() => undefined), cacheControl: 'max-age=60' })
  app.addHook('onRequest', async (_request, reply) => { reply.header('vary', 'Origin') })
  const response = await app.inject({ url: '/planets/mars', headers: PDF })
  t.equal(varyOf(response), 'accept, accept-language, origin')
  t.equal(response.headers['cache-control'], 'max-age=60')
})

t.test('A 406 says in words what there is in each dimension that failed, and by which method', async (t) => {
  const { app } = await serve(t, {})
  app.post('/moons', { config: { produces: inBytes({ mediaTypes: ['text/csv', 'text/html', 'text/plain'], languages: ['en', 'de'], strict: true }) } }, async () => ({}))
  const headers = { accept: 'image/png', 'accept-language': 'fr' }
  t.equal((await app.inject({ method: 'POST', url: '/moons', headers })).json().detail,
    'POST /moons is available as text/csv, text/html or text/plain, not as image/png, and in en or de, not in fr.')
})

t.test('A handler that does without all that is acceptable is answered for with one 406, also where a hook fails on it', async (t) => {
  for (const [fails, detail] of [[false, 'GET /moons is available as text/html, not as text/csv.'], [true, undefined]] as const) {
    const { app, log } = await serve(t, {})
    app.addHook('onSend', async () => { if (fails) throw new Error('secret') })
    app.get('/moons', { config: { produces: inBytes(['text/csv', 'text/html']) } }, async (_request, reply) => reply.without('text/csv'))
    const { statusCode, headers, body } = await app.inject({ url: '/moons', headers: { accept: 'text/csv' } })
    t.same([statusCode, headers['content-type'], headers['cache-control']], [406, 'application/problem+json', 'no-store'])
    t.equal(JSON.parse(body).detail, detail)
    t.notMatch(body, 'secret')
    t.same(log, [])
  }
})

t.test('A 404 of a name that there is not is stored by caches as a 406 is', async (t) => {
  for (const [options, sent] of [[{}, 'no-store'], [{ cacheControl: 'max-age=60' }, 'max-age=60'], [{ cacheControl: false }, undefined]] as const) {
    const { app } = await serve(t, { override: true, ...options })
    const { statusCode, headers } = await app.inject('/planets/mars?format=pdf')
    t.same([statusCode, headers['cache-control']], [404, sent])
  }
})
