/** Sources that are not the whole of an answer: sent by handlers that say more, by those for what was not found, and changed by hooks. */
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { once } from 'node:events'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import produces from '../../lib/index.js'
import { exchange, type LogLine } from '../streams/sockets.js'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

async function build (t: Test, handler: Handler, representation: object = {}): Promise<{ app: FastifyInstance, log: LogLine[] }> {
  const log: LogLine[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { log.push(JSON.parse(line)) } } }, forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { advice: false })
  app.get('/json', { config: { produces: { mediaTypes: [{ mediaType: 'application/json', ...representation }] } } }, handler as never)
  return { app, log }
}

const web = (text: string): ReadableStream => new Blob([text]).stream()
const warnings = (log: readonly LogLine[]): unknown[] => log.filter(({ level }) => level >= 40).map(({ err, msg }) => err?.message ?? msg)

async function * items (): AsyncGenerator {
  await sleep(5)
  yield { id: 1 }
}

t.test('the handler for what was not found may send any source', async (t) => {
  const answers: ReadonlyArray<readonly [() => unknown, number, string]> = [
    [() => web('none'), 404, 'none'],
    [() => new Response('none', { status: 404 }), 404, 'none'],
    [() => Readable.from(['none'], { objectMode: false }), 404, 'none'],
    [items, 200, '[{"id":1}]'],
    [() => Readable.from([{ id: 1 }]), 200, '[{"id":1}]']
  ]
  for (const [make, status, body] of answers) {
    for (const handler of [(_request, reply) => { reply.callNotFound() }, async function * (_request, reply) { reply.callNotFound() }] as Handler[]) {
      const { app } = await build(t, handler)
      app.setNotFoundHandler(async (_request, reply) => { reply.code(status); return make() })
      const answer = await app.inject('/json')
      t.equal(answer.statusCode, status)
      t.equal(answer.body, body)
    }
  }
})

t.test('an async handler that sends a source and returns nothing has sent the source', async (t) => {
  for (const [make, body] of [[items, '[{"id":1}]'], [() => Readable.from(items()), '[{"id":1}]'], [() => web('{}'), '{}'], [() => Readable.from(['{}'], { objectMode: false }), '{}']] as const) {
    const { app, log } = await build(t, async (_request, reply) => { reply.send(make()) })
    const answer = await app.inject('/json')
    t.equal(answer.body, body)
    t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    t.same(warnings(log), [])
  }
})

t.test('nothing is still an answer: of a handler for errors, for what was not found, and of a generator', async (t) => {
  const { app: failing } = await build(t, async (_request, reply) => { reply.send((async function * () { await sleep(5); throw new Error('no ink') })()) })
  failing.setErrorHandler(async (_error, _request, reply) => { reply.code(503) })
  const { app: missing } = await build(t, async function * (_request, reply) { reply.callNotFound(); await sleep(5) })
  missing.setNotFoundHandler(async (_request, reply) => { reply.code(404) })
  const { app: forbidden } = await build(t, async function * (_request, reply) { reply.code(403).send() })
  const answers = await Promise.all([failing, missing, forbidden].map((app) => app.inject('/json')))
  t.same(answers.map(({ statusCode, body }) => [statusCode, body]), [[503, ''], [404, ''], [403, '']])
})

t.test('a generator may send another source', async (t) => {
  for (const [make, status, body] of [[() => web('no'), 403, 'no'], [() => Readable.from(['no'], { objectMode: false }), 403, 'no'], [items, 201, '[{"id":1}]']] as const) {
    const { app } = await build(t, async function * (_request, reply) { reply.code(status).send(make()) })
    const answer = await app.inject('/json')
    t.equal(answer.statusCode, status)
    t.equal(answer.body, body)
  }
})

t.test('a Response that cannot be sent is an error, whenever it is sent', async (t) => {
  const { app } = await build(t, (_request, reply) => { setImmediate(() => reply.send(Response.error())) })
  const answer = await app.inject('/json')
  t.equal(answer.statusCode, 500)
  t.equal(answer.json().code, 'FST_ERR_BAD_STATUS_CODE')
})

t.test('a source that is sent by a hook on errors changes nothing', async (t) => {
  // What is opened at once is refused where the hook can hear of it.
  for (const [make, warned] of [[function * () { yield 1 }, []], [() => web('no'), ['You cannot use `send` inside the `onError` hook']]] as const) {
    const { app, log } = await build(t, async () => { throw new Error('no ink') })
    app.addHook('onError', async (_request, reply) => {
      reply.send(make())
      await sleep(5)
    })
    const answer = await app.inject('/json')
    t.equal(answer.statusCode, 500)
    t.equal(answer.json().message, 'no ink')
    t.same(warnings(log), [...warned, 'no ink'])
  }
})

t.test('fields of the framing, and an error in place of the items, are nothing that a generator says too late', async (t) => {
  const trailing = await build(t, async function * (_request, reply) { reply.trailer('x-end', async () => 'here'); yield { id: 1 } })
  t.match(await exchange(trailing.app, '/json'), /x-end: here/)
  t.same(warnings(trailing.log), [])
  const failing = await build(t, async () => Readable.from((async function * () { throw new Error('no ink') })()))
  t.match(await exchange(failing.app, '/json'), / 500 /)
  t.same(warnings(failing.log), ['no ink'])
})

