import fc from 'fast-check'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify from 'fastify'
import { defaultTreeAdapter, html as spec, parse, type DefaultTreeAdapterMap } from 'parse5'
import { SaxesParser } from 'saxes'
import t from 'tap'
import html, { type HtmlOptions } from '../../../lib/formats/html/html.js'
import produces from '../../../lib/index.js'
import { array, contentOf, contextFor, held, hostile, models, number, object, route, SECRET, string, type Tree } from '../pages/page.js'
import { runs } from '../../fixtures/generated.js'

type Element = DefaultTreeAdapterMap['element']
type Node = DefaultTreeAdapterMap['node']

interface Case {
  readonly schema?: unknown
  readonly options?: HtmlOptions
  readonly language?: string
  readonly schemas?: Record<string, unknown>
}

function render (payload: unknown, { schema, options, language, schemas = {} }: Case = {}): string {
  const content = html(options).compile(schema, { ...route, schemas })(payload, contextFor(language))
  if (typeof content !== 'string') throw new TypeError('expected a string')
  return content
}

/** What stands in the page's main element, below the heading. */
function main (payload: unknown, schema?: unknown, more: Case = {}): string {
  return render(payload, { ...more, schema }).split('</h1>\n')[1]?.split('\n</main>')[0] as string
}

const ELEMENTS = new Set(['html', 'head', 'meta', 'title', 'style', 'body', 'main', 'h1', 'p', 'div', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'dl', 'dt', 'dd', 'ul', 'li', 'a', 'time', 'data'])

