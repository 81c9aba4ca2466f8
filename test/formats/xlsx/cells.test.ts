/** Cells: what type a value has in a spreadsheet. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { columnName } from '../../../lib/formats/xlsx/cells.js'
import { runs } from '../../fixtures/generated.js'
import { array, object, text } from '../declared.js'
import { cell, render, sheetsOf, type Value } from './reader.js'

const string = { type: 'string' }
const number = { type: 'number' }
const integer = { type: 'integer' }
const date = { type: 'string', format: 'date' }
const dateTime = { type: 'string', format: 'date-time' }
const DAY = 'yyyy\\-mm\\-dd'
const TIME = 'yyyy\\-mm\\-dd\\ hh:mm:ss'

const cases: Array<[name: string, value: unknown, schema: unknown, found: Value, format?: string]> = [
  ['text', 'Mars', string, 'Mars'],
  ['text that looks like a number', '007', string, '007'],
  ['text that looks like a date', '2024-02-29', string, '2024-02-29'],
  ['text that looks like a formula', '=1+1', string, '=1+1'],
  ['the start of other formulas', '@SUM(A1)', string, '@SUM(A1)'],
  ['a negative number in text', '-1', string, '-1'],
  ['empty text', '', string, null],
  ['text around which there are spaces', ' a ', string, ' a '],
  ['text that begins with a line break', '\na', string, '\na'],
  ['line breaks of each kind', 'a\r\nb\rc\n', string, 'a\r\nb\rc\n'],
  ['markup', '<b>&amp;</b> ]]>', string, '<b>&amp;</b> ]]>'],
  ['control characters', '\0\x01\x1f\x7f', string, '\0\x01\x1f\x7f'],
  ['what looks like an escaped character', '_x0041_ _X00e9_ _x', string, '_x0041_ _X00e9_ _x'],
  ['halves of surrogate pairs, and no characters', '\ud800 \udc00 \ufffe\uffff', string, '\ud800 \udc00 \ufffe\uffff'],
  ['a pair', '𝄞', string, '𝄞'],
  ['a number', 1.5, number, 1.5],
  ['a small one', 5e-324, number, 5e-324],
  ['a large one', 1.7976931348623157e308, number, 1.7976931348623157e308],
  ['zero', -0, number, 0],
  ['a number that JSON makes of text', '12', integer, 12],
  ['the largest integer that is exact', 2 ** 53 - 1, integer, 2 ** 53 - 1],
  ['an integer beyond', 2 ** 53, integer, '9007199254740992'],
  ['one below', -(2 ** 60), integer, '-1152921504606847000'],
  ['a measure of that size', 1e21, number, 1e21],
  ['NaN', NaN, number, null],
  ['an infinity', -Infinity, number, null],
  ['a bigint', 12n, integer, 12],
  ['a bigint beyond', 12345678901234567890n, integer, '12345678901234567890'],
  ['true', true, { type: 'boolean' }, true],
  ['false', false, { type: 'boolean' }, false],
  ['null', null, { type: ['string', 'null'] }, null],
  ['nothing', undefined, string, null],
  ['bytes', Uint8Array.of(1, 2, 3), string, 'AQID'],
  ['a list of scalars', ['a', 1, null], array({}), 'a; 1; '],
  ['an empty list', [], array(string), null],
  ['objects in a list', [{ a: 1, secret: 2 }], array(object({ a: integer })), '[{"a":1}]'],
  ['an object whose properties nobody knows', { a: 'x' }, {}, '{"a":"x"}'],
  ['a day', '2024-02-29', date, new Date('2024-02-29'), DAY],
  ['a Date that is a day', new Date(2024, 1, 29), date, new Date('2024-02-29'), DAY],
  ['a time of UTC', '2024-02-29T12:30:15Z', dateTime, new Date('2024-02-29T12:30:15Z'), TIME],
  ['a time with an offset', '2024-02-29T12:30:15+02:00', dateTime, new Date('2024-02-29T10:30:15Z'), TIME],
  ['a time with another offset', '2024-02-29t12:30:15-00:30', dateTime, new Date('2024-02-29T13:00:15Z'), TIME],
  ['a time without an offset', '2024-02-29 12:30:15', dateTime, new Date('2024-02-29T12:30:15Z'), TIME],
  ['milliseconds', '2024-02-29T12:30:15.5Z', dateTime, new Date('2024-02-29T12:30:15.500Z'), TIME],
  ['less than milliseconds', '2024-02-29T12:30:15.123999Z', dateTime, new Date('2024-02-29T12:30:15.123Z'), TIME],
  ['a Date', new Date('2024-02-29T12:30:15.250Z'), dateTime, new Date('2024-02-29T12:30:15.250Z'), TIME],
  ['a Date under no schema of its own', new Date(0), {}, new Date(0), TIME],
  ['a Date in text', new Date(0), string, new Date(0), TIME],
  ['a day in the place of a time', '2024-02-29', dateTime, new Date('2024-02-29'), DAY],
  ['a time in the place of a day', '2024-02-29T12:30:15Z', date, new Date('2024-02-29T12:30:15Z'), TIME],
  ['no day', '2024-02-30', date, '2024-02-30'],
  ['no month', '2024-13-01', date, '2024-13-01'],
  ['no month at all', '2024-00-01', date, '2024-00-01'],
  ['no hour', '2024-02-29T24:00:00Z', dateTime, '2024-02-29T24:00:00Z'],
  ['no minute', '2024-02-29T12:60:00Z', dateTime, '2024-02-29T12:60:00Z'],
  ['a leap second', '2016-12-31T23:59:60Z', dateTime, '2016-12-31T23:59:60Z'],
  ['other text in the place of a date', 'tomorrow', date, 'tomorrow'],
  ['the first day', '1900-03-01', date, new Date('1900-03-01'), DAY],
  ['the day before it', '1900-02-28', date, '1900-02-28'],
  ['a year of two digits', '0050-01-01', date, '0050-01-01'],
  ['the last day', '9999-12-31T23:59:59.999Z', dateTime, new Date('9999-12-31T23:59:59.999Z'), TIME],
  ['a Date after it', new Date('+010000-01-01T00:00:00Z'), dateTime, '+010000-01-01T00:00:00.000Z'],
  ['a Date before the first', new Date('1850-01-01'), dateTime, '1850-01-01T00:00:00.000Z'],
  ['a time of day', '12:30:00', { type: 'string', format: 'time' }, '12:30:00']
]

t.test('a cell has the type of its value', async (t) => {
  for (const [name, value, schema, found, format] of cases) t.same(await cell(value, schema), { value: found, format }, name)
})

t.test('text that a spreadsheet would run stays text when somebody edits it', async (t) => {
  const { inflateRawSync } = await import('node:zlib')
  const styleOf = (value: string): string | undefined => {
    const content = Buffer.from(render([{ value }], array(object({ value: string }))))
    // The local header of the only entry whose sizes come later.
    const start = content.indexOf('xl/worksheets/sheet1.xml') + 'xl/worksheets/sheet1.xml'.length
    return /<c r="A2"(?: s="(\d)")? t="inlineStr">/.exec(inflateRawSync(content.subarray(start)).toString())?.[1]
  }
  for (const start of '=+-@') t.equal(styleOf(`${start}1`), '4', start)
  for (const text of ['a=1', "'=1", '1']) t.equal(styleOf(text), undefined, text)
})

t.test('text of all of Unicode is read as it was', async (t) => {
  await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
    const [sheet] = await sheetsOf(render(texts.map((value) => ({ value, end: 1 })), array(object({ value: string, end: integer }))))
    assert.deepEqual(sheet?.slice(2), texts.map((value) => [value === '' ? null : value, 1]))
  }), runs(1000))
  t.ok(t.passing())
})

t.test('every point in time is read as it was, to the millisecond', async (t) => {
  const times = fc.date({ min: new Date('1900-03-01'), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true })
  await fc.assert(fc.asyncProperty(fc.array(times, { minLength: 1, maxLength: 20 }), async (times) => {
    const schema = array(object({ text: dateTime, date: {} }))
    const [sheet] = await sheetsOf(render(times.map((date) => ({ text: date.toISOString(), date })), schema))
    assert.deepEqual(sheet?.slice(2), times.map((date) => [date, date]))
  }), runs(500))
  t.ok(t.passing())
})

t.test('a cell holds 32,767 characters; more is a fault with its place', async (t) => {
  t.equal((await cell('x'.repeat(32_767), string)).value, 'x'.repeat(32_767))
  const schema = array(object({ planet: object({ about: string }) }))
  const rows = [{}, { planet: { about: 'x'.repeat(32_768) } }]
  t.throws(() => render(rows, schema), { message: /^\[1\]\.planet\.about: text of 32768 characters, and a cell of a spreadsheet holds 32767/ })
  t.throws(() => render([{ list: ['x'.repeat(20_000), 'x'.repeat(20_000)] }], array(object({ list: array(string) }))), { message: /^\[0\]\.list: text of 40002/ })
})

t.test('columns are named from A to XFD', async (t) => {
  for (const [index, name] of [[0, 'A'], [25, 'Z'], [26, 'AA'], [51, 'AZ'], [52, 'BA'], [701, 'ZZ'], [702, 'AAA'], [16_383, 'XFD']] as const) {
    t.equal(columnName(index), name)
  }
})
