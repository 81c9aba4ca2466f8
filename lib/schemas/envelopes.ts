/**
 * Boot: envelopes, as `{ items: […], total }`: which properties of an object are arrays, and the schema of one of them by itself.
 *
 * In: the schema of the object. Out: names; a schema that says of the array what it says where it stands, its references too.
 */
import { isObject, type Place, resolve, type Schema, type Schemas } from './references.js'
import { ANY, placesOf, shapeOf } from './shapes.js'

/**
 * The names of the properties that are declared to be arrays, in any branch.
 *
 * @throws Error for a `$ref` that cannot be resolved
 */
export function arraysIn (schema: unknown, schemas: Schemas): readonly string[] {
  const { properties } = shapeOf(schema, schemas)
  return openArraysIn(schema, schemas).filter((name) => properties.get(name) !== ANY)
}

/** The same, with those of which nothing is declared but the name. */
export function openArraysIn (schema: unknown, schemas: Schemas): readonly string[] {
  return [...shapeOf(schema, schemas).properties].filter(([, { items }]) => items !== undefined).map(([name]) => name)
}

/**
 * The schema of a property that is an array, to be compiled by itself: the same object each time.
 *
 * @throws Error where several branches declare it, each in another way
 * @example
 * arraySchema({ type: 'object', properties: { items: { type: 'array' }, total: { type: 'integer' } } }, 'items', {}) // { type: 'array' }
 */
export function arraySchema (schema: unknown, name: string, schemas: Schemas): unknown {
  const [place, ...others] = placesOf(schema, name, schemas)
  const text = JSON.stringify(place?.schema)
  if (others.some((other) => other.document !== place?.document || JSON.stringify(other.schema) !== text)) {
    throw new Error(`several branches declare '${name}', each in another way: declare it in one place`)
  }
  return standAlone(targetOf(place as Place, schema, schemas), schemas)
}

/** What a schema refers to that does nothing else. */
function targetOf (place: Place, root: unknown, schemas: Schemas): Place {
  let target = place
  for (const seen = new Set<unknown>(); isObject(target.schema) && !seen.has(target.schema) && isReference(target.schema);) {
    seen.add(target.schema)
    target = resolve(String(target.schema.$ref), target.document, root, schemas)
  }
  return target
}

function isReference (schema: Schema): boolean {
  return typeof schema.$ref === 'string' && Object.keys(schema).length === 1
}

const known = new WeakMap<object, WeakMap<Schema, unknown>>()

function standAlone ({ schema, document }: Place, schemas: Schemas): unknown {
  if (!isObject(schema) || !isObject(document) || !refersBeyond(schema, schemas)) return schema
  const byDocument = known.get(document) ?? new WeakMap<Schema, unknown>()
  known.set(document, byDocument)
  const alone = byDocument.get(schema) ?? moved(schema, document, schemas)
  byDocument.set(schema, alone)
  return alone
}

/** Whether there is a reference that leads nowhere where the schema stands alone. */
function refersBeyond (schema: unknown, schemas: Schemas): boolean {
  if (!isObject(schema)) return false
  const { $ref } = schema
  if (typeof $ref === 'string' && !Object.hasOwn(schemas, $ref.replace(/#.*/s, ''))) return true
  return Object.values(schema).some((inner) => refersBeyond(inner, schemas))
}

/** Where the document is found that a schema stood in. */
const WHOLE = 'whole'

function moved (schema: Schema, document: Schema, schemas: Schemas): unknown {
  const id = typeof document.$id === 'string' ? document.$id.replace(/#$/, '') : undefined
  if (id !== undefined && Object.hasOwn(schemas, id)) return redirected(schema, (ref) => ref.startsWith('#') ? id + ref : ref, refer)
  function redirect (ref: string): string {
    const pointer = id !== undefined && ref.startsWith(`${id}#`) ? ref.slice(id.length) : ref === id ? '#' : ref
    // An anchor is found wherever it is.
    return /^#(?:\/|$)/.test(pointer) ? `#/definitions/${WHOLE}${pointer.slice(1)}` : pointer
  }
  const { $id: _, ...whole } = redirected(document, redirect, (embedded) => embedded) as Schema
  const alone = redirected(schema, redirect, refer) as Schema
  return { ...alone, definitions: { ...alone.definitions as object | undefined, [WHOLE]: whole } }
}

// No two schemas of a document have one `$id`.
function refer ({ $id }: Schema): Schema {
  return { $ref: $id }
}

/**
 * A copy of a schema whose references lead elsewhere.
 *
 * @param embed what stands for a schema with an `$id` of its own, within which `#` means that schema
 */
function redirected (schema: unknown, redirect: (ref: string) => string, embed: (schema: Schema) => Schema, isTop = true): unknown {
  if (Array.isArray(schema)) return schema.map((inner) => redirected(inner, redirect, embed, false))
  if (!isObject(schema)) return schema
  if (!isTop && typeof schema.$id === 'string') return embed(schema)
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => {
    return [keyword, keyword === '$ref' && typeof value === 'string' ? redirect(value) : redirected(value, redirect, embed, false)]
  }))
}
