/**
 * What the dimensions of charsets and content codings share: a range is a token or `*`.
 *
 * RFC 9110 §12.5.2 and §12.5.3.
 */
import { NO_PREFERENCE, REFUSED, UNMATCHED, type Match } from './dimension.js'
import { isToken, type Member } from './fields.js'

/** A token in lower case, or `*` for every value that no other range names. */
export interface TokenRange {
  readonly token: string
  readonly quality: number
  readonly position: number
}

export function parseToken (text: string): string | undefined {
  return isToken(text) && text !== '*' ? text.toLowerCase() : undefined
}

export function parseTokenRange ({ value, quality, position }: Member): TokenRange | undefined {
  return isToken(value) ? { token: value, quality, position } : undefined
}

/** The match of the range that names the value, else of `*`; of the same range twice, the one of higher quality. */
export function matchToken (ranges: readonly TokenRange[], value: string): Match {
  if (ranges.length === 0) return NO_PREFERENCE
  const best = highest(ranges, value) ?? highest(ranges, '*')
  if (best === undefined) return UNMATCHED
  if (best.quality === 0) return REFUSED
  return { quality: best.quality, precedence: best.token === '*' ? 1 : 2, position: best.position, closeness: 0 }
}

function highest (ranges: readonly TokenRange[], token: string): TokenRange | undefined {
  let best: TokenRange | undefined
  for (const range of ranges) {
    if (range.token === token && (best === undefined || range.quality > best.quality)) best = range
  }
  return best
}
