/** An outcome that is kept is found for the values that it was kept for, and for no other. */
import t, { type Test } from 'tap'
import { build, type Fields, inBytes } from '../fixtures/app.js'
import { OutcomeCache } from '../../lib/reply/outcome-cache.js'
import type { Outcome } from '../../lib/reply/outcome.js'
import type { Headers } from '../../lib/negotiation/index.js'

/** Values that have the same place: of one length, with the same character in the middle and at the end. */
const accepts = ['text/axax', 'text/bxbx', 'text/cxcx', 'text/dxdx'] as const
const languages = ['axa', 'bxa', 'cxa'] as const

t.test('The values of this file have one place', async (t) => {
  for (const values of [accepts, languages]) {
    t.equal(new Set<string>(values).size, values.length)
    t.equal(new Set(values.map((value) => [value.length, value[value.length >> 1], value.at(-1)].join())).size, 1)
  }
})

async function serve (t: Test, cacheSize: number) {
  const app = await build(t, { cacheSize })
  app.get('/', { config: { produces: inBytes({ mediaTypes: accepts, languages }) } }, async () => ({}))
  return async (fields: Fields) => {
    const { statusCode, headers } = await app.inject({ url: '/', headers: { ...fields } })
    return [statusCode, statusCode === 200 && headers['content-type'], headers['content-language']]
  }
}

/** Every way to ask so many times for one of these, one after the other. */
function sequencesOf<Item> (items: readonly Item[], length: number): Item[][] {
  return length === 0 ? [[]] : sequencesOf(items, length - 1).flatMap((sequence) => items.map((item) => [...sequence, item]))
}

const contentType = (accept: string): string => `${accept}; charset=utf-8`

t.test('Whatever was asked before, a value has its own outcome: values that have one place', async (t) => {
  for (const cacheSize of [0, 1, 2, 3]) {
    const ask = await serve(t, cacheSize)
    for (const accept of sequencesOf(accepts, 3).flat()) {
      const outcome = await ask({ accept })
      if (outcome[0] !== 200 || outcome[1] !== contentType(accept) || outcome[2] !== 'axa') t.fail(`${accept}, ${cacheSize} kept: ${outcome.join()}`)
    }
  }
  t.ok(t.passing())
})

t.test('Whatever was asked before, a value has its own outcome: two fields, of which either may be the same or absent', async (t) => {
  const requests: [fields: Fields, outcome: unknown[]][] = [
    [{ accept: accepts[0], 'accept-language': 'bxa' }, [200, contentType(accepts[0]), 'bxa']],
    [{ accept: accepts[0], 'accept-language': 'cxa' }, [200, contentType(accepts[0]), 'cxa']],
    [{ accept: accepts[1], 'accept-language': 'bxa' }, [200, contentType(accepts[1]), 'bxa']],
    [{ accept: accepts[1], 'accept-language': 'cxa' }, [200, contentType(accepts[1]), 'cxa']],
    [{ accept: 'text/xxxx', 'accept-language': 'bxa' }, [406, false, undefined]],
    [{ 'accept-language': 'bxa' }, [200, contentType(accepts[0]), 'bxa']],
    [{ accept: accepts[2] }, [200, contentType(accepts[2]), 'axa']],
    [{}, [200, contentType(accepts[0]), 'axa']]
  ]
  for (const cacheSize of [1, 2, 3]) {
    const ask = await serve(t, cacheSize)
    for (const [fields, expected] of sequencesOf(requests, 2).flat()) {
      const outcome = await ask(fields)
      if (outcome.join() !== expected.join()) t.fail(`${JSON.stringify(fields)}, ${cacheSize} kept: ${outcome.join()}`)
    }
  }
  t.ok(t.passing())
})

const outcome = (name: string): Outcome => ({ name }) as unknown as Outcome

/** A cache, and what it comes to for some headers: what it keeps, else `selected`, which then is kept. */
function open (fields: readonly string[], size: number) {
  let selected: Outcome | undefined
  const cache = new OutcomeCache(fields, size, () => selected as Outcome)
  return function find (headers: Headers, name?: string): Outcome | undefined {
    selected = name === undefined ? undefined : outcome(name)
    return cache.find(headers)
  }
}

t.test('Of the values in one place the last two are kept', async (t) => {
  for (const accept of accepts) {
    // One cache each: what is looked for and not found takes a place too.
    const find = open(['accept'], 2)
    for (const accept of accepts) t.same(find({ accept }, accept), outcome(accept))
    t.same(find({ accept }), accepts.indexOf(accept) < 2 ? undefined : outcome(accept))
  }
})

t.test('With size 0 nothing is kept', async (t) => {
  for (const fields of [['accept'], ['accept', 'accept-language']]) {
    const find = open(fields, 0)
    find({ accept: 'text/csv' }, 'csv')
    t.equal(find({ accept: 'text/csv' }), undefined)
    t.equal(find({}), undefined)
  }
})

t.test('A value of 512 characters is kept, one of 513 is not: what clients send does not fill memory', async (t) => {
  for (const field of ['accept', 'accept-language']) {
    for (const [length, found] of [[512, outcome('long')], [513, undefined], [15_000, undefined]] as const) {
      const find = open(['accept', 'accept-language'], 4)
      const headers = { accept: 'text/csv', 'accept-language': 'en', [field]: 'x'.repeat(length) }
      find(headers, 'long')
      t.same(find(headers), found, `${field} of ${length}`)
      find({ accept: 'text/csv', 'accept-language': 'en' }, 'short')
      t.same(find({ accept: 'text/csv', 'accept-language': 'en' }), outcome('short'))
    }
  }
})
