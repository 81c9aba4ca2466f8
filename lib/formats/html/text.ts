/**
 * Text in HTML: escaped, so that it is never markup, for readers of HTML and of XML.
 * @see https://html.spec.whatwg.org/multipage/syntax.html#text
 */
import { cleanText } from '../pages/blocks.js'

/** Clean text as content. */
export function escapeText (text: string): string {
  return /[&<>]/.test(text) ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;') : text
}

/** Clean text as the value of an attribute, in double quotes. */
export function escapeAttribute (text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}

/** How many characters a loop looks at faster than a regular expression. */
const SHORT = 40

// Control characters other than TAB and LF; from the surrogates on there may be some that are none.
const RARE = /[&<>\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\uffff]/ // eslint-disable-line no-control-regex

const IS_RARE = Uint8Array.from({ length: 0xa0 }, (_, code) => RARE.test(String.fromCharCode(code)) ? 1 : 0)

/** Text as content. */
export function formatText (text: string): string {
  const { length } = text
  if (length > SHORT) return RARE.test(text) ? escapeText(cleanText(text)) : text
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0xa0 ? IS_RARE[code] === 1 : code >= 0xd800) return escapeText(cleanText(text))
  }
  return text
}
