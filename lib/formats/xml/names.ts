/**
 * Boot, for XML: what elements and attributes are called, from OpenAPI's `xml` keyword.
 *
 * In: the schemas of a shape. Out: what their `xml` says, checked; names as XML has them; the namespaces in scope.
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 * @see https://www.w3.org/TR/xml-names/
 */
import { inspect, isDeepStrictEqual } from 'node:util'
import { BRANCHES, isObject, type Schema } from '../../schemas/index.js'
import { PayloadFault } from '../../streams/index.js'
import { NAME_CHAR, NAME_START } from './name-characters.js'
import { escapeAttribute } from './text.js'

/** OpenAPI's XML Object. */
export interface Xml {
  readonly name?: string
  readonly namespace?: string
  readonly prefix?: string
  readonly attribute?: boolean
  readonly wrapped?: boolean
}

/*
 * QName  ::= (Prefix ':')? LocalPart          (Namespaces in XML 1.0 §4)
 * NCName ::= Name - (Char* ':' Char*)
 */
const STARTS_NAME = new RegExp(`^[${NAME_START}]$`, 'u')
const IN_NAME = new RegExp(`^[${NAME_CHAR}]$`, 'u')
const NC_NAME = new RegExp(`^[${NAME_START}][${NAME_CHAR}]*$`, 'u')

/** Whether a value is a name without a colon. */
export function isName (name: unknown): name is string {
  return typeof name === 'string' && NC_NAME.test(name)
}

/**
 * Whether a value is a name that needs no asking for: XML reserves those that begin with `xml`.
 *
 * choice: `xml: { name: 'xmlUrl' }` asks for one, since existing formats have such names.
 */
export function isFreeName (name: unknown): name is string {
  return isName(name) && !/^xml/i.test(name)
}

// What reads as an escape, but is part of a property's name.
const LIKE_AN_ESCAPE = /_(?=x[\da-f]{4})/gi

/**
 * Any text as a name: a character that a name cannot have is `_xHHHH_`, its UTF-16 code in hexadecimal, as in SQL/XML and .NET.
 *
 * choice: a property name from the payload is data, so it is kept, and no two become one. The empty name, which SQL/XML does not have,
 * is `_x005F_`.
 *
 * @example
 * encodeName('surface area') // 'surface_x0020_area'
 * encodeName('1st') // '_x0031_st'
 * encodeName('xml') // '_x0078_ml'
 */
export function encodeName (text: string): string {
  if (text === '') return encode('_')
  if (isFreeName(text) && !text.includes('_x') && !text.includes('_X')) return text
  const [first = '', ...rest] = text
  return STARTS_NAME.test(first) && !/^(?:xml|_x[\da-f]{4})/i.test(text) ? first + encodeRest(rest) : encodeAtFirst(text)
}

/**
 * The same name in another spelling, with its first character escaped.
 *
 * @example
 * encodeAtFirst('Name') // '_x004E_ame'
 */
export function encodeAtFirst (text: string): string {
  const [first = '_', ...rest] = text
  return encode(first) + encodeRest(rest)
}

/**
 * How a name of the payload is spelled, next to those that the schema declares.
 *
 * choice: a name that the schema has given to another property is spelled with an escape, so that readers can tell the two apart.
 *
 * @throws PayloadFault where each spelling is taken, as for `1` next to a declared `_x0031_`
 */
export function encodeFree (text: string, isTaken: (name: string) => boolean): string {
  const free = [encodeName(text), encodeAtFirst(text)].find((name) => !isTaken(name))
  if (free === undefined) throw new PayloadFault(`cannot write the property ${inspect(text)}: the schema has given its name to another`)
  return free
}

function encodeRest (characters: readonly string[]): string {
  const text = characters.join('').replace(LIKE_AN_ESCAPE, encode('_'))
  return Array.from(text, (character) => IN_NAME.test(character) ? character : encode(character)).join('')
}

