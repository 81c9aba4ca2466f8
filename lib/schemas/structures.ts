/**
 * What goes out of an object and of an array, of which the parts are compiled.
 */
import { types } from 'node:util'
import { isItems } from '../streams/index.js'
import type { ArrayForm, ObjectForm } from './form.js'
import { ANY_FORM, mapEach, NEVER, type Part } from './part.js'
import { located, PlanFault, refuse } from './plan-fault.js'
import { isBytes, type Project } from './scalars.js'
import { type Copied, compileCopy } from './unrolled.js'
import { isAbsent, isPlain, jsonValueOf, setProperty } from './values.js'

/** A property that the schema names. */
export interface Property {
  readonly name: string
  /** `undefined` for one that is required and of which nothing is said, which does not go out. */
  readonly part: Part | undefined
  readonly isRequired: boolean
  /** What stands for a missing one; `undefined` where nothing does. */
  readonly makeDefault: (() => unknown) | undefined
}

/** The properties of an object. */
export interface Properties {
  /** In the order of the content. */
  readonly named: readonly Property[]
  readonly patterns: ReadonlyArray<readonly [pattern: RegExp, part: Part]>
  /** Of those without a name or a pattern; `undefined` where they do not go out. */
  readonly others: Part | undefined
  /** Whether a property that the schema does not name may go out by its name; `undefined` where each may. */
  readonly admits: ((name: string) => boolean) | undefined
}

/** Compiles what goes out of an object. */
export function compileObject (properties: Properties): Project {
  const copyOthers = properties.patterns.length > 0 || properties.others !== undefined ? compileOthers(properties) : undefined
  let copyNamed: ((source: object) => object) | undefined
  return function projectObject (value) {
    const source = objectOf(value)
    if (source === null) return null
    copyNamed ??= compileCopy(properties.named.map(copiedOf))
    const target = copyNamed(source)
    copyOthers?.(source, target)
    return target
  }
}

/** What is known at boot of the data of an object. */
export function formOfObject ({ named, patterns, others }: Properties): ObjectForm {
  const properties = named.flatMap(({ name, part, makeDefault }) => {
    // What stands for a missing one goes out as it is, whatever the schema says of it.
    return part === undefined || part.isNever ? [] : [[name, typeof makeDefault?.() === 'object' ? ANY_FORM : part] as const]
  })
  return { properties, isOpen: patterns.length > 0 || others !== undefined }
}

// Read when all parts are compiled.
function copiedOf ({ name, part, isRequired, makeDefault }: Property): Copied {
  return { name, project: part?.project, missing: makeDefault ?? (isRequired ? refuseMissing : undefined) }
}

function refuseMissing (): never {
  throw new PlanFault('required by the schema, and missing')
}

function compileOthers ({ named, patterns, others, admits }: Properties): (source: object, target: object) => void {
  const names = new Set(named.filter(({ part }) => part !== undefined).map(({ name }) => name))
  function partOf (name: string): Part | undefined {
    return names.has(name) || admits?.(name) === false ? undefined : patterns.find(([pattern]) => pattern.test(name))?.[1] ?? others
  }
  return function copyOthers (source, target) {
    for (const name of Object.keys(source)) {
      const part = partOf(name)
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

// What JSON would be made of.
function objectOf (value: unknown): object | null {
  if (isPlain(value)) return value
  // Node's own bytes have a `toJSON`, which is none of what a schema declares.
  const said = typeof value === 'object' && value !== null && isBytes(value) ? value : jsonValueOf(value)
  if (said === null) return null
  return typeof said !== 'object' || Array.isArray(said) || isBytes(said) || types.isDate(said) ? refuse('an object', said) : said
}

/** The items of an array. */
export interface Items {
  /** Of the first ones, where their places differ. */
  readonly places: ReadonlyArray<{ readonly part: Part, readonly admits: (value: unknown) => boolean }>
  /** Of the others; `undefined` where there are none. */
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

/** What is known at boot of the data of an array. */
export function formOfArray ({ places, rest }: Items): ArrayForm {
  return { places: places.map(({ part }) => part), rest: rest ?? NEVER }
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
