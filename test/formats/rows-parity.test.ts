/** The rows of an envelope are those that JSON has in it, whatever the schema and the payload. */
import fc from 'fast-check'
import Fastify from 'fastify'
import assert from 'node:assert/strict'
import t from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import jsonSeq from '../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import sse from '../../lib/formats/sse/sse.js'
import produces from '../../lib/index.js'
import { runs } from '../fixtures/generated.js'
import { definitions, payloadOf, schemas, type SchemaObject, shared } from '../schemas/generated.js'
import { standsFor } from './parity.js'

/** How many payloads each schema gets, in each of four formats: ten thousand and more for all schemas of the deep run. */
const PAYLOADS = 24

// The deep run takes minutes.
t.setTimeout(600_000)

/** By media type, the serializer and how many rows there are in content, or which. */
const formats = {
  'application/x-ndjson': [ndjson(), (body: string) => body.split('\n').slice(0, -1).map((line) => JSON.parse(line))],
  'application/json-seq': [jsonSeq(), (body: string) => body.split('\x1e').slice(1).map((text) => JSON.parse(text))],
  'text/event-stream': [sse(), (body: string) => body.split('\n\n').slice(0, -1).map((event) => JSON.parse(event.replace('data: ', '')))],
  'text/csv': [csv({ columns: ['id'] }), (body: string) => body.split('\r\n').slice(1, -1).map((id) => id === '""' ? null : Number(id))]
} as const

type Envelope = (row: SchemaObject) => SchemaObject

const properties = (row: SchemaObject): SchemaObject => ({ first: { type: 'integer' }, items: { type: 'array', items: row }, total: { type: 'string' } })
const envelopes: readonly Envelope[] = [
  (row) => ({ type: 'object', properties: properties(row), definitions }),
  (row) => ({ type: 'object', properties: properties(row), required: ['items', 'total'], definitions }),
  (row) => ({ type: 'object', properties: { ...properties(row), items: { $ref: '#/definitions/list' } }, definitions: { ...definitions, list: { type: 'array', items: row } } }),
  (row) => ({ anyOf: [{ type: 'object', properties: { first: { type: 'string' } }, required: ['secret'] }, { type: 'object', properties: properties(row) }], definitions }),
  (row) => ({ allOf: [{ type: 'object', properties: { first: { type: 'integer' } } }, { type: 'object', properties: { items: { type: 'array', items: row } } }], definitions }),
  (row) => ({ type: 'object', properties: properties(row), additionalProperties: { type: 'integer' }, definitions })
]

/** A page of a few rows, whose facts are right. */
function pageOf (row: SchemaObject, seed: number): object {
  const items = Array.from({ length: seed % 4 }, (_, index) => payloadOf(row, seed + index)).filter((item) => typeof item === 'object')
  return { first: 1, total: 'T', items, secret: 'SECRET', more: 5 }
}

t.test('whatever the schema and the payload, the rows are those of JSON, or there is no answer in either', async (t) => {
  const seen = { rows: 0, refused: 0, unfit: 0 }
  await fc.assert(fc.asyncProperty(schemas, fc.constantFrom(...envelopes), fc.integer({ min: 1, max: 2 ** 31 }), async (generated, wrap, seed) => {
    const row = { type: 'object', properties: { id: { type: 'integer' }, of: generated } }
    const schema = wrap(row)
    let payload: unknown
    const app = Fastify()
    await app.register(produces, { serializers: Object.fromEntries(Object.entries(formats).map(([mediaType, [serializer]]) => [mediaType, serializer])) })
    app.addSchema(shared)
    const mediaTypes = [{ mediaType: 'application/json', schema }, ...Object.keys(formats).map((mediaType) => ({ mediaType, schema, rows: 'items' }))]
    app.get('/', { config: { produces: mediaTypes as never } }, async () => payload)
    // A schema that contradicts itself.
    if (!await app.ready().then(() => true, () => false)) {
      seen.unfit++
      return
    }
    for (let index = 0; index < PAYLOADS; index++) {
      payload = index % 3 === 0 ? payloadOf(schema, seed + index) : pageOf({ ...row, definitions }, seed + index)
      // Text is finished content; a URL is an object to fast-json-stringify until it has looked for a branch.
      if (typeof payload === 'string' || payload instanceof URL) continue
      const json = await app.inject('/')
      const data: unknown = json.statusCode === 200 ? json.json() : undefined
      for (const [accept, [, read]] of Object.entries(formats)) {
        const { statusCode, body } = await app.inject({ url: '/', headers: { accept } })
        const shown = [schema, payload].map((value) => JSON.stringify(value)).join('\n') + `\n${json.body}\n${accept}: ${body}`
        if (statusCode === 500 || data === undefined) {
          // fast-json-stringify papers over what is no object.
          assert.ok(statusCode === json.statusCode || /expected an (?:object|array)/.test(body), shown)
          seen.refused++
        } else {
          const rows = (data as { items?: ReadonlyArray<SchemaObject | null> | null } | null)?.items ?? []
          const expected = accept === 'text/csv' ? rows.map((row) => row?.id ?? null) : rows
          assert.ok(standsFor(read(body), expected), shown)
          seen.rows += rows.length
        }
        assert.ok(json.body.includes('SECRET') || !body.includes('SECRET'), `a leak in ${shown}`)
      }
    }
    await app.close()
  }), runs(600))
  t.comment(seen)
  t.ok(seen.rows > seen.refused / 4 && seen.unfit < 200, 'enough of both')
})
