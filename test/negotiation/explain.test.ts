import fc from 'fast-check'
import t from 'tap'
import {
  compileNegotiation, type ExplainedCandidate, type ExplainedDimension, type Explanation, type Headers, type Negotiation, type NegotiationOptions,
  type SelectedRepresentation
} from '../../lib/negotiation/negotiation.js'
import { runs } from '../fixtures/generated.js'
import { bytes, headers, made, options } from './generated.js'

const planets: NegotiationOptions = {
  mediaTypes: ['application/json', { mediaType: 'text/csv', quality: 0.5, languages: ['de'] }, 'text/html;level=1'],
  languages: ['en', 'de', 'es', 'es-419']
}

function candidate ({ dimensions }: Explanation, value: string): ExplainedCandidate {
  return dimensions.flatMap(({ candidates }) => candidates).find((candidate) => candidate.value === value) as ExplainedCandidate
}

t.test('an explanation says how each value stands', async (t) => {
  const explanation = compileNegotiation(planets).explain({ Accept: 'text/*;q=0.5, */*;q=0.5', 'Accept-Language': 'es-MX, en;q=0.5' })
  t.equal(explanation.outcome, 'selected')
  t.same(explanation.selected, { mediaType: 'text/html;level=1', language: 'es-419', charset: undefined, encoding: undefined, parameters: { level: '1' } })
  t.same(explanation.unacceptable, [])
  t.equal(explanation.suggestion, null)
  t.equal(explanation.preference, 'client')
  t.equal(explanation.alternatives.length, 8)
  t.strictSame(explanation.dimensions, [
    {
      name: 'mediaType',
      field: 'accept',
      fieldValue: 'text/*;q=0.5, */*;q=0.5',
      asked: true,
      strict: true,
      candidates: [
        { value: 'application/json', selected: false, range: '*/*', clientQuality: 0.5, serverQuality: 1, quality: 0.5, precedence: 1, position: 1, closeness: null, reason: '*/* names it less precisely than text/* names text/html;level=1' },
        { value: 'text/csv', selected: false, range: 'text/*', clientQuality: 0.5, serverQuality: 0.5, quality: 0.25, precedence: 2, position: 0, closeness: null, reason: '0.5 × 0.5 = 0.25 is less than 0.5 of text/html;level=1' },
        { value: 'text/html;level=1', selected: true, range: 'text/*', clientQuality: 0.5, serverQuality: 1, quality: 0.5, precedence: 2, position: 0, closeness: null, reason: 'selected' }
      ]
    },
    {
      name: 'language',
      field: 'accept-language',
      fieldValue: 'es-MX, en;q=0.5',
      asked: true,
      strict: false,
      candidates: [
        { value: 'en', selected: false, range: 'en', clientQuality: 0.5, serverQuality: 1, quality: 0.5, precedence: 1, position: 1, closeness: null, reason: '0.5 is less than 1 of es-419' },
        { value: 'de', selected: false, range: null, clientQuality: 0, serverQuality: 1, quality: 0, precedence: 0, position: null, closeness: null, reason: 'no range of Accept-Language names it' },
        { value: 'es', selected: false, range: 'es-MX', clientQuality: 1, serverQuality: 1, quality: 1, precedence: 1, position: 0, closeness: 5, reason: 'es-419 is closer to es-MX' },
        { value: 'es-419', selected: true, range: 'es-MX', clientQuality: 1, serverQuality: 1, quality: 1, precedence: 1, position: 0, closeness: 4, reason: 'selected' }
      ]
    }
  ])
})

