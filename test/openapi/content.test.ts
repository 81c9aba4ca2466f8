/**
 * What a document says of content: items and events, finished content, text that is made from data, examples of it, and the schemas that
 * several media types share. Streamed items are checked against the `itemSchema` that the document has of them.
 */
import { registerSchema, unregisterSchema, validate } from '@hyperjump/json-schema/openapi-3-2'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import markdown from '../../lib/formats/markdown/markdown.js'
import sse from '../../lib/formats/sse/sse.js'
import xlsx from '../../lib/formats/xlsx/xlsx.js'
import { swaggerTransform } from '../../lib/index.js'
import { build, documentOf, type Json, type OpenApi, operationOf, VERSIONS } from './documents.js'

const Planet = { type: 'object', required: ['id'], properties: { id: { type: 'integer' }, name: { type: 'string', examples: ['Mars'] } } } as const
const Planets = { type: 'array', items: Planet } as const
const serializers = {
  csv: csv(),
  html: html({ css: false }),
  md: markdown(),
  ndjson: ndjson(),
  'json-seq': jsonSeq(),
  'application/xml': () => '<planet/>',
  sse: sse(),
  xlsx: xlsx(),
  'application/x-table': () => Buffer.of(1)
}

async function * planets (): AsyncGenerator<object> {
  yield { id: 4, name: 'Mars', secret: 'water' }
  yield { id: 5, name: 'Jupiter' }
}

interface Declared {
  readonly openapi?: string
  readonly mediaTypes: readonly unknown[]
  readonly response?: object
}

async function appOf (t: Test, { openapi = '3.2.0', mediaTypes, response }: Declared): Promise<FastifyInstance> {
  const app = await build(t, { openapi, produces: { serializers } })
  app.addSchema({ $id: 'Shared', ...Planets })
  app.addSchema({ $id: 'Alias', $ref: 'Shared#' })
  app.get('/', { config: { produces: mediaTypes as never }, schema: response === undefined ? {} : { response } }, async () => planets())
  return app
}

/** What the document has under each media type of `GET /`. */
async function contentOf (t: Test, declared: Declared, status = '200'): Promise<Record<string, Json>> {
  const { responses } = await operationOf(t, await appOf(t, declared))
  return responses[status]?.content ?? {}
}

let documents = 0

/** Whether a value is valid by a schema of a document, by a validator that knows OpenAPI 3.2. */
async function isValid (document: OpenApi, pointer: string, value: unknown): Promise<boolean> {
  const uri = `https://example.com/${documents++}`
  // References in a document begin at its root.
  const root = JSON.parse(JSON.stringify(document).replaceAll('"#/', '"#/$defs/document/')) as object
  registerSchema({ $defs: { document: root }, $ref: `#/$defs/document${pointer}` } as never, uri, 'https://json-schema.org/draft/2020-12/schema')
  const { valid } = await validate(uri, value as never)
  unregisterSchema(uri)
  return valid
}

const places: [name: string, response: object][] = [
  ['an array', { 200: Planets }],
  ['an array in addSchema', { 200: { $ref: 'Shared#' } }],
  ['an array in addSchema, by another name', { 200: { $ref: 'Alias#' } }],
  ['items in definitions', { 200: { type: 'array', items: { $ref: '#/definitions/Planet' }, definitions: { Planet } } }],
  ['items in $defs', { 200: { type: 'array', items: { $ref: '#/$defs/Planet' }, $defs: { Planet } } }],
  ['the item alone', { 200: Planet }],
  ['the item alone, by a pointer', { 200: { $ref: 'Shared#/items' } }]
]

