import t from 'tap'
import { likelySubtags, likelySubtagsOf, likeness as likenessOf } from '../../lib/negotiation/likely-subtags.js'

function likeness (ranges: readonly string[], tag: string): number {
  return likenessOf(likelySubtagsOf(ranges), likelySubtags(tag))
}

t.test('languages are close by language, then script, then region', async (t) => {
  const ordered = ['zh-TW', 'zh-Hant-HK', 'zh-Hans', 'ja'].map((tag) => likeness(['zh-Hant-TW'], tag))
  t.strictSame(ordered, [3, 2, 1, 0])
  t.equal(likeness([], 'en'), 0)
})

t.test('a range counts for more than all that the client likes less', async (t) => {
  t.ok(likeness(['en-GB', 'de-CH', 'de-AT'], 'en-US') > likeness(['en-GB', 'de-CH', 'de-AT'], 'de-CH'))
  t.ok(likeness(['it', 'fr-CH', 'de-CH'], 'fr-FR') > likeness(['it', 'fr-CH', 'de-CH'], 'de-CH'))
})

t.test('no more than sixteen ranges count', async (t) => {
  const others = Array.from({ length: 16 }, () => 'it')
  t.ok(likeness([...others.slice(1), 'en'], 'en') > 0)
  t.equal(likeness([...others, 'en'], 'en'), 0)
})

t.test('what has no likely subtags is close to nothing', async (t) => {
  const long = `en-x${'-a'.repeat(31)}`
  t.ok(likeness(['en'], long.slice(0, 64)) > 0, '64 characters')
  for (const tag of ['x-private', 'i-klingon', 'en_US', '', '*', `${long}-a`]) {
    t.equal(likeness(['en', tag], tag), 0, tag)
    t.equal(likeness([tag], 'en'), 0, tag)
  }
})

t.test('of all tags that clients send no more than a thousand are kept', async (t) => {
  const { Locale } = Intl
  let made = 0
  class CountedLocale extends Locale {
    constructor (tag: string) {
      super(tag)
      made++
    }
  }
  Object.assign(Intl, { Locale: CountedLocale })
  t.teardown(() => { Object.assign(Intl, { Locale }) })
  const madeFor = (tag: string): number => {
    made = 0
    likelySubtags(tag)
    return made
  }
  likelySubtags('nah')
  t.equal(madeFor('nah'), 0, 'kept')
  for (let count = 0; count < 1000; count++) likelySubtags(`nah-x-${count}`)
  t.equal(madeFor('nah'), 1, 'given up')
  const long = `nah-x${'-abcdefgh'.repeat(8)}`
  t.equal(madeFor(long), 0, 'what is longer than a tag is not looked at')
})

t.test('who asked before makes no difference', async (t) => {
  for (let count = 0; count < 2500; count++) {
    likeness([`en-x-${count}`], 'de')
    if (count % 499 === 0) t.strictSame([likeness(['zh-TW'], 'zh-Hant'), likeness(['zh-TW'], 'x-private')], [3, 0], `after ${count}`)
  }
})
