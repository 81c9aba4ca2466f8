import t from 'tap'
import { isJson, mediaTypes, parseMediaType, precedenceOf, type MediaType } from '../../lib/negotiation/media-types.js'
import { isRange, matchesOf, matchOf, type Match } from './match.js'

function parsed (mediaType: string): MediaType {
  return parseMediaType(mediaType) ?? t.fail(`${mediaType} is no media type`) as never
}

function match (accept: string, mediaType: string): Match {
  return matchOf(mediaTypes, accept, mediaType)
}

t.test('the quality of a media type is that of the range of highest precedence (RFC 9110 §12.5.1)', async (t) => {
  // Table 5. Its last row is printed as 0.7, which no range of this field has for text/html: erratum 7138.
  const table5 = 'text/*;q=0.3, text/plain;q=0.7, text/plain;format=flowed, text/plain;format=fixed;q=0.4, */*;q=0.5'
  // The table of RFC 7231 §5.3.2.
  const table7231 = 'text/*;q=0.3, text/html;q=0.7, text/html;level=1, text/html;level=2;q=0.4, */*;q=0.5'
  const cases: [accept: string, mediaType: string, quality: number][] = [
    [table5, 'text/plain;format=flowed', 1],
    [table5, 'text/plain', 0.7],
    [table5, 'text/html', 0.3],
    [table5, 'image/jpeg', 0.5],
    [table5, 'text/plain;format=fixed', 0.4],
    [table5, 'text/html;level=3', 0.3],
    [table7231, 'text/html;level=1', 1],
    [table7231, 'text/html', 0.7],
    [table7231, 'text/plain', 0.3],
    [table7231, 'image/jpeg', 0.5],
    [table7231, 'text/html;level=2', 0.4],
    [table7231, 'text/html;level=3', 0.7],
    ['audio/*; q=0.2, audio/basic', 'audio/basic', 1],
    ['audio/*; q=0.2, audio/basic', 'audio/ogg', 0.2],
    ['audio/*; q=0.2, audio/basic', 'text/plain', 0],
    ['text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c', 'text/plain', 0.5],
    ['text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c', 'text/html', 1],
    ['text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c', 'text/x-dvi', 0.8],
    ['text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c', 'text/x-c', 1],
    ['text/plain; q=0.5, text/html, text/x-dvi; q=0.8, text/x-c', 'text/css', 0],
    // more precise ranges override, wherever they stand
    ['text/html;q=0.1, */*', 'text/html', 0.1],
    ['*/*, text/html;q=0.1', 'text/html', 0.1],
    ['*/*, text/*;q=0.2', 'text/html', 0.2],
    ['text/*;q=0.2, */*', 'text/html', 0.2],
    ['text/*;charset=utf-8, text/html;q=0.1', 'text/html', 0.1],
    ['*/*;charset=utf-8, text/*;q=0.1', 'text/html', 0.1],
    ['*/*;charset=utf-8;q=0.4, */*', 'text/html', 0.4],
    // the same range twice: the higher quality
    ['text/html;q=0.2, text/html;q=0.9', 'text/html', 0.9],
    ['text/html;q=0.9, text/html;q=0.2', 'text/html', 0.9],
    ['*/*;q=0.2, */*;q=0.9', 'text/html', 0.9],
    ['text/html;q=0, text/html;q=0.2', 'text/html', 0.2],
    ['text/html;level=1;q=0.2, TEXT/HTML;LEVEL="1";q=0.3', 'text/html;level=1', 0.3]
  ]
  for (const [accept, mediaType, quality] of cases) t.equal(match(accept, mediaType).quality, quality, `${accept} → ${mediaType} ${quality}`)
})

