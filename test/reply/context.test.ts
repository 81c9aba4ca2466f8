/** Where else one can go, as a serializer is told (design §4). */
import t, { type Test } from 'tap'
import type { Alternates, ProducesObject, ProducesOptions, SerializeContext } from '../../lib/index.js'
import { build } from '../fixtures/app.js'

interface Asked {
  readonly url?: string
  readonly method?: 'GET' | 'POST' | 'HEAD'
  readonly headers?: Record<string, string>
  readonly status?: number
}

const planets: ProducesObject = { mediaTypes: ['text/csv', { mediaType: 'text/html', languages: ['de'] }], languages: ['en', 'de'] }

/** What the serializer of the answer has been told. */
async function toldOf (t: Test, options: ProducesOptions, asked: Asked = {}, produces = planets): Promise<Alternates | undefined> {
  const { url = '/planets?page=2', method = 'GET', headers = {}, status = 200 } = asked
  const told: Array<Alternates | undefined> = []
  function serialize (_payload: unknown, context: SerializeContext): string {
    t.equal(context.alternates, context.alternates, 'it is worked out once')
    told.push(context.alternates)
    return ''
  }
  const app = await build(t, { ...options, errors: { languages: ['en', 'de'] }, serializers: { 'text/csv': serialize, 'text/html': serialize } })
  app.route({
    method: ['GET', 'POST'],
    url: '/planets',
    config: { produces },
    handler: async () => {
      if (status !== 200) throw Object.assign(new Error('no'), { statusCode: status })
      return {}
    }
  })
  await app.inject({ method, url, headers })
  t.equal(told.length, 1)
  return told[0]
}

const csv = 'text/csv'
const html = 'text/html'

t.test('A serializer is told every other representation, and the media types and languages one can switch to', async (t) => {
  t.strictSame(await toldOf(t, { override: true }), {
    all: [
      { mediaType: csv, language: 'de', href: '?page=2&format=csv&lang=de' },
      { mediaType: html, language: 'de', href: '?page=2&format=html&lang=de' }
    ],
    mediaTypes: [
      { name: 'csv', mediaType: csv, language: 'en', href: '?page=2&format=csv&lang=en', isSelected: true },
      { name: 'html', mediaType: html, language: 'de', href: '?page=2&format=html&lang=de', isSelected: false }
    ],
    languages: [
      { name: 'en', mediaType: csv, language: 'en', href: '?page=2&format=csv&lang=en', isSelected: true },
      { name: 'de', mediaType: csv, language: 'de', href: '?page=2&format=csv&lang=de', isSelected: false }
    ]
  })
})

t.test('What a switch does not change stays as it is selected, whoever has selected it', async (t) => {
  for (const asked of [{ url: '/planets?lang=de' }, { headers: { 'accept-language': 'de' } }, { url: '/planets?format=csv&lang=de', method: 'HEAD' }] as const) {
    const told = await toldOf(t, { override: true }, asked)
    t.match(told?.mediaTypes.map(({ href, isSelected }) => [href.replace('page=2&', ''), isSelected]), [['?format=csv&lang=de', true], ['?format=html&lang=de', false]])
    t.match(told?.languages.map(({ name, isSelected }) => [name, isSelected]), [['en', false], ['de', true]])
    t.equal(told?.all.length, 2)
  }
  const page = await toldOf(t, { override: true }, { headers: { accept: html } }, { mediaTypes: [csv, html], languages: ['en', 'de'] })
  t.same(page?.languages.map(({ href }) => href), ['?page=2&format=html&lang=en', '?page=2&format=html&lang=de'])
})

t.test('More representations than are listed can all be reached by switches', async (t) => {
  const languages = Array.from('abcdefghijklmnopqrst', (letter) => `a${letter}`)
  const told = await toldOf(t, { override: true }, { url: '/planets?lang=ab' }, { mediaTypes: [csv, html], languages })
  t.equal(told?.all.length, 22)
  t.same(told?.mediaTypes.map(({ href }) => href), ['?format=csv&lang=ab', '?format=html&lang=ab'])
  t.same(told?.languages[19]?.href, '?format=csv&lang=at')
})

t.test('What URLs do not name is nothing to switch to', async (t) => {
  t.same((await toldOf(t, { override: { mediaType: 'f' } }))?.languages, [])
  t.same((await toldOf(t, { override: { mediaType: 'f' } }))?.mediaTypes.map(({ href, language }) => [href, language]), [['?page=2&f=csv', undefined], ['?page=2&f=html', undefined]])
  t.same((await toldOf(t, { override: { language: 'l' } }))?.mediaTypes, [])
  t.same((await toldOf(t, { override: { extension: true } }, { url: '/planets.csv' }))?.mediaTypes.map(({ href }) => href), ['./planets.csv', './planets.html'])
})

t.test('A serializer is told nothing where no URL names anything, nor of what another method does', async (t) => {
  t.equal(await toldOf(t, {}), undefined)
  t.equal(await toldOf(t, { override: () => undefined }), undefined)
  t.equal(await toldOf(t, { override: true }, {}, { mediaTypes: [csv] }), undefined)
  t.equal(await toldOf(t, { override: true }, { method: 'POST' }), undefined)
})

t.test('A page of a 406 is told what there is, one of another error the languages alone', async (t) => {
  const told = await toldOf(t, { override: true }, { headers: { accept: 'text/html;level=1, text/html;q=0.1' }, status: 409 }, { mediaTypes: [csv, 'text/plain'], languages: ['en', 'de'], strict: false })
  t.strictSame(told, {
    all: [],
    mediaTypes: [],
    languages: [
      { name: 'en', mediaType: csv, language: 'en', href: '?page=2&format=csv&lang=en', isSelected: true },
      { name: 'de', mediaType: csv, language: 'de', href: '?page=2&format=csv&lang=de', isSelected: false }
    ]
  })
  const refused = await toldOf(t, { override: true }, { headers: { accept: 'text/html' } }, { mediaTypes: [csv, 'application/json'], languages: ['en', 'de'] })
  t.equal(refused?.all.length, 4)
  t.same(refused?.mediaTypes.map(({ href, isSelected }) => [href, isSelected]), [['?page=2&format=csv', false], ['?page=2&format=json', false]])
  t.same(refused?.languages.map(({ href, isSelected }) => [href, isSelected]), [['?page=2&lang=en', false], ['?page=2&lang=de', false]])
})

t.test('A page of a route that declares nothing is told nothing', async (t) => {
  const app = await build(t, { override: true, errors: true, serializers: { 'text/html': (_payload: unknown, { alternates }: SerializeContext) => String(alternates) } })
  t.equal((await app.inject({ url: '/nowhere', headers: { accept: 'text/html' } })).body, 'undefined')
})
