/**
 * A negotiation among some of the representations, where something else than a field has decided part of it: a URL, or a handler that
 * finds one of them not to be had.
 *
 * In: what is left, and what is decided. Out: a negotiation by the fields of the other dimensions, which selects the same objects as that
 * of all representations.
 */
import type { DeclaredMediaType } from './available.js'
import { dimensions } from './dimensions.js'
import type { Headers, NodeHeaders } from './headers.js'
import type { SelectedRepresentation } from './negotiated.js'
import type { Negotiation, NegotiationOptions } from './negotiation.js'

/** By dimension, the available value that is decided on, in the declared spelling. */
export type Decided = Readonly<Partial<Record<'mediaType' | 'language', string>>>

export interface Narrowing {
  /** What the negotiation of all representations was compiled from. */
  readonly options: NegotiationOptions
  /** Of those that it can select. */
  readonly left: readonly SelectedRepresentation[]
  readonly decided: Decided
  readonly compile: (options: NegotiationOptions) => Negotiation
}

/** @returns `undefined` where nothing that is left is as decided */
export function narrow ({ options, left, decided, compile }: Narrowing): Negotiation | undefined {
  const among = amongDecided(left, decided)
  if (among.length === 0) return undefined
  const negotiation = compile(optionsOf(options, among))
  const fields = negotiation.dimensions.filter(({ name }) => decided[name as keyof Decided] === undefined).map(({ field }) => field)
  const same = new Map(negotiation.selectable.map((own) => [own, among.find((one) => isSame(one, own))]))
  const open = (headers: Headers): NodeHeaders => Object.fromEntries(fields.map((field) => [field, (headers as NodeHeaders)[field]]))
  return {
    ...negotiation,
    vary: negotiation.vary.split(', ').filter((field) => fields.includes(field)).join(', '),
    selectable: left,
    select: (headers) => same.get(negotiation.select(open(headers)) as SelectedRepresentation),
    unacceptable: (headers) => negotiation.unacceptable(open(headers))
  }
}

/** Those that are as decided. */
export function amongDecided (left: readonly SelectedRepresentation[], { mediaType, language }: Decided): SelectedRepresentation[] {
  return left.filter((one) => (mediaType ?? one.mediaType) === one.mediaType && (language ?? one.language) === one.language)
}

/** What is declared, as far as it is left. */
export function optionsOf (options: NegotiationOptions, left: readonly SelectedRepresentation[]): NegotiationOptions {
  const languages = options.languages?.filter((language) => left.some((one) => one.language === language))
  const mediaTypes = (options.mediaTypes as readonly DeclaredMediaType[]).flatMap((declared) => {
    const those = left.filter((one) => one.mediaType === declared.mediaType)
    if (those.length === 0) return []
    if (languages === undefined) return [declared]
    return [{ ...declared, languages: languages.filter((language) => those.some((one) => one.language === language)) }]
  })
  return { ...options, mediaTypes, ...languages && { languages } }
}

/** Whether two say the same in each dimension. */
function isSame (one: SelectedRepresentation, other: SelectedRepresentation): boolean {
  return dimensions.every(({ name }) => one[name as keyof SelectedRepresentation] === other[name as keyof SelectedRepresentation])
}
