/** Items, and how a handler may hand them over. */
import { Readable } from 'node:stream'

export const planets = [{ name: 'Mars', secret: 'LEAK' }, { name: 'Venus', secret: 'LEAK' }]

export const sources: Readonly<Record<string, (items: readonly unknown[]) => unknown>> = {
  'an array': (items) => items,
  'a generator': function * (items) { yield * items },
  'an async generator': async function * (items) { yield * items },
  'a stream in object mode': (items) => Readable.from(items),
  'a web stream': (items) => new ReadableStream({
    start (controller) {
      for (const item of items) controller.enqueue(item)
      controller.close()
    }
  }),
  'an async iterable': (items) => ({ async * [Symbol.asyncIterator] () { yield * items } })
}
