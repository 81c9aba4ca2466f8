/**
 * `reply.without`: a handler finds that this resource is not to be had in one of the route's representations.
 *
 * In: what is not to be had. Out: the best of the rest for the client, selected by the same rules; or an error, the 406 of the rest. `Vary`
 * stays that of the route, as other resources of it are to be had; fields that the URL had decided in place of join it.
 */
import type { FastifyReply } from 'fastify'
import type { Withheld } from '../../types/index.js'
import { PRODUCES_ERR_NOT_ACCEPTABLE, PRODUCES_ERR_WITHOUT } from '../errors.js'
import {
  addToVary, compileNegotiation, dimensions, type Negotiation, type NegotiationOptions, type SelectedRepresentation
} from '../negotiation/index.js'
import { type NegotiatedRoute, type Outcome, outcomeOf, setOutcome } from './outcome.js'
import { compileRoute } from './route-outcomes.js'

/**
 * Selects among the rest.
 *
 * @throws PRODUCES_ERR_WITHOUT where that cannot be; PRODUCES_ERR_NOT_ACCEPTABLE where nothing of the rest is acceptable
 */
export function selectWithout (reply: FastifyReply, withheld: string | Withheld): SelectedRepresentation {
  const { request } = reply
  const outcome = outcomeOf(request)
  if (outcome === undefined) throw new PRODUCES_ERR_WITHOUT(request.routeOptions.url ?? '', 'nothing was negotiated')
  const { route, vary } = outcome
  if (reply.sent) throw new PRODUCES_ERR_WITHOUT(route.name, 'it was called after the answer had been sent')
  const { mediaType, language } = typeof withheld === 'string' ? { mediaType: withheld, language: undefined } : withheld
  if (mediaType === undefined && language === undefined) {
    throw new PRODUCES_ERR_WITHOUT(route.name, 'neither a media type nor a language was given')
  }
  const rest = restOf(route, mediaType, language)
  const outcomeOfRest = rest.outcomeFor(request.headers)
  const selected: Outcome = { ...outcomeOfRest, vary: addToVary(vary, outcomeOfRest.vary) }
  setOutcome(request, selected)
  if (selected.negotiated !== undefined) return selected.negotiated
  reply.serializer(null as never)
  throw new PRODUCES_ERR_NOT_ACCEPTABLE(route.name)
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
  const { name, negotiation: { selectable }, renderers, options, hints, urls } = route
  const isWithheld = (one: SelectedRepresentation) => {
    return (mediaType === undefined || one.mediaType === mediaType) && (language === undefined || one.language === language)
  }
  const left = selectable.filter((one) => !isWithheld(one))
  if (left.length === selectable.length) {
    const named = [mediaType, language].filter((value) => value !== undefined).join(' in ')
    throw new PRODUCES_ERR_WITHOUT(name, `the route does not produce ${named}, or is without it already`)
  }
  if (left.length === 0) throw new PRODUCES_ERR_WITHOUT(name, 'nothing is left. Answer with a status of your own, 404 say')
  const narrowed = narrow(options, left)
  // choice: what a URL has decided does not count any more, since it may be what is not to be had.
  const rest = compileRoute({ name, negotiation: negotiationOf(narrowed, left), renderers, hints, cacheSize: 0, options: narrowed })
  return Object.assign(rest, { urls })
}

/** Selects what is left, as the objects that the route's addresses are known by. */
function negotiationOf (options: NegotiationOptions, left: readonly SelectedRepresentation[]): Negotiation {
  const negotiation = compileNegotiation(options)
  const own = new Map(negotiation.selectable.map((one) => [one, left.find((other) => isSame(one, other)) as SelectedRepresentation]))
  return { ...negotiation, selectable: left, select: (headers) => own.get(negotiation.select(headers) as SelectedRepresentation) }
}

/** Whether two say the same in each dimension. */
export function isSame (one: SelectedRepresentation, other: SelectedRepresentation): boolean {
  return dimensions.every(({ name }) => one[name as keyof SelectedRepresentation] === other[name as keyof SelectedRepresentation])
}

/** What is declared, as far as it is left. */
function narrow (options: NegotiationOptions, left: readonly SelectedRepresentation[]): NegotiationOptions {
  const languages = options.languages?.filter((language) => left.some((one) => one.language === language))
  const mediaTypes = options.mediaTypes.flatMap((entry) => {
    const declared = typeof entry === 'string' ? { mediaType: entry } : entry
    const those = left.filter((one) => one.mediaType === declared.mediaType)
    if (those.length === 0) return []
    if (languages === undefined) return [declared]
    return [{ ...declared, languages: languages.filter((language) => those.some((one) => one.language === language)) }]
  })
  return { ...options, mediaTypes, ...languages && { languages } }
}
