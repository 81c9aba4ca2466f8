import fc from 'fast-check'
import { isDeepStrictEqual } from 'node:util'
import t from 'tap'
import { parseMembers } from '../../lib/negotiation/fields.js'
import { DEFAULT_LIMITS, MemberReader, type Limits } from '../../lib/negotiation/member-reader.js'
import { runs } from '../fixtures/generated.js'

/** `[value, quality, ...parameters]`, the parameters as `name=value`. */
type Read = readonly [value: string, quality: number, ...parameters: string[]]

function read (fieldValue: string, limits?: Limits): Read[] {
  return parseMembers(fieldValue, limits).map(({ value, quality, parameters }) => [value, quality, ...parameters.map((parameter) => parameter.join('='))])
}

t.test('a list-based field is read member by member (RFC 9110 §5.6.1)', async (t) => {
  const cases: [fieldValue: string, members: Read[]][] = [
    ['', []],
    [' \t ', []],
    [',', []],
    [', ,\t,,', []],
    ['foo,bar', [['foo', 1], ['bar', 1]]],
    ['foo ,bar,', [['foo', 1], ['bar', 1]]],
    [' foo , ,bar,charlie', [['foo', 1], ['bar', 1], ['charlie', 1]]],
    ['\tfoo\t,\t \tbar\t', [['foo', 1], ['bar', 1]]],
    ['text/html,application/json;q=0.5', [['text/html', 1], ['application/json', 0.5]]],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', [['gzip', 1], ['identity', 0.5], ['*', 0]]],
    ['TEXT/Html;Level=A;Q=0.5', [['text/html', 0.5, 'level=a']]],
    ['text/html;q=0.5,text/html;q=0.5', [['text/html', 0.5], ['text/html', 0.5]]]
  ]
  for (const [fieldValue, members] of cases) t.strictSame(read(fieldValue), members, JSON.stringify(fieldValue))
})

t.test('the position of a member counts those before it that have a value, malformed ones too', async (t) => {
  const positions = parseMembers(', text/html;q=abc, text/plain, , ;q=1, text/csv;a="x,y", */*').map(({ value, position }) => [value, position])
  t.strictSame(positions, [['text/plain', 1], ['text/csv', 2], ['*/*', 3]])
})

t.test('parameters are read with their values, quoted or not (RFC 9110 §5.6.6)', async (t) => {
  const cases: [fieldValue: string, members: Read[]][] = [
    ['text/html;level=1', [['text/html', 1, 'level=1']]],
    ['text/html ; \t level=1\t;\tversion=2 ', [['text/html', 1, 'level=1', 'version=2']]],
    ['text/html;level="1"', [['text/html', 1, 'level=1']]],
    ['text/html;level=""', [['text/html', 1, 'level=']]],
    ['text/html;level="1" ; version="2"\t', [['text/html', 1, 'level=1', 'version=2']]],
    ['text/html;a="x,y", text/plain', [['text/html', 1, 'a=x,y'], ['text/plain', 1]]],
    ['text/html;a="x;q=0.5";b=2', [['text/html', 1, 'a=x;q=0.5', 'b=2']]],
    ['text/html;a="=", b/c', [['text/html', 1, 'a=='], ['b/c', 1]]],
    ['text/html;a=" x\t"', [['text/html', 1, 'a= x\t']]],
    ['text/html;a="\\"", b/c', [['text/html', 1, 'a="'], ['b/c', 1]]],
    ['text/html;a="\\\\", b/c', [['text/html', 1, 'a=\\'], ['b/c', 1]]],
    ['text/html;a="\\x\\,\\\\\\"", b/c', [['text/html', 1, 'a=x,\\"'], ['b/c', 1]]],
    ['text/html;a="\xe9\xff"', [['text/html', 1, 'a=\xe9\xff']]],
    ['text/html;level = 1', [['text/html', 1, 'level=1']]],
    ['text/html;level =\t"1"', [['text/html', 1, 'level=1']]],
    ['text/html;', [['text/html', 1]]],
    ['text/html;;;level=1; ;', [['text/html', 1, 'level=1']]],
    ['text/html; , text/plain', [['text/html', 1], ['text/plain', 1]]],
    ['text/html;__proto__=1;constructor=2', [['text/html', 1, '__proto__=1', 'constructor=2']]],
    ['application/ld+json;profile=http://www.w3.org/ns/json-ld#expanded;q=0.5', [['application/ld+json', 0.5, 'profile=http://www.w3.org/ns/json-ld#expanded']]],
    ['application/ld+json; profile="https://www.w3.org/ns/activitystreams"', [['application/ld+json', 1, 'profile=https://www.w3.org/ns/activitystreams']]]
  ]
  for (const [fieldValue, members] of cases) t.strictSame(read(fieldValue), members, fieldValue)
})

