/**
 * What goes out of an object and of an array, of which the parts are compiled.
 */
import { types } from 'node:util'
import { isItems } from '../streams/index.js'
import { mapEach, type Part } from './part.js'
import { located, PlanFault, refuse } from './plan-fault.js'
import { isBytes, type Project } from './scalars.js'
import { isAbsent, jsonValueOf, readProperty, setProperty } from './values.js'

/** A property that the schema names. */
export interface Member {
  readonly name: string
  /** `undefined` for one that is required and of which nothing is said, which does not go out. */
  readonly part: Part | undefined
  readonly isRequired: boolean
  /** What stands for a missing one; `undefined` where nothing does. */
  readonly makeDefault: (() => unknown) | undefined
}

/** The properties of an object. */
export interface Members {
  /** In the order of the content. */
  readonly named: readonly Member[]
  readonly patterns: ReadonlyArray<readonly [pattern: RegExp, part: Part]>
  /** Of those without a name or a pattern; `undefined`: they do not go out. */
  readonly others: Part | undefined
}

/** Compiles what goes out of an object. */
export function compileObject (members: Members): Project {
  const copyNamed = compileNamed(members.named)
  const copyOthers = members.patterns.length > 0 || members.others !== undefined ? compileOthers(members) : undefined
  return function projectObject (value) {
    const source = objectOf(value)
    if (source === null) return null
    const target = {}
    copyNamed(source, target)
    copyOthers?.(source, target)
    return target
  }
}

type Copy = (source: object, target: object) => void

function compileNamed (named: readonly Member[]): Copy {
  const members = named.map((member) => ({ ...member, isInherited: member.name in Object.prototype }))
  return function copyNamed (source, target) {
    let current = ''
    try {
      for (const member of members) {
        current = member.name
        const value = member.isInherited ? readProperty(source, current) : (source as Record<string, unknown>)[current]
        const projected = projectMember(member, value)
        if (projected === undefined) continue
        if (member.isInherited) setProperty(target, current, projected)
        else (target as Record<string, unknown>)[current] = projected
      }
    } catch (error) {
      throw located(error, current)
    }
  }
}

function compileOthers ({ named, patterns, others }: Members): Copy {
  const names = new Set(named.filter(({ part }) => part !== undefined).map(({ name }) => name))
  return function copyOthers (source, target) {
    for (const name of Object.keys(source)) {
      const part = names.has(name) ? undefined : patterns.find(([pattern]) => pattern.test(name))?.[1] ?? others
      const value = (source as Record<string, unknown>)[name]
      if (part === undefined || isAbsent(value)) continue
      try {
        const projected = part.project(value)
        if (projected !== undefined) setProperty(target, name, projected)
      } catch (error) {
        throw located(error, name)
      }
    }
  }
}

function projectMember ({ part, isRequired, makeDefault }: Member, value: unknown): unknown {
  if (!isAbsent(value)) {
    if (part === undefined) return undefined
    const projected = part.project(value)
    if (projected !== undefined || !isRequired) return projected
  }
  if (makeDefault !== undefined) return makeDefault()
  if (isRequired) throw new PlanFault('required by the schema, and missing')
  return undefined
}

// What JSON would be made of.
function objectOf (value: unknown): object | null {
  // Node's own bytes have a `toJSON`, which is none of what a schema declares.
  const said = typeof value === 'object' && value !== null && isBytes(value) ? value : jsonValueOf(value)
  if (said === null) return null
  return typeof said !== 'object' || Array.isArray(said) || isBytes(said) || types.isDate(said) ? refuse('an object', said) : said
}

/** The items of an array. */
export interface Items {
  /** Of the first ones, where their places differ. */
  readonly places: ReadonlyArray<{ readonly part: Part, readonly admits: (value: unknown) => boolean }>
  /** Of the others; `undefined`: there are none. */
  readonly rest: Part | undefined
  /** Whether more items than are declared are a fault; else they do not go out. */
  readonly isClosed: boolean
}

/** Compiles what goes out of an item in its place. choice: one that is no data is null, as to JSON in an array. */
export function compileItem ({ places, rest, isClosed }: Items): NonNullable<Part['item']> {
  if (places.length === 0 && rest !== undefined) return (item) => rest.project(isAbsent(item) ? null : item) ?? null
  return function projectItem (item, index) {
    const value = isAbsent(item) ? null : item
    const place = places[index]
    if (place !== undefined) return place.admits(value) ? place.part.project(value) ?? null : refuse('another type', value)
    if (rest === undefined && isClosed) return refuse(`${places.length} items`, value)
    return rest?.project(value) ?? null
  }
}

/** Compiles what goes out of an array. */
export function compileArray (items: Items, item: NonNullable<Part['item']>): Project {
  const { places, rest, isClosed } = items
  function projectItems (values: ArrayLike<unknown>): unknown[] {
    const length = rest === undefined && !isClosed ? Math.min(values.length, places.length) : values.length
    const target = new Array<unknown>(length)
    let index = 0
    try {
      for (; index < length; index++) target[index] = item(values[index], index)
    } catch (error) {
      throw located(error, index)
    }
    return target
  }
  return function projectArray (value) {
    if (Array.isArray(value)) return projectItems(value)
    if (value === null) return null
    if (isItems(value)) return mapEach(value, item)
    // choice: a typed array is an array of numbers, except for bytes. JSON refuses it.
    return types.isTypedArray(value) && !types.isUint8Array(value) ? projectItems(value) : refuse('an array', value)
  }
}
