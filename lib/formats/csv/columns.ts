/**
 * Boot, for CSV: the columns of a route, from the schema of its rows.
 *
 * In: a JSON schema, and the columns that the options select. Out: the columns, in the order of declaration or of the options, under
 * dotted names. RFC 4180 §2: each line has the same number of fields, so the columns are known before the first row.
 * @see https://www.rfc-editor.org/rfc/rfc4180#section-2
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY, rowShape } from '../../schemas/index.js'
import { type Column, columnsIn } from '../values/columns.js'

/** A column by its name, and what the header line calls it. */
export interface CsvColumn {
  /** Dotted for a property of a nested object: `orbit.period`. */
  readonly key: string
  /** Default: the key. */
  readonly header?: string
}

/** A column with its name in the header line. */
export interface NamedColumn extends Column {
  readonly name: string
}

type Selected = ReadonlyArray<string | CsvColumn> | undefined

/**
 * The columns of a route's rows: all that the schema declares, or those selected.
 *
 * @throws Error where no columns follow from the schema, or it does not declare a selected one
 */
export function selectColumns (schema: unknown, route: SerializerRoute, selected: Selected): readonly NamedColumn[] {
  const names = selected?.map((entry) => typeof entry === 'string' ? { key: entry } : entry)
  if (schema === undefined && names !== undefined) {
    return names.map(({ key, header = key }) => ({ name: header, path: key.split('.'), shape: ANY }))
  }
  const declared = declaredColumns(schema, route)
  return names === undefined ? declared : names.map(({ key, header = key }) => ({ ...columnOf(declared, key, route), name: header }))
}

function declaredColumns (schema: unknown, { mediaType, status, schemas }: SerializerRoute): readonly NamedColumn[] {
  if (schema === undefined) {
    throw new Error(`${mediaType} takes its columns from the schema, and there is none for status ${status}: ` +
      'declare an array of objects in schema.response, or columns in the options of csv()')
  }
  const columns = columnsIn(rowShape(schema, schemas)).map((column) => ({ ...column, name: column.path.join('.') }))
  if (columns.length > 0) return columns
  throw new Error(`${mediaType} takes its columns from the properties in the schema, and there are none for status ${status}: ` +
    'declare an array of objects, or an object')
}

function columnOf (declared: readonly NamedColumn[], key: string, { mediaType, status }: SerializerRoute): NamedColumn {
  const column = declared.find(({ name }) => name === key)
  if (column !== undefined) return column
  const names = declared.map(({ name }) => name).join(', ')
  throw new Error(`${mediaType} has no column '${key}': the schema for status ${status} declares ${names}`)
}
