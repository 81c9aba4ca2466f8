/** XML as others read it: by saxes, which is strict, with namespaces; and values back out of it, by the schema alone. */
import assert from 'node:assert/strict'
import { SaxesParser } from 'saxes'

export interface Element {
  readonly uri: string
  readonly local: string
  /** By `{uri}local`, without declarations of namespaces. */
  readonly attributes: Map<string, string>
  readonly children: Element[]
  text: string
}

const XMLNS = 'http://www.w3.org/2000/xmlns/'
const NIL = '{http://www.w3.org/2001/XMLSchema-instance}nil'

/** Reads a document; throws for one that is not well-formed. */
export function parse (text: string): Element {
  const parser = new SaxesParser({ xmlns: true })
  const above: Element[] = []
  let root: Element | undefined
  parser.on('error', (error) => { throw error })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const own = Object.values(attributes).filter((attribute) => attribute.uri !== XMLNS)
    const element = { uri, local, attributes: new Map(own.map((attribute) => [`{${attribute.uri}}${attribute.local}`, attribute.value])), children: [], text: '' }
    above.at(-1)?.children.push(element)
    above.push(element)
    root ??= element
  })
  parser.on('text', (part) => { const element = above.at(-1); if (element !== undefined) element.text += part })
  parser.on('closetag', () => { above.pop() })
  parser.write(text).close()
  assert.ok(root)
  return root
}

export interface XmlSchema {
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'array'
  readonly xml?: { readonly name?: string, readonly prefix?: string, readonly namespace?: string, readonly attribute?: boolean, readonly wrapped?: boolean }
  readonly properties?: Readonly<Record<string, XmlSchema>>
  readonly additionalProperties?: XmlSchema
  readonly items?: XmlSchema
}

/** The namespace of an element: its own, else the default one around it. A prefix is not the default. */
function uriOf ({ xml = {} }: XmlSchema, around: string): string {
  return xml.namespace ?? around
}

function inside ({ xml = {} }: XmlSchema, around: string): string {
  return xml.namespace !== undefined && xml.prefix === undefined ? xml.namespace : around
}

/** The value of an element. @param around the default namespace around it */
export function valueOf (schema: XmlSchema, element: Element, around = ''): unknown {
  if (element.attributes.get(NIL) === 'true') {
    assert.equal(element.text, '')
    return null
  }
  const default_ = inside(schema, around)
  switch (schema.type) {
    case 'object': return objectOf(schema, element, default_)
    case 'array': return element.children.map((item) => valueOf(schema.items as XmlSchema, item, default_))
    default: return scalarOf(schema, element.text)
  }
}

function objectOf ({ properties = {}, additionalProperties }: XmlSchema, element: Element, around: string): unknown {
  const others = new Set(element.children)
  const entries = Object.entries(properties).flatMap(([name, schema]): Array<[string, unknown]> => {
    const found = schema.xml?.attribute === true ? attributeOf(name, schema, element) : elementOf(name, schema, element, around)
    for (const child of found.elements) others.delete(child)
    return found.value === undefined ? [] : [[name, found.value]]
  })
  if (additionalProperties === undefined) assert.equal(others.size, 0, 'nothing else is there')
  for (const other of others) entries.push([decodeName(other.local), valueOf(additionalProperties as XmlSchema, other, around)])
  return Object.fromEntries(entries)
}

interface Found {
  readonly value: unknown
  readonly elements: readonly Element[]
}

function attributeOf (name: string, schema: XmlSchema, element: Element): Found {
  const { xml = {} } = schema
  const text = element.attributes.get(`{${xml.prefix === undefined ? '' : xml.namespace}}${xml.name ?? name}`)
  return { value: text === undefined ? undefined : scalarOf(schema, text), elements: [] }
}

function elementOf (name: string, schema: XmlSchema, element: Element, around: string): Found {
  const { xml = {}, items } = schema
  if (items !== undefined && xml.wrapped !== true) {
    const elements = element.children.filter((child) => child.local === (items.xml?.name ?? name) && child.uri === uriOf(items, around))
    return { value: elements.length === 0 ? undefined : elements.map((item) => valueOf(items, item, around)), elements }
  }
  const elements = element.children.filter((child) => child.local === (xml.name ?? name) && child.uri === uriOf(schema, around))
  assert.ok(elements.length <= 1)
  const [found] = elements
  if (found !== undefined && items !== undefined) {
    for (const item of found.children) assert.equal(item.local, items.xml?.name ?? found.local)
  }
  return { value: found === undefined ? undefined : valueOf(schema, found, around), elements }
}

function scalarOf ({ type }: XmlSchema, text: string): unknown {
  if (type === 'string') return text
  if (type === 'boolean') {
    assert.match(text, /^(?:true|false)$/)
    return text === 'true'
  }
  if (type === 'integer') return BigInt(text)
  return text === 'INF' ? Infinity : text === '-INF' ? -Infinity : Number(text)
}

/** What a name stands for; the name of no characters is the only one that is an escape without need. */
export function decodeName (name: string): string {
  return name === '_x005F_' ? '' : name.replace(/_x([\dA-F]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
}

/** Text with what XML does not have (XML 1.0 §2.2) replaced. */
export function inXml (text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) as number
    const isChar = code === 9 || code === 10 || code === 13 || (code >= 0x20 && code < 0xd800) || (code > 0xdfff && code < 0xfffe) || code > 0xffff
    return isChar ? character : '\ufffd'
  }).join('')
}
