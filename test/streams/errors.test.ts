import t from 'tap'
import { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, build, exchange, routes, Source, until } from './sockets.js'

for (const path of Object.keys(routes)) {
  t.test(`${path}: an error before the first byte is a 500 as Fastify sends it, with nothing of the success`, async (t) => {
    const { app, log } = await build(t, () => new Source(async () => { throw new Error('no rows today') }))
    const response = await ask(app, path)
    t.equal(response.statusCode, 500)
    t.same(JSON.parse(await text(response)), { statusCode: 500, error: 'Internal Server Error', message: 'no rows today' })
    t.equal(response.complete, true)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
    t.equal(response.headers['transfer-encoding'], undefined)
    t.ok(log.some(({ level, err }) => level >= 50 && err?.message === 'no rows today'), 'it is logged as an error')
  })

  t.test(`${path}: an error before the first byte goes through the application's error handler`, async (t) => {
    const { app } = await build(t, () => new Source(async () => { throw new Error('no rows today') }))
    app.setErrorHandler((error, _request, reply) => { reply.code(503).send({ excuse: (error as Error).message }) })
    const response = await ask(app, path)
    t.equal(response.statusCode, 503)
    t.equal(await text(response), '{"excuse":"no rows today"}')
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
  })

  t.test(`${path}: an error handler may answer with text`, async (t) => {
    const { app } = await build(t, () => new Source(async () => { throw new Error('no rows today') }))
    app.setErrorHandler((_error, _request, reply) => { reply.code(503).send('later') })
    const response = await ask(app, path)
    t.equal(await text(response), 'later')
    t.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
  })

  t.test(`${path}: an error midway ends the connection without a complete message, and is logged`, async (t) => {
    const { app, log } = await build(t, () => new Source(async (index) => {
      if (index === 0) return 'first'
      await sleep(100)
      throw new Error('the rows broke off')
    }))
    const received = await exchange(app, path)
    t.match(received, /^HTTP\/1\.1 200 OK\r\n/)
    t.match(received, 'first', 'what came before is sent')
    t.notMatch(received, /\r\n0\r\n\r\n/, 'the last chunk is not')
    t.notMatch(received, 'the rows broke off', 'nor is the error')
    t.ok(await until(() => log.some(({ level, err }) => level >= 40 && err?.message === 'the rows broke off')), 'it is logged')
    const response = await ask(app, path)
    t.equal(await text(response).catch(() => 'broken off'), 'broken off', 'a client notices')
  })

  t.test(`${path}: what is thrown and no Error goes out as Fastify sends it`, async (t) => {
    // eslint-disable-next-line no-throw-literal -- what a careless source does
    const { app } = await build(t, () => new Source(async () => { throw 'a word' }))
    const response = await ask(app, path)
    t.equal(response.statusCode, 500)
    t.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
    t.equal(await text(response), 'a word')
  })
}

t.test('an item that has no JSON is an error, before the first byte and after it', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  app.get('/first', { config: { produces: ['text/html', 'application/json'] } }, async () => (async function * () { yield 1n })())
  app.get('/second', { config: { produces: ['text/html', 'application/json'] } }, async () => (async function * () {
    yield 1
    await sleep(100)
    yield 1n
  })())
  const first = await ask(app, '/first', { accept: 'application/json' })
  t.equal(first.statusCode, 500)
  t.equal(JSON.parse(await text(first)).statusCode, 500)
  const second = await ask(app, '/second', { accept: 'application/json' })
  t.equal(second.statusCode, 200)
  t.equal(await text(second).catch(() => 'broken off'), 'broken off')
})

t.test('an async iterable where the schema declares no array is an error before the first byte', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const schema = { response: { 200: { type: 'object', properties: { name: { type: 'string' } } } } }
  app.get('/object', { config: { produces: ['application/json'] }, schema }, async () => (async function * () { yield { name: 'Mars' } })())
  const response = await ask(app, '/object', { accept: 'application/json' })
  t.equal(response.statusCode, 500)
  t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(JSON.parse(await text(response)).statusCode, 500)
})

t.test('an item of a serializer that is neither text nor bytes is an error, before the first byte and after it', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  async function * linesOf (items: readonly unknown[]) {
    for (const item of items) {
      await sleep(50)
      yield item as string
    }
  }
  const config = { produces: [{ mediaType: 'text/css', serialize: linesOf }] } as const
  app.get('/first', { config }, async () => [{}])
  app.get('/second', { config }, async () => ['a', {}])
  const found = { '/null': [null, 'null'], '/array': [[], 'an array'], '/number': [5, 'a number'] } as const
  for (const [path, [item]] of Object.entries(found)) app.get(path, { config }, async () => [item])
  for (const [path, [, word]] of Object.entries(found)) {
    const response = await ask(app, path, { accept: 'text/css' })
    t.equal(response.statusCode, 500, path)
    t.match(JSON.parse(await text(response)).message, `the serializer returned ${word}`, path)
  }
  const first = await ask(app, '/first', { accept: 'text/css' })
  t.equal(first.statusCode, 500)
  t.equal(first.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(JSON.parse(await text(first)).statusCode, 500)
  const second = await ask(app, '/second', { accept: 'text/css' })
  t.equal(second.statusCode, 200)
  t.equal(await text(second).catch(() => 'broken off'), 'broken off')
})

t.test('a stream of strings in another charset than UTF-8 is an error, as a string is', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const config = (serialize: (items: readonly string[]) => AsyncIterable<string | Uint8Array>) => ({
    produces: { mediaTypes: [{ mediaType: 'text/css', serialize }], charsets: ['iso-8859-1', 'utf-8'] }
  }) as const
  app.get('/strings', { config: config(async function * (items) { yield * items }) }, async () => ['ä'])
  app.get('/objects', { config: config((items) => Readable.from(items)) }, async () => ['ä'])
  app.get('/bytes', { config: config(async function * () { yield Buffer.from('ä', 'latin1') }) }, async () => ['ä'])
  for (const path of ['/strings', '/objects']) {
    const response = await ask(app, path, { accept: 'text/css' })
    t.equal(response.statusCode, 500, path)
    t.equal(JSON.parse(await text(response)).code, 'PRODUCES_ERR_CONTENT', path)
    const utf8 = await ask(app, path, { accept: 'text/css', 'accept-charset': 'utf-8' })
    t.equal(await text(utf8), 'ä', path)
  }
  const bytes = await ask(app, '/bytes', { accept: 'text/css' })
  t.equal(bytes.headers['content-type'], 'text/css; charset=iso-8859-1')
  t.same([...await buffer(bytes)], [0xe4])
})

t.test('the items of a generator that does not wait are the array of JSON, as those of one that does', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } } }
  app.get('/', {
    config: {
      produces: ['application/json', {
        mediaType: 'text/css',
        serialize: async (items: AsyncIterable<unknown>) => {
          const all = []
          for await (const item of items) all.push(item)
          return JSON.stringify(all)
        }
      }]
    },
    schema
  }, async () => (function * () { yield { name: 'Mars', secret: 1 }; yield { name: 'Venus' } })() as never)
  for (const accept of ['application/json', 'text/css']) {
    t.equal(await text(await ask(app, '/', { accept })), '[{"name":"Mars"},{"name":"Venus"}]', accept)
  }
})
