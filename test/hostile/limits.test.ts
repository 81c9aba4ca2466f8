import Fastify from 'fastify'
import t, { type Test } from 'tap'
import produces, { type ProducesObject, type ProducesOptions } from '../../lib/index.js'

async function build (t: Test, option: ProducesObject, options: ProducesOptions = {}) {
  const app = Fastify()
  t.teardown(() => app.close())
  await app.register(produces, options)
  app.get('/', { config: { produces: option } }, async () => 'x')
  return app
}

const plainOrHtml: ProducesObject = { mediaTypes: ['text/plain', 'text/html'] }

t.test('a field value longer than the limit is read up to the last member that ends within', async (t) => {
  const app = await build(t, plainOrHtml)
  const cases: [accept: string, status: number, contentType: string][] = [
    // 8,192 bytes: all of it
    [`${'image/png, '.repeat(2)}${' '.repeat(8192 - 31)}text/html`, 200, 'text/html; charset=utf-8'],
    // one more: the last member is cut, and left out
    [`${'image/png, '.repeat(2)}${' '.repeat(8193 - 31)}text/html`, 406, 'application/problem+json'],
    [`text/html,${' '.repeat(8192)}`, 200, 'text/html; charset=utf-8'],
    [`text/html,${' '.repeat(16_384)},text/plain`, 200, 'text/html; charset=utf-8'],
    [`text/html;q=0.1,text/plain;a="${'b'.repeat(16_384)}"`, 200, 'text/html; charset=utf-8'],
    [`text/html;q=0.1,text/plain;a="${'b,'.repeat(8192)}"`, 200, 'text/html; charset=utf-8'],
    // half of `text/plain;q=0.01` would be `text/plain`
    [`text/html;q=0.1,${' '.repeat(8192 - 26)}text/plain;q=0.01`, 200, 'text/html; charset=utf-8'],
    // nothing ends within the limit: nothing readable, no preference
    [`text/html;a=${'b'.repeat(16_384)}`, 200, 'text/plain; charset=utf-8'],
    [`image/png;a="${'b'.repeat(16_384)}`, 200, 'text/plain; charset=utf-8'],
    [' '.repeat(16_384), 200, 'text/plain; charset=utf-8'],
    [','.repeat(16_384), 200, 'text/plain; charset=utf-8'],
    [`${','.repeat(16_384)}image/png`, 200, 'text/plain; charset=utf-8']
  ]
  for (const [accept, status, contentType] of cases) {
    const response = await app.inject({ url: '/', headers: { accept } })
    const name = `${accept.slice(0, 30)}… of ${accept.length}`
    t.equal(response.statusCode, status, name)
    t.equal(response.headers['content-type'], contentType, name)
    t.equal(response.headers.vary, 'accept', name)
  }
})

t.test('a hundred members are read, or as many as the option says', async (t) => {
  const cases: [options: ProducesOptions, before: number, status: number][] = [
    [{}, 99, 200],
    [{}, 100, 406],
    [{ maxMembers: 1 }, 0, 200],
    [{ maxMembers: 1 }, 1, 406],
    [{ maxMembers: 3 }, 2, 200],
    [{ maxMembers: 3 }, 3, 406],
    [{ maxMembers: 500 }, 499, 200]
  ]
  for (const [options, before, status] of cases) {
    const app = await build(t, plainOrHtml, options)
    const response = await app.inject({ url: '/', headers: { accept: `${'image/png,'.repeat(before)}text/html` } })
    t.equal(response.statusCode, status, `${before} before, ${JSON.stringify(options)}`)
  }
})

t.test('the limits are those of every field', async (t) => {
  const app = await build(t, { mediaTypes: ['text/plain'], languages: ['en', 'de'], encodings: ['gzip'], strict: true }, { maxFieldLength: 12, maxMembers: 2 })
  const cases: [headers: Record<string, string>, status: number][] = [
    [{ 'accept-language': 'fr, it, de' }, 406],
    [{ 'accept-language': 'fr, de, it' }, 200],
    [{ 'accept-language': 'fr-FR-x-a-b, de' }, 406],
    [{ 'accept-language': 'fr-FR-x-a-b-c, de' }, 200],
    [{ 'accept-encoding': 'identity;q=0' }, 406],
    [{ 'accept-encoding': ' identity;q=0' }, 200],
    [{ accept: 'a/b, c/d, text/plain' }, 406]
  ]
  for (const [headers, status] of cases) t.equal((await app.inject({ url: '/', headers })).statusCode, status, JSON.stringify(headers))
})

t.test("a client's field never changes what another client gets", async (t) => {
  // A tag of 64 characters, and a range that goes on within its last subtag.
  const tag = `zh-hant-x-a${'-aaaaaaaa'.repeat(5)}-aaaaaaa`
  t.equal(tag.length, 64)
  const app = await build(t, { mediaTypes: ['text/plain'], languages: ['de', 'en', tag] }, { cacheSize: 0 })
  const ask = async (acceptLanguage: string) => (await app.inject({ url: '/', headers: { 'accept-language': acceptLanguage } })).headers['content-language']
  t.equal(await ask('zh-TW'), tag, 'the closest by likely subtags')
  await ask(`${tag}b, zh-TW`)
  t.equal(await ask('zh-TW'), tag, 'after a range of 65 characters')
})

t.test('outcomes that are kept are kept apart', async (t) => {
  const app = await build(t, { mediaTypes: ['text/plain', 'text/html'], languages: ['en', 'de'] }, { cacheSize: 3 })
  const requests: [headers: Record<string, string>, contentType: string, language: string][] = [
    [{}, 'text/plain; charset=utf-8', 'en'],
    [{ accept: '' }, 'text/plain; charset=utf-8', 'en'],
    [{ accept: 'text/html' }, 'text/html; charset=utf-8', 'en'],
    [{ 'accept-language': 'de' }, 'text/plain; charset=utf-8', 'de'],
    [{ accept: 'text/html', 'accept-language': 'de' }, 'text/html; charset=utf-8', 'de'],
    [{ accept: '/', 'accept-language': 'text/html' }, 'text/plain; charset=utf-8', 'en'],
    [{ accept: 'TEXT/HTML', 'accept-language': 'DE' }, 'text/html; charset=utf-8', 'de']
  ]
  for (let round = 0; round < 3; round++) {
    for (const [headers, contentType, language] of [...requests, ...requests].reverse()) {
      const response = await app.inject({ url: '/', headers })
      t.equal(response.headers['content-type'], contentType, JSON.stringify(headers))
      t.equal(response.headers['content-language'], language, JSON.stringify(headers))
    }
  }
})
