/**
 * Serializers: where they are added, which one is found, what it is given and what may come back (design §2).
 */
import Fastify, { type FastifyInstance } from 'fastify'
import { Readable, Writable } from 'node:stream'
import t, { type Test } from 'tap'
import produces, { type SerializeContext, type Serializer, type SerializerRoute } from '../../lib/index.js'
import { bootError, build, mars, Planet, thrown, untyped } from '../fixtures/harness.js'

const named = (name: string): Serializer => () => name
const stringify = (payload: unknown): string => JSON.stringify(payload)

/** What a route of one media type answers. */
async function answer (t: Test, add: (app: FastifyInstance) => unknown, mediaType: `${string}/${string}`): Promise<string> {
  const app = await build(t)
  await add(app)
  app.get('/', { config: { produces: [mediaType] } }, async () => mars)
  return (await app.inject({ url: '/', headers: { accept: '*/*' } })).body
}

// addSerializer and hasSerializer.

t.test('addSerializer returns the instance, and hasSerializer knows what was added', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': named('csv') } })
  t.equal(app.addSerializer('text/markdown', named('markdown')), app)
  app.addSerializer('Text/HTML; Level="1"', named('html'))
  app.addSerializer('+XML', named('xml'))
  for (const [mediaType, has] of [
    ['text/csv', true], ['TEXT/CSV', true], ['text/markdown', true], ['text/html;level=1', true], ['text/html', false],
    ['text/html;level=2', false], ['+xml', true], ['application/json', true], ['application/hal+json', false],
    ['application/atom+xml', false], ['text/*', false], ['nonsense', false], ['', false]
  ] as const) {
    t.equal(app.hasSerializer(mediaType), has, mediaType)
  }
})

t.test('a serializer for something that is no media type is a fault', async (t) => {
  const app = await build(t)
  for (const mediaType of ['comma', 'constructor', '.csv', 'file.csv', '', 'text/*', '*/*', 'text/csv;q=1', 'text/csv, text/html', 'text/', '+x ml', '+']) {
    const error = thrown(() => app.addSerializer(mediaType, named('x')))
    t.equal(error.code, 'PRODUCES_ERR_MEDIA_TYPE', mediaType)
    t.match(error.message, `'${mediaType}' is not a media type`)
  }
})

t.test('a slip in a media type is named in the fault, whatever its length', async (t) => {
  const app = await build(t)
  const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  for (const [written, meant] of [['text/cvs/', 'text/csv'], [xlsx.replace('.sheet', '/sheet'), xlsx], [`${xlsx}/`, xlsx]] as const) {
    t.ok(thrown(() => app.addSerializer(written, named('x'))).message.endsWith(`. Write ${meant}`), written)
  }
  for (const written of ['qq', 'no/such/type', `${xlsx}/of-it`, '/'.repeat(1e6)]) {
    t.notMatch(thrown(() => app.addSerializer(written, named('x'))).message, 'Write', written.slice(0, 80))
  }
})

t.test('a short name stands for its media type, wherever a serializer is named', async (t) => {
  const names: readonly [name: string, mediaType: string][] = [
    // IANA's registry, RFC 9512 and RFC 8949 among it; for the two without a registration the name that clients send most.
    ['json', 'application/json'], ['csv', 'text/csv'], ['html', 'text/html'], ['md', 'text/markdown'], ['xml', 'application/xml'],
    ['yaml', 'application/yaml'], ['yml', 'application/yaml'], ['cbor', 'application/cbor'], ['json-seq', 'application/json-seq'],
    ['msgpack', 'application/vnd.msgpack'], ['sse', 'text/event-stream'], ['ndjson', 'application/x-ndjson'], ['jsonl', 'application/jsonl'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], ['pdf', 'application/pdf'], ['txt', 'text/plain'],
    ['ics', 'text/calendar'], ['geojson', 'application/geo+json'], ['svg', 'image/svg+xml'], ['xhtml', 'application/xhtml+xml'], ['CSV', 'text/csv'],
    ['Pdf', 'application/pdf']
  ]
  for (const [name, mediaType] of names) {
    const app = await build(t)
    app.addSerializer(name, named(name))
    for (const asked of [name, mediaType]) t.equal(app.hasSerializer(asked), true, `${name}: ${asked}`)
    t.equal(thrown(() => app.addSerializer(mediaType, named('x'))).code, 'PRODUCES_ERR_SERIALIZER_PRESENT', `${name} is ${mediaType}`)
  }
})

t.test('a short name in the options is its media type, which is its name in routes', async (t) => {
  const app = await build(t, { serializers: { csv: named('csv'), ics: named('ics') } })
  app.get('/', { config: { produces: ['text/csv', 'text/calendar'] } }, async () => mars)
  for (const [accept, body] of [['text/csv', 'csv'], ['text/calendar', 'ics']]) {
    t.equal((await app.inject({ url: '/', headers: { accept } })).body, body)
  }
  const faulty = await build(t, { serializers: { csv: named('csv') } })
  t.match(thrown(() => faulty.get('/', { config: { produces: untyped(['csv']) } }, async () => mars)), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: /csv/ })
})

