/**
 * Whether a server says what it has, keeps its word, and survives what it is sent.
 */
import { type Answer, describeSent, essenceOf, isSuccess } from './answer.js'
import { malformed } from './clients.js'
import { alternatesIn, type Link } from './links.js'
import type { Session } from './session.js'
import { Unreachable } from './unreachable.js'
import type { Check, Findings, Inspected } from './verdict.js'

const list: Check = {
  name: 'not-acceptable',
  title: '406 lists what there is',
  section: 'RFC 9110 §15.5.7',
  remedy: 'List the media types, and the languages, in the content of the 406: who reads it has nothing else.',
  run ({ available: { unmatched, listed, mediaTypes } }): Findings {
    if (unmatched.status !== 406) return { untested: `${describeSent(unmatched)} gave ${unmatched.status}, not 406` }
    if (mediaTypes.size === 0) return { untested: 'no media type was found' }
    const absent = [...mediaTypes.keys()].filter((type) => !listed.includes(type))
    if (absent.length === mediaTypes.size) return { faults: ['it names none of the media types that there are'] }
    return { advice: absent.map((type) => `it does not name ${type}`), seen: listed.join(', ') }
  }
}

const MAX_LINKS = 8

const links: Check = {
  name: 'links',
  title: 'Lists and links keep their word',
  section: 'RFC 8288 §3.4.1',
  remedy: 'Let type and hreflang of a link, and the list of a 406, say what is really sent.',
  async run ({ session, available }): Promise<Findings> {
    const { listed, mediaTypes } = available
    const alternates = alternatesOnHost(session)
    if (listed.length === 0 && alternates.length === 0) return { untested: 'no 406 lists media types, and no Link leads to an alternate on this host' }
    const faults = listed.filter((type) => !mediaTypes.has(type)).map((type) => `the 406 names ${type}, and Accept: ${type} does not give it`)
    for (const link of alternates.slice(0, MAX_LINKS)) {
      const url = urlOf(link, session.url)
      faults.push(...url === undefined ? [`${link.href} is no URL`] : brokenBy(link, await session.ask({}, { url })))
    }
    return { faults, seen: `${listed.length} media types, ${Math.min(alternates.length, MAX_LINKS)} links` }
  }
}

/** Other hosts are not asked; what is no URL leads to none. */
function alternatesOnHost ({ answers, url }: Session): Link[] {
  const links = answers.flatMap(({ fields }) => alternatesIn(fields['link'] ?? ''))
  return [...new Map(links.map((link) => [link.href, link])).values()].filter((link) => (urlOf(link, url) ?? url).origin === url.origin)
}

function urlOf ({ href }: Link, base: URL): URL | undefined {
  return URL.canParse(href, base.href) ? new URL(href, base) : undefined
}

function brokenBy ({ href, type, language }: Link, answer: Answer): string[] {
  if (!isSuccess(answer)) return [`the link to ${href} gave ${answer.status}`]
  const sent = essenceOf(answer.fields['content-type'])
  const said = answer.fields['content-language']?.toLowerCase()
  return [
    ...type !== undefined && essenceOf(type) !== sent ? [`the link to ${href} says ${type}, and gave ${sent}`] : [],
    ...isOther(language, said) ? [`the link to ${href} says ${String(language)}, and gave ${String(said)}`] : []
  ]
}

function isOther (language: string | undefined, said: string | undefined): boolean {
  return language !== undefined && said !== undefined && language.toLowerCase() !== said
}

const unreadable: Check = {
  name: 'malformed',
  title: 'Malformed fields are no error of the server',
  section: 'RFC 9110 §12.4.1',
  remedy: 'Leave out the members that cannot be read, and take a field that says nothing as one that is absent.',
  async run (inspected): Promise<Findings> {
    const answers = await askEach(inspected, malformed)
    const isRefused = (answer: Answer): boolean => isRefusal(answer, inspected.available.byDefault)
    return {
      faults: faultsIn(answers),
      advice: answers.flatMap(([answer, sent]) => answer !== undefined && isRefused(answer) ? [`${sent} gave ${answer.status}`] : []),
      seen: `${answers.length} fields`
    }
  }
}

// A 406 is what a field that asks for nothing there is may get, and what comes without fields has nothing to do with them.
function isRefusal ({ status }: Answer, byDefault: Answer): boolean {
  return status >= 400 && status < 500 && status !== 406 && status !== byDefault.status
}

const LONG = 16_384

const long: Check = {
  name: 'long',
  title: '16 KB of a field are no error of the server',
  section: 'RFC 9110 §2.3, RFC 6585 §5',
  remedy: 'Read a field in one pass, up to a limit; or answer 431.',
  async run (inspected): Promise<Findings> {
    const units = [['accept', 'a/b;q=0.1,'], ['accept', `${'a'.repeat(64)}/*,`], ['accept-language', 'en-US;q=0.1,'], ['accept-encoding', 'gzip;q=0.1,']] as const
    const fields = units.map(([field, unit]) => [field, unit.repeat(Math.ceil(LONG / unit.length)).slice(0, LONG - 200)] as const)
    const answers = await askEach(inspected, fields)
    return { faults: faultsIn(answers), seen: [...new Set(answers.map(([answer]) => answer?.status))].join(', ') }
  }
}

type Tried = readonly [answer: Answer | undefined, sent: string]

async function askEach ({ session }: Inspected, fields: readonly (readonly [string, string])[]): Promise<Tried[]> {
  const tried: Tried[] = []
  for (const [field, value] of fields) {
    const sent = { [field]: value }
    tried.push([await session.ask(sent).catch(undefinedIfUnreachable), describeSent({ method: 'GET', sent })])
  }
  return tried
}

function undefinedIfUnreachable (error: Error): undefined {
  if (!(error.cause instanceof Unreachable)) throw error
}

function faultsIn (tried: readonly Tried[]): string[] {
  return tried.flatMap(([answer, sent]) => {
    if (answer === undefined) return [`${sent} gave no answer`]
    return answer.status >= 500 ? [`${sent} gave ${answer.status}`] : []
  })
}

const versions: Check = {
  name: 'versions',
  title: 'HTTP/1.1 and HTTP/2 answer alike',
  section: 'RFC 9110 §3.4',
  remedy: 'Let whatever stands before the server hand on Accept and Accept-Language, and Vary back.',
  async run ({ session, available }): Promise<Findings> {
    const { url, version } = session
    if (url.protocol !== 'https:' && version === '1.1') return { untested: 'HTTP/2 is spoken over TLS; without, say --http2' }
    const other = version === '2' ? '1.1' : '2'
    const faults: string[] = []
    for (const { sent, ...answer } of [available.byDefault, ...[...available.mediaTypes.values()].slice(0, 3)]) {
      const again = await session.ask(sent, { version: other })
      const names = ['content-type', 'content-language', 'vary'].filter((name) => again.fields[name] !== answer.fields[name])
      if (again.status !== answer.status) names.unshift('status')
      if (names.length > 0) faults.push(`${describeSent({ method: 'GET', sent })}: another ${names.join(', ')}`)
    }
    return { faults, seen: 'both' }
  }
}

export const answerChecks: readonly Check[] = [list, links, unreadable, long, versions]