t.test('a weight is read in any position and in any spelling that has a meaning (RFC 9110 §12.4.2)', async (t) => {
  const cases: [fieldValue: string, members: Read[]][] = [
    ['a/b;q=0', [['a/b', 0]]],
    ['a/b;q=0.', [['a/b', 0]]],
    ['a/b;q=0.0', [['a/b', 0]]],
    ['a/b;q=0.000', [['a/b', 0]]],
    ['a/b;q=0.001', [['a/b', 0.001]]],
    ['a/b;q=0.999', [['a/b', 0.999]]],
    ['a/b;q=1', [['a/b', 1]]],
    ['a/b;q=1.', [['a/b', 1]]],
    ['a/b;q=1.000', [['a/b', 1]]],
    ['a/b;q=.2', [['a/b', 0.2]]],
    ['a/b;q=0.1234', [['a/b', 0.1234]]],
    ['a/b;q=0.33333333', [['a/b', 0.33333333]]],
    ['a/b;Q=0.5', [['a/b', 0.5]]],
    ['a/b;q="0.5"', [['a/b', 0.5]]],
    ['a/b;q="0\\.5"', [['a/b', 0.5]]],
    ['a/b; q = 0.5', [['a/b', 0.5]]],
    ['a/b;q=0.5 , c/d', [['a/b', 0.5], ['c/d', 1]]],
    ['a/b;q=0.5;level=1', [['a/b', 0.5, 'level=1']]],
    ['a/b;level=1;q=0.5;version=2', [['a/b', 0.5, 'level=1', 'version=2']]],
    ['a/b;q=0.5;q=0.9', [['a/b', 0.5]]],
    ['a/b;q=0;q=1', [['a/b', 0]]],
    ['a/b;qq=0.5', [['a/b', 1, 'qq=0.5']]]
  ]
  for (const [fieldValue, members] of cases) t.strictSame(read(fieldValue), members, fieldValue)
})

t.test('a quotation begins after "=" and nowhere else, so that a comma before it ends the member', async (t) => {
  const cases: [fieldValue: string, members: Read[]][] = [
    ['"x,y", c/d', [['"x', 1], ['y"', 1], ['c/d', 1]]],
    ['a/b;"x,y", c/d', [['y"', 1], ['c/d', 1]]],
    ['a/b; "x,y", c/d', [['y"', 1], ['c/d', 1]]],
    ['a/b;x"y,z", c/d', [['z"', 1], ['c/d', 1]]],
    ['a/b;x=y"z,w", c/d', [['w"', 1], ['c/d', 1]]],
    ['a/b;x= "y,z", c/d', [['a/b', 1, 'x=y,z'], ['c/d', 1]]]
  ]
  for (const [fieldValue, members] of cases) t.strictSame(read(fieldValue), members, fieldValue)
})

t.test('a malformed member is left out and the rest counts', async (t) => {
  const malformed = [
    // a weight that says nothing
    'a/b;q=abc', 'a/b;q=2', 'a/b;q=1.001', 'a/b;q=-1', 'a/b;q=-0', 'a/b;q=+1', 'a/b;q=', 'a/b;q=""', "a/b;q=''", 'a/b;q', 'a/b;q=.', 'a/b;q=0.5x', 'a/b;q=x0.5',
    'a/b;q=1e-1', 'a/b;q=0x1', 'a/b;q=" 0.5"', 'a/b;q=0.5.5', 'a/b;q=0. 5', 'a/b;q=NaN', 'a/b;q=Infinity', 'a/b;q=abc;q=1',
    // parameters that are none
    'a/b;qx1', 'a/b;q 1', 'a/b;level', 'a/b;level=', 'a/b;level=;q=0.5', 'a/b;=1', 'a/b;=', 'a/b; =1', 'a/b;a b=1', 'a/b;a=b c', 'a/b;a=b"c', 'a/b;a=b"c"', 'a/b;"a"=1', 'a/b;a(=1', 'a/b;\xe9=1',
    'a/b;level;q=0.5',
    // more after the closing quote
    'a/b;a="b"c', 'a/b;a="b" c', 'a/b;a="b""c"', 'a/b;a="b"=c', 'a/b;a="b,c"d',
    // parameters of nothing
    ';q=0.5', ' ; a=1', ';'
  ]
  for (const member of malformed) {
    t.strictSame(read(member), [], member)
    t.strictSame(read(`text/html;q=0.2,${member} , text/plain;q=0.3`), [['text/html', 0.2], ['text/plain', 0.3]], `text/html;q=0.2,${member} , text/plain;q=0.3`)
  }
})

