/** What is read of a range in place, subtag by subtag. What ranges select is tested in languages.test.ts. */
import t from 'tap'
import { ANY, beginningAt, beginningOf, NONE, numberOf, OTHER, Subtags } from '../../lib/negotiation/subtags.js'

type Read = readonly [code: string | number, language: string | number, script: string, region: string, named: number, hasWildcard?: boolean]

const number = (subtag: string | number) => typeof subtag === 'number' ? subtag : subtag === '' ? NONE : numberOf(subtag)

const cases: [range: string, read: Read][] = [
  ['en', ['en', 'en', '', '', 1]],
  ['yue', ['yue', 'yue', '', '', 1]],
  ['en-US', ['en', 'en', '', 'us', 2]],
  ['EN_us', ['en', 'en', '', 'us', 2]],
  ['zh-Hant-TW', ['zh', 'zh', 'hant', 'tw', 3]],
  ['en-Latn-NZ', ['en', 'en', 'latn', 'nz', 3]],
  ['es-419', ['es', 'es', '', '419', 2]],
  ['es-Latn-419', ['es', 'es', 'latn', '419', 3]],
  // a language may be extended, more than once
  ['zh-yue', ['zh', 'yue', '', '', 2]],
  ['zh-yue-HK', ['zh', 'yue', '', 'hk', 3]],
  ['zh-aaa-bbb-Hant', ['zh', 'bbb', 'hant', '', 4]],
  ['zh-Hant-yue', ['zh', 'zh', 'hant', '', 3]],
  ['zh-a1b', ['zh', 'zh', '', 'a1b', 2]],
  // one script and one region, in this order, and nothing of either after what is neither
  ['en-Latn-Cyrl', ['en', 'en', 'latn', '', 3]],
  ['en-US-GB', ['en', 'en', '', 'us', 3]],
  ['en-US-Latn', ['en', 'en', '', 'us', 3]],
  ['de-1996', ['de', 'de', '', '', 2]],
  ['de-1996-DE', ['de', 'de', '', '', 3]],
  ['de-DE-1996', ['de', 'de', '', 'de', 3]],
  ['en-abcde-US', ['en', 'en', '', '', 3]],
  ['en-a-bb', ['en', 'en', '', '', 3]],
  ['en-u-latn', ['en', 'en', '', '', 3]],
  // what begins with no code of a language
  ['x-us-a', [OTHER, OTHER, '', '', 3]],
  ['english-US-a', [OTHER, OTHER, '', '', 3]],
  // wildcards name nothing
  ['*', [ANY, ANY, '', '', 0, true]],
  ['*-CH-1996', [ANY, ANY, '', '', 2, true]],
  ['de-*-DE', ['de', 'de', '', 'de', 2, true]],
  // withdrawn codes
  ['iw-IL', ['he', 'he', '', 'il', 2]],
  ['in', ['id', 'id', '', '', 1]],
  ['ji', ['yi', 'yi', '', '', 1]],
  ['mo', ['ro', 'ro', '', '', 1]],
  ['und-TW', ['und', 'und', '', 'tw', 2]],
  ['und-Hant-TW', ['und', 'und', 'hant', 'tw', 3]]
]

t.test('language, script and region are read, and how many subtags have a name; by one reader after the other', async (t) => {
  const subtags = new Subtags()
  for (const [range, [code, language, script, region, named, hasWildcard = false]] of [...cases, ...cases.toReversed()]) {
    // In the middle of a field.
    t.equal(subtags.read(`a, ${range};q=1`, 3, 3 + range.length), true, range)
    const read = [subtags.code, subtags.language, subtags.script, subtags.region, subtags.named, subtags.hasWildcard]
    t.strictSame(read, [...[code, language, script, region].map(number), named, hasWildcard], range)
  }
})

t.test('what is no range is not read', async (t) => {
  for (const range of ['', 'und', 'en-', 'en--US', 'en US', 'en-US-', '-en', 'abcdefghi', 'en-abcdefghi', '12', 'e1', '*x', 'en-*x', 'e\x80', 'en-US\xe9']) {
    t.equal(new Subtags().read(range, 0, range.length), false, range)
  }
})

t.test('a code begins as its text does', async (t) => {
  for (const code of ['aa', 'en', 'zz', 'yue', 'und', 'aaa', 'zzz']) {
    t.equal(beginningOf(numberOf(code)), beginningAt(code.toUpperCase(), 0), code)
    t.not(beginningAt(code, 0), beginningAt('mq', 0), code)
  }
  t.not(beginningAt('ab', 0), beginningAt('ba', 0))
})
