/**
 * Boot: from a schema, the function that leaves of a value what the schema declares.
 *
 * It is what makes every serializer fail closed: one that writes whatever it is given is given nothing undeclared. In: a JSON
 * schema. Out: a function that copies what is declared, at every depth, and never changes the value it is given.
 */
import { types } from 'node:util'
import { isItems, type Items, mapItems } from '../streams/index.js'
import type { Schemas } from './references.js'
import { ANY, forbids, NOTHING, type Shape, shapeOf } from './shapes.js'

/** Leaves of a value what a schema declares. */
export type Projection = (value: unknown) => unknown

/** What becomes of a scalar, a date or bytes, where the shape declares it. */
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

/** The same, for who writes what is declared and no more, except that it knows nothing of `false`: `undefined` where there is none. */
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
  // A shape that contains itself finds this one while its own is being compiled.
  let projection = IDENTITY
  compiled.known.set(shape, (value) => projection(value))
  const items = shape.items === undefined ? undefined : compileItems(shape, compiled)
  const members = shape.object ? compileMembers(shape, compiled) : undefined
  projection = (value) => {
    if (typeof value === 'function' || typeof value === 'symbol') return undefined
    if (typeof value !== 'object' || value === null || value instanceof Date || isBytes(value)) return compiled.projectScalar(value, shape)
    return projectStructure(withoutMethods(value), members, items)
  }
  compiled.known.set(shape, projection)
  return projection
}

function isBytes (value: object): boolean {
  return ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)
}

// What JSON would be made of.
function withoutMethods (value: object): unknown {
  return 'toJSON' in value && typeof value.toJSON === 'function' ? value.toJSON() : value
}

function projectStructure (value: unknown, members: ((source: object) => object) | undefined, items: ProjectItems | undefined): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return items === undefined ? asScalar(value, members) : items(value)
  if (items !== undefined && isItems(value)) return items(value)
  return members === undefined ? asScalar(value, items) : members(value)
}

type ProjectItems = (items: readonly unknown[] | Items) => unknown

function compileItems ({ places, rest }: Shape, compiled: Compiled): ProjectItems {
  const inPlaces = places.map((shape) => projectionOn(shape, compiled))
  const behind = projectionOn(rest, compiled)
  function project (item: unknown, index: number): unknown {
    return (inPlaces[index] ?? behind)(item) ?? null
  }
  return (items) => {
    if (Array.isArray(items)) return (behind === FORBIDDEN ? items.slice(0, inPlaces.length) : items).map(project)
    let index = 0
    return mapItems(items as Items, (item) => project(item, index++))
  }
}

function asScalar (value: object, declared: unknown): string {
  if (declared === undefined) return String(value)
  throw new TypeError(Array.isArray(value) ? 'expected an object by the schema, found an array' : 'expected an array by the schema, found an object')
}

function compileMembers ({ properties, patterns, additional }: Shape, compiled: Compiled): (source: object) => object {
  const declared = [...properties].map(([name, shape]) => [name, projectionOn(shape, compiled)] as const)
  const matching = patterns.map(([pattern, shape]) => [pattern, projectionOn(shape, compiled)] as const)
  const others = additional === undefined ? undefined : projectionOn(additional, compiled)
  return (source) => {
    const target = {}
    for (const [name, projection] of declared) copy(target, name, read(source, name), projection)
    if (others === undefined && matching.length === 0) return target
    for (const [name, value] of Object.entries(source)) {
      if (properties.has(name)) continue
      const projection = matching.find(([pattern]) => pattern.test(name))?.[1] ?? others
      if (projection !== undefined) copy(target, name, value, projection)
    }
    return target
  }
}

/** A getter of the value's class is its own; what every object has is not. */
function read (source: object, name: string): unknown {
  return Object.hasOwn(source, name) || !(name in Object.prototype) ? (source as Record<string, unknown>)[name] : undefined
}

function copy (target: object, name: string, value: unknown, projection: Projection): void {
  const projected = projection(value)
  if (projected !== undefined) setProperty(target, name, projected)
}

/** Sets a property of an object of our own: `__proto__` is a name like any other, which an assignment does not know. */
export function setProperty (target: object, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(target, name, { value, configurable: true, enumerable: true, writable: true })
  else (target as Record<string, unknown>)[name] = value
}
