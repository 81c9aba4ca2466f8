/** Sources that keep no rules: of other ages than Node's streams, half of an iterator, failing twice or with anything; and who reads ahead. */
// alone: what would have ended the process is caught, of whatever file it is
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { Readable, Stream } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import produces, { type Serializer } from '../../lib/index.js'
import { ask, exchange, type LogLine, until } from './sockets.js'

/** What would have ended the process. */
const strays: unknown[] = []
const note = (reason: unknown): void => { strays.push(reason) }
process.on('unhandledRejection', note).on('uncaughtException', note)

/** An application that sends what `source` makes. */
async function build (t: Test, source: () => unknown, serialize?: Serializer): Promise<{ app: FastifyInstance, log: LogLine[] }> {
  const log: LogLine[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { log.push(JSON.parse(line)) } } }, forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { advice: false })
  app.get('/json', { config: { produces: { mediaTypes: [{ mediaType: 'application/json', ...serialize && { serialize } }] } } }, (_request, reply) => { reply.send(source()) })
  return { app, log }
}

function iterable (next: () => unknown): object {
  return { [Symbol.asyncIterator]: () => ({ next }) }
}

/** A stream as they were before Node kept its state in properties. */
function ancient (stream: Readable): Readable {
  for (const name of ['readableEnded', 'errored', 'closed', 'readableObjectMode']) Object.defineProperty(stream, name, { value: undefined })
  return stream
}

t.test('what an iterator gives that is no result is an error, and no item', async (t) => {
  for (const result of [5, Promise.resolve('text'), undefined, null]) {
    const { app } = await build(t, () => iterable(() => result))
    t.equal((await app.inject('/json')).statusCode, 500)
  }
})

t.test('whatever is thrown is a failure: also 0, an empty string, and what cannot be looked at', async (t) => {
  for (const thrown of [0, '', false, 0n, NaN, { get stack () { throw new Error('not for you') } }]) {
    const { app } = await build(t, async function * () {
      yield { id: 1 }
      await sleep(5)
      throw thrown
    })
    t.match(await exchange(app, '/json'), /\[\{"id":1\}\r\n$/)
    const { app: early } = await build(t, async function * () { throw thrown })
    t.equal((await early.inject('/json')).statusCode, 500)
    t.same(strays, [])
  }
})

t.test('a failure before the first item stands in the log once', async (t) => {
  const { app, log } = await build(t, async function * () { throw new Error('no ink') })
  t.equal((await app.inject('/json')).statusCode, 500)
  t.same(log.filter(({ level }) => level > 30).map(({ level, msg }) => [level, msg]), [[50, 'no ink']])
})

t.test('a source that throws when it is closed harms nobody', async (t) => {
  const destroy = (): never => { throw new Error('stuck') }
  const stuck: ReadonlyArray<() => unknown> = [
    () => Object.assign(new Readable({ objectMode: true, read () { if (this.readableLength === 0) this.push({ id: 1 }) } }), { destroy }),
    () => ({ getReader: () => ({ read: async () => { await sleep(1); return { done: false, value: { id: 1 } } }, cancel: destroy }) })
  ]
  for (const source of stuck) {
    const { app, log } = await build(t, source)
    const response = await ask(app, '/json')
    await once(response, 'readable')
    response.destroy()
    t.ok(await until(() => log.some(({ err }) => err?.message === 'stuck')), 'the log says so')
    t.same(strays, [])
  }
})

t.test('a stream that says it has failed, and goes on, is closed; and may say more', async (t) => {
  for (const objectMode of [true, false]) {
    let stream = new Readable()
    const { app } = await build(t, () => {
      stream = new Readable({ objectMode, autoDestroy: false, read () {} })
      stream.push(objectMode ? { id: 1 } : 'text')
      setTimeout(() => {
        stream.emit('error', new Error('one'))
        stream.emit('error', new Error('two'))
        stream.emit('close')
        stream.emit('error', new Error('three'))
      }, 20)
      return stream
    })
    t.notMatch(await exchange(app, '/json'), /0\r\n\r\n$/)
    t.ok(await until(() => stream.destroyed), 'it is closed')
    t.same(strays, [])
  }
})

t.test('a stream of any age that has ended is no answer', async (t) => {
  for (const objectMode of [true, false]) {
    const { app } = await build(t, () => stream)
    const stream = ancient(new Readable({ objectMode, autoDestroy: false, read () { this.push(null) } }).resume())
    await once(stream, 'end')
    const answer = await app.inject('/json')
    t.equal(answer.statusCode, 500)
    t.equal(answer.json().code, 'PRODUCES_ERR_SOURCE')
  }
})

t.test('a stream of any age that says it is closed when it has ended is whole', async (t) => {
  const content = (): Readable => ancient(new Readable({ autoDestroy: false, read () { this.push('[]'); this.push(null) } }))
  const items = (): Readable => ancient(new Readable({ autoDestroy: false, objectMode: true, read () { this.push(null) } }))
  const old = (): Stream => {
    const stream = Object.assign(new Stream(), { readable: true })
    setImmediate(() => ['data', 'end', 'close'].forEach((event) => stream.emit(event, '[]')))
    return stream
  }
  const closing = (stream: Readable): Readable => stream.once('end', () => { stream.emit('close') })
  for (const make of [() => closing(content()), () => closing(items()), old]) {
    const { app } = await build(t, make)
    t.match(await exchange(app, '/json'), /\[\]\r\n0\r\n\r\n$/)
  }
})

// Who reads ahead.

t.test('a serializer may ask for an item ahead and look at it later, or never', async (t) => {
  const fails = async function * (): AsyncGenerator { yield { id: 1 }; await sleep(5); throw new Error('no ink') }
  const waits = async function * (): AsyncGenerator { yield { id: 1 }; await sleep(50); yield { id: 2 } }
  const ahead = async (items: AsyncGenerator): Promise<string> => {
    await items.next()
    const next = items.next()
    await sleep(30)
    return String((await next).value.id)
  }
  const never = async (items: AsyncGenerator): Promise<string> => {
    await items.next()
    items.next()
    return 'enough'
  }
  const throwing = (items: AsyncGenerator): never => {
    items.next()
    throw new Error('no pen')
  }
  const cases = [
    [fails, ahead, 500, 'no ink'], [waits, ahead, 200, '2'], [waits, never, 200, 'enough'], [fails, never, 200, 'enough'], [waits, throwing, 500, 'no pen']
  ] as const
  for (const [source, serialize, status, body] of cases) {
    const { app } = await build(t, source, serialize as Serializer)
    const answer = await app.inject('/json')
    t.equal(answer.statusCode, status)
    t.match(answer.body, body)
    await sleep(60)
    t.same(strays, [])
  }
})

t.test('a client that goes while a serializer reads ahead harms nobody', async (t) => {
  let asked = false
  let seen: unknown
  const { app } = await build(t, async function * () { yield { id: 1 }; await sleep(100); yield { id: 2 } }, (async (items: AsyncGenerator) => {
    await items.next()
    const next = items.next()
    asked = true
    await sleep(100)
    await next.catch((error: unknown) => { seen = error })
    return 'late'
  }) as Serializer)
  const gone = ask(app, '/json', { connection: 'close' }).catch(() => {})
  await until(() => asked)
  app.server.closeAllConnections()
  await gone
  t.ok(await until(() => seen !== undefined))
  t.match(seen, { message: /nobody reads/ })
  t.same(strays, [])
})
