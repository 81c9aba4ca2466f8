/**
 * Why a request gets what it gets: how each available value stands, and what set the selected one apart.
 *
 * In: headers. Out: an explanation. It selects by `select`, and then reads what `select` went by; so its winner is that of `select`.
 */
import type {
  ExplainedCandidate, ExplainedDimension, ExplainedRepresentation, Explanation
} from '../../types/explanation.js'
import type { Available, AvailableDimension, AvailableRepresentation } from './available.js'
import { ExplanationTable } from './explanation-table.js'
import { fieldName } from './field-names.js'
import { type Headers, readField } from './headers.js'
import { matchedRange, readRanges, type WrittenRange } from './matched-range.js'
import type { Limits } from './member-reader.js'
import type { SelectedRepresentation } from './negotiated.js'
import { type Contest, reasonFor, type Standing } from './reasons.js'
import { conditionOf, type FieldMatch, type PreferenceOption, product, type Selector } from './select.js'
import { suggest } from './suggestion.js'

interface Settings extends Limits {
  readonly preference: PreferenceOption
}

export class Explainer {
  readonly #available: Available
  readonly #selector: Selector
  readonly #selectable: readonly SelectedRepresentation[]
  readonly #preference: PreferenceOption
  readonly #limits: Limits
  readonly #declared: readonly AvailableDimension[]

  constructor (available: Available, selector: Selector, selectable: readonly SelectedRepresentation[], settings: Settings) {
    this.#available = available
    this.#selector = selector
    this.#selectable = selectable
    this.#preference = settings.preference
    this.#limits = settings
    this.#declared = [available.mediaTypes, ...available.otherDimensions]
  }

  /** Frozen, and with a table as its string. */
  explain (headers: Headers): Explanation {
    const unacceptable = Object.freeze(this.#selector.unacceptable(headers))
    const selected = this.#select(headers)
    // Before anything else is selected: what the fields say is kept only until then.
    const dimensions = this.#declared.map((_, place) => this.#explainDimension(place, headers, selected))
    return new ExplanationTable({
      outcome: selected === undefined ? 'not-acceptable' : 'selected',
      selected: selected ?? null,
      unacceptable,
      preference: this.#preference,
      dimensions: Object.freeze(dimensions),
      alternatives: Object.freeze(this.#selectable.filter((representation) => representation !== selected)),
      decided: Object.freeze({}),
      unknown: null,
      suggestion: selected === undefined ? suggest(headers, this.#declared, this.#limits, (changed) => this.#select(changed)) : null
    })
  }

  #select (headers: Headers): SelectedRepresentation | undefined {
    return this.#selectable[this.#selector.select(headers)]
  }

  #explainDimension (place: number, headers: Headers, selected: SelectedRepresentation | undefined): ExplainedDimension {
    const { dimension: { name, field }, strict, spellings } = this.#declared[place] as AvailableDimension
    const match = this.#selector.matches[place] as FieldMatch
    const fieldValue = readField(headers, field) ?? null
    const ranges = match.hasRange ? readRanges(fieldValue as string, this.#limits) : []
    const liked = likedRanges(ranges)
    const standings = spellings.map((_, value) => this.#standing(place, value, { headers, ranges, liked, selected }))
    const contest: Contest = {
      field: fieldName(field),
      strict,
      byClient: this.#preference === 'client',
      standings,
      winner: standings.find(({ value }) => value === valueOf(selected, name)),
      mediaType: selected?.mediaType,
      liked
    }
    const precedences = ranksOf(standings)
    const candidates = Object.freeze(standings.map((standing) => candidateOf(standing, precedences, contest)))
    return Object.freeze({ name, field, fieldValue, asked: match.hasRange, strict, candidates })
  }

  #standing (place: number, value: number, { headers, ranges, liked, selected }: Asked): Standing {
    const available = this.#declared[place] as AvailableDimension
    const match = this.#selector.matches[place] as FieldMatch
    const { preferences } = match.matcher
    const serverQuality = place === 0 ? (this.#available.representations[value] as AvailableRepresentation).quality : 1
    const clientQuality = preferences.quality[value] as number
    return {
      value: available.spellings[value] as string,
      index: value,
      range: matchedRange(match, available, value, ranges)?.text ?? null,
      clientQuality,
      serverQuality,
      quality: product(clientQuality, serverQuality),
      precedence: preferences.precedence[value] as number,
      position: preferences.position[value] as number,
      distances: liked.map((range) => available.dimension.closeness?.(range, available.values[value]) ?? Infinity),
      refused: preferences.isRefused(value),
      lacking: available.conditional.includes(value) ? lackingFor(available, headers) : undefined,
      failing: place === 0 ? this.#failing(value) : [],
      exists: place === 0 || selected === undefined || this.#exists(place - 1, value, selected.mediaType)
    }
  }

  /** The fields in which nothing is acceptable that a media type exists in. */
  #failing (mediaType: number): string[] {
    const { choices } = this.#available.representations[mediaType] as AvailableRepresentation
    return this.#selector.matches.slice(1).flatMap(({ dimension, strict, matcher: { preferences } }, index) => {
      const own = choices[index] as readonly number[]
      return strict && own.every((value) => preferences.quality[value] === 0) ? [fieldName(dimension.field)] : []
    })
  }

  #exists (other: number, value: number, mediaType: string): boolean {
    const { mediaTypes, representations } = this.#available
    const { choices } = representations[mediaTypes.spellings.indexOf(mediaType)] as AvailableRepresentation
    return (choices[other] as readonly number[]).includes(value)
  }
}

/** The field that some values depend on, where it says nothing. */
function lackingFor ({ dimension }: AvailableDimension, headers: Headers): string | undefined {
  return conditionOf(dimension, headers) === undefined ? fieldName(String(dimension.condition?.field)) : undefined
}

/** What one field asks for. */
interface Asked {
  readonly headers: Headers
  readonly ranges: readonly WrittenRange[]
  readonly liked: readonly string[]
  readonly selected: SelectedRepresentation | undefined
}

/** The ranges that a value may be close to, in the order of the client's liking. */
function likedRanges (ranges: readonly WrittenRange[]): string[] {
  const liked = ranges.filter(({ quality, text }) => quality > 0 && text !== '*')
  return liked.sort((one, other) => other.quality - one.quality).map(({ text }) => text)
}

function valueOf (selected: ExplainedRepresentation | undefined, name: string): unknown {
  return (selected as Readonly<Record<string, unknown>> | undefined)?.[name]
}

/** The precedences that ranges have, the lowest first: people compare places, and what they stand for is the dimension's own. */
function ranksOf (standings: readonly Standing[]): number[] {
  const precedences = new Set(standings.map(({ precedence }) => precedence))
  return [...precedences].filter((precedence) => precedence > 0).sort((one, other) => one - other)
}

function candidateOf (standing: Standing, precedences: readonly number[], contest: Contest): ExplainedCandidate {
  const { value, range, clientQuality, serverQuality, quality, precedence, position, refused, distances: [closest = Infinity] } = standing
  return Object.freeze({
    value,
    selected: standing === contest.winner,
    range,
    clientQuality,
    serverQuality,
    quality,
    precedence: refused ? -1 : precedences.indexOf(precedence) + 1,
    position: position === Infinity ? null : position,
    closeness: closest === Infinity ? null : Math.max(closest, 0),
    reason: reasonFor(standing, contest)
  })
}
