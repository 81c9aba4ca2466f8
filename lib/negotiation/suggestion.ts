/**
 * What a client that gets a 406 would have to send: the smallest change of its fields that something is selected with.
 *
 * In: the fields of a request that nothing is acceptable by. Out: the new values of as few of them as possible, with as few members added
 * or taken away as possible. Each is tried by selecting with it, so that it is never a guess.
 */
import type { ExplainedSuggestion } from '../../types/explanation.js'
import type { AvailableDimension } from './available.js'
import { fieldName } from './field-names.js'
import { type Headers, readField } from './headers.js'
import { readRanges, type WrittenRange } from './matched-range.js'
import type { Limits } from './member-reader.js'
import type { SelectedRepresentation } from './negotiated.js'

/** Another value of one field. */
interface Edit {
  readonly field: string
  /** `null`: without the field. */
  readonly value: string | null
  /** Members added, changed or taken away. */
  readonly cost: number
}

// Of a field with a hundred members and a route with a hundred values not everything is tried. What is left when nothing smaller is found
// is to send none of the fields, with which something is always selected.
const MAX_VALUES = 8
const MAX_TOGETHER = 3

/** @param selectWith the representation that some headers select */
export function suggest (
  headers: Headers, declared: readonly AvailableDimension[], limits: Limits,
  selectWith: (headers: Headers) => SelectedRepresentation | undefined
): ExplainedSuggestion {
  const fields = Object.fromEntries(declared.flatMap(({ fields }) => fields).map((field) => [field, readField(headers, field)]))
  const edits = declared.map((dimension) => editsOf(fields, dimension, limits))
  const select = (changes: readonly Edit[]) => selectWith(new Map(Object.entries({ ...fields, ...valuesOf(changes) })))
  // The last of them leaves every field out.
  const changes = combinationsOf(edits).find((changes) => select(changes) !== undefined) as Edit[]
  const selects = select(changes) as SelectedRepresentation
  return Object.freeze({ fields: Object.freeze(valuesOf(changes)), selects, text: sentence(changes) })
}

function valuesOf (changes: readonly Edit[]): Record<string, string | null> {
  return Object.fromEntries(changes.map(({ field, value }) => [field, value]))
}

/** What may be sent instead of a field, the smallest change first. */
function editsOf (fields: Readonly<Record<string, string | undefined>>, { dimension, values }: AvailableDimension, limits: Limits): Edit[] {
  const { field } = dimension
  const fieldValue = fields[field]
  if (fieldValue === undefined) return []
  const ranges = readRanges(fieldValue, limits)
  const names = values.slice(0, MAX_VALUES).map((value) => dimension.ranges(value).at(-1) as string)
  // One that is longer than what is read says nothing, and then anything is acceptable.
  const named = names.filter(({ length }) => length <= limits.maxFieldLength)
  const refusing = ranges.filter(({ quality }) => quality === 0).slice(0, MAX_VALUES)
  return [
    ...refusing.map((range) => ({ field, value: written(ranges.filter((other) => other !== range)), cost: 1 })),
    ...refusing.map(({ member, text }) => ({ field, value: fieldValue.replace(member, () => text), cost: 1 })),
    ...named.map((range) => ({ field, value: `${fieldValue}, ${range}`, cost: 1 })),
    // Where the field is longer than what is read of it, and where one that is malformed has no end.
    ...named.map((range) => ({ field, value: `${range}, ${fieldValue}`, cost: 1 })),
    { field, value: null, cost: ranges.length }
  ]
}

function written (ranges: readonly WrittenRange[]): string | null {
  return ranges.length === 0 ? null : ranges.map(({ member }) => member).join(', ')
}

/** One change of some of the fields, the fewest first, and of as many the smallest. */
function combinationsOf (edits: readonly (readonly Edit[])[]): Edit[][] {
  const pairs = edits.flatMap((own, index) => edits.slice(index + 1).flatMap((other) => productOf([own, other])))
  const few = edits.map((own) => own.filter(({ value }, index) => index < MAX_TOGETHER || value === null))
  return [...edits.flatMap((own) => productOf([own])), ...pairs, ...productOf(few)].sort((one, other) => {
    return one.length - other.length || costOf(one) - costOf(other)
  })
}

/** Every choice of at most one of each. */
function productOf (edits: readonly (readonly Edit[])[]): Edit[][] {
  return edits.reduce<Edit[][]>((combinations, own) => {
    return combinations.flatMap((others) => [others, ...own.map((edit) => [...others, edit])])
  }, [[]])
}

function costOf (edits: readonly Edit[]): number {
  return edits.reduce((sum, { cost }) => sum + cost, 0)
}

function sentence (changes: readonly Edit[]): string {
  const sent = changes.flatMap(({ field, value }) => value === null ? [] : [`${fieldName(field)}: ${value}`])
  const omitted = changes.flatMap(({ field, value }) => value === null ? [fieldName(field)] : [])
  return [sent.length > 0 ? `send ${sent.join(' and ')}` : '', omitted.length > 0 ? `leave ${omitted.join(' and ')} out` : '']
    .filter((part) => part !== '').join(', and ')
}
