/**
 * Language tags: what a route may declare that its content is in.
 *
 * RFC 5646 (BCP 47). Content-Language has the declared spelling; matching is without regard to case.
 * @see https://www.rfc-editor.org/rfc/rfc5646#section-2.1
 */

/** A language tag, in lower case. */
export type Language = string

/*
 * langtag    = language ["-" script] ["-" region] *("-" variant) *("-" extension) ["-" privateuse]      (RFC 5646 §2.1)
 * language   = 2*3ALPHA ["-" extlang] / 4ALPHA / 5*8ALPHA
 * extlang    = 3ALPHA *2("-" 3ALPHA)
 * script     = 4ALPHA
 * region     = 2ALPHA / 3DIGIT
 * variant    = 5*8alphanum / (DIGIT 3alphanum)
 * extension  = singleton 1*("-" (2*8alphanum))
 * privateuse = "x" 1*("-" (1*8alphanum))
 *
 * choice: grandfathered tags (`i-klingon`) are not accepted; each has a replacement in the registry.
 */
const LANGTAG = new RegExp('^(?:' +
  '(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})' +
  '(?:-[a-z]{4})?' +
  '(?:-(?:[a-z]{2}|\\d{3}))?' +
  '(?:-(?:[a-z\\d]{5,8}|\\d[a-z\\d]{3}))*' +
  '(?:-[\\da-wyz](?:-[a-z\\d]{2,8})+)*' +
  '(?:-x(?:-[a-z\\d]{1,8})+)?' +
  '|x(?:-[a-z\\d]{1,8})+)$')

/**
 * Parses a language tag.
 *
 * @returns in lower case; `undefined` for what is none
 */
export function parseLanguage (text: string): Language | undefined {
  // Before case is folded: there are letters outside ASCII whose lower case is within.
  const tag = ASCII.test(text) ? text.toLowerCase() : ''
  return LANGTAG.test(tag) && !hasRepetition(tag) ? tag : undefined
}

const ASCII = /^[\x21-\x7e]+$/

/** Whether a variant or an extension's singleton stands twice (RFC 5646 §2.2.5 and §2.2.6); what follows x is private. */
function hasRepetition (tag: string): boolean {
  const [subtags] = `-${tag}`.split('-x-') as [string]
  const [beforeExtensions] = subtags.split(/-(?=[^-](?:-|$))/) as [string]
  const once = [...beforeExtensions.split('-').slice(2), ...subtags.split('-').filter(({ length }) => length === 1)]
  return new Set(once).size < once.length
}

/** What a tag is covered by, itself last. */
export function beginningsOf (tag: Language): string[] {
  const subtags = tag.split('-')
  return subtags.map((_, index) => subtags.slice(0, index + 1).join('-'))
}
