/**
 * A payload as a page, for formats that people read: what stands around it, and blocks that come at once or item by item.
 *
 * In: at boot a schema and a format, per request a payload. Out: text, or a stream of it where the items come one by one.
 */
import type { Readable } from 'node:stream'
import type { SerializeContext, SerializerRoute } from '../../../types/index.js'
import { ANY, isObject, itemShape, type Shape, shapeOf } from '../../schemas/index.js'
import { isItems, type Items, ItemStream } from '../../streams/index.js'
import { isStructure, toPlain } from '../csv/cells.js'
import { type Block, blockOf, columnsOf, type TableColumn, toRow } from './blocks.js'

/** What is written before, between and after members, and how one is written. */
export interface Enclosed<Member> {
  readonly head: string
  readonly tail: string
  format (member: Member): string
}

/** How a format writes the blocks of a page. */
export interface PageFormat {
  /** Stands before the blocks. */
  head (context: SerializeContext): string
  /** Stands behind them. */
  readonly tail: string
  write (block: Block): string
  /** Of rows. */
  table (columns: readonly TableColumn[]): Enclosed<unknown>
  readonly list: Enclosed<Block>
}

type WritePage = (payload: unknown, context: SerializeContext) => string | Readable

/** Compiles the function that writes the pages of one representation; @throws Error for a `$ref` that cannot be resolved */
export function compilePage (schema: unknown, { mediaType, schemas }: SerializerRoute, format: PageFormat): WritePage {
  const shape = schema === undefined ? ANY : shapeOf(schema, schemas)
  const itemsFormat = compileItemsFormat(shape, format)
  return function writePage (payload, context) {
    const plain = toPlain(payload)
    checkForm(plain, shape, mediaType)
    const head = format.head(context)
    if (isItems(plain)) return streamOf(plain, head, format.tail, itemsFormat())
    return head + format.write(blockOf(plain, shape)) + format.tail
  }
}

function streamOf (source: Items, head: string, tail: string, items: Enclosed<unknown>): Readable {
  return new ItemStream(source, { head: head + items.head, tail: items.tail + tail, format: items.format })
}

// Items in a list count: those of a tuple differ by their place.
function compileItemsFormat (shape: Shape, { table, list }: PageFormat): () => Enclosed<unknown> {
  const columns = columnsOf(shape)
  if (columns !== undefined) {
    const { head, tail, format } = table(columns)
    return () => ({ head, tail, format: (item) => format(toRow(item)) })
  }
  return () => {
    let index = 0
    return { head: list.head, tail: list.tail, format: (item) => list.format(blockOf(item, itemShape(shape, index++))) }
  }
}

// An empty page would hide the fault.
function checkForm (plain: unknown, { object, scalar, items }: Shape, mediaType: string): void {
  if (!isStructure(plain)) return
  const isArray = Array.isArray(plain) || isItems(plain)
  if (isArray ? items !== undefined : object || scalar) return
  throw new TypeError(`${mediaType}: the schema declares no ${isArray ? 'array' : 'object'}, and the payload is one`)
}

/** The `title` or `description` of a schema, its own before that of one that it refers to. */
export function annotationOf (schema: unknown, name: 'title' | 'description', { schemas }: SerializerRoute): string | undefined {
  if (schema === undefined) return undefined
  const annotations = [schema, ...shapeOf(schema, schemas).schemas].map((declared) => isObject(declared) ? declared[name] : undefined)
  return annotations.find((annotation) => typeof annotation === 'string')
}
