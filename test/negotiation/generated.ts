/**
 * What the properties of negotiation hold for: routes, the fields of requests, and field values that are none.
 */
import fc from 'fast-check'
import type { NegotiationOptions } from '../../lib/negotiation/negotiation.js'

const mediaType = fc.constantFrom(
  'text/html', 'text/html;level=1', 'text/html;level=1;a=b', 'text/plain', 'text/plain;charset=utf-8', 'application/json', 'application/ld+json',
  'application/ld+json;profile="a b"', 'application/vnd.a+json', 'image/png'
)
const tags = ['en', 'en-GB', 'de', 'de-AT', 'iw', 'he', 'zh', 'zh-Hant', 'x-a-b', 'no', 'nb']
/** What a route may declare. */
export const options: fc.Arbitrary<NegotiationOptions> = fc.record({
  mediaTypes: fc.uniqueArray(fc.record({ mediaType, quality: fc.constantFrom(1, 1, 0.5) }), { minLength: 1, maxLength: 4, selector: ({ mediaType }) => mediaType }),
  languages: fc.option(fc.uniqueArray(fc.constantFrom(...tags), { minLength: 1, maxLength: 4 }), { nil: undefined }),
  charsets: fc.option(fc.constantFrom(['utf-8'], ['utf-8', 'utf-16'], ['utf-16', 'utf-8', 'koi8-r']), { nil: undefined, freq: 1 }),
  encodings: fc.option(fc.constantFrom(['gzip'], ['gzip', 'br'], ['dcb', 'gzip']), { nil: undefined, freq: 1 }),
  strict: fc.record({ mediaType: fc.boolean(), language: fc.boolean(), charset: fc.boolean(), encoding: fc.boolean() }),
  preference: fc.constantFrom('client' as const, 'server' as const)
}).map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as NegotiationOptions)

function field (members: readonly string[]): fc.Arbitrary<string | undefined> {
  const member = fc.tuple(fc.constantFrom(...members), fc.constantFrom('', '', ';q=0.5', ';q=0.1', ';q=0')).map((parts) => parts.join(''))
  return fc.option(fc.array(member, { maxLength: 4 }).map((list) => list.join(', ')), { nil: undefined, freq: 4 })
}

/** What a client may send of it, and of what is not there. */
export const headers = fc.record({
  accept: field(['text/html', 'text/html;level=1', 'text/*', '*/*', 'text/plain', 'text/plain;charset=utf-16', '*/*;charset=utf-8', 'application/*+json', 'application/json', 'image/gif', 'text/*;charset=koi8-r']),
  'accept-language': field([...tags, '*', 'fr', 'de-CH', 'gsw', 'zh-TW', 'en-AU', 'x-a', 'de-*-AT']),
  'accept-charset': field(['utf-8', 'utf-16', 'koi8-r', '*', 'x']),
  'accept-encoding': field(['gzip', 'br', 'dcb', 'identity', '*', 'x-gzip']),
  'available-dictionary': fc.option(fc.constantFrom(':47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:', ':YWJj:'), { nil: undefined })
})

const fragments = [
  'text/html', 'application/json', 'text/*', '*/*', '*', 'text', 'csv', 'header=present', 'level=1', 'charset=utf-8', 'en', 'de', 'zh', 'zh-Hant', 'TW', 'x', 'gzip', 'identity',
  'utf-8', 'q', 'q=', 'Q=0', 'q=0.5', 'q=1', ';q=2', '__proto__', 'constructor=1', '=', '=', ';', ';', ',', ',', ',', '/', '-', '-', '"', '"', '\\', '\\"', ' ', '\t', '.', '0', '1', '9', '\0',
  '\r', '\n', '\x7f', '\xa0', '\xe9', '\xff', '%', '(', ')', '{', '}', '$', '\u2028', '\ud800', '\u212a', '\u0130'
]
/** Field values made of what fields are made of. */
export const made = fc.record({ parts: fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 40 }), length: fc.constantFrom(0, 0, 0, 300, 8192, 16_384) })
  .map(({ parts, length }) => parts.join('').repeat(Math.ceil(length / 4 / parts.length) || 1).slice(0, length || undefined))
/** Random bytes. */
export const bytes = fc.record({ seed: fc.integer({ min: 1 }), length: fc.oneof(fc.nat(64), fc.nat(16_384)) }).map(({ seed, length }) => {
  const text = Buffer.alloc(length)
  for (let at = 0; at < length; at++) {
    seed ^= seed << 13
    seed ^= seed >>> 17
    seed ^= seed << 5
    text[at] = seed
  }
  return text.toString('latin1')
})
