/**
 * Who asks by URL: what of a request decides in place of its fields.
 *
 * In: a request. Out: the route as it is for what the URL says, whose fields decide the rest; or the names that nothing has.
 */
import { inspect } from 'node:util'
import type { FastifyRequest } from 'fastify'
import type { Overridden, OverrideParameters } from '../../types/index.js'
import { PRODUCES_ERR_OVERRIDE } from '../errors.js'
import type { Decided } from '../negotiation/index.js'
import { isPromise } from '../serializers/index.js'
import type { ByUrl, NamedDimension, NegotiatedRoute, UnknownNames } from './outcome.js'

export type OverrideFunction = (request: FastifyRequest) => Overridden | undefined

export const NAMED: readonly NamedDimension[] = ['mediaType', 'language']

/** By dimension, what is available under each name, in the declared spelling. Names in lower case. */
export type Names = Readonly<Record<NamedDimension, ReadonlyMap<string, string>>>

/** What a URL asks for, as it says it; `undefined` or empty where it says nothing. */
type Asked = Readonly<Partial<Record<NamedDimension, unknown>>>

/** The parameter of a twin address that holds its extension. Nobody sees it but hooks of the instance that run before ours. */
export const EXTENSION = 'negotiatedExtension'

/** Key in the config of a twin: the route whose twin it is. */
export const kTwinOf = Symbol('fastify-produces.twinOf')

/** The URL pattern of the route whose twin a request has come to. */
export function canonicalUrlOf ({ routeOptions: { config } }: FastifyRequest): string | undefined {
  return (config as { readonly [kTwinOf]?: { readonly options: { readonly url: string } } })[kTwinOf]?.options.url
}

const extensions = new WeakMap<FastifyRequest, string>()

/** The extension that a request to a twin had. */
export function extensionOf (request: FastifyRequest): string | undefined {
  return extensions.get(request)
}

/** Reads the extension, and leaves to the handler the parameters of its own route. */
function takeExtension (request: FastifyRequest): string | undefined {
  const params = request.params as Record<string, string>
  const extension = params[EXTENSION]
  if (extension === undefined) return undefined
  delete params[EXTENSION]
  extensions.set(request, extension)
  return extension
}

/** What reads the URLs of a route is compiled from this. */
export interface OverrideParts {
  /** The route where nothing is decided. */
  readonly route: NegotiatedRoute
  readonly override: OverrideParameters | OverrideFunction
  readonly names: Names
  /** Whether the route's own schema refuses a query parameter that it does not know. */
  readonly isClosedTo: (parameter: string) => boolean
  /** The route where that is decided; `undefined` where there is no such representation. */
  readonly narrow: (decided: Decided) => NegotiatedRoute | undefined
}

/** Compiles what reads the URLs of a route. */
export function compileOverride ({ route, override, names, isClosedTo, narrow }: OverrideParts): ByUrl {
  const readable = NAMED.filter((dimension) => names[dimension].size > 0)
  const read = typeof override === 'function' ? callerOf(override, route.name) : readerOf(override, readable, isClosedTo)
  // As many as there are names, made when they are asked for.
  const decidedRoutes = new Map<string, NegotiatedRoute | undefined>()

  function routeFor (request: FastifyRequest): NegotiatedRoute | UnknownNames {
    const asked = read(request)
    const said = readable.filter((dimension) => !isSilent(asked[dimension]))
    if (said.length === 0) return route
    const decided: Partial<Record<NamedDimension, string>> = {}
    for (const dimension of said) {
      const value = names[dimension].get(keyOf(asked[dimension], dimension))
      if (value !== undefined) decided[dimension] = value
    }
    const isKnown = said.every((dimension) => decided[dimension] !== undefined)
    return (isKnown ? decidedRoute(decided) : undefined) ?? unknown(asked, said, decided)
  }

  function decidedRoute (decided: Decided): NegotiatedRoute | undefined {
    const key = `${decided.mediaType} ${decided.language}`
    if (!decidedRoutes.has(key)) decidedRoutes.set(key, narrow(decided))
    return decidedRoutes.get(key)
  }

  /** What there is in each dimension, beside what is decided in the other. */
  function unknown (asked: Asked, said: readonly NamedDimension[], decided: Decided): UnknownNames {
    const available = (dimension: NamedDimension): string[] => {
      const others = route.negotiation.selectable.filter((representation) => NAMED.every((other) => {
        return other === dimension || decided[other] === undefined || representation[other] === decided[other]
      }))
      const values = others.map((representation) => representation[dimension])
      return [...names[dimension]].filter(([, value]) => values.includes(value)).map(([name, value]) => dimension === 'language' ? value : name)
    }
    return {
      requested: Object.fromEntries(said.map((dimension) => [dimension, wordOf(asked[dimension])])),
      names: Object.fromEntries(said.map((dimension) => [dimension, available(dimension)]))
    }
  }

  return { routeFor }
}

type Read = (request: FastifyRequest) => Asked

/** By what the user's function returns. */
function callerOf (override: OverrideFunction, name: string): Read {
  function decidedBy (request: FastifyRequest): unknown {
    try {
      return override(request) ?? {}
    } catch (thrown) {
      // Fastify would take it for no error.
      throw thrown ?? new PRODUCES_ERR_OVERRIDE(name, `threw ${String(thrown)}`)
    }
  }
  return function call (request) {
    const decided = decidedBy(request)
    if (typeof decided !== 'object' || isPromise(decided)) {
      Promise.resolve(decided).catch(() => {})
      throw new PRODUCES_ERR_OVERRIDE(name, `returned ${isPromise(decided) ? 'a promise' : inspect(decided)}`)
    }
    return decided as Asked
  }
}

/** By query parameters, as whatever parser the application has reads them. */
function readerOf (parameters: OverrideParameters, readable: readonly NamedDimension[], isClosedTo: OverrideParts['isClosedTo']): Read {
  const named = readable.filter((dimension) => parameters[dimension] !== undefined)
    .map((dimension) => [dimension, parameters[dimension] as string] as const)
  const closed = named.map(([, parameter]) => parameter).filter(isClosedTo)
  return function readUrl (request) {
    const values = request.query as Record<string, unknown>
    const asked = Object.fromEntries(named.flatMap(([dimension, parameter]) => {
      return Object.hasOwn(values, parameter) ? [[dimension, values[parameter]]] : []
    }))
    // The route's schema would refuse the request for a parameter that is none of its own.
    for (const parameter of closed) delete values[parameter]
    // choice: an extension has the last word, whatever the query says besides.
    const extension = parameters.extension === true ? takeExtension(request) : undefined
    return extension === undefined ? asked : { ...asked, mediaType: extension }
  }
}

// choice: an empty value says nothing, as one that is absent: a form sends what was not filled in.
function isSilent (value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

// choice: a parameter that stands twice is a list, or whatever the parser makes of it, and names nothing: neither value is guessed.
function keyOf (value: unknown, dimension: NamedDimension): string {
  if (typeof value !== 'string') return ''
  return (dimension === 'language' ? value.replaceAll('_', '-') : value).toLowerCase()
}

function wordOf (value: unknown): string {
  return typeof value === 'string' ? value : inspect(value)
}
