/** Schemas and payloads as nobody should write them: every format says what JSON says, and no more than is declared. */
import { decode as decodeCbor } from 'cbor2'
import Fastify from 'fastify'
import t from 'tap'
import { parse as parseYaml } from 'yaml'
import cbor from '../../lib/formats/binary/cbor.js'
import csv from '../../lib/formats/csv/csv.js'
import html from '../../lib/formats/html/html.js'
import markdown from '../../lib/formats/markdown/markdown.js'
import xml from '../../lib/formats/xml/xml.js'
import yaml from '../../lib/formats/yaml/yaml.js'
import produces from '../../lib/index.js'

const string = { type: 'string' }
const integer = { type: 'integer' }
const object = (properties: object, more: object = {}): object => ({ type: 'object', properties, ...more })

/** Formats of data, as they are read, and formats for people, as text. */
const READERS: Readonly<Record<string, (bytes: Buffer) => unknown>> = {
  'application/json': (bytes) => JSON.parse(String(bytes)),
  'application/yaml': (bytes) => parseYaml(String(bytes)),
  'application/cbor': (bytes) => decodeCbor(bytes),
  'text/plain': (bytes) => JSON.parse(String(bytes))
}
const TEXTS = ['application/xml', 'text/html', 'text/markdown', 'text/csv']

interface Case {
  readonly schema: object
  readonly payload: () => unknown
  readonly json: unknown
  /** What text for people has in it. */
  readonly texts?: readonly string[]
  readonly shared?: readonly object[]
  /** The schema of a route that says nothing to this plugin. */
  readonly before?: object
}

const S = { $id: 'S', minLength: 2 }
const conditional = object({ x: {} }, { if: { $ref: 'S#' }, then: object({ p: string }), else: object({ q: string }) })

