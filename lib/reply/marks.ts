/**
 * What is known of a reply on its way, kept on the reply itself.
 */
import type { FastifyReply } from 'fastify'

/** Where a reply keeps its marks: one bit each. */
export const kMarks = Symbol('fastify-produces.marks')

interface MarkedReply {
  [kMarks]: number
}

export interface Mark {
  readonly mark: (reply: FastifyReply) => void
  readonly unmark: (reply: FastifyReply) => void
  readonly isMarked: (reply: FastifyReply) => boolean
}

function createMark (bit: number): Mark {
  const marked = (reply: FastifyReply): MarkedReply => reply as FastifyReply & MarkedReply
  return {
    mark (reply) { marked(reply)[kMarks] |= bit },
    unmark (reply) { marked(reply)[kMarks] &= ~bit },
    isMarked: (reply) => (marked(reply)[kMarks] & bit) !== 0
  }
}

/** `Content-Type` is ours. */
export const { mark: markOwnType, unmark: unmarkOwnType, isMarked: hasOwnType } = createMark(1)

/** A string has a type of the handler's own: such a one must not become HTML. */
export const { mark: markTyped, isMarked: isTyped } = createMark(2)

/** The content was rendered here, with its fields. */
export const { mark: markRendered, isMarked: isRendered } = createMark(4)

/** What was sent are items that come one by one. */
export const { mark: markItems, unmark: unmarkItems, isMarked: isOfItems } = createMark(8)

/** It is an error that the route declares in the selected media type. */
export const { mark: markDeclaredError, unmark: unmarkDeclaredError, isMarked: isDeclaredError } = createMark(16)

const OWN_FIELD = 32

/** A field that names a selected value, `Content-Language`, is ours: an error may have one of its own, in the same language. */
export function createOwnFieldMark (index: number): Mark {
  return createMark(OWN_FIELD << index)
}

const kSource = Symbol('fastify-produces.source')

interface ReplyWithSource {
  [kSource]?: SentSource | undefined
}

/** What is asked of a source here; `sent-source.ts` has the whole. */
interface SentSource {
  readonly is404: boolean
}

/** The source that was sent last (a generator may send another one itself); `undefined` once somebody has answered in another way. */
export function sourceOf (reply: FastifyReply): SentSource | undefined {
  return (reply as ReplyWithSource)[kSource]
}

export function markSource (reply: FastifyReply, source: SentSource): void {
  (reply as ReplyWithSource)[kSource] = source
}

export function unmarkSource (reply: FastifyReply): void {
  if (sourceOf(reply) !== undefined) (reply as ReplyWithSource)[kSource] = undefined
}
