/**
 * Boot: what is declared, and never selected, whatever the request.
 *
 * In: what is declared. Out: what no field can ask for, with the reason. Only what follows from the rules of selection: where a request
 * could be written that selects it, nothing is said.
 */
import {
  type Available, type AvailableDimension, type AvailableOptions, type AvailableRepresentation, compileAvailable
} from './available.js'
import type { MediaType } from './media-types.js'

/** A value that is never selected. */
export interface NeverSelected {
  readonly value: string
  /** `its quality is 0`. */
  readonly reason: string
  /** Whether a URL that names it gets it all the same. */
  readonly isNameable: boolean
}

/** @param options that `compileNegotiation` takes without a fault */
export function findNeverSelected (options: AvailableOptions): NeverSelected[] {
  const available = compileAvailable(options)
  const mediaTypes = available.representations.flatMap((_, index) => neverSelectedMediaType(available, index))
  return [...mediaTypes, ...valuesWithoutMediaType(available)]
}

function neverSelectedMediaType ({ mediaTypes, otherDimensions, representations }: Available, index: number): NeverSelected[] {
  const own = representations[index] as AvailableRepresentation
  const value = mediaTypes.spellings[index] as string
  if (own.quality === 0) return [{ value, reason: 'its quality is 0', isNameable: false }]
  const better = representations.findIndex((other, place) => {
    return place !== index && isNamedBy(mediaTypes, index, place) && exists(other, own, otherDimensions) &&
      // Where nothing is acceptable, and that is no 406, the first is served.
      (place < index ? other.quality >= own.quality : other.quality > own.quality && mediaTypes.strict)
  })
  if (better === -1) return []
  return [{ value, reason: `every range that names it names ${mediaTypes.spellings[better]} as well, which is preferred`, isNameable: true }]
}

/**
 * Whether one media type is the other in a charset that the other is sent in too: their parameters are the same but for `charset`. What a
 * range says of the one, it says of the other in that charset.
 */
function isNamedBy ({ values }: AvailableDimension, one: number, other: number): boolean {
  const [own, others] = [one, other].map((index) => inCharsets(values[index] as MediaType)) as [InCharsets, InCharsets]
  return own.name === others.name && own.charsets.length > 0 && own.charsets.every((charset) => others.charsets.includes(charset))
}

interface InCharsets {
  /** With its other parameters. */
  readonly name: string
  readonly charsets: readonly string[]
}

function inCharsets ({ type, subtype, parameters, charsets }: MediaType): InCharsets {
  const own = parameters.get('charset')
  const others = [...parameters].filter(([name]) => name !== 'charset').map((parameter) => JSON.stringify(parameter)).sort()
  return { name: [type, subtype, ...others].join(' '), charsets: own === undefined ? charsets : [own] }
}

/** Whether a media type is acceptable wherever the other is: a strict dimension may leave one of them. */
function exists (one: AvailableRepresentation, other: AvailableRepresentation, dimensions: readonly AvailableDimension[]): boolean {
  return dimensions.every(({ strict }, dimension) => {
    return !strict || other.choices[dimension]?.every((value) => one.choices[dimension]?.includes(value))
  })
}

/** A language that the media types are all narrowed to others than. */
function valuesWithoutMediaType ({ otherDimensions, representations }: Available): NeverSelected[] {
  const offered = representations.filter(({ quality }) => quality > 0)
  return otherDimensions.flatMap(({ spellings }, dimension) => {
    const missing = spellings.filter((_, value) => !offered.some(({ choices }) => choices[dimension]?.includes(value)))
    return missing.map((value) => ({ value, reason: 'no media type is available in it', isNameable: false }))
  })
}
