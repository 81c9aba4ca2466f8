/**
 * What can be selected, and what a request selects: RFC 9110 §12, RFC 4647. Pure: it knows neither Fastify nor Node.js.
 *
 * - `headers.ts`: from a request's headers to a field value
 * - `grammar.ts`: tokens, quoted strings, weights
 * - `member-reader.ts`: members of a field value, read in place
 * - `fields.ts`: from a field value to its members
 * - `nearest-name.ts`: the name that somebody surely meant
 * - `prefer.ts`: `Prefer`: what a client would like besides
 * - `dimension.ts`: what a dimension is: a matcher and its preferences
 * - `name-table.ts`: what the members of a field may name, found without reading those that name nothing
 * - `media-types.ts`: `Accept`: media types and media ranges
 * - `charset-ranges.ts`: `Accept` where text is sent in one of several charsets
 * - `language-tags.ts`: language tags
 * - `cldr.ts`: what CLDR says of languages, as data
 * - `subtags.ts`: the subtags of a tag or a range, read in place
 * - `likely-subtags.ts`: what a tag or a range most likely stands for
 * - `language-distance.ts`: how far a language is from the one that is asked for
 * - `language-ranges.ts`: language ranges and the tags that they find
 * - `closest-language.ts`: of languages that are as good as each other, the closest
 * - `languages.ts`: `Accept-Language`: language tags and language ranges
 * - `tokens.ts`: what the next two share
 * - `charsets.ts`: `Accept-Charset`: charsets
 * - `codings.ts`: `Accept-Encoding`: content codings
 * - `declaration-fault.ts`: boot: what is wrong with what is declared
 * - `dimensions.ts`: the list of them
 * - `available.ts`: boot: what a route has available, checked and parsed
 * - `never-selected.ts`: boot: what is declared, and never selected
 * - `option-check.ts`: boot: the form of what is declared, checked
 * - `select.ts`: the one representation that the fields like best
 * - `negotiated.ts`: everything that can be selected, made once
 * - `normalize.ts`: the shortest fields that select the same
 * - `field-names.ts`: names of fields as people write them
 * - `matched-range.ts`: which of a client's ranges speaks for a value
 * - `reasons.ts`: why a value was not selected
 * - `suggestion.ts`: the smallest change of fields that something is selected with
 * - `explanation-table.ts`: an explanation as people read it
 * - `explain.ts`: why a request gets what it gets
 * - `vary.ts`: field names added to a `Vary` value
 * - `negotiation.ts`: all of the above as one function: `fastify-produces/negotiation`
 * - `narrowed.ts`: the same among some of the representations
 */
export { type NodeHeaders as Headers, nodeHeaders, readNodeField as readField } from './headers.js'
export { isToken } from './grammar.js'
export { DEFAULT_LIMITS, type Limits } from './member-reader.js'
export { parseMembers } from './fields.js'
export { fieldName } from './field-names.js'
export { didYouMean, nearestName, wordsForUnknownKey } from './nearest-name.js'
export { parsePrefer, type RequestPreferences } from './prefer.js'
export { isJson, type MediaType, mediaTypes, parseMediaType, precedenceOf } from './media-types.js'
export { DeclarationFault, inCode } from './declaration-fault.js'
export type { Dimension } from './dimension.js'
export { dimensions } from './dimensions.js'
export { type DeclaredMediaType, narrowableDimensions, otherDimensions, type StrictOption } from './available.js'
export { findNeverSelected, type NeverSelected } from './never-selected.js'
export type { PreferenceOption } from './select.js'
export type { NormalizedFields } from './normalize.js'
export type { SelectedRepresentation } from './negotiated.js'
export { addToVary, type FieldLines } from './vary.js'
export { compileNegotiation, type DimensionReport, type Negotiation, type NegotiationOptions } from './negotiation.js'
export { amongDecided, type Decided, explainUnknown, narrow, optionsOf } from './narrowed.js'
