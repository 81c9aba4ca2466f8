/**
 * Boot: what a schema declares, over all its branches and references.
 *
 * In: a JSON schema, and the schemas that a `$ref` may name. Out: a shape, which says what form a value may have, and which
 * properties.
 * @see https://json-schema.org/draft/2020-12/json-schema-core
 */
import { addImplied, addOpen, ALTERNATIVES, BRANCHES, Declared, FORM, hasAnyItem, isNever, schemasOfItems } from './keywords.js'
import { isObject, type Place, resolve, type Schema, type Schemas } from './references.js'

export type { Schema, Schemas } from './references.js'

/** What a schema declares for a value, over all its branches. What it does not declare never goes out. */
export interface Shape {
  /** Strings, numbers, booleans, dates, bytes. */
  readonly scalar: boolean
  /** Whether the scalars are numbers alone. */
  readonly number: boolean
  readonly format: unknown
  /** Every schema that took part, the nearest first, for what else it says: `title`, `xml`. */
  readonly schemas: readonly Schema[]
  readonly object: boolean
  readonly properties: Map<string, Shape>
  /** The `title` of a property's own schema, not that of a schema that it refers to. */
  readonly titles: Map<string, string>
  readonly patterns: Array<readonly [pattern: RegExp, shape: Shape]>
  /** The shape of properties that neither a name nor a pattern covers; `undefined` where none are declared. */
  additional: Shape | undefined
  /** The shape of any item, whatever its index; `undefined` where no array is declared. */
  items: Shape | undefined
  /** The shapes of the first items, where they differ by index. */
  readonly places: Shape[]
  /** The shape of the items after `places`. */
  rest: Shape
}

/** Anything: the schema `{}` or `true`. */
export const ANY: Shape = {
  scalar: true,
  number: false,
  format: undefined,
  schemas: [],
  object: true,
  properties: new Map(),
  titles: new Map(),
  patterns: [],
  get additional () { return ANY },
  get items () { return ANY },
  places: [],
  get rest () { return ANY }
}

/** Never anything: the schema `false`. */
export const NOTHING: Shape = {
  scalar: false,
  number: false,
  format: undefined,
  schemas: [],
  object: false,
  properties: new Map(),
  titles: new Map(),
  patterns: [],
  additional: undefined,
  items: undefined,
  places: [],
  get rest () { return NOTHING }
}

/**
 * The shape of a value.
 *
 * choice: `anyOf` and the like declare whatever any of their branches declares.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function shapeOf (schema: unknown, schemas: Schemas): Shape {
  return readerOf(schema, schemas).whole()
}

/**
 * The shape of a row: an item of an array, or a single object.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function rowShape (schema: unknown, schemas: Schemas): Shape {
  return readerOf(schema, schemas).row()
}

/**
 * Where a schema declares one of the properties of its shape, over all its branches and references.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function placesOf (schema: unknown, name: string, schemas: Schemas): readonly Place[] {
  return readerOf(schema, schemas).places(name)
}

const NOT_SCALAR = new Set(['object', 'array'])
const NUMBERS = new Set(['number', 'integer', 'bigint'])

function titlesOf ({ properties }: Declared): Map<string, string> {
  const titles = new Map<string, string>()
  for (const [name, places] of properties) {
    const title = places.map(({ schema }) => isObject(schema) ? schema.title : undefined).find((title) => typeof title === 'string')
    if (title !== undefined) titles.set(name, title as string)
  }
  return titles
}

/** The shape of the item at an index of an array. */
export function itemShape ({ places, rest }: Shape, index: number): Shape {
  return places[index] ?? rest
}

/** Whether an object may have properties that the schema does not name. */
export function isOpen ({ patterns, additional }: Shape): boolean {
  return patterns.length > 0 || additional !== undefined
}

/** The shape of a property by its name; `undefined` where none is declared. */
export function propertyShape ({ properties, patterns, additional }: Shape, name: string): Shape | undefined {
  return properties.get(name) ?? patterns.find(([pattern]) => pattern.test(name))?.[1] ?? additional
}

const readers = new WeakMap<Schemas, WeakMap<object, SchemaReader>>()

/** One reader for each schema: all the formats of a route ask for the shapes of the same one. */
function readerOf (schema: unknown, schemas: Schemas): SchemaReader {
  if (!isObject(schema)) return new SchemaReader(schema, schemas)
  const known = readers.get(schemas) ?? new WeakMap<object, SchemaReader>()
  readers.set(schemas, known)
  const reader = known.get(schema) ?? new SchemaReader(schema, schemas)
  known.set(schema, reader)
  return reader
}

