/** What the tests of the plugin share. */
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Test } from 'tap'
import produces, { type ProducesOptions } from '../../lib/index.js'

/** An application with the plugin loaded; closed when the test ends. */
export async function build (t: Test, options: ProducesOptions = {}, server: FastifyServerOptions = {}): Promise<FastifyInstance> {
  const app = Fastify(server)
  t.teardown(() => app.close())
  await app.register(produces, options)
  return app
}

/** A value that the types forbid, for what a JavaScript user may write. */
export function untyped (value: unknown): never {
  return value as never
}

/** The error that a function throws. */
export function thrown (run: () => unknown): Error & { code?: string } {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

/** The error that boot ends with. */
export async function bootError (app: FastifyInstance): Promise<Error & { code?: string }> {
  try {
    await app.ready()
  } catch (error) {
    return error as Error
  }
  throw new Error('boot ended without an error')
}

/** A Planet whose moons are nobody's business. */
export const Planet = {
  type: 'object',
  properties: { id: { type: 'integer' }, name: { type: 'string' } }
} as const

export const mars = { id: 4, name: 'Mars', secret: 'water', nested: { secret: 'ice' } }
