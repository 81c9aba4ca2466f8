import fc from 'fast-check'
import { once } from 'node:events'
import { Agent, request, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import { build, faultOf, fields, requests, type Answer } from './values.js'
import { runs } from '../fixtures/generated.js'

// What a slow machine does not get to in this time is left out; a quick one runs them all.
const bounded = { ...runs(5000), interruptAfterTimeLimit: 16_000, markInterruptAsFailure: false }

t.test('any field value is answered with 200 or 406, the same whether the outcome was kept or not', async (t) => {
  const keeping = await build(t, { cacheSize: 2 })
  const forgetting = await build(t, { cacheSize: 0 })
  const seen = { 200: 0, 406: 0 }
  await fc.assert(fc.asyncProperty(requests, async (headers) => {
    const first = await keeping.app.inject({ url: '/strict', headers })
    const second = await forgetting.app.inject({ url: '/strict', headers })
    seen[first.statusCode as 200 | 406]++
    const fault = faultOf(first, true) ?? faultOf(second, true)
    if (fault !== undefined) throw new Error(fault)
    if (first.body !== second.body || first.headers['content-type'] !== second.headers['content-type']) throw new Error('two answers differ')
  }), bounded)
  t.ok(seen[200] > 100, `${seen[200]} were answered with 200`)
  t.ok(seen[406] > 100, `${seen[406]} with 406`)
  t.equal(keeping.handled, seen[200], 'the handler ran for these alone')
})

t.test('any field value is answered with 200 where no dimension is strict', async (t) => {
  const { app } = await build(t)
  await fc.assert(fc.asyncProperty(requests, async (headers) => {
    const fault = faultOf(await app.inject({ url: '/lenient', headers }), false)
    if (fault !== undefined) throw new Error(fault)
  }), { ...bounded, ...runs(1500), interruptAfterTimeLimit: 5000 })
  t.ok(t.passing())
})

t.test('any field value is survived on a socket', async (t) => {
  // Four fields of 16 KB each are more than Node.js reads of a head by itself.
  const { app } = await build(t, {}, { http: { maxHeaderSize: 2 ** 17 } } as never)
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  t.teardown(() => agent.destroy())

  async function ask (path: string, headers: Record<string, string>): Promise<Answer> {
    const outgoing = request({ host: '127.0.0.1', port, agent, path, headers }).end()
    const [response] = await once(outgoing, 'response') as [IncomingMessage]
    return { statusCode: response.statusCode as number, headers: response.headers, body: await text(response) }
  }

  let asked = 0
  await fc.assert(fc.asyncProperty(requests, async (headers) => {
    asked++
    const fault = faultOf(await ask('/strict', headers), true) ?? faultOf(await ask('/lenient', headers), false)
    if (fault !== undefined) throw new Error(fault)
  }), { ...bounded, ...runs(300), interruptAfterTimeLimit: 8000 })
  t.ok(asked > 20, `${asked} were asked`)
})

t.test('every octet in every place of a member is survived', async (t) => {
  const { app } = await build(t)
  const places = (octet: string) => [octet, `${octet}text/html`, `text${octet}html`, `text/html${octet}`, `text/html;${octet}=1`, `text/html;level=${octet}`, `text/html;level="${octet}"`, `text/html;q=${octet}`, `en${octet}US`]
  for (let code = 0x20; code <= 0xff; code++) {
    if (code === 0x7f) continue
    for (const fieldValue of places(String.fromCharCode(code))) {
      const headers = Object.fromEntries(Object.keys(fields).map((field) => [field, fieldValue]))
      const fault = faultOf(await app.inject({ url: '/strict', headers }), true)
      if (fault !== undefined) t.fail(`${JSON.stringify(fieldValue)}: ${fault}`)
    }
  }
  t.ok(t.passing())
})

t.test('repeated field lines are read as one list, however each is broken', async (t) => {
  const { app } = await build(t)
  const cases: [lines: string[], contentType: string][] = [
    [['text/html;level=1;q=0.1', 'application/json;q=0.2'], 'application/json; charset=utf-8'],
    [['', 'image/svg+xml'], 'image/svg+xml'],
    [['text/html;a="', 'image/svg+xml'], 'image/svg+xml'],
    [['text/html;a="b', 'c", image/svg+xml'], 'image/svg+xml'],
    [Array.from({ length: 99 }, () => 'image/png').concat('image/svg+xml'), 'image/svg+xml'],
    [Array.from({ length: 100 }, () => 'image/png').concat('image/svg+xml'), 'application/problem+json']
  ]
  for (const [lines, contentType] of cases) {
    const response = await app.inject({ url: '/strict', headers: { accept: lines as never } })
    t.equal(response.headers['content-type'], contentType, JSON.stringify(lines.slice(0, 3)))
  }
})
