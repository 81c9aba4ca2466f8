/**
 * RFC 9110 §12.4.2, Quality Values: the weight `q` of a member, in every field that has one.
 *
 *     weight = OWS ";" OWS "q=" qvalue
 *     qvalue = ( "0" [ "." 0*3DIGIT ] ) / ( "1" [ "." 0*3("0") ] )
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-12.4.2
 */
import t, { type Test } from 'tap'
import { ask, charsetOf, codingOf, languageOf, mediaTypeOf, type Selected } from '../fixtures/app.js'

type Cases = readonly (readonly [accept: string, selected: Selected])[]

/** The table's rows on a resource that declares HTML before JSON. */
async function check (t: Test, cases: Cases): Promise<void> {
  for (const [accept, selected] of cases) {
    t.equal(mediaTypeOf(await ask(t, ['text/html', 'application/json'], { accept })), selected, `${accept} → ${selected}`)
  }
}

t.test('0.001 is the least preferred and 1 is the most preferred (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['text/html;q=0.001', 'text/html'],
    ['text/html;q=0.001, application/json;q=0.002', 'application/json'],
    ['text/html;q=0.002, application/json;q=0.001', 'text/html'],
    ['text/html;q=0.999, application/json;q=1', 'application/json'],
    ['text/html;q=0.5, application/json;q=0.51', 'application/json'],
    ['text/html;q=0.9, application/json;q=0.10', 'text/html'],
    ['text/html;q=0.09, application/json;q=0.1', 'application/json']
  ])
})

t.test('A value of 0 means "not acceptable" (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['text/html;q=0', 406],
    ['text/html;q=0.', 406],
    ['text/html;q=0.0', 406],
    ['text/html;q=0.00', 406],
    ['text/html;q=0.000', 406],
    ['text/html;q=0, application/json;q=0', 406],
    ['text/html;q=0, application/json;q=0.001', 'application/json'],
    ['text/html;q=0, */*', 'application/json'],
    ['*/*, text/html;q=0', 'application/json'],
    ['text/*;q=0, */*', 'application/json'],
    ['text/*;q=0, application/json;q=0, */*', 406]
  ])
})

t.test('If no "q" parameter is present, the default weight is 1 (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['text/html;q=0.999, application/json', 'application/json'],
    ['application/json;q=0.999, text/html', 'text/html'],
    ['application/json, text/html;q=1', 'application/json'],
    ['application/json;q=1, text/html', 'application/json'],
    ['text/html, application/json;q=1.000', 'text/html']
  ])
})

t.test('The parameter name "q" is case-insensitive (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['text/html;Q=0.1, application/json;Q=0.2', 'application/json'],
    ['text/html;Q=0.1, application/json;q=0.2', 'application/json'],
    ['text/html;Q=0', 406]
  ])
})

t.test('Whitespace may stand on either side of the semicolon (RFC 9110 §12.4.2)', async (t) => {
  await check(t, [
    ['text/html ;q=0.1, application/json ; q=0.2', 'application/json'],
    ['text/html;  q=0.1,application/json;q=0.2', 'application/json'],
    ['text/html\t;\tq=0.1\t,\tapplication/json\t;\tq=0.2', 'application/json']
  ])
})

t.test('Every form of a qvalue in the grammar is read (RFC 9110 §12.4.2)', async (t) => {
  // Each is above what stands before it, and equal to what it is compared with in the second half.
  const ascending = ['0.001', '0.01', '0.1', '0.12', '0.123', '0.5', '0.9', '0.99', '0.999', '1']
  for (const [index, quality] of ascending.slice(1).entries()) {
    await check(t, [[`text/html;q=${ascending[index]}, application/json;q=${quality}`, 'application/json']])
  }
  const equal = [['0.5', '0.50'], ['0.50', '0.500'], ['1', '1.'], ['1.', '1.0'], ['1.0', '1.00'], ['1.00', '1.000']]
  for (const [one, other] of equal) {
    await check(t, [
      [`text/html;q=${one}, application/json;q=${other}`, 'text/html'],
      [`application/json;q=${one}, text/html;q=${other}`, 'application/json'],
      [`text/html;q=${other}, application/json;q=${one}`, 'text/html'],
      [`application/json;q=${other}, text/html;q=${one}`, 'application/json']
    ])
  }
})