t.test('what is neither a function nor has compile is no serializer', async (t) => {
  const app = await build(t)
  for (const serializer of [undefined, null, 'csv', 5, {}, { compile: 'csv' }, false]) {
    const error = thrown(() => app.addSerializer('text/csv', untyped(serializer)))
    t.equal(error.code, 'PRODUCES_ERR_SERIALIZER', JSON.stringify(serializer))
    t.match(error.message, /text\/csv.*function.*compile/)
  }
})

t.test('a second serializer for a media type is a fault in the same scope and none in a child', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': named('csv') } })
  for (const mediaType of ['text/csv', 'Text/CSV']) {
    const error = thrown(() => app.addSerializer(mediaType, named('other')))
    t.equal(error.code, 'PRODUCES_ERR_SERIALIZER_PRESENT')
    t.match(error.message, mediaType)
  }
  app.addSerializer('text/csv;header=absent', named('other'))
  app.addSerializer('application/json', named('own JSON'))
  app.register(async (child) => { child.addSerializer('text/csv', named('of the child')) })
  await app.ready()
  t.pass('other parameters, a built-in one and a child scope are no duplicates')
})

t.test('a serializer that is added when the application is ready is a fault', async (t) => {
  const app = await build(t)
  let child: FastifyInstance | undefined
  app.register(async (instance) => { child = instance })
  await app.ready()
  for (const instance of [app, child as unknown as FastifyInstance]) {
    const error = thrown(() => instance.addSerializer('text/csv', named('csv')))
    t.equal(error.code, 'PRODUCES_ERR_STARTED')
    t.match(error.message, 'text/csv')
  }
})

t.test('a serializer may be added after the route that needs it', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/pdf'] } }, async () => mars)
  app.addSerializer('application/pdf', named('pdf'))
  t.equal((await app.inject('/')).body, 'pdf')
})

t.test('a serializer that returns a promise may be added later than the route that needs it', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/hal+json', 'application/ld+json'] } }, async () => mars)
  await app.register(async () => {})
  app.addSerializer('application/hal+json', async () => 'later')
  app.addSerializer('+json', { compile: () => async () => 'compiled later' })
  t.equal((await app.inject('/')).body, 'later')
  t.equal((await app.inject({ url: '/', headers: { accept: 'application/ld+json' } })).body, 'compiled later')
})

t.test("a child sees its parents' serializers and hides nothing from them", async (t) => {
  const app = await build(t)
  app.addSerializer('text/csv', named('of the root'))
  app.addSerializer('text/markdown', named('of the root'))
  const declare = (instance: FastifyInstance, url: string): void => {
    instance.get(url, { config: { produces: ['text/csv', 'text/markdown'] } }, async () => mars)
  }
  declare(app, '/root')
  app.register(async (child) => {
    child.addSerializer('text/csv', named('of the child'))
    declare(child, '/child')
    child.register(async (grandchild) => {
      declare(grandchild, '/grandchild')
      t.equal(grandchild.hasSerializer('text/csv'), true)
    })
    t.equal(child.hasSerializer('application/pdf'), false)
  })
  app.register(async (sibling) => {
    sibling.addSerializer('application/pdf', named('of the sibling'))
    declare(sibling, '/sibling')
  })
  for (const [url, accept, content] of [
    ['/root', 'text/csv', 'of the root'], ['/child', 'text/csv', 'of the child'], ['/grandchild', 'text/csv', 'of the child'],
    ['/sibling', 'text/csv', 'of the root'], ['/child', 'text/markdown', 'of the root']
  ] as const) {
    t.equal((await app.inject({ url, headers: { accept } })).body, content, `${url} ${accept}`)
  }
})

t.test('the serializers of a plugin in a child are nearer than those of its parent', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': named('of the root') } })
  app.register(async (child) => {
    await child.register(produces, { serializers: { 'text/csv': named('of the child') } })
    child.get('/child', { config: { produces: ['text/csv'] } }, async () => mars)
  })
  app.get('/root', { config: { produces: ['text/csv'] } }, async () => mars)
  t.equal((await app.inject('/child')).body, 'of the child')
  t.equal((await app.inject('/root')).body, 'of the root')
})

// The order of look-up.