t.test('why a value lost is said in a sentence', async (t) => {
  const two = ['text/html', 'text/csv']
  const cases: [options: NegotiationOptions, headers: Headers, value: string, reason: string, range: string | null][] = [
    [{ mediaTypes: two }, {}, 'text/csv', 'declared after text/html', null],
    [{ mediaTypes: two }, { accept: 'text/html, text/csv' }, 'text/csv', 'text/csv stands after text/html', 'text/csv'],
    [{ mediaTypes: two, preference: 'server' }, { accept: 'text/csv, text/html' }, 'text/csv', 'declared after text/html', 'text/csv'],
    [{ mediaTypes: two }, { accept: 'text/csv;q=0, */*' }, 'text/csv', 'text/csv has quality 0 in Accept', 'text/csv'],
    [{ mediaTypes: two }, { accept: '*/*;q=0, text/csv;q=0' }, 'text/csv', 'text/csv has quality 0 in Accept', 'text/csv'],
    [{ mediaTypes: two }, { accept: 'text/csv;q=0, text/csv;q=0' }, 'text/csv', 'text/csv has quality 0 in Accept', 'text/csv'],
    [{ mediaTypes: two }, { accept: 'text/html' }, 'text/csv', 'no range of Accept names it', null],
    [{ mediaTypes: two, strict: false }, { accept: 'text/html, text/csv;q=0' }, 'text/csv', 'text/csv has quality 0 in Accept', 'text/csv'],
    [{ mediaTypes: two, strict: false }, { accept: 'text/html' }, 'text/csv', 'no range of Accept names it', null],
    [{ mediaTypes: two, strict: false }, { accept: 'image/png' }, 'text/csv', 'declared after text/html', null],
    [{ mediaTypes: two, strict: false }, { accept: '*/*;q=0' }, 'text/csv', 'declared after text/html', '*/*'],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }] }, { accept: 'text/csv, */*;q=0.1' }, 'text/csv', 'declared with quality 0: never selected', 'text/csv'],
    [planets, { accept: 'application/json', 'accept-language': 'de' }, 'es', 'no range of Accept-Language names it', null],
    [{ ...planets, strict: { language: true } }, { accept: 'text/csv, */*;q=0.1', 'accept-language': 'en' }, 'text/csv', 'it exists in nothing that is acceptable by Accept-Language', 'text/csv'],
    [{ ...planets, strict: { language: true } }, { accept: 'text/html;level=1, */*;q=0.1', 'accept-language': 'fr, de;q=0.1' }, 'es', 'no range of Accept-Language names it', null],
    [planets, { accept: 'text/csv', 'accept-language': 'en' }, 'en', 'text/csv does not exist in it', 'en'],
    [{ mediaTypes: two, encodings: ['gzip'] }, {}, 'gzip', 'identity comes first where Accept-Encoding says nothing', null],
    [{ mediaTypes: two, encodings: ['gzip', 'br'] }, { 'accept-encoding': '*, gzip' }, 'br', '* names it less precisely than gzip names gzip', '*'],
    [{ mediaTypes: two, encodings: ['gzip'] }, { 'accept-encoding': 'gzip;q=0.001' }, 'identity', 'no range of Accept-Encoding names it', null],
    [{ mediaTypes: ['text/plain'], charsets: ['utf-8', 'utf-16'] }, { accept: 'text/plain;charset=utf-16' }, 'utf-8', 'Accept asks for another', null],
    [{ mediaTypes: two, languages: ['en', 'de-AT'], strict: { language: true } }, { accept: 'image/png', 'accept-language': 'de-AT' }, 'de-AT', 'acceptable', 'de-AT'],
    [{ mediaTypes: two, languages: ['en', 'de'] }, { accept: 'image/png', 'accept-language': 'de' }, 'en', 'not asked for, and sent where nothing better is there', null],
    [{ mediaTypes: two }, { accept: 'image/png' }, 'text/csv', 'no range of Accept names it', null],
    [{ mediaTypes: two, languages: ['en', 'de'], strict: true }, { accept: 'text/html, text/csv;q=0.5', 'accept-language': 'de' }, 'text/csv', '0.5 is less than 1 of text/html', 'text/csv'],
    [
      { mediaTypes: two, languages: ['en'], encodings: ['gzip'], strict: true }, { accept: 'text/csv', 'accept-language': 'fr', 'accept-encoding': '*;q=0' },
      'text/csv', 'it exists in nothing that is acceptable by Accept-Language and Accept-Encoding', 'text/csv'
    ],
    // languages: filtering, lookup, CLDR
    [{ mediaTypes: two, languages: ['en', 'de-AT', 'de'] }, { 'accept-language': 'de' }, 'de-AT', 'de is closer to de', 'de'],
    [{ mediaTypes: two, languages: ['en', 'de'] }, { 'accept-language': 'gsw' }, 'en', 'de is closer to gsw', null],
    [{ mediaTypes: two, languages: ['en', 'de', 'de-AT'] }, { 'accept-language': 'de;q=0.5, de-AT;q=0, *' }, 'de-AT', 'de-AT has quality 0 in Accept-Language', 'de-AT'],
    [{ mediaTypes: two, languages: ['en-US', 'en'] }, { 'accept-language': '*' }, 'en', 'declared after en-US', '*'],
    [{ mediaTypes: two, languages: ['sr-Latn', 'sr-Latn-ekavsk'] }, { 'accept-language': 'sr-Latn-RS-ekavsk' }, 'sr-Latn', 'sr-Latn-ekavsk has more in common with sr-Latn-RS-ekavsk, or is what CLDR prefers', 'sr-Latn-RS-ekavsk'],
    [
      { mediaTypes: two, languages: ['sr-Latn', 'sr-Latn-ekavsk'] }, { 'accept-language': 'fr;q=0.1, sr-Latn-RS-ekavsk, de;q=0, *;q=0.1, it;q=0.2' },
      'sr-Latn', 'sr-Latn-ekavsk has more in common with sr-Latn-RS-ekavsk, it, fr, or is what CLDR prefers', 'sr-Latn-RS-ekavsk'
    ],
    [{ mediaTypes: two, languages: ['es', 'es-419'], preference: 'server' }, { 'accept-language': 'es-MX' }, 'es', 'es-419 is closer to es-MX', 'es-MX'],
    [{ mediaTypes: two, languages: ['en', 'de', 'en-GB'], preference: 'server' }, { 'accept-language': 'en-GB, de' }, 'de', 'declared after en', 'de']
  ]
  for (const [options, headers, value, reason, range] of cases) {
    const explanation = compileNegotiation(options).explain(headers)
    t.match(candidate(explanation, value), { value, reason, range, selected: false }, JSON.stringify([options, headers]))
  }
})

