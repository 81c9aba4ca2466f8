/**
 * Boot: the documents that schemas stand in, what a `$ref` in one of them names, and whether a value is valid by a part of one.
 *
 * In: a schema, and the schemas that it may refer to. Out: locations. It reads references as fast-json-stringify does, so that what JSON
 * knows every format knows; and those that only the standard knows: `$anchor`, escapes in pointers, what stands within an embedded `$id`.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8
 */
import { copySchema } from './copy.js'
import { type JsonOptions, jsonOptionsOf } from './json-options.js'
import { isObject, type Schema, type Schemas } from './references.js'
import { isForeign } from './standard.js'
import { createValidator, type Validator } from './validator.js'

/** A schema, and where it stands. */
export interface Location {
  readonly schema: unknown
  /** The name of the document, as the validator knows it. */
  readonly document: string
  /** From the document's root, as in `#/properties/name`. */
  readonly pointer: string
  /** The `$id` that `#` means here: that of the document, or one embedded in it. */
  readonly base: string
}

const CONVERT = 'declare the whole in one of them, or convert it'

interface Document {
  readonly schema: Schema
  /** The documents that it refers to, by `$id`. */
  readonly refs: Set<string>
}

/** Whether a value is valid. */
export type IsValid = (value: unknown) => boolean

/** A document has no two schemas of one `$id`; those of TypeBox's `Type.Cyclic` stand anywhere in it. */
export class Documents {
  readonly root: Location
  readonly options: JsonOptions
  readonly #schemas: Schemas
  readonly #documents = new Map<string, Document>()
  readonly #byId = new Map<string, Location>()
  readonly #byAnchor = new Map<string, Location>()
  #hasAll = false
  #validator: Validator | undefined
  readonly #added = new Set<string>()
  #parts = 0

  constructor (schema: unknown, schemas: Schemas) {
    this.#schemas = schemas
    this.options = jsonOptionsOf(schemas)
    this.root = isObject(schema) ? this.add(schema, '__root') : { schema, document: '__root', pointer: '#', base: '__root' }
  }

  /** Adds a document; its own `$id` goes before the given one. */
  add (schema: Schema, name: string): Location {
    const document = idOf(schema) ?? name
    const known = this.#byId.get(document)
    if (known !== undefined) return known
    // What is inferred is written into it.
    const copy = copySchema(schema)
    const location = { schema: copy, document, pointer: '#', base: document }
    this.#documents.set(document, { schema: copy, refs: new Set() })
    this.#byId.set(document, location)
    this.#index(location, new Set())
    return location
  }

