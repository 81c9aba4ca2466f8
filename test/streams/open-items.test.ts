/** Who opens items closes them, by whatever reads them; and what a source says late has somebody who hears it. */
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { mapItems, OpenItems } from '../../lib/streams/open-items.js'
import { Source } from './sockets.js'

const stray = (error: unknown): void => { t.fail(String(error)) }

const many = (): Source => new Source(async (index) => `item ${index}`)

t.test('who leaves a loop over items closes their source, mapped or not', async (t) => {
  for (const open of [(source: Source) => new OpenItems(source, stray), (source: Source) => mapItems(source, (item) => item), (source: Source) => mapItems(new OpenItems(source, stray), (item) => item)]) {
    const source = many()
    for await (const item of open(source)) if (item === 'item 1') break
    t.same([source.pulls, source.returns], [2, 1])
  }
})

t.test('mapped items are mapped, however they are asked for', async (t) => {
  const double = (item: unknown): number => Number(item) * 2
  t.same(mapItems([1].values(), double).pull(), { done: false, value: 2 })
  t.same(await mapItems([1].values(), double).next(), { done: false, value: 2 })
  async function * later (): AsyncGenerator<number> { yield 1 }
  t.same(await mapItems(later(), double).pull(), { done: false, value: 2 })
  t.same(await mapItems([].values(), double).next(), { done: true, value: undefined })
})

t.test('items that are closed are over, and the source is closed once', async (t) => {
  const source = many()
  const items = new OpenItems(source, stray)
  await items.next()
  t.same(await items.return(), { done: true, value: undefined })
  items.close()
  t.same(await items.next(), { done: true, value: undefined })
  t.same([source.pulls, source.returns], [1, 1])
})

t.test('who waits for an item is told that the items were closed, and why', async (t) => {
  const items = new OpenItems(new Source(() => new Promise(() => {})), stray)
  const waiting = items.next()
  items.close(new Error('gone'))
  await t.rejects(waiting, { message: 'gone' })
  const others = new OpenItems(new Source(() => new Promise(() => {})), stray)
  const last = others.next()
  others.close()
  t.equal((await last).done, true)
})

t.test('what is asked for without waiting comes in turn', async (t) => {
  const items = new OpenItems(new Source(async (index) => {
    await sleep(index === 0 ? 5 : 0)
    return index < 3 ? `item ${index}` : undefined
  }), stray)
  t.same((await Promise.all([items.next(), items.next(), items.next(), items.next()])).map(({ value }) => value), ['item 0', 'item 1', 'item 2', undefined])
})

t.test('what has failed fails again, and is not taken for the end', async (t) => {
  for (const source of [
    new Source(async () => { throw new Error('no rows') }),
    (function * () { throw new Error('no rows') })(),
    new Readable({ objectMode: true, read () { this.destroy(new Error('no rows')) } })
  ]) {
    const items = new OpenItems(source as AsyncIterable<unknown>, stray)
    for (let time = 0; time < 2; time++) await t.rejects(items.next(), { message: 'no rows' })
  }
})

t.test('a stream that is destroyed without an error has failed, before its first chunk and after it', async (t) => {
  for (const chunks of [[], ['a']]) {
    const stream = new Readable({ objectMode: true, read () {} })
    for (const chunk of chunks) stream.push(chunk)
    const items = new OpenItems(stream, stray)
    for (const chunk of chunks) t.same(await items.next(), { done: false, value: chunk })
    const waiting = items.next()
    stream.destroy()
    await t.rejects(waiting, { message: 'the stream was destroyed before its end' })
  }
})

t.test('what a source says when it is closed goes to whoever listens for that', async (t) => {
  const sources: Readonly<Record<string, () => unknown>> = {
    'a stream': () => new Readable({ objectMode: true, read () {}, destroy (_error, callback) { callback(new Error('no end')) } }),
    'a web stream': () => new ReadableStream({ cancel () { throw new Error('no end') } }),
    'an iterator': () => ({ [Symbol.iterator]: () => ({ next: () => ({ done: false, value: 1 }), return: () => { throw new Error('no end') } }) }),
    'an async iterator': () => ({ [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }), return: async () => { throw new Error('no end') } }) })
  }
  for (const [kind, source] of Object.entries(sources)) {
    const heard: unknown[] = []
    const items = new OpenItems(source() as AsyncIterable<unknown>, (error) => { heard.push(error) })
    items.close()
    await sleep(5)
    t.match(heard, [{ message: 'no end' }], kind)
  }
})

