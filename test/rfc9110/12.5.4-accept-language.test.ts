/**
 * RFC 9110 §12.5.4, Accept-Language: language ranges with weights, matched by the schemes of RFC 4647.
 *
 *     Accept-Language = #( language-range [ weight ] )
 *
 * The schemes themselves are in `../rfc4647`.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
 */
import t, { type Test } from 'tap'
import type { ProducesOptions } from '../../lib/index.js'
import { ask, languageOf, varyOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [acceptLanguage: string, languages: readonly string[], selected: Selected])[]

const STRICT: ProducesOptions = { strict: { language: true } }

async function check (t: Test, cases: Cases, options: ProducesOptions = {}): Promise<void> {
  for (const [acceptLanguage, languages, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], languages }, { 'accept-language': acceptLanguage }, options)
    t.equal(languageOf(response), selected, `${acceptLanguage} on ${languages.join(', ')} → ${selected}`)
  }
}

t.test('"Accept-Language: da, en-gb;q=0.8, en;q=0.7" means "I prefer Danish, but will accept British English and other types of English" (RFC 9110 §12.5.4)', async (t) => {
  const field = 'da, en-gb;q=0.8, en;q=0.7'
  await check(t, [
    [field, ['en-US', 'en-GB', 'da'], 'da'],
    [field, ['en', 'en-GB'], 'en-GB'],
    [field, ['en-US', 'en-GB'], 'en-GB'],
    [field, ['fr', 'en-US'], 'en-US'],
    [field, ['fr', 'en'], 'en'],
    [field, ['fr', 'en-AU'], 'en-AU'],
    [field, ['fr', 'de'], 406]
  ], STRICT)
})

t.test('The weight is an estimate of the preference for the languages of the range (RFC 9110 §12.5.4)', async (t) => {
  await check(t, [
    ['en;q=0.8, de;q=0.9', ['en', 'de'], 'de'],
    ['en;q=0.9, de;q=0.8', ['de', 'en'], 'en'],
    ['fr, de;q=0.5', ['en', 'de'], 'de'],
    ['en;q=0.5, de', ['en-GB', 'de'], 'de'],
    ['ca-ES,es;q=0.9,en;q=0.8', ['en', 'es'], 'es'],
    ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['zh', 'en'], 'en'],
    ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['zh-TW', 'zh-CN'], 'zh-CN'],
    ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['fr', 'zh'], 'zh'],
    // learning.mozilla.org #2079
    ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'en-US'], 'en-US'],
    ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'en-CA'], 'en-CA'],
    ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'en-AU'], 'en-AU'],
    ['en-GB,en;q=0.9,de;q=0.8,fr;q=0.7', ['fr', 'de'], 'de'],
    ['zh-Hans-CN;q=0.5', ['en', 'zh-Hans'], 'zh-Hans']
  ])
})

t.test('Of ranges of equal weight the one listed first is preferred, as "some recipients" do (RFC 9110 §12.5.4)', async (t) => {
  await check(t, [
    ['en, de', ['de', 'en'], 'en'],
    ['de, en', ['de', 'en'], 'de'],
    ['fr;q=0.5, en;q=0.5', ['en', 'fr'], 'fr']
  ])
})

t.test('Of ranges of equal weight the server\'s order decides where it is asked to', async (t) => {
  await check(t, [
    ['en, de', ['de', 'en'], 'de'],
    ['fr;q=0.5, en;q=0.5', ['en', 'fr'], 'en'],
    ['en, de;q=0.9', ['de', 'en'], 'en']
  ], { preference: 'server' })
})

t.test('Language tags are case-insensitive; what goes out is the declared spelling (RFC 5646 §2.1.1)', async (t) => {
  await check(t, [
    ['EN-gb', ['de', 'en-GB'], 'en-GB'],
    ['en-gb', ['de', 'EN-GB'], 'EN-GB'],
    ['ZH-HANT-tw', ['de', 'zh-hant-TW'], 'zh-hant-TW'],
    ['DE', ['en', 'de-AT'], 'de-AT']
  ])
})

t.test('"*" matches what no other range does', async (t) => {
  await check(t, [
    ['*', ['de', 'en'], 'de'],
    ['*, en', ['de', 'en'], 'en'],
    ['en;q=0.5, *', ['en', 'de'], 'de'],
    ['en;q=0.5, *', ['en-GB', 'de'], 'de'],
    ['*;q=0.5, en', ['de', 'en-GB'], 'en-GB'],
    ['fr, *;q=0.1', ['de', 'en'], 'de'],
    ['fr, *;q=0', ['de', 'en'], 406]
  ], STRICT)
})

