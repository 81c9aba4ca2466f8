/** What the hostile tests share: a route with every dimension, field values as nobody should send them, and what an answer may be. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import fc from 'fast-check'
import type { Test } from 'tap'
import produces, { type ProducesObject, type ProducesOptions } from '../../lib/index.js'

/** The request's fields, in the order of decision, with the names of their dimensions. */
export const fields = { accept: 'mediaType', 'accept-language': 'language', 'accept-charset': 'charset', 'accept-encoding': 'encoding' } as const

export const everyDimension = {
  mediaTypes: ['application/json', 'text/html;level=1', { mediaType: 'text/csv;header=present', quality: 0.5, languages: ['de', 'zh-Hant'] }, 'image/svg+xml'],
  languages: ['en', 'de', 'zh-Hant', 'zh-Hans', 'en-GB'],
  charsets: ['utf-8', 'iso-8859-1'],
  encodings: ['gzip', 'br']
} as const satisfies ProducesObject

/** An application that counts how often its handler ran. */
export async function build (t: Test, options: ProducesOptions = {}, server: FastifyServerOptions = {}): Promise<{ readonly app: FastifyInstance, handled: number }> {
  const app = Fastify(server)
  t.teardown(() => app.close())
  await app.register(produces, options)
  const built = { app, handled: 0 }
  const bytes = () => { built.handled++; return Buffer.from('content') }
  app.get('/strict', { config: { produces: { ...everyDimension, mediaTypes: finished, strict: true } } }, async () => bytes())
  app.get('/lenient', { config: { produces: { ...everyDimension, mediaTypes: finished, strict: false, preference: 'server' } } }, async () => bytes())
  return built
}

/** Boots an application, as listening would. */
export async function boot (app: FastifyInstance): Promise<void> {
  await app.ready()
}

const finished = everyDimension.mediaTypes.map((entry) => ({ ...typeof entry === 'string' ? { mediaType: entry } : entry, serialize: false as const }))

export interface Answer {
  readonly statusCode: number
  readonly headers: NodeJS.Dict<unknown>
  readonly body: string
}

const TYPES = ['application/json; charset=utf-8', 'text/html;level=1; charset=utf-8', 'text/html;level=1; charset=iso-8859-1', 'text/csv;header=present; charset=utf-8',
  'text/csv;header=present; charset=iso-8859-1', 'image/svg+xml', 'application/problem+json']

