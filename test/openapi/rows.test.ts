/** What a document says of rows that are taken from an envelope. */
import t, { type Test } from 'tap'
import csv from '../../lib/formats/csv/csv.js'
import ndjson from '../../lib/formats/json-lines/ndjson.js'
import { build, type Json, operationOf, VERSIONS } from './documents.js'

const Planet = { type: 'object', properties: { name: { type: 'string', examples: ['Mars'] } } }
const Page = { type: 'object', properties: { items: { type: 'array', items: Planet }, total: { type: 'integer' } } }

async function contentOf (t: Test, openapi: string, schema: object | undefined, rows = 'items'): Promise<Record<string, Json>> {
  const app = await build(t, { openapi, produces: { serializers: { csv: csv({ columns: ['name'] }), ndjson: ndjson() } } })
  const mediaTypes = [{ mediaType: 'application/json' }, { mediaType: 'text/csv', rows }, { mediaType: 'application/x-ndjson', rows }] as const
  app.get('/', { config: { produces: mediaTypes }, ...schema !== undefined && { schema: { response: { 200: schema } } } }, async () => ({ items: [] }))
  const { responses } = await operationOf(t, app)
  return responses[200]?.content ?? {}
}

for (const openapi of VERSIONS) {
  t.test(`OpenAPI ${openapi}: formats of rows have the schema of the rows, and JSON that of the envelope`, async (t) => {
    const content = await contentOf(t, openapi, Page)
    t.match(content['application/json']?.schema, { type: 'object', properties: { items: { type: 'array' }, total: { type: 'integer' } } })
    t.equal(content['text/csv']?.example, 'name\r\nMars\r\n', 'an example is made of an envelope')
    t.match(JSON.stringify(content['application/x-ndjson']), openapi === '3.2.0' ? /"itemSchema":/ : /"schema":/)
    t.notMatch(JSON.stringify([content['text/csv'], content['application/x-ndjson']]), /total/)
  })
}

t.test('without a schema any item is a row', async (t) => {
  t.same((await contentOf(t, '3.2.0', undefined))['application/x-ndjson'], { schema: { type: 'array', items: {} }, itemSchema: {} })
})

t.test('rows that refer to their document are documented by valid references', async (t) => {
  const schema = { ...Page, properties: { items: { type: 'array', items: { $ref: '#/definitions/planet' } } }, definitions: { planet: Planet } }
  const content = await contentOf(t, '3.1.0', schema)
  t.match(JSON.stringify(content['application/x-ndjson']), /"\$ref":"#\/components\/schemas\//)
})
