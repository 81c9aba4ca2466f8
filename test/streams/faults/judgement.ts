/** What has to hold of every case, whatever befalls its source. Every fault is a sentence without numbers, so that the same are counted. */
import { isContent, isStream, type Case } from './cases.js'
import type { Answer } from './clients.js'
import { FIXED, formats, readContent, readItems, type Format } from './formats.js'
import type { LogLine } from './applications.js'
import type { Probe } from './probe.js'
import { textOf } from './sources.js'

/** What becomes of a source in its format: content is sent as it is, and errors may be sent Fastify's own way. */
function formatOf (case_: Case): Format {
  const format = formats[case_.format]
  return isContent(case_) || (case_.status !== 200 && format.fails) ? { ...format, reads: 'all', fails: false } : format
}

/** What is wrong with an answer. */
export function judgeAnswer (probe: Probe, answer: Answer): string[] {
  const { case: { client, fault, method, protocol } } = probe
  if (protocol.startsWith('HTTP/2') && answer.how.startsWith('the session')) return ['the whole HTTP/2 session ends with the request']
  if (client.startsWith('hangs up')) return []
  if (answer.end === 'timeout') return [method === 'HEAD' ? 'HEAD: the answer waits for the source' : 'the request is never answered']
  if (method === 'HEAD') return judgeHead(probe, answer)
  if (answer.end === 'gone') return fault === 'hangs' ? [] : ['the request is not answered in time']
  return answer.end === 'cut' ? judgeCut(probe, answer) : judgeWhole(probe, answer)
}

/** HEAD pulls nothing, and so knows of no failure but one that was there before; nor of what a generator says of its reply. */
function judgeHead (probe: Probe, answer: Answer): string[] {
  const { case: { step, status, source } } = probe
  const faults = []
  if (answer.end === 'cut') faults.push('HEAD: the answer is cut')
  const early = isStream(probe.case) && (step === 'before it is returned' || step.startsWith('while'))
  const statuses = [status, ...early || formatOf(probe.case).fails ? [500] : [], ...source.endsWith('for a handler') ? [200] : []]
  if (!statuses.includes(answer.status as number)) faults.push(`HEAD: the status is ${answer.status}`)
  return probe.pulls > pullsOfItself(probe) ? [...faults, 'HEAD: items are pulled'] : faults
}

/** How often a source is asked for items by itself or by its kind, before anybody reads it. */
function pullsOfItself ({ case: { source, step } }: Probe): number {
  if (step === 'before it is returned' || source === 'Transform') return Infinity
  return source.startsWith('web') && source !== 'web stream without a buffer' ? 2 : 0
}

/** An answer that the client sees to be cut. */
function judgeCut (probe: Probe, { how, status }: Answer): string[] {
  const { case: { fault, step, protocol }, given } = probe
  // RFC 9113 §7: INTERNAL_ERROR.
  if (protocol.startsWith('HTTP/2') && how !== 'code 2') return [`an HTTP/2 stream is cut with another code than INTERNAL_ERROR: ${how.replace('code', 'c.')}`]
  if (formatOf(probe.case).fails) return ['a serializer that fails at once is no 500 but a cut']
  if (fault === 'ends' && probe.case.closing === 'well') return [step === 'before it is returned' ? 'a source that has ended before is a cut' : 'a source that ends is a cut']
  // An answer of events begins after a second, whether there is one or not: on a busy machine before the source fails.
  const begins = formatOf(probe.case).mediaType === 'text/event-stream'
  if (given === 0 && fault.startsWith('fails') && !begins) return ['a source that fails before its first item is no 500 but a cut']
  return status === undefined || status === probe.case.status ? [] : [`a cut answer has the status ${status}`]
}

/** An answer that the client takes for whole. */
function judgeWhole (probe: Probe, answer: Answer): string[] {
  const { case: { status } } = probe
  const { reads, fails, mediaType } = formatOf(probe.case)
  // No Response can be made of a stream that has failed: it is the handler that throws then, with a status of its own.
  if (probe.case.source === 'web Response' && probe.case.step === 'before it is returned' && status !== 200) return []
  // Nothing tells whether a web stream without a chunk would have given bytes: it is an empty list to whoever renders items.
  if (probe.case.source === 'web stream of bytes' && probe.given === 0 && !probe.failed) return []
  if (answer.status === 500) return mayBeError(probe) ? [] : ['a 500, where nothing has failed']
  if (fails) return ['a serializer that fails is no 500']
  if (answer.status !== status) return [`the status is ${answer.status}`]
  if (reads !== 'none' && isBroken(probe)) return ['a part is taken for the whole']
  // An error is sent Fastify's own way, unless it is said to be the selected representation and made of the items.
  return status === 200 || (probe.pulls > 0 && answer.fields['content-type']?.startsWith(mediaType)) ? judgeItems(probe, answer) : []
}

/** Whether a source has come to no proper end. */
function isBroken ({ case: case_, failed, given }: Probe): boolean {
  const { fault, step } = case_
  if (formatOf(case_).reads === 'first' && given > 0) return false
  return failed || (fault === 'hangs' && step !== 'before it is returned') || (fault === 'is closed' && given > 0)
}

function mayBeError (probe: Probe): boolean {
  const { case: { fault, step, closing, status } } = probe
  return fault !== 'ends' || step === 'before it is returned' || closing === 'badly' || status !== 200 || formatOf(probe.case).fails === true
}

function judgeItems ({ case: case_, given }: Probe, { fields, body }: Answer): string[] {
  const format = formatOf(case_)
  const all = Array.from({ length: given }, (_, index) => index)
  const expected = format.reads === 'none' ? FIXED : format.reads === 'first' ? all.slice(0, 1) : all
  try {
    if (isContent(case_) && (given > 0 || ['text stream', 'web Response'].includes(case_.source) || body.length === 0)) {
      return readContent(fields, body).toString() === all.map((id) => textOf({ id })).join('') ? [] : ['the content is not what the source gave']
    }
    return String(readItems(format, fields, body)) === String(expected) ? [] : ['the items are not those that the source gave']
  } catch (error) {
    return [`the body cannot be read: ${String(error).replace(/\d+/g, 'N').split('\n')[0]}`]
  }
}

// The level of what Fastify says of a stream that is closed before its end.
const INFO = 30

/** Whether a failure stands in the log, where the answer was still wanted. */
export function judgeLog ({ id, error, failed, case: case_ }: Probe, { end, status }: Answer, log: readonly LogLine[]): string[] {
  const { client, method } = case_
  if (client.startsWith('hangs up') || method === 'HEAD' || end === 'gone' || end === 'timeout') return []
  const wanted = end === 'cut' || status === 500 || (failed && formatOf(case_).reads === 'all')
  const found = log.some(({ level, reqId, text }) => level >= INFO && (reqId === id || text.includes(`${error.message}"`)))
  return wanted && !found ? ['nothing of the failure stands in the log'] : []
}
