/** `rows`: an envelope, `{ items: […], total }`, as the rows of formats that are tables or lines. */
import Fastify, { type FastifyInstance } from 'fastify'
import t, { type Test } from 'tap'
import Type from 'typebox'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import sse from '../../lib/formats/sse/sse.js'
import produces, { type AvailableMediaType, type Serializer } from '../../lib/index.js'

const Planet = Type.Object({ name: Type.String(), moons: Type.Integer() })
const Page = Type.Object({ items: Type.Array(Planet), total: Type.Integer(), next: Type.Optional(Type.String()) })

const page = { total: 2, items: [{ name: 'Mars', moons: 2, secret: 'LEAK' }, { name: 'Venus', moons: '0' }], secret: 'LEAK' }

const written = {
  'application/json': '{"items":[{"name":"Mars","moons":2},{"name":"Venus","moons":0}],"total":2}',
  'text/csv': 'name,moons\r\nMars,2\r\nVenus,0\r\n',
  'application/x-ndjson': '{"name":"Mars","moons":2}\n{"name":"Venus","moons":0}\n',
  'application/json-seq': '\x1e{"name":"Mars","moons":2}\n\x1e{"name":"Venus","moons":0}\n',
  'text/event-stream': 'data: {"name":"Mars","moons":2}\n\ndata: {"name":"Venus","moons":0}\n\n'
} as const

const empty: Readonly<Record<string, string>> = { 'text/csv': 'name,moons\r\n', 'application/x-ndjson': '', 'application/json-seq': '', 'text/event-stream': '' }

const formats = { 'text/csv': csv, 'application/x-ndjson': ndjson, 'application/json-seq': jsonSeq, 'text/event-stream': sse } as const
const tables = Object.keys(formats) as Array<keyof typeof formats>

const plain = Object.fromEntries(tables.map((mediaType) => [mediaType, formats[mediaType]()]))
const ofItems: readonly AvailableMediaType[] = [{ mediaType: 'application/json' }, ...tables.map((mediaType) => ({ mediaType, rows: 'items' }))]

interface Served {
  readonly schema?: object | undefined
  readonly mediaTypes?: readonly AvailableMediaType[]
  readonly serializers?: Readonly<Record<string, Serializer>>
  readonly shared?: readonly object[]
}

async function serve (t: Test, payload: unknown, { schema = Page, mediaTypes = ofItems, serializers = plain, shared = [] }: Served = {}): Promise<FastifyInstance> {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers })
  shared.forEach((schema) => app.addSchema(schema))
  app.get('/', { config: { produces: mediaTypes }, schema: schema === undefined ? {} : { response: { 200: schema } } }, async () => payload as never)
  return app
}

async function fault (t: Test, served: Served): Promise<string | undefined> {
  const app = await serve(t, page, served)
  return app.ready().then(() => undefined, (error: Error & { code: string }) => `${error.code}: ${error.message}`)
}

t.test('rows of a media type names the property of the payload that becomes its rows', async (t) => {
  const app = await serve(t, page)
  for (const [accept, body] of Object.entries(written)) {
    const answer = await app.inject({ url: '/', headers: { accept } })
    t.equal(answer.body, body, accept)
    t.match(answer.headers['content-type'], accept)
  }
})

t.test('the option rows of a format does so for every route whose schema declares an array of that name', async (t) => {
  const serializers = Object.fromEntries(tables.map((mediaType) => [mediaType, formats[mediaType]({ rows: 'items' })]))
  const mediaTypes = ofItems.map(({ mediaType }) => ({ mediaType }))
  const app = await serve(t, page, { serializers, mediaTypes })
  app.get('/all', { config: { produces: mediaTypes }, schema: { response: { 200: Type.Array(Planet) } } }, async () => page.items as never)
  app.get('/one', { config: { produces: mediaTypes }, schema: { response: { 200: Planet } } }, async () => page.items[0] as never)
  for (const accept of tables) {
    t.equal((await app.inject({ url: '/', headers: { accept } })).body, written[accept])
    t.equal((await app.inject({ url: '/all', headers: { accept } })).body, written[accept])
    t.ok(written[accept].startsWith((await app.inject({ url: '/one', headers: { accept } })).body), accept)
  }
})

