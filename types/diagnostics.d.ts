/** What the channels of `node:diagnostics_channel` are told. */
import type { FastifyRequest } from 'fastify'
import type { NegotiatedRepresentation } from './index.js'

/** On `fastify-produces:selected`: a representation was selected, before the handler runs. */
export interface SelectedMessage {
  /** The request. */
  readonly request: FastifyRequest
  /** Method and URL of the route as declared: `GET /planets/:id`. */
  readonly route: string
  /** What `request.negotiated` is. */
  readonly negotiated: NegotiatedRepresentation
}

/** On `fastify-produces:not-acceptable`: nothing was acceptable, before the 406 is sent. */
export interface NotAcceptableMessage {
  /** The request. */
  readonly request: FastifyRequest
  /** Method and URL of the route as declared. */
  readonly route: string
  /** The names of the dimensions in which nothing available was acceptable. */
  readonly unacceptable: readonly string[]
}
