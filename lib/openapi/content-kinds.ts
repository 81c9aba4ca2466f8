/**
 * What the content of a media type is to an API document.
 *
 * In: a media type. Out: its kind. A format that is added has its place in one of these lists, or is text or bytes.
 * @see https://spec.openapis.org/oas/v3.2.0.html#media-types
 */
import { isJson, type MediaType } from '../negotiation/index.js'

/**
 * - `data`: what the schema describes, in another notation: JSON, XML, YAML, CBOR, MessagePack
 * - `items`: one JSON text after another
 * - `events`: server-sent events
 * - `text`: made for people or spreadsheets, in which no schema finds its data
 * - `binary`: anything else
 */
export type ContentKind = 'data' | 'items' | 'events' | 'text' | 'binary'

// XHTML is a page, whatever its suffix.
const DATA = /^(?:application|text)\/(?!xhtml\+xml$)(?:.+\+)?(?:xml|(?:x-)?yaml|cbor|(?:x-|vnd\.)?msgpack)$/
const ITEMS = /^(?:application|text)\/(?:(?:x-)?(?:ndjson|jsonl|jsonlines)|(?:.+\+)?json-seq)$/

/** The kind of content that a media type names. */
export function contentKindOf (mediaType: MediaType): ContentKind {
  const name = `${mediaType.type}/${mediaType.subtype}`
  if (name === 'text/event-stream') return 'events'
  if (ITEMS.test(name)) return 'items'
  if (isJson(mediaType) || DATA.test(name)) return 'data'
  return isText(mediaType) ? 'text' : 'binary'
}

/** Whether content of a media type is characters rather than bytes. */
export function isText (mediaType: MediaType): boolean {
  const { type, subtype, charsets, parameters } = mediaType
  return type === 'text' || charsets.length > 0 || parameters.has('charset') || ITEMS.test(`${type}/${subtype}`)
}