  #index (location: Location, above: Set<unknown>): void {
    const { schema } = location
    if (isForeign(schema)) throw new Error(`${location.pointer} is a schema of ${String(schema['~standard'].vendor)} within JSON Schema: ${CONVERT}`)
    if (!isObject(schema)) return
    if (above.has(schema)) throw new Error('the schema contains itself as an object: refer to it by $ref')
    above.add(schema)
    this.#name(location, schema)
    for (const name of Object.keys(schema)) this.#index(at(location, name), above)
    above.delete(schema)
  }

  #name (location: Location, schema: Schema): void {
    const id = idOf(schema)
    if (id !== undefined && !this.#byId.has(id)) this.#byId.set(id, location)
    for (const anchor of anchorsOf(schema)) this.#byAnchor.set(`${location.base}#${anchor}`, location)
    if (typeof schema.$ref !== 'string' || schema.$ref.startsWith('#')) return
    const { refs } = this.#documents.get(location.document) as Document
    refs.add(schema.$ref.replace(/#.*/s, ''))
  }

  /**
   * The schema that a reference names.
   *
   * @throws Error for a reference that names nothing
   */
  resolve (ref: string, { document, base }: Location): Location {
    const [id = '', fragment = ''] = ref.split('#')
    // fast-json-stringify knows the document alone.
    const targets = id === '' ? [this.#byId.get(base), this.#byId.get(document)] : [this.#find(id)]
    for (const target of targets) {
      const found = target && this.#within(target, fragment)
      if (found !== undefined) return found
    }
    throw new Error(`$ref '${ref}' cannot be resolved: neither addSchema nor the schema itself has it`)
  }

  #within (target: Location, fragment: string): Location | undefined {
    if (fragment === '') return target
    if (!fragment.startsWith('/')) return this.#byAnchor.get(`${target.base}#${fragment}`)
    let location: Location | undefined = target
    for (const token of fragment.slice(1).split('/')) {
      location = [token, unescaped(token)].map((name) => location && at(location, name)).find((inner) => inner?.schema !== undefined)
    }
    return location
  }

  #find (id: string): Location | undefined {
    const known = this.#byId.get(id)
    if (known !== undefined) return known
    const [name, schema] = Object.entries(this.#schemas)
      .find(([key, schema]) => key === id || (isObject(schema) && schema.$id === id)) ?? []
    if (name !== undefined && isObject(schema)) return this.add(schema, name)
    // One that is embedded in a shared schema.
    if (this.#hasAll) return undefined
    this.#hasAll = true
    for (const [key, schema] of Object.entries(this.#schemas)) if (isObject(schema)) this.add(schema, key)
    return this.#byId.get(id)
  }

  /** A copy of a schema that means the same in any document: its references to `#` name what they are of. */
  detached ({ schema, document, base }: Location): unknown {
    if (!isObject(schema)) return schema
    if (Array.isArray(schema)) return schema.map((item) => this.detached({ schema: item, document, pointer: '#', base }))
    const copy: Record<string, unknown> = {}
    const inner = idOf(schema) ?? base
    for (const name of Object.keys(schema)) {
      const value = schema[name]
      const detached = name === '$ref' && typeof value === 'string'
        ? this.#absolute(value, { schema, document, pointer: '#', base: inner })
        : this.detached({ schema: value, document, pointer: '#', base: inner })
      Object.defineProperty(copy, name, { value: detached, configurable: true, enumerable: true, writable: true })
    }
    return copy
  }

  #absolute (ref: string, location: Location): string {
    if (!ref.startsWith('#')) return ref
    const target = this.#byId.get(location.base)
    const isInBase = target !== undefined && this.#within(target, ref.slice(1)) !== undefined
    return `${isInBase ? location.base : location.document}${ref}`
  }

  /** Compiles the function that tells whether a value is valid. What is written into a document later, it does not know. */
  compileIsValid ({ schema, document, pointer }: Location): IsValid {
    // JSON has none either: its validator finds a branch by the same pointer.
    if (/\p{Surrogate}/u.test(pointer)) throw new Error(`${pointer} has a name with half a surrogate pair, by which no branch can be found: rename it`)
    this.#validator ??= createValidator(this.options.ajv)
    if (isObject(schema) && standsAlone(schema)) return this.#compileAlone(this.#validator, schema)
    this.#addToValidator(this.#validator, document)
    return this.#validator.getSchemaValidator(document + pointer.split('/').map(encodeURIComponent).join('/').replace('%23', '#'))
  }

  /** To find a part of a document, Ajv compiles all of the document first. */
  #compileAlone (validator: Validator, schema: Schema): IsValid {
    const name = `__part${this.#parts++}`
    validator.addSchema(schema, name)
    return validator.getSchemaValidator(name)
  }

  #addToValidator (validator: Validator, name: string): void {
    const document = this.#documents.get(name)
    if (document === undefined || this.#added.has(name)) return
    this.#added.add(name)
    for (const id of document.refs) {
      const target = this.#find(id)
      if (target === undefined) continue
      this.#addToValidator(validator, target.document)
      // A shared schema may be known by another name than its `$id`.
      if (target.pointer === '#' && target.document !== id) validator.addSchema({ ...target.schema as Schema, $id: id }, id)
    }
    validator.addSchema(document.schema, name)
  }
}

/** The part of a schema that stands under a keyword, a name or an index. */
export function at ({ schema, document, pointer, base }: Location, name: string | number): Location {
  const inner = isObject(schema) && Object.hasOwn(schema, name) ? schema[name] : undefined
  const escaped = String(name).replaceAll('~', '~0').replaceAll('/', '~1')
  return { schema: inner, document, pointer: `${pointer}/${escaped}`, base: (isObject(inner) ? idOf(inner) : undefined) ?? base }
}

/** Whether a schema means the same wherever it stands: nothing in it has a name, or names anything. */
function standsAlone (schema: unknown): boolean {
  return !isObject(schema) || Object.keys(schema).every((name) => !NAMING.has(name) && standsAlone(schema[name]))
}

const NAMING = new Set(['$id', '$ref', '$anchor', '$dynamicRef', '$dynamicAnchor', '$recursiveRef', '$recursiveAnchor', '$schema'])

function idOf ({ $id }: Schema): string | undefined {
  if (typeof $id !== 'string' || $id.startsWith('#')) return undefined
  return $id.endsWith('#') ? $id.slice(0, -1) : $id
}

// In draft 7 and before, an anchor is a `$id` that is a fragment.
function anchorsOf ({ $id, $anchor }: Schema): string[] {
  return [$anchor, typeof $id === 'string' && $id.startsWith('#') ? $id.slice(1) : undefined].filter((anchor) => typeof anchor === 'string')
}

function unescaped (token: string): string {
  try {
    return decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return token
  }
}
