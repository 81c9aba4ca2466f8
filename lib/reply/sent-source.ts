/**
 * A source that a handler has sent: opened, owned by the answer, and begun, before any hook sees it.
 *
 * In: a stream, a generator, an iterable. Out: items or content for Fastify to send; or the answer that takes their place, where the
 * source fails at once, nobody is there to read it, or somebody has answered in another way meanwhile.
 */
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { MediaTypeString } from '../../types/index.js'
import { PRODUCES_ERR_CONTENT } from '../errors.js'
import { bytesOf, type ContentOwner, describe, nameFault } from '../serializers/index.js'
import {
  breakOff, closeSource, errorOf, isGone, isInObjectMode, isNodeStream, ItemStream, isWebStream, openItems, type OpenItems, ownContent,
  type Source
} from '../streams/index.js'
import { markItems, markSource, sourceOf, unmarkSource } from './marks.js'
import { outcomeOf, type SelectedOutcome } from './outcome.js'
import { addContentFields, isSuccess } from './response-fields.js'
import { isResponse } from './web-response.js'

export type Send = (this: FastifyReply, payload?: unknown) => FastifyReply

/** What sends it, and for what outcome. */
export interface Sender {
  readonly reply: FastifyReply
  readonly outcome: SelectedOutcome
  /** Fastify's own `send`. */
  readonly sendOn: Send
}

/** A source on its way, from `reply.send` to Fastify's own. */
export class SentSource {
  /** Whether the handler for what was not found sends it. */
  readonly is404: boolean
  readonly #sender: Sender
  readonly #payload: object
  readonly #name: string | undefined

  /**
   * @param payload what the handler sent: the source, a `Response` whose body it is, or an object that has it
   * @param name the property of that object
   */
  constructor (sender: Sender, payload: object, name?: string) {
    this.is404 = sender.reply.request.is404
    this.#sender = sender
    this.#payload = payload
    this.#name = name
  }

