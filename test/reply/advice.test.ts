/** Content of another media type than was selected: the log says it once. */
import { Readable } from 'node:stream'
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import produces, { type ProducesOptions } from '../../lib/index.js'

interface Line {
  readonly code: string
  readonly route: string
  readonly reqId?: string
  readonly msg: string
}

async function build (t: Test, options: ProducesOptions = {}): Promise<{ readonly app: FastifyInstance, readonly lines: Line[] }> {
  const lines: Line[] = []
  const app = Fastify({ logger: { level: 'warn', stream: { write (line: string) { lines.push(JSON.parse(line)) } } } })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { csv: csv() }, ...options })
  return { app, lines }
}

const config = { produces: ['text/csv', 'application/json'] } as const
const schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } } }

t.test('NDJSON of a framework and a download of unknown type are told, once a route', async (t) => {
  const { app, lines } = await build(t)
  app.get('/lines', { schema, config }, (_request, reply) => reply.type('application/x-ndjson').send(Readable.from(['{"secret":1}\n'], { objectMode: false })))
  app.get('/download', { schema, config }, (_request, reply) => reply.type('application/octet-stream').send(Readable.from([Buffer.from('PK')], { objectMode: false })))
  app.get('/text', { schema, config: { produces: { mediaTypes: ['text/csv', 'application/json'], override: true } } }, (_request, reply) => reply.type('Text/Plain').send('text'))
  for (let time = 0; time < 3; time++) {
    t.equal((await app.inject('/lines')).body, '{"secret":1}\n')
    t.equal((await app.inject({ url: '/download', headers: { accept: time === 0 ? 'application/json' : 'text/csv' } })).body, 'PK')
    // Another set of outcomes, of the same route.
    for (const format of ['json', 'csv']) await app.inject(`/text?format=${format}`)
  }
  t.equal(lines.length, 3)
  t.match(lines[0], { code: 'PRODUCES_ADV_CONTENT', route: 'GET /lines', reqId: 'req-1', msg: /: GET \/lines: text\/csv was selected, and finished content went out as application\/x-ndjson, / })
  t.match(lines[1], { code: 'PRODUCES_ADV_CONTENT', route: 'GET /download', msg: /: application\/json was selected, .* as application\/octet-stream, / })
  t.match(lines[2], { code: 'PRODUCES_ADV_CONTENT', route: 'GET /text', msg: /: application\/json was selected, .* as Text\/Plain, / })
})

t.test('A handler that goes on without a representation is told of as well', async (t) => {
  const { app, lines } = await build(t)
  app.get('/', { schema, config }, (_request, reply) => {
    reply.without('text/csv')
    return reply.type('text/html').send('<p>')
  })
  await app.inject('/')
  t.match(lines, [{ code: 'PRODUCES_ADV_CONTENT', route: 'GET /', msg: /application\/json was selected/ }])
})

t.test('Nothing is said of the selected media type, of errors, of parts, and of what is no content', async (t) => {
  const { app, lines } = await build(t)
  const answer = (url: string, status: number, type: string | undefined, content: unknown): void => {
    app.get(url, { schema, config }, (_request, reply) => {
      if (type !== undefined) reply.type(type)
      return reply.code(status as 200).send(content as never)
    })
  }
  answer('/data', 200, undefined, [{ name: 'Mars' }])
  answer('/text', 200, undefined, 'name\r\n')
  answer('/bytes', 200, undefined, Buffer.from('name'))
  answer('/octets', 200, 'application/octet-stream', Buffer.from('name'))
  answer('/same', 200, 'Text/CSV; header=present', 'name\r\n')
  answer('/parts', 206, 'multipart/byteranges; boundary=a', '--a--')
  answer('/error', 404, 'text/html', '<p>')
  answer('/moved', 302, 'text/html', '<p>')
  answer('/none', 204, 'text/html', undefined)
  for (const url of ['/data', '/text', '/bytes', '/octets', '/same', '/parts', '/error', '/moved', '/none']) await app.inject({ url, headers: { accept: 'text/csv' } })
  t.same(lines.map(({ msg }) => msg), [])
})

t.test('It is switched off by its code', async (t) => {
  const { app, lines } = await build(t, { advice: ['PRODUCES_ADV_CONTENT'] })
  app.get('/', { schema, config }, (_request, reply) => reply.type('text/html').send('<p>'))
  t.equal((await app.inject('/')).headers['content-type'], 'text/html')
  t.same(lines, [])
})
