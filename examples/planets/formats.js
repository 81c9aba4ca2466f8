/**
 * The formats of the example, by the names that their addresses end in: `/planets.csv` next to `/planets`.
 */

// The first is for a client that leaves it open: `*/*`, as curl sends, gets JSON. Browsers name text/html.
export const formats = /** @type {const} */ ([
  { mediaType: 'application/json', label: 'JSON', extension: 'json' },
  { mediaType: 'text/html', label: 'HTML', extension: 'html' },
  { mediaType: 'text/markdown', label: 'Markdown', extension: 'md' },
  { mediaType: 'text/csv', label: 'CSV', extension: 'csv' },
  { mediaType: 'application/xml', label: 'XML', extension: 'xml' },
  { mediaType: 'application/yaml', label: 'YAML', extension: 'yaml' },
  { mediaType: 'application/x-ndjson', label: 'NDJSON', extension: 'ndjson' },
  { mediaType: 'application/json-seq', label: 'JSON text sequence', extension: 'json-seq' },
  { mediaType: 'text/event-stream', label: 'Server-sent events', extension: 'sse' },
  { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', label: 'Excel', extension: 'xlsx' },
  { mediaType: 'application/cbor', label: 'CBOR', extension: 'cbor' },
  { mediaType: 'application/vnd.msgpack', label: 'MessagePack', extension: 'msgpack' }
])

export const mediaTypes = formats.map(({ mediaType }) => mediaType)