t.test('the serializer is looked up on the representation, by parameters, by media type, by suffix', async (t) => {
  const steps: [mediaType: `${string}/${string}`, added: string[], found: string][] = [
    ['application/hal+json;v=1', ['application/hal+json;v=1', 'application/hal+json', '+json', 'application/json'], 'application/hal+json;v=1'],
    ['application/hal+json;v=1', ['application/hal+json', '+json', 'application/json'], 'application/hal+json'],
    ['application/hal+json;v=1', ['+json', 'application/json'], '+json'],
    ['application/hal+json;v=1', ['application/json'], 'application/json'],
    ['application/hal+json;v=2', ['application/hal+json;v=1', 'application/json'], 'application/json'],
    ['application/hal+json;a=1;b=2', ['application/HAL+json;b="2";A=1', '+json'], 'application/HAL+json;b="2";A=1'],
    ['application/atom+xml', ['application/xml'], 'application/xml'],
    ['image/svg+xml', ['+xml', 'application/xml'], '+xml'],
    ['application/vnd.oai+openapi+yaml', ['application/yaml', '+openapi'], 'application/yaml'],
    ['application/senml+cbor', ['application/cbor'], 'application/cbor'],
    ['Application/JSON', ['application/json'], 'application/json']
  ]
  for (const [mediaType, added, found] of steps) {
    const content = await answer(t, (app) => { for (const key of added) app.addSerializer(key, named(key)) }, mediaType)
    t.equal(content, found, `${mediaType} with ${added.join(' and ')}`)
  }
})

t.test("a representation's own serialize wins over the registry", async (t) => {
  const app = await build(t, { serializers: { 'text/csv': named('of the registry') } })
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: named('of the representation') }] } }, async () => mars)
  t.equal((await app.inject('/')).body, 'of the representation')
})

t.test("at each step of the look-up the nearest scope wins, and a parent's exact one over a child's suffix", async (t) => {
  const app = await build(t)
  app.addSerializer('application/hal+json', named('exact, of the root'))
  app.register(async (child) => {
    child.addSerializer('+json', named('suffix, of the child'))
    child.get('/', { config: { produces: ['application/hal+json', 'application/ld+json'] } }, async () => mars)
  })
  t.equal((await app.inject('/')).body, 'exact, of the root')
  t.equal((await app.inject({ url: '/', headers: { accept: 'application/ld+json' } })).body, 'suffix, of the child')
})

t.test('a media type that nothing can serialize is a fault of boot, unless it is text', async (t) => {
  const app = await build(t)
  app.get('/planets', { config: { produces: ['application/json', 'application/pdf'] } }, async () => mars)
  const error = await bootError(app)
  t.equal(error.code, 'PRODUCES_ERR_SERIALIZER_MISSING')
  t.match(error.message, /GET \/planets/)
  t.match(error.message, /application\/pdf/)
  t.match(error.message, /addSerializer/)
  t.match(error.message, /false/)
  t.equal(await answer(t, (app) => app, 'application/vnd.api+json'), JSON.stringify(mars), 'a +json is JSON')

  const texts = await build(t)
  texts.get('/', { config: { produces: ['text/html'] } }, async () => '<p>Mars')
  texts.get('/object', { config: { produces: ['text/html'] } }, async () => mars)
  t.equal((await texts.inject('/')).body, '<p>Mars')
  const refused = await texts.inject('/object')
  t.equal(refused.statusCode, 500)
  t.equal(refused.json().code, 'PRODUCES_ERR_NOT_FINISHED')
  t.match(refused.json().message, /GET \/object.*text\/html.*an object/)
})

const remedies: readonly (readonly [mediaType: `${string}/${string}`, remedy: string])[] = [
  // The same subtype of another type.
  ['application/csv', "Did you mean text/csv? Else call app.addSerializer('application/csv', …)"],
  ['application/html', "Did you mean text/html? Else call app.addSerializer('application/html', …)"],
  // A slip in the subtype.
  ['application/ymal', "Did you mean application/yaml? Else call app.addSerializer('application/ymal', …)"],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheets', 'Did you mean application/vnd.openxmlformats-officedocument.' +
    "spreadsheetml.sheet? Else call app.addSerializer('application/vnd.openxmlformats-officedocument.spreadsheetml.sheets', …)"],
  // Nothing that is known.
  ['application/pdf', "Call app.addSerializer('application/pdf', …)"],
  [`application/${'x'.repeat(100)}`, `Call app.addSerializer('application/${'x'.repeat(100)}', …)`]
]

t.test('where nothing can serialize a media type, the fault says which was meant, or what to call', async (t) => {
  for (const [mediaType, remedy] of remedies) {
    const app = await build(t)
    app.get('/', { config: { produces: [mediaType] } }, async () => mars)
    t.ok((await bootError(app)).message.includes(`. ${remedy}`), (await bootError(app)).message)
  }
})

