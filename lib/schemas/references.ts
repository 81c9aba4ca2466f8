/**
 * Boot: what a `$ref` in a schema refers to.
 *
 * In: a reference, and the document that contains it. Out: the schema that it refers to. RFC 3986 fragments, JSON pointers (RFC 6901).
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-8
 */

/** Schemas by `$id`. */
export type Schemas = Readonly<Record<string, unknown>>

export type Schema = Readonly<Record<string, unknown>>

/** A schema, and the document that `#` refers to in it. */
export interface Place {
  readonly schema: unknown
  readonly document: unknown
}

/*
 * $ref = [ $id ] [ "#" [ JSON pointer / $anchor ] ]
 */

/**
 * The schema that a reference names.
 *
 * @param root searched for names at any depth, before `schemas`: TypeBox's `Type.Cyclic` keeps there those that refer to each other
 * @throws Error for a reference that names nothing
 */
export function resolve (ref: string, document: unknown, root: unknown, schemas: Schemas): Place {
  const [id = '', fragment = ''] = ref.split('#')
  const target = id === '' ? document : find([document, root], id) ?? (Object.hasOwn(schemas, id) ? schemas[id] : find(schemas, id))
  const schema = fragment === '' || fragment.startsWith('/') ? at(target, fragment) : find(target, fragment)
  if (schema === undefined) throw new Error(`$ref '${ref}' cannot be resolved: neither addSchema nor the schema itself has it`)
  return { schema, document: target }
}

function at (document: unknown, pointer: string): unknown {
  return pointer.split('/').slice(1).reduce<unknown>((schema, token) => {
    const name = decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')
    return isObject(schema) && Object.hasOwn(schema, name) ? schema[name] : undefined
  }, document)
}

/** The schema with a name within another, at any depth. */
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

/** Whether a schema is more than `true` or `false`. */
export function isObject (value: unknown): value is Schema {
  return typeof value === 'object' && value !== null
}
