/** What the channels are told, and that they are told once. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import t, { type Test } from 'tap'
import type { NotAcceptableMessage, SelectedMessage } from '../../types/diagnostics.js'
import { build } from '../fixtures/app.js'

function heardOn<Message> (t: Test, name: string): Message[] {
  const messages: Message[] = []
  const listen = (message: unknown): void => { messages.push(message as Message) }
  subscribe(name, listen)
  t.teardown(() => unsubscribe(name, listen))
  return messages
}

t.test('a selected representation and a 406 are told once, with the route as declared', async (t) => {
  const app = await build(t)
  const produces = { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } as const
  app.get('/moons/:id', { config: { produces } }, async () => 'Phobos')
  app.get('/plain', async () => 'Phobos')
  await app.inject({ url: '/moons/1', headers: { accept: 'text/plain' } })
  const selected = heardOn<SelectedMessage>(t, 'fastify-produces:selected')
  const refused = heardOn<NotAcceptableMessage>(t, 'fastify-produces:not-acceptable')
  await app.inject({ url: '/moons/1', headers: { accept: 'text/plain', 'accept-language': 'de' } })
  await app.inject({ url: '/moons/2', headers: { accept: 'image/png' } })
  await app.inject('/plain')
  t.match(selected, [{ route: 'GET /moons/:id', negotiated: { mediaType: 'text/plain', language: 'de' }, request: { url: '/moons/1' } }])
  t.equal(selected.length, 1)
  t.same(refused.map(({ route, unacceptable, request: { url } }) => [route, unacceptable, url]), [['GET /moons/:id', ['mediaType'], '/moons/2']])
})

t.test('the 406 of a handler that does without what is acceptable is told, of the rest; one that an error handler has answered is not', async (t) => {
  const app = await build(t)
  const produces = { mediaTypes: ['application/json', 'text/plain'], languages: ['en', 'de'] } as const
  app.get('/moons/:id', { config: { produces } }, async (_request, reply) => reply.without('text/plain').mediaType)
  app.get('/handled', { config: { produces }, errorHandler: (_error, _request, reply) => { reply.code(404).send() } }, async (_request, reply) => reply.without('text/plain').mediaType)
  const selected = heardOn<SelectedMessage>(t, 'fastify-produces:selected')
  const refused = heardOn<NotAcceptableMessage>(t, 'fastify-produces:not-acceptable')
  const statuses = []
  for (const url of ['/moons/1', '/handled']) statuses.push((await app.inject({ url, headers: { accept: 'text/plain' } })).statusCode)
  t.same(statuses, [406, 404])
  t.same(selected.map(({ route, negotiated: { mediaType } }) => [route, mediaType]), [['GET /moons/:id', 'text/plain'], ['GET /handled', 'text/plain']])
  t.same(refused.map(({ route, unacceptable }) => [route, unacceptable]), [['GET /moons/:id', ['mediaType']]])
})

t.test('what the option problem writes to is not what a listener has', async (t) => {
  const app = await build(t, { problem: (problem) => { (problem.unacceptable as string[]).length = 0; return problem } })
  app.get('/', { config: { produces: ['text/plain'] } }, async () => 'Phobos')
  const refused = heardOn<NotAcceptableMessage>(t, 'fastify-produces:not-acceptable')
  await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.same(refused.map(({ unacceptable }) => unacceptable), [['mediaType']])
})

t.test('a subscriber that throws does not keep the answer back', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['text/plain'] } }, async () => 'Phobos')
  const listen = (): never => { throw new Error('broken subscriber') }
  const thrown: unknown[] = []
  process.setUncaughtExceptionCaptureCallback((error) => { thrown.push(error) })
  t.teardown(() => process.setUncaughtExceptionCaptureCallback(null))
  subscribe('fastify-produces:not-acceptable', listen)
  t.teardown(() => unsubscribe('fastify-produces:not-acceptable', listen))
  t.equal((await app.inject({ url: '/', headers: { accept: 'image/png' } })).statusCode, 406)
  t.match(thrown, [{ message: 'broken subscriber' }])
})
