import fc from 'fast-check'
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import Fastify from 'fastify'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import t from 'tap'
import produces from '../../../lib/index.js'
import markdown, { type MarkdownOptions } from '../../../lib/formats/markdown/markdown.js'
import { array, contentOf, contextFor, held, hostile, models, number, object, route, SECRET, string, tables, type Tree } from '../pages/page.js'
import { runs } from '../../fixtures/generated.js'

interface Case {
  readonly schema?: unknown
  readonly options?: MarkdownOptions
}

function render (payload: unknown, { schema, options }: Case = {}): string {
  const content = markdown(options).compile(schema, { ...route, mediaType: 'text/markdown' })(payload, contextFor())
  if (typeof content !== 'string') throw new TypeError('expected a string')
  return content
}

/** A node of mdast, as far as it is read here. */
interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

// mdast looks for addresses in text whose escapes are resolved already, where nothing could keep it from finding one. GFM does not.
const extensions = gfmFromMarkdown().map(({ transforms, ...extension }) => extension)

function read (text: string): readonly Node[] {
  return (fromMarkdown(text, { extensions: [gfm()], mdastExtensions: extensions }) as Node).children as readonly Node[]
}

/** The text of inline nodes, of which there are no others than ours. */
function textOf (nodes: readonly Node[]): string {
  return nodes.map(({ type, value, children = [] }) => {
    if (type === 'html') {
      assert.equal(value, '<br>')
      return '\n'
    }
    if (type === 'link') return textOf(children)
    assert.equal(type, 'text')
    return value
  }).join('')
}

function only (nodes: readonly Node[], type: string): readonly Node[] {
  assert.deepEqual(nodes.map((node) => node.type), [type])
  return nodes[0]?.children as readonly Node[]
}

/** Text as Markdown can hold it: blanks at its ends are no part of it. */
function line (text: string): string {
  return text.trim()
}

function isEmpty (tree: Tree): boolean {
  return typeof tree === 'string' ? line(tree) === '' : membersOf(tree).length === 0
}

/** The rows of a nested table are objects in a list. */
function membersOf (tree: Exclude<Tree, string>): readonly unknown[] {
  return 'fields' in tree ? tree.fields : 'list' in tree ? tree.list : tree.rows
}

/** Whether blocks are what a tree says. */
function check (nodes: readonly Node[], tree: Tree): void {
  if (typeof tree === 'string') return assert.equal(textOf(only(nodes, 'paragraph')), line(tree))
  if (membersOf(tree).length === 0) return assert.deepEqual(nodes, [])
  const items = only(nodes, 'list')
  const members = 'fields' in tree ? tree.fields : 'list' in tree ? tree.list : tree.rows.map((row) => fieldsOf(tree.columns, row))
  assert.equal(items.length, members.length)
  items.forEach((item, index) => {
    assert.equal(item.type, 'listItem')
    const member = members[index] as never
    if ('fields' in tree) checkField(item.children as readonly Node[], member)
    else check(item.children as readonly Node[], isEmpty(member) ? '—' : member)
  })
}

function fieldsOf (columns: readonly string[], row: ReadonlyArray<string | undefined>): Tree {
  return { fields: columns.flatMap((label, index) => row[index] === undefined ? [] : [[label, row[index]] as [string, string]]) }
}

function checkField ([paragraph, ...rest]: readonly Node[], [label, tree]: [label: string, tree: Tree]): void {
  assert.equal(paragraph?.type, 'paragraph')
  const inline = [...paragraph?.children ?? []]
  if (line(label) !== '') assert.equal(textOf(only(inline.splice(0, 1), 'strong')), line(label))
  const text = textOf(inline)
  if (typeof tree === 'string') {
    assert.equal(text, `: ${line(tree)}`.trimEnd())
    assert.deepEqual(rest, [])
  } else {
    assert.equal(text, ':')
    check(rest, tree)
  }
}

t.test('an array of objects is a table, whose columns the schema declares', async (t) => {
  const planets = array(object({ name: { ...string, title: 'Name' }, mass: number }), { title: 'Planets #', description: '- all' })
  t.equal(render([{ name: 'Mars', mass: 0.64, secret: 1 }, { mass: '4.87' }, null], { schema: planets }), '# Planets \\#\n\n\\- all\n\n| Name | mass |\n| --- | ---: |\n| Mars | 0.64 |\n| | 4.87 |\n| | |\n')
  t.equal(render([], { schema: planets, options: { title: 'T' } }), '# T\n\n\\- all\n\n| Name | mass |\n| --- | ---: |\n')
  t.equal(render([{ a: 1, b: 'x' }]), '| a | b |\n| --- | --- |\n| 1 | x |\n', 'without a schema')
})

