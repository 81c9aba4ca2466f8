/**
 * Boot: what goes out of rows, from their schema, whether they come together or one by one.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { compilePlans, type Form, located } from '../../schemas/index.js'
import type { Items } from '../../streams/index.js'
import { rowFormOf } from './columns.js'
import { isStructure } from './values.js'

/** What goes out of rows. Each throws a PlanFault with the path of what the schema does not admit. */
export interface RowPlans {
  /** Of the whole payload. */
  plan (payload: unknown): unknown
  /** Of a row by its index. */
  planRow (row: unknown, index: number): unknown
  planRows (rows: readonly unknown[]): readonly unknown[]
  /** What is known at boot of the data of a row. */
  readonly form: Form
}

/**
 * Compiles what goes out of rows.
 *
 * choice: a schema that declares no array is that of a row, and a payload of rows may be sent by it.
 */
export function compileRowPlans (schema: unknown, { schemas }: SerializerRoute): RowPlans {
  const { plan, item = plan, ...plans } = compilePlans(schema ?? true, schemas)
  function planRow (row: unknown, index: number): unknown {
    try {
      return item(row, index)
    } catch (error) {
      throw located(error, index)
    }
  }
  const isOfRows = item !== plan
  return {
    plan,
    planRow,
    planRows: (rows) => isOfRows ? plan(rows) as readonly unknown[] : Array.from(rows, planRow),
    form: rowFormOf(schema, schemas, plans.form)
  }
}

/** Whether a payload that is no array holds several rows. */
export function isIterable (value: unknown): value is Items {
  return isStructure(value) && (Symbol.asyncIterator in value || Symbol.iterator in value)
}
