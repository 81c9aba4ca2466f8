import fc from 'fast-check'
import assert from 'node:assert/strict'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import t from 'tap'
import { fromHtml } from '../../../lib/formats/markdown/markdown.js'
import { contextFor, held, hostile, route, texts } from '../pages/pages.js'

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

type Tree = string | readonly [type: string, ...children: Tree[]]

/** Text as HTML has it, where blanks are one. */
function line (text: string): string {
  return held(text).replace(/\s+/g, ' ')
}

const blanks = '\u00a0\u1680\u2003\u2007\u2028\u2029\u202f\u3000\ufeff\u200b\u200d\u0085\f'
const signs = ['1', '12', '.', ')', '# ', '## ', ' #', '- ', '+ ', '-', '=', '===', '---', ':-', ':-:', '-:', '>', '~~~', '~', '```', '`', '|', '\\|', '\\', '!', '[', ']', '(b)', '^1', ': ', '*', '**', '_', '__', '&', '&#35;', '&lt;', '<b>', '<!--', '    ', '\t', ' ', 'a', 'é', '語', '“', '€', '😀', 'www.', 'http', '://', 'x@y.z', ...blanks]
const hostileText = fc.oneof(texts, fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 6 }).map((parts) => parts.join('')), fc.constantFrom(...hostile, ...signs))

const text: fc.Arbitrary<Part> = hostileText.map((text) => ({ html: escape(text), tree: line(text), types: [] }))
const codeText = hostileText.map((text) => ({ html: `<code>${escape(text)}</code>`, tree: line(text), types: ['inlineCode'] }))
const image = hostileText.map((text) => ({ html: `<img src="/x" alt="${escape(text)}" title="${escape(text)}">`, tree: line(text).trim(), types: ['image'] }))
const lineBreak = fc.constantFrom({ html: '<br>', tree: ' ', types: ['break'] }, { html: '<script>x</script> <template>y</template> ', tree: ' ', types: [] })

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

const table = fc.tuple(fc.option(flat), cells, cells).map(([caption, [a, b] = [], [c, d] = []]): Part => {
  const parts = [a, b, c, d].filter((part) => part !== undefined)
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
  fc.tuple(flat, flat).map(([term, definition]): Part => ({ html: `<dl><dt>${term.html}</dt><dd>${definition.html}</dd></dl>`, tree: ['list', ['listItem', ['paragraph', `${line(String(term.tree)).trim()}: ${line(String(definition.tree)).trim()}`]]], types: ['strong', ...term.types, ...definition.types] })),
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
  if (typeof parts[0] === 'string') return assert.equal(line(textOf(children, types)).trim(), line(parts[0]).trim())
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
  await fc.assert(fc.asyncProperty(fc.array(blocks, { minLength: 1, maxLength: 3 }), checkPage), { numRuns: Number(process.env['RUNS'] ?? 3000) })
})
