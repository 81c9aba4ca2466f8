/**
 * How close languages are that no range tells apart: by the language, script and region that a tag most likely stands for.
 *
 * UTS #35, Likely Subtags, as `Intl` has them.
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 */

/** `undefined` where nothing is known of a tag. */
export type LikelySubtags = readonly [language: string, script: string | undefined, region: string | undefined] | undefined

const MAX_TAG_LENGTH = 64
const MAX_RANGES = 16
const MAX_KNOWN = 1000
/** Shared by the whole process, and filled by clients. That is safe: it is bounded, and an entry that is lost costs one call of Intl. */
const known = new Map<string, LikelySubtags>()

/** What a tag or a language range, in lower case, most likely stands for. */
export function likelySubtags (tag: string): LikelySubtags {
  // Longer than any tag that Intl has something to say about.
  if (tag.length > MAX_TAG_LENGTH) return undefined
  if (known.has(tag)) return known.get(tag)
  if (known.size === MAX_KNOWN) known.clear()
  const subtags = maximize(tag)
  known.set(tag, subtags)
  return subtags
}

/** The same of a client's ranges; no more than the first sixteen count, since each may be one that nobody has sent before. */
export function likelySubtagsOf (ranges: readonly string[]): LikelySubtags[] {
  return ranges.slice(0, MAX_RANGES).map(likelySubtags)
}

function maximize (tag: string): LikelySubtags {
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize()
    return [language, script, region]
  } catch {
    // A language range may be of another form than any tag that Intl knows.
    return undefined
  }
}

/**
 * How close a tag is to what the client asked for, range by range in the order of preference: language, then script, then region.
 *
 * `zh-TW, zh;q=0.8` is closer to zh-Hant than to zh-Hans, and en-GB closer to en-US than to de.
 *
 * @param ranges what they stand for, in the order of preference
 * @returns a number for comparison; greater is closer
 * @example
 * likeness([likelySubtags('en-gb')], likelySubtags('en-us')) > likeness([likelySubtags('en-gb')], likelySubtags('de')) // true
 */
export function likeness (ranges: readonly LikelySubtags[], own: LikelySubtags): number {
  let sum = 0
  for (let index = 0; index < ranges.length; index++) sum += commonSubtags(own, ranges[index]) / 4 ** index
  return sum
}

// 0 to 3: a digit to the base 4.
function commonSubtags (a: LikelySubtags, b: LikelySubtags): number {
  if (a === undefined || b === undefined || a[0] !== b[0]) return 0
  if (a[1] !== b[1]) return 1
  return a[2] === b[2] ? 3 : 2
}
