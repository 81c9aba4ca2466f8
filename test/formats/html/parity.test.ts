/** What a reader finds in a page is what JSON says: the texts of the scalars, each under its labels. Read by parse5. */
import { defaultTreeAdapter, parse, type DefaultTreeAdapterMap } from 'parse5'
import html from '../../../lib/formats/html/html.js'
import { saysTexts, textAt } from '../pages/texts.js'
import { testParity } from '../parity.js'

type Element = DefaultTreeAdapterMap['element']

function childrenOf (node: DefaultTreeAdapterMap['parentNode']): Element[] {
  return node.childNodes.filter((child) => defaultTreeAdapter.isElementNode(child))
}

function textOf (node: DefaultTreeAdapterMap['node']): string {
  if (defaultTreeAdapter.isTextNode(node)) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

function findAll (node: DefaultTreeAdapterMap['parentNode'], name: string): Element[] {
  return childrenOf(node).flatMap((child) => child.nodeName === name ? [child] : findAll(child, name))
}

/** Words for people: the list has no items. */
function isEmptyList ({ nodeName, attrs }: Element): boolean {
  return nodeName === 'p' && attrs.some(({ name, value }) => name === 'class' && value === 'empty')
}

/** The texts in an element, under a path of labels. */
function textsIn (parent: Element, path: string): string[] {
  if (childrenOf(parent).some(isEmptyList)) return []
  const [block] = childrenOf(parent).filter(({ nodeName }) => ['dl', 'ul', 'table', 'div'].includes(nodeName))
  switch (block?.nodeName) {
    case 'dl': {
      const labels = childrenOf(block).filter(({ nodeName }) => nodeName === 'dt').map(textOf)
      return childrenOf(block).filter(({ nodeName }) => nodeName === 'dd').flatMap((field, index) => textsIn(field, `${path}>${labels[index]}`))
    }
    case 'ul': return childrenOf(block).flatMap((item) => textsIn(item, path))
    case 'table': return textsInTable(block, path)
    case 'div': return textsIn(block, path)
    default: return textAt(path, textOf(parent))
  }
}

function textsInTable (table: Element, path: string): string[] {
  const [head, body] = childrenOf(table) as [Element, Element]
  // What the schema does not name shares a column, and has its names there.
  const paths = findAll(head, 'th').map(textOf).map((label) => label === '…' ? path : `${path}>${label.replaceAll(' › ', '>')}`)
  return childrenOf(body).flatMap((row) => childrenOf(row).flatMap((cell, index) => textsIn(cell, paths[index] as string)))
}

testParity(html({ title: 'T' }), (content, json) => {
  const [main] = findAll(parse(content), 'main') as [Element]
  return saysTexts(textsIn({ ...main, childNodes: main.childNodes.filter(({ nodeName }) => nodeName !== 'h1') }, ''), json)
})
