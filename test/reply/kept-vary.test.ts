/** What writes the head of an answer past Fastify is given the route's Vary, in the form in which it gives fields itself. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { keepVary } from '../../lib/reply/kept-vary.js'
import type { Outcome } from '../../lib/reply/outcome.js'
import { build, exchange } from '../fixtures/app.js'

async function serve (t: Test, handler: (request: FastifyRequest, reply: FastifyReply) => void, before = (_reply: FastifyReply): void => {}) {
  const app = await build(t)
  app.addHook('onRequest', async (_request, reply) => before(reply))
  app.get('/', { config: { produces: ['text/csv'] } }, ((request: FastifyRequest, reply: FastifyReply) => {
    reply.hijack()
    handler(request, reply)
    reply.raw.end()
  }) as never)
  return app
}

t.test('who has wrapped writeHead before is given as many arguments as Node asks for: status, reason where there is one, fields', async (t) => {
  const calls: [write: (raw: ServerResponse) => void, given: unknown[]][] = [
    [(raw) => raw.writeHead(200), [200, { vary: 'accept' }]],
    [(raw) => raw.writeHead(200, { 'x-a': 'a' }), [200, { 'x-a': 'a', vary: 'accept' }]],
    [(raw) => raw.writeHead(200, 'Fine', { 'x-a': 'a' }), [200, 'Fine', { 'x-a': 'a', vary: 'accept' }]],
    [(raw) => raw.writeHead(200, 'Fine'), [200, 'Fine', { vary: 'accept' }]]
  ]
  for (const [write, expected] of calls) {
    const seen: unknown[][] = []
    const app = await serve(t, (_request, reply) => write(reply.raw), ({ raw }) => {
      const { writeHead } = raw
      raw.writeHead = function (this: ServerResponse, ...given: never[]) {
        seen.push(given)
        return writeHead.apply(this, given as never)
      }
    })
    // Past Fastify, which has set the field by now.
    app.addHook('preHandler', async (_request, reply) => { reply.removeHeader('vary') })
    await exchange(app, 'GET / HTTP/1.1')
    t.strictSame(seen.map((given) => given.map((value) => typeof value === 'object' ? { ...value as object } : value)), [expected])
  }
})

t.test('fields that are given as names and values go out as they are, each with its own value, and Vary', async (t) => {
  const forms: [fields: unknown, vary: string][] = [
    [['x-a', 'a', 'x-b', 'b', 'vary', 'origin'], 'origin, accept'],
    [['X-A', 'a', 'Vary', 'origin', 'x-b', 'b'], 'origin, accept'],
    [['Vary', 'origin', 'x-a', 'a', 'vary', 'cookie', 'x-b', 'b'], 'origin, cookie, accept'],
    [[['x-a', 'a'], ['vary', 'origin'], ['x-b', 'b']], 'origin, accept'],
    [{ 'x-a': 'a', 'x-b': 'b', VARY: 'origin' }, 'origin, accept']
  ]
  for (const [fields, vary] of forms) {
    const app = await serve(t, (_request, reply) => { reply.raw.writeHead(200, fields as never) })
    const answer = await exchange(app, 'GET / HTTP/1.1')
    const present = [...answer.fields].filter(([name]) => !['connection', 'date', 'transfer-encoding', 'content-length'].includes(name))
    t.strictSame(new Map(present), new Map([['x-a', ['a']], ['x-b', ['b']], ['vary', [vary]]]))
  }
})

t.test('fields that name what selects are handed on as they were given', async (t) => {
  const named = [{ vary: 'accept' }, { vary: 'origin, accept' }, { 'x-a': 'a', vary: 'accept' }]
  const calls: [fields: object | undefined, write: (raw: ServerResponse) => void][] = [
    ...named.map((fields): [object, (raw: ServerResponse) => void] => [fields, (raw) => raw.writeHead(200, fields)]),
    [undefined, (raw) => raw.setHeader('vary', 'accept').writeHead(200)],
    [undefined, (raw) => raw.setHeader('vary', 'origin, accept').writeHead(200)]
  ]
  for (const [fields, write] of calls) {
    let given: unknown
    const app = await serve(t, (_request, reply) => write(reply.raw), ({ raw }) => {
      const { writeHead } = raw
      raw.writeHead = function (this: ServerResponse, ...all: never[]) {
        given = all[1]
        return writeHead.apply(this, all as never)
      }
    })
    await app.inject('/')
    t.equal(given, fields)
  }
})

t.test('a response that is negotiated again writes its head once', async (t) => {
  const response = new ServerResponse({ method: 'GET' } as never)
  const reply = { raw: response } as unknown as FastifyReply
  keepVary(reply, { vary: 'accept' } as Outcome)
  keepVary(reply, { vary: 'accept' } as Outcome)
  response.writeHead(200)
  t.ok(response.headersSent)
  t.equal(response.statusCode, 200)
})
