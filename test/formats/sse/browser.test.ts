/** Server-sent events, as a browser reads them. Skipped where there is none. */
import Fastify from 'fastify'
import t from 'tap'
import sse, { lastEventId } from '../../../lib/formats/sse/sse.js'
import produces from '../../../lib/index.js'
import { array, object } from '../declared.js'
import { inBrowser, openBrowser } from '../../fixtures/browser.js'

t.test('an EventSource has the events, and says where it was when it connects again', inBrowser, async (t) => {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  const seen: unknown[] = []
  const item = object({ id: { type: 'integer', sse: 'id' }, kind: { type: 'string', sse: 'event' }, name: { type: 'string' } })
  await app.register(produces, { serializers: { sse: sse({ retry: 10 }) } })
  app.get('/page', async (_, reply) => reply.type('text/html').send('<title>Events</title>'))
  app.get('/', { config: { produces: ['text/event-stream'] }, schema: { response: { 200: array(item) } } }, async function * (request) {
    const last = Number(lastEventId(request) ?? 0)
    seen.push(last)
    yield { id: last + 1, kind: 'moon', name: 'Phobos\n„𝄞“', secret: 'SECRET' }
    yield { id: last + 2, kind: 'moon', name: 'Deimos' }
  })
  const browser = await openBrowser(t)
  const page = await browser.newPage()
  await page.goto(`${await app.listen({ port: 0, host: '127.0.0.1' })}/page`)
  const events = await page.evaluate(`new Promise((resolve) => {
    const events = []
    const source = new EventSource('/')
    source.addEventListener('moon', ({ lastEventId, data }) => {
      events.push([lastEventId, JSON.parse(data)])
      if (events.length < 3) return
      source.close()
      resolve(events)
    })
  })`)
  t.same(events, [
    ['1', { id: 1, kind: 'moon', name: 'Phobos\n„𝄞“' }], ['2', { id: 2, kind: 'moon', name: 'Deimos' }], ['3', { id: 3, kind: 'moon', name: 'Phobos\n„𝄞“' }]
  ])
  t.same(seen.slice(0, 2), [0, 2])
})