t.test('a stream has no listener of ours once it is closed', async (t) => {
  for (const end of ['close', 'end', 'error'] as const) {
    const stream = Readable.from(end === 'end' ? [] : ['a'])
    const before = stream.eventNames()
    const items = new OpenItems(stream, () => {})
    if (end === 'end') await items.next()
    else if (end === 'close') items.close()
    else stream.destroy(new Error('no rows'))
    await sleep(5)
    t.equal(stream.closed, true, end)
    t.same(stream.eventNames(), before, end)
  }
})

t.test('the first item is kept for who asks next; a failure too', async (t) => {
  const items = new OpenItems(many(), stray)
  t.same([items.hasFirst, items.first], [false, undefined])
  await items.start()
  t.same([items.hasFirst, items.first], [true, 'item 0'])
  t.same(await items.next(), { done: false, value: 'item 0' })
  t.same([items.hasFirst, items.first], [false, undefined])
  const empty = new OpenItems([].values(), stray)
  t.equal(empty.start(), undefined, 'what need not be waited for is not')
  t.equal(empty.hasFirst, false, 'the end is no item')
  t.same(await empty.next(), { done: true, value: undefined })
  const failing = new OpenItems(new Source(async () => { throw new Error('no rows') }), stray)
  await failing.start()
  await t.rejects(failing.next(), { message: 'no rows' })
})

t.test('what a source fails with is heard once: by who waits, else by whoever listens when it is closed', async (t) => {
  const lost = new Error('lost')
  const heard: unknown[] = []
  const hear = (error: unknown): void => { heard.push(error) }
  const stream = (): Readable => new Readable({ objectMode: true, read () {} })

  const waitedFor = stream()
  const items = new OpenItems(waitedFor, hear)
  const waiting = items.next()
  waitedFor.destroy(lost)
  await t.rejects(waiting, lost)
  items.close()
  await sleep(5)
  t.same(heard, [], 'who waited was told')

  t.throws(() => new OpenItems(stream().destroy(lost), hear), { message: /^the stream had failed/ })
  await sleep(5)
  t.same(heard, [], 'who opened it was told')

  const unread = stream()
  const forgotten = new OpenItems(unread, hear)
  unread.destroy(lost)
  await sleep(5)
  forgotten.close()
  forgotten.close()
  t.same(heard, [lost], 'nobody has asked')

  let fail = (_error: Error): void => {}
  const late = new OpenItems(new Source(() => new Promise((_resolve, reject) => { fail = reject })), hear)
  const given = late.next()
  late.close()
  t.equal((await given).done, true)
  fail(lost)
  await sleep(5)
  t.same(heard, [lost, lost], 'it came after the close')
})

t.test('a promise among the items that fails closes the source that it is of', async (t) => {
  let closed = false
  const items = new OpenItems((function * () {
    try {
      yield Promise.resolve('item')
      yield Promise.reject(new Error('lost'))
    } finally {
      closed = true
    }
  })(), stray)
  t.same(await items.next(), { done: false, value: 'item' })
  await t.rejects(items.next(), { message: 'lost' })
  t.equal(closed, true)
})

t.test('a failure that start has found is told to whoever closes the items unread', async (t) => {
  const heard: unknown[] = []
  const items = new OpenItems(new Source(async () => { throw new Error('no rows') }), (error) => { heard.push(error) })
  await items.start()
  items.close()
  t.same(heard, [new Error('no rows')])
})

t.test('a promise of another kind than ours is waited for as any other', async (t) => {
  const promised = (value: unknown): PromiseLike<unknown> => ({ then: (resolve, reject) => Promise.resolve(value).then(resolve, reject) })
  const results = [{ done: false, value: 'item' }, { done: true, value: undefined }]
  const items = new OpenItems({ [Symbol.asyncIterator]: () => ({ next: () => promised(results.shift()) as never }) }, stray)
  t.same(await items.next(), { done: false, value: 'item' })
  t.equal((await items.next()).done, true)
})
