/**
 * RFC 9110 §12.4.1, Absence: what a request says by not sending a field, and what a server may do where it cannot honour one.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.4.1
 */
import t from 'tap'
import { ask, charsetOf, codingOf, languageOf, mediaTypeOf, type Resource } from '../fixtures/app.js'

const everything: Resource = {
  mediaTypes: ['text/html', 'application/json'],
  languages: ['de', 'en'],
  charsets: ['utf-8', 'iso-8859-1'],
  encodings: ['gzip', 'br'],
  strict: true
}

t.test('A request without Accept has no preference for a media type (RFC 9110 §12.4.1)', async (t) => {
  t.equal(mediaTypeOf(await ask(t, ['text/html', 'application/json'])), 'text/html')
  t.equal(mediaTypeOf(await ask(t, ['application/json', 'text/html'])), 'application/json')
})

t.test('A request without Accept-Language has no preference for a language (RFC 9110 §12.4.1)', async (t) => {
  t.equal(languageOf(await ask(t, { mediaTypes: ['text/html'], languages: ['de', 'en'] })), 'de')
  t.equal(languageOf(await ask(t, { mediaTypes: ['text/html'], languages: ['en', 'de'] })), 'en')
})

t.test('A request without Accept-Charset has no preference for a charset (RFC 9110 §12.4.1)', async (t) => {
  t.equal(charsetOf(await ask(t, { mediaTypes: ['text/html'], charsets: ['utf-8', 'iso-8859-1'] })), 'utf-8')
  t.equal(charsetOf(await ask(t, { mediaTypes: ['text/html'], charsets: ['iso-8859-1', 'utf-8'] })), 'iso-8859-1')
})

t.test('A request without any of the fields is never answered with 406, however strict the resource is (RFC 9110 §12.4.1)', async (t) => {
  const response = await ask(t, everything)
  t.equal(response.statusCode, 200)
  t.match(response.headers, { 'content-type': 'text/html; charset=utf-8', 'content-language': 'de' })
})

t.test('The absence of one field leaves the others what they say (RFC 9110 §12.4.1)', async (t) => {
  const rows = [
    [{ accept: 'application/json' }, 'application/json', 'de', 'utf-8'],
    [{ 'accept-language': 'en' }, 'text/html', 'en', 'utf-8'],
    [{ 'accept-charset': 'iso-8859-1' }, 'text/html; charset=iso-8859-1', 'de', 'iso-8859-1'],
    [{ 'accept-encoding': 'br' }, 'text/html', 'de', 'utf-8']
  ] as const
  for (const [fields, mediaType, language, charset] of rows) {
    const response = await ask(t, everything, fields)
    const name = JSON.stringify(fields)
    t.equal(mediaTypeOf(response), mediaType, `${name} → ${mediaType}`)
    t.equal(languageOf(response), language, `${name} → ${language}`)
    t.equal(charsetOf(response), charset, `${name} → ${charset}`)
  }
  t.equal(codingOf(await ask(t, everything, { 'accept-encoding': 'br' })), 'br')
})

t.test('An empty field, or one with nothing readable in it, is as good as none', async (t) => {
  const rows = [
    ['accept', ['', ' ', ',', ' , ,', ';', ';q=1', 'blah', 'html', '/', 'text/', '/html', '*/html', '*/*/', '../../', 'text/html;q=', 'text/html;q=abc',
      'image/png;level', 'image/png;=1', 'image/png;a="b', 'im age/png', 'image/png q=1', '"image/png"',
      // Scanners and probes (users.md): quarkus #46517, scalatra #406.
      '../../../../../../../../../../etc/services{{', '*/${jndi:ldap://192.0.2.1/a', 'application/json; q=']],
    ['accept-language', ['', ',', 'und', 'englishlanguage', 'en-', '-en', '1', '*-', 'en;q=', 'en;q=2', '"en"', 'en us']],
    ['accept-charset', ['', ',', 'utf 8', 'utf/8', 'iso-8859-1;q=abc', ';q=1', '"utf-8"']],
    ['accept-encoding', ['', ',', 'g zip', 'br/11', 'br;q=abc', ';q=1', '"br"']]
  ] as const
  for (const [field, values] of rows) {
    for (const value of values) {
      const response = await ask(t, everything, { [field]: value })
      const name = `${field}: ${value}`
      t.equal(response.statusCode, 200, `${name} → 200`)
      t.match(response.headers, { 'content-type': 'text/html; charset=utf-8', 'content-language': 'de' }, `${name} → the first of each`)
    }
  }
})

t.test('A field that nothing available is acceptable to is honoured by a 406 (RFC 9110 §12.4.1)', async (t) => {
  const rows = [
    { accept: 'image/png' },
    { 'accept-language': 'fr' },
    { 'accept-charset': 'koi8-r' },
    { 'accept-encoding': '*;q=0' }
  ] as const
  for (const fields of rows) t.equal((await ask(t, everything, fields)).statusCode, 406, `${JSON.stringify(fields)} → 406`)
})

t.test('A field that nothing available is acceptable to is disregarded where the resource is not strict (RFC 9110 §12.4.1)', async (t) => {
  const rows = [
    { accept: 'image/png' },
    { 'accept-language': 'fr' },
    { 'accept-charset': 'koi8-r' },
    { 'accept-encoding': '*;q=0' },
    { accept: 'image/png', 'accept-language': 'fr', 'accept-charset': 'koi8-r', 'accept-encoding': '*;q=0' }
  ] as const
  for (const fields of rows) {
    const response = await ask(t, { ...everything, strict: false }, fields)
    const name = JSON.stringify(fields)
    t.equal(response.statusCode, 200, `${name} → 200`)
    t.match(response.headers, { 'content-type': 'text/html; charset=utf-8', 'content-language': 'de' }, `${name} → the first of each`)
  }
})

t.test('A field of a dimension that the resource does not declare is disregarded', async (t) => {
  const fields = { 'accept-language': 'fr', 'accept-charset': 'koi8-r', 'accept-encoding': 'identity;q=0, *;q=0' }
  const response = await ask(t, { mediaTypes: ['text/html'], strict: true }, fields)
  t.equal(mediaTypeOf(response), 'text/html')
  t.notOk('content-language' in response.headers)
})