for (const [name, response] of places) {
  t.test(`OpenAPI 3.2: items that are streamed are valid by their itemSchema: ${name}`, async (t) => {
    for (const [mediaType, separator] of [['application/x-ndjson', '\n'], ['application/json-seq', '\x1e']] as const) {
      const app = await appOf(t, { mediaTypes: [mediaType, 'application/json'], response })
      const document = await documentOf(t, app)
      const pointer = `/paths/~1/get/responses/200/content/${mediaType.replace('/', '~1')}/itemSchema`
      const items = (await app.inject({ url: '/', headers: { accept: mediaType } })).body.split(separator).filter((line) => line.trim() !== '')
      t.same(items.map((item) => JSON.parse(item) as unknown), [{ id: 4, name: 'Mars' }, { id: 5, name: 'Jupiter' }])
      for (const item of items) t.ok(await isValid(document, pointer, JSON.parse(item)), `${mediaType}: ${item}`)
      for (const item of [{ id: 'four' }, {}, [{ id: 4 }], null]) t.notOk(await isValid(document, pointer, item), JSON.stringify(item))
    }
  })
}

for (const [name, response] of places) {
  t.test(`OpenAPI 3.2: events are valid by their itemSchema, and their data by the schema in it: ${name}`, async (t) => {
    const app = await appOf(t, { mediaTypes: [{ mediaType: 'text/event-stream', serialize: sse({ id: 'id' }) }, 'application/json'], response })
    const document = await documentOf(t, app)
    const pointer = '/paths/~1/get/responses/200/content/text~1event-stream/itemSchema'
    const events: EventSourceMessage[] = []
    createParser({ onEvent: (event) => events.push(event) }).feed((await app.inject({ url: '/', headers: { accept: 'text/event-stream' } })).body)
    t.same(events.map(({ id, data }) => [id, JSON.parse(data)]), [['4', { id: 4, name: 'Mars' }], ['5', { id: 5, name: 'Jupiter' }]])
    for (const { id, data } of events) {
      t.ok(await isValid(document, pointer, { id, data }), data)
      t.ok(await isValid(document, `${pointer}/properties/data/contentSchema`, JSON.parse(data)), data)
    }
    for (const event of [{ id: '4' }, { data: { id: 4 } }, null]) t.notOk(await isValid(document, pointer, event), JSON.stringify(event))
    for (const data of [{ id: 'four' }, {}, [{ id: 4 }]]) t.notOk(await isValid(document, `${pointer}/properties/data/contentSchema`, data), JSON.stringify(data))
  })
}

t.test('A workbook is bytes, with the schema of its rows', async (t) => {
  const mediaType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  for (const openapi of VERSIONS) {
    t.same(await contentOf(t, { openapi, mediaTypes: [mediaType], response: { 200: Planets } }), {
      [mediaType]: {
        schema: openapi.startsWith('3.0')
          ? { type: 'string', format: 'binary', 'x-content-schema': { type: 'array', items: { ...Planet, properties: { id: Planet.properties.id, name: { type: 'string', example: 'Mars' } } } } }
          : { contentMediaType: mediaType, contentSchema: Planets }
      }
    })
  }
})

t.test('Before OpenAPI 3.2 items have the schema of the array', async (t) => {
  for (const openapi of ['3.0.3', '3.1.0']) {
    const content = await contentOf(t, { openapi, mediaTypes: ['application/x-ndjson'], response: { 200: { type: 'array', items: { type: 'integer' } } } })
    t.same(content, { 'application/x-ndjson': { schema: { type: 'array', items: { type: 'integer' } } } })
  }
})

t.test('OpenAPI 3.2: items of which no schema tells, or not one', async (t) => {
  const mediaTypes = ['application/x-ndjson']
  const open = { schema: { type: 'array', items: {} }, itemSchema: {} }
  t.same(await contentOf(t, { mediaTypes }), { 'application/x-ndjson': open })
  const composed = { allOf: [{ type: 'array', items: { type: 'integer' } }] }
  t.same(await contentOf(t, { mediaTypes, response: { 200: composed } }), { 'application/x-ndjson': { schema: composed } })
  const finished = [{ mediaType: 'application/x-ndjson', serialize: false }]
  t.same(await contentOf(t, { mediaTypes: finished, response: { 200: Planets } }), { 'application/x-ndjson': { schema: { type: 'string' } } })
  const byIndex = [{ mediaType: 'application/x-ndjson', serialize: false, schema: { type: 'array', items: [{ type: 'integer' }] } }]
  t.same(await contentOf(t, { mediaTypes: byIndex }), { 'application/x-ndjson': { schema: { type: 'array', prefixItems: [{ type: 'integer' }] } } })
  const own = { content: { 'application/x-ndjson': { schema: { type: 'array' }, itemSchema: { type: 'integer' } } } }
  t.same(await contentOf(t, { mediaTypes, response: { 200: own } }), own.content, 'an itemSchema of the user\'s stays')
})