/** The element main of a page without parse errors, with no elements but ours. */
function read (page: string): Element {
  const errors: string[] = []
  const document = parse(page, { onParseError: ({ code }) => { errors.push(code) }, sourceCodeLocationInfo: false })
  assert.deepEqual(errors, [])
  const found: Element[] = []
  function visit (node: Node): void {
    assert.notEqual(node.nodeName, '#comment')
    if (defaultTreeAdapter.isElementNode(node)) {
      assert.ok(ELEMENTS.has(node.nodeName) && node.namespaceURI === spec.NS.HTML, node.nodeName)
      for (const { name } of node.attrs) assert.doesNotMatch(name, /^on/)
      if (node.nodeName === 'main') found.push(node)
    }
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(document)
  assert.equal(found.length, 1)
  const [element] = found as [Element]
  const [heading] = childrenOf(element)
  assert.equal(heading?.nodeName, 'h1')
  return { ...element, childNodes: element.childNodes.filter((child) => child !== heading && !isDescription(child)) }
}

function isDescription (node: Node): boolean {
  return defaultTreeAdapter.isElementNode(node) && node.attrs.some(({ value }) => value === 'description')
}

function textOf (node: Node): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function childrenOf (node: Element): Element[] {
  return node.childNodes.filter((child) => defaultTreeAdapter.isElementNode(child))
}

/** The block in an element, as a tree. */
function treeOf (parent: Element): Tree {
  const [child, ...others] = childrenOf(parent)
  if (child !== undefined && saysEmpty(child)) return { list: [] }
  if (child === undefined || ['time', 'a', 'p', 'data'].includes(child.nodeName)) return textOf(child?.nodeName === 'p' ? child : parent)
  assert.ok(others.every(saysEmpty))
  const children = childrenOf(child)
  switch (child.nodeName) {
    case 'div': return treeOf(child)
    case 'dl': return { fields: children.filter((_, index) => index % 2 === 0).map((dt, index) => [textOf(dt), treeOf(children[2 * index + 1] as Element)]) }
    case 'ul': return { list: children.map(treeOf) }
    default: return { columns: childrenOf(childrenOf(children[0] as Element)[0] as Element).map(textOf), rows: childrenOf(children[1] as Element).map((row) => childrenOf(row).map((cell) => treeOf(cell) as string)) }
  }
}

function saysEmpty (node: Element): boolean {
  return node.attrs.some(({ name, value }) => name === 'class' && value === 'empty')
}

function emptyWhereAbsent (tree: Tree): Tree {
  if (typeof tree === 'string') return tree
  if ('fields' in tree) return { fields: tree.fields.map(([label, inner]) => [label, emptyWhereAbsent(inner)]) }
  if ('list' in tree) return { list: tree.list.map(emptyWhereAbsent) }
  return { ...tree, rows: tree.rows.map((row) => row.map((cell) => cell ?? '')) }
}

t.test('an array of objects is a table, whose columns the schema declares', async (t) => {
  const planets = array(object({ name: { ...string, title: 'Name' }, mass: number }))
  t.equal(main([{ name: 'Mars', mass: 0.64 }, { mass: '4.875', secret: 1 }, null, { name: 'x', mass: 12 }], planets), '<div class="region" role="region" tabindex="0" aria-label="/planets"><table>\n' +
    '<thead><tr><th scope="col">Name</th><th scope="col" class="number">mass</th></tr></thead>\n<tbody>\n' +
    '<tr><th scope="row">Mars</th><td class="number" data-rest="0">0.64</td></tr>\n<tr><th scope="row"></th><td class="number">4.875</td></tr>\n' +
    '<tr><th scope="row"></th><td class="number"></td></tr>\n<tr><th scope="row">x</th><td class="number" data-rest=".000">12</td></tr>\n</tbody>\n</table></div>')
})

t.test('a value is written by what it is and what its schema says', async (t) => {
  class Decimal { toJSON (): string { return '12.50' } toString (): string { return '12.50' } }
  class Id { toJSON (): string { return 'a1' } }
  const time = (format: string): object => ({ type: 'string', format })
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    ['a', string, 'a'],
    [null, string, ''],
    [undefined, string, ''],
    [true, { type: 'boolean' }, '<data value="true">yes</data>'],
    [false, { type: 'boolean' }, '<data value="false">no</data>'],
    [() => 1, {}, ''],
    [Symbol('a'), {}, ''],
    [new Decimal(), string, '12.50'],
    [new Id(), {}, 'a1'],
    [Buffer.from('hi'), string, 'aGk='],
    ['a\nb\r\nc\rd', string, 'a\nb\nc\nd'],
    [new Date(0), time('date-time'), '<time datetime="1970-01-01T00:00:00.000Z">1970-01-01T00:00:00.000Z</time>'],
    [new Date(0), {}, '<time datetime="1970-01-01T00:00:00.000Z">1970-01-01T00:00:00.000Z</time>'],
    [new Date(8.64e15), time('date-time'), '+275760-09-13T00:00:00.000Z'],
    ['2026-03-01', time('date'), '<time datetime="2026-03-01">2026-03-01</time>'],
    ['10:00:00', time('time'), '<time datetime="10:00:00">10:00:00</time>'],
    ['2026-03-01T10:00:00+01:00', time('date-time'), '<time datetime="2026-03-01T10:00:00+01:00">2026-03-01T10:00:00+01:00</time>'],
    ['soon', time('date'), 'soon'],
    ['2026-03-01', string, '2026-03-01'],
    ['https://a.example/?a=1&b=2', time('uri'), '<a href="https://a.example/?a=1&amp;b=2">https://a.example/?a=1&amp;b=2</a>'],
    ['HTTP://a.example', time('uri'), '<a href="HTTP://a.example">HTTP://a.example</a>'],
    ['javascript:alert(1)', time('uri'), 'javascript:alert(1)'],
    [' https://a.example', time('uri'), ' https://a.example'],
    ['https://a b', time('uri'), 'https://a b'],
    ['https://', time('uri'), 'https://'],
    ['https://a.example', string, 'https://a.example'],
    ['/moons/1?a=b&c#d', time('uri-reference'), '<a href="/moons/1?a=b&amp;c#d">/moons/1?a=b&amp;c#d</a>'],
    ['moons:1', time('uri-reference'), 'moons:1'],
    ['./moons:1', time('uri-reference'), '<a href="./moons:1">./moons:1</a>'],
    ['//b.example/a', time('iri-reference'), '<a href="//b.example/a">//b.example/a</a>'],
    ['https://a.example', time('uri-reference'), '<a href="https://a.example">https://a.example</a>'],
    ['#größe', time('iri-reference'), '<a href="#größe">#größe</a>'],
    ['/moons', time('uri'), '/moons'],
    ['mailto:ada@a.example', time('uri'), '<a href="mailto:ada@a.example">mailto:ada@a.example</a>'],
    ['mailto:', time('uri'), 'mailto:'],
    ["/a'&b", time('uri-reference'), '<a href="/a\'&amp;b">/a\'&amp;b</a>'],
    ['', time('uri-reference'), ''],
    ['JavaScript:alert(1)', time('uri-reference'), 'JavaScript:alert(1)'],
    ['java\nscript:alert(1)', time('uri-reference'), 'java\nscript:alert(1)'],
    ['\x01javascript:alert(1)', time('uri-reference'), '\ufffdjavascript:alert(1)'],
    ['data:text/html,<b>', time('uri-reference'), 'data:text/html,&lt;b&gt;'],
    ['/\\b.example', time('uri-reference'), '/\\b.example'],
    [[1, 2], array(number), '<ul><li>1</li><li>2</li></ul>'],
    [[], array(number), '<ul></ul>'],
    [{ a: 1, b: 2 }, object({ a: number }), '<dl><dt>a</dt><dd>1</dd></dl>'],
    [{ a: null, b: undefined, c: () => 1 }, object({ a: { type: ['number', 'null'] }, b: number, c: {} }), '<dl><dt>a</dt><dd></dd></dl>'],
    [[['a', 'b', 'c']], array({ type: 'array', prefixItems: [string, false] }), '<ul><li><ul><li>a</li><li></li></ul></li></ul>'],
    [[{ a: 1 }], array(object({ a: { type: 'integer' } })), '<table>\n<thead><tr><th scope="col" class="number">a</th></tr></thead>\n<tbody>\n<tr><td class="number">1</td></tr>\n</tbody>\n</table>']
  ]
  // Alongside it, `anyOf` keeps an object from having columns of its own.
  for (const [value, schema, cell] of cases) {
    if (!cell.startsWith('<dl>') && typeof value !== 'string') {
      const row = main([{ value }], array(object({ value: { anyOf: [schema, { type: 'null' }] } }, { additionalProperties: false }))).split('<tbody>\n').slice(1).join('<tbody>\n')
      t.ok(row.startsWith(`<tr><td>${cell}</td></tr>`), row)
    }
    t.equal(main([value], { type: 'array', prefixItems: [schema] }), `<ul><li>${cell}</li></ul>`)
  }
  for (const [value, text] of [[1, '1'], [-0, '0'], [10n ** 20n, '100000000000000000000'], [null, '']] as const) {
    t.match(main([{ value }], array(object({ value: { type: ['integer', 'null'] } }))), `<tr><td class="number">${text}</td></tr>`)
  }
})

