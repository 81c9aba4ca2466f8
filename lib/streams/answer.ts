/**
 * Who owns a source: the answer that it is read into.
 *
 * From the moment that a source is handed over until it has closed, whatever it fails with is an answer or a line in the log. It
 * closes with the answer at the latest, also where nobody has read it. What breaks off midway is seen to be broken.
 */
import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { PRODUCES_ERR_SOURCE } from '../errors.js'
import { OpenItems } from './open-items.js'
import { destroy } from './readers.js'
import { faultOf, hasClosed, hasEnded, isNodeStream, type Source } from './sources.js'

/** What is needed of a reply to own the sources of its answer. */
export interface Answer {
  readonly raw: ServerResponse
  readonly log: { warn (details: object, message: string): void }
}

/** Whether nobody is left to be answered. */
export function isGone ({ raw }: Answer): boolean {
  // Node's HTTP/2 does not say it of the response, but of its stream.
  return raw.destroyed || (raw as { readonly stream?: { readonly destroyed: boolean } }).stream?.destroyed === true
}

const GONE = 'the answer is over, and nobody reads these items any more'

/**
 * Opens a source of items, or of chunks, for an answer.
 *
 * @param route the method and URL, for errors
 * @throws PRODUCES_ERR_SOURCE where nothing can be read of it
 */
export function openItems (source: Source, answer: Answer, route: string): OpenItems {
  if (source instanceof OpenItems) return source
  let items: OpenItems
  try {
    items = new OpenItems(source, (error) => logStray(answer, error))
  } catch (error) {
    throw refused(source, answer, route, error)
  }
  whenOver(answer, () => items.close(new Error(GONE)))
  return items
}

function refused (source: Source, answer: Answer, route: string, error: unknown): Error {
  if (isNodeStream(source)) closeSource(source, answer)
  const refusal = new PRODUCES_ERR_SOURCE(route, error instanceof Error ? error.message : String(error))
  refusal.cause = error
  return refusal
}

/**
 * Takes over a stream of content, which is sent as it is.
 *
 * @throws PRODUCES_ERR_SOURCE where nothing can be read of it
 */
export function ownContent (content: Readable, answer: Answer, route: string): void {
  const fault = faultOf(content)
  listen(content, answer, route)
  if (fault !== undefined) {
    closeSource(content, answer)
    throw new PRODUCES_ERR_SOURCE(route, `the stream ${fault}`)
  }
  whenOver(answer, () => closeSource(content, answer))
}

/** Content that somebody listens to, and whether it is over, or was closed here: what it says after that is no answer's fault. */
const owned = new WeakMap<Readable, { over: boolean }>()

function listen (content: Readable, answer: Answer, route = ''): void {
  if (owned.has(content) || hasClosed(content)) return
  const state = { over: false }
  owned.set(content, state)
  // Streams older than Node's say of themselves neither that they have ended nor that they have failed.
  function end (): void {
    state.over = true
  }
  function fail (error: unknown): void {
    if (state.over || answer.raw.writableEnded) return logStray(answer, error)
    state.over = true
    failAnswer(answer, { content, error: error ?? new PRODUCES_ERR_SOURCE(route, BROKEN_OFF) }, error === undefined)
  }
  // A stream that is destroyed without an error says no more than that.
  function close (): void {
    if (!state.over && !hasEnded(content) && !answer.raw.writableEnded) fail(undefined)
    // Somebody else may have said it for the stream.
    if (content.destroyed) content.off('error', fail).off('end', end).off('close', close)
  }
  content.on('error', fail).on('end', end).on('close', close)
  keepWhole(content, answer)
}

/**
 * What a stream fails with when it is closed after its end is no fault of the content, which is whole. But whoever pipes it would break off
 * what is still on its way.
 */
function keepWhole (content: Readable, answer: Answer): void {
  const { _destroy: destroy } = content
  if (typeof destroy !== 'function') return
  content._destroy = function closeAfterEnd (error, done) {
    destroy.call(this, error, (fault) => {
      const late = fault != null && error == null && hasEnded(content)
      if (late) logStray(answer, fault)
      done(late ? null : fault)
    })
  }
}

/** Content that has failed, and with what. */
interface Failure {
  readonly content: Readable
  readonly error: unknown
}

const BROKEN_OFF = 'the stream was destroyed before its end'

