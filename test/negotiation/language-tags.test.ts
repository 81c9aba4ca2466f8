import t from 'tap'
import { closenessOf } from '../../lib/negotiation/closest-language.js'
import { beginningsOf, parseLanguage } from '../../lib/negotiation/language-tags.js'

t.test('a tag is covered by its beginnings, itself last', async (t) => {
  t.strictSame(beginningsOf('zh-hant-tw'), ['zh', 'zh-hant', 'zh-hant-tw'])
  t.strictSame(beginningsOf('en'), ['en'])
})

t.test('a variant or a singleton stands once, but what is private may repeat (RFC 5646 §2.2.5 to §2.2.7)', async (t) => {
  const cases: [text: string, tag: string | undefined][] = [
    ['de-1996-1996', undefined], ['en-a-bb-a-cc', undefined], ['en-a-bb-A-cc', undefined], ['en-a-bb-b-cc', 'en-a-bb-b-cc'],
    ['en-a-bb-bb', 'en-a-bb-bb'], ['en-x-a-a', 'en-x-a-a'], ['en-a-bb-x-a', 'en-a-bb-x-a'], ['x-a-a', 'x-a-a'], ['de-1996-a-1996', 'de-1996-a-1996']
  ]
  for (const [text, tag] of cases) t.equal(parseLanguage(text), tag, text)
})

t.test('how far a tag is from a range', async (t) => {
  const cases: [range: string, tag: string, closeness: number | undefined][] = [
    ['es-MX', 'es-419', 4], ['es-MX', 'es', 5], ['ES-419', 'es-419', -1], ['zh-TW', 'zh-hant', 0],
    // Regions of Chinese have distances of their own in traditional characters alone.
    ['zh-HK', 'zh-mo', 4], ['zh-HK', 'zh-tw', 5], ['zh-Hans-HK', 'zh-cn', 4], ['zh-HK', 'zh-cn', 54], ['zh-CN', 'zh-hk', 54],
    // Of `x-aa` and `*-CH` nothing is known but how they are written.
    ['x-aa-bb', 'x-aa', 0], ['*-CH', 'de-ch', 0], ['x-aa', 'x-bb', undefined], ['x-a', 'x-b-a', undefined],
    ['*', 'es', undefined], ['en-', 'en', undefined], ['und', 'en', undefined], ['x-a', 'en', undefined], ['uk', 'en', undefined], ['x-a-b', 'x-a-b', -1]
  ]
  for (const [range, tag, closeness] of cases) t.equal(closenessOf(range, tag), closeness, `${range} on ${tag}`)
})
