/**
 * RFC 4647 §3.4, Lookup: a range is truncated from its end until it equals a tag.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.4
 */
import t, { type Test } from 'tap'
import { ask, languageOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [ranges: string, languages: readonly string[], selected: Selected])[]

async function check (t: Test, cases: Cases, language: boolean): Promise<void> {
  for (const [ranges, languages, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], languages, strict: { language } }, { 'accept-language': ranges })
    t.equal(languageOf(response), selected, `${ranges} on ${languages.join(', ')} → ${selected}`)
  }
}

/** Example of a Lookup Fallback Pattern. */
const fallback = ['zh-Hant-CN-x-private1-private2', 'zh-Hant-CN-x-private1', 'zh-Hant-CN', 'zh-Hant', 'zh'] as const

t.test('"zh-Hant-CN-x-private1-private2" falls back step by step to "zh", then to the default (RFC 4647 §3.4)', async (t) => {
  const range = fallback[0]
  for (const [index, selected] of fallback.entries()) {
    const left = fallback.slice(index)
    await check(t, [
      [range, ['fr', ...left], selected],
      [range, ['fr', ...left.toReversed()], selected],
      [range, ['fr', selected], selected]
    ], true)
  }
  await check(t, [[range, ['fr', 'en'], 'fr']], false)
  await check(t, [[range, ['fr', 'en'], 406]], true)
})

t.test('A single-letter or digit subtag is removed with the one after it (RFC 4647 §3.4)', async (t) => {
  await check(t, [
    ['zh-Hant-CN-x-private1', ['fr', 'zh-Hant-CN'], 'zh-Hant-CN'],
    ['en-a-bbb-x-a-ccc', ['fr', 'en-a-bbb', 'en'], 'en-a-bbb'],
    ['en-a-bbb', ['fr', 'en'], 'en'],
    ['de-CH-1-phonebk', ['fr', 'de-CH', 'de'], 'de-CH'],
    ['en-x-a-b', ['fr', 'en-x-a', 'en'], 'en']
  ], true)
})

t.test('Each range of the priority list is tried with all its truncations before the next: "fr-FR, zh-Hant" (RFC 4647 §3.4.1)', async (t) => {
  const list = 'fr-FR, zh-Hant'
  await check(t, [
    [list, ['ja', 'zh', 'zh-Hant', 'fr', 'fr-FR'], 'fr-FR'],
    [list, ['ja', 'zh', 'zh-Hant', 'fr'], 'fr'],
    [list, ['ja', 'zh', 'zh-Hant'], 'zh-Hant'],
    [list, ['ja', 'zh'], 'zh'],
    [list, ['ja', 'en'], 'ja']
  ], false)
  await check(t, [[list, ['ja', 'en'], 406]], true)
})

t.test('The priority list is in the order of the weights (RFC 4647 §2.3)', async (t) => {
  await check(t, [
    ['zh-Hant;q=0.5, fr-FR', ['zh', 'fr'], 'fr'],
    ['fr-FR;q=0.5, zh-Hant', ['fr', 'zh'], 'zh'],
    ['de-AT, fr;q=0.8, de-CH;q=0.5', ['fr', 'de'], 'de'],
    // choice: what a range covers has its weight, and no other's: who names de says what it is worth.
    ['de-AT, fr;q=0.8, de;q=0.5', ['fr', 'de'], 'fr'],
    ['en-US, de;q=0.9, en;q=0.1', ['de', 'en'], 'de']
  ], true)
})

t.test('"*" is skipped where other ranges follow, and alone it is the default (RFC 4647 §3.4)', async (t) => {
  await check(t, [
    ['*, de-AT', ['en', 'de'], 'de'],
    ['fr, *, de-AT', ['en', 'de'], 'de'],
    ['*', ['en', 'de'], 'en'],
    ['fr, *', ['en', 'de'], 'en']
  ], true)
})

t.test('Lookup is without regard to case, and what goes out is the declared spelling (RFC 4647 §2)', async (t) => {
  await check(t, [
    ['ZH-HANT-TW', ['en', 'zh-hant'], 'zh-hant'],
    ['de-at', ['en', 'DE'], 'DE']
  ], true)
})

t.test('A truncated range finds no tag that only resembles it (RFC 4647 §3.4)', async (t) => {
  await check(t, [
    ['en-GB', ['en-US'], 406],
    ['zh-Hant-TW', ['zh-Hans'], 406],
    ['zh-Hant-TW', ['zh-TW'], 406],
    ['eng-GB', ['en'], 406]
  ], true)
})