t.test('decimals of a column stand with their points below each other, and no digit is added', async (t) => {
  const row = object({ name: string, a: number, b: { type: ['number', 'null'] }, c: { type: 'integer' }, d: {} })
  const rows = [{ name: 'x', a: 1.5, b: null, c: 1, d: 0.25 }, { name: 'y', a: 2.125, b: 5, c: 22 }, { name: 'z', a: NaN, b: 1e-7, c: 3n }]
  const page = main(rows, array(row))
  t.match(page, '<td class="number" data-rest="00">1.5</td><td class="number"></td><td class="number">1</td><td class="number">0.25</td>')
  t.match(page, '<td class="number">2.125</td><td class="number">5</td><td class="number">22</td><td></td>')
  t.match(page, '<td class="number"></td><td class="number">1e-7</td><td class="number">3</td><td></td>')
  t.match(main([{ a: 12 }, { a: 0.000001234567890123456 }], array(object({ a: number }))), '<td class="number" data-rest=".000000000000000000000">12</td>')
  const write = html().compile(array(row), route)
  t.match(write(rows, contextFor()), 'data-rest="00">1.5<')
  t.match(write(rows.slice(0, 1), contextFor()), '<td class="number">1.5<', 'each page has its own')
  const flat = array(object({ at: object({ a: number }) }))
  t.match(main([{ at: { a: 1.5 } }, {}, { at: null }, { at: { a: 2 } }], flat), '<td class="number" data-rest=".0">2</td>', 'of nested objects')
})

