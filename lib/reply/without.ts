/**
 * `reply.without`: a handler finds that this resource is not to be had in one of the route's representations.
 *
 * In: what is not to be had. Out: the best of the rest for the client, selected by the same rules; or an error, the 406 of the rest. `Vary`
 * stays that of the route: other resources of it are to be had.
 *
 * What a URL has decided (`?format=csv&lang=de`) holds among the rest as well, as far as anything is left of it: German stays German,
 * without CSV. Where nothing is, the field decides, and joins `Vary`.
 */
import type { FastifyReply } from 'fastify'
import type { Withheld } from '../../types/index.js'
import { PRODUCES_ERR_NOT_ACCEPTABLE, PRODUCES_ERR_WITHOUT } from '../errors.js'
import {
  addToVary, compileNegotiation, type DeclaredMediaType, dimensions, type Headers, type Negotiation, type NegotiationOptions,
  type SelectedRepresentation
} from '../negotiation/index.js'
import { keepVary } from './kept-vary.js'
import { type Decided, type NegotiatedRoute, type Outcome, outcomeOf, setOutcome } from './outcome.js'
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
  if (outcome === undefined) throw new PRODUCES_ERR_WITHOUT(request.routeOptions.url ?? '404', 'nothing was negotiated')
  const { route, vary } = outcome
  if (reply.sent) throw new PRODUCES_ERR_WITHOUT(route.name, 'it was called after the answer had been sent')
  const { mediaType, language } = typeof withheld === 'string' ? { mediaType: withheld, language: undefined } : withheld
  if (mediaType === undefined && language === undefined) {
    throw new PRODUCES_ERR_WITHOUT(route.name, 'neither a media type nor a language was given')
  }
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
  const decided = stillDecided(left, route.decided)
  // What is decided holds for now: the next to be withheld may be that.
  const narrowed = narrow(options, left)
  const negotiation = compileOpen(narrow(narrowed, amongDecided(left, decided)), Object.keys(decided), left)
  const rest = compileRoute({ name, negotiation, renderers, hints, cacheSize: 0, options: narrowed })
  return Object.assign(rest, { urls, decided })
}

/** What a URL has decided, as far as anything is left of it. */
function stillDecided (left: readonly SelectedRepresentation[], { mediaType, language }: Decided = {}): Decided {
  const ofType = mediaType === undefined ? {} : { mediaType }
  const kept = amongDecided(left, ofType).length === 0 ? {} : ofType
  const both = language === undefined ? kept : { ...kept, language }
  return amongDecided(left, both).length === 0 ? kept : both
}

function amongDecided (left: readonly SelectedRepresentation[], { mediaType, language }: Decided): SelectedRepresentation[] {
  return left.filter((one) => (mediaType ?? one.mediaType) === one.mediaType && (language ?? one.language) === one.language)
}

/** A negotiation that does not read the fields of what is decided. */
function compileOpen (options: NegotiationOptions, decided: readonly string[], left: readonly SelectedRepresentation[]): Negotiation {
  const negotiation = compileNegotiation(options)
  const closed = dimensions.filter(({ name }) => decided.includes(name)).map(({ field }) => field)
  const open = (headers: Headers): Headers => ({ ...headers as object, ...Object.fromEntries(closed.map((field) => [field, undefined])) })
  return {
    ...negotiation,
    vary: negotiation.vary.split(', ').filter((field) => !closed.includes(field)).join(', '),
    selectable: left,
    select: (headers) => {
      const selected = negotiation.select(open(headers as Headers))
      return selected && left.find((one) => isSame(one, selected))
    },
    unacceptable: (headers) => negotiation.unacceptable(open(headers as Headers))
  }
}

/** Whether two say the same in each dimension. */
export function isSame (one: SelectedRepresentation, other: SelectedRepresentation): boolean {
  return dimensions.every(({ name }) => one[name as keyof SelectedRepresentation] === other[name as keyof SelectedRepresentation])
}

/** What is declared, as far as it is left. */
function narrow (options: NegotiationOptions, left: readonly SelectedRepresentation[]): NegotiationOptions {
  const languages = options.languages?.filter((language) => left.some((one) => one.language === language))
  const mediaTypes = (options.mediaTypes as readonly DeclaredMediaType[]).flatMap((declared) => {
    const those = left.filter((one) => one.mediaType === declared.mediaType)
    if (those.length === 0) return []
    if (languages === undefined) return [declared]
    return [{ ...declared, languages: languages.filter((language) => those.some((one) => one.language === language)) }]
  })
  return { ...options, mediaTypes, ...languages && { languages } }
}
