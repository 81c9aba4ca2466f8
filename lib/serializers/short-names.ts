/**
 * Short names of media types: `csv` for `text/csv`.
 *
 * In: a name, which is the usual file extension. Out: the media type. The names come from a table that others keep, `mime-types`; it is
 * loaded when a name is asked for that is not one of ours.
 */
import { createRequire } from 'node:module'

/**
 * The names of this package's own formats, and what the table lacks or has in an older form: it knows `yaml` as `text/yaml`, from before
 * RFC 9512, and `sse` as something of Kodak's.
 */
const OWN: ReadonlyMap<string, string> = new Map(Object.entries({
  json: 'application/json',
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/jsonl',
  'json-seq': 'application/json-seq',
  sse: 'text/event-stream',
  xml: 'application/xml',
  yaml: 'application/yaml',
  yml: 'application/yaml',
  cbor: 'application/cbor',
  msgpack: 'application/vnd.msgpack',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  html: 'text/html',
  md: 'text/markdown'
}))

const NAME = /^[a-z\d][a-z\d-]*$/i

const require = createRequire(import.meta.url)

/** The media type that a short name stands for, in any letter case; `undefined` where it is none. */
export function mediaTypeNamed (name: string): string | undefined {
  if (!NAME.test(name)) return undefined
  const own = OWN.get(name.toLowerCase())
  if (own !== undefined) return own
  const { lookup } = require('mime-types') as { lookup (name: string): string | false }
  return lookup(name) || undefined
}
