/**
 * `Vary`, `Content-Location`, `Link`, `Avail-*` and what is canonical, for every combination of the options that touch them, against what the contract says
 * (design §2, §4; RFC 9110 §8.7, §12.5.5), written down here anew.
 */
import fc from 'fast-check'
import type { FastifyRequest } from 'fastify'
import t from 'tap'
import type { Override, ProducesObject, ProducesOptions } from '../../lib/index.js'
import { build, inBytes, varyOf } from '../fixtures/app.js'
import { runs } from '../fixtures/generated.js'

const NAMES = { json: 'application/json', csv: 'text/csv', html: 'text/html' } as const
const LANGUAGES = ['en', 'de'] as const

const overrides = {
  off: false,
  query: true,
  extension: { extension: true, language: 'lang' },
  function: ({ headers }: FastifyRequest) => ({ mediaType: headers['x-type'] as string | undefined, language: headers['x-lang'] as string | undefined })
} satisfies Record<string, Override>

const one = fc.record({
  by: fc.constantFrom(...Object.keys(overrides) as Array<keyof typeof overrides>),
  formats: fc.subarray(['json', 'csv', 'html'] as const, { minLength: 1 }),
  languages: fc.subarray([...LANGUAGES]),
  alternates: fc.boolean(),
  availability: fc.boolean(),
  hints: fc.subarray(['Save-Data', 'Prefer'] as const),
  errors: fc.boolean(),
  format: fc.constantFrom(undefined, 'json', 'csv', 'html', 'pdf'),
  language: fc.constantFrom(undefined, 'en', 'de', 'fr'),
  accept: fc.constantFrom('*/*', 'text/csv', 'image/png'),
  fails: fc.boolean()
})

type Case = typeof one extends fc.Arbitrary<infer Value> ? Value : never

/** How the request says what it decides, where it can. */
function requestOf ({ by, format, language, accept }: Case): { readonly url: string, readonly headers: Record<string, string> } {
  const headers: Record<string, string> = { accept, 'accept-language': 'de' }
  const pairs = [by !== 'extension' && format !== undefined ? `format=${format}` : '', language === undefined ? '' : `lang=${language}`]
  const query = pairs.filter((pair) => pair !== '').join('&')
  if (by === 'function') return { url: '/planets', headers: { ...headers, ...format && { 'x-type': format }, ...language && { 'x-lang': language } } }
  const path = by === 'extension' && format !== undefined ? `/planets.${format}` : '/planets'
  return { url: query === '' ? path : `${path}?${query}`, headers }
}

/** What the contract says of the answer. */
function expectedOf (given: Case) {
  const { by, formats, languages, alternates, availability, hints, errors, format, language, accept, fails } = given
  const urls = by !== 'off'
  const own = urls && format !== undefined ? format : undefined
  const ownLanguage = urls && languages.length > 0 ? language : undefined
  const ofErrors = errors ? ['accept'] : []
  const unknown = (own !== undefined && !formats.includes(own as 'csv')) || (ownLanguage !== undefined && !languages.includes(ownLanguage as 'en'))
  // A twin that there is not is no route.
  if (unknown) return { status: 404, vary: ofErrors, location: undefined, available: [], alternates: [], canonical: undefined }
  const isRefused = own === undefined && accept !== '*/*' && !formats.some((name) => NAMES[name] === accept)
  const open = [
    // One value can still be refused; a language never is, so that one language changes nothing.
    ...own === undefined ? ['accept'] : [],
    ...ownLanguage === undefined && languages.length > 1 ? ['accept-language'] : []
  ]
  // Whether anything is acceptable does not depend on hints.
  const ofHints = isRefused ? [] : hints.map((name) => name.toLowerCase())
  const vary = [...new Set([...open, ...ofHints, ...isRefused || fails ? ofErrors : []])]
  const selected = own ?? formats.find((name) => accept === '*/*' || NAMES[name] === accept)
  const spoken = ownLanguage ?? (languages.includes('de') ? 'de' : languages[0])
  const named = by === 'query' || by === 'extension'
  const isPlural = { format: formats.length > 1, language: languages.length > 1 }
  const addressOf = (name: string | undefined, tag: string | undefined): string => {
    const pairs = [
      by === 'query' && isPlural.format ? `format=${name}` : '', isPlural.language ? `lang=${tag}` : ''
    ].filter((pair) => pair !== '').join('&')
    const search = pairs === '' ? '' : `?${pairs}`
    return by === 'extension' && isPlural.format ? `./planets.${name}${search}` : search
  }
  const all = formats.flatMap((name) => (languages.length > 0 ? languages : [undefined]).map((tag) => addressOf(name, tag)))
  const isNamed = named && (isPlural.format || isPlural.language)
  const isOpen = (own === undefined && isPlural.format) || (ownLanguage === undefined && isPlural.language)
  const linked = isNamed && (isRefused || (alternates && !fails)) ? all : []
  return {
    status: isRefused ? 406 : fails ? 410 : 200,
    vary,
    available: availability && (isRefused || !fails) ? open : [],
    location: isNamed && isOpen && !isRefused && !fails ? addressOf(selected, spoken) : undefined,
    alternates: [...new Set(linked)].filter((address) => isRefused || address !== addressOf(selected, spoken)),
    canonical: by === 'extension' && own !== undefined && !fails ? './planets' : undefined
  }
}

t.test('every combination of override, alternates, availability, hints and errors has the fields that the contract says', async (t) => {
  await fc.assert(fc.asyncProperty(one, async (given) => {
    const { by, formats, languages, alternates, availability, hints, errors, fails } = given
    const options: ProducesOptions = { override: overrides[by], alternates, availability, hints, errors }
    const resource: ProducesObject = { mediaTypes: formats.map((name) => NAMES[name]), ...languages.length > 0 && { languages } }
    const app = await build(t, options)
    app.get('/planets', { config: { produces: inBytes(resource) } }, async () => {
      if (fails) throw Object.assign(new Error('gone'), { statusCode: 410 })
      return {}
    })
    const { statusCode, headers } = await app.inject(requestOf(given))
    await app.close()
    const links = [...String(headers.link ?? '').matchAll(/<([^>]*)>; rel="(\w+)"/g)]
    const found = {
      status: statusCode,
      vary: (varyOf({ headers }) ?? '').split(', ').filter((name) => name !== ''),
      available: ['accept', 'accept-language'].filter((field) => headers[field === 'accept' ? 'avail-format' : 'avail-language'] !== undefined),
      location: headers['content-location'],
      alternates: links.filter(([, , rel]) => rel === 'alternate').map(([, href]) => href),
      canonical: links.find(([, , rel]) => rel === 'canonical')?.[1]
    }
    const expected = expectedOf(given)
    t.same(found, { ...expected, vary: [...expected.vary].sort() }, JSON.stringify(given))
    if (!t.passing()) throw new Error('differs')
  }), runs(1500))
})