t.test('whitespace is a space or a tab, nothing else (RFC 9110 §5.6.3)', async (t) => {
  for (const blank of ['\xa0', '\x0b', '\f', '\ufeff']) {
    t.strictSame(read(`text/html${blank}, text/plain`), [[`text/html${blank}`, 1], ['text/plain', 1]], `${JSON.stringify(blank)} after a value`)
    t.strictSame(read(`a/b;q=0.5${blank}, text/plain`), [['text/plain', 1]], `${JSON.stringify(blank)} after a weight`)
    t.strictSame(read(`a/b;level${blank}=1, text/plain`), [['text/plain', 1]], `${JSON.stringify(blank)} after a name`)
  }
})

t.test('a comma within the quotes of a malformed member starts no other member', async (t) => {
  t.strictSame(read('a/b;q=abc;c="x, text/html", text/plain'), [['text/plain', 1]])
  t.strictSame(read('a/b;level;c="x\\", text/html", text/plain'), [['text/plain', 1]])
  t.strictSame(read('a/b;c="d" "x, text/html", text/plain'), [['text/plain', 1]])
  t.strictSame(read('a/b;q=abc;c="x", text/html, e/f;g="y"'), [['text/html', 1], ['e/f', 1, 'g=y']])
})

t.test('a member whose quotes do not end is left out and the rest counts', async (t) => {
  const cases: [fieldValue: string, members: Read[]][] = [
    ['a/b;c="', []],
    ['a/b;c="\\', []],
    ['a/b;c="\\"', []],
    ['text/html, a/b;c="d', [['text/html', 1]]],
    ['a/b;c="d, text/html;q=0.5, text/plain', [['text/html', 0.5], ['text/plain', 1]]],
    ['a/b;c="d\\", text/html', [['text/html', 1]]],
    ['a/b;c="d;q=0.5, text/html', [['text/html', 1]]],
    ['a/b;q=abc;c="d, text/html', [['text/html', 1]]],
    ['a/b;c="d", e/f;g="h, text/html', [['a/b', 1, 'c=d'], ['text/html', 1]]]
  ]
  for (const [fieldValue, members] of cases) t.strictSame(read(fieldValue), members, fieldValue)
})

t.test('what stands after maxFieldLength is not looked at', async (t) => {
  const cases: [fieldValue: string, maxFieldLength: number, members: Read[]][] = [
    ['a/b;c="d"e;f', 9, []],
    ['a/b,c/d;e="f";g', 12, [['a/b', 1]]],
    ['a/b,c/d;e="f",g', 13, [['a/b', 1], ['c/d', 1, 'e=f']]],
    ['a/b;c="d",e/f;g="h;i"', 17, [['a/b', 1, 'c=d']]],
    ['a/b;c="d,e/f"', 9, []],
    ['a/b,c/d;q=0.1', 12, [['a/b', 1]]]
  ]
  for (const [fieldValue, maxFieldLength, members] of cases) {
    t.strictSame(read(fieldValue, { maxFieldLength, maxMembers: 100 }), members, `${maxFieldLength} of ${fieldValue}`)
    t.strictSame(read(fieldValue.slice(0, maxFieldLength + 1), { maxFieldLength, maxMembers: 100 }), members, `${fieldValue} without what comes after`)
  }
})

t.test('a field value beyond maxFieldLength is read up to the last member that ends within', async (t) => {
  const fieldValue = 'text/html;q=0.1,text/csv;a="x,y",a/b'
  const cases: [maxFieldLength: number, members: Read[]][] = [
    [36, [['text/html', 0.1], ['text/csv', 1, 'a=x,y'], ['a/b', 1]]],
    [35, [['text/html', 0.1], ['text/csv', 1, 'a=x,y']]],
    [32, [['text/html', 0.1], ['text/csv', 1, 'a=x,y']]],
    [31, [['text/html', 0.1]]],
    [16, [['text/html', 0.1]]],
    [15, [['text/html', 0.1]]],
    [14, []],
    [9, []],
    [1, []],
    [0, []]
  ]
  for (const [maxFieldLength, members] of cases) t.strictSame(read(fieldValue, { maxFieldLength, maxMembers: 100 }), members, `${maxFieldLength} of ${fieldValue}`)
})

