/**
 * `reply.without`: a handler finds that this resource is not to be had in one of the route's representations.
 *
 * In: what is not to be had. Out: the best of the rest for the client, selected by the same rules; or an error, the 406 of the rest. `Vary`
 * stays that of the route: other resources of it are to be had.
 *
 * What a URL has decided (`?format=csv&lang=de`) holds among the rest as well, as far as anything is left of it: German stays German,
 * without CSV. Where nothing is, the field decides, and joins `Vary`.
 */
import { inspect } from 'node:util'
import type { FastifyReply } from 'fastify'
import type { Withheld } from '../../types/index.js'
import { PRODUCES_ERR_NOT_ACCEPTABLE, PRODUCES_ERR_WITHOUT } from '../errors.js'
import {
  addToVary, amongDecided, compileNegotiation, type Decided, didYouMean, narrow, type Negotiation, optionsOf, type SelectedRepresentation,
  wordsForUnknownKey
} from '../negotiation/index.js'
import { keepVary } from './kept-vary.js'
import { type NegotiatedRoute, type Outcome, outcomeOf, setOutcome } from './outcome.js'
import { addVary, removeContentFields } from './response-fields.js'
import { compileRoute } from './route-outcomes.js'

/**
 * Selects among the rest.
 *
 * @throws PRODUCES_ERR_WITHOUT where that cannot be; PRODUCES_ERR_NOT_ACCEPTABLE where nothing of the rest is acceptable
 */
export function selectWithout (reply: FastifyReply, withheld: string | Withheld): SelectedRepresentation {
  const { request } = reply
  const outcome = outcomeOf(request)
  if (outcome === undefined) {
    const { method, routeOptions: { url = '404' } } = request
    throw faultAt(`${method} ${url}`, 'nothing was negotiated')
  }
  const { route, vary } = outcome
  if (reply.sent) throw faultAt(route.name, 'it was called after the answer had been sent')
  const fault = faultOf(withheld)
  if (fault !== undefined) throw faultAt(route.name, fault)
  const { mediaType, language } = typeof withheld === 'string' ? { mediaType: withheld, language: undefined } : withheld
  const rest = restOf(route, mediaType, language)
  const among = rest.outcomeFor(request.headers)
  const selected: Outcome = { ...among, vary: addToVary(vary, among.vary) }
  // Of what was selected before: a generator, say, has been begun as that.
  removeContentFields(reply, undefined)
  setOutcome(request, selected)
  keepVary(reply, selected)
  addVary(reply, selected)
  if (selected.negotiated !== undefined) return selected.negotiated
  reply.serializer(null as never)
  throw new PRODUCES_ERR_NOT_ACCEPTABLE(route.name)
}

/** Its stack begins where a handler has called `reply.without`. */
function faultAt (name: string, fault: string): Error {
  const error = new PRODUCES_ERR_WITHOUT(name, fault)
  Error.captureStackTrace(error, selectWithout)
  return error
}

const KEYS = ['mediaType', 'language']

/** What is wrong with what somebody wants to do without. */
function faultOf (withheld: unknown): string | undefined {
  if (typeof withheld === 'string') return undefined
  const given = Object.entries(withheld ?? {})
  const unknown = given.find(([key]) => !KEYS.includes(key))?.[0]
  if (unknown !== undefined) return `${unknown}: ${wordsForUnknownKey(unknown, KEYS)}`
  if (given.some(([, value]) => value !== undefined)) return undefined
  return `expected a media type, or an object with mediaType or language, found ${inspect(withheld)}`
}

const rests = new WeakMap<NegotiatedRoute, Map<string, NegotiatedRoute>>()

/** The route without some representations, once for each that it may be without: as many as it declares. */
function restOf (route: NegotiatedRoute, mediaType: string | undefined, language: string | undefined): NegotiatedRoute {
  const known = rests.get(route) ?? new Map<string, NegotiatedRoute>()
  rests.set(route, known)
  const key = `${mediaType} ${language}`
  const rest = known.get(key) ?? compileRest(route, mediaType, language)
  known.set(key, rest)
  return rest
}

function compileRest (route: NegotiatedRoute, mediaType: string | undefined, language: string | undefined): NegotiatedRoute {
  const { name, negotiation: { selectable }, renderers, options, hints, advice, urls } = route
  const isWithheld = (one: SelectedRepresentation) => {
    return (mediaType === undefined || one.mediaType === mediaType) && (language === undefined || one.language === language)
  }
  const left = selectable.filter((one) => !isWithheld(one))
  if (left.length === selectable.length) {
    throw faultAt(name, `the route ${wordsForMissing(selectable, mediaType, language)}`)
  }
  if (left.length === 0) throw faultAt(name, 'nothing is left. Answer with a status of your own, 404 say')
  const decided = stillDecided(left, route.decided)
  // Something is left of what is decided.
  const negotiation = narrow({ options, left, decided, compile: compileNegotiation }) as Negotiation
  // What is decided holds for now: the next to be withheld may be that.
  const rest = compileRoute({ name, negotiation, renderers, hints, advice, cacheSize: 0, options: optionsOf(options, left) })
  return Object.assign(rest, { urls, decided })
}

/** What is not among the representations, and what is. */
function wordsForMissing (
  selectable: readonly SelectedRepresentation[], mediaType: string | undefined, language: string | undefined
): string {
  const types = [...new Set(selectable.map((one) => one.mediaType))]
  const languages = [...new Set(selectable.flatMap((one) => one.language ?? []))]
  const near = [[mediaType, types], [language, languages]] as const
  const meant = near.map(([written, there]) => written === undefined || there.includes(written) ? '' : didYouMean(written, there)).join('')
  const named = [mediaType, language].filter((value) => value !== undefined).join(' in ')
  return `does not produce ${named}, or is without it already${meant}${meant === '' ? '.' : ''} It produces ${[...types, ...languages].join(', ')}`
}

/** What a URL has decided, as far as anything is left of it. */
function stillDecided (left: readonly SelectedRepresentation[], { mediaType, language }: Decided = {}): Decided {
  const ofType = mediaType === undefined ? {} : { mediaType }
  const kept = amongDecided(left, ofType).length === 0 ? {} : ofType
  const both = language === undefined ? kept : { ...kept, language }
  return amongDecided(left, both).length === 0 ? kept : both
}
