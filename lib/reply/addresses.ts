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
import type { FastifyRequest } from 'fastify'
import type { OverrideParameters } from '../../types/index.js'
import type { Negotiation, SelectedRepresentation } from '../negotiation/index.js'
import type { Addresses, Alternate } from './outcome.js'
import { type Decided, NAMED, type NamedDimension, type Names } from './override.js'

const MAX_EACH = 32

export interface AddressParts {
  readonly parameters: OverrideParameters
  readonly names: Names
  readonly negotiation: Negotiation
}

/** What a URL says of one representation, or of several. */
interface Address extends Record<NamedDimension, string | undefined> {
  /** `format=csv&lang=en` */
  readonly query: string
}

/** `undefined` where no URL can tell two representations of the route apart. */
export function compileAddresses ({ parameters, names, negotiation }: AddressParts): Addresses | undefined {
  const { selectable } = negotiation
  const isPlural = (dimension: NamedDimension): boolean => new Set(selectable.map((representation) => representation[dimension])).size > 1
  const named = NAMED.filter((dimension) => parameters[dimension] !== undefined && isPlural(dimension))
  if (named.length === 0) return undefined
  const spelled = spellingsOf(names)
  const own = named.map((dimension) => parameters[dimension] as string)

  function addressOf (decided: Decided, dimensions: readonly NamedDimension[]): Address {
    const query = dimensions.map((dimension) => {
      const value = decided[dimension] as string
      return `${encodeURIComponent(parameters[dimension] as string)}=${encodeURIComponent(spelled[dimension].get(value) as string)}`
    })
    const said = Object.fromEntries(dimensions.map((dimension) => [dimension, decided[dimension]]))
    return { mediaType: undefined, language: undefined, ...said, query: query.join('&') }
  }

  const specific = new Map(selectable.map((representation) => [representation, addressOf(representation as Decided, named)]))
  const each = distinct([...specific.values()])
  const listed = each.length <= MAX_EACH
    ? each
    : distinct(named.flatMap((dimension) => selectable.map((representation) => addressOf(representation as Decided, [dimension]))))
  const isComplete = negotiation.dimensions.every(({ name, available }) => available.length < 2 || isNamed(name, named))

  return {
    alternatesOf (request, selected) {
      const to = referTo(request, own)
      const selectedAddress = specific.get(selected as SelectedRepresentation)
      return listed.filter(({ query }) => query !== selectedAddress?.query).map((address): Alternate => {
        const { mediaType, language } = address
        return { mediaType, language, href: to(address) }
      })
    },
    locationOf (request, { negotiated, route }) {
      if (!isComplete || !route.negotiation.dimensions.some(({ name }) => isNamed(name, named))) return undefined
      return referTo(request, own)(specific.get(negotiated as SelectedRepresentation) as Address)
    }
  }
}

/** The coding is that of the answer, whichever address it has: RFC 9110 §8.7 is about the representation. */
function isNamed (name: string, named: readonly NamedDimension[]): boolean {
  return name === 'encoding' || (named as readonly string[]).includes(name)
}

/** By dimension and available value, the name. */
function spellingsOf ({ mediaType, language }: Names): Readonly<Record<NamedDimension, ReadonlyMap<string, string>>> {
  return {
    mediaType: new Map([...mediaType].map(([name, value]) => [value, name])),
    language: new Map([...language.values()].map((value) => [value, value]))
  }
}

function distinct (addresses: readonly Address[]): Address[] {
  return [...new Map(addresses.map((address) => [address.query, address])).values()]
}

/** What makes references from the URL of a request; other parameters than ours are kept, in their order. */
function referTo ({ url }: FastifyRequest, own: readonly string[]): (address: Address) => string {
  const [, query = ''] = (url.split('#', 1)[0] as string).split(/\?(.*)/s, 2)
  const others = query.split('&').filter((pair) => pair !== '' && !own.includes(nameIn(pair))).map(encode)
  return (address) => `?${[...others, address.query].join('&')}`
}

function nameIn (pair: string): string {
  return unescape((pair.split('=', 1)[0] as string).replaceAll('+', ' '))
}

/*
 * query = *( pchar / "/" / "?" )                                    (RFC 3986 §3.4)
 *
 * Whatever else a client has sent is percent-encoded: no field, no markup, no reference ends with it.
 */
function encode (text: string): string {
  return text.replace(/%(?![\da-f]{2})|[^\w\-.~!$&'()*+,;=:@/?%]+/gi, (outside) => {
    return [...Buffer.from(outside)].map((octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('')
  })
}
