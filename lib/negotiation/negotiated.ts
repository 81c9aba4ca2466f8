/**
 * What negotiation comes to: every representation that can be selected, made once at boot.
 *
 * In: what is available. Out: a frozen object for each combination of a media type with the values it exists in.
 */
import type { SelectedValues } from '../../types/dimensions.js'
import type { Available, AvailableRepresentation } from './available.js'
import { dimensions } from './dimensions.js'

/** What was selected; a dimension that is not declared is `undefined`. Frozen. */
export interface SelectedRepresentation extends SelectedValues {
  /** In the declared spelling. */
  readonly mediaType: string
  /** Of the media type; names and values in lower case, values unquoted. */
  readonly parameters: Readonly<Record<string, string>>
}

const UNDECLARED = Object.fromEntries(dimensions.map(({ name }) => [name, undefined]))

/** Everything that can be selected of one media type, nothing at quality 0; the last dimension varies fastest. */
export function combinationsOf (available: Available, representation: number): readonly SelectedRepresentation[] {
  const { mediaType, quality, choices } = available.representations[representation] as AvailableRepresentation
  if (quality === 0) return []
  // Without a prototype: `__proto__` is a parameter name like any other.
  const parameters: Record<string, string> = Object.create(null)
  for (const [name, value] of mediaType.parameters) parameters[name] = value
  Object.freeze(parameters)
  let combinations: object[] = [{ ...UNDECLARED, mediaType: available.mediaTypes.spellings[representation], parameters }]
  available.otherDimensions.forEach(({ dimension, spellings }, index) => {
    const values = (choices[index] as readonly number[]).map((value) => spellings[value])
    combinations = combinations.flatMap((combination) => values.map((value) => ({ ...combination, [dimension.name]: value })))
  })
  return combinations.map((combination) => Object.freeze(combination) as SelectedRepresentation)
}