t.test('rows of the media type wins over the option of its format', async (t) => {
  const schema = Type.Object({ items: Type.Array(Planet), others: Type.Array(Planet) })
  const app = await serve(t, { items: [], others: page.items }, { schema, mediaTypes: [{ mediaType: 'text/csv', rows: 'others' }], serializers: { 'text/csv': csv({ rows: 'items' }) } })
  t.equal((await app.inject('/')).body, written['text/csv'])
})

for (const [kind, payload] of Object.entries({
  'without the property': {}, 'in which it is null': { items: null }, 'that is null': null, 'in which it is empty': { items: [] }
})) {
  t.test(`a payload ${kind} has no rows`, async (t) => {
    const items = { ...Type.Array(Planet), nullable: true }
    const app = await serve(t, payload, { schema: { type: 'object', properties: { items, total: { type: 'integer' } }, nullable: true } })
    for (const accept of tables) {
      const answer = await app.inject({ url: '/', headers: { accept } })
      t.equal(answer.statusCode, 200)
      t.equal(answer.body, empty[accept], accept)
    }
  })
}

t.test('a default stands for rows that are missing, as in JSON', async (t) => {
  const schema = { type: 'object', properties: { items: { type: 'array', items: Planet, default: page.items.slice(0, 1) } } }
  const app = await serve(t, {}, { schema })
  t.strictSame((await app.inject('/')).json(), { items: page.items.slice(0, 1) })
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/csv' } })).body, 'name,moons\r\nMars,2\r\n')
})

const refused: Readonly<Record<string, readonly [payload: unknown, message: string]>> = {
  'a fact that is required is missing': [{ items: [] }, 'total: required by the schema, and missing'],
  'the rows are required and missing': [{ total: 1 }, 'items: required by the schema, and missing'],
  'the rows are no array': [{ total: 1, items: 'x' }, 'items: expected an array by the schema, found a string'],
  'a row is no object': [{ total: 1, items: [5] }, 'items[0]: expected an object by the schema, found a number'],
  'a row lacks what is required': [{ total: 1, items: [{ moons: 1 }] }, 'items[0].name: required by the schema, and missing'],
  'there is no envelope': [[{ name: 'Mars' }], 'expected an object by the schema, found an array']
}

for (const [what, [payload, message]] of Object.entries(refused)) {
  t.test(`where ${what}, it is a 500 that says where, as in JSON`, async (t) => {
    const app = await serve(t, payload)
    for (const accept of tables) {
      const answer = await app.inject({ url: '/', headers: { accept } })
      t.equal(answer.statusCode, 500)
      t.equal(answer.json().message, `Route GET /: the payload is not what the schema of ${accept} declares: ${message}`)
    }
    if (!Array.isArray(payload)) t.equal((await app.inject('/')).statusCode, 500)
  })
}

t.test('without a schema the property is read as it is', async (t) => {
  const mediaTypes = [{ mediaType: 'application/x-ndjson', rows: 'items' }] as const
  const cases: ReadonlyArray<readonly [payload: unknown, body: string]> = [
    [{ items: [1, { a: 2 }] }, '1\n{"a":2}\n'],
    [{ items: { toJSON: () => [1] } }, '1\n'],
    [{ toJSON: () => ({ items: [2] }) }, '2\n'],
    [{ other: [1] }, ''],
    [{ items: { a: 1 } }, 'expected an array, found an object'],
    [{ items: 5 }, 'items: expected an array, found a number'],
    [[1, 2], "expected an object with 'items', found an array"]
  ]
  for (const [payload, body] of cases) {
    const app = Fastify()
    await app.register(produces, { serializers: plain })
    app.get('/', { config: { produces: mediaTypes } }, async () => payload)
    const answer = await app.inject('/')
    if (answer.statusCode === 200) t.equal(answer.body, body)
    else t.ok(answer.json().message.endsWith(body), answer.body)
    await app.close()
  }
})