t.test('a table within one of the same columns has its own decimals', async (t) => {
  const schema = array(object({ name: string, a: number, rows: { $ref: '#' } }))
  const page = main([{ name: 'x', a: 1.25, rows: [{ name: 'y', a: 2, rows: [{ name: 'z', a: 0.5 }] }, { name: 'y', a: 2.5 }] }, { name: 'x', a: 1 }], schema)
  for (const cell of [' data-rest=".0">2<', '>0.5<', '>2.5<', '>1.25<', ' data-rest=".00">1<']) t.match(page, `<td class="number"${cell}/td>`)
})

t.test('of rows that come one by one, the longest decimal is that of the rows before, each answer for itself', async (t) => {
  const write = html().compile(array(object({ a: number })), route)
  const rows = [{ a: 1 }, { a: 1.25 }, { a: 2.5 }, { a: 3 }]
  const cells = ['<td class="number">1</td>', '<td class="number">1.25</td>', '<td class="number" data-rest="0">2.5</td>', '<td class="number" data-rest=".00">3</td>']
  const pages = await Promise.all([rows, rows].map((each) => contentOf(write(each.values(), contextFor()))))
  for (const page of pages) t.match(page, cells.map((cell) => `<tr>${cell}</tr>`).join('\n'))
})

t.test('the first of several columns is the header of its row, unless it is a structure', async (t) => {
  const other = { a: string }
  for (const [first, value, tag] of [
    [string, 'x', 'th scope="row"'], [{ type: 'integer' }, 1, 'th scope="row" class="number"'], [{}, 'x', 'th scope="row"'],
    [array(string), ['x'], 'td'], [{ type: ['string', 'object'] }, 'x', 'td'], [object({}, { additionalProperties: string }), { b: 'x' }, 'td']
  ] as const) t.match(main([{ id: value, a: 'A' }], array(object({ id: first, ...other }))), `<tbody>\n<tr><${tag}>`)
  t.match(main([{ id: 1, a: 2 }]), '<tr><th scope="row" class="number">1</th><td class="number">2</td></tr>', 'without a schema')
  t.match(main([{ a: 'x' }], array(object(other))), '<tr><td>x</td></tr>', 'a column alone')
  t.match(main([{ toString: 'a' }, { b: 1 }]), '<tr><th scope="row"></th><td class="number">1</td></tr>', 'what every object inherits is no cell')
})

t.test('names of nested objects are put together, and what has no name in the schema shares a column', async (t) => {
  const orbit = object({ days: { ...number, title: 'Days' } }, { title: 'Type of orbit' })
  const named = { orbit: { ...orbit, title: 'Orbit' }, home: { $ref: '#/$defs/orbit' }, 'x-': object({ a: string }, { patternProperties: { '^b': string } }), no: false, self: { $ref: '#/items' } }
  const schema = { ...array(object(named, { patternProperties: { '^y': string } })), $defs: { orbit } }
  t.same(treeOf(read(render([{ orbit: { days: 1 }, home: { days: 2 }, 'x-': { a: 'a', b: 'b', c: 'c' }, no: 1, y: 'y', z: 'z', self: { y: 'inner', z: 'z' } }], { schema }))), {
    columns: ['Orbit › Days', 'home › Days', 'x-', 'self', '…'],
    rows: [['1', '2', { fields: [['a', 'a'], ['b', 'b']] }, { fields: [['y', 'inner']] }, { fields: [['y', 'y']] }]]
  })
  t.same(treeOf(read(render([{ a: '1' }, { b: '2' }], { schema: array(object({}, { additionalProperties: string })) }))), { list: [{ fields: [['a', '1']] }, { fields: [['b', '2']] }] })
})

