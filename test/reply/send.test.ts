/**
 * What a handler hands over, before any hook sees it: fields in time, generators that speak of their reply, sources that are over.
 */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { once } from 'node:events'
import { PassThrough, pipeline, Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import produces from '../../lib/index.js'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

interface Line { readonly level: number, readonly msg: string, readonly err?: { readonly message: string, readonly code?: string } }

const rows = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } }
const formats = ['application/json', 'text/csv', 'application/x-ndjson'] as const

async function build (t: Test, log: Line[] = []): Promise<FastifyInstance> {
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { log.push(JSON.parse(line)) } } }, forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { 'text/csv': csv(), 'application/x-ndjson': ndjson() } })
  return app
}

function serve (app: FastifyInstance, path: string, handler: Handler, representation: object = {}): void {
  const mediaTypes = formats.map((mediaType) => ({ mediaType, ...representation }))
  app.get(path, { config: { produces: { mediaTypes, languages: ['en'] } }, schema: { response: { 200: rows, 201: rows } } }, handler as never)
}

// Hooks on the payload.

t.test('Content-Type and Content-Language are there when hooks on the payload run, wherever they stand', async (t) => {
  const app = await build(t)
  const seen: unknown[] = []
  app.addHook('preSerialization', async (_request, reply, payload) => {
    seen.push(reply.getHeader('content-type'), reply.getHeader('content-language'))
    return payload
  })
  serve(app, '/data', async () => [{ id: 1 }])
  serve(app, '/items', async function * () { yield { id: 1 } })
  for (const path of ['/data', '/items']) await app.inject({ url: path, headers: { accept: 'text/csv' } })
  t.same(seen, ['text/csv; charset=utf-8', 'en', 'text/csv; charset=utf-8', 'en'])
})

t.test('an error of a hook on the payload has none of the fields of the content', async (t) => {
  const app = await build(t)
  app.addHook('preSerialization', async () => { throw Object.assign(new Error('no'), { statusCode: 502 }) })
  serve(app, '/', async () => [{ id: 1 }])
  const answer = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(answer.statusCode, 502)
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(answer.headers['content-language'], undefined)
  t.equal(answer.json().message, 'no')
})

t.test('a hook on the payload that makes an error of it gets its object sent as JSON', async (t) => {
  const app = await build(t)
  app.addHook('preSerialization', async (_request, reply) => {
    reply.code(409)
    return { message: 'taken' }
  })
  serve(app, '/', async () => [{ id: 1 }])
  const answer = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(answer.statusCode, 409)
  t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
  t.same(answer.json(), { message: 'taken' })
  t.equal(answer.headers['content-language'], undefined)
})

// Statuses.

t.test('an object that is sent with a redirection keeps the type of its own', async (t) => {
  const app = await build(t)
  for (const status of [300, 303]) serve(app, `/${status}`, async (_request, reply) => { reply.code(status).header('location', '/x').send({ choices: ['a'] }) })
  for (const status of [300, 303]) {
    for (const accept of formats) {
      const answer = await app.inject({ url: `/${status}`, headers: { accept } })
      t.equal(answer.statusCode, status)
      t.equal(answer.headers['content-type'], 'application/json; charset=utf-8', accept)
      t.same(answer.json(), { choices: ['a'] })
      t.equal(answer.headers['content-language'], undefined)
    }
  }
})

t.test('a web Response keeps text/plain unless it is the selected representation', async (t) => {
  const app = await build(t)
  for (const status of [200, 400, 404, 500]) serve(app, `/${status}`, async () => new Response('<b>x</b>', { status }))
  const types = [200, 400, 404, 500].map(async (status) => (await app.inject({ url: `/${status}`, headers: { accept: 'text/csv' } })).headers['content-type'])
  t.same(await Promise.all(types), ['text/csv; charset=utf-8', 'text/plain;charset=UTF-8', 'text/plain;charset=UTF-8', 'text/plain;charset=UTF-8'])
})

