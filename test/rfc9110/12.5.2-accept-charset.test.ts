/**
 * RFC 9110 §12.5.2, Accept-Charset: deprecated, and read only by a resource that declares charsets.
 *
 *     Accept-Charset = #( ( token / "*" ) [ weight ] )
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.2
 */
import t, { type Test } from 'tap'
import type { ProducesObject, ProducesOptions } from '../../lib/index.js'
import { ask, build, charsetOf, type Fields, mediaTypeOf, varyOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [acceptCharset: string, charsets: readonly string[], selected: Selected])[]

t.test('"Accept-Charset: iso-8859-5, unicode-1-1;q=0.8" prefers iso-8859-5, then unicode-1-1 (RFC 9110 §12.5.2)', async (t) => {
  const field = 'iso-8859-5, unicode-1-1;q=0.8'
  const cases: Cases = [
    [field, ['utf-8', 'unicode-1-1', 'iso-8859-5'], 'iso-8859-5'],
    [field, ['utf-8', 'unicode-1-1'], 'unicode-1-1'],
    [field, ['utf-8'], 406]
  ]
  for (const [acceptCharset, charsets, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], charsets, strict: { charset: true } }, { 'accept-charset': acceptCharset })
    t.equal(charsetOf(response), selected, `${charsets.join(', ')} → ${selected}`)
  }
})

t.test('"*" matches every charset that is not mentioned elsewhere in the field (RFC 9110 §12.5.2)', async (t) => {
  const cases: Cases = [
    ['*', ['iso-8859-5', 'utf-8'], 'iso-8859-5'],
    ['iso-8859-5;q=0.5, *', ['iso-8859-5', 'utf-8'], 'utf-8'],
    ['*, iso-8859-5;q=0.5', ['iso-8859-5', 'utf-8'], 'utf-8'],
    ['iso-8859-5, *;q=0.5', ['utf-8', 'iso-8859-5'], 'iso-8859-5'],
    ['iso-8859-5;q=0, *', ['iso-8859-5', 'utf-8'], 'utf-8'],
    ['iso-8859-5;q=0, *', ['iso-8859-5'], 406],
    ['*;q=0', ['utf-8'], 406],
    ['utf-8, *;q=0', ['iso-8859-5', 'utf-8'], 'utf-8'],
    ['koi8-r, *;q=0', ['iso-8859-5', 'utf-8'], 406]
  ]
  for (const [acceptCharset, charsets, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], charsets, strict: { charset: true } }, { 'accept-charset': acceptCharset })
    t.equal(charsetOf(response), selected, `${acceptCharset} on ${charsets.join(', ')} → ${selected}`)
  }
})

t.test('Charset names are case-insensitive (RFC 9110 §8.3.2)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain'], charsets: ['utf-8', 'ISO-8859-5'] }, { 'accept-charset': 'iso-8859-5' })
  t.equal(String(charsetOf(response)).toLowerCase(), 'iso-8859-5')
  const other = await ask(t, { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-5'] }, { 'accept-charset': 'ISO-8859-5' })
  t.equal(charsetOf(other), 'iso-8859-5')
})

t.test('A charset that nobody asked for is served where the dimension is not strict, which is the default (RFC 9110 §12.4.1)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-5'] }, { 'accept-charset': 'koi8-r' })
  t.equal(charsetOf(response), 'utf-8')
})

t.test('The content is in the charset that Content-Type names (RFC 9110 §8.3.2)', async (t) => {
  const app = await build(t)
  app.get('/', {
    config: {
      produces: {
        mediaTypes: [{
          mediaType: 'text/plain',
          serialize: (word: string[], { negotiated }) => Buffer.from(word.join(''), negotiated.charset === 'iso-8859-1' ? 'latin1' : 'utf8')
        }],
        charsets: ['utf-8', 'iso-8859-1']
      }
    }
  }, async () => ['é'])
  const latin = await app.inject({ url: '/', headers: { 'accept-charset': 'iso-8859-1' } })
  t.equal(latin.headers['content-type'], 'text/plain; charset=iso-8859-1')
  t.same([...latin.rawPayload], [0xe9])
  const utf8 = await app.inject('/')
  t.equal(utf8.headers['content-type'], 'text/plain; charset=utf-8')
  t.same([...utf8.rawPayload], [0xc3, 0xa9])
})

