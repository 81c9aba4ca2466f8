import t from 'tap'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { json } from '../../../lib/serializers/json.js'
import ndjson from '../../../lib/formats/json-lines/ndjson.js'
import { runs } from '../../fixtures/generated.js'
import { definitions, payloadOf, schemas, shared } from '../../schemas/generated.js'
import { array, routeOf } from '../declared.js'
import { build, contentOf } from '../items.js'
import { testLines } from './lines.js'

/** A line is a JSON text, and LF follows the last one too. */
function read (content: string): unknown[] {
  const lines = content.split('\n')
  assert.equal(lines.pop(), '')
  return lines.map((line) => {
    assert.doesNotMatch(line, /\r/)
    return JSON.parse(line)
  })
}

testLines({ mediaType: 'application/x-ndjson', serializer: ndjson(), start: '', read })

t.test('every name of the format is a media type of its own', async (t) => {
  for (const mediaType of ['application/x-ndjson', 'application/ndjson', 'application/jsonl'] as const) {
    const app = await build(t, { mediaType, serializer: ndjson() })
    app.get('/', { config: { produces: [mediaType] } }, async () => [{ name: 'Mars' }, { name: 'Venus' }])
    const { headers, body } = await app.inject('/')
    t.equal(headers['content-type'], mediaType)
    t.equal(body, '{"name":"Mars"}\n{"name":"Venus"}\n')
  }
})

t.test('the items of a JSON array that come one by one have JSON, whatever they are', async (t) => {
  const serialize = (schema: unknown, items: unknown[]): Promise<string> => contentOf(json.compile(schema, routeOf('application/json'))(items.values(), undefined as never))
  t.equal(await serialize(array({}), [undefined, () => 1, 1]), '[null,null,1]')
  t.equal(await serialize(undefined, [undefined, 1]), '[null,1]')
  await t.rejects(serialize(array(false), [1]), { message: 'cannot send items: the schema forbids them' })
  await t.rejects(serialize({ type: 'object' }, [1]), { message: 'cannot send items one by one: the schema declares no array' })
})

t.test('a schema that says more than fast-json-stringify knows has the same JSON', async (t) => {
  const schema = { type: 'object', properties: { secret: false, id: { type: 'integer' }, bytes: { type: 'string' }, mass: { type: 'number' }, list: array({}) } }
  const payload = { secret: 'LEAK', id: 2n ** 64n, bytes: new Uint8Array([1, 2]), mass: NaN, list: [undefined, 'a', { b: new Date(0) }] }
  const content = ndjson().compile(schema, routeOf('application/x-ndjson'))(payload)
  t.equal(content, '{"id":18446744073709551616,"bytes":"1,2","mass":null,"list":[null,"a",{"b":"1970-01-01T00:00:00.000Z"}]}\n')
})

t.test('what a payload throws of its own goes on as it is', async (t) => {
  let reads = 0
  const once = { get id (): number { if (reads++ === 0) throw new RangeError('not yet'); return 1 } }
  const serialize = json.compile({ type: 'object', properties: { id: { type: 'integer' } } }, routeOf('application/json'))
  t.throws(() => serialize(once, undefined as never), { message: 'not yet' })
})

t.test('whatever the schema of the items, each is written as it would stand in an array', async () => {
  fc.assert(fc.property(schemas, fc.integer({ min: 1, max: 2 ** 31 }), (items, seed) => {
    const schema = { type: 'array', items, definitions }
    const route = routeOf('application/x-ndjson', { Shared: shared })
    const payload = payloadOf(schema, seed)
    assert.equal(Array.isArray(payload), true)
    // What is wrong is wrong in both.
    const written = (write: () => unknown): unknown => {
      try {
        return write()
      } catch (error) {
        return error instanceof Error
      }
    }
    const whole = compileOrUndefined(() => json.compile(schema, route))
    if (whole === undefined) return
    const lines = written(() => ndjson().compile(schema, route)(payload))
    const text = written(() => whole(payload, undefined as never))
    assert.equal(typeof lines === 'string' ? `[${lines.split('\n').slice(0, -1).join()}]` : lines, text, JSON.stringify([schema, payload]))
  }), runs(2500))
})

function compileOrUndefined <Compiled> (compile: () => Compiled): Compiled | undefined {
  try {
    return compile()
  } catch {
    // A schema that contradicts itself.
    return undefined
  }
}

t.test('an item that its own schema refuses is refused with its place, and one that refers to the whole is written', async (t) => {
  const write = (schema: unknown, ...payload: unknown[]): unknown => ndjson().compile(schema, routeOf('application/x-ndjson'))(payload)
  const row = { type: 'object', properties: { at: { type: 'string', format: 'date' } } }
  t.throws(() => write(array(row), { at: '2024-02-29' }, { at: 5 }), { message: /^\[1\]\.at: expected a date/ })
  t.equal(write({ ...array({ type: 'object', properties: { of: { $ref: '#/definitions/row' } } }), definitions: { row } }, { of: { at: '2024-02-29', secret: 'SECRET' } }), '{"of":{"at":"2024-02-29"}}\n')
})

t.test('where the plan writes JSON, long text is escaped as short text is, and no data is a fault', async (t) => {
  const schema = { type: 'object', properties: { secret: false, name: { type: 'string' } } }
  const write = json.compile(schema, routeOf('application/json'))
  const long = 'x'.repeat(50)
  for (const name of [long, `${long}"`, `${long}\n`, `${long}\ud800`, `${long}\u00e9`]) t.equal(write({ name, secret: 'SECRET' }, undefined as never), JSON.stringify({ name }))
  t.throws(() => write(undefined, undefined as never), { message: /no data/ })
})
