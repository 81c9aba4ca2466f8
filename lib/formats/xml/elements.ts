/**
 * Boot, for XML: from the shape of a value, the function that writes it as elements and attributes.
 *
 * In: what a schema declares. Out: functions of a value, each for the elements of one schema; what the schema does not declare has no
 * element. OpenAPI 3.1.2's XML Object says what becomes of a property.
 *
 * No library writes the tags: the builder of fast-xml-parser needs a tree made for it, and does not escape control characters,
 * surrogates and line ends. All that would be left to it is what is between `<` and `>`.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { NOTHING, type Shape } from '../../schemas/index.js'
import { isStructure, type Properties, toPlain } from '../values/values.js'
import { Attributes, checkName, type Child, itemChildrenOf, othersOf, propertiesOf, readPlain, type WriteProperty } from './children.js'
import { encodeName, type Namespaces, nilIn, type Qualified, qualify } from './names.js'
import { escapeText, textOf } from './text.js'

/** What becomes of null: an empty element with `xsi:nil="true"`, or no element. */
export type Nulls = 'nil' | 'omit'

/** The tags of elements with one name. */
export interface Tag {
  /** The name without its prefix. */
  readonly local: string
  /** Without the `>`, since attributes may follow. */
  readonly start: string
  readonly end: string
  /** The whole element, for null. */
  readonly nil: string
}

/** Writes one element; '' for a value that the schema does not declare. */
export type WriteElement = (tag: Tag, plain: unknown) => string

/** Writes the item at an index of an array. */
export type WriteItem = (local: string, item: unknown, index: number) => string

/** Writes the elements of a name: one, those of an array, or none. */
type WriteNamed = (local: string, plain: unknown) => string

/** The tags of a name. */
export function tagOf (local: string, { prefix, declaration, scope }: Qualified, nulls: Nulls): Tag {
  const start = `<${prefix}${local}${declaration}`
  return { local, start, end: `</${prefix}${local}>`, nil: nulls === 'nil' ? `${start}${nilIn(scope)}/>` : '' }
}

/** An element with its content. */
export function element (start: string, content: string, end: string): string {
  return content === '' ? `${start}/>` : `${start}>${content}${end}`
}

/** Writes the items of an array one after another. */
export function joinItems (items: readonly unknown[], local: string, writeItem: WriteItem): string {
  let content = ''
  for (let index = 0; index < items.length; index++) content += writeItem(local, items[index], index)
  return content
}

interface Compiled<Write> {
  /** Missing while it is being compiled. */
  write: Write
  /** Whether its own schema contains it. */
  recursive: boolean
}

/** Properties as parts of an element. */
interface Parts {
  attributes: string
  elements: string
}

/** Writes properties that the schema does not name. */
interface OtherWriter {
  readonly covers: (name: string) => boolean
  readonly part: keyof Parts
  readonly write: WriteNamed
}

type Known<Write> = Map<Shape, Map<string, Compiled<Write>>>

/** Compiles the writers of one schema, each once for every set of namespaces in scope. */
export class ElementCompiler {
  readonly #nulls: Nulls
  readonly #elements: Known<WriteElement> = new Map()
  readonly #items: Known<WriteItem> = new Map()
  /** The values that are being written, where a value may contain itself. */
  readonly #open = new Set<unknown>()

  constructor (nulls: Nulls) {
    this.#nulls = nulls
  }

  /** @throws Error for a name that XML does not have, or a faulty `xml` */
  element (shape: Shape, scope: Namespaces): WriteElement {
    const { known, compiled } = find(this.#elements, shape, scope)
    if (known) return (tag, plain) => compiled.write(tag, plain)
    const write = this.#compileElement(shape, scope)
    compiled.write = compiled.recursive ? this.#guarded(write) : write
    return compiled.write
  }

  /** The items of an array that has no element of its own. @throws as `element` does */
  items (shape: Shape, scope: Namespaces): WriteItem {
    const { known, compiled } = find(this.#items, shape, scope)
    if (known) return (local, item, index) => compiled.write(local, item, index)
    compiled.write = this.#compileItems(shape, scope)
    return compiled.write
  }

  #guarded (write: WriteElement): WriteElement {
    const open = this.#open
    return (tag, plain) => {
      if (!isStructure(plain)) return write(tag, plain)
      if (open.has(plain)) throw new TypeError(`the value of ${tag.local} contains itself`)
      open.add(plain)
      try {
        return write(tag, plain)
      } finally {
        open.delete(plain)
      }
    }
  }

  #compileElement (shape: Shape, scope: Namespaces): WriteElement {
    const writeItem = shape.items === undefined ? undefined : this.items(shape, scope)
    const writeProperties = shape.object ? this.#compileProperties(shape, scope) : undefined
    return (tag, plain) => {
      if (writeItem !== undefined && Array.isArray(plain)) return element(tag.start, joinItems(plain, tag.local, writeItem), tag.end)
      if (writeProperties !== undefined && isStructure(plain)) return writeProperties(tag, plain)
      const text = textOf(plain, shape)
      if (typeof text === 'string') return element(tag.start, escapeText(text), tag.end)
      return text === null ? tag.nil : ''
    }
  }