t.test('a string that goes out as UTF-8 is never labelled otherwise', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: { produces: { mediaTypes: [{ mediaType: 'text/plain', serialize: (payload: unknown) => Buffer.from(String(payload), 'latin1') }], charsets: ['iso-8859-1', 'utf-8'] } }
  }, async (request, reply) => {
    const { type, status } = request.query as { type: string, status: string }
    reply.code(Number(status)).type(type)
    return 'ü'
  })
  for (const status of [200, 404]) {
    for (const type of ['text/plain;charset=iso-8859-1', 'text/plain; charset="ISO-8859-1"', 'text/html; Charset=latin1;a=b']) {
      const answer = await app.inject({ url: '/', query: { type, status: String(status) } })
      t.match(answer.headers['content-type'], /charset=utf-8(;a=b)?$/i, `${status} ${type}`)
      t.same(answer.rawPayload, Buffer.from('ü'))
    }
    const right = await app.inject({ url: '/', query: { type: 'text/html; charset=UTF-8', status: String(status) } })
    t.equal(right.headers['content-type'], 'text/html; charset=UTF-8')
  }
})

t.test('an error while content is made is no success, also where the handler has set the status of one', async (t) => {
  const app = await build(t)
  const failing = { serialize: () => { throw new Error('no ink') } }
  serve(app, '/data', async (_request, reply) => { reply.code(201); return [{ id: 1 }] }, failing)
  serve(app, '/items', async function * (_request, reply) { reply.code(201); throw new Error('no ink') })
  serve(app, '/stream', async (_request, reply) => { reply.code(404); return new Readable({ objectMode: true, read () { this.destroy(new Error('no ink')) } }) })
  for (const path of ['/data', '/items', '/stream']) {
    const answer = await app.inject(path)
    t.equal(answer.statusCode, 500, path)
    t.equal(answer.json().message, 'no ink', path)
  }
})

// Generators.

t.test('what a generator says of its reply before its first item counts, in every format', async (t) => {
  const app = await build(t)
  serve(app, '/async', async function * (_request, reply) { await sleep(1); reply.code(201).header('content-disposition', 'attachment'); yield { id: 1 } })
  serve(app, '/sync', function * (_request, reply) { reply.code(201).header('content-disposition', 'attachment'); yield { id: 1 } })
  serve(app, '/iterable', async (_request, reply) => ({
    async * [Symbol.asyncIterator] () { reply.code(201).header('content-disposition', 'attachment'); yield { id: 1 } }
  }))
  const bodies = { 'application/json': '[{"id":1}]', 'text/csv': 'id\r\n1\r\n', 'application/x-ndjson': '{"id":1}\n' }
  for (const path of ['/async', '/sync', '/iterable']) {
    for (const accept of formats) {
      const answer = await app.inject({ url: path, headers: { accept } })
      t.equal(answer.statusCode, 201, `${path} as ${accept}`)
      t.equal(answer.headers['content-disposition'], 'attachment')
      t.equal(answer.body, bodies[accept])
    }
  }
})

t.test('a generator may answer in another way before its first item, and then gives none', async (t) => {
  const log: Line[] = []
  const app = await build(t, log)
  let late = 0
  app.addHook('onSend', async () => { await sleep(5) })
  serve(app, '/sent', async function * (_request, reply) { reply.code(403).send({ message: 'not yours' }) })
  serve(app, '/sent-sync', function * (_request, reply) { reply.code(403).send({ message: 'not yours' }) })
  serve(app, '/sent-then-items', async function * (_request, reply) { reply.code(403).send({ message: 'not yours' }); late++; yield { id: 1 }; late++ })
  serve(app, '/not-found', async function * (_request, reply) { reply.callNotFound() })
  serve(app, '/redirect', async function * (_request, reply) { reply.redirect('/elsewhere') })
  serve(app, '/hijack', async function * (_request, reply) { reply.hijack(); reply.raw.end('mine') })
  serve(app, '/empty', async function * (_request, reply) { reply.code(204) })
  for (const accept of formats) {
    const statuses = ['/sent', '/sent-sync', '/sent-then-items', '/not-found', '/redirect', '/hijack', '/empty'].map(async (url) => {
      const { statusCode, body } = await app.inject({ url, headers: { accept } })
      return [statusCode, body.includes('"id"') || body.includes('id\r\n')]
    })
    t.same(await Promise.all(statuses), [[403, false], [403, false], [403, false], [404, false], [302, false], [200, false], [204, false]], accept)
  }
  t.equal(late, 3, 'a generator is closed when it has answered')
  t.equal(log.filter(({ msg }) => msg.includes('after it had answered')).length, 3)
})

