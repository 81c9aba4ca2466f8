/**
 * Our formats, each with the media type that asks for it, and how its content is read back.
 */
import cbor from '../../dist/formats/binary/cbor.js'
import msgpack from '../../dist/formats/binary/msgpack.js'
import csv from '../../dist/formats/csv/csv.js'
import html from '../../dist/formats/html/html.js'
import jsonSeq from '../../dist/formats/json-lines/json-seq.js'
import ndjson from '../../dist/formats/json-lines/ndjson.js'
import sse from '../../dist/formats/sse/sse.js'
import xlsx from '../../dist/formats/xlsx/xlsx.js'
import markdown from '../../dist/formats/markdown/markdown.js'
import xml from '../../dist/formats/xml/xml.js'
import yaml from '../../dist/formats/yaml/yaml.js'

export const ours = {
  csv: { title: 'CSV', mediaType: 'text/csv', serializer: csv() },
  ndjson: { title: 'NDJSON', mediaType: 'application/x-ndjson', serializer: ndjson() },
  'json-seq': { title: 'JSON sequence', mediaType: 'application/json-seq', serializer: jsonSeq() },
  sse: { title: 'Server-sent events', mediaType: 'text/event-stream', serializer: sse() },
  xlsx: { title: 'XLSX', mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', serializer: xlsx() },
  xml: { title: 'XML', mediaType: 'application/xml', serializer: xml() },
  cbor: { title: 'CBOR', mediaType: 'application/cbor', serializer: cbor() },
  msgpack: { title: 'MessagePack', mediaType: 'application/vnd.msgpack', serializer: msgpack() },
  yaml: { title: 'YAML', mediaType: 'application/yaml', serializer: yaml() },
  markdown: { title: 'Markdown', mediaType: 'text/markdown', serializer: markdown() },
  html: { title: 'HTML', mediaType: 'text/html', serializer: html() }
}
