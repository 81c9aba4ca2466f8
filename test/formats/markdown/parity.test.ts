/** What a reader finds in Markdown is what JSON says: the texts of the scalars, each under its labels, and JSON in cells. Read by mdast. */
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { gfm } from 'micromark-extension-gfm'
import markdown from '../../../lib/formats/markdown/markdown.js'
import { saysTexts, shown, textAt } from '../pages/texts.js'
import { standsFor, testParity } from '../parity.js'

/** A node of mdast, as far as it is read here. */
interface Node {
  readonly type: string
  readonly value?: string
  readonly children?: readonly Node[]
}

function read (content: string): readonly Node[] {
  return (fromMarkdown(content, { extensions: [gfm()], mdastExtensions: gfmFromMarkdown() }) as Node).children ?? []
}

function textOf ({ type, value = '', children = [] }: Node): string {
  return type === 'html' ? '\n' : value + children.map(textOf).join('')
}

/** The texts in the items of a list, or in a paragraph, under a path of labels. */
function textsIn (nodes: readonly Node[], path: string): string[] {
  let inner = path
  return nodes.flatMap((node) => {
    const { type, children = [] } = node
    if (type === 'list') return children.flatMap((item) => textsIn(item.children ?? [], inner))
    const [first, ...rest] = children
    const isField = first?.type === 'strong'
    if (isField) inner += `>${textOf(first)}`
    const text = isField ? rest.map(textOf).join('').slice(1) : textOf(node)
    return text === '—' ? [] : textAt(inner, text)
  })
}

testParity(markdown(), (content, json) => saysTexts(textsIn(read(content), ''), json))

/** Whether a cell is the value of JSON's data that its label names. */
function isCellOf (cell: Node, label: string, row: Record<string, unknown> | null): boolean {
  const json = label.split(' › ').reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], row)
  const text = textOf(cell)
  if (cell.children?.[0]?.type === 'inlineCode') return standsFor(JSON.parse(text), json)
  // Items that stand for empty ones are empty between commas.
  if (Array.isArray(json)) return text.split(/,(?: |$)/).every((item, index) => [shown(json[index]), ''].includes(item))
  return text === '' ? standsFor(null, json ?? null) : text === shown(json)
}

testParity(markdown(), (content, json) => {
  const [head, ...lines] = read(content)[0]?.children ?? []
  const labels = head?.children?.map(textOf) ?? []
  const rows = json as ReadonlyArray<Record<string, unknown>>
  return lines.length === rows.length && lines.every((line, place) => line.children?.every((cell, index) => {
    return isCellOf(cell, labels[index] as string, rows[place] as Record<string, unknown>)
  }))
}, undefined, (schema) => ({ type: 'array', items: { type: 'object', properties: { id: { type: 'integer' }, of: schema } } }))
