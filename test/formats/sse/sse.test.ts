/**
 * Server-sent events, read by a parser that is not ours, and by an EventSource that is tested as the browsers' are.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import fc from 'fast-check'
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import { EventSource } from 'undici'
import sse, { lastEventId, type SseOptions } from '../../../lib/formats/sse/sse.js'
import produces, { type SerializerCompiler } from '../../../lib/index.js'
import { runs } from '../../fixtures/generated.js'
import { definitions, payloadOf, schemas } from '../../schemas/generated.js'
import { until } from '../../streams/sockets.js'
import { array, object, routeOf } from '../declared.js'

const MEDIA_TYPE = 'text/event-stream'
const string = { type: 'string' }
const Event = object({ id: { type: 'integer' }, type: string, name: string })
const reply = { hasHeader: () => true }

function render (payload: unknown, schema?: unknown, options?: SseOptions): string {
  return sse(options).compile(schema, routeOf(MEDIA_TYPE))(payload, { reply } as never) as string
}

function read (content: string): EventSourceMessage[] {
  const events: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (event) => events.push(event) })
  parser.feed(content)
  return events
}

async function serve (t: Test, source: (request: FastifyRequest) => unknown, options?: SseOptions, schema: unknown = array(Event)): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { [MEDIA_TYPE]: sse(options) } })
  app.get('/', { config: { produces: ['application/json', { mediaType: MEDIA_TYPE, quality: 0.9 }] }, schema: { response: { 200: schema } } }, async (request) => source(request))
  return app
}

async function originOf (app: FastifyInstance): Promise<string> {
  return await app.listen({ port: 0, host: '127.0.0.1' })
}

t.test('an item is an event, whose data is JSON by the schema', async (t) => {
  const cases: Array<[payload: unknown, content: string]> = [
    [[{ id: 1, name: 'Mars', secret: 'SECRET' }, { id: '2' }], 'data: {"id":1,"name":"Mars"}\n\ndata: {"id":2}\n\n'],
    [[], ''],
    [null, ''],
    [undefined, ''],
    [{ toJSON: () => [{ name: 'line\nbreak' }] }, 'data: {"name":"line\\nbreak"}\n\n']
  ]
  for (const [payload, content] of cases) t.equal(render(payload, array(Event)), content)
  t.equal(render({ name: 'Mars' }, Event), 'data: {"name":"Mars"}\n\n', 'an object is one event')
  t.equal(render([1, 'a', null]), 'data: 1\n\ndata: "a"\n\ndata: null\n\n')
})

t.test('id, type and time of an event come from the properties that the schema or the options name', async (t) => {
  const named = array(object({ seq: { type: 'integer', sse: 'id' }, kind: { ...string, sse: 'event' }, wait: { type: 'integer', sse: 'retry' } }))
  t.equal(render([{ seq: 7, kind: 'found', wait: 50 }], named), 'id: 7\nevent: found\nretry: 50\ndata: {"seq":7,"kind":"found","wait":50}\n\n')
  t.equal(render([{ seq: null }, {}], array(object({ seq: { type: ['integer', 'null'], sse: 'id' } }))), 'data: {"seq":null}\n\ndata: {}\n\n', 'what is not there has no field')
  t.equal(render([{ id: 7, type: 'found' }], array(Event), { id: 'type', event: 'id' }), 'id: found\nevent: 7\ndata: {"id":7,"type":"found"}\n\n')
  t.equal(render({ id: 7 }, Event, { id: 'id', retry: 3000 }), 'retry: 3000\n\nid: 7\ndata: {"id":7}\n\n')
  t.equal(render([{ any: 1, at: new Date(0) }, 'text'], undefined, { id: 'at' }), 'id: 1970-01-01T00:00:00.000Z\ndata: {"any":1,"at":"1970-01-01T00:00:00.000Z"}\n\ndata: "text"\n\n')
  t.equal(render([{ z: '1' }], array({ type: 'object', additionalProperties: string }), { id: 'z' }), 'id: 1\ndata: {"z":"1"}\n\n')
})

t.test('what would end a field, or what readers ignore, is refused with its place', async (t) => {
  const faults: Array<[item: object, options: SseOptions, message: RegExp]> = [
    [{ name: 'a\nb' }, { id: 'name' }, /^\[1\]\.name: expected text without line breaks and U\+0000 for the field id/],
    [{ name: 'a\0' }, { id: 'name' }, /^\[1\]\.name: expected text without line breaks and U\+0000/],
    [{ name: 'a\r' }, { event: 'name' }, /^\[1\]\.name: expected text without line breaks for the field event/]
  ]
  for (const [item, options, message] of faults) t.throws(() => render([{}, item], array(Event), options), { message })
  t.throws(() => render([{ list: [1] }], array(object({ list: array({}) })), { id: 'list' }), { message: /\[0\]\.list: expected text .* for the field id of an event, found an array/ })
  t.throws(() => render([{ wait: 1.5 }], array(object({ wait: { type: 'number', sse: 'retry' } }))), { message: /\[0\]\.wait: expected a whole number of milliseconds/ })
})

t.test('a property that the schema does not declare, and a field that two properties are, are faults at boot', async (t) => {
  t.throws(() => render([], array(Event), { id: 'seq' }), { message: "text/event-stream: option id: the schema of the items declares no 'seq'. It declares id, type, name" })
  t.throws(() => render([], array(string), { event: 'seq' }), { message: /It declares no properties/ })
  t.throws(() => render([], array(object({ a: { sse: 'id' }, b: { sse: 'id' } }))), { message: "text/event-stream: sse: 'id' is declared for a and b. An event has one" })
})

t.test('a wrong option is a TypeError that says what is allowed', async (t) => {
  for (const options of [{ id: 1 }, { event: null }, { retry: -1 }, { retry: 0.5 }, { heartbeat: 0 }, { heartbeat: 2 ** 31 }, { other: 1 }]) {
    t.throws(() => sse(options as never), TypeError, JSON.stringify(options))
  }
})

t.test('the answer is stored by nobody and not held back, unless the handler says otherwise', async (t) => {
  const app = await serve(t, () => [{ id: 1 }])
  const { headers, body } = await app.inject({ url: '/', headers: { accept: MEDIA_TYPE } })
  t.match(headers, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
  t.equal(body, 'data: {"id":1}\n\n')
})

t.test('what the handler has said of storing and buffering stays', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { [MEDIA_TYPE]: sse() } })
  app.get('/', { config: { produces: [MEDIA_TYPE] } }, async (_, reply) => {
    reply.headers({ 'cache-control': 'no-cache', 'x-accel-buffering': 'yes' })
    return [1]
  })
  t.match((await app.inject('/')).headers, { 'cache-control': 'no-cache', 'x-accel-buffering': 'yes' })
})

t.test('a client that accepts JSON and events gets what the server likes better, and neither gets a 406', async (t) => {
  const app = await serve(t, () => [{ id: 1 }])
  for (const [accept, type] of [['application/json, text/event-stream', /json/], ['text/event-stream', /event-stream/], ['text/event-stream, application/json;q=0.5', /event-stream/], ['*/*', /json/]] as const) {
    const { statusCode, headers } = await app.inject({ url: '/', headers: { accept } })
    t.equal(statusCode, 200, accept)
    t.match(headers['content-type'], type, accept)
  }
})

