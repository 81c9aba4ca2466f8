/** Items that come one by one inside an envelope: `{ items: generator(), total }`. */
import compress from '@fastify/compress'
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { connect as connect2 } from 'node:http2'
import { connect, type AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import sse from '../../lib/formats/sse/sse.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import produces, { type AvailableMediaType } from '../../lib/index.js'
import { listen, settled, Source, until } from './sockets.js'
import { planets, sources } from './item-sources.js'

const Planet = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] }
const Page = {
  type: 'object',
  properties: { page: { type: 'integer' }, items: { type: 'array', items: Planet }, next: { type: 'string' }, total: { type: 'integer' } },
  required: ['total']
}

/** By media type, what is written of two items and of none; of a format without `rows`, the whole envelope. */
const written: Readonly<Record<string, readonly [some: string, none: string]>> = {
  'application/json': ['{"total":2,"page":1,"items":[{"name":"Mars"},{"name":"Venus"}],"next":"/2"}', '{"total":2,"page":1,"items":[],"next":"/2"}'],
  'text/csv': ['name\r\nMars\r\nVenus\r\n', 'name\r\n'],
  'application/x-ndjson': ['{"name":"Mars"}\n{"name":"Venus"}\n', ''],
  'application/json-seq': ['\x1e{"name":"Mars"}\n\x1e{"name":"Venus"}\n', ''],
  'text/event-stream': ['data: {"name":"Mars"}\n\ndata: {"name":"Venus"}\n\n', ''],
  'application/jsonl': ['{"total":2,"page":1,"items":[{"name":"Mars"},{"name":"Venus"}],"next":"/2"}\n', '{"total":2,"page":1,"items":[],"next":"/2"}\n'],
  'application/yaml': ['total: 2\npage: 1\nitems:\n  - name: Mars\n  - name: Venus\nnext: /2\n', 'total: 2\npage: 1\nitems: []\nnext: /2\n'],
  'text/x-names': ['2: Mars Venus', '2: ']
}

async function * names ({ items, total }: { items: AsyncIterable<{ name: string }>, total: number }): AsyncGenerator<string> {
  yield `${total}:`
  let count = 0
  for await (const { name } of items) yield count++ === 0 ? ` ${name}` : ` ${name}`
  if (count === 0) yield ' '
}

const mediaTypes: readonly AvailableMediaType[] = [
  { mediaType: 'application/json' },
  ...['text/csv', 'application/x-ndjson', 'application/json-seq', 'text/event-stream'].map((mediaType) => ({ mediaType: mediaType as 'text/csv', rows: 'items' })),
  { mediaType: 'application/jsonl' },
  { mediaType: 'application/yaml' },
  { mediaType: 'text/x-names', serialize: names }
]

interface Served {
  readonly schema?: object | undefined
  readonly available?: readonly AvailableMediaType[]
}

interface Log { readonly lines: string[], readonly app: FastifyInstance }

async function serve (t: Test, payload: () => unknown, served: Served = {}): Promise<Log> {
  const { schema, available = mediaTypes } = { schema: Page, ...served }
  const lines: string[] = []
  const app = Fastify({ forceCloseConnections: true, logger: { level: 'warn', stream: { write (line: string) { lines.push(JSON.parse(line).err?.message) } } } })
  t.teardown(() => app.close())
  await app.register(produces, {
    advice: false,
    serializers: {
      csv: csv(), ndjson: ndjson(), jsonl: ndjson(), 'json-seq': jsonSeq(), sse: sse(), yaml: yaml()
    }
  })
  app.get('/', { config: { produces: available }, ...schema !== undefined && { schema: { response: { 200: schema } } } }, async () => payload() as never)
  return { app, lines }
}

const facts = { total: 2, next: '/2', secret: 'LEAK', page: 1 }
const get = (accept: string) => ({ url: '/', headers: { accept } })

