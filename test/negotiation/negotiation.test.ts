import t from 'tap'
import { addToVary, compileNegotiation, parseMediaType, parseMembers, type Headers, type MediaType, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'

const html = ['text/html']
const narrowed = [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'application/json', languages: ['de'] }]

t.test('a field is in Vary exactly when a different value of it could have changed the answer (RFC 9110 §12.5.5)', async (t) => {
  const cases: [options: NegotiationOptions, vary: string][] = [
    [{ mediaTypes: html }, 'accept'],
    [{ mediaTypes: html, strict: false }, ''],
    [{ mediaTypes: html, strict: { mediaType: false } }, ''],
    [{ mediaTypes: ['text/html', 'text/csv'] }, 'accept'],
    [{ mediaTypes: ['text/html', 'text/csv'], strict: false }, 'accept'],
    [{ mediaTypes: ['text/html', 'text/csv'], strict: false, preference: 'server' }, 'accept'],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0.1 }], strict: false }, 'accept'],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }], strict: false }, ''],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }] }, 'accept'],
    [{ mediaTypes: html, languages: ['en'] }, 'accept'],
    [{ mediaTypes: html, languages: ['en', 'de'] }, 'accept, accept-language'],
    [{ mediaTypes: html, languages: ['en', 'de'], strict: false }, 'accept-language'],
    [{ mediaTypes: html, languages: ['en'], strict: { language: true } }, 'accept, accept-language'],
    [{ mediaTypes: html, languages: ['en'], strict: { mediaType: false, language: true } }, 'accept-language'],
    [{ mediaTypes: narrowed, languages: ['en', 'de'] }, 'accept'],
    [{ mediaTypes: narrowed, languages: ['en', 'de'], strict: { language: true } }, 'accept, accept-language'],
    [{ mediaTypes: [...narrowed, 'text/csv'], languages: ['en', 'de'] }, 'accept, accept-language'],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', languages: ['en'] }], languages: ['en', 'de'], strict: false }, 'accept, accept-language'],
    [{ mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'text/csv', quality: 0 }], languages: ['en', 'de'], strict: false }, ''],
    [{ mediaTypes: html, charsets: ['utf-8'] }, 'accept'],
    [{ mediaTypes: html, charsets: ['utf-8'], strict: { charset: true } }, 'accept, accept-charset'],
    [{ mediaTypes: html, charsets: ['utf-8', 'iso-8859-1'] }, 'accept, accept-charset'],
    [{ mediaTypes: ['application/json', 'text/html;charset=iso-8859-1'], charsets: ['utf-8', 'iso-8859-1'] }, 'accept'],
    [{ mediaTypes: html, encodings: ['gzip'] }, 'accept, accept-encoding'],
    [{ mediaTypes: html, encodings: ['gzip'], strict: false }, 'accept-encoding'],
    [{ mediaTypes: html, encodings: ['identity'] }, 'accept, accept-encoding'],
    [{ mediaTypes: html, encodings: ['identity'], strict: false }, ''],
    [{ mediaTypes: html, encodings: ['gzip'], charsets: ['utf-8', 'utf-16'], languages: ['en', 'de'] }, 'accept, accept-language, accept-charset, accept-encoding']
  ]
  const values: Record<string, (string | undefined)[]> = {
    accept: [undefined, 'text/html', 'text/csv, */*;q=0.1', 'application/json, */*;q=0.1', 'image/png'],
    'accept-language': [undefined, 'en', 'de', 'fr'],
    'accept-charset': [undefined, 'iso-8859-1', 'utf-16', 'koi8-r'],
    'accept-encoding': [undefined, 'gzip', 'identity;q=0, br']
  }
  const requests = Object.entries(values).reduce<Headers[]>(
    (requests, [field, values]) => requests.flatMap((headers) => values.map((value) => ({ ...headers, [field]: value }))), [{}])
  for (const [options, vary] of cases) {
    const negotiation = compileNegotiation(options)
    const changing = Object.entries(values).filter(([field, values]) => requests.some((headers) =>
      new Set(values.map((value) => negotiation.select({ ...headers, [field]: value }))).size > 1))
    t.equal(negotiation.vary, vary, JSON.stringify(options))
    t.equal(changing.map(([field]) => field).join(', '), vary, `the answers to ${requests.length} requests vary likewise`)
  }
})

