/**
 * An object of which one property is items that come one by one: `{ items: generator(), total }`.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { PRODUCES_ERR_SOURCE } from '../errors.js'
import { type Answer, closeSource, openItems } from './answer.js'
import type { OpenItems } from './open-items.js'
import { isInObjectMode, isNodeStream, type Source } from './sources.js'

/** After how many items others have their turn: a source that never waits would keep the event loop to itself. */
const AT_ONCE = 1000

export class Envelope {
  readonly name: string
  readonly items: OpenItems
  /** The object, with the items in it as they are owned by the answer. */
  readonly whole: object

  constructor (payload: object, name: string, items: OpenItems) {
    this.name = name
    this.items = items
    this.whole = { ...payload, [name]: items }
  }

  /** The object with an array, for who cannot write it before the last item is there. All items are in memory then. */
  async collect (): Promise<object> {
    const items: unknown[] = []
    for await (const item of this.items) if (items.push(item) % AT_ONCE === 0) await turn()
    return { ...this.whole, [this.name]: items }
  }
}

/**
 * Which of the sources in a payload is read.
 *
 * @param names the properties that are sources
 * @throws PRODUCES_ERR_SOURCE where it is not one alone, or gives no items. All are closed then
 */
export function sourceNameIn (payload: object, names: readonly string[], answer: Answer, route: string): string {
  const fault = faultIn(payload as Record<string, Source>, names)
  if (fault === undefined) return names[0] as string
  for (const name of names) closeSource((payload as Record<string, Source>)[name] as Source, answer)
  throw new PRODUCES_ERR_SOURCE(route, fault)
}

function faultIn (payload: Readonly<Record<string, Source>>, names: readonly string[]): string | undefined {
  const quoted = names.map((name) => `'${name}'`).join(' and ')
  if (names.length > 1) return `the payload has more than one source, in ${quoted}, and one can be read. Send the others as arrays`
  const source = payload[names[0] as string] as Source
  return isNodeStream(source) && !isInObjectMode(source) ? `the stream in ${quoted} gives content, and the schema declares items. Put it in object mode` : undefined
}

/**
 * Opens the source in a payload for an answer.
 *
 * @throws PRODUCES_ERR_SOURCE
 */
export function openEnvelope (payload: object, names: readonly string[], answer: Answer, route: string): Envelope {
  const name = sourceNameIn(payload, names, answer, route)
  return new Envelope(payload, name, openItems((payload as Record<string, Source>)[name] as Source, answer, route))
}
