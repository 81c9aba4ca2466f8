/**
 * The name that somebody surely meant, for messages.
 *
 * In: what was written, and the names that there are. Out: the nearest, by the letters that set the two apart.
 */

/**
 * The nearest of some names; `undefined` where none is near: more than a third of the letters differ, or more than three. Letter case
 * does not count.
 *
 * @example
 * nearestName('mediatype', ['languages', 'mediaTypes']) // 'mediaTypes'
 */
export function nearestName (written: string, names: Iterable<string>): string | undefined {
  const lowered = written.toLowerCase()
  let least = Math.min(3, Math.ceil(written.length / 3)) + 1
  let nearest: string | undefined
  for (const name of names) {
    // As many letters at least set them apart. Without it, a long text would cost its length for each name.
    if (Math.abs(name.length - written.length) >= least) continue
    const distance = editDistance(lowered, name.toLowerCase())
    if (distance >= least) continue
    least = distance
    nearest = name
  }
  return nearest
}

/** In words, for the end of a message; empty where no name is near. */
export function didYouMean (written: string, names: Iterable<string>): string {
  const nearest = nearestName(written, names)
  return nearest === undefined ? '' : `. Did you mean ${nearest}?`
}

/** In words, of a key that is none of those that there are. */
export function wordsForUnknownKey (written: string, known: readonly string[]): string {
  return `unknown key${didYouMean(written, known)}${known.length === 0 ? '' : ` (known: ${known.join(', ')})`}`
}

/** How many letters to insert, remove, replace, or swap with the next one. */
function editDistance (from: string, to: string): number {
  let before: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(before, column - 2) + 1 : Infinity
      )
    }
    before = last
    last = current
  }
  return at(last, to.length)
}

function at (distances: readonly number[], index: number): number {
  return distances[index] as number
}