t.test('an EventSource reads the events, and says where it was when it connects again', async (t) => {
  const seen: unknown[] = []
  const app = await serve(t, async function * (request: FastifyRequest) {
    seen.push(lastEventId(request))
    yield { id: seen.length, type: 'planet', name: 'Märs' }
    yield { id: seen.length, type: 'planet', name: 'Vénus' }
  }, { id: 'name', event: 'type', retry: 20 })
  const source = new EventSource(await originOf(app))
  t.teardown(() => source.close())
  const events: Array<{ readonly data: string, readonly lastEventId: string }> = []
  source.addEventListener('planet', (event) => events.push(event as never))
  t.ok(await until(() => events.length >= 4))
  source.close()
  t.same(events.slice(0, 4).map(({ data, lastEventId }) => [JSON.parse(data).id, lastEventId]), [[1, 'Märs'], [1, 'Vénus'], [2, 'Märs'], [2, 'Vénus']])
  t.same(seen.slice(0, 2), [undefined, 'Vénus'])
})

t.test('the last event of a client that has seen none is none', async (t) => {
  t.equal(lastEventId({ headers: { 'last-event-id': '' } } as never), undefined)
  t.equal(lastEventId({ headers: {} } as never), undefined)
  t.equal(lastEventId({ headers: { 'last-event-id': '\u00e2\u0082\u00ac' } } as never), '€')
  t.equal(lastEventId({ headers: { 'last-event-id': 'V\u00e9nus' } } as never), 'Vénus', 'of a client that sends Latin-1')
})