/** @param silent whether it was destroyed without an error */
function failAnswer (answer: Answer, failure: Failure, silent: boolean): void {
  const { raw } = answer
  const { content, error } = failure
  const made = sent.get(raw) ?? content
  if (made !== content) {
    if (!isMadeOf(made, failure)) return silent ? undefined : logStray(answer, error)
    // First of all, so that it is in the log before the answer is over.
    made.destroy?.(error as Error)
  }
  if (raw.headersSent) breakOff(answer)
  else failures.set(raw, failure)
}

/** By answer, the stream that is sent: its content, or what an `onSend` hook has made of that. */
const sent = new WeakMap<ServerResponse, Readable>()
const failures = new WeakMap<ServerResponse, Failure>()

/**
 * Takes note of the stream that is sent. It fails with the content that it is made of: `pipe` would not tell it, and the answer would
 * never end.
 *
 * @returns what that content has failed with by now
 */
export function failureOf (made: Readable, { raw }: Answer): unknown {
  sent.set(raw, made)
  const failure = failures.get(raw)
  return failure !== undefined && isMadeOf(made, failure) ? failure.error : undefined
}

/** A hook may as well send another stream, and leave the content alone. */
function isMadeOf (made: Readable, { content }: Failure): boolean {
  return made !== content && content.listenerCount('data') + content.listenerCount('readable') > 0
}

/**
 * When an error is answered in place of content that has failed before anything went out.
 *
 * @returns whether there was such: what a handler said of it is not true of the error
 */
export function forgetFailure ({ raw }: Answer): boolean {
  sent.delete(raw)
  return failures.delete(raw)
}

/** Closes a source that nobody reads. */
export function closeSource (source: Source, answer: Answer): void {
  if (isNodeStream(source)) return closeContent(source, answer)
  try {
    new OpenItems(source, (error) => logStray(answer, error)).close()
  } catch (error) {
    logStray(answer, error)
  }
}

function closeContent (content: Readable, answer: Answer): void {
  listen(content, answer)
  const state = owned.get(content)
  if (state !== undefined) state.over = true
  destroy(content, (error) => logStray(answer, error))
}

/** What is closed with each answer. One listener does for all: of more than ten Node warns. */
const closedWith = new WeakMap<ServerResponse, Array<() => void>>()

function whenOver (answer: Answer, close: () => void): void {
  if (isGone(answer)) return close()
  const others = closedWith.get(answer.raw)
  if (others !== undefined) {
    others.push(close)
    return
  }
  const closes = [close]
  closedWith.set(answer.raw, closes)
  answer.raw.once('close', () => closes.forEach((close) => close()))
}

function logStray ({ log }: Answer, error: unknown): void {
  log.warn({ err: error }, 'the source of an answer failed when nobody read it any more')
}

// RFC 9113 §7.
const INTERNAL_ERROR = 0x02

interface Http2Stream {
  close (code: number): void
}

interface Connection {
  readonly _parent?: Connection | null
  resetAndClosing?: boolean
  destroy (): void
}

/**
 * Ends an answer of which a part has gone out, so that its reader sees that it is no whole.
 *
 * HTTP/2: RST_STREAM with an error's code (RFC 9113 §5.4.2). HTTP/1.1 without its last chunk is incomplete (RFC 9112 §8); where the
 * end of the connection is that of the content, as in HTTP/1.0, only a reset says so.
 */
export function breakOff ({ raw }: Answer): void {
  const { stream, socket } = raw as { readonly stream?: Http2Stream, readonly socket: Connection | null }
  if (stream !== undefined) return stream.close(INTERNAL_ERROR)
  if (socket === null || raw.chunkedEncoding) {
    raw.destroy()
    return
  }
  // Fastify would close the connection in an orderly way, and at once.
  raw.destroy = () => raw
  setTimeout(reset, TIME_TO_READ, socket)
}

/** In milliseconds. Of content and a reset that arrive together, clients that use libuv tell the content and an orderly end. */
const TIME_TO_READ = 50

function reset (socket: Connection): void {
  // Of TLS the connection below: an alert would be an orderly end.
  const connection = socket._parent ?? socket
  // What `resetAndDestroy` sets; with TLS in between it refuses.
  connection.resetAndClosing = true
  connection.destroy()
}
