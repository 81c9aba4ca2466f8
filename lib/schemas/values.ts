/**
 * A value, whatever its schema and its format: what JSON would see of it, what to call it in an error.
 */
import { isObject } from './references.js'

/** What JSON would see in place of a value: what its `toJSON` returns, where it has one. */
export function jsonValueOf (value: unknown): unknown {
  return isObject(value) && typeof value.toJSON === 'function' ? value.toJSON() : value
}

/** Whether a value is an object without a class and without `toJSON`, as most are: all that there is to know of it are its properties. */
export function isPlain (value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && typeof (value as { toJSON?: unknown }).toJSON !== 'function'
}

/** Whether JSON has no value for this one. */
export function isAbsent (value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol'
}

/** Reads a property, a getter of a class too. What every object inherits is none. */
export function readProperty (source: object, name: string): unknown {
  return Object.hasOwn(source, name) || !(name in Object.prototype) ? (source as Record<string, unknown>)[name] : undefined
}

/** Sets a property of an object of our own. An assignment to `__proto__` would set the prototype; here it is a name like any other. */
export function setProperty (target: object, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true })
  else (target as Record<string, unknown>)[name] = value
}

/**
 * The kind of a value, for errors.
 *
 * @example
 * describe([]) // 'an array'
 * describe({}) // 'an object'
 * describe(5) // 'a number'
 * describe(new Date()) // 'a Date'
 * describe(null) // 'null'
 */
export function describe (value: unknown): string {
  if (value === null || value === undefined) return String(value)
  const name = typeof value === 'object' ? nameOf(value) : typeof value
  return `${/^[aeio]/i.test(name) ? 'an' : 'a'} ${name}`
}

// [object Date] → Date
function nameOf (value: object): string {
  const name = Object.prototype.toString.call(value).slice(8, -1)
  return name === 'Object' || name === 'Array' ? name.toLowerCase() : name
}

/** What makes copies of a constant as JSON has it: what is written may be changed by who writes it. */
export function copies (value: unknown): () => unknown {
  const text = JSON.stringify(value)
  return typeof value === 'object' && value !== null ? () => JSON.parse(text) as unknown : () => value
}
