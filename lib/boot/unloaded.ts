/**
 * Boot: what an application that is new says where somebody uses the plugin before it has loaded.
 *
 * `app.register(produces)` without `await` loads later, and JavaScript would say of the next line only that `addSerializer` is no function.
 */
import type { FastifyInstance } from 'fastify'
import { PRODUCES_ERR_NOT_LOADED } from '../errors.js'

/**
 * Gives an application an `addSerializer` that throws. It stands in the prototype of the root: to decorate Fastify asks for properties of
 * its own, so that the plugin, or somebody else's, adds one of the same name as if there were none.
 */
export function announceSerializers (root: FastifyInstance): void {
  const prototype = Object.create(Object.getPrototypeOf(root) as object, {
    addSerializer: { value: addSerializer, writable: true, configurable: true }
  }) as object
  Object.setPrototypeOf(root, prototype)
}

function addSerializer (mediaType: unknown): never {
  const error = new PRODUCES_ERR_NOT_LOADED(String(mediaType), String(mediaType))
  Error.captureStackTrace(error, addSerializer)
  throw error
}
