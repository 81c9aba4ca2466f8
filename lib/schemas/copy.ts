/**
 * A schema of our own to write into: fast-json-stringify does, and the user's stays as it is.
 */

/** A deep copy. What is one object in the original is one in the copy; what is no plain object is shared. */
export function copySchema<Value> (value: Value, copies = new Map<unknown, unknown>()): Value {
  if (!isPlain(value)) return value
  const known = copies.get(value)
  if (known !== undefined) return known as Value
  const copy: object = Array.isArray(value) ? [] : Object.create(Object.getPrototypeOf(value) as object | null) as object
  copies.set(value, copy)
  for (const key of Reflect.ownKeys(value)) {
    // The length of an array is its own already.
    if (Array.isArray(value) && key === 'length') continue
    const inner: unknown = copySchema((value as Record<PropertyKey, unknown>)[key], copies)
    const enumerable = Object.prototype.propertyIsEnumerable.call(value, key)
    Object.defineProperty(copy, key, { value: inner, enumerable, configurable: true, writable: true })
  }
  return copy as Value
}

function isPlain (value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return Array.isArray(value) || prototype === null || Object.getPrototypeOf(prototype) === null
}
