import t from 'tap'
import { compileAvailable, type AvailableOptions } from '../../lib/negotiation/available.js'
import { DEFAULT_LIMITS } from '../../lib/negotiation/member-reader.js'
import { compileNegotiation } from '../../lib/negotiation/negotiation.js'
import { thrown } from '../fixtures/harness.js'

function messageOf (options: AvailableOptions): string {
  try {
    compileAvailable(options)
    return 'no error'
  } catch (error) {
    return error instanceof TypeError ? error.message : `no TypeError: ${error}`
  }
}

t.test('what is not declared is not negotiated', async (t) => {
  const { mediaTypes, otherDimensions, representations } = compileAvailable({ mediaTypes: ['text/html'] })
  t.strictSame(mediaTypes.spellings, ['text/html'])
  t.strictSame(otherDimensions, [])
  t.strictSame(representations.map(({ quality, choices }) => [quality, choices]), [[1, []]])
})

t.test('the declared spellings and their order are kept', async (t) => {
  const { mediaTypes, otherDimensions } = compileAvailable({
    mediaTypes: ['Text/HTML', { mediaType: 'text/csv; Header="present"' }],
    encodings: ['BR', 'x-gzip'],
    charsets: ['UTF-8', 'ISO-8859-1'],
    languages: ['en-US', 'DE']
  })
  t.strictSame(mediaTypes.spellings, ['Text/HTML', 'text/csv; Header="present"'])
  t.strictSame(otherDimensions.map(({ dimension, spellings }) => [dimension.name, ...spellings]), [
    ['language', 'en-US', 'DE'],
    ['charset', 'UTF-8', 'ISO-8859-1'],
    ['encoding', 'BR', 'x-gzip', 'identity']
  ])
  t.strictSame(otherDimensions.map(({ values }) => values), [['en-us', 'de'], ['utf-8', 'iso-8859-1'], ['br', 'gzip', 'identity']])
})

t.test('strict is set for all dimensions, for one, or left as the dimension has it', async (t) => {
  const cases: [strict: AvailableOptions['strict'], expected: readonly boolean[]][] = [
    [undefined, [true, false, false, true]],
    [{}, [true, false, false, true]],
    [true, [true, true, true, true]],
    [false, [false, false, false, false]],
    [{ language: true }, [true, true, false, true]],
    [{ mediaType: false }, [false, false, false, true]],
    [{ charset: true, encoding: false }, [true, false, true, false]],
    [{ language: undefined, mediaType: undefined }, [true, false, false, true]]
  ]
  for (const [strict, expected] of cases) {
    const declared: AvailableOptions = { mediaTypes: ['text/html'], languages: ['en'], charsets: ['utf-8'], encodings: ['gzip'] }
    const { mediaTypes, otherDimensions } = compileAvailable(strict === undefined ? declared : { ...declared, strict })
    t.strictSame([mediaTypes, ...otherDimensions].map((dimension) => dimension.strict), expected, JSON.stringify(strict))
  }
})

t.test('a media type exists in every value of a other dimension, or in those that it narrows', async (t) => {
  const { representations } = compileAvailable({
    mediaTypes: ['text/html', { mediaType: 'text/csv', quality: 0.5, languages: ['DE'] }, 'application/json', 'text/plain;charset=ISO-8859-1', 'application/hal+json'],
    languages: ['en', 'de'],
    charsets: ['iso-8859-1', 'UTF-8'],
    encodings: ['gzip']
  })
  t.strictSame(representations.map(({ quality, choices }) => [quality, ...choices]), [
    [1, [0, 1], [0, 1], [0, 1]],
    [0.5, [1], [0, 1], [0, 1]],
    [1, [0, 1], [1], [0, 1]],
    [1, [0, 1], [0], [0, 1]],
    [1, [0, 1], [1], [0, 1]]
  ])
})

