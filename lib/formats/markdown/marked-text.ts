/**
 * Text among markup, kept apart until the whole page is written.
 *
 * Whether a character is markup depends on its neighbours, which are not known while elements are written one by one. So characters
 * that could be markup are replaced by marks, which no rule takes for markup or for blanks. Once the line is complete, each mark becomes
 * what it stands for: text, escaped where necessary; code, as it is; or a delimiter of ours.
 *
 * In: text. Out: text with marks; from that, Markdown.
 * @see https://spec.commonmark.org/0.31.2/#delimiter-run
 */
import { endOfBlockStart, isMarkupAt } from './text.js'

/** What has marks: ASCII punctuation, then every kind of blank, then NUL, which stands for nothing at all. */
const CHARACTERS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' +
  ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\0'

/*
 * A mark is half a surrogate pair, which clean text never contains on its own: its role, plus the index of its character.
 */
const TEXT = 0xd800
const CODE = 0xd900
const OPENING = 0xda00
const CLOSING = 0xdb00

const MARK = /[\ud800-\udb3f](?![\udc00-\udfff])/g
const BLANKS_BUT_SPACE = /[!-/:-@[-`{-~]|[^\S ]/g
const ALL_BLANKS = /[!-/:-@[-`{-~\s]/g

function markWith (role: number, text: string, characters: RegExp): string {
  return text.replace(characters, (character) => String.fromCharCode(role + CHARACTERS.indexOf(character)))
}

/** Text that is not markup. It has to be clean (`cleanText`). */
export function markText (text: string): string {
  return markWith(TEXT, text, BLANKS_BUT_SPACE)
}

/** The same where every blank counts. */
export function markPreformatted (text: string): string {
  return markWith(TEXT, text, ALL_BLANKS)
}

/** A line of code, which has no escapes. An empty line has a mark too, as thousands of blank ones would be slow to trim. */
export function markCode (line: string): string {
  return markWith(CODE, line === '' ? '\0' : line, /[!-/:-@[-`{-~\s\0]/g)
}

/** Content between delimiters: `**`, `` ` ``. */
export function delimit (content: string, delimiter: string): string {
  return `${markWith(OPENING, delimiter, BLANKS_BUT_SPACE)}${content}${markWith(CLOSING, delimiter, BLANKS_BUT_SPACE)}`
}

/** Marks for where a cell begins, and where a row of a table ends. Nothing else has them. */
export const CELL = markWith(OPENING, '|', BLANKS_BUT_SPACE)
export const ROW = markWith(CLOSING, '|', BLANKS_BUT_SPACE)
export const HEADER_ROW = markWith(CLOSING, '=', BLANKS_BUT_SPACE)

/** The text that the marks stand for, of the same length. */
export function withoutMarks (text: string): string {
  return text.replace(MARK, (mark) => CHARACTERS.charAt(mark.charCodeAt(0) & 0xff))
}

const RUN = /(?:[\uda00-\udb3f](?![\udc00-\udfff]))+|[\ud800-\ud93f](?![\udc00-\udfff])/g

/** Marked text as Markdown. */
export function resolveMarks (marked: string): string {
  const text = withoutMarks(marked)
  const starts = blockStartsIn(marked, text)
  return marked.replace(RUN, (run, at: number) => {
    if (run.charCodeAt(0) >= OPENING) return formatDelimiters(run, at, text)
    const character = text.charAt(at)
    if (run.charCodeAt(0) >= CODE) return character === '\0' ? '' : character
    if (/\s/.test(character)) return formatBlank(character, at, marked)
    // Markdown without tables would show the backslash of an escaped pipe.
    if (character === '|') return '&#124;'
    return starts.has(at) || isMarkupAt(text, at) ? `\\${character}` : character
  })
}

/*
 * What comes before the text of a line: markers of quotes, lists, headings and tasks, delimiters, blanks that may be trimmed.
 */
const LINE_START = /^(?:\[x\] |\d+\. |[ >*~#[\]!-]|[\ud820-\ud83f\uda00-\uda3f](?![\udc00-\udfff]))*(?=[\d\ud800-\ud81f])/gm

/** Where to put an escape so that a line begins no block. */
function blockStartsIn (marked: string, text: string): ReadonlySet<number> {
  const starts = new Set<number>()
  for (const { 0: { length }, index } of marked.matchAll(LINE_START)) {
    const end = endOfBlockStart(text, index + length)
    if (end !== undefined) starts.add(end)
  }
  return starts
}

/** A blank next to a delimiter would keep it from being one (CommonMark §6.2), and U+FEFF at the start would not be text. */
function formatBlank (character: string, at: number, marked: string): string {
  const isNextToDelimiter = isDelimiter(marked.charCodeAt(at - 1)) || isDelimiter(marked.charCodeAt(at + 1))
  return isNextToDelimiter || (at === 0 && character === '\ufeff') ? `&#${character.charCodeAt(0)};` : character
}

function isDelimiter (code: number): boolean {
  return code >= OPENING && code < CLOSING + 0x40
}

/** Is not shown, and separates delimiters from what would make text of them. */
const COMMENT = '<!-- -->'

/*
 * left-flanking delimiter run:  not followed by whitespace, and either not followed by punctuation, or preceded by whitespace or
 *                               punctuation; right-flanking is the mirror image                                  (CommonMark §6.2)
 *
 * The run is cut where closing delimiters meet opening ones.
 */
function formatDelimiters (run: string, at: number, text: string): string {
  let cut = 0
  while (cut < run.length && run.charCodeAt(cut) >= CLOSING) cut++
  const closing = text.slice(at, at + cut)
  const opening = text.slice(at + cut, at + run.length)
  if (closing !== '' && opening !== '') return closing + COMMENT + opening
  const flanks = closing === '' ? flank(text, at, 1, run.length) : flank(text, at + run.length - 1, -1, run.length)
  return flanks ? closing + opening : closing === '' ? COMMENT + opening : closing + COMMENT
}

/** Whether the outermost delimiters of a run work as such, read in the direction of their content. */
function flank (text: string, outermost: number, direction: 1 | -1, length: number): boolean {
  const delimiter = text.charAt(outermost)
  if (delimiter === '`') return true
  let count = 1
  while (count < length && text.charAt(outermost + count * direction) === delimiter) count++
  const [inside, outside] = [text.charAt(outermost + count * direction), text.charAt(outermost - direction)]
  return /[\p{L}\p{N}]/u.test(inside) || /^[\s!-/:-@[-`{-~]?$/.test(outside)
}