t.test('of the precedences that ranges have, the lowest is 1, whatever the order of declaration', async (t) => {
  const mediaTypes = ['text/html', 'text/html;level=1', 'image/png', 'text/csv', 'text/plain']
  const explanation = compileNegotiation({ mediaTypes, strict: false }).explain({ accept: 'text/html;level=1, text/*;q=0.5, text/html, text/plain;q=0' })
  t.strictSame(mediaTypes.map((value) => candidate(explanation, value).precedence), [2, 3, 0, 1, -1])
})

t.test('a 406 comes with the smallest change that turns it into something', async (t) => {
  const mediaTypes = ['text/html', 'text/csv']
  const cases: [options: NegotiationOptions, headers: Headers, fields: object, text: string][] = [
    [{ mediaTypes }, { accept: 'image/png' }, { accept: 'image/png, text/html' }, 'send Accept: image/png, text/html'],
    [{ mediaTypes }, { accept: 'text/*;q=0' }, { accept: null }, 'leave Accept out'],
    [{ mediaTypes }, { accept: 'text/*;q=0, image/png' }, { accept: 'text/*, image/png' }, 'send Accept: text/*, image/png'],
    [{ mediaTypes }, { accept: '*/*, text/*;q=0' }, { accept: '*/*' }, 'send Accept: */*'],
    [{ mediaTypes, maxMembers: 2 }, { accept: 'a/b, c/d' }, { accept: 'text/html, a/b, c/d' }, 'send Accept: text/html, a/b, c/d'],
    [{ mediaTypes, maxFieldLength: 5 }, { accept: 'a/b, c/d' }, { accept: null }, 'leave Accept out'],
    [
      { mediaTypes, languages: ['en', 'de'], strict: true }, { accept: 'image/png', 'accept-language': 'fr' },
      { accept: 'image/png, text/html', 'accept-language': 'fr, en' }, 'send Accept: image/png, text/html and Accept-Language: fr, en'
    ],
    [
      { mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: 'text/csv', languages: ['en'] }], languages: ['en', 'de'], strict: true },
      { accept: 'text/html', 'accept-language': 'en' }, { accept: 'text/html, text/csv' }, 'send Accept: text/html, text/csv'
    ],
    [
      { mediaTypes, languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'], strict: true },
      { accept: '*/*;q=0', 'accept-language': 'fr', 'accept-charset': 'x', 'accept-encoding': '*;q=0' },
      { accept: null, 'accept-language': 'fr, en', 'accept-charset': 'x, utf-8', 'accept-encoding': null },
      'send Accept-Language: fr, en and Accept-Charset: x, utf-8, and leave Accept and Accept-Encoding out'
    ]
  ]
  for (const [options, headers, fields, text] of cases) {
    const explanation = compileNegotiation(options).explain(headers)
    t.match(explanation, { outcome: 'not-acceptable', selected: null })
    t.strictSame(explanation.suggestion?.fields, fields, JSON.stringify(headers))
    t.equal(explanation.suggestion?.text, text)
  }
})

