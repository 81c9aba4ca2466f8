/** What a source of items is watched by: a probe, which tells it what to do and knows what became of it. */
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { isContent, type Case } from './cases.js'

const MANY = 40

// More than the buffers of two sockets, a response and a stream hold, at 16 KB each; a source that never waits ends there.
const ENOUGH = 300
const LARGE = 16_384

// How long a source waits that does something by itself: while others wait, and while nobody reads.
const CLOCK = 8
const LATE = 50

/** How long the hooks and serializers wait for it to do so. */
export const WAIT = 40

export interface Item {
  readonly id: number
  readonly name: string
  readonly secret: string
}

/** What became of a source. */
export class Probe {
  /** How often it was asked for more. */
  pulls = 0
  given = 0
  /** Whether it has failed before it was closed. */
  failed = false
  opened = false
  closed = false
  /** Without which nothing of a probe counts: the handler may never be called. */
  handed = false
  /** Whether it is time for what befalls a source that nobody reads. */
  late = false
  /** When the server has done with the answer. */
  answered: Promise<unknown> = new Promise(() => {})
  readonly id: string
  readonly error: Error
  readonly case: Case
  /** When the handler was called, and when it gave the source away. */
  readonly called: Promise<void>
  readonly handedOver: Promise<void>
  /** What else has to hold once all is over: streams, their listeners. */
  readonly watched: Watched[] = []
  call = (): void => {}
  #handOver = (): void => {}

  constructor (id: string, case_: Case) {
    this.id = id
    this.error = new Error(`fault of ${id}`)
    this.case = case_
    this.called = new Promise((resolve) => { this.call = resolve })
    this.handedOver = new Promise((resolve) => { this.#handOver = resolve })
  }

  /** How many items there are before something befalls it. */
  get items (): number {
    const { step, fault } = this.case
    if (step.startsWith('before')) return 0
    if (step === 'while nobody reads') return this.late ? this.given : ENOUGH
    return (step === 'after many items' ? MANY : 1) + (fault === 'gives a bad item' && step !== 'with the first item' ? 1 : 0)
  }

  /** Whether it does something by itself, while others wait. */
  get byClock (): boolean {
    return this.case.step.startsWith('while')
  }

  handOver (): void {
    this.handed = true
    setTimeout(() => { this.late = true }, LATE)
    this.#handOver()
  }

  item (): Item {
    const id = this.given++
    const { fault, step, client } = this.case
    const length = step === 'while nobody reads' ? LARGE : client === 'pauses' ? 4000 : 0
    const item = { id, name: `item ${id}`.padEnd(length, '.'), secret: 'LEAK' }
    if (fault !== 'gives a bad item' || this.given < this.items) return item
    const fail = (): never => { this.failed = true; throw this.error }
    return Object.defineProperty(item, 'name', { get: fail, enumerable: true })
  }

  /** What a failing source fails with. */
  get thrown (): unknown {
    const { fault } = this.case
    return fault === 'fails with undefined' ? undefined : fault === 'fails with null' ? null : this.error
  }

  get closingError (): Error {
    return new Error(`cannot be closed: ${this.error.message}`)
  }

  /** Waits until it is time for what befalls it. */
  async due (): Promise<void> {
    const { delay, step } = this.case
    if (this.byClock) await this.handedOver.then(() => sleep(step === 'while nobody reads' ? LATE : CLOCK))
    else if (delay === 'on the next tick') await new Promise<void>((resolve) => { process.nextTick(resolve) })
    else if (delay === 'later') await sleep(4)
  }

  /** What of it is still open, or listens to it. */
  leftovers (): string[] {
    const open = this.opened && !this.closed ? ['the source stays open'] : []
    return [...new Set([...open, ...this.watched.flatMap((watched) => watched.leftovers())])]
  }

  /** Content and errors are sent by Fastify or compressed by a plugin, and they leave their listeners: such a stream is watched for its end. */
  watch (stream: Readable): void {
    this.watched.push(new Watched(stream, isContent(this.case) || this.case.status !== 200))
  }
}

/**
 * How many listeners may be left on a stream that is closed, where they harm nobody: those of Node's own iterator and of `finished`,
 * by which Fastify follows a stream; neither takes them back. And one more that takes an error which comes when it closes.
 */
const ALLOWED: Readonly<Record<string, number>> = { error: 3, close: 2, end: 2, finish: 2, readable: 1, data: 0, drain: 0, pause: 0, resume: 0 }

class Watched {
  readonly #stream: Readable
  readonly #sentByOthers: boolean
  readonly #before: Readonly<Record<string, number>>

  constructor (stream: Readable, sentByOthers: boolean) {
    this.#stream = stream
    this.#sentByOthers = sentByOthers
    this.#before = Object.fromEntries(Object.keys(ALLOWED).map((event) => [event, stream.listenerCount(event)]))
  }

  leftovers (): string[] {
    if (!this.#stream.destroyed) return ['the source stays open']
    if (this.#sentByOthers) return []
    return Object.entries(ALLOWED).filter(([event, allowed]) => this.#stream.listenerCount(event) > (this.#before[event] as number) + allowed)
      .map(([event]) => `somebody still listens to '${event}'`)
  }
}
