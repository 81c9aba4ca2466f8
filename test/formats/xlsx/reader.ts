/** What others read of a workbook, by hucre, which has no code in common with ours. */
import assert from 'node:assert/strict'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { readXlsx } from 'hucre/xlsx'
import xlsx from '../../../lib/formats/xlsx/xlsx.js'
import { array, object, routeOf } from '../declared.js'

export const MEDIA_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export type Workbook = Awaited<ReturnType<typeof readXlsx>>
export type Value = string | number | boolean | Date | null

/** The content of a payload, at once. */
export function render (payload: unknown, schema: unknown, schemas: Readonly<Record<string, unknown>> = {}): Uint8Array {
  const content = xlsx().compile(schema, routeOf(MEDIA_TYPE, schemas))(payload)
  assert.ok(content instanceof Uint8Array)
  return content
}

/** The content of items that come one by one. */
export function stream (payload: unknown, schema: unknown): Readable {
  const content = xlsx().compile(schema, routeOf(MEDIA_TYPE))(payload)
  assert.ok(!(content instanceof Uint8Array))
  return content
}

export async function streamed (payload: unknown, schema: unknown): Promise<Buffer> {
  return await buffer(stream(payload, schema))
}

export async function read (content: Uint8Array): Promise<Workbook> {
  return await readXlsx(content, { readStyles: true })
}

/** The rows of each sheet, with its name; empty cells at the end of a row are there. */
export async function sheetsOf (content: Uint8Array): Promise<Array<[name: string, ...rows: Value[][]]>> {
  const { sheets } = await read(content)
  return sheets.map(({ name, rows }) => {
    const width = rows[0]?.length ?? 0
    return [name, ...rows.map((row) => [...row, ...Array<null>(width - row.length).fill(null)] as Value[])]
  })
}

/** One cell, and the format that it has. */
export async function cell (value: unknown, schema: unknown): Promise<{ readonly value: Value, readonly format: string | undefined }> {
  const { sheets: [sheet] } = await read(render([{ value, end: true }], array(object({ value: schema, end: { type: 'boolean' } }))))
  const [, row = []] = sheet?.rows ?? []
  assert.equal(row[1], true)
  return { value: row[0] as Value, format: sheet?.cells?.get('1,0')?.style?.numFmt }
}
