/**
 * Boot: what a schema says together with those that it refers to and is made of, as one schema.
 *
 * In: locations. Out: a location without `$ref`. Schemas are merged by the rules of fast-json-stringify, whose own code does it: another
 * reading of `allOf` would be another representation of the same data.
 */
import { type KeywordResolver, type MergeOptions, mergeSchemas } from '@fastify/merge-json-schemas'
import type { Documents, Location } from './documents.js'
import { isObject, type Schema } from './references.js'

// What stands next to a `$ref` and says nothing of the value.
const SILENT = new Set(['$ref', '$id', '$schema', '$anchor', '$comment', '$defs', 'definitions', 'title', 'description', 'examples', 'deprecated', 'readOnly', 'writeOnly'])

/** One for each schema that is compiled: it remembers what it has merged, so that a schema may contain itself. */
export class Merger {
  readonly #documents: Documents
  readonly #merged = new Map<string, Location>()

  constructor (documents: Documents) {
    this.#documents = documents
  }

  /**
   * The schema that a reference names in the end, with what stands next to the references.
   *
   * @throws Error for a reference that names nothing, or itself
   */
  dereference (location: Location): Location {
    const seen = new Set<unknown>()
    const siblings: Location[] = []
    let target = location
    while (isObject(target.schema) && typeof target.schema.$ref === 'string') {
      if (seen.has(target.schema)) throw new Error(`$ref '${target.schema.$ref}' names itself: declare what it stands for`)
      seen.add(target.schema)
      const sibling = without(target, (name) => SILENT.has(name))
      if (Object.keys(sibling.schema as Schema).length > 0) siblings.unshift(sibling)
      target = this.#documents.resolve(target.schema.$ref, target)
    }
    if (siblings.length === 0) return target
    try {
      return this.merge([target, ...siblings])
    } catch (error) {
      // fast-json-stringify reads the reference alone where the two contradict each other.
      if (isContradiction(error)) return target
      throw error
    }
  }

  /**
   * @param last what is said however the others merge
   * @throws Error for schemas that contradict each other
   */
  merge (locations: readonly Location[], last: Schema = {}): Location {
    const schemas = locations.map((location) => this.#detached(location))
    const key = JSON.stringify([...schemas, last])
    const known = this.#merged.get(key)
    if (known !== undefined) return known
    const merged: unknown = mergeSchemas(schemas, OPTIONS)
    const schema = isObject(merged) ? { ...merged, ...last } : merged
    const name = `__merged_${this.#merged.size}`
    const location = isObject(schema) ? this.#documents.add(schema, name) : { schema, document: name, pointer: '#', base: name }
    this.#merged.set(key, location)
    return location
  }

  // `true` says nothing, and a branch of `false` is never chosen.
  #detached (location: Location): unknown {
    const target = this.dereference(location)
    if (!isObject(target.schema)) return target.schema
    const { $id, ...schema } = this.#documents.detached(target) as Schema
    return schema
  }
}

// fast-json-stringify knows no `prefixItems`; what it does not know and finds twice it leaves out, and an array would be open.
const mergePlaces: KeywordResolver = (keyword, lists: unknown[][], merged: Record<string, unknown>) => {
  const length = Math.max(...lists.map((list) => list.length))
  merged[keyword] = Array.from({ length }, (_, index): unknown => {
    return mergeSchemas(lists.flatMap((list) => list.slice(index, index + 1)), OPTIONS)
  })
}

const OPTIONS: MergeOptions = { onConflict: 'skip', resolvers: { prefixItems: mergePlaces } as NonNullable<MergeOptions['resolvers']> }

function isContradiction (error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'JSON_SCHEMA_MERGE_ERROR'
}

/** A schema without some of its keywords. */
export function without (location: Location, isLeftOut: (name: string) => boolean): Location {
  return { ...location, schema: Object.fromEntries(Object.entries(location.schema as Schema).filter(([name]) => !isLeftOut(name))) }
}
