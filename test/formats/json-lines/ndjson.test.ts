import t from 'tap'
import assert from 'node:assert/strict'
import { json } from '../../../lib/serializers/json.js'
import ndjson from '../../../lib/formats/json-lines/ndjson.js'
import { array, routeOf } from '../declared.js'
import { build, contentOf } from '../items.js'
import { testLines } from './lines.js'

/** A line is a JSON text, and LF is behind the last one too. */
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