t.test('as a string an explanation is a table', async (t) => {
  const negotiation = compileNegotiation({ ...planets, strict: { language: true } })
  t.equal(String(negotiation.explain({ accept: 'text/csv, image/png', 'accept-language': 'gsw, de;q=0.5' })), [
    'selected: text/csv, de',
    '',
    '  Accept: text/csv, image/png',
    '  available                  range               client server prec. place',
    '  application/json           -                        0      1     0     -',
    '    no range of Accept names it',
    '* text/csv                   text/csv                 1    0.5     1     0',
    '    selected',
    '  text/html;level=1          -                        0      1     0     -',
    '    no range of Accept names it',
    '',
    '  Accept-Language: gsw, de;q=0.5',
    '  available                  range               client server prec. place close',
    '  en                         -                        0      1     0     -',
    '    text/csv does not exist in it',
    '* de                         de                     0.5      1     1     1     8',
    '    selected',
    '  es                         -                        0      1     0     -',
    '    text/csv does not exist in it',
    '  es-419                     -                        0      1     0     -',
    '    text/csv does not exist in it'
  ].join('\n'))
  t.match(String(negotiation.explain({ accept: 'image/png' })), /^406: nothing is acceptable \(mediaType\)\nto get application\/json, en: send Accept: image\/png, application\/json\n/)
  t.match(String(compileNegotiation(planets).explain({ accept: '', 'accept-language': 'x y' })), /Accept: {2}\(says nothing\)\n[^]*Accept-Language: x y \(says nothing\) \(not strict\)\n/)
  t.match(String(compileNegotiation(planets).explain({})), /Accept: \(absent\)\n/)
})

t.test('a table stays in its columns, and does nothing to a terminal', async (t) => {
  const mediaTypes = [`application/vnd.${'long-'.repeat(20)}name+json`, 'text/html']
  const table = String(compileNegotiation({ mediaTypes }).explain({ accept: `text/html;a="\u001b[31m\u202e\u2028", ${'a/b;c=d, '.repeat(500)}${mediaTypes[0]}` }))
  t.ok(table.split('\n').every((line) => line.length <= 80), table)
  t.ok(table.split('\n').length < 25, table)
  for (const code of ['\u001b', '\u202e', '\u2028']) t.notOk(table.includes(code))
})

t.test('an explanation is frozen, and JSON has all of it', async (t) => {
  for (const headers of [{}, { accept: 'image/png' }, { accept: 'text/csv', 'accept-language': 'es-MX, *;q=0' }]) {
    const explanation = compileNegotiation(planets).explain(headers)
    for (const value of [explanation, explanation.dimensions, explanation.alternatives, explanation.unacceptable, explanation.suggestion, explanation.suggestion?.fields, ...explanation.dimensions, ...explanation.dimensions.flatMap(({ candidates }) => [candidates, ...candidates])]) {
      t.ok(Object.isFrozen(value))
    }
    const { toString, ...members } = explanation
    t.same(JSON.parse(JSON.stringify(explanation)), JSON.parse(JSON.stringify(members)))
    t.same(Object.keys(explanation), ['outcome', 'selected', 'unacceptable', 'preference', 'dimensions', 'alternatives', 'decided', 'unknown', 'suggestion'])
    t.same(JSON.parse(JSON.stringify(explanation.dimensions)), explanation.dimensions)
  }
})

/** The winner of a dimension by nothing but what is published of its candidates; of languages those among which closeness decides. */
function bestOf (candidates: readonly ExplainedCandidate[], byClient: boolean): ExplainedCandidate[] {
  const place = ({ position }: ExplainedCandidate) => byClient ? position ?? Infinity : 0
  const better = (one: ExplainedCandidate, other: ExplainedCandidate) => {
    return one.quality - other.quality || one.precedence - other.precedence || (place(one) === place(other) ? 0 : place(other) - place(one))
  }
  const best = candidates.filter((candidate) => candidates.every((other) => better(candidate, other) >= 0))
  return best.filter(({ position }) => position === best[0]?.position)
}

