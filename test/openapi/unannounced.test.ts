/** An application that was created before the package was loaded has its documents too, of the routes declared since. */
import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import t from 'tap'

const app = Fastify()
const { default: produces } = await import('../../lib/index.js')

t.teardown(() => app.close())

t.test('The document shows what routes produce that the plugin sees', async (t) => {
  await app.register(swagger, { openapi: { openapi: '3.1.0' } })
  await app.register(produces)
  app.get('/', { config: { produces: ['text/plain', 'application/json'] } }, async () => 'x')
  await app.ready()
  t.match(app.swagger(), {
    paths: {
      '/': {
        get: {
          responses: { 200: { content: { 'text/plain': { schema: { type: 'string' } }, 'application/json': { schema: {} } } }, 406: {} }
        }
      }
    }
  })
})
