import t from 'tap'
import {
  amongDecided, compileNegotiation, type Decided, explainUnknown, type Headers, narrow, type NegotiationOptions, optionsOf,
  type SelectedRepresentation
} from '../../lib/negotiation/index.js'
import type { Explanation } from '../../types/explanation.js'

const options: NegotiationOptions = {
  mediaTypes: [{ mediaType: 'text/html' }, { mediaType: 'text/csv', languages: ['de'] }, { mediaType: 'text/plain' }],
  languages: ['en', 'de'],
  encodings: ['gzip'],
  strict: true
}
const { selectable } = compileNegotiation(options)

const valuesOf = (representation: SelectedRepresentation | undefined) => {
  return representation && [representation.mediaType, representation.language, representation.encoding]
}

t.test('what is decided is not asked for, and the rest is negotiated among what is left', async (t) => {
  const cases: [decided: Decided, left: readonly SelectedRepresentation[], vary: string, headers: Record<string, string>, selected: unknown][] = [
    [{}, selectable, 'accept, accept-language, accept-encoding', { accept: 'text/plain', 'accept-language': 'de' }, ['text/plain', 'de', 'identity']],
    [{ language: 'de' }, selectable, 'accept, accept-encoding', { accept: 'text/csv', 'accept-language': 'en' }, ['text/csv', 'de', 'identity']],
    [{ language: 'en' }, selectable, 'accept, accept-encoding', { accept: 'text/csv, */*;q=0.1' }, ['text/html', 'en', 'identity']],
    [{ language: 'en' }, selectable, 'accept, accept-encoding', { accept: 'text/csv' }, undefined],
    [
      { mediaType: 'text/plain' }, selectable, 'accept-language, accept-encoding',
      { accept: 'text/csv', 'accept-language': 'de', 'accept-encoding': 'gzip' }, ['text/plain', 'de', 'gzip']
    ],
    [{ mediaType: 'text/csv', language: 'de' }, selectable, 'accept-encoding', { accept: 'x/y', 'accept-language': 'en' }, ['text/csv', 'de', 'identity']],
    [{ mediaType: 'text/csv', language: 'de' }, selectable, 'accept-encoding', { 'accept-encoding': '*;q=0' }, undefined],
    [
      {}, selectable.filter(({ mediaType, language }) => mediaType !== 'text/html' || language !== 'en'), 'accept, accept-language, accept-encoding',
      { accept: 'text/html' }, ['text/html', 'de', 'identity']
    ],
    [{}, selectable.filter(({ mediaType }) => mediaType === 'text/csv'), 'accept, accept-language, accept-encoding', {}, ['text/csv', 'de', 'identity']]
  ]
  for (const [decided, left, vary, headers, selected] of cases) {
    const negotiation = narrow({ options, left, decided, compile: compileNegotiation })
    const message = JSON.stringify([decided, headers])
    t.equal(negotiation?.vary, vary, message)
    t.equal(negotiation?.selectable, left)
    const representation = negotiation?.select(headers)
    t.strictSame(valuesOf(representation), selected, message)
    t.ok(representation === undefined || selectable.includes(representation), 'it is one of those that there were')
  }
})

t.test('of what is not acceptable, nothing that is decided is named', async (t) => {
  const negotiation = narrow({ options, left: selectable, decided: { language: 'en' }, compile: compileNegotiation })
  const headers = { accept: 'text/csv', 'accept-language': 'fr', 'accept-encoding': '*;q=0' }
  t.strictSame(negotiation?.unacceptable(headers), ['mediaType', 'encoding'])
  t.strictSame(negotiation?.unacceptable({ 'accept-language': 'fr' }), [])
  t.strictSame(negotiation?.normalize({ accept: 'text/plain, */*;q=0.1', 'accept-language': 'fr' }), { accept: 'text/plain' })
})

t.test('nothing is left where nothing is as decided', async (t) => {
  for (const decided of [{ mediaType: 'text/csv', language: 'en' }, { language: 'fr' }, { mediaType: 'image/png' }]) {
    t.equal(narrow({ options, left: selectable, decided, compile: compileNegotiation }), undefined)
    t.strictSame(amongDecided(selectable, decided), [])
  }
  t.strictSame(amongDecided(selectable, { mediaType: 'text/csv' }).map(valuesOf), [['text/csv', 'de', 'gzip'], ['text/csv', 'de', 'identity']])
  t.equal(amongDecided(selectable, { language: 'en' }).length, 4)
  t.equal(amongDecided(selectable, {}).length, 10)
})

