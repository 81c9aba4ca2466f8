/** Where else one can go: `Content-Location`, `Link`, `Avail-*`, and the addresses in a 406 (design §4; RFC 9110 §8.7, RFC 8288). */
import etag from '@fastify/etag'
import type { FastifyInstance, FastifyReply } from 'fastify'
import t, { type Test } from 'tap'
import type { ProducesObject, ProducesOptions } from '../../lib/index.js'
import { build, exchange, inBytes } from '../fixtures/app.js'
import { untyped } from '../fixtures/harness.js'

const planets: ProducesObject = {
  mediaTypes: ['application/json', { mediaType: 'text/html;a="\\"x"', name: 'page' }, { mediaType: 'text/csv', languages: ['en'] }], languages: ['en', 'de']
}

async function serve (t: Test, options: ProducesOptions, resource: ProducesObject = planets): Promise<FastifyInstance> {
  const app = await build(t, options)
  app.get('/planets', { config: { produces: inBytes(resource) } }, async () => ({}))
  return app
}

const ALL = [
  '<?format=json&lang=en>; rel="alternate"; type="application/json"; hreflang="en"',
  '<?format=json&lang=de>; rel="alternate"; type="application/json"; hreflang="de"',
  '<?format=page&lang=en>; rel="alternate"; type="text/html;a=\\"\\\\\\"x\\""; hreflang="en"',
  '<?format=page&lang=de>; rel="alternate"; type="text/html;a=\\"\\\\\\"x\\""; hreflang="de"',
  '<?format=csv&lang=en>; rel="alternate"; type="text/csv"; hreflang="en"'
]

t.test('Content-Location names the address of the representation that was selected, where the request did not', async (t) => {
  const app = await serve(t, { override: true })
  for (const method of ['GET', 'HEAD'] as const) {
    const at = async (url: string, headers: Record<string, string> = {}) => (await app.inject({ method, url, headers })).headers['content-location']
    t.equal(await at('/planets'), '?format=json&lang=en')
    t.equal(await at('/planets', { accept: 'text/csv', 'accept-language': 'de' }), '?format=csv&lang=en')
    t.equal(await at('/planets?format=page', { 'accept-language': 'de' }), '?format=page&lang=de')
    t.equal(await at('/planets?lang=de'), '?format=json&lang=de')
    t.equal(await at('/planets?lang=de&format=json'), undefined)
    t.equal(await at('/planets?page=2&format=&a=%20+b&'), '?page=2&a=%20+b&format=json&lang=en')
    t.equal(await at('/planets?%66ormat=csv&l=1&lang'), '?l=1&format=csv&lang=en')
    t.equal(await at('/planets?format=png'), undefined)
    t.equal(await at('/planets', { accept: 'image/png' }), undefined)
  }
})

t.test('A parameter whose name has a space is one, however the space is written', async (t) => {
  const app = await serve(t, { override: { mediaType: 'my format', language: 'lang' } })
  for (const space of ['+', '%20']) {
    t.equal((await app.inject(`/planets?my${space}format=csv&x=1`)).headers['content-location'], '?x=1&my%20format=csv&lang=en')
  }
})

t.test('Content-Location is only there where a URL can say all that was negotiated', async (t) => {
  const at = async (options: ProducesOptions, resource?: ProducesObject) => (await (await serve(t, options, resource)).inject('/planets')).headers['content-location']
  t.equal(await at({}), undefined)
  t.equal(await at({ override: { mediaType: 'f' } }), undefined, 'not the language')
  t.equal(await at({ override: { mediaType: 'f' } }, { mediaTypes: ['text/csv', 'text/html'], languages: ['en'] }), '?f=csv')
  t.equal(await at({ override: { language: 'a b' } }, { mediaTypes: ['text/csv'], languages: ['en', 'de'] }), '?a%20b=en')
  t.equal(await at({ override: true }, { mediaTypes: ['text/csv', 'text/html'], charsets: ['utf-8', 'utf-16'] }), undefined, 'not the charset')
  t.equal(await at({ override: true }, { mediaTypes: ['text/csv', 'text/html'], encodings: ['gzip'] }), '?format=csv', 'the coding is that of the answer')
  t.equal(await at({ override: true }, { mediaTypes: ['text/csv'] }), undefined, 'there is one')
  t.equal(await at({ override: () => undefined }), undefined, 'nobody knows what a function reads')
})

