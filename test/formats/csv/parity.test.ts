/** CSV says what JSON says, in every column. Read back by csv-parse. */
import { parse } from 'csv-parse/sync'
import t from 'tap'
import csv from '../../../lib/formats/csv/csv.js'
import { compareAnswers, isTextOf } from '../answers.js'
import type { SchemaObject } from '../../schemas/generated.js'

function valueAt (row: unknown, path: readonly string[]): unknown {
  return path.reduce((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], row)
}

t.test('whatever the schema and the payload, every cell has JSON\'s data, or there is no answer in either', async (t) => {
  const wrap = (schema: SchemaObject): SchemaObject => ({ type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, of: schema } } })
  const seen = await compareAnswers('text/csv', csv({ formulas: 'allow' }), wrap, ({ json, body }) => {
    const [names = [], ...lines]: string[][] = parse(body, { recordDelimiter: '\r\n' })
    const rows = json as readonly unknown[]
    return lines.length === rows.length && rows.every((row, place) => names.every((name, index) => {
      // A column is that of a whole name, or of names with dots between them.
      return isTextOf(lines[place]?.[index] ?? '', valueAt(row, name.split('.')))
    }))
  })
  t.comment(seen)
  t.ok(seen.equal > seen.refused / 4, 'enough of both')
})
