/** What the tests of formats share that send items one by one: an application on a socket, and the requirements on its stream. */
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type AddressInfo, type Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import produces, { type MediaTypeString, type SerializerCompiler } from '../../lib/index.js'
import { settled, Source, until } from '../streams/sockets.js'
import { array, object } from './declared.js'

/** A format of which items come one by one. */
export interface Format {
  readonly mediaType: MediaTypeString
  readonly serializer: SerializerCompiler
}

const Items = array({ type: 'string' })

// What the buffers of two sockets, of a response and of a stream can hold is less than 16 MB: 256 of these items.
const ITEM = 'x'.repeat(2 ** 16)
const BUFFERED = 256

/** An application with one serializer. */
export async function build (t: Test, { mediaType, serializer }: Format): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { [mediaType]: serializer } })
  return app
}

async function send (app: FastifyInstance): Promise<Socket> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')
  return socket
}

async function serve (t: Test, format: Format, source: () => unknown): Promise<FastifyInstance> {
  const app = await build(t, format)
  app.get('/', { config: { produces: [format.mediaType] }, schema: { response: { 200: Items } } }, async () => source())
  return app
}

/** The whole of a stream. */
export async function contentOf (content: unknown): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of content as Readable) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

/** Requires of a format what holds of every stream of items. */
export function testItems (format: Format): void {
  t.test('the source is pulled as slowly as the client reads, and closed when the client hangs up', async (t) => {
    const source = new Source(async (index) => index < 1000 ? ITEM : undefined)
    const socket = await send(await serve(t, format, () => source))
    t.ok(await until(() => source.pulls > 0))
    const pulled = await settled(() => source.pulls)
    t.ok(pulled < BUFFERED, `${pulled} items of 64 KB are pulled while nobody reads`)
    t.equal(source.returns, 0, 'the source stays open')
    socket.destroy()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
    t.ok(source.pulls < BUFFERED + 2, 'and not read further')
  })

  t.test('a source that waits for its next item is closed when the client hangs up', async (t) => {
    const source = new Source(async (index) => index === 0 ? ITEM : new Promise(() => {}))
    const socket = await send(await serve(t, format, () => source))
    t.ok(await until(() => source.pulls === 2), 'the source waits')
    socket.destroy()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
  })

  t.test('a source that fails midway breaks the answer off', async (t) => {
    const source = new Source(async (index) => {
      if (index < 3) return 'Mars'
      await sleep(20)
      throw new Error('no more')
    })
    const socket = await send(await serve(t, format, () => source))
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk })
    await once(socket, 'close')
    t.match(received, /^HTTP\/1\.1 200 OK\r\n/)
    t.match(received, 'Mars')
    t.notOk(received.endsWith('0\r\n\r\n'), 'the last chunk is missing')
  })

  t.test('a source that fails at once, and an item that cannot be written, are a 500', async (t) => {
    const app = await serve(t, format, () => new Source(async () => { throw new Error('none') }))
    t.equal((await app.inject('/')).statusCode, 500)
    const open = await build(t, format)
    open.get('/', { config: { produces: [format.mediaType] } }, async function * () { yield { toJSON () { throw new Error('no JSON') } } })
    t.equal((await open.inject('/')).statusCode, 500)
  })

  t.test('an item that is there does not wait for the next', async (t) => {
    let release = (): void => {}
    async function * slow (): AsyncGenerator<string> {
      yield 'Mars'
      await new Promise<void>((resolve) => { release = resolve })
      yield 'Venus'
    }
    const content = format.serializer.compile(undefined, { ...route, mediaType: format.mediaType })(slow(), undefined as never) as Readable
    const chunks: string[] = []
    content.on('data', (chunk: Buffer) => {
      chunks.push(chunk.toString())
      release()
    })
    await once(content, 'end')
    t.equal(chunks.length, 2)
    t.match(chunks[0], /Mars/)
    t.match(chunks[1], /Venus/)
  })

  t.test('items hold what the schema declares', async (t) => {
    const app = await build(t, format)
    app.get('/', { config: { produces: [format.mediaType] }, schema: { response: { 200: array(object({ name: { type: 'string' } })) } } }, async function * () {
      yield { name: 'Mars', secret: 'LEAK' }
      yield { name: 'Venus', LEAK: { name: 'LEAK' } }
    })
    const { body } = await app.inject('/')
    t.match(body, /Mars[^]*Venus/)
    t.notMatch(body, 'LEAK')
  })
}

const route = { method: 'GET', url: '/', status: '200', schemas: {}, compileJson: () => JSON.stringify }

/** Requires that what no schema declares stays in, wherever the schema stands. */
export function testPlaces (format: Format, schema: object, payload: unknown, isRight: (body: string) => void): void {
  const { mediaType } = format
  const places: Array<[name: string, produces: { mediaType: MediaTypeString, schema?: unknown }, response: object]> = [
    ['on the representation', { mediaType, schema }, { 200: { type: 'object', additionalProperties: true } }],
    ['under content', { mediaType }, { 200: { content: { [mediaType]: { schema } } } }],
    ['under a range of content', { mediaType }, { '2xx': { content: { 'application/*': { schema } } } }],
    ['on the status', { mediaType }, { 200: schema }],
    ['in addSchema', { mediaType }, { default: { $ref: 'Declared#' } }]
  ]
  for (const [name, entry, response] of places) {
    t.test(`an undeclared field never leaves where the schema stands ${name}`, async (t) => {
      const app = await build(t, format)
      app.addSchema({ $id: 'Declared', ...schema })
      app.get('/', { config: { produces: [entry] }, schema: { response } }, async () => payload)
      app.get('/items', { config: { produces: [entry] }, schema: { response } }, async function * () { yield * payload as unknown[] })
      for (const url of ['/', '/items']) {
        const { statusCode, headers, body } = await app.inject(url)
        t.equal(statusCode, 200)
        t.equal(headers['content-type'], mediaType)
        t.notMatch(body, 'LEAK')
        isRight(body)
      }
    })
  }
}
