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