t.test('what a generator says of its reply after its first item is too late, and the log says so', async (t) => {
  const log: Line[] = []
  const app = await build(t, log)
  serve(app, '/late', async function * (_request, reply) {
    yield { id: 1 }
    await sleep(5)
    reply.code(500).header('x-total', '2')
    yield { id: 2 }
  })
  serve(app, '/early', async function * (_request, reply) {
    reply.header('x-total', '2')
    yield { id: 1 }
    await sleep(5)
    yield { id: 2 }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const late = await fetch(`http://127.0.0.1:${port}/late`, { headers: { connection: 'close' } })
  t.equal(late.status, 200)
  t.equal(late.headers.get('x-total'), null)
  t.equal(await late.text(), '[{"id":1},{"id":2}]')
  await (await fetch(`http://127.0.0.1:${port}/early`, { headers: { connection: 'close' } })).text()
  t.same(log.filter(({ level }) => level === 40).map(({ msg }) => msg), ['status, x-total changed after the first item was sent, which is too late: the client does not see it'])
})

t.test('a field that cannot be written is an error of its request, and of no other', async (t) => {
  const app = await build(t)
  serve(app, '/', async function * (_request, reply) { reply.header('x-note', 'two\nlines'); yield { id: 1 } })
  serve(app, '/whole', async () => [{ id: 1 }])
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const ended = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } }).then(({ status }) => status, () => 'cut')
  t.ok(ended === 500 || ended === 'cut', String(ended))
  t.equal((await fetch(`http://127.0.0.1:${port}/whole`, { headers: { connection: 'close' } })).status, 200)
})

// Sources that are over.

const over: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  'a stream that was read to its end': async () => { const stream = Readable.from([{ id: 1 }]); for await (const row of stream) t.ok(row); return stream },
  'a stream that was destroyed': () => Readable.from([{ id: 1 }]).destroy(),
  'a stream that was destroyed a while ago': async () => { const stream = Readable.from([{ id: 1 }]).destroy(); await sleep(2); return stream },
  'a stream that has failed': async () => { const stream = Readable.from([{ id: 1 }]).on('error', () => {}).destroy(new Error('lost')); await sleep(2); return stream },
  'a stream that fails as it is returned': () => Readable.from([{ id: 1 }]).destroy(new Error('lost')),
  'text that was destroyed': () => Readable.from(['x'], { objectMode: false }).destroy(),
  'text that was read to its end': async () => { const stream = Readable.from(['x'], { objectMode: false }); for await (const chunk of stream) t.ok(chunk); return stream },
  'the end of a pipeline that has failed': async () => {
    const end = new PassThrough({ objectMode: true })
    await new Promise((resolve) => pipeline(Readable.from((function * () { throw new Error('lost') })()), end, resolve))
    return end
  },
  'what can be written only': () => new Writable({ write () {} }),
  'a web stream that somebody reads': () => { const stream = new Blob(['x']).stream(); stream.getReader(); return stream },
  'what throws no error when it is opened': () => ({ [Symbol.asyncIterator] () { throw 'lost' } }), // eslint-disable-line no-throw-literal -- anything can be thrown
  'a web stream that has failed': () => new ReadableStream({ start (controller) { controller.error(new Error('lost')) } })
}

for (const [name, source] of Object.entries(over)) {
  t.test(`${name} is a 500 that says so`, async (t) => {
    const app = await build(t)
    serve(app, '/', async () => source())
    serve(app, '/not-found', async (_request, reply) => { reply.code(404); return source() })
    for (const path of ['/', '/not-found']) {
      for (const accept of formats) {
        const answer = await app.inject({ url: path, headers: { accept } })
        t.equal(answer.statusCode, 500, `${path} as ${accept}`)
        if (answer.json().code !== undefined) t.match(answer.json(), { code: 'PRODUCES_ERR_SOURCE', message: `Route GET ${path}: ` })
        else t.match(answer.json().message, /lost/)
      }
    }
  })
}

t.test('a stream that a synchronous handler fails itself is a 500 that says so, and nothing else hears of it', async (t) => {
  const app = await build(t)
  serve(app, '/items', () => new Readable({ objectMode: true, read () {} }).destroy(new Error('lost')))
  serve(app, '/text', () => new Readable({ read () {} }).destroy(new Error('lost')))
  serve(app, '/callback', (_request, reply) => { reply.send(new Readable({ objectMode: true, read () {} }).destroy(new Error('lost'))) })
  for (const path of ['/items', '/text', '/callback']) {
    const answer = await app.inject(path)
    t.match([answer.statusCode, answer.json()], [500, { code: 'PRODUCES_ERR_SOURCE', message: /lost/ }], path)
  }
})

