/**
 * Boot, for XML: the children of an object or an array, each with its `xml`, and the attributes among them.
 *
 * In: a shape. Out: its properties and items as OpenAPI's XML Object names them; functions that write the attributes.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { ANY, isObject, NOTHING, type Schema, type Shape } from '../../schemas/index.js'
import { type Properties, read, toPlain } from '../values/values.js'
import { isFreeName, type Namespaces, qualify, type Xml, xmlOf } from './names.js'
import { escapeAttribute, textOf } from './text.js'

/** A property of an object, or an item of an array. */
export interface Child {
  readonly shape: Shape
  readonly xml: Xml
  /** What errors call it. */
  readonly where: string
}

/** A child whose name the schema declares. */
export interface Property extends Child {
  readonly name: string
}

/** @param written the schemas as written, since a shape of anything has none: there may be `xml` in them all the same */
function childOf (shape: Shape, written: readonly unknown[], where: string): Child {
  return { shape, xml: xmlOf(shape === ANY ? written.filter(isObject) : shape.schemas, where), where }
}

/** The declared properties of an object. */
export function propertiesOf ({ properties, schemas }: Shape): Property[] {
  return [...properties].filter(([, shape]) => shape !== NOTHING).map(([name, shape]) => {
    const written = schemas.map((schema) => under(schema.properties, name))
    return { name, ...childOf(shape, written, `property '${name}'`) }
  })
}

/** Properties whose names come from the payload, and which names they cover. */
export interface OtherProperties extends Child {
  covers (name: string): boolean
}

/** The properties of an object that the schema does not name. Those that come first win. */
export function othersOf ({ patterns, additional, schemas }: Shape): OtherProperties[] {
  const others = patterns.map(([pattern, shape]): OtherProperties => {
    const written = schemas.map((schema) => under(schema.patternProperties, pattern.source))
    return { ...childOf(shape, written, `patternProperties '${pattern.source}'`), covers: (name) => pattern.test(name) }
  })
  if (additional === undefined) return others
  const written = schemas.map((schema) => schema.additionalProperties)
  return [...others, { ...childOf(additional, written, 'additionalProperties'), covers: () => true }]
}

/** The items of an array: the first ones by index, then any after them, whose shape is `NOTHING` where there are none. */
export function itemChildrenOf ({ places, rest, schemas }: Shape): readonly [first: Child[], others: Child] {
  const first = places.map((shape, index) => childOf(shape, schemas.map((schema) => itemSchema(schema, index)), `item ${index}`))
  const written = schemas.flatMap(({ items, additionalItems }) => [items, additionalItems])
  return [first, childOf(rest, written, 'items')]
}

function itemSchema ({ prefixItems, items }: Schema, index: number): unknown {
  return Array.isArray(items) ? items[index] : under(prefixItems, String(index))
}

function under (schemas: unknown, name: string): unknown {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? schemas[name] : undefined
}

/** @throws Error where XML does not have the name of a property, and `xml` gives no other */
export function checkName ({ name, shape, xml, where }: Property): void {
  if (isFreeName(name)) return
  const fault = /^xml/i.test(name) ? 'XML reserves names that begin with xml' : 'XML has no such name'
  // The items of an array that is not wrapped have its name.
  const isItems = shape.items !== undefined && !shape.scalar && !shape.object && xml.wrapped !== true
  if (isItems && isNameless(shape)) throw new Error(`${where}: ${fault}. Declare items: { xml: { name } }`)
  if (!isItems && xml.name === undefined) throw new Error(`${where}: ${fault}. Declare xml: { name }`)
}

function isNameless (shape: Shape): boolean {
  const [first, others] = itemChildrenOf(shape)
  return [...first, others].some((item) => item.shape !== NOTHING && item.xml.name === undefined)
}

/** Writes a property of an object; '' for none. */
export type WriteProperty = (source: Properties) => string

/** Reads a property as JSON would see it. */
export function readPlain (source: Properties, name: string): unknown {
  return toPlain(name === '__proto__' ? read(source, name) : source[name])
}

/** The attributes of an element, and the namespaces that they need. */
export class Attributes {
  readonly writers: WriteProperty[] = []
  declarations = ''
  scope: Namespaces
  readonly #names = new Set<string>()

  constructor (scope: Namespaces) {
    this.scope = scope
  }

  /** @throws Error for what cannot be an attribute */
  add (property: Property): void {
    const { name, xml: { name: local = name } } = property
    checkName(property)
    const [prefix, uri] = this.#qualify(property)
    if (this.#names.has(`${uri} ${local}`)) {
      throw new Error(`${property.where}: there is an attribute ${prefix}${local} already. Declare xml: { name }`)
    }
    this.#names.add(`${uri} ${local}`)
    const before = ` ${prefix}${local}="`
    this.writers.push((source) => attribute(before, readPlain(source, name), property.shape))
  }

  /** Makes the writer of attributes whose names come from the payload. @throws Error for what cannot be an attribute */
  addOthers (others: OtherProperties): (local: string, plain: unknown) => string {
    const [prefix, uri] = this.#qualify(others)
    return (local, plain) => {
      // A declared attribute has this name already, and readers refuse an attribute that is there twice.
      if (this.#names.has(`${uri} ${local}`)) throw new TypeError(`cannot write two properties as the attribute ${prefix}${local}`)
      return attribute(` ${prefix}${local}="`, plain, others.shape)
    }
  }

  #qualify ({ shape, xml, where }: Child): readonly [prefix: string, uri: string] {
    if (shape !== ANY && (shape.object || shape.items !== undefined)) {
      throw new Error(`${where}: xml.attribute: an attribute holds no objects and no arrays`)
    }
    if (xml.prefix === undefined || xml.prefix === '') {
      // The default namespace does not apply to attributes.
      if (xml.namespace !== undefined) throw new Error(`${where}: xml.namespace: an attribute needs xml.prefix as well`)
      return ['', '']
    }
    const { prefix, declaration, scope } = qualify(xml, this.scope, where)
    if (declaration !== '' && this.scope.has(xml.prefix)) {
      throw new Error(`${where}: xml.prefix: ${xml.prefix} stands for ${this.scope.get(xml.prefix)} here. Declare another one`)
    }
    this.declarations += declaration
    this.scope = scope
    return [prefix, scope.get(xml.prefix) as string]
  }
}

// An attribute that is null is left out (OpenAPI 3.1.2, "Handling null Values").
function attribute (before: string, plain: unknown, shape: Shape): string {
  const text = textOf(plain, shape)
  return text === null || text === undefined ? '' : `${before}${escapeAttribute(text)}"`
}
