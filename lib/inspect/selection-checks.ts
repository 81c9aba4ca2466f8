/**
 * Whether the fields decide as they are to: quality, exclusion, precedence; and always alike.
 */
import { type Answer, describeSent, essenceOf, isSuccess } from './answer.js'
import type { Available } from './discover.js'
import type { Check, Findings, Inspected } from './verdict.js'

const ONE_TYPE = 'only one media type was found'
const LOW = ';q=0.01'

/** Up to two pairs, the default with another among them. */
function pairsOf ({ mediaTypes, byDefault }: Available): [string, string][] {
  const usual = essenceOf(byDefault.fields['content-type'])
  const [first, ...others] = [...mediaTypes.keys()].sort((one, other) => Number(other === usual) - Number(one === usual))
  return others.slice(0, 2).map((other) => [first as string, other])
}

function sentType (answer: Answer): string {
  return isSuccess(answer) ? essenceOf(answer.fields['content-type']) : `status ${answer.status}`
}

/** A fault for each field whose answer is not as it has to be. */
async function tryAll (
  { session }: Inspected, field: string, tries: readonly (readonly [value: string, isRight: (sent: string) => boolean, wanted: string])[]
): Promise<string[]> {
  const faults: string[] = []
  for (const [value, isRight, wanted] of tries) {
    const answer = await session.ask({ [field]: value })
    const sent = field === 'accept' ? sentType(answer) : answer.fields['content-language']?.toLowerCase() ?? 'no Content-Language'
    if (!isRight(sent)) faults.push(`${describeSent(answer)} gave ${sent}, not ${wanted}`)
  }
  return faults
}

const quality: Check = {
  name: 'quality',
  title: 'q is honoured',
  section: 'RFC 9110 §12.4.2',
  remedy: 'Sort by the weight of the range that matches, not by the place in the list.',
  async run (inspected): Promise<Findings> {
    const { available } = inspected
    const languages = [...available.languages.keys()].slice(0, 2) as [string, string]
    const pairs = pairsOf(available)
    if (pairs.length === 0 && languages.length < 2) return { untested: ONE_TYPE }
    const faults = await tryAll(inspected, 'accept', pairs.flatMap(weighted))
    if (languages.length === 2) faults.push(...await tryAll(inspected, 'accept-language', weighted(languages)))
    return { faults, seen: pairs.map((pair) => pair.join(' and ')).concat(languages.length === 2 ? languages.join(' and ') : []).join('; ') }
  }
}

function weighted ([one, other]: readonly [string, string]): [string, (sent: string) => boolean, string][] {
  const is = (wanted: string) => (sent: string) => sent === wanted
  return [
    [`${one}${LOW}, ${other}`, is(other), other],
    [`${other}${LOW}, ${one}`, is(one), one],
    [`${one}, ${other}${LOW}`, is(one), one],
    [`${other}, ${one}${LOW}`, is(other), other]
  ]
}

const exclusion: Check = {
  name: 'exclusion',
  title: 'q=0 excludes',
  section: 'RFC 9110 §12.4.2',
  remedy: 'Leave out what the most specific range that matches gives quality 0, also where a wildcard would take it.',
  async run (inspected): Promise<Findings> {
    const { available } = inspected
    const pairs = pairsOf(available)
    if (pairs.length === 0) return { untested: ONE_TYPE }
    const tries = pairs.flatMap(([one, other]) => [one, other].flatMap((refused) => [
      [`${refused};q=0, */*`, (sent: string) => sent !== refused, `anything but ${refused}`],
      [`*/*;q=0.5, ${refused};q=0`, (sent: string) => sent !== refused, `anything but ${refused}`]
    ] as const))
    return { faults: await tryAll(inspected, 'accept', tries), seen: pairs.flat().join(', ') }
  }
}

const precedence: Check = {
  name: 'precedence',
  title: 'The most specific range decides',
  section: 'RFC 9110 §12.5.1',
  remedy: 'Give each media type the quality of the most specific range that matches it: type/subtype over type/*, that over */*.',
  async run (inspected): Promise<Findings> {
    const pairs = pairsOf(inspected.available)
    if (pairs.length === 0) return { untested: ONE_TYPE }
    const tries = pairs.flatMap(([one, other]) => [
      [`*/*, ${one}${LOW}`, (sent: string) => sent !== one, `anything but ${one}`],
      [`${wildcardOf(one)}, ${one}${LOW}, ${other}`, (sent: string) => sent !== one, `anything but ${one}`],
      [`*/*${LOW}, ${other}`, (sent: string) => sent === other, other]
    ] as const)
    return { faults: await tryAll(inspected, 'accept', tries), seen: pairs.flat().join(', ') }
  }
}

function wildcardOf (mediaType: string): string {
  return `${mediaType.split('/', 1)[0] as string}/*`
}

const TIMES = 4

const stability: Check = {
  name: 'stability',
  title: 'The same request gets the same representation',
  section: 'RFC 9110 §12.1',
  remedy: 'Break ties by an order that does not change: the client’s, or that of declaration. No hash maps, no unstable sort.',
  async run ({ session, available }): Promise<Findings> {
    const [pair] = pairsOf(available)
    if (pair === undefined) return { untested: ONE_TYPE }
    const faults: string[] = []
    for (const accept of ['*/*', pair.join(', '), [...available.mediaTypes.keys()].join(', ')]) {
      const sent = new Set<string>()
      for (let time = 0; time < TIMES; time++) sent.add(sentType(await session.ask({ accept })))
      if (sent.size > 1) faults.push(`Accept: ${accept} gave ${[...sent].join(' and ')} in ${TIMES} requests`)
    }
    return { faults, seen: `${TIMES} times each` }
  }
}

export const selectionChecks: readonly Check[] = [quality, exclusion, precedence, stability]
