/**
 * RFC 9110 §12.5.3, Accept-Encoding: which content codings are acceptable, and when content without any is.
 *
 *     Accept-Encoding = #( codings [ weight ] )
 *     codings         = content-coding / "identity" / "*"
 *
 * The codings themselves are applied by another plugin; what is seen here is the selected coding and the 406.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.5.3
 */
import t, { type Test } from 'tap'
import { ask, build, codingOf, varyOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [acceptEncoding: string, encodings: readonly string[], selected: Selected])[]

async function check (t: Test, cases: Cases): Promise<void> {
  for (const [acceptEncoding, encodings, selected] of cases) {
    const response = await ask(t, { mediaTypes: ['text/plain'], encodings }, { 'accept-encoding': acceptEncoding })
    t.equal(codingOf(response), selected, `${acceptEncoding} on ${encodings.join(', ')} → ${selected}`)
  }
}

t.test('The example lines of the section are read (RFC 9110 §12.5.3)', async (t) => {
  await check(t, [
    ['compress, gzip', ['gzip', 'compress'], 'compress'],
    ['compress, gzip', ['gzip'], 'gzip'],
    ['compress, gzip', ['br'], 'identity'],
    ['', ['gzip', 'br'], 'identity'],
    ['*', ['gzip', 'br'], 'gzip'],
    ['*', ['br'], 'br'],
    ['compress;q=0.5, gzip;q=1.0', ['compress', 'gzip'], 'gzip'],
    ['compress;q=0.5, gzip;q=1.0', ['compress'], 'compress'],
    ['compress;q=0.5, gzip;q=1.0', ['br'], 'identity'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', ['br', 'gzip'], 'gzip'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', ['br'], 'identity']
  ])
})

t.test('If no Accept-Encoding field is in the request, any content coding is acceptable (RFC 9110 §12.5.3, rule 1)', async (t) => {
  for (const encodings of [['gzip'], ['br', 'gzip'], ['identity'], ['identity', 'gzip']]) {
    t.equal((await ask(t, { mediaTypes: ['text/plain'], encodings })).statusCode, 200, encodings.join(', '))
  }
})

t.test('Without a content coding content is acceptable by default (RFC 9110 §12.5.3, rule 2)', async (t) => {
  await check(t, [
    ['br', ['identity'], 'identity'],
    ['br', ['gzip'], 'identity'],
    ['br;q=0', ['gzip'], 'identity'],
    ['gzip;q=0', ['gzip'], 'identity'],
    ['gzip;q=0, br;q=0', ['gzip', 'br'], 'identity'],
    ['identity', ['gzip'], 'identity'],
    ['identity;q=0.001', ['gzip'], 'identity']
  ])
})

t.test('Unless it is excluded by "identity;q=0", or by "*;q=0" without a more specific entry for "identity" (RFC 9110 §12.5.3, rule 2)', async (t) => {
  await check(t, [
    ['identity;q=0', ['identity'], 406],
    ['identity;q=0', ['gzip'], 406],
    ['br, identity;q=0', ['gzip'], 406],
    ['*;q=0', ['identity'], 406],
    ['*;q=0', ['gzip'], 406],
    ['br, *;q=0', ['gzip'], 406],
    ['*, identity;q=0', ['identity'], 406],
    ['gzip, identity;q=0', ['br', 'gzip'], 'gzip'],
    ['gzip, *;q=0', ['br', 'gzip'], 'gzip'],
    ['*, identity;q=0', ['gzip'], 'gzip'],
    ['*;q=0, identity', ['gzip'], 'identity'],
    ['identity;q=0.001, *;q=0', ['gzip'], 'identity'],
    ['*;q=0, identity;q=0', ['gzip'], 406]
  ])
})

t.test('A listed content coding is acceptable unless its qvalue is 0 (RFC 9110 §12.5.3, rule 3)', async (t) => {
  await check(t, [
    ['gzip', ['gzip'], 'gzip'],
    ['gzip;q=0.001', ['gzip'], 'gzip'],
    ['gzip;q=0, br', ['gzip', 'br'], 'br'],
    ['gzip;q=0, *', ['gzip', 'br'], 'br'],
    ['*, gzip;q=0', ['gzip', 'br'], 'br'],
    ['gzip;q=0, identity;q=0', ['gzip'], 406]
  ])
})

t.test('"*" matches any available content coding that is not explicitly listed (RFC 9110 §12.5.3)', async (t) => {
  await check(t, [
    ['*;q=0.5, gzip;q=0.4, identity;q=0.1', ['gzip', 'br'], 'br'],
    ['*;q=0.4, gzip;q=0.5, identity;q=0.1', ['br', 'gzip'], 'gzip'],
    ['gzip;q=0.1, *;q=0.2, identity;q=0', ['gzip', 'br'], 'br']
  ])
})