/** What is wrong with an explanation, `undefined` where nothing is. */
function faultOf (negotiation: Negotiation, headers: Headers, explanation: Explanation): string | undefined {
  const selected = negotiation.select(headers)
  const names = negotiation.unacceptable(headers)
  const byClient = explanation.preference === 'client'
  if ((explanation.selected ?? undefined) !== selected) return 'another winner than that of select'
  if (explanation.unacceptable.join() !== names.join()) return 'another 406'
  const [mediaTypes, ...others] = explanation.dimensions as [ExplainedDimension, ...ExplainedDimension[]]
  const eligible = ({ strict }: ExplainedDimension) => ({ quality }: ExplainedCandidate) => !strict || quality > 0
  const existing = (mediaType: string, { name }: ExplainedDimension) => {
    return ({ value }: ExplainedCandidate) => negotiation.selectable.some((representation) => {
      return representation.mediaType === mediaType && representation[name as keyof SelectedRepresentation] === value
    })
  }
  const possible = mediaTypes.candidates.filter(eligible(mediaTypes)).filter(({ value, serverQuality }) => {
    return serverQuality > 0 && others.every((other) => other.candidates.filter(existing(value, other)).some(eligible(other)))
  })
  const [best] = bestOf(possible, byClient)
  if (best?.value !== selected?.mediaType) return 'the published numbers have another media type win'
  if (selected === undefined) return suggestionFault(negotiation, headers, explanation)
  for (const other of others) {
    const top = bestOf(other.candidates.filter(existing(selected.mediaType, other)).filter(eligible(other)), byClient)
    const winner = top.find(({ value }) => value === selected[other.name as keyof SelectedRepresentation])
    if (winner === undefined) return `the published numbers have another ${other.name} win`
    if (other.name !== 'language' && winner !== top[0]) return `of equals the first ${other.name} does not win`
    if (top.some(({ closeness }) => (closeness ?? Infinity) < (winner.closeness ?? Infinity))) return 'another is closer'
  }
  return undefined
}

function suggestionFault (negotiation: Negotiation, headers: Headers, { suggestion }: Explanation): string | undefined {
  if (suggestion === null) return 'no suggestion'
  const changed = Object.fromEntries(Object.entries({ ...headers, ...suggestion.fields }).filter(([, value]) => value !== null))
  return negotiation.select(changed as Headers) === suggestion.selects ? undefined : 'the suggestion does not select what it says'
}

function readingFault (explanation: Explanation): string | undefined {
  for (const { candidates } of explanation.dimensions) {
    if (candidates.some(({ selected, reason }) => selected !== (reason === 'selected'))) return 'a reason that is none'
    if (candidates.filter(({ selected }) => selected).length !== (explanation.selected === null ? 0 : 1)) return 'not one winner'
  }
  return String(explanation).split('\n').some((line) => line.length > 80) ? 'a line of more than 80 columns' : undefined
}

function check (options: NegotiationOptions, headers: Headers): void {
  const negotiation = compileNegotiation(options)
  const explanation = negotiation.explain(headers)
  const fault = faultOf(negotiation, headers, explanation) ?? readingFault(explanation)
  if (fault !== undefined) throw new Error(`${fault}: ${JSON.stringify([options, headers])}\n${JSON.stringify(explanation)}`)
}

const limits = fc.record({ maxFieldLength: fc.constantFrom(8192, 8192, 5, 20), maxMembers: fc.constantFrom(100, 100, 1, 2) })
const narrowed = fc.tuple(options, limits, fc.array(fc.nat(7), { maxLength: 4 })).map(([options, limits, picks]): NegotiationOptions => {
  const { languages } = options
  const mediaTypes = languages === undefined
    ? options.mediaTypes
    : options.mediaTypes.map((declared, index) => {
      const own = languages.filter((_, place) => ((picks[index] ?? 0) >> place) % 2 === 1)
      return own.length === 0 ? declared : { ...(declared as { mediaType: string }), languages: own }
    })
  return { ...options, ...limits, mediaTypes }
})

t.test('the winner is that of select, and the published numbers have it win', async () => {
  fc.assert(fc.property(narrowed, headers, check), runs(5000))
})

t.test('so it is for fields that nobody can read', async () => {
  const field = fc.option(fc.oneof(made, bytes).map((text) => text.slice(0, 1000)), { nil: undefined, freq: 3 })
  const hostile = fc.record({ accept: field, 'accept-language': field, 'accept-charset': field, 'accept-encoding': field })
  fc.assert(fc.property(narrowed, hostile, check), runs(1000))
})
