/** Objects that a handler returns with 4xx or 5xx, where the status declares `content` for the selected media type. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Readable } from 'node:stream'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import { build, bootError } from '../fixtures/harness.js'

const Missing = { type: 'object', properties: { name: { type: 'string' }, near: { type: 'string' } } } as const
const Planet = { type: 'object', properties: { id: { type: 'integer' } } } as const
const missing = { name: 'Vulcan', near: 'the Sun', secret: 'water' }

const content = {
  'application/json': { schema: Missing },
  'text/csv': { schema: Missing },
  'text/x': { schema: Missing }
}

interface Options {
  readonly response?: object
  readonly status?: number
  readonly handler?: (request: FastifyRequest, reply: FastifyReply) => unknown
  readonly prepare?: (app: FastifyInstance) => void
}

const asynchronous = async ({ name }: { name: string }): Promise<string> => `<${name}>`

async function serve (t: Test, { response = { 404: { content } }, status = 404, handler, prepare }: Options = {}): Promise<FastifyInstance> {
  const app = await build(t, { serializers: { 'text/csv': csv(), 'text/html': html() } })
  prepare?.(app)
  app.get('/', {
    config: {
      produces: {
        mediaTypes: ['application/json', 'application/hal+json', { mediaType: 'text/csv', schema: Planet, transform: () => { throw new Error('of successes') } }, 'text/html', { mediaType: 'text/x', serialize: asynchronous }, { mediaType: 'text/plain', serialize: false }],
        languages: ['en', 'de']
      }
    },
    schema: { response: { 200: Planet, ...response } }
  }, (handler ?? (async (_request: FastifyRequest, reply: FastifyReply) => { reply.code(status); return missing })) as never)
  return app
}

async function ask (app: FastifyInstance, accept: string) {
  const { statusCode, headers, body } = await app.inject({ url: '/', headers: { accept, 'accept-language': 'de' } })
  return [statusCode, headers['content-type'], headers['content-language'], body]
}

const JSON_TYPE = 'application/json; charset=utf-8'
const asJson = [404, JSON_TYPE, undefined, '{"name":"Vulcan","near":"the Sun","secret":"water"}']

t.test('it goes out in that media type, by its serializer and its schema, in the selected language', async (t) => {
  const app = await serve(t)
  for (const [accept, type, body] of [
    ['application/json', JSON_TYPE, '{"name":"Vulcan","near":"the Sun"}'],
    ['text/csv', 'text/csv; charset=utf-8', 'name,near\r\nVulcan,the Sun\r\n'],
    ['text/x', 'text/x; charset=utf-8', '<Vulcan>']
  ] as const) t.same(await ask(app, accept), [404, type, 'de', body])
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/csv' } })).headers.vary, 'accept, accept-language')
})

t.test('HEAD has the fields of GET', async (t) => {
  const { statusCode, headers, body } = await (await serve(t)).inject({ method: 'HEAD', url: '/', headers: { accept: 'text/csv' } })
  t.same([statusCode, headers['content-type'], headers['content-length'], body], [404, 'text/csv; charset=utf-8', '27', ''])
})

t.test('`reply.send` is the same, and so are the class of a status and `default`; the nearest entry decides', async (t) => {
  const inCsv = [404, 'text/csv; charset=utf-8', 'de', 'name,near\r\nVulcan,the Sun\r\n']
  t.same(await ask(await serve(t, { handler: (_request, reply) => reply.code(404).send(missing) }), 'text/csv'), inCsv)
  t.same(await ask(await serve(t, { response: { '4XX': { content } } }), 'text/csv'), inCsv)
  t.same(await ask(await serve(t, { response: { default: { content: { ...content, 'text/*': { schema: Missing } } } } }), 'text/csv'), inCsv)
  t.same(await ask(await serve(t, { response: { '5xx': { content } }, status: 503 }), 'text/csv'), [503, ...inCsv.slice(1)])
  t.same(await ask(await serve(t, { response: { 400: { content } }, status: 400 }), 'text/csv'), [400, ...inCsv.slice(1)])
  t.same(await ask(await serve(t, { response: { 404: Missing, default: { content: { ...content, 'text/*': { schema: Missing } } } } }), 'text/csv'), [404, JSON_TYPE, undefined, '{"name":"Vulcan","near":"the Sun"}'])
})

t.test('what is not declared in the selected media type goes out as JSON: another type, a range, a suffix, a type that wants finished content', async (t) => {
  t.same(await ask(await serve(t), 'text/html'), asJson.with(3, '{"name":"Vulcan","near":"the Sun"}'))
  t.same(await ask(await serve(t), 'application/hal+json'), asJson.with(3, '{"name":"Vulcan","near":"the Sun"}'))
  t.same(await ask(await serve(t, { response: { 404: { content: { '*/*': { schema: Missing } } } } }), 'text/csv'), asJson.with(3, '{"name":"Vulcan","near":"the Sun"}'))
  t.same(await ask(await serve(t, { response: { 404: { content: { 'text/*': { schema: Missing } } } } }), 'text/csv'), asJson)
  t.same(await ask(await serve(t, { response: { 404: { content: { 'text/plain': { schema: Missing } } } } }), 'text/plain'), asJson)
  t.same(await ask(await serve(t, { response: { 404: { content } }, status: 410 }), 'text/csv'), asJson.with(0, 410))
})

