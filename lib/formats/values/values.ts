/**
 * A value as formats of text have it: what JSON would see of it, what its properties and items are, and a scalar as text.
 *
 * In: a value, and the shape that the schema declares for it. Out: what the shape declares, and nothing else.
 */
import { types } from 'node:util'
import { isOpen, jsonValueOf, NOTHING, propertyShape, type Shape } from '../../schemas/index.js'

/** An object to read properties from. */
export type Properties = Readonly<Record<string, unknown>>

/** What JSON would see of a value, except that dates and bytes stay what they are. Called `plain` wherever it goes. */
export function toPlain (value: unknown): unknown {
  return isStructure(value) ? jsonValueOf(value) : value
}

/** Whether a value is an object with properties, or an array. */
export function isStructure (value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !types.isDate(value) && !types.isUint8Array(value)
}

/** Reads a property. Getters and the properties of a class count; `__proto__`, which every object inherits, does not. */
export function read (value: unknown, name: string): unknown {
  if (!isStructure(value)) return undefined
  return name === '__proto__' && !Object.hasOwn(value, name) ? undefined : value[name]
}

/** Visits the declared properties of an object in the order of the schema, then the others, which the plan has left in it. */
export function visitProperties (value: Properties, shape: Shape, visit: (name: string, property: Shape) => void): void {
  for (const [name, property] of shape.properties) visit(name, property)
  if (!isOpen(shape)) return
  for (const name of Object.keys(value)) {
    if (!shape.properties.has(name)) visit(name, propertyShape(shape, name) as Shape)
  }
}

/** The items that the shape declares: after those of a tuple there may be none. */
export function declaredItems (values: readonly unknown[], { places, rest }: Shape): readonly unknown[] {
  return rest === NOTHING ? values.slice(0, places.length) : values
}

/** A scalar as text; empty for `null`, and for what JSON has no value for. */
export function scalarText (value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  if (typeof value === 'boolean' || typeof value === 'bigint') return String(value)
  if (types.isDate(value)) return value.toISOString()
  return types.isUint8Array(value) ? String(bytesText(value)) : ''
}

/** Bytes of any kind as base64; `undefined` for what is none. */
export function bytesText (value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? Buffer.from(value).toString('base64') : undefined
}