t.test('Content-Location is that of the handler where there is one, and no other method has one', async (t) => {
  const app = await build(t, { override: true })
  const config = { produces: ['application/json', 'text/html'] as const }
  app.get('/own', { config }, async (_request, reply) => { reply.header('content-location', '/elsewhere'); return {} })
  app.post('/', { config }, async () => ({}))
  app.get('/missing', { config }, async (_request, reply) => { reply.code(404); return {} })
  app.get('/moved', { config }, async (_request, reply) => reply.redirect('/'))
  t.equal((await app.inject('/own')).headers['content-location'], '/elsewhere')
  t.equal((await app.inject({ method: 'POST', url: '/' })).headers['content-location'], undefined)
  t.equal((await app.inject('/missing')).headers['content-location'], undefined)
  t.equal((await app.inject('/moved')).headers['content-location'], undefined)
})

t.test('A 304 has the Content-Location that the 200 had', async (t) => {
  const app = await build(t, { override: true, alternates: true })
  await app.register(etag)
  app.get('/', { config: { produces: ['application/json', 'text/html'] } }, async () => ({}))
  const { headers: { etag: tag } } = await app.inject('/')
  const { statusCode, headers } = await app.inject({ url: '/', headers: { 'if-none-match': String(tag) } })
  t.match({ statusCode, headers }, { statusCode: 304, headers: { 'content-location': '?format=json', link: '<?format=html>; rel="alternate"; type="text/html"' } })
})

t.test('A success that becomes an error has none of these fields', async (t) => {
  const app = await build(t, { override: true, alternates: true, availability: true })
  app.get('/', {
    config: { produces: ['application/json', 'text/html'] },
    onSend: async (request) => { if (request.headers['x-fail'] !== undefined) throw new Error('late') }
  }, async ({ headers }, reply) => {
    if (headers['x-link'] !== undefined) reply.header('link', '</>; rel="up"')
    return {}
  })
  for (const [link, left] of [[{}, undefined], [{ 'x-link': '1' }, '</>; rel="up"']] as const) {
    const { statusCode, headers } = await app.inject({ url: '/', headers: { 'x-fail': '1', ...link } })
    t.equal(statusCode, 500)
    t.match([headers['content-location'], headers['avail-format'], headers.link], [undefined, undefined, left])
  }
})

t.test('A 406 links to every representation that a URL can name, and lists them', async (t) => {
  const app = await serve(t, { override: true })
  const response = await app.inject({ url: '/planets?x=1', headers: { accept: 'image/png' } })
  t.equal(response.headers.link, ALL.join(', ').replaceAll('<?', '<?x=1&'))
  t.same(response.json().alternates[4], { mediaType: 'text/csv', language: 'en', href: '?x=1&format=csv&lang=en' })
  t.equal(response.json().alternates.length, 5)
  const none = await (await serve(t, {})).inject({ url: '/planets', headers: { accept: 'image/png' } })
  t.match([none.headers.link, none.json().alternates], [undefined, undefined])
})

t.test('With alternates a success links to the others, after what the handler has linked to', async (t) => {
  const app = await serve(t, { override: true, alternates: true })
  t.equal((await app.inject({ url: '/planets', headers: { accept: 'text/csv' } })).headers.link, ALL.slice(0, 4).join(', '))
  t.equal((await app.inject('/planets?format=json&lang=de')).headers.link, [ALL[0], ...ALL.slice(2)].join(', '))
  t.equal((await (await serve(t, { override: true })).inject('/planets')).headers.link, undefined)
  const unnamed = await (await serve(t, { alternates: true, availability: true })).inject('/planets')
  t.same([unnamed.statusCode, unnamed.headers.link], [200, undefined], 'nothing names them')
  t.equal((await (await serve(t, { override: true, alternates: true }, { ...planets, alternates: false })).inject('/planets')).headers.link, undefined)
  const one = await serve(t, { override: { language: 'hl' }, alternates: true })
  t.equal((await one.inject('/planets')).headers.link, '<?hl=de>; rel="alternate"; hreflang="de"')
})

