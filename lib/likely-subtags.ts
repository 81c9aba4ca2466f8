/**
 * How close languages are that no range tells apart: by the language, script and region that a tag most likely stands for.
 *
 * UTS #35, Likely Subtags, as `Intl` has them.
 * @see https://www.unicode.org/reports/tr35/#Likely_Subtags
 */

type LikelySubtags = readonly [language: string, script: string | undefined, region: string | undefined]

const MAX_TAG_LENGTH = 64
const MAX_RANGES = 16
const MAX_KEPT = 1000
const kept = new Map<string, LikelySubtags | undefined>()

function likelySubtags (tag: string): LikelySubtags | undefined {
  // Longer than any tag that Intl has something to say about.
  if (tag.length > MAX_TAG_LENGTH) return undefined
  if (kept.has(tag)) return kept.get(tag)
  if (kept.size === MAX_KEPT) kept.clear()
  const subtags = maximize(tag)
  kept.set(tag, subtags)
  return subtags
}

function maximize (tag: string): LikelySubtags | undefined {
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
 * @param ranges in the order of preference
 * @returns a number for comparison; greater is closer
 * @example
 * likeness(['en-GB'], 'en-US') > likeness(['en-GB'], 'de') // true
 */
export function likeness (ranges: readonly string[], tag: string): number {
  const own = likelySubtags(tag)
  return ranges.slice(0, MAX_RANGES).reduce((sum, range, index) => sum + commonSubtags(own, likelySubtags(range)) / 4 ** index, 0)
}

// 0 to 3: a digit to the base 4.
function commonSubtags (a: LikelySubtags | undefined, b: LikelySubtags | undefined): number {
  if (a === undefined || b === undefined) return 0
  const different = a.findIndex((subtag, index) => subtag !== b[index])
  return different === -1 ? 3 : different
}
