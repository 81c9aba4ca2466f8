import fc from 'fast-check'
import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import Fastify from 'fastify'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import t from 'tap'
import html from '../../../lib/formats/html/html.js'
import produces from '../../../lib/index.js'
import { fromHtml, type FromHtmlOptions } from '../../../lib/formats/markdown/markdown.js'
import type { Serializer } from '../../../types/index.js'
import { array, contextFor, hostile, object, route, string, texts } from '../pages/page.js'
import { runs } from '../../fixtures/generated.js'

async function convert (page: unknown, options?: FromHtmlOptions): Promise<string> {
  return await fromHtml(() => page as string, options).compile(undefined, route)({}, contextFor()) as string
}

t.test('HTML becomes Markdown', async (t) => {
  const cases: Array<[page: string, text: string]> = [
    ['<!DOCTYPE html><html><head><title>T</title><meta charset="utf-8"><style>p {}</style></head><body><h1>A</h1><p>b</p></body></html>', '# A\n\nb'],
    ['', ''],
    ['<script>alert(1)</script><template>t</template><noscript>n</noscript><!-- c -->a', 'a'],
    ['<h2>a <em>b</em> <strong>c</strong> <del>d</del></h2>', '## a *b* **c** ~~d~~'],
    ['<ul><li>a</li></ul>', '-   a'],
    ['<dl><dt>a</dt><dd>1</dd><dt>b</dt><dd><ul><li>2</li><li>3</li></ul></dd><dt>c</dt><dd></dd></dl>', '- **a**: 1\n- **b**:\n\n  -   2\n  -   3\n\n- **c**:'],
    ['<hr>', '---'],
    ['<table><caption><ul><li>a</li></ul></caption></table>b', '-   a\n\nb'],
    ['a<br>b', 'a  \nb'],
    ['<a href="/x y?a=1&amp;b=2">c</a>', '[c](/x%20y?a=1\\&b=2)'],
    ['<a href="a)b\\">c</a><a>d</a>', '[c](a%29b%5C)d'],
    ['<a href="/x" title="t">c</a>', '[c](/x)'],
    ['<img src="/x.png" alt="a]b"><img>', '![a\\]b](/x.png)'],
    ['<pre>a\n# b\n\n```\n</pre>', '````\na\n# b\n\n```\n````'],
    ['<pre><code class="language-js">a &lt; b</code></pre>', '```\na < b\n```'],
    ['<p><code>a|b</code></p>', '`a|b`'],
    ['<ul><li><input type="checkbox" checked>a</li></ul>', '-   [x] a'],
    ['<table><thead><tr><th>a</th><th align="right">b</th></tr></thead><tbody><tr><td>1|2</td><td>3</td></tr></tbody></table>', '| a   | b   |\n| --- | ---: |\n| 1&#124;2 | 3   |'],
    ['<table><tr><td><ul><li>a</li><li>b</li></ul></td><td>c</td></tr></table>', '|     |     |\n| --- | --- |\n| -   a<br>-   b | c   |'],
    ['<table><thead><tr><th>x</th></tr></thead><tbody><tr><td><h2>a</h2></td></tr></tbody></table>', '| x   |\n| --- |\n| ## a |'],
    ['<table><tr><td>a<table><tr><td><ul><li>b</li></ul></td><td>d</td></tr></table></td><td>c<ul><li>e</li></ul></td></tr></table>', 'a\n\n|     |     |\n| --- | --- |\n| -   b | d   |\n\nc\n\n-   e']
  ]
  for (const [page, text] of cases) t.equal(await convert(page), `${text}\n`, page)
  t.equal(await convert('<nav>a</nav><p>b</p><FOOTER>c</FOOTER>', { remove: ['NAV', 'footer'] }), 'b\n')
})

t.test('content may be anything that a serializer gives', async (t) => {
  async function * parts (): AsyncGenerator<string | Uint8Array> { yield '<p>a'; yield Buffer.from('é</p>') }
  for (const content of ['<p>aé</p>', Buffer.from('<p>aé</p>'), new Uint8Array(Buffer.from('<p>aé</p>')), Readable.from([Buffer.from('<p>a'), Buffer.from('é</p>')]), parts(), Promise.resolve('<p>aé</p>')]) t.equal(await convert(content), 'aé\n')
})