const CASES: Readonly<Record<string, Case>> = {
  'a condition that refers to a shared schema': { schema: conditional, shared: [S], payload: () => ({ p: 'yes', q: 'SECRET' }), json: { p: 'yes' }, texts: ['yes'] },
  'the same beside a route by which Fastify infers the type of the shared schema': {
    schema: conditional, shared: [S], before: object({ x: { $ref: 'S#' } }), payload: () => ({ p: 'yes', q: 'SECRET' }), json: { p: 'yes' }, texts: ['yes']
  },
  'an embedded schema with the $id of a shared one': {
    schema: object({ a: { $ref: 'X#' }, b: { $id: 'X', ...object({ q: string }) } }),
    shared: [{ $id: 'X', ...object({ p: string }) }],
    payload: () => ({ a: { p: 'SECRET', q: 'near' }, b: { p: 'SECRET', q: 'far' } }),
    json: { a: { q: 'near' }, b: { q: 'far' } },
    texts: ['near', 'far']
  },
  'names that every object inherits, where there is none of its own': {
    schema: object(JSON.parse('{"__proto__":{"type":"object"},"constructor":{"type":"string"},"toString":{"type":"string"},"e":{"type":"integer"}}')),
    payload: () => new class { e = 1; secret (): string { return 'SECRET' } }(),
    json: { e: 1 }
  },
  'a getter that says something else each time': {
    schema: object({ a: string, e: integer }),
    payload: () => { let reads = 0; return { get a () { return reads++ === 0 ? 'once' : { secret: 'SECRET' } }, e: 1 } },
    json: { a: 'once', e: 1 },
    texts: ['once']
  },
  'a proxy': {
    schema: object({ a: string, of: object({ b: integer }) }),
    payload: () => new Proxy({ a: 'A', of: new Proxy({ b: 1, secret: 'SECRET' }, {}), secret: 'SECRET' }, {}),
    json: { a: 'A', of: { b: 1 } }
  },
  'a toJSON within what another toJSON says': {
    schema: object({ a: {} }),
    payload: () => ({ a: { secret: 'SECRET', toJSON: () => ({ fine: 'yes', in: { secret: 'SECRET', toJSON: () => 'ok' } }) } }),
    json: { a: { fine: 'yes', in: 'ok' } },
    texts: ['ok']
  },
  'symbols, functions and what is inherited': {
    schema: object({ a: {} }, { additionalProperties: string }),
    payload: () => Object.assign(Object.create({ inherited: 'SECRET' }), { a: { y: Symbol('SECRET'), f: () => 'SECRET', [Symbol('SECRET')]: 'SECRET' } }),
    json: { a: {} }
  },
  'Map, Set and private members': {
    schema: object({ map: {}, set: object({}), one: {} }),
    payload: () => ({ map: new Map([['k', 'SECRET']]), set: new Set(['SECRET']), one: new class { #secret = 'SECRET'; b = 2; get length () { return this.#secret.length } }() }),
    json: { map: {}, set: {}, one: { b: 2 } }
  },
  'an array with other properties and a toJSON': {
    schema: object({ a: { type: 'array', items: integer } }),
    payload: () => ({ a: Object.assign([7], { secret: 'SECRET', toJSON: () => ['SECRET'] }) }),
    json: { a: [7] },
    texts: ['7']
  },
  'patterns of which several fit': {
    schema: object({ ab: string }, { patternProperties: { '^a': object({ x: integer }), b$: object({ y: integer }) } }),
    payload: () => ({ ab: 'named', aXb: { x: 1, y: 'SECRET' }, zb: { y: 2, x: 'SECRET' }, z: 'SECRET' }),
    json: { ab: 'named', aXb: { x: 1 }, zb: { y: 2 } },
    texts: ['named']
  },
  'an object of an alternative that says nothing': {
    schema: object({ of: { anyOf: [object({ x: integer }, { required: ['x'] }), {}] } }), payload: () => ({ of: { z: 'open' } }), json: { of: { z: 'open' } }, texts: ['open']
  },
  'a scalar of an alternative that says nothing': {
    schema: object({ of: { anyOf: [object({ x: integer }, { required: ['x'] }), {}] } }), payload: () => ({ of: 'open' }), json: { of: 'open' }, texts: ['open']
  },
  'items of an alternative that says nothing of them': {
    schema: object({ of: { oneOf: [{ type: 'array', items: object({ a: string }, { required: ['a'] }) }, { type: 'array', maxItems: 3 }] } }),
    payload: () => ({ of: [{ z: 'open' }] }),
    json: { of: [{ z: 'open' }] },
    texts: ['open']
  },
  'a property that one alternative forbids and another leaves open': {
    schema: object({ of: { oneOf: [object({ a: object({ d: false }, { required: ['q'] }) }), object({}, { additionalProperties: true })] } }),
    payload: () => ({ of: { a: { d: 'open' } } }),
    json: { of: { a: { d: 'open' } } },
    texts: ['open']
  },
  'unions in the places of a tuple': {
    schema: object({ of: { prefixItems: [{ anyOf: [object({ k: integer }), string] }, { oneOf: [{ type: 'null' }, integer] }] } }),
    payload: () => ({ of: [{ k: 1, secret: 'SECRET' }, 2, 'SECRET'] }),
    json: { of: [{ k: 1 }, 2] }
  }
}

for (const [name, { schema, payload, json, texts = [], shared = [], before }] of Object.entries(CASES)) {
  t.test(`${name}: every format says what JSON says`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    const serializers = {
      yaml: yaml(), cbor: cbor(), xml: xml(), html: html(), markdown: markdown(), csv: csv(), 'text/plain': (value: unknown) => JSON.stringify(value)
    }
    await app.register(produces, { serializers })
    for (const each of shared) app.addSchema(each)
    if (before !== undefined) app.get('/before', { schema: { response: { 200: before } } }, async () => ({}))
    const produced = [...Object.keys(READERS), ...TEXTS].map((mediaType) => ({ mediaType, schema }))
    app.get('/', { config: { produces: produced as never } }, async () => payload())
    for (const [accept, read] of Object.entries(READERS)) {
      const { rawPayload, body } = await app.inject({ url: '/', headers: { accept } })
      t.equal(JSON.stringify(read(rawPayload)), JSON.stringify(json), accept)
      t.notMatch(body, /SECRET/, accept)
    }
    for (const accept of TEXTS) {
      const { body, statusCode } = await app.inject({ url: '/', headers: { accept } })
      t.equal(statusCode, 200, accept)
      t.notMatch(body, /SECRET/, accept)
      for (const text of texts) t.ok(body.includes(text), `${text} in ${accept}`)
    }
  })
}

for (const keyword of ['items', 'prefixItems']) {
  t.test(`${keyword}: an item of a tuple that comes alone is what its own place declares`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(produces, { serializers: { yaml: yaml() } })
    const schema = { type: 'array', [keyword]: [object({ a: string, b: string }), object({ b: string })] }
    const produced = ['application/json', 'application/yaml'].map((mediaType) => ({ mediaType, schema }))
    app.get('/', { config: { produces: produced as never } }, async function * () {
      yield { a: 'A', b: 'B' }
      yield { a: 'SECRET', b: 'B' }
    })
    for (const accept of ['application/json', 'application/yaml']) {
      t.strictSame(parseYaml((await app.inject({ url: '/', headers: { accept } })).body), [{ a: 'A', b: 'B' }, { b: 'B' }], accept)
    }
  })
}

for (const branch of ['then', 'else']) {
  t.test(`a branch of a condition that is false lets nothing out: ${branch}`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    await app.register(produces, { serializers: { yaml: yaml(), cbor: cbor(), xml: xml(), html: html(), markdown: markdown(), csv: csv() } })
    const chosen = { type: 'object', [branch === 'then' ? 'required' : 'maxProperties']: branch === 'then' ? ['secret'] : 0 }
    const produced = [...Object.keys(READERS).filter((type) => type !== 'text/plain'), ...TEXTS]
    const condition = { if: chosen, [branch]: false, [branch === 'then' ? 'else' : 'then']: object({ items: { type: 'array', items: string } }) }
    for (const [url, schema] of [['/whole', condition], ['/inner', object({ of: condition })]] as const) {
      const value = { secret: 'SECRET', items: [] }
      app.get(url, { config: { produces: produced.map((mediaType) => ({ mediaType, schema })) as never } }, async () => url === '/whole' ? value : { of: value })
    }
    for (const url of ['/whole', '/inner']) {
      for (const accept of produced) t.notMatch((await app.inject({ url, headers: { accept } })).body, /SECRET/, `${url} as ${accept}`)
    }
  })
}
