/** What lives longer than an answer: a connection, or a session, on which one source follows another; and sources that somebody else holds. */
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import markdown, { fromHtml } from '../../lib/formats/markdown/markdown.js'
import html from '../../lib/formats/html/html.js'
import produces from '../../lib/index.js'

const REQUESTS = 30

const items = [{ id: 1 }, { id: 2 }]

const sources: Readonly<Record<string, () => unknown>> = {
  readable: () => Readable.from(items),
  web: () => new ReadableStream({ start (controller) { for (const item of items) controller.enqueue(item); controller.close() } }),
  generator: async function * () { yield * items }
}

interface Emitter {
  eventNames (): Array<string | symbol>
  listenerCount (event: string | symbol): number
}

function listeners (emitter: Emitter): Record<string, number> {
  return Object.fromEntries(emitter.eventNames().map((event) => [String(event), emitter.listenerCount(event)]))
}

async function build (t: Test, options: object, connectionOf: (raw: unknown) => Emitter): Promise<{ readonly app: FastifyInstance, readonly seen: Array<Record<string, number>> }> {
  const app = Fastify({ forceCloseConnections: true, ...options })
  t.teardown(() => app.close())
  const warn = (warning: Error): void => { t.fail(warning.message) }
  process.on('warning', warn)
  t.teardown(() => { process.off('warning', warn) })
  await app.register(produces, { serializers: { 'text/csv': csv(), 'text/markdown': fromHtml(html()), 'text/x-markdown': markdown() } })
  const seen: Array<Record<string, number>> = []
  app.addHook('onRequest', async ({ raw }) => { seen.push(listeners(connectionOf(raw))) })
  const schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' } } } } } }
  const config = { produces: ['application/json', 'text/csv', 'text/markdown'] as const }
  for (const [name, source] of Object.entries(sources)) app.get(`/${name}`, { config, schema }, async () => source() as never)
  app.get('/locked', { config, schema }, async () => {
    const stream = sources.web?.() as ReadableStream
    stream.getReader()
    return stream as never
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return { app, seen }
}

for (const path of Object.keys(sources)) {
  for (const accept of ['application/json', 'text/csv', 'text/markdown']) {
    t.test(`${REQUESTS} times /${path} as ${accept} leaves no listener on a connection that is kept`, async (t) => {
      const { app, seen } = await build(t, {}, (raw) => (raw as IncomingMessage).socket)
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      t.teardown(() => { agent.destroy() })
      for (let count = 0; count < REQUESTS; count++) {
        const outgoing = request({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port, agent, path: `/${path}`, headers: { accept } }).end()
        const [response] = await once(outgoing, 'response') as [IncomingMessage]
        t.match(await text(response), /1[^]*2/)
        t.equal(count === 0 || outgoing.reusedSocket, true, 'the connection is kept')
      }
      t.same(seen.at(-1), seen[1])
    })

    t.test(`${REQUESTS} times /${path} as ${accept} leaves no listener on an HTTP/2 session`, async (t) => {
      const { app, seen } = await build(t, { http2: true }, (raw) => (raw as { readonly stream: { readonly session: Emitter } }).stream.session)
      const session = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
      t.teardown(() => { session.destroy() })
      for (let count = 0; count < REQUESTS; count++) t.match((await buffer(session.request({ ':path': `/${path}`, accept }))).toString(), /1[^]*2/)
      t.same(seen.at(-1), seen[1])
    })
  }
}

t.test('a web stream that somebody reads already is a 500, whatever the format', async (t) => {
  const { app } = await build(t, {}, (raw) => (raw as IncomingMessage).socket)
  for (const accept of ['application/json', 'text/csv', 'text/markdown']) {
    const response = await app.inject({ url: '/locked', headers: { accept } })
    t.equal(response.statusCode, 500, accept)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8', accept)
  }
})
