/**
 * The addresses of a route's representations: what a URL says of each.
 *
 * In: at boot the names, per request its URL. Out: references, relative to that URL: they hold behind a proxy that changes the path.
 * RFC 3986 §4.2, §5.2.
 *
 * choice: more than MAX_EACH are not listed each, but one for every media type and one for every language: a field of all of them would be
 * longer than what clients read.
 */
import { unescape } from 'node:querystring'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { OverrideParameters } from '../../types/index.js'
import type { Decided, Negotiation, SelectedRepresentation } from '../negotiation/index.js'
import type { Addresses, Alternate, NamedDimension, Switch } from './outcome.js'
import { canonicalUrlOf, extensionOf, NAMED, type Names } from './override.js'

const MAX_EACH = 32

export interface AddressParts {
  readonly parameters: OverrideParameters
  readonly names: Names
  readonly negotiation: Negotiation
  /** Whether there are twin addresses, which name the media type by an extension. */
  readonly twins: boolean
}

/** What a URL says of one representation, or of several. */
interface Address extends Record<NamedDimension, string | undefined> {
  /** `csv` of a twin. */
  readonly extension: string | undefined
  /** `format=csv&lang=en`; empty where the extension says it all. */
  readonly query: string
}

/** One of the values of a dimension, and its address. */
interface Choice {
  readonly name: string
  readonly address: Address
  readonly isSelected: boolean
}

/** `undefined` where no URL can tell two representations of the route apart. */
export function compileAddresses ({ parameters, names, negotiation, twins }: AddressParts): Addresses | undefined {
  const { selectable } = negotiation
  const isPlural = (dimension: NamedDimension): boolean => new Set(selectable.map((representation) => representation[dimension])).size > 1
  const isByExtension = (dimension: NamedDimension): boolean => twins && dimension === 'mediaType'
  const named = NAMED.filter((dimension) => (parameters[dimension] !== undefined || isByExtension(dimension)) && isPlural(dimension))
  if (named.length === 0) return undefined
  const spelled = spellingsOf(names)
  const own = [parameters.mediaType, parameters.language]
  const addressOf = compileAddress(parameters, spelled, isByExtension)
  const specific = new Map(selectable.map((representation) => [representation, addressOf(representation as Decided, named)]))
  const each = distinct([...specific.values()])
  const alone = (dimension: NamedDimension): Address[] => selectable.map((one) => addressOf(one as Decided, [dimension]))
  const listed = each.length <= MAX_EACH ? each : distinct(named.flatMap(alone))
  const choicesOf = compileChoices(selectable, spelled, (one, dimension) => {
    return dimension === undefined ? specific.get(one) as Address : addressOf(one as Decided, [dimension])
  })
  const isComplete = negotiation.dimensions.every(({ name, available }) => available.length < 2 || isNamed(name, named))

  return {
    alternatesOf (request, { negotiated, route }) {
      const to = referTo(request, own)
      const selectedAddress = specific.get(negotiated as SelectedRepresentation)
      const { selectable: left } = route.negotiation
      const others = listed.filter((address) => !isSame(address, selectedAddress) && (left === selectable || isAmong(address, left)))
      return others.map((address): Alternate => ({ mediaType: address.mediaType, language: address.language, href: to(address) }))
    },
    switchesOf (request, dimension, selected) {
      const to = referTo(request, own)
      return named.includes(dimension) ? choicesOf(dimension, selected).map((choice) => switchTo(choice, to)) : []
    },
    locationOf (request, { negotiated, route }) {
      if (!isComplete || !route.negotiation.dimensions.some(({ name }) => isNamed(name, named))) return undefined
      return referTo(request, own)(specific.get(negotiated as SelectedRepresentation) as Address)
    }
  }
}

type AddressOf = (decided: Decided, dimensions: readonly NamedDimension[]) => Address

/** Compiles what makes the address that says some dimensions of a representation. */
function compileAddress (
  parameters: OverrideParameters, spelled: Spellings, isByExtension: (dimension: NamedDimension) => boolean
): AddressOf {
  return function addressOf (decided, dimensions) {
    const spell = (dimension: NamedDimension): string => spelled[dimension].get(decided[dimension] as string) as string
    const query = dimensions.filter((dimension) => !isByExtension(dimension)).map((dimension) => {
      return `${encodeURIComponent(parameters[dimension] as string)}=${encodeURIComponent(spell(dimension))}`
    })
    const said = Object.fromEntries(dimensions.map((dimension) => [dimension, decided[dimension]]))
    const extension = dimensions.some(isByExtension) ? spell('mediaType') : undefined
    return { mediaType: undefined, language: undefined, ...said, extension, query: query.join('&') }
  }
}

type Choose = (dimension: NamedDimension, selected: SelectedRepresentation | undefined) => readonly Choice[]

/**
 * Compiles what gives each available value of a dimension, with what else is selected where there is such a representation.
 *
 * @param addressOf the address of a representation, or what it says of one dimension
 */
