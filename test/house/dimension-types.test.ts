/**
 * The types follow the list of dimensions: a fifth one adds itself to `Dimensions`, and is compiled with all that is derived from it.
 *
 * In a program of its own, since for any other the dimension is not there.
 */
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { typeFaultsOf } from '../fixtures/typescript.js'

const repository = join(import.meta.dirname, '../..')

const profile = `
import Fastify from 'fastify'
import produces, { type AvailableMediaType, type DimensionName, type NegotiatedRepresentation, type RouteProduces } from '../../lib/index.js'

declare module '../../types/dimensions.js' {
  interface Dimensions {
    profile: { key: 'profiles', value: \`<\${string}>\`, always: '<urn:any>', narrowable: true }
  }
}

type Equal<One, Other> = (<T>() => T extends One ? 1 : 2) extends (<T>() => T extends Other ? 1 : 2) ? true : false
function expect<Equality extends true> (): Equality | undefined { return undefined }

expect<Equal<DimensionName, 'mediaType' | 'language' | 'charset' | 'encoding' | 'profile'>>()
expect<Equal<NegotiatedRepresentation['profile'], string | undefined>>()

const app = Fastify()
app.register(produces, { strict: { profile: true } })
// @ts-expect-error: its name is that of no key
app.register(produces, { strict: { profiles: true } })

app.get('/', { config: { produces: { mediaTypes: ['text/csv'], profiles: ['<urn:a>', '<urn:b>'], strict: { profile: true } } } }, async ({ negotiated }) => {
  expect<Equal<typeof negotiated.profile, '<urn:a>' | '<urn:b>' | '<urn:any>'>>()
  expect<Equal<typeof negotiated.language, undefined>>()
  // @ts-expect-error: it is told apart from the media type
  expect<Equal<typeof negotiated.mediaType, string>>()
})
app.get('/undeclared', { config: { produces: ['text/csv'] } }, async ({ negotiated }) => {
  expect<Equal<typeof negotiated.profile, undefined>>()
})

export const narrowed: AvailableMediaType = { mediaType: 'text/csv', profiles: ['<urn:a>'] }
export const declared: RouteProduces = { mediaTypes: [narrowed], profiles: ['<urn:a>'] }
// @ts-expect-error: the type of its values is its own
export const other: RouteProduces = { mediaTypes: ['text/csv'], profiles: ['urn:a'] }
// @ts-expect-error: a media type cannot narrow what is not narrowable
export const unnarrowable: AvailableMediaType = { mediaType: 'text/csv', encodings: ['gzip'] }
`

t.setTimeout(180_000)

/** What the compiler finds wrong in a file that has this text. */
async function faultsIn (t: Test, text: string): Promise<string[]> {
  return typeFaultsOf(t.testdir({
    'profile.ts': text.replaceAll('../..', repository),
    'tsconfig.json': JSON.stringify({ extends: join(repository, 'tsconfig.json'), files: ['profile.ts'], include: [] })
  }))
}

t.test('options, what was selected, and what a media type narrows have the types that a dimension gives itself', async (t) => {
  t.strictSame(await faultsIn(t, profile), [])
})

t.test('without it in the list, there is none of them', async (t) => {
  const { length } = await faultsIn(t, profile.replace(/declare module [^]*?\n}\n/, ''))
  t.ok(length > 8, `${length} faults`)
})