t.test('serialize: false says that the handler sends finished content', async (t) => {
  const app = await build(t, { serializers: { 'image/svg+xml': named('of the registry') } })
  const declare = (url: string, send: (reply: { send (payload: unknown): unknown }) => unknown): void => {
    app.get(url, { config: { produces: [{ mediaType: 'image/svg+xml', serialize: false }] } }, async (_request, reply) => send(reply))
  }
  declare('/string', () => '<svg/>')
  declare('/buffer', () => Buffer.from('<svg/>'))
  declare('/stream', () => Readable.from(['<svg', '/>']))
  declare('/null', (reply) => reply.send(null))
  declare('/array', () => [1])
  declare('/number', (reply) => reply.send(5))
  for (const url of ['/string', '/buffer', '/stream']) {
    const response = await app.inject(url)
    t.equal(response.statusCode, 200, url)
    t.equal(response.body, '<svg/>', url)
    t.equal(response.headers['content-type'], 'image/svg+xml', url)
  }
  const none = await app.inject('/null')
  t.equal(none.statusCode, 200)
  t.equal(none.body, '')
  for (const [url, what] of [['/array', 'an array'], ['/number', 'number']] as const) {
    const refused = await app.inject(url)
    t.equal(refused.statusCode, 500)
    t.equal(refused.json().code, 'PRODUCES_ERR_NOT_FINISHED')
    t.match(refused.json().message, what)
  }
})

// What may come back.

class Later {
  then (resolve: (value: string) => void): void {
    resolve('4,Mars')
  }
}

const results: [name: string, serialize: Serializer, length: string | undefined][] = [
  ['a string', () => '4,Mars', '6'],
  ['a Buffer', () => Buffer.from('4,Mars'), '6'],
  ['a Uint8Array', () => new TextEncoder().encode('4,Mars'), '6'],
  ['a part of a larger Uint8Array', () => new TextEncoder().encode('<4,Mars>').subarray(1, 7), '6'],
  ['a stream', () => Readable.from(['4,', 'Mars']), undefined],
  ['a stream of bytes', () => Readable.from([Buffer.from('4,'), Buffer.from('Mars')], { objectMode: false }), undefined],
  ['an async iterable', async function * () { yield '4,'; yield 'Mars' }, undefined],
  ['an async iterable of bytes', async function * () { yield new TextEncoder().encode('4,Mars') }, undefined],
  ['a promise of a string', async () => '4,Mars', '6'],
  ['a promise of a Buffer', async () => Buffer.from('4,Mars'), '6'],
  ['a promise of a Uint8Array', async () => new TextEncoder().encode('4,Mars'), '6'],
  ['a promise of a stream', async () => Readable.from(['4,', 'Mars']), undefined],
  ['a promise of an async iterable', async () => (async function * () { yield '4,Mars' })(), undefined],
  ['a thenable', () => untyped(new Later()), '6']
]

for (const [name, serialize, length] of results) {
  for (const compiled of [false, true]) {
    t.test(`a serializer ${compiled ? 'compiled to return' : 'may return'} ${name}${length === undefined ? '' : ', and Content-Length is kept'}`, async (t) => {
      const app = await build(t)
      const serializer = compiled ? { compile: () => serialize as never } : serialize
      app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: serializer }] } }, async () => mars)
      const response = await app.inject('/')
      t.equal(response.statusCode, 200)
      t.equal(response.body, '4,Mars')
      t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
      t.equal(response.headers['content-length'], length)
    })
  }
}

t.test('a serializer that returns null, at once or later, sends no content', async (t) => {
  for (const serialize of [() => null, async () => null, { sync: true, compile: () => () => null }]) {
    const app = await build(t)
    app.get('/', { config: { produces: { mediaTypes: [{ mediaType: 'text/csv', serialize: untyped(serialize) }], languages: ['en'] } } }, async () => mars)
    const response = await app.inject('/')
    t.equal(response.statusCode, 200)
    t.equal(response.body, '')
    t.equal(response.headers['content-length'], '0')
    t.same([response.headers['content-type'], response.headers['content-language']], [undefined, undefined])
    t.equal(response.headers.vary, 'accept')
  }
})

t.test('null is serialized, undefined is not', async (t) => {
  const app = await build(t)
  app.get('/:type', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: (payload) => `<${payload}>` }, { mediaType: 'text/html', serialize: async (payload) => `<${payload}>` }] } }, (request, reply) => {
    reply.send((request.params as { type: string }).type === 'null' ? null : undefined)
  })
  for (const [accept, content] of [['application/json', 'null'], ['text/csv', '<null>'], ['text/html', '<null>']] as const) {
    const given = await app.inject({ url: '/null', headers: { accept } })
    t.equal(given.body, content, accept)
    t.match(given.headers['content-type'], accept)
    const nothing = await app.inject({ url: '/undefined', headers: { accept } })
    t.equal(nothing.statusCode, 200)
    t.equal(nothing.body, '', accept)
    t.equal(nothing.headers['content-type'], undefined, accept)
  }
})