t.test('a range with a suffix names what ends so: more than type/*, less than type/subtype', async (t) => {
  const cases: [accept: string, mediaType: string, quality: number][] = [
    ['application/*+json', 'application/ld+json', 1],
    ['application/*+JSON;q=0.5', 'application/vnd.example+json', 0.5],
    ['application/*+json', 'application/a+b+json', 1],
    ['application/*+b+json', 'application/a+b+json', 1],
    ['application/*+json', 'application/json', 0],
    ['application/*+json', 'application/xml+jsonx', 0],
    ['application/*+json', 'image/svg+json', 0],
    ['application/*+xml', 'application/ld+json', 0],
    ['application/*+json;q=0.2, application/*', 'application/ld+json', 0.2],
    ['application/*+json, application/*;q=0.2', 'application/ld+json', 1],
    ['application/*+json;q=0.2, application/ld+json', 'application/ld+json', 1],
    ['application/*;charset=utf-8;q=0.2, application/*+json', 'application/ld+json', 1],
    ['application/*+json;q=0, */*', 'application/ld+json', 0],
    ['application/*+json;profile=a', 'application/ld+json;profile=a', 1],
    ['application/*+json;profile=b', 'application/ld+json;profile=a', 0]
  ]
  for (const [accept, mediaType, quality] of cases) {
    t.equal(match(accept, mediaType).quality, quality, `${accept} → ${mediaType} ${quality}`)
  }
  t.equal(isRange(mediaTypes, 'application/*+json', 'text/html'), true)
  t.equal(isRange(mediaTypes, '*/*+json', 'application/ld+json'), false, 'there is no such range')
})

t.test('quality 0 excludes what it names, also when a wildcard would admit it (RFC 9110 §12.4.2)', async (t) => {
  const cases: [accept: string, mediaType: string, quality: number][] = [
    ['text/html;q=0, */*', 'text/html', 0],
    ['*/*, text/html;q=0', 'text/html', 0],
    ['text/html;q=0, text/*', 'text/html', 0],
    ['text/*;q=0, */*', 'text/html', 0],
    ['text/*;q=0, */*', 'image/png', 1],
    ['text/*;q=0, text/html', 'text/html', 1],
    ['*/*;q=0, text/html', 'text/html', 1],
    ['*/*;q=0, text/html', 'text/plain', 0],
    ['text/html;level=1;q=0, text/html', 'text/html;level=1', 0],
    ['text/html;level=1;q=0, text/html', 'text/html', 1],
    ['text/html;q=0, text/html;level=1', 'text/html;level=1', 1],
    ['*/*;q=0', 'text/html', 0]
  ]
  for (const [accept, mediaType, quality] of cases) t.equal(match(accept, mediaType).quality, quality, `${accept} → ${mediaType} ${quality}`)
})

t.test('a range with parameters matches what has them all; more of them are more precise', async (t) => {
  const cases: [accept: string, mediaType: string, quality: number][] = [
    ['text/html;level=1', 'text/html', 0],
    ['text/html;level=1', 'text/html;level=2', 0],
    ['text/html;level=1', 'text/html;version=1', 0],
    ['text/html;level=1', 'text/html;level=1', 1],
    ['text/html;level=1', 'text/html;level=1;version=2', 1],
    ['text/html;level=1;version=2', 'text/html;level=1', 0],
    ['text/html;level=1;version=2', 'text/html;version=2;level=1', 1],
    ['text/*;level=1', 'text/html;level=1', 1],
    ['text/*;level=1', 'text/html', 0],
    ['*/*;level=1', 'text/html;level=1', 1],
    ['text/html', 'text/html;level=1', 1],
    // case, quoting and order make no difference
    ['TEXT/HTML;LEVEL=ONE', 'text/html;level=one', 1],
    ['text/html;level=one', 'Text/Html;Level=One', 1],
    ['text/html;level="1"', 'text/html;level=1', 1],
    ['text/html;level=1', 'text/html;level="1"', 1],
    ['text/html;level="\\1"', 'text/html;level=1', 1],
    ['text/html;level="a b"', 'text/html;level="A B"', 1],
    // more matching parameters win, at whatever quality and place
    ['text/html;level=1;version=2;q=0.1, text/html;level=1;q=0.9', 'text/html;level=1;version=2', 0.1],
    ['text/html;level=1;q=0.9, text/html;level=1;version=2;q=0.1', 'text/html;level=1;version=2', 0.1],
    ['text/html;level=1;q=0.9, text/html;level=1;version=2;q=0.1', 'text/html;level=1', 0.9],
    ['text/html;level=1;q=0.2, text/html;version=2;q=0.3', 'text/html;level=1;version=2', 0.3],
    // a weight is no parameter, wherever it stands
    ['text/html;q=0.5;level=1', 'text/html;level=1', 0.5],
    ['text/html;q=0.5;level=1', 'text/html', 0],
    ['text/html;q=0.5', 'text/html', 0.5],
    // names that JavaScript objects have
    ['text/html;__proto__=1', 'text/html', 0],
    ['text/html;constructor=1', 'text/html', 0],
    ['text/html;tostring=1', 'text/html', 0],
    ['text/html;__proto__=1', 'text/html;__proto__=1', 1],
    ['text/html;constructor=1;q=0.5, text/html', 'text/html;constructor=1', 0.5]
  ]
  for (const [accept, mediaType, quality] of cases) t.equal(match(accept, mediaType).quality, quality, `${accept} → ${mediaType} ${quality}`)
})

