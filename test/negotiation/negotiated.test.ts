import t from 'tap'
import { compileAvailable } from '../../lib/negotiation/available.js'
import { DEFAULT_LIMITS } from '../../lib/negotiation/member-reader.js'
import { combinationsOf, type SelectedRepresentation } from '../../lib/negotiation/negotiated.js'
import { Selector } from '../../lib/negotiation/select.js'

const available = compileAvailable({
  mediaTypes: ['Text/HTML; Level="A"', { mediaType: 'text/csv', languages: ['de'] }, 'application/json'],
  languages: ['en-US', 'DE'],
  charsets: ['UTF-8', 'iso-8859-1'],
  encodings: ['br']
})

const values = ({ mediaType, language, charset, encoding }: SelectedRepresentation) => [mediaType, language, charset, encoding]

t.test('a media type has a combination for everything that it exists in; the last dimension varies fastest', async (t) => {
  t.strictSame(combinationsOf(available, 0).map(values), [
    ['Text/HTML; Level="A"', 'en-US', 'UTF-8', 'br'],
    ['Text/HTML; Level="A"', 'en-US', 'UTF-8', 'identity'],
    ['Text/HTML; Level="A"', 'en-US', 'iso-8859-1', 'br'],
    ['Text/HTML; Level="A"', 'en-US', 'iso-8859-1', 'identity'],
    ['Text/HTML; Level="A"', 'DE', 'UTF-8', 'br'],
    ['Text/HTML; Level="A"', 'DE', 'UTF-8', 'identity'],
    ['Text/HTML; Level="A"', 'DE', 'iso-8859-1', 'br'],
    ['Text/HTML; Level="A"', 'DE', 'iso-8859-1', 'identity']
  ])
  t.strictSame(combinationsOf(available, 1).map(values), [
    ['text/csv', 'DE', 'UTF-8', 'br'],
    ['text/csv', 'DE', 'UTF-8', 'identity'],
    ['text/csv', 'DE', 'iso-8859-1', 'br'],
    ['text/csv', 'DE', 'iso-8859-1', 'identity']
  ])
  t.strictSame(combinationsOf(available, 2).map(({ language, charset }) => [language, charset]), [
    ['en-US', 'UTF-8'], ['en-US', 'UTF-8'], ['DE', 'UTF-8'], ['DE', 'UTF-8']
  ])
})

t.test('each selection has its own place among the combinations of all media types', async (t) => {
  const selector = new Selector(available, 'client', DEFAULT_LIMITS)
  const combinations = available.representations.flatMap((_, representation) => combinationsOf(available, representation))
  const places: number[] = []
  for (const [representation, { choices }] of available.representations.entries()) {
    const [languages = [], charsets = [], encodings = []] = choices
    for (const language of languages) {
      for (const charset of charsets) {
        for (const encoding of encodings) {
          const spellings = [language, charset, encoding].map((value, index) => available.otherDimensions[index]?.spellings[value])
          const expected = [available.mediaTypes.spellings[representation], ...spellings]
          const [accept, acceptLanguage, acceptCharset, acceptEncoding] = expected
          const place = selector.select({ accept, 'accept-language': acceptLanguage, 'accept-charset': acceptCharset, 'accept-encoding': acceptEncoding })
          places.push(place)
          t.strictSame(combinations[place] && values(combinations[place]), expected, expected.join(', '))
        }
      }
    }
  }
  t.strictSame(places, [...combinations.keys()])
  const alone = compileAvailable({ mediaTypes: ['text/html', 'text/csv'] })
  t.equal(new Selector(alone, 'client', DEFAULT_LIMITS).select({ accept: 'text/csv' }), 1)
})

t.test('what is never selected has no place', async (t) => {
  const never = compileAvailable({ mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0 }, 'image/png'], languages: ['en', 'de'] })
  t.strictSame(combinationsOf(never, 1), [])
  t.strictSame(never.representations.map(({ first }) => first), [0, 2, 2])
  t.equal(new Selector(never, 'client', DEFAULT_LIMITS).select({ accept: 'image/png', 'accept-language': 'de' }), 3)
})

t.test('a dimension that is not declared is undefined, and there all the same', async (t) => {
  const [selected] = combinationsOf(compileAvailable({ mediaTypes: ['text/html'] }), 0)
  t.strictSame(selected && Object.keys(selected).sort(), ['charset', 'encoding', 'language', 'mediaType', 'parameters'])
  t.strictSame(selected && values(selected), ['text/html', undefined, undefined, undefined])
})

t.test('the parameters are those of the media type, whatever their names', async (t) => {
  const parametersOf = (mediaType: string) => combinationsOf(compileAvailable({ mediaTypes: [mediaType] }), 0)[0]?.parameters ?? {}
  t.strictSame(Object.entries(parametersOf('text/html')), [])
  t.strictSame(Object.entries(parametersOf('Text/HTML; Level="A"; b=2')), [['level', 'a'], ['b', '2']])
  t.strictSame(Object.entries(parametersOf('text/html;__proto__=1;constructor=2')), [['__proto__', '1'], ['constructor', '2']])
  t.equal(parametersOf('text/html')['toString'], undefined)
  t.equal(Object.getPrototypeOf(parametersOf('text/html')), null)
})

t.test('what is negotiated is frozen', async (t) => {
  for (const combination of combinationsOf(available, 0)) {
    t.ok(Object.isFrozen(combination))
    t.ok(Object.isFrozen(combination.parameters))
  }
})
