/**
 * Boot: the outcomes of a route; and per request the look-up of the one that its fields come to.
 *
 * In: a negotiation, and a renderer for each media type. Out: an outcome for every representation that can be selected, found by the
 * values of the request's selecting fields.
 */
import type { SelectedValues } from '../../types/dimensions.js'
import {
  addToVary, type Headers, isJson, type MediaType, otherDimensions, parseMediaType, type SelectedRepresentation
} from '../negotiation/index.js'
import { createOwnFieldMark } from './marks.js'
import { OutcomeCache } from './outcome-cache.js'
import type { ContentField, NegotiatedRoute, Outcome } from './outcome.js'

/** What a route's outcomes are compiled from. */
export interface RouteParts extends Pick<NegotiatedRoute, 'name' | 'negotiation' | 'options' | 'renderers' | 'hints' | 'advice'> {
  readonly cacheSize: number
}

/** Compiles the outcomes of a route and the look-up among them. */
export function compileRoute ({ name, negotiation, options, renderers, hints, advice, cacheSize }: RouteParts): NegotiatedRoute {
  // Made when they are first selected: a route of ten formats and five languages has fifty, most of which nobody asks for.
  const outcomes = new Map<SelectedRepresentation | undefined, Outcome>()
  const select = (headers: Headers): Outcome => outcomeOf(negotiation.select(headers))
  const cache = new OutcomeCache(negotiation.fields, cacheSize, select)
  // Where no field is read, as where the URL has decided all, there is nothing to find it by.
  const outcomeFor = negotiation.fields.length === 0 ? select : (headers: Headers) => cache.find(headers)
  const route: NegotiatedRoute = { name, negotiation, options, renderers, hints, advice, outcomeFor, urls: undefined }
  // Whether anything is acceptable does not depend on hints.
  const vary = addToVary(negotiation.vary, hints?.vary)
  function outcomeOf (negotiated: SelectedRepresentation | undefined): Outcome {
    const known = outcomes.get(negotiated) ?? createOutcome(negotiated)
    outcomes.set(negotiated, known)
    return known
  }
  function createOutcome (negotiated: SelectedRepresentation | undefined): Outcome {
    if (negotiated === undefined) return { ...NOT_ACCEPTABLE, route, vary: negotiation.vary }
    const renderer = renderers.get(negotiated.mediaType)
    return { route, negotiated, vary, contentType: contentTypeOf(negotiated), contentFields: contentFieldsOf(negotiated), renderer }
  }
  return route
}

const NOT_ACCEPTABLE = { negotiated: undefined, contentType: undefined, contentFields: [], renderer: undefined }

/** `charset` is added to text, and to JSON as Fastify does; parameters stay as declared (RFC 9110 §8.3). */
function contentTypeOf ({ mediaType, charset }: SelectedRepresentation): string {
  const parsed = parseMediaType(mediaType) as MediaType
  if (parsed.parameters.has('charset') || !(parsed.type === 'text' || isJson(parsed))) return mediaType
  return `${mediaType}; charset=${charset ?? 'utf-8'}`
}

/** The dimensions whose selected value stands in a field of the answer. */
const answered = otherDimensions.filter(({ responseField }) => responseField !== undefined).map(({ name, responseField }, index) => {
  return { dimension: name, name: String(responseField).toLowerCase(), own: createOwnFieldMark(index) }
})

function contentFieldsOf (negotiated: SelectedRepresentation): ContentField[] {
  return answered.flatMap(({ dimension, name, own }) => {
    const value = negotiated[dimension as keyof SelectedValues]
    return value === undefined ? [] : [{ name, value, own }]
  })
}
