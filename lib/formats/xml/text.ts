/**
 * A scalar as the text of an element or an attribute of XML.
 *
 * In: a scalar. Out: its text, with a reference for what a reader would take for markup or would change.
 * @see https://www.w3.org/TR/xml/#charsets
 * @see https://www.w3.org/TR/xml/#syntax
 */
import { bytesText } from '../values/values.js'

/** The text of a scalar that is no object, between tags. */
export function scalarText (value: unknown): string {
  if (typeof value === 'string') return escapeText(value)
  return typeof value === 'number' ? numberText(value) : String(value)
}

/** The text of a date or of bytes, in which there is no markup; `undefined` for other objects. */
export function objectText (value: object): string | undefined {
  return value instanceof Date ? value.toISOString() : bytesText(value)
}

// choice: the words of xsd:double; JSON has null for these.
function numberText (number: number): string {
  if (Number.isFinite(number)) return String(number)
  return Number.isNaN(number) ? 'NaN' : number > 0 ? 'INF' : '-INF'
}

/*
 * Char     ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]      (XML 1.0 §2.2)
 * CharData ::= [^<&]* - ([^<&]* ']]>' [^<&]*)                                              (§2.4)
 * AttValue ::= '"' ([^<&"] | Reference)* '"' | "'" ([^<&'] | Reference)* "'"               (§2.3)
 *
 * A reader turns CR into LF (§2.11), and in an attribute TAB and LF into spaces (§3.3.3), unless they are references.
 */
const NO_CHAR = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
// Pairs of surrogates are characters; the halves are looked at where there are any.
const MAYBE_NO_CHAR = '\\0-\\x08\\v\\f\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff'
const DOUBTFUL = new RegExp(`[${MAYBE_NO_CHAR}]`)
const IN_TEXT = new RegExp(`[&<>\\r${MAYBE_NO_CHAR}]`)
const IN_ATTRIBUTE = new RegExp(`[&<>"\\t\\n\\r${MAYBE_NO_CHAR}]`)

// choice: what XML cannot contain in any form, such as control characters and lone surrogates, becomes U+FFFD, as in UTF-8.
function escapeMarkup (text: string): string {
  const characters = DOUBTFUL.test(text) ? text.replace(NO_CHAR, '\ufffd') : text
  return characters.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#13;')
}

/**
 * Text between tags.
 *
 * @example
 * escapeText('a < b & "c" ]]>') // 'a &lt; b &amp; "c" ]]&gt;'
 */
export function escapeText (text: string): string {
  return IN_TEXT.test(text) ? escapeMarkup(text) : text
}

/**
 * The value of an attribute, for double quotes.
 *
 * @example
 * escapeAttribute('say "hi"\n') // 'say &quot;hi&quot;&#10;'
 */
export function escapeAttribute (text: string): string {
  return IN_ATTRIBUTE.test(text) ? escapeMarkup(text).replaceAll('"', '&quot;').replaceAll('\t', '&#9;').replaceAll('\n', '&#10;') : text
}
