/**
 * RFC 9110 §15.5.16, 415 Unsupported Media Type, and RFC 10008 §3, Accept-Query.
 *
 * "the Accept response header field … can be used to indicate which media types … are accepted"
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16
 */
import type { FastifyInstance, FastifySchema } from 'fastify'
import t, { type Test } from 'tap'
import type { ProducesOptions } from '../../lib/index.js'
import { build } from '../fixtures/app.js'

const body = async () => ({})

interface Case {
  readonly schema?: FastifySchema
  readonly options?: ProducesOptions
  readonly prepare?: (app: FastifyInstance) => void
  readonly type?: string
  readonly method?: 'POST' | 'QUERY' | 'PUT'
}

async function refuse (t: Test, { schema = {}, options, prepare, type = 'image/png', method = 'POST' }: Case = {}) {
  const app = await build(t, options)
  prepare?.(app)
  app.route({ method, url: '/', config: { produces: ['application/json'] }, schema, handler: body })
  const { statusCode, headers } = await app.inject({ method: method as 'POST', url: '/', payload: 'x', headers: { 'content-type': type } })
  t.equal(statusCode, 415)
  return headers
}

const parse = async () => ({})
const content = (...names: string[]): FastifySchema => ({ body: { content: Object.fromEntries(names.map((name) => [name, { schema: { type: 'object' } }])) } })

t.test('A 415 says what the route takes: what the instance parses, or of the content of `schema.body` what it parses', async (t) => {
  const rows: ReadonlyArray<readonly [Case, string]> = [
    [{}, 'application/json, text/plain'],
    [{ method: 'PUT' }, 'application/json, text/plain'],
    [{ type: 'nonsense' }, 'application/json, text/plain'],
    [{ options: { errors: true } }, 'application/json, text/plain'],
    [{ prepare: (app) => { app.addContentTypeParser(['application/x-www-form-urlencoded', 'text/csv'], parse) } }, 'application/json, text/plain, application/x-www-form-urlencoded, text/csv'],
    [{ prepare: (app) => { app.removeContentTypeParser('text/plain') } }, 'application/json'],
    [{ schema: content('application/json', 'application/cbor') }, 'application/json'],
    [{ schema: content('nonsense', 'application/json') }, 'application/json'],
    [{ schema: content('application/vnd.a+json;v="1\\"2"', 'application/json;v=2') }, 'application/json;v="2"'],
    [{ schema: content('application/vnd.a+json'), prepare: (app) => { app.addContentTypeParser(/^application\/vnd\..+json/, parse) } }, 'application/vnd.a+json'],
    [{ schema: content('text/csv;header=present'), prepare: (app) => { app.addContentTypeParser('text/csv;header=present', parse) } }, 'text/csv;header="present"']
  ]
  for (const [given, accept] of rows) {
    const headers = await refuse(t, given)
    t.equal(headers.accept, accept)
    t.equal(headers['accept-query'], undefined)
  }
})

t.test('A 415 of QUERY says so in Accept-Query, a list of tokens, or of strings where a token cannot be (RFC 10008 §3, RFC 9651 §3.3.4)', async (t) => {
  const rows: ReadonlyArray<readonly [Case, string]> = [
    [{}, 'application/json, text/plain'],
    [{ schema: content('3d/x', 'application/json;v=2'), prepare: (app) => { app.addContentTypeParser('3d/x', parse) } }, '"3d/x", application/json;v="2"']
  ]
  for (const [given, acceptQuery] of rows) {
    const headers = await refuse(t, { ...given, method: 'QUERY' })
    t.equal(headers['accept-query'], acceptQuery)
    t.equal(headers.accept, undefined)
  }
})

t.test('A 415 names every widely used type that the instance parses, and no other', async (t) => {
  const types = [
    'application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/octet-stream', 'application/xml',
    'text/xml', 'text/csv', 'text/html', 'text/markdown', 'application/yaml', 'application/cbor', 'application/msgpack', 'application/vnd.msgpack',
    'application/x-ndjson', 'application/protobuf', 'application/merge-patch+json', 'application/json-patch+json', 'application/ld+json',
    'application/vnd.api+json', 'application/problem+json', 'application/graphql', 'application/sql', 'application/jsonpath'
  ]
  const headers = await refuse(t, { prepare: (app) => { app.removeAllContentTypeParsers(); app.addContentTypeParser([...types, 'application/vnd.mine'], parse) } })
  t.strictSame(String(headers.accept).split(', ').sort(), types.sort())
})

t.test('Parameters stand as quoted strings, in which a quotation mark and a backslash are escaped (RFC 9110 §5.6.4, RFC 9651 §3.3.3)', async (t) => {
  const schema = content('application/vnd.a+json;v="1\\"\\\\2";w=3')
  const prepare = (app: FastifyInstance): void => { app.addContentTypeParser(/^application\/vnd\..+json/, parse) }
  const member = 'application/vnd.a+json;v="1\\"\\\\2";w="3"'
  t.equal((await refuse(t, { schema, prepare })).accept, member)
  t.equal((await refuse(t, { schema, prepare, method: 'QUERY' }))['accept-query'], member)
  t.equal((await refuse(t, { schema: content('3d/x;v=1'), prepare: (app) => { app.addContentTypeParser('3d/x', parse) } })).accept, '3d/x;v="1"', 'of Accept a media type is no string')
})

t.test('Nothing is said where nothing is known to be taken, on another route, and of another error', async (t) => {
  t.equal((await refuse(t, { prepare: (app) => { app.removeAllContentTypeParsers() } })).accept, undefined)
  const app = await build(t)
  app.post('/other', body)
  app.post('/', { config: { produces: ['application/json'] } }, async () => { throw new Error('x') })
  app.post('/own', { config: { produces: ['application/json'] } }, async (_request, reply) => {
    reply.header('accept', 'image/png')
    throw Object.assign(new Error('x'), { statusCode: 415 })
  })
  t.equal((await app.inject({ method: 'POST', url: '/other', payload: 'x', headers: { 'content-type': 'image/png' } })).headers.accept, undefined)
  t.equal((await app.inject({ method: 'POST', url: '/', payload: {} })).headers.accept, undefined)
  t.equal((await app.inject({ method: 'POST', url: '/own', payload: {} })).headers.accept, 'image/png')
  const refused = await app.inject({ method: 'POST', url: '/', payload: 'x', headers: { 'content-type': 'image/png' } })
  t.equal(refused.headers.accept, 'application/json, text/plain', 'a route without any schema')
})
