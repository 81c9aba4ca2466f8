/** `reply.without`: a handler does without one of the route's representations. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import t, { type Test } from 'tap'
import type { ProducesOptions } from '../../lib/index.js'
import { build, untyped } from '../fixtures/harness.js'

type Handler = (request: FastifyRequest, reply: FastifyReply) => unknown

const mediaTypes = ['application/json', { mediaType: 'text/csv', serialize: () => 'id\r\n' }, { mediaType: 'text/markdown', languages: ['en'], serialize: async () => '# 1\n' }] as const

async function serve (t: Test, handler: Handler, options: ProducesOptions = {}, prepare?: (app: FastifyInstance) => void) {
  const app = await build(t, options)
  prepare?.(app)
  app.get('/', { config: { produces: { mediaTypes, languages: ['en', 'de'] } } }, untyped(handler))
  return app
}

const without = (...withheld: ReadonlyArray<Parameters<FastifyReply['without']>[0]>): Handler => async (_request, reply) => {
  for (const one of withheld) reply.without(one)
  return { id: 1 }
}

t.test('the next best for the client is selected, and sent with its fields; Vary stays', async (t) => {
  for (const [handler, accept, language, type, sent, body] of [
    [without('text/csv'), 'text/csv, text/markdown;q=0.5', 'de', 'text/markdown; charset=utf-8', 'en', '# 1\n'],
    [without('text/csv'), 'text/csv, */*;q=0.1', 'de', 'application/json; charset=utf-8', 'de', '{"id":1}'],
    [without('text/csv'), 'application/json', 'de', 'application/json; charset=utf-8', 'de', '{"id":1}'],
    [without('text/csv', 'text/markdown'), '*/*', 'en', 'application/json; charset=utf-8', 'en', '{"id":1}'],
    [without({ language: 'de' }), 'text/csv', 'de', 'text/csv; charset=utf-8', 'en', 'id\r\n'],
    [without({ language: 'en' }), 'text/markdown, */*;q=0.1', 'en', 'application/json; charset=utf-8', 'de', '{"id":1}'],
    [without({ mediaType: 'text/csv', language: 'de' }), 'text/csv', 'de', 'text/csv; charset=utf-8', 'en', 'id\r\n'],
    [without({ mediaType: 'text/csv', language: 'de' }), 'application/json', 'de', 'application/json; charset=utf-8', 'de', '{"id":1}']
  ] as const) {
    const app = await serve(t, handler)
    for (const round of ['first', 'second']) {
      const answer = await app.inject({ url: '/', headers: { accept, 'accept-language': language } })
      t.same([answer.headers['content-type'], answer.headers['content-language'], answer.body, answer.headers.vary], [type, sent, body, 'accept, accept-language'], round)
    }
  }
})

t.test('it returns what is selected now, as request.negotiated is; alternatives are those that are left', async (t) => {
  let seen: unknown[] = []
  const app = await serve(t, async (request, reply) => {
    const negotiated = reply.without('text/csv')
    seen = [negotiated === request.negotiated, request.negotiated.mediaType, reply.alternatives.map(({ mediaType, language }) => `${mediaType} ${language}`)]
    return {}
  })
  await app.inject({ url: '/', headers: { accept: 'text/csv, application/json' } })
  t.same(seen, [true, 'application/json', ['application/json de', 'text/markdown en']])
})

t.test('where nothing of the rest is acceptable the answer is the 406 of the rest', async (t) => {
  for (const [options, type] of [[{}, 'application/problem+json'], [{ errors: true }, 'application/problem+json'], [{ errors: { mediaTypes: ['text/plain'] } }, 'text/plain; charset=utf-8']] as const) {
    const { statusCode, headers, body } = await (await serve(t, without('text/csv'), options)).inject({ url: '/', headers: { accept: 'text/csv' } })
    t.same([statusCode, headers['content-type'], headers.vary, headers['cache-control']], [406, type, 'accept, accept-language', 'no-store'])
    t.match(body, 'GET / is available as application/json or text/markdown, not as text/csv.')
  }
})

t.test('an error handler may answer instead, and a handler that catches it too', async (t) => {
  const app = await serve(t, without('text/csv'), {}, (app) => {
    app.setErrorHandler(async (error, _request, reply) => { reply.code(404); return { code: (error as { code?: string }).code } })
  })
  const handled = await app.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.same([handled.statusCode, handled.body], [404, '{"code":"PRODUCES_ERR_NOT_ACCEPTABLE"}'])
  const catching = await serve(t, async (_request, reply) => {
    try { return reply.without('text/csv') } catch { return { caught: true } }
  })
  const caught = await catching.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.same([caught.statusCode, caught.body, caught.headers.vary], [200, '{"caught":true}', 'accept, accept-language'])
  const trying = await serve(t, async (_request, reply) => {
    try { reply.without('text/csv') } catch {}
    return reply.without('text/markdown')
  })
  const refused = await trying.inject({ url: '/', headers: { accept: 'text/csv' } })
  t.same([refused.statusCode, refused.headers['content-type']], [406, 'application/problem+json'], 'it may do without more')
})

