/**
 * Text in Markdown: escaped, so that it is never markup.
 *
 * CommonMark, and what GitHub Flavored Markdown adds: tables, strikethrough, addresses that become links by themselves.
 * @see https://spec.commonmark.org/0.31.2/#backslash-escapes
 * @see https://github.github.com/gfm/
 */

/*
 * backslash escape = "\" ASCII punctuation                        (CommonMark §2.4)
 *
 * Escaped are \ ` * [ ] < | ~ anywhere; _ unless between letters or digits, where it is text; & before what could be a character
 * reference; and the : . @ by which GFM knows an address.
 */
const MARKUP = /[\\`*[\]<|~]|(?<![a-z\d])_|_(?![a-z\d])|&(?=#?[a-z\d]+;)|(?<=https?|ftp):(?=\/\/)|(?<=www)\.|(?<=[\w.+-])@(?=[\w-])/gi

/*
 * Among markup also the ! and ^ that would make an image or a footnote of a link, and the # that would close a heading.
 */
const MARKUP_AMONG_MARKUP = new RegExp(`${MARKUP.source}|!(?=\\[)|(?<=\\[)\\^|(?<=\\s)#(?=#*[ \\t]*(?:\\n|$))`, 'iy')

/** Whether the character at an index of a document has to be escaped to be text, anywhere in its line. */
export function isMarkupAt (text: string, index: number): boolean {
  MARKUP_AMONG_MARKUP.lastIndex = index
  return MARKUP_AMONG_MARKUP.test(text)
}

/** Text within a line. */
export function escapeInline (text: string): string {
  return text.replace(MARKUP, '\\$&')
}

/*
 * What begins a block, or makes one of the line before: heading, quote, list, thematic break, underline, delimiter row of a table.
 */
const BLOCK_START = /[#>=]|:(?=-)|[-+](?!\d)|\d{1,9}(?=[.)](?:\s|$))/y

/** Where to escape what begins a block at an index: before a sign, after a number; `undefined` where no block begins. */
export function endOfBlockStart (text: string, index: number): number | undefined {
  BLOCK_START.lastIndex = index
  const start = BLOCK_START.exec(text)?.[0]
  return start === undefined ? undefined : /\d/.test(start) ? index + start.length : index
}

/** Text at the beginning of a block. */
export function escapeStart (text: string): string {
  const escaped = escapeInline(text)
  const end = endOfBlockStart(escaped, 0)
  return end === undefined ? escaped : `${escaped.slice(0, end)}\\${escaped.slice(end)}`
}

/** Text of a heading, whose last `#` would close it. */
export function escapeHeading (text: string): string {
  return escapeInline(text).replaceAll('#', '\\#')
}

/**
 * Text of a scalar on one line.
 *
 * choice: a line break is `<br>`, the only form that GFM's tables allow; blanks at both ends are dropped, as Markdown does.
 */
export function onOneLine (text: string, escape: (line: string) => string): string {
  const [first = '', ...rest] = text.trim().split('\n')
  return [escape(first), ...rest.map(escapeInline)].join('<br>')
}

/** The backticks around code: one more than it has in a row. */
export function fenceOf (code: string, atLeast: number): string {
  let longest = atLeast - 1
  for (const [run] of code.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return '`'.repeat(longest + 1)
}
