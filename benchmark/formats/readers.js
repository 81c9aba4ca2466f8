/**
 * Reads content back with a library that has not written it, so that only what says the same is compared.
 *
 * In: content, and the set that it was made of. Out: whether the one is the other.
 */
import { isDeepStrictEqual } from 'node:util'
import { decode as decodeMsgpack } from '@msgpack/msgpack'
import { decode as decodeCbor } from 'cbor2'
import { parse as parseCsv } from 'csv-parse/sync'
import { XMLParser } from 'fast-xml-parser'
import { readXlsx } from 'hucre/xlsx'
import { CORE_SCHEMA, load } from 'js-yaml'

const parserOfXml = new XMLParser({ parseTagValue: false, trimValues: false, ignoreDeclaration: true })

/** By format. Markdown and HTML have no peer, and are read in tests. */
const readers = {
  json: (content) => JSON.parse(content),
  csv: (content) => parseCsv(content, { columns: true }),
  ndjson: (content) => content.toString().trimEnd().split('\n').map((line) => JSON.parse(line)),
  'json-seq': (content) => content.toString().split('\x1e').slice(1).map((text) => JSON.parse(text)),
  sse: (content) => content.toString().split('\n\n').slice(0, -1).map((event) => JSON.parse(event.replace('data: ', ''))),
  // Without the header, whose labels are ours. An empty cell at the end of a row is none.
  xlsx: async (content) => (await readXlsx(content)).sheets[0].rows.slice(1).map(withoutEnd),
  xml: (content) => parserOfXml.parse(content).root.item,
  cbor: (content) => decodeCbor(content),
  msgpack: (content) => decodeMsgpack(content),
  yaml: (content) => load(content.toString(), { schema: CORE_SCHEMA })
}

// CSV and XML have nothing but text. An element without content is text or an empty list, and a list of one is its item.
const expected = {
  csv: ({ rows, toCells = (row) => row }) => rows.map((row) => mapValues(toCells(row), (cell) => cell === null ? '' : String(cell))),
  xml: ({ rows }) => rows.map(asElement),
  xlsx: ({ rows, toCells = (row) => row }) => rows.map((row) => withoutEnd(Object.values(toCells(row))))
}

function withoutEnd (cells) {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== null && cell !== '') + 1)
}

function asElement (value) {
  if (Array.isArray(value)) return value.length === 1 ? asElement(value[0]) : value.map(asElement)
  if (typeof value === 'object' && value !== null) {
    return mapValues(Object.fromEntries(Object.entries(value).filter(([, member]) => !isEmpty(member))), asElement)
  }
  return value === null ? '' : String(value)
}

function isEmpty (value) {
  return Array.isArray(value) && value.length === 0
}

function mapValues (object, change) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]))
}

/** Whether content, as bytes, is the rows of the set; what cannot be read is not. */
export async function saysTheSame (format, content, set) {
  const read = readers[format]
  if (read === undefined) return true
  try {
    return isDeepStrictEqual(plain(await read(content)), plain((expected[format] ?? (({ rows }) => rows))(set)))
  } catch {
    return false
  }
}

// Some readers make objects without a prototype.
function plain (value) {
  return JSON.parse(JSON.stringify(value))
}
