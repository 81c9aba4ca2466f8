/**
 * Why a value was not selected: the first thing that sets it apart from the one that was, in a sentence.
 */

/** How a value stands: what `ExplainedCandidate` says, and what it is read from. */
export interface Standing {
  readonly value: string
  /** In the order of declaration. */
  readonly index: number
  readonly range: string | null
  readonly clientQuality: number
  readonly serverQuality: number
  readonly quality: number
  readonly precedence: number
  readonly position: number
  /** The distance from each range that the client likes, the best first. */
  readonly distances: readonly number[]
  /** Whether the client refuses it. */
  readonly refused: boolean
  /** The field that it depends on, where that says nothing. */
  readonly lacking: string | undefined
  /** The fields in which nothing is acceptable that it exists in. */
  readonly failing: readonly string[]
  /** Whether it exists in the selected media type. */
  readonly exists: boolean
}

/** What else a sentence may need. */
export interface Contest {
  /** The request field, as it is written: `Accept-Language`. */
  readonly field: string
  readonly strict: boolean
  readonly byClient: boolean
  readonly standings: readonly Standing[]
  /** Of this dimension; `undefined` where nothing was selected. */
  readonly winner: Standing | undefined
  /** What was selected of media types; `undefined` where nothing was. */
  readonly mediaType: string | undefined
  /** Of the ranges that the client likes, the best first. */
  readonly liked: readonly string[]
}

type Reason = (lost: Standing, contest: Contest) => string | undefined
type Comparison = (lost: Standing, winner: Standing, contest: Contest) => string | undefined

/** The sentence for a value. */
export function reasonFor (standing: Standing, contest: Contest): string {
  const { winner } = contest
  if (standing === winner) return 'selected'
  const excluded = firstOf(EXCLUDING, (reason) => reason(standing, contest))
  if (excluded !== undefined) return excluded
  if (winner === undefined) return standing.quality === 0 ? 'not asked for, and sent where nothing better is there' : 'acceptable'
  return firstOf(COMPARING, (reason) => reason(standing, winner, contest)) ?? `declared after ${firstEqual(winner, contest).value}`
}

function firstOf<Tried> (tried: readonly Tried[], give: (one: Tried) => string | undefined): string | undefined {
  for (const one of tried) {
    const given = give(one)
    if (given !== undefined) return given
  }
  return undefined
}

/** What takes a value out of the contest, whatever else there is. */
const EXCLUDING: readonly Reason[] = [
  ({ serverQuality }) => serverQuality === 0 ? 'declared with quality 0: never selected' : undefined,
  ({ exists }, { mediaType }) => exists ? undefined : `${mediaType} does not exist in it`,
  ({ lacking }) => lacking === undefined ? undefined : `it is sent only where ${lacking} says what the client has`,
  ({ refused, range }, { field, strict }) => refused && strict ? refusal(range, field) : undefined,
  ({ clientQuality }, { field, strict }) => clientQuality === 0 && strict ? `no range of ${field} names it` : undefined,
  ({ failing }) => failing.length > 0 ? `it exists in nothing that is acceptable by ${failing.join(' and ')}` : undefined
]

/** What decides between two, in this order. */
const COMPARING: readonly Comparison[] = [
  ({ refused, range }, winner, { field }) => refused && !winner.refused ? refusal(range, field) : undefined,
  (lost, winner, { field }) => lost.quality === 0 && winner.quality > 0 ? `no range of ${field} names it` : undefined,
  (lost, winner) => lost.quality < winner.quality ? `${calculation(lost)} is less than ${winner.quality} of ${winner.value}` : undefined,
  (lost, winner, { field }) => lost.precedence < winner.precedence ? lessPrecise(lost, winner, field) : undefined,
  (lost, winner, { byClient }) => byClient && lost.position > winner.position ? `${lost.range} stands after ${winner.range}` : undefined,
  farther
]

function refusal (range: string | null, field: string): string {
  return range === null ? 'Accept asks for another' : `${range} has quality 0 in ${field}`
}

function calculation ({ clientQuality, serverQuality, quality }: Standing): string {
  return serverQuality === 1 ? String(quality) : `${clientQuality} × ${serverQuality} = ${quality}`
}

function lessPrecise (lost: Standing, winner: Standing, field: string): string {
  if (winner.range === null) return `${winner.value} comes first where ${field} says nothing`
  return lost.range === null
    ? `no range of ${field} names it`
    : `${lost.range} names it less precisely than ${winner.range} names ${winner.value}`
}

/** Of languages, what they are close to. */
function farther (lost: Standing, winner: Standing, { liked, byClient }: Contest): string | undefined {
  if (!byClient && lost.position !== winner.position) return undefined
  for (const [index, range] of liked.entries()) {
    const own = lost.distances[index] as number
    const least = winner.distances[index] as number
    if (own > least) return `${winner.value} is closer to ${range}`
  }
  return lost.index < winner.index ? `${winner.value} has more in common with ${liked.join(', ')}, or is what CLDR prefers` : undefined
}

/** Where the order of declaration decides, the first that is as good as the winner. */
function firstEqual (winner: Standing, { standings }: Contest): Standing {
  return standings.find(({ exists, quality, precedence, position }) => {
    return exists && quality === winner.quality && precedence === winner.precedence && position === winner.position
  }) as Standing
}
