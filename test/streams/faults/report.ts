/** What is wrong, by kind: how often, of which cases, and one of them. */
import type { Result } from './run.js'

/** A table for people: the kinds of faults, the most frequent first, and how their cases are spread. */
export function report (results: readonly Result[]): string {
  const kinds = new Map<string, string[]>()
  for (const { name, faults } of results) {
    for (const fault of new Set(faults)) kinds.set(fault, [...kinds.get(fault) ?? [], name])
  }
  const failed = results.filter(({ faults }) => faults.length > 0).length
  const blocks = [...kinds].sort(([, some], [, others]) => others.length - some.length).map(([fault, names]) => block(fault, names))
  return [`${failed} of ${results.length} cases are wrong`, ...blocks].join('\n\n')
}

function block (fault: string, names: readonly string[]): string {
  const parts = names.map((name) => name.split(/; | (?=fails|ends|is closed|hangs|gives)/))
  const columns = ['source', 'what befalls it', 'client', 'format', 'protocol'].map((title, index) => `    ${title}: ${counts(parts.map((part) => part[index] ?? ''))}`)
  return [`${String(names.length).padStart(5)}  ${fault}`, ...columns, `    such as: ${names[0]}`].join('\n')
}

const SHOWN = 6

function counts (values: readonly string[]): string {
  const byValue = new Map<string, number>()
  for (const value of values) byValue.set(value.replace(/, .*/, ''), (byValue.get(value.replace(/, .*/, '')) ?? 0) + 1)
  const sorted = [...byValue].sort(([, some], [, others]) => others - some)
  const shown = sorted.slice(0, SHOWN).map(([value, count]) => `${value} ${count}`).join(', ')
  return sorted.length > SHOWN ? `${shown}, and ${sorted.length - SHOWN} more` : shown
}
