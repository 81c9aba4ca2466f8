/** What of an answer is read: no more than a page can show, no longer than somebody waits. */
import { Readable } from 'node:stream'
import { setTimeout as after } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import Fastify, { type RouteHandlerMethod } from 'fastify'
import t, { type Test } from 'tap'
import { answerOf } from '../../lib/inspector/answer.js'

const limits = { size: 10, time: 300 }

async function shownOf (t: Test, handler: RouteHandlerMethod) {
  const app = Fastify()
  t.teardown(() => app.close())
  app.get('/', handler)
  return answerOf(app, { url: '/', headers: {}, remoteAddress: '127.0.0.1' }, limits)
}

t.test('an answer as long as may be is complete', async (t) => {
  t.match(await shownOf(t, async (_, reply) => reply.code(201).header('set-cookie', ['a=1', 'b=2']).send('0123456789')), {
    status: 201, statusText: 'Created', bytes: 10, text: '0123456789', end: 'complete', fields: [['set-cookie', 'a=1'], ['set-cookie', 'b=2']]
  })
  t.match(await shownOf(t, async (_, reply) => reply.code(204).send()), { status: 204, bytes: 0, text: '', end: 'complete' })
})

t.test('of a longer one only the beginning is shown, and its source is closed', async (t) => {
  t.match(await shownOf(t, async () => '0123456789a'), { bytes: 10, text: '0123456789', end: 'too long' })
  let closed = false
  t.match(await shownOf(t, async (_, reply) => reply.type('text/plain').send(Readable.from(endless(() => { closed = true })))), {
    bytes: 10, text: 'line\nline\n', end: 'too long'
  })
  await after(20)
  t.equal(closed, true)
})

async function * endless (close: () => void) {
  try {
    while (true) {
      await after(1)
      yield 'line\n'
    }
  } finally {
    close()
  }
}

t.test('a character that was cut is left out', async (t) => {
  t.match(await shownOf(t, async () => '012345678ü'), { bytes: 10, text: '012345678', end: 'too long' })
})

t.test('what still comes after the time is cut, and its source is closed', async (t) => {
  const source = new Readable({ read () {} })
  source.push('first')
  t.match(await shownOf(t, async (_, reply) => reply.type('text/plain').send(source)), { status: 200, text: 'first', end: 'too slow' })
  await after(20)
  t.equal(source.destroyed, true)
})

t.test('what breaks off is told from that', async (t) => {
  const source = Readable.from((async function * () {
    yield 'first'
    await after(20)
    throw new Error('no more')
  })())
  t.match(await shownOf(t, async (_, reply) => reply.type('text/plain').send(source)), { status: 200, text: 'first', end: 'failed' })
})

t.test('a route that does not begin in time, or closes the connection, has no answer', async (t) => {
  t.equal(await shownOf(t, async () => {
    await after(400)
    return 'late'
  }), null)
  t.equal(await shownOf(t, (_, reply) => {
    reply.hijack()
    reply.raw.destroy()
  }), null)
})

t.test('a source that says nothing in time is closed', async (t) => {
  const source = new Readable({ read () {} })
  t.equal(await shownOf(t, async (_, reply) => reply.type('text/plain').send(source)), null)
  await after(20)
  t.equal(source.destroyed, true)
})

t.test('text is read in its charset; what is none, or coded, is not shown', async (t) => {
  const shown = async (type: string, content: Buffer, coding?: string) => (await shownOf(t, async (_, reply) => {
    if (coding !== undefined) reply.header('content-encoding', coding)
    return reply.type(type).send(content)
  }))?.text
  t.equal(await shown('text/plain; charset=iso-8859-1', Buffer.from([0xfc])), 'ü')
  t.equal(await shown('text/plain;charset="utf-8"', Buffer.from('ü')), 'ü')
  t.equal(await shown('text/plain; charset=utf-8', Buffer.from([0xfc, 0x20])), null)
  t.equal(await shown('text/plain; charset=klingon', Buffer.from('a')), null)
  t.equal(await shown('application/octet-stream', Buffer.from([0x61, 0])), null)
  t.equal(await shown('text/plain', gzipSync('a').subarray(0, 5), 'gzip'), null)
  t.equal(await shown('text/plain', Buffer.from('a'), 'br'), null)
})
