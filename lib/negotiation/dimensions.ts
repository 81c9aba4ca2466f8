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
export const dimensions: readonly Dimension[] = [mediaTypes, languages, charsets, codings]

// A declaration file imports only what it names, and in the file of each stand its types.
export { charsets, codings, languages, mediaTypes }
