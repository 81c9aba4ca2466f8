/**
 * Short names of media types: `csv` for `text/csv`.
 *
 * In: a name, which is the usual file extension. Out: the media type; and the other way round. The names come from a table that others
 * keep, `mime-types`; it is loaded when a name is asked for that is not one of ours.
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

/**
 * The short name that a media type goes by, whatever its parameters: the first of ours, then the table's.
 *
 * choice: one without an extension is named as its subtype is, `hal+json`. It says what it is, and nobody has to think of another.
 *
 * @param mediaType one that is well-formed
 */
export function shortNameOf (mediaType: string): string {
  const [essence = ''] = mediaType.toLowerCase().split(/[ \t]*;/, 1)
  for (const [name, named] of OWN) if (named === essence) return name
  const { extension } = require('mime-types') as { extension (mediaType: string): string | false }
  return extension(essence) || essence.slice(essence.indexOf('/') + 1)
}
