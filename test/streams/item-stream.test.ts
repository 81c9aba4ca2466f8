/** How items become chunks: what stands around them, how much goes out together, and what a source does that fails or never waits. */
import { buffer, text } from 'node:stream/consumers'
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { ItemStream } from '../../lib/streams/item-stream.js'
import { Source } from './sockets.js'

const format = String
const bytes = (item: unknown): Uint8Array => new Uint8Array(Buffer.from(String(item)))

t.test('what stands before, between, after and instead of items', async (t) => {
  const cases: Array<[around: { head?: string, separator?: string, tail?: string, empty?: string }, none: string, one: string, two: string]> = [
    [{}, '', '1', '12'],
    [{ head: '<' }, '<', '<1', '<12'],
    [{ tail: '>' }, '>', '1>', '12>'],
    [{ separator: ',' }, '', '1', '1,2'],
    [{ head: '<', separator: ',', tail: '>' }, '<>', '<1>', '<1,2>'],
    [{ head: '<', separator: ',', tail: '>', empty: '-' }, '-', '<1>', '<1,2>'],
    [{ head: '<', tail: '>', empty: '' }, '', '<1>', '<12>']
  ]
  for (const [around, ...expected] of cases) {
    for (const count of [0, 1, 2]) {
      const items = [1, 2].slice(0, count)
      async function * later (): AsyncGenerator<number> { yield * items }
      for (const source of [items.values(), later()]) t.equal(await text(new ItemStream(source, { ...around, format })), expected[count])
    }
  }
  t.same(await buffer(new ItemStream([1, 2].values(), { head: '<', separator: ',', tail: '>', format: bytes })), Buffer.from('<1,2>'), 'text and bytes in turn')
})

t.test('what stands after items may be known only then; where it fails, the stream fails', async (t) => {
  let seen = 0
  const count = (item: unknown): string => {
    seen++
    return item === 2 ? '' : String(item)
  }
  t.equal(await text(new ItemStream([1, 2, 3].values(), { format: count, tail: () => `:${seen}` })), '13:3', 'nothing goes out of an item that has no text')
  async function * later (): AsyncGenerator<number> { yield 1 }
  for (const source of [[1].values(), later()]) {
    await t.rejects(text(new ItemStream(source, { format, tail () { throw new Error('no end') } })), { message: 'no end' })
  }
})

t.test('items go out together, 16 KB at a time, or when the source waits', async (t) => {
  const chunks: Buffer[] = []
  for await (const chunk of new ItemStream(Array.from({ length: 100 }, () => 'x'.repeat(1000)).values(), { format })) chunks.push(chunk)
  t.equal(Buffer.concat(chunks).length, 100_000)
  t.ok(chunks.every(({ length }) => length <= 17_000), 'no chunk is longer')
  t.ok(chunks.length < 10, 'and they are few')
  const first = new ItemStream((async function * () { yield 'a'; yield 'b'; await sleep(20); yield 'c' })(), { format })
  const seen: string[] = []
  for await (const chunk of first) seen.push(String(chunk))
  t.same(seen, ['ab', 'c'])
})

t.test('a source that never waits leaves others their turn, and is read no further than there is room', async (t) => {
  let pulled = 0
  const stream = new ItemStream((function * () { for (;;) { pulled++; yield 'x'.repeat(1000) } })(), { format })
  stream.read(0)
  for (let count = 0; count < 20; count++) await turn()
  t.ok(pulled > 0 && pulled < 60, `${pulled} items are pulled`)
  let turns = 0
  const others = setInterval(() => { turns++ }, 0)
  t.teardown(() => { clearInterval(others) })
  const content = new ItemStream((function * () { for (let index = 0; index < 4000; index++) yield 'x'.repeat(1000) })(), { format })
  t.equal((await text(content)).length, 4_000_000)
  t.ok(turns > 10, `${turns} turns of others`)
  stream.destroy()
})

t.test('what a source or a format throws is the error of the stream; nothing becomes one that says so', async (t) => {
  for (const thrown of [new Error('no rows'), undefined, null]) {
    const message = thrown instanceof Error ? 'no rows' : `the source of the items threw ${thrown}`
    const fail = (): never => { throw thrown }
    const waitAndFail = async (): Promise<never> => fail()
    for (const stream of [
      new ItemStream((function * () { fail() })(), { format }),
      new ItemStream((async function * () { fail() })(), { format }),
      new ItemStream(new Source(waitAndFail), { format }),
      new ItemStream([1].values(), { format: fail }),
      new ItemStream(new Source(async () => 'a'), { format: fail })
    ]) await t.rejects(text(stream), { message })
  }
})

t.test('an item that comes when the reader has gone is not written, and the source is closed', async (t) => {
  let give = (_item: string): void => {}
  const source = new Source(() => new Promise((resolve) => { give = resolve }))
  const written: unknown[] = []
  const stream = new ItemStream(source, { format: (item) => { written.push(item); return 'x' } })
  stream.read(0)
  await turn()
  stream.destroy()
  give('late')
  await sleep(5)
  t.same(written, [])
  t.equal(source.returns, 1)
})

t.test('a stream of items may fail before anybody looks at it', async (t) => {
  const stream = new ItemStream((function * () { throw new Error('no rows') })(), { format })
  stream.read(0)
  await sleep(5)
  t.equal(stream.destroyed, true)
  t.match(stream.errored, { message: 'no rows' })
})
