/**
 * Boot: from a schema, the function that leaves of a value what the schema declares.
 *
 * It is what makes every serializer fail closed: one that writes whatever it is given is given nothing undeclared. In: a JSON
 * schema. Out: a function that copies the declared properties, at every depth, and never changes the value it is given.
 */

/** Leaves of a value what a schema declares. */
export type Projection = (value: unknown) => unknown

/** Schemas by `$id`, that a `$ref` may name. */
export type Schemas = Readonly<Record<string, unknown>>

type Schema = Readonly<Record<string, unknown>>

/** A schema, and the document that a `$ref` of `#` in it points to. */
interface Place {
  readonly schema: unknown
  readonly root: unknown
}

/** What the branches of one schema declare together. */
interface Shape {
  /** Something of it admits anything. */
  open: boolean
  object: boolean
  array: boolean
  readonly properties: Map<string, Place[]>
  readonly patterns: Array<readonly [pattern: RegExp, place: Place]>
  readonly additional: Place[]
  readonly items: Place[]
}

// Keywords that say of what form a value is; a schema with none of them, nor a branch, admits anything.
const FORM = ['type', 'enum', 'const', 'properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems']
const OBJECT = ['properties', 'patternProperties', 'additionalProperties']
const ALTERNATIVES = ['anyOf', 'oneOf']
const CONDITIONS = ['then', 'else']
const SAYS_FORM = [...FORM, ...ALTERNATIVES, ...CONDITIONS, 'allOf', '$ref']

const IDENTITY: Projection = (value) => value

/**
 * Compiles the projection on a schema.
 *
 * `anyOf` and its like admit what any branch declares. An object where the schema has a scalar becomes a string, as with
 * fast-json-stringify. An async iterable is projected item by item, as it is read.
 *
 * @throws Error for a `$ref` that points nowhere
 * @example
 * compileProjection({ type: 'object', properties: { name: { type: 'string' } } }, {})({ name: 'Mars', password: 'x' }) // { name: 'Mars' }
 */
export function compileProjection (schema: unknown, schemas: Schemas): Projection {
  return new Compiler(schemas).projection([{ schema, root: schema }])
}

class Compiler {
  readonly #schemas: Schemas
  readonly #ids = new Map<unknown, number>()
  readonly #compiled = new Map<string, Projection>()

  constructor (schemas: Schemas) {
    this.#schemas = schemas
  }

  projection (places: readonly Place[]): Projection {
    const key = [...new Set(places.map(({ schema }) => this.#id(schema)))].sort().join()
    const known = this.#compiled.get(key)
    if (known !== undefined) return known
    // A schema that refers to itself finds this one while its own is being compiled.
    let compiled: Projection = IDENTITY
    this.#compiled.set(key, (value) => compiled(value))
    compiled = this.#compile(this.#shape(places))
    this.#compiled.set(key, compiled)
    return compiled
  }

  #id (schema: unknown): number {
    const id = this.#ids.get(schema) ?? this.#ids.size
    this.#ids.set(schema, id)
    return id
  }

  #compile (shape: Shape): Projection {
    if (shape.open) return IDENTITY
    const item = shape.items.length > 0 ? this.projection(shape.items) : undefined
    const object = shape.object ? this.#members(shape) : undefined
    return (value) => {
      if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value
      if (Symbol.asyncIterator in value && item !== undefined) return eachProjected(value as AsyncIterable<unknown>, item)
      if (Array.isArray(value) && shape.array) return item === undefined ? [] : value.map(item)
      return projectObject(value, object, shape.array)
    }
  }

  #members ({ properties, patterns, additional }: Shape): (source: object) => object {
    const declared = [...properties].map(([name, places]) => [name, this.projection(places)] as const)
    const matching = patterns.map(([pattern, place]) => [pattern, this.projection([place])] as const)
    const others = additional.length > 0 ? this.projection(additional) : undefined
    return (source) => {
      const target = {}
      for (const [name, projection] of declared) copy(target, name, (source as Schema)[name], projection)
      if (others === undefined && matching.length === 0) return target
      for (const [name, value] of Object.entries(source)) {
        if (properties.has(name)) continue
        const projection = matching.find(([pattern]) => pattern.test(name))?.[1] ?? others
        if (projection !== undefined) copy(target, name, value, projection)
      }
      return target
    }
  }