/** What is wrong with the answer of a route with every dimension; `undefined`: nothing. */
export function faultOf ({ statusCode, headers, body }: Answer, strict: boolean): string | undefined {
  if (statusCode !== 200 && !(strict && statusCode === 406)) return `status ${statusCode}: ${body}`
  for (const [name, value] of Object.entries(headers)) {
    // field-value = *( field-vchar [ 1*( SP / HTAB / field-vchar ) field-vchar ] )             (RFC 9110 §5.5)
    if (!/^[\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?$/.test(String(value))) return `${name}: ${JSON.stringify(value)}`
  }
  if (!TYPES.includes(String(headers['content-type']))) return `Content-Type: ${headers['content-type']}`
  if (headers.vary !== 'accept, accept-language, accept-charset, accept-encoding') return `Vary: ${headers.vary}`
  return statusCode === 200 ? faultOfContent(headers, body) : faultOfProblem(headers, body)
}

function faultOfContent (headers: Answer['headers'], body: string): string | undefined {
  if (body !== 'content') return `content: ${body}`
  return (everyDimension.languages as readonly unknown[]).includes(headers['content-language']) ? undefined : `Content-Language: ${headers['content-language']}`
}

function faultOfProblem (headers: Answer['headers'], body: string): string | undefined {
  if (headers['content-language'] !== undefined) return `Content-Language: ${headers['content-language']}`
  const problem = JSON.parse(body) as { status: number, unacceptable: string[], requested: Record<string, string> }
  const names: string[] = Object.values(fields)
  if (problem.status !== 406) return `status in the problem: ${problem.status}`
  if (problem.unacceptable.length === 0 || !problem.unacceptable.every((name) => names.includes(name))) return `unacceptable: ${problem.unacceptable}`
  const long = Object.values(problem.requested).find((value) => value.length > 256)
  return long === undefined ? undefined : `${long.length} characters are repeated`
}

const text = (...parts: readonly string[]) => fc.constantFrom(...parts)
const tchar = text(..."!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
const token = fc.oneof(
  { weight: 5, arbitrary: text('text', 'html', 'csv', 'json', 'application', 'level', '1', 'header', 'present', 'charset', 'utf-8', 'q', 'Q', '*', 'gzip', 'identity', 'en', 'zh-TW', 'iso-8859-1', '__proto__', 'constructor', 'toString') },
  { weight: 2, arbitrary: fc.string({ unit: tchar, minLength: 1, maxLength: 12 }) }
)
const space = text('', '', '', ' ', '\t', '  \t ')
const quotedString = fc.string({ unit: text('a', '1', ' ', '\t', ',', ';', '=', '\\"', '\\\\', '\\a', '\xe9'), maxLength: 12 }).map((content) => `"${content}"`)
const qvalue = text('0', '1', '0.5', '0.123', '1.000', '0.000', '.2', '0.33333', '', '2', '-1', 'abc', '1.5', '"0.5"', '0.', '00', '1e0', '０')
const parameter = fc.oneof(
  fc.tuple(text('q', 'Q'), space, text('='), space, qvalue),
  fc.tuple(token, space, text('=', '=', '=', ''), space, fc.oneof(token, quotedString))
).map((parts) => parts.join(''))
const parameters = fc.array(fc.tuple(space, text(';', ';', ';;'), space, parameter).map((parts) => parts.join('')), { maxLength: 4 }).map((all) => all.join(''))
const mediaRange = fc.oneof(fc.tuple(token, text('/', '/', '/', '//', ''), token).map((parts) => parts.join('')), text('*/*', '*', 'text/*', '*/html', 'text/html', 'application/json'))
const languageRange = fc.oneof(
  text('en', 'en-US', 'de-AT-1996', 'zh-Hant-TW', 'zh-TW', 'x-private', 'i-klingon', '*', 'en-a-bbb-x-a-ccc', 'en_US', 'e', ''),
  fc.array(fc.string({ unit: text('a', 'b', 'Z', '1'), minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 12 }).map((subtags) => subtags.join('-'))
)

function listOf (element: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const member = fc.tuple(space, element, parameters, space).map((parts) => parts.join(''))
  const list = fc.array(fc.oneof({ weight: 9, arbitrary: member }, { weight: 1, arbitrary: text('', ' ', '"', '"a, b', '\\', ';', '=') }), { maxLength: 8 }).map((members) => members.join(','))
  return fc.oneof({ weight: 9, arbitrary: list }, { weight: 1, arbitrary: repeated(list) })
}

/** Over and over, up to 16 KB. */
function repeated (list: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(list, text('', ',', ';', '"')).map(([unit, delimiter]) => (unit + delimiter || ',').repeat(16_384).slice(0, 16_384))
}

// Node.js takes HTAB, SP, VCHAR and obs-text in a field value, and the blanks around it away.
const octets = fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes.map((byte) => byte === 9 || (byte >= 0x20 && byte !== 0x7f) ? byte : byte & 0x1f | 0x40)).toString('latin1'))
const manyOctets = fc.tuple(octets, fc.nat(16_384)).map(([unit, length]) => (unit + ',').repeat(Math.ceil(length / (unit.length + 1))).slice(0, length))

/** Field values as the grammar has them and nearly so, and octets of any kind, up to 16 KB. */
export const fieldValues: Readonly<Record<keyof typeof fields, fc.Arbitrary<string>>> = {
  accept: mixed(listOf(mediaRange)),
  'accept-language': mixed(listOf(languageRange)),
  'accept-charset': mixed(listOf(token)),
  'accept-encoding': mixed(listOf(token))
}

function mixed (list: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 6, arbitrary: list }, { weight: 2, arbitrary: octets }, { weight: 1, arbitrary: manyOctets })
    // What no socket brings: characters beyond one octet.
    .map((fieldValue) => fieldValue.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?'))
}

/** The fields of a request: one alone, or all four. */
export const requests: fc.Arbitrary<Record<string, string>> = fc.oneof(
  ...Object.entries(fieldValues).map(([field, value]) => value.map((fieldValue) => ({ [field]: fieldValue }))),
  fc.record(fieldValues),
  fc.record(fieldValues, { requiredKeys: [] }) as fc.Arbitrary<Record<string, string>>
)
