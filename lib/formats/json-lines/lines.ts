/**
 * JSON texts one after another: what NDJSON and JSON text sequences share.
 *
 * In: at boot a schema, per request a payload. Out: a JSON text for each item, as a string, or as a stream where the items come one
 * by one. Each is written by the schema of the items, as it would stand in the array of `application/json`. RFC 8259.
 * @see https://www.rfc-editor.org/rfc/rfc8259
 */
import type { SerializerRoute } from '../../../types/index.js'
import { ANY, jsonValueOf, shapeOf } from '../../schemas/index.js'
import { isItems, ItemStream } from '../../streams/index.js'
import { checkOptions, type Factory, ROWS, type RowsOption, type TextCompiler } from '../format.js'
import { compileStringifiers, type Stringifiers, type Stringify } from '../json/text.js'

/** The compiler of a format that has a JSON text for each item. Fails where the items of the schema differ by index. */
export type JsonLinesCompiler = TextCompiler

/** The options of `ndjson()` and `jsonSeq()`. */
export type JsonLinesOptions = RowsOption

/**
 * Makes the serializer of a format that has a JSON text for each item.
 *
 * @param factory what makes it, for errors
 * @param start what comes before each text; LF comes after it
 * @throws TypeError for an unknown option or a wrong value
 */
export function jsonLines (factory: Factory, start: string, options: JsonLinesOptions): JsonLinesCompiler {
  checkOptions(factory, { rows: ROWS }, options)
  return {
    sync: true,
    rows: options.rows ?? true,
    compile (schema, route) {
      const { formatItem, formatAlone } = compileItems(schema, route)
      const formatLine = (item: unknown, index: number): string => `${start}${formatItem(item, index)}\n`
      function linesOf (items: readonly unknown[]): string {
        let lines = ''
        // By index: an array may have holes.
        for (let index = 0; index < items.length; index++) lines += formatLine(items[index], index)
        return lines
      }
      return function serializeLines (payload) {
        // An array may come as what its `toJSON` returns.
        const plain = jsonValueOf(payload)
        // choice: a payload that is null has no items, as in CSV. An item that is null is one.
        if (plain === null || plain === undefined) return ''
        if (isItems(plain)) return new ItemStream(plain, { format: formatLine })
        return Array.isArray(plain) ? linesOf(plain) : `${start}${formatAlone(plain)}\n`
      }
    }
  }
}

/** The writers of the items of a schema, each on one line. */
export interface ItemWriters {
  /** Writes one item of several. */
  readonly formatItem: Stringifiers['stringifyItem']
  /** Writes a payload that is a single item. */
  readonly formatAlone: Stringify
}

/**
 * Compiles the writers of items.
 *
 * choice: the schema is that of `application/json`, so it declares an array; one that does not is the schema of an item.
 *
 * @throws Error where the items differ by index
 */
export function compileItems (schema: unknown, route: SerializerRoute): ItemWriters {
  const { items, places, object, scalar } = schema === undefined ? ANY : shapeOf(schema, route.schemas)
  if (places.length > 0) {
    throw new Error(`${route.mediaType} needs one schema for all its items, and the schema for status ${route.status} has one for each: ` +
      'declare items')
  }
  const { mayBreak, ...writers } = compileStringifiers(schema, route)
  const stringify = mayBreak ? (payload: unknown) => onOneLine(writers.stringify(payload)) : writers.stringify
  if (items === undefined) return { formatItem: stringify, formatAlone: stringify }
  const formatItem = mayBreak ? (item: unknown, index: number) => onOneLine(writers.stringifyItem(item, index)) : writers.stringifyItem
  return { formatItem, formatAlone: object || scalar ? stringify : (payload) => formatItem(payload, 0) }
}

const LINE_BREAKS = /[\n\r]+/g

// Between tokens a blank means the same; JSON strings have no breaks.
function onOneLine (text: string): string {
  return text.replace(LINE_BREAKS, ' ')
}
