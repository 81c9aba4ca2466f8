/**
 * The faults that a payload may have in any format, in the same words everywhere.
 */

/** For items that come one by one where the schema declares no array. */
export function itemsNotDeclared (): TypeError {
  return new TypeError('cannot send items one by one: the schema declares no array')
}

/** For a payload that JSON has no value for: `undefined`, a function, a symbol. */
export function noData (mediaType: string): TypeError {
  return new TypeError(`cannot write the payload as ${mediaType}: it has no data`)
}

/**
 * Runs what walks a value to its end, which a value that contains itself does not have: the stack ends first.
 *
 * choice: no depth is too deep as long as the stack holds, as with JSON.stringify.
 *
 * @throws TypeError for a value that contains itself, or is nested too deeply
 */
export function withinStack<Result> (mediaType: string, walk: (value: unknown) => Result, value: unknown): Result {
  try {
    return walk(value)
  } catch (cause) {
    if (!(cause instanceof RangeError && cause.message.includes('call stack'))) throw cause
    throw new TypeError(`cannot write the payload as ${mediaType}: it contains itself, or is nested too deeply`, { cause })
  }
}