t.test('a value is available that some media type exists in', async (t) => {
  const { dimensions } = compileNegotiation({
    mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'text/csv', languages: ['de'] }], languages: ['en', 'fr', 'de']
  })
  t.strictSame(dimensions.map(({ available }) => available), [['text/html', 'text/csv'], ['en', 'de']])
})

t.test('the declared dimensions are listed with their fields and what is available', async (t) => {
  const negotiation = compileNegotiation({
    mediaTypes: ['Text/HTML', { mediaType: 'text/csv', quality: 0 }, { mediaType: 'text/plain', quality: 0.5 }],
    encodings: ['br'],
    languages: ['en-US', 'de']
  })
  t.strictSame(negotiation.fields, ['accept', 'accept-language', 'accept-encoding'])
  t.strictSame(negotiation.dimensions.map(({ name, field, available }) => ({ name, field, available })), [
    { name: 'mediaType', field: 'accept', available: ['Text/HTML', 'text/plain'] },
    { name: 'language', field: 'accept-language', available: ['en-US', 'de'] },
    { name: 'encoding', field: 'accept-encoding', available: ['br', 'identity'] }
  ])
  t.strictSame(compileNegotiation({ mediaTypes: html }).fields, ['accept'])
})

t.test('a value that no selectable media type exists in is not listed', async (t) => {
  const languagesOf = (options: NegotiationOptions) => compileNegotiation(options).dimensions[1]?.available
  t.strictSame(languagesOf({ mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }], languages: ['de', 'en'] }), ['en'])
  t.strictSame(languagesOf({ mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'text/csv', quality: 0 }], languages: ['de', 'en'] }), ['en'])
})

t.test('what can be selected is listed, frozen, and selected itself', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: narrowed, languages: ['en', 'de'], encodings: ['gzip'] })
  t.strictSame(negotiation.selectable.map(({ mediaType, language, charset, encoding }) => [mediaType, language, charset, encoding]), [
    ['text/html', 'en', undefined, 'gzip'],
    ['text/html', 'en', undefined, 'identity'],
    ['application/json', 'de', undefined, 'gzip'],
    ['application/json', 'de', undefined, 'identity']
  ])
  const cases: [headers: Headers, selected: number][] = [
    [{}, 1],
    [{ 'accept-encoding': 'gzip' }, 0],
    [{ accept: 'application/json' }, 3],
    [{ accept: 'application/json', 'accept-encoding': 'gzip' }, 2]
  ]
  for (const [headers, selected] of cases) t.equal(negotiation.select(headers), negotiation.selectable[selected], JSON.stringify(headers))
  for (const selected of negotiation.selectable) {
    t.ok(Object.isFrozen(selected))
    t.ok(Object.isFrozen(selected.parameters))
    t.throws(() => Object.assign(selected, { mediaType: 'text/plain' }), { name: 'TypeError' })
  }
})

t.test('a media type of the server\'s quality 0 cannot be selected', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }] })
  t.equal(negotiation.select({ accept: 'text/csv' }), undefined)
  t.equal(negotiation.select({ accept: 'text/csv, text/html;q=0.1' })?.mediaType, 'text/html')
  t.strictSame(negotiation.selectable.map(({ mediaType }) => mediaType), ['text/html'])
})

