/** What goes out gets its fields, whatever hooks of the route have made of it; and what they have written themselves stays. */
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { build, varyOf } from '../fixtures/app.js'

const produces = { mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: () => 'name\r\n' }], languages: ['en', 'de'] } as const

const german = { accept: 'text/csv', 'accept-language': 'de' }

/** The fields of a representation, as far as an answer has them. */
const fieldsOf = ({ headers }: Awaited<ReturnType<FastifyInstance['inject']>>): unknown[] => [headers['content-type'], headers['content-language']]

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

async function serve (t: Test, handler: Handler, options: RouteShorthandOptions = {}): Promise<FastifyInstance> {
  const app = await build(t)
  app.get('/', { config: { produces }, ...options }, handler as never)
  return app
}

t.test('a hook that makes a success of a 406 has no fields of a representation: there is none', async (t) => {
  const app = await serve(t, async () => ({}), {
    onSend: async (_request, reply, content) => {
      if (reply.statusCode === 406) reply.code(200).removeHeader('content-type')
      return content
    }
  })
  const response = await app.inject({ url: '/', headers: { accept: 'image/png' } })
  t.equal(response.statusCode, 200)
  t.equal(response.json().title, 'Not Acceptable')
  t.strictSame(fieldsOf(response), [undefined, undefined])
  t.equal(varyOf(response), 'accept, accept-language')
})

t.test('HEAD closes a stream that a serializer makes, which may have no end', async (t) => {
  for (const route of ['get', 'head'] as const) {
    const sources: Readable[] = []
    let chunks = 0
    const serialize = (): Readable => {
      // The end that this one has is for the test.
      const source = new Readable({ async read () { await turn(); this.push(chunks++ < 2000 ? 'x' : null) } })
      sources.push(source)
      return source
    }
    const app = await build(t)
    app[route]('/', { config: { produces: [{ mediaType: 'text/csv', serialize }] } }, async () => ({}))
    const response = await app.inject({ method: 'HEAD', url: '/' })
    t.equal(response.statusCode, 200)
    t.equal(response.headers['content-type'], 'text/csv; charset=utf-8')
    t.equal(response.body, '')
    t.equal(sources.length, 1)
    t.ok(chunks < 100, `${chunks} chunks are read`)
    t.ok(sources[0]?.destroyed)
  }
})

t.test('the hooks of a route see the whole of Vary, and no member twice, where the handler has written its own', async (t) => {
  for (const [own, expected] of [[undefined, 'accept, accept-language'], ['Origin', 'accept, accept-language, origin'], ['Accept', 'accept, accept-language']] as const) {
    const seen: unknown[] = []
    const app = await serve(t, async (_request, reply) => {
      if (own !== undefined) reply.header('vary', own)
      return {}
    }, {
      onSend: async (_request, reply, content) => {
        seen.push(varyOf({ headers: { vary: String(reply.getHeader('vary')) } }))
        return content
      }
    })
    const response = await app.inject({ url: '/', headers: german })
    t.strictSame(seen, [expected])
    t.equal(varyOf(response), expected)
  }
})

t.test('Vary has what was written to Fastify, what was written past it, and what selects', async (t) => {
  for (const [own, expected] of [[undefined, 'accept, accept-language, origin'], ['X-Tenant', 'accept, accept-language, origin, x-tenant']] as const) {
    const app = await serve(t, async () => ({}), {
      onSend: async (_request, reply, content) => {
        if (own !== undefined) reply.header('vary', own)
        reply.raw.setHeader('vary', 'Origin')
        return content
      }
    })
    t.equal(varyOf(await app.inject({ url: '/', headers: german })), expected)
  }
})

t.test('a hook that takes the content away takes its fields away, with null as with nothing', async (t) => {
  for (const nothing of [null, '']) {
    const app = await serve(t, async () => ({}), { onSend: async () => nothing })
    const response = await app.inject({ url: '/', headers: german })
    t.equal(response.body, '')
    t.equal(response.headers['content-length'], '0')
    if (nothing === null) t.strictSame(fieldsOf(response), [undefined, undefined])
  }
})

