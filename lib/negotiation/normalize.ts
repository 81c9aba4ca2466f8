/**
 * From a request's headers to the shortest fields that come to the same: for the key of a cache, where thousands of spellings of one wish
 * would be as many entries.
 *
 * In: headers. Out: for each selected representation, and for each set of dimensions that nothing is acceptable in, always the same
 * fields. They are looked for once, by selecting with them.
 */
import type { Available, AvailableDimension } from './available.js'
import type { Dimension } from './dimension.js'
import type { Headers } from './headers.js'
import type { SelectedRepresentation } from './negotiated.js'
import { conditionOf, type Selector } from './select.js'

/** Field values by their names, in lower case. */
export type NormalizedFields = Readonly<Record<string, string>>

type Entry = readonly [field: string, members: readonly string[]]

export class Normalizer {
  readonly #dimensions: readonly AvailableDimension[]
  readonly #selector: Selector
  readonly #selectable: readonly SelectedRepresentation[]
  /** By place in `selectable`; and by the names of what is not acceptable. */
  readonly #selecting: (NormalizedFields | undefined)[]
  readonly #refusing = new Map<string, NormalizedFields>()

  constructor (available: Available, selector: Selector, selectable: readonly SelectedRepresentation[]) {
    this.#dimensions = [available.mediaTypes, ...available.otherDimensions]
    this.#selector = selector
    this.#selectable = selectable
    this.#selecting = selectable.map(() => undefined)
  }

  /** The same object for all that select the same, but where that depends on a condition, whose field is kept. Frozen. */
  normalize (headers: Headers): NormalizedFields {
    const selected = this.#selector.select(headers)
    if (selected === -1) return this.#fieldsRefusing(this.#selector.unacceptable(headers))
    const condition = this.#conditionOf(this.#selectable[selected] as SelectedRepresentation, headers)
    const known = this.#selecting[selected] ?? this.#fieldsSelecting(selected, condition)
    this.#selecting[selected] = known
    return condition === undefined ? known : Object.freeze({ ...known, ...condition })
  }

  /** What the selected value depends on: another dictionary is another content. */
  #conditionOf (selected: SelectedRepresentation, headers: Headers): NormalizedFields | undefined {
    const needed = this.#dimensions.flatMap((available): [string, string][] => {
      const { dimension, conditional } = available
      if (!conditional.includes(valueIn(available, selected))) return []
      return [[String(dimension.condition?.field), conditionOf(dimension, headers) as string]]
    })
    return needed.length === 0 ? undefined : Object.fromEntries(needed)
  }

  #fieldsRefusing (names: readonly string[]): NormalizedFields {
    const key = names.join()
    const refused = this.#dimensions.filter(({ dimension }) => names.includes(dimension.name))
    const known = this.#refusing.get(key) ?? fieldsOf(refused.map(({ dimension }) => [dimension.field, [dimension.nothing]]))
    this.#refusing.set(key, known)
    return known
  }

  #fieldsSelecting (selected: number, condition: NormalizedFields | undefined): NormalizedFields {
    const representation = this.#selectable[selected] as SelectedRepresentation
    const ranges = this.#dimensions.map((available) => rangesOf(available, representation))
    const candidates = combinationsOf(this.#dimensions.map(({ dimension }, index) => {
      return [undefined, ...ranges[index] as string[]].map((range) => [dimension.field, range === undefined ? [] : [range]] as const)
    }))
    const shortestFirst = candidates.map(fieldsOf).sort((a, b) => lengthOf(a) - lengthOf(b))
    const selects = (fields: NormalizedFields) => this.#selector.select({ ...fields, ...condition }) === selected
    return shortestFirst.find(selects) ?? this.#fieldsExcluding(selects, ranges)
  }

  /** Where a range finds others besides, which come first: without those. */
  #fieldsExcluding (selects: (fields: NormalizedFields) => boolean, ranges: readonly (readonly string[])[]): NormalizedFields {
    let entries: Entry[] = this.#dimensions.map(({ dimension, values }, index) => {
      const own = ranges[index]?.at(-1) as string
      const others = values.map((value) => dimension.ranges(value).at(-1) as string).filter((range) => range !== own)
      return [dimension.field, [own, ...others.map((range) => `${range};q=0`)]]
    })
    for (const [field, members] of entries) {
      for (const member of members.toReversed()) {
        const fewer = entries.map((entry): Entry => entry[0] === field ? [field, entry[1].filter((other) => other !== member)] : entry)
        if (selects(fieldsOf(fewer))) entries = fewer
      }
    }
    return fieldsOf(entries)
  }
}

/** The index of the value that a representation has. */
function valueIn ({ dimension, spellings }: AvailableDimension, representation: SelectedRepresentation): number {
  return spellings.indexOf((representation as unknown as Record<Dimension['name'], string>)[dimension.name] as string)
}

/** What may name the value that a representation has, the shortest first. */
function rangesOf (available: AvailableDimension, representation: SelectedRepresentation): readonly string[] {
  const { dimension, values } = available
  const ranges = dimension.ranges(values[valueIn(available, representation)])
  const { charset } = representation
  // A range may name the charset.
  return dimension.name === 'mediaType' && charset !== undefined ? [...ranges, `${ranges.at(-1)};charset=${charset}`] : ranges
}

function combinationsOf (entries: readonly (readonly Entry[])[]): Entry[][] {
  return entries.reduce<Entry[][]>((combinations, own) => combinations.flatMap((others) => own.map((entry) => [...others, entry])), [[]])
}

function fieldsOf (entries: readonly Entry[]): NormalizedFields {
  return Object.freeze(Object.fromEntries(entries.flatMap(([field, members]) => members.length === 0 ? [] : [[field, members.join(', ')]])))
}

function lengthOf (fields: NormalizedFields): number {
  return Object.values(fields).join('').length
}
