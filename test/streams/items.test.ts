/** What a handler may return instead of an array: the ways in which items come one by one, in the formats that write them so. */
import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import produces from '../../lib/index.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import html from '../../lib/formats/html/html.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import { ask, send, Source, until } from './sockets.js'
import { planets, sources } from './item-sources.js'

const written: Readonly<Record<string, readonly [some: string, none: string]>> = {
  'application/json': ['[{"name":"Mars"},{"name":"Venus"}]', '[]'],
  'text/csv': ['name\r\nMars\r\nVenus\r\n', 'name\r\n'],
  'application/x-ndjson': ['{"name":"Mars"}\n{"name":"Venus"}\n', ''],
  'application/json-seq': ['\x1e{"name":"Mars"}\n\x1e{"name":"Venus"}\n', '']
}

async function build (t: Test, handler: () => unknown): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, {
    serializers: { 'text/csv': csv(), 'application/x-ndjson': ndjson(), 'application/json-seq': jsonSeq() }
  })
  app.get('/', {
    config: { produces: { mediaTypes: Object.keys(written) as `${string}/${string}`[], languages: ['en'] } },
    schema: { response: { 200: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } } }
  }, async () => handler() as never)
  return app
}

for (const [kind, sourceOf] of Object.entries(sources)) {
  t.test(`the items of ${kind} are written one by one, as the schema declares them`, async (t) => {
    for (const [accept, [some, none]] of Object.entries(written)) {
      for (const [items, body] of [[planets, some], [[], none]] as const) {
        const app = await build(t, () => sourceOf(items))
        const answer = await app.inject({ url: '/', headers: { accept } })
        t.equal(answer.statusCode, 200, accept)
        t.equal(answer.body, body, accept)
        t.match(answer.headers['content-type'], accept)
        t.equal(answer.headers['content-language'], 'en')
        t.equal(answer.headers.vary, 'accept')
      }
    }
  })

  t.test(`${kind} is not read for HEAD, which has the fields of GET`, async (t) => {
    let read = 0
    const app = await build(t, () => sourceOf(new Proxy(planets, { get (target, name, receiver) { if (name === '0') read++; return Reflect.get(target, name, receiver) } })))
    const answer = await app.inject({ method: 'HEAD', url: '/', headers: { accept: 'text/csv' } })
    t.equal(answer.body, '')
    t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(answer.headers.vary, 'accept')
    // An array is written for its length, and a web stream starts by itself.
    if (!['an array', 'a web stream'].includes(kind)) t.equal(read, 0)
  })
}

const anything = { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }, { type: 'object', properties: { name: { type: 'string' } } }] } }

async function serveItems (t: Test, schema: object | undefined, payload: () => unknown): Promise<FastifyInstance> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { 'text/csv': csv(schema === undefined ? { columns: ['name'] } : {}), 'text/html': html() } })
  const response = schema === undefined ? {} : { response: { 200: schema } }
  app.get('/', { config: { produces: ['application/json', 'text/csv', 'text/html'] }, schema: response }, async () => payload() as never)
  return app
}

function webStreamOf (chunks: readonly unknown[]): ReadableStream {
  return new ReadableStream({
    start (controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    }
  })
}

t.test('a stream in object mode gives items, of whatever form the first one is', async (t) => {
  for (const schema of [anything, undefined]) {
    for (const items of [['x', { name: 'y' }], [{ name: 'y' }, 'x'], ['<b>', 'x']]) {
      const answer = await (await serveItems(t, schema, () => Readable.from(items))).inject('/')
      t.equal(answer.body, JSON.stringify(items))
    }
    const page = await (await serveItems(t, schema, () => Readable.from(['<b>']))).inject({ url: '/', headers: { accept: 'text/html' } })
    t.match(page.body, '&lt;b&gt;')
    t.notMatch(page.body, '<b>')
  }
})

t.test('text in a stream in object mode is no content: where rows are declared, it is an error', async (t) => {
  const rows = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } }
  for (const chunk of ['name\r\nMars\r\n', Buffer.from('name\r\nMars\r\n')]) {
    const answer = await (await serveItems(t, rows, () => Readable.from([chunk]))).inject({ url: '/', headers: { accept: 'text/csv' } })
    t.equal(answer.statusCode, 500)
    t.notMatch(answer.body, 'Mars')
  }
})

t.test('a stream that is not in object mode is content, also where items are declared', async (t) => {
  for (const chunks of [['a,', 'b'], [Buffer.from('a,'), 'b'], [new Uint8Array(Buffer.from('a,b'))]]) {
    const answer = await (await serveItems(t, anything, () => Readable.from(chunks, { objectMode: false }))).inject({ url: '/', headers: { accept: 'text/csv' } })
    t.equal(answer.body, 'a,b')
    t.equal(answer.headers['content-type'], 'text/csv; charset=utf-8')
  }
})

