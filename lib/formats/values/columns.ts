/**
 * Rows of a table and their columns, from the schema of a row.
 *
 * In: the shape of a row. Out: a column for each property that is not an object itself; the properties of an object become columns of
 * their own.
 */
import { ANY_FORM, type Form, NOTHING, type Schemas, type Shape, shapeOf } from '../../schemas/index.js'

/** One column, and where its values are in a row. */
export interface Column {
  /** The names from the row to the property. */
  readonly path: readonly string[]
  readonly shape: Shape
}

/**
 * The columns of a row.
 *
 * choice: an object that contains itself, as in recursive schemas, is a single column: a table has no end to its depth.
 *
 * @param isFlat whether the properties of an object become columns of their own
 */
export function columnsIn (row: Shape, isFlat: (shape: Shape) => boolean = isNested): Column[] {
  return columnsUnder(row, [], [row], isFlat)
}

function columnsUnder (shape: Shape, path: readonly string[], above: readonly Shape[], isFlat: (shape: Shape) => boolean): Column[] {
  return [...shape.properties].flatMap(([name, property]) => {
    const inner = [...path, name]
    if (property === NOTHING) return []
    if (isFlat(property) && !above.includes(property)) return columnsUnder(property, inner, [...above, property], isFlat)
    return [{ path: inner, shape: property }]
  })
}

/** Whether a property can have columns of its own: where a scalar or an array may take the object's place, they need a cell. */
export function isNested ({ properties, scalar, items }: Shape): boolean {
  return !scalar && items === undefined && [...properties.values()].some((property) => property !== NOTHING)
}

/** The form of the rows of a payload; that of anything where boot cannot tell. */
export function rowFormOf (schema: unknown, schemas: Schemas, form: Form): Form {
  const { object, items, places } = shapeOf(schema ?? true, schemas)
  if (items === undefined) return form
  return object || places.length > 0 ? ANY_FORM : form.array?.rest ?? ANY_FORM
}