t.test('one object is a list of its fields, and what is nested is a nested list', async (t) => {
  const moon = object({ name: string, km: number })
  const schema = object({ name: string, orbit: object({ days: number }), moons: array(moon), tags: array(string), none: array(string), null: string, no: string })
  const mars = { name: 'Mars', orbit: { days: 687, secret: 1 }, moons: [{ name: 'Phobos', km: 22.5, secret: 1 }, { name: 'Deimos' }], tags: ['red', '', '- x'], none: [], null: null, secret: 1 }
  t.equal(render(mars, { schema }), '- **name**: Mars\n- **orbit**:\n  - **days**: 687\n- **moons**:\n  - - **name**: Phobos\n    - **km**: 22.5\n  - - **name**: Deimos\n- **tags**:\n  - red\n  - —\n  - \\- x\n- **none**:\n- **null**:\n')
  t.equal(render([1, ['a', ['b']], {}, null]), '- 1\n- - a\n  - - b\n- —\n- —\n')
  t.equal(render({ '': 1, ' ': 2 }), '- : 1\n- : 2\n', 'a name of nothing')
  t.equal(render(5), '5\n')
  t.equal(render('1. a', { schema: string }), '1\\. a\n')
})

t.test('a cell is text, and JSON as code where the schema declares more', async (t) => {
  const cases: Array<[value: unknown, schema: unknown, cell: string]> = [
    ['a|b\\', string, ' a\\|b\\\\ '],
    ['a\r\nb', string, ' a<br>b '],
    [' a ', string, ' a '],
    [null, string, ' '],
    [true, { type: 'boolean' }, ' yes '],
    [false, { type: 'boolean' }, ' no '],
    [[true, false], array({ type: 'boolean' }), ' yes, no '],
    [[{ a: true }], array(object({ a: { type: 'boolean' } })), ' `[{"a":true}]` '],
    [new Date(0), { type: 'string', format: 'date-time' }, ' 1970-01-01T00:00:00.000Z '],
    [Buffer.from('hi'), string, ' aGk= '],
    [['a|b', '*'], array(string), ' a\\|b, \\* '],
    [[{ a: '|`', secret: 1 }], array(object({ a: string })), ' ``[{"a":"\\|`"}]`` '],
    [{ a: 1, secret: 1 }, object({}, { patternProperties: { '^a': number } }), ' `{"a":1}` '],
    ['https://a.example/(b)', { type: 'string', format: 'uri' }, ' <https://a.example/(b)> '],
    ['https://a.example/|', { type: 'string', format: 'uri' }, ' https\\://a.example/\\| '],
    ['javascript:alert(1)', { type: 'string', format: 'uri' }, ' javascript:alert(1) '],
    ['snake_case _a_', string, ' snake_case \\_a\\_ '],
    ['ada@example.com', string, ' ada@example.com '],
    ['https://a.example/', { type: 'string', format: 'uri-reference' }, ' <https://a.example/> '],
    ['/moons/a_', { type: 'string', format: 'uri-reference' }, ' /moons/a\\_ '],
    ['https://a.example', string, ' https\\://a.example '],
    ['WWW.a.example, ww.a', string, ' WWW\\.a.example, ww.a '],
    ['12:30 a.m., 1.5', string, ' 12:30 a.m., 1.5 '],
    ['größe', string, ' größe '],
    ['\ud800x', string, ' \ufffdx '],
    [`${'plain '.repeat(10)}.`, string, ` ${'plain '.repeat(10)}. `],
    [`${'plain '.repeat(10)}*`, string, ` ${'plain '.repeat(10)}\\* `],
    [10n ** 20n, { type: 'integer' }, ' 100000000000000000000 '],
    [NaN, number, ' '],
    ['', string, ' '],
    ['# a -5 1.', string, ' # a -5 1. ']
  ]
  for (const [value, schema, cell] of cases) t.equal(render([{ value }], { schema: array(object({ value: schema })) }).split('\n')[2], `|${cell}|`)
  class Decimal { toString (): string { return '12.50' } }
  t.match(render([{ value: new Decimal() }], { schema: array(object({ value: string })) }), '| 12.50 |')
})