t.test('JSON stays UTF-8, whatever the field says (RFC 8259 §8.1)', async (t) => {
  const resource = { mediaTypes: ['application/json', 'text/plain'], charsets: ['utf-8', 'iso-8859-1'] } as const
  const fields = { 'accept-charset': 'iso-8859-1' }
  t.equal((await ask(t, resource, { ...fields, accept: 'application/json' })).headers['content-type'], 'application/json; charset=utf-8')
  t.equal((await ask(t, { ...resource, strict: { charset: true } }, { ...fields, accept: 'application/json' })).statusCode, 406)
  t.equal((await ask(t, { ...resource, strict: { charset: true } }, { ...fields, accept: '*/*' })).headers['content-type'], 'text/plain; charset=iso-8859-1')
})

t.test('A media range names a charset that the resource has (RFC 9110 §12.5.1)', async (t) => {
  const resource = { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-5'] } as const
  t.equal(mediaTypeOf(await ask(t, resource, { accept: 'text/plain;charset=utf-8' })), 'text/plain')
  const response = await ask(t, resource, { accept: 'text/plain;charset=iso-8859-5', 'accept-charset': 'iso-8859-5' })
  t.equal(response.headers['content-type'], 'text/plain; charset=iso-8859-5')
})

t.test('charset=utf-8 on a range does not match what is sent in another charset only (RFC 9110 §12.5.1)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain'], charsets: ['iso-8859-5'] }, { accept: 'text/plain;charset=utf-8' })
  t.equal(response.statusCode, 406)
})

t.test('The field has no influence on a resource that declares no charsets, and is not in its Vary (RFC 9110 §12.5.5)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain', 'text/html'], strict: true }, { 'accept-charset': 'iso-8859-1, *;q=0' })
  t.equal(response.headers['content-type'], 'text/plain; charset=utf-8')
  t.equal(varyOf(response), 'accept')
})

const inThree: ProducesObject = { mediaTypes: ['text/plain', 'application/json'], charsets: ['utf-8', 'utf-16', 'iso-8859-1'] }

/** `Content-Type` of the answer, or 406. */
async function hasType (t: Test, accept: string, contentType: string | 406, more: Fields = {}, resource: ProducesObject = inThree, options: ProducesOptions = {}): Promise<void> {
  const { statusCode, headers } = await ask(t, resource, { accept, ...more }, options)
  t.equal(statusCode === 200 ? headers['content-type'] : statusCode, contentType, `${accept} ${JSON.stringify({ ...more, ...options })}`)
}

const utf8 = 'text/plain; charset=utf-8'
const utf16 = 'text/plain; charset=utf-16'
const latin1 = 'text/plain; charset=iso-8859-1'
const asJson = 'application/json; charset=utf-8'

t.test('The charset that a media range names is the one that is sent (RFC 9110 §12.5.1)', async (t) => {
  const rows: readonly (readonly [accept: string, contentType: string | 406])[] = [
    ['text/plain', utf8],
    ['text/plain;charset=utf-8', utf8],
    ['text/plain;charset=utf-16', utf16],
    ['text/plain;charset=iso-8859-1', latin1],
    ['Text/Plain; Charset="UTF-16"', utf16],
    ['text/*;charset=utf-16', utf16],
    ['*/*;charset=utf-16', utf16],
    ['text/plain;charset=koi8-r', 406],
    ['text/plain;charset=koi8-r, text/plain;charset=utf-16;q=0.1', utf16],
    // JSON is UTF-8 alone (RFC 8259 §8.1)
    ['application/json;charset=utf-8', asJson],
    ['application/json;charset=utf-16', 406],
    ['application/json;charset=utf-16, text/plain;charset=utf-16;q=0.5', utf16]
  ]
  for (const [accept, contentType] of rows) await hasType(t, accept, contentType)
  const last: ProducesObject = { ...inThree, mediaTypes: ['application/json', 'text/csv;charset=utf-8', 'text/html', 'text/plain'] }
  await hasType(t, 'text/plain;charset=utf-16, text/html;q=0.9', utf16, {}, last)
  await hasType(t, 'text/plain;charset=utf-16;q=0.9, text/html;charset=iso-8859-1', 'text/html; charset=iso-8859-1', {}, last)
  await hasType(t, 'text/plain;charset=utf-16, text/html;charset=iso-8859-1', utf16, {}, last)
})

