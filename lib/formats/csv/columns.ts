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
  /** Dotted for a property of a nested object: `orbit.period`. Or a list of names, where a name itself has a dot: `['a.b', 'c']`. */
  readonly key: string | readonly string[]
  /** Default: the key, dotted. */
  readonly header?: string
}

/** A column with its name in the header line. */
export interface NamedColumn extends Column {
  readonly name: string
}

/** Under it a serializer says that its options select the columns. */
// An entry of the package may be loaded twice, from two copies.
export const kChosenColumns = Symbol.for('fastify-produces.chosenColumns')

export function hasChosenColumns (serializer: object): boolean {
  return (serializer as { readonly [kChosenColumns]?: boolean })[kChosenColumns] === true
}

/** What the options say of the columns. */
export interface Selection {
  readonly columns?: ReadonlyArray<string | CsvColumn>
  readonly header?: boolean
}

/**
 * The columns of a route's rows: all that the schema declares, or those selected.
 *
 * @throws Error where no columns follow from the schema, it does not declare a selected one, or two have one name in the header line
 */
export function selectColumns (schema: unknown, route: SerializerRoute, selection: Selection): readonly NamedColumn[] {
  const { columns: selected, header = true } = selection
  const columns = selected === undefined ? declaredColumns(schema, route) : selectedColumns(schema, route, selected)
  const twice = header ? columns.find(({ name }, index) => columns.findIndex((column) => column.name === name) < index) : undefined
  if (twice === undefined) return columns
  const paths = columns.filter(({ name }) => name === twice.name).map(({ path }) => JSON.stringify(path)).join(' and ')
  throw new Error(`${route.mediaType} has more than one column '${twice.name}' for status ${route.status}, of the properties ${paths}: ` +
    'give each a header of its own in the option columns of csv(), { key: [names], header }')
}

function selectedColumns (schema: unknown, route: SerializerRoute, selected: NonNullable<Selection['columns']>): readonly NamedColumn[] {
  const declared = schema === undefined ? undefined : declaredColumns(schema, route)
  return selected.map((entry) => {
    const { key, header } = typeof entry === 'string' ? { key: entry } : entry
    const name = header ?? (typeof key === 'string' ? key : key.join('.'))
    if (declared === undefined) return { name, path: typeof key === 'string' ? key.split('.') : key, shape: ANY }
    return { ...columnOf(declared, key, route), name }
  })
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

function columnOf (declared: readonly NamedColumn[], key: CsvColumn['key'], { mediaType, status }: SerializerRoute): Column {
  const isMeant = typeof key === 'string' ? ({ name }: NamedColumn) => name === key : ({ path }: Column) => JSON.stringify(path) === JSON.stringify(key)
  const [column, other] = declared.filter(isMeant)
  if (column === undefined) {
    const names = declared.map(({ name }) => name).join(', ')
    throw new Error(`${mediaType} has no column '${String(key)}': the schema for status ${status} declares ${names}`)
  }
  if (other === undefined) return column
  const keys = [column, other].map(({ path }) => JSON.stringify(path)).join(' or ')
  throw new Error(`${mediaType} has more than one column '${String(key)}' for status ${status}: say which as a list of names, { key: ${keys} }`)
}
