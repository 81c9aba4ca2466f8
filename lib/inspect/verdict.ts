/**
 * What a check comes to, and what every check is.
 */
import type { Available } from './discover.js'
import { NotAnswered, type Session } from './session.js'

/** `advice` is what is allowed and surely not meant; `not tested` is what cannot be known of this server. */
export type Result = 'pass' | 'fault' | 'advice' | 'not tested'

export interface Verdict {
  readonly name: string
  readonly title: string
  /** Of which document. */
  readonly section: string
  readonly result: Result
  /** What was seen; for `not tested` the reason. */
  readonly details: readonly string[]
  /** What to do; for faults and advice. */
  readonly remedy: string | undefined
}

export interface Inspected {
  readonly session: Session
  readonly available: Available
}

/** What was seen: faults, else advice, else a pass; where nothing could be, the reason. */
export interface Findings {
  readonly faults?: readonly string[]
  readonly advice?: readonly string[]
  readonly untested?: string
  /** Of a pass, what was tried: there is always something. */
  readonly seen?: string
}

export interface Check {
  readonly name: string
  readonly title: string
  readonly section: string
  readonly remedy: string
  run (inspected: Inspected): Promise<Findings> | Findings
}

/** Never throws: what was not answered is not known. */
export async function judge (check: Check, inspected: Inspected): Promise<Verdict> {
  const { name, title, section, remedy } = check
  const { faults = [], advice = [], untested, seen } = await run(check, inspected)
  const named = { name, title, section }
  if (faults.length > 0) return { ...named, result: 'fault', details: faults, remedy }
  if (advice.length > 0) return { ...named, result: 'advice', details: advice, remedy }
  if (untested !== undefined) return { ...named, result: 'not tested', details: [untested], remedy: undefined }
  return { ...named, result: 'pass', details: [seen as string], remedy: undefined }
}

async function run (check: Check, inspected: Inspected): Promise<Findings> {
  try {
    return await check.run(inspected)
  } catch (error) {
    if (!(error instanceof NotAnswered)) throw error
    return { untested: error.message }
  }
}