t.test('what a format cannot write of a row is a 500 that says where in the payload', async (t) => {
  const app = await serve(t, { items: [{ name: 'Mars' }, { name: 'a\nb' }] }, {
    schema: Type.Object({ items: Type.Array(Type.Object({ name: Type.String() })) }),
    mediaTypes: [{ mediaType: 'text/event-stream', rows: 'items' }],
    serializers: { 'text/event-stream': sse({ event: 'name' }) }
  })
  const answer = await app.inject('/')
  t.equal(answer.statusCode, 500)
  t.match(answer.json().message, /: items\[1\]\.name: expected .+ for the field event of an event$/)
})

t.test('an error of a serializer of an application that writes rows keeps its status and message', async (t) => {
  const fail = (): never => { throw Object.assign(new Error('too long'), { statusCode: 422 }) }
  const app = await serve(t, page, { mediaTypes: [{ mediaType: 'text/x', rows: 'items', serialize: { rows: true, compile: () => fail } }] })
  const answer = await app.inject('/')
  t.equal(answer.statusCode, 422)
  t.equal(answer.json().message, 'too long')
})

t.test('rows of a branch that does not fit the payload do not go out', async (t) => {
  const schema = { anyOf: [{ type: 'object', required: ['error'], properties: { error: { type: 'string' } } }, Page] }
  const app = await serve(t, { error: 'none', items: [{ name: 'LEAK', moons: 1 }] }, { schema })
  t.strictSame((await app.inject('/')).json(), { error: 'none' })
  for (const accept of tables) t.equal((await app.inject({ url: '/', headers: { accept } })).body, empty[accept])
})

t.test('a status whose schema declares no such array is rendered as a whole', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, { serializers: plain })
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', rows: 'items' }] }, schema: { response: { 200: Page, 202: Planet } } }, async (request, reply) => {
    if (request.headers.prefer === undefined) return page as never
    return reply.code(202).send(page.items[0] as never)
  })
  t.equal((await app.inject('/')).body, written['text/csv'])
  t.equal((await app.inject({ url: '/', headers: { prefer: 'wait' } })).body, 'name,moons\r\nMars,2\r\n')
})

const node = { type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#/definitions/node' } } } }
const tree = { name: 'a', children: [{ name: 'b', children: [{ name: 'c', secret: 'LEAK' }], secret: 'LEAK' }] }

/** Envelopes whose rows refer to what stands elsewhere. */
const references: Readonly<Record<string, { readonly schema: object, readonly payload: object, readonly lines: string, readonly shared?: readonly object[] }>> = {
  'a definition of the document': {
    schema: { type: 'object', properties: { items: { type: 'array', items: { $ref: '#/definitions/node' } } }, definitions: { node } },
    payload: { items: tree.children },
    lines: '{"name":"b","children":[{"name":"c"}]}\n'
  },
  'the envelope itself': {
    schema: { type: 'object', properties: { name: { type: 'string' }, items: { type: 'array', items: { $ref: '#' } } } },
    payload: { items: [{ name: 'b', items: [{ name: 'c', secret: 'LEAK' }] }] },
    lines: '{"name":"b","items":[{"name":"c"}]}\n'
  },
  'a document with a name of its own': {
    schema: { $id: 'own', type: 'object', properties: { items: { type: 'array', items: { $ref: 'own#/definitions/node' } } }, definitions: { node: { type: 'object', properties: { name: { type: 'string' }, all: { $ref: 'own' } } } } },
    payload: { items: [{ name: 'b', all: { items: [{ name: 'c', secret: 'LEAK' }] } }] },
    lines: '{"name":"b","all":{"items":[{"name":"c"}]}}\n'
  },
  'an array elsewhere': {
    schema: { type: 'object', properties: { items: { $ref: '#/definitions/list' } }, definitions: { list: { type: 'array', items: { $ref: '#/definitions/node' } }, node } },
    payload: { items: tree.children },
    lines: '{"name":"b","children":[{"name":"c"}]}\n'
  },
  'a shared envelope': {
    shared: [{ $id: 'Page', type: 'object', properties: { items: { type: 'array', items: { $ref: '#/definitions/node' } } }, definitions: { node: { type: 'object', properties: { name: { type: 'string' } } } } }],
    schema: { $ref: 'Page#' },
    payload: { items: tree.children },
    lines: '{"name":"b"}\n'
  },
  'a shared envelope, and to what else is shared': {
    shared: [
      { $id: 'Moon', type: 'object', properties: { name: { type: 'string' } } },
      {
        $id: 'Page',
        type: 'object',
        properties: { items: { type: 'array', items: { type: 'object', properties: { star: { $ref: '#/definitions/star' }, moon: { $ref: 'Moon#' } } } } },
        definitions: { star: { type: 'object', properties: { size: { type: 'integer' } } } }
      }
    ],
    schema: { $ref: 'Page#' },
    payload: { items: [{ star: { size: 1, name: 'LEAK' }, moon: { name: 'b', size: 'LEAK' } }] },
    lines: '{"star":{"size":1},"moon":{"name":"b"}}\n'
  },
  'a shared row': {
    shared: [{ $id: 'Row', type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: '#' } } } }],
    schema: { type: 'object', properties: { items: { type: 'array', items: { $ref: 'Row#' } } } },
    payload: { items: tree.children },
    lines: '{"name":"b","children":[{"name":"c"}]}\n'
  },
  'a schema that is embedded': {
    schema: Type.Cyclic({ Node: Type.Object({ name: Type.String(), items: Type.Array(Type.Ref('Node')) }) }, 'Node'),
    payload: { name: 'a', items: [{ name: 'b', items: [], secret: 'LEAK' }] },
    lines: '{"name":"b","items":[]}\n'
  },
  'one that is embedded in the rows': {
    schema: { type: 'object', properties: { items: { type: 'array', items: { $id: 'Inner', type: 'object', properties: { name: { type: 'string' }, children: { type: 'array', items: { $ref: 'Inner' } } } } } } },
    payload: { items: tree.children },
    lines: '{"name":"b","children":[{"name":"c"}]}\n'
  },
  'two parts of one whole': {
    schema: Type.Intersect([Type.Object({ total: Type.Integer() }), Type.Object({ items: Type.Array(Type.Object({ name: Type.String() })) })]),
    payload: { total: 1, items: tree.children },
    lines: '{"name":"b"}\n'
  }
}