t.test('while the source waits, the client is connected, comments go out, and a client that goes closes the source', async (t) => {
  let give = (): void => {}
  let closed = false
  const app = await serve(t, async function * () {
    try {
      await new Promise<void>((resolve) => { give = resolve })
      yield { id: 1 }
      await new Promise<void>((resolve) => { give = resolve })
      yield { id: 2 }
    } finally {
      closed = true
    }
  }, { heartbeat: 25, retry: 10 })
  const response = await fetch(await originOf(app), { headers: { accept: MEDIA_TYPE } })
  t.equal(response.status, 200, 'the fields are there before any event')
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  const readUntil = async (done: RegExp): Promise<void> => { while (!done.test(text)) text += (await reader.read()).value as string }
  await readUntil(/^retry: 10\n\n:\n\n(?::\n\n){2}/)
  give()
  await readUntil(/data: \{"id":1\}\n\n(?::\n\n){2}/)
  give()
  await readUntil(/data: \{"id":2\}\n\n$/)
  t.equal(text.replaceAll(':\n\n', ''), 'retry: 10\n\ndata: {"id":1}\n\ndata: {"id":2}\n\n')
  t.equal((await reader.read()).done, true)
  t.equal(closed, true)
})

t.test('a client that goes while the source waits closes it', async (t) => {
  let closed = false
  const app = await serve(t, () => ({
    [Symbol.asyncIterator]: () => ({ next: async () => new Promise(() => {}), return: async () => { closed = true; return { done: true, value: undefined } } })
  }), { heartbeat: 20 })
  const abort = new AbortController()
  await fetch(await originOf(app), { headers: { accept: MEDIA_TYPE }, signal: abort.signal })
  t.equal(closed, false)
  abort.abort()
  t.ok(await until(() => closed))
})

t.test('a source that fails in time is a 500, and one that fails late breaks the answer off', async (t) => {
  const failing = (milliseconds: number) => async function * (): AsyncGenerator<object> {
    await sleep(milliseconds)
    throw new Error('of the source')
  }
  const soon = await serve(t, failing(5), { heartbeat: 300 })
  t.equal((await soon.inject({ url: '/', headers: { accept: MEDIA_TYPE } })).statusCode, 500)
  const late = await serve(t, failing(80), { heartbeat: 20 })
  const response = await fetch(await originOf(late), { headers: { accept: MEDIA_TYPE } })
  t.equal(response.status, 200)
  await t.rejects(response.text())
})

t.test('an item that comes right after the answer began is neither lost nor sent twice', async (t) => {
  for (const milliseconds of [0, 10, 19, 20, 21, 40]) {
    const app = await serve(t, async function * () {
      await sleep(milliseconds)
      yield { id: 1 }
      yield { id: 2 }
    }, { heartbeat: 20 })
    const text = await (await fetch(await originOf(app), { headers: { accept: MEDIA_TYPE } })).text()
    t.same(read(text).map(({ data }) => JSON.parse(data)), [{ id: 1 }, { id: 2 }], String(milliseconds))
  }
})

t.test('HEAD has the type, and begins no source', async (t) => {
  let begun = false
  const app = await serve(t, async function * () {
    begun = true
    yield { id: 1 }
  })
  const { statusCode, headers, body } = await app.inject({ method: 'HEAD', url: '/', headers: { accept: MEDIA_TYPE } })
  t.match({ statusCode, body, type: headers['content-type'] }, { statusCode: 200, body: '', type: /event-stream/ })
  t.equal(begun, false)
})

t.test('whatever the schema and the items, the data of the events is that of JSON', async (t) => {
  let seen = 0
  await fc.assert(fc.asyncProperty(schemas, fc.integer({ min: 1, max: 2 ** 31 }), async (items, seed) => {
    const schema = { type: 'array', items, definitions }
    const payload = payloadOf(schema, seed)
    const app = Fastify()
    await app.register(produces, { serializers: { [MEDIA_TYPE]: sse() as SerializerCompiler } })
    app.get('/', { config: { produces: [{ mediaType: 'application/json', schema }, { mediaType: MEDIA_TYPE, schema }] } }, async () => payload)
    if (await app.ready().then(() => false, () => true)) return
    const [json, events] = await Promise.all(['application/json', MEDIA_TYPE].map((accept) => app.inject({ url: '/', headers: { accept } }))) as unknown as [LightResponse, LightResponse]
    await app.close()
    if (json.statusCode !== events.statusCode) throw new Error(JSON.stringify([schema, payload, json.body, events.body]))
    if (json.statusCode !== 200) return
    seen++
    if (`[${read(events.body).map(({ data }) => data).join()}]` !== json.body) throw new Error(JSON.stringify([schema, payload, json.body, events.body]))
  }), runs(1000))
  t.ok(seen > 20, String(seen))
})

interface LightResponse { readonly statusCode: number, readonly body: string }