t.test('what is said too late is told once, however many hooks look at the content, and not where they replace it', async (t) => {
  const config = { produces: ['application/json'] } as const
  async function * late (_request: FastifyRequest, reply: FastifyReply): AsyncGenerator { yield { id: 1 }; await sleep(5); reply.header('x-total', '1') }
  for (const [onSend, length, expected] of [
    [async () => {}, undefined, [/^x-total changed after the first item was sent/]], [async () => '[]', '2', []]
  ] as const) {
    const { app, log } = await build(t, items)
    app.get('/hooked', { config, onSend: onSend as never }, late as never)
    t.equal(/content-length: (\d+)/.exec(await exchange(app, '/hooked'))?.[1], length)
    t.match(warnings(log), expected)
    t.equal(warnings(log).length, expected.length)
  }
})

t.test('what a generator says in time over HTTP/2 is not too late', async (t) => {
  const log: LogLine[] = []
  const app = Fastify({ http2: true, logger: { stream: { write (line: string) { log.push(JSON.parse(line)) } } } })
  await app.register(produces, { advice: false })
  app.get('/json', { config: { produces: ['application/json'] } }, async function * (_request: FastifyRequest, reply: FastifyReply) { reply.code(201); yield { id: 1 } } as never)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  const stream = session.request({ ':path': '/json' })
  const [fields] = await once(stream, 'response')
  await once(stream.resume(), 'close')
  session.close()
  await app.close()
  t.equal(fields[':status'], 201)
  t.same(warnings(log), [])
})

t.test('an answer that was begun past Fastify is cut where an asynchronous serializer cannot go on with it', async (t) => {
  const { app, log } = await build(t, async (_request, reply) => {
    reply.raw.writeHead(200)
    reply.raw.write('begun')
    return { id: 1 }
  }, { serialize: async () => { await sleep(5); return '{}' } })
  t.match(await exchange(app, '/json'), /begun\r\n$/)
  t.ok(warnings(log).includes('Cannot write headers after they are sent to the client'))
})

t.test('what cannot even be closed for HEAD stands in the log', async (t) => {
  const { app, log } = await build(t, async () => {
    const stream = web('text')
    stream.getReader()
    return stream
  })
  const answer = await app.inject({ method: 'HEAD', url: '/json' })
  t.equal(answer.statusCode, 200)
  t.match(warnings(log), [/locked/])
})

// Hooks on the content.

function failing (delay: number, ...chunks: string[]): Readable {
  const stream = new Readable({ read () {} })
  for (const chunk of chunks) stream.push(chunk)
  setTimeout(() => stream.destroy(new Error('no ink')), delay)
  return stream
}

async function * failingItems (delay: number, first = 1): AsyncGenerator {
  if (first > 0) yield { id: 1 }
  await sleep(delay)
  throw new Error('no ink')
}

t.test('what a hook has piped content into fails with the content', async (t) => {
  for (const wait of [0, 40]) {
    for (const make of [() => failing(20), () => Readable.from(failingItems(20, 0)), () => failing(20).once('error', () => {}).once('data', () => {})]) {
      const { app, log } = await build(t, make)
      app.addHook('onSend', async (_request, _reply, content: unknown) => {
        await sleep(wait)
        return content instanceof Readable ? content.pipe(new PassThrough()).pipe(new PassThrough()) : content
      })
      t.match(await exchange(app, '/json'), / 500 [^]*no ink/)
      t.same(warnings(log), ['no ink'])
    }
  }
  for (const make of [() => failing(20, '[1'), () => failingItems(20)]) {
    const { app, log } = await build(t, make)
    app.addHook('onSend', async (_request, _reply, content: Readable) => content.pipe(new PassThrough()))
    t.match(await exchange(app, '/json'), / 200 [^]*\[[^\]0]*\r\n$/)
    t.same(warnings(log), ['no ink'])
  }
})

t.test('content that is closed before its end closes what it was piped into', async (t) => {
  const { app, log } = await build(t, () => {
    const stream = new Readable({ read () {} })
    setTimeout(() => stream.destroy(), 20)
    return stream
  })
  app.addHook('onSend', async (_request, _reply, content: unknown) => content instanceof Readable ? content.pipe(new PassThrough()) : content)
  t.match(await exchange(app, '/json'), / 500 /)
  t.same(warnings(log), ['Route GET /json: nothing can be sent: the stream was destroyed before its end. Return a source that nobody else reads, before it ends'])
})

t.test('content that a hook has replaced is no business of the answer any more', async (t) => {
  const others: ReadonlyArray<readonly [() => Readable, boolean, string[]]> = [[() => failing(20), false, ['no ink']], [() => failing(500), true, []], [() => Readable.from([{ id: 1 }]), true, []]]
  for (const [make, closes, said] of others) {
    const { app, log } = await build(t, make)
    app.addHook('onSend', async (_request, _reply, content: Readable) => {
      if (closes) setTimeout(() => content.destroy(), 10)
      return Readable.from((async function * () { yield '[1,'; await sleep(50); yield '2]' })(), { objectMode: false })
    })
    t.match(await exchange(app, '/json'), /\[1,\r\n2\r\n2\]\r\n0\r\n\r\n$/)
    t.same(warnings(log), said)
  }
})