t.test('wherever maxFieldLength cuts, the members before the cut are read and no others', async (t) => {
  const fieldValues = [
    'a/b;c="1, text/html, 2", text/plain',
    'text/html;q=0.1, a/b;c="\\", text/html", e/f;g="h,i,j";q=0.5',
    'a/b;c="\\\\";d=", e/f, ";q=0.3,text/csv',
    'text/html, ,;, text/plain;;q=0.1,'
  ]
  for (const fieldValue of fieldValues) {
    const whole = read(fieldValue)
    for (let maxFieldLength = 0; maxFieldLength <= fieldValue.length; maxFieldLength++) {
      const members = read(fieldValue, { maxFieldLength, maxMembers: 100 })
      t.strictSame(members, whole.slice(0, members.length), `${fieldValue.slice(0, maxFieldLength)} of ${fieldValue}`)
    }
    t.strictSame(read(fieldValue, { maxFieldLength: fieldValue.length, maxMembers: 100 }), whole, fieldValue)
  }
})

t.test('a field value is read up to 8192 bytes and 100 members by default', async (t) => {
  t.strictSame(DEFAULT_LIMITS, { maxFieldLength: 8192, maxMembers: 100 })
  const long = `a/b;c=${'d'.repeat(8192 - 6)}`
  t.equal(parseMembers(long).length, 1, '8192 bytes')
  t.equal(parseMembers(`${long}e`).length, 0, '8193 bytes')
  t.strictSame(read(`text/html,${long}`), [['text/html', 1]], 'text/html and a member that ends beyond')
  t.equal(parseMembers(Array.from({ length: 101 }, (_, index) => `a/b${index}`).join()).at(-1)?.value, 'a/b99')
})

t.test('members beyond maxMembers are ignored', async (t) => {
  const limits = (maxMembers: number) => ({ maxFieldLength: 8192, maxMembers })
  t.strictSame(read('a/a, b/b, c/c', limits(3)), [['a/a', 1], ['b/b', 1], ['c/c', 1]])
  t.strictSame(read('a/a, b/b, c/c', limits(2)), [['a/a', 1], ['b/b', 1]])
  t.strictSame(read('a/a, b/b, c/c', limits(0)), [])
  t.strictSame(read('a/a, b/b;q=abc, c/c', limits(2)), [['a/a', 1]], 'a malformed member is one of them')
})

t.test('a member is its value, parameters, quality and position, nothing else', async (t) => {
  t.strictSame(parseMembers('text/HTML;Level=1;q=0.5'), [{ value: 'text/html', parameters: [['level', '1']], quality: 0.5, position: 0 }])
})

/** The parameters of the member that a reader is at. */
function parametersOf (reader: MemberReader): string[] {
  return Array.from({ length: reader.parameterCount }, (_, index) => reader.parameter(index).join('='))
}

t.test('members are read one after the other, and their parameters when somebody asks for them', async (t) => {
  const reader = new MemberReader(DEFAULT_LIMITS)
  reader.open('a/b;c=d;q=0.1, Text/HTML;Level="A";q=0.5, , blah;q=abc, ;q=1, text/plain;q=0, e/f')
  t.equal(reader.next(), true)
  t.equal(reader.value, 'a/b')
  t.equal(reader.next(), true)
  t.equal(reader.value, 'text/html')
  t.equal(reader.text.slice(reader.start, reader.end), 'Text/HTML', 'as it was sent')
  t.equal(reader.readParameters(), true)
  t.strictSame([reader.quality, parametersOf(reader)], [0.5, ['level=a']])
  t.equal(reader.readParameters(), true, 'and again')
  t.strictSame([reader.quality, parametersOf(reader)], [0.5, ['level=a']])
  t.equal(reader.next(), true)
  t.strictSame([reader.value, reader.readParameters()], ['blah', false])
  t.equal(reader.next(), true)
  t.strictSame([reader.value, reader.readParameters(), reader.quality, parametersOf(reader)], ['text/plain', true, 0, []])
  t.equal(reader.next(), true)
  t.strictSame([reader.value, reader.readParameters(), reader.quality, parametersOf(reader)], ['e/f', true, 1, []])
  t.equal(reader.next(), false)
  t.equal(reader.next(), false, 'and stays so')
})

