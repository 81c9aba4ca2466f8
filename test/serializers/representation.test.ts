/** `representation`: what it adds at run time is nothing, and routes take what it returns. */
import t from 'tap'
import Type from 'typebox'
import { representation } from '../../lib/index.js'
import { build } from '../fixtures/harness.js'

const Row = Type.Object({ name: Type.String(), moons: Type.Integer() })

interface Planet {
  name: string
  moons: string[]
}

const mars = { name: 'Mars', moons: ['Phobos', 'Deimos'], secret: 'x' }

const get = (accept: string) => ({ url: '/', headers: { accept } })

t.test('representation returns what it is given', async (t) => {
  const declared = { mediaType: 'text/csv', quality: 0.5, schema: Row, serialize: String } as const
  t.equal(representation(declared), declared)
  t.strictSame(representation({ mediaType: 'text/html', serialize: false }), { mediaType: 'text/html', serialize: false })
})

t.test('transform and serialize are given what their types say', async (t) => {
  const seen: unknown[] = []
  const available = [
    { mediaType: 'application/json' },
    representation({
      mediaType: 'text/csv',
      schema: Row,
      languages: ['en'],
      transform (planet: Planet, negotiated) {
        seen.push(negotiated.mediaType, negotiated.language)
        return { name: planet.name, moons: planet.moons.length }
      },
      serialize (row, { negotiated, request, reply }) {
        seen.push(row, negotiated.mediaType, request.url, reply.statusCode)
        return `${row.name},${row.moons}`
      }
    }),
    representation({ mediaType: 'text/html', serialize: false, transform: ({ name }: Planet, { mediaType }) => `<h1>${name} in ${mediaType}` })
  ] as const
  const app = await build(t)
  const schema = { response: { 200: Type.Object({ name: Type.String(), moons: Type.Array(Type.String()) }) } }
  app.get('/', { schema, config: { produces: { mediaTypes: available, languages: ['en', 'de'] } } }, async () => mars)
  t.equal((await app.inject(get('text/csv'))).body, 'Mars,2')
  t.strictSame(seen, ['text/csv', 'en', { name: 'Mars', moons: 2 }, 'text/csv', '/', 200])
  t.equal((await app.inject(get('text/html'))).body, '<h1>Mars in text/html')
  t.strictSame((await app.inject(get('application/json'))).json(), { name: 'Mars', moons: ['Phobos', 'Deimos'] })
})

t.test('content that the handler has finished may be declared as a string under content', async (t) => {
  const app = await build(t)
  const content = { 'application/json': { schema: Row }, 'text/html': { schema: Type.String() } }
  app.get('/', { schema: { response: { 200: { content } } }, config: { produces: ['application/json', 'text/html'] } }, async ({ negotiated }) =>
    negotiated.mediaType === 'text/html' ? '<h1>"Mars"</h1>' : { name: 'Mars', moons: 2 })
  const html = await app.inject(get('text/html'))
  t.equal(html.body, '<h1>"Mars"</h1>')
  t.match(html.headers['content-type'], /^text\/html/)
  t.strictSame((await app.inject(get('application/json'))).json(), { name: 'Mars', moons: 2 })
})