t.test('charset=utf-8 on a range matches text that says nothing of its charset', async (t) => {
  const cases: [accept: string, mediaType: string, quality: number][] = [
    ['text/html;charset=utf-8', 'text/html', 1],
    ['text/html; Charset="UTF-8"', 'text/html', 1],
    ['text/html;charset=utf-8', 'text/html;charset=UTF-8', 1],
    ['text/html;charset=utf-8', 'text/html;level=1', 1],
    ['text/html;charset=utf-8;level=1', 'text/html', 0],
    ['text/html;charset=utf-8', 'text/html;charset=iso-8859-1', 0],
    ['text/html;charset=iso-8859-1', 'text/html', 0],
    ['text/html;charset=iso-8859-1', 'text/html;charset=iso-8859-1', 1],
    ['text/html;level=utf-8', 'text/html', 0],
    ['text/html;charset=utf-8;q=0.2, text/html', 'text/html', 0.2],
    ['application/json;charset=utf-8', 'application/json', 1],
    ['application/problem+json;charset=utf-8', 'application/problem+json', 1],
    ['application/xml;charset=utf-8', 'application/xml', 1],
    ['application/atom+xml;charset=utf-8', 'application/atom+xml', 1],
    ['image/svg+xml;charset=utf-8', 'image/svg+xml', 1],
    ['application/yaml;charset=utf-8', 'application/yaml', 1],
    ['application/x-ndjson;charset=utf-8', 'application/x-ndjson', 1],
    ['text/csv;charset=utf-8', 'text/csv', 1],
    ['image/png;charset=utf-8', 'image/png', 0],
    ['application/octet-stream;charset=utf-8', 'application/octet-stream', 0],
    ['application/xjson;charset=utf-8', 'application/xjson', 0],
    ['application/json-patch;charset=utf-8', 'application/json-patch', 0]
  ]
  for (const [accept, mediaType, quality] of cases) t.equal(match(accept, mediaType).quality, quality, `${accept} → ${mediaType} ${quality}`)
})

