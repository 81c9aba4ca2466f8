/** What the tests of streams share: an application on a socket, clients that read as they please, and sources that count. */
import Fastify, { type FastifyInstance } from 'fastify'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Test } from 'tap'
import produces from '../../lib/index.js'

export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly err?: { readonly message: string }
}

/** How the handlers of the tests hand over a source, each under a path; and the media type that the client asks for. */
export const routes: Readonly<Record<string, string>> = {
  '/json': 'application/json',
  '/schema': 'application/json',
  '/generator': 'text/tab-separated-values',
  '/promise': 'text/x-promise',
  '/readable': 'text/x-readable',
  '/compiled': 'text/x-compiled',
  '/node': 'text/x-finished',
  '/web': 'text/x-finished',
  '/response': 'text/x-finished'
}

type Rows = AsyncIterable<string>

async function * linesOf (rows: Rows): AsyncGenerator<string> {
  for await (const row of rows) yield `${row}\n`
}

/** A web stream that pulls from a source one item at a time, as a fetch or a blob does. */
function webStreamOf (rows: Rows): ReadableStream<Uint8Array> {
  const iterator = rows[Symbol.asyncIterator]()
  return new ReadableStream({
    async pull (controller) {
      const { done, value } = await iterator.next()
      if (done === true) controller.close()
      else controller.enqueue(Buffer.from(`${value}\n`))
    },
    async cancel () {
      await iterator.return?.()
    }
  })
}

/** An application whose every route sends the lines of `source()`, each in another way. */
export async function build (t: Test, source: () => Rows): Promise<{ readonly app: FastifyInstance, readonly log: LogLine[] }> {
  const log: LogLine[] = []
  const app = Fastify({ logger: { level: 'info', stream: { write (line: string) { log.push(JSON.parse(line)) } } }, forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, {
    advice: false,
    serializers: {
      'text/tab-separated-values': linesOf,
      'text/x-promise': async (rows: Rows) => linesOf(rows),
      'text/x-readable': (rows: Rows) => Readable.from(linesOf(rows)),
      'text/x-compiled': { sync: true, compile: () => linesOf }
    }
  })
  const config = { produces: { mediaTypes: ['text/html', ...new Set(Object.values(routes)), 'text/css'] as `${string}/${string}`[], languages: ['en', 'es'] } }
  for (const path of ['/json', '/generator', '/promise', '/readable', '/compiled']) app.get(path, { config }, async () => source())
  // With a schema of an array, text has to be said to be finished.
  const mediaTypes = config.produces.mediaTypes.map((mediaType) => /html|css|finished/.test(mediaType) ? { mediaType, serialize: false as const } : mediaType)
  app.get('/schema', { config: { produces: { ...config.produces, mediaTypes } }, schema: { response: { 200: { type: 'array', items: { type: 'string' } } } } }, async () => source())
  app.get('/node', { config }, async () => Readable.from(linesOf(source())))
  app.get('/web', { config }, async () => webStreamOf(source()))
  app.get('/response', { config }, async () => new Response(webStreamOf(source())))
  return { app, log }
}

export async function listen (app: FastifyInstance): Promise<number> {
  if (!app.server.listening) await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Sends a request and waits for the head of the answer; nothing of its content is read. */
export async function ask (app: FastifyInstance, path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<IncomingMessage> {
  const outgoing = request({ host: '127.0.0.1', port: await listen(app), agent: false, path, method, headers: { accept: routes[path], 'accept-language': 'es', ...headers } })
  outgoing.end()
  const [response] = await once(outgoing, 'response') as [IncomingMessage]
  // A client that hangs up hears of it as an error.
  response.on('error', () => {})
  return response
}

/** Opens a socket, sends a request, and collects all that comes until the server closes it. */
export async function exchange (app: FastifyInstance, path: string): Promise<string> {
  const socket = await send(app, path)
  let received = ''
  socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk })
  await once(socket, 'close')
  return received
}

/** Opens a socket and sends a request; what comes back is not read. */
export async function send (app: FastifyInstance, path: string): Promise<Socket> {
  const socket = connect(await listen(app), '127.0.0.1')
  // The server may reset the connection: that is what some tests are about.
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: ${routes[path]}\r\nAccept-Language: es\r\nConnection: close\r\n\r\n`)
  return socket
}

/** Items that are made when they are pulled, and what was asked of them. */
export class Source implements AsyncIterableIterator<string> {
  pulls = 0
  returns = 0
  readonly #next: (index: number) => Promise<string | undefined>

  /** @param next makes the item of an index; `undefined`: there is no more */
  constructor (next: (index: number) => Promise<string | undefined>) {
    this.#next = next
  }

  [Symbol.asyncIterator] (): this {
    return this
  }

  async next (): Promise<IteratorResult<string>> {
    const value = await this.#next(this.pulls++)
    return value === undefined ? { done: true, value } : { done: false, value }
  }

  async return (): Promise<IteratorResult<string>> {
    this.returns++
    return { done: true, value: undefined }
  }
}

/** Waits until something holds, for five seconds at most. */
export async function until (holds: () => boolean): Promise<boolean> {
  for (let waited = 0; waited < 5000 && !holds(); waited += 20) await sleep(20)
  return holds()
}

/** Waits until a number has not changed for 200 ms. */
export async function settled (read: () => number): Promise<number> {
  let before
  do {
    before = read()
    await sleep(200)
  } while (read() !== before)
  return before
}
