/**
 * Boot: the negotiation of a route, from `config.produces` and the settings of its scope.
 */
import type { DeclaredValues } from '../../types/dimensions.js'
import type { AvailableMediaType } from '../../types/index.js'
import {
  compileNegotiation, DeclarationFault, type DeclaredMediaType, type Dimension, dimensions, type Limits,
  narrowableDimensions, type Negotiation, type NegotiationOptions, otherDimensions, type PreferenceOption, type StrictOption
} from '../negotiation/index.js'
import { remedyForMediaType } from '../serializers/index.js'
import type { FaultAt, Produces } from './route-option.js'

/** The part of the plugin's settings that shapes negotiation. */
export interface NegotiationSettings extends Limits {
  readonly strict: StrictOption
  readonly preference: PreferenceOption
  /** Outcomes kept per route. */
  readonly cacheSize: number
  /** The negotiations of its routes so far, by what they are compiled from. */
  readonly negotiations: Map<string, SharedNegotiation>
}

/** A negotiation, and what it is compiled from. */
export interface SharedNegotiation {
  readonly negotiation: Negotiation
  readonly options: NegotiationOptions
}

/** @throws what `faultAt` makes */
export function compileRouteNegotiation (produces: Produces, settings: NegotiationSettings, faultAt: FaultAt): SharedNegotiation {
  try {
    return sharedNegotiation(settings.negotiations, negotiationOptionsOf(produces, settings))
  } catch (error) {
    if (!(error instanceof DeclarationFault)) throw error
    throw faultAt(`.${error.key}`, `${error.reason}${remedyFor(error)}`)
  }
}

/** For the end of a message: what to write in place of a value that is none. */
function remedyFor ({ key, expected, found }: DeclarationFault): string {
  const dimension = dimensions.find((dimension) => {
    return key.startsWith(`${dimension.key}[`) && dimension.expected === expected
  })
  if (dimension === undefined || found === undefined) return ''
  const written = String(JSON.parse(found))
  if (dimension.key === 'mediaTypes') return remedyForMediaType(written)
  const mended = written.trim().replaceAll('_', '-')
  return mended !== written && dimension.available(mended) !== undefined ? `. Write ${mended}` : ''
}

/** What a route's negotiation is compiled from. */
function negotiationOptionsOf (produces: Produces, settings: NegotiationSettings): NegotiationOptions {
  return {
    ...valuesOf(produces, otherDimensions),
    mediaTypes: produces.mediaTypes.map(declaredAlone),
    preference: produces.preference ?? settings.preference,
    strict: { ...perDimension(settings.strict), ...perDimension(produces.strict) },
    maxFieldLength: settings.maxFieldLength,
    maxMembers: settings.maxMembers
  }
}

/** Without what only serializing asks for. */
function declaredAlone (declared: AvailableMediaType): DeclaredMediaType {
  const { mediaType, quality = 1 } = declared
  return { mediaType, quality, ...valuesOf(declared, narrowableDimensions) }
}

/** What is declared of some dimensions, by their keys. */
function valuesOf (declared: DeclaredValues, listed: readonly Dimension[]): DeclaredValues {
  return Object.fromEntries(listed.flatMap(({ key }) => {
    const values = declared[key as keyof DeclaredValues]
    return values === undefined ? [] : [[key, [...values]]]
  }))
}

/**
 * Most routes of a scope declare the same; and since to select is synchronous, they can share what selects. What is declared is
 * strings, numbers and booleans in objects and arrays made here, so that what is alike as JSON is the same.
 */
export function sharedNegotiation (known: Map<string, SharedNegotiation>, options: NegotiationOptions): SharedNegotiation {
  const key = JSON.stringify(options)
  const shared = known.get(key) ?? { negotiation: compileNegotiation(options), options }
  known.set(key, shared)
  return shared
}

function perDimension (strict: StrictOption): Exclude<StrictOption, boolean> {
  if (typeof strict === 'boolean') return Object.fromEntries(dimensions.map(({ name }) => [name, strict]))
  return Object.fromEntries(Object.entries(strict ?? {}).filter(([, value]) => value !== undefined))
}
