import t from 'tap'
import { readRanges } from '../../lib/negotiation/matched-range.js'
import { compileNegotiation, type Headers, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'

t.test('a range is read as it is written, with its parameters and without its weight', async (t) => {
  const cases: [fieldValue: string, ranges: [text: string, quality: number, position: number, member: string][]][] = [
    ['de-AT;q=0.5, de;q, en', [['de-AT', 0.5, 0, 'de-AT;q=0.5'], ['en', 1, 2, 'en']]],
    ['\tde-AT ,en ; q=0.5 , fr ', [['de-AT', 1, 0, 'de-AT'], ['en', 0.5, 1, 'en ; q=0.5'], ['fr', 1, 2, 'fr']]],
    ['text/csv;Header=present ;Q = 0.1', [['text/csv;Header=present', 0.1, 0, 'text/csv;Header=present ;Q = 0.1']]],
    ['text/csv \t; \tq\t \t= 0', [['text/csv', 0, 0, 'text/csv \t; \tq\t \t= 0']]],
    ['text/csv;a=";q=0.5"', [['text/csv;a=";q=0.5"', 1, 0, 'text/csv;a=";q=0.5"']]],
    ['', []]
  ]
  for (const [fieldValue, ranges] of cases) {
    t.strictSame(readRanges(fieldValue).map(({ text, quality, position, member }) => [text, quality, position, member]), ranges, fieldValue)
  }
})

t.test('a value is refused by the range that names most of it, the first of two', async (t) => {
  const html = ['text/html;level=1', 'text/csv']
  const cases: [options: NegotiationOptions, headers: Headers, value: string, range: string | null][] = [
    [{ mediaTypes: html }, { accept: 'text/*;q=0, text/html;q=0, text/csv' }, 'text/html;level=1', 'text/html'],
    [{ mediaTypes: html }, { accept: 'text/html;q=0, text/*;q=0, */*' }, 'text/html;level=1', 'text/html'],
    [{ mediaTypes: html }, { accept: '*/*;level=1;q=0, text/html;q=0, text/csv' }, 'text/html;level=1', 'text/html'],
    [{ mediaTypes: html }, { accept: 'text/html;q=0, */*;level=1;q=0, text/csv' }, 'text/html;level=1', 'text/html'],
    [{ mediaTypes: html }, { accept: 'TEXT/csv;q=0, text/csv;q=0, */*' }, 'text/csv', 'TEXT/csv'],
    [{ mediaTypes: html, languages: ['de-AT', 'en'] }, { 'accept-language': 'de-AT;q=0, de;q=0, *' }, 'de-AT', 'de-AT'],
    [{ mediaTypes: html, languages: ['de-AT', 'en'] }, { 'accept-language': 'de;q=0, de-AT;q=0, *' }, 'de-AT', 'de-AT'],
    // What only comes close to it refuses nothing.
    [{ mediaTypes: html, languages: ['en', 'de'] }, { 'accept-language': 'en;q=0, en-GB, de' }, 'en', 'en'],
    [{ mediaTypes: ['text/plain', 'text/csv'], charsets: ['utf-8', 'utf-16'] }, { accept: 'text/plain;q=0, text/csv' }, 'text/plain', 'text/plain'],
    [
      { mediaTypes: ['text/plain', 'text/csv'], charsets: ['utf-8', 'utf-16'] },
      { accept: 'text/plain;charset=utf-8;q=0, text/plain;charset=utf-16;q=0, text/csv' }, 'text/plain', 'text/plain;charset=utf-16'
    ]
  ]
  for (const [options, headers, value, range] of cases) {
    const { dimensions } = compileNegotiation(options).explain(headers)
    const candidate = dimensions.flatMap(({ candidates }) => candidates).find((candidate) => candidate.value === value)
    t.hasStrict(candidate, { range, quality: 0, precedence: -1, position: null }, JSON.stringify(headers))
    t.match(candidate?.reason, / has quality 0 in Accept/)
  }
})
