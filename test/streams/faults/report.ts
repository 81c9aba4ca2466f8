/** What is wrong, by kind: how often, of which cases, and one of them. */
import type { Case } from './cases.js'
import type { Result } from './run.js'

/** A table for people: the kinds of faults, the most frequent first, and how their cases are spread. */
export function report (results: readonly Result[]): string {
  const kinds = new Map<string, Result[]>()
  for (const result of results) {
    for (const fault of new Set(result.faults)) kinds.set(fault, [...kinds.get(fault) ?? [], result])
  }
  const failed = results.filter(({ faults }) => faults.length > 0).length
  const blocks = [...kinds].sort(([, some], [, others]) => others.length - some.length).map(([fault, ofIt]) => block(fault, ofIt))
  return [`${failed} of ${results.length} cases are wrong`, ...blocks].join('\n\n')
}

const COLUMNS: ReadonlyArray<keyof Case> = ['source', 'fault', 'step', 'client', 'format', 'protocol', 'method', 'status', 'closing']

function block (fault: string, results: readonly Result[]): string {
  const cases = results.flatMap((result) => result.case ?? [])
  const columns = cases.length === 0 ? [] : COLUMNS.map((column) => `    ${column}: ${counts(cases.map((case_) => String(case_[column])))}`)
  return [`${String(results.length).padStart(5)}  ${fault}`, ...columns, `    such as: ${results[0]?.name}`].join('\n')
}

const SHOWN = 6

function counts (values: readonly string[]): string {
  const byValue = new Map<string, number>()
  for (const value of values) byValue.set(value, (byValue.get(value) ?? 0) + 1)
  const sorted = [...byValue].sort(([, some], [, others]) => others - some)
  const shown = sorted.slice(0, SHOWN).map(([value, count]) => `${value} ${count}`).join(', ')
  return sorted.length > SHOWN ? `${shown}, and ${sorted.length - SHOWN} more` : shown
}
