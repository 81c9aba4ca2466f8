/**
 * Boot: advice on what a route declares to be available, and on what its URLs say of it.
 */
import { findNeverSelected, nearestName, type NegotiationOptions, type NeverSelected } from '../../negotiation/index.js'
import type { Advice } from '../../reply/index.js'
import type { TrackedRoute } from '../route-hooks.js'
import type { AdvisedRoute } from './advised-route.js'

/**
 * Content codings (RFC 9110 §8.4.1), and the two older names that are read as theirs.
 *
 * @see https://www.iana.org/assignments/http-parameters/http-parameters.xhtml#content-coding
 */
const CODINGS = [
  'aes128gcm', 'br', 'compress', 'dcb', 'dcz', 'deflate', 'exi', 'gzip', 'identity', 'pack200-gzip', 'x-compress', 'x-gzip', 'zstd'
]

const SPELLED_OUT = new Map([['brotli', 'br'], ['zstandard', 'zstd']])

/** What is to be said of the negotiation of a route, which many routes share. */
interface OfNegotiation {
  readonly neverSelected: readonly NeverSelected[]
  readonly unknownCodings: readonly string[]
}

const ofNegotiations = new WeakMap<NegotiationOptions, OfNegotiation>()

export function adviseOfValues (route: AdvisedRoute, advice: Advice): void {
  const { name, compiled: { options, urls } } = route
  const { neverSelected, unknownCodings } = ofNegotiation(options)
  for (const { value, reason, isNameable } of neverSelected) {
    if (!isNameable || urls?.byUrl === undefined) advice.note('PRODUCES_ADV_UNREACHABLE', name, `${value} is never selected: ${reason}`)
  }
  for (const coding of unknownCodings) {
    advice.note('PRODUCES_ADV_CODING', name, `${coding} is no registered content coding${nearestTo(coding)}`)
  }
  if (options.encodings === undefined && isCompressed(route)) {
    advice.note('PRODUCES_ADV_ENCODINGS', name, '@fastify/compress compresses it, and Vary has accept-encoding only where it did')
  }
}

function ofNegotiation (options: NegotiationOptions): OfNegotiation {
  const known = ofNegotiations.get(options) ?? {
    neverSelected: findNeverSelected(options),
    unknownCodings: (options.encodings ?? []).filter((coding) => !CODINGS.includes(coding.toLowerCase()))
  }
  ofNegotiations.set(options, known)
  return known
}

function nearestTo (coding: string): string {
  const near = SPELLED_OUT.get(coding.toLowerCase()) ?? nearestName(coding, CODINGS)
  return near === undefined ? '' : `: ${near} is`
}

// Those that @fastify/compress takes by default.
const COMPRESSIBLE = /^text\/(?!event-stream)|[+/](?:json|text|xml)(?:;|$)|octet-stream(?:;|$)/

/** Whether @fastify/compress compresses what the route sends: its options say so, or there are the hooks that it adds. */
function isCompressed ({ route: { instance, options }, produces: { mediaTypes } }: AdvisedRoute): boolean {
  if (!instance.hasReplyDecorator('compress') || !mediaTypes.some(({ mediaType }) => COMPRESSIBLE.test(mediaType.toLowerCase()))) return false
  const { compress } = options as { readonly compress?: unknown }
  return typeof compress === 'object' || (compress === undefined && hasHook(options.onRequest, 'onRequest') && hasHook(options.onSend, 'onSend'))
}

function hasHook (hooks: TrackedRoute['options']['onRequest'] | TrackedRoute['options']['onSend'], name: string): boolean {
  return [hooks].flat().some((hook) => hook?.name === name)
}

/** Whether `alternates` of the route has a representation to name, and no URL that names it. */
export function lacksAddresses ({ compiled: { negotiation, urls } }: AdvisedRoute): boolean {
  return negotiation.selectable.length > 1 && urls?.addresses === undefined
}
