/**
 * RFC 4647 §3.3.1, Basic Filtering: "A language range matches a particular language tag if, in a case-insensitive comparison, it
 * exactly equals the tag, or if it exactly equals a prefix of the tag such that the first character following the prefix is '-'."
 *
 * On a resource that is strict about languages, so that what does not match is a 406.
 * @see https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
 */
import t, { type Test } from 'tap'
import { ask, languageOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [range: string, languages: readonly string[], selected: Selected])[]

async function check (t: Test, cases: Cases): Promise<void> {
  for (const [range, languages, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], languages, strict: { language: true } }, { 'accept-language': range })
    t.equal(languageOf(response), selected, `${range} on ${languages.join(', ')} → ${selected}`)
  }
}

t.test('"de-de" matches "de-DE-1996", but neither "de-Deva" nor "de-Latn-DE" (RFC 4647 §3.3.1)', async (t) => {
  await check(t, [
    ['de-de', ['de-DE-1996'], 'de-DE-1996'],
    ['de-de', ['de-Deva'], 406],
    ['de-de', ['de-Latn-DE'], 406],
    ['de-de', ['de-Deva', 'de-Latn-DE', 'de-DE-1996'], 'de-DE-1996']
  ])
})

t.test('A range matches a tag that it equals, in a case-insensitive comparison (RFC 4647 §3.3.1)', async (t) => {
  await check(t, [
    ['en', ['en'], 'en'],
    ['EN', ['en'], 'en'],
    ['en-gb', ['en-GB'], 'en-GB'],
    ['zh-HANT-tw', ['zh-Hant-TW'], 'zh-Hant-TW'],
    ['de-ch-1996', ['de-CH-1996'], 'de-CH-1996']
  ])
})

t.test('A range matches a tag of which it is a prefix that ends where a subtag does (RFC 4647 §3.3.1)', async (t) => {
  await check(t, [
    ['en', ['en-GB'], 'en-GB'],
    ['zh', ['zh-Hant-TW'], 'zh-Hant-TW'],
    ['zh-Hant', ['zh-Hant-TW'], 'zh-Hant-TW'],
    ['de', ['de-Latn-DE-1996'], 'de-Latn-DE-1996'],
    ['en', ['eng'], 406],
    ['de', ['del'], 406],
    ['zh-Han', ['zh-Hant'], 406],
    ['en-G', ['en-GB'], 406],
    ['zh-TW', ['zh-Hant-TW'], 406],
    ['GB', ['en-GB'], 406],
    ['en-GB', ['en-US'], 406]
  ])
})

t.test('"*" matches any tag (RFC 4647 §3.3.1)', async (t) => {
  await check(t, [
    ['*', ['en'], 'en'],
    ['*', ['de-Latn-DE-1996', 'en'], 'de-Latn-DE-1996'],
    ['fr, *', ['zh-Hant-TW'], 'zh-Hant-TW']
  ])
})

t.test('In HTTP "*" matches only languages not matched by any other range (RFC 4647 §3.3.1)', async (t) => {
  await check(t, [
    ['en;q=0.5, *;q=0.8', ['en', 'de'], 'de'],
    ['en;q=0.5, *;q=0.8', ['en-GB', 'de'], 'de'],
    ['*;q=0.8, en;q=0.5', ['en-GB', 'en'], 'en'],
    ['en;q=0, *', ['en', 'en-GB'], 406]
  ])
})

t.test('A range that equals a tag comes before one that is a prefix of it, among the tags of that range', async (t) => {
  await check(t, [
    ['en', ['en-GB', 'en'], 'en'],
    ['zh-Hant', ['zh-Hant-TW', 'zh-Hant'], 'zh-Hant'],
    ['de-DE', ['de-DE-1996', 'de-DE'], 'de-DE']
  ])
})