for (const [what, { schema, payload, lines, shared = [] }] of Object.entries(references)) {
  t.test(`rows may refer to ${what}`, async (t) => {
    const mediaTypes = [{ mediaType: 'application/json' }, { mediaType: 'application/x-ndjson', rows: 'items' }] as const
    const app = await serve(t, payload, { schema, mediaTypes, shared })
    const answer = await app.inject({ url: '/', headers: { accept: 'application/x-ndjson' } })
    t.equal(answer.body, lines)
    const json = await app.inject('/')
    t.strictSame(json.json().items, lines.trim().split('\n').map((line) => JSON.parse(line)))
  })
}

t.test('rows may refer to an anchor, which fast-json-stringify does not know', async (t) => {
  const definitions = { planet: { ...Planet, $anchor: 'planet' } }
  const schema = { type: 'object', properties: { items: { type: 'array', items: { $ref: '#planet' } } }, definitions }
  const app = await serve(t, page, { schema: undefined, mediaTypes: [{ mediaType: 'text/csv', rows: 'items', schema }] })
  t.equal((await app.inject('/')).body, written['text/csv'])
})

const table = (rows: string): Served => ({ mediaTypes: [{ mediaType: 'text/csv', rows }] })
const faults: Readonly<Record<string, readonly [served: Served, message: string]>> = {
  'an array that the schema does not declare': [table('itmes'), "text/csv cannot take its rows from 'itmes': the schema declares no array of that name. Name one that it declares: items"],
  'a property that is no array': [table('total'), "text/csv cannot take its rows from 'total': the schema declares no array of that name. Name one that it declares: items"],
  'a path': [table('data.items'), "text/csv cannot take its rows from 'data.items': the schema declares no array of that name. Name one that it declares: items. It is one name, not a path"],
  'what every object inherits': [table('constructor'), "text/csv cannot take its rows from 'constructor': the schema declares no array of that name. Name one that it declares: items"],
  'a schema without arrays': [{ ...table('items'), schema: Planet }, "text/csv cannot take its rows from 'items': the schema declares no property that is an array. Declare one, or leave rows out"],
  'a payload that is the rows itself': [{ ...table('items'), schema: Type.Array(Planet) }, "text/csv cannot take its rows from 'items': the schema declares no property that is an array. Declare one, or leave rows out"],
  'a format without rows': [{ mediaTypes: [{ mediaType: 'application/json', rows: 'items' }] }, "application/json cannot take its rows from 'items': its serializer writes the payload as a whole, not rows. Leave rows out"],
  'a page': [{ mediaTypes: [{ mediaType: 'text/html', rows: 'items' }], serializers: { 'text/html': html() } }, "text/html cannot take its rows from 'items': its serializer writes the payload as a whole, not rows. Leave rows out"],
  'a function': [{ mediaTypes: [{ mediaType: 'text/x', rows: 'items', serialize: String }] }, "text/x cannot take its rows from 'items': its serializer is a function, which is given the whole payload. Take the rows there, and leave rows out"],
  'finished content': [{ mediaTypes: [{ mediaType: 'text/x', rows: 'items', serialize: false }] }, "text/x cannot take its rows from 'items': the handler sends finished content. Leave rows out"]
}