t.test('a type that the handler writes is the one that it means', async (t) => {
  const typed = (type: string) => serve(t, { handler: async (_request, reply) => { reply.code(404).type(type); return missing } })
  t.same(await ask(await typed('application/problem+json'), 'text/csv'), ['application/problem+json', undefined].reduce((row, value, at) => row.with(at + 1, value), asJson))
  t.same(await ask(await typed('text/csv'), 'text/csv'), [404, 'text/csv', 'de', 'name,near\r\nVulcan,the Sun\r\n'])
  t.same(await ask(await typed('text/csv; charset=utf-8'), 'text/csv'), [404, 'text/csv; charset=utf-8', 'de', 'name,near\r\nVulcan,the Sun\r\n'])
})

t.test('the object of an error handler is such an object; that of the handler for what was not found, and a thrown error, are not', async (t) => {
  const throwing = { handler: async () => { throw new Error('no ink') } }
  t.same(await ask(await serve(t, { ...throwing, prepare: (app) => { app.setErrorHandler(async (_error, _request, reply) => { reply.code(404); return missing }) } }), 'text/csv'),
    [404, 'text/csv; charset=utf-8', 'de', 'name,near\r\nVulcan,the Sun\r\n'])
  t.same(await ask(await serve(t, { handler: (_request, reply) => { reply.callNotFound() }, prepare: (app) => { app.setNotFoundHandler(async (_request, reply) => { reply.code(404); return missing }) } }), 'text/csv'), asJson)
  t.same(await ask(await serve(t, { response: { 500: { content } }, ...throwing }), 'text/csv'), [500, JSON_TYPE, undefined, '{"name":"Error"}'])
})

t.test('one that cannot be rendered is a 500, as Fastify writes it', async (t) => {
  const strict = { ...Missing, required: ['moons'] }
  const app = await serve(t, { response: { 404: { content: { 'text/csv': { schema: strict } } } } })
  const { statusCode, headers } = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.same([statusCode, headers['content-type'], headers['content-language']], [500, JSON_TYPE, undefined])
})

t.test('its own schema says which property may be items that come one by one; any other stream does not go out', async (t) => {
  const Several = { type: 'object', properties: { name: { type: 'string' }, near: { type: 'array', items: { type: 'string' } } } }
  const response = { 404: { content: { 'application/json': { schema: Several } } } }
  const app = await serve(t, {
    response,
    handler: async (_request, reply) => { reply.code(404); return { name: 'Vulcan', near: ['Mercury', 'the Sun'].values(), log: Readable.from(['water'], { objectMode: false }) } }
  })
  t.same(await ask(app, 'application/json'), [404, JSON_TYPE, 'de', '{"name":"Vulcan","near":["Mercury","the Sun"]}'])
})

t.test('hooks see the type of what is rendered, and one that makes a success of it has a success', async (t) => {
  const seen: unknown[] = []
  const app = await serve(t, {
    prepare: (app) => { app.addHook('preSerialization', async (_request, reply, payload) => { seen.push(reply.getHeader('content-type')); return payload }) }
  })
  await ask(app, 'text/csv')
  await ask(app, 'text/html')
  t.same(seen, ['text/csv; charset=utf-8', undefined])
})

t.test('what is declared for `default` is for errors: a list of choices is none (RFC 9110 §15.4.1)', async (t) => {
  const app = await serve(t, { response: { default: { content: { ...content, 'text/*': { schema: Missing } } } }, status: 300 })
  t.same(await ask(app, 'text/csv'), [300, JSON_TYPE, undefined, '{"name":"Vulcan","near":"the Sun"}'])
})

t.test('an error that a hook makes a redirect of is no representation any more, and has no language', async (t) => {
  const app = await serve(t, { prepare: (app) => { app.addHook('onSend', async (_request, reply, payload) => { reply.code(303).header('location', '/vulcan'); return payload }) } })
  const { statusCode, headers } = await app.inject({ url: '/', headers: { accept: 'text/csv', 'accept-language': 'de' } })
  t.same([statusCode, headers.location, headers['content-language']], [303, '/vulcan', undefined])
})

t.test('a schema that the format cannot be written by fails boot', async (t) => {
  const { code, message } = await bootError(await serve(t, { response: { 404: { content: { 'text/csv': { schema: { type: 'string' } } } } } }))
  t.equal(code, 'PRODUCES_ERR_SCHEMA')
  for (const words of ['GET /', 'text/csv', '404']) t.match(message, words)
})
