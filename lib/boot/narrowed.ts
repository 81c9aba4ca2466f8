/**
 * A route's negotiation where the URL has decided some of it: the rest is negotiated as ever.
 *
 * In: what is negotiated without it, and what is decided. Out: a negotiation that reads the other fields alone, and selects of the same
 * representations.
 */
import { type DeclaredMediaType, type Headers, type Negotiation, type NegotiationOptions, type SelectedRepresentation } from '../negotiation/index.js'
import { type Decided, isSame } from '../reply/index.js'
import { type SharedNegotiation, sharedNegotiation } from './route-negotiation.js'

/**
 * @param all what is negotiated where nothing is decided
 * @param options what that was compiled from
 * @returns `undefined` where nothing that can be selected is as decided
 */
export function narrow (
  all: Negotiation, options: NegotiationOptions, decided: Decided, known: Map<string, SharedNegotiation>
): Negotiation | undefined {
  const rest = optionsOf(options, decided)
  if (rest.mediaTypes.length === 0) return undefined
  const { negotiation } = sharedNegotiation(known, rest)
  const isOpen = ({ name }: { readonly name: string }): boolean => decided[name as keyof Decided] === undefined
  const reports = negotiation.dimensions.filter(isOpen)
  const fields = reports.map(({ field }) => field)
  const selectable = new Map(negotiation.selectable.map((representation) => [representation, sameOf(all.selectable, representation)]))
  return {
    ...negotiation,
    vary: negotiation.vary.split(', ').filter((field) => fields.includes(field)).join(', '),
    fields,
    dimensions: reports,
    // Those of the route, which others know by identity.
    selectable: all.selectable,
    select: (headers) => selectable.get(negotiation.select(only(headers as Headers, fields)) as SelectedRepresentation),
    unacceptable: (headers) => negotiation.unacceptable(only(headers as Headers, fields))
  }
}

/** Nothing is refused in a dimension that is decided: what is left of it is what was asked for. */
function optionsOf (options: NegotiationOptions, { mediaType, language }: Decided): NegotiationOptions {
  const mediaTypes = (options.mediaTypes as readonly DeclaredMediaType[]).filter((declared) => {
    return declared.quality !== 0 && (mediaType === undefined || declared.mediaType === mediaType) && isIn(declared, language)
  })
  return {
    ...options,
    mediaTypes: language === undefined ? mediaTypes : mediaTypes.map(({ languages, ...declared }) => declared),
    ...language === undefined ? {} : { languages: [language] },
    strict: {
      ...options.strict as object,
      ...mediaType === undefined ? {} : { mediaType: false },
      ...language === undefined ? {} : { language: false }
    }
  }
}

function isIn ({ languages }: DeclaredMediaType, language: string | undefined): boolean {
  return languages === undefined || language === undefined || languages.some((own) => own.toLowerCase() === language.toLowerCase())
}

function sameOf (all: readonly SelectedRepresentation[], representation: SelectedRepresentation): SelectedRepresentation {
  return all.find((other) => isSame(other, representation)) as SelectedRepresentation
}

function only (headers: Headers, fields: readonly string[]): Headers {
  return Object.fromEntries(fields.map((field) => [field, headers[field]]))
}
