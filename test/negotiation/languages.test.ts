import fc from 'fast-check'
import t from 'tap'
import { languages } from '../../lib/negotiation/languages.js'
import { compileNegotiation, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { isRange, matchesOf, matchOf, type Match } from './match.js'
import { runs } from '../fixtures/generated.js'

function match (acceptLanguage: string, tag: string): Match {
  return matchOf(languages, acceptLanguage, tag)
}

function select (acceptLanguage: string | undefined, available: readonly string[], options: Partial<NegotiationOptions> = {}): string | undefined {
  return compileNegotiation({ mediaTypes: ['text/html'], languages: available, ...options }).select({ 'accept-language': acceptLanguage })?.language
}

type Cases = readonly (readonly [acceptLanguage: string | undefined, available: readonly string[], selected: string | undefined])[]

t.test('a range finds by basic filtering the tags that it begins, at the end of a subtag (RFC 4647 §3.3.1)', async (t) => {
  const cases: [range: string, tag: string, finds: boolean][] = [
    ['de-de', 'de-DE', true],
    ['de-de', 'de-DE-1996', true],
    ['de-de', 'de-Deva', false],
    ['de-de', 'de-Latn-DE', false],
    ['DE', 'de-AT', true],
    ['en', 'EN', true],
    ['en', 'eng', false],
    ['en-G', 'en-GB', false],
    ['zh-Hant', 'zh-Hant-TW', true],
    ['zh-Hant', 'zh-Hans-TW', false],
    ['zh-TW', 'zh-Hant-TW', false],
    ['x-private', 'x-private-a', true],
    ['*', 'de', true],
    ['*', 'zh-Hant-TW', true]
  ]
  for (const [range, tag, finds] of cases) t.equal(matchOf(languages, range, tag, true).quality > 0, finds, `${range} ${finds ? 'finds' : 'does not find'} ${tag}`)
})

t.test('lookup truncates a range from the end until it finds a tag (RFC 4647 §3.4)', async (t) => {
  const range = 'zh-Hant-CN-x-private1-private2'
  const steps = ['zh-Hant-CN-x-private1-private2', 'zh-Hant-CN-x-private1', 'zh-Hant-CN', 'zh-Hant', 'zh']
  for (const [index, step] of steps.entries()) {
    t.equal(select(range, ['fr', ...steps.slice(index)]), step, `${range} on ${steps.slice(index).join(', ')}`)
    t.equal(select(range, ['fr', ...steps.slice(index).reverse()]), step, `${range} on ${steps.slice(index).reverse().join(', ')}`)
  }
  t.equal(select(range, ['fr', 'zh-Hans', 'zh-CN', 'zh-Hant-TW', 'zh-Hant-CN-x-private2'], { strict: { language: true } }), undefined, 'and finds nothing else')
  t.equal(select('en-a-bbb-x-ccc', ['fr', 'en-a-bbb']), 'en-a-bbb', 'en-a-bbb-x-ccc on fr, en-a-bbb')
  t.equal(select('en-a-bbb', ['fr', 'en']), 'en', 'en-a-bbb on fr, en')
})

t.test('a single-letter subtag goes with the one after it, also in private use (RFC 4647 §3.4)', async (t) => {
  t.equal(select('en-x-a-b', ['fr', 'en-x-a', 'en'], { strict: true }), 'en')
  t.equal(select('en-x-a-b', ['fr', 'en', 'en-x-a']), 'en-x-a', 'where nobody insists, it has more in common')
})

t.test('lookup takes each range in turn (RFC 4647 §3.4.1)', async (t) => {
  const cases: Cases = [
    ['fr-FR, zh-Hant', ['zh-Hant', 'fr-FR'], 'fr-FR'],
    ['fr-FR, zh-Hant', ['zh-Hant', 'fr'], 'fr'],
    ['fr-FR, zh-Hant', ['ja', 'zh-Hant'], 'zh-Hant'],
    ['fr-FR, zh-Hant', ['ja', 'zh'], 'zh'],
    ['fr-FR, zh-Hant', ['ja', 'en'], 'ja'],
    ['de-AT, en', ['en', 'de'], 'de'],
    ['en, de-AT', ['de', 'en'], 'en'],
    ['de-AT, fr;q=0.8, de-DE;q=0.5', ['fr', 'de'], 'de'],
    ['de-AT;q=0.5, fr', ['de', 'fr'], 'fr'],
    ['de-AT, fr, de-DE', ['fr', 'de'], 'de'],
    ['de, fr, de-AT', ['fr', 'de'], 'de'],
    ['fr, de-AT, de', ['de', 'fr'], 'fr'],
    ['zh-Hant-TW, ja, zh-Hant-HK', ['ja', 'zh-Hant'], 'zh-Hant'],
    ['en-US;q=0.5, en-GB, fr;q=0.9', ['fr', 'en'], 'en']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
})

t.test('the quality of a tag is that of the longest range that covers it (RFC 9110 §12.5.4)', async (t) => {
  const cases: [acceptLanguage: string, tag: string, quality: number][] = [
    ['da, en-gb;q=0.8, en;q=0.7', 'da', 1],
    ['da, en-gb;q=0.8, en;q=0.7', 'en-GB', 0.8],
    ['da, en-gb;q=0.8, en;q=0.7', 'en-US', 0.7],
    ['da, en-gb;q=0.8, en;q=0.7', 'de', 0],
    ['en;q=0.5, en-GB', 'en-GB', 1],
    ['en, en-GB;q=0.5', 'en-GB', 0.5],
    ['en-GB;q=0.5, en', 'en-GB-oxendict', 0.5],
    ['en;q=0.5, en-GB', 'en-US', 0.5],
    ['en;q=0.2, en;q=0.9', 'en', 0.9],
    ['en;q=0.9, en;q=0.2', 'en-GB', 0.9],
    ['*;q=0.3, en', 'de', 0.3],
    ['*, en;q=0.3', 'en', 0.3],
    ['*;q=0.2, *;q=0.4', 'de', 0.4],
    ['*;q=0.4, *;q=0.2', 'de', 0.4],
    ['en-US;q=0.8, *;q=0.5', 'en', 0.8],
    ['en-US;q=0.3, *;q=0.5', 'en', 0.3],
    ['zh-Hant-TW;q=0.3, zh-Hant-HK;q=0.6', 'zh-Hant', 0.6]
  ]
  for (const [acceptLanguage, tag, quality] of cases) t.equal(match(acceptLanguage, tag).quality, quality, `${acceptLanguage} → ${tag} ${quality}`)
})

t.test('quality 0 excludes the tags that the range covers, not those that lookup would reach', async (t) => {
  const cases: [acceptLanguage: string, tag: string, quality: number][] = [
    ['en;q=0, *', 'en', 0],
    ['en;q=0, *', 'en-US', 0],
    ['*, en;q=0', 'en-US', 0],
    ['en;q=0, *', 'de', 1],
    ['en-US;q=0, *', 'en-US', 0],
    ['en-US;q=0, *', 'en-US-posix', 0],
    ['en-US;q=0, *', 'en', 1],
    ['en-US;q=0, *', 'en-GB', 1],
    ['en-US;q=0, en', 'en-US', 0],
    ['en-US;q=0, en', 'en-GB', 1],
    ['en-US, en;q=0', 'en', 0],
    ['en-US, en;q=0', 'en-US', 1],
    ['*;q=0', 'en', 0],
    ['*;q=0, en', 'en', 1],
    ['*;q=0, en-US', 'en', 1]
  ]
  for (const [acceptLanguage, tag, quality] of cases) t.equal(match(acceptLanguage, tag).quality, quality, `${acceptLanguage} → ${tag} ${quality}`)
})

t.test('a tag is found exactly, else by filtering, else by lookup', async (t) => {
  const cases: Cases = [
    ['en', ['en-US', 'en'], 'en'],
    ['en', ['en', 'en-US'], 'en'],
    ['en-US', ['en', 'en-US'], 'en-US'],
    ['en-GB', ['en', 'en-GB'], 'en-GB'],
    ['zh-Hant', ['zh', 'zh-Hant-TW'], 'zh-Hant-TW'],
    ['zh-Hant-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['zh-Hant', ['fr', 'zh-Hant-TW'], 'zh-Hant-TW'],
    ['zh-Hant-TW', ['fr', 'zh-Hant'], 'zh-Hant'],
    ['en-US', ['de', 'en'], 'en'],
    ['en', ['de', 'en-GB'], 'en-GB'],
    ['EN-gb', ['de', 'en-GB'], 'en-GB'],
    ['x-klingon', ['en', 'x-klingon'], 'x-klingon']
  ]
  for (const strict of [false, true]) {
    for (const [acceptLanguage, available, selected] of cases) {
      t.equal(select(acceptLanguage, available, { strict }), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
    }
  }
})

t.test('the language is selected by quality, then the client\'s order, then that of declaration', async (t) => {
  const cases: Cases = [
    [undefined, ['de', 'en'], 'de'],
    ['*', ['de', 'en'], 'de'],
    ['en, de', ['de', 'en'], 'en'],
    ['en;q=0.8, de;q=0.9', ['en', 'de'], 'de'],
    ['en;q=0.8, de;q=0.8', ['de', 'en'], 'en'],
    ['*, en', ['de', 'en'], 'en'],
    ['en, *;q=0.5', ['de', 'en'], 'en'],
    ['*, en;q=0.5', ['en', 'de'], 'de'],
    ['*;q=0.5, en;q=0', ['en', 'de'], 'de'],
    ['en;q=0.5, en-GB', ['en-US', 'en-GB'], 'en-GB'],
    ['da, en-gb;q=0.8, en;q=0.7', ['en-US', 'en-GB'], 'en-GB'],
    ['da, en-gb;q=0.8, en;q=0.7', ['de', 'en-US'], 'en-US']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
  t.equal(select('en, de', ['de', 'en'], { preference: 'server' }), 'de', 'en, de on de, en where the server decides between equals')
  t.equal(select('en, de;q=0.9', ['de', 'en'], { preference: 'server' }), 'en', 'en, de;q=0.9 on de, en where the server decides between equals')
  t.equal(select('en', ['en-AU', 'en-US'], { preference: 'server' }), 'en-US', 'en on en-AU, en-US where the server decides between equals')
})

t.test('what real clients send selects the language they mean', async (t) => {
  const cases: Cases = [
    ['en-US,en;q=0.9', ['de', 'en'], 'en'],
    ['en-US,en;q=0.9', ['de', 'en-GB'], 'en-GB'],
    ['en-US,en;q=0.9', ['en-GB', 'en-US'], 'en-US'],
    ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['de', 'zh'], 'zh'],
    ['en-US,en;q=0.9,zh-CN;q=0.8,zh;q=0.7', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['en-GB', ['de', 'en'], 'en'],
    ['en-GB,en;q=0.9,de;q=0.8,fr;q=0.7', ['fr', 'de'], 'de'],
    ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'en-CA'], 'en-CA'],
    ['en,en-US;q=0.8,en-CA;q=0.6,bn;q=0.4', ['bn', 'de'], 'bn'],
    ['ca-ES,es;q=0.9,en;q=0.8', ['en', 'es'], 'es'],
    ['ca-ES,es;q=0.9,en;q=0.8', ['es', 'ca'], 'ca'],
    ['zh-Hans-CN;q=0.5', ['en', 'zh'], 'zh'],
    ['zh-TW, zh;q=0.8', ['zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-CN, zh;q=0.8', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['*', ['de', 'en'], 'de']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
})

t.test('between tags that the same range matched, the closest is selected', async (t) => {
  const cases: Cases = [
    ['en', ['en-AU', 'en-US'], 'en-US'],
    ['zh', ['zh-Hant', 'zh-Hans'], 'zh-Hans'],
    ['sr-Latn', ['sr-Latn-ME', 'sr-Latn-RS'], 'sr-Latn-RS'],
    ['zh-TW, zh;q=0.8', ['zh-Hans', 'zh-Hant-HK'], 'zh-Hant-HK'],
    ['zh-TW, zh;q=0.8', ['zh-Hans', 'zh-Hant-HK', 'zh-Hant-TW'], 'zh-Hant-TW'],
    ['en-GB, *;q=0.5', ['de', 'en-US'], 'en-US'],
    // British before other English, where nothing else tells them apart
    ['en', ['en-AU', 'en-GB'], 'en-GB'],
    // but not where others are closer
    ['en-US', ['en-GU', 'en-PR', 'en-GB'], 'en-GU'],
    ['zh-Hans-HK', ['zh-Hans-CN', 'zh-Hans-MO'], 'zh-Hans-CN']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
})

t.test('where no range matches and nobody insists, the closest is selected', async (t) => {
  const cases: Cases = [
    ['en-GB', ['de', 'en-US'], 'en-US'],
    ['en-GB', ['de', 'en-US', 'en-AU'], 'en-AU'],
    ['pt-BR', ['de', 'pt-PT'], 'pt-PT'],
    ['zh-TW', ['en', 'zh-Hans', 'zh-Hant'], 'zh-Hant'],
    ['zh-HK', ['zh-Hans', 'zh-Hant-TW'], 'zh-Hant-TW'],
    ['zh-TW', ['en', 'zh-Hans'], 'zh-Hans'],
    ['sr-RS', ['sr-Latn', 'sr-Cyrl'], 'sr-Cyrl'],
    // the range that the client likes better decides, then the earlier one
    ['es-MX;q=0.5, en-GB', ['es-ES', 'en-US'], 'en-US'],
    ['es-MX, en-GB', ['en-US', 'es-ES'], 'es-ES'],
    ['it, fr-CH;q=0.9, de-CH;q=0.8', ['de-AT', 'fr-FR'], 'fr-FR'],
    // a language is more than any region or script of a worse one
    ['en-GB, de-CH;q=0.9', ['de-AT', 'en-US'], 'en-US'],
    ['it', ['en', 'es', 'de'], 'en'],
    // what is refused comes last
    ['en-US;q=0, en-GB', ['en-US', 'en-AU'], 'en-AU'],
    ['en;q=0', ['en', 'de'], 'de'],
    ['en;q=0, it', ['en', 'de', 'fr'], 'de'],
    ['*;q=0', ['en', 'de'], 'en'],
    // what is refused is nothing to be close to
    ['de-CH;q=0, en-GB', ['de-AT', 'en-US'], 'en-US'],
    ['de-CH;q=0', ['en-US', 'de-AT'], 'en-US'],
    // ranges without likely subtags
    ['x-private', ['en', 'de'], 'en'],
    ['i-klingon', ['en', 'de'], 'en'],
    ['it', ['en', 'x-private'], 'en'],
    ['x-klingon', ['en', 'x-private'], 'en'],
    [`en-x-${'a'.repeat(8)}${'-a'.repeat(60)}, de-CH`, ['fr-FR', 'de-AT'], 'de-AT']
  ]
  for (const [acceptLanguage, available, selected] of cases) {
    t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
  }
  for (const [acceptLanguage, available] of cases.slice(0, 4)) {
    t.equal(select(acceptLanguage, available, { strict: { language: true } }), undefined, `${acceptLanguage} on ${available.join(', ')} where a language is insisted on`)
  }
  t.equal(select('en-GB', ['x-private', 'en-US']), 'en-US', 'a tag without likely subtags is close to nothing')
})

t.test('each tag is matched for itself, by one field after the other', async (t) => {
  const tags = ['en', 'en-GB', 'de', 'zh-Hant', 'x-private', 'english']
  const matcher = languages.compile(tags.map((tag) => tag.toLowerCase()))
  const fieldValues = ['en;q=0.5, en-GB, *;q=0.1', '', 'de-AT, zh-Hant-TW;q=0.3', 'en_US', '*-GB', 'und', '*-*;q=0.3', '*;q=0, en-US', 'en;q=0, *', 'english, x-private-a;q=0.2', 'fr', 'zh;q=0.7, zh-Hant;q=0']
  for (const fieldValue of [...fieldValues, ...fieldValues.toReversed()]) {
    t.strictSame(matchesOf(matcher, fieldValue), tags.map((tag) => match(fieldValue, tag)), fieldValue)
  }
})

t.test('a match says how a tag was found, and at which place of the list', async (t) => {
  t.strictSame(match('', 'en'), { quality: 1, precedence: 0, position: 0 })
  t.strictSame(match('de', 'en'), { quality: 0, precedence: 0, position: Infinity })
  t.strictSame(match('en;q=0', 'en'), { quality: 0, precedence: -1, position: Infinity })
  t.strictSame(match('*;q=0', 'en'), match('en;q=0', 'en'))
  t.ok(match('en', 'en').precedence > match('*', 'en').precedence, 'a name is more precise than *')
  t.ok(match('*', 'en').precedence > match('de', 'en').precedence, '* is more precise than nothing')
  t.equal(match('de, en;q=0.5, fr', 'en').position, 1)
  t.equal(match('en, de, en', 'en').position, 0, 'the first of two alike')
  t.equal(match('en;q=0.2, de, en', 'en').position, 2, 'that of the higher quality')
})

t.test('people are served what they speak', async (t) => {
  const cases: Cases = [
    ['zh-HK, zh-TW;q=0.9, zh;q=0.8', ['zh', 'zh-TW'], 'zh-TW'],
    ['zh-TW, zh;q=0.9, en;q=0.7', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['es-MX', ['es', 'es-419'], 'es-419'],
    ['en-US, fr-FR;q=0.9', ['fr', 'en-GB'], 'en-GB'],
    ['fr-CA, en;q=0.9', ['en', 'fr-FR'], 'fr-FR'],
    ['en-AU', ['en-US', 'en-GB'], 'en-GB'],
    ['pt-AO', ['pt-BR', 'pt-PT'], 'pt-PT'],
    ['nb-NO', ['en', 'no'], 'no'],
    ['no', ['en', 'nb'], 'nb'],
    ['de', ['de-AT', 'de-DE'], 'de-DE'],
    ['cmn-Hant', ['zh', 'zh-TW'], 'zh-TW'],
    ['zh-yue-HK', ['zh', 'yue'], 'yue'],
    ['zh-yue', ['en', 'yue'], 'yue'],
    ['und-TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    // of another language, where nothing else is found
    ['gsw', ['en', 'de'], 'de'],
    ['ca', ['en', 'es'], 'es'],
    ['ca, en;q=0.1', ['es', 'en'], 'en'],
    ['ca;q=0', ['en', 'es'], 'en'],
    ['ca, es;q=0', ['en', 'es'], 'en'],
    ['gsw, *;q=0.5', ['en', 'de'], 'de'],
    ['uk', ['en', 'ru'], 'en']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
  for (const [acceptLanguage, available] of [['gsw', ['en', 'de']], ['ca', ['en', 'es']], ['nb', ['en', 'no']], ['en-US', ['fr', 'en-GB']]] as const) {
    t.equal(select(acceptLanguage, available, { strict: { language: true } }), undefined, `${acceptLanguage} on ${available.join(', ')} where a language is insisted on`)
  }
})

t.test('a language that extends another is found behind its prefix (RFC 5646 §2.2.2)', async (t) => {
  // One of each prefix that the registry of subtags has.
  for (const range of ['ar-arz', 'kok-knn', 'lv-ltg', 'ms-bjn', 'sgn-ase', 'sw-swh', 'uz-uzs', 'zh-yue']) {
    const tag = range.slice(range.indexOf('-') + 1)
    t.equal(select(`${range}, en;q=0.9`, ['en', tag]), tag, `${range} on ${tag}`)
  }
  t.equal(select('ase, en;q=0.9', ['en', 'sgn-ase']), 'sgn-ase', 'and without it (§4.5)')
  t.equal(select('zh-yue, en;q=0.5', ['zh-Hans', 'en']), 'en', 'what it extends is another language')
  t.equal(select('zh-yue, en;q=0.5', ['zh', 'en']), 'zh', 'and is found by lookup')
})

t.test('to be of no known language is nothing to have in common', async (t) => {
  const cases: Cases = [
    ['und-CH, it;q=0.9', ['fr', 'it'], 'it'],
    ['und-1996, en;q=0.9', ['und-rozaj', 'en'], 'en'],
    ['x-a, en;q=0.9', ['x-b', 'en'], 'en'],
    // The private tags that begin so, and what the range comes to by lookup.
    ['x, en;q=0.9', ['en', 'x-private'], 'x-private'],
    ['x-aa-bb-cc', ['x-aa', 'x-aa-bb'], 'x-aa-bb']
  ]
  for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
})

t.test('an old code is the new one, and an underscore a hyphen', async (t) => {
  const cases: Cases = [
    ['iw-IL, en;q=0.5', ['en', 'he'], 'he'],
    ['iw', ['en', 'he-IL'], 'he-IL'],
    ['he', ['en', 'iw'], 'iw'],
    ['he', ['iw', 'he'], 'he'],
    ['iw', ['he', 'iw'], 'iw'],
    ['he-IL', ['iw', 'he'], 'he'],
    ['in-ID', ['en', 'id'], 'id'],
    ['ji', ['en', 'yi'], 'yi'],
    ['mo-MD', ['en', 'ro'], 'ro'],
    ['IW_il', ['en', 'he'], 'he'],
    ['en_US', ['de', 'en-GB', 'en-US'], 'en-US'],
    ['zh_Hant_TW', ['zh', 'zh-Hant'], 'zh-Hant'],
    ['iw;q=0, *', ['he', 'en'], 'en']
  ]
  for (const strict of [false, true]) {
    for (const [acceptLanguage, available, selected] of cases) t.equal(select(acceptLanguage, available, { strict }), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
  }
})

t.test('a range with a wildcard within finds by extended filtering (RFC 4647 §3.3.2)', async (t) => {
  const cases: Cases = [
    ['de-*-DE', ['en', 'de-Latn-DE'], 'de-Latn-DE'],
    ['de-*-DE', ['en', 'de-DE-x-goethe'], 'de-DE-x-goethe'],
    ['de-*-DE', ['en', 'de-DE'], 'de-DE'],
    ['de-*-DE', ['en', 'de-x-DE'], undefined],
    ['de-*-DE', ['en', 'de-Deva'], undefined],
    // by lookup of what is left without it (RFC 4647 §3.2)
    ['de-*-DE', ['en', 'de'], 'de'],
    ['de_*_DE', ['en', 'DE-latn-de'], 'DE-latn-de'],
    ['*-CH', ['en', 'de-CH'], 'de-CH'],
    ['*-CH', ['en', 'de'], undefined],
    ['*-CH;q=0, *', ['fr-CH', 'de'], 'de'],
    ['zh-*', ['en', 'zh-Hant'], 'zh-Hant'],
    ['*-*', ['en', 'de'], 'en'],
    ['x-*-b', ['en', 'x-a-b'], undefined],
    ['x-*-a', ['en', 'x-a'], 'x-a'],
    ['x-*-aa-b', ['en', 'x-aa'], 'x-aa'],
    ['english-*-US', ['englisch-US', 'english-US'], 'english-US']
  ]
  for (const [acceptLanguage, available, selected] of cases) {
    t.equal(select(acceptLanguage, available, { strict: { language: true } }), selected, `${acceptLanguage} on ${available.join(', ')} → ${selected}`)
  }
})

t.test('of more than sixteen ranges those count that the client likes best', async (t) => {
  const others = Array.from({ length: 16 }, (_, place) => `x-${place};q=0.9`)
  t.equal(select([...others, 'es-MX;q=0.8', '*;q=0.5'].join(', '), ['en', 'es']), 'es', 'what finds a tag is read whatever its place')
  t.equal(select([...others.slice(1), 'es-MX;q=0.8'].join(', '), ['es', 'es-419']), 'es-419')
  t.equal(select([...others, 'gsw;q=0.8', '*;q=0.5'].join(', '), ['en', 'de']), 'en')
  t.equal(select([...others, 'gsw;q=0.9', '*;q=0.5'].join(', '), ['en', 'de']), 'en')
  t.equal(select([...others, 'gsw;q=0.95', '*;q=0.5'].join(', '), ['en', 'de']), 'de')
})

t.test('nothing of a field is kept', async (t) => {
  const matcher = languages.compile(['en', 'en-gb'])
  t.strictSame(matchesOf(matcher, 'en-US, en'), matchesOf(languages.compile(['en', 'en-gb']), 'en-US, en'))
})

t.test('who asked for other languages before makes no difference', async (t) => {
  // 64 characters, and the same with more after them.
  const tag = `zh-Hant-MO-x${'-privatee'.repeat(5)}-privat`
  t.equal(tag.length, 64)
  select(`${tag}-and-more`, ['de', 'fr'])
  t.equal(select('zh-TW', ['de', tag]), tag)
  for (let count = 0; count < 2500; count++) select(`en-x-${count}`, ['de', 'fr'])
  t.equal(select('en-GB', ['de', 'en-US']), 'en-US')
  t.equal(select('zh-TW', ['de', tag]), tag)
})

t.test('the declared spelling goes out', async (t) => {
  for (const spelling of ['en-US', 'EN-us', 'en-us', 'eN-Us']) t.equal(select('en-us', ['de', spelling]), spelling)
})

t.test('a member that is no language range is skipped (RFC 4647 §2.1)', async (t) => {
  const malformed = ['und', 'UND', 'en-', 'en_', '_en', 'en__US', '-en', 'en--US', 'abcdefghi', 'en-abcdefghi', '12', '1en', '**', 'en-**', '*en', 'en-*x', 'e\xf1', 'en/us', 'en US', '$', 'en\0']
  for (const range of malformed) {
    t.equal(isRange(languages, range, 'en'), false, JSON.stringify(range))
    t.strictSame(match(range, 'en'), match('', 'en'), `${JSON.stringify(range)} alone is no preference`)
    t.equal(select(range, ['de', 'en']), 'de', `${JSON.stringify(range)} alone is no preference`)
    t.equal(select(`${range}, fr`, ['de', 'en', 'fr'], { strict: true }), 'fr', `${JSON.stringify(range)}, fr`)
  }
  for (const range of ['a', 'abcdefgh', 'en-1', 'en-abcdefgh', 'i-klingon', 'x-a', '*', 'de-1996', 'en_US', 'en-*', '*-US', 'und-CH']) {
    t.equal(isRange(languages, `${range};q=0.5`, 'en'), true, range)
    t.equal(select(range, ['de', 'en'], { strict: { language: true } }), { '*': 'de', 'en-1': 'en', 'en-abcdefgh': 'en', 'de-1996': 'de', en_US: 'en', 'en-*': 'en' }[range], `${range} alone is a preference`)
  }
})

t.test('a language tag is well-formed (RFC 5646 §2.1)', async (t) => {
  const tags = [
    // RFC 5646, appendix A
    'de', 'fr', 'ja', 'zh-Hant', 'zh-Hans', 'sr-Cyrl', 'sr-Latn', 'zh-cmn-Hans-CN', 'cmn-Hans-CN', 'zh-yue-HK', 'yue-HK', 'zh-Hans-CN', 'sr-Latn-RS', 'sl-rozaj',
    'sl-rozaj-biske', 'sl-nedis', 'de-CH-1901', 'sl-IT-nedis', 'hy-Latn-IT-arevela', 'de-DE', 'en-US', 'es-419', 'de-CH-x-phonebk', 'az-Arab-x-AZE-derbend',
    'x-whatever', 'qaa-Qaaa-QM-x-southern', 'de-Qaaa', 'sr-Latn-QM', 'sr-Qaaa-RS', 'en-US-u-islamcal', 'zh-CN-a-myext-x-private', 'en-a-myext-b-another',
    // and what else the grammar has
    'abcd', 'abcde', 'abcdefgh', 'EN', 'de-1996', 'en-0-ab', 'x-a', 'x-1-2-3', 'en-x-a', 'zh-aaa-bbb-ccc', 'en-a-bb-ccc', 'en-u-ca-gregory'
  ]
  for (const tag of tags) t.equal(languages.available(tag), tag.toLowerCase(), tag)
})

t.test('what is no language tag is not available', async (t) => {
  const malformed = [
    // RFC 5646, appendix A; a singleton stands once (§2.2.6), and so does a variant (§2.2.5)
    'de-419-DE', 'a-DE', 'ar-a-aaa-b-bbb-a-ccc', 'de-DE-1901-1901',
    '', '*', 'en-*', 'e', 'abcdefghi', 'en_US', 'en-', '-en', 'en--US', ' en', 'en ', 'en\n', 'en,de', 'en;q=1', '12', 'e1', '123', 'en-GB-US', 'en-Latn-Cyrl', 'en-GB-Latn',
    'en-a', 'en-a-b', 'en-x', 'x', 'x-', 'x-abcdefghi', 'en-abcdefghi', 'zh-aaa-bbb-ccc-ddd', 'abcd-aaa', 'abcde-aaa', 'en-1', 'en-12', 'en-1-2', 'en-12a',
    'i-klingon', 'e\xf1', '\u212ao'
  ]
  for (const tag of malformed) t.equal(languages.available(tag), undefined, JSON.stringify(tag))
})

t.test('one range finds what RFC 4647 says, whatever it and the tags are', async () => {
  const subtag = fc.constantFrom('Hant', 'Latn', 'TW', '419', 'rozaj', '1996', 'a-bb', 'x-aa', 'x-aa-bb')
  const tag = fc.tuple(fc.constantFrom('en', 'zh', 'eng'), fc.array(subtag, { maxLength: 4 })).map(([language, subtags]) => [language, ...subtags].join('-'))
  const available = fc.uniqueArray(tag.filter((text) => languages.available(text) !== undefined), { minLength: 1, maxLength: 6 })
  fc.assert(fc.property(tag, available, (range, tags) => {
    const selected = select(range, tags, { strict: { language: true } })
    const found = find(range, tags)
    return selected === undefined ? found.length === 0 : found.includes(selected)
  }), runs(2000))
})

/** The tags that one range finds: exactly, else by basic filtering or by lookup, of which the closest is selected. */
function find (range: string, tags: readonly string[]): string[] {
  const exact = tags.filter((tag) => tag === range)
  if (exact.length > 0) return exact
  return [...tags.filter((tag) => tag.startsWith(`${range}-`)), ...lookUp(range, tags)]
}

function lookUp (range: string, tags: readonly string[]): string[] {
  const subtags = range.split('-')
  while (subtags.length > 1) {
    subtags.pop()
    if (subtags.at(-1)?.length === 1) subtags.pop()
    const truncated = subtags.join('-')
    if (tags.includes(truncated)) return [truncated]
  }
  return []
}
