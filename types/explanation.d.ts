/**
 * Why a request gets the representation that it gets: what `explain` gives.
 */
import type { SelectedValues } from './dimensions.js'

/** A representation that can be selected. Frozen. */
export interface ExplainedRepresentation extends SelectedValues {
  /** In the declared spelling. */
  readonly mediaType: string
  /** Of the media type; names and values in lower case, values unquoted. */
  readonly parameters: Readonly<Record<string, string>>
}

/** An available value of one dimension, and what the request says of it. */
export interface ExplainedCandidate {
  /** In the declared spelling. */
  readonly value: string
  /** Whether the selected representation has it. */
  readonly selected: boolean
  /** The range of the client's that speaks for the value, or refuses it, without its weight; `null` where none does. */
  readonly range: string | null
  /** What the client gives it, 0 to 1; 0 is not acceptable. */
  readonly clientQuality: number
  /** What the server declares for it, 0 to 1. */
  readonly serverQuality: number
  /** Client quality × server quality: what decides first. */
  readonly quality: number
  /** How precisely the range names the value, among these: the highest decides second. 0 where no range does, -1 where it is refused. */
  readonly precedence: number
  /** Of the range among the field's members, from 0: it decides third, where the client's order counts. `null` where nothing matched. */
  readonly position: number | null
  /**
   * Of a language, its distance by CLDR from the range that the client likes best, 0 for the same: it decides between what is equal
   * otherwise. `null` where they have nothing in common, and for all else.
   */
  readonly closeness: number | null
  /** Why it was selected or not, in a sentence. */
  readonly reason: string
}

/** One dimension of negotiation: what was asked, and what became of each available value. */
export interface ExplainedDimension {
  /** `mediaType`, `language`, `charset`, `encoding`. */
  readonly name: string
  /** The request field, in lower case. */
  readonly field: string
  /** Its value in the request; `null` where it is absent. */
  readonly fieldValue: string | null
  /** Whether the field says anything: it may be absent, empty or unreadable. */
  readonly asked: boolean
  /** Whether nothing acceptable in it gives 406. */
  readonly strict: boolean
  /** In the order of declaration. */
  readonly candidates: readonly ExplainedCandidate[]
}

/** The smallest change of the request's fields that something is selected with. */
export interface ExplainedSuggestion {
  /** The new value of each field that changes, by its name in lower case; `null` for one that is left out. */
  readonly fields: Readonly<Record<string, string | null>>
  /** What is selected then. */
  readonly selects: ExplainedRepresentation
  /** The same in words: `Send Accept: image/png, text/csv`. */
  readonly text: string
}

/** Names in a URL that no representation has. */
export interface ExplainedNames {
  /** By dimension, what the URL asks for. */
  readonly requested: Readonly<Record<string, string>>
  /** By the same dimensions, the names that there are. */
  readonly names: Readonly<Record<string, readonly string[]>>
}

/** Why a request gets what it gets. Frozen; goes through JSON; as a string it is a table of at most 80 columns. */
export interface Explanation {
  /** `unknown-name`: a URL asks for what has no representation, which is a 404. */
  readonly outcome: 'selected' | 'not-acceptable' | 'unknown-name'
  /** What `select` returns; `null` where nothing is acceptable. */
  readonly selected: ExplainedRepresentation | null
  /** The names of the dimensions that nothing is acceptable in. */
  readonly unacceptable: readonly string[]
  /** Who decides between equals: the order of the client's list, or that of declaration. */
  readonly preference: 'client' | 'server'
  /** In the order of decision, the media type first. */
  readonly dimensions: readonly ExplainedDimension[]
  /** Everything else that could have been selected. */
  readonly alternatives: readonly ExplainedRepresentation[]
  /** What the URL decides in place of a field, by dimension, where `override` reads it; empty where it decides nothing. */
  readonly decided: Readonly<Partial<Record<'mediaType' | 'language', string>>>
  /** What the URL asks for in vain, and the names that there are; `null` where it does not. */
  readonly unknown: ExplainedNames | null
  /** `null` where something is selected. */
  readonly suggestion: ExplainedSuggestion | null
  /** A table of at most 80 columns. */
  toString (): string
}
