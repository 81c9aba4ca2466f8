/**
 * An explanation as people read it: a table a dimension, of at most 80 columns.
 */
import type {
  ExplainedCandidate, ExplainedDimension, ExplainedNames, ExplainedRepresentation, ExplainedSuggestion, Explanation
} from '../../types/explanation.js'
import { fieldName } from './field-names.js'

const WIDTH = 80
const VALUE_WIDTH = 26
const RANGE_WIDTH = 19

/** What can be said, and how it reads. Frozen. */
export class ExplanationTable implements Explanation {
  declare readonly outcome: Explanation['outcome']
  declare readonly selected: ExplainedRepresentation | null
  declare readonly unacceptable: readonly string[]
  declare readonly preference: 'client' | 'server'
  declare readonly dimensions: readonly ExplainedDimension[]
  declare readonly alternatives: readonly ExplainedRepresentation[]
  declare readonly decided: Explanation['decided']
  declare readonly unknown: ExplainedNames | null
  declare readonly suggestion: ExplainedSuggestion | null

  constructor (explanation: Omit<Explanation, 'toString'>) {
    Object.freeze(Object.assign(this, explanation))
  }

  toString (): string {
    const { suggestion, dimensions, decided } = this
    const names = dimensions.map(({ name }) => name)
    return [
      ...wrapped(headOf(this, names), ''),
      ...suggestion === null ? [] : wrapped(`to get ${described(suggestion.selects, names)}: ${suggestion.text}`, ''),
      ...dimensions.flatMap((dimension) => ['', ...linesOf(dimension, Object.hasOwn(decided, dimension.name))])
    ].join('\n')
  }
}

function headOf ({ selected, unknown, unacceptable }: Explanation, names: readonly string[]): string {
  if (unknown !== null) return `404: ${Object.keys(unknown.requested).map((name) => missed(unknown, name)).join('; ')}`
  return selected === null ? `406: nothing is acceptable (${unacceptable.join(', ')})` : `selected: ${described(selected, names)}`
}

function missed ({ requested, names }: ExplainedNames, dimension: string): string {
  return `the URL asks for ${dimension} ${requested[dimension] as string}, and there are ${(names[dimension] as readonly string[]).join(', ')}`
}

function described (representation: ExplainedRepresentation, names: readonly string[]): string {
  return names.map((name) => (representation as unknown as Record<string, string>)[name]).join(', ')
}

function linesOf ({ field, fieldValue, asked, strict, candidates }: ExplainedDimension, isDecided: boolean): string[] {
  const said = fieldValue === null ? '(absent)' : asked || isDecided ? fieldValue : `${fieldValue} (says nothing)`
  const isClose = candidates.some(({ closeness }) => closeness !== null)
  return [
    ...wrapped(`${fieldName(field)}: ${said}${isDecided ? ' (the URL decides)' : strict ? '' : ' (not strict)'}`, '  '),
    rowOf('  ', ['available', 'range', 'client', 'server', 'prec.', 'place', isClose ? 'close' : '']),
    ...candidates.flatMap((candidate) => [rowOf(candidate.selected ? '* ' : '  ', cellsOf(candidate)), ...wrapped(candidate.reason, '    ')])
  ]
}

function cellsOf ({ value, range, clientQuality, serverQuality, precedence, position, closeness }: ExplainedCandidate): string[] {
  return [value, range ?? '-', String(clientQuality), String(serverQuality), String(precedence), String(position ?? '-'), String(closeness ?? '')]
}

function rowOf (mark: string, [value, range, ...numbers]: readonly string[]): string {
  const texts = [cut(value as string, VALUE_WIDTH).padEnd(VALUE_WIDTH), cut(range as string, RANGE_WIDTH).padEnd(RANGE_WIDTH)]
  return `${mark}${texts.join(' ')}${numbers.map((number, index) => number.padStart(index < 2 ? 7 : 6)).join('')}`.trimEnd()
}

function cut (text: string, width: number): string {
  const visible = printable(text)
  return visible.length > width ? `${visible.slice(0, width - 1)}…` : visible
}

// A client sends them, and a terminal would do what they say.
function printable (text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
}

const MAX_LINES = 4

/** Text in lines that begin alike; a long one is cut. */
function wrapped (text: string, indent: string): string[] {
  const lines: string[] = []
  for (let rest = printable(text); rest !== '';) {
    const room = WIDTH - indent.length
    const blank = rest.length <= room ? rest.length : rest.lastIndexOf(' ', room)
    const end = blank === -1 ? room : blank
    if (lines.length === MAX_LINES - 1 && end < rest.length) return [...lines, `${indent}${rest.slice(0, room - 1)}…`]
    lines.push(indent + rest.slice(0, end))
    rest = rest.slice(end).trimStart()
  }
  return lines
}
