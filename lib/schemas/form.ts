/**
 * What data may go out in a place of a schema, as far as boot can tell: from this, who writes the data compiles how.
 */

/** Where it tells nothing, data of any form may come. A scalar or null may stand in place of any form. */
export interface Form {
  /** That of the objects; `undefined` where there may be several, or any. */
  readonly object: ObjectForm | undefined
  /** That of the arrays; `undefined` where there may be several, or any. */
  readonly array: ArrayForm | undefined
}

/** What is known of the data of an object. */
export interface ObjectForm {
  /** The properties that the schema names, in the order in which JSON has them. Any of them may be missing. */
  readonly properties: ReadonlyArray<readonly [name: string, form: Form]>
  /** Whether others may come, which JSON has after them. */
  readonly isOpen: boolean
}

/** What is known of the data of an array. */
export interface ArrayForm {
  /** The first items, where their forms differ by index. */
  readonly places: readonly Form[]
  /** Any item after them. */
  readonly rest: Form
}
