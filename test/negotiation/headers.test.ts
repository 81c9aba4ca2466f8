import t from 'tap'
import { nodeHeaders, readField, readNodeField } from '../../lib/negotiation/headers.js'
import { compileNegotiation } from '../../lib/negotiation/negotiation.js'

t.test('repeated field lines are one list (RFC 9110 §5.3)', async (t) => {
  t.equal(readField({ accept: 'text/html' }, 'accept'), 'text/html')
  t.equal(readField({ accept: ['text/html;q=0.5', 'text/plain'] }, 'accept'), 'text/html;q=0.5, text/plain')
  t.equal(readField({ accept: [] }, 'accept'), '')
  t.equal(readField({ accept: '' }, 'accept'), '')
  t.equal(readField({ accept: undefined }, 'accept'), undefined)
  t.equal(readField({ 'accept-language': 'en' }, 'accept'), undefined)
})

t.test('headers are what a caller has, names in any case (RFC 9110 §5.1)', async (t) => {
  const several = new Headers([['Accept', 'text/html'], ['ACCEPT', 'text/csv']])
  const cases: [headers: Parameters<typeof readField>[0], value: string | undefined][] = [
    [{ Accept: 'text/html' }, 'text/html'],
    [{ 'Accept-Language': 'en', ACCEPT: ['text/html', 'text/csv'] }, 'text/html, text/csv'],
    [{ get: 'a field of this name', keys: 'and of this' }, undefined],
    [Object.assign(Object.create(null), { Accept: 'text/html' }), 'text/html'],
    [new Headers({ Accept: 'text/html' }), 'text/html'],
    [several, 'text/html, text/csv'],
    [new Headers(), undefined],
    [new Request('http://localhost', { headers: { accept: '*/*' } }).headers, '*/*'],
    [new Map([['accept', 'text/html']]), 'text/html'],
    [new Map([['host', 'localhost'], ['aCCept', 'text/html']]), 'text/html'],
    [new Map([['Accept', ['text/html', 'text/csv']]]), 'text/html, text/csv'],
    [new Map([['accept', ['text/html', 'text/csv']]]), 'text/html, text/csv'],
    [new Map(), undefined]
  ]
  for (const [headers, value] of cases) t.equal(readField(headers, 'accept'), value)
  for (const [headers, value] of [[{ accept: ['a/b', 'c/d'] }, 'a/b, c/d'], [{}, undefined], [{ Accept: 'a/b' }, undefined]] as const) {
    t.equal(readNodeField(headers, 'accept'), value, 'of an object of Node.js')
  }
  const fields = { accept: 'a/b', 'accept-language': 'en', 'accept-charset': 'utf-8' }
  for (const [field, value] of Object.entries(fields)) t.equal(readNodeField(fields, field), value, field)
})

t.test('all that asks about a request takes them', async (t) => {
  const negotiation = compileNegotiation({ mediaTypes: ['text/html', 'text/csv'], languages: ['en', 'de'] })
  for (const fields of [{ Accept: 'text/csv', 'ACCEPT-language': 'de' }, { accept: 'text/csv', 'accept-language': 'de-AT' }]) {
    for (const headers of [fields, new Headers(fields), new Map(Object.entries(fields))]) {
      t.match(negotiation.select(headers), { mediaType: 'text/csv', language: 'de' })
      t.strictSame(negotiation.unacceptable(headers), [])
      t.strictSame(negotiation.normalize(headers), { accept: 'text/csv', 'accept-language': 'de' })
    }
  }
})

t.test('all of them are told by their names in lower case', async (t) => {
  const lines = { Accept: ['text/html', 'text/csv'], HOST: 'a', 'x-none': undefined, get: 'a field of this name' }
  t.strictSame(nodeHeaders(lines), { accept: 'text/html, text/csv', host: 'a', get: 'a field of this name' })
  t.strictSame(nodeHeaders(new Headers({ Accept: 'text/html', Host: 'a' })), { accept: 'text/html', host: 'a' })
  t.strictSame(nodeHeaders(new Map<string, string | string[]>([['ACCEPT', ['text/html', 'text/csv']], ['Host', 'a']])), { accept: 'text/html, text/csv', host: 'a' })
})
