/** What a payload is told to be wrong with, in any format. */
import t from 'tap'
import { locatedIn, notJson, ValueFault } from '../../lib/formats/faults.js'

t.test('a value that a format has no form for is told with its place', async (t) => {
  const value = { of: 'no form' }
  const loop: Record<string, unknown> = { before: null }
  loop.itself = loop
  const cases: [data: unknown, message: RegExp][] = [
    [{ list: [1, value] }, /list\[1\].*no form/],
    [value, /^no form$/],
    [{ list: [1] }, /^no form$/],
    [new Uint8Array(2), /^no form$/],
    [loop, /^no form$/],
    [{ loop, 'a/b': value }, /\['a\/b'\].*no form/]
  ]
  for (const [data, message] of cases) t.match((locatedIn(data, new ValueFault(value, 'no form')) as Error).message, message)
  const other = new Error('not ours')
  t.equal(locatedIn(value, other), other)
})

t.test('what JSON cannot write is told in words, and what somebody else has thrown is theirs', async (t) => {
  const thrownBy = (value: unknown): unknown => {
    try {
      return JSON.stringify(value)
    } catch (error) {
      return error
    }
  }
  const loop: Record<string, unknown> = {}
  loop.loop = loop
  let deep: unknown = 1
  for (let depth = 0; depth < 100_000; depth++) deep = [deep]
  t.match(notJson(thrownBy(loop))?.message, /^JSON cannot write it: converting circular structure/)
  t.match(notJson(thrownBy({ of: 1n }))?.message, /^JSON cannot write it: do not know how to serialize a BigInt/)
  t.equal(notJson(thrownBy(deep))?.message, 'JSON cannot write it: it is nested too deeply')
  for (const other of [new Error('BigInt'), new TypeError('own'), 'circular', undefined]) t.equal(notJson(other), undefined)
})