function compileChoices (
  selectable: readonly SelectedRepresentation[],
  spelled: Spellings,
  addressOf: (one: SelectedRepresentation, dimension: NamedDimension | undefined) => Address
): Choose {
  // As many as there are representations that can be selected.
  const known = new Map<string, readonly Choice[]>()
  function choicesOf (dimension: NamedDimension, selected: SelectedRepresentation | undefined): Choice[] {
    const other = dimension === 'mediaType' ? 'language' : 'mediaType'
    return [...new Set(selectable.map((one) => one[dimension]))].map((value): Choice => {
      const having = selectable.filter((one) => one[dimension] === value)
      const found = (having.find((one) => one[other] === selected?.[other]) ?? having[0]) as SelectedRepresentation
      const address = addressOf(found, selected === undefined ? dimension : undefined)
      return { name: spelled[dimension].get(value as string) as string, address, isSelected: selected?.[dimension] === value }
    })
  }
  return function choose (dimension, selected) {
    const key = `${dimension} ${selected?.mediaType} ${selected?.language}`
    const choices = known.get(key) ?? choicesOf(dimension, selected)
    known.set(key, choices)
    return choices
  }
}

function switchTo ({ name, address, isSelected }: Choice, to: (address: Address) => string): Switch {
  return { name, mediaType: address.mediaType, language: address.language, href: to(address), isSelected }
}

/** The coding is that of the answer, whichever address it has: RFC 9110 §8.7 is about the representation. */
function isNamed (name: string, named: readonly NamedDimension[]): boolean {
  return name === 'encoding' || (named as readonly string[]).includes(name)
}

type Spellings = Readonly<Record<NamedDimension, ReadonlyMap<string, string>>>

/** By dimension and available value, the name. */
function spellingsOf ({ mediaType, language }: Names): Spellings {
  return {
    mediaType: new Map([...mediaType].map(([name, value]) => [value, name])),
    language: new Map([...language.values()].map((value) => [value, value]))
  }
}

function distinct (addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map((address) => [`${address.extension} ${address.query}`, address])).values()]
}

function isSame (address: Address, other: Address | undefined): boolean {
  return address.query === other?.query && address.extension === other.extension
}

/** Whether there is anything at an address, where a handler does without some. */
function isAmong (address: Address, left: readonly SelectedRepresentation[]): boolean {
  return left.some((one) => NAMED.every((dimension) => address[dimension] === undefined || address[dimension] === one[dimension]))
}

/** The names of the query parameters that decide. */
type QueryNames = ReadonlyArray<string | undefined>

/** The address of the route whose twin a request has come to, without what decides. */
export function canonicalOf (request: FastifyRequest, { mediaType, language }: OverrideParameters): string | undefined {
  const canonical = canonicalUrlOf(request)
  if (canonical === undefined) return undefined
  const { others, path } = partsOf(request, [mediaType, language])
  const stem = stemOf(request, path)
  return `${canonical.endsWith('/') ? stem.replace('index', '') : stem}${searchOf(others)}`
}

/** What makes references from the URL of a request; other parameters than ours are kept, in their order. */
function referTo (request: FastifyRequest, own: QueryNames): (address: Address) => string {
  const { path, others } = partsOf(request, own)
  return function refer ({ extension, query }) {
    const search = searchOf(query === '' ? others : [...others, query])
    return extension === undefined ? search : `${stemOf(request, path)}.${extension}${search}`
  }
}

/** The path of a request, and what of its query is not ours. */
function partsOf ({ url, server }: FastifyRequest, own: QueryNames): { readonly path: string, readonly others: readonly string[] } {
  const delimiter = endsPathWithSemicolon(server.initialConfig) ? /[?;](.*)/s : /\?(.*)/s
  const [path, query = ''] = (url.split('#', 1)[0] as string).split(delimiter, 2) as [string, string?]
  return { path, others: query.split('&').filter((pair) => pair !== '' && !own.includes(nameIn(pair))).map(encode) }
}

/** Whether the router is told that a query may begin with a semicolon, by its options or by Fastify's own. */
function endsPathWithSemicolon ({ useSemicolonDelimiter, routerOptions }: FastifyInstance['initialConfig']): boolean {
  // Fastify hands over the router's options, which its type of them leaves out.
  const { useSemicolonDelimiter: isRouters } = (routerOptions ?? {}) as { readonly useSemicolonDelimiter?: boolean }
  return useSemicolonDelimiter === true || isRouters === true
}

function searchOf (pairs: readonly string[]): string {
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/**
 * The last segment of a request's path without its extension: `./planets`. `./` keeps a colon from being read as a scheme's.
 *
 * choice: a path that ends with a slash has `index` there. One that does where its route does not is read as if it did not.
 */
function stemOf (request: FastifyRequest, path: string): string {
  // Not tried again from each slash of a row.
  const closed = (request.routeOptions.url as string).endsWith('/') ? path : path.replace(/(?<!\/)\/+$/, '')
  const dotted = encode(closed.replace(/.*\//s, '')).replace(/%2e/gi, '.').split('.')
  const extension = extensionOf(request)
  const stem = extension === undefined ? dotted : dotted.slice(0, -extension.split('.').length)
  // Each slash at the end is one more level to go up.
  return `${'../'.repeat(path.length - closed.length) || './'}${stem.join('.') || 'index'}`
}

function nameIn (pair: string): string {
  return unescape((pair.split('=', 1)[0] as string).replaceAll('+', ' '))
}

/*
 * path  = *( "/" *pchar )                                           (RFC 3986 §3.3)
 * query = *( pchar / "/" / "?" )                                    (RFC 3986 §3.4)
 *
 * Whatever else a client has sent is percent-encoded: no field, no markup, no reference ends with it.
 */
function encode (text: string): string {
  return text.replace(/%(?![\da-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]+/gi, (outside) => {
    return [...Buffer.from(outside)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  })
}
