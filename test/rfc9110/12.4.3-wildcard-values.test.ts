/**
 * RFC 9110 §12.4.3, Wildcard Values: what `*` stands for, and what is not mentioned where there is none.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.4.3
 */
import t from 'tap'
import { ask, charsetOf, codingOf, languageOf, mediaTypeOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [fieldValue: string, selected: Selected])[]

t.test('A wildcard selects unspecified values (RFC 9110 §12.4.3)', async (t) => {
  const media: Cases = [
    ['*/*', 'text/html'],
    ['text/html;q=0.1, */*;q=0.5', 'application/json'],
    ['*/*;q=0.5, text/html;q=0.1', 'application/json'],
    ['text/html;q=0.5, */*;q=0.1', 'text/html'],
    ['image/png, */*;q=0.1', 'text/html'],
    ['text/*;q=0.1, */*;q=0.2', 'application/json'],
    ['text/*;q=0.2, */*;q=0.1', 'text/html']
  ]
  for (const [accept, selected] of media) {
    t.equal(mediaTypeOf(await ask(t, ['text/html', 'application/json'], { accept })), selected, `Accept: ${accept} → ${selected}`)
  }
  const languages: Cases = [
    ['*', 'en'],
    ['en;q=0.1, *;q=0.5', 'de'],
    ['*;q=0.5, en;q=0.1', 'de'],
    ['en;q=0.5, *;q=0.1', 'en'],
    ['fr, *;q=0.1', 'en']
  ]
  for (const [field, selected] of languages) {
    const response = await ask(t, { mediaTypes: ['text/html'], languages: ['en', 'de'], strict: true }, { 'accept-language': field })
    t.equal(languageOf(response), selected, `Accept-Language: ${field} → ${selected}`)
  }
  const charsets: Cases = [
    ['*', 'utf-8'],
    ['utf-8;q=0.1, *;q=0.5', 'iso-8859-5'],
    ['*;q=0.5, utf-8;q=0.1', 'iso-8859-5'],
    ['utf-8;q=0.5, *;q=0.1', 'utf-8'],
    ['koi8-r, *;q=0.1', 'utf-8']
  ]
  for (const [field, selected] of charsets) {
    const response = await ask(t, { mediaTypes: ['text/html'], charsets: ['utf-8', 'iso-8859-5'], strict: true }, { 'accept-charset': field })
    t.equal(charsetOf(response), selected, `Accept-Charset: ${field} → ${selected}`)
  }
  const codings: Cases = [
    ['*', 'gzip'],
    ['gzip;q=0.1, *;q=0.5', 'br'],
    ['*;q=0.5, gzip;q=0.1', 'br'],
    ['gzip;q=0.5, *;q=0.1', 'gzip'],
    ['zstd, *;q=0.1, identity;q=0', 'gzip']
  ]
  for (const [field, selected] of codings) {
    const response = await ask(t, { mediaTypes: ['text/html'], encodings: ['gzip', 'br'], strict: true }, { 'accept-encoding': field })
    t.equal(codingOf(response), selected, `Accept-Encoding: ${field} → ${selected}`)
  }
})

t.test('If no wildcard is present, values that are not mentioned are unacceptable (RFC 9110 §12.4.3)', async (t) => {
  t.equal(mediaTypeOf(await ask(t, ['application/json'], { accept: 'text/html, image/*' })), 406)
  t.equal(mediaTypeOf(await ask(t, ['text/html', 'application/json'], { accept: 'application/json;q=0.001' })), 'application/json')
  t.equal(languageOf(await ask(t, { mediaTypes: ['text/html'], languages: ['en', 'de'], strict: true }, { 'accept-language': 'fr, it' })), 406)
  t.equal(languageOf(await ask(t, { mediaTypes: ['text/html'], languages: ['en', 'de'], strict: true }, { 'accept-language': 'de;q=0.001' })), 'de')
  t.equal(charsetOf(await ask(t, { mediaTypes: ['text/html'], charsets: ['utf-8'], strict: true }, { 'accept-charset': 'iso-8859-5' })), 406)
  t.equal(codingOf(await ask(t, { mediaTypes: ['text/html'], encodings: ['gzip'], strict: true }, { 'accept-encoding': 'br, identity;q=0' })), 406)
})