const extensions = gfmFromMarkdown().map(({ transforms, ...extension }) => extension)

interface Node { readonly type: string, readonly value?: string, readonly children?: readonly Node[] }

function visit (node: Node, each: (node: Node) => void): void {
  each(node)
  node.children?.forEach((child) => visit(child, each))
}

function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

t.test('text of a page is text of the Markdown, and never markup', async (t) => {
  const page = (text: string): string => `<h1>a${escape(text)}</h1><p>${escape(text)}<br>${escape(text)}</p><ul><li>${escape(text)}</li></ul><table><thead><tr><th>${escape(text)}</th><th>b</th></tr></thead><tbody><tr><td><em>${escape(text)}</em></td><td>c</td></tr></tbody></table><pre>${escape(text)}</pre><a href="${escape(text)}">x</a><img src="x" alt="${escape(text)}">`
  const meant = new Set(['root', 'heading', 'paragraph', 'text', 'break', 'list', 'listItem', 'table', 'tableRow', 'tableCell', 'emphasis', 'code', 'link', 'image'])
  async function checkText (text: string): Promise<void> {
    const markdown = await convert(page(text))
    visit(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: extensions }) as Node, ({ type, value }) => assert.ok(meant.has(type) || (type === 'html' && value === '<br>'), `${type} ${value}\n${markdown}`))
  }
  for (const text of hostile) await t.resolves(checkText(text), JSON.stringify(text))
  await fc.assert(fc.asyncProperty(texts, checkText), runs(1000))
})

t.test('what is no serializer and a wrong option are errors', async (t) => {
  for (const serializer of [undefined, null, 'html', {}] as never[]) t.throws(() => fromHtml(serializer), { name: 'TypeError', message: /fromHtml\(\): expected a serializer of HTML/ })
  t.throws(() => fromHtml(() => '', { remove: ['<b>'] }), { message: /fromHtml\(\): option remove: expected an array of names of elements/ })
  t.throws(() => fromHtml(() => '', { drop: [] } as never), { message: /option drop: unknown key/ })
})

t.test('a field that no schema declares reaches no page that is converted', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  const moon = object({ name: string })
  const list = array(moon)
  const expected: Array<[name: string, body: string]> = []
  const write = (payload: object): string => `<p>${escape(JSON.stringify(payload))}</p>`
  const payload = { name: 'Phobos', secret: 'x-secret' }
  for (const [name, page, body] of [['function', write, '{"name":"Phobos"}\n'], ['compiler', html({ title: 'Moon' }), '# Moon\n\n- **name**: Phobos\n']] as Array<[string, Serializer, string]>) {
    const produces = [{ mediaType: 'text/markdown', serialize: fromHtml(page) }] as const
    app.get(`/status/${name}`, { config: { produces }, schema: { response: { 200: moon } } }, async () => payload)
    app.get(`/content/${name}`, { config: { produces }, schema: { response: { 200: { content: { 'text/markdown': { schema: moon } } } } } }, async () => payload)
    app.get(`/own/${name}`, { config: { produces: [{ ...produces[0], schema: moon }] } }, async () => payload)
    expected.push([name, body])
  }
  app.get('/stream', { config: { produces: [{ mediaType: 'text/markdown', serialize: fromHtml(html()) }] }, schema: { response: { 200: list } } }, async function * () { yield payload })
  app.get('/fails', { config: { produces: [{ mediaType: 'text/markdown', serialize: fromHtml(html()) }] }, schema: { response: { 200: list } } }, async function * () { yield payload; throw new Error('no more') })
  for (const [name, body] of expected) {
    for (const place of ['status', 'content', 'own']) t.equal((await app.inject(`/${place}/${name}`)).body, body)
  }
  t.equal((await app.inject('/stream')).body, '# /stream\n\n| name |\n| --- |\n| Phobos |\n')
  t.equal((await app.inject('/fails')).statusCode, 500, 'nothing has gone out yet')
})

t.test('a transform sees no string that the handler returns, so it cannot convert it', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces)
  app.get('/', { config: { produces: [{ mediaType: 'text/markdown', transform: () => 'transformed' }] } }, async () => '<p>finished</p>')
  t.equal((await app.inject('/')).body, '<p>finished</p>')
})
