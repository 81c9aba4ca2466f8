/** What the tests alongside other plugins share: a payload large enough to be compressed, and how an answer's list fields are read. */
import type { RouteProduces } from '../../lib/index.js'

/** A client of another origin. */
export const foreign = { origin: 'https://client.example' }

/** More than the 1,024 bytes below which @fastify/compress leaves content as it is. */
export const planets = Array.from({ length: 60 }, (_, index) => ({ id: index, name: `planet number ${index}` }))

interface Planet {
  readonly id: number
  readonly name: string
}

/** The same planets as CSV. */
export function writeCsv (rows: readonly Planet[]): string {
  return ['id,name', ...rows.map(({ id, name }) => `${id},${name}`), ''].join('\n')
}

export const formats = ['application/json', 'text/csv'] as const satisfies RouteProduces

/** The members of a list-based field such as `Vary`, in lower case, sorted: what counts is that each is there, and once. */
export function membersOf (fieldValue: unknown): string[] {
  return fieldValue === undefined ? [] : String(fieldValue).toLowerCase().split(',').map((member) => member.trim()).sort()
}
