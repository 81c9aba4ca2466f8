/**
 * Whether caches can tell representations apart: `Vary`, entity tags, `Content-Language`, HEAD.
 */
import { fieldName } from '../negotiation/index.js'
import { type Answer, describeSent, essenceOf, isKept, isSuccess, tokensOf, variesBy } from './answer.js'
import type { Available } from './discover.js'
import type { Check, Findings, Inspected } from './verdict.js'

/** The fields that were seen to change the answer. */
function selectingFields ({ mediaTypes, languages, unlabelled, unmatched, coded, named, byDefault }: Available): string[] {
  const isByType = mediaTypes.size > 1 || (unmatched.status === 406 && isSuccess(byDefault))
  const isByLanguage = languages.size > 1 || unlabelled
  const isByCoding = coded.fields['content-encoding'] !== byDefault.fields['content-encoding']
  const isByName = ['content-type', 'content-language'].some((field) => named.fields[field] !== byDefault.fields[field])
  const fields = { accept: isByType, 'accept-language': isByLanguage, 'accept-encoding': isByCoding, 'user-agent': isByName }
  return Object.entries(fields).flatMap(([field, selects]) => selects ? [field] : [])
}

/** All answers of one kind so far that leave out a selecting field: one sentence for each field. */
function missing (inspected: Inspected, what: string, isMeant: (answer: Answer) => boolean): string[] {
  const { session, available } = inspected
  const answers = session.answers.filter((answer) => answer.url === session.url.href && isMeant(answer))
  return selectingFields(available).flatMap((field) => {
    const faulty = answers.filter((answer) => !variesBy(answer, field))
    const [first] = faulty
    return first === undefined ? [] : [`${fieldName(field)} is missing from Vary in ${faulty.length} of ${answers.length} ${what}, such as that to ${describeSent(first)}`]
  })
}

const NOTHING_VARIES = 'no field was seen to change the answer'

const vary: Check = {
  name: 'vary',
  title: 'Vary names every field that selects',
  section: 'RFC 9110 §12.5.5',
  remedy: 'Send Vary with every answer of the route, also where the client sent no such field, and with every 406, 304 and HEAD.',
  async run (inspected): Promise<Findings> {
    const { available } = inspected
    if (selectingFields(available).length === 0) return { untested: NOTHING_VARIES }
    await askAgain(inspected)
    return {
      faults: [
        ...missing(inspected, 'answers to GET', (answer) => answer.method === 'GET' && isSuccess(answer)),
        ...missing(inspected, 'answers to HEAD', (answer) => answer.method === 'HEAD' && isSuccess(answer)),
        ...missing(inspected, '304s', ({ status }) => status === 304),
        ...missing(inspected, '406s', (answer) => answer.status === 406 && !tokensOf(answer.fields['cache-control']).includes('no-store'))
      ],
      seen: selectingFields(available).join(', ')
    }
  }
}

/** HEAD, and a conditional request. */
async function askAgain ({ session, available }: Inspected): Promise<void> {
  for (const [type, { fields }] of [...available.mediaTypes].slice(0, 3)) {
    await session.ask({ accept: type }, { method: 'HEAD' })
    if (fields['etag'] !== undefined) await session.ask({ accept: type, 'if-none-match': fields['etag'] })
  }
}

const USELESS = ['user-agent', 'cookie', 'referer', 'date']

const width: Check = {
  name: 'vary-width',
  title: 'Vary names no more than that',
  section: 'RFC 9110 §12.5.5',
  remedy: 'Name the fields that select and no other: each value of a field is an entry of its own in every cache, and * is no entry at all.',
  run ({ session, available }): Findings {
    const named = session.answers.filter(isSuccess).map(({ fields }) => tokensOf(fields['vary']))
    const all = new Set(named.flat())
    if (all.size === 0) return { untested: 'no answer has Vary' }
    const faults = all.has('*') ? ['Vary: *: no cache may ever use the answer again'] : []
    const selecting = selectingFields(available)
    const useless = USELESS.filter((field) => all.has(field) && !selecting.includes(field)).map((field) => `Vary names ${field}, of which there are as many values as clients`)
    const one = all.has('accept') && available.mediaTypes.size === 1 && available.unmatched.status !== 406
    return { faults, advice: [...useless, ...one ? ['Vary names accept, and only one media type was found'] : []], seen: [...all].join(', ') }
  }
}

const etags: Check = {
  name: 'etag',
  title: 'Each representation has an ETag of its own',
  section: 'RFC 9110 §8.8.3',
  remedy: 'Make the ETag from the content that is sent, or put the media type, language and coding into it; compare it after the selection.',
  async run ({ session, available }): Promise<Findings> {
    const tagged = representationsOf(available).filter(({ fields }) => fields['etag'] !== undefined)
    if (tagged.length < 2) return { untested: tagged.length === 0 ? 'no answer has an ETag' : 'only one representation has an ETag' }
    const faults: string[] = []
    const advice: string[] = []
    for (const [index, answer] of tagged.entries()) {
      const others = [...tagged.slice(index + 1), ...tagged.slice(0, index)]
      const etag = answer.fields['etag'] as string
      const same = others.find(({ fields }) => weakly(etag) === weakly(fields['etag'] as string))
      const weak = etag.startsWith('W/')
      if (same !== undefined) (weak ? advice : faults).push(`${nameOf(answer)} and ${nameOf(same)} have the ETag ${etag} in common`)
      const next = others[0] as Answer
      const { status } = await session.ask({ ...next.sent, 'if-none-match': etag })
      if (status === 304) faults.push(`${describeSent(next)} with the ETag of ${nameOf(answer)} gave 304: the client would keep the wrong one`)
    }
    return { faults, advice, seen: `${tagged.length} representations` }
  }
}

