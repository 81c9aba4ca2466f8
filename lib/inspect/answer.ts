/**
 * A request that was sent and its answer, and what there is to read of the two.
 */
import { createHash } from 'node:crypto'
import { fieldName } from '../negotiation/index.js'

/** Names of fields in lower case. */
export type Fields = Readonly<Record<string, string>>

export interface Answer {
  readonly method: string
  readonly url: string
  /** What was sent besides what every request has. */
  readonly sent: Fields
  readonly version: '1.1' | '2'
  readonly status: number
  readonly fields: Fields
  readonly body: Buffer
  /** Whether `body` is all of it: no more than a limit is read, and of events none. */
  readonly whole: boolean
}

/** `text/csv` of `text/csv; charset=utf-8`; empty where there is no content type. */
export function essenceOf (mediaType: string | undefined): string {
  return ((mediaType ?? '').split(';', 1)[0] as string).trim().toLowerCase()
}

/**
 * The members of a field that is a list of tokens.
 *
 * @example
 * tokensOf('Accept, accept-language ,') // ['accept', 'accept-language']
 */
export function tokensOf (fieldValue: string | undefined): string[] {
  return (fieldValue ?? '').split(',').map((token) => token.trim().toLowerCase()).filter((token) => token !== '')
}

export function isSuccess ({ status }: Answer): boolean {
  return status >= 200 && status < 300
}

/** Whether caches take an answer to vary by a field. */
export function variesBy ({ fields }: Answer, field: string): boolean {
  const names = tokensOf(fields['vary'])
  return names.includes(field) || names.includes('*')
}

/** Whether a cache may keep the answer because of what it says itself (RFC 9111 §3, §4.2.1). */
export function isKept ({ fields }: Answer): boolean {
  const directives = tokensOf(fields['cache-control'])
  if (directives.some((directive) => /^(?:no-store|no-cache|private)\b/.test(directive))) return false
  const maxAge = directives.map((directive) => /^(?:s-maxage|max-age)="?(\d+)/.exec(directive)?.[1])
  if (maxAge.some((seconds) => seconds !== undefined)) return maxAge.some((seconds) => Number(seconds) > 0)
  return directives.includes('public') || Date.parse(fields['expires'] ?? '') > Date.now()
}

/** Two contents that are the same have the same. */
export function digestOf ({ body }: Answer): string {
  return createHash('sha256').update(body).digest('base64')
}

/** What was sent, for a sentence: `Accept: text/csv`; without fields, `no fields`. */
export function describeSent ({ method, sent }: Pick<Answer, 'method' | 'sent'>): string {
  const fields = Object.entries(sent).map(([name, value]) => `${fieldName(name)}: ${value.length > 60 ? `${value.slice(0, 60)}…` : value}`)
  return `${method === 'GET' ? '' : `${method}, `}${fields.length === 0 ? 'no fields' : fields.join(', ')}`
}
