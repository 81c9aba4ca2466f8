/** Where a page leads, and in which words: formats, languages, the pages before and after it. */
import t, { type Test } from 'tap'
import html, { type HtmlOptions } from '../../../lib/formats/html/html.js'
import { build } from '../../fixtures/app.js'
import type { ProducesObject, ProducesOptions } from '../../../lib/index.js'
import { array, object, string } from '../pages/page.js'

interface Page {
  readonly payload?: unknown
  readonly schema?: object
  readonly url?: string
  readonly link?: string
  readonly options?: HtmlOptions
  readonly plugin?: ProducesOptions
  readonly produces?: ProducesObject
}

const two: ProducesObject = { mediaTypes: ['text/html', 'text/csv'], languages: ['en', 'de', 'x-klingon'] }

async function pageOf (t: Test, { payload = {}, schema, url = '/', link, options, plugin, produces = two }: Page): Promise<string> {
  const app = await build(t, { serializers: { html: html({ css: false, ...options }), csv: () => '' }, ...plugin })
  app.get('/', { config: { produces }, ...schema !== undefined && { schema: { response: { 200: schema } } } }, async (_request, reply) => {
    if (link !== undefined) reply.header('link', link)
    return payload
  })
  const { statusCode, body } = await app.inject({ url, headers: { accept: 'text/html' } })
  t.equal(statusCode, 200)
  return body
}

t.test('A page links to every other representation, and shows formats and languages in their own names', async (t) => {
  const page = await pageOf(t, { url: '/?lang=de&q=%22%3E', plugin: { override: true } })
  t.match(page, '<link rel="alternate" type="text/csv" hreflang="de" href="?q=%22%3E&amp;format=csv&amp;lang=de"/>\n')
  t.equal(page.match(/<link rel="alternate"/g)?.length, 5)
  t.match(page, '<body>\n<header>\n<nav aria-label="Formate"><ul>' +
    '<li><a aria-current="true" type="text/html" hreflang="de" href="?q=%22%3E&amp;format=html&amp;lang=de">HTML</a></li>' +
    '<li><a rel="alternate" type="text/csv" hreflang="de" href="?q=%22%3E&amp;format=csv&amp;lang=de">CSV</a></li></ul></nav>\n<nav aria-label="Sprachen"><ul>' +
    '<li><a rel="alternate" type="text/html" hreflang="en" href="?q=%22%3E&amp;format=html&amp;lang=en" lang="en">English</a></li>' +
    '<li><a aria-current="true" type="text/html" hreflang="de" href="?q=%22%3E&amp;format=html&amp;lang=de" lang="de">Deutsch</a></li>' +
    '<li><a rel="alternate" type="text/html" hreflang="x-klingon" href="?q=%22%3E&amp;format=html&amp;lang=x-klingon" lang="x-klingon">x-klingon</a></li></ul></nav>\n</header>\n<main>')
})

t.test('What is a choice of one, or is named by no URL, is not shown', async (t) => {
  t.notMatch(await pageOf(t, {}), /<nav|<link|<header/)
  t.notMatch(await pageOf(t, { plugin: { override: { mediaType: 'f' } } }), /Languages|hreflang/)
  const markdown = await pageOf(t, { plugin: { override: true }, produces: { mediaTypes: ['text/html', { mediaType: 'text/csv', name: 'md' }] } })
  t.match(markdown, 'href="?format=md">Markdown</a>')
  const single = await pageOf(t, { plugin: { override: true }, produces: { mediaTypes: ['text/html'], languages: ['en', 'de'] } })
  t.notMatch(single, 'Formats')
})

t.test('A page of an error leads to no other format, and has no header where it has no other language', async (t) => {
  for (const [languages, start] of [[undefined, '<main>'], [['en', 'de'], '<header>\n<nav aria-label="Languages">']] as const) {
    const app = await build(t, { override: true, serializers: { html: html({ css: false }), csv: () => '' } })
    const produces = { mediaTypes: ['text/html', 'text/csv'] as const, ...languages !== undefined && { languages } }
    const response = { 404: { content: { 'text/html': { schema: object({ reason: string }) } } } }
    app.get('/', { config: { produces }, schema: { response } }, async (_request, reply) => {
      return reply.code(404).send({ reason: 'gone' })
    })
    const { statusCode, body } = await app.inject({ url: '/', headers: { accept: 'text/html' } })
    t.equal(statusCode, 404)
    t.match(body, `<body>\n${start}`)
    t.notMatch(body, /<link|Formats/)
  }
})