t.test('without a schema everything goes, and the columns are those of the rows', async (t) => {
  t.same(treeOf(read(render([{ a: 1 }, { b: [1, { c: null }] }]))), { columns: ['a', 'b'], rows: [['1', ''], ['', { list: ['1', { fields: [['c', '']] }] }]] })
  for (const [payload, tree] of [
    [[], { list: [] }], [[{}], { list: [{ fields: [] }] }], [[{ a: 1 }, null], { list: [{ fields: [['a', '1']] }, ''] }], [5, '5'], [null, ''], [{ a: { b: 1 } }, { fields: [['a', { fields: [['b', '1']] }]] }],
    [{ a: [{ b: 1 }] }, { fields: [['a', { columns: ['b'], rows: [['1']] }]] }]
  ] as Array<[unknown, Tree]>) t.same(treeOf(read(render(payload))), tree)
  const wide = Array.from({ length: 41 }, (_, index) => ({ [`a${index}`]: 1 }))
  t.ok('list' in (treeOf(read(render(wide))) as object), 'too many columns')
})

t.test('the page has a title, a heading and a text, by the options or the schema', async (t) => {
  const page = render({}, { schema: object({}, { title: 'A & B', description: '<b>\nc' }) })
  t.match(page, '<title>A &amp; B</title>')
  t.match(page, '<main>\n<h1>A &amp; B</h1>\n<p class="description">&lt;b&gt;\nc</p>\n<dl></dl>\n</main>')
  t.match(render({}), '<title>/planets</title>')
  t.match(render({}), '<main>\n<h1>/planets</h1>\n<dl></dl>', 'without a title, the address of the route')
  t.match(render([], { schema: array(object({ a: string }, { title: 'Row' }), { title: 'x' }), options: { title: '"T"' } }), 'aria-label="&quot;T&quot;"')
  t.match(render({}, { schema: { $ref: 'planet#' }, schemas: { planet: object({}, { $id: 'planet', title: 'Planet' }) } }), '<h1>Planet</h1>')
  t.match(render(1, { schema: { title: 'Any' } }), '<h1>Any</h1>')
  t.match(render(1, { schema: { title: ' ' } }), '<h1>/planets</h1>', 'a blank title is none')
  t.match(render(1, { schema: true }), '<h1>/planets</h1>\n<p>1</p>')
  t.match(render(new Date(0)), '<p><time datetime')
})

t.test('the language that was negotiated is the page\'s, with its direction', async (t) => {
  for (const [language, attributes] of [
    ['en', ' lang="en" dir="ltr"'], ['ar', ' lang="ar" dir="rtl"'], ['he-IL', ' lang="he-IL" dir="rtl"'], ['az-Arab', ' lang="az-Arab" dir="rtl"'], ['ur-Latn', ' lang="ur-Latn" dir="ltr"'], ['x-own', ' lang="x-own" dir="ltr"'], [undefined, ' lang="en" dir="ltr"']
  ] as const) t.match(render({}, language === undefined ? {} : { language }), `<html xmlns="http://www.w3.org/1999/xhtml"${attributes}>\n`)
})

t.test('the option lang is the language where none was negotiated', async (t) => {
  for (const [lang, attributes] of [['de', ' lang="de" dir="ltr"'], ['ar', ' lang="ar" dir="rtl"']]) t.match(render({}, { options: { lang } as HtmlOptions }), `xhtml"${attributes}>`)
  t.match(render({}, { options: { lang: 'de' }, language: 'fr' }), ' lang="fr" dir="ltr">')
})