function encode (character: string): string {
  return character.split('').map((unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`).join('')
}

/**
 * The `xml` of a shape: that of the nearest schema, as a whole.
 *
 * @param where what errors call it
 * @throws Error for a wrong value, or where branches disagree
 */
export function xmlOf (schemas: readonly Schema[], where: string): Xml {
  const [nearest, ...others] = schemas.filter(({ xml }) => xml !== undefined)
  if (nearest === undefined) return {}
  // choice: the branch of a value is not known, so neither is which of two names it has.
  if (nearest !== schemas[0] && others.some(({ xml }) => !isDeepStrictEqual(xml, nearest.xml))) {
    throw new Error(`${where}: the branches of the schema differ in xml. Declare xml next to allOf, anyOf or oneOf`)
  }
  return checkXml(nearest.xml, where)
}

const XML = 'http://www.w3.org/XML/1998/namespace'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
const XMLNS = 'http://www.w3.org/2000/xmlns/'

const isBoolean = (value: unknown): boolean => typeof value === 'boolean'

const FIELDS: ReadonlyArray<readonly [field: string, expected: string, isRight: (value: unknown) => boolean]> = [
  ['name', 'a name of XML without a colon, other than xmlns', (value) => isName(value) && value !== 'xmlns'],
  ['prefix', 'a name of XML without a colon, other than xmlns', (value) => value === '' || (isName(value) && value !== 'xmlns')],
  ['namespace', 'a URI that is not relative', isNamespace],
  ['attribute', 'true or false', isBoolean],
  ['wrapped', 'true or false', isBoolean]
]

function isNamespace (value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][a-z\d+.-]*:\S*$/i.test(value) && value !== XMLNS
}

function checkXml (xml: unknown, where: string): Xml {
  if (!isObject(xml)) throw new Error(`${where}: xml: expected an object, found ${inspect(xml)}`)
  for (const [field, expected, isRight] of FIELDS) {
    const value = xml[field]
    if (value !== undefined && !isRight(value)) throw new Error(`${where}: xml.${field}: expected ${expected}, found ${inspect(value)}`)
  }
  checkReserved(xml, where)
  return xml
}

function checkReserved ({ prefix, namespace }: Xml, where: string): void {
  for (const [reserved, uri] of [['xml', XML], ['xsi', XSI]]) {
    if (prefix === reserved && namespace !== undefined && namespace !== uri) {
      throw new Error(`${where}: xml.prefix: ${prefix} stands for ${uri} and nothing else`)
    }
  }
  if (namespace === XML && prefix !== 'xml') throw new Error(`${where}: xml.prefix: expected xml, by which ${XML} is known`)
}

/** The namespaces that prefixes stand for within an element, the default one under ''. */
export type Namespaces = ReadonlyMap<string, string>

/** The scope of a document, before its first element. */
export const OUTSIDE: Namespaces = new Map([['xml', XML]])

/** What a name has besides its local part. */
export interface Qualified {
  /** `p:`, or empty. */
  readonly prefix: string
  /** The attribute that declares the prefix; empty where it is in scope. */
  readonly declaration: string
  /** The scope with what was declared. */
  readonly scope: Namespaces
}

/**
 * Qualifies a name. A namespace is declared where it is needed and not in scope.
 *
 * choice: an element without a namespace of its own is in its parent's default one, as XML readers see it.
 *
 * @throws Error for a prefix that stands for nothing
 */
export function qualify ({ prefix = '', namespace }: Xml, scope: Namespaces, where: string): Qualified {
  const qualified = { prefix: prefix === '' ? '' : `${prefix}:`, declaration: '', scope }
  const bound = scope.get(prefix)
  if (namespace === undefined) {
    if (prefix !== '' && bound === undefined) {
      throw new Error(`${where}: xml.prefix: ${prefix} stands for no namespace here. Declare xml.namespace as well`)
    }
    return qualified
  }
  if (bound === namespace) return qualified
  const declaration = ` xmlns${prefix === '' ? '' : `:${prefix}`}="${escapeAttribute(namespace)}"`
  return { ...qualified, declaration, scope: new Map(scope).set(prefix, namespace) }
}

/** The attributes of an element that is null. XML Schema Part 1 §2.6.2. */
export function nilIn (scope: Namespaces): string {
  return `${scope.has('xsi') ? '' : ` xmlns:xsi="${XSI}"`} xsi:nil="true"`
}

/** The name that a schema gives itself: `title`, else `$id`; where the schema is no more than a `$ref`, those of what it refers to. */
export function ownName (schemas: readonly Schema[]): string | undefined {
  for (const schema of schemas) {
    const name = [schema.title, schema.$id].find(isFreeName)
    const isReference = schema.$ref !== undefined && ![...BRANCHES].some((keyword) => keyword !== '$ref' && keyword in schema)
    if (name !== undefined || !isReference) return name
  }
  return undefined
}
