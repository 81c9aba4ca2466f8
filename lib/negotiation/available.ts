/**
 * Boot: what a route has available, checked and parsed once.
 *
 * In: media types, languages, charsets and codings as they are declared. Out: the dimensions with their parsed values, and for
 * each media type the values that go with it. A fault is a DeclarationFault.
 * RFC 9110 §12.1.
 */
import type { DeclaredValues, DimensionName, NarrowedValues } from '../../types/dimensions.js'
import { DeclarationFault } from './declaration-fault.js'
import type { Dimension } from './dimension.js'
import { dimensions } from './dimensions.js'
import { isJson, type MediaType, mediaTypes } from './media-types.js'

/** Those that a route may declare besides its media types. */
export const otherDimensions: readonly Dimension[] = dimensions.slice(1)

/** Those whose values a media type may narrow. */
export const narrowableDimensions = otherDimensions.filter(({ narrowable }) => narrowable)

/** One media type, declared with what sets it apart. */
export interface DeclaredMediaType extends NarrowedValues {
  readonly mediaType: string
  readonly quality?: number
}

/** Per dimension, by its name. A boolean is for all. */
export type StrictOption = boolean | { readonly [name in DimensionName]?: boolean | undefined } | undefined

/** What is declared to be available. */
export interface AvailableOptions extends DeclaredValues {
  readonly mediaTypes: readonly (string | DeclaredMediaType)[]
  readonly strict?: StrictOption
}

/** A dimension with the values available in it, in the order of declaration. */
export interface AvailableDimension {
  readonly dimension: Dimension
  /** As they were declared. */
  readonly spellings: readonly string[]
  readonly values: readonly unknown[]
  readonly strict: boolean
  /** The request fields that are read, in lower case: the dimension's own first. */
  readonly fields: readonly string[]
  /** The indices of the values that depend on the dimension's condition. */
  readonly conditional: readonly number[]
}

/** One media type of the route with the values that it exists in. */
export interface AvailableRepresentation {
  readonly mediaType: MediaType
  /** The server's own quality. */
  readonly quality: number
  /** For each other dimension of the route, the indices of its values. */
  readonly choices: readonly (readonly number[])[]
  /** The index of its first combination among those of all representations. */
  readonly first: number
}

export interface Available {
  readonly mediaTypes: AvailableDimension
  /** The declared ones, in the order of decision. */
  readonly otherDimensions: readonly AvailableDimension[]
  readonly representations: readonly AvailableRepresentation[]
}

/** Checks and parses what is declared to be available. */
export function compileAvailable (options: AvailableOptions): Available {
  const declared = options.mediaTypes.map((entry) => typeof entry === 'string' ? { mediaType: entry } : entry)
  const primary = inCharsets(compileDimension(mediaTypes, declared.map(({ mediaType }) => mediaType), options.strict), options.charsets)
  const declaredDimensions = otherDimensions.flatMap((dimension) => {
    const spellings = options[dimension.key as keyof DeclaredValues]
    return spellings === undefined ? [] : [compileDimension(dimension, spellings, options.strict)]
  })
  let combinations = 0
  const representations = declared.map((entry, index) => {
    const mediaType = primary.values[index] as MediaType
    const choices = declaredDimensions.map((available) => compileChoices(available, entry, index))
    const first = combinations
    const { quality = 1 } = entry
    if (!(quality >= 0 && quality <= 1)) fault(`mediaTypes[${index}].quality`, 'a number from 0 to 1', quality)
    if (quality > 0) combinations += choices.reduce((product, { length }) => product * length, 1)
    return { mediaType, quality, choices, first }
  })
  for (const { key } of narrowableDimensions) {
    if (options[key as keyof DeclaredValues] === undefined && declared.some((entry) => entry[key as keyof NarrowedValues] !== undefined)) {
      throw new DeclarationFault(key, 'those that the media types narrow', 'none')
    }
  }
  if (representations.every(({ quality }) => quality === 0)) {
    throw new DeclarationFault('mediaTypes', 'one of a quality above 0', 'none')
  }
  return { mediaTypes: primary, otherDimensions: declaredDimensions, representations }
}

function compileDimension (dimension: Dimension, declared: readonly string[], strict: StrictOption): AvailableDimension {
  const spellings = withAlways(dimension, declared)
  const values = spellings.map((spelling, index) => dimension.available(spelling) ?? fault(`${dimension.key}[${index}]`, dimension.expected, spelling))
  if (declared.length === 0) throw new DeclarationFault(dimension.key, 'at least one')
  const canonical = values.map((value) => dimension.canonical(value))
  const twice = canonical.findIndex((value, index) => canonical.indexOf(value) !== index)
  if (twice !== -1) fault(`${dimension.key}[${twice}]`, 'each once', spellings[twice])
  const { field, condition } = dimension
  const conditional = [...values.keys()].filter((index) => condition?.isNeededBy(values[index]) === true)
  const fields = condition === undefined || conditional.length === 0 ? [field] : [field, condition.field]
  return { dimension, spellings, values, strict: isStrict(dimension, strict), fields, conditional }
}

// A range may name the charset as a parameter of the media type too: `text/plain;charset=iso-8859-1`.
function inCharsets (available: AvailableDimension, charsets: readonly string[] | undefined): AvailableDimension {
  if (charsets === undefined) return available
  const names = charsets.map((charset) => charset.toLowerCase())
  const values = (available.values as readonly MediaType[]).map((mediaType) => {
    return mediaType.charsets.length === 0 || isJson(mediaType) ? mediaType : { ...mediaType, charsets: names }
  })
  return { ...available, values }
}

function withAlways ({ always }: Dimension, declared: readonly string[]): readonly string[] {
  return always === undefined || declared.some((value) => value.toLowerCase() === always) ? declared : [...declared, always]
}

function isStrict ({ name, strict }: Dimension, option: StrictOption): boolean {
  return (typeof option === 'boolean' ? option : option?.[name as DimensionName]) ?? strict
}

function compileChoices (available: AvailableDimension, declared: DeclaredMediaType, index: number): readonly number[] {
  const { dimension, spellings } = available
  const narrowed = dimension.narrowable === true ? declared[dimension.key as keyof NarrowedValues] : undefined
  if (narrowed !== undefined) return compileNarrowed(available, narrowed, `mediaTypes[${index}].${dimension.key}`)
  const implied = dimension.impliedBy?.(declared.mediaType)
  if (implied === undefined) return [...spellings.keys()]
  const expected = `${implied} among them, which ${declared.mediaType} is sent in`
  return [indexOf(available, implied) ?? fault(dimension.key, expected, spellings.join(', '))]
}

function compileNarrowed (available: AvailableDimension, narrowed: readonly string[], key: string): readonly number[] {
  if (narrowed.length === 0) throw new DeclarationFault(key, 'at least one')
  const expected = `some of the route's ${available.dimension.key} (${available.spellings.join(', ')})`
  const choices = narrowed.map((spelling) => indexOf(available, spelling) ?? fault(key, expected, spelling))
  const twice = choices.findIndex((choice, place) => choices.indexOf(choice) !== place)
  if (twice !== -1) fault(`${key}[${twice}]`, 'each once', narrowed[twice])
  return choices
}

function indexOf ({ dimension, values }: AvailableDimension, spelling: string): number | undefined {
  const value = dimension.available(spelling)
  const canonical = value === undefined ? undefined : dimension.canonical(value)
  const index = values.findIndex((other) => dimension.canonical(other) === canonical)
  return index === -1 ? undefined : index
}

function fault (key: string, expected: string, found: unknown): never {
  throw new DeclarationFault(key, expected, JSON.stringify(found))
}
