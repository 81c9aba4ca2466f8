/**
 * Boot, for XML: from the shape of a value, the function that writes it as elements and attributes.
 *
 * In: what a schema declares. Out: functions of a value, each for the elements of one schema; what the schema does not declare has no
 * element. OpenAPI 3.1.2's XML Object says what becomes of a property.
 *
 * No library writes the tags: the builder of fast-xml-parser would be given a tree that is made for it, its own escaping switched off
 * as it leaves control characters, surrogates and line ends as they are, and would add what stands between `<` and `>`.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { NOTHING, type Shape } from '../../schemas/index.js'
import { isStructure, type Properties, toPlain } from '../csv/cells.js'
import { Attributes, checkName, itemsOf, type Member, othersOf, propertiesOf, readPlain, type WriteMember } from './children.js'
import { encodeName, nilIn, type Qualified, qualify, type Scope } from './names.js'
import { escapeText, textOf } from './text.js'

/** What becomes of null: an empty element with `xsi:nil="true"`, or none. */
export type Nulls = 'nil' | 'omit'

/** The tags of elements with one name. */
export interface Tag {
  /** The name without its prefix. */
  readonly local: string
  /** Without the `>`, as attributes may follow. */
  readonly start: string
  readonly end: string
  /** The whole element, for null. */
  readonly nil: string
}

/** Writes one element; '' for a value that the schema does not declare. The value is as `toPlain` makes it. */
export type WriteElement = (tag: Tag, plain: unknown) => string

/** Writes the item in one place of an array. */
export type WriteItem = (local: string, item: unknown, index: number) => string

/** Writes what stands under a name: an element, those of an array, or none. */
type WriteNamed = (local: string, plain: unknown) => string

/** The tags of a name. */
export function tagOf (local: string, { prefix, declaration, scope }: Qualified, nulls: Nulls): Tag {
  const start = `<${prefix}${local}${declaration}`
  return { local, start, end: `</${prefix}${local}>`, nil: nulls === 'nil' ? `${start}${nilIn(scope)}/>` : '' }
}

/** An element of some content. */
export function element (start: string, content: string, end: string): string {
  return content === '' ? `${start}/>` : `${start}>${content}${end}`
}

/** Writes the items of an array one after another. */
export function joinItems (items: readonly unknown[], local: string, writeItem: WriteItem): string {
  let content = ''
  for (let index = 0; index < items.length; index++) content += writeItem(local, items[index], index)
  return content
}

const NONE = (): string => ''

interface Compiled<Write> {
  /** `NONE` while it is being compiled. */
  write: Write | typeof NONE
  /** Whether it is reached from itself. */
  recursive: boolean
}

type Known<Write> = Map<Shape, Map<string, Compiled<Write>>>

/** Compiles the writers of one schema, each once for the namespaces in scope. */
export class ElementCompiler {
  readonly #nulls: Nulls
  readonly #elements: Known<WriteElement> = new Map()
  readonly #items: Known<WriteItem> = new Map()
  /** The values that are being written, where one may contain itself. */
  readonly #open = new Set<unknown>()

  constructor (nulls: Nulls) {
    this.#nulls = nulls
  }

