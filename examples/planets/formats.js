/**
 * The formats of the example, and an address for each: `/planets.csv` next to `/planets`.
 */

/** @import { FastifyInstance, RouteHandlerMethod, RouteShorthandOptions } from 'fastify' */
/** @import { MediaTypeString, ProducesObject } from 'fastify-produces' */

/** @typedef {{ mediaType: MediaTypeString, name: string, extension: string }} Format */

// The first is for a client that leaves it open: `*/*`, as curl sends, gets JSON. Browsers name text/html.
export const formats = /** @type {Format[]} */ ([
  { mediaType: 'application/json', name: 'JSON', extension: 'json' },
  { mediaType: 'text/html', name: 'HTML', extension: 'html' },
  { mediaType: 'text/markdown', name: 'Markdown', extension: 'md' },
  { mediaType: 'text/csv', name: 'CSV', extension: 'csv' },
  { mediaType: 'application/xml', name: 'XML', extension: 'xml' },
  { mediaType: 'application/yaml', name: 'YAML', extension: 'yaml' },
  { mediaType: 'application/x-ndjson', name: 'NDJSON', extension: 'ndjson' },
  { mediaType: 'application/json-seq', name: 'JSON text sequence', extension: 'json-seq' },
  { mediaType: 'text/event-stream', name: 'Server-sent events', extension: 'sse' },
  { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', name: 'Excel', extension: 'xlsx' },
  { mediaType: 'application/cbor', name: 'CBOR', extension: 'cbor' },
  { mediaType: 'application/vnd.msgpack', name: 'MessagePack', extension: 'msgpack' }
])

/** For what has no end in sight: MessagePack says how many items an array has before the first, so it would wait for the last. */
export const streamedFormats = formats.filter(({ extension }) => extension !== 'msgpack')

/**
 * Adds a route, and next to it one for each of its formats: a link cannot send `Accept`, but it can lead to `/planets.csv`.
 *
 * @param {FastifyInstance} app
 * @param {string} url
 * @param {RouteShorthandOptions & { config: { produces: ProducesObject } }} options
 * @param {RouteHandlerMethod} handler
 */
export function addRoutes (app, url, options, handler) {
  const { produces } = options.config
  app.get(url, options, handler)
  for (const { mediaType, extension } of formats) {
    if (!produces.mediaTypes.includes(mediaType)) continue
    // The address says it all, so nothing that `Accept` says is wrong, and `Vary` does not name it.
    const config = { produces: { ...produces, mediaTypes: [mediaType], strict: { mediaType: false } } }
    app.get(`${url}.${extension}`, { ...options, config }, handler)
  }
}
