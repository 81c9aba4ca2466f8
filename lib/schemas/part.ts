/**
 * What becomes of a value under one part of a schema, and under a choice of parts.
 */
import { types } from 'node:util'
import { isItems, mapItems } from '../streams/index.js'
import type { IsValid } from './documents.js'
import { located, PlanFault } from './plan-fault.js'
import { type DateForm, isBytes, type Project } from './scalars.js'
import { jsonValueOf, setProperty } from './values.js'

/** A part of a schema. One that contains itself is known before it is compiled. */
export class Part {
  /** `undefined` for what never goes out. Nothing asks for it before it is compiled. */
  declare project: Project
  /** Of items that come one by one, and of what stands in an array; `undefined` where no array is declared. */
  item: ((value: unknown, index: number) => unknown) | undefined
  /** Nothing goes out under it. */
  isNever = false

  get isFinished (): boolean {
    return 'project' in this
  }

  /** Becomes what another part is. */
  become ({ project, item, isNever }: Part): void {
    this.project = project
    this.item = item
    this.isNever = isNever
  }
}

/** The schema `false`. */
export const NEVER = new Part()
NEVER.project = () => undefined
NEVER.isNever = true

/** Compiles the schema `true`: what JSON would see of a value, at every depth. */
export function compileAny (formOf: DateForm): Part {
  const part = new Part()
  part.project = dataOf
  part.item = dataIn
  return part

  function dataOf (value: unknown): unknown {
    switch (typeof value) {
      case 'number': return value === 0 ? 0 : value
      case 'object': return value === null ? null : objectData(value)
      case 'function':
      case 'symbol': return undefined
      default: return value
    }
  }

  function dataIn (value: unknown): unknown {
    return dataOf(value) ?? null
  }

  function objectData (value: object): unknown {
    if (types.isDate(value)) return Number.isNaN(value.getTime()) ? null : formOf(value, undefined)
    if (isBytes(value)) return value
    const said = jsonValueOf(value)
    if (said !== value && (typeof said !== 'object' || said === null)) return dataOf(said)
    return structureData(said as object)
  }

  function structureData (value: object): unknown {
    if (types.isBoxedPrimitive(value)) return value.valueOf()
    // choice: a typed array is an array of numbers. To JSON it is an object with a name for each.
    if (Array.isArray(value) || types.isTypedArray(value)) return Array.from<unknown, unknown>(value, dataIn)
    if (isItems(value)) return mapItems(value, dataIn)
    const target = {}
    for (const [name, property] of Object.entries(value)) {
      const data = dataOf(property)
      if (data !== undefined) setProperty(target, name, data)
    }
    return target
  }
}

/** One of several parts, and what chooses it. */
export interface Choice {
  isChosen: IsValid
  readonly part: Part
}

/** Compiles the first part that is chosen. Items that come one by one cannot be looked at: theirs is the first that is an array. */
export function compileChoice (choices: readonly Choice[], expected: string): Pick<Part, 'project' | 'item'> {
  const item = choices.find(({ part }) => part.item !== undefined)?.part.item
  function project (value: unknown): unknown {
    if (item !== undefined && isItems(value)) return mapEach(value, item)
    for (const { isChosen, part } of choices) if (isChosen(value)) return part.project(value)
    throw new PlanFault(`expected ${expected} by the schema, and the value is none`)
  }
  return { project, item }
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
