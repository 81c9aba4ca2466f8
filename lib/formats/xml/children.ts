/**
 * Boot, for XML: what stands in an object or an array, each with its `xml`; and the attributes among it.
 *
 * In: a shape. Out: its properties and items as OpenAPI's XML Object names them; of the attributes, functions that write them.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { ANY, isObject, NOTHING, type Schema, type Shape } from '../../schemas/index.js'
import { type Properties, read, toPlain } from '../csv/cells.js'
import { isFreeName, qualify, type Scope, type Xml, xmlOf } from './names.js'
import { escapeAttribute, textOf } from './text.js'

/** A schema under a name, or in an array. */
export interface Member {
  readonly shape: Shape
  readonly xml: Xml
  /** For errors. */
  readonly where: string
}

/** A member whose name the schema declares. */
export interface Property extends Member {
  readonly name: string
}

/** A schema where it stands. @param inPlace the same as it is written, for a schema that leaves open all but its `xml` */
export function memberOf (shape: Shape, inPlace: readonly unknown[], where: string): Member {
  return { shape, xml: xmlOf(shape === ANY ? inPlace.filter(isObject) : shape.schemas, where), where }
}

/** The declared properties of an object. */
export function propertiesOf ({ properties, schemas }: Shape): Property[] {
  return [...properties].filter(([, shape]) => shape !== NOTHING).map(([name, shape]) => {
    const inPlace = schemas.map((schema) => under(schema.properties, name))
    return { name, ...memberOf(shape, inPlace, `property '${name}'`) }
  })
}

/** The members of an object whose names only the payload knows, each with what tells whether a name is one of its. */
export function othersOf ({ patterns, additional, schemas }: Shape): Array<readonly [isOne: (name: string) => boolean, member: Member]> {
  const others = patterns.map(([pattern, shape]) => {
    const inPlace = schemas.map((schema) => under(schema.patternProperties, pattern.source))
    return [(name: string) => pattern.test(name), memberOf(shape, inPlace, `patternProperties '${pattern.source}'`)] as const
  })
  if (additional === undefined) return others
  return [...others, [() => true, memberOf(additional, schemas.map((schema) => schema.additionalProperties), 'additionalProperties')]]
}

/** The items of an array: those that have a place, then any behind them; `NOTHING` where there are none. */
export function itemsOf ({ places, rest, schemas }: Shape): readonly [inPlaces: Member[], behind: Member] {
  const inPlaces = places.map((shape, index) => memberOf(shape, schemas.map((schema) => placeOf(schema, index)), `item ${index}`))
  const inPlace = schemas.flatMap(({ items, additionalItems }) => [items, additionalItems])
  return [inPlaces, memberOf(rest, inPlace, 'items')]
}

function placeOf ({ prefixItems, items }: Schema, index: number): unknown {
  return Array.isArray(items) ? items[index] : under(prefixItems, String(index))
}

function under (schemas: unknown, name: string): unknown {
  return isObject(schemas) && Object.hasOwn(schemas, name) ? schemas[name] : undefined
}

/** @throws Error where a property needs another name */
export function checkName ({ name, shape, xml, where }: Property): void {
  if (isFreeName(name)) return
  const fault = /^xml/i.test(name) ? 'XML keeps names that begin with xml for itself' : 'XML has no such name'
  // Of an array that is not wrapped, the name is that of its items.
  const isItems = shape.items !== undefined && !shape.scalar && !shape.object && xml.wrapped !== true
  if (isItems && isNameless(shape)) throw new Error(`${where}: ${fault}. Declare items: { xml: { name } }`)
  if (!isItems && xml.name === undefined) throw new Error(`${where}: ${fault}. Declare xml: { name }`)
}

function isNameless (shape: Shape): boolean {
  const [inPlaces, behind] = itemsOf(shape)
  return [...inPlaces, behind].some((item) => item.shape !== NOTHING && item.xml.name === undefined)
}

/** Writes a member of an object; '' for none. */
export type WriteMember = (source: Properties) => string

/** Reads what a property holds, as JSON would have it. */
export function readPlain (source: Properties, name: string): unknown {
  return toPlain(name === '__proto__' ? read(source, name) : source[name])
}

/** The attributes of an element, and the namespaces that they need. */
export class Attributes {
  readonly writers: WriteMember[] = []
  declarations = ''
  scope: Scope
  readonly #names = new Set<string>()

  constructor (scope: Scope) {
    this.scope = scope
  }

  /** @throws Error for what cannot be an attribute */
  add (property: Property): void {
    const { name, xml: { name: local = name } } = property
    checkName(property)
    const [prefix, uri] = this.#qualify(property)
    if (this.#names.has(`${uri} ${local}`)) throw new Error(`${property.where}: there is an attribute ${prefix}${local} already. Declare xml: { name }`)
    this.#names.add(`${uri} ${local}`)
    const before = ` ${prefix}${local}="`
    this.writers.push((source) => attribute(before, readPlain(source, name), property.shape))
  }

  /** Writes attributes that have their names from the payload. */
  addOthers (member: Member): (local: string, plain: unknown) => string {
    const [prefix, uri] = this.#qualify(member)
    return (local, plain) => {
      // What is no attribute by the schema has this name, and two of them no reader takes.
      if (this.#names.has(`${uri} ${local}`)) throw new TypeError(`two properties would be the attribute ${prefix}${local}`)
      return attribute(` ${prefix}${local}="`, plain, member.shape)
    }
  }

  #qualify ({ shape, xml, where }: Member): readonly [prefix: string, uri: string] {
    if (shape !== ANY && (shape.object || shape.items !== undefined)) throw new Error(`${where}: xml.attribute: an attribute holds no objects and no arrays`)
    if (xml.prefix === undefined || xml.prefix === '') {
      // The default namespace is not that of attributes.
      if (xml.namespace !== undefined) throw new Error(`${where}: xml.namespace: an attribute needs xml.prefix beside it`)
      return ['', '']
    }
    const { prefix, declaration, scope } = qualify(xml, this.scope, where)
    if (declaration !== '' && this.scope.has(xml.prefix)) throw new Error(`${where}: xml.prefix: ${xml.prefix} stands for ${this.scope.get(xml.prefix)} here. Declare another one`)
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