t.test('a member is compared as a whole', async (t) => {
  const reader = new MemberReader(DEFAULT_LIMITS)
  reader.open(' \tText/HTML ;a=1, text/html5')
  reader.next()
  t.equal(reader.is('text/html'), true)
  for (const other of ['', 'text/htm', 'text/html5', 'text/html ', 'text/htmx', 'ext/html', 'a=1']) t.equal(reader.is(other), false, other)
  reader.next()
  t.strictSame([reader.is('text/html5'), reader.is('text/html')], [true, false])
})

t.test('a parameter is compared as a whole, without regard to case', async (t) => {
  const reader = new MemberReader(DEFAULT_LIMITS)
  reader.open('a/b;Level=One;q=0.5;C="D \\"E\\"";f=""')
  reader.next()
  reader.readParameters()
  t.strictSame(parametersOf(reader), ['level=one', 'c=d "e"', 'f='])
  const cases: [index: number, name: string, value: string, is: boolean][] = [
    [0, 'level', 'one', true], [0, 'level', 'on', false], [0, 'level', 'ones', false], [0, 'level', '', false], [0, 'leve', 'one', false], [0, 'levels', 'one', false],
    [0, 'lever', 'one', false], [0, 'level', 'two', false], [0, 'c', 'd "e"', false], [1, 'c', 'd "e"', true], [1, 'c', 'd \\"e\\"', false], [1, 'c', '"d', false],
    [1, 'level', 'one', false], [2, 'f', '', true], [2, 'f', '""', false]
  ]
  for (const [index, name, value, is] of cases) t.equal(reader.parameterIs(index, name, value), is, `${index}: ${name}=${value}`)
})

t.test('a parameter is what has a name and is no weight', async (t) => {
  const cases: [member: string, hasParameters: boolean][] = [
    ['a/b', false], ['a/b;', false], ['a/b; ;', false], ['a/b;q=0.5', false], ['a/b;q="1"', false], ['a/b;q=0.5;q=1', false],
    ['a/b;a=""', true], ['a/b;a=1;q=0.5', true], ['a/b;q=0.5;a=1', true], ['a/b;qs=1', true]
  ]
  const reader = new MemberReader(DEFAULT_LIMITS)
  for (const [member, hasParameters] of cases) {
    reader.open(`${member}, c/d`)
    reader.next()
    t.strictSame([reader.readParameters(), reader.parameterCount], [true, Number(hasParameters)], member)
    reader.next()
    t.strictSame([reader.value, reader.readParameters(), reader.parameterCount], ['c/d', true, 0], `what follows ${member}`)
  }
})

t.test('nothing of a field value is left where the next one begins', async (t) => {
  const reader = new MemberReader({ maxFieldLength: 40, maxMembers: 3 })
  const fieldValues = ['a/a, b/b, c/c, d/d', 'a/b;c="d', 'text/html;q=0.1;a="x,y"', `a/b;c="${'d'.repeat(40)}"`, '', 'a/b;q=abc', 'text/html', 'a/b;c="d", e/f;q="0.5"']
  for (const fieldValue of [...fieldValues, ...fieldValues.toReversed()]) {
    const members: Read[] = []
    reader.open(fieldValue)
    while (reader.next()) if (reader.readParameters()) members.push([reader.value, reader.quality, ...parametersOf(reader)])
    t.strictSame(members, read(fieldValue, { maxFieldLength: 40, maxMembers: 3 }), fieldValue)
  }
})

// A field value is generated part by part from the grammar, next to what it says.

const ows = fc.constantFrom('', '', ' ', '\t', '  ')
const token = fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~019abqyzABQYZ"), minLength: 1, maxLength: 6 })
const latin1 = fc.integer({ min: 0x20, max: 0xff }).filter((code) => code !== 0x7f).map((code) => String.fromCharCode(code))
const quotedCharacter = fc.tuple(fc.oneof(fc.constantFrom(...'",;\\= \t'), latin1), fc.boolean())
  .map(([character, escaped]) => ({ text: escaped || character === '"' || character === '\\' ? `\\${character}` : character, means: character }))
