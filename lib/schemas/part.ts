/**
 * What becomes of a value under one part of a schema, and under a choice of parts.
 */
import { types } from 'node:util'
import { isItems, mapItems } from '../streams/index.js'
import type { IsValid } from './documents.js'
import type { ArrayForm, Form, ObjectForm } from './form.js'
import { located, PlanFault } from './plan-fault.js'
import { isBytes, type Project } from './scalars.js'
import { isPlain, jsonValueOf, setProperty } from './values.js'

/** A part of a schema. One that contains itself is known before it is compiled. */
export class Part implements Form {
  /** `undefined` for what never goes out. Nothing asks for it before it is compiled. */
  declare project: Project
  /** Of items that come one by one, and of what stands in an array; `undefined` where no array is declared. */
  item: ((value: unknown, index: number) => unknown) | undefined
  /** Nothing goes out under it. */
  isNever = false
  /** Whether objects and arrays of any form go out. */
  isAny = false
  ownObject: ObjectForm | undefined
  ownArray: ArrayForm | undefined
  /** Those of which one is chosen for a value. */
  alternatives: readonly Part[] = []

  get isFinished (): boolean {
    return 'project' in this
  }

  get object (): ObjectForm | undefined {
    return this.#only((part) => part.ownObject)
  }

  get array (): ArrayForm | undefined {
    return this.#only((part) => part.ownArray)
  }

  #only<Inner> (formOf: (part: Part) => Inner | undefined): Inner | undefined {
    const all = new Set<Part>([this])
    for (const part of all) for (const inner of part.alternatives) all.add(inner)
    const forms = [...all].map(formOf).filter((form) => form !== undefined)
    return forms.length === 1 && ![...all].some(({ isAny }) => isAny) ? forms[0] : undefined
  }

  /** Becomes what another part is. */
  become (part: Part): void {
    Object.assign(this, part)
  }
}

/** The schema `false`. */
export const NEVER = new Part()
NEVER.project = () => undefined
NEVER.isNever = true

/** Data of which nothing is known. */
export const ANY_FORM: Form = { object: undefined, array: undefined }

/** The schema `true`: what JSON would see of a value, at every depth. */
export const ANY_PART = new Part()
ANY_PART.project = dataOf
ANY_PART.item = dataIn
ANY_PART.isAny = true

function dataOf (value: unknown): unknown {
  switch (typeof value) {
    case 'number': return value === 0 ? 0 : value
    case 'object': return value === null ? null : dataOfObject(value)
    case 'function':
    case 'symbol': return undefined
    default: return value
  }
}

function dataIn (value: unknown): unknown {
  return dataOf(value) ?? null
}

function dataOfObject (value: object): unknown {
  if (isPlain(value)) return dataOfProperties(value)
  if (Array.isArray(value) && !('toJSON' in value)) return Array.from<unknown, unknown>(value, dataIn)
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? null : value
  if (isBytes(value)) return value
  const said = jsonValueOf(value)
  return said !== value && (typeof said !== 'object' || said === null) ? dataOf(said) : dataOfStructure(said as object)
}

function dataOfStructure (value: object): unknown {
  if (types.isBoxedPrimitive(value)) return value.valueOf()
  // choice: a typed array is an array of numbers. To JSON it is an object with a name for each.
  if (Array.isArray(value) || types.isTypedArray(value)) return Array.from<unknown, unknown>(value, dataIn)
  return isItems(value) ? mapItems(value, dataIn) : dataOfProperties(value)
}

function dataOfProperties (value: object): object {
  const target = {}
  for (const [name, property] of Object.entries(value)) {
    const data = dataOf(property)
    if (data !== undefined) setProperty(target, name, data)
  }
  return target
}

/** One of several parts, and what chooses it. */
export interface Choice {
  isChosen: IsValid
  readonly part: Part
}

/** Compiles the first part that is chosen. Items that come one by one cannot be looked at: theirs is the first that is an array. */
export function compileChoice (choices: readonly Choice[], expected: string): Pick<Part, 'project' | 'item' | 'alternatives'> {
  const item = choices.find(({ part }) => part.item !== undefined)?.part.item
  function project (value: unknown): unknown {
    if (item !== undefined && isItems(value)) return mapEach(value, item)
    for (const { isChosen, part } of choices) if (isChosen(value)) return part.project(value)
    throw new PlanFault(`expected ${expected} by the schema, and the value is none`)
  }
  return { project, item, alternatives: choices.map(({ part }) => part) }
}

/** Items that come one by one, each as the schema has it in its place. */
export function mapEach (items: Parameters<typeof mapItems>[0], item: NonNullable<Part['item']>): unknown {
  let index = -1
  return mapItems(items, (value) => {
    index++
    try {
      return item(value, index)
    } catch (error) {
      throw located(error, index)
    }
  })
}
