/**
 * Boot: from a schema, the function that leaves of a value what the schema declares.
 *
 * It makes every serializer fail closed: even one that writes whatever it is given is given nothing undeclared. In: a JSON schema.
 * Out: a function that copies what is declared, at every depth, and never changes the value it is given.
 */
import { types } from 'node:util'
import { isItems, type Items, mapItems } from '../streams/index.js'
import type { Schemas } from './references.js'
import { ANY, forbids, isOpen, NOTHING, type Shape, shapeOf } from './shapes.js'
import { jsonValueOf, setProperty } from './values.js'

/** Leaves of a value what a schema declares. */
export type Projection = (value: unknown) => unknown

/** Projects a scalar, a date or bytes. */
export type ProjectScalar = (value: unknown, shape: Shape) => unknown

/**
 * Compiles the projection on a schema.
 *
 * An object where the schema has a scalar becomes a string, as with fast-json-stringify. An async iterable is projected item by
 * item, as it is read.
 *
 * @param projectScalar default: a scalar stays as it is
 * @throws Error for a `$ref` that cannot be resolved
 * @example
 * compileProjection({ type: 'object', properties: { name: { type: 'string' } } }, {})({ name: 'Mars', password: 'x' }) // { name: 'Mars' }
 */
export function compileProjection (schema: unknown, schemas: Schemas, projectScalar: ProjectScalar = IDENTITY): Projection {
  return projectionOn(shapeOf(schema, schemas), { known: new Map(), projectScalar })
}

/**
 * Compiles the projection for a writer that leaves out what is not declared, but takes `false` for `{}`.
 *
 * @returns `undefined` for a schema without `false`
 */
export function compileProhibition (schema: unknown, schemas: Schemas): Projection | undefined {
  const shape = shapeOf(schema, schemas)
  return forbids(shape) ? projectionOn(shape, { known: new Map(), projectScalar: IDENTITY }) : undefined
}

const IDENTITY: Projection = (value) => value
const FORBIDDEN: Projection = () => undefined

/** What compiling the parts of a shape shares. */
interface Compiled {
  readonly known: Map<Shape, Projection>
  readonly projectScalar: ProjectScalar
}

function projectionOn (shape: Shape, compiled: Compiled): Projection {
  if (shape === ANY) return IDENTITY
  if (shape === NOTHING) return FORBIDDEN
  const known = compiled.known.get(shape)
  if (known !== undefined) return known
  // A stand-in while the projection is being compiled: a shape may contain itself.
  let projection = IDENTITY
  compiled.known.set(shape, (value) => projection(value))
  const projectItems = shape.items === undefined ? undefined : compileItems(shape, compiled)
  const projectProperties = shape.object ? compileProperties(shape, compiled) : undefined
  projection = (value) => {
    if (typeof value === 'function' || typeof value === 'symbol') return undefined
    if (typeof value !== 'object' || value === null || value instanceof Date || isBytes(value)) return compiled.projectScalar(value, shape)
    return projectStructure(jsonValueOf(value), projectProperties, projectItems)
  }
  compiled.known.set(shape, projection)
  return projection
}

function isBytes (value: object): boolean {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)
}

type ProjectProperties = (source: object) => object
type ProjectItems = (items: readonly unknown[] | Items) => unknown

function projectStructure (value: unknown, properties: ProjectProperties | undefined, items: ProjectItems | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return items === undefined ? asScalar(value, properties) : items(value)
  if (items !== undefined && isItems(value)) return items(value)
  return properties === undefined ? asScalar(value, items) : properties(value)
}

function compileItems ({ places, rest }: Shape, compiled: Compiled): ProjectItems {
  const inPlaces = places.map((shape) => projectionOn(shape, compiled))
  const projectRest = projectionOn(rest, compiled)
  function project (item: unknown, index: number): unknown {
    return (inPlaces[index] ?? projectRest)(item) ?? null
  }
  return (items) => {
    if (Array.isArray(items)) return (projectRest === FORBIDDEN ? items.slice(0, inPlaces.length) : items).map(project)
    let index = 0
    return mapItems(items as Items, (item) => project(item, index++))
  }
}

function asScalar (value: object, declared: unknown): string {
  if (declared === undefined) return String(value)
  const [expected, found] = Array.isArray(value) ? ['an object', 'an array'] : ['an array', 'an object']
  throw new TypeError(`expected ${expected} by the schema, found ${found}`)
}

function compileProperties (shape: Shape, compiled: Compiled): ProjectProperties {
  const { properties, patterns, additional } = shape
  const declared = [...properties].map(([name, shape]) => [name, projectionOn(shape, compiled)] as const)
  const matching = patterns.map(([pattern, shape]) => [pattern, projectionOn(shape, compiled)] as const)
  const others = additional === undefined ? undefined : projectionOn(additional, compiled)
  return (source) => {
    const target = {}
    for (const [name, projection] of declared) copy(target, name, read(source, name), projection)
    if (!isOpen(shape)) return target
    for (const [name, value] of Object.entries(source)) {
      if (properties.has(name)) continue
      const projection = matching.find(([pattern]) => pattern.test(name))?.[1] ?? others
      if (projection !== undefined) copy(target, name, value, projection)
    }
    return target
  }
}

// Getters of the value's class count as its properties; what every object inherits does not.
function read (source: object, name: string): unknown {
  return Object.hasOwn(source, name) || !(name in Object.prototype) ? (source as Record<string, unknown>)[name] : undefined
}

function copy (target: object, name: string, value: unknown, projection: Projection): void {
  const projected = projection(value)
  if (projected !== undefined) setProperty(target, name, projected)
}
