/**
 * Boot: what a schema declares, over all its branches and references.
 *
 * In: a JSON schema, and the schemas that a `$ref` may name. Out: a shape, which says of what form a value may be and which
 * properties it may have.
 * @see https://json-schema.org/draft/2020-12/json-schema-core
 */

/** What a schema declares of a value, over all its branches. What it does not declare never goes out. */
export interface Shape {
  /** Strings, numbers, booleans, dates, bytes. */
  readonly scalar: boolean
  /** Numbers and no other scalars. */
  readonly number: boolean
  readonly format: unknown
  readonly object: boolean
  readonly properties: Map<string, Shape>
  readonly patterns: Array<readonly [pattern: RegExp, shape: Shape]>
  /** Of the properties without a name or a pattern; `undefined`: none are declared. */
  additional: Shape | undefined
  /** `undefined`: no arrays are declared. */
  items: Shape | undefined
}

/** Anything at all: the schema `{}` or `true`. */
export const ANY: Shape = {
  scalar: true,
  number: false,
  format: undefined,
  object: true,
  properties: new Map(),
  patterns: [],
  get additional () { return ANY },
  get items () { return ANY }
}

/** The schema `false`: never anything. */
export const NOTHING: Shape = { scalar: false, number: false, format: undefined, object: false, properties: new Map(), patterns: [], additional: undefined, items: undefined }

/** Schemas by `$id`. */
export type Schemas = Readonly<Record<string, unknown>>

/**
 * The shape of a value.
 *
 * choice: `anyOf` and its like declare what any of their branches declares.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function shapeOf (schema: unknown, schemas: Schemas): Shape {
  return new SchemaReader(schema, schemas).whole()
}

/**
 * The shape of a row: of the items of an array, or of an object.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function rowShape (schema: unknown, schemas: Schemas): Shape {
  return new SchemaReader(schema, schemas).row()
}

type Schema = Readonly<Record<string, unknown>>

/** A schema, and the document that `#` means in it. */
interface Place {
  readonly schema: unknown
  readonly document: unknown
}

/** What the branches of a schema say, before it is known what they say together. */
class Declared {
  readonly seen = new Set<Schema>()
  /** Those that say of what form a value is. */
  readonly schemas = new Set<Schema>()
  readonly types = new Set<string>()
  readonly properties = new Map<string, Place[]>()
  readonly patterns = new Map<string, Place[]>()
  readonly additional: Place[] = []
  readonly items: Place[] = []
  /** A branch says nothing of the form. */
  open = false
}

type AddKeyword = (declared: Declared, value: unknown, document: unknown) => void

// The keywords that say of what form a value is.
const FORM: ReadonlyMap<string, AddKeyword> = new Map<string, AddKeyword>([
  ['type', ({ types }, value) => { for (const type of [value].flat()) if (type !== 'null') types.add(String(type)) }],
  ['enum', addTypes],
  ['const', (declared, value) => addTypes(declared, [value])],
  ['properties', ({ types, properties }, value, document) => addPlaces(properties, value, document, types)],
  ['patternProperties', ({ types, patterns }, value, document) => addPlaces(patterns, value, document, types)],
  // Fail closed: JSON Schema admits additional properties by default; here they are declared only where the schema says so.
  ['additionalProperties', ({ types, additional }, schema, document) => { if (schema !== false) additional.push({ schema, document }); types.add('object') }],
  ['items', addItems],
  ['prefixItems', addItems],
  ['additionalItems', addItems]
])

const BRANCHES = new Set(['$ref', 'allOf', 'anyOf', 'oneOf', 'then', 'else'])

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

function addItems ({ types, items }: Declared, value: unknown, document: unknown): void {
  types.add('array')
  for (const schema of [value].flat()) items.push({ schema, document })
}

const NOT_SCALAR = new Set(['object', 'array'])
const NUMBERS = new Set(['number', 'integer', 'bigint'])

class SchemaReader {
  readonly #root: Place
  readonly #schemas: Schemas
  readonly #ids = new Map<Schema, number>()
  readonly #shapes = new Map<string, Shape>()

  constructor (schema: unknown, schemas: Schemas) {
    this.#root = { schema, document: schema }
    this.#schemas = schemas
  }

  whole (): Shape {
    return this.#shape([this.#root])
  }

  /** Of the items, of the root, or of both. */
  row (): Shape {
    const declared = this.#declared([this.#root])
    return this.#shape(declared.types.has('object') ? [this.#root, ...declared.items] : declared.items)
  }

