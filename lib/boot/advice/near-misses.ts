/**
 * Boot: what looks like `config.produces`, and stands elsewhere: `config.produce`, `produces` beside `config`. The route declares nothing.
 */
import type { FastifyInstance, RouteOptions } from 'fastify'
import { nearestName } from '../../negotiation/index.js'
import { kTwinOf } from '../../reply/index.js'
import { isObject } from '../../schemas/index.js'
import { nameOf } from '../compile.js'
import { scopeOf } from '../scope.js'

const NAME = 'produces'
const CODE = 'PRODUCES_ADV_CONFIG'

/** @param options those of a route when the last `onRoute` hook has run */
export function noteNearMisses (instance: FastifyInstance, options: RouteOptions): void {
  const advice = scopeOf(instance)?.advice
  const config: object = options.config ?? {}
  if (advice?.isOn(CODE) !== true || options.config?.produces !== undefined || Object.hasOwn(config, kTwinOf)) return
  const inConfig = Object.entries(config).filter(isMissed).map(([name]) => `config.${name}`)
  const found = [...inConfig, ...Object.entries(options).filter(([, value]) => isOption(value)).filter(isMissed).map(([name]) => name)]
  for (const key of found) advice.note(CODE, nameOf(options), `it has ${key} and no config.produces, so that it declares nothing`)
}

/** Another letter case is a slip whatever the value; of a name that is only near, another plugin's may be, but not with media types. */
function isMissed ([name, value]: [name: string, value: unknown]): boolean {
  return nearestName(name, [NAME]) !== undefined && (isOption(value) || (name.toLowerCase() === NAME && Boolean(value)))
}

/** Whether a value is what `config.produces` takes: media types. */
function isOption (value: unknown): boolean {
  const mediaTypes = isObject(value) && !Array.isArray(value) ? value.mediaTypes : value
  return Array.isArray(mediaTypes) && mediaTypes.length > 0 && mediaTypes.every(isMediaType)
}

function isMediaType (entry: unknown): boolean {
  const mediaType: unknown = isObject(entry) ? entry.mediaType : entry
  return typeof mediaType === 'string' && /^[\w.+-]+\/[\w.+-]+(?:[ \t]*;.*)?$/.test(mediaType)
}