t.test('Titles and labels are those of the language, else of a wider one, else the usual', async (t) => {
  const schema = object({ name: { ...string, title: 'Name', 'x-titles': { 'DE-AT': 'Bezeichnung', de: 'Name (de)' } }, big: { type: 'boolean' }, odd: { ...string, 'x-titles': 5 } }, { title: 'Planet', 'x-titles': { de: 'Himmelskörper' }, 'x-descriptions': { de: 'Kreist.' } })
  const in_ = async (language: string, options?: HtmlOptions) => pageOf(t, { schema, payload: { name: 'a', big: true, odd: 'b' }, produces: { mediaTypes: ['text/html'], languages: [language] }, ...options && { options } })
  const german = await in_('de-AT')
  t.match(german, '<title>Himmelskörper</title>')
  t.match(german, '<h1>Himmelskörper</h1>\n<p class="description">Kreist.</p>\n<dl><dt>Bezeichnung</dt><dd>a</dd><dt>big</dt><dd><data value="true">ja</data></dd><dt>odd</dt>')
  t.match(await in_('de-CH'), '<dt>Name (de)</dt>')
  t.match(await in_('fi'), '<h1>Planet</h1>\n<dl><dt>Name</dt><dd>a</dd><dt>big</dt><dd><data value="true">yes</data></dd>')
  t.match(await in_('de', { title: { de: 'Eigener', en: 'Own' } }), '<h1>Eigener</h1>')
  t.match(await in_('fi', { title: { de: 'Eigener' } }), '<h1>Planet</h1>')
  t.match(await in_('fi', { title: (language) => `<${language}>` }), '<h1>&lt;fi&gt;</h1>')
  t.match(await in_('fi', { title: () => undefined }), '<h1>Planet</h1>')
  const table = await pageOf(t, { schema: array(schema), payload: [{ name: 'a', big: false }], options: { lang: 'es' }, produces: { mediaTypes: ['text/html'] } })
  t.match(table, /lang="es".*<data value="false">no</s)
  for (const title of [{}, { de: '' }, { de: 5 }, 5, ' ']) t.throws(() => html({ title } as unknown as HtmlOptions), { message: /option title: expected a string, not empty, or such strings by language, or a function/ })
})

t.test('The pages before and after are those that an envelope or Link names, if they are safe to follow', async (t) => {
  const uri = { type: 'string', format: 'uri-reference' }
  const cases: Array<[page: Page, previous: string | undefined, next: string | undefined]> = [
    [{ payload: { next: '/a?page=3&b="', prev: '/?page=1' } }, '/?page=1', undefined],
    [{ payload: { next: '/a?page=3&b', previous: 'https://a.example/' } }, 'https://a.example/', '/a?page=3&amp;b'],
    [{ payload: { links: { next: '?page=3' }, _links: { prev: { href: './1' } } } }, './1', '?page=3'],
    [{ payload: { next: 'cursor', prev: null, links: { prev: 5 } } }, undefined, undefined],
    [{ payload: { next: 'page-3', prev: 'javascript:alert(1)' }, schema: object({ next: uri, prev: uri }) }, undefined, 'page-3'],
    [{ payload: { links: { next: { href: 'c' } } }, schema: object({ links: object({ next: object({ href: uri }) }) }) }, undefined, 'c'],
    [{ payload: { next: '/3' }, schema: object({ id: string }) }, undefined, undefined],
    [{ payload: { next: 'javascript:alert(1)', prev: 'data:text/html,x' } }, undefined, undefined],
    [{ payload: [], link: '</style.css>; rel=preload, <?page=1>; rel="first PREV"; title="a, b; rel=next", <?page=3>;rel=next' }, '?page=1', '?page=3'],
    [{ payload: [], link: '<javascript:alert(1)>; rel=next, <?a>; rel=prev; anchor="/other", <?b>' }, undefined, undefined],
    [{ payload: { next: '?own' }, link: '<?other>; rel="next"' }, undefined, '?own']
  ]
  for (const [page, previous, next] of cases) {
    const body = await pageOf(t, page)
    const found = (relation: string) => [new RegExp(`<link rel="${relation}" href="([^"]*)"/>`), new RegExp(`<a rel="${relation}" href="([^"]*)">`)].map((pattern) => pattern.exec(body)?.[1])
    t.same([found('prev'), found('next')], [[previous, previous], [next, next]], JSON.stringify(page))
    t.equal(body.includes('<footer>'), previous !== undefined || next !== undefined)
    t.notMatch(body, /href="(?:javascript|data):/)
  }
  t.match(await pageOf(t, { payload: { next: '?3', prev: '?1' }, url: '/?lang=de', plugin: { override: true } }), '<footer>\n<nav aria-label="Seiten"><ul><li><a rel="prev" href="?1">← Vorherige Seite</a></li><li><a rel="next" href="?3">Nächste Seite →</a></li></ul></nav>\n</footer>\n</body>')
})

t.test('An empty list says so, whether its items come together or one by one', async (t) => {
  const rows = array(object({ id: string }))
  async function * none (): AsyncGenerator<never> {}
  for (const payload of [[], none]) {
    const of = async (schema: object) => pageOf(t, { payload: typeof payload === 'function' ? payload() : payload, schema, url: '/?lang=de', plugin: { override: true } })
    t.match(await of(rows), '<tbody>\n</tbody>\n</table></div><p class="empty">Keine Einträge</p>\n</main>')
    t.match(await of(array(string)), '<p class="empty">Keine Einträge</p>\n</main>')
  }
  t.match(await pageOf(t, { payload: { items: [], tags: [[]] } }), '<dt>items</dt><dd><p class="empty">No entries</p></dd><dt>tags</dt><dd><ul><li><ul></ul></li></ul></dd>')
})
