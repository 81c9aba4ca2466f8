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
import type { Selector } from './select.js'

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

  /** The same object for all that select the same. Frozen. */
  normalize (headers: Headers): NormalizedFields {
    const selected = this.#selector.select(headers)
    if (selected === -1) return this.#fieldsRefusing(this.#selector.unacceptable(headers))
    const known = this.#selecting[selected] ?? this.#fieldsSelecting(selected)
    this.#selecting[selected] = known
    return known
  }

  #fieldsRefusing (names: readonly string[]): NormalizedFields {
    const key = names.join()
    const refused = this.#dimensions.filter(({ dimension }) => names.includes(dimension.name))
    const known = this.#refusing.get(key) ?? fieldsOf(refused.map(({ dimension }) => [dimension.field, [dimension.nothing]]))
    this.#refusing.set(key, known)
    return known
  }

  #fieldsSelecting (selected: number): NormalizedFields {
    const representation = this.#selectable[selected] as SelectedRepresentation
    const ranges = this.#dimensions.map((available) => rangesOf(available, representation))
    const candidates = combinationsOf(this.#dimensions.map(({ dimension }, index) => {
      return [undefined, ...ranges[index] as string[]].map((range) => [dimension.field, range === undefined ? [] : [range]] as const)
    }))
    const shortestFirst = candidates.map(fieldsOf).sort((a, b) => lengthOf(a) - lengthOf(b))
    return shortestFirst.find((fields) => this.#selector.select(fields) === selected) ?? this.#fieldsExcluding(selected, ranges)
  }

  /** Where a range finds others besides, which come first: without those. */
  #fieldsExcluding (selected: number, ranges: readonly (readonly string[])[]): NormalizedFields {
    let entries: Entry[] = this.#dimensions.map(({ dimension, values }, index) => {
      const own = ranges[index]?.at(-1) as string
      const others = values.map((value) => dimension.ranges(value).at(-1) as string).filter((range) => range !== own)
      return [dimension.field, [own, ...others.map((range) => `${range};q=0`)]]
    })
    for (const [field, members] of entries) {
      for (const member of members.toReversed()) {
        const fewer = entries.map((entry): Entry => entry[0] === field ? [field, entry[1].filter((other) => other !== member)] : entry)
        if (this.#selector.select(fieldsOf(fewer)) === selected) entries = fewer
      }
    }
    return fieldsOf(entries)
  }
}

/** What may name the value that a representation has, the shortest first. */
function rangesOf ({ dimension, spellings, values }: AvailableDimension, representation: SelectedRepresentation): readonly string[] {
  const value = spellings.indexOf((representation as unknown as Record<Dimension['name'], string>)[dimension.name] as string)
  const ranges = dimension.ranges(values[value])
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
