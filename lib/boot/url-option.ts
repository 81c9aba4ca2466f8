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
}

/** What is said of a route's URLs; `undefined` in place of it where nothing is. */
export interface UrlOptions {
  readonly override: OverrideParameters | OverrideFunction
  readonly names: Names
}

const BY_DEFAULT: OverrideParameters = { mediaType: 'format', language: 'lang' }

/** @throws what `faultAt` makes */
export function readUrlOptions (produces: Produces, settings: UrlSettings, faultAt: FaultAt): UrlOptions | undefined {
  const { override = settings.override ?? false } = produces
  if (override === false) return undefined
  const parameters = override === true ? BY_DEFAULT : override
  if (typeof parameters === 'object' && parameters.mediaType !== undefined && parameters.mediaType === parameters.language) {
    throw faultAt('.override.language', `expected another parameter than mediaType has, found ${JSON.stringify(parameters.language)}`)
  }
  return { override: parameters, names: namesOf(produces, faultAt) }
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
