/**
 * The matcher against the rule, written down a second time: whatever is asked for and available, both select the same.
 */
import fc from 'fast-check'
import t from 'tap'
import { languages } from '../../lib/negotiation/languages.js'
import { compileNegotiation } from '../../lib/negotiation/negotiation.js'
import { runs } from '../fixtures/generated.js'
import { selectLanguage } from './language-rule.js'

const CODES = [
  'en', 'es', 'pt', 'zh', 'sr', 'no', 'nb', 'nn', 'da', 'de', 'gsw', 'he', 'iw', 'id', 'in', 'ms', 'ro', 'mo', 'yi', 'ji', 'ar', 'az', 'ca', 'hr', 'sh', 'bs', 'hi',
  'ja', 'uz', 'ru', 'am', 'yue', 'cmn', 'zh-yue', 'zh-cmn', 'fil', 'tl', 'eng', 'und', 'tlh', 'x', 'english'
]
const SCRIPTS = ['Latn', 'Cyrl', 'Hans', 'Hant', 'Arab', 'Deva']
const REGIONS = ['US', 'GB', 'AU', 'IN', 'ES', 'MX', '419', '003', 'BR', 'PT', 'TW', 'HK', 'MO', 'CN', 'DZ', 'EG', 'ME', 'NO', 'DE', 'CH', 'UK', '001']
const OTHERS = ['1996', 'rozaj', 'u-co-phonebk', 'x-a', 'x-a-b', 'a-bbb']

function mostly<T> (often: fc.Arbitrary<T>, other: fc.Arbitrary<T>): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: often }, { weight: 1, arbitrary: other })
}

function optional (values: readonly string[], weight: number): fc.Arbitrary<string> {
  return fc.oneof({ weight, arbitrary: fc.constantFrom(...values) }, { weight: 10 - weight, arbitrary: fc.constant('') })
}

// Few languages at a time, so that what is asked for has something to do with what is available.
const scene = fc.uniqueArray(fc.constantFrom(...CODES), { minLength: 1, maxLength: 4 }).chain((codes) => {
  const tag = fc.tuple(fc.constantFrom(...codes), optional(SCRIPTS, 3), optional(REGIONS, 6), optional(OTHERS, 1)).map((parts) => parts.filter((part) => part !== '').join('-'))
  const range = mostly(tag, fc.tuple(fc.constantFrom(...codes, 'i', '*'), optional(['*', ...SCRIPTS], 5), optional(['*', ...REGIONS], 5), optional(OTHERS, 2))
    .map((parts) => parts.filter((part) => part !== '').join('-')))
  const spelled = fc.tuple(range, fc.constantFrom('', '', '', 'upper', 'underscore')).map(([text, spelling]) => {
    return spelling === 'upper' ? text.toUpperCase() : spelling === 'underscore' ? text.replaceAll('-', '_') : text
  })
  const weight = fc.constantFrom('', '', ';q=0.9', ';q=0.8', ';q=0.5', ';q=0.1', ';q=0')
  return fc.record({
    available: fc.uniqueArray(tag.filter((text) => languages.available(text) !== undefined), { minLength: 1, maxLength: 6, selector: (text) => text.toLowerCase() }),
    field: fc.array(fc.tuple(spelled, weight).map((parts) => parts.join('')), { minLength: 1, maxLength: 6 }).map((members) => members.join(', ')),
    strict: fc.boolean(),
    preference: fc.constantFrom('client' as const, 'server' as const)
  })
})

t.test('what is selected is what the rule says', async () => {
  fc.assert(fc.property(scene, ({ available, field, strict, preference }) => {
    const negotiation = compileNegotiation({ mediaTypes: ['text/plain'], languages: available, strict: { language: strict }, preference })
    const selected = negotiation.select({ 'accept-language': field })?.language
    const expected = selectLanguage(field, available, { strict, preference })
    if (selected !== expected) throw new Error(`${field} on ${available.join(', ')}: expected ${expected}, selected ${selected}`)
  }), runs(20000))
})
