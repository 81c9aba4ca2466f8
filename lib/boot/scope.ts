/**
 * Boot: the settings and serializers of the scope that a route is declared in.
 *
 * A Fastify instance is the prototype of those below it, so what applies to an instance is what its nearest ancestor has.
 */
import type { FastifyInstance } from 'fastify'
import type { ProducesOptions, RouteProduces, Serializer } from '../../types/index.js'
import { PRODUCES_ERR_OPTION, PRODUCES_ERR_STARTED } from '../errors.js'
import { DEFAULT_LIMITS } from '../negotiation/index.js'
import {
  Advice, ADVICE_CODES, compileErrors, faultOfHints, faultOfLogLevel, isHeard, type NotAcceptableSettings
} from '../reply/index.js'
import type { ResponseSchemas } from '../schemas/index.js'
import { json, Registry } from '../serializers/index.js'
import { firstFault, type OptionSchema } from './option-fault.js'
import { compileRouteNegotiation, type NegotiationSettings } from './route-negotiation.js'
import {
  checkRouteOption, contentKeys, copyOption, type FaultAt, hintsSchema, isDeclared, ofSchema, overrideSchema, preferenceSchema, strings,
  strictSchema
} from './route-option.js'
import type { UrlSettings } from './url-option.js'

/** One registration of the plugin. */
export interface Scope extends NegotiationSettings, NotAcceptableSettings, UrlSettings {
  /** What a route produces that does not say it itself. */
  readonly produces: DefaultOption | undefined
  /** The hints that its routes read, unless they say it themselves. */
  readonly hints: readonly string[]
  /** What is to be said of it. */
  readonly advice: Advice
  /** The serializers of its own instances. */
  readonly registries: OwnRegistry[]
  /** Whether boot is over, and anything added now would have no effect. */
  started: boolean
}

/** The serializers that an instance has added. */
interface OwnRegistry {
  readonly instance: FastifyInstance
  readonly registry: Registry
}

/** The option `produces`, and a copy of it as it was when the plugin was registered. */
interface DefaultOption {
  readonly value: RouteProduces
  readonly copy: unknown
}

const optionsSchema: OptionSchema = {
  type: 'object',
  properties: {
    produces: {},
    serializers: { type: 'object' },
    strict: strictSchema,
    preference: preferenceSchema,
    hints: hintsSchema,
    override: overrideSchema,
    alternates: { type: 'boolean' },
    availability: { type: 'boolean' },
    problem: {},
    cacheControl: {
      type: 'string',
      pattern: '^[\\x21-\\x7e](?:[\\t\\x20-\\x7e]*[\\x21-\\x7e])?$',
      expected: 'a string of at least 1 character that can be a field value, or false'
    },
    notAcceptableLogLevel: { type: 'string', expected: 'a level of the logger or false' },
    maxFieldLength: { type: 'integer', minimum: 1 },
    maxMembers: { type: 'integer', minimum: 1 },
    cacheSize: { type: 'integer', minimum: 0 },
    accepts: { type: 'boolean' },
    errors: {
      type: 'object',
      properties: { mediaTypes: strings, expose: { type: 'boolean' }, languages: strings },
      additionalProperties: false,
      expected: 'true, false, or an object with mediaTypes, expose and languages'
    },
    advice: { type: 'array', items: { enum: ADVICE_CODES }, expected: 'true, false, or an array of codes' }
  },
  additionalProperties: false
}

// Fastify's own options of `register`, which it passes on to the plugin.
const REGISTER_OPTIONS = ['prefix', 'logLevel', 'logSerializers']

const scopes = new WeakMap<object, Scope>()
/** All that an application has, by root instance. */
const scopesByRoot = new WeakMap<object, OwnScope[]>()

/** A scope, and the instance that the plugin was registered on. */
interface OwnScope {
  readonly instance: FastifyInstance
  readonly scope: Scope
}

const registries = new WeakMap<object, Registry>()

/** The serializers that every scope has. */
const BUILT_IN = new Registry()
BUILT_IN.add('application/json', json)

/** @throws PRODUCES_ERR_OPTION, and what the registry throws of `serializers` */
export function registerScope (instance: FastifyInstance, options: ProducesOptions): Scope {
  checkOptions(options)
  const settings = settingsOf(options)
  checkLogLevel(settings, instance)
  const { errors, produces, advice = true } = options
  const scope: Scope = {
    ...settings,
    errors: errors ? compileErrors(errors === true ? {} : errors, settings, () => registryOf(instance)) : undefined,
    negotiations: new Map(),
    produces: isDeclared(produces) ? { value: produces as RouteProduces, copy: copyOption(produces) } : undefined,
    advice: new Advice(advice === false || !isHeard(instance.log) ? ADVICE_CODES : advice === true ? [] : advice),
    registries: [],
    started: false
  }
  checkDefault(scope)
  scopes.set(instance, scope)
  scopesByRoot.set(rootOf(instance), [...scopesOf(instance), { instance, scope }])
  for (const [mediaType, serializer] of Object.entries(options.serializers ?? {})) ownRegistry(instance).add(mediaType, serializer)
  return scope
}