t.test('Links of a handler are kept, however it wrote them', async (t) => {
  const app = await build(t, { override: true, alternates: true })
  const config = { produces: ['application/json', 'text/html'] as const }
  app.get('/one', { config }, async (_request, reply) => { reply.header('link', '</a>; rel="up"'); return {} })
  app.get('/two', { config }, async (_request, reply) => { reply.header('link', ['</a>; rel="up"', '</b>; rel="next"']); return {} })
  app.get('/raw', { config }, async (_request, reply) => { reply.raw.setHeader('link', '</a>; rel="up"'); return {} })
  const alternate = '<?format=html>; rel="alternate"; type="text/html"'
  t.equal((await app.inject('/one')).headers.link, `</a>; rel="up", ${alternate}`)
  t.equal((await app.inject('/two')).headers.link, `</a>; rel="up", </b>; rel="next", ${alternate}`)
  t.equal((await app.inject('/raw')).headers.link, `</a>; rel="up", ${alternate}`)
})

t.test('Where there are too many for a field each media type and each language has one', async (t) => {
  const languages = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'pt', 'sv', 'da', 'fi']
  const app = await serve(t, { override: true }, { mediaTypes: ['text/csv', 'text/html', 'application/json'], languages })
  const { alternates } = (await app.inject({ url: '/planets', headers: { accept: 'image/png' } })).json()
  t.same(alternates.slice(0, 4), [
    { mediaType: 'text/csv', href: '?format=csv' }, { mediaType: 'text/html', href: '?format=html' },
    { mediaType: 'application/json', href: '?format=json' }, { language: 'en', href: '?lang=en' }
  ])
  t.equal(alternates.length, 14)
  t.equal((await app.inject('/planets')).headers['content-location'], '?format=csv&lang=en')
})

t.test('Thirty-two are not too many', async (t) => {
  const languages = [...'abcdefghijklmnop'].map((letter) => `a${letter}`)
  const app = await serve(t, { override: true }, { mediaTypes: ['text/csv', 'text/html'], languages })
  const { alternates } = (await app.inject({ url: '/planets', headers: { accept: 'image/png' } })).json()
  t.equal(alternates.length, 32)
  t.same(alternates[0], { mediaType: 'text/csv', language: 'aa', href: '?format=csv&lang=aa' })
  t.same(alternates[31], { mediaType: 'text/html', language: 'ap', href: '?format=html&lang=ap' })
})

t.test('What may stand in a path or a query stays as it was sent, and nothing else does (RFC 3986 §3.3, §3.4)', async (t) => {
  const allowed = "aZ09-._~!$'()*+,;=:@"
  const app = await build(t, { override: { extension: true } })
  app.get('/:id', { config: { produces: inBytes(['application/json', 'text/csv']) } }, async () => ({}))
  const { fields } = await exchange(app, `GET /${allowed}%4a%C3%AF?${allowed}/?%4A%C3 HTTP/1.1`)
  t.same(fields.get('content-location'), [`./${allowed}%4a%C3%AF.json?${allowed}/?%4A%C3`])
  t.equal((await app.inject('/x?%4&%g1&%1g&%%41')).headers['content-location'], './x.json?%254&%25g1&%251g&%25%41')
  for (const dot of ['.', '%2e', '%2E']) t.equal((await app.inject(`/a${dot}b${dot}csv?x`)).headers.link, '<./a.b?x>; rel="canonical"', dot)
})

