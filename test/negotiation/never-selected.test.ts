/** What is declared and never selected: nothing is said of what some request selects. */
import fc from 'fast-check'
import t from 'tap'
import { compileNegotiation, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { findNeverSelected } from '../../lib/negotiation/never-selected.js'
import { runs } from '../fixtures/generated.js'

const MEDIA_TYPES = [
  'text/plain', 'text/plain;charset=utf-8', 'Text/Plain; charset="UTF-8"; format=flowed', 'text/plain;format=flowed', 'text/plain;charset=utf-16',
  'application/json', 'application/json;charset=utf-8', 'application/hal+json', 'image/png', 'image/png;charset=utf-8'
] as const
const LANGUAGES = ['en', 'en-GB', 'de'] as const
const CHARSETS = ['utf-8', 'utf-16'] as const

const some = <Value>(values: readonly Value[]): fc.Arbitrary<Value[]> => fc.shuffledSubarray([...values], { minLength: 1 })
const quality = fc.constantFrom(0, 0.1, 0.5, 1, 1, 1)

/** What a route may declare; some of it is a fault. */
const declared: fc.Arbitrary<NegotiationOptions> = fc.record({
  mediaTypes: fc.tuple(some(MEDIA_TYPES), fc.array(quality, { minLength: 10, maxLength: 10 }), fc.array(fc.option(some(LANGUAGES), { nil: undefined }), { minLength: 10, maxLength: 10 }))
    .map(([mediaTypes, qualities, languages]) => mediaTypes.map((mediaType, index) => ({
      mediaType, quality: qualities[index] as number, ...languages[index] !== undefined && { languages: languages[index] }
    }))),
  languages: fc.constantFrom(undefined, LANGUAGES),
  charsets: fc.constantFrom(undefined, CHARSETS, ['utf-8']),
  encodings: fc.constantFrom(undefined, ['gzip']),
  strict: fc.constantFrom(undefined, true, false),
  preference: fc.constantFrom(undefined, 'client' as const, 'server' as const)
}).map(({ mediaTypes, ...others }) => ({
  mediaTypes: others.languages === undefined ? mediaTypes.map(({ mediaType, quality }) => ({ mediaType, quality })) : mediaTypes,
  ...Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined))
}))

function compiled (options: NegotiationOptions): ReturnType<typeof compileNegotiation> | undefined {
  try {
    return compileNegotiation(options)
  } catch {
    return undefined
  }
}

const RANGES = [...MEDIA_TYPES.map((mediaType) => mediaType.toLowerCase()), 'text/*', '*/*', 'application/*+json', 'image/png;charset=utf-8', 'text/plain;charset=utf-16;format=flowed']

/** A field of some members, in some order, with weights. */
const fieldOf = (ranges: readonly string[]): fc.Arbitrary<string | undefined> => fc.option(
  fc.array(fc.tuple(fc.constantFrom(...ranges), fc.constantFrom('', ';q=0', ';q=0.001', ';q=0.5')), { minLength: 1, maxLength: 8 })
    .map((members) => members.map((member) => member.join('')).join(', ')), { nil: undefined })

const headers = fc.record({ accept: fieldOf(RANGES), 'accept-language': fieldOf([...LANGUAGES, '*']), 'accept-charset': fieldOf([...CHARSETS, '*']) })

t.test('No request selects what is said to be never selected', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(declared, fc.array(headers, { minLength: 20, maxLength: 20 }), (options, requests) => {
    const negotiation = compiled(options)
    if (negotiation === undefined) return
    const never = findNeverSelected(options).map(({ value }) => value)
    for (const request of requests) {
      const { mediaType, language, charset } = negotiation.select(request) ?? {}
      for (const value of [mediaType, language, charset]) if (never.includes(value as string)) throw new Error(`${value} is selected by ${JSON.stringify(request)}`)
    }
  }), runs(2000)))
})

t.test('A media type of which no other is the same in a charset is selected by who names it alone, and nothing is said of it', async (t) => {
  t.doesNotThrow(() => fc.assert(fc.property(declared, (options) => {
    const mediaTypes = options.mediaTypes.filter((entry) => !/charset/.test((entry as { mediaType: string }).mediaType))
    const negotiation = compiled({ ...options, mediaTypes })
    if (negotiation === undefined) return
    const never = findNeverSelected({ ...options, mediaTypes }).map(({ value }) => value)
    for (const { mediaType, quality } of mediaTypes as { mediaType: string, quality: number }[]) {
      const accept = [mediaType, ...negotiation.selectable.map((other) => `${other.mediaType};q=${other.mediaType === mediaType ? 1 : 0}`)].join(', ')
      const isSelected = negotiation.select({ accept })?.mediaType === mediaType
      if (isSelected !== (quality > 0) || never.includes(mediaType) !== (quality === 0)) throw new Error(`${mediaType} by ${accept}`)
    }
  }), runs(1000)))
})

