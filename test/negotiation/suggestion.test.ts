import t from 'tap'
import { compileNegotiation, type Headers, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'

type Cases = readonly (readonly [options: NegotiationOptions, headers: Headers, fields: object, text: string])[]

const mediaTypes = ['text/html', 'text/csv']
// Too long a name to be read where a field is read as far as the test says.
const long = 'application/vnd.example.report.of.things+json'
const inNinth: NegotiationOptions = {
  mediaTypes: [{ mediaType: 'text/html', languages: ['pt'] }], languages: ['en', 'de', 'fr', 'es', 'it', 'nl', 'da', 'fi', 'pt'], strict: true
}

const cases: Cases = [
  // a range that is refused goes, and the others stay
  [{ mediaTypes }, { accept: 'a/b, text/*;q=0, */*' }, { accept: 'a/b, */*' }, 'send Accept: a/b, */*'],
  // a field that says nothing readable, and one that is absent, are no matter
  [
    { mediaTypes, languages: ['en', 'de'], charsets: ['utf-8'], strict: true }, { 'accept-language': 'fr', accept: '' },
    { 'accept-language': 'fr, en' }, 'send Accept-Language: fr, en'
  ],
  // what is added is read: as long as that, it comes first
  [{ mediaTypes, maxFieldLength: 9 }, { accept: 'a/b, c/d' }, { accept: 'text/html, a/b, c/d' }, 'send Accept: text/html, a/b, c/d'],
  [{ mediaTypes, maxFieldLength: 8 }, { accept: 'a/b, c/d' }, { accept: 'text/csv, a/b, c/d' }, 'send Accept: text/csv, a/b, c/d'],
  // the smaller change, and the one of fewer fields
  [
    { mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: long, languages: ['en'] }], languages: ['en', 'de'], strict: true, maxFieldLength: 20 },
    { accept: 'text/html, a/b', 'accept-language': 'en' }, { 'accept-language': 'en, de' }, 'send Accept-Language: en, de'
  ],
  [
    { mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: long, languages: ['en'] }], languages: ['en', 'de'], strict: true, maxFieldLength: 30 },
    { accept: 'text/html;q=0, a/b, c/d', 'accept-language': 'en' }, { accept: null }, 'leave Accept out'
  ],
  // two fields, whichever they are
  [
    { mediaTypes: ['text/html'], languages: ['en'], charsets: ['utf-8'], strict: true }, { accept: 'a/b', 'accept-language': 'en', 'accept-charset': 'koi8-r' },
    { accept: 'a/b, text/html', 'accept-charset': 'koi8-r, utf-8' }, 'send Accept: a/b, text/html and Accept-Charset: koi8-r, utf-8'
  ],
  [
    { mediaTypes: ['text/html'], languages: ['en'], charsets: ['utf-8'], strict: true }, { accept: 'text/html', 'accept-language': 'fr', 'accept-charset': 'koi8-r' },
    { 'accept-language': 'fr, en', 'accept-charset': 'koi8-r, utf-8' }, 'send Accept-Language: fr, en and Accept-Charset: koi8-r, utf-8'
  ],
  // two that only fit each other, of three that are sent
  [
    {
      mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: 'text/csv', languages: ['en'] }],
      languages: ['en', 'de'],
      charsets: ['utf-8'],
      strict: true
    },
    { accept: 'text/html', 'accept-language': 'en', 'accept-charset': 'koi8-r' },
    { accept: 'text/html, text/csv', 'accept-charset': 'koi8-r, utf-8' }, 'send Accept: text/html, text/csv and Accept-Charset: koi8-r, utf-8'
  ],
  // of all three, what is left out costs most
  [
    { mediaTypes: ['text/html'], languages: ['en'], charsets: ['utf-8'], strict: true }, { accept: 'a/b, c/d', 'accept-language': 'fr', 'accept-charset': 'koi8-r' },
    { accept: 'a/b, c/d, text/html', 'accept-language': 'fr, en', 'accept-charset': 'koi8-r, utf-8' },
    'send Accept: a/b, c/d, text/html and Accept-Language: fr, en and Accept-Charset: koi8-r, utf-8'
  ],
  [
    { mediaTypes: [long], languages: ['en'], charsets: ['utf-8'], strict: true, maxFieldLength: 20 }, { accept: 'a/b, c/d', 'accept-language': 'fr', 'accept-charset': 'koi8-r' },
    { accept: null, 'accept-language': 'fr, en', 'accept-charset': 'koi8-r, utf-8' },
    'send Accept-Language: fr, en and Accept-Charset: koi8-r, utf-8, and leave Accept out'
  ],
  // Of three fields together not everything is tried: of four languages the first three.
  [
    { mediaTypes: [{ mediaType: 'text/html', languages: ['es'] }], languages: ['en', 'de', 'fr', 'es'], charsets: ['utf-8'], strict: true },
    { accept: 'a/b', 'accept-language': 'sv', 'accept-charset': 'koi8-r' },
    { accept: 'a/b, text/html', 'accept-language': null, 'accept-charset': 'koi8-r, utf-8' },
    'send Accept: a/b, text/html and Accept-Charset: koi8-r, utf-8, and leave Accept-Language out'
  ],
  // Of many values, and many refusals, eight are tried.
  [{ ...inNinth, languages: inNinth.languages?.slice(1) ?? [] }, { 'accept-language': 'sv' }, { 'accept-language': 'sv, pt' }, 'send Accept-Language: sv, pt'],
  [inNinth, { 'accept-language': 'sv' }, { 'accept-language': null }, 'leave Accept-Language out'],
  [
    { mediaTypes }, { accept: 'a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, text/*;q=0, */*' },
    { accept: 'a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, */*' }, 'send Accept: a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, */*'
  ],
  [
    { mediaTypes }, { accept: 'a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, a/8;q=0, text/*;q=0, */*' },
    { accept: 'a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, a/8;q=0, text/*;q=0, */*, text/html' },
    'send Accept: a/1;q=0, a/2;q=0, a/3;q=0, a/4;q=0, a/5;q=0, a/6;q=0, a/7;q=0, a/8;q=0, text/*;q=0, */*, text/html'
  ]
]

t.test('what is suggested changes as few fields as possible, and those as little as possible', async (t) => {
  for (const [options, headers, fields, text] of cases) {
    const negotiation = compileNegotiation(options)
    const { suggestion } = negotiation.explain(headers)
    t.strictSame(suggestion?.fields, fields, JSON.stringify(headers))
    t.equal(suggestion?.text, text)
    const sent = Object.entries({ ...headers, ...fields }).filter(([, value]) => value !== null)
    t.equal(negotiation.select(Object.fromEntries(sent)), suggestion?.selects)
  }
})
