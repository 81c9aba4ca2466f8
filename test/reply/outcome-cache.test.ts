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

t.test('The option cacheSize is that of the route: with 0 the second request is read as the first, else it is found', async (t) => {
  for (const [options, isFound] of [[{ cacheSize: 0 }, false], [{ cacheSize: 1 }, true], [{}, true]] as const) {
    const app = await build(t, options)
    let reads = 0
    app.addHook('onRequest', async ({ raw }) => {
      reads = 0
      raw.headers = new Proxy(raw.headers, { get: (fields, name) => { if (name === 'accept') reads++; return Reflect.get(fields, name) } })
    })
    app.get('/', { config: { produces: inBytes(accepts) } }, async () => ({}))
    const counts: number[] = []
    for (const accept of [accepts[1], accepts[1]]) {
      t.equal((await app.inject({ url: '/', headers: { accept } })).headers['content-type'], contentType(accept))
      counts.push(reads)
    }
    const [first = 0, second = 0] = counts
    t.equal(second < first, isFound, `${JSON.stringify(options)}: ${counts.join(' and ')} reads`)
  }
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

/** Those of some requests that a cache finds, which leaves the cache as it is. */
function keptOf (fields: readonly string[], size: number, asked: readonly Headers[]): Headers[] {
  let isOpen = true
  const cache = new OutcomeCache(fields, size, () => {
    if (!isOpen) throw new Error('not kept')
    return outcome('kept')
  })
  for (const headers of asked) cache.find(headers)
  isOpen = false
  return asked.filter((headers) => {
    try {
      return cache.find(headers) !== undefined
    } catch {
      return false
    }
  })
}

const letters = [...'abcdefghijklmnopqrstuvwxyz']

/** Many values of every length and end, as many as nobody keeps. */
const many = letters.flatMap((one, index) => letters.map((other) => ` ${one.repeat(index % 5)}\t${other}${one}`))

t.test('Whatever is asked, no more is kept than the size says', async (t) => {
  for (const size of [1, 2, 3, 64]) {
    const one = many.map((accept) => ({ accept }))
    const both = many.map((accept, index) => ({ accept, 'accept-language': many.at(-index) }))
    for (const [fields, asked] of [[['accept'], one], [['accept', 'accept-language'], both]] as const) {
      const { length } = keptOf(fields, size, asked)
      t.ok(length <= size && length > size / 2, `${length} of ${size}`)
    }
  }
})

t.test('Values that differ in their length, their middle or their end have slots of their own', async (t) => {
  const differing = [
    letters.map((_, index) => 'a'.repeat(index + 1)), letters.map((letter) => `text/${letter}/text`), letters.map((letter) => `text/${letter}`)
  ]
  for (const values of differing) {
    for (const [field, other] of [['accept', 'accept-language'], ['accept-language', 'accept']] as const) {
      const asked = values.map((value) => ({ [field]: value, [other]: 'en' }))
      t.strictSame(keptOf(['accept', 'accept-language'], 64, asked), asked, `${field}: ${values[1]}`)
    }
  }
})

t.test('Values that share a slot take the next one, and no further', async (t) => {
  const asked = [...accepts.slice(0, 2), ...languages.slice(0, 2)].map((accept) => ({ accept }))
  t.strictSame(keptOf(['accept'], 16, asked), asked)
  for (const [size, kept] of [[1, 1], [2, 2], [3, 2], [16, 2]] as const) {
    t.strictSame(keptOf(['accept'], size, accepts.map((accept) => ({ accept }))), accepts.slice(-kept).map((accept) => ({ accept })))
  }
})

t.test('A request without the fields finds its own outcome: not an empty slot, nor what was too long to be kept', async (t) => {
  for (const fields of [['accept'], ['accept', 'accept-language']]) {
    const find = open(fields, 1)
    t.same(find({}, 'first'), outcome('first'))
    t.same(find({}), outcome('first'))
    find(Object.fromEntries(fields.map((field) => [field, 'x'.repeat(513)])), 'long')
    t.same(find({}, 'second'), outcome('second'))
  }
})
