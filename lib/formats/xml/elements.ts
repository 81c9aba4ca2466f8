/**
 * Boot, for XML: from the shape of a value, the function that writes it as elements and attributes.
 *
 * In: what a schema declares, and data that a plan has let out by it. Out: functions of a value, each for the elements of one schema.
 * OpenAPI 3.1.2's XML Object says what becomes of a property.
 *
 * No library writes the tags: the builder of fast-xml-parser needs a tree made for it, and does not escape control characters,
 * surrogates and line ends. All that would be left to it is what is between `<` and `>`.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { ANY, ANY_FORM, type Form, NOTHING, type Shape, unroll } from '../../schemas/index.js'
import { Kept } from '../values/kept.js'
import type { Properties } from '../values/values.js'
import {
  Attributes, checkName, type Child, elementNamesOf, expandedName, itemChildrenOf, othersOf, propertiesOf, type Property, type WriteProperty
} from './children.js'
import { encodeFree, type Namespaces, nilIn, type Qualified, qualify } from './names.js'
import { objectText, scalarText } from './text.js'

/** What becomes of null: an empty element with `xsi:nil="true"`, or no element. */
export type Nulls = 'nil' | 'omit'

/** The tags of elements with one name. */
export interface Tag {
  /** The name without its prefix. */
  readonly local: string
  /** Without the `>`, since attributes may follow. */
  readonly start: string
  readonly open: string
  readonly end: string
  /** The whole element, with nothing in it. */
  readonly empty: string
  /** The whole element, for null. */
  readonly nil: string
}

/** Writes one element. */
export type WriteElement = (tag: Tag, value: unknown) => string

/** Writes the item at an index of an array. */
export type WriteItem = (local: string, item: unknown, index: number) => string

/** Writes the elements of a name: one, those of an array, or none. */
type WriteNamed = (local: string, value: unknown) => string

/** The tags of a name. */
export function tagOf (local: string, { prefix, declaration, scope }: Qualified, nulls: Nulls): Tag {
  const start = `<${prefix}${local}${declaration}`
  const nil = nulls === 'nil' ? `${start}${nilIn(scope)}/>` : ''
  return { local, start, open: `${start}>`, end: `</${prefix}${local}>`, empty: `${start}/>`, nil }
}

/** An element with its content. */
export function element ({ open, end, empty }: Tag, content: string): string {
  return content === '' ? empty : open + content + end
}

/** Writes the items of an array one after another. */
export function joinItems (items: readonly unknown[], local: string, writeItem: WriteItem): string {
  let content = ''
  for (let index = 0; index < items.length; index++) content += writeItem(local, items[index], index)
  return content
}

/** Properties as parts of an element. */
interface Parts {
  attributes: string
  elements: string
}

/** Writes properties that the schema does not name. */
interface OtherWriter {
  readonly covers: (name: string) => boolean
  readonly names: Kept<string>
  readonly part: keyof Parts
  readonly write: WriteNamed
}

interface Compiled<Write> {
  /** Missing while it is being compiled. */
  write: Write
}

/** By shape, form and namespaces. */
type Known<Write> = Map<Shape, Map<Form, Map<string, Compiled<Write>>>>

/** Compiles the writers of one schema, each once for every set of namespaces in scope. */
export class ElementCompiler {
  readonly #nulls: Nulls
  readonly #elements: Known<WriteElement> = new Map()
  readonly #items: Known<WriteItem> = new Map()

  constructor (nulls: Nulls) {
    this.#nulls = nulls
  }

