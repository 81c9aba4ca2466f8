/**
 * A value as the text of an element or an attribute of XML.
 *
 * In: a value, and the shape that the schema declares for it. Out: its text, with a reference for what a reader would take for markup
 * or would change.
 * @see https://www.w3.org/TR/xml/#charsets
 * @see https://www.w3.org/TR/xml/#syntax
 */
import { bytesText } from '../values/values.js'

/** The text of a scalar, not escaped yet; `undefined` for what is none. */
export function textOf (value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return numberText(value)
  if (typeof value !== 'object') return value === undefined ? undefined : String(value)
  if (value instanceof Date) return value.toISOString()
  return value === null ? undefined : bytesText(value)
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
const NO_CHAR = '[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\u{10000}-\\u{10ffff}]'
const IN_TEXT = new RegExp(`[&<>\\r]|${NO_CHAR}`, 'u')
const IN_ATTRIBUTE = new RegExp(`[&<>"\\t\\n\\r]|${NO_CHAR}`, 'u')
const ALL_IN_TEXT = new RegExp(IN_TEXT, 'gu')
const ALL_IN_ATTRIBUTE = new RegExp(IN_ATTRIBUTE, 'gu')

const REFERENCES: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;'
}

// choice: what XML cannot contain in any form, such as control characters and lone surrogates, becomes U+FFFD, as in UTF-8.
function referenceTo (character: string): string {
  return REFERENCES[character] ?? '\ufffd'
}

/**
 * Text between tags.
 *
 * @example
 * escapeText('a < b & "c" ]]>') // 'a &lt; b &amp; "c" ]]&gt;'
 */
export function escapeText (text: string): string {
  return IN_TEXT.test(text) ? text.replace(ALL_IN_TEXT, referenceTo) : text
}

/**
 * The value of an attribute, for double quotes.
 *
 * @example
 * escapeAttribute('say "hi"\n') // 'say &quot;hi&quot;&#10;'
 */
export function escapeAttribute (text: string): string {
  return IN_ATTRIBUTE.test(text) ? text.replace(ALL_IN_ATTRIBUTE, referenceTo) : text
}