t.test('A range of quality 0 excludes the tags that it covers (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['en;q=0, *', ['en', 'de'], 'de'],
    ['en;q=0, *', ['en-GB', 'de'], 'de'],
    ['*, en;q=0', ['en-GB', 'en'], 406],
    ['en;q=0', ['en'], 406],
    ['en-GB;q=0, en', ['en-GB', 'en-US'], 'en-US'],
    ['en-GB;q=0, en', ['en-GB'], 406],
    ['en;q=0, en-GB', ['en-US', 'en-GB'], 'en-GB'],
    ['en;q=0, en-GB', ['en-US'], 406],
    // It covers en-US alone, not English.
    ['en-US;q=0, *', ['en-US', 'en'], 'en'],
    ['en-US;q=0, *', ['en', 'fr'], 'en'],
    ['de;q=0, de-AT, en;q=0.5', ['de', 'en'], 'en']
  ], STRICT)
})

t.test('A user who asks for "en-gb" is served any kind of English: lookup and the closest tag see to it (RFC 9110 §12.5.4)', async (t) => {
  await check(t, [
    ['en-gb', ['de', 'en'], 'en'],
    ['en-GB', ['de', 'en-US'], 'en-US'],
    // en is American English: the same
    ['en-GB', ['de', 'en-US', 'en'], 'en-US'],
    ['en-GB', ['de', 'en', 'en-US'], 'en']
  ])
})

t.test('Between tags that the same range matched, the closest is selected', async (t) => {
  await check(t, [
    ['zh-TW, zh;q=0.8', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-TW, zh;q=0.8', ['zh-Hant', 'zh-Hans'], 'zh-Hant'],
    ['zh-CN, zh;q=0.8', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['zh-HK, zh;q=0.8', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-SG, zh;q=0.8', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    // The likely region of zh-Hant is TW, that of en is US, that of pt is BR (UTS #35, likely subtags).
    ['zh-Hant', ['zh-Hant-HK', 'zh-Hant-TW'], 'zh-Hant-TW'],
    ['en', ['en-GB', 'en-US'], 'en-US'],
    ['pt', ['pt-PT', 'pt-BR'], 'pt-BR'],
    ['pt-PT, *;q=0.5', ['de', 'pt-BR'], 'pt-BR']
  ], STRICT)
})

t.test('Where no range matches and the dimension is not strict, the closest tag is served, else the first declared', async (t) => {
  await check(t, [
    ['en-GB', ['de', 'en-US'], 'en-US'],
    ['zh-TW', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-CN', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['pt-PT', ['es', 'pt-BR'], 'pt-BR'],
    ['fr-CA, en-GB;q=0.5', ['en-US', 'fr-FR'], 'fr-FR'],
    ['en-GB;q=0.5, fr-CA', ['en-US', 'fr-FR'], 'fr-FR'],
    ['sr-Latn-RS', ['sr-Cyrl-BA', 'sr-Latn-ME'], 'sr-Latn-ME'],
    ['ja', ['de', 'en'], 'de'],
    ['x-klingon', ['de', 'en'], 'de'],
    ['fr, it', ['de', 'en'], 'de']
  ])
  await check(t, [
    ['en-GB', ['de', 'en-US'], 406],
    ['zh-TW', ['zh-Hans', 'zh-Hant'], 406],
    ['ja', ['de', 'en'], 406]
  ], STRICT)
})

t.test('Where nothing is acceptable and the dimension is not strict, what the client refuses comes last', async (t) => {
  await check(t, [
    ['de;q=0', ['de', 'en'], 'en'],
    ['de;q=0, fr', ['de', 'en'], 'en']
  ])
})

t.test('A field that says nothing of language ranges is no preference (RFC 4647 §2.1)', async (t) => {
  await check(t, [
    ['und', ['de', 'en'], 'de'],
    ['und, en;q=0.5', ['de', 'en'], 'en'],
    ['*-GB, en;q=0.5', ['de', 'en'], 'en'],
    ['abcdefghi, en;q=0.5', ['de', 'en'], 'en'],
    ['en-abcdefghi, en;q=0.5', ['de', 'en'], 'en']
  ], STRICT)
})

t.test('An underscore reads as a hyphen, since POSIX and Java write it so', async (t) => {
  await check(t, [
    ['en_US', ['de', 'en'], 'en'],
    ['en_US, de;q=0.5', ['de', 'en-US'], 'en-US']
  ], STRICT)
})

t.test('The field has no influence on a resource that declares no languages, and is not in its Vary (RFC 9110 §12.5.5)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain', 'text/html'], strict: true }, { 'accept-language': 'fr, *;q=0' })
  t.equal(response.statusCode, 200)
  t.equal(varyOf(response), 'accept')
})