t.test('Nothing of a URL gets out of its reference', async (t) => {
  const app = await serve(t, { override: true })
  const raw = '/planets?a=">,<b>%zz%&;c=\\^`{|}'
  const { fields, content } = await exchange(app, `GET ${raw} HTTP/1.1`, 'Accept: image/png')
  const encoded = '?a=%22%3E,%3Cb%3E%25zz%25&;c=%5C%5E%60%7B%7C%7D&format=json&lang=en'
  t.ok(fields.get('link')?.[0]?.startsWith(`<${encoded}>; rel="alternate"`))
  t.equal(JSON.parse(content.toString()).alternates[0].href, encoded)
  const located = await exchange(app, `GET ${raw}#fragment HTTP/1.1`, 'Accept: */*')
  t.equal(located.fields.get('content-location')?.[0], encoded)
  // No parser lets these through; an application that rewrites URLs may.
  const rewritten = await build(t, { override: true }, { rewriteUrl: () => '/planets?a=\r\nX: \u00e9\ud83e\ude90\ud800' })
  rewritten.get('/planets', { config: { produces: inBytes(planets) } }, async () => ({}))
  t.equal((await rewritten.inject('/')).headers['content-location'], '?a=%0D%0AX:%20%C3%A9%F0%9F%AA%90%EF%BF%BD&format=json&lang=en')
})

t.test('Every link answers with its type and its language', async (t) => {
  const app = await serve(t, { override: true, alternates: true })
  const { headers } = await app.inject({ url: '/planets?x=1', headers: { accept: 'image/png' } })
  const links = [...String(headers.link).matchAll(/<([^>]*)>; rel="alternate"; type="((?:[^"\\]|\\.)*)"; hreflang="([^"]*)"/g)]
  t.equal(links.length, 5)
  for (const [, href = '', type = '', language] of links) {
    const { pathname, search } = new URL(href, 'http://localhost/planets?x=1')
    const response = await app.inject({ url: pathname + search, headers: { accept: 'image/png', 'accept-language': 'xx' } })
    t.match(response.headers, { 'content-language': language }, href)
    t.equal(String(response.headers['content-type']).replace('; charset=utf-8', ''), type.replace(/\\(.)/g, '$1'), href)
  }
})

t.test('With availability answers tell what there is, in fields that are Lists of Tokens', async (t) => {
  const resource: ProducesObject = { mediaTypes: ['text/html;level=1', 'text/html', 'text/csv', '3gpp/x'], languages: ['en', 'de'], encodings: ['gzip', 'br'] }
  const app = await serve(t, { availability: true, override: { mediaType: 'format' } }, { ...resource, mediaTypes: [{ mediaType: 'text/html;level=1', name: 'l1' }, ...resource.mediaTypes.slice(1)] })
  const told = async (url: string, headers: Record<string, string> = {}) => {
    const { headers: { 'avail-format': format, 'avail-language': language, 'avail-encoding': encoding } } = await app.inject({ url, headers })
    return [format, language, encoding]
  }
  t.same(await told('/planets'), ['text/html;d, text/csv', 'en;d, de', 'gzip, br'])
  t.same(await told('/planets', { accept: 'image/png' }), ['text/html;d, text/csv', 'en;d, de', 'gzip, br'], 'a 406 as well')
  t.same(await told('/planets?format=csv'), [undefined, 'en;d, de', 'gzip, br'], 'of what is decided nothing is available')
  t.same(await told('/planets?format=png'), [undefined, undefined, undefined])
  const off = await serve(t, { availability: true }, { ...planets, availability: false })
  t.equal((await off.inject('/planets')).headers['avail-format'], undefined)
})

t.test('No other field tells what there is: not of charsets, not of one value, not of what is no token', async (t) => {
  const resources: [resource: ProducesObject, fields: string[]][] = [
    [{ mediaTypes: ['text/html', 'text/csv'], charsets: ['utf-8', 'utf-16'] }, ['avail-format', 'vary']],
    [{ mediaTypes: ['text/html'], strict: false, languages: ['en', 'de'] }, ['avail-language', 'content-language', 'vary']],
    [{ mediaTypes: ['text/html'], strict: false }, []],
    [{ mediaTypes: ['3gpp/x', '3gpp/y'], strict: false, charsets: ['utf-8', 'utf-16'] }, ['vary']]
  ]
  for (const [resource, expected] of resources) {
    const { statusCode, headers } = await (await serve(t, { availability: true }, resource)).inject('/planets')
    const framing = ['connection', 'content-length', 'content-type', 'date']
    t.strictSame([statusCode, ...Object.keys(headers).filter((name) => !framing.includes(name)).sort()], [200, ...expected])
  }
})

