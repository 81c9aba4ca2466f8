import t from 'tap'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import { ask, build, routes, settled, Source, until } from './sockets.js'

for (const [path, mediaType] of Object.entries(routes)) {
  t.test(`${path}: HEAD has the fields of GET and no content (RFC 9110 §9.3.2)`, async (t) => {
    const { app } = await build(t, () => new Source(async (index) => ['one', 'two'][index]))
    const response = await ask(app, path, {}, 'HEAD')
    t.equal(response.statusCode, 200)
    t.equal(await text(response), '')
    t.equal(response.complete, true)
    t.equal(response.headers['content-type'], `${mediaType}; charset=utf-8`)
    t.equal(response.headers['content-language'], 'es')
    t.equal(response.headers.vary, 'accept, accept-language')
  })

  t.test(`${path}: HEAD is negotiated as GET is`, async (t) => {
    const source = new Source(async () => 'one')
    const { app } = await build(t, () => source)
    const response = await ask(app, path, { accept: 'image/png' }, 'HEAD')
    t.equal(response.statusCode, 406)
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.equal(response.headers.vary, 'accept, accept-language')
    t.equal(source.pulls, 0)
  })

  // Fastify itself reads a stream that a handler returns to its end.
  if (path === '/node') continue

  t.test(`${path}: HEAD leaves the source alone, which may have no end`, async (t) => {
    // The end that this one has, and the turns of the event loop, are for the test: without them it would stop the process.
    const source = new Source(async (index) => {
      await turn()
      return index < 5000 ? 'x' : undefined
    })
    const { app } = await build(t, () => source)
    const response = await ask(app, path, {}, 'HEAD')
    await text(response)
    await settled(() => source.pulls)
    t.ok(source.pulls < 100, `${source.pulls} items are pulled`)
    t.ok(await until(() => source.pulls === 0 || source.returns === 1 || source.pulls > 5000), 'a source that was opened is closed')
  })
}

const unreadable: Readonly<Record<string, () => unknown>> = {
  'content whose end fails': () => new Readable({ read () {}, destroy (_error, callback) { callback(new Error('no end')) } }),
  'items whose end fails': () => new Readable({ objectMode: true, read () {}, destroy (_error, callback) { callback(new Error('no end')) } }),
  'content that fails later': () => new Readable({ read () {}, destroy (_error, callback) { setTimeout(callback, 5, new Error('no end')) } }),
  'a web stream whose end fails': () => new ReadableStream({ cancel () { throw new Error('no end') } }),
  'a web stream that fails': () => new ReadableStream({ start (controller) { controller.error(new Error('no rows')) } }),
  'a Response whose end fails': () => new Response(new ReadableStream({ cancel () { throw new Error('no end') } })),
  'an iterable whose end fails': () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }), return: async () => { throw new Error('no end') } }) })
}

for (const [name, source] of Object.entries(unreadable)) {
  t.test(`HEAD of ${name} has the fields of the success, and harms nobody`, async (t) => {
    const { app } = await build(t, () => new Source(async () => undefined))
    const strays: unknown[] = []
    const stray = (error: unknown): void => { strays.push(error) }
    process.on('uncaughtException', stray).on('unhandledRejection', stray)
    t.teardown(() => { process.off('uncaughtException', stray).off('unhandledRejection', stray) })
    const config = { produces: { mediaTypes: ['application/json'], languages: ['es'] } } as const
    app.get('/bad', { config }, async () => source() as never)
    app.get('/serialized', { config: { produces: { ...config.produces, mediaTypes: [{ mediaType: 'application/json', serialize: () => source() as never }] } } }, async () => [])
    const paths = name.includes('Response') ? ['/bad'] : ['/bad', '/serialized']
    for (const path of paths) {
      const response = await ask(app, path, { accept: 'application/json' }, 'HEAD')
      t.equal(await text(response), '')
      t.equal(response.statusCode, 200, path)
      t.equal(response.headers['content-type'], 'application/json; charset=utf-8', path)
      t.equal(response.headers['content-language'], 'es', path)
    }
    await sleep(20)
    t.same(strays, [])
    t.equal((await ask(app, '/json')).statusCode, 200, 'the next request is answered')
  })
}
