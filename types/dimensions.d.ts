/**
 * The dimensions of negotiation, as types: the file of each adds its own to `Dimensions`, and the rest is derived.
 */

/** By the name that `strict`, `request.negotiated` and the 406 use. */
export interface Dimensions {}

/** What is said of one dimension. */
export interface DimensionType {
  /** What declares its values in `config.produces`. */
  readonly key: string
  /** A value as it is declared. */
  readonly value: string
  /** What is available whatever the route declares. */
  readonly always: string
  /** Whether a media type may narrow the route's values. */
  readonly narrowable: boolean
}

export type DimensionName = keyof Dimensions

/** Those that a route may declare besides its media types. */
export type OtherDimensionName = Exclude<DimensionName, 'mediaType'>

/** What a route declares besides its media types, by key. */
export type DeclaredValues = { readonly [Name in OtherDimensionName as Dimensions[Name]['key']]?: readonly Dimensions[Name]['value'][] }

/** What a media type narrows, by key. */
export type NarrowedValues = {
  readonly [Name in OtherDimensionName as Dimensions[Name]['narrowable'] extends true ? Dimensions[Name]['key'] : never]?:
  readonly Dimensions[Name]['value'][]
}

/** What was selected besides the media type, by name and in the declared spelling; `undefined` where nothing is declared. */
export type SelectedValues = { readonly [Name in OtherDimensionName]: string | undefined }
