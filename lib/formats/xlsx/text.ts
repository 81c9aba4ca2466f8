/**
 * Text in the XML of a workbook.
 *
 * In: text. Out: text between tags, of which a spreadsheet reads the same. ECMA-376, part 1, §22.9.2.19, ST_Xstring.
 * @see https://ecma-international.org/publications-and-standards/standards/ecma-376/
 */

/*
 * What XML cannot contain, or a reader of XML would change, is _xHHHH_; and so is the underscore of text that looks like that.
 */
const NO_CHAR = /[^\t\n\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
const LIKE_ESCAPED = /_(?=x[\da-f]{4}_)/gi
// Pairs of surrogates are characters; the halves are looked at where there are any.
const MAYBE_NO_CHAR = '\\0-\\x08\\v-\\x1f\\ud800-\\udfff\\ufffe\\uffff'
const DOUBTFUL = new RegExp(`[&<>${MAYBE_NO_CHAR}]|_x`, 'i')

/**
 * Text between tags.
 *
 * @example
 * escapeText('a < b\r_x0041_') // 'a &lt; b_x000D__x005F_x0041_'
 */
export function escapeText (text: string): string {
  if (!DOUBTFUL.test(text)) return text
  return text.replace(LIKE_ESCAPED, '_x005F_').replace(NO_CHAR, escapeUnit)
    .replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function escapeUnit (unit: string): string {
  return `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}