for (const [what, [served, message]] of Object.entries(faults)) {
  t.test(`rows of ${what} are a fault at boot`, async (t) => {
    t.equal(await fault(t, served), `PRODUCES_ERR_ROWS: Route GET /: ${message}`)
  })
}

t.test('rows that branches declare in several ways are a fault at boot, as one that refers to nothing', async (t) => {
  const two = { anyOf: [Page, Type.Object({ items: Type.Array(Type.String()) })] }
  t.equal(await fault(t, { ...table('items'), schema: two }),
    "PRODUCES_ERR_SCHEMA: Route GET /: the schema of text/csv for status 200 cannot be compiled: several branches declare 'items', each in another way: declare it in one place")
  t.match(await fault(t, { mediaTypes: [{ mediaType: 'text/csv', rows: 'items', schema: { $ref: 'nowhere#' } }] }), /^PRODUCES_ERR_SCHEMA: .+\$ref 'nowhere#' cannot be resolved/)
  const same = { anyOf: [Page, Type.Object({ items: Type.Array(Planet), error: Type.String() })] }
  t.equal(await fault(t, { ...table('items'), schema: same }), undefined)
})

t.test('rows is a string, in routes and in formats', async (t) => {
  await t.rejects(serve(t, page, { mediaTypes: [{ mediaType: 'text/csv', rows: 5 as never }] }), { code: 'PRODUCES_ERR_ROUTE_OPTION', message: 'Route GET /: config.produces.mediaTypes[0].rows: expected the name of a property' })
  for (const format of Object.values(formats)) t.throws(() => format({ rows: 5 as never }), /\(\): option rows: expected the name of a property, found 5$/)
  t.throws(() => ndjson({ columns: [] } as never), { message: 'ndjson(): option columns: unknown key (known: rows)' })
  t.throws(() => jsonSeq({ columns: [] } as never), { message: 'jsonSeq(): option columns: unknown key (known: rows)' })
})

t.test('a serializer of an application may write rows', async (t) => {
  const seen: unknown[] = []
  const serialize: Serializer = { rows: true, compile: (schema) => { seen.push(schema); return (rows: unknown) => JSON.stringify(rows) } }
  const app = await serve(t, page, { mediaTypes: [{ mediaType: 'text/x', rows: 'items', serialize }] })
  t.equal((await app.inject('/')).body, JSON.stringify(page.items))
  t.equal(seen[0], Page.properties.items)
})

t.test('transform comes before the rows are taken', async (t) => {
  const app = await serve(t, page.items, { mediaTypes: [{ mediaType: 'text/csv', rows: 'items', transform: (items) => ({ items, total: 2 }) }] })
  t.equal((await app.inject('/')).body, written['text/csv'])
})

t.test('a name that is none is a fault at boot that lists the arrays there are, of the statuses that are declared in that format', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces, { serializers: plain })
  const response = { 200: { content: { 'text/csv': { schema: Page } } }, 201: { content: { 'application/json': { schema: Page } } } }
  app.get('/', { config: { produces: [{ mediaType: 'text/csv', rows: 'rows' }] }, schema: { response } }, async () => ({}))
  await t.rejects(async () => { await app.ready() }, { code: 'PRODUCES_ERR_ROWS', message: /Name one that it declares: items/ })
})