t.test('what cannot be is a 500 that says so', async (t) => {
  const there = 'It produces application/json, text/csv, text/markdown, en, de'
  for (const [handler, words] of [
    [without('image/png'), `the route does not produce image/png, or is without it already. ${there}`],
    [without('text/cvs'), `the route does not produce text/cvs, or is without it already. Did you mean text/csv? ${there}`],
    [without({ language: 'fr' }), `the route does not produce fr, or is without it already. ${there}`],
    [without('text/csv', 'text/csv'), 'the route does not produce text/csv, or is without it already. It produces application/json, text/markdown, en, de'],
    [without({ mediaType: 'text/markdown', language: 'de' }), `the route does not produce text/markdown in de, or is without it already. ${there}`],
    [without({}), 'expected a media type, or an object with mediaType or language, found {}'],
    [without(untyped({ language: undefined })), 'expected a media type, or an object with mediaType or language, found { language: undefined }'],
    [without(untyped({ language: 'de', mediatype: 'text/csv' })), 'mediatype: unknown key. Did you mean mediaType? (known: mediaType, language)'],
    [without('application/json', 'text/csv', 'text/markdown'), 'nothing is left. Answer with a status of your own, 404 say']
  ] as const) {
    const { statusCode, code, message } = (await (await serve(t, handler)).inject('/')).json()
    t.strictSame([statusCode, code, message], [500, 'PRODUCES_ERR_WITHOUT', `Route GET /: reply.without: ${words}`])
  }
  const plain = await build(t)
  plain.get('/', async (_request, reply) => untyped(reply.without('text/csv')))
  plain.setNotFoundHandler(async (_request, reply) => untyped(reply.without('text/csv')))
  t.match((await plain.inject('/')).body, /Route GET \/: reply\.without: nothing was negotiated/)
  t.match((await plain.inject('/nowhere')).body, /Route GET 404: reply\.without: nothing was negotiated/)
})

t.test('after the answer was sent it throws', async (t) => {
  let message = ''
  const app = await serve(t, (_request, reply) => {
    reply.send({ id: 1 })
    try { reply.without('text/csv') } catch (error) { message = (error as Error).message }
  })
  app.addHook('onResponse', async (_request, reply) => { try { reply.without('text/csv') } catch (error) { message = (error as Error).message } })
  t.equal((await app.inject('/')).body, '{"id":1}')
  t.match(message, /after the answer had been sent/)
})

t.test('a route without languages', async (t) => {
  const app = await build(t)
  app.get('/fault', { config: { produces: ['text/csv', 'application/json'] } }, async (_request, reply) => { reply.without(untyped('text/html')); return '' })
  app.get('/', { config: { produces: ['text/csv', { mediaType: 'application/json' }] } }, async (_request, reply) => { reply.without('text/csv'); return { id: 1 } })
  t.equal((await app.inject('/')).body, '{"id":1}')
  t.match((await app.inject('/fault')).json().message, /It produces text\/csv, application\/json$/)
})

t.test('what a URL has decided holds for the rest, as far as it is left; else the field decides, and is in Vary where it can; no link to what is withheld', async (t) => {
  const types = ['application/json', 'text/html', 'text/csv'].map((mediaType) => ({ mediaType: mediaType as 'a/b', serialize: () => mediaType }))
  const app = await build(t, { override: true, alternates: true })
  for (const [url, handler] of [['/', without('text/csv')], ['/de', without({ language: 'de' })], ['/html', without({ mediaType: 'text/html', language: 'de' })], ['/both', without('text/csv', 'text/html')]] as const) {
    app.get(url, { config: { produces: { mediaTypes: types, languages: ['en', 'de'] } } }, untyped(handler))
  }
  for (const [url, accept, status, type, language, vary] of [
    ['/', 'text/csv, text/html;q=0.5', 200, 'text/html; charset=utf-8', 'en', 'accept, accept-language'],
    ['/?format=csv', 'text/html', 200, 'text/html; charset=utf-8', 'en', 'accept-language, accept'],
    ['/?format=csv', 'text/csv', 406, 'application/problem+json', undefined, 'accept-language, accept'],
    ['/?format=html', 'text/csv', 200, 'text/html; charset=utf-8', 'en', 'accept-language'],
    ['/?lang=de', 'text/html', 200, 'text/html; charset=utf-8', 'de', 'accept'],
    ['/?lang=de', 'text/csv', 406, 'application/problem+json', undefined, 'accept'],
    ['/?format=csv&lang=de', 'text/html', 200, 'text/html; charset=utf-8', 'de', 'accept'],
    ['/?format=html&lang=de', 'text/csv', 200, 'text/html; charset=utf-8', 'de', undefined],
    ['/de?lang=de', 'text/html', 200, 'text/html; charset=utf-8', 'en', 'accept'],
    ['/de?format=csv&lang=de', 'text/html', 200, 'text/csv; charset=utf-8', 'en', undefined],
    ['/html?format=html&lang=de', 'text/csv', 200, 'text/html; charset=utf-8', 'en', undefined],
    ['/both?format=html&lang=de', 'application/json', 200, 'application/json; charset=utf-8', 'de', 'accept']
  ] as const) {
    const { statusCode, headers } = await app.inject({ url, headers: { accept, 'accept-language': 'en' } })
    const row = `${url} as ${accept}`
    t.same([statusCode, headers['content-type'], headers['content-language'], headers.vary], [status, type, language, vary], row)
    if (status === 200) t.match(headers['content-location'], `format=${type.slice(type.indexOf('/') + 1, type.indexOf(';'))}&lang=${language}`, row)
    if (url.startsWith('/?')) t.notMatch(String(headers.link), 'csv', row)
  }
})

