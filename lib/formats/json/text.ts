/**
 * JSON of a value and of an item, by the schema: what JSON, NDJSON and JSON text sequences share.
 *
 * Compiled by fast-json-stringify, through the serializer compiler that Fastify itself uses for the route. RFC 8259.
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY_FORM, BRANCHES, compilePlans, isObject, located, type Plans, type Schema } from '../../schemas/index.js'
import { PayloadFault } from '../../streams/index.js'
import { itemsNotDeclared, noData, notJson } from '../faults.js'
import { compileWriteJson } from './write.js'

/** Writes JSON of a value. */
export type Stringify = (payload: unknown) => string

/** The writers of one schema. */
export interface Stringifiers {
  /** Throws a TypeError for a payload that is not data. */
  readonly stringify: Stringify
  /** Writes an item as it would be written at its index of an array. Throws a TypeError where the schema declares none. */
  stringifyItem (item: unknown, index: number): string
  /** Whether there may be line breaks between tokens: an application's own serializer compiler may make some. */
  readonly mayBreak: boolean
}

/**
 * From a schema, the functions that write JSON of what the schema declares.
 *
 * @param schema `undefined` where everything goes out
 */
export function compileStringifiers (schema: unknown, route: SerializerRoute): Stringifiers {
  const isOpen = schema === undefined || schema === true
  const { whole, item, planItem, mayBreak } = isOpen ? OPEN : compileWriters(schema, route)
  function stringify (payload: unknown): string {
    const text = whole(payload)
    if (text === undefined) throw noData('JSON')
    return text
  }
  const write: NonNullable<Writers['item']> = item ?? itemsBy(stringify)
  function stringifyItem (item: unknown, index: number): string {
    try {
      return write(item, index)
    } catch (error) {
      tellWhere(planItem, item, index)
      throw error
    }
  }
  return { stringify, stringifyItem, mayBreak }
}

/** What writes says what is wrong, but not where. The plan does. */
function tellWhere (planItem: Writers['planItem'], item: unknown, index: number): void {
  try {
    planItem?.(item, index)
  } catch (error) {
    throw located(notJson(error) ?? error, index)
  }
}

interface Writers {
  whole (payload: unknown): string | undefined
  /** `undefined` where only the function for the whole knows how an item is written. */
  readonly item: ((item: unknown, index: number) => string) | undefined
  readonly planItem: Plans['item']
  readonly mayBreak: boolean
}

const OPEN: Writers = { whole: stringifyOpen, item: undefined, planItem: undefined, mayBreak: false }

// choice: what anybody's `toJSON` throws goes on as it is.
function stringifyOpen (payload: unknown): string | undefined {
  try {
    return JSON.stringify(payload)
  } catch (error) {
    throw notJson(error) ?? error
  }
}

/** From the function that writes an array, the one that writes an item as it would be written in there. */
function itemsBy (stringify: Stringify): Stringify {
  return (item) => {
    const array = stringify([item ?? null])
    if (!array.startsWith('[')) throw itemsNotDeclared()
    const text = array.slice(1, -1)
    if (text === '') throw new PayloadFault('cannot send items: the schema forbids them')
    // fast-json-stringify writes this for a function where the schema leaves items open.
    return text === 'undefined' ? 'null' : text
  }
}

const byApplication = new WeakSet<(payload: unknown) => string>()

/** Marks a function that the application's own serializer compiler has made: it is called whatever the schema says. */
export function markApplications (stringify: (payload: unknown) => string): (payload: unknown) => string {
  byApplication.add(stringify)
  return stringify
}

function compileWriters (schema: unknown, { compileJson, schemas }: SerializerRoute): Writers {
  const { plan, item: planItem, form, isBeyondJson } = compilePlans(schema, schemas)
  const stringify = compileJson(schema)
  const mayBreak = byApplication.has(stringify)
  // fast-json-stringify does not know all that a schema says, as `false` and `prefixItems`.
  if (isBeyondJson) {
    const write = mayBreak ? stringify : compileWriteJson(form)
    const item = mayBreak ? undefined : itemInPlace(form, planItem)
    return { whole: (payload) => writeData(write, plan(payload)), item, planItem, mayBreak }
  }
  function whole (payload: unknown): string {
    try {
      return stringify(payload)
    } catch (error) {
      tellWhatIsWrong(plan, payload)
      throw notJson(error) ?? error
    }
  }
  return { whole, item: mayBreak ? undefined : itemInPlace(form, planItem) ?? compileItem(schema, compileJson, whole), planItem, mayBreak }
}

/** What writes says what is wrong, but not where. The plan does. */
function tellWhatIsWrong (plan: Plans['plan'], payload: unknown): void {
  try {
    plan(payload)
  } catch (error) {
    throw notJson(error) ?? error
  }
}

// Alone in an array an item would be what the first one is, so that one of a tuple is written by the plan.
function itemInPlace ({ array }: Plans['form'], planItem: Plans['item']): Writers['item'] {
  if (planItem === undefined || array === undefined || array.places.length === 0) return undefined
  const write = compileWriteJson(ANY_FORM)
  return (item, index) => write(planItem(item, index))
}

function writeData (write: Stringify, data: unknown): string | undefined {
  return data === undefined ? undefined : write(data)
}

/*
 * By the schema of the items alone, where it says all: a fifth faster than an array of one item, of which the item is cut out.
 */
function compileItem (schema: unknown, compileJson: SerializerRoute['compileJson'], whole: Stringify): Stringify | undefined {
  const items = isObject(schema) && schema.type === 'array' && !hasBranches(schema) ? schema.items : undefined
  if (!isObject(items) || Array.isArray(items) || typeof items.type !== 'string' || refersToWhole(items)) return undefined
  const byArray = itemsBy(whole)
  let stringify: Stringify | undefined
  return (item) => {
    // What is absent, or wrong, is told as in an array.
    if (item === null || item === undefined) return byArray(item)
    stringify ??= compileJson(items)
    try {
      return stringify(item)
    } catch {
      return byArray(item)
    }
  }
}

function hasBranches (schema: Schema): boolean {
  return [...BRANCHES].some((keyword) => keyword in schema)
}

/** Whether there may be a `$ref` in it that means something else where it stands alone. */
function refersToWhole (items: Schema): boolean {
  return JSON.stringify(items).includes('"$ref"')
}
