/**
 * Boot: what of a URL decides on a route, and by which names.
 *
 * In: the options of a route and of its scope. Out: one form of `override`, and the names that it knows.
 */
import type { Override, OverrideParameters } from '../../types/index.js'
import type { Names, OverrideFunction } from '../reply/index.js'
import { shortNameOf } from '../serializers/index.js'
import type { FaultAt, Produces } from './route-option.js'

/** The part of the plugin's settings that is about URLs. */
export interface UrlSettings {
  readonly override: Override | undefined
  readonly alternates: boolean
  readonly availability: boolean
}

/** What is said of a route's URLs. */
export interface UrlOptions {
  /** `undefined`: they decide nothing. */
  readonly override: OverrideParameters | OverrideFunction | undefined
  readonly names: Names
  readonly alternates: boolean
  readonly availability: boolean
}

const BY_DEFAULT: OverrideParameters = { mediaType: 'format', language: 'lang' }

const NO_NAMES: Names = { mediaType: new Map(), language: new Map() }

/**
 * @returns `undefined` where URLs decide and say nothing
 * @throws what `faultAt` makes
 */
export function readUrlOptions (produces: Produces, settings: UrlSettings, faultAt: FaultAt): UrlOptions | undefined {
  const { override = settings.override ?? false, alternates = settings.alternates, availability = settings.availability } = produces
  if (override !== false) return { override: parametersOf(override, faultAt), names: namesOf(produces, faultAt), alternates, availability }
  return availability ? { override: undefined, names: NO_NAMES, alternates, availability } : undefined
}

function parametersOf (override: Exclude<Override, false>, faultAt: FaultAt): OverrideParameters | OverrideFunction {
  const parameters = override === true ? BY_DEFAULT : override
  if (typeof parameters === 'object' && parameters.mediaType !== undefined && parameters.mediaType === parameters.language) {
    throw faultAt('.override.language', `expected another parameter than mediaType has, found ${JSON.stringify(parameters.language)}`)
  }
  return parameters
}

/** Of what can be selected. Without regard to case, as are media types and language tags. */
function namesOf ({ mediaTypes, languages = [] }: Produces, faultAt: FaultAt): Names {
  const named = new Map<string, string>()
  mediaTypes.forEach(({ mediaType, name = shortNameOf(mediaType), quality }, index) => {
    if (quality === 0) return
    const key = name.toLowerCase()
    const other = named.get(key)
    if (other !== undefined) throw faultAt(`.mediaTypes[${index}].name`, `'${name}' is the name of ${other} too. Give ${mediaType} another one: { mediaType, name }`)
    named.set(key, mediaType)
  })
  return { mediaType: named, language: new Map(languages.map((language) => [language.toLowerCase(), language])) }
}
