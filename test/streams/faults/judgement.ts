/** What has to hold of every case, whatever befalls its source. Every fault is a sentence without numbers, so that the same are counted. */
import { isStream, type Case } from './cases.js'
import type { Answer } from './clients.js'
import { FIXED, formats, readItems } from './formats.js'
import type { LogLine } from './applications.js'
import type { Probe } from './sources.js'

/** What is wrong with an answer. */
export function judgeAnswer (probe: Probe, answer: Answer): string[] {
  const { case: { client, fault, method, protocol } } = probe
  if (protocol.startsWith('HTTP/2') && answer.how.startsWith('the session')) return ['the whole HTTP/2 session ends with the request']
  if (client.startsWith('hangs up')) return []
  if (answer.end === 'timeout') return ['the request is never answered']
  if (answer.end === 'gone') return fault === 'hangs' ? [] : ['the request is not answered in time']
  if (method === 'HEAD') return judgeHead(probe, answer)
  return answer.end === 'cut' ? judgeCut(probe, answer) : judgeWhole(probe, answer)
}

/** HEAD pulls nothing, and so knows of no failure but one that was there before. */
function judgeHead ({ case: { step, status, format }, pulls, ...probe }: Probe, answer: Answer): string[] {
  const faults = []
  if (answer.end === 'cut') faults.push('HEAD: the answer is cut')
  const early = step === 'before it is returned' || step.startsWith('while') || formats[format].fails
  if (![status, early ? 500 : status].includes(answer.status as number)) faults.push(`HEAD: the status is ${answer.status}`)
  return faults.concat(pulls > pullsOfItself({ case: { step, status, format }, ...probe } as Probe) ? ['HEAD: items are pulled'] : [])
}

/** How often a source is asked for items by itself or by its kind, before anybody reads it. */
function pullsOfItself ({ case: { source, step } }: Probe): number {
  if (step === 'before it is returned' || source === 'Transform') return Infinity
  return source === 'web stream' ? 2 : 0
}

/** An answer that the client sees to be cut. */
function judgeCut (probe: Probe, { how, status }: Answer): string[] {
  const { case: { fault, step, format }, given } = probe
  if (how === 'closed') return ['the connection is closed without a word']
  if (formats[format].fails) return ['a serializer that fails at once is no 500 but a cut']
  if (fault === 'ends' && probe.case.closing === 'well') return [step === 'before it is returned' ? 'a source that has ended before is a cut' : 'a source that ends is a cut']
  if (given === 0 && fault.startsWith('fails')) return ['a source that fails before its first item is no 500 but a cut']
  return status === undefined || status === probe.case.status ? [] : [`a cut answer has the status ${status}`]
}

/** An answer that the client takes for whole. */
function judgeWhole (probe: Probe, answer: Answer): string[] {
  const { case: { status, format } } = probe
  const { reads, fails } = formats[format]
  if (answer.status === 500) return mayBeError(probe) ? [] : ['a 500, where nothing has failed']
  if (fails) return ['a serializer that fails is no 500']
  if (answer.status !== status) return [`the status is ${answer.status}`]
  // Fastify sends other errors its own way: a stream of a 404 is not the selected representation.
  if (status !== 200 && answer.fields['content-type']?.includes('problem')) return []
  if (reads !== 'none' && (probe.given > 1 || reads === 'all')) {
    if (isBroken(probe)) return ['a part is taken for the whole']
  }
  return judgeItems(probe, answer)
}

/** Whether a source has come to no proper end. */
function isBroken ({ case: { fault, step, format }, failed, given }: Probe): boolean {
  if (formats[format].reads === 'first' && given > 0) return false
  return failed || (fault === 'hangs' && step !== 'before it is returned') || (fault === 'is closed' && given > 0)
}

function mayBeError (probe: Probe): boolean {
  const { case: { fault, step, format, closing, status } } = probe
  return fault !== 'ends' || step === 'before it is returned' || closing === 'badly' || status !== 200 || formats[format].fails === true
}

function judgeItems ({ case: { format, status }, given }: Probe, { fields, body }: Answer): string[] {
  const { reads } = formats[format]
  const all = Array.from({ length: given }, (_, index) => index)
  const expected = reads === 'none' ? FIXED : reads === 'first' ? all.slice(0, 1) : all
  try {
    const ids = readItems(formats[format], fields, body)
    if (String(ids) === String(expected)) return []
    return [status === 200 ? 'the items are not those that the source gave' : 'the items of an error are not those that the source gave']
  } catch (error) {
    return [`the body cannot be read: ${String(error).replace(/\d+/g, 'N').split('\n')[0]}`]
  }
}

const WARN = 40

/** Whether a failure of a source stands in the log, where its answer was still wanted. */
export function judgeLog ({ case: { client, method, format }, error, failed }: Probe, id: string, log: readonly LogLine[]): string[] {
  if (!failed || client.startsWith('hangs up') || method === 'HEAD' || formats[format].reads !== 'all' || formats[format].fails) return []
  return log.some(({ level, reqId, text }) => level >= WARN && (reqId === id || text.includes(`${error.message}"`))) ? [] : ['nothing of the failure stands in the log']
}

/** In which words a case is counted among its like. */
export function groupOf (case_: Case): string {
  return `${isStream(case_) ? 'a stream' : 'items'} that ${case_.fault} ${case_.step}`
}