const wrong: [name: string, serialize: unknown, described: string][] = [
  ['undefined', () => undefined, 'undefined'],
  ['a number', () => 5, 'a number'],
  ['an object', () => ({}), 'an object'],
  ['an array', () => ['4,Mars'], 'an array'],
  ['a boolean', async () => true, 'a boolean'],
  ['a function', () => () => '4,Mars', 'a function'],
  ['a synchronous iterable', () => new Set(['4,Mars']), 'a Set']
]

for (const [name, serialize, described] of wrong) {
  t.test(`a serializer that returns ${name} is an error 500 that says so`, async (t) => {
    const app = await build(t)
    app.get('/planets', { config: { produces: [{ mediaType: 'text/csv', serialize: untyped(serialize) }] } }, async () => mars)
    const response = await app.inject('/planets')
    t.equal(response.statusCode, 500)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.json().code, 'PRODUCES_ERR_CONTENT')
    t.match(response.json().message, /GET \/planets/)
    t.match(response.json().message, /text\/csv/)
    t.match(response.json().message, described)
    t.notMatch(response.body, 'water')
  })
}

const failures: [name: string, serialize: unknown][] = [
  ['throws', () => { throw new Error('no ink') }],
  ['rejects', async () => { throw new Error('no ink') }],
  ['compiled throws', { compile: () => () => { throw new Error('no ink') } }],
  ['compiled rejects', { compile: () => async () => { throw new Error('no ink') } }],
  ['compiled to be sync throws', { sync: true, compile: () => () => { throw new Error('no ink') } }]
]

for (const [name, serialize] of failures) {
  t.test(`a serializer that ${name} is an error 500 with content, and is logged`, async (t) => {
    const lines: { level: number, err?: { message: string } }[] = []
    const stream = new Writable({ write (chunk, _encoding, done) { lines.push(JSON.parse(String(chunk))); done() } })
    const app = await build(t, {}, { logger: { stream } })
    app.get('/', { config: { produces: { mediaTypes: [{ mediaType: 'text/csv', serialize: untyped(serialize) }], languages: ['en', 'de'] } } }, async () => mars)
    const response = await app.inject('/')
    t.equal(response.statusCode, 500)
    t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers.vary, 'accept, accept-language')
    t.same(response.json(), { statusCode: 500, error: 'Internal Server Error', message: 'no ink' })
    t.ok(lines.some(({ level, err }) => level === 50 && err?.message === 'no ink'), 'logged as an error')
  })
}

t.test('an error that a serializer throws keeps its status and code', async (t) => {
  const app = await build(t)
  const fail = (): never => { throw Object.assign(new Error('too long'), { statusCode: 422, code: 'TOO_LONG' }) }
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: fail }] } }, async () => mars)
  const response = await app.inject('/')
  t.equal(response.statusCode, 422)
  t.same(response.json(), { statusCode: 422, code: 'TOO_LONG', error: 'Unprocessable Entity', message: 'too long' })
})

t.test('what is thrown without being an error ends in a 500 and sends nothing of the payload', async (t) => {
  for (const value of [undefined, null, 'no ink', 5]) {
    for (const serialize of [() => { throw value }, async () => { throw value }]) {
      const app = await build(t)
      app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: untyped(serialize) }] } }, async () => mars)
      const response = await app.inject('/')
      t.equal(response.statusCode, 500, String(value))
      t.not(response.body, '')
      t.notMatch(response.body, 'water')
      t.notMatch(response.headers['content-type'], 'csv')
    }
  }
})

t.test('an async iterable that fails before its first item is an error 500', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: async function * () { throw new Error('no ink') } as never }] } }, async () => mars)
  const response = await app.inject('/')
  t.equal(response.statusCode, 500)
  t.equal(response.headers['content-type'], 'application/json; charset=utf-8')
  t.equal(response.json().message, 'no ink')
})

t.test('a serializer compiled to be sync that returns a promise all the same sends what it comes to, or an error', async (t) => {
  // A rejection that nobody waits for would end the process.
  for (const [serialize, expected] of [[async () => '4,Mars', /^4,Mars$|^\{"statusCode":500,/], [async () => { throw new Error('no ink') }, /^\{"statusCode":500,/]] as const) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: { sync: true, compile: () => serialize } }] } }, async () => mars)
    const response = await app.inject('/')
    t.match(response.body, expected)
    t.equal(response.statusCode, response.body === '4,Mars' ? 200 : 500)
  }
})

t.test('a serializer compiled to be sync that returns a promise of bytes, of a stream, or of nothing, sends it', async (t) => {
  for (const [serialize, body] of [
    [async () => Buffer.from('4,Mars'), '4,Mars'], [async () => Readable.from(['4,', 'Mars']), '4,Mars'], [async () => null, '']
  ] as const) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: { sync: true, compile: () => untyped(serialize) } }] } }, async () => mars)
    const response = await app.inject('/')
    t.same([response.statusCode, response.body], [200, body])
  }
})

