/**
 * The plugin: registers the parts in the order of a request's path. No logic of its own.
 */
import accepts from '@fastify/accepts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import type { NegotiatedRepresentation, ProducesOptions, RouteRequest, Serializer, Withheld } from '../types/index.js'
import {
  addSerializer, advise, compileRoutes, explainFor, normalizeFor, registerScope, registryOf, scopeOf, watchRoutes
} from './boot/index.js'
import { watchDocuments } from './openapi/index.js'
import { applyPreference, compileErrorAnswer, compileSend, hintsOf, kMarks, kOutcome, outcomeOf, selectWithout } from './reply/index.js'

async function produces (instance: FastifyInstance, options: ProducesOptions): Promise<void> {
  const scope = registerScope(instance, options)
  if (options.accepts !== false && !instance.hasRequestDecorator('accepts')) await instance.register(accepts)
  if (!instance.hasRequestDecorator('negotiated')) decorate(instance)
  watchRoutes(instance)
  watchDocuments(instance)
  instance.addHook('onReady', async function compile () {
    compileRoutes(instance, scope)
    // For its faults.
    scope.errors?.representations()
    scope.started = true
    advise(instance)
  })
}

function decorate (instance: FastifyInstance): void {
  instance.decorateRequest(kOutcome, null)
  instance.decorateRequest('negotiated', { getter: negotiatedOf } as never)
  instance.decorateRequest('hints', { getter (this: FastifyRequest) { return hintsOf(this) } } as never)
  instance.decorateReply('applyPreference', function (this: FastifyReply, name: string) { return applyPreference(this, name) })
  instance.decorateReply(kMarks, 0)
  instance.decorateReply('send', compileSend(compileErrorAnswer(scopeOf)) as never)
  instance.decorateReply('without', function (this: FastifyReply, withheld: string | Withheld) {
    return selectWithout(this, withheld)
  } as never)
  instance.decorateReply('negotiated', { getter (this: FastifyReply) { return negotiatedOf.call(this.request) } } as never)
  instance.decorateReply('alternatives', { getter (this: FastifyReply) { return alternativesOf(this.request) } })
  instance.decorate('addSerializer', function (this: FastifyInstance, mediaType: string, serializer: Serializer) {
    addSerializer(this, mediaType, serializer)
    return this
  })
  instance.decorate('hasSerializer', function (this: FastifyInstance, mediaType: string) {
    return registryOf(this).has(mediaType)
  })
  instance.decorate('normalize', function (this: FastifyInstance, request: RouteRequest) {
    return normalizeFor(this, request)
  })
  instance.decorate('explain', function (this: FastifyInstance, request: RouteRequest) {
    return explainFor(this, request)
  })
}

function negotiatedOf (this: FastifyRequest): NegotiatedRepresentation | undefined {
  return outcomeOf(this)?.negotiated
}

const NO_ALTERNATIVES: readonly NegotiatedRepresentation[] = Object.freeze([])

function alternativesOf (request: FastifyRequest): readonly NegotiatedRepresentation[] {
  const outcome = outcomeOf(request)
  if (outcome === undefined) return NO_ALTERNATIVES
  return Object.freeze(outcome.route.negotiation.selectable.filter((representation) => representation !== outcome.negotiated))
}

/**
 * The plugin. It chooses a representation of each route that declares `config.produces` before the handler runs, renders what the handler
 * returns, and answers 406 where nothing fits. See `ProducesOptions` for its options.
 *
 * @throws PRODUCES_ERR_OPTION where an option is wrong; when boot is over, what is wrong with a route
 * @see https://www.npmjs.com/package/fastify-produces
 */
export default fp(produces, { fastify: '5.x', name: 'fastify-produces' })