t.test('The acceptable content coding with the highest non-zero qvalue is preferred (RFC 9110 §12.5.3)', async (t) => {
  await check(t, [
    ['gzip;q=0.5, br;q=0.6', ['gzip', 'br'], 'br'],
    ['gzip;q=0.6, br;q=0.5', ['br', 'gzip'], 'gzip'],
    ['gzip;q=0.2, identity;q=0.8', ['gzip'], 'identity'],
    ['gzip;q=0.8, identity;q=0.2', ['gzip'], 'gzip'],
    ['zstd, br;q=0.9, gzip;q=0.8', ['gzip', 'br'], 'br'],
    // Chrome and curl --compressed.
    ['gzip, deflate, br, zstd', ['br', 'gzip'], 'gzip'],
    ['deflate, gzip, br, zstd', ['br', 'zstd'], 'br']
  ])
})

t.test('A field value that is empty implies that no content coding is wanted (RFC 9110 §12.5.3)', async (t) => {
  await check(t, [
    ['', ['gzip'], 'identity'],
    ['', ['br', 'gzip', 'identity'], 'identity']
  ])
})

t.test('If none of the available codings is listed, content goes out without any, unless that is unacceptable (RFC 9110 §12.5.3)', async (t) => {
  await check(t, [
    ['zstd', ['gzip', 'br'], 'identity'],
    ['zstd, deflate;q=0.5', ['gzip', 'br'], 'identity'],
    ['zstd, identity;q=0', ['gzip', 'br'], 406]
  ])
})

t.test('A coding is the same under its old name: x-gzip is gzip, x-compress is compress (RFC 9110 §8.4.1.1, §8.4.1.3)', async (t) => {
  await check(t, [
    ['x-gzip', ['gzip'], 'gzip'],
    ['x-gzip;q=0', ['gzip'], 'identity'],
    ['x-gzip, *;q=0', ['gzip'], 'gzip'],
    ['x-gzip;q=0, *', ['gzip', 'br'], 'br'],
    ['x-compress', ['compress'], 'compress'],
    ['x-compress, x-gzip;q=0.5', ['gzip'], 'gzip']
  ])
})

t.test('Content codings are case-insensitive (RFC 9110 §8.4.1)', async (t) => {
  await check(t, [
    ['GZIP', ['gzip'], 'gzip'],
    ['Br, *;q=0', ['br'], 'br'],
    ['gzip, IDENTITY;q=0', ['br'], 406],
    ['X-GZIP', ['gzip'], 'gzip']
  ])
})

t.test('A resource that is not strict ignores that nothing is acceptable (RFC 9110 §12.4.1)', async (t) => {
  for (const acceptEncoding of ['*;q=0', 'identity;q=0', 'zstd, identity;q=0']) {
    const response = await ask(t, { mediaTypes: ['text/plain'], encodings: ['gzip'], strict: { encoding: false } }, { 'accept-encoding': acceptEncoding })
    t.equal(response.statusCode, 200, acceptEncoding)
  }
})

t.test('The field has no influence on a resource that declares no codings, and is not in its Vary (RFC 9110 §12.5.5)', async (t) => {
  const response = await ask(t, { mediaTypes: ['text/plain', 'text/html'], strict: true }, { 'accept-encoding': 'identity;q=0, *;q=0' })
  t.equal(response.statusCode, 200)
  t.equal(varyOf(response), 'accept')
})

// RFC 9842 §6.2: the field is in Vary of whatever may be cached, whichever coding was selected.
t.test('a coding by dictionary is negotiated by two fields, and both are in Vary', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: { mediaTypes: ['application/json', 'text/plain'], encodings: ['dcb', 'gzip'], override: true } } }, ({ negotiated }) => negotiated)
  const dictionary = ':47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
  const cases: [fields: Record<string, string>, encoding: string][] = [
    [{ 'accept-encoding': 'dcb, gzip' }, 'gzip'],
    [{ 'accept-encoding': 'dcb, gzip', 'available-dictionary': dictionary }, 'dcb'],
    [{ 'accept-encoding': 'dcb, gzip' }, 'gzip'],
    [{ 'available-dictionary': dictionary }, 'identity']
  ]
  for (const [headers, encoding] of cases) {
    for (const [url, vary] of [['/', 'accept, accept-encoding, available-dictionary'], ['/?format=json', 'accept-encoding, available-dictionary']] as const) {
      const response = await app.inject({ url, headers })
      t.equal(response.json().encoding, encoding, `${url} ${JSON.stringify(headers)}`)
      t.equal(response.headers.vary, vary, url)
      t.equal(app.explain({ url, headers })?.selected?.encoding, encoding)
      const shortest = app.normalize({ url, headers })
      t.equal((await app.inject({ url, headers: { ...shortest } })).json().encoding, encoding, JSON.stringify(shortest))
      t.equal(shortest?.['available-dictionary'], encoding === 'dcb' ? dictionary : undefined)
    }
  }
  const refused = await app.inject({ url: '/', headers: { 'accept-encoding': 'dcb, identity;q=0' } })
  t.match(refused, { statusCode: 406, headers: { vary: 'accept, accept-encoding, available-dictionary' } })
})
