/** An application to inspect. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import produces, { type ProducesOptions } from '../../lib/index.js'
import csv from '../../lib/formats/csv/csv.js'
import markdown from '../../lib/formats/markdown/markdown.js'
import sse from '../../lib/formats/sse/sse.js'
import inspector, { type InspectorOptions } from '../../lib/inspector/inspector.js'

const planets = [{ id: 1, name: "Earth <b>'s</b>" }, { id: 2, name: 'Mars' }]
const rows = { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, name: { type: 'string' } } } }
const ok = { response: { 200: rows } }

export async function appWith (options: InspectorOptions = {}, serverOptions: FastifyServerOptions = {}, own: ProducesOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(serverOptions)
  await app.register(produces, { ...own, serializers: { 'text/csv': csv(), 'text/markdown': markdown(), 'text/event-stream': sse() } })
  await app.register(inspector, options)
  app.get('/planets', {
    config: { produces: { mediaTypes: ['application/json', 'text/csv', { mediaType: 'text/markdown', quality: 0.5 }], languages: ['en', 'es', 'de-AT'] } },
    schema: ok
  }, async () => planets)
  app.get('/planets/:id/notes/*', { config: { produces: ['text/plain'] } }, async ({ url }) => `notes of ${url}`)
  app.post('/planets', { config: { produces: ['application/json'] }, schema: ok }, async () => planets)
  app.get('/plain', async () => 'nothing to negotiate')
  return app
}