t.test('a wrong option is an error that names it', async (t) => {
  t.throws(() => markdown({ title: ' ' }), { name: 'TypeError', message: 'markdown(): option title: expected a string, not empty' })
  t.throws(() => markdown({ columns: [] } as never), { message: /option columns: unknown key \(known: title/ })
})

t.test('a payload of another form than the schema\'s is an error', async (t) => {
  t.throws(() => render([], { schema: object({}) }), { message: 'expected no array by the schema, found one' })
  t.throws(() => render([5], { schema: array(object({ a: string })) }), { message: '[0]: expected an object by the schema, found a number' })
})

t.test('hostile text is text, wherever it stands', async (t) => {
  for (const text of hostile) {
    const name = JSON.stringify(text)
    const nodes = read(render({ a: text }, { schema: object({ a: string }, { title: text.trim() || 'x', description: text }), options: {} }))
    t.doesNotThrow(() => {
      assert.equal(textOf(only(nodes.slice(0, 1), 'heading')), line(held(text)) || 'x')
      if (line(held(text)) !== '') assert.equal(textOf(only(nodes.slice(1, 2), 'paragraph')), line(held(text)))
      check(nodes.slice(-1), { fields: [['a', held(text)]] })
    }, name)
    t.doesNotThrow(() => check(read(render([text])), { list: [held(text)] }), name)
    t.doesNotThrow(() => checkTable(read(render([{ [text]: text }])), [held(text)], [[held(text)]]), name)
    t.same(jsonIn(render([{ a: [{ b: text }] }], { schema: array(object({ a: array(object({ b: string })) })) })), [{ b: text.replace('\ufffe', '\ufffd') }], name)
  }
})

t.test('long text is no harder than short', async (t) => {
  const schema = array(object({ a: array(object({ b: string })) }))
  for (const part of ['` ', '|', '\\', '&a', 'www.', '_', '\n', 'a@']) t.same(jsonIn(render([{ a: [{ b: part.repeat(200_000) }] }], { schema })), [{ b: part.repeat(200_000) }])
})

/** Of the first cell, which is code. */
function jsonIn (text: string): unknown {
  const rows = only(read(text), 'table')
  const cell = rows[1]?.children?.[0]?.children ?? []
  assert.deepEqual(cell.map(({ type }) => type), ['inlineCode'])
  return JSON.parse(String(cell[0]?.value))
}

function checkTable (nodes: readonly Node[], columns: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | undefined>>): void {
  const found = only(nodes, 'table').map(({ children = [] }) => children.map((cell) => textOf(cell.children ?? [])))
  assert.deepEqual(found, [columns, ...rows].map((row) => row.map((cell) => line(cell ?? ''))))
}

t.test('a table is read back the same, and nothing else', async () => {
  fc.assert(fc.property(tables, ({ schema, value, tree }) => {
    const text = render(value, { schema })
    assert.ok(typeof tree === 'object' && 'rows' in tree)
    checkTable(read(text), tree.columns, tree.rows)
    assert.ok(!text.includes(SECRET))
  }), runs(4000))
})

t.test('what is written is read back the same, and nothing else', async () => {
  const nested = models.filter(({ tree }) => typeof tree === 'string' || !('columns' in tree))
  fc.assert(fc.property(nested, ({ schema, value, tree }) => {
    const text = render(value, { schema })
    const nodes = read(text)
    if (isEmpty(tree)) assert.deepEqual(nodes, [])
    else check(nodes, tree)
    assert.ok(!text.includes(SECRET))
  }), runs(6000))
})

const planets = array(object({ name: string }))

function stream (payload: unknown, schema: unknown = planets): Readable {
  return markdown().compile(schema, route)(payload, contextFor()) as Readable
}

t.test('items that come one by one are a stream of the same text', async (t) => {
  const rows = [{ name: 'Mars', secret: 1 }, { name: 'Venus' }]
  async function * generated (): AsyncGenerator<unknown> { yield * rows }
  for (const source of [generated(), rows.values()]) t.equal(await contentOf(stream(source)), '| name |\n| --- |\n| Mars |\n| Venus |\n')
  t.equal(await contentOf(stream([].values())), '| name |\n| --- |\n')
  t.equal(await contentOf(stream([{ a: 1, b: [2, 3] }, 4].values(), {})), '- - **a**: 1\n  - **b**:\n    - 2\n    - 3\n- 4\n')
})

t.test('the source is closed when the reader goes, and an error of it destroys the text', async (t) => {
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
})

t.test('a route sends the text, and never what no schema declares', async (t) => {
  const app = Fastify()
  t.teardown(() => app.close())
  app.register(produces, { serializers: { 'text/markdown': markdown() } })
  const types = ['application/json', 'text/markdown'] as const
  const schema = object({ name: string })
  const payload = { name: 'Mars', secret: 'x-secret' }
  app.get('/status', { config: { produces: types }, schema: { response: { 200: schema } } }, async () => payload)
  app.get('/content', { config: { produces: types }, schema: { response: { 200: { content: { 'application/json': { schema }, 'text/*': { schema } } } } } }, async () => payload)
  app.get('/own', { config: { produces: [{ mediaType: 'text/markdown', schema }] } }, async () => payload)
  app.get('/stream', { config: { produces: types }, schema: { response: { 200: array(schema) } } }, async function * () { yield payload })
  for (const url of ['/status', '/content', '/own', '/stream']) {
    const { statusCode, headers, body } = await app.inject({ url, headers: { accept: 'text/markdown, text/html, */*' } })
    t.equal(statusCode, 200)
    t.equal(headers['content-type'], 'text/markdown; charset=utf-8')
    t.equal(body, url === '/stream' ? '| name |\n| --- |\n| Mars |\n' : '- **name**: Mars\n')
  }
})

t.test('properties that the schema does not name share the last column, and none of the named ones is in it', async (t) => {
  const schema = { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } }, additionalProperties: { type: 'integer' } } }
  const route = { method: 'GET', url: '/', mediaType: 'text/markdown', status: '200', schemas: {}, compileJson: () => String }
  const content = markdown().compile(schema, route)([{ name: 'Mars', moons: 2, rings: 0 }], { negotiated: {} } as never)
  t.equal(content, '| name | … |\n| --- | --- |\n| Mars | `{"moons":2,"rings":0}` |\n')
})
