/**
 * A payload as a page, for formats that people read: what surrounds it, and blocks that come at once or item by item.
 *
 * In: at boot a schema and a format, per request a payload. Out: text, or a stream of it where the items come one by one.
 */
import type { Readable } from 'node:stream'
import type { SerializeContext, SerializerCompiler, SerializerRoute } from '../../../types/index.js'
import { ANY, compilePlan, isObject, itemShape, type Shape, shapeOf } from '../../schemas/index.js'
import { isItems, type Items, ItemStream } from '../../streams/index.js'
import { withinStack } from '../faults.js'
import type { Rule } from '../format.js'
import { checkRow } from '../values/rows.js'
import { isStructure, toPlain } from '../values/values.js'
import { type Block, blockOf, columnsOf, type TableColumn } from './blocks.js'

/** How parts are written, and what comes before and after them. */
export interface Enclosed<Part> {
  readonly head: string
  readonly tail: string
  format (part: Part): string
}

/** How a format writes the blocks of a page. */
export interface PageFormat {
  /** What comes before the blocks. */
  head (context: SerializeContext): string
  /** What comes after the blocks. */
  readonly tail: string
  write (block: Block): string
  /** How the rows of a table are written. */
  table (columns: readonly TableColumn[]): Enclosed<unknown>
  readonly list: Enclosed<Block>
}

type CompileTable = (columns: readonly TableColumn[]) => Enclosed<unknown>

/** Keeps what is compiled for each table: columns that a payload shows again and again are the same array. */
export function oncePerTable (compile: CompileTable): CompileTable {
  const tables = new WeakMap<readonly TableColumn[], Enclosed<unknown>>()
  return (columns) => {
    const table = tables.get(columns) ?? compile(columns)
    tables.set(columns, table)
    return table
  }
}

type WritePage = (payload: unknown, context: SerializeContext) => string | Readable

/** The compiler of a format that people read. */
export interface PageCompiler extends SerializerCompiler {
  /** @throws Error for a `$ref` that cannot be resolved */
  compile (schema: unknown, route: SerializerRoute): WritePage
}

/** What a page may be called. */
export const TITLE: Rule = ['a string, not empty', (value) => typeof value === 'string' && value.trim() !== '']

/** What a page begins with. */
export interface Heading {
  readonly title: string | undefined
  readonly description: string | undefined
}

type CompileFormat = (heading: Heading, route: SerializerRoute) => PageFormat

/**
 * Makes the compiler of a format.
 *
 * @param title default: that of the schema
 */
export function pageCompiler (title: string | undefined, compileFormat: CompileFormat): PageCompiler {
  return {
    sync: true,
    compile (schema, route) {
      const heading = { title: title ?? annotationOf(schema, 'title', route), description: annotationOf(schema, 'description', route) }
      return compilePage(schema, route, compileFormat(heading, route))
    }
  }
}

/** The `title` or `description` of a schema, its own before that of one that it refers to. */
function annotationOf (schema: unknown, name: 'title' | 'description', { schemas }: SerializerRoute): string | undefined {
  if (schema === undefined) return undefined
  const annotations = [schema, ...shapeOf(schema, schemas).schemas].map((declared) => isObject(declared) ? declared[name] : undefined)
  return annotations.find((annotation) => typeof annotation === 'string')
}

function compilePage (schema: unknown, { mediaType, schemas }: SerializerRoute, format: PageFormat): WritePage {
  const shape = schema === undefined ? ANY : shapeOf(schema, schemas)
  const itemsFormat = compileItemsFormat(shape, format)
  const plan = schema === undefined ? toPlain : compilePlan(schema, schemas)
  return function writePage (payload, context) {
    checkForm(toPlain(payload), shape, mediaType)
    const plain = withinStack(mediaType, plan, payload)
    const head = format.head(context)
    if (isItems(plain)) return streamOf(plain, head, format.tail, itemsFormat())
    return head + format.write(blockOf(plain, shape)) + format.tail
  }
}

function streamOf (source: Items, head: string, tail: string, items: Enclosed<unknown>): Readable {
  return new ItemStream(source, { head: head + items.head, tail: items.tail + tail, format: items.format })
}

// The items of a list are counted: those of a tuple differ by index.
function compileItemsFormat (shape: Shape, { table, list }: PageFormat): () => Enclosed<unknown> {
  const columns = columnsOf(shape)
  if (columns !== undefined) {
    const { head, tail, format } = table(columns)
    return () => ({ head, tail, format: (item) => format(checkRow(item)) })
  }
  return () => {
    let index = 0
    return { head: list.head, tail: list.tail, format: (item) => list.format(blockOf(item, itemShape(shape, index++))) }
  }
}

// Otherwise the page would be empty, and the fault hidden.
function checkForm (plain: unknown, { object, scalar, items }: Shape, mediaType: string): void {
  if (!isStructure(plain)) return
  const isArray = Array.isArray(plain) || isItems(plain)
  if (isArray ? items !== undefined : object || scalar) return
  throw new TypeError(`${mediaType}: the schema declares no ${isArray ? 'array' : 'object'}, and the payload is one`)
}