t.test('the dimensions that made a request unacceptable are named', async (t) => {
  const all = { mediaTypes: narrowed, languages: ['en', 'de'], charsets: ['utf-8'], encodings: ['gzip'] }
  const cases: [options: NegotiationOptions, headers: Headers, names: string[]][] = [
    [{ mediaTypes: html }, { accept: 'image/png' }, ['mediaType']],
    [{ mediaTypes: html }, { accept: 'text/html;q=0' }, ['mediaType']],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }] }, { accept: 'text/csv' }, ['mediaType']],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }], languages: ['en'], strict: true }, { accept: 'text/csv', 'accept-language': 'en' }, ['mediaType']],
    // the language leaves something out, and has what is asked for
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }], languages: ['en', 'de'], strict: true }, { accept: 'text/csv', 'accept-language': 'en' }, ['mediaType']],
    [{ mediaTypes: [{ mediaType: 'text/csv', quality: 0 }, 'text/html'], languages: ['en', 'de'], strict: true }, { accept: 'text/csv', 'accept-language': 'en' }, ['mediaType']],
    [all, { accept: 'image/png', 'accept-language': 'it' }, ['mediaType']],
    [all, { accept: 'image/png', 'accept-language': 'it', 'accept-charset': 'koi8-r' }, ['mediaType']],
    [all, { 'accept-encoding': 'identity;q=0, br' }, ['encoding']],
    [all, { accept: 'text/html', 'accept-encoding': '*;q=0' }, ['encoding']],
    [all, { accept: 'image/png', 'accept-encoding': '*;q=0' }, ['mediaType', 'encoding']],
    [{ ...all, strict: true }, { 'accept-language': 'it' }, ['language']],
    [{ ...all, strict: true }, { accept: 'text/html', 'accept-language': 'it' }, ['language']],
    [{ ...all, strict: true }, { accept: 'image/png', 'accept-language': 'it' }, ['mediaType', 'language']],
    [{ ...all, strict: true }, { 'accept-charset': 'koi8-r' }, ['charset']],
    [{ ...all, strict: true }, { accept: 'image/png', 'accept-language': 'it', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }, ['mediaType', 'language', 'charset', 'encoding']],
    [{ ...all, strict: { mediaType: false, language: true } }, { accept: 'image/png', 'accept-language': 'it' }, ['language']],
    // each is acceptable, together they do not exist: all that ask for something
    [{ ...all, strict: true }, { accept: 'text/html', 'accept-language': 'de' }, ['mediaType', 'language']],
    [{ ...all, strict: true }, { accept: 'application/json', 'accept-language': 'en', 'accept-charset': ' , ' }, ['mediaType', 'language']],
    // that of the charset leaves nothing out
    [{ ...all, strict: true }, { accept: 'text/html', 'accept-language': 'de', 'accept-charset': 'utf-8' }, ['mediaType', 'language']],
    // nothing readable is no demand
    [{ ...all, strict: true }, { accept: 'text/html;q=abc', 'accept-language': 'it' }, ['language']]
  ]
  for (const [options, headers, names] of cases) {
    const negotiation = compileNegotiation(options)
    t.equal(negotiation.select(headers), undefined, `${JSON.stringify(headers)} is not acceptable`)
    t.strictSame(negotiation.unacceptable(headers), names, `${JSON.stringify(headers)} for its ${names.join(', ')}`)
  }
})

t.test('nothing is unacceptable where something is selected', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: html, languages: ['en'], strict: { language: true } })
  for (const headers of [{}, { accept: 'text/html' }, { accept: '*/*', 'accept-language': 'en' }]) {
    t.ok(negotiation.select(headers))
    t.strictSame(negotiation.unacceptable(headers), [], JSON.stringify(headers))
  }
})

t.test('the limits hold for whatever is read', async (t) => {
  const mediaTypes = ['text/html', 'text/csv']
  t.equal(compileNegotiation({ mediaTypes }).select({ accept: 'image/png, text/csv' })?.mediaType, 'text/csv')
  t.equal(compileNegotiation({ mediaTypes, maxMembers: 1 }).select({ accept: 'image/png, text/csv' }), undefined)
  t.strictSame(compileNegotiation({ mediaTypes, maxMembers: 1 }).unacceptable({ accept: 'image/png, text/csv' }), ['mediaType'])
  t.equal(compileNegotiation({ mediaTypes, maxFieldLength: 12 }).select({ accept: 'image/png, text/csv' }), undefined)
  t.equal(compileNegotiation({ mediaTypes, maxFieldLength: 5 }).select({ accept: 'image/png, text/csv' })?.mediaType, 'text/html')
})

