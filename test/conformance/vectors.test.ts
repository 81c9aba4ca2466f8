/**
 * The conformance vectors: that they are what their README says, that this package passes them, and that a second implementation, which was
 * written from the standards, comes to the same; of generated cases too.
 */
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { compileNegotiation, type NegotiationOptions } from '../../lib/negotiation/negotiation.js'
import { runs } from '../fixtures/generated.js'
import { type Available, type Fields, selectByTheBook, type Selected, varyByTheBook } from './by-the-book.js'

interface Vector {
  readonly id: string
  readonly available: Available
  readonly fields: Fields
  readonly expected: Selected | null
  readonly vary?: string
  readonly unacceptable?: readonly string[]
  readonly decides: string
}

t.setTimeout(600_000)

const directory = join(import.meta.dirname, '../../conformance/vectors')
const files = readdirSync(directory).map((file) => [file, JSON.parse(readFileSync(join(directory, file), 'utf8')).vectors as readonly Vector[]] as const)
const vectors = files.flatMap(([, own]) => own)

t.test('there are at least four hundred, each with a name of its own, a question of its own, and what decides it', async (t) => {
  t.ok(vectors.length >= 400, `${vectors.length} vectors`)
  t.equal(new Set(vectors.map(({ id }) => id)).size, vectors.length)
  for (const [file, own] of files) {
    t.equal(new Set(own.map(({ available, fields }) => JSON.stringify([available, fields]))).size, own.length, `${file}: no question twice`)
    for (const { id, decides, fields } of own) {
      t.equal(id.replace(/-\d{3}$/, '.json'), file, `${id} is in its file`)
      t.match(decides, /^(?:RFC (?:9110 §(?:5|8|12|15)\.\d+(?:\.\d+)*|4647 §3\.[34](?:\.\d)?)|UTS #35, Language Matching|CLDR|choice)$/, id)
      for (const name of Object.keys(fields)) t.match(name, /^accept(?:-language|-charset|-encoding)?$/, id)
    }
  }
})

t.test('this package passes them', async (t) => {
  for (const { id, available, fields, expected, vary, unacceptable } of vectors) {
    const negotiation = compileNegotiation(available as NegotiationOptions)
    const selected = negotiation.select(fields)
    t.strictSame(selected === undefined ? null : only(selected, expected), expected, `${id}: ${JSON.stringify([available, fields])}`)
    if (vary !== undefined) t.equal(negotiation.vary, vary, `${id}: Vary`)
    if (unacceptable !== undefined) t.strictSame(negotiation.unacceptable(fields), unacceptable, `${id}: what is not acceptable`)
  }
})

t.test('a second implementation, from the text of the standards, passes them', async (t) => {
  for (const { id, available, fields, expected, vary } of vectors.filter((vector) => !CHARSET_IN_RANGE.test(vector.fields.accept ?? ''))) {
    const selected = selectByTheBook(available, fields)
    t.strictSame(selected === null ? null : only(selected, expected), expected, `${id}: ${JSON.stringify([available, fields])}`)
    if (vary !== undefined) t.equal(varyByTheBook(available), vary, `${id}: Vary`)
  }
})

const CHARSET_IN_RANGE = /charset=/i

function only (selected: object, expected: Selected | null): object {
  const names = Object.keys(expected ?? { mediaType: true })
  return Object.fromEntries(names.map((name) => [name, (selected as Record<string, unknown>)[name]]))
}

const mediaTypes = ['text/html', 'text/html;level=1', 'text/html;level=1;a=b', 'text/plain', 'application/json', 'application/ld+json', 'application/vnd.a+json', 'image/png']
const tags = ['en', 'en-GB', 'de', 'de-AT', 'he', 'zh', 'zh-Hant', 'x-a-b', 'no', 'nb', 'es-419', 'pt-BR']

const available = fc.record({
  mediaTypes: fc.uniqueArray(fc.record({ mediaType: fc.constantFrom(...mediaTypes), quality: fc.constantFrom(1, 1, 1, 0.5) }), {
    minLength: 1, maxLength: 4, selector: ({ mediaType }) => mediaType
  }),
  languages: fc.option(fc.uniqueArray(fc.constantFrom(...tags), { minLength: 1, maxLength: 4 }), { nil: undefined }),
  charsets: fc.option(fc.constantFrom(['utf-8'], ['utf-8', 'utf-16'], ['utf-16', 'utf-8', 'koi8-r']), { nil: undefined, freq: 1 }),
  encodings: fc.option(fc.constantFrom(['gzip'], ['gzip', 'br']), { nil: undefined, freq: 1 }),
  strict: fc.record({ mediaType: fc.boolean(), language: fc.boolean(), charset: fc.boolean(), encoding: fc.boolean() }),
  preference: fc.constantFrom('client' as const, 'server' as const)
}).map((options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as unknown as Available)

function field (ranges: readonly string[]): fc.Arbitrary<string | undefined> {
  const weight = fc.constantFrom('', '', '', ';q=0.5', '; Q=0.1', ';q=0', ' ;q=1.0', ';q=2', ';q=')
  const member = fc.tuple(fc.constantFrom(...ranges), weight).map((parts) => parts.join(''))
  return fc.option(fc.array(member, { maxLength: 5 }).map((members) => members.join(', ')), { nil: undefined, freq: 5 })
}

const fields = fc.record({
  accept: field(['text/html', 'TEXT/html;level=1', 'text/*', '*/*', 'text/plain', 'application/*+json', 'application/json', 'image/gif', 'text/html;level=2', 'text', '', 'a b/c', 'text/html;level="1";a=b']),
  'accept-language': field([...tags, '*', 'fr', 'de-CH', 'gsw', 'zh-TW', 'en-AU', 'x-a', 'de-*-AT', 'iw', 'en_US']),
  'accept-charset': field(['utf-8', 'UTF-16', 'koi8-r', '*', 'x', '(']),
  'accept-encoding': field(['gzip', 'br', 'identity', '*', 'x-gzip', 'deflate'])
})

// A million cases in the deep run: five hundred requests to each of two thousand.
const REQUESTS = process.env.DEEP === '1' ? 500 : 50

t.test('of what is generated, both select the same, and name the same fields in Vary', { timeout: 600_000 }, async () => {
  fc.assert(fc.property(available, fc.array(fields, { minLength: REQUESTS, maxLength: REQUESTS }), (available, requests) => {
    const negotiation = compileNegotiation(available as NegotiationOptions)
    if (negotiation.vary !== varyByTheBook(available)) throw new Error(`Vary is ${negotiation.vary}, expected ${varyByTheBook(available)}`)
    for (const fields of requests) {
      const selected = negotiation.select(fields)
      const expected = selectByTheBook(available, fields)
      const own = selected === undefined ? null : only(selected, expected)
      if (JSON.stringify(own) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(fields)}: selected ${JSON.stringify(own)}, expected ${JSON.stringify(expected)}`)
    }
  }), runs(2000))
})