  /** @throws Error for a name that XML does not have, or a faulty `xml` */
  element (shape: Shape, scope: Scope): WriteElement {
    const { known, compiled } = find(this.#elements, shape, scope)
    if (known) return (tag, plain) => compiled.write(tag, plain)
    const write = this.#compileElement(shape, scope)
    compiled.write = compiled.recursive ? this.#guarded(write) : write
    return compiled.write
  }

  /** The items of an array that has no element of its own. @throws as `element` does */
  items (shape: Shape, scope: Scope): WriteItem {
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

  #compileElement (shape: Shape, scope: Scope): WriteElement {
    const writeItem = shape.items === undefined ? undefined : this.items(shape, scope)
    const writeMembers = shape.object ? this.#compileMembers(shape, scope) : undefined
    return (tag, plain) => {
      if (Array.isArray(plain)) return writeItem === undefined ? '' : element(tag.start, joinItems(plain, tag.local, writeItem), tag.end)
      if (writeMembers !== undefined && isStructure(plain)) return writeMembers(tag, plain)
      const text = textOf(plain, shape)
      if (typeof text === 'string') return element(tag.start, escapeText(text), tag.end)
      return text === null ? tag.nil : ''
    }
  }

  #compileMembers (shape: Shape, outer: Scope): (tag: Tag, source: Properties) => string {
    const properties = propertiesOf(shape)
    const attributes = new Attributes(outer)
    for (const property of properties) if (property.xml.attribute === true) attributes.add(property)
    const writeOther = this.#compileOthers(shape, attributes)
    const { scope, declarations, writers } = attributes
    const elements = properties.filter(({ xml }) => xml.attribute !== true).map((property): WriteMember => {
      checkName(property)
      const write = this.#named(property, scope, false)
      return (source) => write(property.name, readPlain(source, property.name))
    })
    return (tag, source) => {
      let start = tag.start + declarations
      let content = ''
      for (const write of writers) start += write(source)
      for (const write of elements) content += write(source)
      if (writeOther !== undefined) {
        for (const name of Object.keys(source)) {
          if (shape.properties.has(name)) continue
          const written = writeOther(name, source)
          // An attribute.
          if (written.startsWith(' ')) start += written
          else content += written
        }
      }
      return element(start, content, tag.end)
    }
  }

  // choice: the names of these are data, so `xml.name` of what they hold does not replace them.
  #compileOthers (shape: Shape, attributes: Attributes): ((name: string, source: Properties) => string) | undefined {
    const others = othersOf(shape)
    if (others.length === 0) return undefined
    const asAttributes = others.map(([, member]) => member.xml.attribute === true ? attributes.addOthers(member) : undefined)
    const writers = others.map(([isOne, member], index) => {
      if (member.shape === NOTHING) return [isOne, NONE] as const
      const { name, ...xml } = member.xml
      return [isOne, asAttributes[index] ?? this.#named({ ...member, xml }, attributes.scope, false)] as const
    })
    return (name, source) => {
      const write = writers.find(([isOne]) => isOne(name))?.[1]
      return write === undefined ? '' : write(encodeName(name), readPlain(source, name))
    }
  }

  #compileItems (shape: Shape, scope: Scope): WriteItem {
    const [inPlaces, behind] = itemsOf(shape)
    const writers = inPlaces.map((item) => this.#named(item, scope, true))
    const write = behind.shape === NOTHING ? undefined : this.#named(behind, scope, true)
    return (local, item, index) => {
      const writeItem = writers[index] ?? write
      if (writeItem === undefined) return ''
      // What an array cannot hold is null, as in JSON, so that the others keep their places.
      return writeItem(local, toPlain(item)) || writeItem(local, null)
    }
  }

  // choice: an array in an array has an element of its own unless `xml` says `wrapped: false`: else it could not be told where it ends.
  #named ({ shape, xml, where }: Member, outer: Scope, inArray: boolean): WriteNamed {
    const { wrapped = inArray } = xml
    const qualified = qualify(xml, outer, where)
    const write = this.element(shape, qualified.scope)
    const writeItem = wrapped || shape.items === undefined ? undefined : this.items(shape, outer)
    const isArray = writeItem !== undefined && !shape.scalar && !shape.object
    // Mostly it is the same name again.
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

function find<Write> (known: Known<Write>, shape: Shape, scope: Scope): { readonly known: boolean, readonly compiled: Compiled<Write> } {
  const inScopes = known.get(shape) ?? new Map<string, Compiled<Write>>()
  known.set(shape, inScopes)
  const key = [...scope].flat().join(' ')
  const before = inScopes.get(key)
  const compiled = before ?? { write: NONE, recursive: false }
  inScopes.set(key, compiled)
  compiled.recursive = before !== undefined
  return { known: before !== undefined, compiled }
}
