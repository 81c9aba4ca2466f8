/**
 * Medians and their spread, and lines to print them in.
 */

/** The median of figures with their quartiles. */
export function figure (values) {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75), count: sorted.length }
}

export function median (values) {
  return figure(values).median
}

function quantile (sorted, share) {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const above = Math.ceil(place)
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below)
}

/** `0.981 (0.974–0.988)`: the median and, between the quartiles, the middle half of the figures. */
export function format ({ median, low, high }) {
  return `${number(median)} (${number(low)}–${number(high)})`
}

/** Three digits that count. */
export function number (value) {
  const size = Math.abs(value)
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 2 ? 2 : 3)
}

/** Each round's `a` by its `b`. */
export function ratios (a, b) {
  return a.map((value, round) => value / b[round])
}

/** Lines of cells under each other; the first column to the left, the others to the right. */
export function table (lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => String(line[column] ?? '').length)))
  return lines.map((line) => '  ' + line.map((cell = '', column) => pad(String(cell), widths[column], column)).join('   ').trimEnd()).join('\n')
}

function pad (text, width, column) {
  return column === 0 ? text.padEnd(width) : text.padStart(width)
}

/** What is there for those who want it, and says little by itself. */
export function small (text) {
  return process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text
}