t.test('CSS and the end of the head are the developer\'s', async (t) => {
  const page = render({}, { options: { css: 'p { color: red }', head: '<link rel="icon" href="data:,"/>\n' } })
  t.match(page, '<style>p { color: red }</style>\n<link rel="icon" href="data:,"/>\n</head>')
  t.notMatch(render({}, { options: { css: false } }), '<style>')
  t.notMatch(render({}), /<script|https?:\/\/(?!www\.w3\.org\/1999\/xhtml)|url\(|@import/, 'nothing from elsewhere')
})

t.test('a wrong option is an error that names it', async (t) => {
  for (const [options, message] of [
    [{ title: '' }, 'html(): option title: expected a string, not empty'], [{ css: true }, 'option css: expected a string without </style, or false'], [{ css: 'a</STYLE>' }, 'option css'], [{ head: 1 }, 'option head: expected a string'], [{ colour: 1 }, 'option colour: unknown key (known: title, lang, css, head)'], [null, 'expected an object of options'],
    ...['x', 'a b', '', 5].map((lang) => [{ lang }, 'option lang: expected a language tag'])
  ] as Array<[never, string]>) t.throws(() => html(options), { name: 'TypeError', message: new RegExp(message.replace(/[()]/g, '\\$&')) })
})

t.test('a payload of another form than the schema\'s is an error', async (t) => {
  t.throws(() => render([], { schema: object({}) }), { message: 'expected no array by the schema, found one' })
  t.throws(() => render([].values(), { schema: object({}) }), { message: /no array/ })
  t.throws(() => render({}, { schema: array(string) }), { message: 'expected no object by the schema, found one' })
  t.throws(() => render([5], { schema: array(object({ a: string })) }), { name: 'TypeError', message: '[0]: expected an object by the schema, found a number' })
  t.throws(() => html().compile({ $ref: 'none#' }, route), { message: /cannot be resolved/ })
  t.equal(main({ toString: () => '5' }, string), '<p>5</p>', 'an object that says itself what it is')
})

t.test('hostile text is text, for a reader of HTML and for one of XML', async (t) => {
  for (const text of hostile) {
    const value = { name: text, [text]: text, list: [text], rows: [{ [text]: text }], link: `https://a.example/${text}`, at: text }
    const schema = object({ name: string, list: array(string), rows: array(object({ [text]: string })), link: { ...string, format: 'uri' }, at: { ...string, format: 'date-time' } }, { additionalProperties: string, title: text || 'x', description: text })
    const tree = treeOf(read(render(value, { schema })))
    const read1 = tree as { fields: Array<[string, Tree]> }
    t.same(read1.fields.slice(0, 3), [['name', held(text)], ['list', { list: [held(text)] }], ['rows', { columns: [held(text)], rows: [[held(text)]] }]], JSON.stringify(text))
    t.same(read1.fields[3], ['link', held(`https://a.example/${text}`)])
    for (const page of [render(value, { schema }), render(value)]) t.doesNotThrow(() => xml(page))
  }
})

/** The text of an XML document. */
function xml (page: string): string {
  const parser = new SaxesParser({ xmlns: true })
  let text = ''
  parser.on('error', (error) => { throw error })
  parser.on('text', (part) => { text += part })
  parser.write(page).close()
  return text
}

t.test('what is written is read back the same, and nothing else', async () => {
  fc.assert(fc.property(models, ({ schema, value, tree }) => {
    const page = render(value, { schema })
    assert.deepEqual(treeOf(read(page)), emptyWhereAbsent(tree))
    assert.ok(!page.includes(SECRET))
  }), runs(8000))
})

t.test('every page is well-formed XML', async () => {
  fc.assert(fc.property(models, ({ schema, value }) => { xml(render(value, { schema })) }), runs(2000))
})

const planets = array(object({ name: string }))

function stream (payload: unknown, schema: unknown = planets): Readable {
  return html().compile(schema, route)(payload, contextFor()) as Readable
}

t.test('items that come one by one are a stream of the same page', async (t) => {
  const rows = [{ name: 'Mars', secret: 1 }, { name: 'Venus' }]
  async function * generated (): AsyncGenerator<unknown> { yield * rows }
  for (const source of [generated(), rows.values(), rows.map(async (row) => row).values()]) t.equal(await contentOf(stream(source)), render(rows, { schema: planets }))
  t.equal(await contentOf(stream([].values())), render([], { schema: planets }))
  t.equal(await contentOf(stream([1, 'a', 'secret'].values(), { type: 'array', prefixItems: [number, string], items: false })), render([1, 'a', null], { schema: array({}) }), 'an item that the schema forbids is empty')
})

t.test('each page counts the places of its own items: a second one, and one while another is read', async (t) => {
  const write = html().compile({ type: 'array', prefixItems: [string, object({ name: string })], items: false }, route)
  const page = (): Readable => write(['a', { name: 'Mars', secret: SECRET }].values(), contextFor()) as Readable
  const first = await contentOf(page())
  t.match(first, 'Mars')
  t.notMatch(first, SECRET)
  t.equal(await contentOf(page()), first)
  t.same(await Promise.all([contentOf(page()), contentOf(page())]), [first, first])
})

t.test('the source is closed when the reader goes, and an error of it destroys the page', async (t) => {
  let closed = 0
  async function * endless (): AsyncGenerator<unknown> {
    try { for (;;) yield { name: 'Mars' } } finally { closed++ }
  }
  const content = stream(endless())
  await once(content, 'readable')
  content.destroy()
  await wait(5)
  t.equal(closed, 1)
  async function * failing (): AsyncGenerator<unknown> {
    yield { name: 'Mars' }
    await wait(5)
    throw new Error('no more')
  }
  await t.rejects(contentOf(stream(failing())), { message: 'no more' })
  await t.rejects(contentOf(stream([5].values())), { message: '[0]: expected an object by the schema, found a number' })
})

t.test('a route sends the page, and never what no schema declares', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces, { serializers: { 'text/html': html(), 'application/xhtml+xml': html() } })
  const types = ['application/json', 'text/html', 'application/xhtml+xml'] as const
  const schema = object({ name: string })
  const content = Object.fromEntries(types.map((type) => [type, { schema }]))
  app.get('/status', { config: { produces: types }, schema: { response: { 200: schema } } }, async () => ({ name: 'Mars', secret: 'x-secret' }))
  app.get('/content', { config: { produces: types }, schema: { response: { 200: { content } } } }, async () => ({ name: 'Mars', secret: 'x-secret' }))
  app.get('/own', { config: { produces: types.map((mediaType) => ({ mediaType, schema })) } }, async () => ({ name: 'Mars', secret: 'x-secret' }))
  app.get('/stream', { config: { produces: { mediaTypes: types, languages: ['ar'] } }, schema: { response: { 200: array(schema) } } }, async function * () { yield { name: 'Mars', secret: 'x-secret' } })
  app.get('/fails', { config: { produces: types }, schema: { response: { 200: array(schema) } } }, async function * () { throw new Error('none') })
  for (const url of ['/status', '/content', '/own', '/stream']) {
    for (const accept of types.slice(1)) {
      const { statusCode, headers, body } = await app.inject({ url, headers: { accept } })
      t.equal(statusCode, 200)
      t.match(headers['content-type'], accept)
      t.match(body, /<(dd|td)>Mars</)
      t.notMatch(body, 'secret')
    }
  }
  t.match((await app.inject({ url: '/stream', headers: { accept: 'text/html' } })).body, '<html xmlns="http://www.w3.org/1999/xhtml" lang="ar" dir="rtl">')
  const failed = await app.inject({ url: '/fails', headers: { accept: 'text/html' } })
  t.equal(failed.statusCode, 500)
  t.match(failed.headers['content-type'], 'application/json')
})
