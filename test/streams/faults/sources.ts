/** Sources of items that something befalls, as their probes tell them. */
import { pipeline, Readable, Transform } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { isContent, type Case } from './cases.js'
import type { Item, Probe } from './probe.js'

/** What a source that is asked for items gives them to. */
interface Sink {
  give (item: Item): void
  end (): void
  fail (reason: unknown): void
  close (): void
}

function befall (probe: Probe, sink: Sink): void {
  const { fault } = probe.case
  if (fault === 'ends' || fault === 'gives a bad item') sink.end()
  else if (fault === 'is closed') sink.close()
  else if (fault !== 'hangs') sink.fail(probe.thrown)
}

/** One pull of a source that pushes. */
async function pull (probe: Probe, sink: Sink): Promise<void> {
  probe.pulls++
  if (probe.given < probe.items) {
    sink.give(probe.item())
    if (probe.case.step !== 'with the first item') return
  }
  if (probe.byClock) return
  if (probe.case.delay === 'at once') return befall(probe, sink)
  await probe.due()
  befall(probe, sink)
}

function readable (probe: Probe): Readable {
  const objectMode = !isContent(probe.case)
  const stream = new Readable({
    objectMode,
    read () { pull(probe, sink) },
    destroy (error, done) { done(probe.case.closing === 'badly' ? error ?? probe.closingError : error) }
  })
  const sink: Sink = {
    give: (item) => { stream.push(objectMode ? item : textOf(item)) },
    end: () => { if (!stream.destroyed) stream.push(null) },
    fail: (reason) => {
      probe.failed ||= !stream.destroyed
      stream.destroy(reason as Error)
    },
    close: () => { stream.destroy() }
  }
  if (probe.byClock) probe.due().then(() => { if (!stream.destroyed) befall(probe, sink) })
  return stream
}

/** An item as content. */
export function textOf ({ id }: Pick<Item, 'id'>): string {
  return `item ${id}\n`
}

function transform (probe: Probe): Readable {
  const upstream = readable(probe)
  const stream = new Transform({
    objectMode: true,
    transform (item, _encoding, done) { done(null, item) },
    destroy (error, done) { done(probe.case.closing === 'badly' ? error ?? probe.closingError : error) }
  })
  pipeline(upstream, stream, () => {})
  probe.watch(upstream)
  return stream
}

function webStream (probe: Probe, highWaterMark: number): ReadableStream<Item | Uint8Array> {
  probe.opened = true
  let sink: Sink
  return new ReadableStream({
    start (controller) {
      const settle = (change: () => void): void => {
        if (!probe.closed) change()
        probe.closed = true
      }
      sink = {
        give: (item) => { controller.enqueue(isContent(probe.case) ? Buffer.from(textOf(item)) : item) },
        end: () => settle(() => controller.close()),
        fail: (reason) => settle(() => {
          probe.failed = true
          controller.error(reason)
        }),
        close: () => {}
      }
      if (probe.byClock) probe.due().then(() => { if (!probe.closed) befall(probe, sink) })
    },
    async pull () { await pull(probe, sink) },
    cancel () {
      probe.closed = true
      if (probe.case.closing === 'badly') throw probe.closingError
    }
  }, { highWaterMark })
}

async function * generator (probe: Probe): AsyncGenerator<Item> {
  const { fault, closing } = probe.case
  let over = false
  probe.opened = true
  try {
    while (probe.given < probe.items) {
      probe.pulls++
      yield probe.item()
    }
    probe.pulls++
    await probe.due()
    if (fault === 'hangs') {
      // It can be closed only where it gives an item, and is asked to be while it hangs.
      await probe.answered.then(() => sleep(20))
      yield probe.item()
      await new Promise(() => {})
    }
    over = true
    if (!fault.startsWith('fails')) return
    probe.failed = true
    throw probe.thrown
  } finally {
    probe.closed = true
    // eslint-disable-next-line no-unsafe-finally
    if (closing === 'badly' && !over) throw probe.closingError
  }
}

function * syncGenerator (probe: Probe): Generator<Item> {
  let over = false
  probe.opened = true
  try {
    while (probe.given < probe.items) {
      probe.pulls++
      yield probe.item()
    }
    probe.pulls++
    over = true
    if (!probe.case.fault.startsWith('fails')) return
    probe.failed = true
    throw probe.thrown
  } finally {
    probe.closed = true
    // eslint-disable-next-line no-unsafe-finally
    if (probe.case.closing === 'badly' && !over) throw probe.closingError
  }
}

function asyncIterable (probe: Probe): AsyncIterable<Item> {
  const items = generator(probe)
  return {
    [Symbol.asyncIterator]: () => {
      probe.opened = true
      return {
        next: () => items.next(),
        async return () {
          probe.closed = true
          if (probe.case.closing === 'badly') throw probe.closingError
          return { done: true, value: undefined }
        }
      }
    }
  }
}

const creators: Readonly<Record<Case['source'], (probe: Probe) => unknown>> = {
  Readable: readable,
  'Readable.from': (probe) => Readable.from(generator(probe)),
  Transform: transform,
  'web stream': (probe) => webStream(probe, 1),
  'web stream without a buffer': (probe) => webStream(probe, 0),
  generator,
  'sync generator': syncGenerator,
  'async iterable': asyncIterable,
  'generator for a handler': generator,
  'sync generator for a handler': syncGenerator,
  'text stream': readable,
  'web stream of bytes': (probe) => webStream(probe, 1),
  'web Response': (probe) => webStream(probe, 1)
}

/** Creates the source of a case, and watches it from now on. */
export async function createSource (probe: Probe): Promise<unknown> {
  const source = creators[probe.case.source](probe)
  if (source instanceof Readable) {
    if (probe.case.step === 'before it is returned') await befallEarly(probe, source)
    probe.watch(source)
  } else if (probe.case.step === 'before it is returned') await befallEarlyWeb(source as ReadableStream)
  return probe.case.source === 'web Response' ? new Response(source as ReadableStream, { status: probe.case.status }) : source
}

async function befallEarly (probe: Probe, stream: Readable): Promise<void> {
  const { fault } = probe.case
  // A developer who looks at a stream listens to its errors.
  stream.on('error', () => {})
  if (fault === 'ends') await stream.toArray().catch(() => {})
  else {
    probe.failed = fault === 'fails'
    stream.destroy(fault === 'fails' ? probe.error : undefined)
  }
  await sleep(2)
}

// It was asked for an item when it began, and without a buffer only a reader asks for one.
async function befallEarlyWeb (stream: ReadableStream): Promise<void> {
  const reader = stream.getReader()
  await reader.read().catch(() => {})
  reader.releaseLock()
}

/** A generator that is the handler itself. */
export function createGenerator (probe: Probe): AsyncGenerator<Item> | Generator<Item> {
  return creators[probe.case.source](probe) as AsyncGenerator<Item> | Generator<Item>
}
