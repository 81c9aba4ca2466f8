/** A workbook says what JSON says, in every column. Read back by hucre. */
import Fastify from 'fastify'
import fc from 'fast-check'
import t from 'tap'
import xlsx from '../../../lib/formats/xlsx/xlsx.js'
import produces from '../../../lib/index.js'
import { runs } from '../../fixtures/generated.js'
import { definitions, payloadOf, schemas, shared, type SchemaObject } from '../../schemas/generated.js'
import { isTextOf } from '../answers.js'
import { MEDIA_TYPE, sheetsOf, type Value } from './reader.js'

/** How many payloads each schema gets: ten thousand for all schemas of the deep run. */
const PAYLOADS = 8

// The deep run takes minutes.
t.setTimeout(600_000)

/** Rows; the same in an object, beside others; or a single row. */
const wraps: ReadonlyArray<(schema: SchemaObject) => SchemaObject> = [
  (schema) => ({ type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, of: schema } } }),
  (schema) => ({ type: 'object', properties: { page: { type: 'integer' }, items: { type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, of: schema } } } } }),
  (schema) => ({ type: 'object', properties: { id: { type: 'integer' }, of: schema } })
]

function valueAt (value: unknown, path: readonly string[]): unknown {
  return path.reduce((inner, name) => (inner as Record<string, unknown> | null | undefined)?.[name], value)
}

/** Whether a cell stands for a value of JSON. */
function says (cell: Value, json: unknown): boolean {
  if (cell instanceof Date) return new Date(String(json)).getTime() === cell.getTime()
  if (typeof cell === 'number' || typeof cell === 'boolean') return cell === json
  return isTextOf(cell ?? '', json) && (cell === null || !['number', 'boolean'].includes(typeof json))
}

/** The rows of JSON that a sheet has, by its name, in which there is no slash. */
function rowsOf (json: unknown, sheet: string): readonly unknown[] {
  if (Array.isArray(json)) return json
  const rows = sheet === 'Sheet1' || sheet === 'Facts' ? [json] : valueAt(json, sheet.replace('x_y', 'x/y').split(' › ')) ?? []
  return [rows].flat()
}

async function saysTheSame (content: Buffer, json: unknown): Promise<boolean> {
  const sheets = await sheetsOf(content)
  return sheets.length > 0 && sheets.every(([name, header = [], ...lines]) => rowsOf(json, name).every((row, place) => header.every((label, index) => {
    return says(lines[place]?.[index] ?? null, valueAt(row, String(label).split(' › ')))
  })) && lines.length <= rowsOf(json, name).length)
}

t.test('whatever the schema and the payload, every cell has JSON\'s data with its type, or there is no answer in either', async (t) => {
  const seen = { equal: 0, refused: 0 }
  await fc.assert(fc.asyncProperty(schemas, fc.constantFrom(...wraps), fc.integer({ min: 1, max: 2 ** 31 }), async (generated, wrap, seed) => {
    const schema = { ...wrap(generated), definitions }
    let payload: unknown
    const app = Fastify()
    await app.register(produces, { serializers: { xlsx: xlsx() } })
    app.addSchema(shared)
    app.get('/', { config: { produces: ['application/json', MEDIA_TYPE].map((mediaType) => ({ mediaType, schema })) as never } }, async () => payload)
    // A schema that contradicts itself.
    if (!await app.ready().then(() => true, () => false)) return
    for (let index = 0; index < PAYLOADS; index++) {
      payload = payloadOf(schema, seed + index)
      const [json, other] = await Promise.all(['application/json', MEDIA_TYPE].map((accept) => app.inject({ url: '/', headers: { accept } })))
      const shown = (): string => [schema, payload].map((value) => JSON.stringify(value)).join('\n') + `\n${json?.body}`
      if (json?.statusCode !== 200 || other?.statusCode !== 200) {
        // fast-json-stringify papers over what is no object.
        if (json?.statusCode !== other?.statusCode && !/expected an object/.test(String(other?.body))) throw new Error(`${shown()}\n${other?.body}`)
        seen.refused++
      } else {
        const sheets = JSON.stringify(await sheetsOf(other.rawPayload))
        if (!await saysTheSame(other.rawPayload, json.json())) throw new Error(`${shown()}\n${sheets}`)
        if (!json.body.includes('SECRET') && sheets.includes('SECRET')) throw new Error(`a leak in ${shown()}`)
        seen.equal++
      }
    }
    await app.close()
  }), runs(1700))
  t.comment(seen)
  t.ok(seen.equal > seen.refused / 4, 'enough of both')
})
