import t from 'tap'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, build, routes, send, settled, Source, until } from './sockets.js'

const ITEM = 'x'.repeat(2 ** 16)
const MANY = 1000

// What the buffers of two sockets, of a response and of a stream can hold is less than 16 MB: 256 of these items.
const BUFFERED = 256

for (const path of Object.keys(routes)) {
  t.test(`${path}: a source is pulled as slowly as the client reads, and closed when the client hangs up`, async (t) => {
    const source = new Source(async (index) => index < MANY ? ITEM : undefined)
    const { app } = await build(t, () => source)
    const socket = await send(app, path)
    t.ok(await until(() => source.pulls > 0))
    const pulled = await settled(() => source.pulls)
    t.ok(pulled < BUFFERED, `${pulled} items of 64 KB are pulled while nobody reads`)
    t.equal(source.returns, 0, 'the source stays open')
    socket.destroy()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
    t.ok(source.pulls < BUFFERED + 2, 'and not read further')
  })

  t.test(`${path}: a client that reads on after a while gets everything`, async (t) => {
    const source = new Source(async (index) => index < 300 ? ITEM : undefined)
    const { app } = await build(t, () => source)
    const response = await ask(app, path)
    await settled(() => source.pulls)
    let length = 0
    for await (const chunk of response) length += (chunk as Buffer).length
    t.equal(response.complete, true)
    t.ok(length >= 300 * 2 ** 16, `${length} bytes`)
    t.equal(source.pulls, 301)
  })

  t.test(`${path}: a client that hangs up before the first item closes the source and harms nobody`, async (t) => {
    let more = () => {}
    const first = new Promise<void>((resolve) => { more = resolve })
    const source = new Source(async (index) => { if (index === 0) await first; return index < MANY ? ITEM : undefined })
    const { app } = await build(t, () => source)
    const socket = await send(app, path)
    t.ok(await until(() => source.pulls === 1))
    socket.destroy()
    await sleep(50)
    more()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
    t.ok(source.pulls < BUFFERED, `${source.pulls} items are pulled`)
    const other = await ask(app, path, { accept: 'image/png' })
    t.equal(other.statusCode, 406, 'the server answers')
  })

  t.test(`${path}: what a source throws when it is closed harms nobody`, async (t) => {
    const source = new Source(async (index) => index < MANY ? ITEM : undefined)
    const { app } = await build(t, () => source)
    source.return = async () => { source.returns++; throw new Error('cannot be closed') }
    const socket = await send(app, path)
    t.ok(await until(() => source.pulls > 0))
    await settled(() => source.pulls)
    socket.destroy()
    t.ok(await until(() => source.returns === 1))
    await sleep(20)
    const other = await ask(app, path, { accept: 'image/png' })
    t.equal(other.statusCode, 406, 'the server answers')
  })
}

for (const path of ['/json', '/schema', '/generator', '/promise', '/compiled', '/web', '/response']) {
  t.test(`${path}: a source that waits for its next item is closed when the client hangs up`, async (t) => {
    const source = new Source(async (index) => index === 0 ? ITEM : new Promise(() => {}))
    const { app } = await build(t, () => source)
    const socket = await send(app, path)
    t.ok(await until(() => source.pulls === 2), 'the source waits')
    socket.destroy()
    t.ok(await until(() => source.returns === 1), 'the source is closed')
  })
}

t.test('a source that never waits leaves time for other requests', async (t) => {
  let ended = false
  const { app } = await build(t, () => new Source(async () => undefined))
  app.get('/long', { config: { produces: ['application/json'] } }, async () => (function * () {
    for (let item = 0; item < 40_000; item++) yield { item, text: 'some text to fill a chunk with' }
    ended = true
  })() as never)
  // Little enough for the sockets' buffers: nothing but the pause makes the source wait.
  const long = await ask(app, '/long', { accept: 'application/json' })
  long.resume()
  const other = await ask(app, '/json', { accept: 'image/png' })
  t.equal(other.statusCode, 406)
  t.equal(ended, false, 'the other one is answered before the source has ended')
  long.destroy()
})