t.test('A handler may write such a field itself', async (t) => {
  const app = await build(t, { availability: true })
  app.get('/', { config: { produces: ['application/json', 'text/html'] } }, async (_request, reply) => { reply.header('avail-format', 'text/plain'); return {} })
  t.equal((await app.inject('/')).headers['avail-format'], 'text/plain')
})

t.test('Fields that nobody has asked for are not there', async (t) => {
  const app = await serve(t, { override: true })
  const namesOf = async (url: string, accept: string) => Object.keys((await app.inject({ url, headers: { accept } })).headers).sort()
  const framing = ['connection', 'content-length', 'date']
  t.same(await namesOf('/planets', '*/*'), ['content-language', 'content-location', 'content-type', 'vary', ...framing].sort())
  t.same(await namesOf('/planets?format=csv&lang=en', '*/*'), ['content-language', 'content-type', ...framing].sort())
  t.same(await namesOf('/planets', 'image/png'), ['cache-control', 'content-type', 'link', 'vary', ...framing].sort())
})

t.test('An answer without a selected representation has no address of one, whatever status a hook gives it', async (t) => {
  for (const status of [200, 404]) {
    const app = await build(t, { override: true, alternates: true, availability: true })
    app.addHook('onSend', async (_request, reply) => { if (reply.statusCode === 406) reply.code(status) })
    app.get('/', { config: { produces: inBytes(planets) } }, async () => ({}))
    const { statusCode, headers } = await app.inject({ url: '/', headers: { accept: 'image/png' } })
    t.same([statusCode, headers['content-location'], headers.link, headers['avail-format']], [status, undefined, undefined, undefined])
  }
})

t.test('A 406 of the handler is an error of the handler: what was selected could have been had', async (t) => {
  const app = await build(t, { override: true, alternates: true, availability: true })
  app.get('/', { config: { produces: inBytes(planets) } }, async (_request, reply) => { reply.code(406); return {} })
  const { statusCode, headers } = await app.inject('/')
  t.same([statusCode, headers['content-location'], headers.link, headers['avail-format']], [406, undefined, undefined, undefined])
})

t.test('A 406 at a twin links to what there is, and not to its route: it is no copy of what is there (RFC 6596 §3)', async (t) => {
  const app = await serve(t, { override: { extension: true, language: 'lang' }, strict: true })
  const { statusCode, headers } = await app.inject({ url: '/planets.csv', headers: { 'accept-language': 'de' } })
  t.equal(statusCode, 406)
  t.match(headers.link, /^<\.\/planets\.json\?lang=en>; rel="alternate"/)
  t.notMatch(headers.link, 'canonical')
})

t.test('What a hook has made of such a field stays where an error comes after it', async (t) => {
  const app = await build(t, { override: true, alternates: true })
  const onSend = async (_request: unknown, reply: FastifyReply) => {
    if (reply.statusCode === 500) return
    reply.header('link', '</help>; rel="help"')
    throw new Error('late')
  }
  app.get('/', { onSend, config: { produces: ['application/json', 'text/html'] } }, async () => ({}))
  const { statusCode, headers } = await app.inject('/')
  t.same([statusCode, headers.link, headers['content-location']], [500, '</help>; rel="help"', undefined])
})

t.test('a query that begins with a semicolon is one where the router says so', async (t) => {
  for (const [server, location] of [
    [{ routerOptions: { useSemicolonDelimiter: true } }, './x.json?a=1'], [{ useSemicolonDelimiter: true }, './x.json?a=1'], [{}, './x;a=1.json']
  ] as const) {
    const app = await build(t, { override: { extension: true, mediaType: 'format' } }, untyped(server))
    app.get('/:id', { config: { produces: inBytes(['application/json', 'text/csv', 'text/html']) } }, async () => ({}))
    const { headers } = await app.inject('/x;a=1')
    t.equal(headers['content-location'], location)
  }
})
