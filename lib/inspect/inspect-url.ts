/**
 * All of it: what is there is discovered, each client sends what it sends, and every check says what it has seen.
 */
import { answerChecks } from './answer-checks.js'
import { cacheChecks } from './cache-checks.js'
import type { Client } from './clients.js'
import { discover } from './discover.js'
import { type Row, rowFor } from './matrix.js'
import { selectionChecks } from './selection-checks.js'
import { NotAnswered, Session, type SessionSettings } from './session.js'
import { Unreachable } from './unreachable.js'
import { judge, type Verdict } from './verdict.js'

export interface Report {
  /** Where redirects have led. */
  readonly url: string
  readonly httpVersion: '1.1' | '2'
  readonly requests: number
  readonly mediaTypes: readonly string[]
  readonly languages: readonly string[]
  readonly clients: readonly Row[]
  readonly verdicts: readonly Verdict[]
}

/** @throws Unreachable where there is nothing to inspect */
export async function inspectUrl (
  url: URL, clients: readonly Client[], settings: SessionSettings, progress: (count: number, what: string) => void
): Promise<Report> {
  const session = new Session(url, settings, progress)
  return inspect(session, clients).finally(() => session.close()).catch((error: Error) => {
    throw error instanceof NotAnswered ? new Unreachable(`Too little was answered to go on: ${error.message}`) : error
  })
}

async function inspect (session: Session, clients: readonly Client[]): Promise<Report> {
  const byDefault = await session.arrive()
  const available = await discover(session, byDefault)
  const rows: Row[] = []
  for (const client of clients) rows.push(rowFor(client, await session.ask(client.fields), byDefault))
  const verdicts: Verdict[] = []
  for (const check of [...selectionChecks, ...cacheChecks, ...answerChecks]) {
    verdicts.push(await judge(check, { session, available }))
  }
  return {
    url: session.url.href,
    httpVersion: session.version,
    requests: session.count,
    mediaTypes: [...available.mediaTypes.keys()],
    languages: [...available.languages.keys()],
    clients: rows,
    verdicts
  }
}
