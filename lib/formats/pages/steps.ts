/**
 * The pages before and after this one: what an envelope or the field `Link` says of them.
 *
 * In: data that a plan has made, and the answer. Out: references that are safe to follow.
 */
import type { SerializeContext } from '../../../types/index.js'
import { isObject, type Shape } from '../../schemas/index.js'
import { cleanText, isReference } from './blocks.js'

/** Where the neighbours of a page are; `undefined` where it has none. */
export interface Steps {
  readonly previous: string | undefined
  readonly next: string | undefined
}

const NAMES = { previous: ['prev', 'previous'], next: ['next'] } as const
const RELATIONS = { previous: new Set(['prev', 'previous']), next: new Set(['next']) } as const

/** Where an envelope may have its links: next to its items, or in an object of their own, as in JSON:API and HAL. */
const PLACES = ['links', '_links'] as const

/**
 * Finds the neighbours of a page.
 *
 * @param shape that of the payload
 */
export function stepsOf (data: unknown, shape: Shape, { reply }: SerializeContext): Steps {
  const field = [reply.getHeader('link') ?? []].flat().join(', ')
  return { previous: stepTo('previous', data, shape, field), next: stepTo('next', data, shape, field) }
}

function stepTo (step: keyof Steps, data: unknown, shape: Shape, field: string): string | undefined {
  const found = isObject(data) ? stepIn(NAMES[step], data, shape) : undefined
  return found ?? (field === '' ? undefined : targetIn(field, RELATIONS[step]))
}

function stepIn (names: readonly string[], data: Readonly<Record<string, unknown>>, shape: Shape): string | undefined {
  for (const name of names) {
    const found = referenceIn(data[name], shape.properties.get(name))
    if (found !== undefined) return found
    for (const place of PLACES) {
      const links = data[place]
      const linked = isObject(links) ? referenceIn(links[name], shape.properties.get(place)?.properties.get(name)) : undefined
      if (linked !== undefined) return linked
    }
  }
  return undefined
}

// choice: without a format that says so, text is an address if it looks like one. A cursor would be a relative reference as well.
const ADDRESS = /^(?:[/?]|\.\.?\/|https?:\/\/)/i

function referenceIn (value: unknown, shape: Shape | undefined): string | undefined {
  if (isObject(value)) return referenceIn(value.href, shape?.properties.get('href'))
  if (typeof value !== 'string') return undefined
  const text = cleanText(value)
  const isDeclared = typeof shape?.format === 'string' && /^[iu]ri(?:-reference)?$/.test(shape.format)
  return isReference(text) && (isDeclared || ADDRESS.test(text)) ? text : undefined
}

/*
 * Link       = #( "<" URI-Reference ">" *( OWS ";" OWS link-param ) )      (RFC 8288 §3)
 * link-param = token BWS [ "=" BWS ( token / quoted-string ) ]
 */
const LINK = /<([^<>]*)>((?:[^<>",]|"(?:[^"\\]|\\.)*")*)/g
const RELATION = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;",]+))/i

function targetIn (field: string, relations: ReadonlySet<string>): string | undefined {
  for (const [, target = '', parameters = ''] of field.matchAll(LINK)) {
    const [, quoted, token = ''] = RELATION.exec(parameters) ?? []
    const isMeant = (quoted ?? token).toLowerCase().split(/\s+/).some((relation) => relations.has(relation))
    // Where it says an anchor, it is not about this page.
    if (isMeant && !/;\s*anchor\s*=/i.test(parameters) && isReference(target)) return target
  }
  return undefined
}
