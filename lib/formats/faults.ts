/**
 * The faults that a payload may have in any format, in the same words everywhere.
 */
import { PayloadFault } from '../streams/index.js'

/** For items that come one by one where the schema declares no array. */
export function itemsNotDeclared (): PayloadFault {
  return new PayloadFault('cannot send items one by one: the schema declares no array')
}

/** For a payload that JSON has no value for: `undefined`, a function, a symbol. */
export function noData (mediaType: string): PayloadFault {
  return new PayloadFault(`cannot write the payload as ${mediaType}: it has no data`)
}

/**
 * Runs what walks a value to its end, which a value that contains itself does not have: the stack ends first.
 *
 * choice: no depth is too deep as long as the stack holds, as with JSON.stringify.
 *
 * @throws PayloadFault for a value that contains itself, or is nested too deeply
 */
export function withinStack<Result> (mediaType: string, walk: (value: unknown) => Result, value: unknown): Result {
  try {
    return walk(value)
  } catch (cause) {
    if (!(cause instanceof RangeError && cause.message.includes('call stack'))) throw cause
    throw new PayloadFault(`cannot write the payload as ${mediaType}: it contains itself, or is nested too deeply`, { cause })
  }
}

/** A value that a format has no form for. Who has the whole says where it stands. */
export class ValueFault extends PayloadFault {
  readonly value: unknown

  constructor (value: unknown, reason: string) {
    super(reason)
    this.value = value
  }
}

/** Says where in the data the value of such a fault stands; what else is thrown goes on as it is. */
export function locatedIn (data: unknown, error: unknown): unknown {
  if (!(error instanceof ValueFault)) return error
  return (pathTo(error.value, data) ?? []).reduceRight<PayloadFault>((fault, name) => fault.under(name), error)
}

/** The names and indices that lead to a value; `undefined` where it is not in there. */
function pathTo (value: unknown, data: unknown, seen = new Set<unknown>()): Array<string | number> | undefined {
  if (data === value) return []
  if (typeof data !== 'object' || data === null || ArrayBuffer.isView(data) || seen.has(data)) return undefined
  // Data may contain itself.
  seen.add(data)
  for (const [name, inner] of Object.entries(data)) {
    const path = pathTo(value, inner, seen)
    if (path !== undefined) return [name, ...path]
  }
  return undefined
}

/** For what `JSON.stringify` throws of a value that JSON has no form for; `undefined` for what somebody else has thrown. */
export function notJson (error: unknown): PayloadFault | undefined {
  if (!(error instanceof Error)) return undefined
  const line = error.message.replace(/\n.*/s, '')
  if (error instanceof RangeError && line.includes('call stack')) return new PayloadFault('JSON cannot write it: it is nested too deeply', { cause: error })
  if (!(error instanceof TypeError) || !/BigInt|circular|cyclic/i.test(line)) return undefined
  return new PayloadFault(`JSON cannot write it: ${line.charAt(0).toLowerCase()}${line.slice(1)}`, { cause: error })
}
