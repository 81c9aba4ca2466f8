/**
 * Text in HTML: escaped, so that it is never markup, for readers of HTML and of XML.
 * @see https://html.spec.whatwg.org/multipage/syntax.html#text
 */
import { cleanText } from '../pages/blocks.js'

const REFERENCES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Clean text as content, or as the value of a quoted attribute. */
export function escape (text: string): string {
  return text.replace(/[&<>"]/g, (character) => REFERENCES[character] as string)
}

/** How many characters a loop looks at faster than a regular expression. */
const SHORT = 40

// Control characters other than TAB and LF; from the surrogates on there may be some that are none.
const RARE = /[&<>"\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\uffff]/ // eslint-disable-line no-control-regex

const IS_RARE = Uint8Array.from({ length: 0xa0 }, (_, code) => RARE.test(String.fromCharCode(code)) ? 1 : 0)

/** Text as content, or as the value of a quoted attribute. */
export function formatText (text: string): string {
  const { length } = text
  if (length > SHORT) return RARE.test(text) ? escape(cleanText(text)) : text
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index)
    if (code < 0xa0 ? IS_RARE[code] === 1 : code >= 0xd800) return escape(cleanText(text))
  }
  return text
}
