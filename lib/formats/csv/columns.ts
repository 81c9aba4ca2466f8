/**
 * Boot, for CSV: the columns of a table, from the schema of its rows.
 *
 * In: a JSON schema, and the columns that the options select. Out: the columns, in the order of declaration or of the options;
 * one for each property that is not an object itself, whose properties become columns with dotted names.
 * RFC 4180 §2: each line has the same number of fields throughout the file, so the columns are known before the first row.
 * @see https://www.rfc-editor.org/rfc/rfc4180#section-2
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY, NOTHING, rowShape, type Shape } from '../../schemas/index.js'

/** A column by its name, and what the header line calls it. */
export interface CsvColumn {
  /** Dotted for a property of a nested object: `orbit.period`. */
  readonly key: string
  /** Default: the key. */
  readonly header?: string
}

/** One column, and where its values stand in a row. */
export interface Column {
  /** As the header line has it. */
  readonly name: string
  readonly path: readonly string[]
  readonly shape: Shape
}

/**
 * The columns of a route's rows: all that the schema declares, or those selected.
 *
 * @throws Error where no columns follow from the schema, or it does not declare a selected one
 */
export function selectColumns (schema: unknown, route: SerializerRoute, selected: readonly (string | CsvColumn)[] | undefined): readonly Column[] {
  const names = selected?.map((entry) => typeof entry === 'string' ? { key: entry } : entry)
  if (schema === undefined && names !== undefined) {
    return names.map(({ key, header = key }) => ({ name: header, path: key.split('.'), shape: ANY }))
  }
  const declared = declaredColumns(schema, route)
  return names === undefined ? declared : names.map(({ key, header = key }) => ({ ...columnOf(declared, key, route), name: header }))
}

function declaredColumns (schema: unknown, { mediaType, status, schemas }: SerializerRoute): readonly Column[] {
  if (schema === undefined) {
    throw new Error(`${mediaType} takes its columns from the schema, and there is none for status ${status}: declare an array of objects in schema.response, or columns in the options of csv()`)
  }
  const row = rowShape(schema, schemas)
  const declared = columnsIn(row, [], [row])
  if (declared.length === 0) {
    throw new Error(`${mediaType} takes its columns from the properties in the schema, and there are none for status ${status}: declare an array of objects, or an object`)
  }
  return declared
}

function columnOf (declared: readonly Column[], key: string, { mediaType, status }: SerializerRoute): Column {
  const column = declared.find(({ name }) => name === key)
  if (column !== undefined) return column
  throw new Error(`${mediaType} has no column '${key}': the schema for status ${status} declares ${declared.map(({ name }) => name).join(', ')}`)
}

/**
 * The columns of a row, one for each property or, where `isFlat`, for each of its own properties.
 *
 * choice: an object that contains itself, as recursive schemas have it, is one cell: a table has no depth to end at.
 */
export function columnsIn (shape: Shape, path: readonly string[], above: readonly Shape[], isFlat = isNested): Column[] {
  return [...shape.properties].flatMap(([name, property]) => {
    const inner = [...path, name]
    if (property === NOTHING) return []
    if (isFlat(property) && !above.includes(property)) return columnsIn(property, inner, [...above, property], isFlat)
    return [{ name: inner.join('.'), path: inner, shape: property }]
  })
}

/** Whether a property has columns of its own. Where a scalar or an array may stand in the object's place, they need a cell. */
export function isNested ({ properties, scalar, items }: Shape): boolean {
  return !scalar && items === undefined && [...properties.values()].some((property) => property !== NOTHING)
}
