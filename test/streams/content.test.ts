import t from 'tap'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, build, exchange, routes, Source, until } from './sockets.js'

const items = ['one', 'two', 'three']
const LINES = 'one\ntwo\nthree\n'
const ARRAY = '["one","two","three"]'

function contentAt (path: string): string {
  return routes[path] === 'application/json' ? ARRAY : LINES
}

for (const [path, mediaType] of Object.entries(routes)) {
  t.test(`${path}: a stream is sent whole, in the selected media type and language, with Vary`, async (t) => {
    const { app } = await build(t, () => new Source(async (index) => items[index]))
    const response = await ask(app, path)
    t.equal(response.statusCode, 200)
    t.equal(await text(response), contentAt(path))
    t.equal(response.complete, true)
    t.equal(response.headers['content-type'], `${mediaType}; charset=utf-8`)
    t.equal(response.headers['content-language'], 'es')
    t.equal(response.headers.vary, 'accept, accept-language')
    t.equal(response.headers['transfer-encoding'], 'chunked')
    t.equal(response.headers['content-length'], undefined)
    t.match(await exchange(app, path), /\r\n0\r\n\r\n$/, 'the message ends as a complete one does')
  })

  t.test(`${path}: an empty source is sent as one`, async (t) => {
    const { app } = await build(t, () => new Source(async () => undefined))
    const response = await ask(app, path)
    t.equal(response.statusCode, 200)
    t.equal(await text(response), mediaType === 'application/json' ? '[]' : '')
    t.equal(response.complete, true)
    t.equal(response.headers['content-type'], `${mediaType}; charset=utf-8`)
    t.equal(response.headers['content-language'], 'es')
    t.equal(response.headers.vary, 'accept, accept-language')
  })

  t.test(`${path}: the first item arrives before there is a second`, async (t) => {
    let more = () => {}
    const second = new Promise<void>((resolve) => { more = resolve })
    const { app } = await build(t, () => new Source(async (index) => {
      if (index > 0) await second
      return items[index]
    }))
    const response = await ask(app, path)
    let received = ''
    response.setEncoding('utf8').on('data', (chunk: string) => { received += chunk })
    t.ok(await until(() => received.includes('one')), 'the first item')
    t.notMatch(received, 'two')
    more()
    t.ok(await until(() => response.complete), 'the rest')
    t.equal(received, contentAt(path))
  })

  t.test(`${path}: nothing is read of a source that the client does not accept`, async (t) => {
    const source = new Source(async (index) => items[index])
    const { app } = await build(t, () => source)
    const response = await ask(app, path, { accept: 'image/png' })
    t.equal(response.statusCode, 406)
    t.equal(response.headers['content-type'], 'application/problem+json')
    t.equal(response.headers.vary, 'accept, accept-language')
    t.same(JSON.parse(await text(response)).unacceptable, ['mediaType'])
    t.equal(source.pulls, 0)
  })
}

t.test('what the schema does not declare stays out of the items of an async iterable', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const config = { produces: ['application/json', 'application/hal+json', { mediaType: 'text/x-named', serialize: eachAsJson }] as const }
  const schema = { response: { 200: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } } } }
  app.get('/planets', { config, schema }, async () => planets())
  for (const accept of ['application/json', 'application/hal+json']) {
    const response = await ask(app, '/planets', { accept })
    t.equal(response.headers['content-type'], `${accept}; charset=utf-8`)
    t.equal(await text(response), '[{"name":"Mars"},{"name":"Venus"}]')
  }
  const response = await ask(app, '/planets', { accept: 'text/x-named' })
  t.equal(await text(response), '{"name":"Mars"}\n{"name":"Venus"}\n')
})

async function * eachAsJson (rows: AsyncIterable<unknown>) {
  for await (const row of rows) yield `${JSON.stringify(row)}\n`
}

async function * planets () {
  yield { name: 'Mars', secret: 'hidden' }
  await sleep(1)
  yield { name: 'Venus', secret: 'hidden' }
}

t.test('a Response says its own type, language and Vary, and ours is merged with the last', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const config = { produces: { mediaTypes: ['text/html', 'text/x-finished', 'text/css'] as const, languages: ['en', 'es'] } }
  app.get('/told', { config }, async () => new Response(new Blob(['a']).stream(), {
    headers: { 'content-type': 'text/x-other', 'content-language': 'de', vary: 'Cookie, Accept' }
  }))
  const response = await ask(app, '/told', { accept: 'text/x-finished' })
  t.equal(await text(response), 'a')
  t.equal(response.headers['content-type'], 'text/x-other')
  t.equal(response.headers['content-language'], 'de')
  t.same(String(response.headers.vary).toLowerCase().split(', ').sort(), ['accept', 'accept-language', 'cookie'])
})

t.test('a Response of a string that names no type has the selected one', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  app.get('/text', { config: { produces: ['text/html', 'text/x-finished', 'text/css'] } }, async () => new Response('a'))
  const response = await ask(app, '/text', { accept: 'text/x-finished' })
  t.equal(await text(response), 'a')
  t.equal(response.headers['content-type'], 'text/x-finished; charset=utf-8')
})

t.test('a Response that is no success has nothing of the selected representation', async (t) => {
  const { app } = await build(t, () => new Source(async () => undefined))
  const config = { produces: { mediaTypes: ['text/html', 'text/x-finished', 'text/css'] as const, languages: ['en', 'es'] } }
  app.get('/none', { config }, async () => new Response(null, { status: 204 }))
  app.get('/moved', { config }, async () => Response.redirect('http://localhost/elsewhere', 303))
  app.get('/gone', { config }, async () => new Response(new Blob(['gone']).stream(), { status: 410 }))
  for (const [path, status, content] of [['/none', 204, ''], ['/moved', 303, ''], ['/gone', 410, 'gone']] as const) {
    const response = await ask(app, path, { accept: 'text/x-finished' })
    t.equal(response.statusCode, status)
    t.equal(await text(response), content)
    t.not(response.headers['content-type'], 'text/x-finished; charset=utf-8', `${status}: Content-Type`)
    t.equal(response.headers['content-language'], undefined, `${status}: Content-Language`)
    t.equal(response.headers.vary, 'accept, accept-language', `${status}: Vary`)
  }
})