t.test('what is declared is declared as far as it is left', async (t) => {
  const left = selectable.filter(({ mediaType, language }) => mediaType === 'text/html' ? language === 'de' : mediaType === 'text/plain')
  t.strictSame(optionsOf(options, left), {
    mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: 'text/plain', languages: ['en', 'de'] }],
    languages: ['en', 'de'],
    encodings: ['gzip'],
    strict: true
  })
  t.strictSame(optionsOf(options, left.filter(({ language }) => language === 'de')), {
    mediaTypes: [{ mediaType: 'text/html', languages: ['de'] }, { mediaType: 'text/plain', languages: ['de'] }],
    languages: ['de'],
    encodings: ['gzip'],
    strict: true
  })
  const alone = { mediaTypes: [{ mediaType: 'text/html', quality: 0.5 }, { mediaType: 'text/csv' }] }
  const html = compileNegotiation(alone).selectable.filter(({ mediaType }) => mediaType === 'text/html')
  t.strictSame(optionsOf(alone, html), { mediaTypes: [{ mediaType: 'text/html', quality: 0.5 }] })
})

t.test('an explanation has what is decided in the place of what the field says', async (t) => {
  const two = { mediaTypes: [{ mediaType: 'text/html' }, { mediaType: 'text/csv' }], languages: ['en', 'de'] }
  const left = compileNegotiation(two).selectable
  const negotiation = narrow({ options: two, left, decided: { language: 'de' }, compile: compileNegotiation })
  const explain = (headers: Headers) => negotiation?.explain(headers) as Explanation
  const explanation = explain({ accept: 'text/csv', 'accept-language': 'en;q=0.5' })
  const valuesOf = ({ alternatives }: Explanation) => alternatives.map(({ mediaType, language }) => [mediaType, language])
  t.match(explanation, { outcome: 'selected', selected: { mediaType: 'text/csv', language: 'de' } })
  t.strictSame(explanation.decided, { language: 'de' })
  t.strictSame(explanation.dimensions.map(({ name, fieldValue }) => [name, fieldValue]), [['mediaType', 'text/csv'], ['language', 'en;q=0.5']])
  t.strictSame(explanation.dimensions.map(({ candidates }) => candidates.map(({ value, position, reason }) => [value, position, reason])), [
    [['text/html', null, 'no range of Accept names it'], ['text/csv', 0, 'selected']],
    [['de', null, 'the URL asks for it']]
  ])
  t.strictSame(valuesOf(explanation), [['text/html', 'en'], ['text/html', 'de'], ['text/csv', 'en']])
  t.match(String(explanation), /^ {2}Accept-Language: en;q=0\.5 \(the URL decides\)$/m)
  t.equal(explain({}).dimensions[1]?.fieldValue, null)
  t.strictSame(valuesOf(explain({ accept: 'image/png' })), [['text/html', 'en'], ['text/html', 'de'], ['text/csv', 'en'], ['text/csv', 'de']])
})

t.test('names that there are not have an explanation with everything that there is', async (t) => {
  const names = { requested: { language: 'fr' }, names: { language: ['en', 'de'] } }
  t.match(explainUnknown({ options: {}, selectable }, names), { outcome: 'unknown-name', preference: 'client', alternatives: selectable, unknown: names })
  t.strictSame(explainUnknown({ options: {}, selectable }, names).unacceptable, [])
  t.equal(explainUnknown({ options: { preference: 'server' }, selectable }, names).preference, 'server')
  t.equal(String(explainUnknown({ options: {}, selectable }, names)), '404: the URL asks for language fr, and there are en, de')
  const both = { requested: { mediaType: 'xls', language: 'fr' }, names: { mediaType: ['csv'], language: ['en'] } }
  t.equal(
    String(explainUnknown({ options: {}, selectable }, both)).replace(/\s+/g, ' '),
    '404: the URL asks for mediaType xls, and there are csv; the URL asks for language fr, and there are en'
  )
})