t.test('a serializer runs once for an answer, also where it fails', async (t) => {
  for (const value of [new Error('no ink'), undefined]) {
    for (const fail of [() => { throw value }, async () => { throw value }]) {
      let runs = 0
      const app = await build(t)
      const serialize = (): never => { runs++; return untyped(fail()) }
      app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize }] } }, async () => mars)
      t.equal((await app.inject('/')).statusCode, 500)
      t.equal(runs, 1, String(value))
    }
  }
})

// What a serializer is told.

t.test('a serializer is told what was negotiated, the request and the reply', async (t) => {
  let seen: SerializeContext | undefined
  const app = await build(t, { serializers: { 'text/csv': (_payload, context) => { seen = context; return '4,Mars' } } })
  app.get('/:id', { config: { produces: { mediaTypes: ['text/csv;header=present'], languages: ['en', 'de'] } } }, async (_request, reply) => {
    reply.code(201)
    return mars
  })
  await app.inject({ url: '/4', headers: { 'accept-language': 'de' } })
  t.equal(seen?.negotiated.mediaType, 'text/csv;header=present')
  t.same({ ...seen?.negotiated.parameters }, { header: 'present' })
  t.equal(seen?.negotiated.language, 'de')
  t.equal(seen?.negotiated.charset, undefined)
  t.equal(seen?.negotiated, seen?.request.negotiated)
  t.same(seen?.request.params, { id: '4' })
  t.equal(seen?.reply.statusCode, 201)
  t.equal(seen?.reply.request, seen?.request)
  t.same(Object.keys(seen ?? {}).sort(), ['negotiated', 'reply', 'request'])
})

t.test('compile is called at boot for each representation and status, with the schema and the route', async (t) => {
  const compiled: [schema: unknown, route: SerializerRoute][] = []
  const compile = (schema: unknown, route: SerializerRoute) => {
    compiled.push([schema, route])
    return () => `${route.mediaType} for ${route.status}`
  }
  const app = await build(t, { serializers: { 'text/csv': { compile } } })
  const named = { $id: 'Moon', type: 'object', properties: {} }
  app.addSchema(named)
  const created = { type: 'object', properties: { id: { type: 'integer' } } }
  const other = { type: 'object', properties: { other: {} } }
  app.post('/planets', {
    config: { produces: ['text/csv', 'text/csv;header=absent', { mediaType: 'text/tab-separated-values', serialize: { compile }, schema: other }] },
    schema: { response: { 200: Planet, 201: created, '2xx': other, default: other, 204: { type: 'null' }, 404: Planet, '4xx': Planet } }
  }, async (request, reply) => reply.code(Number((request.query as { status: string }).status)).send(mars))
  await app.ready()
  const calls = compiled.map(([schema, { method, url, mediaType, status }]) => [method, url, mediaType, status, schema])
  t.same(calls, [
    ['POST', '/planets', 'text/csv', '200', Planet],
    ['POST', '/planets', 'text/csv', '201', created],
    ['POST', '/planets', 'text/csv', '2xx', other],
    ['POST', '/planets', 'text/csv', 'default', other],
    ['POST', '/planets', 'text/csv;header=absent', '200', Planet],
    ['POST', '/planets', 'text/csv;header=absent', '201', created],
    ['POST', '/planets', 'text/csv;header=absent', '2xx', other],
    ['POST', '/planets', 'text/csv;header=absent', 'default', other],
    ['POST', '/planets', 'text/tab-separated-values', '2xx', other]
  ])
  const [, route] = compiled[0] as [unknown, SerializerRoute]
  t.same(route.schemas, { Moon: named })
  t.equal(route.compileJson(Planet)(mars), '{"id":4,"name":"Mars"}')
  for (const [status, accept, content] of [
    [200, 'text/csv', 'text/csv for 200'], [201, 'text/csv', 'text/csv for 201'], [202, 'text/csv', 'text/csv for 2xx'],
    [201, 'text/csv;header=absent', 'text/csv;header=absent for 201'],
    [201, 'text/tab-separated-values', 'text/tab-separated-values for 2xx']
  ] as const) {
    const response = await app.inject({ method: 'POST', url: `/planets?status=${status}`, headers: { accept } })
    t.equal(response.body, content, `${status} ${accept}`)
  }
  t.equal(compiled.length, 9, 'nothing is compiled per request')
})

t.test('compile is called once, with no schema, where the route declares none', async (t) => {
  const calls: unknown[][] = []
  const app = await build(t)
  const compile = (schema: unknown, { status, schemas }: SerializerRoute): Serializer => {
    calls.push([schema, status, schemas])
    return () => 'x'
  }
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', serialize: { compile: compile as never } }] }, exposeHeadRoute: false, schema: { response: { 404: Planet } } }, async () => mars)
  await app.ready()
  t.same(calls, [[undefined, '2xx', {}]])
})