t.test('a stream of items with the status of an error is content: text goes out, anything else is a 500', async (t) => {
  const app = await build(t)
  serve(app, '/text', async (_request, reply) => { reply.code(404).type('text/plain'); return Readable.from(['not ', Buffer.from('here')]) })
  serve(app, '/objects', async (_request, reply) => { reply.code(404); return Readable.from([{ message: 'not here' }]) })
  serve(app, '/generator', async function * (_request, reply) { reply.code(404); yield { message: 'not here' } })
  const text = await app.inject('/text')
  t.same([text.statusCode, text.headers['content-type'], text.body], [404, 'text/plain', 'not here'])
  for (const path of ['/objects', '/generator']) {
    const answer = await app.inject(path)
    t.equal(answer.statusCode, 500, path)
    t.equal(answer.json().code, 'PRODUCES_ERR_CONTENT', path)
  }
})

// Who is closed.

t.test('a source is closed that nobody is to read: for HEAD, and with a status that has no content', async (t) => {
  const app = await build(t)
  const closed: string[] = []
  let pulled = 0
  const streamFor = (name: string): Readable => new Readable({ objectMode: true, read () { pulled++ }, destroy (error, done) { closed.push(name); done(error ?? new Error('closes badly')) } })
  for (const status of [200, 204, 205, 304]) serve(app, `/${status}`, async (_request, reply) => { reply.code(status); return streamFor(String(status)) })
  const collecting = { serialize: async (items: AsyncIterable<unknown>) => { const all = []; for await (const item of items) all.push(item); return String(all) } }
  serve(app, '/serialized', async () => streamFor('serialized'), collecting)
  serve(app, '/transformed', async () => streamFor('transformed'), { transform: async (items: AsyncIterable<unknown>) => { const all = []; for await (const item of items) all.push(item); return all } })
  for (const status of [204, 205, 304]) t.equal((await app.inject(`/${status}`)).statusCode, status)
  for (const path of ['/200', '/serialized', '/transformed']) {
    const head = await app.inject({ method: 'HEAD', url: path, headers: { accept: 'text/csv' } })
    t.equal(head.statusCode, 200)
    t.equal(head.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(head.headers['content-language'], 'en')
  }
  await sleep(5)
  t.same(closed.sort(), ['200', '204', '205', '304', 'serialized', 'transformed'])
  t.equal(pulled, 0)
})

t.test('what transform returns is read as what a handler returns', async (t) => {
  const app = await build(t)
  const transforms: Readonly<Record<string, () => unknown>> = {
    '/readable': () => Readable.from([{ id: 1 }]),
    '/promised': async () => Readable.from([{ id: 1 }]),
    '/generator': async function * () { yield { id: 1 } },
    '/web': () => new ReadableStream({ start (controller) { controller.enqueue({ id: 1 }); controller.close() } })
  }
  for (const [path, transform] of Object.entries(transforms)) serve(app, path, async () => 1, { transform })
  serve(app, '/bytes', async () => 1, { transform: () => new Blob(['as it is']).stream() })
  for (const path of Object.keys(transforms)) t.equal((await app.inject({ url: path, headers: { accept: 'text/csv' } })).body, 'id\r\n1\r\n', path)
  t.equal((await app.inject({ url: '/bytes', headers: { accept: 'text/csv' } })).body, 'as it is')
})

t.test('a client that has gone is sent nothing, and sources that come after it are closed', async (t) => {
  const app = await build(t)
  const closed: string[] = []
  const sent: unknown[] = []
  app.addHook('onSend', async (request) => { sent.push(request.url) })
  const gone = async (reply: FastifyReply): Promise<void> => { await once(reply.raw, 'close'); await sleep(1) }
  serve(app, '/readable', async (_request, reply) => { await gone(reply); return new Readable({ objectMode: true, read () {}, destroy (error, done) { closed.push('readable'); done(error) } }) })
  serve(app, '/text', async (_request, reply) => { await gone(reply); return new Readable({ read () {}, destroy (error, done) { closed.push('text'); done(error) } }) })
  serve(app, '/web', async (_request, reply) => { await gone(reply); return new ReadableStream({ pull: () => new Promise(() => {}), cancel () { closed.push('web') } }) })
  serve(app, '/rendered', async (_request, reply) => { await gone(reply); return [] }, {
    serialize: async () => new Readable({ read () {}, destroy (error, done) { closed.push('rendered'); done(error) } })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  for (const path of ['/readable', '/text', '/web', '/rendered']) {
    const hangUp = new AbortController()
    const answer = fetch(`http://127.0.0.1:${port}${path}`, { signal: hangUp.signal })
    await sleep(20)
    hangUp.abort()
    await t.rejects(answer)
  }
  for (let tries = 0; closed.length < 4 && tries < 100; tries++) await sleep(10)
  t.same(closed, ['readable', 'text', 'web', 'rendered'])
  t.same(sent, [], 'no hook is asked what to send')
})

t.test('a source that is sent after an answer is closed, and Fastify says that it is not sent', async (t) => {
  const log: Line[] = []
  const app = await build(t, log)
  let closed = 0
  const source = (): Readable => new Readable({ objectMode: true, read () {}, destroy (error, done) { closed++; done(error) } })
  const listed = { type: 'object', properties: { items: rows } }
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: listed, 201: listed } } }, (_request, reply) => {
    reply.send({ items: [] })
    reply.send(source())
    reply.send({ items: source() })
    reply.send(new Response('x', { status: 201 }))
  })
  t.equal((await app.inject('/')).body, '{"items":[]}')
  await sleep(5)
  t.equal(closed, 2)
  const warned = log.flatMap(({ err }) => err?.code ?? [])
  t.same(warned, Array(3).fill('FST_ERR_REP_ALREADY_SENT'))
})

