/**
 * The decimals of a column, their points below each other.
 *
 * choice: no digit is added to a number, as it would say that the number is more exact. A cell says what it is short of the longest
 * fraction of its column (`data-rest=".00"`), and the style makes room for that. Of rows that come one by one the longest is that of
 * the rows before.
 */
import type { TableColumn } from '../pages/blocks.js'

/** Whether a column has numbers that may have a fraction. */
export function isDecimal ({ shape: { number, schemas } }: TableColumn): boolean {
  return number && schemas.some(({ type }) => [type].flat().includes('number'))
}

/** The columns of decimals of a table. */
export class Decimals {
  readonly #columns: readonly TableColumn[]
  /** Of each column, how many characters the longest fraction has, its point among them. */
  #longest: number[] = []

  constructor (columns: readonly TableColumn[]) {
    this.#columns = columns.filter(isDecimal)
  }

  /** The longest fraction of each column. */
  longestOf (rows: readonly unknown[]): number[] {
    return this.#columns.map(({ path }) => {
      let longest = 0
      for (const row of rows) {
        const data = path.reduce<unknown>((value, name) => value?.[name as never], row)
        if (typeof data === 'number') longest = Math.max(longest, fractionOf(String(data)))
      }
      return longest
    })
  }

  /** Writes by these lengths. A table may hold another of the same columns. */
  aligned (longest: number[], write: () => string): string {
    const outer = this.#longest
    this.#longest = longest
    const text = write()
    this.#longest = outer
    return text
  }

  /** Compiles the function that writes the cells of a column. */
  compileWrite (column: TableColumn, open: string, close: string): (data: number) => string {
    const place = this.#columns.indexOf(column)
    return (data) => {
      const text = String(data)
      const fraction = fractionOf(text)
      const longest = this.#longest[place] as number
      if (fraction > longest) this.#longest[place] = fraction
      return fraction < longest ? `${open} data-rest="${restOf(fraction, longest)}">${text}${close}` : `${open}>${text}${close}`
    }
  }
}

/** How many characters the fraction of a number has. */
function fractionOf (text: string): number {
  const point = text.indexOf('.')
  return point < 0 || text.includes('e') ? 0 : text.length - point
}

// No number has more than twenty-two digits after its point.
const LONGEST = `.${'0'.repeat(22)}`

function restOf (fraction: number, longest: number): string {
  return fraction === 0 ? LONGEST.slice(0, longest) : LONGEST.slice(1, longest - fraction + 1)
}