const quoted = fc.array(quotedCharacter, { maxLength: 8 })
  .map((characters) => ({ text: `"${characters.map(({ text }) => text).join('')}"`, means: characters.map(({ means }) => means).join('') }))
const parameter = fc.record({
  name: token.filter((name) => name.toLowerCase() !== 'q'),
  value: fc.oneof(token.map((text) => ({ text, means: text })), quoted),
  around: fc.tuple(ows, ows, ows, ows)
}).map(({ name, value, around: [a, b, c, d] }) => ({ text: `${a};${b}${name}${c}=${d}${value.text}`, means: `${name}=${value.means}`.toLowerCase() }))
const qvalue = fc.oneof(
  fc.constantFrom(['0', 0], ['0.', 0], ['0.000', 0], ['1', 1], ['1.', 1], ['1.000', 1], ['.25', 0.25]),
  fc.integer({ min: 0, max: 999 }).map((thousandths) => [`0.${String(thousandths).padStart(3, '0')}`, thousandths / 1000])
) as fc.Arbitrary<[text: string, means: number]>
const weight = fc.record({ qvalue, q: fc.constantFrom('q', 'Q'), around: fc.tuple(ows, ows) })
  .map(({ qvalue: [text, means], q, around: [a, b] }) => ({ text: `${a};${b}${q}=${text}`, means }))
const member = fc.record({
  value: fc.tuple(token, fc.option(token, { nil: undefined })).map(([type, subtype]) => subtype === undefined ? type : `${type}/${subtype}`),
  parameters: fc.uniqueArray(parameter, { maxLength: 4, selector: ({ means }) => means.split('=')[0] }),
  weight: fc.option(weight, { nil: undefined }),
  weightAt: fc.nat(4),
  empty: fc.constantFrom('', '', '', ';', ' ; ')
}).map(({ value, parameters, weight, weightAt, empty }) => {
  const texts = parameters.map(({ text }) => text)
  if (weight !== undefined) texts.splice(weightAt, 0, weight.text)
  const means: Read = [value.toLowerCase(), weight?.means ?? 1, ...parameters.map(({ means }) => means)]
  return { text: `${value}${texts.join(empty)}${empty}`, means }
})
const list = fc.array(fc.record({ member: fc.option(member, { nil: undefined, freq: 5 }), around: fc.tuple(ows, ows) }), { maxLength: 12 })
  .map((elements) => ({
    text: elements.map(({ member, around: [a, b] }) => `${a}${member?.text ?? ''}${b}`).join(','),
    means: elements.flatMap(({ member }) => member === undefined ? [] : [member.means])
  }))

t.test('whatever the grammar makes is read for what it says (RFC 9110 §5.6)', async () => {
  fc.assert(fc.property(list, ({ text, means }) => isDeepStrictEqual(read(text), means)), runs(2000))
})

t.test('no field value throws, and every member read is within its bounds', async () => {
  fc.assert(fc.property(fc.string({ unit: fc.oneof(fc.constantFrom(...'",;=\\ \tqQ01./*a'), latin1), maxLength: 60 }), (fieldValue) =>
    parseMembers(fieldValue).every(({ value, quality, position }, index, members) =>
      value !== '' && !/^[ \t]|[ \t]$|[A-Z]/.test(value) && quality >= 0 && quality <= 1 && position > (members[index - 1]?.position ?? -1))
  ), runs(5000))
})

t.test('a member with a parameter twice is malformed (RFC 6838 §4.3)', async (t) => {
  const many = Array.from({ length: 9 }, (_, index) => `;p${index}=1`).join('')
  const cases: [member: string, isRead: boolean][] = [
    ['a/b;c=1;d=1', true], ['a/b;c=1;cc=1', true], ['a/b;c=1;d=1;e=1;f=1', true], [`a/b${many}`, true],
    ['a/b;c=1;c=1', false], ['a/b;c=1;c=2', false], ['a/b;c=1;C="1"', false], ['a/b;c=1;d=1;c=1', false], ['a/b;c=1;c=1;q=0.5', false], ['a/b;q=0.5;c=1;c=1', false],
    ['a/b;d=1;c=1;c=1', false], [`a/b${many};P3=1`, false]
  ]
  for (const [member, isRead] of cases) {
    t.strictSame(parseMembers(`${member}, e/f`).map(({ value, position }) => [value, position]), isRead ? [['a/b', 0], ['e/f', 1]] : [['e/f', 1]], member)
  }
})
