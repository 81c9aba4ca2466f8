/**
 * The dimensions of negotiation, as types: the file of each adds its own to `Dimensions`, and the rest is derived.
 */

/**
 * By the name that `strict`, `request.negotiated` and the 406 use:
 *
 * - `key`: what declares its values in `config.produces`
 * - `value`: the type of a declared value
 * - `always`: what is available whatever the route declares; `never` for nothing
 * - `narrowable`: whether a media type may narrow the route's values
 */
export interface Dimensions {}

/** The names of the dimensions: `mediaType`, `language`, `charset`, `encoding`. */
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