t.test('What is said, and why', async (t) => {
  const cases: [options: NegotiationOptions, said: object[]][] = [
    [{ mediaTypes: ['text/html', 'text/plain'] }, []],
    [{ mediaTypes: ['text/html', 'text/html;level=1'] }, []],
    [{ mediaTypes: ['text/html', { mediaType: 'text/plain', quality: 0 }] }, [{ value: 'text/plain', reason: 'its quality is 0', isNameable: false }]],
    [{ mediaTypes: ['text/plain', 'text/plain;charset=utf-8'] }, [{ value: 'text/plain;charset=utf-8', reason: 'every range that names it names text/plain as well, which is preferred', isNameable: true }]],
    [{ mediaTypes: [{ mediaType: 'text/plain', quality: 0.9 }, 'text/plain;charset=UTF-8'] }, [{ value: 'text/plain', reason: 'every range that names it names text/plain;charset=UTF-8 as well, which is preferred', isNameable: true }]],
    [{ mediaTypes: ['text/plain', 'text/plain;charset=utf-16'] }, []],
    // The same parameters in any order, and no others.
    [{ mediaTypes: ['text/plain;a=1;b=2', 'text/plain;b=2;a=1;charset=utf-8'] }, [
      { value: 'text/plain;b=2;a=1;charset=utf-8', reason: 'every range that names it names text/plain;a=1;b=2 as well, which is preferred', isNameable: true }
    ]],
    [{ mediaTypes: ['text/plain;a=1', 'text/plain;a=2;charset=utf-8'] }, []],
    [{ mediaTypes: ['text/ab', 'texta/b;charset=utf-8'] }, []],
    [{ mediaTypes: [{ mediaType: 'text/plain', quality: 0.9 }, 'text/plain;charset=UTF-8'], strict: false }, []],
    [{ mediaTypes: ['text/plain', 'text/plain;charset=utf-8'], charsets: ['utf-8', 'utf-16'] }, [{ value: 'text/plain;charset=utf-8', reason: 'every range that names it names text/plain as well, which is preferred', isNameable: true }]],
    [{ mediaTypes: ['text/plain;charset=utf-8', 'text/plain'], charsets: ['utf-8', 'utf-16'] }, []],
    [{ mediaTypes: ['text/plain', 'text/plain;charset=utf-8'], charsets: ['utf-8'] }, [{ value: 'text/plain;charset=utf-8', reason: 'every range that names it names text/plain as well, which is preferred', isNameable: true }]],
    [{ mediaTypes: ['image/png', 'image/png;charset=utf-8'] }, []],
    [{ mediaTypes: [{ mediaType: 'text/plain', languages: ['en'] }, 'text/plain;charset=utf-8'], languages: ['en', 'de'] }, [{ value: 'text/plain;charset=utf-8', reason: 'every range that names it names text/plain as well, which is preferred', isNameable: true }]],
    [{ mediaTypes: ['text/plain', 'text/plain;charset=utf-8'], languages: ['en', 'de'], strict: true }, [{ value: 'text/plain;charset=utf-8', reason: 'every range that names it names text/plain as well, which is preferred', isNameable: true }]],
    // A language that one of them is not in may decide.
    [{ mediaTypes: [{ mediaType: 'text/plain', languages: ['en'] }, 'text/plain;charset=utf-8'], languages: ['en', 'de'], strict: { language: true } }, []],
    [{ mediaTypes: [{ mediaType: 'text/plain', languages: ['en'] }], languages: ['en', 'de'] }, [{ value: 'de', reason: 'no media type is available in it', isNameable: false }]],
    [{ mediaTypes: [{ mediaType: 'text/html', languages: ['en'] }, { mediaType: 'text/plain', quality: 0 }], languages: ['en', 'de'] }, [
      { value: 'text/plain', reason: 'its quality is 0', isNameable: false }, { value: 'de', reason: 'no media type is available in it', isNameable: false }
    ]],
    [{ mediaTypes: ['text/plain;charset=utf-8'], charsets: ['utf-8', 'utf-16'] }, [{ value: 'utf-16', reason: 'no media type is available in it', isNameable: false }]]
  ]
  for (const [options, said] of cases) t.same(findNeverSelected(options), said, JSON.stringify(options))
})
