/**
 * A negotiation among some of the representations, where something else than a field has decided part of it: a URL, or a handler that
 * finds one of them not to be had.
 *
 * In: what is left, and what is decided. Out: a negotiation by the fields of the other dimensions, which selects the same objects as that
 * of all representations.
 */
import type { ExplainedDimension, ExplainedNames, Explanation } from '../../types/explanation.js'
import type { DeclaredMediaType } from './available.js'
import { dimensions } from './dimensions.js'
import { ExplanationTable } from './explanation-table.js'
import { type Headers, type NodeHeaders, readField } from './headers.js'
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
  const closed = negotiation.dimensions.filter(({ name }) => decided[name as keyof Decided] !== undefined).map(({ field }) => field)
  const fields = negotiation.fields.filter((field) => !closed.includes(field))
  const same = new Map(negotiation.selectable.map((own) => [own, among.find((one) => isSame(one, own))]))
  const open = (headers: Headers): NodeHeaders => Object.fromEntries(fields.map((field) => [field, readField(headers, field)]))
  return {
    ...negotiation,
    fields,
    vary: negotiation.vary.split(', ').filter((field) => fields.includes(field)).join(', '),
    selectable: left,
    select: (headers) => same.get(negotiation.select(open(headers)) as SelectedRepresentation),
    unacceptable: (headers) => negotiation.unacceptable(open(headers)),
    normalize: (headers) => negotiation.normalize(open(headers)),
    explain: (headers) => explainDecided(negotiation.explain(open(headers)), { decided, left, headers })
  }
}

type DecidedParts = Pick<Narrowing, 'decided' | 'left'> & { readonly headers: Headers }

/** What the fields have decided, and what has been decided in their place. */
function explainDecided (explanation: Explanation, { decided, left, headers }: DecidedParts): Explanation {
  const { selected } = explanation
  return new ExplanationTable({
    ...explanation,
    decided: Object.freeze({ ...decided }),
    dimensions: Object.freeze(explanation.dimensions.map((dimension) => {
      return decided[dimension.name as keyof Decided] === undefined ? dimension : decidedDimension(dimension, headers)
    })),
    alternatives: Object.freeze(left.filter((one) => selected === null || !isSame(one, selected as SelectedRepresentation)))
  })
}

function decidedDimension (dimension: ExplainedDimension, headers: Headers): ExplainedDimension {
  const candidates = dimension.candidates.map((candidate) => Object.freeze({ ...candidate, position: null, reason: 'the URL asks for it' }))
  return Object.freeze({ ...dimension, fieldValue: readField(headers, dimension.field) ?? null, candidates: Object.freeze(candidates) })
}

/** Why there is nothing to negotiate: names that no representation has. */
export function explainUnknown ({ options, selectable }: UnknownParts, { requested, names }: ExplainedNames): Explanation {
  return new ExplanationTable({
    outcome: 'unknown-name',
    selected: null,
    unacceptable: Object.freeze([]),
    preference: options.preference ?? 'client',
    dimensions: Object.freeze([]),
    alternatives: selectable,
    decided: Object.freeze({}),
    unknown: Object.freeze({ requested: Object.freeze({ ...requested }), names: Object.freeze({ ...names }) }),
    suggestion: null
  })
}

interface UnknownParts {
  readonly options: Pick<NegotiationOptions, 'preference'>
  readonly selectable: readonly SelectedRepresentation[]
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
