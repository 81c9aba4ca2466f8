/** The formats of the cases: how each is declared, and which items a reader that is not ours finds in an answer. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import cbor from '../../../lib/formats/binary/cbor.js'
import msgpack from '../../../lib/formats/binary/msgpack.js'
import csv from '../../../lib/formats/csv/csv.js'
import html from '../../../lib/formats/html/html.js'
import jsonSeq from '../../../lib/formats/json-lines/json-seq.js'
import ndjson from '../../../lib/formats/json-lines/ndjson.js'
import sse from '../../../lib/formats/sse/sse.js'
import xlsx from '../../../lib/formats/xlsx/xlsx.js'
import markdown, { fromHtml } from '../../../lib/formats/markdown/markdown.js'
import xml from '../../../lib/formats/xml/xml.js'
import yaml from '../../../lib/formats/yaml/yaml.js'
import type { AvailableMediaType, MediaTypeString, Serializer, SerializerCompiler } from '../../../lib/index.js'
import { readers, tableReaders } from '../../fixtures/readers.js'
import type { Case } from './cases.js'
import { WAIT, type Item } from './probe.js'

/** A format, or what somebody's own serializer makes of the items. */
export interface Format {
  readonly mediaType: MediaTypeString
  readonly serialize?: Serializer
  readonly transform?: (items: Items) => unknown
  /** What it reads of its items. */
  readonly reads: 'all' | 'first' | 'none'
  /** Whether it fails whatever it is given. */
  readonly fails?: boolean
  /** The numbers of the items in an answer. */
  readonly idsOf: (content: Buffer) => number[]
}

type Items = AsyncIterable<Item> | Iterable<Item>

function table (mediaType: MediaTypeString, serialize: Serializer): Format {
  return { mediaType, serialize, reads: 'all', idsOf: (content) => (tableReaders[mediaType]?.(content) ?? []).map(([id]) => Number(id)) }
}

function data (mediaType: MediaTypeString, serialize?: Serializer): Format {
  return { mediaType, ...(serialize && { serialize }), reads: 'all', idsOf: (content) => (readers[mediaType]?.(content) ?? []).map(({ id }) => Number(id)) }
}

function own (serialize: Serializer, reads: Format['reads'] = 'all'): Format {
  return { mediaType: 'text/css', serialize, reads, idsOf: (content) => content.toString().split('\n').filter(Boolean).map(Number) }
}

const WORKBOOK = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const SHEET = 'xl/worksheets/sheet1.xml'

// Those of the first column. What has no central directory is no archive.
function idsInWorkbook (content: Buffer): number[] {
  if (!content.subarray(-22).toString('latin1').startsWith('PK\x05\x06')) throw new Error('the archive has no end')
  const xml = inflateRawSync(content.subarray(content.indexOf(SHEET) + SHEET.length)).toString()
  return [...xml.matchAll(/<c r="A\d+"><v>(\d+)<\/v>/g)].map(([, id]) => Number(id))
}

function json (transform: Format['transform'] & {}): Format {
  return { ...data('application/json'), transform }
}

// The name is read, as it may be bad.
async function * linesOf (items: Items): AsyncGenerator<string> {
  for await (const { id, name } of items) if (name) yield `${id}\n`
}

async function * firstOf (items: Items): AsyncGenerator<string> {
  for await (const { id, name } of items) if (name) return yield `${id}\n`
}

async function collect<Value> (items: AsyncIterable<Value>): Promise<Value[]> {
  const all: Value[] = []
  for await (const item of items) all.push(item)
  return all
}

async function * copiesOf (items: Items): AsyncGenerator<Item> {
  for await (const item of items) yield { ...item }
}

const noInk = (): never => { throw new Error('no ink') }

export const formats: Readonly<Record<Case['format'], Format>> = {
  JSON: data('application/json'),
  CSV: data('text/csv', csv()),
  NDJSON: data('application/x-ndjson', ndjson()),
  'JSON text sequence': data('application/json-seq', jsonSeq()),
  'server-sent events': data('text/event-stream', sse()),
  workbook: { mediaType: WORKBOOK, serialize: xlsx(), reads: 'all', idsOf: idsInWorkbook },
  YAML: data('application/yaml', yaml()),
  XML: data('application/xml', xml()),
  CBOR: data('application/cbor', cbor()),
  MessagePack: data('application/vnd.msgpack', msgpack()),
  HTML: table('text/html', html()),
  Markdown: table('text/markdown', markdown()),
  'Markdown from HTML': table('text/markdown', fromHtml(html())),
  'a generator\'s lines': own(linesOf),
  'a Readable\'s lines': own((items: Items) => Readable.from(linesOf(items))),
  'what an async function collects': own(async (items: Items) => (await collect(linesOf(items))).join('')),
  'a serializer that throws': { ...own(noInk, 'none'), fails: true },
  'a serializer that rejects': { ...own(async () => noInk(), 'none'), fails: true },
  'a serializer that ignores the items': own(() => '7\n', 'none'),
  'a serializer that streams and ignores the items': own(async function * () { yield '7\n' }, 'none'),
  'a serializer that stops after the first item': own(firstOf, 'first'),
  'JSON of a Readable of a transform': json((items) => Readable.from(copiesOf(items))),
  'JSON of a generator of a transform': json(copiesOf),
  'JSON of what a transform collects': json((items) => collect(copiesOf(items)))
}

/** What a fixed answer holds. */
export const FIXED = [7]

/** The media type as a route declares it, where a serializer or a transform waits before it reads. */
export function declare ({ mediaType, serialize, transform }: Format, step: Case['step']): AvailableMediaType {
  const late = <Value>(make: () => Value) => async (): Promise<Value> => { await sleep(WAIT); return make() }
  const waiting = step === 'while a transform waits' ? (items: Items) => late(() => transform === undefined ? items : transform(items))() : transform
  const serializer = step === 'while a serializer waits' ? lateSerializer(serialize ?? linesAsJson, late) : serialize
  return { mediaType, ...(serializer && { serialize: serializer }), ...(waiting && { transform: waiting }) }
}

function lateSerializer (serializer: Serializer, late: <Value>(make: () => Value) => () => Promise<Value>): Serializer {
  if (typeof serializer === 'function') return async (payload, context) => await (await late(() => serializer(payload, context))())
  return {
    compile (schema: unknown, route: Parameters<SerializerCompiler['compile']>[1]) {
      const compiled = serializer.compile(schema, route)
      return async (payload: unknown, context) => await (await late(() => compiled(payload, context))())
    }
  }
}

async function * linesAsJson (items: Items): AsyncGenerator<string> {
  let before = '['
  for await (const item of items) {
    yield before + JSON.stringify(item)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

/** The content of an answer, decoded. */
export function readContent (fields: Readonly<Record<string, string>>, body: Buffer): Buffer {
  return fields['content-encoding'] === 'gzip' ? gunzipSync(body) : body
}

/** The numbers of the items in an answer. */
export function readItems (format: Format, fields: Readonly<Record<string, string>>, body: Buffer): number[] {
  const content = readContent(fields, body)
  if (content.includes('LEAK')) throw new Error('what no schema declares has left')
  if (format.mediaType === 'text/html' && !/<\/html>\s*$/.test(content.toString())) throw new Error('the page has no end')
  return format.idsOf(content)
}
