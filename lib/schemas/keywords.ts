/**
 * Boot: what each keyword of a JSON schema declares of the form of a value.
 *
 * In: the value of a keyword. Out: places where the schemas of properties and items stand, and the types that a value may have.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10
 */
import { isObject, type Place, type Schema } from './references.js'

/** What the branches of a schema say, before it is known what they say together. */
export class Declared {
  readonly seen = new Set<Schema>()
  /** Those that say of what form a value is. */
  readonly schemas = new Set<Schema>()
  readonly types = new Set<string>()
  readonly properties = new Map<string, Place[]>()
  readonly patterns = new Map<string, Place[]>()
  readonly additional: Place[] = []
  /** Of every item. */
  readonly items: Place[] = []
  /** Of the items behind those that have a place. */
  readonly rest: Place[] = []
  /** Of the items in one place, the first ones. */
  readonly places: Place[][] = []
  /** A branch says nothing of the form. */
  open = false
}

type AddKeyword = (declared: Declared, value: unknown, document: unknown, schema: Schema) => void

// The keywords that say of what form a value is.
export const FORM: ReadonlyMap<string, AddKeyword> = new Map<string, AddKeyword>([
  ['type', ({ types }, value) => { for (const type of [value].flat()) if (type !== 'null') types.add(String(type)) }],
  ['enum', addTypes],
  ['const', (declared, value) => addTypes(declared, [value])],
  ['properties', ({ types, properties }, value, document) => addPlaces(properties, value, document, types)],
  ['patternProperties', ({ types, patterns }, value, document) => addPlaces(patterns, value, document, types)],
  // Fail closed: JSON Schema admits additional properties by default; here they are declared only where the schema says so.
  ['additionalProperties', ({ types, additional }, schema, document) => { if (schema !== false) additional.push({ schema, document }); types.add('object') }],
  ['items', addItems],
  ['prefixItems', addItems],
  ['additionalItems', addRest]
])

export const BRANCHES = new Set(['$ref', 'allOf', 'anyOf', 'oneOf', 'then', 'else'])

function addTypes ({ types }: Declared, values: unknown): void {
  for (const value of [values].flat()) if (value !== null) types.add(typeof value)
}

function addPlaces (places: Map<string, Place[]>, schemas: unknown, document: unknown, types: Set<string>): void {
  types.add('object')
  if (!isObject(schemas)) return
  for (const [name, schema] of Object.entries(schemas)) {
    places.set(name, [...places.get(name) ?? [], { schema, document }])
  }
}

// A tuple's schemas stand in `prefixItems` and those of the rest in `items`; in draft 7 in `items` and `additionalItems`.
function addItems ({ types, items, rest, places }: Declared, value: unknown, document: unknown, { prefixItems }: Schema): void {
  types.add('array')
  if (Array.isArray(value)) value.forEach((schema: unknown, index) => { places[index] = [...places[index] ?? [], { schema, document }] })
  else (prefixItems === undefined ? items : rest).push({ schema: value, document })
}

function addRest ({ rest }: Declared, value: unknown, document: unknown, { items }: Schema): void {
  if (Array.isArray(items)) rest.push({ schema: value, document })
}

/** The schemas of all items, whatever their place. */
export function itemsOf ({ items, rest, places }: Declared): Place[] {
  return [...places.flat(), ...items, ...rest]
}

/** Whether a schema is what TypeBox has for `false`. */
export function isNever ({ not }: Schema): boolean {
  return not === true || (isObject(not) && Object.keys(not).length === 0)
}