  #declared (places: readonly Place[]): Declared {
    const declared = new Declared()
    for (const place of places) this.#add(declared, place)
    return declared
  }

  #add (declared: Declared, { schema, document }: Place): void {
    if (schema === true) declared.open = true
    if (!isObject(schema) || declared.seen.has(schema)) return
    declared.seen.add(schema)
    const keywords = Object.keys(schema)
    if (keywords.some((keyword) => FORM.has(keyword)) && schema.type !== 'null') declared.schemas.add(schema)
    if (!keywords.some((keyword) => FORM.has(keyword) || BRANCHES.has(keyword))) declared.open = true
    for (const keyword of keywords) {
      FORM.get(keyword)?.(declared, schema[keyword], document)
      for (const branch of this.#branches(keyword, schema[keyword], document)) this.#add(declared, branch)
    }
  }

  #branches (keyword: string, value: unknown, document: unknown): readonly Place[] {
    if (!BRANCHES.has(keyword)) return []
    return keyword === '$ref' ? [this.#resolve(String(value), document)] : [value].flat().map((schema) => ({ schema, document }))
  }

  #shape (places: readonly Place[]): Shape {
    const declared = this.#declared(places)
    // A branch such as `{ required: ['name'] }` says nothing of the form; what another branch declares is then all there is.
    if (declared.open && declared.types.size === 0) return ANY
    if (declared.seen.size === 0) return NOTHING
    const key = [...declared.schemas].map((schema) => this.#id(schema)).join()
    return this.#shapes.get(key) ?? this.#compile(declared, key)
  }

  #id (schema: Schema): number {
    const id = this.#ids.get(schema) ?? this.#ids.size
    this.#ids.set(schema, id)
    return id
  }

  // A schema that contains itself finds its shape while it is being filled.
  #compile (declared: Declared, key: string): Shape {
    const scalars = [...declared.types].filter((type) => !NOT_SCALAR.has(type))
    const format = [...declared.schemas].find((schema) => 'format' in schema)?.format
    const shape: Shape = {
      scalar: scalars.length > 0,
      number: scalars.length > 0 && scalars.every((type) => NUMBERS.has(type)),
      format,
      object: declared.types.has('object'),
      properties: new Map(),
      patterns: [],
      additional: undefined,
      items: undefined
    }
    this.#shapes.set(key, shape)
    for (const [name, places] of declared.properties) shape.properties.set(name, this.#shape(places))
    for (const [pattern, places] of declared.patterns) shape.patterns.push([new RegExp(pattern, 'u'), this.#shape(places)])
    if (declared.additional.length > 0) shape.additional = this.#shape(declared.additional)
    // An array of which nothing is said may hold anything, as in JSON Schema and in fast-json-stringify.
    if (declared.types.has('array')) shape.items = declared.items.length > 0 ? this.#shape(declared.items) : ANY
    return shape
  }

  /*
   * $ref = [ $id ] [ "#" [ JSON pointer / $anchor ] ]
   */
  #resolve (ref: string, document: unknown): Place {
    const [id = '', fragment = ''] = ref.split('#')
    const target = id === '' ? document : this.#named(id, document)
    const schema = fragment === '' || fragment.startsWith('/') ? at(target, fragment) : find(target, fragment)
    if (schema === undefined) throw new Error(`$ref '${ref}' cannot be resolved: neither addSchema nor the schema itself has it`)
    return { schema, document: target }
  }

  // Schemas that refer to each other by name may stand anywhere in a schema, as those of TypeBox's `Type.Cyclic` do.
  #named (id: string, document: unknown): unknown {
    return Object.hasOwn(this.#schemas, id) ? this.#schemas[id] : find([document, this.#root.document, this.#schemas], id)
  }
}

function at (document: unknown, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce<unknown>((schema, token) => {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
    return isObject(schema) && Object.hasOwn(schema, name) ? schema[name] : undefined
  }, document)
}

/** The schema of a name within another, at whatever depth. */
function find (schema: unknown, name: string, seen = new Set<unknown>()): unknown {
  if (!isObject(schema) || seen.has(schema)) return undefined
  if (schema.$anchor === name || [name, `#${name}`, `${name}#`].some((id) => schema.$id === id)) return schema
  seen.add(schema)
  for (const inner of Object.values(schema)) {
    const found = find(inner, name, seen)
    if (found !== undefined) return found
  }
  return undefined
}

function isObject (value: unknown): value is Schema {
  return typeof value === 'object' && value !== null
}