t.test('a fault in what is declared names the key and what was expected', async (t) => {
  const html = ['text/html']
  const cases: [options: AvailableOptions, message: RegExp][] = [
    // malformed
    [{ mediaTypes: ['html'] }, /^mediaTypes\[0\]: expected a media type \(.*found "html"$/],
    [{ mediaTypes: ['text/html', 'text/*'] }, /^mediaTypes\[1\]: expected a media type .*found "text\/\*"$/],
    [{ mediaTypes: ['text/html', { mediaType: 'text/csv;q=0.5' }] }, /^mediaTypes\[1\]: expected a media type .*found "text\/csv;q=0\.5"$/],
    [{ mediaTypes: [`text/html;a=${'b'.repeat(DEFAULT_LIMITS.maxFieldLength)}`] }, /^mediaTypes\[0\]: expected a media type/],
    [{ mediaTypes: html, languages: ['en', 'en_US'] }, /^languages\[1\]: expected a language tag .*found "en_US"$/],
    [{ mediaTypes: html, charsets: ['utf 8'] }, /^charsets\[0\]: expected the name of a charset, found "utf 8"$/],
    [{ mediaTypes: html, encodings: ['gzip', '*'] }, /^encodings\[1\]: expected a content coding, found "\*"$/],
    // empty
    [{ mediaTypes: [] }, /^mediaTypes: expected at least one$/],
    [{ mediaTypes: html, languages: [] }, /^languages: expected at least one$/],
    [{ mediaTypes: html, charsets: [] }, /^charsets: expected at least one$/],
    [{ mediaTypes: html, encodings: [] }, /^encodings: expected at least one$/],
    [{ mediaTypes: [{ mediaType: 'text/html', languages: [] }], languages: ['en'] }, /^mediaTypes\[0\]\.languages: expected at least one$/],
    // double
    [{ mediaTypes: ['text/html', 'text/csv', 'TEXT/html'] }, /^mediaTypes\[2\]: expected each once, found "TEXT\/html"$/],
    [{ mediaTypes: ['text/html;a=1;b="2"', { mediaType: 'text/html; B=2; A=1' }] }, /^mediaTypes\[1\]: expected each once/],
    [{ mediaTypes: html, languages: ['en-US', 'de', 'en-us'] }, /^languages\[2\]: expected each once, found "en-us"$/],
    [{ mediaTypes: html, charsets: ['utf-8', 'UTF-8'] }, /^charsets\[1\]: expected each once/],
    [{ mediaTypes: html, encodings: ['gzip', 'GZIP'] }, /^encodings\[1\]: expected each once/],
    [{ mediaTypes: html, encodings: ['identity', 'IDENTITY'] }, /^encodings\[1\]: expected each once/],
    // narrowed to what the route does not have
    [{ mediaTypes: [{ mediaType: 'text/html', languages: ['en', 'fr'] }], languages: ['en', 'de'] }, /^mediaTypes\[0\]\.languages: expected some of the route's languages \(en, de\), found "fr"$/],
    [{ mediaTypes: ['text/csv', { mediaType: 'text/html', languages: ['en_US'] }], languages: ['en', 'de'] }, /^mediaTypes\[1\]\.languages: expected .*found "en_US"$/],
    [{ mediaTypes: ['text/csv', { mediaType: 'text/html', languages: ['en'] }] }, /^languages: expected .*media types narrow, found none$/],
    // a charset that the media type must have (RFC 8259 §8.1)
    [{ mediaTypes: ['application/json'], charsets: ['iso-8859-1'] }, /^charsets: expected utf-8 .*application\/json.*found "iso-8859-1"$/],
    [{ mediaTypes: ['text/html', 'application/hal+json'], charsets: ['iso-8859-1', 'utf-16'] }, /^charsets: expected utf-8 .*application\/hal\+json.*found "iso-8859-1, utf-16"$/],
    [{ mediaTypes: ['text/html;charset=utf-8'], charsets: ['iso-8859-1'] }, /^charsets: expected utf-8 .*text\/html;charset=utf-8/],
    [{ mediaTypes: ['text/html;charset="a b"'], charsets: ['utf-8'] }, /^charsets: expected a b /],
    // nothing that can be selected
    [{ mediaTypes: [{ mediaType: 'text/html', quality: 0 }] }, /^mediaTypes: expected one of a quality above 0, found none$/],
    [{ mediaTypes: [{ mediaType: 'text/html', quality: 0 }, { mediaType: 'text/csv', quality: 0 }] }, /^mediaTypes: expected one of a quality above 0, found none$/]
  ]
  for (const [options, message] of cases) t.match(messageOf(options), message, JSON.stringify(options).slice(0, 120))
})

t.test('a fault tells its key, what was expected and what was found apart', async (t) => {
  const cases: [options: object, fault: object][] = [
    [{ charsets: ['a: b'] }, { key: 'charsets[0]', expected: 'the name of a charset', found: '"a: b"', reason: 'expected the name of a charset, found "a: b"' }],
    [{ languages: [] }, { key: 'languages', expected: 'at least one', found: undefined, reason: 'expected at least one' }]
  ]
  for (const [options, fault] of cases) t.match(thrown(() => compileAvailable({ mediaTypes: ['text/html'], ...options })), fault)
})

t.test('a language that a media type narrows to twice is a fault', async (t) => {
  t.match(messageOf({ mediaTypes: [{ mediaType: 'text/html', languages: ['en', 'EN'] }], languages: ['en', 'de'] }), /^mediaTypes\[0\]\.languages.*: expected each once/)
})

t.test('a quality is a number from 0 to 1', async (t) => {
  for (const quality of [1.1, 2, -0.1, NaN, Infinity]) {
    t.match(messageOf({ mediaTypes: ['text/csv', { mediaType: 'text/html', quality }] }), /^mediaTypes\[1\]\.quality: expected .*0.*1/, String(quality))
  }
  for (const quality of [0, 0.001, 0.5, 1]) t.equal(messageOf({ mediaTypes: ['text/csv', { mediaType: 'text/html', quality }] }), 'no error', String(quality))
})

t.test('what looks alike without being the same is no fault', async (t) => {
  const cases: AvailableOptions[] = [
    { mediaTypes: ['text/html', 'text/html;level=1', 'text/html;level=2'] },
    { mediaTypes: ['text/html'], languages: ['en', 'en-US', 'eng'] },
    { mediaTypes: ['text/html'], encodings: ['gzip', 'identity', 'compress'] },
    { mediaTypes: ['text/html;charset=iso-8859-1', 'application/json'], charsets: ['UTF-8', 'ISO-8859-1'] },
    { mediaTypes: [{ mediaType: 'text/html', languages: ['EN'] }], languages: ['en'] },
    { mediaTypes: [{ mediaType: 'text/html', quality: 0 }, { mediaType: 'text/csv', quality: 0.001 }] }
  ]
  for (const options of cases) t.equal(messageOf(options), 'no error', JSON.stringify(options))
})

t.test('what is declared in another form is told with its key, what was found, and the nearest name, at the line of the call', async (t) => {
  const mediaTypes = ['text/html']
  const mistakes: ReadonlyArray<readonly [unknown, string]> = [
    [undefined, 'options: expected an object, found undefined'],
    [null, 'options: expected an object, found null'],
    [['text/html'], 'options: expected an object, found text/html'],
    [{}, 'mediaTypes: expected an array, found undefined'],
    [{ mediaTypes: 'text/html' }, 'mediaTypes: expected an array, found "text/html"'],
    [{ mediatypes: [] }, 'mediatypes: unknown key. Did you mean mediaTypes? (known: mediaTypes, languages, charsets, encodings, strict, preference, maxFieldLength, maxMembers)'],
    [{ mediaTypes, 'a/b': 1 }, "['a/b']: unknown key (known: mediaTypes, languages, charsets, encodings, strict, preference, maxFieldLength, maxMembers)"],
    [{ mediaTypes: ['text/html', 5] }, 'mediaTypes[1]: expected a string, or an object with mediaType, found 5'],
    [{ mediaTypes, "it's": 1 }, '["it\'s"]: unknown key (known: mediaTypes, languages, charsets, encodings, strict, preference, maxFieldLength, maxMembers)'],
    [{ mediaTypes: [{ mediatype: 'text/html' }] }, 'mediaTypes[0].mediatype: unknown key. Did you mean mediaType? (known: mediaType, quality, languages)'],
    [{ mediaTypes: [{ quality: 1 }] }, 'mediaTypes[0].mediaType: expected a string, found undefined'],
    [{ mediaTypes: [{ mediaType: 'text/html', languages: 'en' }] }, 'mediaTypes[0].languages: expected an array, found "en"'],
    [{ mediaTypes, languages: 'en' }, 'languages: expected an array, found "en"'],
    [{ mediaTypes, languages: [5] }, 'languages[0]: expected a string, found 5'],
    [{ mediaTypes, strict: 'no' }, 'strict: expected a boolean, or an object with one for each dimension, found "no"'],
    [{ mediaTypes, strict: { languages: true } }, 'strict.languages: unknown key. Did you mean language? (known: mediaType, language, charset, encoding)'],
    [{ mediaTypes, strict: { language: 1 } }, 'strict.language: expected a boolean, found 1'],
    [{ mediaTypes, preference: 'cleint' }, 'preference: expected client or server, found "cleint"'],
    [{ mediaTypes, maxMembers: 0 }, 'maxMembers: expected a whole number above 0, found 0'],
    [{ mediaTypes, maxFieldLength: '1' }, 'maxFieldLength: expected a whole number above 0, found "1"'],
    [{ mediaTypes: ['text-html'] }, 'mediaTypes[0]: expected a media type (type/subtype, with or without ;name=value), found "text-html"']
  ]
  for (const [options, message] of mistakes) {
    const error = thrown(() => compileNegotiation(options as never))
    t.equal(error.message, message)
    t.type(error, TypeError)
    t.match(error.stack?.split('\n')[1], /available\.test\.ts/)
  }
  t.doesNotThrow(() => compileNegotiation({ mediaTypes, strict: { language: undefined }, languages: undefined, maxFieldLength: undefined, maxMembers: 5, preference: 'server' } as never))
})
