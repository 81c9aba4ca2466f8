/**
 * What there is: found by what the server says of itself, and else by asking for what servers usually have.
 *
 * What counts is what is sent: a media type is available where asking for it alone gives it.
 */
import { type Answer, digestOf, essenceOf, isSuccess } from './answer.js'
import { clients } from './clients.js'
import { languagesNamedIn, typesNamedIn } from './links.js'
import type { Session } from './session.js'

export interface Available {
  /** What is sent where nothing is asked for. */
  readonly byDefault: Answer
  /** By its essence, what asking for each media type alone gives. */
  readonly mediaTypes: ReadonlyMap<string, Answer>
  /** By `Content-Language`, what asking for each language alone gives. */
  readonly languages: ReadonlyMap<string, Answer>
  /** Whether answers differ by `Accept-Language` that do not say in which language they are. */
  readonly unlabelled: boolean
  /** What asking for what there is not gives; whatever its status. */
  readonly unmatched: Answer
  /** The media types that a 406 names, of those that were asked for. */
  readonly listed: readonly string[]
  /** What asking for compressed content gives. */
  readonly coded: Answer
  /** What a browser gets that says nothing but its name. */
  readonly named: Answer
}

/** What nobody has. */
export const UNMATCHED = 'application/vnd.nobody-has-this'

const USUAL_TYPES = [
  'application/json', 'text/html', 'application/xhtml+xml', 'application/xml', 'text/xml', 'text/plain', 'text/csv', 'text/markdown',
  'application/x-ndjson', 'application/yaml', 'application/ld+json', 'application/hal+json', 'application/vnd.api+json', 'application/atom+xml',
  'application/rss+xml', 'application/cbor'
]
const USUAL_LANGUAGES = ['en', 'de', 'fr', 'es', 'zh', 'ja', 'pt', 'it', 'nl', 'ar', 'ru']
// A server that lists hundreds is asked for the first.
const MAX_TYPES = 32
const MAX_LANGUAGES = 24

export async function discover (session: Session, byDefault: Answer): Promise<Available> {
  const unmatched = await session.ask({ accept: UNMATCHED })
  const options = await session.ask({}, { method: 'OPTIONS' })
  const listed = unmatched.status === 406 ? typesNamedIn(unmatched).filter((type) => type !== UNMATCHED) : []
  const own = isSuccess(byDefault) ? [essenceOf(byDefault.fields['content-type'])] : []
  const hinted = [byDefault, options].flatMap((answer) => typesNamedIn({ ...answer, body: Buffer.alloc(0) }))
  const types = unique([...own, ...listed, ...hinted, ...USUAL_TYPES]).filter((type) => type !== '').slice(0, MAX_TYPES)
  const mediaTypes = new Map<string, Answer>()
  for (const type of types) {
    const answer = await session.ask({ accept: type })
    if (isSuccess(answer) && essenceOf(answer.fields['content-type']) === type) mediaTypes.set(type, answer)
  }
  const tags = [byDefault, unmatched, options].flatMap(languagesNamedIn)
  const asked = unique([...tags, ...USUAL_LANGUAGES]).slice(0, MAX_LANGUAGES)
  const { languages, unlabelled } = await discoverLanguages(session, byDefault, asked)
  const coded = await session.ask({ 'accept-encoding': 'gzip, br' })
  const named = await session.ask({ 'user-agent': clients[0]?.fields['user-agent'] as string })
  return { byDefault, mediaTypes, languages, unlabelled, unmatched, listed: listed.filter((type) => types.includes(type)), coded, named }
}

async function discoverLanguages (
  session: Session, byDefault: Answer, asked: readonly string[]
): Promise<Pick<Available, 'languages' | 'unlabelled'>> {
  const languages = new Map<string, Answer>()
  const unlabelled = new Map<string, string>()
  for (const language of asked) {
    const answer = await session.ask({ 'accept-language': language })
    const said = answer.fields['content-language']
    if (!isSuccess(answer)) continue
    if (said === undefined) unlabelled.set(language, digestOf(answer))
    else if (isOf(said, language) && !languages.has(said.toLowerCase())) languages.set(said.toLowerCase(), answer)
  }
  return { languages, unlabelled: await isByLanguage(session, byDefault, unlabelled) }
}

/** Whether a content is that of a language, and of no clock. */
async function isByLanguage (session: Session, byDefault: Answer, digests: ReadonlyMap<string, string>): Promise<boolean> {
  const other = [...digests].find(([, digest]) => digest !== digestOf(byDefault))
  if (other === undefined) return false
  const [language, digest] = other
  const again = [await session.ask(), await session.ask({ 'accept-language': language })] as const
  return digestOf(again[0]) === digestOf(byDefault) && digestOf(again[1]) === digest
}

/** Whether what an answer says of its language is what was asked for, or a kind of it. */
function isOf (said: string, language: string): boolean {
  return `${said.toLowerCase()}-`.startsWith(`${language.toLowerCase()}-`)
}

function unique (values: readonly string[]): string[] {
  return [...new Set(values)]
}
