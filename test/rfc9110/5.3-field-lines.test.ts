/**
 * RFC 9110 §5.3, Field Order: several field lines of one name are one list, in the order in which they came.
 *
 * Over a socket: only there are field lines what they are.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-5.3
 */
import t from 'tap'
import { build, exchange, inBytes, type Resource } from '../fixtures/app.js'

/** The answer to a GET with these field lines. */
async function get (t: Parameters<typeof build>[0], resource: Resource, lines: readonly string[]) {
  const app = await build(t)
  app.get('/', { config: { produces: inBytes(resource) } }, async () => ({}))
  const { statusLine, fields, content } = await exchange(app, 'GET / HTTP/1.1', ...lines)
  return { status: Number(statusLine.split(' ')[1]), content: JSON.parse(content.toString()), contentType: fields.get('content-type')?.[0] }
}

t.test('Several Accept lines are combined into one list, in order (RFC 9110 §5.3)', async (t) => {
  const rows = [
    [['Accept: text/html', 'Accept: application/json'], 'text/html'],
    [['Accept: application/json', 'Accept: text/html'], 'application/json'],
    [['Accept: text/html;q=0.5', 'Accept: application/json;q=0.6'], 'application/json'],
    [['Accept: text/html;q=0.6', 'Accept: application/json;q=0.5'], 'text/html'],
    [['Accept: image/png', 'Accept: text/html'], 'text/html'],
    [['Accept: */*', 'Accept: application/json;q=0'], 'text/html'],
    [['Accept: image/png, text/html;q=0.1', 'Accept: image/gif', 'accept: application/json;q=0.2, image/webp'], 'application/json'],
    // Googlebot sent the field twice (webmachine-ruby PR 188).
    [['Accept: */*', 'Accept: */*'], 'application/json'],
    [['Accept:', 'Accept: text/html'], 'text/html'],
    [['Accept: text/html', 'Accept:'], 'text/html']
  ] as const
  for (const [lines, selected] of rows) {
    const { status, content } = await get(t, ['application/json', 'text/html'], lines)
    t.equal(status, 200)
    t.equal(content.mediaType, selected, `${lines.join(' / ')} → ${selected}`)
  }
})

t.test('Several lines of any selecting field are one list (RFC 9110 §5.3)', async (t) => {
  const resource = { mediaTypes: ['text/plain'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip', 'br'], strict: true } as const
  const { content } = await get(t, resource, [
    'Accept-Language: fr', 'Accept-Language: de',
    'Accept-Charset: koi8-r', 'Accept-Charset: iso-8859-1',
    'Accept-Encoding: zstd', 'Accept-Encoding: br', 'Accept-Encoding: identity;q=0'
  ])
  t.match(content, { language: 'de', charset: 'iso-8859-1', encoding: 'br' })
})

t.test('A 406 repeats several lines as the one list that they are (RFC 9110 §5.2)', async (t) => {
  const { status, content } = await get(t, ['application/json', 'text/html'], ['Accept: image/png', 'Accept: image/gif;q=0.5'])
  t.equal(status, 406)
  t.equal(content.requested.mediaType, 'image/png, image/gif;q=0.5')
})

t.test('Fields of other names between the lines make no difference (RFC 9110 §5.3)', async (t) => {
  const { content } = await get(t, ['application/json', 'text/html'], ['Accept: image/png', 'User-Agent: test', 'Accept-Language: de', 'Accept: text/html'])
  t.equal(content.mediaType, 'text/html')
})

t.test('Field names are case-insensitive (RFC 9110 §5.1)', async (t) => {
  const { content } = await get(t, { mediaTypes: ['application/json', 'text/html'], languages: ['en', 'de'] }, ['ACCEPT: text/html', 'accept-LANGUAGE: de'])
  t.match(content, { mediaType: 'text/html', language: 'de' })
})