  /** @throws Error for a name that XML does not have, or a faulty `xml` */
  element (shape: Shape, form: Form, scope: Namespaces): WriteElement {
    const { known, compiled } = find(this.#elements, shape, form, scope)
    if (known) return (tag, value) => compiled.write(tag, value)
    compiled.write = this.#compileElement(shape, form, scope)
    return compiled.write
  }

  /** The items of an array that has no element of its own. @throws as `element` does */
  items (shape: Shape, form: Form, scope: Namespaces): WriteItem {
    const { known, compiled } = find(this.#items, shape, form, scope)
    if (known) return (local, item, index) => compiled.write(local, item, index)
    compiled.write = this.#compileItems(shape, form, scope)
    return compiled.write
  }

  #compileElement (shape: Shape, form: Form, scope: Namespaces): WriteElement {
    const writeItem = this.#itemWriter(shape, form, scope)
    const writeProperties = shape.object ? this.#compileProperties(shape, form, scope) : undefined
    return (tag, value) => {
      if (typeof value !== 'object') return element(tag, scalarText(value))
      if (value === null) return tag.nil
      if (Array.isArray(value)) return element(tag, joinItems(value, tag.local, writeItem))
      // Any branch of a union may let a date or bytes out, one that declares no form too.
      const text = objectText(value)
      if (text !== undefined) return element(tag, text)
      return (writeProperties ?? this.#compileProperties(ANY, ANY_FORM, scope))(tag, value)
    }
  }

  #compileProperties (shape: Shape, form: Form, outer: Namespaces): (tag: Tag, source: object) => string {
    const properties = propertiesOf(shape, form)
    const attributes = new Attributes(outer)
    for (const property of properties) if (property.xml.attribute === true) attributes.add(property)
    const elements = properties.filter(({ xml }) => xml.attribute !== true)
    const writeOthers = this.#compileOthers({ shape, form }, attributes, elements)
    const { scope, declarations } = attributes
    const writeAttributes = each(attributes.names, attributes.writers)
    const writeElements = each(elements.map(({ name }) => name), elements.map((property): WriteProperty => {
      checkName(property)
      const write = this.#named(property, scope, false)
      return (value) => value === undefined ? '' : write(property.name, value)
    }))
    if (writeOthers === undefined && attributes.names.length === 0) return (tag, source) => element(tag, writeElements(source))
    return (tag, source) => {
      const others = writeOthers?.(source)
      const start = tag.start + declarations + writeAttributes(source) + (others?.attributes ?? '')
      const content = writeElements(source) + (others?.elements ?? '')
      return content === '' ? `${start}/>` : `${start}>${content}${tag.end}`
    }
  }

  #compileOthers (
    { shape, form }: Pick<Child, 'shape' | 'form'>, attributes: Attributes, elements: readonly Property[]
  ): ((source: object) => Parts) | undefined {
    const others = othersOf(shape, form)
    if (others.length === 0) return undefined
    const asAttributes = others.map((other) => other.xml.attribute === true ? attributes.addOthers(other) : undefined)
    const taken = new Set(elements.flatMap((property) => elementNamesOf(property, attributes.scope)))
    const writers = others.map((other, index): OtherWriter => {
      const { covers, xml: { name, ...xml }, where } = other
      const asAttribute = asAttributes[index]
      if (asAttribute !== undefined) {
        return { covers, names: new Kept((text) => encodeFree(text, asAttribute.isTaken)), part: 'attributes', write: asAttribute.write }
      }
      // choice: these names are data, so `xml.name` does not replace them.
      const isTaken = (local: string): boolean => taken.has(expandedName(local, xml, attributes.scope, where))
      const names = new Kept((text) => encodeFree(text, isTaken))
      return { covers, names, part: 'elements', write: this.#named({ ...other, xml }, attributes.scope, false) }
    })
    const declared = new Set([...shape.properties].filter(([, inner]) => inner !== NOTHING).map(([name]) => name))
    return (source) => {
      const parts: Parts = { attributes: '', elements: '' }
      for (const name of Object.keys(source)) {
        if (declared.has(name)) continue
        const { part, names, write } = writers.find(({ covers }) => covers(name)) as OtherWriter
        parts[part] += write(names.of(name), (source as Properties)[name])
      }
      return parts
    }
  }

  /** The items of an array, also where the schema declares none: one may come of a branch that declares nothing, or as a default. */
  #itemWriter (shape: Shape, form: Form, scope: Namespaces): WriteItem {
    if (shape.items !== undefined) return this.items(shape, form, scope)
    return (local, item, index) => this.items(ANY, ANY_FORM, scope)(local, item, index)
  }

  #compileItems (shape: Shape, form: Form, scope: Namespaces): WriteItem {
    const [first, others] = itemChildrenOf(shape, form)
    const writers = first.map((item) => this.#named(item, scope, true))
    const writeOther: WriteNamed = others.shape === NOTHING ? () => '' : this.#named(others, scope, true)
    return (local, item, index) => (writers[index] ?? writeOther)(local, item)
  }

  // choice: an array in an array has an element of its own, which shows where it ends, unless `xml` says `wrapped: false`.
  #named ({ shape, form, xml, where }: Child, outer: Namespaces, inArray: boolean): WriteNamed {
    const { wrapped = inArray } = xml
    const qualified = qualify(xml, outer, where)
    const write = this.element(shape, form, qualified.scope)
    const writeItem = wrapped ? undefined : this.#itemWriter(shape, form, outer)
    const isArray = !wrapped && shape.items !== undefined && !shape.scalar && !shape.object
    const tags = new Kept((name) => tagOf(name, qualified, this.#nulls))
    // That of the last value: the next one mostly has the same name.
    let tag = tags.of('')
    return (local, value) => {
      const name = xml.name ?? local
      if (writeItem !== undefined && Array.isArray(value)) return joinItems(value, isArray ? local : name, writeItem)
      if (isArray && value === null) return ''
      if (tag.local !== name) tag = tags.of(name)
      return typeof value === 'object' ? write(tag, value) : element(tag, scalarText(value))
    }
  }
}

/** What the steps write of the properties of an object. The code is made when the first one comes. */
function each (names: readonly string[], steps: readonly WriteProperty[]): (source: object) => string {
  let write: ((source: object, context: undefined) => string) | undefined
  if (names.length === 0) return () => ''
  return (source) => (write ??= unroll(names, steps, ''))(source, undefined)
}

function find<Write> (
  known: Known<Write>, shape: Shape, form: Form, scope: Namespaces
): { readonly known: boolean, readonly compiled: Compiled<Write> } {
  const byForm = known.get(shape) ?? new Map<Form, Map<string, Compiled<Write>>>()
  known.set(shape, byForm)
  const inScopes = byForm.get(form) ?? new Map<string, Compiled<Write>>()
  byForm.set(form, inScopes)
  const key = [...scope].flat().join(' ')
  const before = inScopes.get(key)
  const compiled = before ?? {} as Compiled<Write>
  inScopes.set(key, compiled)
  return { known: before !== undefined, compiled }
}