t.test('Of several charsets that ranges name, the one of higher quality is sent, then that of higher precedence, then the first', async (t) => {
  const rows: readonly (readonly [accept: string, contentType: string | 406])[] = [
    ['text/plain;charset=utf-16;q=0.8, text/plain;charset=iso-8859-1;q=0.9', latin1],
    ['text/plain;charset=utf-16;q=0.9, text/plain;charset=iso-8859-1;q=0.8', utf16],
    ['text/plain;charset=utf-16, text/plain;charset=iso-8859-1', utf16],
    ['text/plain;charset=iso-8859-1, text/plain;charset=utf-16', latin1],
    ['text/plain, text/plain;charset=utf-16', utf16],
    ['text/plain;charset=utf-16, text/plain;q=0.5', utf16],
    ['text/plain;charset=utf-16;q=0.5, text/plain', utf8],
    ['text/*;charset=utf-16, text/plain;q=0.5', utf8],
    ['*/*;charset=utf-16, text/*', utf8],
    // Quality 0 excludes the charset, and no other
    ['text/plain, text/plain;charset=utf-8;q=0', utf16],
    ['text/plain, text/plain;charset=utf-8;q=0, text/plain;charset=utf-16;q=0', latin1],
    ['text/plain;charset=utf-8;q=0', 406],
    ['text/*;charset=utf-16;q=0, text/plain', utf8],
    ['text/plain;charset=utf-8;q=0, text/plain;charset=utf-16;q=0, text/plain;charset=iso-8859-1;q=0, text/plain', 406],
    // The media type comes first
    ['text/plain;charset=utf-16;q=0.5, application/json', asJson],
    ['text/plain;charset=utf-16, application/json;q=0.5', utf16]
  ]
  for (const [accept, contentType] of rows) await hasType(t, accept, contentType)
  const byServer = { preference: 'server' } as const
  await hasType(t, 'text/plain;charset=iso-8859-1, text/plain;charset=utf-16', utf16, {}, inThree, byServer)
  await hasType(t, 'text/plain;charset=iso-8859-1, text/plain;charset=utf-16;q=0.5', latin1, {}, inThree, byServer)
})

t.test('Accept-Charset excludes what a range names, and else decides between what no range tells apart', async (t) => {
  const rows: readonly (readonly [accept: string, acceptCharset: string, contentType: string])[] = [
    ['text/plain;charset=utf-16', 'utf-16;q=0', utf8],
    ['text/plain;charset=utf-16', 'utf-16;q=0, iso-8859-1', latin1],
    ['text/plain;charset=utf-16', 'utf-8, *;q=0', utf8],
    ['text/plain;charset=utf-16', 'utf-8', utf16],
    ['text/plain;charset=utf-16', 'utf-8, utf-16;q=0.1', utf16],
    ['text/plain;charset=utf-16', 'koi8-r', utf16],
    ['text/plain', 'iso-8859-1', latin1],
    ['text/plain, text/plain;charset=utf-8;q=0', 'utf-8, iso-8859-1;q=0.5', latin1],
    ['text/plain, text/plain;charset=utf-16;q=0.5', 'utf-16, iso-8859-1;q=0.5', latin1]
  ]
  for (const [accept, acceptCharset, contentType] of rows) await hasType(t, accept, contentType, { 'accept-charset': acceptCharset })
  const strict: ProducesObject = { ...inThree, strict: { charset: true } }
  await hasType(t, 'text/plain;charset=utf-16', utf8, { 'accept-charset': 'utf-8' }, strict)
  await hasType(t, 'text/plain;charset=utf-16', utf16, { 'accept-charset': 'utf-8, utf-16;q=0.1' }, strict)
})

t.test('A charset that a range names leaves nothing for the next request', async (t) => {
  const options: ProducesOptions = { cacheSize: 0 }
  for (const contentType of [utf16, latin1, utf8, utf16]) {
    await hasType(t, contentType, contentType, {}, inThree, options)
    await hasType(t, 'text/plain', utf8, {}, inThree, options)
  }
})

t.test('Accept is in Vary where it can change the charset alone (RFC 9110 §12.5.5)', async (t) => {
  const lax = { mediaType: false }
  const one = await ask(t, { mediaTypes: ['text/plain'], charsets: ['utf-8', 'utf-16'], strict: lax }, { accept: 'text/plain;charset=utf-16' })
  t.equal(one.headers['content-type'], utf16)
  t.equal(varyOf(one), 'accept, accept-charset')
  t.equal(varyOf(await ask(t, { mediaTypes: ['text/plain'], charsets: ['utf-8'], strict: lax })), undefined)
  t.equal(varyOf(await ask(t, { mediaTypes: ['application/json'], charsets: ['utf-8', 'utf-16'], strict: lax })), undefined)
  t.equal(varyOf(await ask(t, { mediaTypes: ['text/plain;charset=utf-16'], charsets: ['utf-8', 'utf-16'], strict: lax })), undefined)
})
