/**
 * A scalar of YAML, as text that every reader takes for what it is.
 *
 * In: a string, a number, a boolean or null. Out: how it is written. A string of one version of YAML is a boolean, a date or a number
 * of another (`no`, `1:30`, `012`, `1e3`, `=`), so a string is plain only where all of them read the same.
 * @see https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions
 * @see https://yaml.org/type/
 */

// What begins with a letter or a slash, so that it is no number, no date and no indicator.
const PLAIN = /^[\p{L}_/][\p{L}\p{M}\p{N}\p{P}\p{S} ]*$/u
// What ends a key, begins a comment, or would be trimmed.
const NOT_PLAIN = /: | #|[: ]$/
// Booleans and nulls of YAML 1.1 and 1.2.
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i
const LONGEST_RESERVED = 5

// What stands in double quotes as it is.
const CLEAN = /^[ !#-[\]-~]*$/

// A block without indicators of indentation or of line breaks at its end, which readers disagree about.
const BLOCK = /^[\p{L}\p{M}\p{N}\p{P}\p{S}][\p{L}\p{M}\p{N}\p{P}\p{S} \t\n]*$/u
const NOT_BLOCK = /\n\n$|[ \t]$|\n[ \t]+\n/

/** A string on one line: plain, or in double quotes. */
export function formatLine (text: string): string {
  if (PLAIN.test(text) && !NOT_PLAIN.test(text) && !(text.length <= LONGEST_RESERVED && RESERVED.test(text))) return text
  return CLEAN.test(text) ? `"${text}"` : formatQuoted(text)
}

// On one line, or as a literal block.
function formatText (text: string, line: string): string {
  if (!text.includes('\n') || !BLOCK.test(text) || NOT_BLOCK.test(text)) return formatLine(text)
  // A line break at the end is that of the block.
  const isClipped = text.endsWith('\n')
  const lines = isClipped ? text.slice(0, -1) : text
  return `${isClipped ? '|' : '|-'}${line}${lines.replace(/\n(?!\n)/g, line)}`
}

/*
 * c-printable = TAB / LF / CR / %x20-7E / %x85 / %xA0-D7FF / %xE000-FFFD / %x10000-10FFFF        (YAML 1.2.2 §5.1)
 */

// What JSON does not escape, and readers of YAML refuse or take for a line break or a byte order mark.
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

// The escapes of JSON, among them those of lone surrogates, are escapes of YAML too.
function formatQuoted (text: string): string {
  return JSON.stringify(text).replace(UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * A string, a number, a boolean or null.
 *
 * choice: YAML has infinities and NaN; JSON writes null, and so does this, as it is the same data in another form. A bigint is its
 * digits.
 *
 * @param line begins each line of a block: a line break, and its indentation
 * @example
 * formatScalar(1e21, '\n') // '1.0e+21'
 * formatScalar('Mars', '\n  ') // 'Mars'
 * formatScalar('a\nb', '\n  ') // '|-\n  a\n  b'
 */
export function formatScalar (value: unknown, line: string): string {
  if (typeof value === 'string') return formatText(value, line)
  if (typeof value !== 'number') return String(value)
  if (!Number.isFinite(value)) return 'null'
  const text = String(value)
  // YAML 1.1 knows an exponent only after a fraction.
  return text.includes('e') ? text.replace(/^(-?\d+)e/, '$1.0e') : text
}
