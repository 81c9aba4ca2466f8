/**
 * Boot, for XML: the children of an object or an array, each with its `xml`, and the attributes among them.
 *
 * In: a shape. Out: its properties and items as OpenAPI's XML Object names them; functions that write the attributes.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { ANY, ANY_FORM, type Form, isObject, NOTHING, type Schema, type Shape } from '../../schemas/index.js'
import { isFreeName, type Namespaces, qualify, type Xml, xmlOf } from './names.js'
import { escapeAttribute, objectText, scalarText } from './text.js'

/** A property of an object, or an item of an array. */
export interface Child {
  readonly shape: Shape
  /** What data may come. */
  readonly form: Form
  readonly xml: Xml
  /** What errors call it. */
  readonly where: string
}

/** A child whose name the schema declares. */
export interface Property extends Child {
  readonly name: string
}

/** @param written the schemas as written, since a shape of anything has none: there may be `xml` in them all the same */
function childOf (shape: Shape, written: readonly unknown[], where: string): Omit<Child, 'form'> {
  return { shape, xml: xmlOf(shape === ANY ? written.filter(isObject) : shape.schemas, where), where }
}

/** The declared properties of an object. */
export function propertiesOf ({ properties, schemas }: Shape, { object }: Form): Property[] {
  const forms = new Map(object?.properties)
  return [...properties].filter(([, shape]) => shape !== NOTHING).map(([name, shape]) => {
    const written = schemas.map((schema) => under(schema.properties, name))
    return { name, form: forms.get(name) ?? ANY_FORM, ...childOf(shape, written, `property '${name}'`) }
  })
}

/** Properties whose names come from the payload, and which names they cover. */
export interface OtherProperties extends Child {
  covers (name: string): boolean
}

/** The properties of an object that the schema does not name; those that come first win, and the last covers all names. Empty for none. */
export function othersOf (shape: Shape, form: Form): OtherProperties[] {
  const { properties, patterns, additional = NOTHING, schemas } = shape
  // What is declared as nothing, the plan has left out.
  const others = patterns.filter(([, inner]) => inner !== NOTHING).map(([pattern, inner]): OtherProperties => {
    const written = schemas.map((schema) => under(schema.patternProperties, pattern.source))
    return { form: ANY_FORM, ...childOf(inner, written, `patternProperties '${pattern.source}'`), covers: (name) => pattern.test(name) }
  })
  if (additional === NOTHING) return isClosed(properties, form) && others.length === 0 ? [] : [...others, UNDECLARED]
  const written = schemas.map((schema) => schema.additionalProperties)
  return [...others, { form: ANY_FORM, ...childOf(additional, written, 'additionalProperties'), covers: () => true }]
}

// A branch that declares nothing lets anything out, and so does a default, which goes out as it is.
const UNDECLARED: OtherProperties = { shape: ANY, form: ANY_FORM, xml: {}, where: 'any property', covers: () => true }

function isClosed (properties: Shape['properties'], { object }: Form): boolean {
  const declared = new Set([...properties].filter(([, shape]) => shape !== NOTHING).map(([name]) => name))
  return object !== undefined && !object.isOpen && object.properties.every(([name]) => declared.has(name))
}

/** The items of an array: the first ones by index, then any after them, whose shape is `NOTHING` where there are none. */
export function itemChildrenOf ({ places, rest, schemas }: Shape, { array }: Form): readonly [first: Child[], others: Child] {
  const forms = array ?? { places: [], rest: ANY_FORM }
  const first = places.map((shape, index): Child => {
    const form = forms.places[index] ?? forms.rest
    return { form, ...childOf(shape, schemas.map((schema) => itemSchema(schema, index)), `item ${index}`) }
  })
  const written = schemas.flatMap(({ items, additionalItems }) => [items, additionalItems])
  const others = rest === NOTHING && array === undefined ? ANY : rest
  return [first, { form: forms.rest, ...childOf(others, written, 'items') }]
}

function itemSchema ({ prefixItems, items }: Schema, index: number): unknown {
  return Array.isArray(items) ? items[index] : under(prefixItems, String(index))
}

function under (schemas: unknown, name: string): unknown {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? schemas[name] : undefined
}

/** @throws Error where XML does not have the name of a property, and `xml` gives no other */
export function checkName ({ name, shape, form, xml, where }: Property): void {
  if (isFreeName(name)) return
  const fault = /^xml/i.test(name) ? 'XML reserves names that begin with xml' : 'XML has no such name'
  // The items of an array that is not wrapped have its name.
  const isItems = shape.items !== undefined && !shape.scalar && !shape.object && xml.wrapped !== true
  if (isItems && isNameless(shape, form)) throw new Error(`${where}: ${fault}. Declare items: { xml: { name } }`)
  if (!isItems && xml.name === undefined) throw new Error(`${where}: ${fault}. Declare xml: { name }`)
}

function isNameless (shape: Shape, form: Form): boolean {
  const [first, others] = itemChildrenOf(shape, form)
  return [...first, others].some((item) => item.shape !== NOTHING && item.xml.name === undefined)
}

/** A name with its namespace, by which readers know it. */
export function expandedName (local: string, xml: Xml, scope: Namespaces, where: string): string {
  return `${qualify(xml, scope, where).scope.get(xml.prefix ?? '') ?? ''} ${local}`
}

/** The expanded names that the elements of a property may have. */
export function elementNamesOf ({ name, shape, form, xml, where }: Property, scope: Namespaces): string[] {
  const own = expandedName(xml.name ?? name, xml, scope, where)
  if (shape.items === undefined || xml.wrapped === true) return [own]
  const [first, others] = itemChildrenOf(shape, form)
  return [own, ...[...first, others].map((item) => expandedName(item.xml.name ?? name, item.xml, scope, item.where))]
}

/** Writes what stands under a name; '' for nothing. */
export type WriteProperty = (value: unknown) => string

/** Attributes whose names come from the payload. */
interface OtherAttributes {
  /** Whether a declared one has this name. */
  isTaken (local: string): boolean
  write (local: string, value: unknown): string
}

/** The attributes of an element, and the namespaces that they need. */
export class Attributes {
  /** In the order of the names. */
  readonly writers: WriteProperty[] = []
  readonly names: string[] = []
  declarations = ''
  scope: Namespaces
  readonly #taken = new Set<string>()

  constructor (scope: Namespaces) {
    this.scope = scope
  }

  /** @throws Error for what cannot be an attribute */
  add (property: Property): void {
    const { name, xml: { name: local = name } } = property
    checkName(property)
    const [prefix, uri] = this.#qualify(property)
    if (this.#taken.has(`${uri} ${local}`)) {
      throw new Error(`${property.where}: there is an attribute ${prefix}${local} already. Declare xml: { name }`)
    }
    this.#taken.add(`${uri} ${local}`)
    const before = ` ${prefix}${local}="`
    this.names.push(name)
    this.writers.push((value) => attribute(before, value))
  }

  /** The same for attributes whose names come from the payload. @throws Error for what cannot be an attribute */
  addOthers (others: OtherProperties): OtherAttributes {
    const [prefix, uri] = this.#qualify(others)
    const isTaken = (local: string): boolean => this.#taken.has(`${uri} ${local}`)
    return { isTaken, write: (local, value) => attribute(` ${prefix}${local}="`, value) }
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
function attribute (before: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value !== 'object') return `${before}${typeof value === 'string' ? escapeAttribute(value) : scalarText(value)}"`
  const text = objectText(value)
  // Where anything may come, an object or an array may.
  return text === undefined ? '' : `${before}${text}"`
}