t.test('links lead to all that is left, whatever of it a URL names', async (t) => {
  for (const [override, expected] of [
    [true, '<?format=json&lang=de>; rel="alternate"; type="application/json"; hreflang="de", <?format=md&lang=en>; rel="alternate"; type="text/markdown"; hreflang="en"'],
    [{ mediaType: 'f' }, '<?f=md>; rel="alternate"; type="text/markdown"']
  ] as const) {
    const app = await serve(t, without('text/csv'), { override, alternates: true })
    t.equal((await app.inject('/')).headers.link, expected)
  }
})

t.test('what one request is without, another has', async (t) => {
  const app = await serve(t, async (request, reply) => {
    const { type, language } = request.query as Record<string, string>
    reply.without(untyped({ ...type !== undefined && { mediaType: type }, ...language !== undefined && { language } }))
    return { id: 1 }
  })
  const csv = ['text/csv; charset=utf-8', 'id\r\n']
  const json = ['application/json; charset=utf-8', '{"id":1}']
  for (const [query, accept, expected] of [
    ['type=text/csv', 'text/csv, application/json;q=0.5', [...json, 'en']], ['type=application/json', 'text/csv, application/json;q=0.5', [...csv, 'en']],
    ['language=en', 'text/csv', [...csv, 'de']], ['language=de', 'text/csv', [...csv, 'en']],
    ['type=text/csv&language=en', 'text/csv', [...csv, 'de']], ['type=text/csv&language=de', 'text/csv', [...csv, 'en']],
    ['type=text/csv', 'text/csv, application/json;q=0.5', [...json, 'en']]
  ] as const) {
    const { headers, body } = await app.inject({ url: `/?${query}`, headers: { accept } })
    t.same([headers['content-type'], body, headers['content-language']], expected, `${query} as ${accept}`)
  }
})

t.test('where nothing else is left there is nothing to link to', async (t) => {
  const app = await build(t, { override: true, alternates: true })
  app.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: String }] } }, untyped(without('text/csv')))
  const { statusCode, headers } = await app.inject('/')
  t.same([statusCode, 'link' in headers], [200, false])
})

t.test('an answer that is written past Fastify names in Vary what decides among the rest', async (t) => {
  const app = await build(t, { override: true })
  app.get('/', { config: { produces: { mediaTypes: ['application/json', { mediaType: 'text/csv', serialize: () => '' }, { mediaType: 'text/html', serialize: () => '' }] } } }, (_request, reply) => {
    reply.without('text/csv')
    reply.hijack()
    reply.raw.end('raw')
  })
  t.equal((await app.inject('/?format=csv')).headers.vary, 'accept')
  t.equal((await app.inject('/?format=html')).headers.vary, undefined)
})

t.test('a hook on the payload may do without what was selected', async (t) => {
  const app = await build(t)
  app.get('/', { config: { produces: ['application/json', { mediaType: 'text/csv', serialize: () => 'id\r\n' }] }, preSerialization: async (_request, reply, payload) => { reply.without('text/csv'); return payload } }, async () => ({ id: 1 }))
  const { headers, body } = await app.inject({ url: '/', headers: { accept: 'text/csv, application/json;q=0.5' } })
  t.same([headers['content-type'], body], ['application/json; charset=utf-8', '{"id":1}'])
})

t.test('a generator may do without what was selected before its first item', async (t) => {
  const app = await build(t)
  const config = { produces: ['application/json', { mediaType: 'text/csv', serialize: () => 'id\r\n' }] } as const
  app.get('/', { config }, async function * (_request: FastifyRequest, reply: FastifyReply) { reply.without('text/csv'); yield { id: 1 } } as never)
  const next = await app.inject({ url: '/', headers: { accept: 'text/csv, application/json;q=0.5' } })
  t.same([next.statusCode, next.headers['content-type'], next.body], [200, 'application/json; charset=utf-8', '[{"id":1}]'])
  t.equal((await app.inject({ url: '/', headers: { accept: 'text/csv' } })).statusCode, 406)
})
