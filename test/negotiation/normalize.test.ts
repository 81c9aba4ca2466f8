import fc from 'fast-check'
import t from 'tap'
import { compileNegotiation, type Headers, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { runs } from '../fixtures/generated.js'
import { headers, options } from './generated.js'

t.test('the fields are the shortest that select the same', async (t) => {
  const mediaTypes = ['application/json', 'text/html', 'text/csv', 'application/ld+json;profile="a b"']
  const cases: [options: NegotiationOptions, headers: Headers, fields: object][] = [
    [{ mediaTypes }, {}, {}],
    [{ mediaTypes }, { accept: 'application/json, */*' }, {}],
    [{ mediaTypes }, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8', cookie: 'a=b' }, { accept: 'text/*' }],
    [{ mediaTypes }, { Accept: ['image/png', 'TEXT/CSV;q=0.1'] }, { accept: 'text/csv' }],
    [{ mediaTypes }, { accept: 'application/ld+json' }, { accept: 'application/ld+json' }],
    [{ mediaTypes }, { accept: 'image/png' }, { accept: '*/*;q=0' }],
    [{ mediaTypes, languages: ['en', 'de', 'de-AT'] }, { 'accept-language': 'fr, de-CH;q=0.9' }, { 'accept-language': 'de' }],
    [{ mediaTypes, languages: ['en', 'de-AT'] }, { 'accept-language': 'gsw' }, { 'accept-language': 'de' }],
    [{ mediaTypes, languages: ['en', 'de'] }, { accept: 'text/csv', 'accept-language': 'de' }, { accept: 'text/csv', 'accept-language': 'de' }],
    [{ mediaTypes, languages: ['en', 'de'] }, { 'accept-language': 'fr' }, {}],
    [{ mediaTypes, languages: ['en', 'de'], strict: true }, { accept: '*/*;q=0', 'accept-language': 'fr' }, { accept: '*/*;q=0', 'accept-language': '*;q=0' }],
    [{ mediaTypes, languages: ['en', 'de'], strict: true }, { accept: 'text/html', 'accept-language': 'fr' }, { 'accept-language': '*;q=0' }],
    [{ mediaTypes, charsets: ['utf-8', 'iso-8859-1'] }, { 'accept-charset': 'ISO-8859-1', accept: 'text/html' }, { accept: 'text/*', 'accept-charset': 'iso-8859-1' }],
    [{ mediaTypes: ['text/html'], encodings: ['gzip', 'br'] }, { 'accept-encoding': 'gzip, br;q=0.5' }, { 'accept-encoding': 'gzip' }],
    [{ mediaTypes: ['text/html'], encodings: ['gzip', 'br'] }, { 'accept-encoding': 'identity;q=0' }, { 'accept-encoding': '*;q=0' }],
    [{ mediaTypes: ['text/html'], charsets: ['utf-8'], strict: true }, { 'accept-charset': 'x' }, { 'accept-charset': '*;q=0' }],
    // what else a range names comes first, and is excluded
    [{ mediaTypes: ['text/html;level=1', 'text/html', 'text/csv'] }, { accept: 'text/html, text/html;level=1;q=0.5' }, { accept: 'text/html, text/html;level=1;q=0' }],
    [
      { mediaTypes: ['text/html;level=1', 'text/html', 'text/csv'], languages: ['en', 'de'] },
      { accept: 'text/html, text/html;level=1;q=0.5', 'accept-language': 'de' }, { accept: 'text/html, text/html;level=1;q=0', 'accept-language': 'de' }
    ],
    [
      { mediaTypes: ['text/html;level=1', 'text/html', 'text/csv'], languages: ['en', 'de'] }, { accept: 'text/html, text/html;level=1;q=0.5' },
      { accept: 'text/html, text/html;level=1;q=0' }
    ],
    // either field would do
    [
      { mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'ab/cd', languages: ['abcdefgh'] }], languages: ['en', 'abcdefgh'], strict: true },
      { accept: 'ab/cd' }, { accept: 'ab/*' }
    ],
    // a range may name the charset
    [
      { mediaTypes: ['text/plain;charset=utf-8', 'text/plain'], charsets: ['utf-8', 'utf-16'] }, { accept: 'text/plain;charset=utf-16' },
      { accept: 'text/plain;charset=utf-16' }
    ]
  ]
  for (const [options, headers, fields] of cases) {
    const normalized = compileNegotiation(options).normalize(headers)
    t.strictSame(normalized, fields, JSON.stringify([options, headers]))
    t.ok(Object.isFrozen(normalized))
  }
})

t.test('normalized fields select the same, are refused alike, stay as they are, and are as few as there are answers', async () => {
  fc.assert(fc.property(options, fc.array(headers, { minLength: 1, maxLength: 20 }), (options, requests) => {
    const negotiation = compileNegotiation(options)
    const answers = new Set<string>()
    const refused = new Set<string>()
    for (const request of requests) {
      const fields = negotiation.normalize(request)
      answers.add(JSON.stringify(fields))
      const names = negotiation.unacceptable(request)
      if (names.length > 0) refused.add(names.join())
      const same = negotiation.select(fields) === negotiation.select(request) && negotiation.unacceptable(fields).join() === names.join()
      if (!same) throw new Error(`${JSON.stringify([options, request, fields])}: ${JSON.stringify([negotiation.select(request), negotiation.select(fields)])}`)
      if (negotiation.normalize(fields) !== fields) throw new Error(`${JSON.stringify([options, request, fields])} is not the last`)
      const length = (values: object) => Object.values(values).join('').length
      if (names.length === 0 && length(fields) > length(request) + 60) throw new Error(`${JSON.stringify([options, request, fields])} is longer`)
    }
    return answers.size <= negotiation.selectable.length + refused.size
  }), runs(3000))
})
