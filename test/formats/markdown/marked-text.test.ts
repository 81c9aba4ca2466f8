import fc from 'fast-check'
import assert from 'node:assert/strict'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import t from 'tap'
import { fromHtml } from '../../../lib/formats/markdown/markdown.js'
import { contextFor, held, hostile, route, texts } from '../pages/page.js'
import { runs } from '../../fixtures/generated.js'

async function convert (page: string): Promise<string> {
  return await fromHtml(() => page).compile(undefined, route)({}, contextFor()) as string
}

/** A node of mdast, as far as it is read here. */
interface Node {
  readonly type: string
  readonly value?: string
  readonly alt?: string
  readonly children?: readonly Node[]
}

// As in the tests of markdown().
const extensions = gfmFromMarkdown().map(({ transforms, ...extension }) => extension)

function read (markdown: string): Node {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: extensions }) as Node
}

function escape (text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** A part of a page: how HTML has it, and what is to be read of it. */
interface Part {
  readonly html: string
  /** Of a block, its nodes down to the lines; of what stands in a line, its text. */
  readonly tree: Tree
  /** The types of nodes that may stand in its lines. */
  readonly types: readonly string[]
}

type Tree = string | Branch
interface Branch extends ReadonlyArray<Tree> {}

/** Text as HTML has it, where blanks are one. */
function line (text: string): string {
  return held(text).replace(/\s+/g, ' ')
}

/** The same where blanks at its ends, of a term too, say nothing. */
function words (text: string): string {
  return line(text).replaceAll(' :', ':').trim()
}

const blanks = '\u00a0\u1680\u2003\u2007\u2028\u2029\u202f\u3000\ufeff\u200b\u200d\u0085\f'
const signs = ['1', '12', '.', ')', '# ', '## ', ' #', '- ', '+ ', '-', '=', '===', '---', ':-', ':-:', '-:', '>', '~~~', '~', '```', '`', '|', '\\|', '\\', '!', '[', ']', '(b)', '^1', ': ', '*', '**', '_', '__', '&', '&#35;', '&lt;', '<b>', '<!--', '    ', '\t', ' ', 'a', 'é', '語', '“', '€', '😀', 'www.', 'http', '://', 'x@y.z', ...blanks]
const hostileText = fc.oneof(texts, fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')), fc.constantFrom(...hostile, ...signs))

const text: fc.Arbitrary<Part> = hostileText.map((text) => ({ html: escape(text), tree: line(text), types: [] }))
const codeText = hostileText.map((text) => ({ html: `<code>${escape(text)}</code>`, tree: line(text), types: ['inlineCode'] }))
const image = hostileText.map((text) => ({ html: `<img src="/x" alt="${escape(text)}" title="${escape(text)}">`, tree: line(text).trim(), types: ['image'] }))
const lineBreak = fc.constantFrom({ html: '<br>q', tree: ' q', types: ['break'] }, { html: '<script>x</script> <template>y</template> ', tree: ' ', types: [] })

function joined (parts: readonly Part[]): Part {
  return { html: parts.map(({ html }) => html).join(''), tree: parts.map(({ tree }) => tree).join(''), types: parts.flatMap(({ types }) => types) }
}

function wrapped (names: readonly string[], type: string | undefined, content: fc.Arbitrary<Part>): fc.Arbitrary<Part> {
  return fc.tuple(fc.constantFrom(...names), content).map(([name, { html, tree, types }]) => ({ html: `<${name}>${html}</${name.split(' ')[0]}>`, tree, types: type === undefined ? types : [type, ...types] }))
}

/** What stands in a line, with a letter of its own somewhere, so that it is never empty. */
const inline: fc.Arbitrary<Part> = fc.letrec<{ inline: Part }>((tie) => {
  const part = fc.oneof({ depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: text },
    codeText,
    image,
    lineBreak,
    wrapped(['em', 'i'], 'emphasis', tie('inline')),
    wrapped(['strong', 'b'], 'strong', tie('inline')),
    wrapped(['del', 's'], 'delete', tie('inline')),
    wrapped(['a href="/y"'], 'link', tie('inline')),
    wrapped(['span', 'kbd', 'sub', 'mark', 'button', 'label'], undefined, tie('inline')))
  return { inline: fc.tuple(fc.array(part, { maxLength: 4 }), fc.nat(4)).map(([parts, at]) => joined([...parts.slice(0, at), { html: 'q', tree: 'q', types: [] }, ...parts.slice(at)])) }
}).inline

const flat = inline.filter(({ html }) => (html.match(/<a /g) ?? []).length < 2)

function block (open: string, type: string, close: string): fc.Arbitrary<Part> {
  return flat.map(({ html, tree, types }) => ({ html: open + html + close, tree: [type, tree] as const, types }))
}

const cells = fc.array(flat, { minLength: 2, maxLength: 3 })

const table = fc.tuple(fc.option(flat), cells, cells).map(([caption, header, row]): Part => {
  const parts = [...header.slice(0, 2), ...row.slice(0, 2)]
  const [first, second, third, fourth] = parts.map(({ html, tree }) => ({ html, cell: ['tableCell', tree] as const }))
  const tree = ['table', ['tableRow', first?.cell ?? '', second?.cell ?? ''], ['tableRow', third?.cell ?? '', fourth?.cell ?? '']] as const
  return {
    html: `<table>${caption === null ? '' : `<caption>${caption.html}</caption>`}<tr><th>${first?.html}</th><th>${second?.html}</th></tr><tr><td>${third?.html}</td><td>${fourth?.html}</td></tr></table>`,
    tree: caption === null ? tree : ['several', ['paragraph', caption.tree], tree],
    types: [...caption?.types ?? [], ...parts.flatMap(({ types }) => types)]
  }
})

const blocks: fc.Arbitrary<Part> = fc.oneof(
  block('<p>', 'paragraph', '</p>'),
  block('<div>', 'paragraph', '</div>'),
  block('<details><summary>', 'paragraph', '</summary></details>'),
  block('<figure><figcaption>', 'paragraph', '</figcaption></figure>'),
  block('<h2>', 'heading', '</h2>'),
  flat.map(({ html, tree, types }): Part => ({ html: `<ul><li>${html}</li></ul>`, tree: ['list', ['listItem', ['paragraph', tree]]], types })),
  flat.map(({ html, tree, types }): Part => ({ html: `<ol start="7"><li>${html}</li></ol>`, tree: ['list', ['listItem', ['paragraph', tree]]], types })),
  flat.map(({ html, tree, types }): Part => ({ html: `<blockquote>${html}</blockquote>`, tree: ['blockquote', ['paragraph', tree]], types })),
  fc.tuple(flat, flat).map(([term, definition]): Part => ({ html: `<dl><dt>${term.html}</dt><dd>${definition.html}</dd></dl>`, tree: ['list', ['listItem', ['paragraph', `${String(term.tree)}: ${String(definition.tree)}`]]], types: ['strong', ...term.types, ...definition.types] })),
  hostileText.map((code): Part => ({ html: `<pre>\nq${escape(code)}</pre>`, tree: ['code', `q${held(code)}`.replace(/\n$/, '')], types: [] })),
  hostileText.map((words): Part => ({ html: `<textarea>q${escape(words)}</textarea>`, tree: ['paragraph', `q${line(words)}`], types: [] })),
  table
)

const COMMENTS = new Map([['<br>', ' '], ['<!-- -->', ''], ['<code>', ''], ['</code>', '']])

/** The text of what stands in a line, of types that the page has. */
function textOf (nodes: readonly Node[], types: ReadonlySet<string>): string {
  return nodes.map(({ type, value = '', alt, children = [] }) => {
    if (type === 'text') return value
    if (type === 'html') {
      const known = COMMENTS.get(value)
      assert.ok(known !== undefined, `html ${value}`)
      return known
    }
    assert.ok(types.has(type), `${type}, which the page has not`)
    if (type === 'break') return ' '
    return alt ?? (type === 'inlineCode' ? value : textOf(children, types))
  }).join('')
}

function check ({ type, value, children = [] }: Node, tree: Tree, types: ReadonlySet<string>): void {
  assert.ok(typeof tree !== 'string')
  const [expected, ...parts] = tree
  assert.equal(type, expected)
  if (type === 'code') return assert.equal(value, parts[0])
  if (typeof parts[0] === 'string') return assert.equal(words(textOf(children, types)), words(parts[0]))
  assert.equal(children.length, parts.length, type)
  parts.forEach((part, index) => check(children[index] as Node, part, types))
}

async function checkPage (parts: readonly Part[]): Promise<void> {
  const markdown = await convert(parts.map(({ html }) => html).join('<hr>'))
  try {
    const tree = parts.flatMap(({ tree }, index) => [...index === 0 ? [] : [['thematicBreak'] as const], ...tree[0] === 'several' ? tree.slice(1) : [tree]])
    check(read(markdown), ['root', ...tree], new Set(parts.flatMap(({ types }) => types)))
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${parts.map(({ html }) => html).join('<hr>')}\n${markdown}`)
  }
}

t.test('hostile text at any place of a page is the same text, among the same nodes', async () => {
  await fc.assert(fc.asyncProperty(fc.array(blocks, { minLength: 1, maxLength: 3 }), checkPage), runs(1000))
})

t.test('what a character means depends on what stands around it, in other elements too', async (t) => {
  const cases: Array<[page: string, markdown: string]> = [
    ['<table><caption>*a* [b](c)</caption><tr><th>d</th><th>e</th></tr></table>', '\\*a\\* \\[b\\](c)\n\n| d   | e   |\n| --- | --- |'],
    ['<p>&nbsp;# a</p>', '\u00a0\\# a'],
    ['<p><span>\u2003- </span>a</p>', '\u2003\\- a'],
    ['<p>1<span>.</span> a</p>', '1\\. a'],
    ['<p>#<b> a</b></p>', '\\# **a**'],
    ['<p>a<br>:-</p>', 'a  \n\\:-'],
    ['<p>a<br>= b</p>', 'a  \n\\= b'],
    ['<p>a!<a href="/x">b</a></p>', 'a\\![b](/x)'],
    ['<p><a href="/x">^1</a></p>', '[\\^1](/x)'],
    ['<h2>a ##</h2><h2>C#</h2>', '## a \\##\n\n## C#'],
    ['<h2>a<br># b</h2>', '## a<br># b'],
    ['<a href="/x"><h3>a</h3><p>b</p></a>', '[a<br>b](/x)'],
    ['<p>www<span>.</span>a http<span>:</span>//a</p>', 'www\\.a http\\://a'],
    ['<p>a<em>"b"</em>c</p>', 'a<!-- -->*"b"*<!-- -->c'],
    ['<p><em>a</em><em>b</em><code>c</code><code>d</code></p>', '*a*<!-- -->*b*<!-- -->`c`<!-- -->`d`'],
    ['<p><em>a&nbsp;</em>b</p>', '*a&#160;*<!-- -->b'],
    ['<p><em><em>a</em></em> <em> b </em>c</p>', '*a* *b* c'],
    ['<p>a<script>b</script> <script>c</script> <script>d</script> <script>e</script> - f</p>', 'a - f'],
    ['<p>\ufeffa &#65279;b</p>', '&#65279;a \ufeffb'],
    ['<p>&#13;# a &#xd800; &#x1d7f0;</p>', '\\# a \ufffd \u{1d7f0}'],
    ['<p>a&nbsp;</p><p>&nbsp;</p><p><b>c</b>&nbsp;<b>d</b></p>', 'a\u00a0\n\n**c** **d**'],
    ['<pre>a<br>b<i>\u00a0*</i></pre>', '```\na\nb\u00a0*\n```'],
    ['<p><code>a<br>b<i>*</i></code></p>', '`a b*`'],
    ['<p>a<code> `b` </code>c</p>', 'a `` `b` `` c'],
    ['<ol start="7"><li>a</li><li>b</li></ol>', '7.  a\n8.  b'],
    ['<ol start="-1"><li>a</li></ol>', '1.  a'],
    ['<ol start="9999999999"><li>a</li></ol>', '1.  a'],
    ['<dl><dt>a <b>b</b></dt><dd># c</dd><dt><i> </i><img></dt></dl>', '- **a b**: # c\n- :']
  ]
  for (const [page, markdown] of cases) t.equal(await convert(page), `${markdown}\n`, page)
})

t.test('a cell stays one cell, and a table its columns', async (t) => {
  const tableOf = (cell: string): string => `<table><tr><th>x</th><th>y</th></tr><tr><td>${cell}</td><td>z</td></tr></table>`
  const cases: Array<[cell: string, markdown: string]> = [
    ['<code>a|b</code>', '`a\\|b`'],
    ['<code>||</code>', '`\\|\\|`'],
    ['<code>a\\|b</code>', '<code>a\\\\&#124;b</code>'],
    ['<code>a\\</code>', '`a\\`'],
    ['a\\|b||', 'a\\\\&#124;b&#124;&#124;'],
    ['<pre>a|b\n# c</pre>', '`a\\|b`<br>`# c`'],
    ['<p>a</p><p>b</p>', 'a<br>b'],
    ['<pre>a\n\nb</pre>', '`a`<br><br>`b`'],
    ['\u{db5c0}\u{9005c}\u{5005c}', '\u{db5c0}\u{9005c}\u{5005c}']
  ]
  for (const [cell, markdown] of cases) t.equal(await convert(tableOf(cell)), `| x   | y   |\n| --- | --- |\n| ${markdown.padEnd(3)} | z   |\n`, cell)
  t.equal(await convert('<table><tr><td align="constructor">a</td><td style="color: red; text-align: CENTER" colspan="2">b</td></tr><tr><td>c</td></tr></table>'), '|     |     |     |\n| --- | :---: | --- |\n| a   | b   |     |\n| c   |\n')
  t.equal((await convert('<table><tr><td>a</td><td colspan="1e9">b</td></tr></table>')).split('\n')[1], `|${' --- |'.repeat(1001)}`)
  t.equal(await convert('<table><colgroup><col></colgroup><tr><td>a</td></tr></table>'), 'a\n', 'layout')
  t.equal(await convert('<table><tr></tr></table>b'), 'b\n')
})
