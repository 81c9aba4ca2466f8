/** The settings of a scope, as its options say. */
import Fastify from 'fastify'
import t from 'tap'
import { registerScope } from '../../lib/boot/scope.js'

t.test('As many outcomes are kept as the option cacheSize says, and 32 where it says nothing', async (t) => {
  for (const [options, cacheSize] of [[{}, 32], [{ cacheSize: 0 }, 0], [{ cacheSize: 1 }, 1], [{ cacheSize: 100 }, 100]] as const) {
    t.equal(registerScope(Fastify(), options).cacheSize, cacheSize, JSON.stringify(options))
  }
})
