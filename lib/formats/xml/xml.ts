/**
 * The serializer for XML: `application/xml`, `text/xml` and `+xml`, compiled from the schema. Exported as `fastify-produces/xml`.
 *
 * In: at boot a schema, per request a value. Out: a document, or a stream where the items of an array come one by one. The names come
 * from OpenAPI's `xml` keyword. What the schema does not declare never goes out. XML 1.0, Namespaces in XML 1.0, OpenAPI 3.1.2.
 * @see https://www.w3.org/TR/xml/
 * @see https://spec.openapis.org/oas/v3.1.2.html#xml-object
 */
import { ANY, compilePlans, type Form, isObject, type Schema, type Shape, shapeOf } from '../../schemas/index.js'
import { isItems, type Items, ItemStream } from '../../streams/index.js'
import { itemsNotDeclared, noData, withinStack } from '../faults.js'
import { BOOLEAN, checkOptions, markFactory, type Rule, type TextCompiler } from '../format.js'
import { element, ElementCompiler, joinItems, type Tag, tagOf, type WriteElement, type WriteItem } from './elements.js'
import { isFreeName, OUTSIDE, ownName, qualify, xmlOf } from './names.js'

/** The options of `xml()`. */
export interface XmlOptions {
  /** The name of the root element where the schema has none in `xml.name`, `title` or `$id`. Default `'root'`. */
  readonly root?: string
  /** The name of the items of the root where it is an array, and the schema has none. Default `'item'`. */
  readonly item?: string
  /** What becomes of null: `'nil'`, an empty element with `xsi:nil="true"`, as OpenAPI 3.1.2 has it; `'omit'`, nothing. Default `'nil'`. */
  readonly nulls?: 'nil' | 'omit'
  /** Whether the document begins with `<?xml version="1.0" encoding="UTF-8"?>`. Default `true`. */
  readonly declaration?: boolean
}

/** The compiler for `application/xml` and the like. Fails where XML does not have the name of a property, or `xml` has a fault. */
export type XmlCompiler = TextCompiler

/**
 * Makes the serializer for XML.
 *
 * Elements and attributes are what the schema declares, under the names that OpenAPI's `xml` keyword gives them. An array is written
 * at once; an async iterable or a generator becomes a stream that reads an item when there is room for it.
 *
 * @throws TypeError for an unknown option or a wrong value
 * @example
 * xml({ declaration: false }).compile({ title: 'planet' }, route)({ name: 'Mars' }) // '<planet><name>Mars</name></planet>'
 */
export default function xml (options: XmlOptions = {}): XmlCompiler {
  checkOptions(xml, RULES, options)
  const head = options.declaration === false ? '' : DECLARATION
  return {
    sync: true,
    shared: true,
    compile (schema, route) {
      const shape = schema === undefined ? ANY : shapeOf(schema, route.schemas)
      const { plan, form } = compilePlans(schema ?? true, route.schemas)
      const root = compileRoot({ shape, form, schemas: shape === ANY ? [schema].filter(isObject) : shape.schemas }, options)
      function write (payload: unknown): string {
        const data = plan(payload)
        if (data === undefined && payload !== undefined) throw noData(route.mediaType)
        return head + root.write(data)
      }
      return function serializeXml (payload) {
        if (!isItems(payload)) return withinStack(route.mediaType, write, payload)
        const format = itemFormat(root, head)
        return new ItemStream(plan(payload) as Items, format)
      }
    }
  }
}

markFactory(xml)
// What `require` gives.
xml.default = xml
export { xml as 'module.exports' }

// XMLDecl ::= '<?xml' VersionInfo EncodingDecl? SDDecl? S? '?>'     (XML 1.0 §2.8)
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'

const NAME: Rule = ['a name of XML without a colon, that does not begin with xml', isFreeName]

const RULES: Readonly<Record<keyof XmlOptions, Rule>> = {
  root: NAME,
  item: NAME,
  nulls: ["'nil' or 'omit'", (value) => value === 'nil' || value === 'omit'],
  declaration: BOOLEAN
}

// document ::= prolog element Misc*     (XML 1.0 §2.1)
interface Root {
  readonly tag: Tag
  /** The name of the items of an array. */
  readonly item: string
  /** `undefined` where the schema declares no array. */
  readonly writeItem: WriteItem | undefined
  write (data: unknown): string
}

/** What a schema declares. */
interface Declared {
  readonly shape: Shape
  readonly form: Form
  readonly schemas: readonly Schema[]
}

// choice: a document has one root, so an array has an element of its own here whether it is `wrapped` or not. Its items have the names
// that they would have as roots, else the `xml.name` of the array.
function compileRoot ({ shape, form, schemas }: Declared, { root, item, nulls = 'nil' }: XmlOptions): Root {
  const xml = xmlOf(schemas, 'the schema')
  const qualified = qualify(xml, OUTSIDE, 'the schema')
  const tag = tagOf([xml.name, ownName(schemas), root].find((name) => name !== undefined) ?? 'root', qualified, nulls)
  const compiler = new ElementCompiler(nulls)
  const writeItem = shape.items === undefined ? undefined : compiler.items(shape, form, qualified.scope)
  const itemSchemas = shape.items?.schemas ?? []
  const itemName = [ownName(itemSchemas), xml.name, item].find((name) => name !== undefined) ?? 'item'
  return { tag, item: itemName, writeItem, write: compileWrite(tag, itemName, writeItem, compiler.element(shape, form, qualified.scope)) }
}

function compileWrite (tag: Tag, item: string, writeItem: WriteItem | undefined, writeElement: WriteElement): Root['write'] {
  return (data) => {
    if (data === null || data === undefined) return tag.nil || tag.empty
    if (Array.isArray(data) && writeItem !== undefined) return element(tag, joinItems(data, item, writeItem))
    return writeElement(tag, data)
  }
}

function itemFormat ({ tag, item: name, writeItem }: Root, head: string): ConstructorParameters<typeof ItemStream>[1] {
  if (writeItem === undefined) throw itemsNotDeclared()
  let index = 0
  return { head: head + tag.open, tail: tag.end, format: (item) => writeItem(name, item, index++) }
}