  /** Opens the source, and sends it as soon as it has begun. */
  send (source: Source): FastifyReply {
    const { reply, outcome: { route: { name } }, sendOn } = this.#sender
    if (!mayBeRead(reply)) return this.#sendUnread(source)
    markSource(reply, this)
    try {
      if (!isNodeStream(source)) return this.#sendWhenBegun(openItems(source, reply, name))
      if (isInObjectMode(source)) return this.#sendBegun(openItems(source, reply, name))
      ownContent(source, reply, name)
      return sendOn.call(reply, source)
    } catch (error) {
      return sendError(this.#sender, error)
    }
  }

  /** A generator is run up to its first item, so that what it does with the reply until then counts. */
  #sendWhenBegun (items: OpenItems): FastifyReply {
    const { reply, outcome: { renderer: { patience } } } = this.#sender
    const beginning = items.start()
    if (beginning === undefined) return this.#sendBegun(items)
    within(patience, beginning).then(() => this.#sendBegun(items))
      .catch((error: unknown) => sendError(this.#sender, error))
      .catch((error: unknown) => giveUp(reply, error))
    return reply
  }

  #sendBegun (items: OpenItems): FastifyReply {
    const { reply, sendOn } = this.#sender
    if (this.#isReplaced()) return closeUnsent(reply, items)
    if (!mayBeRead(reply)) return this.#sendUnread(items)
    if (hasFailedAtOnce(items)) return this.#sendFailure(items)
    if (!this.#givesItems(items)) return sendOn.call(reply, this.#finishedContent(items))
    addContentFields(reply, this.#outcome)
    markItems(reply)
    return sendOn.call(reply, this.#name === undefined ? items : { ...this.#payload, [this.#name]: items })
  }

  /** That of now: a generator may have done without what was selected. */
  get #outcome (): SelectedOutcome {
    return outcomeOf(this.#sender.reply.request) as SelectedOutcome
  }

  get #owner (): ContentOwner {
    const { route: { name }, negotiated: { mediaType } } = this.#sender.outcome
    return { route: name, declared: { mediaType: mediaType as MediaTypeString } }
  }

  /** Whether the source itself, or somebody while it was waited for, has answered: by `send`, `hijack` or `callNotFound`. */
  #isReplaced (): boolean {
    const { reply } = this.#sender
    return sourceOf(reply) !== this || reply.sent || reply.request.is404 !== this.is404
  }

  // choice: for HEAD not even a generator is begun, since it would begin its work: what it would have said of the reply is not there.
  #sendUnread (source: Source): FastifyReply {
    const { reply, outcome, sendOn } = this.#sender
    closeSource(source, reply)
    unmarkSource(reply)
    if (isGone(reply)) return reply
    if (WITHOUT_CONTENT.has(reply.statusCode)) return sendOn.call(reply, undefined)
    if (isSuccess(reply.statusCode)) addContentFields(reply, outcome)
    return sendOn.call(reply, emptyContent())
  }

  /** As if the handler had thrown. */
  #sendFailure (items: OpenItems): FastifyReply {
    const thrown = items.takeFailure()
    items.close()
    return sendError(this.#sender, nameFault(errorOf(thrown), this.#owner))
  }

  /** Whether what the source gives is rendered item by item, and not content already. */
  #givesItems (items: OpenItems): boolean {
    const { reply: { statusCode } } = this.#sender
    const { renderer } = this.#outcome
    if (!isSuccess(statusCode) || isResponse(this.#payload)) return false
    if (isWebStream(this.#payload)) return renderer.takesAsItems(items.first, statusCode)
    return !isNodeStream(this.#payload) || !renderer.requiresFinished
  }

  /** Chunks that are sent as they are. What no stream gives has to be rendered, which only a success is. */
  #finishedContent (chunks: OpenItems): Readable {
    const { reply, outcome: { route: { name }, negotiated: { mediaType } } } = this.#sender
    if (!isNodeStream(this.#payload) && !isWebStream(this.#payload) && !isResponse(this.#payload)) {
      throw new PRODUCES_ERR_CONTENT(name, mediaType, `items that come one by one were sent with status ${reply.statusCode}`)
    }
    function format (chunk: unknown): string | Buffer {
      const bytes = bytesOf(chunk)
      if (bytes !== undefined) return bytes
      throw new PRODUCES_ERR_CONTENT(name, mediaType, `a stream of finished content gives text or bytes, not ${describe(chunk)}`)
    }
    const content = new ItemStream(chunks, { format })
    content.nameFaults((thrown) => nameFault(thrown, this.#owner))
    ownContent(content, reply, name)
    return content
  }
}

/** Waits for the first item, no longer than the format has patience: an answer may begin without it. */
function within (patience: number | undefined, beginning: Promise<void>): Promise<void> {
  if (patience === undefined) return beginning
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patience)
    beginning.finally(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}

/** Answers with an error of ours, whatever status the handler gave to what it wanted to send. */
export function sendError ({ reply, sendOn }: Sender, error: unknown): FastifyReply {
  unmarkSource(reply)
  reply.raw.statusCode = 200
  return sendOn.call(reply, error)
}

// There is no way to say it, and nobody to throw it to: somebody has written to Node's response, say.
function giveUp (reply: FastifyReply, error: unknown): void {
  reply.log.error(error)
  breakOff(reply)
}

/** Whether there is anybody to read content, and any to read (RFC 9110 §9.3.2, §15.3.5, §15.3.6, §15.4.5). */
function mayBeRead (reply: FastifyReply): boolean {
  return !isGone(reply) && reply.request.method !== 'HEAD' && !WITHOUT_CONTENT.has(reply.statusCode)
}

const WITHOUT_CONTENT = new Set([204, 205, 304])

/** A stream without anything in it: hooks are to see what they would see of GET. */
export function emptyContent (): Readable {
  return new Readable({ read () { this.push(null) } })
}

/** Whether a source has failed before its first item, with an error or with nothing. What else is thrown goes its way. */
function hasFailedAtOnce ({ failure }: OpenItems): boolean {
  return failure !== undefined && errorOf(failure.error) instanceof Error
}

function closeUnsent (reply: FastifyReply, items: OpenItems): FastifyReply {
  if (items.hasFirst) reply.log.warn('a generator gave items after it had answered in another way: they are not sent')
  items.close()
  return reply
}
