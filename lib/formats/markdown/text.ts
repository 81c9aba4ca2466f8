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
 * reference; and the : . by which GFM knows an address.
 *
 * choice: a mail address stays as it is. GFM looks for them in text whose escapes are resolved: only markup within one would keep it from
 * linking it, and who reads the source would read a backslash that does nothing.
 */
const MARKUP = /[\\`*[\]<|~]|_(?:(?<![a-z\d]_)|(?![a-z\d]))|&(?=#?[a-z\d]+;)|:(?=\/\/)(?<=(?:https?|ftp):)|\.(?<=www\.)/gi

/*
 * Among markup also the ! and ^ that would make an image or a footnote of a link, the # that would close a heading, and the @ of a mail
 * address.
 */
const MARKUP_AMONG_MARKUP = new RegExp(`${MARKUP.source}|(?<=[\\w.+-])@(?=[\\w-])|!(?=\\[)|(?<=\\[)\\^|(?<=\\s)#(?=#*[ \\t]*(?:\\n|$))`, 'iy')

/** Whether the character at an index of a document has to be escaped to be text, anywhere in its line. */
export function isMarkupAt (text: string, index: number): boolean {
  MARKUP_AMONG_MARKUP.lastIndex = index
  return MARKUP_AMONG_MARKUP.test(text)
}

/** How many characters a loop looks at faster than a regular expression. */
const SHORT = 40

// What could be markup, or be no text of a line; beyond ASCII what is rare, and may be no text at all.
const DOUBTFUL = /[\\`*[\]<|~_&\0-\x1f\x7f-\x9f\ud800-\uffff]|:\/|w\./i // eslint-disable-line no-control-regex

// 2 is what may belong to an address.
const IS_DOUBTFUL = Uint8Array.from({ length: 0xa0 }, (_, code) => DOUBTFUL.test(String.fromCharCode(code)) ? 1 : 0)
for (const sign of ':.') IS_DOUBTFUL[sign.charCodeAt(0)] = 2

/** Whether text is its own Markdown within a line, at a glance: without blanks at its ends, signs and what may belong to an address. */
export function isPlain (text: string): boolean {
  const { length } = text
  if (!isGraphic(text.charCodeAt(0)) || !isGraphic(text.charCodeAt(length - 1))) return false
  if (length > SHORT) return !DOUBTFUL.test(text)
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    const kind = code < 0xa0 ? IS_DOUBTFUL[code] : code >= 0xd800 ? 1 : 0
    if (kind !== 0 && (kind === 1 || isInAddress(text, index))) return false
  }
  return true
}

/** Of a colon and a dot. */
function isInAddress (text: string, index: number): boolean {
  return text.charCodeAt(index + 1) === 0x2f || /w/i.test(text.charAt(index - 1))
}

function isGraphic (code: number): boolean {
  return code > 0x20 && code < 0x7f
}

const MAYBE_MARKUP = /[\\`*[\]<|~_&]|:\/|w\./i

/** Text within a line. */
export function escapeInline (text: string): string {
  return MAYBE_MARKUP.test(text) ? text.replace(MARKUP, '\\$&') : text
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
  const trimmed = text.trim()
  if (!trimmed.includes('\n')) return escape(trimmed)
  const [first = '', ...rest] = trimmed.split('\n')
  return [escape(first), ...rest.map(escapeInline)].join('<br>')
}

/** The backticks around code: one more than it has in a row. */
export function fenceOf (code: string, atLeast: number): string {
  let longest = atLeast - 1
  for (const [run] of code.matchAll(/`+/g)) longest = Math.max(longest, run.length)
  return '`'.repeat(longest + 1)
}