t.test('a web stream gives items where the schema declares an array, and content where its chunks are bytes', async (t) => {
  const strings = await (await serveItems(t, anything, () => webStreamOf(['x', null, { name: 'y' }]))).inject('/')
  t.equal(strings.body, '["x",null,{"name":"y"}]')
  const bytes = await (await serveItems(t, anything, () => new Blob(['a,b']).stream())).inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(bytes.body, 'a,b')
  const text = await (await serveItems(t, undefined, () => webStreamOf(['{"a":', '1}']))).inject('/')
  t.equal(text.body, '{"a":1}')
  const objects = await (await serveItems(t, undefined, () => webStreamOf([{ a: 1 }, 'x', null]))).inject('/')
  t.equal(objects.body, '[{"a":1},"x",null]')
  const content = await (await serveItems(t, { type: 'object', properties: { a: {} } }, () => webStreamOf(['{"a":', '1}']))).inject('/')
  t.equal(content.body, '{"a":1}')
})

t.test('where the handler sends finished content a stream is never taken for items', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  app.get('/', { config: { produces: [{ mediaType: 'application/json', serialize: false }] } }, async () => Readable.from([]))
  t.equal((await app.inject('/')).body, '')
})

t.test('the items of an error are not rendered', async (t) => {
  const app = await build(t, () => undefined)
  app.get('/teapot', { config: { produces: ['text/csv'] }, schema: { response: { 200: { type: 'array', items: { properties: { name: {} } } } } } }, async (_request, reply) => reply.code(418 as never).send(Readable.from(['no coffee']) as never))
  const answer = await app.inject('/teapot')
  t.equal(answer.statusCode, 418)
  t.equal(answer.body, 'no coffee')
})

t.test('a stream that fails before its first item is a 500', async (t) => {
  const app = await build(t, () => new Readable({ objectMode: true, read () { this.destroy(new Error('no rows today')) } }))
  const answer = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { message: 'no rows today' })
  t.equal(answer.headers['content-language'], undefined)
})

t.test('an item that cannot be written is a 500 where it is the first', async (t) => {
  const app = await build(t, () => Readable.from([5]))
  const answer = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.equal(answer.statusCode, 500)
  t.match(answer.json(), { message: 'expected an object by the schema, found a number' })
})

t.test('a stream that waits for its first item is closed when the client hangs up', async (t) => {
  const stream = new Readable({ objectMode: true, read () {} })
  const app = await build(t, () => stream)
  const socket = await send(app, '/')
  t.ok(await until(() => stream.listenerCount('readable') > 0), 'the first item is waited for')
  socket.destroy()
  t.ok(await until(() => stream.destroyed), 'the stream is closed')
})

t.test('a stream that waits for its second item is closed when the client hangs up', async (t) => {
  const stream = new Readable({ objectMode: true, read () {} })
  stream.push({ name: 'Mars' })
  const app = await build(t, () => stream)
  const response = await ask(app, '/', { accept: 'application/x-ndjson' })
  const [chunk] = await once(response, 'data') as [Buffer]
  t.equal(chunk.toString(), '{"name":"Mars"}\n')
  response.destroy()
  t.ok(await until(() => stream.destroyed), 'the stream is closed')
})

t.test('whether the chunks of a web stream are items is asked for each status', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces)
  const schema = { response: { 200: { type: 'array', items: { type: 'string' } }, 201: { type: 'string' }, 202: { type: 'array', items: { type: 'string' } } } }
  app.get('/:status', { config: { produces: ['application/json'] }, schema }, async (request, reply) => {
    reply.code(Number((request.params as { status: string }).status) as 200)
    return webStreamOf(['"x"']) as never
  })
  for (let time = 0; time < 2; time++) {
    for (const [status, body] of [[200, '["\\"x\\""]'], [201, '"x"'], [202, '["\\"x\\""]']] as const) t.equal((await app.inject(`/${status}`)).body, body, `${status}`)
  }
})

t.test('a serializer that fails closes the items that it was given, at once or later', async (t) => {
  const serializers = {
    '/at-once': () => { throw new Error('no ink') },
    '/later': async () => { throw new Error('no ink') },
    '/in-time': async () => 'nothing is read'
  }
  for (const [path, serialize] of Object.entries(serializers)) {
    const source = new Source(async () => 'item')
    const app = await build(t, () => undefined)
    app.get(path, { config: { produces: [{ mediaType: 'text/css', serialize }] } }, async () => source)
    const answer = await app.inject(path)
    t.equal(answer.statusCode, path === '/in-time' ? 200 : 500, path)
    t.equal(source.pulls, 1, 'no more than the first item is taken, for which a generator is run before its answer begins')
    t.equal(source.returns, 1, 'the source is closed')
  }
})

t.test('a serializer may give text and bytes in turn', async (t) => {
  const app = await build(t, () => undefined)
  async function * serialize (): AsyncGenerator<string | Uint8Array> {
    yield 'a'
    yield new Uint8Array(Buffer.from('b'))
    yield Buffer.from('c')
    yield 'd'
  }
  app.get('/turns', { config: { produces: [{ mediaType: 'text/css', serialize }] } }, async () => [])
  t.equal((await app.inject('/turns')).body, 'abcd')
})
