import Fastify, { type FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import produces from '../../../lib/index.js'
import xml from '../../../lib/formats/xml/xml.js'
import type { SerializerRoute } from '../../../types/index.js'
import { parse } from './reader.js'

const route: SerializerRoute = { method: 'GET', url: '/', mediaType: 'application/xml', status: '200', schemas: {}, compileJson: () => JSON.stringify }

async function build (t: Test): Promise<{ readonly app: FastifyInstance }> {
  const app = Fastify({ forceCloseConnections: true })
  t.teardown(() => app.close())
  await app.register(produces, { serializers: { 'application/xml': xml(), 'text/xml': xml(), '+xml': xml({ root: 'data' }) } })
  return { app }
}

const head = '<?xml version="1.0" encoding="UTF-8"?>'
const string = { type: 'string' }

const Planet = {
  title: 'planet',
  type: 'object',
  properties: {
    id: { type: 'integer', xml: { attribute: true } },
    name: string,
    moons: { type: 'array', items: { type: 'object', properties: { name: string }, xml: { name: 'moon' } }, xml: { wrapped: true } },
    orbit: { type: 'object', properties: { days: { type: 'number' } } },
    tags: { type: 'array', items: string },
    note: string,
    hidden: false
  }
} as const

const planet = {
  id: 4,
  name: 'Mars',
  secret: 'LEAK',
  moons: [{ name: 'Phobos', secret: 'LEAK', LEAK: 1 }, null, undefined, new Map([['LEAK', 'LEAK']])],
  orbit: { days: 687, secret: { deeper: 'LEAK' } },
  tags: ['red', null, undefined],
  hidden: 'LEAK',
  LEAK: true
}

const nil = (name: string): string => `<${name} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>`
const declared = `${head}<planet id="4"><name>Mars</name><moons><moon><name>Phobos</name></moon>${nil('moon')}${nil('moon')}<moon/></moons>` +
  `<orbit><days>687</days></orbit><tags>red</tags>${nil('tags')}${nil('tags')}</planet>`

t.test('what the schema does not declare never goes out, wherever the schema stands', async (t) => {
  const places: Array<[place: string, schema: unknown, response: object | undefined]> = [
    ['on the representation', Planet, undefined],
    ['on the representation, from addSchema', { $ref: 'Planet#' }, { 200: {} }],
    ['under content', undefined, { 200: { content: { 'application/xml': { schema: Planet }, '*/*': { schema: Planet } } } }],
    ['on the status', undefined, { '2xx': Planet }],
    ['on default', undefined, { default: Planet }]
  ]
  for (const [place, schema, response] of places) {
    for (const mediaType of ['application/xml', 'text/xml', 'application/vnd.planet+xml', 'Application/XML;charset=utf-8'] as const) {
      const { app } = await build(t)
      app.addSchema({ $id: 'Planet', ...Planet })
      const entry = schema === undefined ? { mediaType } : { mediaType, schema }
      app.get('/', { config: { produces: [entry] }, schema: response === undefined ? {} : { response } }, async () => planet)
      const answer = await app.inject({ url: '/', headers: { accept: mediaType.split(';', 1)[0] } })
      t.equal(answer.body, declared, `${mediaType} ${place}`)
      t.match(answer.headers['content-type'], new RegExp(`^${mediaType.split(';', 1)[0]?.replace('+', '\\+')}`, 'i'))
      parse(answer.body)
    }
  }
})

t.test('without a schema everything goes', async (t) => {
  const { app } = await build(t)
  app.get('/', { config: { produces: ['application/atom+xml'] } }, async () => ({ a: 1, b: ['x', 'y'] }))
  t.equal((await app.inject('/')).body, `${head}<data><a>1</a><b>x</b><b>y</b></data>`)
})

t.test('a property without a name in XML fails at boot with the route', async (t) => {
  const { app } = await build(t)
  app.get('/planets', { config: { produces: ['application/xml'] }, schema: { response: { 200: { type: 'object', properties: { 'surface area': string } } } } }, async () => ({}))
  await t.rejects(async () => { await app.ready() }, {
    code: 'PRODUCES_ERR_SCHEMA',
    message: "Route GET /planets: the schema of application/xml for status 200 cannot be compiled: property 'surface area': XML has no such name. Declare xml: { name }"
  })
})

t.test('a payload that the schema does not declare at all is a 500', async (t) => {
  const { app } = await build(t)
  const payloads: Array<[name: string, schema: object, payload: unknown, message: string]> = [
    ['array', Planet, [planet], 'expected an object by the schema, found an array'],
    ['object', { type: 'array', items: Planet }, { LEAK: 1 }, 'expected an array by the schema, found an object'],
    ['items', Planet, [planet].values(), 'cannot send items one by one: the schema declares no array'],
    ['itself', { $id: 'tree', type: 'object', properties: { inner: { $ref: '#' } } }, (() => { const tree: { inner?: unknown } = {}; tree.inner = tree; return tree })(), 'cannot write the payload as application/xml: it contains itself, or is nested too deeply']
  ]
  for (const [name, schema, payload] of payloads) {
    app.get(`/${name}`, { config: { produces: [{ mediaType: 'application/xml', schema }] } }, async () => payload)
  }
  for (const [name, , , message] of payloads) {
    const answer = await app.inject(`/${name}`)
    t.equal(answer.statusCode, 500)
    t.equal(answer.json().message.endsWith(message), true, answer.body)
    t.notMatch(answer.body, 'LEAK')
  }
  for (const value of [5, true, new Date(0), 5n]) t.throws(() => xml().compile(Planet, route)(value), { name: 'TypeError' })
  for (const value of [() => 'x', Symbol('x')]) t.throws(() => xml().compile({}, route)(value), { name: 'TypeError' })
  t.throws(() => xml().compile(false, route)('LEAK'), { name: 'TypeError' })
})

async function contentOf (content: Readable): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of content) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function stream (payload: unknown, schema: unknown = { title: 'planets', type: 'array', items: Planet }): Readable {
  const content = xml().compile(schema, route)(payload)
  if (typeof content === 'string') throw new TypeError('expected a stream')
  return content
}

