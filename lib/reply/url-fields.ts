/**
 * Where else one can go: `Content-Location`, `Link` and `Avail-*`, on routes whose URLs say something.
 *
 * In: an answer with its outcome. Out: the same with fields that name the address of what was selected and those of the others, merged
 * with what the handler has written.
 * RFC 9110 §8.7, RFC 8288.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { availabilityOf } from './availability.js'
import { type Alternate, type Outcome, outcomeOf, type RouteUrls } from './outcome.js'
import { isSuccess } from './response-fields.js'

/** What was written here, by name, with what had been there before. */
type Written = Map<string, readonly [before: unknown, written: unknown]>

const written = new WeakMap<FastifyReply, Written>()

/** The `onSend` hook of such routes. */
export function addUrlFields (request: FastifyRequest, reply: FastifyReply, _content: unknown, done: () => void): void {
  // An error after all, which is neither of these.
  withdraw(reply)
  const outcome = outcomeOf(request)
  if (outcome?.route.urls !== undefined) addFields(request, reply, outcome, outcome.route.urls)
  done()
}

function addFields (request: FastifyRequest, reply: FastifyReply, outcome: Outcome, urls: RouteUrls): void {
  const { addresses, alternates, canonicalOf, availability } = urls
  const refused = isRefused(reply, outcome)
  if (!refused && !isSelected(reply, outcome)) return
  if (addresses !== undefined) {
    if (refused || alternates) addLinks(reply, addresses.alternatesOf(request, outcome))
    if (!refused) addLocation(request, reply, addresses.locationOf(request, outcome))
  }
  if (!refused) addCanonical(reply, canonicalOf?.(request))
  if (availability) availabilityOf(outcome.route.negotiation).forEach(([name, value]) => addMissing(reply, name, value))
}

function isRefused ({ statusCode }: FastifyReply, { negotiated }: Outcome): boolean {
  return negotiated === undefined && statusCode === 406
}

// "The server generating a 304 response MUST generate any of the following header fields" (RFC 9110 §15.4.5).
function isSelected ({ statusCode }: FastifyReply, { negotiated }: Outcome): boolean {
  return negotiated !== undefined && (isSuccess(statusCode) || statusCode === 304)
}

function addMissing (reply: FastifyReply, name: string, value: string | undefined): void {
  if (value !== undefined && !reply.hasHeader(name)) write(reply, name, value)
}

// GET on that address has to give the same. What another method answers is not what GET does: the result of a QUERY is that of its content.
function addLocation ({ method }: FastifyRequest, reply: FastifyReply, location: string | undefined): void {
  if (method === 'GET' || method === 'HEAD') addMissing(reply, 'content-location', location)
}

function addCanonical (reply: FastifyReply, href: string | undefined): void {
  if (href !== undefined) mergeLinks(reply, [`<${href}>; rel="canonical"`])
}

function addLinks (reply: FastifyReply, alternates: readonly Alternate[]): void {
  mergeLinks(reply, alternates.map(formatLink))
}

function mergeLinks (reply: FastifyReply, links: readonly string[]): void {
  // What was written past Fastify is among it, and would be lost: Fastify's fields replace Node's.
  const present = [reply.getHeader('link') ?? []].flat()
  if (links.length > 0) write(reply, 'link', [...present, ...links].join(', '))
}

/*
 * Link       = #link-value                                          (RFC 8288 §3)
 * link-value = "<" URI-Reference ">" *( OWS ";" OWS link-param )
 */
function formatLink ({ href, mediaType, language }: Alternate): string {
  const type = mediaType === undefined ? '' : `; type="${mediaType.replace(/["\\]/g, '\\$&')}"`
  return `<${href}>; rel="alternate"${type}${language === undefined ? '' : `; hreflang="${language}"`}`
}

function write (reply: FastifyReply, name: string, value: string): void {
  const fields: Written = written.get(reply) ?? new Map()
  const [before] = fields.get(name) ?? [reply.getHeader(name)]
  written.set(reply, fields.set(name, [before, value]))
  reply.header(name, value)
}

/** Takes back what nobody has changed since. */
function withdraw (reply: FastifyReply): void {
  for (const [name, [before, value]] of written.get(reply) ?? []) {
    if (reply.getHeader(name) !== value) continue
    if (before === undefined) reply.removeHeader(name)
    else reply.header(name, before)
  }
  written.delete(reply)
}
