/** Which tags a range finds, a scheme at a time; of both the first subtag is the same code, or none. */
import t from 'tap'
import { covers, equals, readAvailable, reaches } from '../../lib/negotiation/language-ranges.js'
import { Subtags } from '../../lib/negotiation/subtags.js'

function read (range: string): Subtags {
  const subtags = new Subtags()
  subtags.read(range, 0, range.length)
  return subtags
}

t.test('a range covers what begins with it, at the end of a subtag (RFC 4647 §3.3.1), or what extended filtering finds (§3.3.2)', async (t) => {
  const cases: [range: string, tag: string, covers: boolean][] = [
    ['en', 'en', true], ['en', 'en-gb', true], ['EN_gb', 'en-gb', true], ['en-G', 'en-gb', false], ['en-GB', 'en', false], ['en-GB', 'en-us', false],
    ['iw', 'he-il', true], ['x-a', 'x-a-b', true], ['x-a', 'x-ab', false],
    ['de-*-DE', 'de-de', true], ['de-*-DE', 'de-latn-de', true], ['de-*-DE', 'de-de-x-goethe', true], ['de-*-DE', 'de-x-de', false],
    ['de-*-DE', 'de-deva', false], ['de-*-DE', 'de', false], ['de-*-DE-1996', 'de-latn-de-1996', true], ['de-*-DE-1996', 'de-1996-de', false],
    ['*-CH', 'de-ch', true], ['*-CH', 'de-at', false], ['english-*-US', 'english-us', true], ['english-*-US', 'englisch-us', false]
  ]
  for (const [range, tag, expected] of cases) t.equal(covers(read(range), readAvailable(tag)), expected, `${range} on ${tag}`)
})

t.test('a range reaches what lookup truncates it to, and not itself (RFC 4647 §3.4)', async (t) => {
  const cases: [range: string, tag: string, reaches: boolean][] = [
    ['zh-Hant-TW', 'zh-hant', true], ['zh-Hant-TW', 'zh', true], ['ZH_hant_TW', 'zh-hant', true], ['zh-Hant', 'zh-hant', false], ['zh', 'zh-hant', false],
    ['zh-Hantx-TW', 'zh-hant', false], ['zh-Hans-TW', 'zh-hant', false], ['en-x-a-b', 'en-x-a', false], ['en-x-aa-b', 'en-x-aa', true],
    // without its wildcards
    ['de-*-DE', 'de', true], ['de-*-DE', 'de-de', false], ['de-*-DE-1996', 'de-de', true], ['de-*-DE-1996', 'de-at', false], ['iw-*-IL', 'he', true],
    ['x-*-aa-b', 'x-aa', true], ['x-*-aa-b', 'x-bb', false], ['english-*-US', 'english', true], ['english-*-US', 'englisch', false], ['*-CH-1996', 'de-ch', false], ['*-DE-CH-1996', 'de-ch', false]
  ]
  for (const [range, tag, expected] of cases) t.equal(reaches(read(range), readAvailable(tag)), expected, `${range} on ${tag}`)
})

t.test('a range equals a tag whatever its case and its hyphens, and an old code the new one', async (t) => {
  const cases: [range: string, tag: string, equals: boolean][] = [
    ['EN_us', 'en-us', true], ['iw-IL', 'he-il', true], ['en', 'en-us', false], ['en-US', 'en', false], ['en-GB', 'en-us', false], ['de-AT', 'en-at', false]
  ]
  for (const [range, tag, expected] of cases) t.equal(equals(read(range), readAvailable(tag)), expected, `${range} on ${tag}`)
})
