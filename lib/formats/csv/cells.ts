/**
 * One cell of CSV: a value of a row as text, without quotes.
 *
 * In: a value, and the shape that the schema declares for it. Out: its text; empty for what the shape does not declare. RFC 4180 does
 * not say how a value is written. No spreadsheet takes the text for a formula (OWASP ASVS 5.0, 1.2.10).
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
import type { Shape } from '../../schemas/index.js'
import { cellText } from '../values/cells.js'

export interface CellOptions {
  readonly formulas: 'escape' | 'allow'
  readonly arraySeparator: string
}

/** Compiles the function that makes the cells of one column. */
export function compileCell (shape: Shape, { formulas, arraySeparator }: CellOptions): (plain: unknown) => string {
  const guard = formulas === 'allow' ? unchanged : escapeFormula
  return function formatCell (plain) {
    const text = cellText(plain, shape, arraySeparator)
    return typeof plain === 'number' || typeof plain === 'bigint' ? text : guard(text)
  }
}

function unchanged (text: string): string {
  return text
}

// What a spreadsheet takes for the start of a formula. OWASP lists LF and the full-width forms too; csv-stringify omits LF and NUL.
// U+FEFF is no text where it begins the content: the reader takes it for a byte order mark.
const FORMULA = /^\ufeff*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/

// Exact decimals are strings in many APIs and drivers. A number is no formula.
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

/**
 * Puts an apostrophe before text that a spreadsheet would read as a formula, which tells it that this is text.
 *
 * choice: RFC 4180 knows no formulas; a reader that is not a spreadsheet sees the apostrophe.
 */
export function escapeFormula (text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}