t.test('OpenAPI 3.2: an event is an object of its fields, with its data as JSON', async (t) => {
  const event = (contentSchema: object): object => ({
    schema: { type: 'array' },
    itemSchema: {
      type: 'object',
      required: ['data'],
      properties: {
        data: { type: 'string', contentMediaType: 'application/json', contentSchema },
        event: { type: 'string' },
        id: { type: 'string' },
        retry: { type: 'integer', minimum: 0 }
      }
    }
  })
  const integers = { type: 'array', items: { type: 'integer' } }
  for (const [response, item] of [
    [undefined, {}], [{ 200: integers }, { type: 'integer' }], [{ 200: { type: 'integer' } }, { type: 'integer' }], [{ 200: { allOf: [integers] } }, {}]
  ] as const) {
    const content = await contentOf(t, { mediaTypes: ['text/event-stream'], ...(response === undefined ? {} : { response }) })
    t.same(content, { 'text/event-stream': event(item) })
  }
  const shared = await contentOf(t, { mediaTypes: ['text/event-stream', 'application/json'], response: { 200: { $ref: 'Shared#' } } })
  t.same(shared['text/event-stream'], event({ $ref: '#/components/schemas/def-0/items' }))
  t.same(await contentOf(t, { openapi: '3.1.0', mediaTypes: ['text/event-stream'], response: { 200: integers } }), {
    'text/event-stream': { schema: { type: 'string', contentMediaType: 'text/event-stream', contentSchema: integers } }
  })
  const finished = [{ mediaType: 'text/event-stream', serialize: false }]
  t.same(await contentOf(t, { mediaTypes: finished, response: { 200: integers } }), { 'text/event-stream': { schema: { type: 'string' } } })
})

for (const openapi of VERSIONS) {
  const bytes = (mediaType: string): object => openapi === '3.0.3' ? { type: 'string', format: 'binary' } : { contentMediaType: mediaType }

  t.test(`OpenAPI ${openapi}: finished content is text or bytes, whatever the JSON alongside it is`, async (t) => {
    const finished: [mediaType: string, schema: object][] = [
      ['application/pdf', bytes('application/pdf')], ['image/png', bytes('image/png')], ['application/cbor', bytes('application/cbor')],
      ['application/octet-stream', bytes('application/octet-stream')], ['text/html', { type: 'string' }], ['text/plain', { type: 'string' }],
      ['application/xml', { type: 'string' }], ['image/svg+xml', { type: 'string' }], ['application/yaml', { type: 'string' }],
      ['application/x-ndjson', { type: 'string' }], ['application/sql;charset=utf-8', { type: 'string' }], ['application/hal+json', {}]
    ]
    for (const response of [
      { 200: Planet }, { '2xx': Planet }, { default: Planet }, { 200: { $ref: 'Shared#' } }, { 200: { ...Planet, examples: [{ id: 4 }] } },
      { 200: { content: { 'application/json': { schema: Planet } } } }
    ]) {
      const mediaTypes = ['application/json', ...finished.map(([mediaType]) => ({ mediaType, serialize: false }))]
      const content = await contentOf(t, { openapi, mediaTypes, response }, '2xx' in response ? '2XX' : '200')
      for (const [mediaType, schema] of finished) t.same(content[mediaType], { schema }, mediaType)
    }
  })
}

