/**
 * What came of a request, on channels of `node:diagnostics_channel`, for metrics and traces. Nothing is made where nobody listens.
 */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { NotAcceptableMessage, SelectedMessage } from '../../types/diagnostics.js'
import type { NegotiatedRepresentation } from '../../types/index.js'
import type { Outcome } from './outcome.js'

const selected = channel('fastify-produces:selected')
const notAcceptable = channel('fastify-produces:not-acceptable')

/** @param route its method and URL */
export function publishSelected (request: FastifyRequest, negotiated: NegotiatedRepresentation, route: string): void {
  if (selected.hasSubscribers) selected.publish({ request, route, negotiated } satisfies SelectedMessage)
}

export function publishNotAcceptable (request: FastifyRequest, { route: { name, negotiation } }: Outcome): void {
  if (!notAcceptable.hasSubscribers) return
  notAcceptable.publish({ request, route: name, unacceptable: negotiation.unacceptable(request.headers) } satisfies NotAcceptableMessage)
}