t.test('a type that a hook has written on rendered content stays, also where it has touched Vary', async (t) => {
  for (const [accept, vary] of [['text/csv', undefined], ['text/csv', 'origin'], ['application/json', undefined], ['application/json', 'origin']] as const) {
    const app = await serve(t, async () => ({}), {
      onSend: async (_request, reply, content) => {
        reply.header('content-type', 'text/plain; header=absent')
        if (vary !== undefined) reply.header('vary', vary)
        return content
      }
    })
    t.equal((await app.inject({ url: '/', headers: { accept } })).headers['content-type'], 'text/plain; header=absent')
  }
})

t.test('without the dimension of charsets, the charset of a string is what its handler says', async (t) => {
  for (const status of [200, 400]) {
    const app = await serve(t, (_request, reply) => { reply.code(status).type('text/csv; charset=iso-8859-1').send('name') })
    t.equal((await app.inject({ url: '/', headers: german })).headers['content-type'], 'text/csv; charset=iso-8859-1')
  }
})

t.test('with it, a string is labelled as what Node writes, and one without a type gets none', async (t) => {
  const types: ReadonlyArray<readonly [written: string | undefined, sent: string | undefined]> = [
    ['text/plain; charset=iso-8859-1', 'text/plain; charset=utf-8'], ['text/plain;charset="latin1"; v=1', 'text/plain;charset=utf-8; v=1'],
    ['text/plain; CHARSET=UTF-8', 'text/plain; CHARSET=UTF-8'], ['text/plain; charset="utf-8"', 'text/plain; charset="utf-8"'],
    ['application/pdf', 'application/pdf'], [undefined, undefined]
  ]
  for (const [written, expected] of types) {
    const app = await build(t)
    app.get('/', {
      config: { produces: { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-1'] } },
      onSend: async (_request, reply, content) => {
        if (written === undefined) reply.removeHeader('content-type')
        else reply.header('content-type', written)
        return content
      }
    }, (_request, reply) => { reply.code(400).send('no name') })
    t.equal((await app.inject('/')).headers['content-type'], expected)
  }
})

t.test('a string that is not the selected representation is labelled as what Node writes, whichever charset was negotiated', async (t) => {
  for (const [status, written, sent] of [
    [200, 'text/csv; charset=iso-8859-1', 'text/csv; charset=utf-8'], [400, 'text/plain; charset=iso-8859-1', 'text/plain; charset=utf-8'],
    [400, 'text/csv; charset=iso-8859-1', 'text/csv; charset=utf-8']
  ] as const) {
    const app = await build(t)
    const config = { produces: { mediaTypes: ['text/plain'], charsets: ['utf-8', 'iso-8859-1'] } } as const
    app.get('/', { config }, (_request, reply) => { reply.code(status).type(written).send('no name') })
    const { statusCode, headers } = await app.inject({ url: '/', headers: { 'accept-charset': 'iso-8859-1' } })
    t.strictSame([statusCode, headers['content-type']], [status, sent])
  }
})

t.test('what is no success has no language of one, and a type only where a hook leaves it content', async (t) => {
  for (const status of [304, 404]) {
    const app = await serve(t, async () => ({}), { onSend: async (_request, reply, content) => { reply.code(status); return content } })
    const response = await app.inject({ url: '/', headers: german })
    t.equal(response.statusCode, status)
    t.equal(response.headers['content-language'], undefined)
    t.equal(response.headers['content-type'], status === 304 ? undefined : 'text/csv; charset=utf-8')
  }
})

t.test('an interim status is no success, and has no content (RFC 9110 §15.2)', async (t) => {
  for (const status of [102, 199]) {
    const app = await serve(t, (_request, reply) => { reply.code(status).send({}) })
    const response = await app.inject({ url: '/', headers: german })
    t.equal(response.statusCode, status)
    t.equal(response.body, '')
    t.strictSame(fieldsOf(response), [undefined, undefined])
  }
})

t.test('an error without content has no type of the stream that failed, whoever wrote it', async (t) => {
  for (const type of [undefined, 'text/plain; header=absent']) {
    const app = await serve(t, async (_request, reply) => {
      if (type !== undefined) reply.type(type)
      return new Readable({ read () { this.destroy(new Error('no ink')) } })
    }, { errorHandler: (_error, _request, reply) => { reply.code(503).send() } })
    const response = await app.inject({ url: '/', headers: german })
    t.equal(response.statusCode, 503)
    t.strictSame(fieldsOf(response), [undefined, undefined])
  }
})