t.test('A schema that is declared for finished content itself is shown', async (t) => {
  const text = { type: 'string', pattern: '^<' }
  const finished = (mediaType: string, schema?: object): object => ({ mediaType, serialize: false, ...(schema === undefined ? {} : { schema }) })
  const whole: [mediaTypes: readonly unknown[], response: object | undefined, schema: object][] = [
    [[finished('text/plain', text)], { 200: Planet }, text],
    [[finished('text/plain')], { 200: { content: { 'text/*': { schema: text } } } }, text],
    [[finished('application/hal+json', { type: 'integer' })], { 200: Planet }, { type: 'integer' }],
    [[finished('text/plain')], { 200: text }, { type: 'string' }],
    [[finished('text/plain', { type: 'object' })], undefined, { type: 'string', contentMediaType: 'text/plain', contentSchema: { type: 'object' } }],
    [[finished('text/plain', {})], undefined, { type: 'string' }]
  ]
  for (const [mediaTypes, response, schema] of whole) {
    const content = await contentOf(t, { mediaTypes, ...(response === undefined ? {} : { response }) })
    t.same(Object.values(content)[0], { schema })
  }
})

t.test('A reference to nothing, which boot finds only where something is compiled for it, fails no document', async (t) => {
  for (const mediaType of ['text/plain', 'application/x-ndjson']) {
    const app = await appOf(t, { mediaTypes: [{ mediaType, serialize: false, schema: { $ref: 'Nowhere#' } }] })
    await app.ready()
    t.match(app.swagger(), { paths: { '/': { get: { responses: { 200: { content: { [mediaType]: { schema: {} } } } } } } } })
  }
})

t.test('Data of which no schema tells may be anything, and of false nothing', async (t) => {
  const serialize = (): Buffer => Buffer.of(1)
  t.same(await contentOf(t, { mediaTypes: [{ mediaType: 'application/cbor', serialize }] }), { 'application/cbor': { schema: {} } })
  const mediaTypes = [{ mediaType: 'application/json', serialize: false, schema: false }]
  t.same(await contentOf(t, { mediaTypes }), { 'application/json': { schema: { not: {} } } })
})

t.test('Text that is made from data is shown as text, with the schema of the data and what the serializer makes of an example', async (t) => {
  const content = await contentOf(t, { mediaTypes: ['text/csv', 'text/markdown', 'text/html'], response: { 200: Planets } })
  t.same(content['text/csv'], {
    schema: { type: 'string', contentMediaType: 'text/csv', contentSchema: Planets }, example: 'id,name\r\n1,Mars\r\n'
  })
  t.same(content['text/markdown']?.example, '| id | name |\n| ---: | --- |\n| 1 | Mars |\n')
  t.match(content['text/html']?.example, /<tr><th scope="row" class="number">1<\/th><td>Mars<\/td><\/tr>/)
  const mediaTypes = ['application/x-table']
  t.same(await contentOf(t, { mediaTypes, response: { 200: { type: 'integer' } } }), {
    'application/x-table': { schema: { contentMediaType: 'application/x-table', contentSchema: { type: 'integer' } } }
  })
  t.same(await contentOf(t, { openapi: '3.0.3', mediaTypes, response: { 200: { type: 'integer' } } }), {
    'application/x-table': { schema: { type: 'string', format: 'binary', 'x-content-schema': { type: 'integer' } } }
  })
})

t.test('Examples of a schema are rendered, by name and by number', async (t) => {
  const mediaTypes = ['text/csv']
  const rows = [[{ id: 4 }], [{ id: 5, name: 'Jupiter' }]]
  const one = await contentOf(t, { mediaTypes, response: { 200: { ...Planets, examples: rows.slice(1) } } })
  t.equal(one['text/csv']?.example, 'id,name\r\n5,Jupiter\r\n')
  const two = await contentOf(t, { mediaTypes, response: { 200: { ...Planets, examples: rows } } })
  t.same(two['text/csv']?.examples, { example1: { value: 'id,name\r\n4,\r\n' }, example2: { value: 'id,name\r\n5,Jupiter\r\n' } })
  const named = await contentOf(t, {
    mediaTypes,
    response: { '2xx': { ...Planets, 'x-examples': { four: { value: rows[0] }, none: 4 } } }
  }, '2XX')
  t.equal(named['text/csv']?.example, 'id,name\r\n4,\r\n')
})

