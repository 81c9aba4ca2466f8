/**
 * A report as people read it, and as a workflow of GitHub does.
 */
import type { Report } from './inspect-url.js'
import type { Row } from './matrix.js'
import type { Result, Verdict } from './verdict.js'

type Paint = (text: string, colour: keyof typeof COLOURS) => string

const COLOURS = { red: 31, green: 32, yellow: 33, dim: 2, bold: 1 }

export function plain (text: string): string {
  return text
}

export function painted (text: string, colour: keyof typeof COLOURS): string {
  return `\u001b[${COLOURS[colour]}m${text}\u001b[0m`
}

const SIGNS: Readonly<Record<Result, readonly [sign: string, colour: keyof typeof COLOURS]>> = {
  pass: ['✔', 'green'],
  fault: ['✖', 'red'],
  advice: ['!', 'yellow'],
  'not tested': ['-', 'dim']
}

export function formatReport (report: Report, paint: Paint): string {
  const { url, httpVersion, requests, mediaTypes, languages, clients, verdicts } = report
  return [
    paint(`${url} over HTTP/${httpVersion}`, 'bold'),
    `media types: ${mediaTypes.join(', ') || 'none found'}`,
    `languages: ${languages.join(', ') || 'none found'}`,
    '',
    ...linesOfMatrix(clients, paint),
    '',
    ...verdicts.flatMap((verdict) => linesOfVerdict(verdict, paint)),
    '',
    `${summaryOf(verdicts)} (${requests} requests)`,
    ''
  ].map(printable).join('\n')
}

// A server sends them, and a terminal would do what they say. Colours are ours.
function printable (text: string): string {
  // eslint-disable-next-line no-control-regex -- those of a terminal
  return text.replace(/(?!\u001b\[(?:1|2|3[123]|0)m)[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?')
}

const HEAD = ['client', 'status', 'type', 'language', 'Vary', 'ETag', 'bytes']
const WIDTHS = [12, 6, 26, 8, 32, 14, 9]

function linesOfMatrix (rows: readonly Row[], paint: Paint): string[] {
  const lines = rows.map((row) => {
    const mark = (column: 'status' | 'type' | 'language') => `${row[column]}${row.unannounced.includes(column) ? '*' : ''}`
    return [row.client, mark('status'), mark('type'), mark('language'), row.vary, row.etag, `${row.whole ? '' : '>'}${row.bytes}`]
  })
  const widths = HEAD.map((name, index) => {
    return Math.min(Math.max(name.length, ...lines.map((cells) => (cells[index] as string).length)), WIDTHS[index] as number)
  })
  const lineOf = (cells: readonly string[]) => cells.map((cell, index) => cut(cell, widths[index] as number)).join('  ').trimEnd()
  const marked = rows.some(({ unannounced }) => unannounced.length > 0)
  return [
    paint(lineOf(HEAD), 'bold'),
    ...lines.map((cells, index) => (rows[index] as Row).unannounced.length > 0 ? paint(lineOf(cells), 'red') : lineOf(cells)),
    ...marked ? [paint('* is not what comes without fields, and Vary does not say by which field', 'red')] : []
  ]
}

function cut (text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}

function linesOfVerdict ({ title, section, result, details, remedy }: Verdict, paint: Paint): string[] {
  const [sign, colour] = SIGNS[result]
  const seen = result === 'pass' || details.length === 0 ? '' : result === 'not tested' ? `: not tested, ${details.join('; ')}` : ''
  return [
    `${paint(sign, colour)} ${title} ${paint(`(${section})`, 'dim')}${seen}`,
    ...result === 'fault' || result === 'advice' ? details.map((detail) => `    ${detail}`) : [],
    ...remedy === undefined ? [] : [`    ${paint(`→ ${remedy}`, colour)}`]
  ]
}

/** `2 faults, 1 to consider, 12 passed, 3 not tested` */
function summaryOf (verdicts: readonly Verdict[]): string {
  const count = (result: Result) => verdicts.filter((verdict) => verdict.result === result).length
  const faults = count('fault')
  return `${faults} ${faults === 1 ? 'fault' : 'faults'}, ${count('advice')} to consider, ${count('pass')} passed, ${count('not tested')} not tested`
}

/** Annotations: https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
export function formatAnnotations ({ url, verdicts }: Report): string {
  const lines = verdicts.filter(({ result }) => result === 'fault' || result === 'advice').map(({ result, title, section, details, remedy }) => {
    const message = `${url}: ${details.join('; ')}. ${remedy as string}`
    return `::${result === 'fault' ? 'error' : 'warning'} title=${escapedProperty(`${title} (${section})`)}::${escaped(message)}`
  })
  return [...lines, `::notice title=fastify-produces inspect::${escaped(`${url}: ${summaryOf(verdicts)}`)}`, ''].join('\n')
}

function escaped (text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapedProperty (text: string): string {
  return escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
