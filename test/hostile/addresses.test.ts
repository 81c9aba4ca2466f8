/** URLs as an attacker writes them: no field is injected by what the answer says of addresses, no reference leads elsewhere, no markup comes of them. */
import Fastify from 'fastify'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import t from 'tap'
import html from '../../lib/formats/html/html.js'
import produces, { type Override } from '../../lib/index.js'

const OVERRIDES: Readonly<Record<string, Override>> = {
  query: true,
  extension: { extension: true, language: 'lang' },
  'a function': ({ query }) => ({ mediaType: (query as Record<string, string>).f })
}

const TARGETS = [
  '/x%0d%0aInjected:%20yes', '/x?format=%0d%0aInjected:%20yes', '/x?lang=de%0d%0aInjected:yes', '/x.csv%0d%0aInjected:yes', '/x?f=%0d%0aInjected:%20yes',
  '//evil.example/x', '/%2f%2fevil.example', '/\\evil.example', '/..%2f..%2fevil', '/x?a=<script>alert(1)</script>', '/x?a="><img src=x onerror=alert(1)>',
  '/x?a=javascript:alert(1)', '/javascript:alert(1)', '/x?format=<b>', '/x?lang="><script>', '/x;format=csv', '/x?format=csv&format=csv', '/x?a=>;rel="canonical"',
  '/x?__proto__=1&format=__proto__', '/x?a=\u00e9', `/x?a=${'b'.repeat(4000)}`, `/${'%0a'.repeat(500)}`
]

for (const [name, override] of Object.entries(OVERRIDES)) {
  for (const method of ['GET', 'HEAD']) {
    t.test(`override by ${name}, ${method}: the fields are those that were meant, and references lead to this path`, async (t) => {
      const app = Fastify()
      t.teardown(() => app.close())
      await app.register(produces, { override, alternates: true, availability: true, errors: true, serializers: { html: html() } })
      const mediaTypes = ['application/json', 'text/html', { mediaType: 'text/csv', serialize: () => 'a' }] as const
      app.get('/:id', { config: { produces: { mediaTypes, languages: ['en', 'de'] } } }, async (request) => ({ id: (request.params as { id: string }).id }))
      await app.listen({ port: 0, host: '127.0.0.1' })
      for (const target of TARGETS) {
        for (const accept of ['text/html', 'image/png', '*/*']) {
          const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
          socket.end(Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: a.example\r\nAccept: ${accept}\r\nConnection: close\r\n\r\n`, 'latin1'))
          const [head = '', ...content] = (await text(socket)).split('\r\n\r\n')
          const fields = head.split('\r\n').slice(1).map((line) => line.split(/: ?(.*)/s, 2) as [string, string])
          t.notOk(fields.some(([field]) => /injected/i.test(field)), `${target} as ${accept}`)
          for (const [field, value] of fields) {
            t.match(value, /^[\t\x20-\x7e]*$/, `${target}: ${field}`)
            const references = /^content-location$/i.test(field) ? [value] : /^link$/i.test(field) ? [...value.matchAll(/<([^>]*)>/g)].map((match) => match[1] as string) : []
            for (const reference of references) t.match(reference, /^(?:\.{1,2}\/|\?)[^<>"\\\s]*$/, `${target}: ${field}`)
          }
          // JSON may repeat the client's words as they are: it is no markup.
          if (/^content-type: text\/html/im.test(head)) t.notMatch(content.join(''), /<script>|<img/i, `${target} as ${accept}`)
        }
      }
    })
  }
}
