/**
 * JSON texts one after another: what NDJSON and JSON text sequences share.
 *
 * In: at boot a schema, per request a payload. Out: a JSON text for each item, as a string, or as a stream where the items come one
 * by one. Each is written by the schema of the items, as it would stand in the array of `application/json`. RFC 8259.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
import type { Readable } from 'node:stream'
import type { SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ANY, shapeOf } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { compileStringify, itemsBy, type Stringify } from './text.js'

/** The compiler of a format that has a JSON text for each item. */
export interface JsonLinesCompiler extends SerializerCompiler {
  /**
   * @throws Error where the schema gives the places of an array schemas of their own
   */
  compile (schema: unknown, route: SerializerRoute): (payload: unknown) => string | Readable
}

/**
 * Makes the serializer of a format that has a JSON text for each item.
 *
 * @param start stands before each text; LF stands behind each
 */
export function jsonLines (start: string): JsonLinesCompiler {
  return {
    sync: true,
    compile (schema, route) {
      const { formatItem, formatAlone } = compileItems(schema, route)
      const formatLine = (item: unknown): string => lineOf(start, formatItem(item))
      return function serializeLines (payload) {
        const plain = toPlain(payload)
        // choice: nothing is no item, as for CSV. Among items, null is one.
        if (plain === null || plain === undefined) return ''
        if (isItems(plain)) return new ItemStream(plain, { format: formatLine })
        return Array.isArray(plain) ? Array.from(plain, formatLine).join('') : lineOf(start, formatAlone(plain))
      }
    }
  }
}

/** How an item is written, and how a payload that is one. */
interface ItemWriters {
  readonly formatItem: Stringify
  readonly formatAlone: Stringify
}

// choice: the schema is that of the array that `application/json` would be; one that declares no array is that of an item.
function compileItems (schema: unknown, route: SerializerRoute): ItemWriters {
  const { items, places, object, scalar } = schema === undefined ? ANY : shapeOf(schema, route.schemas)
  if (places.length > 0) {
    throw new Error(`${route.mediaType} has one schema for all its items, and the schema for status ${route.status} has one for each place of an array: declare items`)
  }
  const stringify = compileStringify(schema, route)
  const formatItem = items === undefined ? stringify : itemsBy(stringify)
  return { formatItem, formatAlone: object || scalar ? stringify : formatItem }
}

// An array may come as what JSON would be made of.
function toPlain (payload: unknown): unknown {
  return typeof payload === 'object' && payload !== null && 'toJSON' in payload && typeof payload.toJSON === 'function' ? payload.toJSON() : payload
}

const LINE_BREAK = /[\n\r]/
const LINE_BREAKS = /[\n\r]+/g

// A compiler of the application's own may break lines between tokens, where a blank says the same; within strings JSON has no breaks.
function lineOf (start: string, text: string): string {
  return `${start}${LINE_BREAK.test(text) ? text.replace(LINE_BREAKS, ' ') : text}\n`
}
