import t from 'tap'
import { charsets } from '../../lib/negotiation/charsets.js'
import { codings } from '../../lib/negotiation/codings.js'
import { compileNegotiation, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { parseToken, TokenMatcher } from '../../lib/negotiation/tokens.js'
import { isRange, matchesOf, matchOf, type Match } from './match.js'

type Cases = readonly (readonly [fieldValue: string | undefined, available: readonly string[], selected: string | undefined])[]

function selectCoding (acceptEncoding: string | undefined, encodings: readonly string[], options: Partial<NegotiationOptions> = {}): string | undefined {
  return compileNegotiation({ mediaTypes: ['text/html'], encodings, ...options }).select({ 'accept-encoding': acceptEncoding })?.encoding
}

function selectCharset (acceptCharset: string | undefined, available: readonly string[], options: Partial<NegotiationOptions> = {}): string | undefined {
  return compileNegotiation({ mediaTypes: ['text/html'], charsets: available, ...options }).select({ 'accept-charset': acceptCharset })?.charset
}

t.test('an available token is a token other than *, in lower case', async (t) => {
  const cases: [text: string, token: string | undefined][] = [
    ['gzip', 'gzip'], ['UTF-8', 'utf-8'], ['*', undefined], ['', undefined], ['a b', undefined], ['gzip;q=1', undefined], ['a,b', undefined], ['\u212a', undefined]
  ]
  for (const [text, token] of cases) t.equal(parseToken(text), token, JSON.stringify(text))
  t.equal(charsets.available('ISO-8859-1'), 'iso-8859-1')
  t.equal(codings.available('BR'), 'br')
  t.equal(codings.available('*'), undefined)
})

t.test('a range of tokens is a token or *', async (t) => {
  for (const range of ['GZIP;q=0.5', '*', 'x;a=1', "!#$%&'*+-.^_`|~"]) t.equal(isRange(charsets, range, 'utf-8'), true, range)
  for (const member of ['a/b', '"gzip"', 'g zip', 'gz=ip', 'gzip\xe9', '(gzip)', '\0']) {
    for (const [dimension, value] of [[charsets, 'gzip'], [codings, 'gzip']] as const) {
      t.equal(isRange(dimension, member, value), false, JSON.stringify(member))
      t.strictSame(matchOf(dimension, member, value), matchOf(dimension, '', value), `${JSON.stringify(member)} alone is no preference`)
    }
  }
  const fieldValue = 'GZIP;q=0.5, *, a/b, "gzip", g zip, x;a=1'
  t.strictSame(['gzip', 'br', 'x'].map((token) => [match(fieldValue, token).quality, match(fieldValue, token).position]), [[0.5, 0], [1, 1], [1, 5]])
})

function match (fieldValue: string, token: string): Match {
  return matchesOf(new TokenMatcher([[token]]), fieldValue)[0] as Match
}

t.test('a token is matched by its name, else by *', async (t) => {
  const cases: [fieldValue: string, token: string, quality: number, position: number][] = [
    ['', 'gzip', 1, 0],
    ['gzip', 'gzip', 1, 0],
    ['br, gzip;q=0.5', 'gzip', 0.5, 1],
    ['br', 'gzip', 0, Infinity],
    ['br, *;q=0.5', 'gzip', 0.5, 1],
    ['*, gzip;q=0.5', 'gzip', 0.5, 1],
    ['*, gzip;q=0', 'gzip', 0, Infinity],
    ['gzip, *;q=0', 'gzip', 1, 0],
    ['gzip, *;q=0', 'br', 0, Infinity],
    ['gzip;q=0.2, br, gzip;q=0.4', 'gzip', 0.4, 2],
    ['gzip;q=0.4, br, gzip;q=0.2', 'gzip', 0.4, 0],
    ['gzip;q=0.4, br, gzip;q=0.4', 'gzip', 0.4, 0],
    ['*;q=0.2, *;q=0.4', 'gzip', 0.4, 1]
  ]
  for (const [fieldValue, token, quality, position] of cases) {
    const matched = match(fieldValue, token)
    t.strictSame([matched.quality, matched.position], [quality, position], `${fieldValue} → ${token} ${quality}`)
  }
  const precedence = (fieldValue: string) => match(fieldValue, 'gzip').precedence
  t.ok(precedence('gzip') > precedence('*'), 'a name is more precise than *')
  t.ok(precedence('*') > precedence('br'), '* is more precise than nothing')
  t.ok(precedence('br') > precedence('gzip;q=0'), 'what is not named comes before what is refused')
  t.equal(precedence('*;q=0'), precedence('gzip;q=0'), 'by whatever range it is refused')
})

t.test('each token is matched for itself, by one field after the other', async (t) => {
  const tokens = ['gzip', 'br', 'zstd']
  const matcher = new TokenMatcher(tokens.map((token) => [token]))
  for (const fieldValue of ['gzip;q=0.5, *;q=0.1', '', 'br;q=0, *', 'a/b', 'x', 'zstd;q=0.2, br, zstd', '*;q=0, gzip', '*']) {
    t.strictSame(matchesOf(matcher, fieldValue), tokens.map((token) => match(fieldValue, token)), fieldValue)
  }
})

t.test('no coding at all is acceptable unless it is refused, and less than any that is named (RFC 9110 §12.5.3)', async (t) => {
  const quality = (acceptEncoding: string) => matchOf(codings, acceptEncoding, 'identity').quality
  t.strictSame(['', 'gzip', 'gzip;q=0', 'identity', 'identity;q=0.5', '*;q=0.3', 'identity;q=0', '*;q=0'].map(quality), [1, 0.001, 0.001, 1, 0.5, 0.3, 0, 0])
  t.strictSame(['', 'br', 'gzip;q=0.5', 'x-gzip;q=0.2', '*;q=0.3', 'gzip;q=0'].map((acceptEncoding) => matchOf(codings, acceptEncoding, 'gzip').quality), [1, 0, 0.5, 0.2, 0.3, 0])
})

t.test('the charset that Accept-Charset likes best is selected (RFC 9110 §12.5.2)', async (t) => {
  const cases: Cases = [
    [undefined, ['utf-8', 'iso-8859-1'], 'utf-8'],
    ['', ['utf-8', 'iso-8859-1'], 'utf-8'],
    ['iso-8859-5, unicode-1-1;q=0.8', ['unicode-1-1', 'iso-8859-5'], 'iso-8859-5'],
    ['iso-8859-5;q=0.7, unicode-1-1;q=0.8', ['iso-8859-5', 'unicode-1-1'], 'unicode-1-1'],
    ['ISO-8859-1', ['utf-8', 'iso-8859-1'], 'iso-8859-1'],
    ['iso-8859-1', ['utf-8', 'ISO-8859-1'], 'ISO-8859-1'],
    ['*', ['utf-8', 'iso-8859-1'], 'utf-8'],
    ['*, utf-8;q=0.5', ['utf-8', 'iso-8859-1'], 'iso-8859-1'],
    ['utf-8;q=0, *', ['utf-8', 'iso-8859-1'], 'iso-8859-1'],
    // Nobody insists: the first declared is served, what is refused comes last.
    ['utf-16', ['utf-8', 'iso-8859-1'], 'utf-8'],
    ['utf-8;q=0', ['utf-8', 'iso-8859-1'], 'iso-8859-1'],
    ['*;q=0', ['utf-8', 'iso-8859-1'], 'utf-8'],
    ['blah blah', ['utf-8', 'iso-8859-1'], 'utf-8']
  ]
  for (const [fieldValue, available, selected] of cases) t.equal(selectCharset(fieldValue, available), selected, `${fieldValue} on ${available.join(', ')} → ${selected}`)
  t.equal(selectCharset('utf-16', ['utf-8'], { strict: { charset: true } }), undefined, 'utf-16 on utf-8 where a charset is insisted on')
  t.equal(selectCharset('blah blah', ['utf-8'], { strict: { charset: true } }), 'utf-8', 'nothing readable where a charset is insisted on')
})

t.test('the coding that Accept-Encoding likes best is selected (RFC 9110 §12.5.3)', async (t) => {
  const cases: Cases = [
    // the section's examples
    ['compress, gzip', ['gzip', 'compress'], 'compress'],
    ['compress, gzip', ['gzip'], 'gzip'],
    ['', ['gzip'], 'identity'],
    ['*', ['gzip'], 'gzip'],
    ['compress;q=0.5, gzip;q=1.0', ['compress', 'gzip'], 'gzip'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', ['br', 'gzip'], 'gzip'],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', ['br'], 'identity'],
    // without the field, content goes out as it is
    [undefined, ['gzip'], 'identity'],
    [undefined, ['gzip', 'identity'], 'identity'],
    [' , ', ['gzip'], 'identity'],
    ['gz ip', ['gzip'], 'identity'],
    // identity is acceptable unless it is excluded
    ['br', ['gzip'], 'identity'],
    ['gzip;q=0', ['gzip'], 'identity'],
    ['gzip;q=0, br;q=0', ['gzip', 'br'], 'identity'],
    ['identity;q=0', ['gzip'], undefined],
    ['identity;q=0, br', ['gzip'], undefined],
    ['identity;q=0, gzip', ['gzip'], 'gzip'],
    ['identity;q=0, *', ['gzip'], 'gzip'],
    ['identity;q=0, *;q=0', ['gzip'], undefined],
    ['*;q=0', ['gzip'], undefined],
    ['*;q=0, br', ['gzip'], undefined],
    ['*;q=0, gzip', ['gzip'], 'gzip'],
    ['*;q=0, identity', ['gzip'], 'identity'],
    ['*;q=0, identity;q=0.001', ['gzip'], 'identity'],
    ['gzip;q=0, *;q=0', ['gzip'], undefined],
    ['gzip;q=0, *', ['gzip', 'br'], 'br'],
    ['gzip;q=0, *', ['gzip'], 'identity'],
    // and less than any coding that is asked for, unless it is asked for itself
    ['gzip;q=0.001', ['gzip'], 'gzip'],
    ['gzip;q=0.5', ['br', 'gzip'], 'gzip'],
    ['identity, gzip;q=0.5', ['gzip'], 'identity'],
    ['identity;q=0.5, gzip;q=0.4', ['gzip'], 'identity'],
    ['identity;q=0.4, gzip;q=0.5', ['gzip'], 'gzip'],
    ['gzip;q=0.8, *;q=0.9', ['gzip'], 'identity'],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', ['gzip'], 'gzip'],
    ['gzip, identity', ['identity', 'gzip'], 'gzip'],
    ['identity, gzip', ['gzip', 'identity'], 'identity'],
    // wildcards decide nothing between those that they match
    ['*', ['identity', 'gzip'], 'identity'],
    ['*, gzip', ['br', 'gzip'], 'gzip'],
    // what clients send
    ['gzip, deflate, br, zstd', ['br', 'gzip'], 'gzip'],
    ['gzip,deflate', ['br', 'deflate'], 'deflate'],
    ['GZIP', ['gzip'], 'gzip'],
    ['br;q=0.9, gzip;q=0.9', ['gzip', 'br'], 'br']
  ]
  for (const [fieldValue, available, selected] of cases) t.equal(selectCoding(fieldValue, available), selected, `${fieldValue} on ${available.join(', ')} → ${selected}`)
  t.equal(selectCoding('gzip, deflate, br, zstd', ['br', 'gzip'], { preference: 'server' }), 'br', 'gzip, deflate, br, zstd on br, gzip where the server decides between equals')
})

t.test('where nobody insists on a coding, what is refused comes last', async (t) => {
  const cases: Cases = [
    ['identity;q=0', ['gzip'], 'gzip'],
    ['br', ['gzip'], 'identity'],
    ['*;q=0', ['gzip', 'br'], 'gzip'],
    ['*;q=0', ['identity', 'gzip'], 'identity']
  ]
  for (const [fieldValue, available, selected] of cases) t.equal(selectCoding(fieldValue, available, { strict: { encoding: false } }), selected, `${fieldValue} on ${available.join(', ')} → ${selected}`)
})

t.test('x-gzip is gzip and x-compress is compress (RFC 9110 §8.4.1)', async (t) => {
  const cases: Cases = [
    ['x-gzip', ['br', 'gzip'], 'gzip'],
    ['X-GZIP', ['br', 'gzip'], 'gzip'],
    ['gzip', ['br', 'x-gzip'], 'x-gzip'],
    ['x-gzip', ['br', 'X-Gzip'], 'X-Gzip'],
    ['x-compress', ['br', 'compress'], 'compress'],
    ['compress', ['br', 'x-compress'], 'x-compress'],
    ['gzip;q=0.2, x-gzip;q=0.7, br;q=0.5', ['br', 'gzip'], 'gzip'],
    ['x-gzip;q=0, *', ['gzip', 'br'], 'br'],
    ['x-br', ['br'], 'identity']
  ]
  for (const [fieldValue, available, selected] of cases) t.equal(selectCoding(fieldValue, available), selected, `${fieldValue} on ${available.join(', ')} → ${selected}`)
  t.throws(() => selectCoding('gzip', ['gzip', 'x-gzip']), { name: 'TypeError', message: /^encodings\[1\]: / }, 'both are one coding')
})

t.test('identity is always available, in the spelling of the declaration', async (t) => {
  const available = (encodings: readonly string[]) => compileNegotiation({ mediaTypes: ['text/html'], encodings }).dimensions[1]?.available
  t.strictSame(available(['gzip']), ['gzip', 'identity'])
  t.strictSame(available(['Identity', 'gzip']), ['Identity', 'gzip'])
})

// the SHA-256 of nothing (FIPS 180-4), and of "abc"
const DICTIONARY = ':47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
const OTHER = ':ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=:'
const both = { mediaTypes: ['text/html'], encodings: ['dcb', 'gzip'] }

t.test('a coding by dictionary is selected where the client says which one it has, and nowhere else', async (t) => {
  const cases: [fields: Record<string, string>, selected: string | undefined][] = [
    [{ 'accept-encoding': 'dcb, gzip', 'available-dictionary': DICTIONARY }, 'dcb'],
    [{ 'accept-encoding': 'dcb, gzip', 'available-dictionary': ` ${DICTIONARY.replace('=', '')} ; a=b` }, 'dcb'],
    [{ 'accept-encoding': 'dcb, gzip' }, 'gzip'],
    [{ 'accept-encoding': 'dcb' }, 'identity'],
    [{ 'accept-encoding': '*' }, 'gzip'],
    [{ 'accept-encoding': 'dcb, identity;q=0' }, undefined],
    [{ 'accept-encoding': 'dcb, identity;q=0', 'available-dictionary': DICTIONARY }, 'dcb'],
    [{ 'accept-encoding': 'gzip, dcb;q=0', 'available-dictionary': DICTIONARY }, 'gzip'],
    [{ 'available-dictionary': DICTIONARY }, 'identity'],
    // no Byte Sequence, not of 32 bytes, and two
    ...['', DICTIONARY.replaceAll(':', ''), ':YWJj:', `${DICTIONARY}, ${OTHER}`, `"${DICTIONARY}"`].map((dictionary): [Record<string, string>, string] => {
      return [{ 'accept-encoding': 'dcb, gzip', 'available-dictionary': dictionary }, 'gzip']
    })
  ]
  for (const [fields, selected] of cases) {
    t.equal(compileNegotiation(both).select(fields)?.encoding, selected, JSON.stringify(fields))
    t.equal(compileNegotiation({ ...both, encodings: ['GZIP', 'DCZ'] }).select({ ...fields, 'accept-encoding': fields['accept-encoding']?.replace('dcb', 'dcz') })?.encoding,
      selected === 'dcb' ? 'DCZ' : selected === 'gzip' ? 'GZIP' : selected, `dcz: ${JSON.stringify(fields)}`)
  }
  const lenient = compileNegotiation({ ...both, encodings: ['dcb'], strict: false })
  t.equal(lenient.select({ 'accept-encoding': 'dcb, identity;q=0' })?.encoding, 'identity', 'not even where nothing is acceptable')
})

t.test('a coding by dictionary adds the field to Vary', async (t) => {
  t.equal(compileNegotiation(both).vary, 'accept, accept-encoding, available-dictionary')
  t.equal(compileNegotiation({ mediaTypes: ['text/html'], encodings: ['dcz'], strict: false }).vary, 'accept-encoding, available-dictionary')
  t.strictSame(compileNegotiation(both).fields, ['accept', 'accept-encoding', 'available-dictionary'])
  t.equal(compileNegotiation({ mediaTypes: ['text/html'], encodings: ['gzip', 'br'] }).vary, 'accept, accept-encoding')
})

t.test('what is shortened keeps the dictionary that counts, and no other', async (t) => {
  const { normalize } = compileNegotiation(both)
  const cases: [fields: Record<string, string>, shortest: Record<string, string>][] = [
    [{ 'accept-encoding': 'dcb, gzip', 'available-dictionary': `${DICTIONARY};a=1` }, { 'accept-encoding': 'dcb', 'available-dictionary': DICTIONARY }],
    [{ 'accept-encoding': 'br, dcb', 'available-dictionary': OTHER }, { 'accept-encoding': 'dcb', 'available-dictionary': OTHER }],
    [{ 'accept-encoding': 'gzip, dcb;q=0.5', 'available-dictionary': OTHER }, { 'accept-encoding': 'gzip' }],
    [{ 'accept-encoding': 'dcb, gzip' }, { 'accept-encoding': 'gzip' }],
    [{ 'accept-encoding': 'dcb, identity;q=0' }, { 'accept-encoding': '*;q=0' }],
    [{ 'available-dictionary': DICTIONARY }, {}]
  ]
  for (const [fields, shortest] of cases) {
    t.strictSame(normalize(fields), shortest, JSON.stringify(fields))
    t.strictSame(normalize(shortest), shortest, 'and stays so')
    t.ok(Object.isFrozen(normalize(fields)))
  }
})

t.test('the explanation says that a dictionary is not there', async (t) => {
  const { explain } = compileNegotiation(both)
  const reasonOf = (fields: Record<string, string>) => explain(fields).dimensions[1]?.candidates[0]?.reason
  const lacking = 'it is sent only where Available-Dictionary says what the client has'
  t.equal(reasonOf({ 'accept-encoding': 'dcb, gzip' }), lacking)
  t.equal(reasonOf({ 'accept-encoding': 'dcb, gzip', 'available-dictionary': 'abc' }), lacking)
  t.equal(reasonOf({ 'accept-encoding': 'dcb, gzip', 'available-dictionary': DICTIONARY }), 'selected')
  t.equal(reasonOf({ 'accept-encoding': 'dcb;q=0', 'available-dictionary': DICTIONARY }), 'dcb has quality 0 in Accept-Encoding')
  const refused = explain({ accept: 'image/png', 'accept-encoding': 'dcb', 'available-dictionary': DICTIONARY })
  t.equal(refused.suggestion?.selects.encoding, 'dcb', 'a suggestion is for the request as it is')
})