t.test('a hijacked reply is not sent anything, and sources are closed', async (t) => {
  const app = await build(t)
  let closed = 0
  serve(app, '/', async (_request, reply) => {
    reply.hijack()
    reply.raw.end('mine')
    reply.send(new Readable({ objectMode: true, read () {}, destroy (error, done) { closed++; done(error) } }))
    reply.send(new Response('x'))
  })
  t.equal((await app.inject('/')).body, 'mine')
  t.equal(closed, 1)
})

t.test('hooks see of a source that nobody is to read what they see of GET: a stream, which is empty, and its type; nothing where there is no content', async (t) => {
  const app = await build(t)
  const seen: unknown[] = []
  app.addHook('onSend', async (request, reply, payload) => {
    const isStream = payload instanceof Readable
    if (request.method === 'HEAD') seen.push(isStream ? await text(payload) : payload)
    else seen.push(isStream ? 'a stream' : payload)
    seen.push(reply.getHeader('content-type'))
  })
  const source = () => Readable.from([{ id: 1 }])
  for (const status of [200, 204, 304]) serve(app, `/${status}`, async (_request, reply) => { reply.code(status); return source() })
  serve(app, '/404', async (_request, reply) => { reply.code(404); return Readable.from([Buffer.from('x')]) })
  for (const [method, path, expected] of [
    ['GET', '/200', ['a stream', 'text/csv; charset=utf-8']], ['HEAD', '/200', ['', 'text/csv; charset=utf-8']], ['GET', '/204', [undefined, undefined]],
    ['GET', '/304', [undefined, undefined]], ['GET', '/404', ['a stream', undefined]], ['HEAD', '/404', ['', undefined]]
  ] as const) {
    seen.length = 0
    await app.inject({ method, url: path, headers: { accept: 'text/csv' } })
    t.same(seen, expected, `${method} ${path}`)
  }
})

t.test('an answer does not wait longer than it takes to the first item, whatever patience its format has', async (t) => {
  const app = await build(t)
  serve(app, '/', async function * () { await sleep(1); yield { id: 1 } }, { serialize: { patience: 60_000, compile: () => async (items: AsyncIterable<{ id: number }>) => { let all = ''; for await (const { id } of items) all += id; return all } } })
  t.equal((await app.inject('/')).body, '1')
})

t.test('content that fails only when it is closed after its end is whole, and the log says so', async (t) => {
  const log: Line[] = []
  const app = await build(t, log)
  const chunk = 'x'.repeat(2 ** 16)
  serve(app, '/', async () => {
    let left = 64
    return new Readable({ read () { this.push(left-- > 0 ? chunk : null) }, destroy (error, done) { done(error ?? new Error('closes badly')) } })
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } })
  await sleep(50)
  t.equal((await answer.text()).length, 64 * chunk.length)
  t.ok(log.some(({ err }) => err?.message === 'closes badly'))
})
