/**
 * What came of a request, on channels of `node:diagnostics_channel`, for metrics and traces. Nothing is made where nobody listens.
 */
import { channel } from 'node:diagnostics_channel'
import type { FastifyRequest } from 'fastify'
import type { NotAcceptableMessage, SelectedMessage } from '../../types/diagnostics.js'
import type { NegotiatedRepresentation } from '../../types/index.js'

const selected = channel('fastify-produces:selected')
const notAcceptable = channel('fastify-produces:not-acceptable')

/** @param route its method and URL */
export function publishSelected (request: FastifyRequest, negotiated: NegotiatedRepresentation, route: string): void {
  if (selected.hasSubscribers) selected.publish({ request, route, negotiated } satisfies SelectedMessage)
}

/** @param unacceptable the names of the dimensions in which nothing was acceptable */
export function publishNotAcceptable (request: FastifyRequest, route: string, unacceptable: readonly string[]): void {
  if (notAcceptable.hasSubscribers) notAcceptable.publish({ request, route, unacceptable } satisfies NotAcceptableMessage)
}