t.test('items that come one by one are a stream, the same as at once', async (t) => {
  const items = [{ id: 1, name: 'a', secret: 'LEAK' }, null, undefined, { toJSON: () => ({ name: 'b' }) }]
  async function * generated (): AsyncGenerator<unknown> { yield * items }
  const expected = `${head}<planets><planet id="1"><name>a</name></planet>${nil('planet').repeat(2)}<planet><name>b</name></planet></planets>`
  t.equal(xml().compile({ title: 'planets', type: 'array', items: Planet }, route)(items), expected)
  for (const source of [generated(), items.values(), items.map(async (item) => item).values()]) t.equal(await contentOf(stream(source)), expected)
  t.equal(await contentOf(stream(Readable.from([{ name: 'a' }]))), `${head}<planets><planet><name>a</name></planet></planets>`)
  t.equal(await contentOf(stream([].values())), `${head}<planets></planets>`)
  t.equal(await contentOf(stream([1, 'a', 'b'].values(), { type: 'array', prefixItems: [{ xml: { name: 'n' } }, string] })), `${head}<root><n>1</n><item>a</item></root>`)
  t.equal(await contentOf(stream(generated(), true)), `${head}<root><item><id>1</id><name>a</name><secret>LEAK</secret></item>${nil('item').repeat(2)}<item><name>b</name></item></root>`)
})

t.test('a stream through an app waits for its reader, and its source is closed when the reader hangs up', async (t) => {
  const { app } = await build(t)
  let pulls = 0
  let closed = (): void => {}
  const close = new Promise<void>((resolve) => { closed = resolve })
  app.get('/', { config: { produces: ['application/xml'] }, schema: { response: { 200: { type: 'array', items: Planet } } } }, async function * () {
    try {
      for (;;) yield { id: ++pulls, name: 'x'.repeat(1000), secret: 'LEAK' }
    } finally {
      closed()
    }
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  const outgoing = get({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port, agent: false })
  const [response] = await once(outgoing, 'response') as [IncomingMessage]
  response.on('error', () => {})
  let before
  do {
    before = pulls
    await wait(200)
  } while (pulls !== before)
  t.ok(pulls > 0 && pulls < 50_000, `${pulls} items of 1 KB`)
  const chunk = String(await once(response, 'data'))
  t.match(chunk, `${head}<root><planet id="1"><name>xxx`)
  t.notMatch(chunk, 'LEAK')
  response.destroy()
  await close
})

t.test('an error of the source is a 500 before the first item, and breaks the answer off after it', async (t) => {
  const { app } = await build(t)
  for (const count of [0, 1]) {
    app.get(`/${count}`, { config: { produces: ['application/xml'] } }, async function * () {
      for (let item = 0; item < count; item++) {
        yield { item }
        await wait(20)
      }
      throw new Error('no more')
    })
  }
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo
  for (const count of [0, 1]) {
    let text = ''
    const failed = await fetch(`http://127.0.0.1:${port}/${count}`).then(async (response) => {
      t.equal(response.status, count === 0 ? 500 : 200)
      for await (const chunk of response.body ?? []) text += Buffer.from(chunk).toString()
      return false
    }).catch(() => true)
    t.equal(failed, count === 1)
    if (count === 1) t.equal(text, `${head}<root><item><item>0</item></item>`, 'no document: its root is not closed')
    else t.match(text, 'no more')
  }
})

t.test('an item that contains itself destroys the stream and closes the source', async (t) => {
  let closed = false
  const itself: { inner?: unknown } = {}
  itself.inner = itself
  function * items (): Generator<unknown> {
    try {
      yield itself
    } finally {
      closed = true
    }
  }
  await t.rejects(contentOf(stream(items(), true)), { message: /call stack/ })
  t.ok(closed)
})