t.test('By */*;q=0 clients request a 406 if a more preferred format is not available (RFC 9110 §12.4.3)', async (t) => {
  const cases: Cases = [
    ['text/html, */*;q=0', 'text/html'],
    ['*/*;q=0, text/html;q=0.1', 'text/html'],
    ['text/*, */*;q=0', 'text/html'],
    ['image/png, */*;q=0', 406],
    ['*/*;q=0', 406]
  ]
  for (const [accept, selected] of cases) t.equal(mediaTypeOf(await ask(t, ['application/json', 'text/html'], { accept })), selected, `${accept} → ${selected}`)
})

t.test('A server that is not strict ignores what */*;q=0 asks for (RFC 9110 §12.4.3)', async (t) => {
  t.equal(mediaTypeOf(await ask(t, { mediaTypes: ['application/json', 'text/html'], strict: { mediaType: false } }, { accept: 'image/png, */*;q=0' })), 'application/json')
})

t.test('A wildcard of quality 0 refuses what is not mentioned, in every field (RFC 9110 §12.4.3)', async (t) => {
  const languages = { mediaTypes: ['text/html'], languages: ['en', 'de'], strict: true } as const
  t.equal(languageOf(await ask(t, languages, { 'accept-language': 'de;q=0.1, *;q=0' })), 'de')
  t.equal(languageOf(await ask(t, languages, { 'accept-language': 'fr, *;q=0' })), 406)
  const charsets = { mediaTypes: ['text/html'], charsets: ['utf-8', 'iso-8859-5'], strict: true } as const
  t.equal(charsetOf(await ask(t, charsets, { 'accept-charset': 'iso-8859-5;q=0.1, *;q=0' })), 'iso-8859-5')
  t.equal(charsetOf(await ask(t, charsets, { 'accept-charset': 'koi8-r, *;q=0' })), 406)
  const codings = { mediaTypes: ['text/html'], encodings: ['gzip', 'br'], strict: true } as const
  t.equal(codingOf(await ask(t, codings, { 'accept-encoding': 'br;q=0.1, *;q=0' })), 'br')
  t.equal(codingOf(await ask(t, codings, { 'accept-encoding': 'zstd, *;q=0' })), 406)
})

t.test('A wildcard does not admit what another member refuses (RFC 9110 §12.5.1)', async (t) => {
  for (const accept of ['*/*, text/html;q=0', 'text/html;q=0, */*', 'text/*, text/html;q=0', 'text/*;q=0, */*', '*, text/html;q=0', 'text/html;level=1;q=0, text/html;q=0, text/*, */*']) {
    t.equal(mediaTypeOf(await ask(t, ['text/html'], { accept })), 406, `Accept: ${accept} → 406`)
  }
  for (const field of ['*, en;q=0', 'en;q=0, *']) {
    t.equal(languageOf(await ask(t, { mediaTypes: ['text/html'], languages: ['en'], strict: true }, { 'accept-language': field })), 406, `Accept-Language: ${field} → 406`)
  }
  for (const field of ['*, utf-8;q=0', 'utf-8;q=0, *']) {
    t.equal(charsetOf(await ask(t, { mediaTypes: ['text/html'], charsets: ['utf-8'], strict: true }, { 'accept-charset': field })), 406, `Accept-Charset: ${field} → 406`)
  }
  for (const field of ['*, identity;q=0', 'identity;q=0, *']) {
    t.equal(codingOf(await ask(t, { mediaTypes: ['text/html'], encodings: ['identity'] }, { 'accept-encoding': field })), 406, `Accept-Encoding: ${field} → 406`)
  }
})

t.test('A bare * in Accept is read as */*: old Java sends it', async (t) => {
  const cases: Cases = [
    ['*', 'application/json'],
    ['*;q=0.1', 'application/json'],
    ['*;q=0', 406],
    ['text/html;q=0.1, *;q=0.5', 'application/json'],
    ['text/html, *', 'text/html'],
    ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'text/html'],
    ['image/gif, image/jpeg, *; q=.2, */*; q=.2', 'application/json']
  ]
  for (const [accept, selected] of cases) t.equal(mediaTypeOf(await ask(t, ['application/json', 'text/html'], { accept })), selected, `${accept} → ${selected}`)
})