const MAX_TAGGED = 6

function representationsOf ({ mediaTypes, languages, coded, byDefault }: Available): Answer[] {
  const isCoded = coded.fields['content-encoding'] !== undefined
  const all = [...[...mediaTypes.values()].slice(0, MAX_TAGGED), ...languages.values(), ...isCoded ? [byDefault, coded] : []]
  return all.filter((answer, index) => all.findIndex((other) => nameOf(other) === nameOf(answer)) === index).slice(0, 2 * MAX_TAGGED)
}

function weakly (etag: string): string {
  return etag.replace(/^W\//, '')
}

function nameOf ({ fields }: Answer): string {
  return [essenceOf(fields['content-type']), fields['content-language'], fields['content-encoding']].filter((part) => part !== undefined).join(' ')
}

const notModified: Check = {
  name: 'not-modified',
  title: '304 repeats Vary and ETag',
  section: 'RFC 9110 §15.4.5',
  remedy: 'Send with 304 what 200 would have: Cache-Control, Content-Location, Date, ETag, Expires, Vary.',
  async run ({ session, available }): Promise<Findings> {
    const faults: string[] = []
    let count = 0
    for (const { fields, sent } of [...available.mediaTypes.values()].slice(0, 3)) {
      if (fields['etag'] === undefined) continue
      const answer = await session.ask({ ...sent, 'if-none-match': fields['etag'] })
      if (answer.status !== 304) continue
      count++
      if (answer.fields['etag'] !== fields['etag']) faults.push(`the 304 to ${describeSent(answer)} has not the ETag of the 200`)
      const absent = tokensOf(fields['vary']).filter((field) => !variesBy(answer, field))
      if (absent.length > 0) faults.push(`the 304 to ${describeSent(answer)} leaves ${absent.join(', ')} out of Vary`)
    }
    return count === 0 ? { untested: 'nothing was answered with 304' } : { faults, seen: `${count} of them` }
  }
}

const language: Check = {
  name: 'content-language',
  title: 'Content-Language says which language it is',
  section: 'RFC 9110 §8.5',
  remedy: 'Send Content-Language with each representation that is in one of several languages.',
  run ({ session, available }): Findings {
    if (available.unlabelled) return { faults: ['the content changes with Accept-Language, and no Content-Language says so'] }
    if (available.languages.size < 2) return { untested: 'only one language was found' }
    const answers = session.answers.filter((answer) => isSuccess(answer) && answer.method === 'GET' && answer.url === session.url.href)
    const silent = answers.filter(({ fields }) => fields['content-language'] === undefined)
    // One media type may have a language where another has none.
    const labelled = new Set(answers.filter(({ fields }) => fields['content-language'] !== undefined).map(({ fields }) => essenceOf(fields['content-type'])))
    const faulty = silent.filter(({ fields }) => labelled.has(essenceOf(fields['content-type'])))
    const [first] = faulty
    const faults = first === undefined ? [] : [`it is missing in ${faulty.length} of ${answers.length} answers, such as that to ${describeSent(first)}`]
    return { faults, seen: [...available.languages.keys()].join(', ') }
  }
}

const COMPARED = ['content-type', 'content-language', 'vary', 'etag']

const head: Check = {
  name: 'head',
  title: 'HEAD has the status and the fields of GET',
  section: 'RFC 9110 §9.3.2',
  remedy: 'Answer HEAD by what answers GET, and leave the content out.',
  async run ({ session, available }): Promise<Findings> {
    const faults: string[] = []
    const asked = [available.byDefault, ...[...available.mediaTypes.values()].slice(0, 3), available.unmatched]
    for (const { sent } of asked) {
      const get = await session.ask(sent)
      const answer = await session.ask(sent, { method: 'HEAD' })
      const own = `HEAD with ${describeSent({ method: 'GET', sent })}`
      if (answer.status !== get.status) faults.push(`${own} gave ${answer.status}, GET ${get.status}`)
      else faults.push(...differing(get, answer).map((field) => `${own} has another ${field} than GET`))
    }
    return { faults, seen: `${asked.length} of each` }
  }
}

function differing (get: Answer, head: Answer): string[] {
  const names = COMPARED.filter((name) => get.fields[name] !== head.fields[name])
  const length = head.fields['content-length']
  return length !== undefined && get.whole && Number(length) !== get.body.length ? [...names, 'content-length'] : names
}

const errors: Check = {
  name: 'errors',
  title: 'No cache keeps an error for others',
  section: 'RFC 9111 §3',
  remedy: 'Send Cache-Control: no-store with errors, a 406 above all: what one client cannot read is no answer to the next.',
  run ({ session }): Findings {
    // What is not there, or no longer, is so for everybody.
    const failed = session.answers.filter(({ status }) => status >= 400 && status !== 404 && status !== 410)
    if (failed.length === 0) return { untested: 'nothing was answered with an error but 404 and 410' }
    const kept = failed.filter(isKept)
    return {
      faults: [...new Set(kept.map(({ status, fields }) => `a ${status} has Cache-Control: ${fields['cache-control'] ?? ''}`))],
      seen: [...new Set(failed.map(({ status }) => status))].join(', ')
    }
  }
}

export const cacheChecks: readonly Check[] = [vary, width, etags, notModified, language, head, errors]
