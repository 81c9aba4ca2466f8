import { execFileSync } from 'node:child_process'
import t from 'tap'
import { LANGUAGE_ALIASES, LIKELY, LIKELY_LANGUAGES, LIKELY_PARTS, REGION_ALIASES } from '../../lib/negotiation/cldr.js'
import { distanceOf } from '../../lib/negotiation/language-distance.js'
import { readAvailable } from '../../lib/negotiation/language-ranges.js'
import { groupsOf } from '../../lib/negotiation/likely-subtags.js'
import { numberOf } from '../../lib/negotiation/subtags.js'

const parts = (tag: string) => {
  const { language, script, region } = readAvailable(tag.toLowerCase())
  return [language, script, region]
}

/** As `Intl` has it, where Norwegian is Bokmål. */
function partsByIntl (tag: string): number[] {
  const { language, script = '', region = '' } = new Intl.Locale(tag).maximize()
  return [language === 'nb' ? 'no' : language, script, region].map(numberOf)
}

t.test('what a tag most likely stands for is what Intl says, of every language, script and region in the table', async (t) => {
  const languages = groupsOf(LIKELY).flatMap(([, codes]) => codes)
  const aliases = groupsOf(LANGUAGE_ALIASES).flatMap(([, codes]) => codes)
  const given = groupsOf(LIKELY_PARTS).flatMap(([language, pairs]) => pairs.map((pair) => `${language}-${pair.split('-')[0]}`))
  const unknown = groupsOf(LIKELY_LANGUAGES).flatMap(([, values]) => values.map((value) => `und-${value}`))
  const regions = groupsOf(REGION_ALIASES).flatMap(([, codes]) => codes.map((code) => `en-${code}`))
  t.ok(languages.length > 500 && aliases.length > 200 && unknown.length > 200)
  const tags = [...languages, ...aliases, ...given, ...unknown, ...regions]
  const differing = tags.filter((tag) => JSON.stringify(parts(tag)) !== JSON.stringify(partsByIntl(tag)))
  // Of another version of CLDR a few are others.
  t.ok(differing.length < (process.versions.cldr?.startsWith('48') === true ? 1 : 40), differing.join(' '))
})

t.test('what the table does not have stands for itself', async (t) => {
  t.strictSame(parts('qaa'), [numberOf('qaa'), 0, 0])
  t.strictSame(parts('qaa-Latn-US'), [numberOf('qaa'), numberOf('latn'), numberOf('us')])
  t.strictSame(parts('x-private').slice(1), [0, 0])
  t.strictSame(parts('und'), [0, 0, 0])
  t.strictSame(parts('und-Aghb'), [numberOf('en'), numberOf('aghb'), numberOf('us')])
})

t.test('languages are as far from each other as CLDR says', async (t) => {
  const cases: [desired: string, available: string, distance: number][] = [
    ['en', 'en-US', 0], ['en', 'en-Latn-US', 0], ['no', 'nb', 0], ['iw', 'he', 0], ['zh-TW', 'zh-Hant', 0], ['en-UK', 'en-GB', 0],
    // by groups of regions
    ['es-MX', 'es-419', 4], ['es-MX', 'es', 5], ['es-003', 'es-MX', 4], ['en-AU', 'en-GB', 3], ['en-GB', 'en-AU', 3], ['en-AU', 'en-NZ', 4], ['en-AU', 'en', 5],
    ['en-PR', 'en', 4], ['pt-AO', 'pt-PT', 4], ['pt-AO', 'pt', 5], ['zh-HK', 'zh-MO', 4], ['zh-HK', 'zh-TW', 5], ['ar-MA', 'ar-DZ', 4], ['ar-MA', 'ar-EG', 5],
    ['de-AT', 'de-CH', 4], ['fr-CA', 'fr', 4],
    // by scripts
    ['sr-Latn', 'sr-Cyrl', 5], ['sr-Cyrl', 'sr-Latn', 5], ['ja-Latn', 'ja', 5], ['ja', 'ja-Latn', 50], ['zh-TW', 'zh', 54], ['az-Cyrl', 'az-Latn', 50],
    // by languages, most of them one way
    ['gsw', 'de', 8], ['de', 'gsw', Infinity], ['da', 'no', 12], ['nn', 'no', 20], ['no', 'nn', 20], ['ca', 'es', 20], ['es', 'ca', Infinity], ['am', 'en', 44],
    ['hr', 'bs', 8], ['ms', 'id', 34], ['id', 'ms', 14],
    // beyond the threshold
    ['yue', 'zh-Hans', Infinity], ['uk', 'ru', Infinity], ['en', 'de', Infinity], ['x-a', 'x-a', Infinity], ['und', 'und', Infinity]
  ]
  for (const [desired, available, distance] of cases) {
    t.equal(distanceOf(readAvailable(desired.toLowerCase()), readAvailable(available.toLowerCase())), distance, `${desired} to ${available}`)
  }
})

t.test('without Intl the answers are the same', async (t) => {
  const script = `
    const { compileNegotiation } = await import('./lib/negotiation/negotiation.js')
    const select = (field, ...languages) => compileNegotiation({ mediaTypes: ['text/plain'], languages }).select({ 'accept-language': field })?.language
    console.log(JSON.stringify([select('zh-TW', 'en', 'zh', 'zh-Hant'), select('es-MX', 'es', 'es-419'), select('gsw', 'en', 'de'), select('sr-ME', 'sr', 'sr-Latn')]))`
  const answers = (before: string) => execFileSync(process.execPath, [
    '--import', './test/fixtures/register.js', '--input-type=module', '--eval', before + script
  ], { encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname })
  t.strictSame(JSON.parse(answers('')), ['zh-Hant', 'es-419', 'de', 'sr-Latn'])
  t.equal(answers('delete globalThis.Intl;'), answers(''))
})
