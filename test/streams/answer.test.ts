/** Who owns a source, where something else would close it as well, sooner or later: each of these holds without the other. */
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { connect as connectHttp2 } from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { Readable, Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import produces from '../../lib/index.js'
import { ask, listen, type LogLine, send, Source, until } from './sockets.js'

async function build (t: Test, server: object = {}): Promise<{ readonly app: FastifyInstance, readonly log: LogLine[] }> {
  const log: LogLine[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { log.push(JSON.parse(line)) } } }, forceCloseConnections: true, ...server })
  t.teardown(() => app.close())
  await app.register(produces, { advice: false })
  return { app, log }
}

const never = (): Promise<never> => new Promise(() => {})

t.test('a source is closed when the client goes before its first item, and those who wait for one are told', async (t) => {
  const told: unknown[] = []
  async function * copy (items: AsyncIterable<unknown>): AsyncGenerator<string> {
    try {
      for await (const item of items) yield String(item)
    } catch (error) {
      told.push(error)
      throw error
    }
  }
  for (const first of [never, async (index: number) => index === 0 ? 'a' : never()]) {
    for (const serialize of [undefined, copy, async (items: AsyncIterable<unknown>) => copy(items)]) {
      const source = new Source(first)
      const { app } = await build(t)
      app.get('/json', { config: { produces: [{ mediaType: 'application/json', ...(serialize && { serialize }) }] } }, async () => source)
      const socket = await send(app, '/json')
      t.ok(await until(() => source.pulls === (first === never ? 1 : 2)), 'it is waited for')
      socket.destroy()
      t.ok(await until(() => source.returns > 0), 'it is closed')
      t.equal(source.returns, 1, 'once')
    }
  }
  t.match(told, [{ message: /^the answer is over/ }, { message: /^the answer is over/ }])
})

t.test('content is closed when the client goes, also while a hook waits', async (t) => {
  const { app } = await build(t)
  const content = new Readable({ read () {} })
  let closed = false
  app.addHook('onSend', async (_request, _reply, payload) => {
    closed = await until(() => content.destroyed)
    return payload
  })
  let handled = false
  app.get('/json', { config: { produces: ['application/json'] } }, async () => {
    handled = true
    return content
  })
  const socket = await send(app, '/json')
  t.ok(await until(() => handled))
  socket.destroy()
  t.ok(await until(() => closed))
})

t.test('what cannot be read is closed, and the error knows why', async (t) => {
  const { app } = await build(t)
  const causes: unknown[] = []
  app.setErrorHandler((error, _request, reply) => {
    causes.push((error as Error).cause)
    reply.code(500).send({})
  })
  const writable = new Writable({ objectMode: true, write () {} })
  app.get('/writable', { config: { produces: ['application/json'] } }, async () => writable as never)
  const lost = new Error('lost')
  app.get('/failed', { config: { produces: ['application/json'] } }, async () => {
    const stream = new Readable({ objectMode: true, read () {} }).on('error', () => {}).destroy(lost)
    await sleep(2)
    return stream
  })
  for (const url of ['/writable', '/failed']) t.equal((await app.inject(url)).statusCode, 500, url)
  t.equal(writable.destroyed, true)
  t.match(causes[1], { message: /^the stream had failed before it was sent/, cause: lost })
})

t.test('a stream that has failed at once, before anybody could listen, ends no process', async (t) => {
  const strays: unknown[] = []
  const stray = (error: unknown): void => { strays.push(error) }
  process.on('uncaughtException', stray)
  t.teardown(() => { process.off('uncaughtException', stray) })
  for (const objectMode of [false, true]) {
    for (const [method, status] of [['GET', 500], ['HEAD', 200]] as const) {
      const { app } = await build(t)
      let stream = new Readable()
      app.get('/', { config: { produces: ['application/json'] } }, (_request, reply) => {
        stream = new Readable({ objectMode, read () {} }).destroy(new Error('lost'))
        reply.send(stream as never)
      })
      t.equal((await app.inject({ url: '/', method })).statusCode, status, `${method} ${objectMode}`)
      await sleep(5)
      t.same([stream.listenerCount('error'), stream.listenerCount('close')], [0, 0], 'and nobody listens any more')
    }
  }
  t.same(strays, [])
})

t.test('what a source says when nobody reads it any more is a line in the log', async (t) => {
  const { app, log } = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => ({ [Symbol.asyncIterator]: () => ({ next: never, return: async () => { throw new Error('no end') } }) }))
  t.equal((await app.inject({ method: 'HEAD', url: '/' })).statusCode, 200)
  t.ok(await until(() => log.some(({ level, err }) => level === 40 && err?.message === 'no end')))
})

t.test('a stream older than destroy is left alone', async (t) => {
  const { app } = await build(t)
  app.get('/', { config: { produces: ['application/json'] } }, async () => Object.assign(new Readable({ read () {} }), { destroy: undefined }) as never)
  t.equal((await app.inject({ method: 'HEAD', url: '/' })).statusCode, 200)
})

const failing: Readonly<Record<string, () => unknown>> = {
  content: () => Readable.from((async function * () { yield 'first'; await sleep(50); throw new Error('lost') })(), { objectMode: false }),
  items: async function * () { yield 'first'; await sleep(50); throw new Error('lost') }
}

for (const [kind, source] of Object.entries(failing)) {
  t.test(`${kind} that break off are a reset to HTTP/1.0, where the end of the connection is that of the content (RFC 9112 §8)`, async (t) => {
    const { app } = await build(t)
    app.get('/', { config: { produces: ['application/json'] } }, async () => source() as never)
    const socket = connect(await listen(app), '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk })
    socket.write('GET / HTTP/1.0\r\n\r\n')
    const ended = await Promise.race([once(socket, 'end').then(() => 'an orderly end'), new Promise((resolve) => { socket.once('error', resolve) })])
    t.match(ended, { code: 'ECONNRESET' })
    t.match(received, 'first')
  })

  t.test(`${kind} that break off are INTERNAL_ERROR to HTTP/2, and the session goes on (RFC 9113 §5.4.2)`, async (t) => {
    const { app } = await build(t, { http2: true })
    app.get('/', { config: { produces: ['application/json'] } }, async () => source() as never)
    app.get('/whole', { config: { produces: ['application/json'] } }, async () => ({}))
    await app.listen({ port: 0, host: '127.0.0.1' })
    const session = connectHttp2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    t.teardown(() => { session.destroy() })
    const stream = session.request({ ':path': '/' }).resume()
    stream.on('error', () => {})
    await new Promise((resolve) => { stream.once('close', resolve) })
    t.equal(stream.rstCode, 2)
    const whole = session.request({ ':path': '/whole' }).resume()
    await once(whole, 'close')
    t.equal(whole.rstCode, 0)
  })
}

t.test('an answer that is whole is not broken off by what its source says later', async (t) => {
  const { app } = await build(t)
  app.get('/json', { config: { produces: ['application/json'] } }, async () => {
    const stream = new Readable({ read () {}, autoDestroy: false })
    stream.push('[]')
    stream.push(null)
    stream.once('end', () => { setTimeout(() => stream.destroy(new Error('late')), 20) })
    return stream
  })
  const response = await ask(app, '/json')
  t.equal(response.statusCode, 200)
  response.resume()
  await once(response, 'end')
  t.equal(response.complete, true)
  await sleep(40)
  t.equal((await ask(app, '/json')).statusCode, 200)
})
