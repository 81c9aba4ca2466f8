/**
 * What each client gets, and which of it a cache would mix up.
 */
import { type Answer, essenceOf, variesBy } from './answer.js'
import type { Client } from './clients.js'

export type Column = 'status' | 'type' | 'language'

/** What one client gets. */
export interface Row {
  readonly client: string
  readonly clientVersion: string
  /** Where it was seen that the client sends these fields. */
  readonly source: string
  readonly sent: Readonly<Record<string, string>>
  readonly status: number
  readonly type: string
  readonly language: string
  readonly vary: string
  readonly etag: string
  /** Of content, as it was sent. */
  readonly bytes: number
  /** Whether that is all of it. */
  readonly whole: boolean
  /** What is not as without fields, where `Vary` names none of the fields that it may come from. */
  readonly unannounced: readonly Column[]
}

const DECIDED_BY: Readonly<Record<Column, readonly string[]>> = {
  status: ['accept', 'accept-language', 'user-agent'],
  type: ['accept', 'user-agent'],
  language: ['accept-language', 'user-agent']
}

export function rowFor ({ name, version, source }: Client, answer: Answer, byDefault: Answer): Row {
  const cells = cellsOf(answer)
  const usual = cellsOf(byDefault)
  const columns = Object.keys(DECIDED_BY) as Column[]
  return {
    client: name,
    clientVersion: version,
    source,
    sent: answer.sent,
    ...cells,
    vary: answer.fields['vary'] ?? '',
    etag: answer.fields['etag'] ?? '',
    bytes: answer.body.length,
    whole: answer.whole,
    unannounced: columns.filter((column) => cells[column] !== usual[column] && !DECIDED_BY[column].some((field) => variesBy(answer, field)))
  }
}

function cellsOf ({ status, fields }: Answer): Pick<Row, Column> {
  return { status, type: essenceOf(fields['content-type']), language: fields['content-language'] ?? '' }
}
