/**
 * One cell of CSV: the value of a column, in quotes where it needs them.
 *
 * In: data that a plan has made. Out: its text, which no spreadsheet takes for a formula (OWASP ASVS 5.0, 1.2.10). RFC 4180 does not
 * say how a value is written.
 * @see https://www.rfc-editor.org/rfc/rfc4180#section-2
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
import type { Form, Shape } from '../../schemas/index.js'
import { compileStructureText } from '../values/cells.js'
import type { Write } from '../values/rows.js'

/** How cells are written. */
export interface Dialect {
  readonly delimiter: string
  readonly formulas: 'escape' | 'allow'
  readonly arraySeparator: string
  /** What a cell without text is. */
  readonly empty: string
}

/**
 * Compiles the function that writes the cells of a column.
 *
 * @param before stands before each
 */
export function compileCell (shape: Shape, form: Form, before: string, dialect: Dialect): Write {
  const { delimiter, arraySeparator, empty } = dialect
  const blank = before + empty
  const formatField = compileField(dialect)
  const structureText = compileStructureText(shape, form, arraySeparator)
  // A number is no formula. Its characters may be the delimiter.
  const formatWord = /[\w.+-]/.test(delimiter) ? compileField({ ...dialect, formulas: 'allow' }) : String
  return function writeCell (data) {
    switch (typeof data) {
      case 'string': return before + formatField(data)
      case 'number': return Number.isFinite(data) ? before + formatWord(data) : blank
      case 'boolean':
      case 'bigint': return before + formatWord(data)
      case 'object': return data === null ? blank : before + formatField(structureText(data).text)
      default: return blank
    }
  }
}

/*
 * field     = escaped / non-escaped                                    (RFC 4180 §2)
 * escaped   = DQUOTE *(TEXTDATA / COMMA / CR / LF / 2DQUOTE) DQUOTE
 * TEXTDATA  = any character but DQUOTE, COMMA, CR and LF
 */

/** How many characters a loop looks at faster than a regular expression. */
const SHORT = 40

/** Compiles the function that makes a field of text. */
export function compileField ({ delimiter, formulas, empty }: Dialect): (text: unknown) => string {
  const last = Math.max(delimiter.charCodeAt(0), QUOTE)
  const isMark = new Uint8Array(last + 1)
  for (const mark of `"\r\n${delimiter}`) isMark[mark.charCodeAt(0)] = 1
  const marks = new RegExp(`["\\r\\n\\u${delimiter.charCodeAt(0).toString(16).padStart(4, '0')}]`)
  function isEscaped (text: string): boolean {
    const { length } = text
    if (length > SHORT) return marks.test(text)
    for (let index = 0; index < length; index++) {
      const code = text.charCodeAt(index)
      if (code <= last && isMark[code] === 1) return true
    }
    return false
  }
  const guard = formulas === 'escape' ? escapeFormula : String
  return function formatField (value) {
    const text = guard(value as string)
    if (text === '') return empty
    return isEscaped(text) ? `"${text.includes('"') ? text.replaceAll('"', '""') : text}"` : text
  }
}

const QUOTE = 0x22

// What a spreadsheet takes for the start of a formula: of OWASP's list all, with LF and the full-width forms.
// U+FEFF is no text where it begins the content: the reader takes it for a byte order mark.
const FORMULA = /^\ufeff*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/

const STARTS = new Uint8Array(0x80)
for (const start of '=+-@\t\r\n\0') STARTS[start.charCodeAt(0)] = 1

// Exact decimals are strings in many APIs and drivers. A number is no formula.
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/**
 * Puts an apostrophe before text that a spreadsheet would read as a formula, which tells it that this is text.
 *
 * choice: RFC 4180 knows no formulas; a reader that is not a spreadsheet sees the apostrophe.
 */
function escapeFormula (text: string): string {
  const code = text.charCodeAt(0)
  if (code < 0x80 ? STARTS[code] === 0 : !(code >= 0xfeff)) return text
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

/**
 * The first field of the content.
 *
 * choice: content that begins with the letters ID is in quotes, which are no part of the field: Excel would take it for SYLK, another
 * format, and refuse it.
 */
export function formatStart (field: string): string {
  return field.startsWith('ID') ? `"${field}"` : field
}