t.test('a serializer that cannot compile a schema is a fault of boot that names the route, the media type and the status', async (t) => {
  for (const [fault, message] of [[new Error('no columns'), 'no columns'], ['no columns', 'no columns']] as const) {
    const app = await build(t)
    const compile = (): never => { throw fault }
    app.get('/planets', { config: { produces: [{ mediaType: 'text/csv', serialize: { compile } }] }, schema: { response: { 201: Planet } } }, async () => mars)
    const error = await bootError(app)
    t.equal(error.code, 'PRODUCES_ERR_SCHEMA')
    for (const words of ['GET /planets', 'text/csv', '201', message]) t.match(error.message, words)
  }
})

t.test('a schema that JSON or a function serializer cannot be compiled for is a fault of boot', async (t) => {
  for (const mediaType of ['application/json', 'text/csv'] as const) {
    const app = await build(t, { serializers: { 'text/csv': named('csv') } })
    app.get('/planets', { config: { produces: [{ mediaType, schema: { $ref: 'Nowhere#' } }] } }, async () => mars)
    const error = await bootError(app)
    t.equal(error.code, 'PRODUCES_ERR_SCHEMA', mediaType)
    for (const words of ['GET /planets', mediaType, 'Nowhere']) t.match(error.message, words)
  }
})

t.test("a schema that the route's own serializer compiler cannot compile is a fault of boot", async (t) => {
  const app = await build(t)
  const serializerCompiler = (): never => { throw new Error('no such keyword') }
  app.get('/planets', { config: { produces: [{ mediaType: 'application/json', schema: Planet }] }, serializerCompiler }, async () => mars)
  const error = await bootError(app)
  t.equal(error.code, 'PRODUCES_ERR_SCHEMA')
  for (const words of ['GET /planets', 'application/json', 'no such keyword']) t.match(error.message, words)
})

// Transform.

t.test('transform runs on the payload before it is serialized, at once or later', async (t) => {
  for (const transform of [
    (planets: object[]) => planets[0],
    async (planets: object[]) => planets[0],
    (planets: object[]) => untyped({ then: (resolve: (value: unknown) => void) => { resolve(planets[0]) } })
  ]) {
    const app = await build(t)
    app.get('/', { config: { produces: ['application/json', { mediaType: 'application/vnd.first+json', transform, schema: Planet }] } }, async () => [mars])
    t.same((await app.inject('/')).json(), [mars], 'of the other representation nothing is changed')
    const response = await app.inject({ url: '/', headers: { accept: 'application/vnd.first+json' } })
    t.equal(response.statusCode, 200)
    t.equal(response.headers['content-type'], 'application/vnd.first+json; charset=utf-8')
    t.equal(response.body, '{"id":4,"name":"Mars"}')
    t.equal(response.headers['content-length'], '22')
  }
})

t.test('transform is told what was negotiated', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': String } })
  app.get('/', {
    config: {
      produces: { mediaTypes: [{ mediaType: 'text/csv', transform: (payload, negotiated) => `${payload.name} ${negotiated.mediaType} ${negotiated.language}` }], languages: ['en', 'de'] }
    }
  }, async () => mars)
  t.equal((await app.inject({ url: '/', headers: { 'accept-language': 'de' } })).body, 'Mars text/csv de')
})

t.test('what transform makes finished content is sent as it is', async (t) => {
  for (const transform of [() => '4,Mars', async () => '4,Mars', () => Buffer.from('4,Mars'), () => Readable.from(['4,Mars'], { objectMode: false }), async () => Readable.from(['4,Mars'], { objectMode: false })]) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'text/csv', transform }] } }, async () => mars)
    const response = await app.inject('/')
    t.equal(response.body, '4,Mars')
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
  }
})

t.test('transform does not run on what is finished already, nor on an error', async (t) => {
  const app = await build(t)
  let ran = 0
  const transform = (payload: unknown): unknown => { ran++; return payload }
  app.get('/:what', { config: { produces: [{ mediaType: 'application/json', transform }] } }, async (request, reply) => {
    const { what } = request.params as { what: string }
    if (what === 'string') return '"x"'
    if (what === 'error') throw new Error('x')
    reply.code(404)
    return { message: 'x' }
  })
  for (const what of ['string', 'error', 'missing']) await app.inject(`/${what}`)
  t.equal(ran, 0)
})

t.test('a transform that throws or rejects is an error 500 with content', async (t) => {
  for (const transform of [() => { throw new Error('no ink') }, async () => { throw new Error('no ink') }]) {
    const app = await build(t)
    app.get('/', { config: { produces: [{ mediaType: 'application/json', transform }] } }, async () => mars)
    const response = await app.inject('/')
    t.equal(response.statusCode, 500)
    t.equal(response.json().message, 'no ink')
  }
})

