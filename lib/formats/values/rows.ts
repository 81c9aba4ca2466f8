/**
 * Boot: from what writes each column, the function that writes a row.
 *
 * In: data that a plan has made, wherever in the payload a row stands. Out: text, one column after another.
 */
import { describe, PlanFault, unroll } from '../../schemas/index.js'

/** Writes a value; `undefined` where there is none. */
export type Write = (data: unknown) => string

/**
 * Data as that of a row: an object; `null` and `undefined` are rows of empty cells.
 *
 * @throws PlanFault for anything else
 */
export function checkRow (data: unknown): unknown {
  const isRow = typeof data === 'object' ? !Array.isArray(data) && !(data instanceof Date) && !ArrayBuffer.isView(data) : data === undefined
  if (isRow) return data
  throw new PlanFault(`expected an object for a row, found ${describe(data)}`)
}

/** What writes a column. */
export interface ColumnWriter {
  /** The names from the row to the value. Without any it is the row itself, and comes last. */
  readonly path: readonly string[]
  readonly write: Write
}

/**
 * Compiles the function that writes a row; without an object in a place, what it would hold is missing.
 *
 * @example
 * compileRow([{ path: ['a'], write: String }, { path: ['b', 'c'], write: (c) => `,${c}` }])({ a: 1, b: { c: 2 } }) // '1,2'
 */
export function compileRow (writers: readonly ColumnWriter[], depth = 0): Write {
  let written: ((row: object) => string) | undefined
  let missing: string | undefined
  return function writeRow (row) {
    if (typeof row !== 'object' || row === null) {
      missing ??= writers.map(({ write }) => write(undefined)).join('')
      return missing
    }
    written ??= compileColumns(writers, depth)
    return written(row)
  }
}

function compileColumns (writers: readonly ColumnWriter[], depth: number): (row: object) => string {
  const groups = groupsOf(writers.filter(({ path }) => path.length > depth), depth)
  const columns = unroll(groups.map(({ name }) => name), groups.map(({ inner, write }) => write ?? compileRow(inner, depth + 1)), '')
  const whole = writers.find(({ path }) => path.length === depth)
  return whole === undefined ? (row) => columns(row, undefined) : (row) => columns(row, undefined) + whole.write(row)
}

/** Columns that stand side by side in one object, or a single one. */
interface Group {
  readonly name: string
  readonly inner: ColumnWriter[]
  readonly write: Write | undefined
}

function groupsOf (writers: readonly ColumnWriter[], depth: number): readonly Group[] {
  const groups: Group[] = []
  for (const writer of writers) {
    const name = writer.path[depth] as string
    const last = groups.at(-1)
    if (writer.path.length === depth + 1) groups.push({ name, inner: [], write: writer.write })
    else if (last?.write === undefined && last?.name === name) last.inner.push(writer)
    else groups.push({ name, inner: [writer], write: undefined })
  }
  return groups
}

/** The same where one payload alone has the columns, each of one name, which no code is compiled for. */
export function looseRow (writers: readonly ColumnWriter[]): (row: object) => string {
  return function writeRow (row) {
    let text = ''
    for (const { path: [name = ''], write } of writers) text += write(Object.hasOwn(row, name) ? row[name as never] : undefined)
    return text
  }
}
