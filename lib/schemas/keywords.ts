/**
 * Boot: what each keyword of a JSON schema declares about the form of a value.
 *
 * In: the value of a keyword. Out: the schemas of properties and items, and the types that a value may have.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10
 */
import { isObject, type Place, type Schema } from './references.js'
import { typeOf } from './types.js'

/** What the branches of a schema say one by one, to be read together. */
export class Declared {
  readonly seen = new Set<Schema>()
  /** Those that declare the form of a value. */
  readonly schemas = new Set<Schema>()
  readonly types = new Set<string>()
  /** The types that other keywords imply, as `maxLength` does. */
  readonly implied = new Set<string>()
  readonly properties = new Map<string, Place[]>()
  readonly patterns = new Map<string, Place[]>()
  readonly additional: Place[] = []
  /** The schemas of every item. */
  readonly items: Place[] = []
  /** The schemas of the items after those in `places`. */
  readonly rest: Place[] = []
  /** The schemas of the first items, by index. */
  readonly places: Place[][] = []
  /** Whether a branch says nothing about the form. */
  open = false
  /** Whether anything goes out, besides what is declared: a whole alternative says nothing. */
  isAny = false
}

type AddKeyword = (declared: Declared, value: unknown, document: unknown, schema: Schema) => void

/** The keywords that declare the form of a value. */
export const FORM: ReadonlyMap<string, AddKeyword> = new Map<string, AddKeyword>([
  ['type', ({ types }, value) => { for (const type of [value].flat()) if (type !== 'null') types.add(String(type)) }],
  ['enum', addTypes],
  ['const', (declared, value) => addTypes(declared, [value])],
  ['properties', ({ types, properties }, value, document) => addPlaces(properties, value, document, types)],
  ['patternProperties', ({ types, patterns }, value, document) => addPlaces(patterns, value, document, types)],
  ['additionalProperties', addAdditional],
  ['items', addItems],
  ['prefixItems', addItems],
  ['additionalItems', addRest]
])

export const BRANCHES = new Set(['$ref', 'allOf', 'anyOf', 'oneOf', 'then', 'else'])

/** The keywords of which one schema is chosen. */
export const ALTERNATIVES = new Set(['anyOf', 'oneOf', 'then', 'else'])

const ANYTHING: Place = { schema: { anyOf: [{}] }, document: true }

/**
 * Adds what an alternative leaves open: the whole form, or that of the items.
 *
 * @param own what the alternative says
 * @param around what is said beside it, whichever is chosen
 */
export function addOpen (declared: Declared, own: Declared, around: Declared): void {
  const [types, outer] = [own, around].map(({ types, implied }) => new Set([...types, ...implied])) as [Set<string>, Set<string>]
  const isAny = own.open && types.size === 0 && outer.size === 0
  const isAnyItem = types.has('array') && [own, around].every((each) => schemasOfItems(each).length === 0)
  if (isAny) declared.isAny = true
  if (isAny || isAnyItem) declared.items.push(ANYTHING)
}

/** Whether some of the items may be anything. */
export function hasAnyItem ({ items }: Declared): boolean {
  return items.includes(ANYTHING)
}

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

// Fail closed: JSON Schema admits additional properties by default; here they are declared only where the schema says so.
function addAdditional ({ types, additional }: Declared, schema: unknown, document: unknown): void {
  types.add('object')
  if (schema !== false) additional.push({ schema, document })
}

// A tuple is described by `prefixItems` and `items`; in draft 7 by `items` and `additionalItems`.
function addItems ({ types, items, rest, places }: Declared, value: unknown, document: unknown, { prefixItems }: Schema): void {
  types.add('array')
  if (Array.isArray(value)) {
    value.forEach((schema: unknown, index) => { places[index] = [...places[index] ?? [], { schema, document }] })
  } else (prefixItems === undefined ? items : rest).push({ schema: value, document })
}

function addRest ({ rest }: Declared, value: unknown, document: unknown, { items }: Schema): void {
  if (Array.isArray(items)) rest.push({ schema: value, document })
}

/** The schemas of all items, whatever their index. */
export function schemasOfItems ({ items, rest, places }: Declared): Place[] {
  return [...places.flat(), ...items, ...rest]
}

/** Whether a schema is TypeBox's way to write `false`. */
export function isNever ({ not }: Schema): boolean {
  return not === true || (isObject(not) && Object.keys(not).length === 0)
}

/** What a schema implies that has no keyword of a form. */
export function addImplied (declared: Declared, schema: Schema): void {
  const type = typeOf(schema)
  if (type === undefined) {
    declared.open = true
    return
  }
  declared.schemas.add(schema)
  declared.implied.add(String(type))
}