t.test('what is declared wrongly is a TypeError', async (t) => {
  t.throws(() => compileNegotiation({ mediaTypes: [] }), { name: 'TypeError', message: /^mediaTypes: expected/ })
  t.throws(() => compileNegotiation({ mediaTypes: ['html'] }), { name: 'TypeError', message: /^mediaTypes\[0\]: expected a media type/ })
  t.throws(() => compileNegotiation({ mediaTypes: html, languages: ['en_US'] }), { name: 'TypeError', message: /^languages\[0\]: expected a language tag/ })
})

t.test('the parts are there for who needs them alone', async (t) => {
  t.equal(addToVary('Origin', compileNegotiation({ mediaTypes: html }).vary), 'Origin, accept')
  t.equal(parseMediaType('text/html;level=1')?.parameters.get('level'), '1')
  t.strictSame(parseMembers('de-AT, en;q=0.8').map(({ quality }) => quality), [1, 0.8])
})

t.test('What is returned may be changed without changing what is returned to others', async (t) => {
  const parsed = parseMediaType('text/html;level=1') as MediaType
  ;(parsed.parameters as Map<string, string>).set('level', '2')
  ;(parsed.charsets as string[]).push('koi8-r')
  t.same(parseMediaType('text/html;level=1'), { type: 'text', subtype: 'html', parameters: new Map([['level', '1']]), charsets: ['utf-8'] })
  const negotiation = compileNegotiation({ mediaTypes: ['text/html;level=1', 'text/csv'] })
  t.equal(negotiation.select({ accept: 'text/html;level=1' })?.mediaType, 'text/html;level=1')
  t.throws(() => (negotiation.selectable as unknown[]).reverse(), TypeError)
  t.equal(negotiation.select({ accept: 'text/csv' })?.mediaType, 'text/csv')
})

t.test('a field that cannot change the answer is not in vary, nor is what nobody is offered among what is available', async (t) => {
  const unoffered = { mediaType: 'text/csv', quality: 0 }
  const cases: [options: NegotiationOptions, vary: string, available: readonly string[][]][] = [
    [{ mediaTypes: ['text/html'] }, '', [['text/html']]],
    [{ mediaTypes: ['text/html', 'text/csv'] }, 'accept', [['text/html', 'text/csv']]],
    [{ mediaTypes: ['text/html', unoffered] }, '', [['text/html']]],
    [
      { mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { ...unoffered, languages: ['en', 'de'] }], languages: ['en', 'de'] },
      '', [['text/html'], ['en']]
    ],
    [{ mediaTypes: [{ mediaType: 'text/html', languages: ['en', 'de'] }], languages: ['en', 'de'] }, 'accept-language', [['text/html'], ['en', 'de']]],
    // a range may name the charset
    [{ mediaTypes: ['text/html'], charsets: ['utf-8'] }, '', [['text/html'], ['utf-8']]],
    [{ mediaTypes: ['text/html'], charsets: ['utf-8', 'utf-16'] }, 'accept, accept-charset', [['text/html'], ['utf-8', 'utf-16']]],
    [{ mediaTypes: ['application/json'], charsets: ['utf-8', 'utf-16'] }, '', [['application/json'], ['utf-8']]]
  ]
  for (const [options, vary, available] of cases) {
    const negotiation = compileNegotiation({ ...options, strict: false })
    t.equal(negotiation.vary, vary, JSON.stringify(options))
    t.strictSame(negotiation.dimensions.map(({ available }) => available), available, JSON.stringify(options))
  }
})

t.test('each dimension has the words that stand before its values', async (t) => {
  const { dimensions } = compileNegotiation({ mediaTypes: ['text/html'], languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'] })
  t.strictSame(dimensions.map(({ field, preposition }) => [field, preposition]), [
    ['accept', 'as'], ['accept-language', 'in'], ['accept-charset', 'in the charset'], ['accept-encoding', 'with the content coding']
  ])
})