t.test('what transform adds to the payload goes out only if the schema declares it', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': stringify } })
  const transform = (payload: object): object => ({ ...payload, name: 'MARS', added: 'secret' })
  app.get('/', { config: { produces: [{ mediaType: 'application/json', transform }, { mediaType: 'text/csv', transform }] }, schema: { response: { 200: Planet } } }, async () => mars)
  for (const accept of ['application/json', 'text/csv']) {
    t.equal((await app.inject({ url: '/', headers: { accept } })).body, '{"id":4,"name":"MARS"}', accept)
  }
})

// JSON.

t.test('an async iterable is sent as a JSON array, item by item', async (t) => {
  const app = await build(t)
  async function * planets (): AsyncGenerator<object> {
    yield mars
    yield { ...mars, name: 'Phobos' }
  }
  async function * none (): AsyncGenerator<object> {}
  const schema = { response: { 200: { type: 'array', items: Planet } } }
  app.get('/', { config: { produces: ['application/json'] }, schema }, async () => planets())
  app.get('/none', { config: { produces: ['application/json'] }, schema }, async () => none())
  app.get('/undeclared', { config: { produces: ['application/json'] } }, async () => planets())
  app.get('/object', { config: { produces: ['application/json'] }, schema: { response: { 200: Planet } } }, async () => planets())
  t.equal((await app.inject('/')).body, '[{"id":4,"name":"Mars"},{"id":4,"name":"Phobos"}]')
  t.equal((await app.inject('/none')).body, '[]')
  t.same((await app.inject('/undeclared')).json(), [mars, { ...mars, name: 'Phobos' }])
  const refused = await app.inject('/object')
  t.equal(refused.statusCode, 500)
  t.notMatch(refused.body, 'water')
})

t.test('what has no JSON is an error 500', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: [{ mediaType: 'application/json', transform: () => undefined }] } }, async () => mars)
  const response = await app.inject('/')
  t.equal(response.statusCode, 500)
  t.match(response.json().message, 'JSON')
})

t.test('JSON is compiled by the serializer compiler that Fastify uses for the route', async (t) => {
  const ofRoute = await build(t)
  ofRoute.get('/', { config: { produces: ['application/json'] }, serializerCompiler: () => () => '"of the route"', schema: { response: { 200: Planet } } }, async () => mars)
  t.equal((await ofRoute.inject('/')).body, '"of the route"')

  const ofInstance = await build(t)
  ofInstance.setSerializerCompiler(() => () => '"of the instance"')
  ofInstance.get('/', { config: { produces: [{ mediaType: 'application/json', schema: Planet }] } }, async () => mars)
  t.equal((await ofInstance.inject('/')).body, '"of the instance"')

  const options = Fastify({ serializerOpts: { rounding: 'ceil' } })
  t.teardown(() => options.close())
  options.register(produces)
  const rounded = { type: 'object', properties: { id: { type: 'integer' } } }
  options.get('/', { config: { produces: ['application/json'] }, schema: { response: { 200: rounded } } }, async () => ({ id: 3.2 }))
  options.get('/own', { config: { produces: [{ mediaType: 'application/json', schema: { ...rounded } }] } }, async () => ({ id: 3.2 }))
  t.equal((await options.inject('/')).body, '{"id":4}')
  t.equal((await options.inject('/own')).body, '{"id":4}')
})

t.test("a representation's schema may name the schemas of the scope that the route stands in", async (t) => {
  for (const elsewhere of [false, true]) {
    const app = await build(t, { serializers: { 'text/csv': stringify } })
    // Fastify has then made the serializer compiler of the root, which does not know the child's schemas.
    if (elsewhere) app.get('/elsewhere', { schema: { response: { 200: Planet } } }, async () => mars)
    app.register(async (child) => {
      child.addSchema({ $id: 'Planet', ...Planet })
      child.get('/', { config: { produces: [{ mediaType: 'application/json', schema: { $ref: 'Planet#' } }, { mediaType: 'text/csv', schema: { $ref: 'Planet#' } }] } }, async () => mars)
    })
    for (const accept of ['application/json', 'text/csv']) {
      t.equal((await app.inject({ url: '/', headers: { accept } })).body, '{"id":4,"name":"Mars"}', accept)
    }
  }
})

t.test('a schema of true is a schema: anything goes', async (t) => {
  const app = await build(t, { serializers: { 'text/csv': stringify } })
  app.get('/', { config: { produces: [{ mediaType: 'application/json', schema: true }, { mediaType: 'text/csv', schema: true }] } }, async () => mars)
  for (const accept of ['application/json', 'text/csv']) t.same((await app.inject({ url: '/', headers: { accept } })).json(), mars, accept)
})
