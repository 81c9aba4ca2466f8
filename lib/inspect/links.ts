/**
 * What an answer says of other representations: `Link` (RFC 8288), `Avail-*`, the list of a 406.
 */
import { type Answer, tokensOf } from './answer.js'

export interface Link {
  /** As it stands there: it may be relative. */
  readonly href: string
  readonly type: string | undefined
  readonly language: string | undefined
}

const LINK = /<([^>]*)>((?:[ \t]*;[ \t]*[\w!#$%&'*+.^`|~-]+(?:[ \t]*=[ \t]*(?:"(?:[^"\\]|\\.)*"|[^",;\s]+))?)*)/g
const PARAMETER = /;[ \t]*([\w-]+\*?)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^",;\s]+))/g

/**
 * The links to alternates that name a type or a language.
 *
 * @example
 * alternatesIn('</a.csv>; rel="alternate"; type="text/csv", </b>; rel=next') // [{ href: '/a.csv', type: 'text/csv', language: undefined }]
 */
export function alternatesIn (fieldValue: string): Link[] {
  return [...fieldValue.matchAll(LINK)].flatMap(([, href = '', written = '']) => {
    const read = [...written.matchAll(PARAMETER)]
    const parameters = new Map(read.map(([, name, quoted, token]) => [String(name).toLowerCase(), quoted ?? token]))
    const isAlternate = (parameters.get('rel') ?? '').toLowerCase().split(/\s+/).includes('alternate')
    const [type, language] = [parameters.get('type'), parameters.get('hreflang')]
    return isAlternate && (type ?? language) !== undefined ? [{ href, type, language }] : []
  })
}

const TYPE = /(?<![\w/.+-])(?:application|audio|font|image|message|model|multipart|text|video)\/[a-z0-9][\w!#$&^.+-]*/gi

/** The media types that an answer names, in its content or its fields. */
export function typesNamedIn ({ fields, body }: Answer): string[] {
  const texts = [body.toString('utf8'), fields['accept'], fields['alternates'], fields['avail-format'], ...linksOf(fields['link']).map(({ type }) => type)]
  const named = texts.flatMap((text) => (text ?? '').match(TYPE) ?? []).map((type) => type.replace(/[.]+$/, '').toLowerCase())
  return [...new Set(named)]
}

function linksOf (fieldValue: string | undefined): Link[] {
  return alternatesIn(fieldValue ?? '')
}

const TAG = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i

/** The languages that an answer names: in JSON those under a key that says so. */
export function languagesNamedIn ({ fields, body }: Answer): string[] {
  const fromFields = [...tokensOf(fields['avail-language']?.replace(/;[^,]*/g, '')), ...linksOf(fields['link']).map(({ language }) => language)]
  const named = [...fromFields, ...languagesUnder(readJson(body))]
  return [...new Set(named.filter((tag) => tag !== undefined && TAG.test(tag)) as string[])]
}

function readJson (body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

function languagesUnder (value: unknown, key = ''): string[] {
  if (typeof value === 'string') return /lang/i.test(key) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([own, member]) => languagesUnder(member, Array.isArray(value) ? key : own))
}
