/**
 * Short names of media types: `csv` for `text/csv`.
 *
 * In: a name, which is the usual file extension. Out: the media type; and the other way round. The names come from a table that others
 * keep, `mime-types`; it is loaded when a name is asked for that is not one of ours.
 */
import { createRequire } from 'node:module'
import { nearestName } from '../negotiation/index.js'

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
  const essence = essenceOf(mediaType)
  for (const [name, named] of OWN) if (named === essence) return name
  const { extension } = require('mime-types') as { extension (mediaType: string): string | false }
  return extension(essence) || essence.slice(essence.indexOf('/') + 1)
}

/** Without parameters, in lower case; of anything. */
function essenceOf (mediaType: string): string {
  return mediaType.toLowerCase().split(/[ \t]*;/, 1)[0] as string
}

/** The formats of this package, by media type: the last part of their entries, and the function that an entry exports. */
const ENTRIES: ReadonlyMap<string, readonly [entry: string, factory: string]> = new Map([
  'csv', 'ndjson', 'json-seq', 'sse', 'xml', 'yaml', 'cbor', 'msgpack', 'xlsx', 'html', 'markdown'
].map((entry) => {
  const factory = entry === 'json-seq' ? 'jsonSeq' : entry
  return [OWN.get(entry === 'markdown' ? 'md' : entry) as string, [entry, factory]]
}))

/** For the end of a message: what to write in place of something that is no media type. Empty where nobody knows. */
export function remedyForMediaType (written: string): string {
  const named = mediaTypeNamed(written.replace(/^\./, ''))
  if (named !== undefined) return `. Write ${named}`
  const weighted = /^([^;]+);\s*q=([\d.]+)$/i.exec(written)
  if (weighted !== null) return `. Write { mediaType: '${weighted[1]}', quality: ${weighted[2]} }`
  if (written.includes('*')) return '. A range is what clients send: name each media type'
  const near = nearestName(written, OWN.keys()) ?? nearestName(written, OWN.values())
  return near === undefined ? '' : `. Write ${OWN.get(near) ?? near}`
}

/** For the middle of a message: how to have a media type serialized, which may be a misspelt one. */
export function remedyForSerializer (mediaType: string): string {
  const essence = essenceOf(mediaType)
  const entry = ENTRIES.get(essence)
  if (entry !== undefined) {
    const [name, factory] = entry
    return `. Import ${factory} from 'fastify-produces/${name}' and call app.addSerializer('${mediaType}', ${factory}())`
  }
  const near = nearMediaType(essence)
  return `${near === undefined ? '. Call' : `. Did you mean ${near}? Else call`} app.addSerializer('${mediaType}', …)`
}

/** Another type of the same subtype, `text/json`; or a slip in the subtype. */
function nearMediaType (essence: string): string | undefined {
  const [type, subtype = ''] = essence.split('/')
  const known = [...OWN.values()]
  const named = known.find((mediaType) => mediaType.endsWith(`/${subtype}`))
  if (named !== undefined) return named
  const siblings = known.map((mediaType) => mediaType.split('/')).filter(([other]) => other === type)
  const near = nearestName(subtype, siblings.map(([, name]) => name as string))
  return near && `${type}/${near}`
}
