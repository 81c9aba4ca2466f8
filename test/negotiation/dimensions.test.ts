import t from 'tap'
import { dimensions } from '../../lib/negotiation/dimensions.js'

t.test('the media type is decided first, then the language, the charset, the coding', async (t) => {
  t.strictSame(dimensions.map(({ name, key, field, strict }) => [name, key, field, strict]), [
    ['mediaType', 'mediaTypes', 'accept', true],
    ['language', 'languages', 'accept-language', false],
    ['charset', 'charsets', 'accept-charset', false],
    ['encoding', 'encodings', 'accept-encoding', true]
  ])
})

t.test('the language alone is named by a field that nobody else writes (RFC 9110 §8.5)', async (t) => {
  t.strictSame(dimensions.map(({ responseField }) => responseField), [undefined, 'Content-Language', undefined, undefined])
})
