import t from 'tap'
import { text } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
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
