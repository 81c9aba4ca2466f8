/**
 * The list of dimensions, in the order of decision. What names them is derived from it: options and their types, what was
 * negotiated, the 406, the fields of the answer, API documents.
 */
import { charsets } from './charsets.js'
import { codings } from './codings.js'
import type { Dimension } from './dimension.js'
import { languages } from './languages.js'
import { mediaTypes } from './media-types.js'

/** The media type is decided first, and alone is always declared. */
export const dimensions = [mediaTypes, languages, charsets, codings] as const satisfies readonly Dimension[]

type Listed = (typeof dimensions)[number]
type OtherListed = Exclude<Listed, typeof mediaTypes>

export type DimensionName = Listed['name']

/** What is declared besides media types, by key. */
export type DeclaredValues = { readonly [Each in OtherListed as Each['key']]?: readonly string[] }

/** What a media type narrows, by key. */
export type NarrowedValues = { readonly [Each in Extract<OtherListed, { readonly narrowable: true }> as Each['key']]?: readonly string[] }

/** What was selected besides the media type, by name and in the declared spelling; `undefined` where nothing is declared. */
export type SelectedValues = { readonly [Each in OtherListed as Each['name']]: string | undefined }