t.test('a bare * is read as the media range it means', async (t) => {
  t.equal(match('text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'text/html').quality, 1)
  t.equal(match('text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'application/json').quality, 0.2)
  t.strictSame(match('*;q=0.5', 'text/html'), match('*/*;q=0.5', 'text/html'))
})

t.test('what is no media range is no range at all (RFC 9110 §12.5.1)', async (t) => {
  const malformed = [
    'blah', 'html', 'xx', 'xtext', 'a', '*json', '**',
    '*/json', '*/*/', '*/*/*', 'text/', '/html', '/', '//', 'text//html', 'text/html/x', 'text /html', 'text/ html', 'te xt/html',
    '../../', '../../../../../../../../../../etc/services{{', '*/$' + '{jndi:ldap://x}', 'text/ht\xe9ml', 'text/html\0', '"text/html"', '<text/html>', 'text/html:'
  ]
  for (const accept of malformed) {
    t.equal(isRange(mediaTypes, accept, 'text/html'), false, JSON.stringify(accept))
    t.strictSame(match(accept, 'text/html'), match('', 'text/html'), `${JSON.stringify(accept)} alone is no preference`)
    for (const accepts of [`${accept}, text/html;q=0.1`, `text/html;q=0.1, ${accept}`]) {
      t.equal(match(accepts, 'text/html').quality, 0.1, JSON.stringify(accepts))
      t.equal(match(accepts, 'image/png').quality, 0, JSON.stringify(accepts))
    }
  }
  for (const accept of ['text/html', 'TEXT/*;q=0', '*/*', '*', 'image/png', 'image/*', 'a/b', '*a/b', 'text/html;level=1', "!#$%&'+-.^_`|~/x", 'text/**', 'text/*+json']) {
    t.equal(isRange(mediaTypes, accept, 'text/html'), true, accept)
  }
  // Without a slash there is no type to cut off the front.
  t.equal(match('xtex, */*;q=0.1', 'xte/xtex').quality, 0.1)
})

t.test('a media range is a type, a subtype, parameters and a weight, in whatever case', async (t) => {
  const accept = 'Text/*;Level=A;q=0.5, *'
  const qualities = ['text/html;level=a', 'Text/CSV;LEVEL="A"', 'text/html', 'text/html;level=b', 'image/png'].map((mediaType) => match(accept, mediaType).quality)
  t.strictSame(qualities, [0.5, 0.5, 1, 1, 1])
  t.strictSame([match(accept, 'text/html;level=a').position, match(accept, 'text/html').position], [0, 1])
  // A name is matched whole.
  for (const range of ['text/htm', 'text/htmlx', 'ext/html', 'tex/*', 'textx/*', 'text/h*']) t.equal(match(range, 'text/html').quality, 0, range)
})

t.test('each media type is matched for itself, by one field after the other', async (t) => {
  const spellings = ['text/html', 'text/html;level=1', 'text/csv', 'application/json', 'image/png']
  const matcher = mediaTypes.compile(spellings.map(parsed))
  const fieldValues = [
    'text/html;q=0.5, text/*;q=0.2, */*;q=0.1', '', 'text/html;level=1, text/html;q=0, image/png', 'blah', '*', 'text/*;charset=utf-8;q=0.3', 'text/html;level=2', '*/*;q=0'
  ]
  for (const fieldValue of [...fieldValues, ...fieldValues.toReversed()]) {
    t.strictSame(matchesOf(matcher, fieldValue), spellings.map((spelling) => match(fieldValue, spelling)), fieldValue)
  }
})

t.test('one range is as precise at boot as in a field', async (t) => {
  for (const range of ['*/*', 'text/*', 'text/html', 'text/html;level=1', 'text/html;level=2', 'image/png', '*;charset=utf-8', 'blah']) {
    t.equal(precedenceOf(range, parsed('text/html;level=1')), range === 'blah' ? 0 : match(range, 'text/html;level=1').precedence, range)
  }
  t.equal(precedenceOf('', parsed('text/html')), 0)
  t.equal(precedenceOf('text/html;q=abc', parsed('text/html')), 0)
})

t.test('a match says how precisely and at which place of the list', async (t) => {
  const order = ['*/*', '*/*;charset=utf-8', 'text/*', 'text/*;charset=utf-8', 'text/html', 'text/html;level=1', 'text/html;level=1;charset=utf-8']
  const precedences = order.map((range) => match(range, 'text/html;level=1').precedence)
  t.strictSame(precedences, [...precedences].sort((a, b) => a - b), order.join(' < '))
  t.equal(new Set(precedences).size, order.length, 'each its own')
  t.ok(precedences.every((precedence) => precedence > 0), 'each above that of no range')
  const many = Array.from({ length: 1000 }, (_, index) => `;p${index}=1`).join('')
  t.ok(match('text/html', `text/html${many}`).precedence > match(`text/*${many}`, `text/html${many}`).precedence, 'a subtype outweighs a thousand parameters')
  t.equal(match('text/html, text/*, */*', 'image/png').position, 2)
  t.equal(match('*/*;q=0.5, text/html, text/html', 'text/html').position, 1, 'the first of two alike')
  t.equal(match('text/html;q=0.1, text/plain, text/html;q=0.2', 'text/html').position, 2, 'that of the higher quality')
})

t.test('without a range there is no preference; what no range names or one refuses has quality 0', async (t) => {
  t.strictSame(match('', 'text/html'), { quality: 1, precedence: 0, position: 0 })
  t.strictSame(match('text/plain', 'text/html'), { quality: 0, precedence: 0, position: Infinity })
  t.strictSame(match('text/html;q=0', 'text/html'), { quality: 0, precedence: -1, position: Infinity })
})

t.test('a media type is parsed (RFC 9110 §8.3.1)', async (t) => {
  const cases: [text: string, type: string, subtype: string, parameters: Record<string, string>, charsets: readonly string[]][] = [
    ['text/html', 'text', 'html', {}, ['utf-8']],
    ['Text/HTML', 'text', 'html', {}, ['utf-8']],
    ['application/json', 'application', 'json', {}, ['utf-8']],
    ['application/vnd.api+json', 'application', 'vnd.api+json', {}, ['utf-8']],
    ['image/png', 'image', 'png', {}, []],
    ['text/html;charset=utf-8', 'text', 'html', { charset: 'utf-8' }, []],
    ['text/html; Charset="UTF-8"', 'text', 'html', { charset: 'utf-8' }, []],
    ['text/html \t; \tlevel=1\t;version=2', 'text', 'html', { level: '1', version: '2' }, ['utf-8']],
    ['text/html;level="1"', 'text', 'html', { level: '1' }, ['utf-8']],
    ['text/html;a=""', 'text', 'html', { a: '' }, ['utf-8']],
    ['text/html;a="x,y;z=\\"\\\\"', 'text', 'html', { a: 'x,y;z="\\' }, ['utf-8']],
    ['text/html;a="x\ty"', 'text', 'html', { a: 'x\ty' }, ['utf-8']],
    ['text/html;qs=1', 'text', 'html', { qs: '1' }, ['utf-8']],
    ['text/html;a="x;q=1"', 'text', 'html', { a: 'x;q=1' }, ['utf-8']],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', 'application', 'ld+json', { profile: 'https://www.w3.org/ns/activitystreams' }, ['utf-8']],
    ["!#$%&'+-.^_`|~/x", "!#$%&'+-.^_`|~", 'x', {}, []]
  ]
  for (const [text, type, subtype, parameters, charsets] of cases) {
    const mediaType = parseMediaType(text)
    t.strictSame(mediaType && { ...mediaType, parameters: Object.fromEntries(mediaType.parameters) }, { type, subtype, parameters, charsets }, text)
  }
  t.equal(parseMediaType('text/html;__proto__=1')?.parameters.get('__proto__'), '1')
  t.equal(parseMediaType('text/html')?.parameters.get('constructor'), undefined)
})

t.test('what is not one media type is not parsed', async (t) => {
  const malformed = [
    '', ' ', 'text', 'html', '/', 'text/', '/html', 'text/html/x', '*', '*/*', 'text/*', '*/html', 'text/*;level=1',
    ' text/html', 'text/html ', 'text/html\n', 'text /html', 'text/ html', 'text/html,text/plain', 'text/html, */*', 'text/html,',
    'text/html;', 'text/html;level', 'text/html;level=', 'text/html;=1', 'text/html;level =1', 'text/html;level= 1', 'text/html;;level=1', 'text/html;level=1;',
    'text/html;a="', 'text/html;a="b"c', 'text/html;a="\\"', 'text/html;a="b\n"', 'text/html;a="\xe9"', 'text/html;a=\xe9', 'text/html;a=x/y', 'text/html;a=b c',
    'text/html;q=1', 'text/html;q=0.5', 'text/html; Q=0.5', 'text/html;level=1; q=0.5', 'text/html;q=abc', 'text/html;q="1"',
    't\xe9xt/html', 'text/html\0', 'text/ht(ml)', 'text/"html"', 'text\\html', 'text/\u212a', '\u017f/html'
  ]
  for (const text of malformed) t.equal(parseMediaType(text), undefined, JSON.stringify(text))
})

t.test('a parameter stands once in a media type (RFC 6838 §4.3)', async (t) => {
  t.equal(parseMediaType('text/html;level=1;level=2'), undefined)
  t.equal(parseMediaType('text/html;level=1;LEVEL=1'), undefined)
})

t.test('a media type is as long as what is read of a field, at the most', async (t) => {
  const long = (length: number) => `text/${'x'.repeat(length - 'text/'.length)}`
  t.equal(parseMediaType(long(8192))?.type, 'text')
  t.equal(parseMediaType(long(8193)), undefined)
})

t.test('what is parsed is kept, up to a thousand', async (t) => {
  t.equal(parseMediaType('text/html'), parseMediaType('text/html'))
  for (let count = 0; count < 1000; count++) parseMediaType(`text/x-${count}`)
  t.not(parseMediaType('text/x-more'), parseMediaType('text/x-more'))
  t.strictSame(parseMediaType('text/x-more'), parseMediaType('text/x-more'))
})

t.test('the ranges that name a media type are its type, its name, and its name with all parameters', async (t) => {
  t.strictSame(mediaTypes.ranges(parsed('Text/HTML; Level=1; title="a \\"b"')), ['text/*', 'text/html', 'text/html;level=1;title="a \\"b"'])
})

t.test('two spellings of one media type are the same', async (t) => {
  const canonical = (text: string) => mediaTypes.canonical(parsed(text))
  const same = [
    ['text/html', 'TEXT/HTML'],
    ['text/html;level=1', 'text/html; Level="1"'],
    ['text/html;a=1;b=2', 'text/html;b=2;a=1'],
    ['text/html;a="\\x"', 'text/html;a=X']
  ] as const
  for (const [a, b] of same) t.equal(canonical(a), canonical(b), `${a} = ${b}`)
  const different = [
    ['text/html', 'text/plain'],
    ['text/html', 'application/html'],
    ['text/html', 'text/html;level=1'],
    ['text/html;a=1', 'text/html;a=2'],
    ['text/html;a=1', 'text/html;b=1'],
    ['text/html;a="1;b=2"', 'text/html;a=1;b=2'],
    ['text/html;a="1\\";b=\\"2"', 'text/html;a=1;b=2']
  ] as const
  for (const [a, b] of different) t.not(canonical(a), canonical(b), `${a} ≠ ${b}`)
})

t.test('JSON is application/json and every +json (RFC 6839 §3.1)', async (t) => {
  const cases: [text: string, json: boolean][] = [
    ['application/json', true],
    ['Application/JSON', true],
    ['application/json;charset=utf-8', true],
    ['application/hal+json', true],
    ['application/problem+JSON', true],
    ['image/x+json', true],
    ['text/json', false],
    ['application/jsonl', false],
    ['application/xjson', false],
    ['application/json-seq', false],
    ['application/json+xml', false],
    ['text/html', false]
  ]
  for (const [text, json] of cases) t.equal(isJson(parsed(text)), json, text)
})