  #shape (places: readonly Place[]): Shape {
    const shape: Shape = { open: false, object: false, array: false, properties: new Map(), patterns: [], additional: [], items: [] }
    const seen = new Set<unknown>()
    for (const place of places) this.#add(shape, place, seen, false)
    return shape
  }

  /** @param constraint whether the schema only narrows what stands beside it, as a member of `allOf` does */
  #add (shape: Shape, { schema, root }: Place, seen: Set<unknown>, constraint: boolean): void {
    if (schema === true) shape.open = true
    if (typeof schema !== 'object' || schema === null || seen.has(schema)) return
    seen.add(schema)
    const keywords = schema as Schema
    for (const [branch, narrows] of branchesOf(keywords)) this.#add(shape, { schema: branch, root }, seen, narrows || constraint)
    if (typeof keywords.$ref === 'string') this.#add(shape, resolve(keywords.$ref, root, this.#schemas), seen, constraint)
    if (!constraint && !SAYS_FORM.some((keyword) => keyword in keywords)) shape.open = true
    addObject(shape, keywords, root)
    addArray(shape, keywords, root)
  }
}

function branchesOf (schema: Schema): Array<readonly [branch: unknown, narrows: boolean]> {
  const alternatives = ALTERNATIVES.flatMap((keyword) => schema[keyword] as unknown[] ?? [])
  const narrowing = [...(schema.allOf as unknown[] ?? []), ...CONDITIONS.flatMap((keyword) => schema[keyword] ?? [])]
  return [...alternatives.map((branch) => [branch, false] as const), ...narrowing.map((branch) => [branch, true] as const)]
}

function isOf (schema: Schema, type: string): boolean {
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type
}

function addObject (shape: Shape, schema: Schema, root: unknown): void {
  // Fail closed: the additional properties that JSON Schema admits by default go out only where the schema says so.
  const { properties = {}, patternProperties = {}, additionalProperties = false } = schema
  if (isOf(schema, 'object') || OBJECT.some((keyword) => keyword in schema)) shape.object = true
  for (const [name, property] of Object.entries(properties as object)) {
    const places = shape.properties.get(name)
    shape.properties.set(name, [...places ?? [], { schema: property, root }])
  }
  for (const [pattern, property] of Object.entries(patternProperties as object)) {
    shape.patterns.push([new RegExp(pattern, 'u'), { schema: property, root }])
  }
  if (additionalProperties !== false) shape.additional.push({ schema: additionalProperties, root })
}

function addArray (shape: Shape, schema: Schema, root: unknown): void {
  const declared = [schema.prefixItems, schema.items, schema.additionalItems].flat().filter((items) => items !== undefined && items !== false)
  if (declared.length === 0 && !isOf(schema, 'array')) return
  shape.array = true
  // An array of which nothing is said may hold anything, as in JSON Schema and in fast-json-stringify.
  shape.items.push(...(declared.length === 0 ? [true] : declared).map((items) => ({ schema: items, root })))
}

/*
 * $ref = [ $id ] [ "#" [ JSON pointer ] ]
 */
function resolve (ref: string, root: unknown, schemas: Schemas): Place {
  const [id = '', pointer = ''] = ref.split('#')
  const document = id === '' ? root : schemas[id] ?? withId(root, id)
  const schema = pointer.split('/').slice(1).reduce<unknown>((at, name) => {
    return (at as Schema | undefined)?.[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')]
  }, document)
  if (schema === undefined) throw new Error(`$ref '${ref}' points nowhere`)
  return { schema, root: id in schemas ? document : root }
}

// TypeBox writes schemas that refer to each other as $defs with a $id.
function withId (root: unknown, id: string): unknown {
  const { $id, $defs, definitions } = root as { $id?: unknown, $defs?: object, definitions?: object }
  if ($id === id) return root
  const local: Schema = { ...definitions, ...$defs }
  return Object.values(local).find((schema) => (schema as Schema).$id === id) ?? local[id]
}

function projectObject (value: object, members: ((source: object) => object) | undefined, array: boolean): unknown {
  const plain = withoutMethods(value)
  if (typeof plain !== 'object' || plain === null) return plain
  if (members !== undefined && !Array.isArray(plain)) return members(plain)
  if (members === undefined && !array) return String(plain)
  throw new TypeError(`expected ${members === undefined ? 'an array' : 'an object'} by the schema, found ${Array.isArray(plain) ? 'an array' : 'an object'}`)
}

// What JSON would be made of.
function withoutMethods (value: object): unknown {
  return 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
}

function copy (target: object, name: string, value: unknown, projection: Projection): void {
  if (value === undefined) return
  // `__proto__` is a property name like any other, which an assignment does not know.
  Object.defineProperty(target, name, { value: projection(value), configurable: true, enumerable: true, writable: true })
}

async function * eachProjected (items: AsyncIterable<unknown>, projection: Projection): AsyncGenerator<unknown> {
  for await (const item of items) yield projection(item)
}
