/**
 * A value as formats of text have it: what JSON would see of it, whether it has parts, and bytes as text.
 */
import { types } from 'node:util'
import { jsonValueOf } from '../../schemas/index.js'

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

/** Bytes of any kind as base64; `undefined` for what is none. */
export function bytesText (value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer ? Buffer.from(value).toString('base64') : undefined
}
