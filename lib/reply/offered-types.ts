/**
 * What a route takes content in, said where it refuses some: `Accept` of a 415 (RFC 9110 §15.5.16), of QUERY `Accept-Query` (RFC 10008 §3).
 *
 * In: the content of `schema.body`, else the content-type parsers of the instance. Fastify does not list these, so those that are widely
 * used are asked for; one of a regular expression, or for everything, is not known.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type MediaType, parseMediaType } from '../negotiation/index.js'
import { contentOf } from '../schemas/index.js'

/** The `onError` hook: names the media types where that of the request's content was refused. */
export function offerTypes (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void): void {
  const field = request.method === 'QUERY' ? 'accept-query' : 'accept'
  if (isRefused(error) && !reply.hasHeader(field)) {
    const offered = typesOf(request).map(field === 'accept' ? formatMember : formatItem)
    if (offered.length > 0) reply.header(field, offered.join(', '))
  }
  done()
}

function isRefused (error: unknown): boolean {
  return (Object(error) as { readonly statusCode?: unknown }).statusCode === 415
}

const known = new WeakMap<object, readonly MediaType[]>()

/** Once for each route: its config is its own. */
function typesOf ({ server, routeOptions: { config, schema } }: FastifyRequest): readonly MediaType[] {
  const types = known.get(config) ?? parsedTypes(server, Object.keys(contentOf(schema?.body) ?? {}))
  known.set(config, types)
  return types
}

function parsedTypes (instance: FastifyInstance, declared: readonly string[]): readonly MediaType[] {
  const candidates = (declared.length > 0 ? declared : USUAL).flatMap((name) => parseMediaType(name) ?? [])
  const parsed = candidates.filter((mediaType) => hasParser(instance, mediaType))
  // Of what is declared, some regular expression knows how to parse it.
  return parsed.length === 0 && declared.length > 0 ? candidates : parsed
}

function hasParser (instance: FastifyInstance, mediaType: MediaType): boolean {
  return instance.hasContentTypeParser(essenceOf(mediaType)) || instance.hasContentTypeParser(formatMember(mediaType))
}

const USUAL = [
  'application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data', 'application/octet-stream', 'application/xml',
  'text/xml', 'text/csv', 'text/html', 'text/markdown', 'application/yaml', 'application/cbor', 'application/msgpack', 'application/vnd.msgpack',
  'application/x-ndjson', 'application/protobuf', 'application/merge-patch+json', 'application/json-patch+json', 'application/ld+json',
  'application/vnd.api+json', 'application/problem+json', 'application/graphql', 'application/sql', 'application/jsonpath'
]

function essenceOf ({ type, subtype }: MediaType): string {
  return `${type}/${subtype}`
}

/*
 * media-range = type "/" subtype parameters                           (RFC 9110 §12.5.1)
 */
function formatMember (mediaType: MediaType): string {
  return essenceOf(mediaType) + formatParameters(mediaType)
}

/*
 * Accept-Query = sf-list of media ranges, each a token or a string    (RFC 10008 §3)
 * sf-token     = ( ALPHA / "*" ) *( tchar / ":" / "/" )               (RFC 9651 §3.3.4)
 */
function formatItem (mediaType: MediaType): string {
  const essence = essenceOf(mediaType)
  return (/^[a-z]/i.test(essence) ? essence : `"${essence}"`) + formatParameters(mediaType)
}

function formatParameters ({ parameters }: MediaType): string {
  return [...parameters].map(([name, value]) => `;${name}="${value.replace(/["\\]/g, '\\$&')}"`).join('')
}