t.test('What clients send beyond the grammar is read for what it means', async (t) => {
  await check(t, [
    // Old Java (aspnet/Mvc #5150).
    ['text/html;q=.1, application/json;q=.2', 'application/json'],
    ['text/html;q=.2, application/json;q=.1', 'text/html'],
    ['text/html;q=.0', 406],
    ['text/html;q=0.3333, application/json;q=0.33334', 'application/json'],
    ['text/html;q=0.0001', 'text/html'],
    ['text/html;q=0.0000', 406],
    ['text/html;q=1.0000, application/json;q=0.9999', 'text/html'],
    ['text/html;q= 0.1, application/json;q = 0.2', 'application/json'],
    ['text/html; q =0.2, application/json; q =0.1', 'text/html'],
    ['text/html;q = 0', 406]
  ])
})

t.test('A member whose weight is malformed is skipped, and the rest counts', async (t) => {
  for (const weight of ['q=abc', 'q=2', 'q=1.1', 'q=1.001', 'q=10', 'q=-1', 'q=-0.5', 'q=+1', 'q=', 'q', 'q=""', 'q=0.1.2', 'q=1e-1', 'q=0x1', 'q=NaN', 'q=Infinity', 'q=0.5 0.6', 'q=50%']) {
    await check(t, [
      [`text/html;${weight}, application/json;q=0.1`, 'application/json'],
      [`application/json;q=0.1, text/html;${weight}`, 'application/json'],
      [`text/html;${weight}, image/png`, 406],
      [`text/html;${weight}, */*;q=0.1`, 'text/html'],
      [`text/html;${weight}, */*;q=0`, 406]
    ])
  }
})

t.test('The same range twice has the higher of its weights', async (t) => {
  await check(t, [
    ['text/html;q=0.2, text/html;q=0.9, application/json;q=0.5', 'text/html'],
    ['text/html;q=0.9, text/html;q=0.2, application/json;q=0.5', 'text/html'],
    ['text/html;q=0.1, TEXT/HTML;q=0.2, application/json;q=0.5', 'application/json'],
    ['text/html;q=0, text/html', 'text/html'],
    ['text/html, text/html;q=0', 'text/html'],
    ['*/*;q=0.1, */*;q=0.3, application/json;q=0.2', 'text/html']
  ])
})

t.test('A weight means the same in every field (RFC 9110 §12.4.2)', async (t) => {
  const rows = [
    // The members of the first are the available values, in that order.
    ['one;q=0.2, two;q=0.8', 'two'],
    ['one;q=0.8, two;q=0.2', 'one'],
    ['one;q=0.999, two', 'two'],
    ['one;q=0.001, two;q=0', 'one'],
    ['one;q=0, two;q=0.001', 'two'],
    ['one;Q=0.2, two;Q=0.8', 'two'],
    ['one ; q=0.2 , two ; q=0.8', 'two'],
    ['one;q=.2, two;q=.8', 'two'],
    ['one;q=abc, two;q=0.001', 'two'],
    ['one;q=2, two;q=0.001', 'two'],
    ['two;q=0.5, one;q=0.5', 'two'],
    ['one;q=0, two;q=0', 406]
  ] as const
  const fields = [
    { field: 'accept-language', key: 'languages', one: 'en', two: 'de', read: languageOf },
    { field: 'accept-charset', key: 'charsets', one: 'utf-8', two: 'iso-8859-1', read: charsetOf },
    { field: 'accept-encoding', key: 'encodings', one: 'gzip', two: 'br', read: codingOf }
  ] as const
  for (const { field, key, one, two, read } of fields) {
    for (const [pattern, selected] of rows) {
      // A content coding is never the only choice: without any, content is acceptable by default.
      const fieldValue = pattern.replaceAll('one', one).replaceAll('two', two) + (key === 'encodings' ? ', identity;q=0' : '')
      const expected = selected === 'one' ? one : selected === 'two' ? two : selected
      const response = await ask(t, { mediaTypes: ['text/plain'], [key]: [one, two], strict: true }, { [field]: fieldValue })
      t.equal(read(response), expected, `${field}: ${fieldValue} → ${expected}`)
    }
  }
})