function besides (schema: Schema): Schema {
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !ALTERNATIVES.has(keyword)))
}

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

  /** The shape of the items, of the root, or of both. */
  row (): Shape {
    const declared = this.#declared([this.#root])
    return this.#shape(declared.types.has('object') ? [this.#root, ...schemasOfItems(declared)] : schemasOfItems(declared))
  }

  places (name: string): readonly Place[] {
    return this.#declared([this.#root]).properties.get(name) as readonly Place[]
  }

  #declared (places: readonly Place[]): Declared {
    const declared = new Declared()
    for (const place of places) this.#add(declared, place)
    return declared
  }

  #add (declared: Declared, { schema, document }: Place): void {
    if (schema === true) declared.open = true
    if (!isObject(schema) || declared.seen.has(schema) || isNever(schema)) return
    this.#addKeywords(declared, schema, document)
  }

  #addKeywords (declared: Declared, schema: Schema, document: unknown): void {
    declared.seen.add(schema)
    const keywords = Object.keys(schema)
    if (schema.type !== 'null' && keywords.some((keyword) => FORM.has(keyword))) declared.schemas.add(schema)
    if (!keywords.some((keyword) => FORM.has(keyword) || BRANCHES.has(keyword))) addImplied(declared, schema)
    for (const keyword of keywords) {
      FORM.get(keyword)?.(declared, schema[keyword], document, schema)
      for (const branch of this.#branches(keyword, schema[keyword], document)) {
        if (ALTERNATIVES.has(keyword)) addOpen(declared, this.#declared([branch]), this.#declared([{ schema: besides(schema), document }]))
        this.#add(declared, branch)
      }
    }
  }

  #branches (keyword: string, value: unknown, document: unknown): readonly Place[] {
    if (!BRANCHES.has(keyword)) return []
    if (keyword === '$ref') return [resolve(String(value), document, this.#root.document, this.#schemas)]
    return [value].flat().map((schema) => ({ schema, document }))
  }

  #shape (places: readonly Place[]): Shape {
    const declared = this.#declared(places)
    // A branch such as `{ required: ['name'] }` says nothing about the form, so that the other branches decide it.
    if (declared.open && declared.types.size === 0) return ANY
    if (declared.types.size === 0) for (const type of declared.implied) declared.types.add(type)
    if (declared.seen.size === 0) return NOTHING
    // Under another `xml` or `x-titles` the same form has other names.
    const counted = [...declared.seen].filter((schema) => declared.schemas.has(schema) || 'xml' in schema || 'x-titles' in schema)
    const key = [...counted.map((schema) => this.#id(schema)), declared.isAny, hasAnyItem(declared)].join()
    return this.#shapes.get(key) ?? this.#compile(declared, key)
  }

  #id (schema: Schema): number {
    const id = this.#ids.get(schema) ?? this.#ids.size
    this.#ids.set(schema, id)
    return id
  }

  // The shape is kept before it is complete: a schema that contains itself finds it.
  #compile (declared: Declared, key: string): Shape {
    const scalars = [...declared.types].filter((type) => !NOT_SCALAR.has(type))
    const format = [...declared.schemas].find((schema) => 'format' in schema)?.format
    const shape: Shape = {
      scalar: scalars.length > 0 || declared.isAny,
      number: !declared.isAny && scalars.length > 0 && scalars.every((type) => NUMBERS.has(type)),
      format,
      schemas: [...declared.seen],
      object: declared.types.has('object') || declared.isAny,
      properties: new Map(),
      titles: titlesOf(declared),
      patterns: [],
      additional: undefined,
      items: undefined,
      places: [],
      rest: NOTHING
    }
    this.#shapes.set(key, shape)
    for (const [name, places] of declared.properties) shape.properties.set(name, this.#shape(places))
    for (const [pattern, places] of declared.patterns) shape.patterns.push([new RegExp(pattern, 'u'), this.#shape(places)])
    if (declared.additional.length > 0) shape.additional = this.#shape(declared.additional)
    this.#compileItems(shape, declared)
    return shape
  }

  #compileItems (shape: Shape, declared: Declared): void {
    const items = schemasOfItems(declared)
    // Without a word about its items an array may hold anything, as in JSON Schema and in fast-json-stringify.
    if (declared.types.has('array') || declared.isAny) shape.items = items.length > 0 ? this.#shape(items) : ANY
    // After the items of a tuple there is only what the schema declares.
    shape.rest = declared.places.length > 0 ? this.#shape([...declared.items, ...declared.rest]) : shape.items ?? NOTHING
    for (const places of declared.places) shape.places.push(this.#shape([...places, ...declared.items]))
  }
}
