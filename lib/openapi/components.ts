/**
 * Schemas that a response has in more than one place, each written once, as a component that the places refer to.
 *
 * In: a schema, as often as it is used. Out: a reference to it, and what @fastify/swagger has to find to make the component: it makes one
 * of each schema with an `$id` that stands under a keyword of JSON Schema, and numbers them unless its `refResolver` says otherwise.
 */
import { isObject, type Schema, type Schemas } from '../schemas/index.js'
import { inVersion, mapSchemas } from './keywords.js'
import { withoutMedia } from './schemas.js'

/** What the components of a response are made for. */
export interface ComponentsOptions {
  /** What a component without an `$id` is called: `GetPlanets200`. */
  readonly name: string
  /** The version of OpenAPI. */
  readonly version: string
  /** Those of `addSchema`, by `$id`. */
  readonly schemas: Schemas
  /** Whose document it is: equal schemas of its routes are one component. */
  readonly application: object
}

interface Component {
  readonly id: string
  readonly schema: Schema
}

const COMPOSED = ['properties', 'patternProperties', 'additionalProperties', 'items', 'prefixItems', 'allOf', 'anyOf', 'oneOf']
const DEFINITIONS = ['definitions', '$defs']

export class Components {
  readonly #options: ComponentsOptions
  readonly #components = new Map<Schema, Component>()

  /** @param uses the schemas of the response, each as often as it stands there */
  constructor (uses: readonly unknown[], options: ComponentsOptions) {
    this.#options = options
    const times = new Map<Schema, number>()
    for (const schema of uses.filter(isObject)) times.set(schema, (times.get(schema) ?? 0) + 1)
    for (const [schema, used] of times) if (isComponent(schema, used)) this.#components.set(schema, this.#create(schema))
  }

  /** What stands for a schema: a reference to its component, or where it has none the schema itself, without its examples. */
  at (schema: unknown): unknown {
    if (!isObject(schema)) return schema === false ? { not: {} } : {}
    return this.within(schema, '') ?? inVersion(withoutMedia(schema), this.#options.version)
  }

  /** A reference into the component of a schema; `undefined` where it has none. */
  within (schema: Schema, pointer: string): Schema | undefined {
    const component = this.#components.get(schema)
    return component && { $ref: `${component.id}#${pointer}` }
  }

  /** The components themselves. */
  get definitions (): readonly Schema[] {
    return [...this.#components.values()].map(({ schema }) => schema)
  }

  #create (declared: Schema): Component {
    const { version } = this.#options
    const schema = inVersion(withoutMedia(declared), version) as Schema
    const id = typeof schema.$id === 'string' ? schema.$id.replace(/#$/, '') : this.#idOf(JSON.stringify(schema))
    return { id, schema: { ...withReferencesTo(id, schema) as Schema, $id: id } }
  }

  #idOf (text: string): string {
    const { application, name, schemas } = this.#options
    const known = ids.get(application) ?? new Map<string, string>()
    ids.set(application, known)
    const taken = new Set([...known.values(), ...Object.keys(schemas)])
    let id = known.get(text) ?? name
    for (let count = 2; !known.has(text) && taken.has(id); count++) id = `${name}-${count}`
    known.set(text, id)
    return id
  }
}

/** By application, the ids by the text of the schema: a document has the same ones however often it is written. */
const ids = new WeakMap<object, Map<string, string>>()

// What refers to definitions of its own finds them only in a component: elsewhere `#` is the document.
function isComponent (schema: Schema, used: number): boolean {
  if ('$ref' in schema) return false
  if (DEFINITIONS.some((keyword) => keyword in schema)) return true
  return used > 1 && COMPOSED.some((keyword) => keyword in schema)
}

function withReferencesTo (id: string, schema: unknown): unknown {
  if (!isObject(schema)) return schema
  const { $ref } = schema
  const written = mapSchemas(schema, (inner) => isObject(inner) && '$id' in inner ? inner : withReferencesTo(id, inner))
  return typeof $ref === 'string' && $ref.startsWith('#') ? { ...written, $ref: `${id}${$ref}` } : written
}
