/**
 * What the binary formats share: how the payload becomes content.
 *
 * In: a schema; per request a payload. Out: bytes, or a stream where the payload's items come one by one. The data is what JSON would
 * see under the same schema. Only what JSON has no form for stays what it is: bytes, integers of any size, NaN and the infinities.
 */
import type { Readable } from 'node:stream'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ANY_FORM, compilePlans, located } from '../../schemas/index.js'
import { isItems, type Items } from '../../streams/index.js'
import { itemsNotDeclared, locatedIn, noData, withinStack } from '../faults.js'
import { Output } from './output.js'
import type { Write, Writers } from './writers.js'

/** The compiler of a binary format. */
export interface BinaryCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => Uint8Array | Readable
}

/** Writes an array whose items come one by one. */
export type WriteItems = (items: Items, format: (item: unknown) => Uint8Array) => Readable

/**
 * Makes the compiler of a binary format.
 *
 * What it compiles throws a TypeError for a payload that has no data or contains itself, and for items that come one by one where the
 * schema declares no array.
 */
export function binaryCompiler (writers: Writers, writeItems: WriteItems): BinaryCompiler {
  return { sync: true, shared: true, compile: (schema, route) => compileBinary(schema, route, writers, writeItems) }
}

// Nothing else runs while content is written, so all formats may write into the same.
const output = new Output()

function collect (write: Write, data: unknown): Uint8Array {
  try {
    return output.collect(write, data)
  } catch (error) {
    throw locatedIn(data, error)
  }
}

type SerializeBinary = ReturnType<BinaryCompiler['compile']>

function compileBinary (schema: unknown, route: SerializerRoute, writers: Writers, writeItems: WriteItems): SerializeBinary {
  const { mediaType, schemas } = route
  const { plan, item, form } = compilePlans(schema ?? true, schemas)
  const write = writers.of(form)
  // The items of a tuple differ by their places.
  const writeItem = writers.of(form.array?.places.length === 0 ? form.array.rest : ANY_FORM)
  function formatPayload (payload: unknown): Uint8Array {
    const data = plan(payload)
    if (data === undefined) throw noData(mediaType)
    return collect(write, data)
  }
  return function serializeBinary (payload) {
    if (!isItems(payload)) return withinStack(mediaType, formatPayload, payload)
    if (item === undefined) throw itemsNotDeclared()
    let index = -1
    function formatItem (value: unknown): Uint8Array {
      index++
      try {
        return collect(writeItem, item?.(value, index))
      } catch (error) {
        throw located(error, index)
      }
    }
    return writeItems(payload, (value) => withinStack(mediaType, formatItem, value))
  }
}