  #compileProperties (shape: Shape, outer: Namespaces): (tag: Tag, source: Properties) => string {
    const properties = propertiesOf(shape)
    const attributes = new Attributes(outer)
    for (const property of properties) if (property.xml.attribute === true) attributes.add(property)
    const writeOthers = this.#compileOthers(shape, attributes)
    const { scope, declarations, writers } = attributes
    const elements = properties.filter(({ xml }) => xml.attribute !== true).map((property): WriteProperty => {
      checkName(property)
      const write = this.#named(property, scope, false)
      return (source) => write(property.name, readPlain(source, property.name))
    })
    return (tag, source) => {
      let start = tag.start + declarations
      let content = ''
      for (const write of writers) start += write(source)
      for (const write of elements) content += write(source)
      if (writeOthers === undefined) return element(start, content, tag.end)
      const others = writeOthers(source)
      return element(start + others.attributes, content + others.elements, tag.end)
    }
  }

  #compileOthers (shape: Shape, attributes: Attributes): ((source: Properties) => Parts) | undefined {
    // What is declared as nothing, the plan has left out.
    const others = othersOf(shape).filter((other) => other.shape !== NOTHING)
    if (others.length === 0) return undefined
    const asAttributes = others.map((other) => other.xml.attribute === true ? attributes.addOthers(other) : undefined)
    const writers = others.map((other, index): OtherWriter => {
      const { covers, xml: { name, ...xml } } = other
      const writeAttribute = asAttributes[index]
      if (writeAttribute !== undefined) return { covers, part: 'attributes', write: writeAttribute }
      // choice: these names are data, so `xml.name` does not replace them.
      return { covers, part: 'elements', write: this.#named({ ...other, xml }, attributes.scope, false) }
    })
    return (source) => {
      const parts: Parts = { attributes: '', elements: '' }
      for (const name of Object.keys(source)) {
        if (shape.properties.has(name)) continue
        const writer = writers.find(({ covers }) => covers(name))
        if (writer !== undefined) parts[writer.part] += writer.write(encodeName(name), readPlain(source, name))
      }
      return parts
    }
  }

  #compileItems (shape: Shape, scope: Namespaces): WriteItem {
    const [first, others] = itemChildrenOf(shape)
    const writers = first.map((item) => this.#named(item, scope, true))
    const writeOther = others.shape === NOTHING ? undefined : this.#named(others, scope, true)
    return (local, item, index) => {
      const writeItem = writers[index] ?? writeOther
      if (writeItem === undefined) return ''
      // What an array cannot contain is null, as in JSON, so that the others keep their index.
      return writeItem(local, toPlain(item)) || writeItem(local, null)
    }
  }

  // choice: an array in an array has an element of its own, which shows where it ends, unless `xml` says `wrapped: false`.
  #named ({ shape, xml, where }: Child, outer: Namespaces, inArray: boolean): WriteNamed {
    const { wrapped = inArray } = xml
    const qualified = qualify(xml, outer, where)
    const write = this.element(shape, qualified.scope)
    const writeItem = wrapped || shape.items === undefined ? undefined : this.items(shape, outer)
    const isArray = writeItem !== undefined && !shape.scalar && !shape.object
    // Kept for the next value, which mostly has the same name.
    let tag = tagOf('', qualified, this.#nulls)
    return (local, plain) => {
      const { name = local } = xml
      if (writeItem !== undefined && Array.isArray(plain)) return joinItems(plain, isArray ? local : name, writeItem)
      if (isArray && plain === null) return ''
      if (tag.local !== name) tag = tagOf(name, qualified, this.#nulls)
      return write(tag, plain)
    }
  }
}

function find<Write> (
  known: Known<Write>, shape: Shape, scope: Namespaces
): { readonly known: boolean, readonly compiled: Compiled<Write> } {
  const inScopes = known.get(shape) ?? new Map<string, Compiled<Write>>()
  known.set(shape, inScopes)
  const key = [...scope].flat().join(' ')
  const before = inScopes.get(key)
  const compiled = before ?? { recursive: false } as Compiled<Write>
  inScopes.set(key, compiled)
  compiled.recursive = before !== undefined
  return { known: before !== undefined, compiled }
}
