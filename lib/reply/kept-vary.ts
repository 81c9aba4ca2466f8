/**
 * `Vary` on the ways out that pass by every hook: an answer written to `reply.raw`, after `reply.hijack()` or without; an `onSend`
 * hook that removes the field and throws, for the error as well; the `onSend` hooks of a route that run after ours.
 *
 * All of them write the head with Node's `writeHead`, explicitly or not. A response has one of its own here: two fields more on an
 * object, where to set `Vary` on Node's response for every request would cost a sixth of a small one.
 * RFC 9110 §12.5.5.
 */
import type { FastifyReply } from 'fastify'
import { addToVary, type FieldLines } from '../negotiation/index.js'
import type { Outcome } from './outcome.js'

const kVary = Symbol('fastify-produces.vary')
const kWriteHead = Symbol('fastify-produces.writeHead')

type WriteHead = (status: number, reason?: unknown, fields?: unknown) => unknown

interface KeepingResponse {
  [kVary]?: string
  [kWriteHead]: WriteHead
  writeHead: WriteHead
  getHeader (name: string): FieldLines
}

/** Has the head of the answer name the route's selecting fields in `Vary`, whoever writes it. */
export function keepVary (reply: FastifyReply, { vary }: Outcome): void {
  const response = reply.raw as unknown as KeepingResponse
  if (vary === '') return
  const isKept = response[kVary] !== undefined
  response[kVary] = vary
  if (isKept) return
  response[kWriteHead] = response.writeHead
  response.writeHead = writeHeadWithVary
}

/** `writeHead(status[, reason][, fields])` */
function writeHeadWithVary (this: KeepingResponse, status: number, reason?: unknown, fields?: unknown): unknown {
  const vary = this[kVary] as string
  const given = (typeof reason === 'string' ? fields : fields ?? reason) as GivenFields
  // What is given here replaces what has been set on the response.
  const present = varyIn(given) ?? this.getHeader('vary')
  if (present === vary || (typeof present === 'string' && present.endsWith(`, ${vary}`))) return this[kWriteHead](status, reason, fields)
  const added = withVary(given, addToVary(present, vary))
  return typeof reason === 'string' ? this[kWriteHead](status, reason, added) : this[kWriteHead](status, added)
}

type Field = readonly [name: string, value: FieldLines]

/** What Node takes: an object, or names and values in turn, or in pairs. */
type GivenFields = Readonly<Record<string, FieldLines>> | readonly FieldLines[] | readonly Field[] | undefined

function varyIn (given: GivenFields): FieldLines {
  // Fastify's names are in lower case.
  if (given && 'vary' in given) return given.vary
  const values = pairsIn(given).filter(isVary).map(([, value]) => value)
  return values.length === 0 ? undefined : values.flat().join(', ')
}

function withVary (given: GivenFields, vary: string): Readonly<Record<string, FieldLines>> | FieldLines[] {
  const pairs: Field[] = [...pairsIn(given).filter((field) => !isVary(field)), ['vary', vary]]
  return Array.isArray(given) ? pairs.flatMap(([name, value]) => [name, value]) : Object.fromEntries(pairs)
}

function pairsIn (given: GivenFields): readonly Field[] {
  if (!Array.isArray(given)) return Object.entries(given ?? {})
  if (Array.isArray(given[0])) return given as readonly Field[]
  return given.flatMap((name, at): Field[] => at % 2 === 0 ? [[String(name), given[at + 1]]] : [])
}

function isVary ([name]: Field): boolean {
  return name.toLowerCase() === 'vary'
}
