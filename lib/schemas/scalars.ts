/**
 * What goes out of a value where the schema declares a scalar: what fast-json-stringify would write, as a value.
 *
 * What JSON cannot say stays what it is where the type admits it: bytes in a string, a bigint or NaN in a number.
 */
import { types } from 'node:util'
import { PlanFault, refuse } from './plan-fault.js'

/** What goes out of a value, which is none of those that JSON has no value for: functions, symbols, undefined. */
export type Project = (value: unknown) => unknown

/**
 * What goes out of a valid date: the date, which whoever writes it has as text by `toISOString`. A day or a time of day is text, since
 * only the `format` of the schema tells which.
 *
 * The day and the hour are local, as in fast-json-stringify: drivers return a day as local midnight.
 */
function dateOf (date: Date, format: unknown): Date | string {
  if (format !== 'date' && format !== 'time') return date
  const [day = '', time = ''] = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().split('T')
  return format === 'date' ? day : time.slice(0, 8)
}

/**
 * Compiles what goes out where a schema declares one of the scalar types.
 *
 * @param rounding the application's, by which a number becomes an integer
 */
export function compileScalar (type: unknown, format: unknown, rounding?: unknown): Project | undefined {
  switch (type) {
    case 'string': return DATES.has(format) ? compileDate(format) : compileText(format)
    case 'number': return asNumber
    // choice: TypeBox's bigint is an integer.
    case 'bigint':
    case 'integer': return ROUNDED.get(rounding) ?? asInteger
    case 'boolean': return asBoolean
    case 'null': return asNull
    default: return undefined
  }
}

const DATES = new Set<unknown>(['date-time', 'date', 'time'])

// choice: null where the schema has no null is null. fast-json-stringify has "", 0 and false for it, which nobody has said.
function compileText (format: unknown): Project {
  return function asText (value) {
    if (typeof value === 'string' || value === null) return value
    if (typeof value === 'object') return types.isDate(value) ? dateIn(value, format) : objectText(value)
    return String(value)
  }
}

function compileDate (format: unknown): Project {
  return function asDate (value) {
    if (typeof value === 'string' || value === null) return value
    return types.isDate(value) ? dateIn(value, format) : refuse(`a date or a string with the format ${String(format)}`, value)
  }
}

function dateIn (date: Date, format: unknown): unknown {
  if (Number.isNaN(date.getTime())) throw new PlanFault('expected a date by the schema, found an invalid one')
  return dateOf(date, format)
}

function objectText (value: object): unknown {
  if (isBytes(value)) return value
  if (types.isRegExp(value)) return value.source
  return typeof value.toString === 'function' ? String(value.toString()) : refuse('a string', value)
}

/** Whether a value is bytes, rather than numbers of a width. */
export function isBytes (value: object): boolean {
  return types.isUint8Array(value) || types.isAnyArrayBuffer(value) || types.isDataView(value)
}

function asNumber (value: unknown): unknown {
  // NaN and the infinities are numbers, and some formats have them. -0 is 0, as in JSON.
  if (typeof value === 'number') return value === 0 ? 0 : value
  if (typeof value === 'bigint' || value === null) return value
  const number = Number(value)
  if (Number.isNaN(number)) refuse('a number', value)
  return Number.isFinite(number) ? number + 0 : null
}

function compileInteger (round: (value: number) => number): Project {
  return function asInteger (value) {
    if (Number.isInteger(value)) return value === 0 ? 0 : value
    if (typeof value === 'bigint' || value === null) return value
    const integer = round(value as number)
    return Number.isFinite(integer) ? integer + 0 : refuse('an integer', value)
  }
}

const asInteger = compileInteger(Math.trunc)

/** By fast-json-stringify's names; what it does not know, it refuses. */
const ROUNDED = new Map<unknown, Project>([
  ['floor', compileInteger(Math.floor)], ['ceil', compileInteger(Math.ceil)], ['round', compileInteger(Math.round)]
])

function asBoolean (value: unknown): unknown {
  return value === null ? null : Boolean(value)
}

function asNull (): null {
  return null
}
