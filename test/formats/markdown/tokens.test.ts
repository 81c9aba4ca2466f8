/** What agents and their checkers ask of a page of Markdown: a link to it, an address, `Vary`, how long it is. */
import t from 'tap'
import html from '../../../lib/formats/html/html.js'
import markdown from '../../../lib/formats/markdown/markdown.js'
import { build } from '../../fixtures/app.js'

t.test('Markdown has an address that the HTML links to, Vary, and a number of tokens', async (t) => {
  const app = await build(t, { override: { extension: true }, serializers: { html: html(), md: markdown({ tokens: true }) } })
  app.get('/moons', { config: { produces: ['text/html', 'text/markdown'] } }, async () => [{ name: 'Phobos' }])
  const page = await app.inject({ url: '/moons', headers: { accept: 'text/html' } })
  const [, href = ''] = /<link rel="alternate" type="text\/markdown" href="([^"]*)"\/>/.exec(page.body) ?? []
  t.equal(href, './moons.md')
  t.equal(page.headers['x-markdown-tokens'], undefined)
  const twin = await app.inject('/moons.md')
  t.match(twin.headers, { 'content-type': /^text\/markdown/, 'x-markdown-tokens': '7', vary: undefined })
  t.equal(twin.body.length, 28)
  for (const method of ['GET', 'HEAD'] as const) {
    t.match((await app.inject({ method, url: '/moons', headers: { accept: 'text/markdown' } })).headers, { 'x-markdown-tokens': '7', vary: 'accept' })
  }
})

t.test('Items that come one by one are not counted, nor is anything without the option; nothing is a token', async (t) => {
  const app = await build(t, { serializers: { md: markdown({ tokens: true }) } })
  const config = { produces: ['text/markdown'] as const }
  app.get('/items', { config }, async function * () { yield 1 })
  app.get('/none', { config }, async () => [])
  app.get('/plain', { config: { produces: [{ mediaType: 'text/markdown', serialize: markdown() }] } }, async () => [1])
  const tokens = async (url: string) => (await app.inject(url)).headers['x-markdown-tokens']
  t.same([await tokens('/items'), await tokens('/none'), await tokens('/plain')], [undefined, '1', undefined])
  t.throws(() => markdown({ tokens: 1 as unknown as boolean }), { message: /option tokens: expected true or false/ })
})
