/**
 * Boot: what a serializer has compiled of a schema, for all routes that have that schema.
 */
import type { SerializerCompiler, Serialize, SerializerRoute } from '../../types/index.js'
import { isObject } from '../schemas/index.js'

type ByMediaType = Map<string, Serialize>
type BySchema = WeakMap<object, ByMediaType>

/** By serializer, by the schemas that a `$ref` may name, by schema. */
const compiled = new WeakMap<SerializerCompiler, WeakMap<SerializerRoute['schemas'], BySchema>>()

/** Compiles once for each schema where the serializer says that it may be shared. */
export function compileShared (serializer: SerializerCompiler, schema: unknown, route: SerializerRoute): Serialize {
  if (serializer.shared !== true) return serializer.compile(schema, route)
  const byMediaType = mapFor(serializer, isObject(schema) ? schema : NO_SCHEMA, route.schemas)
  // `true`, `false` and none are no objects.
  const key = isObject(schema) ? route.mediaType : `${route.mediaType} ${String(schema)}`
  const known = byMediaType.get(key) ?? serializer.compile(schema, route)
  byMediaType.set(key, known)
  return known
}

const NO_SCHEMA = {}

function mapFor (serializer: SerializerCompiler, schema: object, schemas: SerializerRoute['schemas']): ByMediaType {
  const bySchemas = compiled.get(serializer) ?? new WeakMap<object, BySchema>()
  compiled.set(serializer, bySchemas)
  const bySchema = bySchemas.get(schemas) ?? new WeakMap<object, ByMediaType>()
  bySchemas.set(schemas, bySchema)
  const byMediaType = bySchema.get(schema) ?? new Map<string, Serialize>()
  bySchema.set(schema, byMediaType)
  return byMediaType
}
