/**
 * What a serializer is told besides the payload.
 *
 * In: a request and its reply. Out: the context; where else one can go is worked out for those who ask.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Alternates, SerializeContext } from '../../types/index.js'
import type { SelectedRepresentation } from '../negotiation/index.js'
import { type Outcome, outcomeOf } from './outcome.js'

/** The context of one rendering. */
export class RenderContext implements SerializeContext {
  readonly negotiated: SelectedRepresentation
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  #alternates: Alternates | undefined

  constructor (negotiated: SelectedRepresentation, request: FastifyRequest, reply: FastifyReply) {
    this.negotiated = negotiated
    this.request = request
    this.reply = reply
  }

  get alternates (): Alternates | undefined {
    this.#alternates ??= alternatesFor(this.request, this.reply)
    return this.#alternates
  }
}

/*
 * choice: a link leads to what GET answers. What another method has done or found is nowhere to be got.
 */
function alternatesFor (request: FastifyRequest, { statusCode }: FastifyReply): Alternates | undefined {
  const outcome = outcomeOf(request)
  const addresses = outcome?.route.urls?.addresses
  if (addresses === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return undefined
  const { negotiated } = outcome as Outcome
  const languages = addresses.switchesOf(request, 'language', negotiated)
  if (statusCode >= 400 && negotiated !== undefined) return { all: [], mediaTypes: [], languages }
  return { all: addresses.alternatesOf(request, outcome as Outcome), mediaTypes: addresses.switchesOf(request, 'mediaType', negotiated), languages }
}
