import rateLimit from '@fastify/rate-limit'
import Fastify from 'fastify'
import t from 'tap'
import produces from '../../lib/index.js'

for (const first of ['rate-limit', 'produces']) {
  t.test(`a 429 comes before a 406, and a 406 counts, where ${first} is registered first`, async (t) => {
    const app = Fastify()
    t.teardown(() => app.close())
    if (first === 'produces') await app.register(produces)
    await app.register(rateLimit, { max: 1 })
    if (first === 'rate-limit') await app.register(produces)
    app.get('/', { config: { produces: ['application/json'] } }, async () => ({}))
    const headers = { accept: 'image/png' }
    t.equal((await app.inject({ url: '/', headers })).statusCode, 406)
    const limited = await app.inject({ url: '/', headers })
    t.equal(limited.statusCode, 429)
    t.equal(limited.json().statusCode, 429, 'as Fastify sends it')
  })
}
