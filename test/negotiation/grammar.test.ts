import t from 'tap'
import {
  afterWhitespace, beforeWhitespace, endOfQuotedString, isAlphanumeric, isRepeated, isToken, isTokenBetween, parseQuality, unquoted
} from '../../lib/negotiation/grammar.js'

t.test('a token is made of token characters alone (RFC 9110 §5.6.2)', async (t) => {
  const characters = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code)
    t.equal(isToken(`a${character}`), characters.includes(character), JSON.stringify(character))
    t.equal(isTokenBetween(`,a${character},`, 1, 3), characters.includes(character), `${JSON.stringify(character)} within a text`)
  }
  t.equal(isToken(''), false, 'nothing')
  t.equal(isToken('a\n'), false, 'a line end after it')
  t.equal(isToken('\u212a'), false, 'the Kelvin sign')
  t.equal(isTokenBetween('a', 0, 0), false, 'nothing')
  t.equal(isTokenBetween('a', 1, 0), false, 'less than nothing')
  t.equal(isTokenBetween('a', 0, 2), false, 'more than there is')
  t.equal(isTokenBetween('\u212a', 0, 1), false, 'the Kelvin sign')
})

t.test('a quoted string ends at the first DQUOTE that no backslash escapes (RFC 9110 §5.6.4)', async (t) => {
  const cases: [text: string, start: number, end: number][] = [
    ['""', 0, 2], ['"a"', 0, 3], ['"a";b="c"', 0, 3], ['"a";b="c"', 6, 9], ['"\\""', 0, 4], ['"\\\\"', 0, 4], ['"\\\\""', 0, 4],
    ['"', 0, -1], ['"a', 0, -1], ['"\\', 0, -1], ['"\\"', 0, -1], ['"a\\\\\\"', 0, -1]
  ]
  for (const [text, start, end] of cases) {
    t.equal(endOfQuotedString(text, start, text.length), end, `${text} from ${start}`)
    t.equal(endOfQuotedString(`${text}"`, start, text.length), end, `${text} from ${start}, and a DQUOTE after the end`)
  }
})

t.test('a quoted string stands for what is between the quotes, anything else for itself (RFC 9110 §5.6.4)', async (t) => {
  const cases: [value: string, means: string][] = [
    ['', ''], ['a', 'a'], ['a\\b', 'a\\b'], ['a"', 'a"'], ['""', ''], ['"a b"', 'a b'], ['"\\a"', 'a'], ['"\\""', '"'], ['"\\\\"', '\\'], ['"a\\\\\\"b"', 'a\\"b'], ['"\\\n"', '\n']
  ]
  for (const [value, means] of cases) t.equal(unquoted(value), means, value)
})

t.test('whitespace is passed over within bounds (RFC 9110 §5.6.3)', async (t) => {
  for (const [start, end, at] of [[0, 6, 0], [1, 6, 4], [1, 3, 3], [4, 4, 4]] as const) t.equal(afterWhitespace('a \t b ', start, end), at, `from ${start} to ${end}`)
  for (const [start, end, at] of [[0, 6, 5], [0, 4, 1], [2, 4, 2], [4, 4, 4]] as const) t.equal(beforeWhitespace('a \t b ', start, end), at, `from ${start} to ${end}`)
})

t.test('a parameter that stands twice is found by its name, without regard to case (RFC 9110 §5.6.6)', async (t) => {
  const cases: [text: string, names: readonly number[], repeated: boolean][] = [
    ['a=1;b=2', [0, 4], false], ['a=1;a=2', [0, 4], true], ['a=1;A =2', [0, 4], true], ['a=1;b=2;B=3', [0, 4, 8], true], ['a=1;b=2;c=3', [0, 4, 8], false]
  ]
  for (const [text, names, repeated] of cases) {
    t.equal(isRepeated(text, names.flatMap((name) => [name, name + 1, name + 2, name + 3]), names.length), repeated, text)
  }
})

t.test('a weight is a number from 0 to 1 (RFC 9110 §12.4.2)', async (t) => {
  const cases: [text: string, quality: number][] = [
    ['0', 0], ['0.', 0], ['0.000', 0], ['0.5', 0.5], ['0.999', 0.999], ['1', 1], ['1.', 1], ['1.000', 1], ['.2', 0.2], ['0.1234', 0.1234], ['00.5', 0.5],
    [`0.${'3'.repeat(30)}`, 0.333333333333333], [`1.${'0'.repeat(30)}`, 1], [`0.${'0'.repeat(400)}`, 0],
    ['', -1], ['.', -1], ['x', -1], ['0x', -1], ['0.x', -1], ['x.5', -1], ['0.5.5', -1], ['-0', -1], ['+1', -1], ['1.001', -1], ['2', -1], ['1e-1', -1], ['0,5', -1],
    [`0.${'0'.repeat(30)}x`, -1], [`0.${'0'.repeat(30)}.0`, -1], ['9'.repeat(400), -1]
  ]
  for (const [text, quality] of cases) {
    t.equal(parseQuality(text, 0, text.length), quality, JSON.stringify(text))
    t.equal(parseQuality(`1${text}1`, 1, text.length + 1), quality, `${JSON.stringify(text)} within a text`)
  }
})

t.test('letters and digits are those of ASCII, and nothing else', async (t) => {
  for (let code = 0; code < 256; code++) {
    const character = String.fromCharCode(code)
    t.equal(isAlphanumeric(code), /[A-Za-z0-9]/.test(character), `${code}: ${JSON.stringify(character)}`)
  }
})