t.test('An example that cannot be rendered at once, or not at all, is left out', async (t) => {
  const serialize: [name: string, serialize: unknown, example?: string][] = [
    ['text', () => 'text', 'text'],
    ['too long', () => 'x'.repeat(10_001)],
    ['a promise', async () => 'later'],
    ['a promise that fails', async () => { throw new Error('no') }],
    ['an error', () => { throw new Error('no') }],
    ['bytes', () => Buffer.from('bytes')],
    ['nothing', () => null],
    ['the request', (_: unknown, { request }: { request: { raw: { url: string } } }) => request.raw.url],
    ['the language', (_: unknown, { negotiated }: { negotiated: { mediaType: string } }) => negotiated.mediaType, 'text/plain']
  ]
  for (const [name, serializer, example] of serialize) {
    const content = await contentOf(t, { mediaTypes: [{ mediaType: 'text/plain', serialize: serializer }], response: { 200: Planet } })
    t.equal(content['text/plain']?.example, example, name)
    t.equal('example' in (content['text/plain'] ?? {}), example !== undefined)
  }
})

const values: [schema: unknown, value: unknown][] = [
  [{ type: 'string' }, 'text'], [{ type: 'integer' }, 1], [{ type: 'number' }, 1], [{ type: 'boolean' }, true],
  [{ type: ['null', 'string'] }, 'text'], [{ type: 'string', default: 'preset', enum: ['one', 'preset'] }, 'preset'],
  [{ type: 'string', enum: ['one', 'two'] }, 'one'], [{ type: 'string', const: 'only' }, 'only'], [{ type: 'object', properties: { n: { type: 'integer', examples: [7, 8] } } }, { n: 7 }],
  [{ type: 'integer', minimum: 4 }, 4], [{ type: 'integer', exclusiveMinimum: 4 }, 5], [{ type: 'integer', maximum: -4 }, -4],
  [{ type: 'integer', exclusiveMaximum: 0 }, -1], [{ type: 'integer', multipleOf: 5 }, 5], [{ type: 'integer', minimum: 6, multipleOf: 5 }, 10],
  [{ type: 'integer', minimum: 6, maximum: 9, multipleOf: 5 }, undefined],
  [{ type: 'string', format: 'date' }, '2024-02-29'], [{ type: 'string', format: 'date-time' }, '2024-02-29T12:30:00Z'],
  [{ type: 'string', format: 'email' }, 'someone@example.com'], [{ type: 'string', format: 'date', maxLength: 4 }, undefined],
  [{ type: 'string', format: 'date', minLength: 11 }, undefined], [{ type: 'string', format: 'of-our-own' }, undefined],
  [{ type: 'string', minLength: 6 }, 'text..'], [{ type: 'string', maxLength: 2 }, 'te'], [{ type: 'string', minLength: 81 }, undefined],
  [{ type: 'string', pattern: '^a' }, undefined],
  [{ type: 'array', items: { type: 'integer' } }, [1]], [{ type: 'array', items: { type: 'integer' }, minItems: 2 }, [1, 1]],
  [{ type: 'array', items: { type: 'integer' }, maxItems: 0 }, undefined], [{ type: 'array', items: { type: 'integer' }, minItems: 4 }, undefined],
  [{ type: 'array', items: { type: 'string', pattern: '^a' } }, undefined],
  [{ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string', pattern: '^b' } } }, { a: 'text' }],
  [{ type: 'object', required: ['b'], properties: { a: { type: 'string' }, b: { type: 'string', pattern: '^b' } } }, undefined],
  [{ type: 'object', properties: { a: { type: 'object', properties: { b: { $ref: 'Shared#' } } } } }, { a: { b: [{ id: 1, name: 'Mars' }] } }],
  [{ type: 'object', properties: { name: { type: 'string' }, inner: { $ref: '#' } } }, { name: 'text' }],
  [{ type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: { type: 'boolean' } }, ['text', 1]],
  [{ type: 'array', prefixItems: [{ type: 'string' }], items: { type: 'boolean' }, minItems: 2 }, ['text', true]],
  [{ type: 'object', example: { a: 1 }, properties: { a: { type: 'integer' } } }, { a: 1 }],
  [{ type: 'object', properties: { none: false, nothing: { type: 'null' }, untyped: { maxLength: 3 }, open: {} } }, { untyped: 'tex', open: {} }],
  [{ allOf: [{ type: 'integer' }, { minimum: 3 }] }, 3]
]

t.test('An example is made of what the schema gives, else of its types, and never guessed', async (t) => {
  for (const [schema, value] of values) {
    const app = await build(t, { produces: { serializers } })
    app.addSchema({ $id: 'Shared', ...Planets })
    const serialize = (payload: unknown): string => JSON.stringify(payload)
    app.get('/', { config: { produces: [{ mediaType: 'text/plain', serialize }] }, schema: { response: { 200: schema } } }, async () => planets())
    await app.ready()
    const { paths } = app.swagger() as unknown as OpenApi
    const { example } = paths['/']?.get?.responses[200]?.content?.['text/plain'] ?? {}
    t.same(example === undefined ? undefined : JSON.parse(String(example)), value, JSON.stringify(schema))
  }
})

t.test('Of a type that JSON has not there is no example', async (t) => {
  const schema = { type: 'object', properties: { big: { type: 'bigint' }, small: { type: 'integer' } } }
  const content = await contentOf(t, { openapi: '3.0.3', mediaTypes: [{ mediaType: 'text/plain', schema, serialize: JSON.stringify }] })
  t.equal(content['text/plain']?.example, '{"small":1}')
})

t.test('A transform has no part in an example: the schema is that of what it returns', async (t) => {
  const content = await contentOf(t, {
    mediaTypes: [{ mediaType: 'text/plain', schema: Planet, transform: () => { throw new Error('no') }, serialize: ({ id }: { id: number }) => `${id}` }]
  })
  t.equal(content['text/plain']?.example, '1')
})

t.test('A document that is asked for before boot is over has no examples', async (t) => {
  const app = await build(t, { produces: { serializers } })
  let shown: unknown
  app.get('/', { config: { produces: ['text/csv'] }, schema: { response: { 200: Planets } } }, async () => [])
  app.addHook('onReady', async () => { shown ??= app.swagger() })
  const early = await build(t, { produces: false })
  early.addHook('onReady', async () => { shown = early.swagger() })
  const { default: produces } = await import('../../lib/index.js')
  await early.register(produces, { serializers })
  early.get('/', { config: { produces: ['text/csv'] }, schema: { response: { 200: Planets } } }, async () => [])
  await early.ready()
  const { content } = (shown as { paths: { '/': { get: { responses: { 200: { content: Record<string, Json> } } } } } }).paths['/'].get.responses[200]
  t.ok(content['text/csv']?.schema)
  t.notOk('example' in (content['text/csv'] ?? {}))
})

t.test('A schema that several formats share is one component, of all routes that have it', async (t) => {
  for (const openapi of VERSIONS) {
    const app = await build(t, { openapi, produces: { serializers } })
    app.addSchema({ $id: 'GetThird200', type: 'integer' })
    const mediaTypes = ['application/json', 'text/csv', 'application/xml', 'application/x-ndjson'] as const
    const other = { type: 'array', items: { type: 'object', properties: { moons: { type: 'integer' } } } }
    for (const [url, schema] of [['/first', Planets], ['/second', { ...Planets }], ['/third', other]] as const) {
      app.get(url, { config: { produces: mediaTypes }, schema: { response: { 200: schema } } }, async () => [])
    }
    const { components: { schemas }, paths } = await documentOf(t, app)
    t.same(Object.values(schemas).map(({ title }) => title), ['GetThird200', 'GetFirst200', 'GetThird200-2'])
    const refs = ['/first', '/second', '/third'].map((url) => {
      return Object.values(paths[url]?.get?.responses[200]?.content ?? {}).map(({ schema }) => JSON.stringify(schema).match(/def-\d/)?.[0])
    })
    t.same(refs, [Array(4).fill('def-1'), Array(4).fill('def-1'), Array(4).fill('def-2')])
    t.same(JSON.stringify(app.swagger()), JSON.stringify(app.swagger()))
    t.equal((app.swagger({ yaml: true }).match(/title: GetFirst200/g) ?? []).length, 1, 'and in YAML')
  }
})

t.test('A schema that contains itself, by a reference to its root or to a definition', async (t) => {
  const Node = { type: 'object', properties: { name: { type: 'string' }, moons: { type: 'array', items: { $ref: '#' } } } }
  const Tree = { $id: 'Tree', type: 'object', additionalProperties: false, properties: { own: { $id: 'Own', type: 'object', properties: { next: { $ref: '#' } } } } }
  for (const [schema, count] of [[Node, 1], [Tree, 2]] as const) {
    const app = await appOf(t, { mediaTypes: [{ mediaType: 'application/json', serialize: false, schema }, { mediaType: 'application/xml', serialize: false, schema }] })
    const { components: { schemas } } = await documentOf(t, app)
    t.equal(Object.keys(schemas).length - 2, count)
  }
})

t.test('Status keys are upper-case in a document, however they are declared', async (t) => {
  for (const key of ['2xx', '2XX', '2Xx']) {
    const { responses } = await operationOf(t, await appOf(t, { mediaTypes: ['application/json', 'text/csv'], response: { [key]: Planets, '4xx': Planet, default: Planet } }))
    t.same(Object.keys(responses).sort(), ['2XX', '406', '4XX', 'default'], key)
    t.same(responses['2XX']?.content?.['application/json'], { schema: Planets })
    t.equal(responses['2XX']?.content?.['text/csv']?.example, 'id,name\r\n1,Mars\r\n')
  }
})

t.test('QUERY is shown from OpenAPI 3.2 on, which has a place for it', async (t) => {
  for (const [openapi, shown] of [['3.0.3', ['get']], ['3.1.0', ['get']], ['3.2.0', ['get', 'query']]] as const) {
    const app = await appOf(t, { openapi, mediaTypes: ['application/json'], response: { 200: Planet } })
    app.route({ method: 'QUERY' as never, url: '/', config: { produces: ['application/json'] }, handler: async () => ({}) })
    const { paths } = await documentOf(t, app)
    t.same(Object.keys(paths['/'] ?? {}), shown)
  }
})

t.test('A route of GET and QUERY keeps GET before OpenAPI 3.2, and answers both', async (t) => {
  for (const [openapi, shown] of [['3.0.3', ['get']], ['3.1.0', ['get']], ['3.2.0', ['get', 'query']]] as const) {
    for (const transform of [undefined, swaggerTransform]) {
      const app = await build(t, { openapi, swagger: { openapi: { openapi }, ...(transform === undefined ? {} : { transform: transform as never }) } })
      const config = { produces: ['application/json'] as const }
      app.route({ method: ['GET', 'QUERY'] as never, url: '/', config, handler: async () => ({}) })
      app.route({ method: ['QUERY'] as never, url: '/query', config, handler: async () => ({}) })
      const { paths } = await documentOf(t, app)
      t.same(Object.keys(paths['/'] ?? {}), shown, openapi)
      t.same(Object.keys(paths['/query'] ?? {}), shown.slice(1), openapi)
      t.equal(app.swagger({ yaml: true }).includes('query:'), shown.length === 2, 'and in YAML')
      for (const method of ['GET', 'QUERY']) t.equal((await app.inject({ method: method as never, url: '/', payload: {} })).statusCode, 200)
    }
  }
})
