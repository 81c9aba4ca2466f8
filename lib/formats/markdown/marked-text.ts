/**
 * Text among markup, told apart until the whole of a page is there.
 *
 * Whether a character means something depends on what stands around it, and who writes element by element does not know that yet. So
 * the characters that could mean something are marks at first, which no rule takes for markup or for blanks, and become what they are
 * once the line is complete: text, escaped where it must be; code, as it is; or delimiters of ours.
 *
 * In: text. Out: text with marks; and of that, Markdown.
 * @see https://spec.commonmark.org/0.31.2/#delimiter-run
 */
import { endOfBlockStart, isMarkupAt } from './text.js'

/** ASCII punctuation, then what is a blank for anyone but the space, and at last what leaves nothing. */
const CHARACTERS = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~' + ' \t\n\v\f\r\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff\0'

/*
 * A mark is half a surrogate pair, of which text that is clean has none: what it is for, and the index of its character.
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

/** Text that means itself. It has to be clean (`cleanText`). */
export function markText (text: string): string {
  return markWith(TEXT, text, BLANKS_BUT_SPACE)
}

/** The same where every blank counts. */
export function markPreformatted (text: string): string {
  return markWith(TEXT, text, ALL_BLANKS)
}

/** A line of code, which has no escapes. An empty one is something too: what trims blanks would be slow on thousands of them. */
export function markCode (line: string): string {
  return markWith(CODE, line === '' ? '\0' : line, /[!-/:-@[-`{-~\s\0]/g)
}

/** Content between delimiters: `**`, `` ` ``. */
export function delimit (content: string, delimiter: string): string {
  return `${markWith(OPENING, delimiter, BLANKS_BUT_SPACE)}${content}${markWith(CLOSING, delimiter, BLANKS_BUT_SPACE)}`
}

/** Where a cell begins, and where a row of a table ends: nothing else has these marks. */
export const CELL = markWith(OPENING, '|', BLANKS_BUT_SPACE)
export const ROW = markWith(CLOSING, '|', BLANKS_BUT_SPACE)
export const HEADER_ROW = markWith(CLOSING, '=', BLANKS_BUT_SPACE)

/** The text without its marks, of the same length. */
export function withoutMarks (text: string): string {
  return text.replace(MARK, (mark) => CHARACTERS.charAt(mark.charCodeAt(0) & 0xff))
}

const RUN = /(?:[\uda00-\udb3f](?![\udc00-\udfff]))+|[\ud800-\ud93f](?![\udc00-\udfff])/g

/** Markdown, of text with marks. */
export function resolveMarks (marked: string): string {
  const plain = withoutMarks(marked)
  const starts = blockStartsIn(marked, plain)
  return marked.replace(RUN, (run, at: number) => {
    if (run.charCodeAt(0) >= OPENING) return formatDelimiters(run, at, plain)
    const character = plain.charAt(at)
    if (run.charCodeAt(0) >= CODE) return character === '\0' ? '' : character
    if (/\s/.test(character)) return formatBlank(character, at, marked)
    // A pipe that a backslash escapes would be none of Markdown without tables.
    if (character === '|') return '&#124;'
    return starts.has(at) || isMarkupAt(plain, at) ? `\\${character}` : character
  })
}

/*
 * What stands before the first text of a line: markers of quotes, lists, headings and tasks, delimiters, blanks that others may trim.
 */
const LINE_START = /^(?:\[x\] |\d+\. |[ >*~#[\]!-]|[\ud820-\ud83f\uda00-\uda3f](?![\udc00-\udfff]))*(?=[\d\ud800-\ud81f])/gm

/** Where a line has to be escaped to begin no block. */
function blockStartsIn (marked: string, plain: string): ReadonlySet<number> {
  const starts = new Set<number>()
  for (const { 0: { length }, index } of marked.matchAll(LINE_START)) {
    const end = endOfBlockStart(plain, index + length)
    if (end !== undefined) starts.add(end)
  }
  return starts
}

/** A blank beside a delimiter keeps it from being one (CommonMark §6.2), and U+FEFF at the start is no text. */
function formatBlank (character: string, at: number, marked: string): string {
  const isBeside = isDelimiter(marked.charCodeAt(at - 1)) || isDelimiter(marked.charCodeAt(at + 1))
  return isBeside || (at === 0 && character === '\ufeff') ? `&#${character.charCodeAt(0)};` : character
}

function isDelimiter (code: number): boolean {
  return code >= OPENING && code < CLOSING + 0x40
}

/** What is no text, and parts delimiters from what would make text of them. */
const COMMENT = '<!-- -->'

/*
 * left-flanking delimiter run:  not followed by whitespace, and either not followed by punctuation, or preceded by whitespace or
 *                               punctuation; right-flanking is the mirror image                                  (CommonMark §6.2)
 *
 * The run is cut where closing delimiters meet opening ones.
 */
function formatDelimiters (run: string, at: number, plain: string): string {
  let cut = 0
  while (cut < run.length && run.charCodeAt(cut) >= CLOSING) cut++
  const closing = plain.slice(at, at + cut)
  const opening = plain.slice(at + cut, at + run.length)
  if (closing !== '' && opening !== '') return closing + COMMENT + opening
  const flanks = closing === '' ? flank(plain, at, 1, run.length) : flank(plain, at + run.length - 1, -1, run.length)
  return flanks ? closing + opening : closing === '' ? COMMENT + opening : closing + COMMENT
}

/** Whether the outermost delimiters of a run, read in the direction of their content, are what they are meant for. */
function flank (plain: string, outermost: number, direction: 1 | -1, length: number): boolean {
  const delimiter = plain.charAt(outermost)
  if (delimiter === '`') return true
  let count = 1
  while (count < length && plain.charAt(outermost + count * direction) === delimiter) count++
  return /[\p{L}\p{N}]/u.test(plain.charAt(outermost + count * direction)) || /^[\s!-/:-@[-`{-~]?$/.test(plain.charAt(outermost - direction))
}