for (const [kind, sourceOf] of Object.entries(sources)) {
  t.test(`${kind} in an envelope is written where the schema has it, with the facts in their order`, async (t) => {
    for (const [accept, [some, none]] of Object.entries(written)) {
      if (accept === 'text/x-names' && kind === 'an array') continue
      for (const [items, body] of [[planets, some], [[], none]] as const) {
        const { app } = await serve(t, () => ({ items: sourceOf(items), ...facts }))
        const answer = await app.inject(get(accept))
        // A comment stands before what has to be waited for.
        t.equal(answer.body.replace(/^:\n\n/, ''), body, accept)
        t.equal(answer.statusCode, 200, accept)
        t.match(answer.headers['content-type'], accept)
        t.equal(answer.headers.vary, 'accept')
      }
    }
  })

  t.test(`${kind} in an envelope is not read for HEAD, which has the fields of GET`, async (t) => {
    let read = 0
    const seen = new Proxy(planets, { get (target, name, receiver) { if (name === '0') read++; return Reflect.get(target, name, receiver) } })
    const { app } = await serve(t, () => ({ items: sourceOf(seen), ...facts }))
    const answer = await app.inject({ method: 'HEAD', ...get('application/json') })
    t.equal(answer.body, '')
    t.equal(answer.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(answer.headers.vary, 'accept')
    if (!['an array', 'a web stream'].includes(kind)) t.equal(read, 0)
  })
}

t.test('an envelope of items alone has nothing around them', async (t) => {
  const schema = { type: 'object', properties: { items: { type: 'array', items: Planet } } }
  const { app } = await serve(t, () => ({ items: sources['a generator']?.(planets), ...facts }), { schema, available: [{ mediaType: 'application/json' }] })
  t.equal((await app.inject('/')).body, '{"items":[{"name":"Mars"},{"name":"Venus"}]}')
})

t.test('without a schema any property of JSON may be items, and of rows the one that is named', async (t) => {
  const available: readonly AvailableMediaType[] = [{ mediaType: 'application/json' }, { mediaType: 'application/x-ndjson', rows: 'all' }, { mediaType: 'application/yaml' }]
  const { app } = await serve(t, () => ({ 2: 'two', total: 1, all: sources['an async generator']?.([1, { a: 2 }]), last: null }), { schema: undefined, available })
  t.equal((await app.inject('/')).body, '{"2":"two","total":1,"all":[1,{"a":2}],"last":null}')
  t.equal((await app.inject(get('application/x-ndjson'))).body, '1\n{"a":2}\n')
})

t.test('names that are numbers keep the order of the schema', async (t) => {
  const schema = { type: 'object', properties: { b: { type: 'string' }, 2: { type: 'array', items: { type: 'integer' } }, 1: { type: 'integer' } }, required: ['b'], additionalProperties: { type: 'string' } }
  const payload = (items: unknown): object => ({ 1: 1, other: 'o', 2: items, b: 'b' })
  const bodies = await Promise.all([[1, 2], sources['a generator']?.([1, 2])].map(async (items) => {
    const { app } = await serve(t, () => payload(items), { schema, available: [{ mediaType: 'application/json' }] })
    return (await app.inject('/')).body
  }))
  t.equal(bodies[1], bodies[0])
  t.equal(bodies[1], '{"b":"b","1":1,"2":[1,2],"other":"o"}')
})

t.test('a branch that has no items leaves them out, and closes the source', async (t) => {
  const schema = { anyOf: [{ type: 'object', required: ['error'], properties: { error: { type: 'string' } } }, Page] }
  const source = new Source(async () => 'x')
  const { app } = await serve(t, () => ({ error: 'none', items: source }), { schema })
  t.equal((await app.inject('/')).body, '{"error":"none"}')
  t.equal(source.returns, 1)
})

t.test('a payload that is null in a schema of envelopes is null', async (t) => {
  const { app } = await serve(t, () => null, { schema: { ...Page, nullable: true }, available: [{ mediaType: 'application/json' }] })
  t.equal((await app.inject('/')).body, 'null')
})

t.test('a branch that has no object in place of an envelope is written as with an array, and closes the source', async (t) => {
  const cases = [[{ type: 'null' }, 200, /^null$/], [{ const: 'gone' }, 200, /^"gone"$/], [{ not: {} }, 500, /it has no data/]] as const
  for (const [branch, statusCode, body] of cases) {
    const schema = { if: { type: 'object', required: ['gone'] }, then: branch, else: Page }
    const source = new Source(async () => 'x')
    for (const items of [[], source]) {
      const { app } = await serve(t, () => ({ gone: true, items }), { schema, available: [{ mediaType: 'application/json' }] })
      const answer = await app.inject('/')
      t.equal(answer.statusCode, statusCode, JSON.stringify(branch))
      t.match(answer.body, body, JSON.stringify(branch))
    }
    t.equal(source.returns, 1)
  }
})

t.test('transform may return an envelope', async (t) => {
  const transform = (items: unknown): object => ({ items, ...facts })
  const { app } = await serve(t, () => sources['an async generator']?.(planets), { available: [{ mediaType: 'application/json', transform }, { mediaType: 'text/csv', rows: 'items', transform }] })
  for (const accept of ['application/json', 'text/csv']) t.equal((await app.inject(get(accept))).body, written[accept]?.[0])
})

t.test('an application\'s own serializer compiler is given an array', async (t) => {
  const { app } = await serve(t, () => null)
  app.get('/own', {
    config: { produces: ['application/json'] }, schema: { response: { 200: Page } }, serializerCompiler: () => (data) => JSON.stringify({ own: data })
  }, async () => ({ total: 2, items: sources['a generator']?.([{ name: 'Mars' }]) }) as never)
  t.strictSame((await app.inject('/own')).json(), { own: { total: 2, items: [{ name: 'Mars' }] } })
})

t.test('a long source that never waits is collected without keeping the event loop to itself', async (t) => {
  let turns = 0
  const { app } = await serve(t, () => ({ total: 1, items: (function * () { for (let index = 0; index < 3000; index++) yield { name: String(index) } })() }))
  setImmediate(function count () { if (turns++ < 100) setImmediate(count) })
  const { body } = await app.inject(get('application/yaml'))
  t.ok(body.endsWith('- name: "2999"\n'))
  t.ok(turns > 2)
})

const bad: Readonly<Record<string, readonly [payload: (source: Source) => object, message: RegExp]>> = {
  'a fact is missing': [(items) => ({ items }), /: total: required by the schema, and missing$/],
  'there is more than one source': [(items) => ({ total: 1, items, next: '', others: sources['a generator']?.([]) }), /more than one source, in 'items' and 'others', and one can be read/]
}

for (const [what, [payload, message]] of Object.entries(bad)) {
  t.test(`where ${what}, it is a 500, and the source is closed`, async (t) => {
    const schema = { ...Page, properties: { ...Page.properties, others: { type: 'array' } } }
    for (const accept of Object.keys(written).filter((accept) => accept !== 'text/x-names')) {
      const source = new Source(async (index) => index < 3 ? 'x' : undefined)
      const { app } = await serve(t, () => payload(source), { schema })
      const answer = await app.inject(get(accept))
      t.equal(answer.statusCode, 500, accept)
      t.match(answer.json().message, message, accept)
      t.ok(source.returns === 1 || source.pulls === 4, `${accept}: closed, or at its end`)
    }
  })
}

t.test('a stream of content in place of items is a 500, and closed', async (t) => {
  for (const transform of [undefined, (payload: unknown) => payload]) {
    const stream = Readable.from(['x'], { objectMode: false })
    const { app } = await serve(t, () => ({ total: 1, items: stream }), { available: [{ mediaType: 'application/json', ...transform !== undefined && { transform } }] })
    const answer = await app.inject('/')
    t.equal(answer.statusCode, 500)
    t.equal(answer.json().message, "Route GET /: nothing can be sent: the stream in 'items' gives content, and the schema declares items. Put it in object mode. Return a source that nobody else reads, before it ends")
    t.equal(stream.destroyed, true)
  }
})

t.test('an item that does not follow the schema says where it is', async (t) => {
  const { app } = await serve(t, () => ({ total: 1, items: sources['a generator']?.([{}]) }))
  const answer = await app.inject('/')
  t.equal(answer.statusCode, 500)
  t.match(answer.json().message, /: items\[0\]\.name: required by the schema, and missing$/)
})

t.test('a source that fails before its first item is a 500 in every format, whatever the status', async (t) => {
  for (const accept of Object.keys(written)) {
    const { app } = await serve(t, () => ({ total: 1, items: (async function * () { throw new Error('no first item') })() }))
    const answer = await app.inject(get(accept))
    t.equal(answer.statusCode, 500, accept)
    t.equal(answer.json().message, 'no first item', accept)
  }
})

t.test('a source in an answer that is an error is left to Fastify, as before', async (t) => {
  const { app } = await serve(t, () => null)
  app.get('/gone', { config: { produces: ['application/json'] }, schema: { response: { 200: Page } } as object }, async (_request, reply) => reply.code(410).send({ items: sources['a generator']?.([]) } as never))
  t.equal((await app.inject('/gone')).statusCode, 410)
})

t.test('a source that is sent after the answer is closed', async (t) => {
  const source = new Source(async () => 'x')
  const { app } = await serve(t, () => null)
  app.get('/twice', { config: { produces: ['application/json'] }, schema: { response: { 200: Page } } }, (_request, reply) => {
    reply.send({ total: 1, items: [] } as never)
    reply.send({ total: 1, items: source } as never)
  })
  t.equal((await app.inject('/twice')).body, '{"total":1,"items":[]}')
  t.equal(source.returns, 1)
})

t.test('a hook that fails closes the source', async (t) => {
  const source = new Source(async () => 'x')
  const { app } = await serve(t, () => null)
  app.get('/hook', { config: { produces: ['application/json'] }, schema: { response: { 200: Page } }, preSerialization: async () => { throw new Error('no') } }, async () => ({ total: 1, items: source }) as never)
  t.equal((await app.inject('/hook')).statusCode, 500)
  t.ok(await until(() => source.returns === 1))
})

/** An endless page whose items are long. */
function long (count = Infinity, fails = false): Source {
  return new Source(async (index) => {
    if (index < count) return { name: 'x'.repeat(2 ** 14) } as never
    if (fails) throw new Error('halfway')
    return undefined
  })
}

async function open (app: FastifyInstance, accept: string): Promise<ReturnType<typeof connect>> {
  const socket = connect(await listen(app), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`)
  return socket
}

for (const accept of ['application/json', 'text/csv', 'application/x-ndjson', 'text/event-stream']) {
  t.test(`${accept}: an envelope is read as slowly as the client reads, and its source closed when it hangs up`, async (t) => {
    const source = long()
    const { app } = await serve(t, () => ({ total: 1, items: source }))
    const socket = await open(app, accept)
    t.ok(await until(() => source.pulls > 0))
    const pulled = await settled(() => source.pulls)
    t.ok(pulled < 1024, `${pulled} items of 16 KB are pulled while nobody reads`)
    t.equal(source.returns, 0)
    socket.destroy()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
  })

  t.test(`${accept}: an envelope that fails midway is cut off`, async (t) => {
    const { app } = await serve(t, () => ({ total: 1, items: long(20, true) }))
    const socket = await open(app, accept)
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk })
    await once(socket, 'close')
    t.match(received, /^HTTP\/1\.1 200/)
    t.notOk(received.endsWith('0\r\n\r\n'), 'the last chunk is missing')
  })
}

t.test('a client that hangs up while items are collected closes the source', async (t) => {
  const source = new Source(async (index) => {
    if (index > 2) await new Promise(() => {})
    return { name: 'x' } as never
  })
  const { app } = await serve(t, () => ({ total: 1, items: source }))
  const socket = await open(app, 'application/yaml')
  t.ok(await until(() => source.pulls > 3))
  socket.destroy()
  t.ok(await until(() => source.returns === 1))
})

t.test('an envelope is compressed as it comes', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(compress, { threshold: 0 })
  await app.register(produces)
  app.get('/', { config: { produces: { mediaTypes: ['application/json'], encodings: ['gzip'] } }, schema: { response: { 200: Page } } }, async () => ({ ...facts, items: sources['an async generator']?.(planets) }) as never)
  const answer = await app.inject({ url: '/', headers: { 'accept-encoding': 'gzip' } })
  t.equal(answer.headers['content-encoding'], 'gzip')
  t.equal(gunzipSync(answer.rawPayload).toString(), written['application/json']?.[0])
})

t.test('over HTTP/2 an envelope that fails midway resets its stream', async (t) => {
  const app = Fastify({ http2: true })
  await app.register(produces)
  let fails = false
  app.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: Page } } }, async () => ({ total: 2, items: fails ? long(20, true) : sources['a generator']?.(planets) }) as never)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const session = connect2(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
  t.teardown(async () => {
    session.close()
    await app.close()
  })
  const whole = session.request({ ':path': '/' })
  t.equal((await whole.setEncoding('utf8').toArray()).join(''), '{"total":2,"items":[{"name":"Mars"},{"name":"Venus"}]}')
  fails = true
  const broken = session.request({ ':path': '/' })
  broken.on('error', () => {}).resume()
  await once(broken, 'close').catch(() => {})
  t.equal(broken.rstCode, 2)
})
