import Fastify from 'fastify'
import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import t from 'tap'
import produces, { type ProducesOptions, type RouteProduces } from '../../lib/index.js'
import { boot } from './values.js'

function build (option: unknown, options: ProducesOptions = {}) {
  const app = Fastify()
  app.register(produces, options)
  app.get('/*', { config: { produces: option as RouteProduces } }, async () => 'x')
  return app
}

/** What nobody may write into a field: the end of a line and a field of one's own, controls, what is no octet. */
const injections = ['\r\nX-Injected: yes', '\nX-Injected: yes', '\r', '\n', '\0', '\x7f', '\x1b[2J', '\u00e9', '\u20ac', '\u212a', '\u010d\u010a']

for (const injection of injections) {
  t.test(`${JSON.stringify(injection)} in what a route declares is a fault at boot`, async (t) => {
    const options: unknown[] = [
      [`text/html${injection}`],
      [`text/h${injection}tml`],
      [`${injection}text/html`],
      [`text/html;a${injection}=b`],
      [`text/html;a=b${injection}`],
      [`text/html;a="b${injection}"`],
      [`text/html;a="\\${injection}"`],
      { mediaTypes: ['text/html'], languages: [`en${injection}`] },
      { mediaTypes: ['text/html'], languages: [`${injection}en`] },
      { mediaTypes: ['text/html'], languages: [`en-x-${injection}`] },
      { mediaTypes: ['text/html'], languages: [`${injection}a`] },
      { mediaTypes: ['text/html'], charsets: [`utf-8${injection}`] },
      { mediaTypes: ['text/html'], charsets: [`${injection}oi8-r`] },
      { mediaTypes: ['text/html'], encodings: [`gzip${injection}`] }
    ]
    for (const option of options) await t.rejects(boot(build(option)), { code: 'PRODUCES_ERR_ROUTE_OPTION' }, JSON.stringify(option))
  })

  t.test(`${JSON.stringify(injection)} in a media type of the registry is a fault at boot`, async (t) => {
    await t.rejects(boot(build(['text/html'], { serializers: { [`text/html${injection}`]: () => '' } })), { code: 'PRODUCES_ERR_MEDIA_TYPE' })
  })
}

t.test('a Cache-Control that is no field value is a fault at boot', async (t) => {
  // obs-text is allowed in a field value (RFC 9110 §5.5).
  for (const injection of injections.filter((text) => text !== '\u00e9')) {
    await t.rejects(boot(build(['text/html'], { cacheControl: `no-store${injection}` })), { code: 'PRODUCES_ERR_OPTION' }, JSON.stringify(injection))
  }
})

t.test('nothing that a client sends comes back in a field', async (t) => {
  const app = build({ mediaTypes: ['text/html', 'text/css'], languages: ['en', 'de'], charsets: ['utf-8', 'iso-8859-1'], encodings: ['gzip'], strict: true })
  t.teardown(() => app.close())
  const headers = { accept: 'mark/er;mark="er"', 'accept-language': 'mark-er', 'accept-charset': 'marker', 'accept-encoding': 'marker, identity;q=0' }
  const response = await app.inject({ url: '/marker?marker=marker', headers })
  t.equal(response.statusCode, 406)
  t.notMatch(JSON.stringify(response.headers), /mark/)
  t.equal(response.json().instance, '/marker')
  t.same(response.json().requested, { mediaType: 'mark/er;mark="er"', language: 'mark-er', charset: 'marker', encoding: 'marker, identity;q=0' })
})

t.test('what a client sends is repeated as JSON, cut to 256 characters', async (t) => {
  const app = build({ mediaTypes: ['text/html'], languages: ['en'], strict: true })
  t.teardown(() => app.close())
  const cases: [accept: string, repeated: string][] = [
    ['image/png;a="</script><script>alert(1)</script>"', 'image/png;a="</script><script>alert(1)</script>"'],
    ['image/png;a="\\"}]"', 'image/png;a="\\"}]"'],
    ['image/\xe9, image/png', 'image/\xe9, image/png'],
    [`image/${'p'.repeat(1000)}`, `image/${'p'.repeat(250)}`],
    [`image/png, ${'\xff'.repeat(1000)}`, `image/png, ${'\xff'.repeat(245)}`]
  ]
  for (const [accept, repeated] of cases) {
    const response = await app.inject({ url: '/', headers: { accept } })
    t.equal(response.statusCode, 406, accept)
    t.equal(response.headers['content-length'], String(Buffer.byteLength(response.body)))
    t.equal(response.json().requested.mediaType, repeated)
    t.ok(response.json().detail.endsWith(`, not as ${repeated}.`), response.json().detail)
  }
})

t.test('any path is told in a 406, as the client wrote it', async (t) => {
  const app = build(['text/html'])
  t.teardown(() => app.close())
  for (const path of ['/%0d%0aX-Injected:%20yes', '/"quoted"', '//example.com/x', '/%7b%22a%22:1%7d', '/%c3%a9', '/__proto__', `/${'x'.repeat(5000)}`]) {
    const response = await app.inject({ url: `${path}?a=b?c`, headers: { accept: 'image/png' } })
    t.equal(response.statusCode, 406, path.slice(0, 40))
    t.equal(response.headers['x-injected'], undefined)
    t.type(response.json().instance, 'string')
    t.notMatch(response.json().instance, '?')
  }
})

t.test('what is no HTTP never reaches a route, and does not stop the server', async (t) => {
  let reached = 0
  const app = build([{ mediaType: 'text/html', transform: () => { reached++; return 'x' } }])
  t.teardown(() => app.close())
  await app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.server.address() as AddressInfo

  async function statusOf (head: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    await once(socket, 'connect')
    let received = ''
    socket.setEncoding('latin1').on('data', (chunk: string) => { received += chunk })
    socket.end(Buffer.from(head, 'latin1'))
    await once(socket, 'close')
    return received.slice(9, 12)
  }

  const broken = [
    'GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\x00\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\x01\r\n\r\n',
    'GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\x7f\r\n\r\n',
    `GET / HTTP/1.1\r\nHost: a\r\nAccept: ${'a'.repeat(2 ** 15)}\r\n\r\n`
  ]
  for (const head of broken) t.match(await statusOf(head), /^4\d\d$/, JSON.stringify(head.slice(0, 60)))
  t.equal(reached, 0)
  t.equal(await statusOf('GET / HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nConnection: close\r\n\r\n'), '200')
  t.equal(await statusOf('GET / HTTP/1.1\r\nHost: a\r\nACCEPT:\timage/png\r\naccept: text/html;q=0.1\r\nConnection: close\r\n\r\n'), '200')
  t.equal(await statusOf('GET / HTTP/1.1\r\nHost: a\r\nAccept:\r\nConnection: close\r\n\r\n'), '200')
  t.equal(await statusOf('GET / HTTP/1.1\r\nHost: a\r\nAccept: image/png\r\nConnection: close\r\n\r\n'), '406')
})