/** What of a scope is an option as it was given. */
type Settings = Omit<Scope, 'errors' | 'negotiations' | 'produces' | 'advice' | 'registries' | 'started'>

const DEFAULTS: Settings = {
  ...DEFAULT_LIMITS,
  preference: 'client',
  strict: undefined,
  hints: [],
  override: undefined,
  alternates: false,
  availability: false,
  problem: undefined,
  cacheControl: 'no-store',
  notAcceptableLogLevel: 'info',
  cacheSize: 32
}

// An option that is undefined counts as absent.
function settingsOf (options: ProducesOptions): Settings {
  const given = Object.entries(options).filter(([name, value]) => Object.hasOwn(DEFAULTS, name) && value !== undefined)
  return { ...DEFAULTS, ...Object.fromEntries(given) as Partial<Settings> }
}

function checkLogLevel ({ notAcceptableLogLevel }: Settings, instance: FastifyInstance): void {
  const fault = faultOfLogLevel(notAcceptableLogLevel, instance)
  if (fault !== undefined) throw new PRODUCES_ERR_OPTION('notAcceptableLogLevel', fault)
}

function checkOptions ({ cacheControl, notAcceptableLogLevel, errors, advice, ...options }: ProducesOptions): void {
  const checked = Object.fromEntries(Object.entries({
    ...ofSchema(options),
    cacheControl: cacheControl === false ? undefined : cacheControl,
    notAcceptableLogLevel: notAcceptableLogLevel === false ? undefined : notAcceptableLogLevel,
    errors: typeof errors === 'boolean' ? undefined : errors,
    advice: typeof advice === 'boolean' ? undefined : advice
  }).filter(([key]) => !REGISTER_OPTIONS.includes(key)))
  const fault = firstFault(optionsSchema, checked)
  if (fault !== undefined) throw new PRODUCES_ERR_OPTION(fault.key.replace(/^\./, ''), fault.message)
  const faultyHints = faultOfHints(options.hints ?? [])
  if (faultyHints !== undefined) throw new PRODUCES_ERR_OPTION('hints', faultyHints)
  if (options.problem === undefined || typeof options.problem === 'function') return
  throw new PRODUCES_ERR_OPTION('problem', 'expected a function')
}

/** What it says of a route's schemas shows at the routes. */
function checkDefault (scope: Scope): void {
  if (scope.produces === undefined || scope.produces.copy === true) return
  const faultAt: FaultAt = (key, message) => new PRODUCES_ERR_OPTION(`produces${key}`, message)
  compileRouteNegotiation(checkRouteOption(scope.produces.copy, undefined, faultAt), scope, faultAt)
}

/** The settings that apply to an instance; `undefined` outside every scope of the plugin. */
export function scopeOf (instance: FastifyInstance): Scope | undefined {
  return nearest(scopes, instance)
}

/** Every scope of an application, whichever of its instances is given. */
export function scopesOf (instance: FastifyInstance): readonly OwnScope[] {
  return scopesByRoot.get(rootOf(instance)) ?? []
}

/** The instance that `Fastify()` returned. */
export function rootOf (instance: object): object {
  const parent = Object.getPrototypeOf(instance) as object
  // Above it stand objects that are no instances, `Object.prototype` at the top.
  return 'register' in parent ? rootOf(parent) : instance
}

/** What the scope says for a route that says nothing; where that is `true`, only for one whose schema says it. */
export function defaultFor (instance: FastifyInstance, { config, method, schema }: DefaultableRoute): unknown {
  const produces = scopeOf(instance)?.produces?.copy
  // choice: nearly every OPTIONS route is one that a plugin has added.
  if (produces === undefined || config?.produces !== undefined || [method].flat().every((name) => name === 'OPTIONS')) return undefined
  return produces === true && contentKeys(schema?.response as ResponseSchemas) === undefined ? undefined : produces
}

interface DefaultableRoute {
  readonly config?: { readonly produces?: unknown } | undefined
  readonly method: string | readonly string[]
  readonly schema?: { readonly response?: unknown } | undefined
}

/** The serializers that an instance sees. */
export function registryOf (instance: FastifyInstance): Registry {
  return nearest(registries, instance) ?? BUILT_IN
}

/** Adds a serializer to an instance and those below it. */
export function addSerializer (instance: FastifyInstance, mediaType: string, serializer: Serializer): void {
  if (scopeOf(instance)?.started === true) throw new PRODUCES_ERR_STARTED(mediaType)
  ownRegistry(instance).add(mediaType, serializer)
}

function ownRegistry (instance: FastifyInstance): Registry {
  const known = registries.get(instance)
  if (known !== undefined) return known
  const registry = new Registry(registryOf(instance))
  registries.set(instance, registry)
  const { registries: own } = scopeOf(instance) as Scope
  own.push({ instance, registry })
  return registry
}

function nearest<Value> (values: WeakMap<object, Value>, instance: object | null): Value | undefined {
  for (let at = instance; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const value = values.get(at)
    if (value !== undefined) return value
  }
  return undefined
}
